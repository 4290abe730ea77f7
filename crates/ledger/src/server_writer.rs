//! PostgreSQL: the one thread of this program that writes to a server. As with a file, what is queued runs in one
//! transaction, one closure after the other, and is committed with one wait for the server's disk.
//!
//! Other programs may write to the same server, which refuses a transaction that would not have been possible alone. When a
//! transaction of several is refused, or one of them fails halfway, each runs again in a transaction of its own, until it goes
//! through.
//!
//! When a connection breaks after COMMIT was sent, nobody knows whether it was done. The closures run again on another
//! connection, and each finds the answer of its first run beside its key if there was one: so it has one effect.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use kernel::Error;
use tokio::sync::mpsc::Receiver;

use crate::engine::postgres::Trouble;
use crate::engine::{Connection, Place};
use crate::kept::Kept;
use crate::tx::{House, Once};
use crate::writer::{Job, queued};
use crate::{Reader, Tx, params};

/// How often a closure is tried while others come between or the server is away, with pauses of some twenty seconds in all;
/// then its caller hears of it.
const MOST_TRIES: u8 = 110;
const SHORTEST_PAUSE: Duration = Duration::from_micros(200);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

pub(crate) struct ServerWriter {
    pub place: Place,
    pub house: House,
    pub keys: Keys,
    /// Negative control of the test that cuts connections: forgets what it was asked, and must be caught doing things twice.
    pub forgets: bool,
    pub jobs: Receiver<Job>,
}

/// Keys of acts without a person, each given once: by chance where they begin, then one after the other.
pub(crate) struct Keys(u128);

impl Keys {
    /// Chance is the server's.
    pub fn new(r: &Reader<'_>) -> Result<Keys, Error> {
        let start: [u8; 16] = r.value("SELECT uuid_send(gen_random_uuid())", params![])?;
        Ok(Keys(u128::from_be_bytes(start)))
    }

    fn next(&mut self) -> [u8; 16] {
        self.0 = self.0.wrapping_add(1);
        self.0.to_be_bytes()
    }
}

/// A closure, and by what it is known when it runs again.
type Asked = (Job, Once);

impl ServerWriter {
    pub fn run(mut self) {
        let mut connection = None;
        while let Some(first) = self.jobs.blocking_recv() {
            let batch = queued(first, &mut self.jobs);
            let once = |job| (job, Once { key: self.keys.next(), again: false });
            let (alone, mut together): (Vec<Asked>, Vec<Asked>) =
                batch.into_iter().map(once).partition(|(job, _)| job.is_alone());
            if together.len() > 1 && self.commit(&mut connection, &mut together) {
                together.drain(..).for_each(|(job, _)| job.answer(Ok(())));
            }
            together.into_iter().chain(alone).for_each(|asked| self.serve(&mut connection, asked));
        }
    }

    /// All in one transaction. False: nothing of it is known to stand.
    fn commit(&self, place: &mut Option<Connection>, batch: &mut [Asked]) -> bool {
        let Some(connection) = self.connected(place) else { return false };
        let committed = self.run_together(connection, batch).unwrap_or(false);
        if connection.trouble() == Trouble::Lost {
            *place = None;
            batch.iter_mut().for_each(|(_, once)| once.again = true);
        } else if !committed {
            connection.roll_back();
        }
        committed
    }

    fn run_together(&self, connection: &Connection, batch: &mut [Asked]) -> Result<bool, Error> {
        connection.begin_write()?;
        let kept = Kept::default();
        for (job, once) in batch {
            let mut tx = self.tx(connection, &kept, *once);
            let ended = catch_unwind(AssertUnwindSafe(|| job.run(&mut tx)));
            let goes_on = match ended {
                Ok(true) => true,
                Ok(false) => !tx.has_changed(),
                Err(_) => false,
            };
            kept.end_of_act();
            if !goes_on || connection.trouble() != Trouble::None {
                return Ok(false);
            }
        }
        connection.commit().map(|()| true)
    }

    fn tx<'a>(&'a self, connection: &'a Connection, kept: &'a Kept, once: Once) -> Tx<'a> {
        let mut tx = Tx::new(Reader { connection, kept: Some(kept) }, &self.house);
        tx.once = (!self.forgets).then_some(once);
        tx
    }

    fn connected<'p>(&self, place: &'p mut Option<Connection>) -> Option<&'p Connection> {
        if place.is_none() {
            *place = self.place.writer_of_this_thread().ok();
        }
        place.as_ref()
    }

    /// One closure, until it stands or has failed by itself.
    fn serve(&self, connection: &mut Option<Connection>, (mut job, mut once): Asked) {
        let mut pause = SHORTEST_PAUSE;
        for attempt in 1..=MOST_TRIES {
            if let Some(committed) = self.attempt(connection, &mut job, once) {
                return job.answer(committed);
            }
            once.again = true;
            // Two that came between each other wait differently.
            let share = once.key[15].wrapping_mul(attempt);
            thread::sleep(pause.mul_f64(0.5 + f64::from(share) / 255.0));
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        job.answer(Err(Error::Unavailable));
    }

    /// Whether the last run stands; `None`: it has to run again.
    fn attempt(&self, place: &mut Option<Connection>, job: &mut Job, once: Once) -> Option<Result<(), Error>> {
        let connection = self.connected(place)?;
        let ran = self.run_on(connection, job, once);
        let trouble = connection.trouble();
        if trouble == Trouble::Lost {
            *place = None;
        }
        matches!(trouble, Trouble::None | Trouble::Failed).then_some(ran)
    }

    /// An error: what the closure did is not kept, although it may think so.
    fn run_on(&self, connection: &Connection, job: &mut Job, once: Once) -> Result<(), Error> {
        connection.begin_write()?;
        if job.is_alone() {
            // Before anything is read: what it sees is everything that was written until it holds the lock.
            connection.batch("LOCK TABLE fact IN SHARE MODE").inspect_err(|_| connection.roll_back())?;
        }
        let kept = Kept::default();
        let mut tx = self.tx(connection, &kept, once);
        // A panic is a fault of one closure, and its caller hears that it has no answer.
        let done = catch_unwind(AssertUnwindSafe(|| job.run(&mut tx))).unwrap_or(false);
        let committed = match done && connection.trouble() == Trouble::None {
            true => connection.commit(),
            false => Err(Error::Unavailable),
        };
        if committed.is_err() {
            connection.roll_back();
        }
        if done { committed } else { Ok(()) }
    }
}
