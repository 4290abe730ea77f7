//! Bodies of our own, written by hand from the tables of the standard.

use codec_jt808::{
    Authenticate, Device, Gbk, Header, Item, Load, Location, Meaning, Message, Phone, Register, RegisterEdition,
    TemperatureRule, Text, Time,
};

use crate::{decode, hex};

#[test]
fn items_mean_what_the_table_of_additional_items_says() {
    //    id    value                     meaning
    check(0x01, "00000064", Meaning::Odometer { tenth_km: 100 });
    check(0x02, "007d", Meaning::Fuel { tenth_l: 125 });
    check(0x03, "0021", Meaning::RecorderSpeed { tenth_km_h: 33 });
    check(0x04, "002c", Meaning::AlarmEvent { id: 44 });
    check(0x06, "0002", Meaning::CarriageTemperature { degrees_c: 2 });
    check(0x06, "8005", Meaning::CarriageTemperature { degrees_c: -5 });
    check(0x06, "8000", Meaning::CarriageTemperature { degrees_c: 0 });
    check(0x11, "00", Meaning::Overspeed { area_kind: 0, area: None });
    check(0x11, "0400000042", Meaning::Overspeed { area_kind: 4, area: Some(66) });
    check(0x12, "020000004d01", Meaning::AreaInOut { area_kind: 2, area: 77, direction: 1 });
    check(0x13, "00000058005801", Meaning::RouteTime { route: 88, seconds: 88, result: 1 });
    check(0x14, "80000005", Meaning::VideoAlarm { bits: 0x8000_0005 });
    check(0x15, "0000000c", Meaning::VideoLost { channels: 12 });
    check(0x16, "00000001", Meaning::VideoMasked { channels: 1 });
    check(0x17, "0007", Meaning::StorageFault { memories: 7 });
    check(0x25, "00000010", Meaning::Signals { bits: 16 });
    check(0x2a, "0003", Meaning::InputOutput { bits: 3 });
    check(0x2b, "00020001", Meaning::Analog { ad0: 1, ad1: 2 });
    check(0x30, "1e", Meaning::RadioSignal { strength: 30 });
    check(0x31, "28", Meaning::Satellites { count: 40 });
    // Of another length than the standard's, or unknown: raw.
    check(0x06, "3e", Meaning::Raw(&[0x3e]));
    check(0x11, "", Meaning::Raw(&[]));
    check(0x2b, "12a803dc00010000", Meaning::Raw(&[0x12, 0xa8, 3, 0xdc, 0, 1, 0, 0]));
    check(0xeb, "01", Meaning::Raw(&[1]));
}

fn check(id: u8, value: &str, meaning: Meaning<'_>) {
    let item = Item { id, value: hex(value) };
    assert_eq!(item.view().meaning(TemperatureRule::SignBit), meaning);
}

#[test]
fn a_temperature_below_zero_is_read_as_the_setting_says() {
    let item = Item { id: 0x06, value: hex("fffb") };
    let said = |rule| item.view().meaning(rule);
    assert_eq!(said(TemperatureRule::TwosComplement), Meaning::CarriageTemperature { degrees_c: -5 });
    assert_eq!(said(TemperatureRule::SignBit), Meaning::CarriageTemperature { degrees_c: -0x7ffb });
}

#[test]
fn load_is_bits_eight_and_nine_of_the_status() {
    let loads = [Load::Empty, Load::Half, Load::Reserved, Load::Full];
    assert_eq!([0, 0x100, 0x200, 0x300].map(Load::of), loads);
}

#[test]
fn a_message_written_here_decodes_to_itself() {
    let location = Location {
        alarm: 1,
        status: 0b1110,
        latitude_micro_degrees: 12_222_222,
        longitude_micro_degrees: 132_444_444,
        altitude_m: 40,
        speed_tenth_km_h: 60,
        direction_degrees: 0,
        time: Time::new(18, 10, 15, 10, 10, 10),
        items: vec![Item { id: 1, value: vec![0, 0, 0, 100] }, Item { id: 0xe1, value: vec![0; 255] }],
        rest: Default::default(),
    };
    let register = |edition| {
        Message::Register(Register {
            edition,
            province: 40,
            county: 50,
            maker: Gbk::new("1234"),
            model: Gbk::new("型号1"),
            terminal: Gbk::new("CHI123"),
            plate_colour: 1,
            plate: Gbk::new("粤A12345"),
        })
    };
    let device = Some(Device { imei: Gbk::new("1234567890abcde"), software: Gbk::new("v2.0.0") });
    let upload = codec_jt808::Media { media_id: 123, media_kind: 0, format: 0, event: 7, channel: 1 };
    //     id      2019   message
    writes(0x0200, false, &Message::Location(location.clone()));
    writes(0x0200, true, &Message::Location(location.clone()));
    writes(0x0201, false, &Message::LocationReply { reply_serial: 9, location: location.clone() });
    writes(
        0x0801,
        true,
        &Message::MediaUpload {
            media: upload,
            location: Location { items: Vec::new(), ..location },
            content: Default::default(),
        },
    );
    writes(0x0100, false, &register(RegisterEdition::Of2011));
    writes(0x0100, false, &register(RegisterEdition::Of2013));
    writes(0x0100, true, &register(RegisterEdition::Of2019));
    writes(0x0102, false, &Message::Authenticate(Authenticate { code: Gbk::new("45612"), device: None }));
    writes(0x0102, true, &Message::Authenticate(Authenticate { code: Gbk::new("45612"), device }));
    writes(0x8202, false, &Message::Track { interval_s: 0, validity_s: None });
    writes(0x8202, false, &Message::Track { interval_s: 5, validity_s: Some(600) });
    writes(0x8003, false, &Message::Resend { first_serial: 5, packages: vec![2, 9] });
    writes(0x0005, true, &Message::Resend { first_serial: 5, packages: vec![2, 9] });
    writes(0x8300, false, &Message::Text(Text { flags: 1, text_kind: None, text: Gbk::new("请休息") }));
    writes(0x8300, true, &Message::Text(Text { flags: 1, text_kind: Some(2), text: Gbk::new("请休息") }));
}

fn writes(id: u16, is_2019: bool, message: &Message) {
    let phone = if is_2019 { Phone::of_2019("13800000000") } else { Phone::of_2013("13800000000") };
    let header = Header::new(id, phone.unwrap(), 7);
    let sent = message.encode(&header).unwrap();
    let (header, _, decoded) = decode(&sent).unwrap();
    // A fixed field comes back with its padding: compare what is sent.
    assert_eq!(decoded.unwrap().encode(&header).unwrap(), sent);
}

#[test]
fn what_a_field_cannot_hold_is_refused_when_written() {
    let header = Header::new(0x0200, Phone::of_2013("1").unwrap(), 0);
    let items = vec![Item { id: 1, value: vec![0; 256] }];
    let said = Message::Location(Location { items, ..Location::default() }).encode(&header).unwrap_err();
    assert_eq!(said.to_string(), "item_value at byte 0: 1 bytes more than the field holds");
    let said = Message::Raw(codec_jt808::Hex(vec![0; 1024])).encode(&header).unwrap_err();
    assert_eq!(said.to_string(), "body at byte 12: more than the limit of 1023");
    assert_eq!(Phone::of_2013("1234567890123"), None);
    assert_eq!(Phone::of_2013("12a"), None);
}

#[test]
fn a_time_of_zeros_or_other_digits_is_kept_as_sent() {
    assert_eq!(Time::new(18, 10, 15, 10, 10, 10).to_string(), "2018-10-15T10:10:10+08:00");
    assert_eq!(Time([0; 6]).to_string(), "000000000000");
    assert_eq!(Time([0x20, 0x13, 1, 0, 0, 0]).to_string(), "201301000000");
    assert_eq!(Time([0x2a, 1, 1, 0, 0, 0]).parts(), None);
}
