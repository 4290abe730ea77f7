//! An empty database as a file: the tables are made once on a machine, and copied from then on.

use std::path::{Path, PathBuf};

use crate::engine::{Place, sqlite};
use crate::migrate;

pub(super) fn fresh(file: &Path) {
    std::fs::copy(template(), file).expect("the template is copied");
}

fn template() -> PathBuf {
    let digest = super::digest(sqlite::render);
    let template = std::env::temp_dir().join(format!("anlan-template-{digest}.db"));
    if !template.exists() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let begun = folder.path().join("begun.db");
        let connection = Place::scratch(&begun).writer().expect("a new database opens");
        migrate::migrate(&connection).expect("tables are made");
        connection.batch("PRAGMA journal_mode = DELETE").expect("the file is whole");
        drop(connection);
        // Several tests begin at once; whichever is last gives the same.
        std::fs::rename(&begun, &template).expect("the template is put in its place");
    }
    template
}
