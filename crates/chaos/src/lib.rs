//! Workload, history, killer: shows that what was acknowledged survives. Tests only.
//!
//! Client threads work on hazards over loopback HTTP and write down what they sent and what was answered. The server is
//! killed (SIGKILL) at a random moment and started again; then every story the clients can tell must be the story the
//! system tells: nothing acknowledged is lost, nothing is half done, nothing was done twice. All chance comes from one
//! seed, which every result names.
//!
//! A killed process loses what it had not handed to the operating system. What a machine without power loses, or a bad
//! disk changes, is another test's: a kill does not show that `fsync` was called.

pub mod chance;
pub mod check;
pub mod client;
pub mod desk;
pub mod district;
pub mod history;
pub mod kills;
pub mod look;
pub mod program;
pub mod race;
pub mod tally;
pub mod workload;

/// Whatever keeps a run from being a run: said once, at its end.
pub type Outcome<T> = Result<T, String>;
