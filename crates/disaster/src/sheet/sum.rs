//! Sums over the newest sheets, kept as differences: whoever changes a sheet adds the difference to its township and to the
//! district in the same transaction.
//!
//! A place that says a total before its parts do is its own part until they speak of the measure. What is kept is a function
//! of the sheets alone, so any order of acts, and a replay object by object, gives the same rows.

use std::collections::HashMap;

use kernel::{District, Division, DivisionLevel, Error};
use ledger::{Reader, Tx, params};

use super::LossSheet;
use crate::Figures;
use crate::amount::Amount;
use crate::event::DisasterId;
use crate::measure::Measure;

/// Whose sums.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of {
    pub district: District,
    pub disaster: DisasterId,
}

/// One measure of a township or of the district.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// What the place says itself.
    pub own: Option<Amount>,
    /// What its parts say together.
    pub parts: Amount,
    /// How many of them speak of it.
    pub said: i64,
}

impl Sum {
    /// The sum of the parts; the place's own word where no part speaks.
    pub fn figure(&self) -> Option<Amount> {
        if self.said > 0 { Some(self.parts) } else { self.own }
    }

    /// The place's own word beside the sum, where they differ.
    pub fn differs(&self) -> Option<Amount> {
        self.own.filter(|own| self.said > 0 && *own != self.parts)
    }
}

/// How one measure of one part changes.
#[derive(Debug, Clone, Copy)]
struct Change {
    measure: Measure,
    before: Option<Amount>,
    after: Option<Amount>,
}

/// What a division says by its own sheets: its groups where they speak of a measure, else itself.
pub(crate) fn of_division(sheets: &[LossSheet]) -> Figures {
    let (groups, own): (Vec<_>, Vec<_>) = sheets.iter().partition(|it| it.place.is_group());
    let mut figures: Figures = own.iter().flat_map(|it| it.said().iter().collect::<Vec<_>>()).collect();
    let mut below: HashMap<Measure, Amount> = HashMap::new();
    for (measure, amount) in groups.iter().flat_map(|it| it.said().iter().collect::<Vec<_>>()) {
        let sum = below.entry(measure).or_default();
        *sum = *sum + amount;
    }
    below.into_iter().for_each(|(measure, amount)| figures.set(measure, amount));
    figures
}

/// Carries the difference of one division up to the district.
pub(crate) fn apply(
    tx: &mut Tx<'_>,
    of: &Of,
    division: Division,
    before: &Figures,
    after: &Figures,
) -> Result<(), Error> {
    let change = |measure| Change { measure, before: before.get(measure), after: after.get(measure) };
    let changed: Vec<Change> = Measure::all().map(change).filter(|it| it.before != it.after).collect();
    match division.level() {
        DivisionLevel::Village => {
            let township = division.township();
            let changed = shift(tx, of, township, &changed, add_part)?;
            add_to_county(tx, of, &changed)
        }
        DivisionLevel::Township => {
            let changed = shift(tx, of, division, &changed, |sum, it| sum.own = it.after)?;
            add_to_county(tx, of, &changed)
        }
        _ => Err(Error::internal("a sheet of no township and no village")),
    }
}

fn add_to_county(tx: &mut Tx<'_>, of: &Of, changed: &[Change]) -> Result<(), Error> {
    shift(tx, of, of.district.division(), changed, add_part).map(drop)
}

fn add_part(sum: &mut Sum, it: &Change) {
    sum.parts = sum.parts + it.after.unwrap_or_default() - it.before.unwrap_or_default();
    sum.said += i64::from(it.after.is_some()) - i64::from(it.before.is_some());
}

/// Changes the rows of one place; says how its figures changed by that.
fn shift(
    tx: &mut Tx<'_>,
    of: &Of,
    division: Division,
    changes: &[Change],
    how: impl Fn(&mut Sum, &Change),
) -> Result<Vec<Change>, Error> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = of_place(tx, of, division)?;
    let mut above = Vec::new();
    for it in changes {
        let sum = rows.entry(it.measure).or_default();
        let before = sum.figure();
        how(sum, it);
        if sum.figure() != before {
            above.push(Change { measure: it.measure, before, after: sum.figure() });
        }
        write(tx, of, division, it.measure, sum)?;
    }
    Ok(above)
}

fn write(tx: &mut Tx<'_>, of: &Of, division: Division, measure: Measure, sum: &Sum) -> Result<(), Error> {
    let Of { district, disaster } = of;
    if sum.own.is_none() && sum.said == 0 {
        let sql = "DELETE FROM loss_sum WHERE district = $1 AND disaster = $2 AND division = $3 AND measure = $4";
        return tx.execute(sql, params![district, disaster, division, measure]);
    }
    tx.execute(
        "INSERT INTO loss_sum (district, disaster, division, measure, own, parts, said) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (district, disaster, division, measure) DO UPDATE SET own = $5, parts = $6, said = $7",
        params![district, disaster, division, measure, sum.own, sum.parts, sum.said],
    )
}

fn of_place(r: &Reader<'_>, of: &Of, division: Division) -> Result<HashMap<Measure, Sum>, Error> {
    let mut rows = HashMap::new();
    r.each(
        "SELECT measure, own, parts, said FROM loss_sum WHERE district = $1 AND disaster = $2 AND division = $3",
        params![of.district, of.disaster, division],
        |row| {
            rows.insert(row.get(0)?, Sum { own: row.get(1)?, parts: row.get(2)?, said: row.get(3)? });
            Ok(())
        },
    )?;
    Ok(rows)
}

/// Every sum of a disaster, by place and measure.
pub(crate) fn all(r: &Reader<'_>, of: &Of) -> Result<HashMap<(Division, Measure), Sum>, Error> {
    let mut rows = HashMap::new();
    r.each(
        "SELECT division, measure, own, parts, said FROM loss_sum WHERE district = $1 AND disaster = $2",
        params![of.district, of.disaster],
        |row| {
            let sum = Sum { own: row.get(2)?, parts: row.get(3)?, said: row.get(4)? };
            rows.insert((row.get(0)?, row.get(1)?), sum);
            Ok(())
        },
    )?;
    Ok(rows)
}
