//! Personal values and free text. They never stand in a fact's payload, which can't be erased: the payload holds a
//! commitment (HMAC-SHA-256 of the value under a salt of its own), the value and its salt stand in an erasable table.
//! Once both are gone the commitment says nothing, and whatever was proved over it stays proved.
//!
//! A fact is written through [`seal`] and read through [`open`]; serialising a personal value anywhere else is an error,
//! so it can't slip into a log or an answer by accident. A page shows it on purpose, with [`Personal::known`].

use std::cell::RefCell;
use std::collections::HashMap;

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;

#[derive(Clone, PartialEq, Eq, Default)]
pub enum Personal<T> {
    Known(T),
    #[default]
    Erased,
}

impl<T> Personal<T> {
    pub fn known(&self) -> Option<&T> {
        match self {
            Personal::Known(value) => Some(value),
            Personal::Erased => None,
        }
    }
}

impl Personal<String> {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Known(text.into())
    }

    pub fn as_str(&self) -> Option<&str> {
        self.known().map(String::as_str)
    }
}

/// Debug output goes to logs, so it never shows the value.
impl<T> std::fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Personal::Known(_) => "Personal(…)",
            Personal::Erased => "Personal(erased)",
        })
    }
}

/// A value taken out of a payload, as the erasable table keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    pub commitment: [u8; 32],
    pub salt: [u8; 32],
    /// The value as JSON.
    pub value: String,
}

/// The values that belong to one payload, by commitment.
pub type Vault = HashMap<[u8; 32], String>;

enum Mode {
    Sealing { salt: Box<dyn Fn(u32) -> [u8; 32]>, taken: Vec<Sealed> },
    Opening(Vault),
}

/// Most payloads are shorter, so that writing one asks for memory once.
const PAYLOAD_BYTES: usize = 1_024;

thread_local! {
    // Serde hands a field's serialiser nothing but the field, so what is taken out and put back travels beside it, only
    // for the length of one call of `seal` or `open`.
    static MODE: RefCell<Option<Mode>> = const { RefCell::new(None) };
}

/// The payload with commitments in place of personal values, and the values taken out. `salt` gives the n-th salt.
pub fn seal<T: Serialize>(
    fact: &T,
    salt: impl Fn(u32) -> [u8; 32] + 'static,
) -> Result<(String, Vec<Sealed>), serde_json::Error> {
    let salt = Box::new(salt);
    MODE.with_borrow_mut(|mode| *mode = Some(Mode::Sealing { salt, taken: Vec::new() }));
    let mut payload = Vec::with_capacity(PAYLOAD_BYTES);
    let written = serde_json::to_writer(&mut payload, fact);
    let taken = match MODE.with_borrow_mut(Option::take) {
        Some(Mode::Sealing { taken, .. }) => taken,
        _ => Vec::new(),
    };
    written?;
    let payload = String::from_utf8(payload).map_err(serde::ser::Error::custom)?;
    Ok((payload, taken))
}

/// The fact with its personal values put back; those missing from the vault come back erased.
pub fn open<T: DeserializeOwned>(payload: &str, vault: Vault) -> Result<T, serde_json::Error> {
    MODE.with_borrow_mut(|mode| *mode = Some(Mode::Opening(vault)));
    let fact = serde_json::from_str(payload);
    MODE.with_borrow_mut(|mode| *mode = None);
    fact
}

fn commit(salt: &[u8; 32], value: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(salt).expect("a key may have any length");
    mac.update(value.as_bytes());
    mac.finalize().into_bytes().into()
}

#[derive(Serialize, Deserialize)]
struct Commitment {
    sealed: String,
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error;
        let Personal::Known(value) = self else { return to.serialize_none() };
        let value = serde_json::to_string(value).map_err(S::Error::custom)?;
        let commitment = MODE.with_borrow_mut(|mode| match mode {
            Some(Mode::Sealing { salt, taken }) => {
                let salt = salt(taken.len() as u32);
                let commitment = commit(&salt, &value);
                taken.push(Sealed { commitment, salt, value });
                Some(commitment)
            }
            _ => None,
        });
        let commitment = commitment.ok_or_else(|| S::Error::custom("a personal value outside a fact"))?;
        Commitment { sealed: BASE64URL_NOPAD.encode(&commitment) }.serialize(to)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let Some(commitment) = Option::<Commitment>::deserialize(from)? else { return Ok(Personal::Erased) };
        let key: [u8; 32] = BASE64URL_NOPAD
            .decode(commitment.sealed.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| D::Error::custom("not a commitment"))?;
        let value = MODE.with_borrow_mut(|mode| match mode {
            Some(Mode::Opening(vault)) => vault.remove(&key),
            _ => None,
        });
        match value {
            Some(value) => serde_json::from_str(&value).map(Personal::Known).map_err(D::Error::custom),
            None => Ok(Personal::Erased),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Reported {
        place: Personal<String>,
        count: u32,
        note: Option<Personal<String>>,
    }

    fn reported() -> Reported {
        Reported { place: Personal::text("二号厂房"), count: 3, note: Some(Personal::text("𬺈 𮧵")) }
    }

    #[test]
    fn the_payload_never_holds_the_value() {
        let (payload, taken) = seal(&reported(), |n| [n as u8; 32]).unwrap();
        assert!(!payload.contains("二号厂房") && payload.contains("\"count\":3"), "{payload}");
        assert_eq!(taken.len(), 2);

        let vault: Vault = taken.iter().map(|s| (s.commitment, s.value.clone())).collect();
        assert_eq!(open::<Reported>(&payload, vault).unwrap(), reported());
    }

    #[test]
    fn an_erased_value_comes_back_erased_and_the_rest_stays() {
        let (payload, taken) = seal(&reported(), |n| [n as u8; 32]).unwrap();
        let vault = Vault::from([(taken[1].commitment, taken[1].value.clone())]);
        let fact: Reported = open(&payload, vault).unwrap();
        assert_eq!(fact.place, Personal::Erased);
        assert_eq!(fact.note, reported().note);
    }

    #[test]
    fn a_personal_value_outside_a_fact_is_an_error() {
        assert!(serde_json::to_string(&reported()).is_err());
        assert!(!format!("{:?}", reported()).contains("二号厂房"));
    }

    #[test]
    fn equal_values_do_not_have_equal_commitments() {
        let twice = vec![Personal::text("同一句话"), Personal::text("同一句话")];
        let (_, taken) = seal(&twice, |n| [n as u8; 32]).unwrap();
        assert_ne!(taken[0].commitment, taken[1].commitment);
    }
}
