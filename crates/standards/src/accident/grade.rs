//! The grade of an accident from its toll: the highest that any one measure reaches. `以上` includes its number, `以下`
//! does not, so a value on a line belongs to the graver grade.
//!
//! - [`ORDER_493_2007`]: State Council Order 493, article 3, for accidents in production.
//! - [`FOREST_FIRE_2008`]: Regulation on forest fire prevention (Order 541), article 40.
//! - [`GEOLOGICAL_DISASTER_2003`]: Regulation on geological disasters (Order 394), article 4.
//! - Units: people as whole numbers, losses in 10 000 yuan (万元), burnt forest in hectares.
//! - What is not known is not zero: the grade from what is known is a lower bound, and [`Graded::complete`] says so.
//! - Errors: [`Error::OutOfDomain`] outside the domain of a measure.
//!
//! ```
//! use standards::accident::grade::{Grade, ORDER_493_2007, Toll};
//!
//! let toll = Toll { deaths: Some(9), serious_injuries: Some(50), ..Toll::default() };
//! let found = ORDER_493_2007.grade(&toll)?.expect("something is known");
//! assert_eq!(found.grade, Grade::Major);
//! assert!(!found.complete, "the loss is not known");
//!
//! let toll = Toll { deaths: Some(2_000_000), ..Toll::default() };
//! let refusal = ORDER_493_2007.grade(&toll).unwrap_err();
//! assert_eq!(refusal.to_string(), "deaths is 2000000, allowed is a whole number, 0 to 1000000");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Order 493 does not cover pollution, nuclear sites and defence research (article 2).

use crate::{Domain, Error, Exact, Term};

pub const PEOPLE: Domain = Domain::Whole(0, 1_000_000);
pub const LOSS_10K_YUAN: Domain = Domain::Between(Exact::ZERO, Exact::whole(999_999_999));
pub const AREA_HA: Domain = Domain::Between(Exact::ZERO, Exact::whole(100_000_000));

/// A later one is graver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    Ordinary,
    Considerable,
    Major,
    Extraordinary,
}

impl Grade {
    pub const ALL: [Grade; 4] = [Grade::Ordinary, Grade::Considerable, Grade::Major, Grade::Extraordinary];
    /// Their words, in the same order.
    pub const WORDS: [&str; 4] = ["ordinary", "considerable", "major", "extraordinary"];

    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.word() == word)
    }
}

/// What happened, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Toll {
    pub deaths: Option<u32>,
    /// Counted with the deaths: Order 493, article 12(4). The other two regulations are silent; leave it empty to follow
    /// their letter.
    pub missing: Option<u32>,
    /// With acute poisoning at work.
    pub serious_injuries: Option<u32>,
    pub direct_loss_10k_yuan: Option<Exact>,
    /// Forest that was burnt.
    pub area_ha: Option<Exact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// With the missing.
    Deaths,
    SeriousInjuries,
    DirectLoss,
    Area,
}

impl Measure {
    pub fn word(self) -> &'static str {
        match self {
            Measure::Deaths => "deaths",
            Measure::SeriousInjuries => "serious_injuries",
            Measure::DirectLoss => "direct_loss_10k_yuan",
            Measure::Area => "area_ha",
        }
    }
}

/// One regulation: from where each measure makes the second, third and fourth grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    pub edition: &'static str,
    /// What the regulation calls the four grades.
    pub terms: [Term; 4],
    pub lines: &'static [(Measure, [Exact; 3])],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    pub grade: Grade,
    /// The measures that reach this grade.
    pub by: Vec<Measure>,
    /// Whether every measure of the scale is known; if not, the grade is a lower bound.
    pub complete: bool,
}

const DEATHS: (Measure, [Exact; 3]) = lines(Measure::Deaths, [3, 10, 30]);
const SERIOUS_INJURIES: (Measure, [Exact; 3]) = lines(Measure::SeriousInjuries, [10, 50, 100]);
const ACCIDENT_TERMS: [Term; 4] = [
    Term::new("一般", "ordinary"),
    Term::new("较大", "considerable"),
    Term::new("重大", "major"),
    Term::new("特别重大", "extraordinary"),
];

pub const ORDER_493_2007: Scale = Scale {
    edition: "order_493_2007",
    terms: ACCIDENT_TERMS,
    lines: &[DEATHS, SERIOUS_INJURIES, lines(Measure::DirectLoss, [1_000, 5_000, 10_000])],
};

pub const FOREST_FIRE_2008: Scale = Scale {
    edition: "forest_fire_2008",
    terms: ACCIDENT_TERMS,
    lines: &[lines(Measure::Area, [1, 100, 1_000]), DEATHS, SERIOUS_INJURIES],
};

pub const GEOLOGICAL_DISASTER_2003: Scale = Scale {
    edition: "geological_disaster_2003",
    terms: [
        Term::new("小型", "small"),
        Term::new("中型", "medium"),
        Term::new("大型", "large"),
        Term::new("特大型", "very large"),
    ],
    lines: &[DEATHS, lines(Measure::DirectLoss, [100, 500, 1_000])],
};

pub const SCALES: [&Scale; 3] = [&ORDER_493_2007, &FOREST_FIRE_2008, &GEOLOGICAL_DISASTER_2003];

impl Scale {
    pub fn term(&self, grade: Grade) -> Term {
        self.terms[grade as usize]
    }

    /// `None` when no measure of this scale is known.
    pub fn grade(&self, toll: &Toll) -> Result<Option<Graded>, Error> {
        toll.check()?;
        let mut reached = Vec::new();
        for (measure, lines) in self.lines {
            if let Some(value) = toll.value(*measure) {
                let crossed = lines.iter().filter(|line| value >= **line).count();
                reached.push((*measure, Grade::ALL[crossed]));
            }
        }
        let Some(grade) = reached.iter().map(|(_, grade)| *grade).max() else { return Ok(None) };
        let by = reached.iter().filter(|(_, it)| *it == grade).map(|(measure, _)| *measure).collect();
        let complete = self.lines.iter().all(|(measure, _)| toll.knows(*measure));
        Ok(Some(Graded { grade, by, complete }))
    }
}

impl Toll {
    fn check(&self) -> Result<(), Error> {
        for (name, people) in
            [("deaths", self.deaths), ("missing", self.missing), ("serious_injuries", self.serious_injuries)]
        {
            people.map(|it| PEOPLE.hold(name, Exact::from(it))).transpose()?;
        }
        self.direct_loss_10k_yuan.map(|it| LOSS_10K_YUAN.hold("direct_loss_10k_yuan", it)).transpose()?;
        self.area_ha.map(|it| AREA_HA.hold("area_ha", it)).transpose()?;
        Ok(())
    }

    fn value(&self, measure: Measure) -> Option<Exact> {
        match measure {
            Measure::Deaths => match (self.deaths, self.missing) {
                (None, None) => None,
                (deaths, missing) => Some(Exact::from(deaths.unwrap_or(0) + missing.unwrap_or(0))),
            },
            Measure::SeriousInjuries => self.serious_injuries.map(Exact::from),
            Measure::DirectLoss => self.direct_loss_10k_yuan,
            Measure::Area => self.area_ha,
        }
    }

    /// That nobody is missing is taken for granted once the deaths are known.
    fn knows(&self, measure: Measure) -> bool {
        match measure {
            Measure::Deaths => self.deaths.is_some(),
            _ => self.value(measure).is_some(),
        }
    }
}

/// How many people, how badly threatened, make a case that is reported like an accident (较大涉险事故, Order 21 of the
/// former State Administration of Work Safety).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Threat {
    pub people_at_risk: u32,
    pub trapped_or_missing: u32,
    pub evacuated: u32,
    pub under_hospital_observation: u32,
    /// A power station, reservoir, chemical store, station, port or airport in danger, or serious pollution.
    pub key_place_or_environment: bool,
}

impl Threat {
    /// One printing joins the evacuated and those in hospital with "and", another lists the evacuated alone:
    /// `hospital_alone` is whether ten people under observation are enough without an evacuation.
    pub fn is_considerable(&self, hospital_alone: bool) -> bool {
        self.people_at_risk >= 10
            || self.trapped_or_missing >= 3
            || self.evacuated >= 500
            || (hospital_alone && self.under_hospital_observation >= 10)
            || self.key_place_or_environment
    }
}

const fn lines(measure: Measure, at: [i128; 3]) -> (Measure, [Exact; 3]) {
    (measure, [Exact::whole(at[0]), Exact::whole(at[1]), Exact::whole(at[2])])
}
