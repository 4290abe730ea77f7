//! The one thread that writes. It takes what is queued, runs each closure in a savepoint, commits all of it with one
//! fsync and then answers everybody. It never waits for more: what queues during a commit is the next batch.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kernel::Error;
use rusqlite::Connection;
use tokio::sync::mpsc::Receiver;

use crate::read::{Texts, fault};
use crate::tx::House;
use crate::{Reader, Tx};

const LARGEST_BATCH: usize = 256;

/// One closure and the way back to whoever waits for it.
pub(crate) struct Job {
    pub run: Box<dyn FnOnce(&mut Tx<'_>) -> Finished + Send>,
}

pub(crate) struct Finished {
    pub kept: bool,
    /// Called after the commit, with what became of it.
    pub answer: Box<dyn FnOnce(Result<(), Error>) + Send>,
}

pub(crate) struct Writer {
    pub connection: Connection,
    pub house: House,
    pub jobs: Receiver<Job>,
    /// Negative control of the kill test: answers before the commit, and must be caught losing writes.
    pub answers_early: bool,
}

impl Writer {
    pub fn run(mut self) {
        let texts = Texts::default();
        let mut broken = false;
        while let Some(first) = self.jobs.blocking_recv() {
            let mut batch = vec![first];
            while batch.len() < LARGEST_BATCH {
                match self.jobs.try_recv() {
                    Ok(job) => batch.push(job),
                    Err(_) => break,
                }
            }
            // After a failed commit nobody knows what the disk holds; a restart reads it anew.
            if broken {
                drop(batch);
                continue;
            }
            broken = !self.commit(&texts, batch);
        }
    }

    /// False when the disk refused: from then on nothing is written until a restart.
    fn commit(&mut self, texts: &Texts, batch: Vec<Job>) -> bool {
        if let Err(cause) = self.sql("BEGIN IMMEDIATE") {
            tell_nobody_lost(batch, &cause);
            return true;
        }
        let mut finished = Vec::with_capacity(batch.len());
        for job in batch {
            let done = self.run_one(texts, job);
            match done {
                Some(done) if self.answers_early => (done.answer)(Ok(())),
                Some(done) => finished.push(done),
                None => {}
            }
        }
        let committed = self.sql("COMMIT");
        let ok = committed.is_ok();
        if !ok {
            // The transaction may still be open; whatever it held is given up.
            let _gone = self.sql("ROLLBACK");
        }
        for done in finished {
            (done.answer)(if ok || !done.kept { Ok(()) } else { Err(Error::Unavailable) });
        }
        ok
    }

    fn run_one(&mut self, texts: &Texts, job: Job) -> Option<Finished> {
        if self.sql("SAVEPOINT job").is_err() {
            return None;
        }
        let reader = Reader { connection: &self.connection, texts };
        let mut tx = Tx::new(reader, &mut self.house);
        // A panic is a fault of one closure; its savepoint goes, its caller is told, the others go on.
        let done = catch_unwind(AssertUnwindSafe(|| (job.run)(&mut tx))).ok();
        let kept = done.as_ref().is_some_and(|d| d.kept);
        let closed = if kept { self.sql("RELEASE job") } else { self.sql("ROLLBACK TO job; RELEASE job") };
        if closed.is_ok() { done } else { None }
    }

    fn sql(&self, text: &str) -> Result<(), Error> {
        match text {
            "ROLLBACK TO job; RELEASE job" => self.connection.execute_batch(text).map_err(fault),
            text => self.connection.prepare_cached(text).and_then(|mut s| s.raw_execute()).map(drop).map_err(fault),
        }
    }
}

/// Dropping a job drops its way back, and whoever waits reads `Unavailable`.
fn tell_nobody_lost(batch: Vec<Job>, _cause: &Error) {
    drop(batch);
}
