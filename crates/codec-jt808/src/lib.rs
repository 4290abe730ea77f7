//! JT/T 808: what vehicle terminals and platforms say to each other. Editions 2011, 2013 and 2019, told apart per frame.
//!
//! `7E | header | body | check | 7E`; big-endian, text in GBK, times in BCD of UTC+8. [`Splitter`] cuts a stream into frames,
//! [`Frame`] is a checked view on one, [`Message`] its body as a value, [`Assembler`] joins what came in packages, [`lines`]
//! shows a stream as JSON. Decoding a frame and reading a location through [`LocationView`] allocate nothing.
//! Always true: a frame that decodes encodes to the bytes it came from; wire input never panics; a bad frame is one error and
//! takes nothing of the next. Not here: sockets, sessions, which vehicle a terminal is in, whether a position is possible.
//!
//! Source: JT/T 808-2011, -2013, -2019 as public code bases read them; what one source only or memory says is a setting
//! ([`Settings`]) or marked with its [`Certainty`].

mod assembler;
mod bits;
mod cursor;
mod error;
mod frame;
mod item;
mod lines;
mod location;
mod message;
mod settings;
mod splitter;
mod text;

pub use assembler::{Assembler, GivenUp, Limits, Whole};
pub use bits::{
    ALARMS, AlarmBit, Certainty, Clears, Load, STATUS, StatusBit, alarm_names, status_names, uncertain_names,
};
pub use error::{Error, Problem};
pub use frame::{BODY_MAX, Edition, FLAG, FRAME_MAX, Frame, Header, Package, Phone, Scratch};
pub use item::{Item, ItemView, Meaning, SIGNALS};
pub use lines::{Tally, lines};
pub use location::{Items, Location, LocationView};
pub use message::{
    Authenticate, Batch, Device, Media, Message, Parameter, Parameters, Register, RegisterEdition, RegisterReply,
    Reply, Shown, Text,
};
pub use settings::{HeaderRule, Settings, TemperatureRule};
pub use splitter::Splitter;
pub use text::{Gbk, Hex, Time};
