//! The list of disasters, the latest first, with how many are silent and the main figures.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::detail::{DisasterAnswer, answer_of};
use super::query::{self, ALL, Filter};
use super::{Disaster, DisasterId, Kind, State};
use crate::Figures;
use crate::amount::Amount;
use crate::measure::Measure;
use crate::sheet;
use crate::web::Visitor;
use crate::words::{disaster as w, disaster_kind, disaster_state, disaster_sub_kind};
use registry::forms::options;

pub(crate) const PATH: &str = "/disasters";
const ROWS: u32 = 50;
/// Figures in the list.
const MAIN: [&str; 4] = ["affected", "deaths", "missing", "loss_10k_yuan"];

/// How many of those asked within reach are silent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Silence {
    pub silent: i64,
    pub asked: i64,
}

pub(super) struct Listed {
    pub lines: Vec<Disaster>,
    pub figures: HashMap<DisasterId, Figures>,
    pub silence: HashMap<DisasterId, Silence>,
    pub total: u64,
    counts: Vec<(&'static str, i64)>,
    person_times: Option<Amount>,
    townships: Vec<(String, String)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, from, rows)?;
    let ids: Vec<_> = lines.iter().map(|it| it.id).collect();
    let mut counts = Vec::new();
    for word in [ALL].into_iter().chain(State::ALL.iter().map(|it| it.word())) {
        let view = Filter { state: State::from_word(word), ..filter.clone() };
        counts.push((word, query::count(r, ctx, &view)?));
    }
    let narrowed = filter.narrowed(ctx);
    let mut silence = HashMap::new();
    for id in &ids {
        silence.insert(*id, query::silence(r, &narrowed, *id)?);
    }
    Ok(Listed {
        figures: sheet::query::main_figures(r, &narrowed, &ids)?,
        townships: townships(r, ctx)?,
        silence,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        counts,
        person_times: query::person_times(r, ctx, filter)?,
        lines,
    })
}

/// Those to choose from, for whoever sees more than one.
pub(crate) fn townships(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<(String, String)>, Error> {
    let mut all = registry::query::townships(r, ctx)?;
    all.retain(|(code, _)| ctx.scope.covers(*code, &[], &[], None));
    Ok(all.into_iter().map(|(code, name)| (code.to_string(), name)).collect())
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.townships)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let new = ctx.may(Act("disaster.register"));
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if new { (parts::primary_link(w::register(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter, &listed.townships), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) (list::pager(lang, &pager)) }
        }))
        @if let Some(times) = listed.person_times {
            p.muted.small title=(w::person_times_hint(lang)) { (w::person_times(lang)) " " b { (times.shown()) } " · " (w::person_times_hint(lang)) }
        }
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::section(lang)), Crumb::here(w::title(lang))], body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |(word, count): &(&'static str, i64)| View {
        label: disaster_state::of(lang, word).to_owned(),
        href: query.clone().without("page").with("state", if *word == ALL { "" } else { *word }).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.word() == *word,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter, townships: &[(String, String)]) -> Markup {
    let kinds = options(Kind::ALL, Kind::word, |it| disaster_kind::of(lang, it));
    html! {
        @if let Some(state) = filter.state { input type="hidden" name="state" value=(state.word()); }
        (list::query_select(lang, w::kind(lang), "kind", &kinds, query))
        @if townships.len() > 1 { (list::query_select(lang, w::township(lang), "township", townships, query)) }
        @if filter.counted { input type="hidden" name="only" value="counted"; }
        (list::query_days(lang, w::from(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, townships: &[(String, String)]) -> Vec<Condition> {
    let name = |code: String| townships.iter().find(|(it, _)| *it == code).map_or(code, |(_, name)| name.clone());
    vec![
        (w::kind(lang), "kind", filter.kind.map(|it| disaster_kind::of(lang, it.word()).to_owned())),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
        (w::figures_of(lang), "township", filter.township.map(|it| name(it.to_string()))),
        (w::only(lang), "only", filter.counted.then(|| w::not_dismissed(lang).to_owned())),
    ]
}

/// The sub-kind is what a county reports; without one, the kind.
pub(crate) fn kind_label(lang: Lang, it: &Disaster) -> &'static str {
    match it.sub_kind {
        Some(sub) => disaster_sub_kind::of(lang, sub.word()),
        None => disaster_kind::of(lang, it.kind.word()),
    }
}

pub(crate) fn state_mark(lang: Lang, it: State) -> Markup {
    let word = disaster_state::of(lang, it.word());
    match it {
        State::Open => parts::status(parts::Ring::Quarter, word),
        State::Ended => parts::status(parts::Ring::ThreeQuarters, word),
        State::Verified => parts::status(parts::Ring::Full, word),
        State::Dismissed => parts::status(parts::Ring::Back, word),
    }
}

pub(crate) fn silence_mark(lang: Lang, it: Silence) -> Markup {
    match it.silent {
        0 => html! { span.muted { (silence_text(lang, it)) } },
        _ => parts::silent_mark(&silence_text(lang, it)),
    }
}

pub(super) fn silence_text(lang: Lang, it: Silence) -> String {
    match it.silent {
        0 => w::all_heard(lang).to_owned(),
        n => w::silent_of(lang, n),
    }
}

/// The main figures, of the list and of what is reported upward.
pub(super) fn main() -> impl Iterator<Item = Measure> {
    MAIN.iter().filter_map(|name| Measure::named(name))
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let mut columns = vec![
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::name(lang)),
        Column::text(w::kind(lang)),
        Column::day(w::from(lang)),
        Column::text(w::state(lang)),
        Column::text(w::state_of(lang)),
    ];
    let main: Vec<Measure> = main().collect();
    columns.extend(main.iter().map(|it| Column::number(format!("{}（{}）", it.label(lang), it.unit(lang)))));
    let row = |it: &Disaster| {
        let said = listed.figures.get(&it.id);
        let figure = |measure: &Measure| match said.and_then(|it| it.get(*measure)) {
            Some(amount) => html! { (amount.shown()) },
            None => parts::dash(),
        };
        let mut cells = vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (kind_label(lang, it)) } },
            html! { (page::format::instant(it.from)) },
            state_mark(lang, it.state),
            silence_mark(lang, listed.silence.get(&it.id).copied().unwrap_or_default()),
        ];
        cells.extend(main.iter().map(figure));
        Row::new(cells)
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of disasters for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DisasterLines {
    disasters: Vec<DisasterAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<DisasterLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let answer = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let narrowed = filter.narrowed(&ctx);
        let disasters = lines.into_iter().map(|it| answer_of(r, &narrowed, it)).collect::<Result<_, _>>()?;
        Ok(DisasterLines { disasters, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Disasters, the latest first, fifty a page")
        .returns::<DisasterLines>()
        .query("state", "open, ended, verified or dismissed; all of them without it")
        .query("kind", "flood, drought, typhoon, …")
        .query("township", "asked there; figures and silent places are those of this township")
        .query("only", "counted: without those that were dismissed")
        .query("from", "began on or after this day, yyyy-MM-dd")
        .query("to", "began on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}
