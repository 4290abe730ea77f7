//! How much one address, and everybody together, may do here in a while. Counted in memory alone, under a hash whose key is
//! drawn when the process starts: no address is kept, and none can be found again from what is counted.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Instant, Span};

const WHILE: Span = Span::minutes(10);
/// A flood of addresses makes it forget, not grow.
const MOST_COUNTED: usize = 50_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// A report that was received. A village may share one address.
    Report,
    /// A receipt number that nobody has.
    WrongNumber,
}

impl What {
    /// Of one address, and of all.
    fn most(self) -> (u32, u32) {
        match self {
            What::Report => (10, 60),
            What::WrongNumber => (10, 300),
        }
    }
}

struct Count {
    since: Instant,
    times: u32,
}

type Key = (What, Option<u64>);

#[derive(Clone, Default)]
pub struct Throttle(Arc<Inner>);

#[derive(Default)]
struct Inner {
    key: RandomState,
    counts: Mutex<HashMap<Key, Count>>,
}

impl Throttle {
    /// Whether this address, or everybody together, has had enough for now.
    pub fn is_spent(&self, what: What, from: Option<IpAddr>, now: Instant) -> bool {
        let (one, all) = what.most();
        let counts = self.0.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let times = |key: Key| counts.get(&key).filter(|it| now < it.since + WHILE).map_or(0, |it| it.times);
        times((what, None)) >= all || from.is_some_and(|from| times((what, Some(self.hash(from)))) >= one)
    }

    pub fn count(&self, what: What, from: Option<IpAddr>, now: Instant) {
        let own = from.map(|from| (what, Some(self.hash(from))));
        let mut counts = self.0.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_COUNTED {
            counts.retain(|_, it| now < it.since + WHILE);
        }
        if counts.len() >= MOST_COUNTED {
            counts.clear();
        }
        for key in own.into_iter().chain([(what, None)]) {
            let count = counts.entry(key).or_insert(Count { since: now, times: 0 });
            if now >= count.since + WHILE {
                *count = Count { since: now, times: 0 };
            }
            count.times += 1;
        }
    }

    /// Of an IPv6 address the network alone: a household has as many of the rest as it likes.
    fn hash(&self, from: IpAddr) -> u64 {
        match from {
            IpAddr::V4(address) => self.0.key.hash_one(address.octets()),
            IpAddr::V6(address) => match address.to_ipv4_mapped() {
                Some(address) => self.0.key.hash_one(address.octets()),
                None => self.0.key.hash_one(&address.octets()[..8]),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn one_address_is_stopped_and_the_next_is_not() {
        let (throttle, now) = (Throttle::default(), Instant::from_micros(0));
        let busy = address("2001:db8:1:2::1");
        for _ in 0..10 {
            assert!(!throttle.is_spent(What::WrongNumber, busy, now));
            throttle.count(What::WrongNumber, busy, now);
        }
        //    address              what               spent
        let check = |from, what, later: Span, spent| {
            assert_eq!(throttle.is_spent(what, address(from), now + later), spent, "{from} {what:?}");
        };
        let soon = Span::minutes(9);
        check("2001:db8:1:2::1", What::WrongNumber, soon, true);
        check("2001:db8:1:2:ffff::9", What::WrongNumber, soon, true);
        check("2001:db8:1:3::1", What::WrongNumber, soon, false);
        check("192.0.2.7", What::WrongNumber, soon, false);
        check("2001:db8:1:2::1", What::Report, soon, false);
        check("2001:db8:1:2::1", What::WrongNumber, Span::minutes(10), false);
    }

    #[test]
    fn everybody_together_is_stopped_too() {
        let (throttle, now) = (Throttle::default(), Instant::from_micros(0));
        for n in 0..60_u8 {
            let from = address(&format!("192.0.2.{n}"));
            assert!(!throttle.is_spent(What::Report, from, now), "{n}");
            throttle.count(What::Report, from, now);
        }
        assert!(throttle.is_spent(What::Report, address("198.51.100.1"), now));
        assert!(throttle.is_spent(What::Report, None, now));
    }
}
