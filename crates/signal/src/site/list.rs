//! The list of sites, the worst first.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::Method;
use kernel::{Act, Ctx, Day, Division, Error, Lang, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, list, parts};
use registry::forms::options;
use registry::{Party, SubjectId};
use serde::Serialize;

use super::Site;
use super::query::{self, Filter, View};
use crate::device::live::{Now, NowAnswer, Readings};
use crate::device::{self, Sort};
use crate::said::text_of;
use crate::web::Visitor;
use crate::words::{device as d, device_sort, signal as sw, site as w, site_view};

pub(crate) const PATH: &str = "/monitored-sites";
pub(super) const VIEW: Act = Act("device.view");
const ROWS: usize = 50;

pub(super) fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, PATH, VIEW, show).api(Method::GET, PATH, VIEW, get, doc())
}

/// The department and the township's person that answer for a site.
pub(super) type Answerable = Vec<(Party, String)>;

pub(super) struct Listed {
    pub sites: Vec<Site>,
    /// By the place in `sites`.
    pub answerable: Vec<Answerable>,
    pub total: usize,
    pub people: HashMap<PersonId, String>,
    pub places: HashMap<Division, String>,
    townships: Vec<(String, String)>,
    counts: Vec<(View, usize)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: usize, rows: usize) -> Result<Listed, Error> {
    let mut all = query::list(r, ctx, filter)?;
    let counts = View::ALL.iter().map(|view| (*view, all.iter().filter(|it| view.holds(it)).count())).collect();
    all.retain(|it| filter.view().holds(it));
    let total = all.len();
    let sites: Vec<Site> = all.into_iter().skip(from).take(rows).collect();
    let answerable = sites.iter().map(|it| answers(r, ctx, it.id, ctx.now.day())).collect::<Result<_, _>>()?;
    let people: Vec<PersonId> = sites.iter().flat_map(Site::watchers).map(|it| it.person).collect();
    let places: Vec<Division> = sites.iter().map(|it| it.division).collect();
    let townships = registry::query::townships(r, ctx)?;
    Ok(Listed {
        people: registry::query::person_names(r, ctx, &people)?,
        places: registry::query::division_names(r, ctx, &places)?,
        townships: townships.into_iter().map(|(code, name)| (code.to_string(), name)).collect(),
        sites,
        answerable,
        total,
        counts,
    })
}

fn answers(r: &Reader<'_>, ctx: &Ctx, id: SubjectId, day: Day) -> Result<Answerable, Error> {
    let found = registry::query::responsible(r, &ctx.beyond_scope(), id, day)?;
    Ok(found.into_iter().map(|it| (it.party, format!("{} {}", it.organisation_name, it.person_name))).collect())
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    live: Option<Extension<Readings>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS as u32);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page as usize - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.townships)));
    let pager = Pager::numbered(&query, PATH, page, ROWS as u32, listed.sites.len(), listed.total as u64);
    let title = w::title(lang);
    let views = listed.counts.iter().map(|(view, count)| list::View {
        label: site_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", if *view == View::All { "" } else { view.word() }).at(PATH),
        count: Some(*count as u64),
        late: *view != View::All && *count > 0,
        current: filter.view() == *view,
    });
    let sorts = options(Sort::ALL, Sort::word, |it| device_sort::of(lang, it));
    let fields = html! {
        @if !query.get("state").is_empty() { input type="hidden" name="state" value=(query.get("state")); }
        (list::query_select(lang, d::sort(lang), "sort", &sorts, &query))
        (list::query_select(lang, d::township(lang), "township", &listed.townships, &query))
    };
    let body = html! {
        (parts::head(title, html! {}, html! {}))
        (list::views(lang, &views.collect::<Vec<_>>()))
        (list::list(html! {
            (list::query(lang, PATH, fields, None))
            (list::tools(chips, &list::total(lang, listed.total as u64), html! {
                (parts::small_link(d::title(lang), device::PATH))
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.sites.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed, live.as_deref())) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

pub(super) fn conditions(lang: Lang, filter: &Filter, townships: &[(String, String)]) -> Vec<Condition> {
    let township = filter.township.map(|code| {
        let named = townships.iter().find(|(of, _)| *of == code.to_string());
        named.map_or_else(|| "--".to_owned(), |(_, name)| name.clone())
    });
    vec![
        (d::sort(lang), "sort", filter.sort.map(|it| device_sort::of(lang, it.word()).to_owned())),
        (d::township(lang), "township", township),
    ]
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed, live: Option<&Readings>) -> Markup {
    let columns = [
        Column::title(w::name(lang)),
        Column::text(d::division(lang)),
        Column::text(w::standing(lang)),
        Column::text(w::devices(lang)),
        Column::text(d::watcher(lang)),
        Column::text(w::answerable(lang)).wide_only(),
    ];
    let may_see = ctx.may(Act("subject.view"));
    let row = |(it, answerable): (&Site, &Answerable)| {
        let name = match may_see {
            true => list::title_cell(&it.name, &format!("/subjects/{}", it.id)),
            false => html! { span lang="zh-CN" { (it.name) } },
        };
        let watchers = it.watchers();
        Row::new(vec![
            name,
            html! { span lang="zh-CN" { (listed.places.get(&it.division).map_or("--", String::as_str)) } },
            html! { (it.standing.marks(lang)) @if it.standing == Default::default() { (d::calm(lang)) } },
            html! { @for (device, now) in it.devices.iter().zip(Readings::now(live, &it.devices)) { (line(lang, ctx, device, &now)) } },
            html! {
                @if watchers.is_empty() { (parts::bad_tag(d::nobody_watches(lang))) }
                @for one in &watchers { div.nowrap lang="zh-CN" { (listed.people.get(&one.person).map_or("--", String::as_str)) } }
            },
            html! { @if answerable.is_empty() { (parts::dash()) } @for (_, who) in answerable { div lang="zh-CN" { (who) } } },
        ])
    };
    list::table(w::title(lang), &columns, &listed.sites.iter().zip(&listed.answerable).map(row).collect::<Vec<_>>())
}

/// One device: what it is, and what each of its metrics last was.
fn line(lang: Lang, ctx: &Ctx, it: &device::Device, now: &Now) -> Markup {
    let latest: Vec<String> = now
        .latest
        .iter()
        .filter(|it| it.metric != readings::Metric::Battery)
        .map(|it| format!("{} {}", text_of(lang, it.metric), it.text(lang)))
        .collect();
    html! {
        div {
            a href=(format!("{}/{}", device::PATH, it.id)) lang="zh-CN" { (it.said.name) } " "
            span.small { (latest.join(if lang == Lang::Zh { "，" } else { ", " })) " " (now.age_cell(lang, ctx.now)) }
        }
    }
}

/// A device of a site, for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SiteDevice {
    #[schema(value_type = String)]
    id: device::DeviceId,
    code: String,
    name: String,
    now: NowAnswer,
}

/// A site for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SiteLine {
    #[schema(value_type = String)]
    subject: SubjectId,
    name: String,
    division: String,
    /// The worst that a rule says of it or of a device there.
    colour: Option<&'static str>,
    /// What is wrong with readings: `silent`, `stuck`, `jumping`, `impossible`, `unevaluable`.
    faults: Vec<&'static str>,
    devices: Vec<SiteDevice>,
    /// Names of those who watch its devices.
    watchers: Vec<String>,
    /// Who answers for it today, as organisation and name.
    responsible: Vec<String>,
}

/// A page of sites for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SiteLines {
    sites: Vec<SiteLine>,
    total: usize,
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    live: Option<Extension<Readings>>,
    Query(query): Query,
) -> Reply<Json<SiteLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS as u32) as usize;
    let listed = db.read(move |r| fetch(r, &ctx, &filter, (page - 1) * ROWS, ROWS)).await?;
    let Listed { sites, answerable, total, people, .. } = listed;
    let line = |(it, answerable): (Site, Answerable)| {
        let now = Readings::now(live.as_deref(), &it.devices);
        let device = |(of, now): (&device::Device, &Now)| SiteDevice {
            id: of.id,
            code: of.said.code.clone(),
            name: of.said.name.clone(),
            now: now.into(),
        };
        SiteLine {
            subject: it.id,
            division: it.division.to_string(),
            colour: it.standing.colour.map(|it| it.word()),
            faults: it.standing.faults.iter().map(|it| it.word()).collect(),
            devices: it.devices.iter().zip(&now).map(device).collect(),
            watchers: it.watchers().iter().filter_map(|it| people.get(&it.person).cloned()).collect(),
            responsible: answerable.into_iter().map(|(_, who)| who).collect(),
            name: it.name,
        }
    };
    Ok(Json(SiteLines { sites: sites.into_iter().zip(answerable).map(line).collect(), total }))
}

fn doc() -> Doc {
    Doc::new("Supervised subjects at which devices measure, the worst first, fifty a page, with who watches and who answers for them")
        .returns::<SiteLines>()
        .query("state", "alarmed, faulty or unwatched; all without it")
        .query("sort", "kind of device, as landslide")
        .query("township", "code of a township")
        .query("page", "from 1")
}
