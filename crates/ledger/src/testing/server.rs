//! Databases on the PostgreSQL server that `ANLAN_TEST_PG` names, one for each test, gone with it.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::engine::Connection;
use crate::engine::postgres::Session;
use crate::migrate;

/// Other tests may be copying the same one.
const MOST_TRIES: u32 = 1_000;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// One database; `url` leads to it, `server` to the one that is always there.
pub(super) struct Database {
    pub url: String,
    server: String,
    name: String,
}

impl Database {
    /// With all tables, made from one that was migrated once.
    pub fn fresh(server: &str) -> Database {
        let template = format!("anlan_template_{}", super::digest(crate::engine::postgres::render));
        if !exists(server, &template) {
            let begun = Database::empty(server);
            let connection = Connection::Postgres(Session::open(&begun.url).expect("a new database opens"));
            migrate::migrate(&connection).expect("tables are made");
            drop(connection);
            // Several tests begin at once: the first to be done gives the template, the others' are thrown away.
            free(server, &begun.name);
            let renamed = client(server).batch(&format!("ALTER DATABASE {} RENAME TO {template}", begun.name));
            if renamed.is_ok() {
                std::mem::forget(begun);
            }
        }
        Database::from(server, &template)
    }

    pub fn empty(server: &str) -> Database {
        let new = Database::named(server, unique());
        client(server)
            .batch(&format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", new.name))
            .expect("a database is made");
        new
    }

    /// Another one with what this one holds now.
    pub fn copy(&self) -> Database {
        Database::from(&self.server, &self.name)
    }

    /// A copy that stays when the test has gone; its name. `build` keeps it apart from what another program filled under the
    /// same process number.
    pub fn keep(&self, build: &str) -> String {
        let name = format!("anlan_filled_{build}_{}", std::process::id());
        std::mem::forget(Database::copied(&self.server, &self.name, name.clone()));
        name
    }

    pub fn from(server: &str, template: &str) -> Database {
        Database::copied(server, template, unique())
    }

    fn copied(server: &str, template: &str, name: String) -> Database {
        let new = Database::named(server, name);
        let create = format!("CREATE DATABASE {} TEMPLATE {template}", new.name);
        let client = client(server);
        // A server copies a database only while nobody is connected to it; connections come back when they are needed.
        let made = (0..MOST_TRIES).any(|_| client.batch(&create).map_err(|_| free(server, template)).is_ok());
        assert!(made, "{template} is never left alone");
        new
    }

    fn named(server: &str, name: String) -> Database {
        let (start, _) = server.rsplit_once('/').expect("postgres://user@host/database");
        // A test that was killed left its database, and its process's number has come round again.
        client(server).batch(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).expect("an old database goes");
        Database { url: format!("{start}/{name}"), server: server.to_owned(), name }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // One that is left behind takes room and nothing else.
        let dropped = Session::open(&self.server)
            .and_then(|client| client.batch(&format!("DROP DATABASE {} WITH (FORCE)", self.name)));
        drop(dropped);
    }
}

fn unique() -> String {
    format!("anlan_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn client(server: &str) -> Session {
    Session::open(server).expect("the server of the tests can be reached")
}

pub(super) fn exists(server: &str, name: &str) -> bool {
    let mut found = false;
    client(server)
        .few("SELECT 1 FROM pg_database WHERE datname = $1", &[&name], &mut |_| {
            found = true;
            Ok(ControlFlow::Break(()))
        })
        .expect("a list of databases");
    found
}

fn free(server: &str, name: &str) {
    let sql = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1";
    client(server).execute(sql, &[&name]).expect("connections are ended");
}
