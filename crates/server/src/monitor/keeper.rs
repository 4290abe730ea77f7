//! The one who keeps the store: takes what waits, waits for the disk once for all of it, answers, and tells what changed.

use std::path::Path;
use std::sync::atomic::AtomicI64;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use kernel::{Day, District, Error};
use ledger::{Clock, Db};
use readings::store::Fault;
use readings::store::history::History;
use readings::{Change, Counts, Opened};
use tokio::sync::oneshot;

use super::archive::Archive;
use super::told::Teller;
use super::{Batch, Known, Shared};
use crate::gate::machine_ctx;

/// Lines that are written together, at most.
const TOGETHER_BYTES: usize = 8 << 20;
const TICK: Duration = Duration::from_secs(1);
/// A program that heard nothing for longer was away, and gives devices so long to be heard again.
const AWAY_MS: i64 = 120_000;
const HEARD_AGAIN_MS: i64 = 10 * 60_000;
const CHECKPOINT_MS: i64 = 60_000;
/// How often finished files of the log go into days.
const COMPACTED_MS: i64 = 10 * 60_000;
/// How often the register is looked at for devices and rules that changed.
const REGISTER_MS: i64 = 2_000;

pub(super) struct Keeper {
    db: Db,
    clock: Arc<dyn Clock>,
    district: District,
    shared: Arc<Shared>,
    teller: Teller,
    /// What of the register the engine goes by.
    seen: (i64, Day),
    ticked: i64,
    /// Nobody is called silent before: who sent while the program was away was not heard.
    silent_from: i64,
    looked: i64,
    checkpointed: i64,
    compacted: i64,
    compacting: Option<JoinHandle<()>>,
    /// A checkpoint must come before the present directory is left.
    is_new: bool,
}

impl Keeper {
    pub fn open(
        db: Db,
        clock: Arc<dyn Clock>,
        district: District,
        folder: &Path,
    ) -> Result<(Keeper, Arc<Shared>), Error> {
        std::fs::create_dir_all(folder).map_err(|cause| Error::internal(format!("{}: {cause}", folder.display())))?;
        let opened = Opened::folder(folder).map_err(Error::internal)?;
        if let Some(torn) = &opened.torn {
            tracing::warn!(?torn, "the last write of readings was cut off; nothing of it had been answered");
        }
        let now = clock.now();
        let ctx = machine_ctx("signal.engine", district, now)?;
        let (known, seen) = db.read_blocking(|r| {
            let seen = (signal::changes(r, &ctx)?, now.day());
            Ok((Known::read(r, &ctx, now.day(), opened.names())?, seen))
        })?;
        let (mut intake, changes) = opened.into_intake(Arc::new(known.directory.clone())).map_err(Error::internal)?;
        intake.tell_days(now.millis()).map_err(Error::internal)?;
        let teller = Teller::start(db.clone(), Arc::clone(&clock), district)?;
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            district,
            clock: Arc::clone(&clock),
            intake: RwLock::new(intake),
            known: RwLock::new(Arc::new(known)),
            heartbeat: AtomicI64::new(now.millis()),
            waiting: teller.waiting(),
        });
        let at = now.millis();
        let heard = {
            let intake = shared.intake.read().unwrap_or_else(PoisonError::into_inner);
            let engine = intake.engine();
            (0..).zip(engine.directory().series()).filter_map(|(series, _)| engine.heard(series)).max()
        };
        let was_away = heard.is_some_and(|heard| at - heard > AWAY_MS);
        let shared_too = Arc::clone(&shared);
        let mut keeper = Keeper {
            db,
            clock,
            district,
            shared,
            teller,
            seen,
            ticked: at,
            silent_from: if was_away { at + HEARD_AGAIN_MS } else { at },
            looked: at,
            checkpointed: at,
            compacted: at,
            compacting: None,
            is_new: true,
        };
        keeper.tell(&changes);
        keeper.teller.begun();
        keeper.teller.evaluable(&shared_too.known.read().unwrap_or_else(PoisonError::into_inner));
        Ok((keeper, shared_too))
    }

    /// Until every door is gone. What was answered is on the disk, so there is nothing to finish but a checkpoint.
    pub fn run(mut self, waiting: &Receiver<Batch>) {
        loop {
            let batches = match waiting.recv_timeout(TICK) {
                Ok(first) => more(first, waiting),
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Err(RecvTimeoutError::Disconnected) => {
                    self.checkpoint();
                    return;
                }
            };
            self.turn(batches);
        }
    }

    fn turn(&mut self, batches: Vec<Batch>) {
        let now = self.clock.now().millis();
        if now - self.looked >= REGISTER_MS {
            self.looked = now;
            if let Err(cause) = self.follow() {
                tracing::error!(%cause, "the register of devices can't be read; the engine goes on as it was");
            }
        }
        let oldest = batches.iter().map(|it| it.arrived).min();
        let is_time = now - self.ticked >= TICK.as_millis() as i64;
        if batches.is_empty() && !is_time {
            return;
        }
        let looks_for_silence = is_time && now >= self.silent_from;
        match self.write(batches, looks_for_silence.then_some(now)) {
            Ok(changes) => self.tell(&changes),
            Err(fault) => tracing::error!(%fault, "readings can't be stored"),
        }
        if is_time {
            self.ticked = now;
        }
        self.teller.behind(oldest.map_or(0, |it| self.clock.now().millis() - it), now);
        if now - self.checkpointed >= CHECKPOINT_MS || self.is_new {
            self.checkpoint();
        }
        if now - self.compacted >= COMPACTED_MS {
            self.compacted = now;
            self.compact();
        }
    }

    /// In a thread of its own: curves are read meanwhile, and readings come in. What is settled goes into the archive then.
    fn compact(&mut self) {
        if self.compacting.as_ref().is_some_and(|it| !it.is_finished()) {
            return;
        }
        let (finished, position, names) = {
            let intake = self.shared.intake.read().unwrap_or_else(PoisonError::into_inner);
            (intake.log().finished(), intake.log().position(), intake.engine().directory().names())
        };
        let (folder, archive) = (self.shared.folder.clone(), Archive::of(self.db.folder(), self.district));
        let history = History::of(&folder);
        let today = self.clock.now().day();
        let months = self.retention(today);
        let compact = move || {
            match history.compact(finished) {
                Ok(done) if done.files > 0 => tracing::info!(done.files, done.readings, "readings went into days"),
                Ok(_) => {}
                Err(fault) => tracing::error!(%fault, "readings can't be put into days; they stay in the log"),
            }
            match archive.keep(&folder, &names, position, today) {
                Ok(written) => written.iter().for_each(|it| {
                    tracing::info!(month = %it.month, rows = it.summary.rows, "readings went into the archive");
                }),
                Err(fault) => tracing::error!(%fault, "readings can't be archived; they stay in the store"),
            }
            match months.map(|months| archive.let_go(&folder, &names, position, (today, months))) {
                None | Some(Ok(0)) => {}
                Some(Ok(days)) => tracing::info!(days, "readings were thinned out to hours"),
                Some(Err(fault)) => tracing::error!(%fault, "readings can't be thinned out; they stay in the store"),
            }
        };
        match std::thread::Builder::new().name("days".to_owned()).spawn(compact) {
            Ok(thread) => self.compacting = Some(thread),
            Err(cause) => tracing::error!(%cause, "no thread for putting readings into days"),
        }
    }

    /// For how many months readings are kept one by one; for good where nothing else is known.
    fn retention(&self, today: Day) -> Option<u32> {
        let read = || {
            let ctx = machine_ctx("signal.engine", self.district, self.clock.now())?;
            self.db.read_blocking(|r| signal::retention::in_force(r, &ctx, today))
        };
        read().unwrap_or_else(|cause| {
            tracing::error!(%cause, "the retention of readings can't be read; all are kept");
            None
        })
    }

    /// Everybody is answered: with the counts once they are safe, or with the reason why not.
    fn write(&self, batches: Vec<Batch>, tick: Option<i64>) -> Result<Vec<Change>, Fault> {
        let mut intake = self.shared.intake.write().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::with_capacity(batches.len());
        for batch in batches {
            match intake.take(&batch.bytes, &batch.parsed, batch.arrived) {
                Ok(counts) => taken.push((batch.answer, counts)),
                Err(fault) => answer(batch.answer, Err(fault.to_string())),
            }
        }
        if let Some(now) = tick {
            intake.tick(now);
        }
        let committed = intake.commit();
        drop(intake);
        let fault = committed.as_ref().err().map(ToString::to_string);
        for (to, counts) in taken {
            answer(to, fault.clone().map_or(Ok(counts), Err));
        }
        committed
    }

    fn tell(&mut self, changes: &[Change]) {
        if !changes.is_empty() {
            let known = Arc::clone(&self.shared.known.read().unwrap_or_else(PoisonError::into_inner));
            self.teller.tell(changes, &known);
        }
    }

    /// Devices and rules as they are now, when any has changed or a day has begun.
    fn follow(&mut self) -> Result<(), Error> {
        let now = self.clock.now();
        let ctx = machine_ctx("signal.engine", self.district, now)?;
        let seen = (self.db.read_blocking(|r| signal::changes(r, &ctx))?, now.day());
        if seen == self.seen {
            return Ok(());
        }
        let names = {
            let intake = self.shared.intake.read().unwrap_or_else(PoisonError::into_inner);
            intake.engine().directory().names()
        };
        // What changes between the two reads is seen by the next look.
        let known = self.db.read_blocking(|r| Known::read(r, &ctx, now.day(), &names))?;
        self.teller.evaluable(&known);
        // What lies before is judged by what held then, also after a restart.
        self.checkpoint();
        let mut intake = self.shared.intake.write().unwrap_or_else(PoisonError::into_inner);
        intake.follow(Arc::new(known.directory.clone()));
        if let Err(fault) = intake.tell_days(now.millis()) {
            tracing::error!(%fault, "the rain of the past days can't be read; the ground is taken for dry");
        }
        *self.shared.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
        drop(intake);
        (self.seen, self.is_new) = (seen, true);
        Ok(())
    }

    /// Waits for nobody: while a condition is not on record yet, the next turn tries again.
    fn checkpoint(&mut self) {
        if !self.teller.is_done() {
            return;
        }
        let mut intake = self.shared.intake.write().unwrap_or_else(PoisonError::into_inner);
        match intake.checkpoint() {
            Ok(()) => (self.checkpointed, self.is_new) = (self.clock.now().millis(), false),
            Err(fault) => tracing::error!(%fault, "the state of the readings can't be written; a restart takes longer"),
        }
    }
}

/// The sender may be gone; its readings stay.
fn answer(to: oneshot::Sender<Result<Counts, String>>, with: Result<Counts, String>) {
    drop(to.send(with));
}

fn more(first: Batch, waiting: &Receiver<Batch>) -> Vec<Batch> {
    let mut bytes = first.bytes.len();
    let mut batches = vec![first];
    while bytes < TOGETHER_BYTES {
        let Ok(next) = waiting.try_recv() else { break };
        bytes += next.bytes.len();
        batches.push(next);
    }
    batches
}
