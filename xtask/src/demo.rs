//! One command to a full sample district in the browser.

use std::path::Path;
use std::process::Command;

use crate::run::{cargo, has_crate, run, target};
use crate::{assets, setup};

/// Builds the release binary and becomes it; arguments are handed on. A browser is the visitor's own: none is installed.
pub fn start(root: &Path, arguments: &[String]) -> Result<(), String> {
    if !has_crate(root, "server") {
        return Err("the crate server is not in this tree".to_owned());
    }
    setup::for_build(root);
    assets::fetch(root)?;
    run(&mut cargo(root, &["build", "--release", "--package", "server"]))?;
    let binary = target(root)?.join("release/anlan");
    run(Command::new(binary).arg("demo").args(arguments))
}
