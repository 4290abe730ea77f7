//! From lines to figures. Pure.

use kernel::{Day, Instant};
use standards::earthquake_catalogue::{
    BValue, Estimator, Event, annual_a_value, annual_rate, b_value, completeness_maximum_curvature, gardner_knopoff,
    main_shocks,
};

use crate::event::query::Line;

const BIN: f64 = 0.1;
/// Added to the bin of maximum curvature (Woessner and Wiemer 2005).
const CORRECTION: f64 = 0.2;
/// A b of fewer events is hardly one.
pub(super) const FEW: usize = 50;
/// Classes of the table, in thousandths: from … on.
pub(super) const CLASSES: [i64; 6] = [i64::MIN, 2_000, 3_000, 4_000, 5_000, 6_000];
/// Rates and "none since" are given for these.
pub(super) const SINCE: [i64; 4] = [3_000, 4_000, 5_000, 6_000];
const MICROS_PER_DAY: f64 = 86_400e6;
const DAYS_PER_YEAR: f64 = 365.25;

/// The span that is asked for, and whether aftershocks are taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub from: Day,
    /// The last day, itself in it.
    pub to: Day,
    pub without_aftershocks: bool,
}

impl Asked {
    pub fn years(&self) -> f64 {
        self.from.days_until(self.to.plus_days(1)) as f64 / DAYS_PER_YEAR
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Year {
    pub year: i16,
    pub counts: [u64; CLASSES.len()],
    pub largest: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rate {
    pub magnitude_e3: i64,
    /// Counted.
    pub count: u64,
    /// Counted, a year.
    pub observed: f64,
    /// By a and b, where there are any and the magnitude is not below the completeness.
    pub by_law: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figures {
    pub total: u64,
    /// Taken out as aftershocks or foreshocks.
    pub left_out: u64,
    pub largest: Option<Line>,
    /// In the order of years, those without any among them.
    pub years: Vec<Year>,
    pub completeness: Option<f64>,
    pub b: Option<BValue>,
    pub a: Option<f64>,
    pub rates: Vec<Rate>,
}

fn event(it: &Line) -> Event {
    Event {
        day: it.at.micros() as f64 / MICROS_PER_DAY,
        latitude_deg: it.latitude_e6 as f64 / 1e6,
        longitude_deg: it.longitude_e6 as f64 / 1e6,
        magnitude: it.magnitude_e3 as f64 / 1e3,
    }
}

pub(super) fn class(magnitude_e3: i64) -> usize {
    CLASSES.iter().rposition(|from| magnitude_e3 >= *from).unwrap_or_default()
}

fn independent(lines: Vec<Line>) -> Vec<Line> {
    let events: Vec<Event> = lines.iter().map(event).collect();
    match main_shocks(&events, gardner_knopoff, 1.0) {
        Ok(belongs) => lines.into_iter().enumerate().filter(|(at, _)| belongs[*at] == *at).map(|(_, it)| it).collect(),
        // Parsed at the edge: every line lies in the domain.
        Err(_) => lines,
    }
}

/// `lines` in the order of time, also before the span: what lies in it may be the aftershock of what lies before.
pub(crate) fn compute(lines: Vec<Line>, asked: &Asked) -> Figures {
    let (from, until) = (asked.from.start(), asked.to.plus_days(1).start());
    let all = within(&lines, from, until).len();
    let lines = if asked.without_aftershocks { independent(lines) } else { lines };
    let lines = within(&lines, from, until);
    let magnitudes: Vec<f64> = lines.iter().map(|it| it.magnitude_e3 as f64 / 1e3).collect();
    let completeness = completeness_maximum_curvature(&magnitudes, BIN, CORRECTION).ok();
    let b = completeness.and_then(|mc| b_value(Estimator::Classic, &magnitudes, mc, BIN).ok());
    let a = completeness.zip(b).and_then(|(mc, b)| annual_a_value(&b, mc, asked.years()).ok());
    let rates = SINCE.iter().map(|from| rate(&lines, *from, asked, (completeness, a, b))).collect();
    Figures {
        total: lines.len() as u64,
        left_out: (all - lines.len()) as u64,
        largest: lines.iter().copied().reduce(|most, it| if it.magnitude_e3 > most.magnitude_e3 { it } else { most }),
        years: years(&lines, asked),
        completeness,
        b,
        a,
        rates,
    }
}

fn rate(
    lines: &[Line],
    from: i64,
    asked: &Asked,
    (completeness, a, b): (Option<f64>, Option<f64>, Option<BValue>),
) -> Rate {
    let count = lines.iter().filter(|it| it.magnitude_e3 >= from).count() as u64;
    let magnitude = from as f64 / 1e3;
    let holds = completeness.is_some_and(|mc| magnitude >= mc);
    let by_law = a.zip(b).filter(|_| holds).and_then(|(a, b)| annual_rate(a, b.b, magnitude).ok());
    Rate { magnitude_e3: from, count, observed: count as f64 / asked.years(), by_law }
}

fn years(lines: &[Line], asked: &Asked) -> Vec<Year> {
    let of = |year: i16| Year { year, counts: [0; CLASSES.len()], largest: i64::MIN };
    let mut all: Vec<Year> = (asked.from.year()..=asked.to.year()).map(of).collect();
    for it in lines {
        let at = it.at.day().year() - asked.from.year();
        if let Some(year) = usize::try_from(at).ok().and_then(|at| all.get_mut(at)) {
            year.counts[class(it.magnitude_e3)] += 1;
            year.largest = year.largest.max(it.magnitude_e3);
        }
    }
    all
}

/// How long there has been none of a magnitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Since {
    pub magnitude_e3: i64,
    /// The last one; nothing where there is none on record.
    pub last: Option<Line>,
    pub from: Day,
    pub years: i64,
    pub days: i64,
}

/// Up to a day, itself not counted: whole years, then days.
pub(crate) fn since(lines: &[Line], magnitude_e3: i64, begin: Day, until: Day) -> Since {
    let last = lines.iter().rev().find(|it| it.magnitude_e3 >= magnitude_e3).copied();
    let from = last.map_or(begin, |it| it.at.day());
    let (years, days) = years_and_days(from, until);
    Since { magnitude_e3, last, from, years, days }
}

/// The same day of a later year; the last of February where there is none.
fn anniversary(from: Day, years: i16) -> Day {
    let year = from.year() + years;
    let same = Day::new(year, from.month(), from.day_of_month());
    same.or_else(|| Day::new(year, 2, 28)).unwrap_or(from)
}

fn years_and_days(from: Day, until: Day) -> (i64, i64) {
    let full = (until.year() - from.year()).max(0);
    let years = if anniversary(from, full) > until { full - 1 } else { full }.max(0);
    (i64::from(years), anniversary(from, years).days_until(until).max(0))
}

/// So that a page of a span has the lines of its span.
fn within(lines: &[Line], from: Instant, to: Instant) -> Vec<Line> {
    lines.iter().filter(|it| it.at >= from && it.at < to).copied().collect()
}
