use super::{Edition, Sector, editions};
use jiff::civil::Date;

/// A day on which something begins or ends, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    On(Date),
    /// One of these days, both included.
    Within(Date, Date),
}

impl Border {
    /// Whether it has been reached on a day; `None` when nobody can say.
    pub fn reached(self, day: Date) -> Option<bool> {
        match self {
            Border::On(border) => Some(day >= border),
            Border::Within(first, last) if (first..last).contains(&day) => None,
            Border::Within(_, last) => Some(day >= last),
        }
    }
}

impl Edition {
    /// Whether it is in force on a day; `None` when nobody can say.
    pub fn holds(&self, day: Date) -> Option<bool> {
        let begun = self.from.reached(day);
        let ended = self.to.map_or(Some(false), |to| to.reached(day));
        match (begun, ended) {
            (Some(false), _) | (_, Some(true)) => Some(false),
            (Some(true), Some(false)) => Some(true),
            _ => None,
        }
    }
}

/// Which edition of a sector judges on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InForce {
    None,
    One(&'static Edition),
    /// One of these, or none yet: the days in hand do not say which.
    Unknown(Vec<&'static Edition>),
}

pub fn in_force(sector: Sector, day: Date) -> InForce {
    let mut candidates = Vec::new();
    let mut sure = true;
    for edition in editions().filter(|edition| edition.sector == sector) {
        match edition.holds(day) {
            Some(false) => {}
            Some(true) => candidates.push(edition),
            None => {
                sure = false;
                candidates.push(edition);
            }
        }
    }
    match candidates.as_slice() {
        [] => InForce::None,
        [one] if sure => InForce::One(one),
        _ => InForce::Unknown(candidates),
    }
}
