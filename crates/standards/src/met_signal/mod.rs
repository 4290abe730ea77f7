//! The 14 meteorological warning signals (气象灾害预警信号) of CMA Order 16 of 2007, from observed or forecast values.
//!
//! - A colour holds when one of its conditions does: all limits of the condition are met and it comes within the hours of
//!   the colour (0 hours: it is already so and goes on). The worst colour that holds is the signal.
//! - What was not given is not guessed: a condition that lacks a value is named in [`Judged::not_judged`].
//! - Units: wind in Beaufort force, rain and snow in mm of the hours in the name, visibility in m, temperature in °C,
//!   drought as return period in years or part of the crops; lightning, hail and icy roads as a word of the forecaster.
//! - Provinces have lists of their own (three colours in some): another list is another [`Signal`] table.
//! - Source: the full list of the order in three public printings. Errors: [`Error::OutOfDomain`].
//!
//! ```
//! use standards::met_signal::{Kind, judge};
//!
//! let found = judge(Kind::Rainstorm, 0.0, &[("rain_3h_mm", 50.0), ("rain_6h_mm", 60.0), ("rain_12h_mm", 60.0)])?;
//! assert_eq!(found.colour.map(|colour| colour.word()), Some("orange"));
//! assert!(found.not_judged.is_empty());
//!
//! let refusal = judge(Kind::Rainstorm, 0.0, &[("rain_3h_mm", -1.0)]).unwrap_err();
//! assert_eq!(refusal.to_string(), "rain_3h_mm is -1, allowed is 0 to 2000");
//! # Ok::<(), standards::Error>(())
//! ```

mod table;

pub use table::{CMA_16_2007, QUANTITIES};

use crate::{Colour, Domain, Error};

/// Hours from now until it comes.
pub const LEAD_H: Domain = Domain::between(0, 72);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Typhoon,
    Rainstorm,
    Snowstorm,
    ColdWave,
    Gale,
    Sandstorm,
    Heat,
    Drought,
    Lightning,
    Hail,
    Frost,
    Fog,
    Haze,
    IcyRoad,
}

impl Kind {
    pub const WORDS: [&str; 14] = [
        "typhoon",
        "rainstorm",
        "snowstorm",
        "cold_wave",
        "gale",
        "sandstorm",
        "heat",
        "drought",
        "lightning",
        "hail",
        "frost",
        "fog",
        "haze",
        "icy_road",
    ];
    pub const ALL: [Kind; 14] = [
        Kind::Typhoon,
        Kind::Rainstorm,
        Kind::Snowstorm,
        Kind::ColdWave,
        Kind::Gale,
        Kind::Sandstorm,
        Kind::Heat,
        Kind::Drought,
        Kind::Lightning,
        Kind::Hail,
        Kind::Frost,
        Kind::Fog,
        Kind::Haze,
        Kind::IcyRoad,
    ];

    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One side of a number. Whether the border itself counts is as the order says ("达", "以上" hold at it, "小于" does not).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    AtLeast(&'static str, f64),
    Above(&'static str, f64),
    AtMost(&'static str, f64),
    Below(&'static str, f64),
}

impl Limit {
    fn quantity(&self) -> &'static str {
        match self {
            Limit::AtLeast(name, _) | Limit::Above(name, _) | Limit::AtMost(name, _) | Limit::Below(name, _) => name,
        }
    }

    fn holds(&self, value: f64) -> bool {
        match self {
            Limit::AtLeast(_, limit) => value >= *limit,
            Limit::Above(_, limit) => value > *limit,
            Limit::AtMost(_, limit) => value <= *limit,
            Limit::Below(_, limit) => value < *limit,
        }
    }
}

/// One way in which a colour of a kind is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signal {
    pub kind: Kind,
    pub colour: Colour,
    /// At most so many hours ahead.
    pub within_h: f64,
    pub all_of: &'static [Limit],
}

#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// `None`: no colour is reached by what was given.
    pub colour: Option<Colour>,
    pub by: Option<&'static Signal>,
    /// What is missing for a colour worse than the one that holds.
    pub not_judged: Vec<&'static str>,
}

/// The signal of the values that are known, each under its name of [`QUANTITIES`].
pub fn judge(kind: Kind, lead_h: f64, values: &[(&str, f64)]) -> Result<Judged, Error> {
    LEAD_H.within("lead_h", lead_h)?;
    let mut known: Vec<(&'static str, f64)> = Vec::with_capacity(values.len());
    for (name, value) in values {
        let quantity = QUANTITIES.iter().find(|quantity| quantity.0 == *name);
        let (name, domain) = quantity.ok_or_else(|| Domain::Form("a quantity of the list").refuse("values", name))?;
        known.push((name, domain.within(name, *value)?));
    }
    let value = |name| known.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let of_kind = || CMA_16_2007.iter().filter(|signal| signal.kind == kind && lead_h <= signal.within_h);
    let reached = |signal: &&Signal| signal.all_of.iter().all(|it| value(it.quantity()).is_some_and(|v| it.holds(v)));
    let by = of_kind().filter(reached).max_by_key(|signal| signal.colour);
    let colour = by.map(|signal| signal.colour);
    let mut not_judged = Vec::new();
    for signal in of_kind().filter(|signal| Some(signal.colour) > colour) {
        let fails = signal.all_of.iter().any(|it| value(it.quantity()).is_some_and(|v| !it.holds(v)));
        let missing = signal.all_of.iter().map(Limit::quantity).filter(|name| !fails && value(name).is_none());
        not_judged.extend(missing);
    }
    not_judged.sort_unstable();
    not_judged.dedup();
    Ok(Judged { colour, by, not_judged })
}
