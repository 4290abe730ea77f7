//! What the engine says becomes a condition on record.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use kernel::{District, Error, Instant};
use ledger::{Clock, Db};
use readings::{Change, Flag, Told, What};
use signal::Colour;
use signal::condition::{self, Place, Sort};

use super::Known;
use super::directory::{self, colour, figure};
use crate::gate::machine_ctx;

/// Changes in one act.
const TOGETHER: usize = 50;
/// How long until a ledger that did not take something is asked again.
const AGAIN: Duration = Duration::from_secs(1);
/// Readings that wait longer than this make the engine late.
const BEHIND_MS: i64 = 30_000;
/// The intake as a place of conditions, and what its conditions are called by.
const INTAKE: &str = "readings";

/// Hands changes to a thread that records them, and knows whether all of them are on record.
pub(super) struct Teller {
    to: Sender<condition::Change>,
    waiting: Arc<AtomicUsize>,
    clock: Arc<dyn Clock>,
    is_behind: bool,
}

impl Teller {
    pub fn start(db: Db, clock: Arc<dyn Clock>, district: District) -> Result<Teller, Error> {
        let (to, told) = std::sync::mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let recorder = Recorder { db, clock: Arc::clone(&clock), district, waiting: Arc::clone(&waiting) };
        std::thread::Builder::new()
            .name("conditions".to_owned())
            .spawn(move || recorder.run(&told))
            .map_err(Error::internal)?;
        Ok(Teller { to, waiting, clock, is_behind: false })
    }

    /// How many changes are not on record yet.
    pub fn waiting(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.waiting)
    }

    pub fn is_done(&self) -> bool {
        self.waiting.load(Ordering::Acquire) == 0
    }

    pub fn tell(&self, changes: &[Change], known: &Known) {
        let now = self.clock.now();
        changes.iter().flat_map(|it| in_words(it, known, now)).for_each(|it| self.hand_on(it));
    }

    /// Readings are taken in again; nothing when they were all the time.
    pub fn begun(&self) {
        self.hand_on(intake_lost(self.clock.now(), false));
    }

    /// Rules that can't be evaluated from now on, or can again.
    pub fn evaluable(&self, known: &Known) {
        let at = self.clock.now();
        for (rule, begins) in known.turns() {
            self.hand_on(condition::Change {
                place: Place::Intake(INTAKE.to_owned()),
                sort: Sort::Unevaluable,
                rule: Some(rule),
                at,
                colour: begins.then_some(Colour::Yellow),
                reading: None,
            });
        }
    }

    /// The readings that were just written had waited so long.
    pub fn behind(&mut self, waited_ms: i64, now_ms: i64) {
        let is_behind = waited_ms > BEHIND_MS * self.clock.pace();
        if is_behind != self.is_behind {
            self.is_behind = is_behind;
            self.hand_on(condition::Change {
                place: Place::Intake(INTAKE.to_owned()),
                sort: Sort::EngineBehind,
                rule: None,
                at: Instant::from_millis(now_ms),
                colour: is_behind.then_some(Colour::Yellow),
                reading: None,
            });
        }
    }

    fn hand_on(&self, change: condition::Change) {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        if self.to.send(change).is_err() {
            // Counted as waiting for good: no checkpoint leaves it behind, and a restart tells it again.
            tracing::error!("conditions are not recorded any more");
        }
    }
}

/// Nothing comes in any more, or it does again.
pub(super) fn intake_lost(at: Instant, is_lost: bool) -> condition::Change {
    condition::Change {
        place: Place::Intake(INTAKE.to_owned()),
        sort: Sort::IntakeLost,
        rule: None,
        at,
        colour: is_lost.then_some(Colour::Orange),
        reading: None,
    }
}

/// What the ledger is told of a change: mostly one thing, and nothing of a device that is out of service by now.
pub(crate) fn in_words(change: &Change, known: &Known, now: Instant) -> Vec<condition::Change> {
    let Some(name) = known.directory.series().get(change.series as usize).map(|it| &it.name) else { return Vec::new() };
    let place = match known.device(change.series) {
        Some(device) => Place::Device(device),
        None if &*name.device == directory::HEARTBEAT => Place::Intake(INTAKE.to_owned()),
        None => return Vec::new(),
    };
    // A clock may be some minutes fast; nothing is recorded of the future.
    let at = |millis: i64| Instant::from_millis(millis).min(now);
    let by_rule = |place, rule, number, told: Told| condition::Change {
        place,
        sort: Sort::Rule,
        rule: Some(rule),
        at: at(told.at),
        colour: colour(told.level),
        reading: known.engine_rule(number).and_then(|rule| figure(told.figure, rule)),
    };
    match change.what {
        // What is judged at a site is said of the site.
        What::Condition { rule, .. } if known.directory.site_of(change.series, rule).is_some() => Vec::new(),
        What::Condition { rule, told } => {
            known.rule(rule).map(|id| by_rule(place, id, rule, told)).into_iter().collect()
        }
        What::Site { site, told } => {
            let Some((rule, subject)) = known.site(site) else { return Vec::new() };
            let members = &known.directory.sites()[site as usize].members;
            let number = members.iter().find(|(series, _)| *series == change.series).map_or(0, |(_, number)| *number);
            vec![by_rule(Place::Site(subject), rule, number, told)]
        }
        // Windows are cut off then, so nothing true can be said of any rule.
        What::Quality { flag: Flag::TooOften, on, at: when } => {
            let of = |rule| condition::Change {
                place: place.clone(),
                sort: Sort::Unevaluable,
                rule: Some(rule),
                at: at(when),
                colour: on.then_some(Colour::Yellow),
                reading: None,
            };
            known.rules_of(change.series).map(of).collect()
        }
        What::Quality { flag, on, at: when } => {
            let (sort, tint) = match (flag, &place) {
                (Flag::Silent, Place::Intake(_)) => (Sort::IntakeLost, Colour::Orange),
                (Flag::Silent, _) => (Sort::Silent, Colour::Yellow),
                (Flag::Stuck, _) => (Sort::Stuck, Colour::Blue),
                (Flag::Jumping, _) => (Sort::Jumping, Colour::Blue),
                (Flag::Impossible | Flag::TooOften, _) => (Sort::Impossible, Colour::Blue),
            };
            vec![condition::Change { place, sort, rule: None, at: at(when), colour: on.then_some(tint), reading: None }]
        }
    }
}

struct Recorder {
    db: Db,
    clock: Arc<dyn Clock>,
    district: District,
    waiting: Arc<AtomicUsize>,
}

impl Recorder {
    fn run(&self, told: &Receiver<condition::Change>) {
        while let Ok(first) = told.recv() {
            let mut changes = vec![first];
            changes.extend(told.try_iter().take(TOGETHER - 1));
            let count = changes.len();
            if !self.is_recorded(&changes) {
                // One of them can't be recorded: the others are.
                changes.iter().filter(|it| !self.is_recorded(std::slice::from_ref(it))).for_each(|it| {
                    tracing::error!(sort = %it.sort, "a change of a condition can't be recorded");
                });
            }
            self.waiting.fetch_sub(count, Ordering::AcqRel);
        }
    }

    /// Comes again while the ledger can't be written; false where it refuses.
    fn is_recorded(&self, changes: &[condition::Change]) -> bool {
        loop {
            let changes = changes.to_vec();
            let written = machine_ctx("signal.engine", self.district, self.clock.now()).and_then(|ctx| {
                self.db.write_blocking("signal.conditions", &ctx, move |tx, ctx| {
                    changes.iter().try_for_each(|it| condition::record(tx, ctx, it).map(drop))
                })
            });
            match written {
                Ok(()) => return true,
                Err(Error::Unavailable | Error::Conflict) => std::thread::sleep(AGAIN),
                Err(cause) => {
                    tracing::warn!(%cause, "changes of conditions are refused");
                    return false;
                }
            }
        }
    }
}
