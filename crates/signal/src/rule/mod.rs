//! Rules of monitoring: what must be measured for how long before a condition is raised, and where.
//!
//! Always true: whoever drafted an edition does not switch it on or off; an edition that was switched on is never changed, and
//! stays; of one rule at most one edition holds on a day, the last that was switched on.
//! Not here: evaluating a rule over readings (`readings`).

mod act;
pub mod backtest;
mod detail;
pub mod export;
mod form;
mod list;
mod model;
pub mod query;
mod store;

pub use act::{Describe, Discard, SwitchOff, SwitchOn, discard, draft, redraft, switch_off, switch_on, tested};
pub(crate) use detail::VIEW;
pub(crate) use list::PATH;
pub use model::{Model, Wetness, unit};
pub use store::project;

use kernel::{Day, Division, Instant, PersonId, Personal, words};
use readings::Metric;
use readings::metric::Nature;
use serde::{Deserialize, Serialize};

use crate::device::{self, Device, DeviceId, metric_code};
use crate::{Colour, Quantity};

kernel::ids! {
    /// One edition of a rule.
    SignalRuleId,
}

words! {
    /// What is taken of the readings of a window.
    pub enum Aggregate {
        Sum = "sum",
        Last = "last",
        Max = "max",
        Min = "min",
        Mean = "mean",
        /// The last less the first.
        Rise = "rise",
        /// The rise in an hour.
        Rate = "rate",
        /// Rain as a part of a curve of critical rain.
        IntensityDuration = "intensity_duration",
        /// The improved tangent angle of a slope.
        TangentAngle = "tangent_angle",
        /// Hours until a slope fails.
        InverseVelocity = "inverse_velocity",
    }
}

impl Aggregate {
    /// Whether it says something of a metric.
    pub fn fits(self, metric: Metric) -> bool {
        match (self, metric.shape().nature) {
            (Aggregate::IntensityDuration, _) => metric == Metric::Rain,
            (Aggregate::TangentAngle | Aggregate::InverseVelocity, _) => {
                matches!(metric, Metric::Displacement | Metric::Crack)
            }
            (Aggregate::Sum, nature) => nature == Nature::Amount,
            (Aggregate::Rise | Aggregate::Rate, nature) => nature != Nature::Amount,
            (Aggregate::Last | Aggregate::Max | Aggregate::Min | Aggregate::Mean, _) => true,
        }
    }
}

impl Aggregate {
    /// On which side of its threshold a named model is bad; of the others either may be.
    pub fn worse(self) -> Option<Direction> {
        match self {
            Aggregate::IntensityDuration | Aggregate::TangentAngle => Some(Direction::Above),
            Aggregate::InverseVelocity => Some(Direction::Below),
            _ => None,
        }
    }
}

words! {
    /// On which side of a threshold it is bad.
    pub enum Direction {
        Above = "above",
        Below = "below",
    }
}

/// The devices of a supervised subject make one condition, when so many of them agree; a device of no subject makes one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerSite {
    /// All of them where a site has fewer.
    pub agree: u32,
}

words! {
    /// What a condition of a rule is of.
    pub enum Per {
        Device = "device",
        Site = "site",
    }
}

words! {
    pub enum State {
        Draft = "draft",
        On = "on",
        Off = "off",
        Discarded = "discarded",
    }
}

/// From which value on which colour; a colour that is not used has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    pub colour: Colour,
    pub value: Quantity,
}

/// Which devices: all that measure the metric and meet everything that is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<device::Sort>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub township: Option<Division>,
    /// None chosen: whatever meets the rest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<DeviceId>,
}

/// Everything that is said of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    pub title: Personal<String>,
    /// After which text, and why.
    pub basis: Personal<String>,
    #[serde(with = "metric_code")]
    pub metric: Metric,
    /// 0: the reading itself.
    pub window_minutes: u32,
    pub aggregate: Aggregate,
    pub direction: Direction,
    pub thresholds: Vec<Threshold>,
    /// How long a threshold must be passed before it counts, and kept before it is over.
    pub hold_minutes: u32,
    pub clear_minutes: u32,
    /// How late a reading may come and still count.
    pub lateness_minutes: u32,
    pub target: Target,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    /// With it, `thresholds` are those of usual ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wetness: Option<Wetness>,
    /// None: each device makes its own condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_site: Option<PerSite>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    pub code: String,
    pub edition: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<SignalRuleId>,
    pub said: Described,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Drafted(Box<Drafted>),
    Redrafted {
        said: Box<Described>,
    },
    /// What the draft would have warned; it goes with the next redrafting.
    Tested(Box<backtest::Tested>),
    SwitchedOn {
        from: Day,
        reason: Personal<String>,
    },
    /// `to` is the first day on which it does not hold.
    SwitchedOff {
        to: Day,
        reason: Personal<String>,
    },
    Discarded {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "signal_rule";
    type Id = SignalRuleId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Drafted(_) => "drafted",
            Fact::Redrafted { .. } => "redrafted",
            Fact::Tested(_) => "tested",
            Fact::SwitchedOn { .. } => "switched_on",
            Fact::SwitchedOff { .. } => "switched_off",
            Fact::Discarded { .. } => "discarded",
        }
    }
}

/// A decision about an edition: whose, when, from which day on, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub day: Day,
    pub at: Instant,
    pub by: Option<PersonId>,
    pub reason: Option<Personal<String>>,
}

/// One edition of a rule as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalRule {
    pub id: SignalRuleId,
    pub version: i64,
    /// The same in every edition.
    pub code: String,
    pub edition: u32,
    pub follows: Option<SignalRuleId>,
    pub said: Described,
    pub state: State,
    pub drafted_at: Instant,
    pub drafted_by: Option<PersonId>,
    pub on: Option<Decided>,
    pub off: Option<Decided>,
    /// Its last backtest, as it is written now.
    pub tested: Option<backtest::Tested>,
}

impl SignalRule {
    pub fn title(&self) -> &str {
        self.said.title.as_str().unwrap_or("--")
    }

    /// Whether it watches this device, whatever the day.
    pub fn watches(&self, it: &Device) -> bool {
        let (target, said) = (&self.said.target, &it.said);
        it.measures(self.said.metric).is_some()
            && target.sort.is_none_or(|sort| sort == said.sort)
            && target.township.is_none_or(|township| {
                let (first, last) = township.range();
                (first..=last).contains(&said.division.code())
            })
            && (target.devices.is_empty() || target.devices.contains(&it.id))
    }
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    detail::routes()
}
