//! Locale tables, the Chinese of every crate's error literals, and a plain word when the vendored script is not there yet.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const HTMX: &str = "assets/vendor/htmx.min.js";

fn main() {
    println!("cargo::rerun-if-changed={HTMX}");
    if !Path::new(HTMX).exists() {
        println!("cargo::error=crates/page/{HTMX} is missing: run `cargo xtask assets`");
        std::process::exit(1);
    }
    words::build();
    gather_errors();
}

/// Each crate keeps the Chinese of its literals beside them; errors are shown here, whichever crate they come from.
fn gather_errors() {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir("..").expect("the folder of crates") {
        let folder = entry.expect("an entry of the folder of crates").path();
        // Of a crate only this: its whole folder would make every edit anywhere build everything above `page` again. One that
        // gets its first words changes its manifest, a new one the lock.
        println!("cargo::rerun-if-changed={}", folder.join("Cargo.toml").display());
        let file = folder.join("locales/errors.zh-CN.toml");
        if file.exists() && !folder.ends_with("page") {
            files.push(file);
        }
    }
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    files.sort();
    let mut list = String::from("const OTHERS: &[&str] = &[\n");
    for file in files {
        let file = fs::canonicalize(&file).expect("a file that was just found");
        println!("cargo::rerun-if-changed={}", file.display());
        writeln!(list, "    include_str!({:?}),", file.display().to_string()).expect("writing to a string");
    }
    list.push_str("];\n");
    fs::write(out_dir().join("errors.rs"), list).expect("cargo's output folder");
}

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn out_dir() -> PathBuf {
    env::var_os("OUT_DIR").expect("cargo sets it").into()
}
