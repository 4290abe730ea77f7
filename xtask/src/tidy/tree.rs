//! The files a clone would hold, read once. Build results, fetched packages and the version store are left out.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::scan::Source;
use crate::run::read;

const LEFT_OUT: [&str; 7] = [".git", ".cache", "data", "node_modules", "screenshots", "target", "vendor"];
const TEXT: [&str; 14] =
    ["css", "html", "js", "json", "lock", "md", "mjs", "rs", "sh", "sql", "svg", "toml", "txt", "yml"];
/// Scripts without an ending.
const SCRIPTS: [&str; 4] = [".ci/run", ".gitignore", "web/.npmrc", "web/node/.npmrc"];

pub struct Tree {
    pub files: Vec<File>,
}

pub struct File {
    /// Relative to the workspace, with `/`.
    pub path: String,
    pub text: String,
    /// Only for Rust files.
    pub rust: Option<Source>,
}

impl Tree {
    pub fn read(root: &Path) -> Result<Tree, String> {
        let mut files = Vec::new();
        let walk = WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| !is_left_out(entry));
        for entry in walk {
            let entry = entry.map_err(|cause| cause.to_string())?;
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
            if entry.file_type().is_file() && is_text(&path) {
                files.push(File::new(&path, read(entry.path())?));
            }
        }
        Ok(Tree { files })
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        Tree { files: files.iter().map(|(path, text)| File::new(path, (*text).to_owned())).collect() }
    }

    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    pub fn rust(&self) -> impl Iterator<Item = (&File, &Source)> {
        self.files.iter().filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    /// The names of our crates, from their manifests' folders.
    pub fn crates(&self) -> Vec<&str> {
        let names = self.files.iter().filter_map(|file| {
            let (name, rest) = file.path.strip_prefix("crates/")?.split_once('/')?;
            (rest == "Cargo.toml").then_some(name)
        });
        names.collect()
    }
}

impl File {
    fn new(path: &str, text: String) -> File {
        let rust = path.ends_with(".rs").then(|| Source::scan(&text));
        File { path: path.to_owned(), text, rust }
    }

    /// `crates/NAME/src/…` gives NAME.
    pub fn crate_of_source(&self) -> Option<&str> {
        let (name, rest) = self.path.strip_prefix("crates/")?.split_once('/')?;
        rest.starts_with("src/").then_some(name)
    }

    /// Tests, benches and build scripts: code that is never part of the product.
    pub fn is_beside_the_product(&self) -> bool {
        let mut parts: Vec<&str> = self.path.split('/').collect();
        let name = parts.pop().unwrap_or_default();
        ["tests.rs", "build.rs"].contains(&name)
            || parts.iter().any(|part| ["tests", "benches", "examples"].contains(part))
    }
}

fn is_left_out(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_type().is_dir() && LEFT_OUT.iter().any(|name| entry.file_name() == *name)
}

fn is_text(path: &str) -> bool {
    SCRIPTS.contains(&path) || path.rsplit_once('.').is_some_and(|(_, ending)| TEXT.contains(&ending))
}
