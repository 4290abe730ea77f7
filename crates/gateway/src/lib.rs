//! Where messages of the world come in: sockets of stations, a broker of devices.
//!
//! Every door does the same: it turns what it hears into lines, as a device that speaks HTTP would have sent them, hands them
//! to the [`Intake`], and answers the sender when they are on the disk and not before. What a device is, whether a value can
//! be true and what was heard twice is decided behind that, once for all doors.

mod intake;
mod line;
pub mod mqtt;
pub mod sl651;

pub use intake::{Door, Intake, NotTaken, Receipt};
