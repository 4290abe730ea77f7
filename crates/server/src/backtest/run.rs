//! The rules over the readings, and what that comes to.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use kernel::{Day, Error, Instant};
use readings::Metric;
use readings::backtest::{self as past, Backtest, Heard, Outcome};
use readings::store::whole::Whole;
use signal::Colour;
use signal::condition::Reading;
use signal::rule::SignalRule;
use signal::rule::backtest::{Belongs, Compared, Found, Read, Scored, Tested, Told, compare};

use super::Plan;
use super::events;
use super::kept::{Details, EventLine, Line};
use crate::monitor::{Known, colour, figure};

/// Conditions that are kept one by one, the latest.
const LISTED: usize = 2_000;

/// One edition over what was found.
struct Judged {
    scored: Scored,
    compared: Compared,
    conditions: Vec<Found>,
    /// Of each condition: its metric, and what it came to at its worst.
    metrics: Vec<Metric>,
    figures: Vec<Option<Reading>>,
    at_site: Vec<bool>,
    /// Places in the plan of the devices that the conditions speak of.
    devices: Vec<usize>,
}

/// None when it was stopped. `go_on` hears how many days of how many are done.
pub fn run(
    plan: &Plan,
    folder: &std::path::Path,
    now: Instant,
    go_on: impl FnMut(usize, usize) -> bool,
) -> Result<Option<Details>, Error> {
    let codes = plan.codes();
    let whole = Whole::read(folder, |name| plan.wants(&codes, name)).map_err(Error::internal)?;
    let rules: Vec<SignalRule> = plan.rules().cloned().collect();
    let known = Known::of(&plan.devices, &rules, whole.names());
    if let Some((_, why)) = known.unfit.iter().find(|(id, _)| *id == plan.rule.id) {
        return Err(Error::Refused { why: "this rule can't be computed", with: Some(why.clone()) });
    }
    let end = plan.asked.to.plus_days(1).start().millis().min(now.millis());
    let range = (plan.asked.from.start().millis(), end);
    let outcome = past::run(&whole, &Arc::new(known.directory.clone()), range, go_on).map_err(Error::internal)?;
    let found = match outcome {
        Outcome::Done(found) => found,
        Outcome::Stopped => return Ok(None),
        Outcome::TooMany => {
            return Err(Error::refused("the thresholds are reached so often that nothing can be learned of it"));
        }
    };
    let draft = judged(plan, &plan.rule, &known, &found, end);
    let in_force = plan.in_force.as_ref().map(|it| judged(plan, it, &known, &found, end));
    let tested = Tested {
        asked: plan.asked.clone(),
        read: read(plan, &known, &found),
        draft: draft.scored.clone(),
        in_force: in_force.as_ref().map(|it| it.scored.clone()),
    };
    Ok(Some(details(plan, tested, &draft, in_force.as_ref(), now)))
}

/// Which series of a device a rule looks at.
fn series<'a>(known: &'a Known, rule: &'a SignalRule) -> impl Iterator<Item = u32> + 'a {
    let numbers = (0..).zip(known.directory.series()).map(|(number, _)| number);
    numbers.filter(move |number| known.directory.rules_of(*number).any(|it| known.rule(it.id) == Some(rule.id)))
}

fn judged(plan: &Plan, rule: &SignalRule, known: &Known, found: &Backtest, end: i64) -> Judged {
    let places: HashMap<_, _> = plan.devices.iter().enumerate().map(|(place, it)| (it.id, place)).collect();
    let mut heard: BTreeMap<usize, Vec<&Heard>> = BTreeMap::new();
    for number in series(known, rule) {
        let place = known.device(number).and_then(|id| places.get(&id));
        if let Some((place, days)) = place.zip(found.heard.get(&number)) {
            heard.entry(*place).or_default().push(days);
        }
    }
    let devices: Vec<usize> = heard.keys().copied().collect();
    let told: Vec<Told<'_>> = heard
        .iter()
        .map(|(place, days)| {
            let said = &plan.devices[*place].said;
            let degrees = |e6: i64| e6 as f64 / 1e6;
            Told {
                division: said.division,
                position: said.latitude_e6.map(degrees).zip(said.longitude_e6.map(degrees)),
                heard: Box::new(move |from, until| days.iter().any(|it| it.between(from, until))),
            }
        })
        .collect();
    let own: HashMap<usize, usize> = devices.iter().enumerate().map(|(own, place)| (*place, own)).collect();
    let mut conditions = Vec::new();
    for it in found.conditions.iter().filter(|it| known.rule(it.rule) == Some(rule.id)) {
        let device = known.device(it.series).and_then(|id| places.get(&id)).and_then(|place| own.get(place));
        if let Some((device, rule)) = device.zip(known.engine_rule(it.rule)) {
            let found = Found { device: *device, held: it.held };
            conditions.push((found, rule.metric, figure(it.held.figure, rule), it.site.is_some()));
        }
    }
    conditions.sort_by_key(|(it, ..)| (it.held.from, it.device));
    let metrics = conditions.iter().map(|it| it.1).collect();
    let figures = conditions.iter().map(|it| it.2).collect();
    let at_site = conditions.iter().map(|it| it.3).collect();
    let conditions: Vec<Found> = conditions.into_iter().map(|it| it.0).collect();
    let colours: Vec<Colour> = rule.said.thresholds.iter().map(|it| it.colour).collect();
    let events = events::compared(&plan.events, &plan.middles);
    let compared = compare(&plan.asked, &colours, &told, (&conditions, &events), end);
    let could = compared.events.iter().filter(|(it, _)| *it == signal::rule::backtest::Whether::Could).count();
    let beyond = (compared.events.len() - could) as u32;
    let scored = Scored { edition: rule.edition, scores: compared.scores.clone(), beyond };
    drop(told);
    Judged { scored, compared, conditions, metrics, figures, at_site, devices }
}

fn read(plan: &Plan, known: &Known, found: &Backtest) -> Read {
    let of_draft: Vec<u32> = series(known, &plan.rule).collect();
    let days = |number: &u32| found.heard.get(number).map_or(0, Heard::days);
    let device = |number: &u32| known.device(*number);
    let distinct = |numbers: Vec<&u32>| {
        let mut devices: Vec<_> = numbers.into_iter().filter_map(device).collect();
        devices.sort_unstable();
        devices.dedup();
        devices.len() as u32
    };
    let day = |at: Option<i64>| -> Option<Day> { at.map(|it| Instant::from_micros(it * 1_000).day()) };
    Read {
        readings: found.readings,
        devices: distinct(of_draft.iter().collect()),
        heard: distinct(of_draft.iter().filter(|it| days(it) > 0).collect()),
        device_days: of_draft.iter().map(|it| u64::from(days(it))).sum(),
        first: day(found.first),
        last: day(found.last),
    }
}

fn details(plan: &Plan, tested: Tested, draft: &Judged, in_force: Option<&Judged>, now: Instant) -> Details {
    let line = |place: usize| {
        let (found, belongs) = (&draft.conditions[place], draft.compared.belongs[place]);
        let (event, is_late) = match belongs {
            Belongs::To(event) => (Some(event), false),
            Belongs::TooLate(event) => (Some(event), true),
            Belongs::Nowhere => (None, false),
        };
        Line {
            device: plan.devices[draft.devices[found.device]].id,
            at_site: draft.at_site[place],
            metric: draft.metrics[place].code().to_owned(),
            from: found.held.from,
            until: found.held.until,
            worst: colour(found.held.worst).unwrap_or(Colour::Blue),
            figure: draft.figures[place],
            event,
            is_late,
        }
    };
    let all = draft.conditions.len();
    let event = |place: usize| {
        let ((whether, lead), it) = (draft.compared.events[place], &plan.events[place]);
        EventLine {
            source: it.source,
            kind: it.kind,
            at: it.at.millis(),
            unsure: it.unsure,
            could: whether == signal::rule::backtest::Whether::Could,
            has_device: whether != signal::rule::backtest::Whether::NoDevice,
            lead,
            in_force: in_force.map(|it| it.compared.events[place].1),
        }
    };
    Details {
        is_draft: plan.rule.state == signal::rule::State::Draft,
        made_at: now,
        tested,
        conditions: (all.saturating_sub(LISTED)..all).rev().map(line).collect(),
        all,
        events: (0..plan.events.len()).rev().map(event).collect(),
        in_all: plan.events.len(),
    }
}
