//! Frames of our own and those of the standard's appendix as the literature prints them. CRCs of our own were computed apart
//! from this crate, bit by bit, in a Python shell.

use codec_sl651::{Element, Frame, Id, Settings, Value, identifier, station_name};

use crate::{hex, json};

#[test]
fn what_is_wrong_with_a_frame_is_said_with_field_and_offset() {
    let good = "7e7e01001234567812342f0008020003591011155111036bca";
    //        in place of        stands             said
    check(good, ("7e7e", "7e7f"), "start at byte 0: [7e, 7f] is not allowed");
    check(good, ("2f0008", "2f1008"), "direction at byte 11: 1 is not allowed");
    check(good, ("000802", "000806"), "start_of_text at byte 13: 06 is not allowed");
    check(good, ("2f0008", "2f0009"), "end at byte 23: 6b is not allowed");
    check(good, ("2f0008", "2f0fff"), "body at byte 14: 4095 bytes are needed, 11 are left");
    check(good, ("1103", "1101"), "end at byte 22: 01 is not allowed");
    check(good, ("1103", "1117"), "check at byte 23: the check is 6bca, computed is 64ca");
    check(good, ("036bca", "036bcb"), "check at byte 23: the check is 6bcb, computed is 6bca");
    check(good, ("036bca", "036b"), "check at byte 23: 2 bytes are needed, 1 are left");
    // Circulates with a CRC that nobody can have computed.
    let blog = "7e7e0100123456781234350011020004591011155145f2f251312e32333420034602";
    check(blog, ("", ""), "check at byte 32: the check is 4602, computed is d76f");
}

fn check(good: &str, (old, new): (&str, &str), said: &str) {
    let bytes = hex(&if old.is_empty() { good.to_owned() } else { good.replacen(old, new, 1) });
    assert_eq!(Frame::parse(&bytes).map_or_else(|e| e.to_string(), |_| "a frame".to_owned()), said);
}

#[test]
fn numbers_are_what_their_descriptor_says() {
    let number = |digits, decimals| Value::Number { digits, decimals };
    //    id    descriptor  bytes          value
    value(0x20, 0x19, "000005", number(5, 1));
    value(0x39, 0x23, "00010490", number(10_490, 3));
    value(0x38, 0x12, "1115", number(1115, 2));
    value(0x02, 0x11, "ff053f", Value::Raw(&[0xff, 0x05, 0x3f]));
    value(0x02, 0x19, "ff0053", number(-53, 1));
    value(0x39, 0x23, "aaaaaaaa", Value::Missing);
    value(0x39, 0x1a, "ffffff", Value::Missing);
    value(0x39, 0x1a, "ffaaaa", Value::Raw(&[0xff, 0xaa, 0xaa]));
    value(0x04, 0x18, "000005", Value::Step { days: 0, hours: 0, minutes: 5 });
    value(0x45, 0x20, "00000040", Value::Status(0x40));
    value(0x27, 0x00, "", Value::Raw(&[]));
    value(0x27, 0x50, "00000000000000000001", Value::Raw(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
}

fn value(id: u8, descriptor: u8, bytes: &str, value: Value<'_>) {
    let it = Element { id: Id::Standard(id), descriptor, bytes: hex(bytes) };
    assert_eq!(it.value(&Settings::default()), value, "{bytes}");
}

#[test]
fn what_is_from_memory_is_a_setting() {
    let plain = Settings { leading_ff_is_negative: false, filled_is_missing: false };
    let it = |bytes| Element { id: Id::Standard(0x02), descriptor: 0x19, bytes: hex(bytes) };
    assert_eq!(it("ff0053").value(&plain), Value::Raw(&[0xff, 0, 0x53]));
    assert_eq!(it("aaaaaa").value(&plain), Value::Raw(&[0xaa; 3]));
}

#[test]
fn an_hourly_report_shows_each_element_with_its_time_of_observation() {
    let sent = hex(concat!(
        "7e7e05001122334403e8340068020033170718110014f1f1001122334448f0f01707181005f4600500000014ffffffffff0000f0f01707181100",
        "2619000040f0f01707181005f5c0000c000c001c00310031ffffffffffffffffffff00310031f0f01707181100392300010490",
        "20190000403812109903f502"
    ));
    let line = &json(&sent)[0];
    assert_eq!(line["sent"], "2017-07-18T11:00:14+08:00");
    assert_eq!((&line["name"], &line["station_type"]), (&"hourly_report".into(), &"river".into()));
    let elements = line["elements"].as_array().unwrap();
    assert_eq!(
        elements[0]["values"],
        serde_json::json!([0.5, 0.0, 0.0, 0.0, 2.0, null, null, null, null, null, 0.0, 0.0])
    );
    assert_eq!(elements[0]["observed"], "2017-07-18T10:05+08:00");
    assert_eq!(
        elements[2]["values"],
        serde_json::json!([0.12, 0.12, 0.28, 0.49, 0.49, null, null, null, null, null, 0.49, 0.49])
    );
    assert_eq!((&elements[3]["name"], &elements[3]["value"]), (&"river_level_m".into(), &10.49.into()));
    assert_eq!((&elements[5]["name"], &elements[5]["value"]), (&"voltage_v".into(), &10.99.into()));
}

#[test]
fn a_frame_in_characters_is_read_and_written_back() {
    // CRC-16/MODBUS of all before it, computed apart: see the head of this file.
    let sent = b"\x010100123456781234300038\x020003591011154947 ST 0012345678 H PJ 0.5 Z 0.127 VT 11.15\x03";
    let mut sent = sent.to_vec();
    let length = format!("0{:03X}", sent.len() - 25);
    sent[19..23].copy_from_slice(length.as_bytes());
    let check = crc(&sent);
    sent.extend_from_slice(format!("{check:04X}").as_bytes());
    let (frame, len) = Frame::parse(&sent).unwrap();
    assert_eq!((len, frame.header().station.to_string()), (sent.len(), "0012345678".to_owned()));
    assert_eq!(Frame::encode(frame.header(), frame.body()).unwrap(), sent);
    let line = &json(&sent)[0];
    assert_eq!(
        (&line["form"], &line["serial"], &line["sent"]),
        (&"ascii".into(), &3.into(), &"2059-10-11T15:49:47+08:00".into())
    );
    let shown: Vec<_> = line["elements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["name"].as_str().unwrap(), it["value"].as_f64().unwrap()))
        .collect();
    assert_eq!(shown, [("current_rain_mm", 0.5), ("river_level_m", 0.127), ("voltage_v", 11.15)]);
    for at in 0..sent.len() {
        let mut wrong = sent.clone();
        wrong[at] ^= 0x04;
        assert!(Frame::parse(&wrong).is_err(), "{at}");
        assert!(Frame::parse(&sent[..at]).is_err(), "{at}");
    }
}

/// Bit by bit, as the standard draws it.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xa001 } else { crc >> 1 })
    })
}

#[test]
fn a_million_bad_frames_change_nothing_about_the_good_ones() {
    let good = hex("7e7e01001234567812342f0008020003591011155111036bca");
    let mut splitter = codec_sl651::Splitter::default();
    let (mut frames, mut errors) = (0, 0);
    let mut sink =
        |_, frame: Result<Frame<'_>, codec_sl651::Error>| if frame.is_ok() { frames += 1 } else { errors += 1 };
    for round in 0..10_000_u32 {
        let mut part = Vec::new();
        for n in 0..100_u32 {
            // Start and length stay, so that each is refused by its own and at once.
            let at = [2, 5, 9, 10, 14, 17, 21, 23, 24][(round + n) as usize % 9];
            let from = part.len();
            part.extend_from_slice(&good);
            part[from + at] ^= 1 << ((round / 9 + n) % 8);
        }
        part.extend_from_slice(&good);
        splitter.push(&part, &mut sink);
    }
    splitter.finish(&mut sink);
    assert_eq!(frames, 10_000);
    assert!(errors >= 1_000_000, "{errors}");
}

#[test]
fn a_length_that_lies_holds_back_no_frame_for_good() {
    let good = hex("7e7e01001234567812342f0008020003591011155111036bca");
    let mut liar = good.clone();
    liar[11] = 0x0f;
    let stream = [liar, good.clone(), good].concat();
    let mut splitter = codec_sl651::Splitter::default();
    let mut seen = Vec::new();
    let mut sink = |at, frame: Result<Frame<'_>, codec_sl651::Error>| seen.push((at, frame.is_ok()));
    splitter.push(&stream, &mut sink);
    splitter.finish(&mut sink);
    assert_eq!(seen, [(0, false), (25, true), (50, true)]);
}

#[test]
fn identifiers_and_station_types_have_their_names() {
    assert_eq!(identifier(0x39).unwrap().zh, "瞬时河道水位、潮位");
    assert_eq!(identifier(0x20).unwrap().letters, "PJ");
    assert_eq!(identifier(0x17).unwrap().name, "soil_moisture_100cm_percent");
    assert_eq!(identifier(0x76), None);
    assert_eq!((station_name(b'H'), station_name(b'X')), (Some("river"), None));
}
