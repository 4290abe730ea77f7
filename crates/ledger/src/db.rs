//! `Db`: the door. Writes go to the writer thread, reads to a pool of connections that can only read.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use kernel::{Ctx, Error, Instant, Minted};
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};

use crate::checkpoint::Checkpoints;
use crate::kept::Kept;
use crate::read::{Texts, fault};
use crate::tx::House;
use crate::writer::{Job, Work, Writer};
use crate::{Clock, Concept, Consequences, Deliveries, Reader, Tx, migrate, replay, sqlite};

/// Writers that may wait; beyond it the door says so instead of growing without bound.
const LONGEST_QUEUE: usize = 4_096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// An answer means that the disk has it.
    Fsynced,
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
        }
    }
}

#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    jobs: mpsc::Sender<Job>,
    path: PathBuf,
    concepts: &'static [&'static Concept],
    node: i64,
    idle: Mutex<Vec<ReadConnection>>,
}

struct ReadConnection {
    connection: Connection,
    texts: Texts,
}

impl Db {
    /// Opens the file, brings its tables up to date and starts the writer.
    pub fn open(path: &Path, config: Config) -> Result<Db, Error> {
        sqlite::check_library()?;
        let mut connection = sqlite::open_writer(path, config.durability)?;
        migrate::migrate(&mut connection)?;
        replay::fill(&mut connection, path, config.concepts)?;
        let last: i64 = connection
            .query_row(
                "SELECT COALESCE(MAX(recorded_at), 0) FROM (SELECT recorded_at FROM fact ORDER BY place DESC LIMIT 1)",
                [],
                |row| row.get(0),
            )
            .map_err(fault)?;
        let (sender, jobs) = mpsc::channel(LONGEST_QUEUE);
        let node = config.node;
        let house = House {
            clock: config.clock,
            last_recorded: Instant::from_micros(last),
            node,
            consequences: Arc::new(config.consequences),
            deliveries: config.deliveries,
        };
        let answers_early = config.durability == Durability::ForNegativeControls;
        let checkpoints = Checkpoints::start(path, config.durability, &mut connection)?;
        let writer = Writer { connection, house, jobs, checkpoints, kept: Kept::default(), answers_early };
        thread::Builder::new().name("ledger-writer".into()).spawn(move || writer.run()).map_err(Error::internal)?;
        let inner =
            Inner { jobs: sender, path: path.to_owned(), concepts: config.concepts, node, idle: Mutex::default() };
        Ok(Db(Arc::new(inner)))
    }

    pub fn concepts(&self) -> &'static [&'static Concept] {
        self.0.concepts
    }

    /// Which installation writes here; each has a log of its own.
    pub fn node(&self) -> i64 {
        self.0.node
    }

    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The only way to write. The closure may run again, so it does no other input or output. When this
    /// returns `Ok`, what it did is on the disk; a request that was answered before gets its first answer.
    pub async fn write<T, F>(&self, name: &'static str, ctx: &Ctx, run: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    {
        let (job, answer) = job(name, ctx, run);
        self.0.jobs.send(job).await.map_err(|_| Error::Unavailable)?;
        answer.await.map_err(|_| Error::Unavailable)?
    }

    /// As [`Db::write`], from a thread that may wait.
    pub fn write_blocking<T, F>(&self, name: &'static str, ctx: &Ctx, run: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    {
        let (job, answer) = job(name, ctx, run);
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
        let reader = match self.idle().pop() {
            Some(reader) => reader,
            None => ReadConnection { connection: sqlite::open_reader(&self.0.path)?, texts: Texts::default() },
        };
        reader.connection.prepare_cached("BEGIN").and_then(|mut s| s.raw_execute()).map_err(fault)?;
        let answer = run(&Reader { connection: &reader.connection, texts: &reader.texts, kept: None });
        let ended = reader.connection.prepare_cached("COMMIT").and_then(|mut s| s.raw_execute()).map(drop);
        if ended.is_ok() {
            self.idle().push(reader);
        }
        answer
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<ReadConnection>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A closure on its way to the writer.
struct Command<T, F> {
    name: &'static str,
    ctx: Ctx,
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

    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        // Without a result the closure panicked. Whoever asked may have gone away; the write stands all the same.
        let result = self.result.unwrap_or(Err(Error::Unavailable));
        drop(self.back.send(committed.and(result)));
    }
}

fn job<T, F>(name: &'static str, ctx: &Ctx, run: F) -> (Job, oneshot::Receiver<Result<T, Error>>)
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
{
    let (back, answer) = oneshot::channel();
    (Box::new(Command { name, ctx: ctx.clone(), run, result: None, back }), answer)
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
