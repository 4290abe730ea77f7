//! Old judgements under the criteria in force now: what would be major today, and what has to be judged anew.
//!
//! A hazard keeps the edition it was judged by; this only lists. What an old answer is worth under a newer edition is
//! decided by `standards`: a yes carries where the newer article asks no more, a no never does. Where the days in hand do
//! not say which edition is in force, every candidate has to agree. Not here: judging anew (`judge`).

pub mod export;
mod list;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use kernel::{Ctx, Day, Error, Sector, words};
use ledger::{Clause, Reader, Row};
use standards::major_hazard_criteria::{self as rules, Change, Edition, InForce, Judgement};

pub use list::{doc, get_api, show};

use super::{Judged, Verdict};
use crate::query::{LIST_COLUMNS, LIST_WIDTH, ListRow, SCOPE, list_row};

words! {
    pub enum Outcome {
        WouldBeMajor = "would_be_major",
        /// What was answered then does not decide it now.
        JudgeAnew = "judge_anew",
    }
}

/// The editions that may be in force on a day instead of this one.
pub fn newer(than: &Edition, day: Day) -> Vec<&'static Edition> {
    let mut candidates = match rules::in_force(than.sector, day.start().civil().date()) {
        InForce::None => Vec::new(),
        InForce::One(edition) => vec![edition],
        InForce::Unknown(editions) => editions,
    };
    candidates.retain(|it| it.name != than.name);
    candidates
}

/// What follows for an old judgement; nothing where every edition that may be in force says the same, or less.
pub fn outcome(before: &Judgement, now: &[&'static Edition]) -> Option<Outcome> {
    let changes: Vec<Change> = now
        .iter()
        .map(|edition| {
            let carried = rules::carry(before, edition);
            rules::judge(edition, &carried).map_or(Change::Unknown, |after| rules::change(before, &after))
        })
        .collect();
    said_by(&changes)
}

fn said_by(changes: &[Change]) -> Option<Outcome> {
    let all = |wanted| changes.iter().all(|it| *it == wanted);
    match changes {
        [] => None,
        _ if all(Change::WouldBeMajor) => Some(Outcome::WouldBeMajor),
        _ if changes.iter().any(|it| matches!(it, Change::WouldBeMajor | Change::Unknown)) => Some(Outcome::JudgeAnew),
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub outcome: Option<Outcome>,
    pub sector: Option<Sector>,
    /// The closed ones, too.
    pub all: bool,
    pub text: Option<String>,
}

/// A hazard whose judgement is by an edition that has a newer one.
#[derive(Debug, Clone, PartialEq)]
pub struct Old {
    pub row: ListRow,
    pub version: i64,
    pub verdict: Verdict,
    pub edition: &'static Edition,
    pub now: Vec<&'static Edition>,
    pub outcome: Outcome,
}

/// Far more than a county judges in the life of an edition.
const MOST: i64 = 20_000;

/// All within the visitor's reach, the latest finding first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Old>, Error> {
    let today = ctx.now.day();
    let outdated: BTreeSet<_> = rules::editions().filter(|it| !newer(it, today).is_empty()).map(|it| it.name).collect();
    let mut clause = Clause::new();
    clause.and_equals("j.district", ctx.district);
    let places: Vec<String> = outdated.into_iter().map(|name| clause.bind(name)).collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    clause.and(&format!("j.edition IN ({})", places.join(", ")));
    if !filter.all {
        clause.and("h.open = 1");
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("h.sector", sector);
    }
    if let Some(text) = &filter.text {
        ledger::search::condition(&mut clause, ctx, <crate::Fact as ledger::Fact>::STREAM, "h.id", text);
    }
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT {LIST_COLUMNS}, h.version, j.edition, j.verdict, j.answers
         FROM hazard_judgement j JOIN hazard h ON h.district = j.district AND h.id = j.hazard
         JOIN hazard_text t ON t.district = j.district AND t.id = j.hazard
         WHERE {} ORDER BY h.found_at DESC, h.id LIMIT {MOST}",
        clause.text()
    );
    let rows = r.rows(&sql, &clause.params(), judged)?;
    let told = rows.into_iter().filter_map(|(row, version, judged)| old(row, version, &judged, today));
    Ok(told.filter(|it| filter.outcome.is_none_or(|wanted| it.outcome == wanted)).collect())
}

fn judged(row: &Row<'_>) -> Result<(ListRow, i64, Judged), Error> {
    let answers: String = row.get(LIST_WIDTH + 3)?;
    let judged = Judged {
        edition: row.get(LIST_WIDTH + 1)?,
        answers: serde_json::from_str(&answers)?,
        verdict: row.get(LIST_WIDTH + 2)?,
        certain: false,
        own: false,
        reason: None,
        second: None,
    };
    Ok((list_row(row)?, row.get(LIST_WIDTH)?, judged))
}

fn old(row: ListRow, version: i64, judged: &Judged, today: Day) -> Option<Old> {
    let before = judged.judgement()?;
    let now = newer(before.edition, today);
    let outcome = outcome(&before, &now)?;
    Some(Old { row, version, verdict: judged.verdict, edition: before.edition, now, outcome })
}
