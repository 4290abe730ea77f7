//! Marks, and the way to them from a value that the record knows. Whole numbers only: the same on every machine.

use std::fmt;

use kernel::{Cell, CellError, FromCell, ToCell};
pub use registry::measure::Value;
pub(crate) use registry::measure::{read_hundredths, write_hundredths};
use serde::{Deserialize, Serialize};

/// Hundredths of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(pub i64);

/// More than any scheme gives.
const MOST: i64 = 100_000;

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
