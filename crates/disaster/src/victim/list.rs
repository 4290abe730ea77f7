//! The dead and missing by name, the latest first; of one disaster with its figures beside.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Ctx, Division, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition as Chosen, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::query::division_names;
use serde::{Deserialize, Serialize};

use super::card::{Standing, card};
use super::detail::{VictimAnswer, answer};
use super::query::{self, Filter, WITHDRAWN};
use super::{Condition, RECORD, Victim};
use crate::event::{self, Disaster, DisasterId, PATH as DISASTERS};
use crate::web::Visitor;
use crate::words::{disaster as d, victim as w, victim_cause, victim_condition, victim_sex};

pub(crate) const PATH: &str = "/disaster-victims";
const ROWS: u32 = 50;
/// The disasters to choose from, the latest first.
const CHOICES: u32 = 200;

pub(super) struct Listed {
    pub lines: Vec<Victim>,
    pub total: u64,
    counts: Vec<(&'static str, i64)>,
    /// Number and title.
    pub disasters: HashMap<DisasterId, String>,
    choices: Vec<(String, String)>,
    pub places: HashMap<Division, String>,
    townships: Vec<(String, String)>,
    of: Option<(Disaster, Standing)>,
}

fn titled(it: &Disaster) -> String {
    format!("{} {}", it.number, it.title())
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, from, rows)?;
    let mut counts = Vec::new();
    for word in Condition::ALL.iter().map(|it| it.word()).chain([WITHDRAWN]) {
        let view = Filter { condition: Condition::from_word(word), withdrawn: word == WITHDRAWN, ..filter.clone() };
        counts.push((word, query::count(r, ctx, &view)?));
    }
    let all = event::query::list(r, ctx, &event::query::Filter::default(), 0, CHOICES)?;
    let mut disasters: HashMap<DisasterId, String> = all.iter().map(|it| (it.id, titled(it))).collect();
    for it in &lines {
        if let Entry::Vacant(unknown) = disasters.entry(it.disaster) {
            unknown.insert(titled(&event::query::one(r, ctx, it.disaster)?));
        }
    }
    let of = match filter.disaster {
        Some(id) => Some(standing(r, ctx, event::query::one(r, ctx, id)?)?),
        None => None,
    };
    Ok(Listed {
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        counts,
        choices: all.iter().map(|it| (it.id.to_string(), titled(it))).collect(),
        places: named(r, ctx, lines.iter().map(|it| it.known.division))?,
        townships: event::townships(r, ctx)?,
        disasters,
        lines,
        of,
    })
}

fn standing(r: &Reader<'_>, ctx: &Ctx, it: Disaster) -> Result<(Disaster, Standing), Error> {
    let register = query::compared(r, ctx, &it)?;
    let codes: Vec<Division> = register.differing.keys().copied().collect();
    let names = division_names(r, ctx, &codes)?;
    Ok((it, Standing { register, names }))
}

/// Township and village of each.
pub(super) fn named(
    r: &Reader<'_>,
    ctx: &Ctx,
    all: impl Iterator<Item = Division>,
) -> Result<HashMap<Division, String>, Error> {
    let codes: Vec<Division> = all.collect();
    let with_townships: Vec<Division> = codes.iter().flat_map(|it| [*it, it.township()]).collect();
    let names = division_names(r, ctx, &with_townships)?;
    let name = |code: Division| names.get(&code).cloned().unwrap_or_else(|| code.to_string());
    let whole = |code: Division| {
        if code.township() == code { name(code) } else { format!("{}{}", name(code.township()), name(code)) }
    };
    Ok(codes.into_iter().map(|it| (it, whole(it))).collect())
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
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let record = listed.of.as_ref().filter(|_| ctx.may(RECORD)).map(|(it, _)| it.id);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if let Some(id) = record { (parts::primary_link(w::record(lang), &format!("{DISASTERS}/{id}/victims"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) (list::pager(lang, &pager)) }
        }))
        @if let Some((it, standing)) = &listed.of { (card(lang, &ctx, it, standing)) }
    };
    let crumbs = [Crumb::here(d::section(lang)), Crumb::link(d::title(lang), DISASTERS), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let here = if filter.withdrawn { WITHDRAWN } else { filter.condition.map_or("", Condition::word) };
    let all = listed.counts.iter().filter(|(word, _)| *word != WITHDRAWN).map(|(_, n)| n).sum::<i64>();
    let view = |label: &str, word: &str, count: i64| View {
        label: label.to_owned(),
        href: query.clone().without("page").with("condition", word).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: here == word,
    };
    let mut views = vec![view(w::all(lang), "", all)];
    views.extend(listed.counts.iter().map(|(word, count)| view(victim_condition::of(lang, word), word, *count)));
    views
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    html! {
        @if query.has("condition", WITHDRAWN) || query.word("condition", Condition::from_word).is_some() {
            input type="hidden" name="condition" value=(query.get("condition"));
        }
        (list::query_select(lang, w::disaster(lang), "disaster", &listed.choices, query))
        @if listed.townships.len() > 1 { (list::query_select(lang, d::township(lang), "township", &listed.townships, query)) }
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Chosen> {
    let township = |it: Division| {
        let code = it.to_string();
        listed.townships.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name.clone())
    };
    let disaster = filter.disaster.and_then(|it| Some(listed.disasters.get(&it)?.clone()));
    vec![(w::disaster(lang), "disaster", disaster), (d::township(lang), "township", filter.township.map(township))]
}

/// `男，43 岁`
pub(super) fn sex_and_age(lang: Lang, it: &Victim) -> String {
    let sex = it.sex().map(|sex| victim_sex::of(lang, sex.word()).to_owned());
    let age = Some(it.age()).filter(|age| !age.is_empty()).map(|age| w::years(lang, age));
    sex.into_iter().chain(age).collect::<Vec<_>>().join(w::comma(lang))
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::title(w::name(lang)),
        Column::text(w::sex_age(lang)),
        Column::text(w::condition(lang)),
        Column::text(w::division(lang)),
        Column::text(w::place(lang)),
        Column::text(w::cause(lang)),
        Column::day(w::since(lang)),
        Column::text(w::disaster(lang)),
    ];
    let row = |it: &Victim| {
        let known = &it.known;
        Row::new(vec![
            list::title_cell(it.name(), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (sex_and_age(lang, it)) } },
            html! { span.nowrap { (victim_condition::of(lang, known.condition.word())) } },
            html! { span lang="zh-CN" { (listed.places.get(&known.division).map_or("", String::as_str)) } },
            html! { @match &known.place { Some(place) => (registry::forms::said(place)), None => (parts::dash()) } },
            html! { span.nowrap { (victim_cause::of(lang, known.cause.word())) } },
            html! { (page::format::instant(known.since)) },
            html! { a lang="zh-CN" href=(format!("{DISASTERS}/{}", it.disaster)) { (listed.disasters.get(&it.disaster).map_or("", String::as_str)) } },
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of the register for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VictimLines {
    victims: Vec<VictimAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<VictimLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(VictimLines { victims: lines.into_iter().map(answer).collect(), total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("The dead and missing of disasters by name, the latest first, fifty a page")
        .returns::<VictimLines>()
        .query("disaster", "of one disaster")
        .query("township", "of one township, by its code")
        .query("condition", "dead, missing, found or withdrawn; without it all that were not taken back")
        .query("page", "from 1")
}
