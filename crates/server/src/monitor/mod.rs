//! Readings while the program serves: taken in, kept, watched by the district's rules, and told as conditions.
//!
//! One thread owns the store and the engine (`keeper`), another writes conditions into the ledger (`told`), so that neither
//! waits for the other's disk. Doors hand in lines through [`Monitor`], pages look at the engine through it.
//! Always true: a sender is answered after its readings are on the disk; a change of a condition is on record before the
//! checkpoint behind it is written, and recorded once however often it is told.

mod archive;
mod archived;
mod completeness;
mod directory;
mod doors;
pub(crate) mod fire;
mod forecasts;
mod gaps;
mod keeper;
mod live;
mod page;
mod past;
mod refused;
mod told;
pub mod web;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Arc, PoisonError, RwLock};

use axum::{Extension, Router};
use bytes::Bytes;
use gateway::{Door, Intake, NotTaken, Receipt};
use kernel::{District, Error};
use ledger::{Clock, Db};
use readings::{Counts, Parsed, Reason};
use tokio::sync::oneshot;

pub use directory::Known;
pub(crate) use directory::{colour, figure};
pub use doors::Doors;
pub use forecasts::Forecaster;
use keeper::Keeper;
pub(crate) use told::in_words;

/// Batches that wait for the store at once; whoever comes then is told to come again.
const WAITING: usize = 1_024;

/// In requests of a program that ought to take in readings and can't.
#[derive(Debug, Clone, Copy)]
pub struct Lost;

/// The router of a program that takes in readings, or ought to.
pub fn within(router: Router, monitor: Option<&Monitor>) -> Router {
    match monitor {
        Some(monitor) => {
            let live = signal::device::live::Readings(Arc::new(monitor.clone()));
            router.layer(Extension(monitor.clone())).layer(Extension(live))
        }
        None => router.layer(Extension(Lost)),
    }
}

/// Records that readings are not taken in; the next start that takes them in records that it is over.
pub fn lost(db: &Db, clock: &Arc<dyn Clock>, district: District) -> Result<(), Error> {
    let now = clock.now();
    let ctx = crate::gate::machine_ctx("signal.engine", district, now)?;
    let change = told::intake_lost(now, true);
    db.write_blocking("signal.conditions", &ctx, move |tx, ctx| signal::condition::record(tx, ctx, &change).map(drop))
}

/// The way to the readings, for doors and pages.
#[derive(Clone)]
pub struct Monitor {
    shared: Arc<Shared>,
    inbox: SyncSender<Batch>,
}

/// What doors and pages look at while the keeper goes on.
struct Shared {
    folder: PathBuf,
    district: District,
    clock: Arc<dyn Clock>,
    intake: RwLock<readings::Intake>,
    known: RwLock<Arc<Known>>,
    /// When the last reading of our own came through.
    heartbeat: AtomicI64,
    /// Changes that were told and are not on record yet.
    waiting: Arc<AtomicUsize>,
}

struct Batch {
    bytes: Bytes,
    parsed: Parsed,
    arrived: i64,
    answer: oneshot::Sender<Result<Counts, String>>,
}

/// Whose readings a sender may hand in.
pub type MaySend<'a> = &'a (dyn Fn(signal::device::DeviceId) -> bool + Sync);

impl Monitor {
    /// Opens the store in `folder` and begins to keep it.
    pub fn start(db: Db, clock: Arc<dyn Clock>, district: District, folder: &Path) -> Result<Monitor, Error> {
        let (inbox, waiting) = std::sync::mpsc::sync_channel(WAITING);
        let (keeper, shared) = Keeper::open(db.clone(), clock, district, folder)?;
        std::thread::Builder::new()
            .name("readings".to_owned())
            .spawn(move || keeper.run(&waiting))
            .map_err(Error::internal)?;
        let is_led = shared.clock.pace() != 1;
        let monitor = Monitor { shared, inbox };
        // A clock that is led by what comes in has its beat from there.
        if !is_led {
            monitor.clone().beat().map_err(Error::internal)?;
        }
        fire::start(monitor.clone(), db).map_err(Error::internal)?;
        Ok(monitor)
    }

    /// Takes lines of a sender who may speak for some devices only; lines of others are refused as of unknown devices.
    pub async fn take_of(&self, lines: Bytes, may_send: MaySend<'_>) -> Result<Counts, NotTaken> {
        let known = self.known();
        let mut parsed = Parsed::of(&lines, &known.directory);
        parsed.refuse_unless(Reason::UnknownDevice, |series| known.device(series).is_some_and(may_send));
        self.hand_in(lines, parsed).await
    }

    async fn hand_in(&self, bytes: Bytes, parsed: Parsed) -> Result<Counts, NotTaken> {
        let (answer, answered) = oneshot::channel();
        let arrived = self.shared.clock.now().millis();
        match self.inbox.try_send(Batch { bytes, parsed, arrived, answer }) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(NotTaken::Busy),
            Err(TrySendError::Disconnected(_)) => return Err(NotTaken::Stopping),
        }
        match answered.await {
            Ok(taken) => taken.map_err(NotTaken::Store),
            Err(_) => Err(NotTaken::Stopping),
        }
    }

    pub fn known(&self) -> Arc<Known> {
        Arc::clone(&self.shared.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks at the engine; the keeper waits meanwhile.
    pub fn look<T>(&self, at: impl FnOnce(&readings::Intake) -> T) -> T {
        at(&self.shared.intake.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Milliseconds since a reading of our own last went the whole way.
    pub fn since_heartbeat(&self) -> i64 {
        self.shared.clock.now().millis() - self.shared.heartbeat.load(Ordering::Relaxed)
    }

    /// Whether every change that was told is on record.
    pub fn is_recorded(&self) -> bool {
        self.shared.waiting.load(Ordering::Acquire) == 0
    }

    /// Sends a reading of our own every minute, as a device would, from a thread of its own.
    fn beat(self) -> std::io::Result<()> {
        let send = move || {
            loop {
                self.beat_once();
                std::thread::sleep(std::time::Duration::from_secs(directory::HEARTBEAT_SECONDS.unsigned_abs()));
            }
        };
        std::thread::Builder::new().name("heartbeat".to_owned()).spawn(send).map(drop)
    }

    /// One reading of our own, the whole way.
    pub fn beat_once(&self) {
        let now = self.shared.clock.now().millis();
        let line = format!(
            r#"{{"device":"{}","metric":"{}","t":{now},"v":{}}}"#,
            directory::HEARTBEAT,
            directory::HEARTBEAT_METRIC.code(),
            now / 1_000 / directory::HEARTBEAT_SECONDS % 50,
        );
        match pollster::block_on(self.take(Door::Http, Bytes::from(line))) {
            Ok(receipt) if receipt.refused == 0 => self.shared.heartbeat.store(now, Ordering::Relaxed),
            Ok(receipt) => tracing::error!(?receipt, "a reading of our own is refused"),
            Err(NotTaken::Stopping) => {}
            Err(cause) => tracing::error!(%cause, "a reading of our own is not taken"),
        }
    }
}

impl Intake for Monitor {
    async fn take(&self, _: Door, lines: Bytes) -> Result<Receipt, NotTaken> {
        let parsed = Parsed::of(&lines, &self.known().directory);
        let counts = self.hand_in(lines, parsed).await?;
        let duplicates = counts.refused(Reason::Duplicate);
        Ok(Receipt { accepted: counts.accepted, duplicates, refused: counts.all_refused() - duplicates })
    }
}
