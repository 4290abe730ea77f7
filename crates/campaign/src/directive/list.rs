//! The list of directives, the latest first, with how many have studied each.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::detail::{DirectiveAnswer, answer_of};
use super::query::{self, Filter, View};
use super::{Directive, Sort};
use crate::web::Visitor;
use crate::words::{campaign as cw, directive as w, directive_sort, directive_view};

pub(crate) const PATH: &str = "/directives";
const ROWS: u32 = 50;

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let read = move |r: &Reader<'_>| {
        let mut counts = Vec::new();
        for view in View::ALL {
            counts.push((*view, query::count(r, &asked, &Filter { view: Some(*view), ..wanted.clone() })?));
        }
        let name = name_of(r, &asked, &wanted)?;
        Ok((query::list(r, &asked, &wanted, (page - 1) * ROWS, ROWS)?, counts, name))
    };
    let (lines, counts, name) = db.read(read).await?;
    let total = counts.iter().find(|(view, _)| *view == filter.view()).map_or(0, |(_, n)| n.unsigned_abs());
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, name)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, lines.len(), total);
    let sorts = options(Sort::ALL, Sort::word, |it| directive_sort::of(lang, it));
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(Act("directive.register")) { (parts::primary_link(w::register(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &counts)))
        (list::list(html! {
            (list::query(lang, PATH, html! {
                @if let Some(view) = filter.view { input type="hidden" name="state" value=(view.word()); }
                @if let Some(id) = filter.organisation { input type="hidden" name="organisation" value=(id); }
                (list::query_select(lang, w::sort(lang), "sort", &sorts, &query))
            }, None))
            (list::tools(chips, &list::total(lang, total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &lines)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(cw::section(lang)), Crumb::here(w::title(lang))], body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, counts: &[(View, i64)]) -> Vec<list::View> {
    let view = |(view, count): &(View, i64)| list::View {
        label: directive_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", if *view == View::All { "" } else { view.word() }).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.view() == *view,
    };
    counts.iter().map(view).collect()
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, organisation: Option<String>) -> Vec<Condition> {
    vec![
        (w::sort(lang), "sort", filter.sort.map(|it| directive_sort::of(lang, it.word()).to_owned())),
        (cw::one(lang), "campaign", filter.campaign.map(|_| w::of_campaign(lang).to_owned())),
        (w::passed_to(lang), "organisation", organisation),
    ]
}

/// What the organisation of the list is called.
pub(super) fn name_of(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Option<String>, Error> {
    let Some(id) = filter.organisation else { return Ok(None) };
    Ok(Some(registry::query::organisation_names(r, ctx, &[id])?.remove(&id).unwrap_or_default()))
}

pub(super) fn studied_text(lang: Lang, it: &Directive) -> String {
    match it.asked - it.studied {
        0 => w::all_studied(lang, it.asked),
        n => w::not_studied_n(lang, n, it.asked),
    }
}

pub(super) fn studied_mark(lang: Lang, it: &Directive) -> Markup {
    let text = studied_text(lang, it);
    if it.asked == it.studied {
        html! { span.muted { (text) } }
    } else {
        parts::silent_mark(&text)
    }
}

pub(super) fn answered_text(lang: Lang, it: &Directive) -> &'static str {
    if it.answered_at.is_some() { w::answered(lang) } else { w::not_answered(lang) }
}

fn table(lang: Lang, ctx: &Ctx, lines: &[Directive]) -> Markup {
    let columns = [
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::name(lang)),
        Column::text(w::sort(lang)),
        Column::text(w::issuer(lang)),
        Column::day(w::issued_on(lang)),
        Column::text(w::studied(lang)),
        Column::day(w::answer_due(lang)),
        Column::text(w::answered(lang)),
    ];
    let row = |it: &Directive| {
        let answered = it.answered_at.is_some();
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (directive_sort::of(lang, it.sort.word())) } },
            html! { span lang="zh-CN" { (it.issuer.as_ref().and_then(|it| it.as_str()).unwrap_or("--")) } },
            html! { (it.issued_on) },
            studied_mark(lang, it),
            html! { @match it.owed { Some(owed) => (parts::due(lang, owed.due, ctx.now, answered)), None => (parts::dash()) } },
            if answered { parts::ticked(answered_text(lang, it)) } else { parts::silent_mark(answered_text(lang, it)) },
        ])
        .late(it.is_late(ctx.now))
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of directives for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DirectiveLines {
    directives: Vec<DirectiveAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<DirectiveLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let answer = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let directives = lines.into_iter().map(|it| answer_of(r, &ctx, it)).collect::<Result<_, _>>()?;
        Ok(DirectiveLines { directives, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Directives of higher levels, the latest first, fifty a page")
        .returns::<DirectiveLines>()
        .query("state", "all, unstudied or unanswered; all without it")
        .query("sort", "instruction, meeting or document")
        .query("campaign", "id of a campaign with a task that came of it")
        .query(
            "organisation",
            "id of an organisation that it was passed on to; with state=unstudied, which has not studied it",
        )
        .query("page", "from 1")
}
