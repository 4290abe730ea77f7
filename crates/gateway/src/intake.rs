//! What every door hands its lines to.

use std::future::Future;

use bytes::Bytes;

/// By which door a reading came; counted, and shown beside what was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    Http,
    Mqtt,
    Sl651,
    File,
}

impl Door {
    pub fn word(self) -> &'static str {
        match self {
            Door::Http => "http",
            Door::Mqtt => "mqtt",
            Door::Sl651 => "sl651",
            Door::File => "file",
        }
    }
}

/// What became of the lines of one call. All of them are accounted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Receipt {
    /// Stored, and on the disk.
    pub accepted: u64,
    /// Known already: the sender may forget them, too.
    pub duplicates: u64,
    /// Wrong, and counted by reason; to send them again would change nothing.
    pub refused: u64,
}

/// Nothing of the call was stored, and the sender should keep it and come again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("more is waiting than can be stored at once; come again in a moment")]
    Busy,
    #[error("readings can't be stored: {0}")]
    Store(String),
    #[error("the program is stopping")]
    Stopping,
}

/// Takes lines: one JSON object each, `{"device":"60712345","metric":"rain","t":1781000000000,"v":0.5}`.
pub trait Intake: Clone + Send + Sync + 'static {
    fn take(&self, door: Door, lines: Bytes) -> impl Future<Output = Result<Receipt, NotTaken>> + Send;
}
