//! The outcome one by one, in a file by the edition: `backtests/<id>` in the data folder. It names things by their ids alone,
//! holds nobody's words, and can be thrown away.

use kernel::{Error, Instant};
use ledger::Db;
use serde::{Deserialize, Serialize};
use signal::Colour;
use signal::condition::Reading;
use signal::device::DeviceId;
use signal::rule::backtest::{EventKind, Tested};
use signal::rule::{SignalRule, SignalRuleId, State};

use super::events::Source;
use crate::kept_files::BACKTESTS as FILES;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// Made of a draft, and recorded with it.
    pub is_draft: bool,
    pub made_at: Instant,
    pub tested: Tested,
    /// The latest first, a bounded number of all.
    pub conditions: Vec<Line>,
    pub all: usize,
    /// The latest first.
    pub events: Vec<EventLine>,
    /// How many events there are: the condition's event counts from the end of the list.
    pub in_all: usize,
}

/// A condition that would have been raised. Times in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub device: DeviceId,
    /// Of the device's subject, with all that stand there.
    #[serde(default)]
    pub at_site: bool,
    pub metric: String,
    pub from: i64,
    pub until: Option<i64>,
    pub worst: Colour,
    pub figure: Option<Reading>,
    /// The event it belongs to, counted in order of time, by its least colour.
    pub event: Option<usize>,
    pub is_late: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventLine {
    #[serde(flatten)]
    pub source: Source,
    pub kind: EventKind,
    pub at: i64,
    pub unsure: i64,
    /// Whether a device near had readings, or was there at all.
    pub could: bool,
    pub has_device: bool,
    /// Of each colour: minutes from the first condition to the event.
    pub lead: [Option<i64>; 4],
    /// The same of the edition in force.
    pub in_force: Option<[Option<i64>; 4]>,
}

impl Details {
    /// The event that a condition belongs to.
    pub fn event(&self, line: &Line) -> Option<&EventLine> {
        self.events.get(self.in_all.checked_sub(line.event? + 1)?)
    }

    /// Whether it speaks of the edition as it is written now.
    fn is_of(&self, it: &SignalRule) -> bool {
        if self.is_draft { it.tested.as_ref() == Some(&self.tested) } else { it.state != State::Draft }
    }

    pub fn keep(&self, db: &Db, id: SignalRuleId) -> Result<(), Error> {
        FILES.keep(db, id, &serde_json::to_vec(self).map_err(Error::internal)?)
    }

    /// None where there is none of the edition as it stands; one that can't be read is none, too: it is made again.
    pub fn of(db: &Db, it: &SignalRule) -> Option<Details> {
        let bytes = FILES.read(db, it.id).ok()?;
        serde_json::from_slice::<Details>(&bytes).ok().filter(|kept| kept.is_of(it))
    }
}
