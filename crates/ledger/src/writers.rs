//! PostgreSQL: several threads that write, each with a connection of its own. A closure is a transaction; the server lets
//! them run beside each other and refuses one that would not have been possible alone, which then runs again.
//!
//! When a connection breaks after COMMIT was sent, nobody knows whether it was done. The closure runs again on another
//! connection, and finds the answer of its first run beside its key if there was one: so it has one effect.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use kernel::Error;
use tokio::sync::mpsc::Receiver;

use crate::engine::postgres::Trouble;
use crate::engine::{Connection, Place};
use crate::kept::Kept;
use crate::tx::{House, Once};
use crate::writer::Job;
use crate::{Reader, Tx, params};

/// Threads that write; each waits for the server most of the time.
const WRITERS: usize = 16;
/// How often a closure is tried while others come between or the server is away, with pauses of some twenty seconds in all;
/// then its caller hears of it.
const MOST_TRIES: u8 = 110;
const SHORTEST_PAUSE: Duration = Duration::from_micros(200);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

pub(crate) struct Writers {
    pub place: Place,
    pub house: House,
    pub keys: Keys,
    /// Negative control of the test that cuts connections: forgets what it was asked, and must be caught doing things twice.
    pub forgets: bool,
    pub jobs: Mutex<Receiver<Job>>,
}

/// Keys of acts without a person, each given once: by chance where they begin, then one after the other.
pub(crate) struct Keys {
    start: [u8; 16],
    given: AtomicU64,
}

impl Keys {
    /// Chance is the server's.
    pub fn new(r: &Reader<'_>) -> Result<Keys, Error> {
        let start = r.value("SELECT uuid_send(gen_random_uuid())", params![])?;
        Ok(Keys { start, given: AtomicU64::new(0) })
    }

    fn next(&self) -> [u8; 16] {
        let given = self.given.fetch_add(1, Ordering::Relaxed);
        (u128::from_be_bytes(self.start).wrapping_add(given.into())).to_be_bytes()
    }
}

impl Writers {
    pub fn start(self) -> Result<(), Error> {
        let shared = Arc::new(self);
        for number in 0..WRITERS {
            let writers = Arc::clone(&shared);
            let thread = thread::Builder::new().name(format!("ledger-writer-{number}"));
            thread.spawn(move || writers.run()).map_err(Error::internal)?;
        }
        Ok(())
    }

    fn run(&self) {
        let mut connection = None;
        while let Some(job) = self.next() {
            self.serve(&mut connection, job);
        }
    }

    /// One thread waits for the next closure, the others behind it.
    fn next(&self) -> Option<Job> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
    }

    fn serve(&self, connection: &mut Option<Connection>, mut job: Job) {
        let mut once = Once { key: self.keys.next(), again: false };
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
        let connection = match place {
            Some(connection) => connection,
            None => place.insert(self.place.writer().ok()?),
        };
        let ran = self.run_on(connection, job, once);
        let trouble = connection.trouble();
        if trouble == Trouble::Lost {
            *place = None;
        }
        (trouble == Trouble::None).then_some(ran)
    }

    fn run_on(&self, connection: &Connection, job: &mut Job, once: Once) -> Result<(), Error> {
        connection.begin_write()?;
        if job.is_alone() {
            // Before anything is read: what it sees is everything that was written until it holds the lock.
            connection.batch("LOCK TABLE fact IN SHARE MODE")?;
        }
        let kept = Kept::default();
        let mut tx = Tx::new(Reader { connection, kept: Some(&kept) }, &self.house);
        tx.once = (!self.forgets).then_some(once);
        // A panic is a fault of one closure, and its caller hears that it has no answer.
        let done = catch_unwind(AssertUnwindSafe(|| job.run(&mut tx))).unwrap_or(false);
        if done && connection.trouble() == Trouble::None {
            return connection.commit();
        }
        connection.roll_back();
        Ok(())
    }
}
