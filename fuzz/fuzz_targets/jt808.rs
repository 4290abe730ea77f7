//! Any stream: no panic; every frame that decodes encodes to itself, and so does its message.
#![no_main]

use codec_jt808::{Frame, Message, Scratch, Settings, Splitter, lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|stream: &[u8]| {
    let settings = Settings::default();
    let mut splitter = Splitter::new(settings);
    splitter.push(stream, |_, frame| {
        let Ok(frame) = frame else { return };
        let sent = Frame::encode(frame.header(), frame.body()).expect("a frame that came in fits");
        let mut scratch = Scratch::default();
        let again = Frame::parse(&sent[1..sent.len() - 1], &settings, &mut scratch).expect("what was encoded decodes");
        assert_eq!(again, frame);
        if let Ok(message) = Message::decode(&frame) {
            assert_eq!(message.body(frame.header().edition()).as_deref(), Ok(frame.body()));
        }
    });
    lines(stream, std::io::sink(), &settings).expect("a sink takes everything");
});
