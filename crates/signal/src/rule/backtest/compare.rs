//! Which condition belongs to which event, and what that makes of each colour.
//!
//! A condition belongs to an event when its device is near, it reached the colour before the event, and was not over for
//! longer than `before` by then. One that is raised within `after` behind it came too late: neither right nor false.

use kernel::Division;
use readings::Held;

use super::{Asked, Nearness, Score};
use crate::Colour;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Where a watched device is, and whether it had readings from one moment to another.
pub struct Told<'a> {
    pub division: Division,
    /// Latitude and longitude in degrees.
    pub position: Option<(f64, f64)>,
    pub heard: Box<dyn Fn(i64, i64) -> bool + 'a>,
}

/// A condition that would have been raised, at the device of this place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub device: usize,
    pub held: Held,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// In milliseconds: the earliest moment, and how much later it may have been.
    pub at: i64,
    pub unsure: i64,
    /// None: all over the district.
    pub places: Vec<Division>,
    /// The middles of those places, as far as they are known.
    pub middles: Vec<(f64, f64)>,
}

/// Whether a device could have told of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whether {
    Could,
    /// No watched device is near.
    NoDevice,
    /// There is one, without readings at that time.
    NoReadings,
}

/// What a condition is, at its worst colour or a lesser one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// To the event of this place in the list.
    To(usize),
    TooLate(usize),
    Nowhere,
}

/// The comparison of one edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    pub scores: Vec<Score>,
    /// Of each condition, by the least of the colours.
    pub belongs: Vec<Belongs>,
    /// Of each event, and how many minutes before it each level was reached first, where it was.
    pub events: Vec<(Whether, [Option<i64>; 4])>,
}

/// `colours` are those that the edition uses, from the least on; `end` is until when it was looked at.
pub fn compare(
    asked: &Asked,
    colours: &[Colour],
    devices: &[Told<'_>],
    (conditions, events): (&[Found], &[Event]),
    end: i64,
) -> Compared {
    let near: Vec<Vec<bool>> =
        events.iter().map(|event| devices.iter().map(|it| is_near(asked, it, event)).collect()).collect();
    let before = i64::from(asked.before_hours) * HOUR;
    let whether = |(place, event): (usize, &Event)| {
        let mut nearby = devices.iter().zip(&near[place]).filter(|(_, near)| **near).map(|(it, _)| it).peekable();
        if nearby.peek().is_none() {
            return Whether::NoDevice;
        }
        let heard = nearby.any(|it| (it.heard)(event.at - before, event.at + event.unsure));
        if heard { Whether::Could } else { Whether::NoReadings }
    };
    let mut of_events: Vec<(Whether, [Option<i64>; 4])> =
        events.iter().enumerate().map(|it| (whether(it), [None; 4])).collect();
    let mut belongs = vec![Belongs::Nowhere; conditions.len()];
    let mut scores = Vec::new();
    for colour in colours {
        let level = *colour as usize;
        let mut score = empty(*colour);
        for (place, condition) in conditions.iter().enumerate() {
            let Some(since) = condition.held.since[level] else { continue };
            let mut found = Belongs::Nowhere;
            for (at, event) in events.iter().enumerate().filter(|(at, _)| near[*at][condition.device]) {
                match relation(asked, since, condition.held.until.unwrap_or(end), event) {
                    Some(true) => {
                        let lead = ((event.at - since) / MINUTE).max(0);
                        let best = &mut of_events[at].1[level];
                        *best = Some(best.map_or(lead, |known| known.max(lead)));
                        found = Belongs::To(at);
                    }
                    Some(false) if found == Belongs::Nowhere => found = Belongs::TooLate(at),
                    _ => {}
                }
            }
            score.conditions += 1;
            score.right += u32::from(matches!(found, Belongs::To(_)));
            score.late += u32::from(matches!(found, Belongs::TooLate(_)));
            score.warned_minutes += condition.held.lasted[level] / MINUTE;
            if colours.first() == Some(colour) {
                belongs[place] = found;
            }
        }
        let could = || of_events.iter().zip(events).filter(|(it, _)| it.0 == Whether::Could);
        score.events = could().count() as u32;
        score.hits = could().filter(|(it, _)| it.1[level].is_some()).count() as u32;
        let leads = could().filter(|(_, event)| event.unsure <= HOUR).filter_map(|(it, _)| it.1[level]);
        score.lead_minutes = middle(leads.collect());
        scores.push(score);
    }
    Compared { scores, belongs, events: of_events }
}

fn empty(colour: Colour) -> Score {
    Score { colour, conditions: 0, right: 0, late: 0, events: 0, hits: 0, lead_minutes: None, warned_minutes: 0 }
}

/// True: it belongs; false: it came too late.
fn relation(asked: &Asked, since: i64, until: i64, event: &Event) -> Option<bool> {
    let latest = event.at + event.unsure;
    let in_time = since <= latest && until >= event.at - i64::from(asked.before_hours) * HOUR;
    let too_late = since > latest && since <= latest + i64::from(asked.after_hours) * HOUR;
    (in_time || too_late).then_some(in_time)
}

fn is_near(asked: &Asked, device: &Told<'_>, event: &Event) -> bool {
    let at = device.division;
    if event.places.is_empty() {
        return true;
    }
    match asked.nearness {
        Nearness::District => true,
        Nearness::Township => event.places.iter().any(|it| it.contains(at) || it.township() == at.township()),
        Nearness::Village => event.places.iter().any(|it| it.contains(at)),
        Nearness::Distance => device.position.is_some_and(|position| {
            let within = |middle: &(f64, f64)| distance_km(position, *middle) <= f64::from(asked.kilometres);
            event.middles.iter().any(within)
        }),
    }
}

/// On a sphere; within a county that is exact to a few metres.
fn distance_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    standards::earthquake_catalogue::distance_km(from, to)
}

fn middle(mut all: Vec<i64>) -> Option<i64> {
    all.sort_unstable();
    let half = all.len() / 2;
    if all.is_empty() {
        return None;
    }
    Some(if all.len() % 2 == 1 { all[half] } else { all[half - 1].midpoint(all[half]) })
}
