//! Any value, any bytes.

use codec_sl651::{Direction, End, Form, Frame, Header, Message, Package, Splitter, Station};
use proptest::collection::vec;
use proptest::prelude::*;

prop_compose! {
    fn header()(
        is_ascii: bool, is_down: bool, centre: u8, station: [u8; 5], password: u16, function in 0x2f..0x60_u8,
        package in proptest::option::of((1..4096_u16, any::<prop::sample::Index>())), end in 0..7_usize,
    ) -> Header {
        Header {
            form: if is_ascii { Form::Ascii } else { Form::Hex },
            direction: if is_down { Direction::Down } else { Direction::Up },
            centre,
            station: Station(station),
            password,
            function,
            package: package.map(|(total, at)| Package { total, index: 1 + at.index(total.into()) as u16 }),
            end: [End::Etx, End::Etb, End::Enq, End::Eot, End::Ack, End::Nak, End::Esc][end],
        }
    }
}

proptest! {
    #[test]
    fn a_frame_decodes_to_what_was_encoded(header in header(), body in vec(any::<u8>(), 0..300)) {
        let sent = Frame::encode(&header, &body).unwrap();
        let (frame, len) = Frame::parse(&sent).unwrap();
        prop_assert_eq!((frame.header(), frame.body(), len), (&header, body.as_slice(), sent.len()));
    }

    #[test]
    fn a_body_that_decodes_encodes_to_itself(mut header in header(), body in vec(prop_oneof![any::<u8>(), Just(0xf1), Just(0xf0), Just(0x19)], 0..80)) {
        header.package = None;
        let sent = Frame::encode(&header, &body).unwrap();
        if let Ok(message) = Message::decode(&Frame::parse(&sent).unwrap().0) {
            prop_assert_eq!(message.body(), body);
        }
    }

    /// CRC-16 sees every flip of up to sixteen neighbouring bits; one in the length moves the end and the CRC.
    #[test]
    fn every_cut_and_every_flip_is_an_error(header in header(), body in vec(any::<u8>(), 0..60), at: prop::sample::Index, bit in 0..8_u32) {
        let mut sent = Frame::encode(&header, &body).unwrap();
        let at = at.index(sent.len());
        prop_assert!(Frame::parse(&sent[..at]).is_err());
        sent[at] ^= 1_u8 << bit;
        prop_assert!(Frame::parse(&sent).is_err());
    }

    #[test]
    fn no_bytes_panic_and_cuts_make_no_difference(bytes in vec(prop_oneof![any::<u8>(), Just(0x7e), Just(1), Just(b'0')], 0..400), step in 1..50_usize) {
        let read = |step: usize| {
            let mut seen = Vec::new();
            let mut splitter = Splitter::default();
            let mut sink = |at, frame: Result<Frame<'_>, codec_sl651::Error>| seen.push((at, frame.map(|it| *it.header())));
            bytes.chunks(step).for_each(|part| splitter.push(part, &mut sink));
            splitter.finish(&mut sink);
            seen
        };
        prop_assert_eq!(read(step), read(usize::MAX));
        codec_sl651::lines(bytes.as_slice(), Vec::new(), &Default::default()).unwrap();
    }
}
