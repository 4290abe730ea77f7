//! The cube: counts by month of finding, township, sector, source and grade, and two smaller cuts of it.
//!
//! A cut keeps some of the dimensions and sums the others up, so that a question reads thousands of cells where the whole
//! cube of ten million hazards has hundreds of thousands. Always true: every cut has the same sum. Adding is the same in
//! any order, so replay needs none between objects. What is counted, and what is asked: `mod`, `query`.

use std::collections::HashMap;

use kernel::{Ctx, Division, Error, Sector, words};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::query::{Ask, By, Counts, Rows};
use super::{Delta, Month, Slot};
use crate::model::{Grade, Source};

words! {
    /// The dimensions that are kept beside the month.
    enum Cut {
        /// Township, sector, source, grade.
        All = "all",
        /// Township and sector.
        Place = "place",
        /// Source and grade.
        Source = "source",
    }
}

impl Cut {
    /// The smallest that can answer.
    fn of(ask: &Ask) -> Cut {
        let by = |some: &[By]| some.iter().any(|it| ask.by.contains(it));
        let place = ask.township.is_some() || ask.sector.is_some() || by(&[By::Township, By::Sector]);
        let source = ask.source.is_some() || ask.grade.is_some() || by(&[By::Source, By::Grade]);
        match (place, source) {
            (true, true) => Cut::All,
            (false, true) => Cut::Source,
            (_, false) => Cut::Place,
        }
    }
}

/// Adds to the counts of one slot, in every cut.
pub(crate) fn count(tx: &mut Tx<'_>, at: &Stamp, slot: &Slot, delta: &Delta) -> Result<(), Error> {
    let major = if slot.grade == Grade::Major { delta.found } else { 0 };
    tx.execute(
        "INSERT INTO hazard_cube (district, cut, month, township, sector, source, grade, found, closed, closed_in_time,
                                  closed_late, major, recurring)
         VALUES ($1, 'all', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12),
                ($1, 'place', $2, $3, $4, '', '', $7, $8, $9, $10, $11, $12),
                ($1, 'source', $2, 0, '', $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (district, cut, month, township, sector, source, grade) DO UPDATE SET
             found = hazard_cube.found + excluded.found,
             closed = hazard_cube.closed + excluded.closed,
             closed_in_time = hazard_cube.closed_in_time + excluded.closed_in_time,
             closed_late = hazard_cube.closed_late + excluded.closed_late,
             major = hazard_cube.major + excluded.major,
             recurring = hazard_cube.recurring + excluded.recurring",
        params![
            at.district,
            Month::of(slot.found_at.day()).number(),
            slot.township,
            slot.sector,
            slot.source,
            slot.grade,
            delta.found,
            delta.closed,
            delta.closed_in_time,
            delta.closed_late,
            major,
            delta.recurring
        ],
    )
    .map(drop)
}

/// Dimensions of the cube; no question has more.
const DIMENSIONS: usize = 5;

/// The place of a cell in one dimension: cheaper to compare than the word it is written as.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Nowhere,
    Month(Month),
    Township(Division),
    Sector(Sector),
    Source(Source),
    Grade(Grade),
}

impl Place {
    fn read(row: &Row<'_>, column: usize, by: By) -> Result<Place, Error> {
        Ok(match by {
            By::Month => Place::Month(Month(row.get(column)?)),
            By::Township => Place::Township(row.get(column)?),
            By::Sector => Place::Sector(row.get(column)?),
            By::Source => Place::Source(row.get(column)?),
            By::Grade => Place::Grade(row.get(column)?),
            By::Village | By::Owner | By::Harm | By::Reporter | By::Subject => Place::Nowhere,
        })
    }

    fn word(&self) -> String {
        match self {
            Place::Nowhere => String::new(),
            Place::Month(it) => it.to_string(),
            Place::Township(it) => it.to_string(),
            Place::Sector(it) => it.to_string(),
            Place::Source(it) => it.to_string(),
            Place::Grade(it) => it.to_string(),
        }
    }
}

/// The sums by what is asked for. The cells are added up here: a database would sort them first.
pub(super) fn rows(r: &Reader<'_>, ctx: &Ctx, ask: &Ask) -> Result<Rows, Error> {
    let mut clause = Clause::new();
    clause.and_equals("c.district", ctx.district).and_equals("c.cut", Cut::of(ask));
    let (from, to) = (clause.bind(ask.from.number()), clause.bind(ask.to.number()));
    clause.and(&format!("c.month BETWEEN {from} AND {to}"));
    if let Some(township) = ask.township {
        clause.and_equals("c.township", township);
    }
    if let Some(sector) = ask.sector {
        clause.and_equals("c.sector", sector);
    }
    if let Some(source) = ask.source {
        clause.and_equals("c.source", source);
    }
    if let Some(grade) = ask.grade {
        clause.and_equals("c.grade", grade);
    }
    let columns: String = ask.by.iter().map(|by| format!(", c.{by}")).collect();
    let sql = format!(
        "SELECT c.found, c.closed, c.closed_in_time, c.closed_late, c.major, c.recurring{columns}
         FROM hazard_cube c WHERE {}",
        clause.text()
    );
    let mut sums: HashMap<[Place; DIMENSIONS], Counts> = HashMap::new();
    r.each(&sql, &clause.params(), |row| {
        let mut key = [Place::Nowhere; DIMENSIONS];
        for (n, (by, place)) in ask.by.iter().zip(&mut key).enumerate() {
            *place = Place::read(row, Counts::COLUMNS + n, *by)?;
        }
        sums.entry(key).or_default().add(&Counts::read(row)?);
        Ok(())
    })?;
    let words = |key: &[Place]| key.iter().take(ask.by.len()).map(Place::word).collect();
    Ok(sums.into_iter().map(|(key, counts)| (words(&key), counts)).collect())
}
