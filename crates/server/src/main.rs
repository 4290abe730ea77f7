//! `anlan`: one program, one data file.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run()
}
