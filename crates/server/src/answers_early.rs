//! `anlan` with `serve --answers-early`, for the kill test's negative control. Built only with `negative-controls`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run()
}
