//! The list of conditions: what is active, by colour and place; what nobody acknowledged.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Division, Error, Lang, OrganisationId, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use obligation::Owner;
use page::list::{Chip, Column, Condition as Said, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::SubjectId;
use registry::forms::options;
use serde::Serialize;

use super::detail::{ConditionAnswer, answer};
use super::query::{self, Filter, View};
use super::{Condition, Place, Reading, Sort};
use crate::Colour;
use crate::device::{self, DeviceId};
use crate::rule::unit;
use crate::said::text_of;
use crate::web::{Names, Visitor};
use crate::words::{condition as w, condition_sort, condition_view, signal as sw, signal_aggregate, signal_colour};

pub(crate) const PATH: &str = "/conditions";
const ROWS: u32 = 50;

/// What the lines name.
#[derive(Default)]
pub(super) struct Named {
    devices: HashMap<DeviceId, String>,
    sites: HashMap<SubjectId, String>,
    bodies: Names,
    people: HashMap<PersonId, String>,
    pub places: HashMap<Division, String>,
}

impl Named {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, lines: &[Condition]) -> Result<Named, Error> {
        let devices: Vec<DeviceId> = lines.iter().filter_map(|it| it.place.device()).collect();
        let sites: Vec<SubjectId> = lines.iter().filter_map(|it| it.place.site()).collect();
        let bodies: Vec<OrganisationId> = lines.iter().flat_map(|it| [it.owner, it.holder.organisation]).collect();
        let people: Vec<PersonId> =
            lines.iter().flat_map(|it| [it.holder.person, it.acknowledged_by]).flatten().collect();
        let places: Vec<Division> = lines.iter().map(|it| it.division).collect();
        // Whoever sees a condition may know what it is of.
        let known = device::query::among(r, &ctx.beyond_scope(), &devices)?;
        Ok(Named {
            devices: known.into_iter().map(|it| (it.id, it.said.name)).collect(),
            sites: registry::query::subject_names(r, ctx, &sites)?,
            bodies: registry::query::organisation_names(r, ctx, &bodies)?,
            people: registry::query::person_names(r, ctx, &people)?,
            places: registry::query::division_names(r, ctx, &places)?,
        })
    }

    pub fn of<'a>(&'a self, place: &'a Place) -> &'a str {
        match place {
            Place::Device(id) => self.devices.get(id).map_or("--", String::as_str),
            Place::Site(id) => self.sites.get(id).map_or("--", String::as_str),
            Place::Intake(name) => name,
        }
    }

    pub fn place(&self, code: Division) -> &str {
        self.places.get(&code).map_or("--", String::as_str)
    }

    pub fn body(&self, id: OrganisationId) -> &str {
        self.bodies.get(&id).map_or("--", String::as_str)
    }

    pub fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("--", String::as_str)
    }

    /// Who owes the acknowledgement.
    pub fn holder(&self, it: Owner) -> String {
        match it.person {
            Some(person) => format!("{} {}", self.body(it.organisation), self.person(person)),
            None => self.body(it.organisation).to_owned(),
        }
    }
}

pub(super) struct Listed {
    pub lines: Vec<Condition>,
    pub total: u64,
    pub named: Named,
    pub township: Option<String>,
    pub device: Option<String>,
    places: Vec<(String, String)>,
    counts: Vec<(View, i64)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let mut counts = Vec::new();
    for view in View::ALL {
        counts.push((*view, query::count(r, ctx, &Filter { view: Some(*view), ..filter.clone() })?));
    }
    let places = registry::query::townships(r, ctx)?;
    let lines = query::list(r, ctx, filter, from, rows)?;
    let device = match filter.device {
        Some(id) => device::query::among(r, ctx, &[id])?.pop().map(|it| it.said.name),
        None => None,
    };
    Ok(Listed {
        named: Named::fetch(r, ctx, &lines)?,
        lines,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        township: places.iter().find(|(code, _)| Some(*code) == filter.township).map(|(_, name)| name.clone()),
        device,
        places: places.into_iter().map(|(code, name)| (code.to_string(), name)).collect(),
        counts,
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
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(view, count): &(View, i64)| list::View {
        label: condition_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", view.word()).at(PATH),
        count: Some(count.unsigned_abs()),
        late: *view == View::Unacknowledged && *count > 0,
        current: filter.view() == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let sorts = options(Sort::ALL, Sort::word, |it| condition_sort::of(lang, it));
    let colours = options(Colour::ALL, Colour::word, |it| signal_colour::of(lang, it));
    html! {
        @for kept in ["state", "device", "rule"] {
            @if !query.get(kept).is_empty() { input type="hidden" name=(kept) value=(query.get(kept)); }
        }
        (list::query_select(lang, w::colour(lang), "colour", &colours, query))
        (list::query_select(lang, w::sort(lang), "sort", &sorts, query))
        (list::query_select(lang, w::township(lang), "township", &listed.places, query))
        (list::query_days(lang, w::raised_at(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Said> {
    let or_dash = |name: &Option<String>| name.clone().unwrap_or_else(|| "--".to_owned());
    vec![
        (w::colour(lang), "colour", filter.colour.map(|it| it.text(lang).to_owned())),
        (w::sort(lang), "sort", filter.sort.map(|it| condition_sort::of(lang, it.word()).to_owned())),
        (w::device(lang), "device", filter.device.map(|_| or_dash(&listed.device))),
        (w::rule(lang), "rule", Some(filter.rule.clone()).filter(|it| !it.is_empty())),
        (w::township(lang), "township", filter.township.map(|_| or_dash(&listed.township))),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

/// Active or cleared, acknowledged or not: two axes, two marks.
pub(super) fn axes(lang: Lang, it: &Condition) -> Markup {
    html! { (active(lang, it)) " " (seen(lang, it)) }
}

fn active(lang: Lang, it: &Condition) -> Markup {
    match it.is_active() {
        true => parts::status(parts::Ring::Quarter, w::active(lang)),
        false => parts::status(parts::Ring::Full, w::cleared(lang)),
    }
}

fn seen(lang: Lang, it: &Condition) -> Markup {
    match it.is_acknowledged() {
        true => parts::ticked(w::acknowledged(lang)),
        false => parts::silent_mark(w::unacknowledged(lang)),
    }
}

/// `52.5 mm`
pub(super) fn reading(lang: Lang, it: Option<Reading>) -> String {
    let (what, value) = reading_parts(lang, it);
    format!("{what} {value}").trim().to_owned()
}

/// What was read, and the value with its unit.
fn reading_parts(lang: Lang, it: Option<Reading>) -> (&'static str, String) {
    it.map_or(("", "--".to_owned()), |it| {
        let (what, unit) = match it.by {
            None => (text_of(lang, it.metric), it.metric.unit().to_owned()),
            Some(by) => (signal_aggregate::of(lang, by.word()), unit(by, it.metric)),
        };
        (what, format!("{} {unit}", it.value).trim_end().to_owned())
    })
}

/// What is wrong, with the rule's code where one says it.
pub(super) fn what(lang: Lang, it: &Condition) -> Markup {
    html! {
        (condition_sort::of(lang, it.sort.word()))
        @if let Some(code) = &it.rule_code { " " span.muted { (code) } }
    }
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::colour(lang)),
        Column::title(w::place(lang)),
        Column::text(w::sort(lang)),
        Column::text(w::rule(lang)).wide_only(),
        Column::text(w::reading(lang)),
        Column::text(w::township(lang)).wide_only(),
        Column::day(w::raised_at(lang)),
        Column::number(w::repeats(lang)).wide_only(),
        Column::text(w::state(lang)),
        Column::text(w::seen(lang)),
        Column::day(w::due(lang)),
        Column::text(w::holder(lang)).wide_only(),
    ];
    let row = |it: &Condition| {
        let owed = !it.is_acknowledged();
        Row::new(vec![
            it.colour.mark(lang),
            list::title_cell(listed.named.of(&it.place), &format!("{PATH}/{}", it.id)),
            html! { (condition_sort::of(lang, it.sort.word())) },
            html! { span.nowrap { (it.rule_code.as_deref().unwrap_or_default()) } },
            html! { span.nowrap { (reading(lang, it.reading)) } },
            html! { span lang="zh-CN" { (listed.named.place(it.division)) } },
            html! { span.nowrap { (page::format::instant(it.raised_at)) } },
            html! { (it.repeats) },
            active(lang, it),
            seen(lang, it),
            html! { @if owed { (parts::due(lang, it.owed.due, ctx.now, false)) } },
            html! { span lang="zh-CN" { (listed.named.holder(it.holder)) } },
        ])
        .late(owed && it.owed.due <= ctx.now)
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// On the page of what they are of.
pub(crate) fn short_table(lang: Lang, lines: &[Condition]) -> Markup {
    let columns = [
        Column::text(w::colour(lang)),
        Column::title(w::number(lang)),
        Column::text(w::sort(lang)),
        Column::text(w::reading(lang)),
        Column::day(w::raised_at(lang)),
        Column::text(w::state(lang)),
    ];
    let row = |it: &Condition| {
        Row::new(vec![
            it.colour.mark(lang),
            list::title_cell(&it.number, &format!("{PATH}/{}", it.id)),
            what(lang, it),
            html! { span.nowrap { (reading(lang, it.reading)) } },
            html! { span.nowrap { (page::format::instant(it.raised_at)) } },
            axes(lang, it),
        ])
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of conditions for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ConditionLines {
    conditions: Vec<ConditionAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<ConditionLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(ConditionLines { conditions: lines.iter().map(answer).collect(), total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Conditions of monitoring, the latest first, fifty a page")
        .returns::<ConditionLines>()
        .query("state", "active, unacknowledged, cleared or all; active without it, all where a device is asked about")
        .query("colour", "blue, yellow, orange or red")
        .query("sort", "rule, silent, stuck, jumping, impossible, unevaluable, intake_lost or engine_behind")
        .query("device", "id of a device")
        .query("rule", "code of a rule")
        .query("township", "code of a township")
        .query("from", "raised on or after this day, yyyy-MM-dd")
        .query("to", "raised on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}
