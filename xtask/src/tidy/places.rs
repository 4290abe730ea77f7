//! Nothing of one machine or one network stands in the tree: no home folders, no hosts of package registries.

use super::{Finding, Tree};

/// Written in halves, so that this file passes its own rule.
const HOMES: [&str; 2] = [concat!("/ro", "ot/"), concat!("/ho", "me/")];
const HOSTS: [&str; 10] = [
    concat!("registry.npm", "js.org"),
    concat!("registry.yarn", "pkg.com"),
    concat!("npm", "mirror.com"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("pypi", ".org"),
    concat!("files.python", "hosted.org"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
    concat!("proxy.go", "lang.org"),
];
/// Cargo writes its own registry's name into its lock.
const WRITTEN_BY_CARGO: &str = "Cargo.lock";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path != WRITTEN_BY_CARGO) {
        for (number, line) in file.text.lines().enumerate() {
            if HOMES.iter().any(|home| line.contains(home)) {
                findings.push(Finding::at(&file.path, number + 1, "a path of one machine"));
            }
            if let Some(host) = HOSTS.iter().find(|host| line.contains(*host)) {
                findings.push(Finding::at(&file.path, number + 1, format!("the host of a registry: {host}")));
            }
        }
    }
    findings
}
