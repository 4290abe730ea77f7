//! The register of trainings, the latest first.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::Serialize;

use super::detail::{TrainingAnswer, answer_of};
use super::query::{self, Filter, WITHDRAWN};
use super::{Sort, Training, hours_text};
use crate::unit::Around;
use crate::web::Visitor;
use crate::words::{training as w, training_sort, view as v};
use registry::forms::options;

pub(super) const PATH: &str = "/trainings";
const ROWS: u32 = 50;

struct Listed {
    lines: Vec<Training>,
    around: Around,
    counts: [i64; 2],
    total: u64,
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
    let listed = db.read(move |r| fetch(r, &asked, &wanted, page)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.around)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, record_link(lang, &ctx)))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(v::section(lang)), Crumb::here(w::title(lang))], body))
}

/// An enterprise enters for itself; whoever enters for others begins on the page of the one it is about.
fn record_link(lang: Lang, ctx: &Ctx) -> Markup {
    let scope = ctx.scope_of(Act("training.record"));
    let own = scope.grants.iter().find(|grant| grant.reach == kernel::Reach::Organisation);
    html! {
        @if let Some(grant) = own {
            (parts::primary_link(w::record(lang), &format!("/enterprises/{}/trainings", grant.organisation)))
        }
    }
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, (page - 1) * ROWS, ROWS)?;
    let count = |withdrawn| query::count(r, ctx, &Filter { withdrawn, ..filter.clone() });
    let counts = [count(false)?, count(true)?];
    let around = Around::fetch(r, ctx, lines.iter().map(|it| it.organisation).chain(filter.organisation))?;
    Ok(Listed { around, counts, total: counts[usize::from(filter.withdrawn)].unsigned_abs(), lines })
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |withdrawn: bool| View {
        label: if withdrawn { w::withdrawn(lang) } else { w::standing(lang) }.to_owned(),
        href: query.clone().without("page").with("state", if withdrawn { WITHDRAWN } else { "" }).at(PATH),
        count: Some(listed.counts[usize::from(withdrawn)].unsigned_abs()),
        late: false,
        current: filter.withdrawn == withdrawn,
    };
    vec![view(false), view(true)]
}

fn fields(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Markup {
    let townships: Vec<_> = listed.around.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let sorts = options(Sort::ALL, Sort::word, |it| training_sort::of(lang, it));
    html! {
        @if filter.withdrawn { input type="hidden" name="state" value=(WITHDRAWN); }
        @if !query.get("organisation").is_empty() { input type="hidden" name="organisation" value=(query.get("organisation")); }
        (list::query_select(lang, w::sort(lang), "sort", &sorts, query))
        (list::query_select(lang, w::township(lang), "township", &townships, query))
        (list::query_days(lang, w::held_on(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, around: &Around) -> Vec<Condition> {
    vec![
        (w::organisation(lang), "organisation", filter.organisation.map(|id| around.organisation(id).to_owned())),
        (w::sort(lang), "sort", filter.sort.map(|it| training_sort::of(lang, it.word()).to_owned())),
        (w::township(lang), "township", filter.township.map(|code| around.place(code).to_owned())),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

/// `主要负责人 初次`
pub(super) fn sort_text(lang: Lang, it: &super::Session) -> String {
    let word = training_sort::of(lang, it.sort.word());
    if it.initial && it.sort != Sort::Induction { format!("{word} {}", w::initial(lang)) } else { word.to_owned() }
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::day(w::held_on(lang)),
        Column::title(w::topic(lang)),
        Column::text(w::organisation(lang)),
        Column::text(w::sort(lang)),
        Column::number(w::hours(lang)),
        Column::number(w::people(lang)),
        Column::number(w::passed(lang)),
        Column::text(w::trainer(lang)).wide_only(),
    ];
    let row = |it: &Training| {
        let said = &it.session;
        Row::new(vec![
            html! { (said.held_on) },
            list::title_cell(said.topic.as_str().unwrap_or("--"), &format!("{PATH}/{}", it.id)),
            html! { span.cut-name.is-whole title=(listed.around.organisation(it.organisation)) { (listed.around.organisation(it.organisation)) } },
            html! { (sort_text(lang, said)) },
            html! { (hours_text(i64::from(said.half_hours))) },
            html! { (format::count(said.people)) },
            html! { (format::count(said.passed)) },
            html! { span.wrap { (parts::or_dash(said.trainer.as_ref().and_then(|it| it.as_str()))) } },
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of trainings for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TrainingLines {
    trainings: Vec<TrainingAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<TrainingLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let answer = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let trainings = lines.into_iter().map(answer_of).collect();
        Ok(TrainingLines { trainings, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Trainings, the latest first, fifty a page")
        .returns::<TrainingLines>()
        .query("state", "withdrawn: only what was withdrawn")
        .query("organisation", "id of an organisation")
        .query("sort", "principal, manager, special_operation, induction, yearly or other")
        .query("township", "twelve digits")
        .query("from", "first day, yyyy-MM-dd")
        .query("to", "last day, yyyy-MM-dd")
        .query("page", "from 1")
}
