//! `Db`: the door. Writes go to the writer thread, reads to a pool of connections that can only read.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use kernel::{Ctx, Error, Instant, Minted};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};

use crate::checkpoint::Checkpoints;
use crate::engine::{Connection, Place, sqlite};
use crate::kept::Kept;
use crate::readers::Readers;
use crate::server_writer::{Keys, ServerWriter};
use crate::tx::House;
use crate::writer::{Job, Work, Writer};
use crate::{Clock, Concept, Consequences, Deliveries, Reader, Tx, migrate, params, replay};

/// Writers that may wait; beyond it the door says so instead of growing without bound.
const LONGEST_QUEUE: usize = 4_096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// An answer means that the disk has it.
    Fsynced,
    /// An answer means that the operating system has it. For what ends with the process: tests, scratch tables.
    Unsynced,
    /// An answer means nothing. Only for tests that must be seen to fail.
    ForNegativeControls,
}

pub struct Config {
    pub clock: Box<dyn Clock>,
    pub concepts: &'static [&'static Concept],
    pub consequences: Consequences,
    pub deliveries: Deliveries,
    pub durability: Durability,
    /// Which installation writes.
    pub node: i64,
    /// By what this very program is known again: states of the past that another one kept are not used, and none are without it.
    pub program: Option<String>,
}

impl Config {
    pub fn new(clock: impl Clock, concepts: &'static [&'static Concept]) -> Self {
        Self {
            clock: Box::new(clock),
            concepts,
            consequences: Consequences::new(),
            deliveries: Deliveries::new(),
            durability: Durability::Fsynced,
            node: 1,
            program: None,
        }
    }
}

#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    jobs: mpsc::Sender<Job>,
    folder: PathBuf,
    concepts: &'static [&'static Concept],
    node: i64,
    program: Option<String>,
    readers: Readers,
}

impl Db {
    /// Opens the SQLite file, brings its tables up to date and starts the writer.
    pub fn open(path: &Path, config: Config) -> Result<Db, Error> {
        sqlite::check_library()?;
        let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
        Db::start(Place::File { path: path.to_owned(), durability: config.durability }, folder, config)
    }

    /// The same on a PostgreSQL server: `postgres://user@host/database`. What is no table (the log, files of the evidence)
    /// lies in the folder.
    pub fn connect(url: &str, folder: &Path, config: Config) -> Result<Db, Error> {
        Db::start(Place::Server(url.to_owned()), folder.to_owned(), config)
    }

    fn start(place: Place, folder: PathBuf, config: Config) -> Result<Db, Error> {
        let connection = place.writer()?;
        migrate::migrate(&connection)?;
        replay::fill(&connection, &folder, config.concepts)?;
        let last = "SELECT COALESCE(MAX(recorded_at), 0)
                    FROM (SELECT recorded_at FROM fact ORDER BY place DESC LIMIT 1) AS last";
        let last: Instant = Reader { connection: &connection, kept: None }.value(last, params![])?;
        let (sender, jobs) = mpsc::channel(LONGEST_QUEUE);
        let (node, program) = (config.node, config.program);
        let mut house = House::new(config.clock, last, node);
        house.consequences = config.consequences;
        house.deliveries = config.deliveries;
        let thread = thread::Builder::new().name("ledger-writer".into());
        let started = match (&place, connection) {
            (Place::File { path, durability }, Connection::Sqlite(mut session)) => {
                let checkpoints = Checkpoints::start(path, *durability, &mut session)?;
                let connection = Connection::Sqlite(session);
                let answers_early = *durability == Durability::ForNegativeControls;
                let writer = Writer { connection, house, jobs, checkpoints, kept: Kept::default(), answers_early };
                thread.spawn(move || writer.run())
            }
            (place, connection) => {
                let keys = Keys::new(&Reader { connection: &connection, kept: None })?;
                let forgets = config.durability == Durability::ForNegativeControls;
                let writer = ServerWriter { place: place.clone(), house, keys, forgets, jobs };
                thread.spawn(move || writer.run())
            }
        };
        started.map_err(Error::internal)?;
        let readers = Readers::new(place);
        let inner = Inner { jobs: sender, folder, concepts: config.concepts, node, program, readers };
        Ok(Db(Arc::new(inner)))
    }

    pub fn concepts(&self) -> &'static [&'static Concept] {
        self.0.concepts
    }

    /// Which installation writes here; each has a log of its own.
    pub fn node(&self) -> i64 {
        self.0.node
    }

    pub(crate) fn program(&self) -> Option<&str> {
        self.0.program.as_deref()
    }

    /// Where what is no table lies: the log, its keys, files.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn place(&self) -> &Place {
        &self.0.readers.place
    }

    /// The only way to write. The closure may run again, so it does no other input or output. When this
    /// returns `Ok`, what it did is on the disk; a request that was answered before gets its first answer.
    pub async fn write<T, F>(&self, name: &'static str, ctx: &Ctx, run: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    {
        let (job, answer) = job(name, ctx, false, run);
        self.0.jobs.send(job).await.map_err(|_| Error::Unavailable)?;
        answer.await.map_err(|_| Error::Unavailable)?
    }

    /// As [`Db::write`], from a thread that may wait.
    pub fn write_blocking<T, F>(&self, name: &'static str, ctx: &Ctx, run: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    {
        self.wait_for(job(name, ctx, false, run))
    }

    /// As [`Db::write_blocking`], while nobody else records facts: what it reads is all there is.
    pub(crate) fn write_alone_blocking<T, F>(&self, name: &'static str, ctx: &Ctx, run: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    {
        self.wait_for(job(name, ctx, true, run))
    }

    fn wait_for<T>(&self, (job, answer): Sent<T>) -> Result<T, Error> {
        self.0.jobs.blocking_send(job).map_err(|_| Error::Unavailable)?;
        answer.blocking_recv().map_err(|_| Error::Unavailable)?
    }

    pub async fn read<T, F>(&self, run: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Reader<'_>) -> Result<T, Error> + Send + 'static,
    {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.read_blocking(run)).await.map_err(Error::internal)?
    }

    /// Everything inside one call sees the same moment.
    pub fn read_blocking<T>(&self, run: impl FnOnce(&Reader<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.0.readers.with(|connection| run(&Reader { connection, kept: None }))
    }
}

/// A closure on its way to the writer.
struct Command<T, F> {
    name: &'static str,
    ctx: Ctx,
    alone: bool,
    run: F,
    result: Option<Result<T, Error>>,
    back: oneshot::Sender<Result<T, Error>>,
}

impl<T, F> Work for Command<T, F>
where
    T: Serialize + DeserializeOwned + Send,
    F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.result = None;
        // A second run mints the same ids as the first.
        self.ctx.minted = Minted::default();
        let result = run_once(tx, &self.ctx, self.name, &self.run);
        let kept = result.is_ok();
        self.result = Some(result);
        kept
    }

    fn is_alone(&self) -> bool {
        self.alone
    }

    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        // Without a result the closure panicked. Whoever asked may have gone away; the write stands all the same.
        let result = self.result.unwrap_or(Err(Error::Unavailable));
        drop(self.back.send(committed.and(result)));
    }
}

/// A closure, and where its answer comes.
type Sent<T> = (Job, oneshot::Receiver<Result<T, Error>>);

fn job<T, F>(name: &'static str, ctx: &Ctx, alone: bool, run: F) -> Sent<T>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
{
    let (back, answer) = oneshot::channel();
    (Box::new(Command { name, ctx: ctx.clone(), alone, run, result: None, back }), answer)
}

fn run_once<T, F>(tx: &mut Tx<'_>, ctx: &Ctx, name: &'static str, run: &F) -> Result<T, Error>
where
    T: Serialize + DeserializeOwned,
    F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error>,
{
    if let Some(first) = tx.first_answer(ctx, name)? {
        return Ok(first);
    }
    let answer = run(tx, ctx)?;
    tx.follow(ctx)?;
    tx.keep_answer(ctx, name, &answer)?;
    Ok(answer)
}
