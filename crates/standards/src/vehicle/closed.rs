//! Closed areas and closed hours: whether a vehicle may be where it is at this time of day.
//!
//! - Hours are times of day, from the first on and until just before the second; they may pass midnight.
//! - Police may close motorways to dangerous chemicals within 00:00 to 06:00 alone (Safety Administration of Road Transport
//!   of Dangerous Goods, 2019, article 49): [`may_close_motorway`].
//! - Errors: [`Error::OutOfDomain`] for hours that are not written as such.
//!
//! ```
//! use jiff::civil::time;
//! use standards::vehicle::closed::{Hours, is_closed, may_close_motorway, read};
//!
//! let hours = read("07:00-09:00; 22:00-06:00")?;
//! assert!(is_closed(&hours, time(23, 30, 0, 0)) && !is_closed(&hours, time(9, 0, 0, 0)));
//! assert!(!may_close_motorway(hours[1]));
//!
//! assert!(read("from seven to nine").is_err());
//! # Ok::<(), standards::Error>(())
//! ```

use jiff::civil::{Time, time};

use crate::{Domain, Error};

pub const FORM: Domain = Domain::Form("hours like 07:00-09:00 between semicolons; 00:00-24:00 for always");

/// Equal ends: always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    pub from: Time,
    pub to: Time,
}

impl Hours {
    pub fn contain(self, at: Time) -> bool {
        if self.from < self.to { (self.from..self.to).contains(&at) } else { at >= self.from || at < self.to }
    }
}

pub fn is_closed(hours: &[Hours], at: Time) -> bool {
    hours.iter().any(|hours| hours.contain(at))
}

/// Whether a closing of a motorway to dangerous chemicals lies within what the police may order.
pub fn may_close_motorway(hours: Hours) -> bool {
    hours.from < hours.to && hours.to <= time(6, 0, 0, 0)
}

pub fn read(text: &str) -> Result<Vec<Hours>, Error> {
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    let read = parts.map(|part| {
        let (from, to) = part.split_once('-')?;
        Some(Hours { from: hour(from.trim())?, to: hour(to.trim())? })
    });
    read.collect::<Option<_>>().ok_or_else(|| FORM.refuse("closed_hours", text))
}

fn hour(text: &str) -> Option<Time> {
    if text == "24:00" { Some(Time::midnight()) } else { text.parse().ok() }
}
