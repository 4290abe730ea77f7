//! Number plates of motor vehicles: what is typed in any of the usual ways becomes one spelling.
//!
//! - Form: a character of the province, a letter of the office (no I, O), then five of digits and letters without I and O,
//!   at most two of them letters; six on the plates of new energy. 挂, 学, 警, 港, 澳, 领, 使 stand where their kind has them.
//! - `·`, `-`, blanks, full-width and small letters are read and not kept.
//! - The same number can hang on two vehicles in different colours, so a vehicle is number and colour ([`Plate::key`]).
//! - Errors: [`Error::OutOfDomain`] for what is no plate.
//! - Source: GA 36-2018 as remembered and as commonly checked by software, not compared with the text; not certain.
//!
//! ```
//! use standards::codes::ga_36_2018::{Kind, Plate};
//!
//! let plate: Plate = "粤b·d12345".parse()?;
//! assert_eq!((plate.to_string().as_str(), plate.kind()), ("粤BD12345", Kind::NewEnergySmall));
//! assert_eq!(plate.is_pure_electric(), Some(true));
//!
//! assert!("粤I12345".parse::<Plate>().is_err(), "no office has the letter I");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: temporary plates, old farm plates in two lines, and plates of the army beyond their form.

use std::fmt;
use std::str::FromStr;

use crate::{Domain, Error};

pub const FORM: Domain = Domain::Form("a number plate like 云A12345, 粤BD12345 or 京A1234警");
pub const COLOURS: [&str; 6] = ["blue", "yellow", "black", "white", "green", "yellow_green"];
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
const PURE_ELECTRIC: &str = "ABCDE";
const OTHER_NEW_ENERGY: &str = "FGHJK";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Blue or yellow, black for some foreigners.
    Standard,
    NewEnergySmall,
    NewEnergyLarge,
    Trailer,
    Coaching,
    Police,
    /// Of Hong Kong or Macao, driven on the mainland.
    CrossBorder,
    Consulate,
    Embassy,
    ArmedPolice,
    Army,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Standard => "standard",
            Kind::NewEnergySmall => "new_energy_small",
            Kind::NewEnergyLarge => "new_energy_large",
            Kind::Trailer => "trailer",
            Kind::Coaching => "coaching",
            Kind::Police => "police",
            Kind::CrossBorder => "cross_border",
            Kind::Consulate => "consulate",
            Kind::Embassy => "embassy",
            Kind::ArmedPolice => "armed_police",
            Kind::Army => "army",
        }
    }

    /// The colour that every plate of this kind has; `None` where there are several.
    pub fn only_colour(self) -> Option<&'static str> {
        match self {
            Kind::Standard | Kind::Coaching => None,
            Kind::NewEnergySmall => Some("green"),
            Kind::NewEnergyLarge => Some("yellow_green"),
            Kind::Trailer => Some("yellow"),
            Kind::Police | Kind::ArmedPolice | Kind::Army => Some("white"),
            Kind::CrossBorder | Kind::Consulate | Kind::Embassy => Some("black"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plate {
    text: String,
    kind: Kind,
}

impl Plate {
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// `None` for plates that do not say.
    pub fn is_pure_electric(&self) -> Option<bool> {
        let letter = match self.kind {
            Kind::NewEnergySmall => self.text.chars().nth(2),
            Kind::NewEnergyLarge => self.text.chars().last(),
            _ => None,
        };
        letter.map(|letter| PURE_ELECTRIC.contains(letter))
    }

    /// What one vehicle has alone: number and colour. `None` when the colour is neither given nor plain from the kind.
    pub fn key(&self, colour: Option<&str>) -> Option<String> {
        let colour = colour.or(self.kind.only_colour())?;
        Some(format!("{} {colour}", self.text))
    }
}

impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Plate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let kept: Vec<char> = text.chars().filter_map(spelled).take(10).collect();
        let kind = kind(&kept).ok_or_else(|| FORM.refuse("plate", text))?;
        Ok(Self { text: kept.into_iter().collect(), kind })
    }
}

fn spelled(c: char) -> Option<char> {
    match c {
        '·' | '•' | '-' | '－' | '.' => None,
        c if c.is_whitespace() => None,
        // Full-width digits and letters stand in the order of ASCII.
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(c as u32 - 0xFEE0).map(|c| c.to_ascii_uppercase())
        }
        c => Some(c.to_ascii_uppercase()),
    }
}

fn kind(plate: &[char]) -> Option<Kind> {
    match plate {
        ['使', rest @ ..] if rest.len() == 6 && digits(rest) => Some(Kind::Embassy),
        [rest @ .., '使'] if rest.len() == 6 && digits(rest) => Some(Kind::Embassy),
        ['W', 'J', province, rest @ ..] if PROVINCES.contains(*province) && rest.len() == 5 && serial(rest) => {
            Some(Kind::ArmedPolice)
        }
        ['W', 'J', rest @ ..] if rest.len() == 5 && digits(rest) => Some(Kind::ArmedPolice),
        [army, office, rest @ ..] if letter(*army) && letter(*office) && rest.len() == 5 && digits(rest) => {
            Some(Kind::Army)
        }
        [province, office, rest @ ..] if PROVINCES.contains(*province) && letter(*office) => of_office(rest),
        _ => None,
    }
}

fn of_office(rest: &[char]) -> Option<Kind> {
    match rest {
        [four @ .., mark] if four.len() == 4 && serial(four) && !mark.is_ascii() => match mark {
            '挂' => Some(Kind::Trailer),
            '学' => Some(Kind::Coaching),
            '警' => Some(Kind::Police),
            '港' | '澳' => Some(Kind::CrossBorder),
            '领' => Some(Kind::Consulate),
            _ => None,
        },
        five if five.len() == 5 && serial(five) => Some(Kind::Standard),
        [energy, second, four @ ..] if new_energy(*energy) && four.len() == 4 && digits(four) && serial(&[*second]) => {
            Some(Kind::NewEnergySmall)
        }
        [five @ .., energy] if five.len() == 5 && digits(five) && new_energy(*energy) => Some(Kind::NewEnergyLarge),
        _ => None,
    }
}

fn letter(c: char) -> bool {
    c.is_ascii_uppercase() && c != 'I' && c != 'O'
}

fn new_energy(c: char) -> bool {
    PURE_ELECTRIC.contains(c) || OTHER_NEW_ENERGY.contains(c)
}

fn digits(rest: &[char]) -> bool {
    rest.iter().all(char::is_ascii_digit)
}

/// Digits with at most two letters among them.
fn serial(rest: &[char]) -> bool {
    rest.iter().all(|c| c.is_ascii_digit() || letter(*c)) && rest.iter().filter(|c| letter(**c)).count() <= 2
}
