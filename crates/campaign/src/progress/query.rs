//! The counts, and what is late at a moment.

use std::collections::{HashMap, HashSet};

use kernel::{Ctx, Error, OrganisationId};
use ledger::{Clause, Reader, ScopeColumns};
use page::Values;

use crate::{CampaignId, Stage};

/// More cells than any campaign has: topics × organisations × stages.
const MOST: u32 = 100_000;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub stage: Option<Stage>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter { stage: query.word("stage", Stage::from_word) }
    }
}

/// Parts of tasks: all of them, those reported done and not yet verified, those closed, those late now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Tally {
    pub parts: i64,
    pub done: i64,
    pub closed: i64,
    pub late: i64,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.parts += other.parts;
        self.done += other.done;
        self.closed += other.closed;
        self.late += other.late;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub stage: Stage,
    pub topic: i64,
    pub organisation: OrganisationId,
    pub tally: Tally,
}

pub fn sum<'a>(cells: impl Iterator<Item = &'a Cell>) -> Tally {
    let mut all = Tally::default();
    for cell in cells {
        all.add(cell.tally);
    }
    all
}

/// Every cell that has a part, of the organisations within the visitor's reach.
pub fn counts(r: &Reader<'_>, ctx: &Ctx, campaign: CampaignId, filter: &Filter) -> Result<Vec<Cell>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("c.district", ctx.district).and_equals("c.campaign", campaign);
    if let Some(stage) = filter.stage {
        clause.and_equals("c.stage", stage);
    }
    let sql = format!(
        "SELECT c.stage, c.topic, c.organisation, c.parts, c.done, c.closed FROM task_count c WHERE {} AND c.parts > 0
         ORDER BY c.stage, c.topic, c.organisation LIMIT {MOST}",
        clause.text()
    );
    let mut cells = r.rows(&sql, &clause.params(), |row| {
        let tally = Tally { parts: row.get(3)?, done: row.get(4)?, closed: row.get(5)?, late: 0 };
        Ok(Cell { stage: row.get(0)?, topic: row.get(1)?, organisation: row.get(2)?, tally })
    })?;
    if !ctx.scope.covers(ctx.district.division(), &[], &[], None) {
        let seen = seen(r, ctx, campaign)?;
        cells.retain(|cell| seen.contains(&cell.organisation));
    }
    let late = late(r, ctx, campaign)?;
    for cell in &mut cells {
        cell.tally.late = late.get(&(cell.stage, cell.topic, cell.organisation)).copied().unwrap_or(0);
    }
    Ok(cells)
}

/// Organisations with a part, within the visitor's reach.
fn seen(r: &Reader<'_>, ctx: &Ctx, campaign: CampaignId) -> Result<HashSet<OrganisationId>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district).and_equals("p.campaign", campaign);
    clause.within(
        &ctx.scope,
        &ScopeColumns { division: "p.division", organisations: &["p.organisation"], persons: &[], sector: None },
    );
    let sql = format!("SELECT DISTINCT p.organisation FROM task_part p WHERE {} LIMIT {MOST}", clause.text());
    Ok(r.rows(&sql, &clause.params(), |row| row.get(0))?.into_iter().collect())
}

type Key = (Stage, i64, OrganisationId);

/// The beginning of the index of what is owed: everything due before now.
fn late(r: &Reader<'_>, ctx: &Ctx, campaign: CampaignId) -> Result<HashMap<Key, i64>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district).and_equals("p.campaign", campaign);
    let now = clause.bind(ctx.now);
    clause.and(&format!("p.owing = 1 AND p.due <= {now}"));
    let sql = format!(
        "SELECT p.stage, p.topic, p.organisation, COUNT(*) FROM task_part p WHERE {}
         GROUP BY p.stage, p.topic, p.organisation LIMIT {MOST}",
        clause.text()
    );
    let rows = r.rows(&sql, &clause.params(), |row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?)))?;
    Ok(rows.into_iter().collect())
}
