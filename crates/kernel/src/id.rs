//! Identities: UUID version 7 in sixteen bytes; in addresses twenty-six lower-case base32 characters that sort by time.

use data_encoding::BASE32_DNSSEC;

/// What the `ids!` macro gives every identity.
pub trait Identity: Copy + Eq + Ord + Send + Sync + 'static {
    /// The field's word for the thing, used in "does not exist".
    const NAME: &'static str;
    fn from_bytes(bytes: [u8; 16]) -> Self;
    fn bytes(&self) -> &[u8; 16];

    fn parse(text: &str) -> Option<Self> {
        let bytes = BASE32_DNSSEC.decode(text.as_bytes()).ok()?;
        Some(Self::from_bytes(bytes.try_into().ok()?))
    }

    fn to_text(&self) -> String {
        BASE32_DNSSEC.encode(self.bytes())
    }

    /// As [`Identity::to_text`], without asking for memory.
    fn write(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = [0; 26];
        BASE32_DNSSEC.encode_mut(self.bytes(), &mut text);
        f.write_str(std::str::from_utf8(&text).map_err(|_| std::fmt::Error)?)
    }
}

/// Declares newtypes over sixteen bytes, so that an organisation can't be passed where a person goes.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $crate::Identity for $name {
            const NAME: &'static str = stringify!($name);
            fn from_bytes(bytes: [u8; 16]) -> Self { Self(bytes) }
            fn bytes(&self) -> &[u8; 16] { &self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::Identity::write(self, f)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> Result<Self, $crate::Error> {
                $crate::Identity::parse(text).ok_or($crate::Error::NotFound(stringify!($name)))
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.collect_str(self) }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                $crate::Identity::parse(&text)
                    .ok_or_else(|| serde::de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
        impl $crate::ToCell for $name {
            fn to_cell(&self) -> $crate::Cell<'_> { $crate::Cell::Blob(&self.0) }
        }
        impl $crate::FromCell for $name {
            fn from_cell(cell: $crate::Cell<'_>) -> Result<Self, $crate::CellError> {
                match cell {
                    $crate::Cell::Blob(bytes) => {
                        bytes.try_into().map(Self).map_err(|_| $crate::CellError(stringify!($name)))
                    }
                    _ => Err($crate::CellError(stringify!($name))),
                }
            }
        }
    )+};
}

ids! {
    /// A body that can owe something: a department, a township, an enterprise.
    OrganisationId,
    /// A human being.
    PersonId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips_and_sorts_like_the_bytes() {
        let early = PersonId::from_bytes([1; 16]);
        let late = PersonId::from_bytes([2; 16]);
        assert_eq!(early.to_string().len(), 26);
        assert_eq!(early.to_string().parse::<PersonId>().unwrap(), early);
        assert!(early.to_string() < late.to_string());
        assert!("nonsense".parse::<PersonId>().is_err());
        assert!("".parse::<PersonId>().is_err());
    }
}
