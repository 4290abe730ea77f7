use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::parameters::ShownParameter;
use super::{Batch, Message, Parameter};
use crate::{Location, Settings};

/// A message as JSON shows it, with units in the names.
pub struct Shown<'a>(pub &'a Message, pub &'a Settings);

impl Message {
    /// The message's name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TerminalReply(_) => "terminal_reply",
            Self::PlatformReply(_) => "platform_reply",
            Self::Heartbeat => "heartbeat",
            Self::Deregister => "deregister",
            Self::Register(_) => "register",
            Self::RegisterReply(_) => "register_reply",
            Self::Authenticate(_) => "authenticate",
            Self::SetParameters { .. } => "set_parameters",
            Self::QueryParameters => "query_parameters",
            Self::QueryNamedParameters(_) => "query_named_parameters",
            Self::Parameters(_) => "parameters",
            Self::Location(_) => "location",
            Self::QueryLocation => "query_location",
            Self::LocationReply { .. } => "location_reply",
            Self::Track { .. } => "track",
            Self::ConfirmAlarm { .. } => "confirm_alarm",
            Self::LocationBatch(_) => "location_batch",
            Self::MediaEvent(_) => "media_event",
            Self::MediaUpload { .. } => "media_upload",
            Self::MediaReply { .. } => "media_reply",
            Self::Resend { .. } => "resend",
            Self::Text(_) => "text",
            Self::Raw(_) => "raw",
        }
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown(message, settings) = *self;
        match message {
            Message::TerminalReply(it) | Message::PlatformReply(it) => return it.serialize(serializer),
            Message::Register(it) => return it.serialize(serializer),
            Message::RegisterReply(it) => return it.serialize(serializer),
            Message::Authenticate(it) => return it.serialize(serializer),
            Message::MediaEvent(it) => return it.serialize(serializer),
            Message::Text(it) => return it.serialize(serializer),
            _ => {}
        }
        let mut map = serializer.serialize_map(None)?;
        match message {
            Message::SetParameters { count, parameters: all } => {
                map.serialize_entry("count", count)?;
                map.serialize_entry("parameters", &parameters(all))?;
            }
            Message::QueryNamedParameters(ids) => {
                let ids: Vec<_> = ids.iter().map(|id| format!("{id:04x}")).collect();
                map.serialize_entry("ids", &ids)?;
            }
            Message::Parameters(it) => {
                map.serialize_entry("reply_serial", &it.reply_serial)?;
                map.serialize_entry("count", &it.count)?;
                map.serialize_entry("parameters", &parameters(&it.parameters))?;
            }
            Message::Location(it) => it.show(&mut map, settings)?,
            Message::LocationReply { reply_serial, location } => {
                map.serialize_entry("reply_serial", reply_serial)?;
                location.show(&mut map, settings)?;
            }
            Message::Track { interval_s, validity_s } => {
                map.serialize_entry("interval_s", interval_s)?;
                map.serialize_entry("validity_s", validity_s)?;
            }
            Message::ConfirmAlarm { reply_serial, alarm } => {
                map.serialize_entry("reply_serial", reply_serial)?;
                map.serialize_entry("alarm", alarm)?;
            }
            Message::LocationBatch(Batch { kind, count, locations }) => {
                map.serialize_entry("batch_kind", kind)?;
                map.serialize_entry("count", count)?;
                let shown: Vec<_> = locations.iter().map(|it| ShownLocation(it, settings)).collect();
                map.serialize_entry("locations", &shown)?;
            }
            Message::MediaUpload { media, location, content } => {
                map.serialize_entry("media", media)?;
                map.serialize_entry("location", &ShownLocation(location, settings))?;
                map.serialize_entry("content", content)?;
            }
            Message::MediaReply { media_id, packages } => {
                map.serialize_entry("media_id", media_id)?;
                map.serialize_entry("packages", packages)?;
            }
            Message::Resend { first_serial, packages } => {
                map.serialize_entry("first_serial", first_serial)?;
                map.serialize_entry("packages", packages)?;
            }
            Message::Raw(bytes) => map.serialize_entry("raw", bytes)?,
            _ => {}
        }
        map.end()
    }
}

fn parameters(all: &[Parameter]) -> Vec<ShownParameter<'_>> {
    all.iter().map(Into::into).collect()
}

struct ShownLocation<'a>(&'a Location, &'a Settings);

impl Serialize for ShownLocation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.show(&mut map, self.1)?;
        map.end()
    }
}
