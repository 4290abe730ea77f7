//! Any value, any bytes.

use codec_jt808::{Frame, Header, Item, Location, Message, Phone, Scratch, Settings, Time};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::decode;

const IDS: [u16; 22] = [
    0x0001, 0x8001, 0x0002, 0x0003, 0x0005, 0x0100, 0x8100, 0x0102, 0x8103, 0x8104, 0x8106, 0x0104, 0x0200, 0x8201,
    0x0201, 0x8202, 0x8203, 0x0704, 0x0800, 0x0801, 0x8800, 0x8003,
];

fn header(id: u16, is_2019: bool, serial: u16) -> Header {
    let phone = if is_2019 { Phone::of_2019("13800000000") } else { Phone::of_2013("13800000000") };
    Header::new(id, phone.unwrap(), serial)
}

prop_compose! {
    fn location()(
        words in any::<[u32; 4]>(),
        halves in any::<[u16; 3]>(),
        time in any::<[u8; 6]>(),
        items in vec((any::<u8>(), vec(any::<u8>(), 0..20)), 0..20),
    ) -> Location {
        Location {
            alarm: words[0],
            status: words[1],
            latitude_micro_degrees: words[2],
            longitude_micro_degrees: words[3],
            altitude_m: halves[0],
            speed_tenth_km_h: halves[1],
            direction_degrees: halves[2],
            time: Time(time),
            items: items.into_iter().map(|(id, value)| Item { id, value }).collect(),
            rest: Default::default(),
        }
    }
}

proptest! {
    #[test]
    fn a_location_decodes_to_what_was_encoded(it in location(), is_2019: bool, serial: u16) {
        let message = Message::Location(it);
        let header = header(0x0200, is_2019, serial);
        let (read, _, decoded) = decode(&message.encode(&header).unwrap()).unwrap();
        prop_assert_eq!(read, header);
        prop_assert_eq!(decoded.unwrap(), message);
    }

    #[test]
    fn any_body_that_decodes_encodes_to_itself(n in 0..IDS.len(), is_2019: bool, body in vec(any::<u8>(), 0..200)) {
        let header = header(IDS[n], is_2019, 1);
        let sent = Frame::encode(&header, &body).unwrap();
        let (_, read, message) = decode(&sent).unwrap();
        prop_assert_eq!(&read, &body);
        if let Ok(message) = message {
            prop_assert_eq!(message.body(header.edition()).unwrap(), body);
        }
    }

    /// The length is declared, so every cut is an error.
    #[test]
    fn every_cut_is_an_error(n in 0..IDS.len(), is_2019: bool, body in vec(any::<u8>(), 0..100), at: prop::sample::Index) {
        let sent = Frame::encode(&header(IDS[n], is_2019, 1), &body).unwrap();
        let inner = &sent[1..sent.len() - 1];
        let mut scratch = Scratch::default();
        prop_assert!(Frame::parse(&inner[..at.index(inner.len())], &Settings::default(), &mut scratch).is_err());
    }

    /// The check byte sees every single flip. One that makes or breaks an escape changes the length, too, which may cancel out
    /// in the check byte but not in the declared length.
    #[test]
    fn every_flip_is_an_error(n in 0..IDS.len(), is_2019: bool, body in vec(any::<u8>(), 0..100), at: prop::sample::Index, bit in 0..8_u32) {
        let sent = Frame::encode(&header(IDS[n], is_2019, 1), &body).unwrap();
        let mut inner = sent[1..sent.len() - 1].to_vec();
        let at = at.index(inner.len());
        inner[at] ^= 1_u8 << bit;
        let mut scratch = Scratch::default();
        prop_assert!(Frame::parse(&inner, &Settings::default(), &mut scratch).is_err());
    }

    #[test]
    fn no_bytes_panic(bytes in vec(prop_oneof![any::<u8>(), Just(0x7e), Just(0x7d), Just(0)], 0..300)) {
        let mut out = Vec::new();
        codec_jt808::lines(bytes.as_slice(), &mut out, &Settings::default()).unwrap();
    }
}
