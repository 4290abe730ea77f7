//! A temporary database with a clock that tests turn by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use kernel::{Actor, Ctx, District, Instant, PersonId, RequestKey};

use crate::engine::{Connection, Place, Value, values};
use crate::{Concept, Config, Db, Durability, Reader, VirtualClock, copy};

mod file;
mod filled;
mod golden;
mod server;

pub use filled::filled;
pub use golden::golden;

pub struct TestDb {
    pub db: Db,
    pub clock: Arc<VirtualClock>,
    folder: tempfile::TempDir,
    requests: std::cell::Cell<u64>,
    /// Goes with the test; none where the database is a file in the folder.
    on_server: Option<server::Database>,
}

/// The district of all tests; the code is assigned to no real county.
pub fn district() -> District {
    District::new(530_999).expect("a well-formed code")
}

/// Thursday, 2026-06-18, 09:00 in Beijing.
pub fn morning() -> Instant {
    Instant::read("2026-06-18 09:00").expect("a well-formed instant")
}

pub fn db(concepts: &'static [&'static Concept]) -> TestDb {
    db_with(concepts, |config| config)
}

pub fn db_with(concepts: &'static [&'static Concept], set: impl FnOnce(Config) -> Config) -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clock = Arc::new(VirtualClock::at(morning()));
    let config = Config { durability: Durability::Unsynced, ..Config::new(Arc::clone(&clock), concepts) };
    let config = set(config);
    let on_server = kernel::testing::server().map(|url| server::Database::fresh(&url));
    if on_server.is_none() {
        file::fresh(&folder.path().join("test.db"));
    }
    let db = open(&on_server, &folder, config);
    TestDb { db, clock, folder, requests: std::cell::Cell::new(0), on_server }
}

/// A database as an older version left it, opened by this one.
#[cfg(test)]
pub(crate) fn older(number: usize, concepts: &'static [&'static Concept], fill: impl FnOnce(&Connection)) -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let on_server = kernel::testing::server().map(|url| server::Database::empty(&url));
    let place = match &on_server {
        Some(database) => Place::Server(database.url.clone()),
        None => Place::scratch(&folder.path().join("test.db")),
    };
    let old = place.writer().expect("an empty database opens");
    crate::migrate::up_to(number, &old);
    fill(&old);
    drop(old);
    let clock = Arc::new(VirtualClock::at(morning()));
    let db = open(&on_server, &folder, Config::new(Arc::clone(&clock), concepts));
    TestDb { db, clock, folder, requests: std::cell::Cell::new(0), on_server }
}

/// A test that knows the file, and so has nothing to say about a server.
pub fn is_on_server() -> bool {
    kernel::testing::server().is_some()
}

/// Other migrations, another template.
fn digest(render: fn(&str) -> String) -> String {
    use sha2::Digest as _;
    let mut all = sha2::Sha256::new();
    crate::migrate::MIGRATIONS.iter().for_each(|(_, sql)| all.update(render(sql)));
    data_encoding::HEXLOWER.encode(&all.finalize()[..8])
}

fn open(on_server: &Option<server::Database>, folder: &tempfile::TempDir, config: Config) -> Db {
    match on_server {
        Some(database) => Db::connect(&database.url, folder.path(), config),
        None => Db::open(&folder.path().join("test.db"), config),
    }
    .expect("a database of a test opens")
}

impl TestDb {
    /// Another database that begins with what this one holds now; cheaper than to fill one again.
    pub fn copy(&self, concepts: &'static [&'static Concept], set: impl FnOnce(Config) -> Config) -> TestDb {
        use crate::Clock as _;
        let on_server = self.on_server.as_ref().map(server::Database::copy);
        TestDb::of(self.folder.path(), on_server, (self.clock.now(), self.requests.get()), concepts, set)
    }

    /// One that begins with a copy of the folder, at this time and after so many requests.
    fn of(
        from: &Path,
        on_server: Option<server::Database>,
        (now, requests): (Instant, u64),
        concepts: &'static [&'static Concept],
        set: impl FnOnce(Config) -> Config,
    ) -> TestDb {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy_folder(from, folder.path()).expect("a folder can be copied");
        let clock = Arc::new(VirtualClock::at(now));
        let config = Config { durability: Durability::Unsynced, ..Config::new(Arc::clone(&clock), concepts) };
        let db = open(&on_server, &folder, set(config));
        TestDb { db, clock, folder, requests: std::cell::Cell::new(requests), on_server }
    }

    /// The same database opened once more, as another process would.
    pub fn open_again(&self, concepts: &'static [&'static Concept]) -> Result<Db, kernel::Error> {
        let config = Config::new(Arc::clone(&self.clock), concepts);
        match self.db.place() {
            Place::File { path, .. } => Db::open(path, config),
            Place::Server(url) => Db::connect(url, self.folder.path(), config),
        }
    }

    /// What somebody does with the tables who doesn't come through the door.
    pub fn behind_its_back(&self, sql: &str) {
        self.raw().batch(sql).expect("statements of a test");
    }

    /// Every text in every table, by `table.column`.
    pub fn texts(&self) -> BTreeMap<String, BTreeSet<String>> {
        let connection = self.raw();
        let reader = Reader { connection: &connection, kept: None };
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for table in copy::tables(&connection).expect("a list of tables") {
            let columns = copy::columns(&connection, &table).expect("a list of columns");
            let sql = format!("SELECT * FROM {table}");
            let rows = reader.rows(&sql, &[], |row| values(row, columns.len())).expect("rows of a table");
            for (column, value) in rows.into_iter().flat_map(|row| columns.iter().zip(row)) {
                if let Value::Text(text) = value {
                    found.entry(format!("{table}.{}", column.name)).or_default().insert(text);
                }
            }
        }
        found
    }

    /// What the writer of this file has run so far, and how each statement finds its rows. Nothing of a server.
    pub fn plans(&self) -> Vec<(String, Vec<String>)> {
        let ctx = self.rule();
        let plans = self.db.write_blocking("plans", &ctx, |tx, _| match tx.connection {
            Connection::Sqlite(session) => session.plans(),
            Connection::Postgres(_) => Ok(Vec::new()),
        });
        plans.expect("the plans of statements that ran")
    }

    pub(crate) fn raw(&self) -> Connection {
        self.db.place().writer().expect("a second connection")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A rule's context at the clock's time, with a request key of its own.
    pub fn rule(&self) -> Ctx {
        use crate::Clock as _;
        let n = self.requests.get() + 1;
        self.requests.set(n);
        let mut key = [0; 16];
        key[..8].copy_from_slice(&n.to_be_bytes());
        Ctx::rule("test", district(), self.clock.now(), RequestKey(key), [9; 32])
    }

    /// A person without memberships, as rules see one; `registry::testing` gives people with roles.
    pub fn person(&self, person: PersonId) -> Ctx {
        Ctx { actor: Actor::Person(person), ..self.rule() }
    }

    /// Erases every personal value, as the law may demand of some.
    pub fn erase_everything(&self) {
        let erase = |tx: &mut crate::Tx<'_>, _: &Ctx| tx.execute("DELETE FROM personal", &[]);
        self.db.write_blocking("erase", &self.rule(), erase).expect("values can be erased");
    }

    /// Replays the ledger and panics with the differences, if there are any.
    pub fn assert_replay_agrees(&self) {
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let report = self.db.replay_check(&scratch.path().join("scratch.db")).expect("the ledger replays");
        assert!(report.differences.is_empty(), "{:#?}", report.differences);
        assert!(report.facts > 0, "nothing was recorded");
    }
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
