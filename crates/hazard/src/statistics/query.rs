//! Tables of the statistics. Every number equals the length of the list that its filter opens.

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Division, DivisionLevel, Error, Identity as _, Instant, OrganisationId, Reach, Sector, words};
use ledger::{Reader, Row};

use registry::SubjectId;

use super::place::Sums;
use super::{Closing, Month, cube};
use crate::model::{Grade, Harm, Source, Status};
use crate::query::{Filter, View, conditions};

words! {
    /// By what is counted.
    pub enum By {
        Township = "township",
        Sector = "sector",
        Source = "source",
        Grade = "grade",
        Month = "month",
        Village = "village",
        Owner = "owner",
        Harm = "harm",
        Reporter = "reporter",
        Subject = "subject",
    }
}

impl By {
    /// Whether the cube is cut this way; any other grouping is counted from the rows.
    fn in_cube(self) -> bool {
        !matches!(self, By::Village | By::Owner | By::Harm | By::Reporter | By::Subject)
    }
}

/// The state of the page; it stands in the address.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    pub by: Vec<By>,
    pub from: Month,
    pub to: Month,
    pub township: Option<Division>,
    pub sector: Option<Sector>,
    pub source: Option<Source>,
    pub grade: Option<Grade>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub found: i64,
    pub closed: i64,
    pub closed_in_time: i64,
    pub closed_late: i64,
    pub major: i64,
    /// Found again after the same was closed.
    pub recurring: i64,
    /// Open now and past the deadline of whoever moves next.
    pub late: i64,
}

impl Counts {
    pub fn open(&self) -> i64 {
        self.found - self.closed
    }

    /// Those whose deadline has come: the whole of 按期整改率.
    pub fn due(&self) -> i64 {
        self.closed_in_time + self.closed_late + self.late
    }

    /// Those that one row of a select gives, its first columns: all but `late`.
    pub(super) const COLUMNS: usize = 6;

    pub(super) fn read(row: &Row<'_>) -> Result<Counts, Error> {
        Ok(Counts {
            found: row.get(0)?,
            closed: row.get(1)?,
            closed_in_time: row.get(2)?,
            closed_late: row.get(3)?,
            major: row.get(4)?,
            recurring: row.get(5)?,
            late: 0,
        })
    }

    pub(super) fn add(&mut self, other: &Counts) {
        self.found += other.found;
        self.closed += other.closed;
        self.closed_in_time += other.closed_in_time;
        self.closed_late += other.closed_late;
        self.major += other.major;
        self.recurring += other.recurring;
        self.late += other.late;
    }
}

/// One number of each kind per key; the keys are words, division codes and months, in the order of `Ask::by`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub rows: BTreeMap<Vec<String>, Counts>,
    /// The sum of the rows.
    pub total: Counts,
}

/// A number of the table, to find what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Found,
    Closed,
    ClosedInTime,
    ClosedLate,
    Open,
    Late,
    Major,
    Recurring,
}

impl Ask {
    pub(super) fn filter(&self) -> Filter {
        Filter {
            view: View::All,
            division: self.township,
            sector: self.sector,
            source: self.source,
            grade: self.grade,
            found_from: Some(self.from.first()),
            found_to: Some(self.to.last()),
            ..Filter::default()
        }
    }

    /// The list that one number opens; an empty key is the total. What has no owner or reporter has no list of its own.
    pub fn list(&self, key: &[String], measure: Measure) -> Option<Filter> {
        let mut filter = self.filter();
        for (by, word) in self.by.iter().zip(key) {
            match by {
                By::Township => filter.division = Some(word.parse().ok()?),
                By::Village => {
                    let place: Division = word.parse().ok()?;
                    (filter.division, filter.itself) = (Some(place), place.level() != DivisionLevel::Village);
                }
                By::Owner => filter.owner = Some(OrganisationId::parse(word)?),
                By::Reporter => filter.reporter = Some(OrganisationId::parse(word)?),
                By::Subject => filter.subject = Some(SubjectId::parse(word)?),
                By::Harm => filter.harm = Harm::from_word(word),
                By::Sector => filter.sector = Sector::from_word(word),
                By::Source => filter.source = Source::from_word(word),
                By::Grade => filter.grade = Grade::from_word(word),
                By::Month => {
                    let month = word.parse::<Month>().ok();
                    (filter.found_from, filter.found_to) = (month.map(Month::first), month.map(Month::last));
                }
            }
        }
        match measure {
            Measure::Found => {}
            Measure::Closed => filter.status = Some(Status::Closed),
            Measure::ClosedInTime => filter.closing = Some(Closing::InTime),
            Measure::ClosedLate => filter.closing = Some(Closing::Late),
            Measure::Open => filter.view = View::Open,
            Measure::Late => filter.view = View::Late,
            Measure::Major => filter.view = View::Major,
            Measure::Recurring => filter.recurring = true,
        }
        Some(filter)
    }
}

/// Whoever sees the whole district is answered from the cube; a smaller reach goes by the rows themselves, because an
/// organisation sees more than one cell and less than a township.
pub fn table(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Table, Error> {
    let whole = ctx.scope.grants.iter().any(|g| g.reach == Reach::District && g.sectors.is_none());
    let in_cube = ask.by.iter().all(|by| by.in_cube());
    let mut sums = Sums::new(&ask.by);
    if whole && in_cube {
        cube::add(r, ctx, ask, &mut sums)?;
    } else {
        add_rows(r, ctx, ask, &mut sums)?;
        add_recurring(r, ctx, ask, &mut sums)?;
    }
    add_late(r, ctx, ask, &mut sums)?;
    let rows = sums.finish();
    let mut total = Counts::default();
    rows.values().for_each(|counts| total.add(counts));
    Ok(Table { rows, total })
}

pub(super) type Rows = BTreeMap<Vec<String>, Counts>;

/// A day in Beijing, counted from 1970: both databases divide whole numbers alike, and months are folded from days here.
const DAY: &str = "((h.found_at + 28800000000) / 86400000000)";

fn month_of(day: i64) -> Month {
    let epoch: Day = Instant::from_micros(0).day();
    Month::of(epoch.plus_days(day))
}

fn add_rows(r: &Reader<'_>, ctx: &Ctx, ask: &Ask, sums: &mut Sums<'_>) -> Result<(), Error> {
    let clause = conditions(ctx, &ask.filter());
    let columns = columns(ask);
    let sql = format!("SELECT h.open, h.closing, h.grade{columns} FROM hazard h WHERE {}", clause.text());
    r.each(&sql, &clause.params(), |row| {
        let closing: Option<Closing> = row.get(1)?;
        let counts = sums.at(row, 3, month_of)?;
        counts.found += 1;
        counts.closed += 1 - row.get::<i64>(0)?;
        counts.closed_in_time += i64::from(closing == Some(Closing::InTime));
        counts.closed_late += i64::from(closing == Some(Closing::Late));
        counts.major += i64::from(row.get::<Grade>(2)? == Grade::Major);
        Ok(())
    })
}

/// From the recurrences, which are few, to their hazards; the order of a cross join is kept.
fn add_recurring(r: &Reader<'_>, ctx: &Ctx, ask: &Ask, sums: &mut Sums<'_>) -> Result<(), Error> {
    let clause = conditions(ctx, &ask.filter());
    let columns = columns(ask);
    let sql = format!(
        "SELECT 1{columns} FROM hazard_recurrence x CROSS JOIN hazard h
         WHERE h.district = x.district AND h.id = x.hazard AND {}",
        clause.text()
    );
    r.each(&sql, &clause.params(), |row| {
        sums.at(row, 1, month_of)?.recurring += 1;
        Ok(())
    })
}

fn add_late(r: &Reader<'_>, ctx: &Ctx, ask: &Ask, sums: &mut Sums<'_>) -> Result<(), Error> {
    let clause = conditions(ctx, &Filter { view: View::Late, ..ask.filter() });
    let sql = format!("SELECT 1{} FROM hazard h WHERE {}", columns(ask), clause.text());
    r.each(&sql, &clause.params(), |row| {
        sums.at(row, 1, month_of)?.late += 1;
        Ok(())
    })
}

fn columns(ask: &Ask) -> String {
    let column = |by: &By| match by {
        By::Month => format!(", {DAY}"),
        By::Village => ", h.division".to_owned(),
        By::Owner => ", h.owner_organisation".to_owned(),
        By::Reporter => ", h.reporter_organisation".to_owned(),
        other => format!(", h.{other}"),
    };
    ask.by.iter().map(column).collect()
}
