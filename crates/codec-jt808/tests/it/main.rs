//! The codec from outside: frames of its own and, where they lie beside the project, frames that others published.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its own functions, too")]

mod allocation;
mod assembly;
mod bodies;
mod collected;
mod frames;
mod golden;
mod properties;
mod published;
mod stream;

use codec_jt808::{Error, Frame, Header, Message, Scratch, Settings};

type Decoded = (Header, Vec<u8>, Result<Message, Error>);

/// One frame with its flags, decoded; its header, its body and its message.
fn decode(sent: &[u8]) -> Result<Decoded, Error> {
    let inner = sent.strip_prefix(b"\x7e").and_then(|it| it.strip_suffix(b"\x7e")).expect("flags at both ends");
    let mut scratch = Scratch::default();
    let frame = Frame::parse(inner, &Settings::default(), &mut scratch)?;
    Ok((*frame.header(), frame.body().to_vec(), Message::decode(&frame)))
}

/// How many stand in `golden`.
const WORKED_EXAMPLES: usize = 31;

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).expect("hexadecimal text")
}

fn json(stream: &[u8]) -> Vec<serde_json::Value> {
    let mut out = Vec::new();
    codec_jt808::lines(stream, &mut out, &Settings::default()).unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
