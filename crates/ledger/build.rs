//! Embeds the whole set of migrations, in the order of their numbers.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new(&set_by_cargo("CARGO_MANIFEST_DIR")).join("../../migrations");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of migrations stands beside the crates")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "sql"))
        .collect();
    files.sort();

    let mut list = String::from("pub const MIGRATIONS: &[(&str, &str)] = &[\n");
    for path in files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a readable migration");
        writeln!(list, "    ({name:?}, {text:?}),").expect("writing to a string");
    }
    list.push_str("];\n");
    fs::write(Path::new(&set_by_cargo("OUT_DIR")).join("migrations.rs"), list).expect("cargo's output folder");
}

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn set_by_cargo(name: &str) -> String {
    env::var(name).expect("cargo sets it")
}
