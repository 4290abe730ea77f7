//! Any stream: no panic; every frame that decodes encodes to itself, and so does its message.
#![no_main]

use codec_sl651::{Frame, Message, Settings, Splitter, lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|stream: &[u8]| {
    let mut splitter = Splitter::default();
    splitter.push(stream, |_, frame| {
        let Ok(frame) = frame else { return };
        let sent = Frame::encode(frame.header(), frame.body()).expect("a frame that came in fits");
        let (again, len) = Frame::parse(&sent).expect("what was encoded decodes");
        assert_eq!((again.header(), again.body(), len), (frame.header(), frame.body(), sent.len()));
        if frame.header().package.is_none()
            && let Ok(message) = Message::decode(&frame)
        {
            assert_eq!(message.body(), frame.body());
        }
    });
    lines(stream, std::io::sink(), &Settings::default()).expect("a sink takes everything");
});
