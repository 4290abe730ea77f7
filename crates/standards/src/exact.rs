//! Exact fractions: sums and products meet a border or do not, whatever the order of their parts.

use std::fmt;
use std::str::FromStr;

use num_rational::Ratio;

/// Digits before and behind the point that are read. Products of three such numbers and sums of thousands stay far below
/// what the fraction can hold.
const WHOLE_DIGITS: usize = 9;
const DECIMALS: usize = 6;
const MILLIONTHS: i128 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(Ratio<i128>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a plain decimal number of at most nine digits before and six behind the point")]
pub struct NotANumber;

impl Exact {
    pub(crate) const ZERO: Exact = Exact::whole(0);
    pub(crate) const ONE: Exact = Exact::whole(1);

    pub(crate) const fn whole(value: i128) -> Self {
        Self(Ratio::new_raw(value, 1))
    }

    /// For tables: the parts must have no common divisor, as in every value that is computed.
    pub(crate) const fn lowest_terms(numerator: i128, denominator: i128) -> Self {
        Self(Ratio::new_raw(numerator, denominator))
    }

    pub fn is_whole(self) -> bool {
        self.0.is_integer()
    }

    /// The nearest number in floating point.
    #[inline]
    pub const fn to_f64(self) -> f64 {
        *self.0.numer() as f64 / *self.0.denom() as f64
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    pub(crate) fn distance(self, other: Self) -> Self {
        if self > other { self.minus(other) } else { other.minus(self) }
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }

    /// `None` when the divisor is zero.
    pub(crate) fn over(self, divisor: Self) -> Option<Self> {
        (divisor != Self::ZERO).then(|| Self(self.0 / divisor.0))
    }

    /// For people: half goes away from zero. Borders are asked of the exact value, never of this text.
    pub fn rounded(self, decimals: u32) -> String {
        let scale = 10_i128.pow(decimals.min(12));
        let scaled = (self.0 * Ratio::from_integer(scale)).round().to_integer();
        let sign = if scaled < 0 { "-" } else { "" };
        let (whole, rest) = (scaled.abs() / scale, scaled.abs() % scale);
        match decimals.min(12) {
            0 => format!("{sign}{whole}"),
            places => format!("{sign}{whole}.{rest:0places$}", places = places as usize),
        }
    }
}

/// At most six decimals, without zeros at the end.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.rounded(DECIMALS as u32);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl From<u32> for Exact {
    fn from(value: u32) -> Self {
        Self::whole(i128::from(value))
    }
}

impl FromStr for Exact {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let whole = part(whole, WHOLE_DIGITS)?;
        let places = decimals.len();
        let decimals = part(decimals, DECIMALS)? * 10_i128.pow((DECIMALS - places) as u32);
        let millionths = whole * MILLIONTHS + decimals;
        Ok(Self(Ratio::new(if negative { -millionths } else { millionths }, MILLIONTHS)))
    }
}

fn part(digits: &str, most: usize) -> Result<i128, NotANumber> {
    let plain = !digits.is_empty() && digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().map_err(|_| NotANumber) } else { Err(NotANumber) }
}
