//! A measured value as it was written: a decimal number, kept in millionths, so that what was typed is what is shown.

use std::fmt;

use kernel::{Cell, CellError, FromCell, ToCell};
use serde::{Deserialize, Serialize};

/// Millionths of the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

const ONE: i64 = 1_000_000;
const DECIMALS: usize = 6;
/// Beyond it no quantity of a metric lies.
const MOST: i64 = 1_000_000_000;

impl Quantity {
    pub const ZERO: Quantity = Quantity(0);

    /// `-0.35`, `1200`; nothing else is a number here.
    pub fn read(text: &str) -> Option<Quantity> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || digits.ends_with('.') || !plain(whole) || !plain(part) || part.len() > DECIMALS {
            return None;
        }
        let whole = whole.parse::<i64>().ok().filter(|it| *it <= MOST)?;
        let part: i64 = format!("{part:0<DECIMALS$}").parse().ok()?;
        let value = whole * ONE + part;
        Some(Quantity(if negative { -value } else { value }))
    }

    /// The nearest; `None` for what is no number or out of all bounds.
    pub fn of(value: f64) -> Option<Quantity> {
        (value.is_finite() && value.abs() <= MOST as f64).then(|| Quantity((value * ONE as f64).round() as i64))
    }

    pub fn value(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / ONE.unsigned_abs(), self.0.unsigned_abs() % ONE.unsigned_abs());
        match part {
            0 => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{}", format!("{part:06}").trim_end_matches('0')),
        }
    }
}

impl ToCell for Quantity {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(self.0)
    }
}

impl FromCell for Quantity {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        i64::from_cell(cell).map(Quantity)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Quantity;

    #[test]
    fn what_is_typed() {
        for (typed, shown) in [
            ("50", Some("50")),
            (" 0.50 ", Some("0.5")),
            ("-0.000001", Some("-0.000001")),
            ("007", Some("7")),
            ("1000000000", Some("1000000000")),
            ("1000000001", None),
            ("0.0000001", None),
            ("1e3", None),
            ("5.", None),
            (".5", None),
            ("-", None),
            ("--5", None),
            ("", None),
        ] {
            assert_eq!(Quantity::read(typed).map(|it| it.to_string()).as_deref(), shown, "{typed}");
        }
        assert_eq!(Quantity::of(f64::NAN), None);
        assert_eq!(Quantity::of(12.5).map(|it| it.to_string()).as_deref(), Some("12.5"));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(millionths in -1_000_000_000_000_000_i64..1_000_000_000_000_000) {
            let it = Quantity(millionths);
            prop_assert_eq!(Quantity::read(&it.to_string()), Some(it));
            prop_assert_eq!(Quantity::of(it.value()), Some(it));
        }
    }
}
