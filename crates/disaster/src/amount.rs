//! How much: ten-thousandths of the unit, so that sums are exact in whatever order they are made. Four decimals hold a
//! tenth of a square metre in hectares and a yuan in ten thousands.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};
use std::str::FromStr;

use kernel::{Cell, CellError, FromCell, ToCell};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const PARTS: i64 = 10_000;
const DECIMALS: usize = 4;
/// A hundred million is the most that an indicator holds.
const WHOLE_DIGITS: usize = 9;

/// Not a plain number of at most nine digits before and four behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAmount;

impl fmt::Display for NotAnAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a plain number with at most four decimals")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    pub const ZERO: Amount = Amount(0);

    pub const fn whole(n: i64) -> Self {
        Self(n * PARTS)
    }

    pub fn is_whole(self) -> bool {
        self.0 % PARTS == 0
    }

    pub fn to_f64(self) -> f64 {
        self.0 as f64 / PARTS as f64
    }

    /// Of so many ten-thousandths.
    pub const fn of_parts(n: i64) -> Self {
        Self(n)
    }

    /// In ten-thousandths.
    pub const fn parts(self) -> i64 {
        self.0
    }

    /// As tables show it: thousands apart.
    pub fn shown(self) -> String {
        let text = self.to_string();
        let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
        // As written, so that the sign of a part of one is kept.
        let sign = if self.0 < 0 && whole == "-0" { "-" } else { "" };
        let grouped = format!("{sign}{}", page::format::count(self.0 / PARTS));
        match rest {
            Some(rest) => format!("{grouped}.{rest}"),
            None => grouped,
        }
    }
}

impl Add for Amount {
    type Output = Amount;
    fn add(self, other: Amount) -> Amount {
        Amount(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Amount;
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0 - other.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(all: I) -> Amount {
        all.fold(Amount::ZERO, Add::add)
    }
}

/// Without zeros at the end: `12.5`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / PARTS, (self.0 % PARTS).abs());
        if self.0 < 0 && whole == 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        if rest == 0 {
            return Ok(());
        }
        let rest = format!("{rest:0DECIMALS$}");
        write!(f, ".{}", rest.trim_end_matches('0'))
    }
}

impl FromStr for Amount {
    type Err = NotAnAmount;

    /// Never negative: a loss is not.
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let text = text.trim();
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let (whole, places) = (digits(whole, WHOLE_DIGITS)?, decimals.len());
        let decimals = digits(decimals, DECIMALS)?;
        let scale = 10_i64.pow((DECIMALS - places) as u32);
        Ok(Self(whole * PARTS + decimals * scale))
    }
}

fn digits(text: &str, most: usize) -> Result<i64, NotAnAmount> {
    let plain = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().map_err(|_| NotAnAmount) } else { Err(NotAnAmount) }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl ToCell for Amount {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(self.0)
    }
}

impl FromCell for Amount {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        i64::from_cell(cell).map(Amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_and_written_exactly() {
        //     typed           shown
        check("0", Some("0"));
        check("12", Some("12"));
        check(" 12.50 ", Some("12.5"));
        check("0.0667", Some("0.0667"));
        check("100000000", Some("100000000"));
        check("007.1", Some("7.1"));
        check("", None);
        check("-1", None);
        check("1.", None);
        check(".5", None);
        check("0.00001", None);
        check("1,200", None);
        check("１２", None);
        check("1234567890", None);
    }

    fn check(typed: &str, shown: Option<&str>) {
        assert_eq!(typed.parse::<Amount>().ok().map(|it| it.to_string()).as_deref(), shown, "{typed}");
    }

    #[test]
    fn tenths_add_up() {
        let tenth: Amount = "0.1".parse().unwrap();
        assert_eq!((0..10).map(|_| tenth).sum::<Amount>(), Amount::whole(1));
        assert_eq!((Amount::ZERO - tenth).to_string(), "-0.1");
        assert_eq!(("1234567.25".parse::<Amount>().unwrap()).shown(), "1,234,567.25");
    }
}
