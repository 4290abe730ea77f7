//! Taking over a published calendar: the special days of one or several years.

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Error, Problem, Problems};
use ledger::{Tx, params};

use super::{DayKind, Fact, SpecialDay, WorkdayId, project};

#[cfg(test)]
mod tests;

pub struct Import {
    pub days: Vec<SpecialDay>,
}

/// More is not a calendar.
const MOST_DAYS: usize = 4_000;

/// What the district knows of the days in question: version, and how the day stands.
pub(crate) type Known = BTreeMap<Day, (i64, Option<SpecialDay>)>;

/// The facts that bring what is known to what is published. A day that already stands so is left alone; a day that the
/// same text named before and doesn't name now is ordinary again.
pub(crate) fn decide(known: &Known, import: &Import) -> Result<Vec<(Day, i64, Fact)>, Error> {
    let mut problems: Vec<Problem> = Vec::new();
    if import.days.is_empty() || import.days.len() > MOST_DAYS {
        problems.push(Problem::at("days", "give between 1 and 4000 days"));
    }
    let mut published: BTreeMap<Day, &SpecialDay> = BTreeMap::new();
    for special in &import.days {
        if let Some(problem) = problem_of(special) {
            problems.push(Problem { field: "days", problem, given: special.day.to_string() });
        }
        if published.insert(special.day, special).is_some() {
            problems.push(Problem {
                field: "days",
                problem: "this day is given twice",
                given: special.day.to_string(),
            });
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    let mut facts = Vec::new();
    for (day, special) in &published {
        let (version, stands) = known.get(day).map_or((0, None), |(version, stands)| (*version, stands.as_ref()));
        if stands != Some(special) {
            facts.push((*day, version, fact(special)));
        }
    }
    for (day, (version, stands)) in known {
        let source = stands.as_ref().map(|s| s.source.as_str());
        if source.is_some_and(|s| import.days.iter().any(|d| d.source.trim() == s)) && !published.contains_key(day) {
            facts.push((*day, *version, Fact::Ordinary { source: source.unwrap_or_default().to_owned() }));
        }
    }
    Ok(facts)
}

fn problem_of(special: &SpecialDay) -> Option<&'static str> {
    if special.kind == DayKind::Makeup && !special.day.is_weekend() {
        return Some("only a Saturday or Sunday can be a make-up working day");
    }
    if special.name.trim().is_empty() {
        return Some("say which holiday it belongs to");
    }
    special.source.trim().is_empty().then_some("say from which text it comes")
}

fn fact(special: &SpecialDay) -> Fact {
    let (name, source) = (special.name.trim().to_owned(), special.source.trim().to_owned());
    match special.kind {
        DayKind::Holiday => Fact::Holiday { name, source },
        DayKind::Makeup => Fact::Makeup { name, source },
    }
}

/// Records what is new and says how many days changed.
pub fn import(tx: &mut Tx<'_>, ctx: &Ctx, import: &Import) -> Result<usize, Error> {
    let known = known(tx, ctx, import)?;
    let facts = decide(&known, import)?;
    for (day, version, fact) in &facts {
        let id = WorkdayId::of(*day);
        let at = tx.record(ctx, id, *version, fact)?;
        project(tx, &at, id, fact)?;
    }
    Ok(facts.len())
}

fn known(tx: &Tx<'_>, ctx: &Ctx, import: &Import) -> Result<Known, Error> {
    let days = import.days.iter().map(|d| d.day);
    let Some((first, last)) = days.clone().min().zip(days.max()) else { return Ok(Known::new()) };
    // A text speaks of about a year, so what it said before lies within one.
    let (first, last) = (first.plus_days(-366), last.plus_days(366));
    let rows = tx.rows(
        "SELECT day, version, kind, name, source FROM workday
         WHERE district = $1 AND day BETWEEN $2 AND $3 ORDER BY day LIMIT 40000",
        params![ctx.district, first, last],
        |row| {
            let day: Day = row.get(0)?;
            let (name, source) = (row.get(3)?, row.get(4)?);
            let stands = row.get::<Option<DayKind>>(2)?.map(|kind| SpecialDay { day, kind, name, source });
            Ok((day, (row.get(1)?, stands)))
        },
    )?;
    Ok(rows.into_iter().collect())
}
