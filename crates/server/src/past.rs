//! As known on that day: `as_of=` on any page shows the district from the facts that were recorded until then.
//!
//! The ledger is played into a file beside the live one, and the same routes answer over it; who may see what is decided by
//! today's accounts. The last few moments stay open. The past is read: whatever would change something is refused, every
//! page says loudly that it shows the past, and its links lead to the same moment.

mod links;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use attention::key::Known as Asked;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use kernel::{Day, Error, Instant};
use ledger::{Clock, Config, Db, Snapshot, VirtualClock};
use page::past::AS_OF;
use page::{Failure, Values};
use tower::{Layer as _, ServiceExt as _};

use crate::gate::Gate;
use crate::{assemble, concepts, log, timers};

/// Moments that stay open; the one asked for longest ago goes.
const OPEN: usize = 4;
/// Tables that are no projections and that every page needs.
pub(crate) const BESIDE: &[&str] = &["installation"];
const NAME: &str = "as-of-";
/// A longer page is a fault.
const LONGEST_PAGE: usize = 16 << 20;
/// A moment that is open, or is being made.
struct Moment {
    at: Instant,
    /// Erasures there were when it was asked for: what it holds may have been erased since.
    erasures: i64,
    known: tokio::sync::OnceCell<Arc<Known>>,
}

struct Known {
    /// None while it is being made.
    db: Option<Db>,
    router: Router,
    file: PathBuf,
}

impl Drop for Known {
    fn drop(&mut self) {
        remove(&self.file);
    }
}

pub struct Past {
    gate: Gate,
    open: Mutex<Vec<Arc<Moment>>>,
    /// One is made at a time; who asks for one that is open does not wait for it.
    making: tokio::sync::Mutex<()>,
    files: AtomicU64,
}

impl Past {
    /// Files of an earlier run are removed.
    pub fn new(gate: Gate) -> Arc<Past> {
        if let Ok(folder) = std::fs::read_dir(log::data(&gate.db)) {
            let left = |name: &str| name.starts_with(NAME) && name.ends_with(".db");
            let files = folder.flatten().filter(|file| file.file_name().to_str().is_some_and(left));
            files.for_each(|file| remove(&file.path()));
        }
        Arc::new(Past { gate, open: Mutex::default(), making: tokio::sync::Mutex::default(), files: AtomicU64::new(0) })
    }

    /// The routes over what was known then.
    async fn at(&self, at: Instant) -> Result<Arc<Known>, Error> {
        let district = self.gate.district;
        let erasures = self.gate.db.read(move |r| ledger::erase::count(r, district)).await?;
        // Two who ask for the same moment wait for the same file.
        let moment = self.moment(at, erasures);
        moment.known.get_or_try_init(|| self.make(at)).await.cloned()
    }

    fn moment(&self, at: Instant, erasures: i64) -> Arc<Moment> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        // What was erased is in none of them.
        open.retain(|moment| moment.erasures == erasures);
        let moment = match open.iter().position(|moment| moment.at == at) {
            Some(place) => open.remove(place),
            None => Arc::new(Moment { at, erasures, known: tokio::sync::OnceCell::new() }),
        };
        if open.len() >= OPEN {
            open.remove(0);
        }
        open.push(Arc::clone(&moment));
        moment
    }

    async fn make(&self, at: Instant) -> Result<Arc<Known>, Error> {
        let _one = self.making.lock().await;
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        let file = log::data(&self.gate.db).join(format!("{NAME}{number}.db"));
        let gate = self.gate.clone();
        let made = tokio::task::spawn_blocking(move || known(gate, at, file)).await.map_err(Error::internal)??;
        Ok(Arc::new(made))
    }
}

/// How often it is looked whether another state should be kept.
const LOOKED_EVERY: Duration = Duration::from_secs(3_600);

/// Keeps states of the past from which what was known at a moment is played on, in a thread of its own that ends with the
/// process. Whoever asks meanwhile is not behind it.
pub fn keep_states(db: Db, clock: Arc<dyn Clock>, district: kernel::District) -> std::io::Result<()> {
    let run = move || {
        loop {
            if let Err(error) = keep_due(&db, clock.as_ref(), district) {
                tracing::error!(%error, "a state of the past was not kept");
            }
            std::thread::sleep(LOOKED_EVERY);
        }
    };
    std::thread::Builder::new().name("past".into()).spawn(run).map(drop)
}

/// Keeps what is due, each state made from the one before. How many there were.
pub fn keep_due(db: &Db, clock: &dyn Clock, district: kernel::District) -> Result<usize, Error> {
    let due = db.states_to_keep(clock.now())?;
    for state in &due {
        let file = log::data(db).join(format!("{NAME}being-kept.db"));
        remove(&file);
        let made = keep(db, state, &file, district);
        remove(&file);
        made?;
    }
    Ok(due.len())
}

fn keep(db: &Db, state: &Snapshot, file: &Path, district: kernel::District) -> Result<(), Error> {
    let clock = Arc::new(VirtualClock::at(state.at));
    let known = db.as_known(state.at, file, BESIDE, Config::new(Arc::clone(&clock), concepts::all()))?;
    timers::index_texts(&known, clock.as_ref(), district)?;
    drop(known);
    db.keep_state(file, state)
}

fn known(gate: Gate, at: Instant, file: PathBuf) -> Result<Known, Error> {
    let clock = Arc::new(VirtualClock::at(at));
    let config = Config::new(Arc::clone(&clock), concepts::all());
    // From here on its files go when this fails.
    let mut known = Known { db: None, router: Router::new(), file };
    let db = gate.db.as_known(at, &known.file, BESIDE, config)?;
    timers::index_texts(&db, clock.as_ref(), gate.district)?;
    known.db = Some(db.clone());
    let gate = Gate { past: Some(at), ..gate };
    let rows = assemble::routes().into_rows();
    known.router = assemble::assemble_over(rows, &gate, db).map_err(|found| Error::internal(found.join("; ")))?;
    Ok(known)
}

/// With its journals; what is not there need not be.
pub(crate) fn remove(file: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut path = file.as_os_str().to_owned();
        path.push(end);
        // What is not there need not be removed; what can't be is removed at the next start.
        drop(std::fs::remove_file(path));
    }
}

/// The routes with the past before them: before they are matched, because the past matches them anew.
pub fn before(past: Arc<Past>, router: Router) -> Router {
    Router::new().fallback_service(middleware::from_fn_with_state(past, layer).layer(router))
}

/// Sends a request with `as_of` to the past, every other on.
async fn layer(State(past): State<Arc<Past>>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(as_known(&past));
    let query = Values::from_query(request.uri().query().unwrap_or_default());
    let asked = query.get(AS_OF).to_owned();
    if asked.is_empty() {
        return next.run(request).await;
    }
    let answered = match crate::gate::is_signed_in(&past.gate, request.headers()) {
        Ok(true) => answer(&past, &asked, request).await,
        // Is sent to the sign-in, and comes back here.
        Ok(false) => Ok(next.run(request).await),
        Err(error) => Err(error),
    };
    answered.unwrap_or_else(|error| Failure(error).into_response())
}

async fn answer(past: &Past, asked: &str, mut request: Request) -> Result<Response, Error> {
    let at = moment(asked, past.gate.clock.now())?;
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Error::refused("the past can be looked at, not changed: go back to now"));
    }
    if !page::past::has_past(request.uri().path()) {
        return Err(Error::refused("what this page shows is kept without its past"));
    }
    // What is measured now is nothing of the past.
    request.extensions_mut().remove::<signal::device::live::Readings>();
    request.extensions_mut().remove::<flood::live::Forecasts>();
    let known = past.at(at).await?;
    let response = match known.router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    links::lead_to(response, asked).await
}

/// What concepts ask of the record as it was known at a moment, apart from the live one.
fn as_known(past: &Arc<Past>) -> Asked {
    let past = Arc::clone(past);
    Asked(Arc::new(move |at, work| {
        let past = Arc::clone(&past);
        Box::pin(async move {
            // Its file stays while somebody reads it.
            let known = past.at(at).await?;
            let db = known.db.clone().ok_or(Error::Unavailable)?;
            let read = db.read(work).await;
            drop(known);
            read
        })
    }))
}

/// `2026-06-18` is the end of that day, `2026-06-18T09:00` that minute. Not later than the minute that has begun: whoever
/// leafs through today sees one moment.
pub(crate) fn moment(asked: &str, now: Instant) -> Result<Instant, Error> {
    let wrong = || Error::from(kernel::Problem::at(AS_OF, "write a day, or a day and a time"));
    let at = match asked.parse::<Day>() {
        Ok(day) => Instant::from_micros(day.plus_days(1).start().micros() - 1),
        Err(_) => Instant::read(asked).ok_or_else(wrong)?,
    };
    Ok(at.min(Instant::from_micros(now.micros() - now.micros().rem_euclid(60_000_000))))
}
