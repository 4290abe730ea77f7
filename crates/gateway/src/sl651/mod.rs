//! Hydrological stations over TCP and UDP, as SL 651-2014 has them: a report up, its confirmation down.
//!
//! A report is confirmed when its readings are on the disk; a station that hears nothing sends again, so that nothing is lost
//! while the program is away or its disk is full.

mod observed;
mod session;

pub use observed::lines_of;
pub use session::{Settings, tcp, udp};
