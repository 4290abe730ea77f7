//! The cube: counts by month of finding, township, sector, source and grade, and two smaller cuts of it.
//!
//! A cut keeps some of the dimensions and sums the others up, so that a question reads thousands of cells where the whole
//! cube of ten million hazards has hundreds of thousands. Always true: every cut has the same sum. Adding is the same in
//! any order, so replay needs none between objects. What is counted, and what is asked: `mod`, `query`.

use kernel::{Ctx, Error, words};
use ledger::{Clause, Reader, Stamp, Tx, params};

use super::place::Sums;
use super::query::{Ask, By, Counts};
use super::{Delta, Month, Slot};
use crate::model::Grade;

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
}

/// Adds up the cells that are asked for.
pub(super) fn add(r: &Reader<'_>, ctx: &Ctx, ask: &Ask, sums: &mut Sums<'_>) -> Result<(), Error> {
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
    r.each(&sql, &clause.params(), |row| {
        sums.at(row, Counts::COLUMNS, Month)?.add(&Counts::read(row)?);
        Ok(())
    })
}
