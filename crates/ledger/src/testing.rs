//! A temporary database with a clock that tests turn by hand.

use std::path::Path;
use std::sync::Arc;

use kernel::{Actor, Ctx, District, Instant, PersonId, RequestKey};

use crate::{Concept, Config, Db, VirtualClock};

pub struct TestDb {
    pub db: Db,
    pub clock: Arc<VirtualClock>,
    folder: tempfile::TempDir,
    requests: std::cell::Cell<u64>,
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
    let config = set(Config::new(Arc::clone(&clock), concepts));
    let db = Db::open(&folder.path().join("test.db"), config).expect("a fresh database opens");
    TestDb { db, clock, folder, requests: std::cell::Cell::new(0) }
}

impl TestDb {
    /// Another database that begins with what this one holds now; cheaper than to fill one again.
    pub fn copy(&self, concepts: &'static [&'static Concept], set: impl FnOnce(Config) -> Config) -> TestDb {
        use crate::Clock as _;
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy_folder(self.folder.path(), folder.path()).expect("a folder can be copied");
        let clock = Arc::new(VirtualClock::at(self.clock.now()));
        let config = set(Config::new(Arc::clone(&clock), concepts));
        let db = Db::open(&folder.path().join("test.db"), config).expect("a copied database opens");
        TestDb { db, clock, folder, requests: self.requests.clone() }
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
