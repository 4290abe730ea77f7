//! Reads of conditions.

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Division, Error, Instant};
use ledger::{Clause, Reader, params};
use page::Values;
use registry::forms::day_of;

use super::store::{COLUMNS, SCOPE, load, read};
use super::{Condition, ConditionId, Fact, Sort};
use crate::Colour;
use crate::device::DeviceId;
use crate::rule::SignalRuleId;

kernel::words! {
    /// The views of the list.
    pub enum View {
        Active = "active",
        /// Nobody acknowledged it, active or not.
        Unacknowledged = "unacknowledged",
        Cleared = "cleared",
        All = "all",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// All without one.
    pub view: Option<View>,
    pub colour: Option<Colour>,
    pub sort: Option<Sort>,
    pub device: Option<DeviceId>,
    pub township: Option<Division>,
    /// The code of a rule.
    pub rule: String,
    /// Raised on or after, on or before.
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    /// A list without a view is that of what is active, but for one device: its page leads to all of its.
    pub fn from_query(query: &Values) -> Filter {
        let device = query.reads("device");
        let usual = if device.is_some() { View::All } else { View::Active };
        Filter {
            view: Some(query.word("state", View::from_word).unwrap_or(usual)),
            colour: query.word("colour", Colour::from_word),
            sort: query.word("sort", Sort::from_word),
            device,
            township: query.reads("township"),
            rule: query.get("rule").trim().to_owned(),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
        }
    }

    pub fn view(&self) -> View {
        self.view.unwrap_or(View::All)
    }

    /// The address of the list of what it asks for.
    pub fn address(&self) -> String {
        Values::default()
            .with("state", self.view().word())
            .with("colour", self.colour.map_or("", Colour::word))
            .with("sort", self.sort.map_or("", Sort::word))
            .with("device", self.device.map_or(String::new(), |it| it.to_string()))
            .with("township", self.township.map_or(String::new(), |it| it.to_string()))
            .with("rule", self.rule.clone())
            .with("from", self.from.map_or(String::new(), |it| it.to_string()))
            .with("to", self.to.map_or(String::new(), |it| it.to_string()))
            .at(super::PATH)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    match filter.view() {
        View::Active => drop(clause.and("t.cleared_at IS NULL")),
        View::Cleared => drop(clause.and("t.cleared_at IS NOT NULL")),
        View::Unacknowledged => drop(clause.and("t.acknowledged_at IS NULL")),
        View::All => {}
    }
    if let Some(colour) = filter.colour {
        clause.and_equals("t.colour", colour);
    }
    if let Some(sort) = filter.sort {
        clause.and_equals("t.sort", sort);
    }
    if let Some(device) = filter.device {
        // And those of its site.
        let (device, district) = (clause.bind(device), clause.bind(ctx.district));
        clause.and(&format!(
            "(t.device = {device} OR t.site = (SELECT d.subject FROM device d WHERE d.district = {district} AND d.id = {device}))"
        ));
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    if !filter.rule.is_empty() {
        clause.and_equals("t.rule_code", filter.rule.clone());
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("t.raised_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("t.raised_at < {to}"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Condition>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM condition t WHERE {} ORDER BY t.raised_at DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM condition t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: ConditionId) -> Result<Condition, Error> {
    load(r, ctx, id)
}

/// The active one of a mark, else the one within whose time the moment lies.
pub(super) fn around(r: &Reader<'_>, ctx: &Ctx, mark: &str, at: Instant) -> Result<Option<Condition>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM condition t
         WHERE t.district = $1 AND t.mark = $2
           AND (t.cleared_at IS NULL OR t.raised_at <= $3 AND t.cleared_at >= $3)
         ORDER BY CASE WHEN t.raised_at <= $3 THEN 0 ELSE 1 END, t.raised_at DESC, t.id LIMIT 1"
    );
    r.row(&sql, params![ctx.district, mark, at], read)
}

/// The rules that can't be evaluated by what is on record, by their code; of each an edition. What is so at single devices is not
/// among them.
pub fn unevaluable(r: &Reader<'_>, ctx: &Ctx) -> Result<BTreeMap<String, SignalRuleId>, Error> {
    let sql = "SELECT rule_code, rule FROM condition
               WHERE district = $1 AND cleared_at IS NULL AND sort = $2 AND rule IS NOT NULL AND device IS NULL";
    let rows = r.rows(sql, params![ctx.district, Sort::Unevaluable], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Whether a condition of this mark stands.
pub(super) fn is_active(r: &Reader<'_>, ctx: &Ctx, mark: &str) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM condition WHERE district = $1 AND mark = $2 AND cleared_at IS NULL";
    r.value::<i64>(sql, params![ctx.district, mark]).map(|count| count > 0)
}

/// The condition that a change of this mark, time and colour belongs to. Another colour at the same time is no repetition: a late
/// reading puts right what was said.
pub(super) fn by_change(
    r: &Reader<'_>,
    ctx: &Ctx,
    mark: &str,
    (at, colour): (Instant, Option<Colour>),
) -> Result<Option<ConditionId>, Error> {
    let sql = "SELECT condition FROM condition_change WHERE district = $1 AND mark = $2 AND at = $3
               AND COALESCE(colour, '') = $4 ORDER BY condition LIMIT 1";
    r.row(sql, params![ctx.district, mark, at, colour.map_or("", Colour::word)], |row| row.get(0))
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: ConditionId) -> Result<Vec<ledger::Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
