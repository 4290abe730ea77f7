//! The place of a number in a table, and the sums by place.
//!
//! Rows are added up here: a database sorts them first, which costs more than reading them.

use std::collections::HashMap;

use kernel::{Division, Error, Identity as _, OrganisationId, Sector};
use ledger::Row;
use registry::SubjectId;

use super::Month;
use super::query::{By, Counts, Rows};
use crate::model::{Grade, Harm, Source};

/// One value of one dimension: cheaper to compare than the word it is written as.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Month(Month),
    Division(Division),
    Sector(Sector),
    Source(Source),
    Grade(Grade),
    Organisation(Option<OrganisationId>),
    Subject(SubjectId),
    Harm(Option<Harm>),
}

impl Place {
    fn read(row: &Row<'_>, column: usize, by: By, month: fn(i64) -> Month) -> Result<Place, Error> {
        Ok(match by {
            By::Month => Place::Month(month(row.get(column)?)),
            By::Township | By::Village => Place::Division(row.get(column)?),
            By::Sector => Place::Sector(row.get(column)?),
            By::Source => Place::Source(row.get(column)?),
            By::Grade => Place::Grade(row.get(column)?),
            By::Owner | By::Reporter => Place::Organisation(row.get(column)?),
            By::Subject => Place::Subject(row.get(column)?),
            // The kinds of accident of one hazard, the main one first.
            By::Harm => Place::Harm(row.get::<String>(column)?.split(' ').next().and_then(Harm::from_word)),
        })
    }

    /// As it stands in an address; empty where there is none.
    fn word(&self) -> String {
        match self {
            Place::Month(it) => it.to_string(),
            Place::Division(it) => it.to_string(),
            Place::Sector(it) => it.to_string(),
            Place::Source(it) => it.to_string(),
            Place::Grade(it) => it.to_string(),
            Place::Organisation(it) => it.map(|it| it.to_text()).unwrap_or_default(),
            Place::Subject(it) => it.to_text(),
            Place::Harm(it) => it.map(|it| it.to_string()).unwrap_or_default(),
        }
    }
}

/// Counts by place, filled row by row.
pub(super) struct Sums<'a> {
    by: &'a [By],
    /// The place of the row at hand.
    place: Vec<Place>,
    known: HashMap<Box<[Place]>, usize>,
    counts: Vec<Counts>,
}

impl<'a> Sums<'a> {
    pub(super) fn new(by: &'a [By]) -> Self {
        Sums { by, place: Vec::new(), known: HashMap::new(), counts: Vec::new() }
    }

    /// Where a row is counted whose dimensions stand from column `first` on; `month` reads that of the month.
    pub(super) fn at(&mut self, row: &Row<'_>, first: usize, month: fn(i64) -> Month) -> Result<&mut Counts, Error> {
        self.place.clear();
        for (n, by) in self.by.iter().enumerate() {
            self.place.push(Place::read(row, first + n, *by, month)?);
        }
        let at = self.known.get(self.place.as_slice()).copied().unwrap_or_else(|| {
            self.known.insert(self.place.as_slice().into(), self.counts.len());
            self.counts.push(Counts::default());
            self.counts.len() - 1
        });
        self.counts.get_mut(at).ok_or(Error::internal("a place without counts"))
    }

    pub(super) fn finish(self) -> Rows {
        let Sums { known, counts, .. } = self;
        let words = |place: &[Place]| place.iter().map(Place::word).collect();
        known.iter().filter_map(|(place, at)| Some((words(place), *counts.get(*at)?))).collect()
    }
}
