//! What one column of one row can hold, in both databases. No SQL here: the ledger binds and reads these.

use crate::{Day, District, Division, Instant, Personal};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a str),
    Blob(&'a [u8]),
    /// Written as its ten characters; read back as text.
    Day(Day),
}

/// The column did not hold what the program wrote there: a damaged file or a wrong query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a column does not hold a {0}")]
pub struct CellError(pub &'static str);

pub trait ToCell {
    fn to_cell(&self) -> Cell<'_>;
}

pub trait FromCell: Sized {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError>;
}

impl<T: ToCell + ?Sized> ToCell for &T {
    fn to_cell(&self) -> Cell<'_> {
        (**self).to_cell()
    }
}

impl<T: ToCell> ToCell for Option<T> {
    fn to_cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, ToCell::to_cell)
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Null => Ok(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}

macro_rules! integer_cells {
    ($($kind:ty),+) => {$(
        impl ToCell for $kind {
            fn to_cell(&self) -> Cell<'_> { Cell::Integer(i64::from(*self)) }
        }
        impl FromCell for $kind {
            fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
                match cell {
                    Cell::Integer(n) => Self::try_from(n).map_err(|_| CellError(stringify!($kind))),
                    _ => Err(CellError(stringify!($kind))),
                }
            }
        }
    )+};
}
integer_cells!(i64, i32, u32, u16, u8);

impl ToCell for bool {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(i64::from(*self))
    }
}
impl FromCell for bool {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        i64::from_cell(cell).map(|n| n != 0)
    }
}
impl ToCell for f64 {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Real(*self)
    }
}
impl FromCell for f64 {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Real(n) => Ok(n),
            _ => Err(CellError("real number")),
        }
    }
}
impl ToCell for str {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}
impl ToCell for String {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}
impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Text(text) => Ok(text.to_owned()),
            _ => Err(CellError("text")),
        }
    }
}
impl ToCell for [u8] {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Blob(self)
    }
}
impl ToCell for Vec<u8> {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Blob(self)
    }
}
impl<const N: usize> ToCell for [u8; N] {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Blob(self)
    }
}
impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Blob(bytes) => Ok(bytes.to_vec()),
            _ => Err(CellError("bytes")),
        }
    }
}
impl<const N: usize> FromCell for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Blob(bytes) => bytes.try_into().map_err(|_| CellError("bytes")),
            _ => Err(CellError("bytes")),
        }
    }
}

impl ToCell for Instant {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(self.micros())
    }
}
impl FromCell for Instant {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        i64::from_cell(cell).map(Instant::from_micros)
    }
}
impl ToCell for Day {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Day(*self)
    }
}
impl FromCell for Day {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Text(text) => text.parse().map_err(|_| CellError("day")),
            _ => Err(CellError("day")),
        }
    }
}
impl ToCell for District {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(i64::from(self.code()))
    }
}
impl FromCell for District {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        u32::from_cell(cell).and_then(|code| District::new(code).ok_or(CellError("district")))
    }
}
impl ToCell for Division {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(self.code())
    }
}
impl FromCell for Division {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        i64::from_cell(cell).and_then(|code| Division::new(code).ok_or(CellError("division")))
    }
}

/// An erased value leaves NULL in the tables that show it.
impl ToCell for Personal<String> {
    fn to_cell(&self) -> Cell<'_> {
        match self {
            Personal::Known(text) => Cell::Text(text),
            Personal::Erased => Cell::Null,
        }
    }
}
impl FromCell for Personal<String> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        Option::<String>::from_cell(cell).map(|text| text.map_or(Personal::Erased, Personal::Known))
    }
}

/// Gives a closed enum its one text form: column, payload, filter in the address, locale key.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.serialize_str(self.word()) }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                Self::from_word(&word).ok_or_else(|| serde::de::Error::unknown_variant(&word, &[$($word),+]))
            }
        }
        impl $crate::ToCell for $name {
            fn to_cell(&self) -> $crate::Cell<'_> { $crate::Cell::Text(self.word()) }
        }
        impl $crate::FromCell for $name {
            fn from_cell(cell: $crate::Cell<'_>) -> Result<Self, $crate::CellError> {
                match cell {
                    $crate::Cell::Text(word) => Self::from_word(word).ok_or($crate::CellError(stringify!($name))),
                    _ => Err($crate::CellError(stringify!($name))),
                }
            }
        }
    };
}
