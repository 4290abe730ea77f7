//! SQLite: the one thread that writes. It takes what is queued, runs it, commits all of it with one fsync and then answers
//! everybody. It never waits for more: what queues during a commit is the next batch.
//!
//! A batch first runs without savepoints, because a savepoint copies every page that is touched behind it. Most refusals
//! come before the first change and cost nothing. When a closure fails after it has changed something, or panics, the
//! batch is given up and run again, each closure in a savepoint of its own; that is why closures can run twice.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use kernel::Error;
use tokio::sync::mpsc::Receiver;

use crate::checkpoint::Checkpoints;
use crate::engine::Connection;
use crate::kept::Kept;
use crate::tx::House;
use crate::{Reader, Tx};

const LARGEST_BATCH: usize = 256;
/// By how much the negative control answers too early.
const EARLY_BY: Duration = Duration::from_millis(10);

/// One closure and the way back to whoever waits for it.
pub(crate) trait Work: Send {
    /// Whether what it did is to be kept. May be called again after a rollback.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Whether nobody else may write meanwhile.
    fn is_alone(&self) -> bool;
    /// Answers with the last run's result, once what became of the commit is known.
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

pub(crate) type Job = Box<dyn Work>;

/// What came first, and what waits behind it.
pub(crate) fn queued(first: Job, jobs: &mut Receiver<Job>) -> Vec<Job> {
    let mut batch = vec![first];
    batch.extend(std::iter::from_fn(|| jobs.try_recv().ok()).take(LARGEST_BATCH - 1));
    batch
}

pub(crate) struct Writer {
    pub connection: Connection,
    pub house: House,
    pub jobs: Receiver<Job>,
    pub checkpoints: Checkpoints,
    pub kept: Kept,
    /// Negative control of the kill test: answers before the commit, and must be caught losing writes.
    pub answers_early: bool,
}

/// How one closure ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ran {
    Kept,
    /// Refused, and it had changed nothing.
    Untouched,
    /// Refused or panicked in the middle.
    Halfway,
}

impl Writer {
    pub fn run(mut self) {
        let mut broken = false;
        while let Some(first) = self.jobs.blocking_recv() {
            let batch = queued(first, &mut self.jobs);
            // After a failed commit nobody knows what the disk holds; a restart reads it anew. Dropping a job drops its
            // way back, and whoever waits reads that the ledger is unavailable.
            if broken {
                continue;
            }
            broken = !self.commit(batch);
            self.checkpoints.after_commit(&self.connection);
        }
    }

    /// False when the disk refused: from then on nothing is written until a restart.
    fn commit(&mut self, mut batch: Vec<Job>) -> bool {
        let ran = match self.run_together(&mut batch) {
            Ok(Some(kept)) => Ok(kept),
            Ok(None) => self.run_apart(&mut batch),
            Err(error) => Err(error),
        };
        // Another process holds the file, or the disk refused in the middle. Nothing is kept, nobody is told that something
        // was done, and the next batch begins anew.
        let Ok(kept) = ran else {
            self.give_up();
            return true;
        };
        let mut waiting: Vec<(Job, bool)> = batch.into_iter().zip(kept).collect();
        if self.answers_early {
            waiting.drain(..).for_each(|(job, _)| job.answer(Ok(())));
            // On a quick disk a hundred kills may all miss the moment between an answer and its commit.
            std::thread::sleep(EARLY_BY);
        }
        let committed = self.connection.commit();
        let ok = committed.is_ok();
        if !ok {
            self.give_up();
        }
        for (job, kept) in waiting {
            job.answer(if ok || !kept { Ok(()) } else { Err(Error::Unavailable) });
        }
        ok
    }

    /// All in one go. `None`: one of them failed halfway and everything was rolled back.
    fn run_together(&mut self, batch: &mut [Job]) -> Result<Option<Vec<bool>>, Error> {
        self.connection.begin_write()?;
        let mut kept = Vec::with_capacity(batch.len());
        for job in batch {
            match self.run_one(job) {
                Ran::Halfway => {
                    self.give_up();
                    return Ok(None);
                }
                ran => kept.push(ran == Ran::Kept),
            }
        }
        Ok(Some(kept))
    }

    /// Each in a savepoint.
    fn run_apart(&mut self, batch: &mut [Job]) -> Result<Vec<bool>, Error> {
        self.connection.begin_write()?;
        let mut kept = Vec::with_capacity(batch.len());
        for job in batch {
            self.connection.batch("SAVEPOINT job")?;
            let ran = self.run_one(job);
            if ran == Ran::Halfway {
                self.kept.forget_all();
                self.connection.batch("ROLLBACK TO job")?;
            }
            self.connection.batch("RELEASE job")?;
            kept.push(ran == Ran::Kept);
        }
        Ok(kept)
    }

    fn run_one(&mut self, job: &mut Job) -> Ran {
        let reader = Reader { connection: &self.connection, kept: Some(&self.kept) };
        let mut tx = Tx::new(reader, &self.house);
        // A panic is a fault of one closure; the others go on, and its caller hears that it has no answer.
        let ended = catch_unwind(AssertUnwindSafe(|| job.run(&mut tx)));
        let changed = tx.has_changed();
        self.kept.end_of_act();
        // SQLite rolls a transaction back by itself when the disk fails or memory ends; going on would write in pieces.
        if !self.connection.is_in_transaction() {
            return Ran::Halfway;
        }
        match ended {
            Ok(true) => Ran::Kept,
            Ok(false) if !changed => Ran::Untouched,
            _ => Ran::Halfway,
        }
    }

    /// Ends whatever transaction is open, if one is.
    fn give_up(&self) {
        self.kept.forget_all();
        self.connection.roll_back();
    }
}
