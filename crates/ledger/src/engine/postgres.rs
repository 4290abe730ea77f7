//! PostgreSQL, and engines that speak its protocol: a session whose transactions run as if each were alone.

use std::cell::{Cell as Flag, RefCell};
use std::collections::HashMap;
use std::error::Error as _;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Waker};

use kernel::{Cell, Error, ToCell};
use pollster::block_on;
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Statement};

use super::cells::{Bound, Raw};
use super::{Row, Value, Visit};

/// Rows that a long answer brings at once.
const PIECE: usize = 1_000;
/// Queries built from filters come in many shapes; past this many they are prepared anew.
const STATEMENTS_KEPT: usize = 1_000;
/// Statements on their way whose answers nobody has waited for; what they hold stays in memory until then.
const MOST_SENT: usize = 500;

/// What an engine may do to a transaction that is right in itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    None,
    /// A statement was wrong. The server has given the transaction up, and would answer its COMMIT as if nothing were amiss.
    Failed,
    /// Somebody else's came between; it has to run again.
    Conflict,
    /// The connection is gone; what was sent last may have been done.
    Lost,
}

/// Carries what is sent and received, of sessions that any thread may use. Whoever waits for an answer waits on a thread of
/// their own.
static SHARED: LazyLock<Result<Runtime, std::io::Error>> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("postgres").enable_all().build()
});

/// By whom a session's bytes are carried.
enum Driver {
    Shared(&'static Runtime),
    /// By the one thread that uses it, while it waits: no other has to be woken for each answer.
    Own(Runtime),
}

impl Driver {
    fn block_on<T>(&self, run: impl Future<Output = T>) -> T {
        match self {
            Driver::Shared(_) => block_on(run),
            Driver::Own(runtime) => runtime.block_on(run),
        }
    }

    fn runtime(&self) -> &Runtime {
        match self {
            Driver::Shared(runtime) => runtime,
            Driver::Own(runtime) => runtime,
        }
    }
}

/// How many rows a statement changed, once the server has said so.
type Answer = Pin<Box<dyn Future<Output = Result<u64, tokio_postgres::Error>> + Send>>;

/// A statement on its way.
struct Sent {
    sql: Arc<str>,
    /// Whoever sent it counts on one row, and must not go on without it.
    of_one: bool,
    answer: Answer,
}

pub(crate) struct Session {
    driver: Driver,
    client: Arc<Client>,
    statements: RefCell<HashMap<Arc<str>, Statement, foldhash::fast::RandomState>>,
    /// What was sent and is not answered yet, in its order: each is answered before whatever is sent after it.
    sent: RefCell<Vec<Sent>>,
    trouble: Flag<Trouble>,
    /// Long answers that are being read, one within the other.
    depth: Flag<u32>,
    run: Flag<u64>,
}

impl Session {
    pub fn open(url: &str) -> Result<Session, Error> {
        Session::open_with(url, Driver::Shared(SHARED.as_ref().map_err(Error::internal)?))
    }

    /// For a thread that alone uses it, and is none of a runtime's.
    pub fn open_for_this_thread(url: &str) -> Result<Session, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
        Session::open_with(url, Driver::Own(runtime))
    }

    fn open_with(url: &str, driver: Driver) -> Result<Session, Error> {
        let mut config: Config = url.parse().map_err(Error::internal)?;
        // What a migration finds in place already is no news.
        config.application_name("anlan").options("-c client_min_messages=warning");
        let connecting = driver.runtime().spawn(async move {
            let (client, connection) = config.connect(NoTls).await?;
            // It ends with the client, or with an error that the next call is told.
            tokio::spawn(async move { drop(connection.await) });
            Ok(client)
        });
        let client = driver.block_on(connecting).map_err(Error::internal)?.map_err(|cause| cannot_connect(&cause))?;
        Ok(Session {
            driver,
            client: Arc::new(client),
            statements: RefCell::default(),
            sent: RefCell::default(),
            trouble: Flag::new(Trouble::None),
            depth: Flag::default(),
            run: Flag::default(),
        })
    }

    pub fn execute(&self, sql: &str, params: &[&dyn ToCell]) -> Result<usize, Error> {
        let (_, statement) = self.statement(sql)?;
        let bound = bound(params);
        let changed = self.driver.block_on(self.client.execute(&statement, &dynamic(&bound)));
        self.settled(changed, sql).map(|n| n as usize)
    }

    /// Without waiting for the answer. What goes wrong is said by the next call that waits, and by the commit at the latest.
    pub fn send(&self, sql: &str, params: &[&dyn ToCell]) -> Result<(), Error> {
        self.send_of(sql, params, false)
    }

    /// The same for a statement that changes one row, or is a conflict.
    pub fn send_of_one(&self, sql: &str, params: &[&dyn ToCell]) -> Result<(), Error> {
        self.send_of(sql, params, true)
    }

    fn send_of(&self, sql: &str, params: &[&dyn ToCell], of_one: bool) -> Result<(), Error> {
        let (sql, statement) = self.statement(sql)?;
        let values: Vec<Value> = params.iter().map(|param| Value::of(param.to_cell())).collect();
        let client = Arc::clone(&self.client);
        let answer = Box::pin(async move {
            let bound: Vec<Bound<'_>> = values.iter().map(|value| Bound(value.to_cell())).collect();
            client.execute(&statement, &dynamic(&bound)).await
        });
        self.on_its_way(Sent { sql, of_one, answer })
    }

    fn on_its_way(&self, mut it: Sent) -> Result<(), Error> {
        // By its first step it is sent, and where another thread carries it even answered; it takes no second one before
        // somebody waits.
        if let Poll::Ready(answer) = it.answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            self.settle()?;
            return self.checked(&it.sql, it.of_one, answer);
        }
        let sent = {
            let mut sent = self.sent.borrow_mut();
            sent.push(it);
            sent.len()
        };
        if sent < MOST_SENT { Ok(()) } else { self.settle() }
    }

    /// Waits for the answers of all that was sent; the first that is an error counts, as those after it follow from it.
    pub fn settle(&self) -> Result<(), Error> {
        let sent = std::mem::take(&mut *self.sent.borrow_mut());
        if sent.is_empty() {
            return Ok(());
        }
        let answers = self.driver.block_on(answers(sent));
        answers.into_iter().try_for_each(|(sql, of_one, answer)| self.checked(&sql, of_one, answer))
    }

    fn checked(&self, sql: &str, of_one: bool, answer: Result<u64, tokio_postgres::Error>) -> Result<(), Error> {
        let changed = answer.map_err(|cause| self.fault(cause, sql))?;
        if of_one && changed != 1 {
            self.trouble.set(Trouble::Failed);
            return Err(Error::Conflict);
        }
        Ok(())
    }

    /// An answer, if what was sent before it went well.
    fn settled<T>(&self, answer: Result<T, tokio_postgres::Error>, sql: &str) -> Result<T, Error> {
        self.settle()?;
        answer.map_err(|cause| self.fault(cause, sql))
    }

    pub fn few(&self, sql: &str, params: &[&dyn ToCell], visit: &mut Visit<'_>) -> Result<(), Error> {
        let (_, statement) = self.statement(sql)?;
        let bound = bound(params);
        let rows = self.driver.block_on(self.client.query(&statement, &dynamic(&bound)));
        let rows = self.settled(rows, sql)?;
        for row in &rows {
            if visit(&Row::Postgres(row))? == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    /// By a cursor, so that an answer needs no more memory than a piece of it.
    pub fn each(&self, sql: &str, params: &[&dyn ToCell], visit: &mut Visit<'_>) -> Result<(), Error> {
        let depth = self.depth.replace(self.depth.get() + 1);
        let done = self.each_at(depth, sql, params, visit);
        self.depth.set(depth);
        done
    }

    fn each_at(&self, depth: u32, sql: &str, params: &[&dyn ToCell], visit: &mut Visit<'_>) -> Result<(), Error> {
        self.execute(&format!("DECLARE rows_{depth} NO SCROLL CURSOR FOR {sql}"), params)?;
        let done = self.fetch(&format!("FETCH {PIECE} FROM rows_{depth}"), visit);
        // After a failed statement the transaction is over, and the cursor with it.
        let closed = self.batch(&format!("CLOSE rows_{depth}"));
        done.and(closed)
    }

    fn fetch(&self, fetch: &str, visit: &mut Visit<'_>) -> Result<(), Error> {
        loop {
            // Not kept ready: what it gives depends on the cursor that has the name now.
            let rows = self.driver.block_on(self.client.query_typed(fetch, &[]));
            let rows = self.settled(rows, fetch)?;
            for row in &rows {
                if visit(&Row::Postgres(row))? == ControlFlow::Break(()) {
                    return Ok(());
                }
            }
            if rows.len() < PIECE {
                return Ok(());
            }
        }
    }

    pub fn batch(&self, sql: &str) -> Result<(), Error> {
        let done = self.driver.block_on(self.client.batch_execute(sql));
        self.settled(done, sql)
    }

    pub fn begin(&self, how: &str) -> Result<(), Error> {
        self.trouble.set(Trouble::None);
        self.batch(how)
    }

    /// As [`Session::begin`], without waiting for the answer.
    pub fn begin_sent(&self, how: &'static str) -> Result<(), Error> {
        self.trouble.set(Trouble::None);
        let client = Arc::clone(&self.client);
        let answer = Box::pin(async move { client.batch_execute(how).await.map(|()| 0) });
        self.on_its_way(Sent { sql: how.into(), of_one: false, answer })
    }

    /// What became of the transaction that was begun last.
    pub fn trouble(&self) -> Trouble {
        self.trouble.get()
    }

    pub fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    pub fn statements(&self) -> u64 {
        self.run.get()
    }

    fn statement(&self, sql: &str) -> Result<(Arc<str>, Statement), Error> {
        self.run.set(self.run.get() + 1);
        if let Some((text, known)) = self.statements.borrow().get_key_value(sql) {
            return Ok((Arc::clone(text), known.clone()));
        }
        let prepared = self.driver.block_on(self.client.prepare(&spoken(sql)));
        let statement = self.settled(prepared, sql)?;
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= STATEMENTS_KEPT {
            statements.clear();
        }
        let text: Arc<str> = sql.into();
        statements.insert(Arc::clone(&text), statement.clone());
        Ok((text, statement))
    }

    fn fault(&self, cause: tokio_postgres::Error, sql: &str) -> Error {
        use SqlState as State;
        let again = [&State::T_R_SERIALIZATION_FAILURE, &State::T_R_DEADLOCK_DETECTED, &State::UNIQUE_VIOLATION];
        // 08: connection; 53: memory, disk, connections; 57: the server is stopped or starts.
        let trouble = match cause.code() {
            Some(code) if again.contains(&code) => Trouble::Conflict,
            Some(code) if ["08", "53", "57"].contains(&&code.code()[..2]) => Trouble::Lost,
            None if cause.is_closed() || is_broken(&cause) => Trouble::Lost,
            _ => {
                self.trouble.set(Trouble::Failed);
                return Error::internal(format!("{}: {sql}", told(&cause)));
            }
        };
        self.trouble.set(trouble);
        Error::Unavailable
    }
}

/// In the order in which they were sent, which is that in which they come.
async fn answers(sent: Vec<Sent>) -> Vec<(Arc<str>, bool, Result<u64, tokio_postgres::Error>)> {
    let mut answers = Vec::with_capacity(sent.len());
    for it in sent {
        answers.push((it.sql, it.of_one, it.answer.await));
    }
    answers
}

/// Whether the connection failed, and not the reading of what came over it.
fn is_broken(cause: &tokio_postgres::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, InvalidInput};
    let io = cause.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| !matches!(io.kind(), InvalidData | InvalidInput))
}

/// The server's own words; its error type leaves them out.
fn told(cause: &tokio_postgres::Error) -> String {
    if let Some(error) = cause.as_db_error() {
        return format!("{} {}", error.code().code(), error.message());
    }
    let (mut told, mut next) = (cause.to_string(), cause.source());
    while let Some(cause) = next {
        told = format!("{told}: {cause}");
        next = cause.source();
    }
    told
}

fn cannot_connect(cause: &tokio_postgres::Error) -> Error {
    let with = Some(told(cause));
    Error::Refused { why: "the PostgreSQL server cannot be reached", with }
}

fn bound<'p>(params: &'p [&dyn ToCell]) -> Vec<Bound<'p>> {
    params.iter().map(|param| Bound(param.to_cell())).collect()
}

fn dynamic<'p>(bound: &'p [Bound<'p>]) -> Vec<&'p (dyn ToSql + Sync)> {
    bound.iter().map(|one| one as &(dyn ToSql + Sync)).collect()
}

pub(crate) fn cell(row: &tokio_postgres::Row, column: usize) -> Result<Cell<'_>, Error> {
    row.try_get::<_, Raw<'_>>(column).map(|raw| raw.0).map_err(Error::internal)
}

/// What the statements of both engines say otherwise here: `+column` tells SQLite's planner to leave an index alone, and
/// words are looked for in FTS5's form.
fn spoken(sql: &str) -> String {
    let sql = sql.replace("+district", "district").replace("+stream", "stream");
    let Some((before, rest)) = sql.split_once("search MATCH $") else { return sql };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at(digits);
    format!("{before}words @@ replace(replace(${number}, ' + ', ' <-> '), ' AND ', ' & ')::tsquery{}", spoken(rest))
}

/// One text for both engines; these words differ. Texts are ordered by their characters' numbers, whatever the database's
/// own order of letters, because SQLite's are.
pub(crate) fn render(migration: &str) -> String {
    let search = "CREATE TABLE search (
                      tokens TEXT NOT NULL, district BIGINT NOT NULL, stream TEXT NOT NULL, id BYTEA NOT NULL,
                      words TSVECTOR NOT NULL, PRIMARY KEY (district, stream, id));
                  CREATE INDEX search_words ON search USING gin (words);";
    let words = [
        ("{search}", search),
        ("{blob}", "BYTEA"),
        ("{clustered}", ""),
        ("{place}", "BIGINT GENERATED BY DEFAULT AS IDENTITY NOT NULL"),
        ("{place_index}", "CREATE INDEX fact_place ON fact (place);"),
        ("{key}", "PRIMARY KEY"),
        (" TEXT", " TEXT COLLATE \"C\""),
    ];
    words.iter().fold(migration.to_owned(), |sql, (word, here)| sql.replace(word, here))
}
