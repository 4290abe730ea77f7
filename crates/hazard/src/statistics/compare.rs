//! A table beside the same months a year before, and units that recorded nothing at all.

use std::collections::BTreeMap;

use kernel::{Ctx, Division, Error, Reach};
use ledger::Reader;

use super::Month;
use super::query::{Ask, By, Counts, table};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Line {
    pub counts: Counts,
    /// Found in the same months a year before.
    pub before: i64,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compared {
    pub rows: BTreeMap<Vec<String>, Line>,
    /// The sum of the rows.
    pub total: Line,
}

/// What was found only a year before has a row too, so that both columns add up.
pub fn compared(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Compared, Error> {
    let now = table(r, ctx, ask)?;
    let earlier = Ask { from: ask.from.years_before(1), to: ask.to.years_before(1), ..ask.clone() };
    let before = table(r, ctx, &earlier)?;
    let mut rows: BTreeMap<Vec<String>, Line> =
        now.rows.into_iter().map(|(key, counts)| (key, Line { counts, before: 0 })).collect();
    for (key, counts) in before.rows {
        rows.entry(years_before(&ask.by, &key, -1)).or_default().before += counts.found;
    }
    if of_places(ask) {
        for (township, _) in registry::query::townships(r, ctx)? {
            if answers_for(ctx, township) && ask.township.is_none_or(|it| it == township) {
                rows.entry(vec![township.to_string()]).or_default();
            }
        }
    }
    Ok(Compared { rows, total: Line { counts: now.total, before: before.total.found } })
}

/// Nothing recorded by a unit that should look is silence. Where a filter leaves out a part, it is a plain zero.
pub fn is_silent(ask: &Ask, line: &Line) -> bool {
    of_places(ask) && line.counts.found == 0
}

fn of_places(ask: &Ask) -> bool {
    ask.by == [By::Township] && ask.sector.is_none() && ask.source.is_none() && ask.grade.is_none()
}

fn answers_for(ctx: &Ctx, township: Division) -> bool {
    ctx.scope.grants.iter().any(|grant| match grant.reach {
        Reach::District => grant.sectors.is_none(),
        Reach::Division => grant.sectors.is_none() && grant.division.contains(township),
        Reach::Organisation | Reach::Own => false,
    })
}

/// The same key in the months so many years earlier.
pub(super) fn years_before(by: &[By], key: &[String], years: i64) -> Vec<String> {
    let moved = |(by, word): (&By, &String)| match word.parse::<Month>() {
        Ok(month) if *by == By::Month => month.years_before(years).to_string(),
        _ => word.clone(),
    };
    by.iter().zip(key).map(moved).collect()
}
