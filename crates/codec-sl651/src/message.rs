//! A body as a view ([`BodyView`]) and as a value ([`Message`]).

use crate::cursor::Cursor;
use crate::part::{Part, Parts};
use crate::{Error, Form, Frame, Header};

/// The body of a whole frame in bytes: serial number, time of sending, then parts.
///
/// ```
/// use codec_sl651::{BodyView, Frame, Part, Value};
/// // A test report: 0.5 mm of rain, a level of 0.127 m.
/// let sent = data_encoding::HEXUPPER.decode(concat!(
///     "7E7E010012345678123430002B020003591011154947F1F1001234567848F0F05910111549",
///     "20190000052619000005392300000127381211150320FA").as_bytes()).unwrap();
/// let (frame, _) = Frame::parse(&sent).unwrap();
/// let body = BodyView::new(&frame).unwrap();
/// assert_eq!(body.serial, 3);
/// let Some(Ok(Part::Element(level))) = body.parts().nth(4) else { panic!() };
/// assert_eq!(level.value(&Default::default()), Value::Number { digits: 127, decimals: 3 });
///
/// // The same with one element more, which is cut short.
/// let cut = Frame::encode(frame.header(), &[frame.body(), &[0x39, 0x23, 0]].concat()).unwrap();
/// let (frame, _) = Frame::parse(&cut).unwrap();
/// let error = BodyView::new(&frame).unwrap().parts().find_map(Result::err).unwrap();
/// assert_eq!(error.to_string(), "value at byte 59: 4 bytes are needed, 1 are left");
/// ```
#[derive(Debug, Clone)]
pub struct BodyView<'a> {
    /// 1 to 65,535.
    pub serial: u16,
    /// `YYMMDDhhmmss` in BCD, Beijing time.
    pub sent: [u8; 6],
    parts: Parts<'a>,
}

impl<'a> BodyView<'a> {
    pub fn new(frame: &Frame<'a>) -> Result<Self, Error> {
        let mut cursor = Cursor::new(frame.body(), frame.body_offset());
        let (serial, sent) = (cursor.u16("serial")?, cursor.array("sent")?);
        Ok(Self { serial, sent, parts: Parts::new(frame.header(), cursor) })
    }

    pub fn parts(&self) -> Parts<'a> {
        self.parts.clone()
    }
}

/// A message as a value. Encoding what was decoded gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Hex {
        serial: u16,
        sent: [u8; 6],
        parts: Vec<Part<Vec<u8>>>,
    },
    /// In characters: four digits of the serial number, twelve of the time, then words. That, and their letters, are from
    /// memory (certainty M).
    Ascii {
        serial: u16,
        sent: [u8; 6],
        text: String,
    },
}

impl Message {
    pub fn decode(frame: &Frame<'_>) -> Result<Self, Error> {
        match frame.header().form {
            Form::Hex => {
                let view = BodyView::new(frame)?;
                let parts = view.parts().map(|it| it.map(|it| it.to_value())).collect::<Result<_, _>>()?;
                Ok(Self::Hex { serial: view.serial, sent: view.sent, parts })
            }
            Form::Ascii => {
                let mut c = Cursor::new(frame.body(), frame.body_offset());
                let at = c.offset();
                let mut head = [0; 8];
                let digits = c.take("serial", 16)?;
                if let Err(wrong) = data_encoding::HEXUPPER.decode_mut(digits, &mut head) {
                    return Err(Error::value(at + wrong.error.position, "serial", "no digit of 0 to 9, A to F"));
                }
                let [a, b, sent @ ..] = head;
                let at = c.offset();
                let rest = c.rest();
                if let Some(wrong) = rest.iter().position(|b| !(0x20..0x7f).contains(b)) {
                    return Err(Error::value(at + wrong, "text", format!("{:02x}", rest[wrong])));
                }
                let text = String::from_utf8_lossy(rest).into_owned();
                Ok(Self::Ascii { serial: u16::from_be_bytes([a, b]), sent, text })
            }
        }
    }

    pub fn body(&self) -> Vec<u8> {
        match self {
            Self::Hex { serial, sent, parts } => {
                let mut body: Vec<u8> = serial.to_be_bytes().iter().chain(sent).copied().collect();
                parts.iter().for_each(|part| part.put(&mut body));
                body
            }
            Self::Ascii { serial, sent, text } => {
                let head: Vec<u8> = serial.to_be_bytes().iter().chain(sent).copied().collect();
                let mut body = data_encoding::HEXUPPER.encode(&head).into_bytes();
                body.extend_from_slice(text.as_bytes());
                body
            }
        }
    }

    /// As one frame; a body above 4,095 bytes is refused and has to be sent in packages.
    pub fn encode(&self, header: &Header) -> Result<Vec<u8>, Error> {
        Frame::encode(header, &self.body())
    }
}
