//! Marks, values that the record knows, and the way from one to the other. Whole numbers only: the same on every machine.

use std::fmt;

use kernel::{Cell, CellError, FromCell, ToCell};
use serde::{Deserialize, Serialize};

/// Hundredths of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(pub i64);

/// More than any scheme gives.
const MOST: i64 = 100_000;

/// A decimal number of at most two places, in hundredths.
pub(crate) fn read_hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |it: &str| it.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let hundredths: i64 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + hundredths)
}

/// `12`, `12.5`, `12.25`: no zeros that say nothing.
pub(crate) fn write_hundredths(it: i64) -> String {
    let (sign, it) = (if it < 0 { "-" } else { "" }, it.unsigned_abs());
    match (it / 100, it % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
        (whole, part) => format!("{sign}{whole}.{part:02}"),
    }
}

impl Marks {
    pub fn read(text: &str) -> Option<Marks> {
        read_hundredths(text).filter(|it| *it <= MOST).map(Marks)
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write_hundredths(self.0))
    }
}

impl std::iter::Sum for Marks {
    fn sum<I: Iterator<Item = Marks>>(all: I) -> Marks {
        Marks(all.map(|it| it.0).sum())
    }
}

impl ToCell for Marks {
    fn to_cell(&self) -> Cell<'_> {
        self.0.to_cell()
    }
}

impl FromCell for Marks {
    fn from_cell(cell: Cell<'_>) -> Result<Marks, CellError> {
        i64::from_cell(cell).map(Marks)
    }
}

/// What the record knew of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Value {
    Count {
        n: i64,
    },
    Share {
        part: i64,
        whole: i64,
    },
    /// Nobody knows; that is no zero.
    NotOnRecord,
}

impl Value {
    /// A share of nothing says nothing.
    pub fn share(part: i64, whole: i64) -> Value {
        if whole > 0 { Value::Share { part, whole } } else { Value::NotOnRecord }
    }

    pub(crate) fn columns(self) -> (Option<i64>, Option<i64>) {
        match self {
            Value::Count { n } => (Some(n), None),
            Value::Share { part, whole } => (Some(part), Some(whole)),
            Value::NotOnRecord => (None, None),
        }
    }

    pub(crate) fn of_columns(part: Option<i64>, whole: Option<i64>) -> Value {
        match (part, whole) {
            (Some(n), None) => Value::Count { n },
            (Some(part), Some(whole)) => Value::Share { part, whole },
            (None, _) => Value::NotOnRecord,
        }
    }

    /// In hundredths, as a fraction: of a case, or of a per cent.
    fn hundredths(self) -> Option<(i128, i128)> {
        match self {
            Value::Count { n } => Some((i128::from(n) * 100, 1)),
            Value::Share { part, whole } if whole > 0 => Some((i128::from(part) * 10_000, i128::from(whole))),
            Value::Share { .. } | Value::NotOnRecord => None,
        }
    }
}

/// From the value to the marks. It stands in the scheme, so it is the one of that edition for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Way {
    /// Full marks at one value, none at the other, in hundredths; evenly between them.
    Linear { full_at: i64, zero_at: i64 },
    /// So many marks less for each case, down to none.
    Deduct { each: Marks },
}

impl Way {
    /// Rounded to a hundredth, half upwards. What is not on record has no marks: neither all nor none.
    pub fn marks(self, full: Marks, value: Value) -> Option<Marks> {
        let (over, under) = value.hundredths()?;
        match (self, value) {
            (Way::Deduct { each }, Value::Count { n }) => {
                let lost = i128::from(each.0) * i128::from(n.max(0));
                let left = (i128::from(full.0) - lost).max(0);
                i64::try_from(left).ok().map(Marks)
            }
            (Way::Deduct { .. }, _) => None,
            (Way::Linear { full_at, zero_at }, _) if full_at == zero_at => None,
            (Way::Linear { full_at, zero_at }, _) => {
                let sign = if full_at > zero_at { 1 } else { -1 };
                let top = sign * (over - i128::from(zero_at) * under);
                let bottom = sign * (i128::from(full_at) - i128::from(zero_at)) * under;
                let top = top.clamp(0, bottom);
                let rounded = (2 * i128::from(full.0) * top + bottom) / (2 * bottom);
                i64::try_from(rounded).ok().map(Marks)
            }
        }
    }
}
