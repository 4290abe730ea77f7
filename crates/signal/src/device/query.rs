//! Reads of devices.

use std::collections::HashMap;

use kernel::{Act, Ctx, Division, Error, OrganisationId};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;
use readings::Metric;

use super::store::{self, SCOPE};
use super::{Device, DeviceId, Fact, Sort, State, Watcher};

kernel::words! {
    /// The views of the list.
    pub enum View {
        /// Everything but what is retired.
        Kept = "kept",
        InService = "in_service",
        Suspended = "suspended",
        /// Nobody watches it.
        Unwatched = "unwatched",
        /// It is on no map.
        Unplaced = "unplaced",
        /// A rule says that something is wrong where it stands.
        Alarmed = "alarmed",
        /// Its readings are missing, or can't be relied on.
        Faulty = "faulty",
        Retired = "retired",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub view: Option<View>,
    pub sort: Option<Sort>,
    pub township: Option<Division>,
    pub owner: Option<OrganisationId>,
    pub subject: Option<registry::SubjectId>,
    /// Part of the code or name.
    pub text: String,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            sort: query.word("sort", Sort::from_word),
            township: query.reads("township"),
            owner: query.reads("owner"),
            subject: query.reads("subject"),
            text: query.get("q").trim().to_owned(),
        }
    }

    pub fn view(&self) -> View {
        self.view.unwrap_or(View::Kept)
    }

    /// The address of the list of what it asks for.
    pub fn address(&self) -> String {
        Values::default()
            .with("state", self.view.map_or("", View::word))
            .with("sort", self.sort.map_or("", Sort::word))
            .with("township", self.township.map_or(String::new(), |it| it.to_string()))
            .with("owner", self.owner.map_or(String::new(), |it| it.to_string()))
            .with("subject", self.subject.map_or(String::new(), |it| it.to_string()))
            .with("q", self.text.clone())
            .at(super::PATH)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    match filter.view() {
        View::InService => clause.and_equals("t.state", State::InService),
        View::Suspended => clause.and_equals("t.state", State::Suspended),
        View::Retired => clause.and_equals("t.state", State::Retired),
        View::Kept | View::Unwatched | View::Unplaced | View::Alarmed | View::Faulty => {
            let retired = clause.bind(State::Retired);
            clause.and(&format!("t.state <> {retired}"))
        }
    };
    match filter.view() {
        View::Unwatched => drop(clause.and("t.watcher IS NULL")),
        View::Unplaced => drop(clause.and("(t.longitude_e6 IS NULL OR t.latitude_e6 IS NULL)")),
        View::Alarmed => active_condition(&mut clause, "="),
        View::Faulty => active_condition(&mut clause, "<>"),
        _ => {}
    }
    if let Some(sort) = filter.sort {
        clause.and_equals("t.sort", sort);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    if let Some(owner) = filter.owner {
        clause.and_equals("t.owner", owner);
    }
    if let Some(subject) = filter.subject {
        clause.and_equals("t.subject", subject);
    }
    if !filter.text.is_empty() {
        let escaped = filter.text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = clause.bind(format!("%{escaped}%"));
        clause.and(&format!("(t.code LIKE {like} ESCAPE '\\' OR t.name LIKE {like} ESCAPE '\\')"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// At which a condition is active, or at whose site: of a rule, or of what is wrong with the readings.
fn active_condition(clause: &mut Clause, is: &str) {
    let rule = clause.bind(crate::condition::Sort::Rule);
    let at = |place: &str| {
        format!(
            "EXISTS (SELECT 1 FROM condition c WHERE c.district = t.district AND c.{place} AND c.cleared_at IS NULL
                     AND c.sort {is} {rule})"
        )
    };
    clause.and(&format!("({} OR {})", at("device = t.id"), at("site = t.subject")));
}

/// Of the subjects to which these devices belong, those that the visitor may see, with their names.
pub(crate) fn subjects_of(
    r: &Reader<'_>,
    ctx: &Ctx,
    devices: &[Device],
) -> Result<HashMap<registry::SubjectId, String>, Error> {
    let seen = Ctx { scope: ctx.scope_of(Act("subject.view")), ..ctx.clone() };
    let mut ids: Vec<registry::SubjectId> = devices.iter().filter_map(|it| it.said.subject).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::new();
    for id in ids {
        if let Some(it) = registry::query::subject(r, &seen, id)? {
            found.insert(id, it.name);
        }
    }
    Ok(found)
}

/// Those that belong to a subject and are not retired, by place, then by code.
pub(crate) fn at_subjects(r: &Reader<'_>, ctx: &Ctx, rows: u32) -> Result<Vec<Device>, Error> {
    let mut clause = conditions(ctx, &Filter::default());
    clause.and("t.subject IS NOT NULL");
    let rows = clause.bind(rows);
    store::fetch(r, &clause, ctx.district, &format!("ORDER BY t.division, t.code LIMIT {rows}"))
}

/// Who watches a site: of its devices that are kept, the first by its code that somebody watches.
pub fn watcher_at(r: &Reader<'_>, ctx: &Ctx, subject: registry::SubjectId) -> Result<Option<Watcher>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.subject", subject).and("t.watcher IS NOT NULL");
    let retired = clause.bind(State::Retired);
    clause.and(&format!("t.state <> {retired}"));
    let found = store::fetch(r, &clause, ctx.district, "ORDER BY t.code LIMIT 1")?;
    Ok(found.into_iter().find_map(|it| it.said.watcher))
}

/// By place, then by code.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Device>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    store::fetch(r, &clause, ctx.district, &format!("ORDER BY t.division, t.code LIMIT {rows} OFFSET {from}"))
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM device t WHERE {}", clause.text()), &clause.params())
}

/// Whoever keeps a device alive within reach.
pub(super) fn owners(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<OrganisationId>, Error> {
    let clause = conditions(ctx, &Filter::default());
    let sql = format!("SELECT DISTINCT t.owner FROM device t WHERE {} ORDER BY t.owner LIMIT 500", clause.text());
    r.rows(&sql, &clause.params(), |row| row.get(0))
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: DeviceId) -> Result<Device, Error> {
    store::load(r, ctx, id)
}

/// Within reach or not: a code is taken for all.
pub fn id_of_code(r: &Reader<'_>, ctx: &Ctx, code: &str) -> Result<Option<DeviceId>, Error> {
    let sql = "SELECT id FROM device WHERE district = $1 AND code = $2";
    r.row(sql, params![ctx.district, code], |row| row.get(0))
}

pub fn by_code(r: &Reader<'_>, ctx: &Ctx, code: &str) -> Result<Option<Device>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.code", code.trim().to_owned());
    clause.within(&ctx.scope, &SCOPE);
    Ok(store::fetch(r, &clause, ctx.district, "LIMIT 1")?.pop())
}

/// Those of these that lie within reach, by code.
pub fn among(r: &Reader<'_>, ctx: &Ctx, ids: &[DeviceId]) -> Result<Vec<Device>, Error> {
    let mut found = Vec::new();
    for piece in ids.chunks(200) {
        let mut clause = Clause::new();
        clause.and_equals("t.district", ctx.district);
        let ids: Vec<String> = piece.iter().map(|id| clause.bind(*id)).collect();
        clause.and(&format!("t.id IN ({})", ids.join(", "))).within(&ctx.scope, &SCOPE);
        found.extend(store::fetch(r, &clause, ctx.district, "ORDER BY t.code LIMIT 200")?);
    }
    Ok(found)
}

/// Neighbours lie within so many millionths of a degree: some thirty kilometres.
const NEAR_E6: i64 = 300_000;

/// Others in service that measure the same nearby, with how far off, in kilometres; the nearest first.
pub fn neighbours(
    r: &Reader<'_>,
    ctx: &Ctx,
    it: &Device,
    metric: Metric,
    most: usize,
) -> Result<Vec<(Device, f64)>, Error> {
    let Some((east, north)) = it.said.longitude_e6.zip(it.said.latitude_e6) else { return Ok(Vec::new()) };
    let mut clause = conditions(ctx, &Filter { view: Some(View::InService), ..Filter::default() });
    for (column, at) in [("t.longitude_e6", east), ("t.latitude_e6", north)] {
        let (least, greatest) = (clause.bind(at - NEAR_E6), clause.bind(at + NEAR_E6));
        clause.and(&format!("{column} BETWEEN {least} AND {greatest}"));
    }
    let (own, code) = (clause.bind(it.id), clause.bind(metric.code()));
    clause.and(&format!(
        "t.id <> {own} AND EXISTS (SELECT 1 FROM device_measure m WHERE m.district = t.district AND m.device = t.id
                                   AND m.metric = {code})"
    ));
    let found = store::fetch(r, &clause, ctx.district, "ORDER BY t.id LIMIT 2000")?;
    let place = |it: &Device| {
        let degrees = |e6: i64| e6 as f64 / 1e6;
        Some((degrees(it.said.latitude_e6?), degrees(it.said.longitude_e6?)))
    };
    let away = |other: Device| {
        let km = standards::earthquake_catalogue::distance_km(place(it)?, place(&other)?);
        Some((other, km))
    };
    let mut near: Vec<(Device, f64)> = found.into_iter().filter_map(away).collect();
    near.sort_by(|a, b| a.1.total_cmp(&b.1));
    near.truncate(most);
    Ok(near)
}

/// The device in service that stands nearest to a place, in millionths of a degree, and how far off in kilometres; computed ones
/// stand nowhere.
pub fn nearest(r: &Reader<'_>, ctx: &Ctx, (east, north): (i64, i64)) -> Result<Option<(Device, f64)>, Error> {
    let mut clause = conditions(ctx, &Filter { view: Some(View::InService), ..Filter::default() });
    for (column, at) in [("t.longitude_e6", east), ("t.latitude_e6", north)] {
        let (least, greatest) = (clause.bind(at - NEAR_E6), clause.bind(at + NEAR_E6));
        clause.and(&format!("{column} BETWEEN {least} AND {greatest}"));
    }
    let computed = clause.bind(Sort::FireDanger);
    clause.and(&format!("t.sort <> {computed}"));
    let degrees = |east: i64, north: i64| (north as f64 / 1e6, east as f64 / 1e6);
    let found = store::fetch(r, &clause, ctx.district, "ORDER BY t.latitude_e6, t.id LIMIT 5000")?
        .into_iter()
        .filter_map(|it| {
            let there = degrees(it.said.longitude_e6?, it.said.latitude_e6?);
            Some((it, standards::earthquake_catalogue::distance_km(degrees(east, north), there)))
        });
    Ok(found.min_by(|a, b| a.1.total_cmp(&b.1)))
}

/// Every device of which readings are expected, for whoever takes them in.
pub fn expected(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Device>, Error> {
    let filter = Filter { view: Some(View::InService), ..Filter::default() };
    let clause = conditions(&ctx.beyond_scope(), &filter);
    store::fetch(r, &clause, ctx.district, "ORDER BY t.id LIMIT 1000000")
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: DeviceId) -> Result<Vec<Recorded<Fact>>, Error> {
    store::load(r, ctx, id)?;
    r.history(ctx.district, id)
}
