//! The list of devices: by kind, place and owner; what nobody watches and what is on no map.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang, OrganisationId, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::detail::{DeviceAnswer, REGISTER, answer};
use super::live::{Now, NowAnswer, Readings};
use super::query::{self, Filter, View};
use super::standing::{Standing, standings};
use super::{Device, DeviceId, Gap, Sort, State, map};
use crate::said::text_of;
use crate::web::{Names, Visitor, named};
use crate::words::{device as w, device_gap, device_map, device_sort, device_state, device_view, signal as sw, site};

pub(crate) const PATH: &str = "/devices";
const ROWS: u32 = 50;

/// What the lines name.
#[derive(Default)]
pub(super) struct Named {
    pub bodies: Names,
    pub people: std::collections::HashMap<PersonId, String>,
    pub places: std::collections::HashMap<kernel::Division, String>,
}

impl Named {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, lines: &[Device]) -> Result<Named, Error> {
        let bodies: Vec<OrganisationId> = lines.iter().map(|it| it.said.owner).collect();
        let people: Vec<PersonId> = lines.iter().filter_map(|it| it.said.watcher).map(|it| it.person).collect();
        let places: Vec<_> = lines.iter().map(|it| it.said.division).collect();
        Ok(Named {
            bodies: registry::query::organisation_names(r, ctx, &bodies)?,
            people: registry::query::person_names(r, ctx, &people)?,
            places: registry::query::division_names(r, ctx, &places)?,
        })
    }

    pub fn watcher(&self, it: &Device) -> Option<&str> {
        it.said.watcher.map(|it| self.people.get(&it.person).map_or("--", String::as_str))
    }

    pub fn place(&self, it: &Device) -> &str {
        self.places.get(&it.said.division).map_or("--", String::as_str)
    }
}

pub(super) struct Listed {
    pub lines: Vec<Device>,
    pub total: u64,
    pub named: Named,
    pub township: Option<String>,
    pub owner: Option<String>,
    pub subject: Option<String>,
    places: Vec<(String, String)>,
    owners: Vec<(String, String)>,
    counts: Vec<(View, i64)>,
    pub standings: std::collections::HashMap<DeviceId, Standing>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let mut counts = Vec::new();
    for view in View::ALL {
        counts.push((*view, query::count(r, ctx, &Filter { view: Some(*view), ..filter.clone() })?));
    }
    let places = registry::query::townships(r, ctx)?;
    let lines = query::list(r, ctx, filter, from, rows)?;
    let owner = match filter.owner {
        Some(id) => registry::query::organisation_in_scope(r, ctx, id)?.map(|it| it.name),
        None => None,
    };
    let subject = match filter.subject {
        Some(id) => registry::query::subject(r, ctx, id)?.map(|it| it.name),
        None => None,
    };
    let owners = query::owners(r, ctx)?;
    let names = registry::query::organisation_names(r, ctx, &owners)?;
    let mut owners: Vec<(String, String)> = names.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    owners.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(Listed {
        owners,
        named: Named::fetch(r, ctx, &lines)?,
        lines,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        township: places.iter().find(|(code, _)| Some(*code) == filter.township).map(|(_, name)| name.clone()),
        owner,
        subject,
        places: places.into_iter().map(|(code, name)| (code.to_string(), name)).collect(),
        counts,
        standings: standings(r, ctx)?,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    live: Option<Extension<Readings>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let now = Readings::now(live.as_deref(), &listed.lines);
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let title = w::title(lang);
    let body = html! {
        (parts::head(title, html! {}, html! {
            @if ctx.may(Act("import.use")) && ctx.may(REGISTER) { (parts::link_button(w::import(lang), "/imports?kind=devices")) }
            @if ctx.may(REGISTER) { (parts::primary_link(w::register(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (parts::small_link(device_map::title(lang), map::PATH))
                (parts::small_link(site::title(lang), crate::site::PATH))
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed, &now)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let bad = |view: View| matches!(view, View::Unwatched | View::Unplaced | View::Alarmed | View::Faulty);
    let view = |(view, count): &(View, i64)| list::View {
        label: device_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", if *view == View::Kept { "" } else { view.word() }).at(PATH),
        count: Some(count.unsigned_abs()),
        late: bad(*view) && *count > 0,
        current: filter.view() == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let sorts = options(Sort::ALL, Sort::word, |it| device_sort::of(lang, it));
    html! {
        @for kept in ["state", "subject"] {
            @if !query.get(kept).is_empty() { input type="hidden" name=(kept) value=(query.get(kept)); }
        }
        (list::query_text(w::search(lang), "q", w::search_hint(lang), query))
        (list::query_select(lang, w::sort(lang), "sort", &sorts, query))
        (list::query_select(lang, w::township(lang), "township", &listed.places, query))
        (list::query_select(lang, w::owner(lang), "owner", &listed.owners, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Condition> {
    let or_dash = |name: &Option<String>| name.clone().unwrap_or_else(|| "--".to_owned());
    vec![
        (w::search(lang), "q", Some(filter.text.clone()).filter(|it| !it.is_empty())),
        (w::sort(lang), "sort", filter.sort.map(|it| device_sort::of(lang, it.word()).to_owned())),
        (w::township(lang), "township", filter.township.map(|_| or_dash(&listed.township))),
        (w::owner(lang), "owner", filter.owner.map(|_| or_dash(&listed.owner))),
        (w::subject(lang), "subject", filter.subject.map(|_| or_dash(&listed.subject))),
    ]
}

pub(super) fn state_mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::InService => parts::Ring::Full,
        State::Suspended => parts::Ring::Half,
        State::Retired => parts::Ring::Back,
    };
    parts::status(ring, device_state::of(lang, it.word()))
}

pub(super) fn gaps(lang: Lang, it: &Device) -> Vec<&'static str> {
    it.gaps().map(|gap: Gap| device_gap::of(lang, gap.word())).collect()
}

pub(super) fn metrics(lang: Lang, it: &Device) -> String {
    let between = if lang == Lang::Zh { "、" } else { ", " };
    it.said.measures.iter().map(|it| text_of(lang, it.metric)).collect::<Vec<_>>().join(between)
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed, now: &[Now]) -> Markup {
    let columns = [
        Column::text(w::code(lang)),
        Column::title(w::name(lang)),
        Column::text(w::sort(lang)).wide_only(),
        Column::text(w::latest(lang)),
        Column::text(w::heard(lang)),
        Column::text(w::standing(lang)),
        Column::text(w::division(lang)).wide_only(),
        Column::text(w::owner(lang)).wide_only(),
        Column::text(w::watcher(lang)),
        Column::text(w::battery(lang)).wide_only(),
        Column::text(w::state(lang)),
    ];
    let row = |(it, now): (&Device, &Now)| {
        let standing = listed.standings.get(&it.id);
        Row::new(vec![
            html! { span.nowrap { (it.said.code) } },
            list::title_cell(&it.said.name, &format!("{PATH}/{}", it.id)),
            html! { (device_sort::of(lang, it.said.sort.word())) },
            now.value_cell(lang),
            now.age_cell(lang, ctx.now),
            html! {
                @if let Some(standing) = standing { (standing.marks(lang)) }
                @if let Some(late) = now.delayed(lang, it) { (parts::bad_tag(&late)) " " }
                @for gap in gaps(lang, it) { (parts::bad_tag(gap)) " " }
            },
            html! { span lang="zh-CN" { (listed.named.place(it)) } },
            named(&listed.named.bodies, it.said.owner),
            html! { span lang="zh-CN" { (parts::or_dash(listed.named.watcher(it))) } },
            now.battery_cell(),
            state_mark(lang, it.state),
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().zip(now).map(row).collect::<Vec<_>>())
}

/// `5分钟`, `90秒`
pub(super) fn interval(lang: Lang, seconds: u32) -> String {
    match seconds {
        n if n % 3600 == 0 => sw::hours(lang, n / 3600),
        n if n % 60 == 0 => sw::minutes(lang, n / 60),
        n => sw::seconds(lang, n),
    }
}

/// A device for programs, with how it stands now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeviceLine {
    #[serde(flatten)]
    device: DeviceAnswer,
    now: NowAnswer,
    /// The worst that a rule says of it now.
    colour: Option<&'static str>,
    /// What is wrong with its readings: `silent`, `stuck`, `jumping`, `impossible`, `unevaluable`.
    faults: Vec<&'static str>,
}

/// A page of devices for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeviceLines {
    devices: Vec<DeviceLine>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    live: Option<Extension<Readings>>,
    Query(query): Query,
) -> Reply<Json<DeviceLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let seen = query::subjects_of(r, &ctx, &lines)?;
        Ok((lines, query::count(r, &ctx, &filter)?, standings(r, &ctx)?, seen))
    };
    let (lines, total, mut standings, seen) = db.read(read).await?;
    let now = Readings::now(live.as_deref(), &lines);
    let line = |(it, now): (&Device, &Now)| {
        let standing = standings.remove(&it.id).unwrap_or_default();
        DeviceLine {
            device: answer(it, &seen),
            now: now.into(),
            colour: standing.colour.map(|it| it.word()),
            faults: standing.faults.iter().map(|it| it.word()).collect(),
        }
    };
    Ok(Json(DeviceLines { devices: lines.iter().zip(&now).map(line).collect(), total }))
}

pub(super) fn doc() -> Doc {
    Doc::new("Devices by place and station code, fifty a page, with what they last measured and what is wrong")
        .returns::<DeviceLines>()
        .query("state", "in_service, suspended, unwatched, unplaced, alarmed, faulty or retired; all that are not retired without it")
        .query("sort", "kind of device, as rain_gauge")
        .query("township", "code of a township")
        .query("owner", "id of the organisation that keeps it alive")
        .query("subject", "id of the supervised subject to which it belongs")
        .query("q", "part of the station code or the name")
        .query("page", "from 1")
}
