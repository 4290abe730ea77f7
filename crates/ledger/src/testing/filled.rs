//! A database that many tests begin with: filled by the first of them, copied by all others.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use kernel::Instant;
use serde::{Deserialize, Serialize};

use super::{TestDb, copy_folder, db_with, server};
use crate::{Clock as _, Concept, Config};

/// Nobody runs the tests of a build that is older.
const KEPT: Duration = Duration::from_secs(24 * 3600);

#[derive(Serialize, Deserialize)]
struct Filled {
    folder: PathBuf,
    database: Option<String>,
    now_us: i64,
    requests: u64,
    told: String,
}

/// What `fill` has told comes with each copy. `place` is a folder for what is kept; another build of the tests fills anew.
pub fn filled(
    place: &Path,
    concepts: &'static [&'static Concept],
    set: impl FnOnce(Config) -> Config,
    fill: impl FnOnce(&TestDb) -> String,
) -> (TestDb, String) {
    let server = kernel::testing::server();
    let build = build(server.as_deref());
    let record = place.join(format!("filled-{build}.json"));
    if let Some(filled) = std::fs::read(&record).ok().and_then(|bytes| serde_json::from_slice::<Filled>(&bytes).ok())
        && let Some(on_server) = copied(server.as_deref(), filled.database.as_deref())
    {
        let begin = (Instant::from_micros(filled.now_us), filled.requests);
        return (TestDb::of(&filled.folder, on_server, begin, concepts, set), filled.told);
    }
    let t = db_with(concepts, set);
    let told = fill(&t);
    keep(&t, place, (&build, &record), &told);
    (t, told)
}

/// None where the server has no such database any more.
fn copied(server: Option<&str>, kept: Option<&str>) -> Option<Option<server::Database>> {
    let Some((server, kept)) = server.zip(kept) else { return Some(None) };
    server::exists(server, kept).then(|| Some(server::Database::from(server, kept)))
}

/// Several tests may fill at once; whichever is last is copied from then on.
fn keep(t: &TestDb, place: &Path, (build, record): (&str, &Path), told: &str) {
    forget_old(place);
    let begun = tempfile::Builder::new().prefix("filled-").tempdir_in(place).expect("a folder beside the tests");
    copy_folder(t.folder(), begun.path()).expect("a folder can be copied");
    let filled = Filled {
        folder: begun.keep(),
        database: t.on_server.as_ref().map(|it| it.keep(build)),
        now_us: t.clock.now().micros(),
        requests: t.requests.get(),
        told: told.to_owned(),
    };
    let new = filled.folder.with_extension("new");
    std::fs::write(&new, serde_json::to_vec(&filled).expect("a record of texts and numbers")).expect("it is written");
    std::fs::rename(new, record).expect("it takes the place of another");
}

fn forget_old(place: &Path) {
    std::fs::create_dir_all(place).expect("a folder beside the tests");
    for entry in std::fs::read_dir(place).expect("it can be listed").flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with("filled-");
        let age = entry.metadata().and_then(|it| it.modified()).ok().and_then(|it| it.elapsed().ok());
        if is_ours && age.is_some_and(|age| age > KEPT) {
            // Another test may be at it, too.
            let gone = std::fs::remove_dir_all(entry.path()).or_else(|_| std::fs::remove_file(entry.path()));
            drop(gone);
        }
    }
}

/// Another program, another server: another database.
fn build(server: Option<&str>) -> String {
    use sha2::Digest as _;
    let program = std::env::current_exe().expect("the tests are a program");
    let about = program.metadata().expect("it is a file");
    let made = about.modified().ok().and_then(|it| it.duration_since(SystemTime::UNIX_EPOCH).ok());
    let all = format!("{} {made:?} {} {server:?}", program.display(), about.len());
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(all)[..8])
}
