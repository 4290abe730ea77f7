//! For tests alone: where the collected files lie, beside the project and never part of it, and the database server.

use std::path::{Path, PathBuf};

/// Names the folder that is looked into instead.
pub const FOLDER: &str = "ANLAN_TEST_DATA";

/// Names the PostgreSQL server on which tests make their databases, instead of files: `postgres://user@host/postgres`.
pub const SERVER: &str = "ANLAN_TEST_PG";

/// The address of that server; none: files.
#[expect(clippy::disallowed_methods, reason = "the machine of the tests says where its server is")]
pub fn server() -> Option<String> {
    std::env::var(SERVER).ok().filter(|url| !url.is_empty())
}

/// A collected file or folder by its path below `shared/data`, or `None` with a line that says what was not run.
#[expect(clippy::disallowed_methods, reason = "tests alone look for the collected files")]
pub fn collected(test: &str, path: &str) -> Option<PathBuf> {
    let found = below(std::env::var_os(FOLDER).map(PathBuf::from), path);
    if found.is_none() {
        println!("not run: {test} needs {path}; set {FOLDER} to the folder that holds it");
    }
    found
}

fn below(named: Option<PathBuf>, path: &str) -> Option<PathBuf> {
    let beside = || Some(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?.join("shared").join("data"));
    let found = named.or_else(beside)?.join(path);
    found.exists().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_found_and_what_is_not_is_said() {
        let here = || Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        //    folder  path            found
        check(here(), "Cargo.toml", true);
        check(here(), "src", true);
        check(here(), "src/nothing.rs", false);
        check(Some("/nowhere".into()), "src", false);
        assert_eq!(collected("this test", "no/such/file"), None);
    }

    fn check(folder: Option<PathBuf>, path: &str, found: bool) {
        assert_eq!(below(folder.clone(), path), folder.filter(|_| found).map(|it| it.join(path)), "{path}");
    }
}
