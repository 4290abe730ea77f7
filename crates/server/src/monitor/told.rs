//! What the engine says becomes a condition on record.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use kernel::{District, Error, Instant};
use ledger::{Clock, Db};
use readings::{Change, Flag, What};
use signal::Colour;
use signal::condition::{self, Place, Reading, Sort};

use super::Known;
use super::directory::{self, colour, quantity};
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

    pub fn is_done(&self) -> bool {
        self.waiting.load(Ordering::Acquire) == 0
    }

    pub fn tell(&self, changes: &[Change], known: &Known) {
        let now = self.clock.now();
        changes.iter().filter_map(|it| in_words(it, known, now)).for_each(|it| self.hand_on(it));
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
                at: Instant::from_micros(now_ms * 1_000),
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

/// What the ledger is told of a change; none of what is no condition.
pub(crate) fn in_words(change: &Change, known: &Known, now: Instant) -> Option<condition::Change> {
    let name = &known.directory.series().get(change.series as usize)?.name;
    let place = match known.device(change.series) {
        Some(device) => Place::Device(device),
        None if &*name.device == directory::HEARTBEAT => Place::Intake(INTAKE.to_owned()),
        // Of a device that is out of service by now.
        None => return None,
    };
    // A clock may be some minutes fast; nothing is recorded of the future.
    let at = |millis: i64| Instant::from_micros(millis * 1_000).min(now);
    Some(match change.what {
        What::Condition { rule, told } => condition::Change {
            place,
            sort: Sort::Rule,
            rule: Some(known.rule(rule)?),
            at: at(told.at),
            colour: colour(told.level),
            reading: quantity(told.figure, name.metric).map(|value| Reading { metric: name.metric, value }),
        },
        What::Quality { flag, on, at: when } => {
            let (sort, tint) = match (flag, &place) {
                (Flag::Silent, Place::Intake(_)) => (Sort::IntakeLost, Colour::Orange),
                (Flag::Silent, _) => (Sort::Silent, Colour::Yellow),
                (Flag::Stuck, _) => (Sort::Stuck, Colour::Blue),
                (Flag::Jumping, _) => (Sort::Jumping, Colour::Blue),
                (Flag::Impossible, _) => (Sort::Impossible, Colour::Blue),
                (Flag::TooOften, _) => return None,
            };
            condition::Change { place, sort, rule: None, at: at(when), colour: on.then_some(tint), reading: None }
        }
    })
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
