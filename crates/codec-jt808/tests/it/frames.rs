//! Frames of our own: each table row is one way a frame can be wrong, and what is said about it.
//! Check bytes were computed apart from this crate, with `reduce(xor, bytes)` of a Python shell.

use codec_jt808::{Frame, Header, HeaderRule, Phone, Scratch, Settings};

use crate::{decode, hex, json};

#[test]
fn what_is_wrong_with_a_frame_is_said_with_field_and_offset() {
    //    between the flags                                      said
    check("", "check at byte 0: 1 bytes are needed, 0 are left");
    check("00", "message_id at byte 0: 2 bytes are needed, 0 are left");
    check("0002000001234567890017", "check at byte 10: the check byte is 17, computed is 8b");
    check("000200000123456789008b", "serial at byte 10: 2 bytes are needed, 0 are left");
    check("00020000012345678900000a81", "");
    check("00020000012345678900000a80", "check at byte 12: the check byte is 80, computed is 81");
    check("00020001012345678900000a80", "body at byte 12: the header declares 1 bytes, 0 are there");
    check("00020000012345678900000aff7d02", "body at byte 12: the header declares 0 bytes, 1 are there");
    check("0002000001234567890000007d038b", "escape at byte 12: 7d is followed by 03, not by 01 or 02");
    check("0002000001234567890000007e8b", "escape at byte 12: 7e inside a frame is not allowed");
    check("0002000001234567890000007d", "escape at byte 12: 7d is followed by the end, not by 01 or 02");
    check("00022000012345678900000a00020003a0", "package_index at byte 12: package 3 of 2");
    check("00022000012345678900000a00020000a3", "package_index at byte 12: package 0 of 2");
    check("00022000012345678900000a00000000a1", "package_index at byte 12: package 0 of 0");
}

fn check(inner: &str, said: &str) {
    let mut scratch = Scratch::default();
    let inner = hex(inner);
    let got =
        Frame::parse(&inner, &Settings::default(), &mut scratch).map_or_else(|e| e.to_string(), |_| String::new());
    assert_eq!(got, said);
}

#[test]
fn a_frame_above_the_limit_is_refused_before_anything_is_copied() {
    let mut scratch = Scratch::default();
    let escaped = [0x7d, 0x01].repeat(2000);
    for long in [vec![0; 1046], escaped] {
        let error = Frame::parse(&long, &Settings::default(), &mut scratch).unwrap_err();
        assert_eq!(error.to_string(), "frame at byte 1045: more than the limit of 1045");
    }
    let header = Header::new(0x0002, Phone::of_2019("1").unwrap(), 0);
    assert_eq!(
        Frame::encode(&header, &[0; 1024]).unwrap_err().to_string(),
        "body at byte 17: more than the limit of 1023"
    );
    let largest = Frame::encode(&header, &[0x7e; 1023]).unwrap();
    assert_eq!(decode(&largest).unwrap().1, [0x7e; 1023]);
}

#[test]
fn a_maker_that_sets_the_flag_of_2019_and_sends_2013_is_read_by_the_setting() {
    // Heartbeat with bit 14 set and a header of 2013.
    let inner = hex("00024000012345678900000ac1");
    let mut scratch = Scratch::default();
    let by_flag = Frame::parse(&inner, &Settings::default(), &mut scratch).unwrap_err();
    assert_eq!(by_flag.field, "phone");
    let settings = Settings { header: HeaderRule::Always2013, ..Settings::default() };
    let frame = Frame::parse(&inner, &settings, &mut scratch).unwrap();
    assert_eq!((frame.header().phone.to_string(), frame.header().serial), ("012345678900".to_owned(), 10));
    assert_eq!(Frame::encode(frame.header(), frame.body()).unwrap()[1..14], inner);
}

#[test]
fn lines_tell_messages_packages_and_errors_in_order() {
    let mut stream = b"noise".to_vec();
    for it in [
        "7e00020000040021679287002b7d027e",
        "7e8001000501234567890000 0a0064020000 617e",
        "7e00022002012345678900000a000200016162a37e",
        "7e0200000100000000000000010502 7e",
    ] {
        stream.extend(hex(&it.replace(' ', "")));
    }
    let lines = json(&stream);
    let kinds: Vec<_> = lines.iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["error", "message", "message", "package", "error", "error"]);
    assert_eq!((lines[0]["at"].as_u64(), lines[1]["at"].as_u64()), (Some(0), Some(5)));
    assert_eq!(lines[2]["body"], serde_json::json!({"reply_serial": 100, "reply_id": "0200", "result": 0}));
    assert_eq!(lines[3]["package"], serde_json::json!({"total": 2, "index": 1}));
    assert_eq!(lines[5]["missing"], serde_json::json!([2]));
}
