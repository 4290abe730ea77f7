//! Public alerts: the Common Alerting Protocol 1.2, reading also 1.1, Atom and RSS indexes and EDXL-DE envelopes, and the
//! message of the national release system 12379 as a second format.
//!
//! [`Source`] undoes a document's encoding and reads it, [`Alert`] is one alert with two separate answers, [`Alert::schema`]
//! and [`Alert::rules`], [`Alert::new`] and [`Alert::write`] make one, [`Alert::to_cap`] turns a message of 12379 into CAP,
//! [`lines`] shows a document as JSON. Texts are borrowed from the document where they stand in one piece.
//! Always true: a document type is refused, nothing is fetched, size, depth and number of alerts are bounded; what is not well
//! formed is refused as a whole. Not here: whether a signature is right, who may send, where an alert goes.
//!
//! Source: OASIS CAP 1.2 of 1 July 2010 with its schema; GB/T 35965.1 as two public code bases and one message read it.

mod alert;
mod error;
mod group;
mod lines;
mod model;
mod read;
mod release;
mod rules;
mod scan;
mod xml;

pub use alert::{Alert, Format, Schema};
pub use error::{Broken, Error, Finding, Problem};
pub use group::Group;
pub use lines::{Tally, lines};
pub use model::{MSG_TYPE, STATUS};
pub use read::{Document, Entry, Limits, Root, Source};
pub use release::{EVENT_TYPES, EventType, Mapping, event_type};
pub use rules::{Point, circle, points};
