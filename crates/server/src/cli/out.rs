//! What a command says on stdout. Where nobody takes it (a closed pipe, a full disk) the command ends with exit code 1 and
//! one line, and not with a panic.

use std::fmt::Arguments;
use std::io::{self, Write};

/// One line of data.
macro_rules! out {
    ($($said:tt)*) => { $crate::cli::out::line(format_args!($($said)*)) };
}
pub(crate) use out;

pub(crate) fn line(said: Arguments<'_>) {
    put(format_args!("{said}\n"));
}

/// Text that ends its own lines.
pub(crate) fn put(said: Arguments<'_>) {
    let mut stdout = io::stdout().lock();
    if let Err(cause) = stdout.write_fmt(said).and_then(|()| stdout.flush()) {
        lost(&cause);
    }
}

/// Nothing that was said before can be taken back, and nothing more can be said.
#[expect(clippy::exit, reason = "the one place where a command has nobody to answer")]
fn lost(cause: &io::Error) -> ! {
    // With stderr closed, too, there is nobody left to tell.
    let _ = writeln!(io::stderr(), "the output can't be written: {cause}");
    std::process::exit(1)
}
