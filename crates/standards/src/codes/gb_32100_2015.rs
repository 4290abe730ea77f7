//! The unified social credit code: eighteen characters, the last a check over the others; inside it the organisation code
//! (GB 11714), whose ninth character is a check of its own.
//!
//! - Form: registering department, category, six digits of the division, nine of the organisation code, check; all from
//!   `0123456789ABCDEFGHJKLMNPQRTUWXY`.
//! - `check = 31 − Σ cᵢ·3^(i−1) mod 31`, and for the organisation `11 − Σ cᵢ·wᵢ mod 11` with 3, 7, 9, 10, 5, 8, 4, 2.
//! - Errors: [`Error::OutOfDomain`] for the form, [`Error::CheckFails`] for either check.
//! - Source: GB 32100-2015; GB 11714-1997.
//!
//! ```
//! use standards::codes::gb_32100_2015::CreditCode;
//!
//! let code: CreditCode = "91350100M000100Y43".parse()?;
//! assert_eq!((code.division(), code.organisation_code()), ("350100", "M000100Y4"));
//!
//! let refusal = "91110000100003962T".parse::<CreditCode>().unwrap_err();
//! assert_eq!(refusal.to_string(), "the check of code 91110000100003962T fails: Y is expected");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: lower case. Whoever takes it turns it into upper case first and knows that it did.

use std::fmt;
use std::str::FromStr;

use crate::{Domain, Error, Term};

pub const EDITION: &str = "GB 32100-2015";
pub const FORM: Domain =
    Domain::Form("eighteen digits and capital letters without I, O, S, V and Z, the third to the eighth digits");
/// What [`complete`] takes.
pub const REGISTRATION: Domain = Domain::Form("the first eight characters of a code");
pub const ORGANISATION: Domain = Domain::Form("the first eight characters of an organisation code");

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A code of which form and both checks are right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

impl CreditCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which kind of office registered it; `None` for one the standard leaves open.
    pub fn department(&self) -> Option<Term> {
        match self.0.as_bytes()[0] {
            b'1' => Some(Term::new("机构编制", "office of public establishments")),
            b'5' => Some(Term::new("民政", "civil affairs")),
            b'9' => Some(Term::new("市场监督管理", "market regulation")),
            b'Y' => Some(Term::new("其他", "other")),
            _ => None,
        }
    }

    pub fn category(&self) -> char {
        char::from(self.0.as_bytes()[1])
    }

    /// Where it was registered: six digits of GB/T 2260.
    pub fn division(&self) -> &str {
        &self.0[2..8]
    }

    /// Nine characters of GB 11714.
    pub fn organisation_code(&self) -> &str {
        &self.0[8..17]
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CreditCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let bytes = text.as_bytes();
        let formed = bytes.len() == 18
            && bytes.iter().all(|byte| ALPHABET.contains(byte))
            && bytes[2..8].iter().all(u8::is_ascii_digit);
        if !formed {
            return Err(FORM.refuse("code", text));
        }
        let expected = check_character(&bytes[..17]).ok_or_else(|| FORM.refuse("code", text))?;
        if bytes[17] != expected {
            return Err(Error::check_fails("code", text, char::from(expected)));
        }
        let expected = organisation_check(&bytes[8..16]).ok_or_else(|| FORM.refuse("code", text))?;
        if bytes[16] != expected {
            return Err(Error::check_fails("organisation code", &text[8..17], char::from(expected)));
        }
        Ok(Self(text.to_owned()))
    }
}

/// Whether form and both checks are right.
pub fn is_valid(text: &str) -> bool {
    text.parse::<CreditCode>().is_ok()
}

/// The whole code from its first eight characters and the eight of the organisation.
pub fn complete(registration: &str, organisation: &str) -> Result<CreditCode, Error> {
    let ninth = organisation_check(organisation.as_bytes()).filter(|_| organisation.len() == 8);
    let ninth = ninth.ok_or_else(|| ORGANISATION.refuse("organisation", organisation))?;
    let mut code = format!("{registration}{organisation}{}", char::from(ninth));
    let last = check_character(code.as_bytes()).filter(|_| registration.len() == 8);
    code.push(char::from(last.ok_or_else(|| REGISTRATION.refuse("registration", registration))?));
    code.parse()
}

/// The ninth character of an organisation code (GB 11714); `None` for a foreign character.
pub fn organisation_check(eight: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (byte, weight) in eight.iter().zip(ORGANISATION_WEIGHTS) {
        let value = char::from(*byte).to_digit(36).filter(|_| !byte.is_ascii_lowercase())?;
        sum += weight * value as usize;
    }
    Some(b"0X987654321"[sum % 11])
}

fn check_character(seventeen: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (byte, weight) in seventeen.iter().zip(WEIGHTS) {
        sum += weight * ALPHABET.iter().position(|it| it == byte)?;
    }
    Some(ALPHABET[(31 - sum % 31) % 31])
}
