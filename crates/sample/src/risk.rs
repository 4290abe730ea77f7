//! Assessed risks: most of what is supervised has at least one, some are overdue for review, and some nobody ever looked at.

use kernel::{Instant, Span};

use crate::District;
use crate::chance::Chance;
use crate::office_hours::{due, within};
use crate::subject::{Party, Subject};
use crate::text::risks::{self, Point};
use crate::trade::named;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Lec,
    Matrix,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureKind {
    Engineering,
    Management,
    Training,
    Protection,
    Emergency,
}

/// Who says what about a measure, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saying {
    pub at: Instant,
    pub by: u32,
}

/// With a deadline it was still to be put in place when it was assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    pub kind: MeasureKind,
    pub text: &'static str,
    pub owner: u32,
    pub due: Option<Instant>,
    pub reported: Option<Saying>,
    pub verified: Option<Saying>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    pub subject: u32,
    pub point: &'static str,
    pub at: Instant,
    pub by: u32,
    pub method: Method,
    pub factors: &'static [&'static str],
    /// Red whatever its score, by the first case of the district's scheme.
    pub direct_red: bool,
    pub next_review: kernel::Day,
    pub measures: Vec<Measure>,
}

type Values = &'static [&'static [&'static str]];

/// From blue to red.
const LEC: [Values; 4] = [
    &[&["1", "3", "15"], &["1", "6", "3"], &["3", "3", "3"], &["1", "2", "7"], &["0.5", "6", "7"], &["1", "1", "15"]],
    &[&["1", "6", "15"], &["3", "6", "7"], &["1", "10", "7"], &["6", "6", "3"], &["3", "3", "15"]],
    &[&["3", "6", "15"], &["1", "6", "40"], &["3", "10", "7"], &["6", "10", "3"]],
    &[&["3", "10", "15"], &["6", "6", "15"], &["3", "6", "40"]],
];
const MATRIX: [Values; 4] = [
    &[&["1", "2"], &["1", "3"], &["1", "1"], &["2", "1"]],
    &[&["2", "3"], &["2", "2"], &["2", "4"], &["1", "5"]],
    &[&["3", "3"], &["3", "4"], &["4", "4"], &["3", "5"]],
    &[&["5", "4"], &["5", "5"], &["4", "5"]],
];

const MATRIX_PERMILLE: u32 = 240;
const SELF_PERMILLE: u32 = 420;
const PLANNED_PERMILLE: u32 = 230;
const REPORTED_PERMILLE: u32 = 800;
/// A risk is looked at again after a year.
const REVIEW_DAYS: i64 = 365;

pub fn risks(chance: &mut Chance, district: &District) -> Vec<Risk> {
    let mut risks = Vec::new();
    for subject in &district.subjects {
        // A quarter was never assessed; of what is dangerous much less.
        let weight = named(subject.trade).map_or(1, |trade| trade.risk);
        if chance.permille(if weight >= 8 { 60 } else { 300 }) {
            continue;
        }
        let points = risks::of(subject.sector);
        let several = if weight >= 7 { points.len() } else { 1 };
        for point in points.iter().take(several) {
            lives(chance, district, subject, point, weight, &mut risks);
        }
    }
    risks.sort_by_key(|risk| (risk.at, risk.subject));
    risks
}

/// Once, or once a year for some years.
fn lives(
    chance: &mut Chance,
    district: &District,
    subject: &Subject,
    point: &'static Point,
    weight: u32,
    risks: &mut Vec<Risk>,
) {
    let today = district.now.day();
    let last = match chance.below(100) {
        0..=83 => chance.between(3, 350),
        84..=95 => chance.between(366, 600),
        _ => chance.between(601, 900),
    };
    let before = if chance.permille(280) { Some(last + REVIEW_DAYS - chance.between(0, 20)) } else { None };
    for ago in before.into_iter().chain([last]) {
        let minutes = chance.between(0, 380);
        let at = within(chance, today.plus_days(-ago).at(9, 10) + Span::minutes(minutes));
        if at < district.now && subject.since <= at.day() {
            risks.extend(one(chance, district, subject, point, weight, at));
        }
    }
}

fn one(
    chance: &mut Chance,
    district: &District,
    subject: &Subject,
    point: &'static Point,
    weight: u32,
    at: Instant,
) -> Option<Risk> {
    let held = |party| subject.responsible(party, at.day()).map(|held| held.person);
    let office = held(Party::Department).or(held(Party::Township))?;
    let own = held(Party::Enterprise);
    let by = own.filter(|_| chance.permille(SELF_PERMILLE)).unwrap_or(office);
    let owner = subject.organisation.unwrap_or(district.person(office).organisation);
    let colour = colour(chance, weight);
    let method = if chance.permille(MATRIX_PERMILLE) { Method::Matrix } else { Method::Lec };
    let values = match method {
        Method::Lec => LEC[colour],
        Method::Matrix => MATRIX[colour],
    };
    let kept = |kind, text| Measure { kind, text, owner, due: None, reported: None, verified: None };
    let mut measures = vec![
        kept(MeasureKind::Engineering, point.engineering),
        kept(MeasureKind::Management, point.management),
        kept(MeasureKind::Training, *chance.one(risks::TRAINING)),
        kept(MeasureKind::Protection, *chance.one(risks::PROTECTION)),
        kept(MeasureKind::Emergency, point.emergency),
    ];
    if chance.permille(PLANNED_PERMILLE) {
        plan(chance, district, at, own.unwrap_or(office), office, &mut measures[0]);
    }
    Some(Risk {
        subject: subject.key,
        point: point.name,
        at,
        by,
        method,
        factors: values[chance.below(values.len())],
        direct_red: method == Method::Lec && weight >= 15 && chance.permille(70),
        next_review: at.day().plus_days(REVIEW_DAYS),
        measures,
    })
}

/// The worse the trade, the worse the colour.
fn colour(chance: &mut Chance, weight: u32) -> usize {
    let worst = weight.min(20) as usize;
    match chance.below(1000) {
        n if n < worst * 2 => 3,
        n if n < worst * 14 => 2,
        n if n < 180 + worst * 24 => 1,
        _ => 0,
    }
}

fn plan(chance: &mut Chance, district: &District, at: Instant, doer: u32, checker: u32, measure: &mut Measure) {
    let until = due(at.day(), chance.between(20, 60));
    measure.due = Some(until);
    if doer == checker || !chance.permille(REPORTED_PERMILLE) {
        return;
    }
    let (works, waits) = (chance.between(8, 58), chance.between(1, 6));
    let reported = within(chance, at + Span::days(works));
    let verified = within(chance, reported + Span::days(waits));
    measure.reported = (reported < district.now).then_some(Saying { at: reported, by: doer });
    measure.verified = (verified < district.now).then_some(Saying { at: verified, by: checker });
}
