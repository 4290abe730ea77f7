//! What a rule says beside windows and thresholds: the parameters of a named model, and thresholds by how wet the ground is.
//!
//! Pure: words become values with every problem at once. Not here: the models (`readings::model`, `standards`).

use kernel::{Lang, Text};
use page::Values;
use readings::Metric;
use serde::{Deserialize, Serialize};

use super::{Aggregate, Describe, Described, Per, PerSite, Threshold};
use crate::said::{self, CHOOSE, NUMBER};
use crate::words::signal_model as w;
use crate::{Colour, Quantity};

/// The parameters of a named model, each of the aggregate of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// `I = factor·D^(-exponent)`, I in mm/h, D in hours, from the shortest duration to the window.
    IntensityDuration { factor: Quantity, exponent: Quantity, shortest_minutes: u32 },
    /// The speed of the uniform stage, in millimetres a day.
    TangentAngle { uniform_speed: Quantity },
}

/// Thresholds of dry and of wet ground beside the usual ones, by the effective rain of the days before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wetness {
    pub days: u32,
    /// What is left after a day: 0.85.
    pub decay: Quantity,
    /// In millimetres: below it the ground is dry, from the other on it is wet.
    pub dry_below: Quantity,
    pub wet_from: Quantity,
    pub dry: Vec<Threshold>,
    pub wet: Vec<Threshold>,
}

/// Everything of this kind that an edition says, as its row keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Parameters {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wetness: Option<Wetness>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_site: Option<PerSite>,
}

const LEAST_MINUTES: u32 = 6;
const MOST_DAYS: u32 = 30;
const MOST_AGREE: u32 = 20;

fn number(text: &mut Text, field: &'static str, typed: &str, (least, most): (f64, f64)) -> Option<Quantity> {
    let value = text.read(field, typed, NUMBER, Quantity::read)?;
    if (least..=most).contains(&value.value()) {
        return Some(value);
    }
    text.problem(field, "this lies outside of what is possible", typed);
    None
}

/// The model of an aggregate that has parameters; what is typed for another is passed over.
pub(super) fn model(
    text: &mut Text,
    cmd: &Describe,
    aggregate: Option<Aggregate>,
    window: Option<u32>,
) -> Option<Model> {
    match aggregate? {
        Aggregate::IntensityDuration => {
            let factor = number(text, "factor", &cmd.factor, (0.001, 1_000.0));
            let exponent = number(text, "exponent", &cmd.exponent, (0.0, 1.0));
            let most = window.unwrap_or(u32::MAX).max(LEAST_MINUTES);
            let shortest_minutes = match cmd.shortest.trim() {
                "" => Some(60.min(most)),
                typed => said::count(text, "shortest", typed, LEAST_MINUTES, most),
            };
            Some(Model::IntensityDuration { factor: factor?, exponent: exponent?, shortest_minutes: shortest_minutes? })
        }
        Aggregate::TangentAngle => {
            let uniform_speed = number(text, "uniform_speed", &cmd.uniform_speed, (0.001, 100_000.0))?;
            Some(Model::TangentAngle { uniform_speed })
        }
        _ => None,
    }
}

/// None where no days are asked for.
pub(super) fn wetness(text: &mut Text, cmd: &Describe, sums_rain: bool) -> Option<Wetness> {
    if cmd.wet_days.trim().is_empty() {
        return None;
    }
    if !sums_rain {
        text.problem("wet_days", "only a sum of rain has thresholds by the wetness of the ground", &cmd.wet_days);
        return None;
    }
    let days = said::count(text, "wet_days", &cmd.wet_days, 1, MOST_DAYS);
    let decay = match cmd.decay.trim() {
        "" => Quantity::read("0.85"),
        typed => number(text, "decay", typed, (0.001, 1.0)),
    };
    let dry_below = number(text, "dry_below", &cmd.dry_below, (0.0, 5_000.0));
    let wet_from = number(text, "wet_from", &cmd.wet_from, (0.0, 5_000.0));
    if dry_below.zip(wet_from).is_some_and(|(dry, wet)| dry > wet) {
        text.problem("wet_from", "the ground is not dry from where it is wet", &cmd.wet_from);
    }
    let dry = thresholds(
        text,
        [
            ("dry_blue", &cmd.dry_blue),
            ("dry_yellow", &cmd.dry_yellow),
            ("dry_orange", &cmd.dry_orange),
            ("dry_red", &cmd.dry_red),
        ],
    );
    let wet = thresholds(
        text,
        [
            ("wet_blue", &cmd.wet_blue),
            ("wet_yellow", &cmd.wet_yellow),
            ("wet_orange", &cmd.wet_orange),
            ("wet_red", &cmd.wet_red),
        ],
    );
    Some(Wetness { days: days?, decay: decay?, dry_below: dry_below?, wet_from: wet_from?, dry, wet })
}

/// None where each device makes its own condition.
pub(super) fn per_site(text: &mut Text, cmd: &Describe) -> Option<PerSite> {
    match text.read_optional("per", &cmd.per, CHOOSE, Per::from_word)? {
        Per::Device => None,
        Per::Site if cmd.agree.trim().is_empty() => Some(PerSite { agree: 1 }),
        Per::Site => said::count(text, "agree", &cmd.agree, 1, MOST_AGREE).map(|agree| PerSite { agree }),
    }
}

/// From blue to red, each higher than the one before.
fn thresholds(text: &mut Text, typed: [(&'static str, &String); 4]) -> Vec<Threshold> {
    let mut found: Vec<Threshold> = Vec::new();
    for ((field, typed), colour) in typed.into_iter().zip(Colour::ALL) {
        let Some(value) = text.read_optional(field, typed, NUMBER, Quantity::read) else { continue };
        if value <= Quantity::ZERO || found.last().is_some_and(|before| value <= before.value) {
            text.problem(field, "a worse colour begins further on the bad side", typed);
        }
        found.push(Threshold { colour: *colour, value });
    }
    found
}

/// The fields of a form as an edition is.
pub(super) fn fill(values: &mut Values, said: &Described) {
    match said.model {
        Some(Model::IntensityDuration { factor, exponent, shortest_minutes }) => {
            values.set("factor", factor.to_string());
            values.set("exponent", exponent.to_string());
            values.set("shortest", shortest_minutes.to_string());
        }
        Some(Model::TangentAngle { uniform_speed }) => values.set("uniform_speed", uniform_speed.to_string()),
        None => {}
    }
    values.set("per", said.per_site.map_or(Per::Device, |_| Per::Site).word());
    if let Some(it) = said.per_site {
        values.set("agree", it.agree.to_string());
    }
    let Some(it) = &said.wetness else { return };
    values.set("wet_days", it.days.to_string());
    values.set("decay", it.decay.to_string());
    values.set("dry_below", it.dry_below.to_string());
    values.set("wet_from", it.wet_from.to_string());
    for (ground, thresholds) in [("dry", &it.dry), ("wet", &it.wet)] {
        thresholds.iter().for_each(|one| values.set(&format!("{ground}_{}", one.colour), one.value.to_string()));
    }
}

/// The parameters of a model in words.
pub(super) fn in_words(lang: Lang, it: &Model) -> String {
    match it {
        Model::IntensityDuration { factor, exponent, shortest_minutes } => {
            w::curve(lang, factor, exponent, super::list::span(lang, *shortest_minutes))
        }
        Model::TangentAngle { uniform_speed } => w::uniform(lang, uniform_speed),
    }
}

/// How the ground is taken into account, in words.
pub(super) fn ground_in_words(lang: Lang, it: &Wetness) -> String {
    w::ground(lang, it.days, it.decay, it.dry_below, it.wet_from)
}

/// What a condition of the rule is of, in words.
pub(super) fn per_site_in_words(lang: Lang, it: PerSite) -> String {
    match it.agree {
        1 => w::any_of_site(lang).to_owned(),
        agree => w::of_site(lang, agree),
    }
}

/// All of it in one cell; empty for most rules.
pub(super) fn said(lang: Lang, it: &Described) -> String {
    let model = it.model.as_ref().map(|it| in_words(lang, it));
    let ground = it.wetness.as_ref().map(|it| ground_in_words(lang, it));
    let per_site = it.per_site.map(|it| per_site_in_words(lang, it));
    model.into_iter().chain(ground).chain(per_site).collect::<Vec<_>>().join("; ")
}

/// Thresholds by the wetness of the ground, for programs: blue, yellow, orange, red.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SignalRuleWetness)]
pub struct WetnessAnswer {
    days: u32,
    decay: f64,
    dry_below: f64,
    wet_from: f64,
    dry: [Option<f64>; 4],
    wet: [Option<f64>; 4],
}

impl WetnessAnswer {
    pub(super) fn of(it: &Wetness) -> WetnessAnswer {
        let set = |all: &[Threshold]| {
            let mut set = [None; 4];
            all.iter().for_each(|one| set[one.colour as usize] = Some(one.value.value()));
            set
        };
        WetnessAnswer {
            days: it.days,
            decay: it.decay.value(),
            dry_below: it.dry_below.value(),
            wet_from: it.wet_from.value(),
            dry: set(&it.dry),
            wet: set(&it.wet),
        }
    }
}

/// The unit of what an aggregate says of a metric.
pub fn unit(aggregate: Aggregate, metric: Metric) -> String {
    match aggregate {
        Aggregate::Rate => format!("{}/h", metric.unit()),
        Aggregate::IntensityDuration => "%".to_owned(),
        Aggregate::TangentAngle => "°".to_owned(),
        Aggregate::InverseVelocity => "h".to_owned(),
        _ => metric.unit().to_owned(),
    }
}
