use std::fmt;

use crate::Exact;

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{name} is {value}, allowed is {domain}")]
    OutOfDomain { name: &'static str, value: Box<str>, domain: Domain },
    #[error("{name} is missing")]
    Missing { name: &'static str },
    #[error("{name} names {value} twice")]
    Twice { name: &'static str, value: String },
    #[error("the check of {name} {value} fails: {expected} is expected")]
    CheckFails { name: &'static str, value: String, expected: char },
    #[error("{name} has the CAS number {right}, not {given}")]
    CasDisagrees { name: String, given: String, right: String },
    #[error("the class of {substance} is missing: the factor follows from it")]
    ClassMissing { substance: String },
    #[error("{value} is several rows of the table: {rows}")]
    Ambiguous { value: String, rows: String },
    #[error("which edition is in force on {day} is not known: {candidates}")]
    EditionUnknown { day: String, candidates: String },
    #[error("no edition is in force on {day}")]
    NoEdition { day: String },
    #[error("the series is broken: an earlier row has no result")]
    Broken,
    #[error("{name}: {count} given, at least {least} are needed")]
    TooFew { name: &'static str, count: usize, least: usize },
    /// Values are there, but too few of those that count.
    #[error("{name}: {count} {which}, at least {least} are needed")]
    TooFewOf { name: &'static str, which: &'static str, count: usize, least: usize },
}

impl Error {
    pub(crate) fn check_fails(name: &'static str, value: &str, expected: char) -> Self {
        Error::CheckFails { name, value: value.to_owned(), expected }
    }

    /// Says of values that are too few which of them count.
    pub(crate) fn of_those(self, which: &'static str) -> Self {
        match self {
            Error::TooFew { name, count, least } => Error::TooFewOf { name, which, count, least },
            other => other,
        }
    }

    /// Which argument is to blame.
    pub fn field(&self) -> &'static str {
        match self {
            Error::OutOfDomain { name, .. }
            | Error::Missing { name }
            | Error::Twice { name, .. }
            | Error::TooFew { name, .. }
            | Error::TooFewOf { name, .. }
            | Error::CheckFails { name, .. } => name,
            Error::ClassMissing { .. } | Error::Ambiguous { .. } | Error::CasDisagrees { .. } => "substances",
            Error::EditionUnknown { .. } | Error::NoEdition { .. } => "day",
            Error::Broken => "series",
        }
    }

    /// What is wrong, in words that a form shows in the visitor's language.
    pub fn problem(&self) -> &'static str {
        match self {
            Error::OutOfDomain { .. } => "this is outside the domain of the standard",
            Error::Missing { .. } => "fill in this field",
            Error::Twice { .. } => "the same stands here twice",
            Error::CheckFails { .. } => "the check character does not agree",
            Error::CasDisagrees { .. } => "name and CAS number are of different substances",
            Error::ClassMissing { .. } => "name the class of this substance",
            Error::Ambiguous { .. } => "this CAS number is several rows of the table: give the name",
            Error::EditionUnknown { .. } => "which edition is in force on that day is not known: choose one",
            Error::NoEdition { .. } => "no edition is in force on that day",
            Error::Broken => "an earlier row of this series has no result",
            Error::TooFew { .. } | Error::TooFewOf { .. } => "there are too few values for a result",
        }
    }
}

/// What an argument may be. One value serves the check, the message and the description of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// One of these numbers.
    Numbers(&'static [Exact]),
    /// A number from the first to the second, both allowed.
    Between(Exact, Exact),
    /// A whole number from the first to the second, both allowed.
    Whole(u32, u32),
    Words(&'static [&'static str]),
    /// A day as year-month-day.
    Day,
    /// A minute of Beijing time.
    Minute,
    /// Something written in the form that is described.
    Form(&'static str),
}

impl Domain {
    pub fn refuse(self, name: &'static str, value: impl fmt::Display) -> Error {
        Error::OutOfDomain { name, value: value.to_string().into(), domain: self }
    }

    /// The number, when it lies in the domain; a domain of words holds no number.
    pub fn hold(self, name: &'static str, value: Exact) -> Result<Exact, Error> {
        let inside = match self {
            Domain::Numbers(allowed) => allowed.contains(&value),
            Domain::Between(least, most) => (least..=most).contains(&value),
            Domain::Whole(least, most) => value.is_whole() && (Exact::from(least)..=Exact::from(most)).contains(&value),
            Domain::Words(_) | Domain::Day | Domain::Minute | Domain::Form(_) => false,
        };
        if inside { Ok(value) } else { Err(self.refuse(name, value)) }
    }

    /// The same for a number in floating point, for formulas with powers and logarithms; NaN is never inside.
    #[inline]
    pub fn within(self, name: &'static str, value: f64) -> Result<f64, Error> {
        let inside = match self {
            Domain::Numbers(allowed) => allowed.iter().any(|number| number.to_f64() == value),
            Domain::Between(least, most) => (least.to_f64()..=most.to_f64()).contains(&value),
            Domain::Whole(least, most) => value.fract() == 0.0 && (f64::from(least)..=f64::from(most)).contains(&value),
            Domain::Words(_) | Domain::Day | Domain::Minute | Domain::Form(_) => false,
        };
        if inside { Ok(value) } else { Err(self.refuse(name, value)) }
    }

    /// The ends of a range, for loops over many numbers.
    pub(crate) const fn ends(self) -> (f64, f64) {
        match self {
            Domain::Between(least, most) => (least.to_f64(), most.to_f64()),
            _ => (f64::NAN, f64::NAN),
        }
    }

    /// A number from the first to the second, both whole and allowed.
    pub(crate) const fn between(least: i128, most: i128) -> Self {
        Domain::Between(Exact::whole(least), Exact::whole(most))
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Domain::Numbers(allowed) => {
                let allowed: Vec<_> = allowed.iter().map(Exact::to_string).collect();
                write!(f, "one of {}", allowed.join(", "))
            }
            Domain::Between(least, most) => write!(f, "{least} to {most}"),
            Domain::Whole(least, most) => write!(f, "a whole number, {least} to {most}"),
            Domain::Words(words) => write!(f, "one of {}", words.join(", ")),
            Domain::Day => f.write_str("a day like 2026-05-01"),
            Domain::Minute => f.write_str("a minute like 2026-05-01 10:05"),
            Domain::Form(form) => f.write_str(form),
        }
    }
}
