//! What happened in a period: incidents and disasters as events that a rule may tell of.

use std::collections::HashMap;

use disaster::event::{self as disasters, Kind};
use incident::{Category, Exactness};
use kernel::{Ctx, Day, Division, Error, Identity as _, Instant};
use ledger::Reader;
use serde::{Deserialize, Serialize};
use signal::rule::backtest::{self, EventKind, Nearness};

/// Events of one source and kind at most.
const MOST: u32 = 1_000;
const HOUR_MS: i64 = 3_600_000;

/// Where an event stands on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "source", content = "id", rename_all = "snake_case")]
pub enum Source {
    Incident(incident::IncidentId),
    Disaster(disasters::DisasterId),
}

impl Source {
    pub fn address(self) -> String {
        match self {
            Source::Incident(id) => format!("/incidents/{}", id.to_text()),
            Source::Disaster(id) => format!("/disasters/{}", id.to_text()),
        }
    }
}

/// One event.
#[derive(Debug, Clone)]
pub struct Happened {
    pub source: Source,
    pub kind: EventKind,
    pub number: String,
    pub title: String,
    pub at: Instant,
    /// How much later it may have been, in milliseconds.
    pub unsure: i64,
    pub places: Vec<Division>,
}

fn sources(kind: EventKind) -> (&'static [Kind], &'static [Category]) {
    match kind {
        EventKind::Flood => (&[Kind::Flood, Kind::Typhoon], &[]),
        EventKind::Geological => (&[Kind::Geological], &[Category::GeologicalDisaster]),
        EventKind::WindAndHail => (&[Kind::WindAndHail, Kind::Sandstorm], &[]),
        EventKind::ColdAndSnow => (&[Kind::Cold, Kind::Snow], &[]),
        EventKind::Drought => (&[Kind::Drought], &[]),
        EventKind::Wildfire => (&[Kind::Wildfire], &[Category::ForestFire]),
        EventKind::Fire => (&[], &[Category::Fire]),
        EventKind::Production => (&[], &[Category::ProductionSafety]),
    }
}

/// Those of these kinds within the visitor's reach, in order of time; what was dismissed did not happen.
pub fn fetch(r: &Reader<'_>, ctx: &Ctx, kinds: &[EventKind], (from, to): (Day, Day)) -> Result<Vec<Happened>, Error> {
    let mut found = Vec::new();
    for kind in kinds {
        let (of_disasters, of_incidents) = sources(*kind);
        for it in of_disasters {
            disasters_of(r, ctx, (*kind, *it), (from, to), &mut found)?;
        }
        for it in of_incidents {
            incidents_of(r, ctx, (*kind, *it), (from, to), &mut found)?;
        }
    }
    found.sort_by_key(|it| (it.at, it.number.clone()));
    Ok(found)
}

fn disasters_of(
    r: &Reader<'_>,
    ctx: &Ctx,
    (kind, of): (EventKind, Kind),
    (from, to): (Day, Day),
    found: &mut Vec<Happened>,
) -> Result<(), Error> {
    let filter = disasters::query::Filter {
        kind: Some(of),
        from: Some(from),
        to: Some(to),
        counted: true,
        ..disasters::query::Filter::default()
    };
    for it in disasters::query::list(r, ctx, &filter, 0, MOST)? {
        let places = disasters::query::asked(r, ctx, it.id)?.into_iter().map(|it| it.division).collect();
        let (source, title) = (Source::Disaster(it.id), it.title().to_owned());
        found.push(Happened { source, kind, number: it.number, title, at: it.from, unsure: 0, places });
    }
    Ok(())
}

fn incidents_of(
    r: &Reader<'_>,
    ctx: &Ctx,
    (kind, of): (EventKind, Category),
    (from, to): (Day, Day),
    found: &mut Vec<Happened>,
) -> Result<(), Error> {
    let filter = incident::query::Filter {
        category: Some(of),
        from: Some(from),
        to: Some(to),
        ..incident::query::Filter::default()
    };
    for it in incident::query::list(r, ctx, &filter, 0, MOST)? {
        let unsure = match it.exactness {
            Exactness::Minute => 0,
            Exactness::Hour => HOUR_MS,
            Exactness::Day => 24 * HOUR_MS,
        };
        found.push(Happened {
            source: Source::Incident(it.id),
            kind,
            number: it.number,
            title: it.title.as_str().unwrap_or("--").to_owned(),
            at: it.happened_at,
            unsure,
            places: vec![it.division],
        });
    }
    Ok(())
}

/// The same as the comparison takes them.
pub fn compared(all: &[Happened], middles: &HashMap<Division, (f64, f64)>) -> Vec<backtest::Event> {
    let one = |it: &Happened| backtest::Event {
        at: it.at.millis(),
        unsure: it.unsure,
        places: it.places.clone(),
        middles: it.places.iter().filter_map(|place| middles.get(place)).copied().collect(),
    };
    all.iter().map(one).collect()
}

/// Latitude and longitude of the middle of each division with an outline, where that is asked for.
pub fn middles(r: &Reader<'_>, ctx: &Ctx, nearness: Nearness) -> Result<HashMap<Division, (f64, f64)>, Error> {
    if nearness != Nearness::Distance {
        return Ok(HashMap::new());
    }
    let middle = |rings: &registry::division::Rings| {
        let corners = || rings.iter().flatten();
        let half = |axis: usize| {
            let (low, high) = (corners().map(|it| it[axis]).min()?, corners().map(|it| it[axis]).max()?);
            Some(f64::from(low).midpoint(f64::from(high)) / 1e6)
        };
        half(1).zip(half(0))
    };
    let all = registry::division::outlines(r, ctx)?;
    Ok(all.iter().filter_map(|it| Some((it.code, middle(&it.rings)?))).collect())
}
