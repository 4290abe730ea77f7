//! Backtests that run beside the pages: one after the other, each seen by how far it is, each to be stopped.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Ctx, Error, RequestKey};
use ledger::Db;
use signal::rule::backtest::Asked;
use signal::rule::{self, SignalRuleId, State};

use super::{Details, Plan, folder, run};

/// All that run or have failed; what came of the others is kept with their edition.
#[derive(Debug, Clone, Default)]
pub struct Backtests(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    jobs: Mutex<HashMap<SignalRuleId, Arc<Job>>>,
    /// Whose turn it is.
    turn: Mutex<()>,
}

#[derive(Debug, Default)]
struct Job {
    done: AtomicUsize,
    all: AtomicUsize,
    stop: AtomicBool,
    ended: Mutex<Option<Ended>>,
}

/// How one ended that has no outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    Stopped,
    Refused {
        why: &'static str,
        with: Option<String>,
    },
    /// What the log knows more of.
    Failed,
}

/// How it stands with an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Nothing,
    /// Days that are done of all; of none while it waits for another.
    Running {
        done: usize,
        all: usize,
    },
    Ended(Ended),
}

impl Backtests {
    pub fn standing(&self, id: SignalRuleId) -> Standing {
        let Some(job) = self.job(id) else { return Standing::Nothing };
        let ended = job.ended.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match ended {
            Some(ended) => Standing::Ended(ended),
            None => Standing::Running { done: job.done.load(Ordering::Relaxed), all: job.all.load(Ordering::Relaxed) },
        }
    }

    /// Stops after the day it is at.
    pub fn stop(&self, id: SignalRuleId) {
        if let Some(job) = self.job(id) {
            job.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Begins in a thread of its own, unless it runs already.
    pub fn begin(&self, db: Db, ctx: Arc<Ctx>, id: SignalRuleId, asked: Asked) -> Result<(), Error> {
        let job = Arc::new(Job::default());
        {
            let mut jobs = self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            let runs = |job: &Arc<Job>| job.ended.lock().unwrap_or_else(PoisonError::into_inner).is_none();
            if jobs.get(&id).is_some_and(runs) {
                return Ok(());
            }
            jobs.insert(id, Arc::clone(&job));
        }
        let all = self.clone();
        let work = move || {
            let turn = all.0.turn.lock().unwrap_or_else(PoisonError::into_inner);
            let outcome = play(&db, &ctx, id, asked, &job);
            drop(turn);
            all.end(id, &job, outcome);
        };
        std::thread::Builder::new().name("backtest".to_owned()).spawn(work).map(drop).map_err(Error::internal)
    }

    fn job(&self, id: SignalRuleId) -> Option<Arc<Job>> {
        self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn end(&self, id: SignalRuleId, job: &Job, outcome: Result<bool, Error>) {
        let ended = match outcome {
            Ok(true) => {
                self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                return;
            }
            Ok(false) => Ended::Stopped,
            Err(Error::Refused { why, with }) => Ended::Refused { why, with },
            Err(cause) => {
                tracing::error!(rule = %id, %cause, source = ?std::error::Error::source(&cause), "a backtest failed");
                Ended::Failed
            }
        };
        *job.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
    }
}

/// False when it was stopped. What came of it is kept before it is told.
fn play(db: &Db, ctx: &Ctx, id: SignalRuleId, asked: Asked, job: &Job) -> Result<bool, Error> {
    if job.stop.load(Ordering::Relaxed) {
        return Ok(false);
    }
    let plan = db.read_blocking(|r| Plan::read(r, ctx, id, asked))?;
    let go_on = |done, all| {
        job.done.store(done, Ordering::Relaxed);
        job.all.store(all, Ordering::Relaxed);
        !job.stop.load(Ordering::Relaxed)
    };
    let Some(details) = run(&plan, &folder(db), ctx.now, go_on)? else { return Ok(false) };
    details.keep(db, id)?;
    if plan.rule.state == State::Draft {
        record(db, ctx, &plan, &details)?;
    }
    Ok(true)
}

/// The figures go with the draft.
fn record(db: &Db, ctx: &Ctx, plan: &Plan, details: &Details) -> Result<(), Error> {
    let ctx = Ctx { request: RequestKey(crate::gate::drawn()?), ..ctx.clone() };
    let (id, said, tested) = (plan.rule.id, plan.rule.said.clone(), details.tested.clone());
    db.write_blocking("signal_rule.tested", &ctx, move |tx, ctx| rule::tested(tx, ctx, id, (&said, &tested)))
}
