//! The page: organisations × topics for the whole campaign or one stage, each cell the list of tasks behind it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, parts};
use serde::Serialize;

use super::query::{self, Cell, Filter, Tally, counts};
use crate::model::{Campaign, Topic};
use crate::web::{self, Visitor};
use crate::words::{progress as w, stage};
use crate::{CampaignId, Stage, store};

const VIEW: Act = Act("campaign.view");

pub fn routes() -> Routes<Db> {
    let path = "/campaigns/{id}/progress";
    Routes::new().page(Method::GET, path, VIEW, show).api(Method::GET, path, VIEW, get, doc())
}

struct Shown {
    it: Campaign,
    topics: Vec<Topic>,
    /// By name.
    bodies: Vec<(OrganisationId, String)>,
    cells: Vec<Cell>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: CampaignId, filter: &Filter) -> Result<Shown, Error> {
    let it = store::load(r, ctx, id)?;
    let cells = counts(r, ctx, id, filter)?;
    let bodies = crate::said::bodies(r, ctx)?;
    let with_part = bodies.into_iter().filter(|it| cells.iter().any(|cell| cell.organisation == it.id));
    Ok(Shown {
        it,
        topics: store::topics(r, ctx, id)?,
        bodies: with_part.map(|it| (it.id, it.short_name)).collect(),
        cells,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignId>,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let shown = db.read(move |r| fetch(r, &asked, id, &wanted)).await?;
    let lang = screen.lang();
    let all = query::sum(shown.cells.iter());
    let body = html! {
        (parts::head(shown.it.title(), html! {}, parts::print_button(lang)))
        (web::tabs(lang, id, w::title(lang)))
        (page::list::views(lang, &stages(lang, id, &filter)))
        (parts::card(w::title(lang), None, Some((w::to_tasks(lang), &tasks(id, &filter, None, None))), html! {
            div.in { (tally_line(lang, &all)) p.muted.small { (w::legend(lang)) } }
            @if shown.cells.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (grid(lang, &shown, &filter)) }
        }))
    };
    Ok(screen.page(w::title(lang), &web::crumbs(lang, &shown.it, Crumb::here(w::title(lang))), body))
}

fn stages(lang: Lang, id: CampaignId, filter: &Filter) -> Vec<page::list::View> {
    let path = format!("{}/{id}/progress", web::PATH);
    let view = |stage: Option<Stage>| page::list::View {
        label: stage.map_or(w::whole(lang), |it| stage::of(lang, it.word())).to_owned(),
        href: Values::default().with("stage", stage.map_or("", Stage::word)).at(&path),
        current: filter.stage == stage,
        ..page::list::View::default()
    };
    [None].into_iter().chain(Stage::ALL.iter().copied().map(Some)).map(view).collect()
}

/// The list behind a cell, a row, a column or all of it.
fn tasks(id: CampaignId, filter: &Filter, topic: Option<i64>, organisation: Option<OrganisationId>) -> String {
    Values::default()
        .with("campaign", id.to_string())
        .with("state", "all")
        .with("stage", filter.stage.map_or("", Stage::word))
        .with("topic", topic.map(|it| it.to_string()).unwrap_or_default())
        .with("organisation", organisation.map(|it| it.to_string()).unwrap_or_default())
        .at("/tasks")
}

fn grid(lang: Lang, shown: &Shown, filter: &Filter) -> Markup {
    let mut sums: BTreeMap<(OrganisationId, i64), Tally> = BTreeMap::new();
    let mut by_body: BTreeMap<OrganisationId, Tally> = BTreeMap::new();
    let mut by_topic: BTreeMap<i64, Tally> = BTreeMap::new();
    for cell in &shown.cells {
        sums.entry((cell.organisation, cell.topic)).or_default().add(cell.tally);
        by_body.entry(cell.organisation).or_default().add(cell.tally);
        by_topic.entry(cell.topic).or_default().add(cell.tally);
    }
    let link = |tally: Option<&Tally>, topic, body| cell(lang, tally, &tasks(shown.it.id, filter, topic, body));
    html! {
        div.scroll { table.tb {
            caption.unseen { (w::title(lang)) }
            thead { tr {
                th scope="col" { (w::organisation(lang)) }
                th.num scope="col" { (w::sum(lang)) }
                @for topic in &shown.topics { th.num scope="col" lang="zh-CN" { (topic.title()) } }
            } }
            tbody {
                tr {
                    th scope="row" { (w::sum(lang)) }
                    td.num { (cell(lang, Some(&query::sum(shown.cells.iter())), &tasks(shown.it.id, filter, None, None))) }
                    @for topic in &shown.topics { td.num { (link(by_topic.get(&topic.no), Some(topic.no), None)) } }
                }
                @for (body, name) in &shown.bodies {
                    tr {
                        th scope="row" lang="zh-CN" { span.nowrap { (name) } }
                        td.num { (link(by_body.get(body), None, Some(*body))) }
                        @for topic in &shown.topics { td.num { (link(sums.get(&(*body, topic.no)), Some(topic.no), Some(*body))) } }
                    }
                }
            }
        } }
    }
}

/// Closed of all, and what is late.
fn cell(lang: Lang, tally: Option<&Tally>, href: &str) -> Markup {
    match tally {
        Some(it) if it.parts > 0 => html! {
            a.nowrap href=(href) { (it.closed) "/" (it.parts) }
            @if it.late > 0 { " " span.late title=(w::late(lang)) { (it.late) } }
        },
        _ => parts::dash(),
    }
}

/// `任务分工 120 项，已销号 80 项（66.7%），待验收 5 项，逾期 3 项`
pub(crate) fn tally_line(lang: Lang, it: &Tally) -> Markup {
    html! {
        p {
            (w::tally(lang, it.parts, it.closed, page::format::percent(it.closed.unsigned_abs(), it.parts.unsigned_abs()), it.done)) " "
            @if it.late > 0 { span.late { (w::late_n(lang, it.late)) } } @else { span.muted { (w::none_late(lang)) } }
        }
    }
}

/// Of one campaign, as far as the visitor sees.
pub(crate) fn total_of(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<Tally, Error> {
    Ok(query::sum(counts(r, ctx, id, &Filter::default())?.iter()))
}

/// Progress for programs: every cell that has a part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProgressAnswer {
    total: Tally,
    cells: Vec<ProgressCell>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProgressCell {
    stage: String,
    topic: i64,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    tally: Tally,
}

async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignId>,
    Query(query): Query,
) -> Reply<Json<ProgressAnswer>> {
    let filter = Filter::from_query(&query);
    let shown = db.read(move |r| fetch(r, &ctx, id, &filter)).await?;
    let cell = |it: &Cell| ProgressCell {
        stage: it.stage.word().to_owned(),
        topic: it.topic,
        organisation: it.organisation,
        tally: it.tally,
    };
    let total = query::sum(shown.cells.iter());
    Ok(Json(ProgressAnswer { total, cells: shown.cells.iter().map(cell).collect() }))
}

fn doc() -> Doc {
    Doc::new("Parts of tasks by topic, organisation and stage: all, done, closed, late")
        .returns::<ProgressAnswer>()
        .query("stage", "mobilise, inspect, storm or consolidate; all of them without it")
}
