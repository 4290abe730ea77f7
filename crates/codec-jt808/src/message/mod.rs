//! Bodies as values. What this crate doesn't know stays raw, so every frame decodes and encodes to the same bytes.

mod parameters;
mod register;
mod show;

pub use parameters::{Parameter, Parameters};
pub use register::{Authenticate, Device, Register, RegisterEdition, RegisterReply};
pub use show::Shown;

use crate::cursor::{Cursor, put_count};
use crate::text::{Gbk, Hex};
use crate::{Certainty, Edition, Error, Frame, Location};

/// The answer to a message, of either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Reply {
    pub reply_serial: u16,
    /// In JSON hexadecimal, like every message id.
    #[serde(serialize_with = "hex_id")]
    pub reply_id: u16,
    /// 0 done, 1 failed, 2 wrong message, 3 not supported; the platform has 4, alarm confirmed.
    pub result: u8,
}

/// 0x0704: positions kept while there was no connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// 0 normal, 1 resent from a blind area.
    pub kind: u8,
    /// As sent; some makers count wrongly, so it is kept beside the positions.
    pub count: u16,
    pub locations: Vec<Location>,
}

/// 0x0800 and the head of 0x0801: a picture, a sound or a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Media {
    pub media_id: u32,
    /// 0 picture, 1 sound, 2 film.
    pub media_kind: u8,
    /// 0 JPEG, 1 TIF, 2 MP3, 3 WAV, 4 WMV.
    pub format: u8,
    pub event: u8,
    pub channel: u8,
}

/// 0x8300: a text for the driver.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Text {
    pub flags: u8,
    /// Since 2019: 1 notice, 2 service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_kind: Option<u8>,
    pub text: Gbk,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// 0x0001
    TerminalReply(Reply),
    /// 0x8001
    PlatformReply(Reply),
    /// 0x0002
    Heartbeat,
    /// 0x0003. That its body is empty is from memory (certainty M).
    Deregister,
    /// 0x0100
    Register(Register),
    /// 0x8100
    RegisterReply(RegisterReply),
    /// 0x0102
    Authenticate(Authenticate),
    /// 0x8103
    SetParameters { count: u8, parameters: Vec<Parameter> },
    /// 0x8104
    QueryParameters,
    /// 0x8106
    QueryNamedParameters(Vec<u32>),
    /// 0x0104
    Parameters(Parameters),
    /// 0x0200
    Location(Location),
    /// 0x8201
    QueryLocation,
    /// 0x0201. That the body begins with the serial of the query is from memory (certainty M).
    LocationReply { reply_serial: u16, location: Location },
    /// 0x8202: for how many seconds a terminal shall report at this interval.
    Track { interval_s: u16, validity_s: Option<u32> },
    /// 0x8203: an alarm has been confirmed by hand.
    ConfirmAlarm { reply_serial: u16, alarm: u32 },
    /// 0x0704
    LocationBatch(Batch),
    /// 0x0800
    MediaEvent(Media),
    /// 0x0801
    MediaUpload { media: Media, location: Location, content: Hex },
    /// 0x8800: empty `packages` when all came.
    MediaReply { media_id: u32, packages: Option<Vec<u16>> },
    /// 0x8003 and, since 2019, 0x0005: which packages to send again, from the serial of the first one. Their count has
    /// one byte before 2019, two since; that 0x0005 is its counterpart is from memory (certainty M).
    Resend { first_serial: u16, packages: Vec<u16> },
    /// 0x8300
    Text(Text),
    /// Another id, or an encrypted body.
    Raw(Hex),
}

impl Message {
    /// How sure the layout of the body is. What the bits of a location mean is another question: [`crate::ALARMS`].
    pub fn certainty(&self) -> Certainty {
        match self {
            Self::Deregister | Self::LocationReply { .. } => Certainty::Memory,
            Self::SetParameters { .. }
            | Self::QueryParameters
            | Self::QueryNamedParameters(_)
            | Self::Parameters(_)
            | Self::QueryLocation
            | Self::Track { .. }
            | Self::ConfirmAlarm { .. }
            | Self::MediaEvent(_)
            | Self::MediaUpload { .. }
            | Self::MediaReply { .. }
            | Self::Resend { .. }
            | Self::Text(_) => Certainty::Frames,
            Self::TerminalReply(_)
            | Self::PlatformReply(_)
            | Self::Heartbeat
            | Self::Register(_)
            | Self::RegisterReply(_)
            | Self::Authenticate(_)
            | Self::Location(_)
            | Self::LocationBatch(_)
            | Self::Raw(_) => Certainty::Confirmed,
        }
    }

    /// The body of a whole frame. Offsets in errors count from the frame's header.
    ///
    /// ```
    /// use codec_jt808::{Frame, Header, Message, Phone, Reply};
    /// let header = Header::new(0x8001, Phone::of_2013("012345678900").unwrap(), 10);
    /// let reply = Message::PlatformReply(Reply { reply_serial: 100, reply_id: 0x0200, result: 0 });
    /// let sent = reply.encode(&header).unwrap();
    /// assert_eq!(sent, b"\x7e\x80\x01\0\x05\x01\x23\x45\x67\x89\0\0\x0a\0\x64\x02\0\0\x61\x7e");
    ///
    /// let cut = Frame::encode(&header, &[0, 100, 2]).unwrap();
    /// let mut scratch = Default::default();
    /// let frame = Frame::parse(&cut[1..cut.len() - 1], &Default::default(), &mut scratch).unwrap();
    /// let error = Message::decode(&frame).unwrap_err();
    /// assert_eq!((error.offset, error.field), (14, "reply_id"));
    /// ```
    pub fn decode(frame: &Frame<'_>) -> Result<Self, Error> {
        let header = frame.header();
        if header.encryption != 0 {
            return Ok(Self::Raw(Hex(frame.body().to_vec())));
        }
        let mut cursor = Cursor::new(frame.body(), header.len());
        let message = Self::read(header.id, header.edition(), &mut cursor)?;
        cursor.end("body")?;
        Ok(message)
    }

    fn read(id: u16, edition: Edition, c: &mut Cursor<'_>) -> Result<Self, Error> {
        Ok(match id {
            0x0001 => Self::TerminalReply(reply(c)?),
            0x8001 => Self::PlatformReply(reply(c)?),
            0x0002 => Self::Heartbeat,
            0x0003 => Self::Deregister,
            0x0100 => Self::Register(Register::read(edition, c)?),
            0x8100 => Self::RegisterReply(RegisterReply::read(c)?),
            0x0102 => Self::Authenticate(Authenticate::read(edition, c)?),
            0x8103 => {
                let (count, parameters) = parameters::read_all(c)?;
                Self::SetParameters { count, parameters }
            }
            0x8104 => Self::QueryParameters,
            0x8106 => {
                let count = c.u8("parameter_count")?;
                Self::QueryNamedParameters((0..count).map(|_| c.u32("parameter_id")).collect::<Result<_, _>>()?)
            }
            0x0104 => Self::Parameters(Parameters::read(c)?),
            0x0200 => Self::Location(location(c)?),
            0x8201 => Self::QueryLocation,
            0x0201 => Self::LocationReply { reply_serial: c.u16("reply_serial")?, location: location(c)? },
            0x8202 => track(c)?,
            0x8203 => Self::ConfirmAlarm { reply_serial: c.u16("reply_serial")?, alarm: c.u32("alarm")? },
            0x0704 => Self::LocationBatch(batch(c)?),
            0x0800 => Self::MediaEvent(media(c)?),
            0x0801 => {
                let media = media(c)?;
                let (at, basic) = (c.offset(), c.take("location", 28)?);
                Self::MediaUpload { media, location: Location::read(basic, at)?, content: Hex(c.rest().to_vec()) }
            }
            0x8800 => {
                let media_id = c.u32("media_id")?;
                let packages = if c.is_empty() { None } else { Some(counted(c)?) };
                Self::MediaReply { media_id, packages }
            }
            0x8003 | 0x0005 => {
                let first_serial = c.u16("first_serial")?;
                let count =
                    if edition == Edition::Of2019 { c.u16("package_count")? } else { c.u8("package_count")?.into() };
                let packages = (0..count).map(|_| c.u16("package_index")).collect::<Result<_, _>>()?;
                Self::Resend { first_serial, packages }
            }
            0x8300 => Self::Text(text(edition, c)?),
            _ => Self::Raw(Hex(c.rest().to_vec())),
        })
    }

    /// The body alone, for a header of this edition. A count or a text that its field can't hold is an error.
    pub fn body(&self, edition: Edition) -> Result<Vec<u8>, Error> {
        let mut b = Vec::new();
        match self {
            Self::TerminalReply(it) | Self::PlatformReply(it) => {
                put_words(&[it.reply_serial, it.reply_id], &mut b);
                b.push(it.result);
            }
            Self::Heartbeat | Self::Deregister | Self::QueryParameters | Self::QueryLocation => {}
            Self::Register(it) => it.put(&mut b)?,
            Self::RegisterReply(it) => it.put(&mut b),
            Self::Authenticate(it) => it.put(&mut b)?,
            Self::SetParameters { count, parameters } => parameters::put_all(*count, parameters, &mut b)?,
            Self::QueryNamedParameters(ids) => {
                put_count("parameter_count", ids.len(), &mut b)?;
                ids.iter().for_each(|id| b.extend_from_slice(&id.to_be_bytes()));
            }
            Self::Parameters(it) => it.put(&mut b)?,
            Self::Location(it) => it.put(&mut b)?,
            Self::LocationReply { reply_serial, location } => {
                put_words(&[*reply_serial], &mut b);
                location.put(&mut b)?;
            }
            Self::Track { interval_s, validity_s } => {
                put_words(&[*interval_s], &mut b);
                b.extend(validity_s.iter().flat_map(|it| it.to_be_bytes()));
            }
            Self::ConfirmAlarm { reply_serial, alarm } => {
                put_words(&[*reply_serial], &mut b);
                b.extend_from_slice(&alarm.to_be_bytes());
            }
            Self::LocationBatch(it) => put_batch(it, &mut b)?,
            Self::MediaEvent(it) => put_media(it, &mut b),
            Self::MediaUpload { media, location, content } => {
                put_media(media, &mut b);
                location.put(&mut b)?;
                b.extend_from_slice(&content.0);
            }
            Self::MediaReply { media_id, packages } => {
                b.extend_from_slice(&media_id.to_be_bytes());
                if let Some(packages) = packages {
                    put_count("package_count", packages.len(), &mut b)?;
                    put_words(packages, &mut b);
                }
            }
            Self::Resend { first_serial, packages } => {
                put_words(&[*first_serial], &mut b);
                let count = packages.len();
                match edition {
                    Edition::Of2013 => put_count("package_count", count, &mut b)?,
                    Edition::Of2019 => match u16::try_from(count) {
                        Ok(count) => put_words(&[count], &mut b),
                        Err(_) => return Err(Error::long("package_count", count - 0xffff)),
                    },
                }
                put_words(packages, &mut b);
            }
            Self::Text(it) => {
                b.push(it.flags);
                b.extend(it.text_kind);
                b.extend_from_slice(it.text.bytes());
            }
            Self::Raw(bytes) => b.extend_from_slice(&bytes.0),
        }
        Ok(b)
    }

    /// As one frame. `header.id` says which message it is; a body above 1,023 bytes is refused and has to be sent in packages.
    pub fn encode(&self, header: &crate::Header) -> Result<Vec<u8>, Error> {
        Frame::encode(header, &self.body(header.edition())?)
    }
}

fn reply(c: &mut Cursor<'_>) -> Result<Reply, Error> {
    Ok(Reply { reply_serial: c.u16("reply_serial")?, reply_id: c.u16("reply_id")?, result: c.u8("result")? })
}

fn location(c: &mut Cursor<'_>) -> Result<Location, Error> {
    let at = c.offset();
    Location::read(c.rest(), at)
}

/// "Stop tracking", an interval of 0, has no validity.
fn track(c: &mut Cursor<'_>) -> Result<Message, Error> {
    let interval_s = c.u16("interval_s")?;
    let validity_s = if interval_s == 0 && c.is_empty() { None } else { Some(c.u32("validity_s")?) };
    Ok(Message::Track { interval_s, validity_s })
}

fn batch(c: &mut Cursor<'_>) -> Result<Batch, Error> {
    let (count, kind) = (c.u16("location_count")?, c.u8("batch_kind")?);
    let mut locations = Vec::new();
    while !c.is_empty() {
        let len = c.u16("location_length")?;
        let (at, body) = (c.offset(), c.take("location", len.into())?);
        locations.push(Location::read(body, at)?);
    }
    Ok(Batch { kind, count, locations })
}

fn put_batch(batch: &Batch, into: &mut Vec<u8>) -> Result<(), Error> {
    put_words(&[batch.count], into);
    into.push(batch.kind);
    for location in &batch.locations {
        let mut body = Vec::new();
        location.put(&mut body)?;
        let len = u16::try_from(body.len()).map_err(|_| Error::long("location", body.len() - 0xffff))?;
        put_words(&[len], into);
        into.extend_from_slice(&body);
    }
    Ok(())
}

fn put_words(words: &[u16], into: &mut Vec<u8>) {
    words.iter().for_each(|word| into.extend_from_slice(&word.to_be_bytes()));
}

fn media(c: &mut Cursor<'_>) -> Result<Media, Error> {
    Ok(Media {
        media_id: c.u32("media_id")?,
        media_kind: c.u8("media_kind")?,
        format: c.u8("format")?,
        event: c.u8("event")?,
        channel: c.u8("channel")?,
    })
}

fn put_media(media: &Media, into: &mut Vec<u8>) {
    into.extend_from_slice(&media.media_id.to_be_bytes());
    into.extend_from_slice(&[media.media_kind, media.format, media.event, media.channel]);
}

/// A count of one byte and that many words.
fn counted(c: &mut Cursor<'_>) -> Result<Vec<u16>, Error> {
    let count = c.u8("package_count")?;
    (0..count).map(|_| c.u16("package_index")).collect()
}

fn text(edition: Edition, c: &mut Cursor<'_>) -> Result<Text, Error> {
    let flags = c.u8("flags")?;
    let text_kind = if edition == Edition::Of2019 { Some(c.u8("text_kind")?) } else { None };
    Ok(Text { flags, text_kind, text: Gbk::from_bytes(c.rest()) })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn hex_id<S: serde::Serializer>(id: &u16, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{id:04x}"))
}
