//! The list of tasks in the order of the work: urgent before slow, easy before hard.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::detail::{TaskAnswer, answer_of};
use super::query::{self, Filter, Line, View};
use super::{Difficulty, Part, PartState, Sheet, State, Task, Urgency};
use crate::model::{Campaign, Topic};
use crate::web::Visitor;
use crate::words::{campaign as cw, difficulty, part_state, sheet, stage, task as w, task_state, task_view, urgency};
use crate::{CampaignId, Stage};

pub(crate) const PATH: &str = "/tasks";
const ROWS: u32 = 50;

/// Names that stand around tasks.
#[derive(Default)]
pub(super) struct Around {
    pub campaigns: Vec<Campaign>,
    pub topics: HashMap<CampaignId, Vec<Topic>>,
    pub names: HashMap<OrganisationId, String>,
}

impl Around {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Around, Error> {
        let campaigns = crate::query::list(r, ctx, &crate::query::Filter::default())?;
        let mut topics = HashMap::new();
        for it in &campaigns {
            topics.insert(it.id, crate::query::topics(r, ctx, it.id)?);
        }
        let bodies = crate::said::bodies(r, ctx)?;
        Ok(Around { campaigns, topics, names: bodies.into_iter().map(|it| (it.id, it.short_name)).collect() })
    }

    pub fn topic(&self, task: &Task) -> &str {
        let all = self.topics.get(&task.campaign);
        all.and_then(|all| all.iter().find(|it| it.no == task.topic)).map_or("--", Topic::title)
    }

    pub fn name(&self, id: OrganisationId) -> &str {
        self.names.get(&id).map_or("--", String::as_str)
    }

    pub fn campaign(&self, id: CampaignId) -> &str {
        self.campaigns.iter().find(|it| it.id == id).map_or("--", Campaign::title)
    }
}

pub(super) struct Listed {
    pub lines: Vec<Line>,
    pub around: Around,
    total: u64,
    counts: Vec<(View, i64)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32) -> Result<Listed, Error> {
    let mut counts = Vec::new();
    for view in View::ALL {
        counts.push((*view, query::count(r, ctx, &Filter { view: Some(*view), ..filter.clone() })?));
    }
    let total = counts.iter().find(|(view, _)| *view == filter.view()).map_or(0, |(_, n)| n.unsigned_abs());
    Ok(Listed { lines: query::list(r, ctx, filter, from, ROWS)?, around: Around::fetch(r, ctx)?, total, counts })
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
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.around)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(Act("task.set")) { (parts::primary_link(w::set(lang), &new(&filter))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter, &listed.around), Some(more(lang, &query, &filter, &listed.around))))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(cw::section(lang)), Crumb::here(w::title(lang))], body))
}

fn new(filter: &Filter) -> String {
    filter.campaign.map_or(format!("{PATH}/new"), |id| format!("{PATH}/new?campaign={id}"))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(view, count): &(View, i64)| list::View {
        label: task_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", if *view == View::Open { "" } else { view.word() }).at(PATH),
        count: Some(count.unsigned_abs()),
        late: *view == View::Late,
        current: filter.view() == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter, around: &Around) -> Markup {
    let campaigns: Vec<_> = around.campaigns.iter().map(|it| (it.id.to_string(), it.title().to_owned())).collect();
    let mut bodies: Vec<_> = around.names.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    bodies.sort_by(|one, other| one.1.cmp(&other.1));
    html! {
        @if let Some(view) = filter.view { input type="hidden" name="state" value=(view.word()); }
        (list::query_select(lang, cw::one(lang), "campaign", &campaigns, query))
        (list::query_select(lang, w::organisation(lang), "organisation", &bodies, query))
        (list::query_select(lang, w::stage(lang), "stage", &options(Stage::ALL, Stage::word, |it| stage::of(lang, it)), query))
        (list::query_select(lang, w::sheet(lang), "sheet", &options(Sheet::ALL, Sheet::word, |it| sheet::of(lang, it)), query))
    }
}

fn more(lang: Lang, query: &Values, filter: &Filter, around: &Around) -> Markup {
    let topics = filter.campaign.and_then(|id| around.topics.get(&id));
    let topics: Vec<_> = topics.into_iter().flatten().map(|it| (it.no.to_string(), it.title().to_owned())).collect();
    html! {
        @if !topics.is_empty() { (list::query_select(lang, w::topic(lang), "topic", &topics, query)) }
        (list::query_select(lang, w::urgency(lang), "urgency", &options(Urgency::ALL, Urgency::plain, |it| urgency::of(lang, it)), query))
        (list::query_select(lang, w::difficulty(lang), "difficulty", &options(Difficulty::ALL, Difficulty::plain, |it| difficulty::of(lang, it)), query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, around: &Around) -> Vec<Condition> {
    let topic = filter.topic.map(|no| {
        let topics = filter.campaign.and_then(|id| around.topics.get(&id));
        let found = topics.and_then(|all| all.iter().find(|it| it.no == no));
        found.map_or_else(|| no.to_string(), |it| it.title().to_owned())
    });
    vec![
        (cw::one(lang), "campaign", filter.campaign.map(|id| around.campaign(id).to_owned())),
        (w::topic(lang), "topic", topic),
        (w::organisation(lang), "organisation", filter.organisation.map(|id| around.name(id).to_owned())),
        (w::stage(lang), "stage", filter.stage.map(|it| stage::of(lang, it.word()).to_owned())),
        (w::sheet(lang), "sheet", filter.sheet.map(|it| sheet::of(lang, it.word()).to_owned())),
        (w::urgency(lang), "urgency", filter.urgency.map(|it| urgency::of(lang, it.plain()).to_owned())),
        (w::difficulty(lang), "difficulty", filter.difficulty.map(|it| difficulty::of(lang, it.plain()).to_owned())),
        (w::directive(lang), "directive", filter.directive.map(|_| w::of_directive(lang).to_owned())),
    ]
}

pub(crate) fn state_mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::Open => parts::Ring::Quarter,
        State::Closed => parts::Ring::Full,
        State::Withdrawn => parts::Ring::Back,
    };
    parts::status(ring, task_state::of(lang, it.word()))
}

pub(super) fn part_mark(lang: Lang, it: &Part) -> Markup {
    let ring = match it.state {
        PartState::Assigned => parts::Ring::Quarter,
        PartState::Done => parts::Ring::Half,
        PartState::Returned | PartState::Withdrawn => parts::Ring::Back,
        PartState::Closed => parts::Ring::Full,
    };
    parts::status(ring, part_state::of(lang, it.state.word()))
}

pub(super) fn pressing(lang: Lang, it: &Task) -> String {
    format!("{} · {}", urgency::of(lang, it.urgency.plain()), difficulty::of(lang, it.difficulty.plain()))
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::name(lang)),
        Column::text(w::topic(lang)),
        Column::text(w::stage(lang)).wide_only(),
        Column::text(w::lead(lang)),
        Column::text(w::order(lang)).wide_only(),
        Column::number(w::parts_closed(lang)),
        Column::day(w::due(lang)),
        Column::text(w::state(lang)),
    ];
    let row = |line: &Line| {
        let it = &line.task;
        let late = it.is_late(ctx.now);
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { (listed.around.topic(it)) },
            html! { span.nowrap { (stage::of(lang, it.stage.word())) } },
            html! { (listed.around.name(line.lead)) },
            html! { span.nowrap { (pressing(lang, it)) } },
            html! { (it.closed) "/" (it.parts) },
            parts::due(lang, it.next_due.unwrap_or(it.due), ctx.now, it.next_due.is_none()),
            state_mark(lang, it.state),
        ])
        .late(late)
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of tasks for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TaskLines {
    tasks: Vec<TaskAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<TaskLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let answer = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let tasks = lines.into_iter().map(|it| answer_of(r, &ctx, it.task)).collect::<Result<_, _>>()?;
        Ok(TaskLines { tasks, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Tasks, urgent before slow and easy before hard, fifty a page")
        .returns::<TaskLines>()
        .query("state", "open, late, to_verify, closed, all or withdrawn; open without it")
        .query("campaign", "id of a campaign")
        .query("topic", "number of a topic of the campaign")
        .query("stage", "mobilise, inspect, storm or consolidate")
        .query("organisation", "id of an organisation that holds a part")
        .query("sheet", "work, problem or measure")
        .query("urgency", "urgent or ordinary")
        .query("difficulty", "easy, medium or hard")
        .query("directive", "id of the directive they come from")
        .query("page", "from 1")
}
