//! The records behind a figure of the seasonal view.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Pager, Row};
use page::{Crumb, Query as Given, Reply, Screen, Values, format, list, parts};

use super::fetch::Happened;
use super::grid::{Query, parts as fetch};
use super::{PATH, RECORDS};
use crate::words::{season as w, season_source};

const ROWS: usize = 50;

fn holds(query: &Query, it: &Happened) -> bool {
    let kind = query.kind.is_empty() || it.kind == query.kind;
    let township = query.township.is_none_or(|code| it.places.contains(&code));
    kind && township && query.period.is_none_or(|period| query.by.period(it.at) == period)
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Given(given): Given,
) -> Reply {
    let (asked, wanted) = (Arc::clone(&ctx), given.clone());
    let read = move |r: &Reader<'_>| -> Result<(Vec<Happened>, Option<String>), Error> {
        let query = Query::of(&wanted, asked.now.day());
        let mut all: Vec<Happened> = fetch(r, &asked, &query)?.into_iter().flat_map(|it| it.all).collect();
        all.retain(|it| holds(&query, it));
        all.sort_by_key(|it| std::cmp::Reverse(it.at));
        let township = match query.township {
            Some(code) => Some(registry::query::division_name(r, &asked, code)?),
            None => None,
        };
        Ok((all, township))
    };
    let (all, township) = db.read(read).await?;
    let lang = screen.lang();
    let query = Query::of(&given, ctx.now.day());
    let page = given.get("page").parse::<usize>().unwrap_or(1).clamp(1, all.len().div_ceil(ROWS).max(1));
    let shown: Vec<&Happened> = all.iter().skip((page - 1) * ROWS).take(ROWS).collect();
    let chips = list::chips(lang, RECORDS, &Chip::of(&given, RECORDS, conditions(lang, &query, &given, township)));
    let pager = Pager::numbered(&given, RECORDS, page as u32, ROWS as u32, shown.len(), all.len() as u64);
    let body = html! {
        (parts::head(w::records(lang), html! {}, html! { (parts::print_button(lang)) }))
        (list::list(html! {
            (list::tools(chips, &list::total(lang, all.len() as u64), html! {}))
            @if all.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &shown)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::records(lang), &[Crumb::link(w::title(lang), PATH), Crumb::here(w::records(lang))], body))
}

fn conditions(lang: Lang, query: &Query, given: &Values, township: Option<String>) -> Vec<page::list::Condition> {
    let year = |name: &str| Some(given.get(name).to_owned()).filter(|it| !it.is_empty());
    let kind = query.source.map(|it| it.kind(lang, &query.kind).to_owned()).filter(|_| !query.kind.is_empty());
    vec![
        (w::source(lang), "source", query.source.map(|it| season_source::of(lang, it.word()).to_owned())),
        (w::kind(lang), "kind", kind),
        (w::township(lang), "township", township),
        (w::part_of_year(lang), "period", query.period.map(|it| query.by.label(lang, it))),
        (w::from_year(lang), "from", year("from")),
        (w::to_year(lang), "to", year("to")),
    ]
}

fn table(lang: Lang, lines: &[&Happened]) -> Markup {
    let columns = [
        Column::text(w::when(lang)),
        Column::text(w::source(lang)),
        Column::text(w::kind(lang)),
        Column::title(w::name(lang)),
    ];
    let row = |it: &&Happened| {
        Row::new(vec![
            html! { span.nowrap { (format::instant(it.at)) } },
            html! { (season_source::of(lang, it.source.word())) },
            html! { (it.source.kind(lang, it.kind)) },
            list::title_cell(&it.title, &it.href),
        ])
    };
    list::table(w::records(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}
