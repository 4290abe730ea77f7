use std::fmt;

use super::{INDICATORS, Report, indicator};
use crate::Exact;

/// What the regime leaves to the district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Sums of money may differ by so much.
    pub tolerance_10k_yuan: Exact,
    /// Outside 1 to this many rooms in a household a figure is looked at again.
    pub rooms_per_household_max: Exact,
    /// A value that grows by more than this share of itself must be explained.
    pub jump_percent: Exact,
    /// Whether this is the verified report after the disaster, which may correct downward.
    pub verified: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tolerance_10k_yuan: Exact::lowest_terms(1, 100),
            rooms_per_household_max: Exact::whole(20),
            jump_percent: Exact::whole(50),
            verified: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The report is sent back.
    Contradiction,
    /// It may be so; a note has to say why.
    Explain,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub weight: Weight,
    /// The indicator to look at first.
    pub at: &'static str,
    said: String,
    zh: String,
}

impl Finding {
    /// The same in Chinese, with the indicators' own terms.
    pub fn zh(&self) -> &str {
        &self.zh
    }
}

/// What the regime calls it.
fn zh(name: &str) -> &str {
    indicator(name).map_or(name, |it| it.term.zh)
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

/// The first of each pair is never more than the second.
const AT_MOST: &[(&str, &str)] = &[
    ("deaths", "affected"),
    ("missing", "affected"),
    ("injured", "affected"),
    ("seriously_injured", "injured"),
    ("relocated", "affected"),
    ("relocated_now", "relocated"),
    ("sites_now", "sites"),
    ("emergency_aid_now", "emergency_aid"),
    ("drought_water_aid", "drought_aid"),
    ("rooms_collapsed_housing", "rooms_collapsed"),
    ("rooms_severe_housing", "rooms_severe"),
    ("rooms_slight_housing", "rooms_slight"),
    ("crops_damaged_ha", "crops_affected_ha"),
    ("crops_lost_ha", "crops_damaged_ha"),
    ("crops_damaged_grain_ha", "crops_affected_grain_ha"),
    ("crops_lost_grain_ha", "crops_damaged_grain_ha"),
    ("crops_affected_grain_ha", "crops_affected_ha"),
    ("crops_damaged_grain_ha", "crops_damaged_ha"),
    ("crops_lost_grain_ha", "crops_lost_ha"),
];

/// The first is the sum of the others; as long as one of them is not said, the others are no more than the first.
const SUMS: &[(&str, &[&str])] = &[
    ("relocated", &["relocated_together", "relocated_scattered"]),
    ("livestock_deaths", &["livestock_deaths_large", "livestock_deaths_small"]),
    ("named_dead_and_missing", &["deaths", "missing"]),
    (
        "loss_10k_yuan",
        &[
            "loss_homes_10k_yuan",
            "loss_farming_10k_yuan",
            "loss_business_10k_yuan",
            "loss_infrastructure_10k_yuan",
            "loss_public_10k_yuan",
            "loss_other_10k_yuan",
        ],
    ),
];

/// Households and their rooms: one is not there without the other.
const HOUSEHOLDS: &[(&str, &str)] = &[
    ("households_collapsed", "rooms_collapsed_housing"),
    ("households_severe", "rooms_severe_housing"),
    ("households_slight", "rooms_slight_housing"),
];

/// Whether the values of one report agree. A rule is checked as far as its values are there.
pub fn check(report: &Report, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (less, more) in AT_MOST {
        if let (Some(a), Some(b)) = (report.value(less), report.value(more))
            && a > b
        {
            let said_zh = format!("{} {a} 大于{} {b}", zh(less), zh(more));
            findings.push(contradiction(less, format!("{less} {a} is more than {more} {b}"), said_zh));
        }
    }
    for (total, parts) in SUMS {
        let Some(given) = report.value(total) else { continue };
        let values: Vec<_> = parts.iter().filter_map(|part| report.value(part)).collect();
        let all = values.len() == parts.len();
        let sum = values.into_iter().fold(Exact::ZERO, Exact::plus);
        if (all || sum > given) && given.distance(sum) > tolerance(total, settings) {
            let (parts, parts_zh) = if all {
                (format!("its parts sum to {sum}"), format!("分项合计 {sum}"))
            } else {
                (format!("the parts that are said sum to {sum} already"), format!("已报分项合计已达 {sum}"))
            };
            let said_zh = format!("{}为 {given}，{parts_zh}", zh(total));
            findings.push(contradiction(total, format!("{total} is {given}, {parts}"), said_zh));
        }
    }
    for (households, rooms) in HOUSEHOLDS {
        if let (Some(h), Some(r)) = (report.value(households), report.value(rooms)) {
            findings.extend(rooms_of(households, h, rooms, r, settings));
        }
    }
    findings
}

fn rooms_of(households: &'static str, h: Exact, rooms: &'static str, r: Exact, settings: &Settings) -> Option<Finding> {
    if (h == Exact::ZERO) != (r == Exact::ZERO) {
        let said = format!("{households} is {h} and {rooms} {r}: one is not there without the other");
        let said_zh = format!("{}为 {h}，{}为 {r}", zh(households), zh(rooms));
        return Some(contradiction(households, said, said_zh));
    }
    let each = r.over(h)?;
    let usual = (Exact::ONE..=settings.rooms_per_household_max).contains(&each);
    let each = each.rounded(1);
    (!usual).then(|| {
        let said_zh = format!("{}平均每户 {each} 间", zh(rooms));
        explain(households, format!("{rooms} are {each} for each of {households}"), said_zh)
    })
}

/// The towns of a county summed, indicator by indicator. An indicator that a town left out makes no sum: every town says
/// its value, or zero.
pub fn roll_up(towns: &[Report]) -> Report {
    let mut county = Report::default();
    for indicator in INDICATORS {
        let values: Option<Vec<_>> = towns.iter().map(|town| town.value(indicator.name)).collect();
        if let Some(values) = values.filter(|values| !values.is_empty()) {
            county.add(indicator.name, values.into_iter().fold(Exact::ZERO, Exact::plus));
        }
    }
    county
}

/// Whether the county's report is the sum of its towns; `towns` are all of them, each with its name.
pub fn check_roll_up(county: &Report, towns: &[(&str, Report)], settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    for indicator in INDICATORS {
        let name = indicator.name;
        let Some(given) = county.value(name) else { continue };
        let silent: Vec<_> = towns.iter().filter(|(_, it)| it.value(name).is_none()).map(|(town, _)| *town).collect();
        if !silent.is_empty() {
            let said = format!("{name} is not said, not even zero, by {}", silent.join(", "));
            let said_zh = format!("{}未填{}，没有的应填 0", silent.join("、"), zh(name));
            findings.push(contradiction(name, said, said_zh));
            continue;
        }
        let sum = towns.iter().filter_map(|(_, it)| it.value(name)).fold(Exact::ZERO, Exact::plus);
        if given.distance(sum) > tolerance(name, settings) {
            let said_zh = format!("{}为 {given}，各地合计 {sum}", zh(name));
            findings.push(contradiction(name, format!("{name} is {given}, the towns sum to {sum}"), said_zh));
        }
    }
    findings
}

/// What a later report of the same disaster must explain, or may not say: a value that only grows has fallen, a value has
/// jumped, a value is no longer there.
pub fn jumps(before: &Report, now: &Report, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    for indicator in INDICATORS {
        let name = indicator.name;
        let Some(old) = before.value(name) else { continue };
        let Some(new) = now.value(name) else {
            let said_zh = format!("{}上次为 {old}，本次未填", zh(name));
            findings.push(contradiction(name, format!("{name} was {old} and is not said now"), said_zh));
            continue;
        };
        if indicator.cumulative && new < old {
            let said = format!("{name} fell from {old} to {new}");
            let said_zh = format!("{}由 {old} 减为 {new}", zh(name));
            let weigh = if settings.verified { explain } else { contradiction };
            findings.push(weigh(name, said, said_zh));
        } else if new.minus(old).times(Exact::whole(100)) > old.times(settings.jump_percent) && old > Exact::ZERO {
            let said_zh = format!("{}由 {old} 增为 {new}", zh(name));
            findings.push(explain(name, format!("{name} rose from {old} to {new}"), said_zh));
        }
    }
    findings
}

fn tolerance(name: &str, settings: &Settings) -> Exact {
    if name.ends_with("_10k_yuan") { settings.tolerance_10k_yuan } else { Exact::ZERO }
}

fn contradiction(at: &'static str, said: String, zh: String) -> Finding {
    Finding { weight: Weight::Contradiction, at, said, zh }
}

fn explain(at: &'static str, said: String, zh: String) -> Finding {
    Finding { weight: Weight::Explain, at, said, zh }
}
