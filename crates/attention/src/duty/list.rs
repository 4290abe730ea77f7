//! What is owed in special periods, across them: what is missing, what came late, what is to be accepted.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, form, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::query::{self, Filter};
use super::web::{SpecialDutyAnswer, answer};
use super::{Sort, SpecialDuty, Standing, act};
use crate::period;
use crate::web::{Names, Visitor, name, named};
use crate::words::{attention_act, special as sw, special_duty as w, special_sort, special_standing};

pub(crate) const PATH: &str = "/special-duties";
const ROWS: u32 = 50;

pub(super) struct Listed {
    pub lines: Vec<SpecialDuty>,
    pub names: Names,
    pub total: u64,
    /// The period of the address, in words.
    pub period: Option<String>,
    bodies: Vec<(String, String)>,
    counts: Vec<(Option<Standing>, i64)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, from, rows)?;
    let mut counts = Vec::new();
    for standing in [None].into_iter().chain(Standing::ALL.iter().copied().map(Some)) {
        counts.push((standing, query::count(r, ctx, &Filter { standing, ..filter.clone() })?));
    }
    let bodies = registry::query::reporting_organisations(r, ctx)?;
    let owners: Vec<_> = lines.iter().map(|it| it.organisation).chain(filter.organisation).collect();
    let period = match filter.period {
        Some(id) => match period::load(r, ctx, id) {
            Ok(it) => Some(it.title().to_owned()),
            Err(Error::NotFound(_)) => None,
            Err(other) => return Err(other),
        },
        None => None,
    };
    Ok(Listed {
        names: registry::query::organisation_names(r, ctx, &owners)?,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        bodies: bodies.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        period,
        counts,
        lines,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
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
    let title = w::title(lang);
    let body = html! {
        (parts::head(title, html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(&screen, &ctx, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(sw::title(lang), period::PATH), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(standing, count): &(Option<Standing>, i64)| list::View {
        label: special_standing::of(lang, standing.map_or("all", Standing::word)).to_owned(),
        href: query.clone().without("page").with("state", standing.map_or("", Standing::word)).at(PATH),
        count: Some(count.unsigned_abs()),
        late: *standing == Some(Standing::Missing) && *count > 0,
        current: filter.standing == *standing,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let sorts = options(Sort::ALL, Sort::word, |it| special_sort::of(lang, it));
    html! {
        @for kept in ["state", "period"] {
            @if !query.get(kept).is_empty() { input type="hidden" name=(kept) value=(query.get(kept)); }
        }
        (list::query_select(lang, w::sort(lang), "sort", &sorts, query))
        (list::query_select(lang, w::organisation(lang), "organisation", &listed.bodies, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Condition> {
    vec![
        (w::period(lang), "period", filter.period.map(|_| listed.period.clone().unwrap_or_else(|| "--".to_owned()))),
        (w::sort(lang), "sort", filter.sort.map(|it| special_sort::of(lang, it.word()).to_owned())),
        (w::organisation(lang), "organisation", filter.organisation.map(|it| name(&listed.names, it).to_owned())),
        (w::day(lang), "day", filter.day.map(|day| day.to_string())),
    ]
}

pub(crate) fn state_mark(lang: Lang, it: Standing) -> Markup {
    let word = special_standing::of(lang, it.word());
    match it {
        Standing::Missing => parts::silent_mark(word),
        Standing::Owed => parts::status(parts::Ring::Quarter, word),
        Standing::Reported => parts::status(parts::Ring::Half, word),
        Standing::InTime | Standing::Late => parts::status(parts::Ring::Full, word),
        Standing::Lapsed | Standing::Waived => parts::status(parts::Ring::Back, word),
    }
}

/// What was reported.
pub(super) fn said_text(lang: Lang, it: &SpecialDuty) -> &str {
    match it.nothing {
        true => w::nothing_to_report(lang),
        false => it.text.as_ref().and_then(|it| it.as_str()).unwrap_or_default(),
    }
}

/// That there is nothing is said with one click, where the row stands.
pub(super) fn nothing_button(screen: &Screen, ctx: &Ctx, it: &SpecialDuty) -> Markup {
    let may = ctx.may(Act("special_duty.report")) && act::must_owe(it, ctx, &[Sort::ZeroReport]).is_ok();
    html! {
        @if may {
            (form::button_form(screen, &format!("{PATH}/{}/nothing", it.id), parts::submit(attention_act::of(screen.lang(), "nothing"))))
        }
    }
}

fn table(screen: &Screen, ctx: &Ctx, listed: &Listed) -> Markup {
    let lang = screen.lang();
    let columns = [
        Column::title(w::organisation(lang)),
        Column::text(w::sort(lang)),
        Column::day(w::day(lang)),
        Column::day(w::due(lang)),
        Column::text(w::state(lang)),
        Column::number(w::visited(lang)).wide_only(),
        Column::number(w::found(lang)).wide_only(),
        Column::text(w::said(lang)).wide_only(),
        Column::text(w::period(lang)).wide_only(),
        Column::acts(w::acts(lang)),
    ];
    let row = |it: &SpecialDuty| {
        let standing = it.standing(ctx.now);
        Row::new(vec![
            html! { a href=(format!("{PATH}/{}", it.id)) { (named(&listed.names, it.organisation)) } },
            html! { span.nowrap { (special_sort::of(lang, it.sort.word())) } },
            html! { @if it.sort == Sort::ZeroReport { (it.day) } @else { (parts::dash()) } },
            parts::due(lang, it.due, ctx.now, !it.state.is_owners()),
            state_mark(lang, standing),
            html! { @if let Some(n) = it.visited { (n) } },
            html! { @if let Some(n) = it.found { (n) } },
            html! { @if it.nothing { (said_text(lang, it)) } @else {
                span.cut-name lang="zh-CN" title=(said_text(lang, it)) { (said_text(lang, it)) }
            } },
            html! { a.cut-name href=(format!("{}/{}", period::PATH, it.period)) lang="zh-CN" { (it.period_title.as_str().unwrap_or("--")) } },
            nothing_button(screen, ctx, it),
        ])
        .late(standing == Standing::Missing)
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of what is owed for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SpecialDutyLines {
    special_duties: Vec<SpecialDutyAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<SpecialDutyLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(SpecialDutyLines {
            special_duties: lines.iter().map(|it| answer(it, ctx.now)).collect(),
            total: query::count(r, &ctx, &filter)?,
        })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Sweeps, daily reports and rosters that are owed in special periods, fifty a page")
        .returns::<SpecialDutyLines>()
        .query("state", "owed, missing, reported, in_time, late, lapsed or waived; all without it")
        .query("sort", "sweep, zero_report or roster")
        .query("period", "id of a special period")
        .query("organisation", "id of an organisation")
        .query("day", "the day of a report, yyyy-MM-dd")
        .query("page", "from 1")
}
