//! Down to zero: what was open at the start of a period, what was found and closed since, and what is left of it.
//!
//! Counted from the rows, because the day of closing stands in no cell of the cube. Every number equals its list. Not here:
//! rates of everything ever found (`statistics`).

mod export;
#[cfg(test)]
mod tests;
pub(crate) mod web;

pub use export::ZEROING;

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId, Sector, words};
use ledger::{Reader, Row};

use crate::model::Grade;
use crate::query::{Filter, View, conditions};
use crate::statistics::Month;

words! {
    /// Whose board it is.
    pub enum By {
        Township = "township",
        Sector = "sector",
        Checker = "checker",
    }
}

/// The state of the page; it stands in the address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ask {
    pub by: By,
    pub from: Day,
    pub to: Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub opening: i64,
    pub found: i64,
    pub closed: i64,
    /// Of those left: late now, and major.
    pub late: i64,
    pub major: i64,
}

impl Counts {
    pub fn left(&self) -> i64 {
        self.opening + self.found - self.closed
    }

    fn add(&mut self, other: &Counts) {
        self.opening += other.opening;
        self.found += other.found;
        self.closed += other.closed;
        self.late += other.late;
        self.major += other.major;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Opening,
    Found,
    Closed,
    Left,
    Late,
    Major,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Board {
    /// By word, division code or id; empty where nobody verifies yet.
    pub rows: BTreeMap<String, Counts>,
    pub total: Counts,
    /// The last day of each month, or the last of the period, and what was open after it.
    pub months: Vec<(Day, i64)>,
}

impl Ask {
    /// The list that one number opens. What nobody verifies yet has no list of its own.
    pub fn list(&self, key: Option<&str>, measure: Measure) -> Option<Filter> {
        let mut filter = Filter { view: View::All, ..Filter::default() };
        match (key, self.by) {
            (None, _) => {}
            (Some(word), By::Township) => filter.division = Some(word.parse().ok()?),
            (Some(word), By::Sector) => filter.sector = Some(Sector::from_word(word)?),
            (Some(word), By::Checker) => filter.checker = Some(OrganisationId::parse(word)?),
        }
        let left = Some(self.to.plus_days(1));
        match measure {
            Measure::Opening => filter.open_on = Some(self.from),
            Measure::Found => (filter.found_from, filter.found_to) = (Some(self.from), Some(self.to)),
            Measure::Closed => (filter.closed_from, filter.closed_to) = (Some(self.from), Some(self.to)),
            Measure::Left => filter.open_on = left,
            Measure::Late => (filter.view, filter.open_on) = (View::Late, left),
            Measure::Major => (filter.grade, filter.open_on) = (Some(Grade::Major), left),
        }
        Some(filter)
    }

    fn month_ends(&self) -> Vec<Day> {
        let mut days = Vec::new();
        let mut month = Month::of(self.from);
        while month.last() < self.to {
            days.push(month.last());
            month = Month::of(month.last().plus_days(1));
        }
        days.push(self.to);
        days
    }
}

pub fn board(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Board, Error> {
    let mut clause = conditions(ctx, &Filter { view: View::All, ..Filter::default() });
    let (from, end) = (ask.from.start(), ask.to.plus_days(1).start());
    let (first, last, now) = (clause.bind(from), clause.bind(end), clause.bind(ctx.now));
    let column = match ask.by {
        By::Township => "h.township",
        By::Sector => "h.sector",
        By::Checker => "h.checker_organisation",
    };
    // Each half has an index; the plus keeps both from the one by day of finding, which leads through everything.
    let (shown, asked) = (format!("h.grade, {column}"), clause.text());
    let sql = format!(
        "SELECT h.found_at, NULL, CASE WHEN h.due <= {now} THEN 1 ELSE 0 END, {shown} FROM hazard h
         WHERE {asked} AND h.open = 1 AND +h.found_at < {last}
         UNION ALL
         SELECT h.found_at, h.closed_at, 0, {shown} FROM hazard h
         WHERE {asked} AND h.open = 0 AND h.closed_at >= {first} AND +h.found_at < {last}"
    );
    let ends = ask.month_ends();
    let mut board = Board { months: ends.iter().map(|day| (*day, 0)).collect(), ..Board::default() };
    r.each(&sql, &clause.params(), |row| {
        let it = One { found: row.get(0)?, closed: row.get(1)?, late: row.get::<i64>(2)? == 1, grade: row.get(3)? };
        board.rows.entry(key(ask.by, row)?).or_default().add(&it.counts(from, end));
        for (day, open) in &mut board.months {
            *open += i64::from(it.is_open_at(day.plus_days(1).start()));
        }
        Ok(())
    })?;
    let mut total = Counts::default();
    board.rows.values().for_each(|counts| total.add(counts));
    Ok(Board { total, ..board })
}

struct One {
    found: Instant,
    closed: Option<Instant>,
    late: bool,
    grade: Grade,
}

impl One {
    fn is_open_at(&self, at: Instant) -> bool {
        self.found < at && self.closed.is_none_or(|closed| closed >= at)
    }

    fn counts(&self, from: Instant, end: Instant) -> Counts {
        let left = self.is_open_at(end);
        Counts {
            opening: i64::from(self.is_open_at(from)),
            found: i64::from(self.found >= from),
            closed: i64::from(self.closed.is_some_and(|closed| from <= closed && closed < end)),
            late: i64::from(left && self.late),
            major: i64::from(left && self.grade == Grade::Major),
        }
    }
}

fn key(by: By, row: &Row<'_>) -> Result<String, Error> {
    match by {
        By::Township => row.get::<Division>(4).map(|it| it.to_string()),
        By::Sector => row.get(4),
        By::Checker => row.get::<Option<OrganisationId>>(4).map(|it| it.map_or_else(String::new, |it| it.to_text())),
    }
}
