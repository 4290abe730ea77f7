//! Where the ledger's time comes from. `server` hands in the machine's clock, tests a clock they turn by hand.

use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Instant, Span};

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;

    /// How many of its seconds pass in one. What people are given time for is longer by that.
    fn pace(&self) -> i64 {
        1
    }
}

/// The machine's clock. It lives here, behind the trait, so that no rule can reach it.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Instant::from_micros(since.map_or(0, |d| d.as_micros() as i64))
    }
}

/// A clock that stands still until it is moved, in either direction.
#[derive(Debug)]
pub struct VirtualClock(AtomicI64);

impl VirtualClock {
    pub fn at(instant: Instant) -> Self {
        Self(AtomicI64::new(instant.micros()))
    }

    pub fn set(&self, instant: Instant) {
        self.0.store(instant.micros(), Ordering::SeqCst);
    }

    pub fn advance(&self, span: Span) {
        self.set(self.now() + span);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

impl<C: Clock> Clock for std::sync::Arc<C> {
    fn now(&self) -> Instant {
        (**self).now()
    }

    fn pace(&self) -> i64 {
        (**self).pace()
    }
}
