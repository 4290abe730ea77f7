//! Full coverage: of everything that is supervised, what was assessed, what an office looked at within its period, what is
//! overdue, and what nobody ever looked at.
//!
//! Always true: the four standings of a row add up to its subjects, and so do assessed and never assessed; silence is not
//! zero and zero is not silence.
//!
//! Counts the looks of departments and townships together, against the shorter of their periods: a district is covered
//! when one of them was there. An enterprise's own looks stand on the file of the subject.

pub mod export;
mod list;
mod program;
mod query;
mod routes;
mod table;
#[cfg(test)]
mod tests;

use kernel::{Day, Sector, words};
use registry::query::Subject;
use registry::{SubjectId, SubjectKind};

use crate::risk::assessment::Colour;
use crate::risk::frequency::Period;

pub(crate) use query::{line, lines};
pub(crate) use routes::routes;

words! {
    /// Which subjects: enterprises that the law names, everything of a place, red and orange risks.
    pub enum Group {
        Key = "key",
        Area = "area",
        Major = "major",
    }
}

words! {
    /// In the order in which somebody has to go there.
    pub enum Standing {
        Overdue = "overdue",
        Never = "never",
        /// Looked at, but nobody said how often.
        NoPeriod = "no_period",
        InPeriod = "in_period",
    }
}

/// One subject as it stands today.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub subject: Subject,
    pub colour: Option<Colour>,
    /// When an office looked last.
    pub last: Option<Day>,
    pub due: Option<Day>,
    pub standing: Standing,
}

impl Line {
    pub fn id(&self) -> SubjectId {
        self.subject.id
    }

    pub fn is_of(&self, group: Group) -> bool {
        match group {
            Group::Key => self.subject.kind == SubjectKind::Enterprise && KEY_SECTORS.contains(&self.subject.sector),
            Group::Area => true,
            Group::Major => matches!(self.colour, Some(Colour::Red | Colour::Orange)),
        }
    }
}

/// Mines, construction, transport, and whoever makes, trades, stores or handles dangerous goods: the units of which the Work
/// Safety Law, article 24, asks for a safety body of their own.
pub const KEY_SECTORS: &[Sector] = &[
    Sector::HazardousChemicals,
    Sector::NonCoalMines,
    Sector::Construction,
    Sector::RoadTransport,
    Sector::TownGas,
    Sector::Fireworks,
    Sector::CivilExplosives,
];

pub(crate) fn standing(last: Option<Day>, period: Option<Period>, today: Day) -> (Standing, Option<Day>) {
    let due = last.zip(period).map(|(last, period)| period.after(last));
    let standing = match (last, due) {
        (None, _) => Standing::Never,
        (Some(_), None) => Standing::NoPeriod,
        (Some(_), Some(due)) if due < today => Standing::Overdue,
        (Some(_), Some(_)) => Standing::InPeriod,
    };
    (standing, due)
}

/// One row of the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub all: u64,
    pub assessed: u64,
    pub overdue: u64,
    pub never: u64,
    pub no_period: u64,
    pub in_period: u64,
}

impl Counts {
    pub fn not_assessed(&self) -> u64 {
        self.all - self.assessed
    }

    pub fn of(&self, standing: Standing) -> u64 {
        match standing {
            Standing::Overdue => self.overdue,
            Standing::Never => self.never,
            Standing::NoPeriod => self.no_period,
            Standing::InPeriod => self.in_period,
        }
    }

    pub(crate) fn count<'a>(lines: impl Iterator<Item = &'a Line>) -> Counts {
        let mut counts = Counts::default();
        for line in lines {
            counts.all += 1;
            counts.assessed += u64::from(line.colour.is_some());
            *match line.standing {
                Standing::Overdue => &mut counts.overdue,
                Standing::Never => &mut counts.never,
                Standing::NoPeriod => &mut counts.no_period,
                Standing::InPeriod => &mut counts.in_period,
            } += 1;
        }
        counts
    }
}
