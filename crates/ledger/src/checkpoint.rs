//! Moving the log into the file beside the writer, so that nobody's answer waits for it.
//!
//! A connection of its own copies what the log holds while the writer goes on. What was written meanwhile is little; the
//! writer moves that itself between two batches, and because then nothing is left the log begins anew.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use kernel::Error;
use rusqlite::Connection;

use crate::db::Durability;
use crate::engine::sqlite::{Session, fault};

/// About 32 MiB of log.
const PAGES: i32 = 8_000;

pub(crate) struct Checkpoints {
    /// How long the log is, as of the last commit.
    log: Arc<AtomicI32>,
    wake: SyncSender<()>,
    copied: Arc<AtomicBool>,
    copying: bool,
}

impl Checkpoints {
    pub fn start(path: &Path, durability: Durability, writer: &mut Session) -> Result<Self, Error> {
        let log = Arc::new(AtomicI32::new(0));
        let length = Arc::clone(&log);
        writer
            .connection
            .wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
                length.store(pages, Ordering::Relaxed);
                Ok(())
            }))
            .map_err(fault)?;
        let connection = Session::writer(path, durability)?.connection;
        let copied = Arc::new(AtomicBool::new(false));
        let (wake, woken) = sync_channel(1);
        let tell = Arc::clone(&copied);
        thread::Builder::new()
            .name("ledger-checkpoint".into())
            .spawn(move || copy_when_woken(&connection, &woken, &tell))
            .map_err(Error::internal)?;
        Ok(Self { log, wake, copied, copying: false })
    }

    /// Between two batches. What fails here is tried again: the log only grows until then.
    pub fn after_commit(&mut self, writer: &crate::engine::Connection) {
        if self.copying {
            if self.copied.swap(false, Ordering::Acquire) {
                self.copying = false;
                if let crate::engine::Connection::Sqlite(session) = writer {
                    copy(&session.connection);
                }
            }
        } else if self.log.load(Ordering::Relaxed) >= PAGES {
            self.copying = self.wake.try_send(()).is_ok();
        }
    }
}

/// Ends with the writer.
fn copy_when_woken(connection: &Connection, woken: &Receiver<()>, copied: &AtomicBool) {
    while woken.recv().is_ok() {
        copy(connection);
        copied.store(true, Ordering::Release);
    }
}

fn copy(connection: &Connection) {
    drop(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())));
}
