//! SL 651-2014: what hydrological stations and their centres say to each other, up and down, in bytes and in characters.
//!
//! `7E7E | addresses | password | function | direction and length | STX | body | end | CRC`; CRC-16/MODBUS over all before it,
//! high byte first, nothing escaped. [`Splitter`] finds frames in a stream, [`Frame`] is a checked view on one, [`BodyView`]
//! and [`Parts`] read its body in place, [`Message`] owns its values, [`Assembler`] joins what came in packages, [`lines`]
//! shows a stream as JSON.
//! Always true: a frame that decodes encodes to the bytes it came from; wire input never panics; a bad frame takes nothing of
//! the next. Not here: lines and sessions, which station stands where, whether a level is possible.
//!
//! Source: SL 651-2014 as two public code bases and a vendor's worked frames read it. What is from memory only is marked with
//! certainty M where it stands; how it is read is a setting ([`Settings`]).

mod assembler;
mod cursor;
mod error;
mod frame;
mod identifier;
mod lines;
mod message;
mod part;
mod settings;
mod splitter;

pub use assembler::{Assembler, GivenUp, Limits, Whole};
pub use error::{Error, Problem};
pub use frame::{BODY_MAX, Direction, End, FRAME_MAX, Form, Frame, Header, Package, Station};
pub use identifier::{IDENTIFIERS, Identifier, by_letters, function_name, identifier, station_name};
pub use lines::{Tally, lines};
pub use message::{BodyView, Message};
pub use part::{Element, Id, NO_LEVEL, NO_RAIN, Part, Parts, Value};
pub use settings::Settings;
pub use splitter::Splitter;
