//! Cells in PostgreSQL's binary form. The type of a parameter is what the server makes of its place in the statement.

use std::error::Error as StdError;

use bytes::BytesMut;
use kernel::Cell;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

type Anything = Box<dyn StdError + Sync + Send>;

#[derive(Debug)]
pub(crate) struct Bound<'a>(pub Cell<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Anything> {
        match self.0 {
            Cell::Null => Ok(IsNull::Yes),
            Cell::Integer(n) => integer(n, kind, out),
            Cell::Real(n) if *kind == Type::NUMERIC => Err(format!("{n} where a whole number belongs").into()),
            Cell::Real(n) => n.to_sql(kind, out),
            Cell::Text(text) => super::kept(text).to_sql(kind, out),
            Cell::Blob(bytes) => bytes.to_sql(kind, out),
            Cell::Day(day) => day.to_string().to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn integer(n: i64, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Anything> {
    match *kind {
        Type::INT8 => n.to_sql(kind, out),
        Type::INT4 => i32::try_from(n)?.to_sql(kind, out),
        Type::BOOL => (n != 0).to_sql(kind, out),
        Type::FLOAT8 => (n as f64).to_sql(kind, out),
        Type::NUMERIC => {
            out.extend_from_slice(&numeric(n));
            Ok(IsNull::No)
        }
        _ => Err(format!("an integer where {kind} belongs").into()),
    }
}

/// Digits of base 10,000, with how many there are, the weight of the first, the sign and the places after the point.
fn numeric(n: i64) -> Vec<u8> {
    let mut digits = Vec::new();
    let mut rest = n.unsigned_abs();
    while rest > 0 {
        digits.push((rest % 10_000) as u16);
        rest /= 10_000;
    }
    let weight = (digits.len() as u16).wrapping_sub(1);
    let sign = if n < 0 { NEGATIVE } else { 0 };
    let head = [digits.len() as u16, weight, sign, 0];
    head.into_iter().chain(digits.into_iter().rev()).flat_map(u16::to_be_bytes).collect()
}

const NEGATIVE: u16 = 0x4000;

/// A column as it came.
pub(crate) struct Raw<'a>(pub Cell<'a>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Anything> {
        Ok(Raw(match *kind {
            Type::INT8 => Cell::Integer(i64::from_sql(kind, raw)?),
            Type::INT4 => Cell::Integer(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Cell::Integer(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => Cell::Integer(bool::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Cell::Real(f64::from_sql(kind, raw)?),
            Type::FLOAT4 => Cell::Real(f32::from_sql(kind, raw)?.into()),
            Type::NUMERIC => from_numeric(raw)?,
            Type::BYTEA => Cell::Blob(raw),
            _ => Cell::Text(<&str>::from_sql(&Type::TEXT, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Anything> {
        Ok(Raw(Cell::Null))
    }

    fn accepts(kind: &Type) -> bool {
        let known = [Type::INT8, Type::INT4, Type::INT2, Type::BOOL, Type::FLOAT8, Type::FLOAT4, Type::NUMERIC];
        known.contains(kind) || *kind == Type::BYTEA || <&str as FromSql>::accepts(kind)
    }
}

/// Sums of whole numbers come as this, averages too; one with places after the point is a real number.
fn from_numeric(raw: &[u8]) -> Result<Cell<'static>, Anything> {
    let mut words = raw.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
    let mut next = || words.next().ok_or("a numeric that ends early");
    let (count, weight, sign, scale) = (next()?, next()? as i16, next()?, next()?);
    if sign & !NEGATIVE != 0 {
        return Err("a numeric that is no number".into());
    }
    let digits = (0..count).map(|_| next()).collect::<Result<Vec<_>, _>>()?;
    if scale > 0 {
        let sum: f64 =
            digits.iter().zip(0..).map(|(digit, at)| f64::from(*digit) * 10_000f64.powi(i32::from(weight) - at)).sum();
        return Ok(Cell::Real(if sign == NEGATIVE { -sum } else { sum }));
    }
    let mut n: i64 = 0;
    for at in 0..=weight.max(-1) {
        let digit = digits.get(at as usize).copied().unwrap_or(0);
        n = n.checked_mul(10_000).and_then(|n| n.checked_add(digit.into())).ok_or("a sum beyond 2^63")?;
    }
    Ok(Cell::Integer(if sign == NEGATIVE { -n } else { n }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_go_there_and_back() {
        for n in [0, 1, -1, 9_999, 10_000, -10_000, 100_000_000, 123_456_789_012, i64::MAX, -i64::MAX] {
            assert_eq!(from_numeric(&numeric(n)).unwrap(), Cell::Integer(n), "{n}");
        }
    }

    #[test]
    fn a_number_with_places_is_real_and_a_short_one_an_error() {
        // 1.25: one digit before the point, 2500 after it.
        let raw: Vec<u8> = [2u16, 0, 0, 2, 1, 2_500].into_iter().flat_map(u16::to_be_bytes).collect();
        assert_eq!(from_numeric(&raw).unwrap(), Cell::Real(1.25));
        assert!(from_numeric(&raw[..10]).is_err());
        let nan: Vec<u8> = [0u16, 0, 0xC000, 0].into_iter().flat_map(u16::to_be_bytes).collect();
        assert!(from_numeric(&nan).is_err());
    }
}
