//! Reads of rules.

use kernel::{Ctx, Day, Error};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;
use readings::Metric;

use super::store::{fetch, load, sees_drafts};
use super::{Fact, SignalRule, SignalRuleId, State};

kernel::words! {
    /// The views of the list.
    pub enum View {
        /// What holds today.
        InForce = "in_force",
        Draft = "draft",
        /// Every edition, also those that hold no more.
        All = "all",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub view: Option<View>,
    pub metric: Option<Metric>,
    /// The code of one rule: all its editions.
    pub code: String,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            metric: query.word("metric", Metric::of_code),
            code: query.get("code").trim().to_owned(),
        }
    }

    /// Without one what holds, but for the editions of one rule.
    pub fn view(&self) -> View {
        self.view.unwrap_or(if self.code.is_empty() { View::InForce } else { View::All })
    }
}

/// Switched on from this day or before and not off by it, and no later edition of the rule was switched on by then.
fn holds(clause: &mut Clause, day: Day) {
    let day = clause.bind(day);
    clause.and(&format!(
        "t.from_day <= {day} AND (t.to_day IS NULL OR t.to_day > {day}) AND t.state IN ('on', 'off')
         AND NOT EXISTS (SELECT 1 FROM signal_rule n WHERE n.district = t.district AND n.code = t.code
                         AND n.edition > t.edition AND n.from_day <= {day})"
    ));
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    match filter.view() {
        View::InForce => holds(&mut clause, ctx.now.day()),
        View::Draft => drop(clause.and_equals("t.state", State::Draft)),
        View::All => {}
    }
    if !sees_drafts(ctx) {
        clause.and("t.state IN ('on', 'off')");
    }
    if let Some(metric) = filter.metric {
        clause.and_equals("t.metric", metric.code().to_owned());
    }
    if !filter.code.is_empty() {
        clause.and_equals("t.code", filter.code.clone());
    }
    clause
}

/// By code, the last edition first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<SignalRule>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    fetch(r, ctx, &clause, &format!("ORDER BY t.code DESC, t.edition DESC LIMIT {rows} OFFSET {from}"))
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM signal_rule t WHERE {}", clause.text()), &clause.params())
}

/// Every edition that holds on a day, for whoever evaluates readings.
pub fn in_force(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<Vec<SignalRule>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    holds(&mut clause, day);
    fetch(r, ctx, &clause, "ORDER BY t.code LIMIT 10000")
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: SignalRuleId) -> Result<SignalRule, Error> {
    load(r, ctx, id)
}

pub(super) fn last_edition(r: &Reader<'_>, ctx: &Ctx, code: &str) -> Result<u32, Error> {
    let sql = "SELECT COALESCE(MAX(edition), 0) FROM signal_rule WHERE district = $1 AND code = $2";
    r.value(sql, params![ctx.district, code])
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: SignalRuleId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
