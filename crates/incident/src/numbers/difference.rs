//! Why the numbers of a period differ between two moments: the accidents behind the difference, each with what was recorded
//! about it in between.

use kernel::{Ctx, Division, Error, Identity as _, Instant, Lang, OrganisationId, Sector};
use ledger::{Fact as _, Reader, Recorded};

use super::{Ask, Counts};
use crate::model::{Category, Fact, Grade, IncidentId, number_text};
use crate::query::Filter;
use crate::words::fact as words;

/// Accidents of which anything was recorded between the moments; of more, those changed last are looked at.
pub const MOST: u32 = 10_000;

/// What the numbers know of one accident.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub id: IncidentId,
    pub number: String,
    pub happened_at: Instant,
    pub category: Category,
    /// Of GB 6441: its edition and its code.
    pub kind: Option<(String, i64)>,
    pub sector: Sector,
    pub division: Division,
    pub unit: Option<OrganisationId>,
    pub road: Option<String>,
    pub project: Option<String>,
    pub grade: Option<Grade>,
    pub counts: Counts,
}

/// One accident that is counted otherwise at the later moment, or at one of them only.
#[derive(Debug, Clone)]
pub struct Difference {
    pub id: IncidentId,
    pub number: String,
    /// It belongs to the days a year before.
    pub year_before: bool,
    pub before: Option<Case>,
    pub after: Option<Case>,
    /// What was recorded in between, the oldest first.
    pub facts: Vec<Recorded<Fact>>,
}

impl Difference {
    /// By how much the totals differ for its sake.
    pub fn counts(&self) -> Counts {
        let of = |case: &Option<Case>| case.as_ref().map(|it| it.counts).unwrap_or_default();
        let mut counts = of(&self.after);
        counts.take(of(&self.before));
        counts
    }
}

/// What lies between the numbers as known at one moment and as known at a later one, of the period and of the year before,
/// and whether there was more than [`MOST`]. The differences add up to the difference of the totals.
pub fn differences(
    r: &Reader<'_>,
    ctx: &Ctx,
    ask: &Ask,
    (earlier, later): (Instant, Instant),
) -> Result<(Vec<Difference>, bool), Error> {
    let ids = r.changed(ctx.district, Fact::STREAM, earlier, later, MOST + 1)?;
    let cut = ids.len() > MOST as usize;
    let ids = &ids[..ids.len().min(MOST as usize)];
    let mut found = Vec::new();
    let periods = [(false, ask.filter()), (true, ask.before().filter())];
    let known = |at| {
        r.objects_as_known(&crate::INCIDENT, ctx.district, ids, at, |known| {
            periods.iter().map(|(_, filter)| cases(known, ctx, filter)).collect::<Result<Vec<_>, _>>()
        })
    };
    let (before, after) = (known(earlier)?, known(later)?);
    for ((year_before, _), (mut before, after)) in periods.iter().zip(before.into_iter().zip(after)) {
        for case in after {
            let was = before.iter().position(|it| it.id == case.id).map(|at| before.swap_remove(at));
            if was.as_ref() != Some(&case) {
                found.push(difference(r, ctx, *year_before, (earlier, later), (was, Some(case)))?);
            }
        }
        for case in before {
            found.push(difference(r, ctx, *year_before, (earlier, later), (Some(case), None))?);
        }
    }
    found.sort_by(|a, b| (a.year_before, &a.number).cmp(&(b.year_before, &b.number)));
    Ok((found, cut))
}

fn difference(
    r: &Reader<'_>,
    ctx: &Ctx,
    year_before: bool,
    (earlier, later): (Instant, Instant),
    (before, after): (Option<Case>, Option<Case>),
) -> Result<Difference, Error> {
    let case = after.as_ref().or(before.as_ref()).ok_or_else(|| Error::internal("a difference of nothing"))?;
    let (id, number) = (case.id, case.number.clone());
    let mut facts = r.history::<Fact>(ctx.district, id)?;
    facts.retain(|it| earlier < it.at.recorded_at && it.at.recorded_at <= later);
    Ok(Difference { id, number, year_before, before, after, facts })
}

/// The accidents that a question counts, in tables that hold few.
fn cases(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Case>, Error> {
    let clause = crate::query::conditions(ctx, filter);
    let sql = format!(
        "SELECT i.id, i.year, i.number, i.happened_at, i.category, i.kind_edition, i.kind_code, i.sector, i.division, i.unit,
                i.road, i.project, i.grade, i.dead, i.missing, i.severely_injured, i.injured, i.loss_yuan
         FROM incident i WHERE {} ORDER BY i.year, i.number LIMIT {MOST}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let count = |column| row.get::<Option<i64>>(column);
        let (dead, missing, severely, injured, loss) = (count(13)?, count(14)?, count(15)?, count(16)?, count(17)?);
        let kind = row.get::<Option<String>>(5)?.zip(row.get::<Option<i64>>(6)?);
        Ok(Case {
            id: row.get(0)?,
            number: number_text(row.get(1)?, row.get(2)?),
            happened_at: row.get(3)?,
            category: row.get(4)?,
            kind,
            sector: row.get(7)?,
            division: row.get(8)?,
            unit: row.get(9)?,
            road: row.get(10)?,
            project: row.get(11)?,
            grade: row.get(12)?,
            counts: Counts {
                accidents: 1,
                deaths: dead.unwrap_or(0) + missing.unwrap_or(0),
                injured: severely.unwrap_or(0) + injured.unwrap_or(0),
                loss_yuan: loss.unwrap_or(0),
                deaths_unknown: i64::from(dead.is_none() || missing.is_none()),
                injured_unknown: i64::from(severely.is_none() || injured.is_none()),
                loss_unknown: i64::from(loss.is_none()),
            },
        })
    })
}

/// A fact as a reason: what was done, and what was said with it.
pub fn reason(lang: Lang, fact: &Fact) -> (&'static str, Option<String>) {
    (words::of(lang, fact.kind()), crate::web::quote(fact))
}

/// Where an accident is.
pub fn address(id: IncidentId) -> String {
    format!("/incidents/{}", id.to_text())
}
