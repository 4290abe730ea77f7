//! Connections that only read. Each is used by one call at a time, and kept for the next.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use kernel::Error;

use crate::engine::{Connection, Place};

/// A server gives connections to others, too; whoever comes when all are taken waits for one.
const MOST_ON_A_SERVER: usize = 24;

pub(crate) struct Readers {
    pub place: Place,
    most: usize,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    taken: usize,
}

impl Readers {
    pub fn new(place: Place) -> Self {
        let most = if matches!(place, Place::Server(_)) { MOST_ON_A_SERVER } else { usize::MAX };
        Self { place, most, state: Mutex::default(), freed: Condvar::new() }
    }

    /// Runs with a connection of its own on which a transaction has begun: all of it sees the same moment.
    pub fn with<T>(&self, run: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let (_seat, idle) = self.sit_down();
        // One that lay idle may have been cut off meanwhile.
        let connection = match idle.filter(|idle| idle.begin_read().is_ok()) {
            Some(idle) => idle,
            None => {
                let fresh = self.place.reader()?;
                fresh.begin_read()?;
                fresh
            }
        };
        let answer = run(&connection);
        if connection.commit().is_ok() {
            self.state().idle.push(connection);
        }
        answer
    }

    fn sit_down(&self) -> (Seat<'_>, Option<Connection>) {
        let mut state = self.state();
        while state.taken >= self.most {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.taken += 1;
        (Seat(self), state.idle.pop())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to use one connection.
struct Seat<'a>(&'a Readers);

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.state().taken -= 1;
        self.0.freed.notify_one();
    }
}
