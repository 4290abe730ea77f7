//! The input that other programs were measured with, by their meaning, through our engine.

#[path = "../../examples/peers/workload.rs"]
mod workload;

use std::path::{Path, PathBuf};
use std::process::Command;

use workload::{Expected, Workload};

/// Names the folder that is looked into instead of `shared/data` beside the project.
const FOLDER: &str = "ANLAN_TEST_DATA";

#[test]
fn the_peers_input_gives_the_peers_answers() {
    let Some(folder) = generated() else { return };
    let expected = Expected::read(&folder.path().join("telemetry.expect.json"));
    let input = std::fs::read(folder.path().join("telemetry.ndjson")).unwrap();
    let mut workload = Workload::new(&folder.path().join("store"));
    let warnings = workload.take(&input);
    assert_eq!(workload.come_to(warnings), expected);
}

/// A folder with the peers' input, or nothing and a line that says what was missing.
#[expect(clippy::disallowed_methods, reason = "tests alone look for the peers' scripts")]
fn generated() -> Option<tempfile::TempDir> {
    let beside = || Some(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?.join("shared").join("data"));
    let data = std::env::var_os(FOLDER).map(PathBuf::from).or_else(beside)?;
    let script = data.with_file_name("peers").join("p1-telemetry").join("gen_telemetry.py");
    let python = |arguments: &[&std::ffi::OsStr], folder: &Path| {
        let mut python = Command::new("python3");
        python
            .args(arguments)
            .env("PEERS_DATA", folder)
            .env("PEERS_RESULTS", folder)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        python.output()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let has_numpy =
        python(&["-c".as_ref(), "import numpy".as_ref()], folder.path()).is_ok_and(|it| it.status.success());
    if !script.exists() || !has_numpy {
        println!("not run: this test needs {} and python3 with numpy", script.display());
        return None;
    }
    let made = python(&[script.as_os_str(), "1000000".as_ref()], folder.path()).expect("python3 was there");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(folder)
}
