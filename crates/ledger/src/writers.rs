//! PostgreSQL: several threads that write, each with a connection of its own. A closure is a transaction; the server lets
//! them run beside each other and refuses one that would not have been possible alone, which then runs again.
//!
//! When a connection breaks after COMMIT was sent, nobody knows whether it was done. The closure runs again on another
//! connection, and finds the answer of its first run beside its key if there was one: so it has one effect.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use kernel::Error;
use tokio::sync::mpsc::Receiver;

use crate::engine::postgres::Trouble;
use crate::engine::{Connection, Place};
use crate::kept::Kept;
use crate::tx::{House, Once};
use crate::writer::Job;
use crate::{Reader, Tx};

/// Threads that write; each waits for the server most of the time.
const WRITERS: usize = 16;
/// How long a closure is tried while others come between or the server is away; then its caller hears of it.
const TRIED_FOR: Duration = Duration::from_secs(20);
const SHORTEST_PAUSE: Duration = Duration::from_micros(200);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

pub(crate) struct Writers {
    pub place: Place,
    pub house: House,
    /// Negative control of the test that cuts connections: forgets what it was asked, and must be caught doing things twice.
    pub forgets: bool,
    pub jobs: Mutex<Receiver<Job>>,
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
        let mut once = Once { key: [0; 16], again: false };
        if getrandom::fill(&mut once.key).is_err() {
            return job.answer(Err(Error::Unavailable));
        }
        let began = Instant::now();
        let mut pause = SHORTEST_PAUSE;
        // Its random bytes also keep two that came between each other from doing so again.
        for byte in once.key.into_iter().cycle() {
            if let Some(committed) = self.attempt(connection, &mut job, once) {
                return job.answer(committed);
            }
            if began.elapsed() > TRIED_FOR {
                return job.answer(Err(Error::Unavailable));
            }
            once.again = true;
            thread::sleep(pause.mul_f64(0.5 + f64::from(byte) / 255.0));
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
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
