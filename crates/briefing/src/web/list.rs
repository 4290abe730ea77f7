//! The tables that were issued, the latest first.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Query, Reply, Screen, Values, list, parts};
use registry::forms::{at_by, person, said};

use super::{ISSUED, OfDistrict, PATH, Visitor};
use crate::issue::Listed;
use crate::issue::query::{self, Filter};
use crate::words::table as w;
use crate::{Forms, Period};

const ROWS: u32 = 50;

struct Shown {
    lines: Vec<(Listed, Option<String>)>,
    total: u64,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32) -> Result<Shown, Error> {
    let mut lines = Vec::new();
    for it in query::list(r, ctx, filter, from, ROWS)? {
        let by = person(r, ctx, it.issued_by)?;
        lines.push((it, by));
    }
    Ok(Shown { lines, total: query::count(r, ctx, filter)?.unsigned_abs() })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    axum::Extension(forms): OfDistrict,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let shown = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS)).await?;
    let lang = screen.lang();
    let pager = Pager::numbered(&query, ISSUED, page, ROWS, shown.lines.len(), shown.total);
    let chips = list::chips(lang, ISSUED, &Chip::of(&query, ISSUED, conditions(lang, &forms, &filter)));
    let body = html! {
        (parts::head(w::issued_list(lang), html! {}, html! {}))
        (list::list(html! {
            (list::query(lang, ISSUED, fields(lang, &forms, &query), None))
            (list::tools(chips, &list::total(lang, shown.total), html! {
                (list::export_link(lang, ISSUED, &query)) (parts::print_button(lang))
            }))
            @if shown.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (rows(lang, &shown)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::issued_list(lang))];
    Ok(screen.page(w::issued_list(lang), &crumbs, body))
}

fn names(forms: &Forms) -> Vec<(String, String)> {
    forms.newest().iter().map(|it| (it.name.clone(), it.title.clone())).collect()
}

fn fields(lang: Lang, forms: &Forms, query: &Values) -> Markup {
    html! {
        (list::query_select(lang, w::name(lang), "form", &names(forms), query))
        (list::query_days(lang, w::period_end(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(lang: Lang, forms: &Forms, filter: &Filter) -> Vec<Condition> {
    let title = |name: &String| {
        let known = names(forms).into_iter().find(|(it, _)| it == name);
        known.map_or_else(|| name.clone(), |(_, title)| title)
    };
    vec![
        (w::name(lang), "form", filter.form.as_ref().map(title)),
        (w::period_from(lang), "from", filter.from.map(|day| day.to_string())),
        (w::period_to(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

pub(crate) fn period_text(lang: Lang, it: Period) -> String {
    w::period(lang, it.from, it.to)
}

fn rows(lang: Lang, shown: &Shown) -> Markup {
    let columns = [
        Column::title(w::name(lang)),
        Column::text(w::period_head(lang)),
        Column::text(w::issue_head(lang)),
        Column::day(w::as_of(lang)),
        Column::text(w::issued_by(lang)),
        Column::text(w::reason(lang)),
    ];
    let row = |(it, by): &(Listed, Option<String>)| {
        Row::new(vec![
            html! { a.title lang="zh-CN" href=(format!("{ISSUED}/{}", it.id)) { (it.title) } },
            html! { span.nowrap { (period_text(lang, it.period)) } },
            html! { span.nowrap { (w::issue(lang, it.issue)) } },
            html! { (page::format::instant(it.as_of)) },
            at_by(None, by.as_ref()),
            html! { @match &it.reason { Some(text) => (said(text)), None => (parts::dash()) } },
        ])
    };
    list::table(w::issued_list(lang), &columns, &shown.lines.iter().map(row).collect::<Vec<_>>())
}
