//! Any stream: no panic; every frame that decodes encodes to itself, and so does its message.
//!
//! Chance rarely finds a checksum, so the same bytes are taken as edition, identifier and body of a frame as well.
#![no_main]

use codec_jt808::{Frame, Header, Message, Phone, Scratch, Settings, Splitter, lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let settings = Settings::default();
    let mut splitter = Splitter::new(settings);
    splitter.push(input, |_, frame| {
        frame.iter().for_each(again);
    });
    splitter.finish(|_, frame| {
        frame.iter().for_each(again);
    });
    let [edition, high, low, body @ ..] = input else { return };
    let phone = if edition & 1 == 0 { Phone::of_2013("013812345678") } else { Phone::of_2019("00000000013812345678") };
    let header = Header::new(u16::from_be_bytes([*high, *low]), phone.expect("digits of the right number"), 1);
    let Ok(sent) = Frame::encode(&header, body) else { return };
    let mut scratch = Scratch::default();
    let frame = Frame::parse(&sent[1..sent.len() - 1], &settings, &mut scratch).expect("what was encoded decodes");
    again(&frame);
    let tally = lines(&sent[..], std::io::sink(), &settings).expect("a sink takes everything");
    assert_eq!((tally.messages + tally.errors, tally.packages), (1, 0));
});

fn again(frame: &Frame<'_>) {
    let sent = Frame::encode(frame.header(), frame.body()).expect("a frame that came in fits");
    let mut scratch = Scratch::default();
    let again = Frame::parse(&sent[1..sent.len() - 1], &Settings::default(), &mut scratch);
    assert_eq!(again.as_ref(), Ok(frame));
    if let Ok(message) = Message::decode(frame) {
        assert_eq!(message.body(frame.header().edition()).as_deref(), Ok(frame.body()));
    }
}
