//! Frames that others published, with what their test suites expect.

use codec_jt808::{Assembler, Error, Frame, Header, Limits, Message, Settings, Splitter};
use serde_json::Value;

use crate::collected::{Row, Rows, collected};
use crate::{decode, hex, json};

#[test]
fn every_good_frame_decodes_to_its_columns_and_encodes_to_its_bytes() {
    let Some(path) = collected("good frames", "jt808/frames.tsv") else { return };
    let rows = Rows::read(&path);
    let mut count = 0;
    let mut bodies_refused = Vec::new();
    for row in rows.iter() {
        count += 1;
        let sent = hex(row.get("hex"));
        let (header, body, message) = decode(&sent).unwrap_or_else(|e| panic!("{e}: {}", row.get("hex")));
        columns(&row, &header, &body);
        assert_eq!(Frame::encode(&header, &body).unwrap(), sent, "{}", row.get("hex"));
        if header.package.is_some() {
            continue;
        }
        match message {
            Ok(message) => {
                assert_eq!(message.encode(&header).unwrap(), sent, "{}", row.get("hex"));
                location(&row, &message);
            }
            Err(error) => bodies_refused.push((format!("{:04x}", header.id), error.field, error.problem.to_string())),
        }
    }
    assert_eq!(count, 512);
    // Frames in order whose bodies their authors cut on purpose, to test how their decoders refuse them.
    let count = |id: &str| bodies_refused.iter().filter(|it| it.0 == id).count();
    assert_eq!(
        [count("8001"), count("8100"), count("0104"), bodies_refused.len()],
        [4, 3, 8, 15],
        "{bodies_refused:#?}"
    );
}

fn columns(row: &Row<'_>, header: &Header, body: &[u8]) {
    let got = [
        format!("{:04X}", header.id),
        header.phone.to_string(),
        header.serial.to_string(),
        header.encryption.to_string(),
        (if header.package.is_some() { "yes" } else { "no" }).to_owned(),
        header.package.map_or_else(String::new, |it| it.total.to_string()),
        header.package.map_or_else(String::new, |it| it.index.to_string()),
        body.len().to_string(),
        (if header.protocol_version.is_some() { "2019" } else { "2011/2013" }).to_owned(),
    ];
    let names = [
        "msg_id",
        "phone",
        "serial",
        "encrypted",
        "subpackage",
        "total_packages",
        "package_no",
        "body_len_actual",
        "version",
    ];
    assert_eq!(got, names.map(|name| row.get(name).to_owned()), "{}", row.get("hex"));
}

/// The second opinion of the throw-away script: basic block and items.
fn location(row: &Row<'_>, message: &Message) {
    let (Message::Location(it), false) = (message, row.get("scratch_location").is_empty()) else { return };
    let got = format!(
        "alarm={};status={};lat_raw={};lon_raw={};lat={:.6};lon={:.6};alt_m={};speed_kmh={:.1};dir_deg={};time_bcd={}",
        it.alarm,
        it.status,
        it.latitude_micro_degrees,
        it.longitude_micro_degrees,
        it.latitude_degrees(),
        it.longitude_degrees(),
        it.altitude_m,
        f64::from(it.speed_tenth_km_h) / 10.0,
        it.direction_degrees,
        data_encoding::HEXLOWER.encode(&it.time.0),
    );
    let said = row.get("scratch_location").replace("=-0.000000", "=0.000000");
    assert_eq!(got.replace("=-0.000000", "=0.000000"), said);
    let items: Vec<_> = it
        .items
        .iter()
        .map(|it| format!("{:02X}:{}:{}", it.id, it.value.len(), data_encoding::HEXLOWER.encode(&it.value)))
        .collect();
    let said: Vec<_> = row
        .get("scratch_additional_items")
        .split(';')
        .filter(|it| !it.is_empty() && !it.ends_with("TRUNCATED"))
        .collect();
    assert_eq!(items, said, "{}", row.get("hex"));
}

#[test]
fn every_frame_means_what_the_suite_of_its_author_expects() {
    let Some(path) = collected("expectations", "jt808/frames.tsv") else { return };
    let mut compared = 0;
    for row in Rows::read(&path).iter() {
        for kind in ["yezhihao-json", "go-jt808-struct", "SmallChi-asserts", "traccar-verify"] {
            if row.get("upstream_expected_kind").contains(kind) {
                compared += expectation(kind, &row);
            }
        }
    }
    assert_eq!(compared, 535);
}

/// How many of the author's values were found in what we decode; one that differs fails.
fn expectation(kind: &str, row: &Row<'_>) -> usize {
    let line = &json(&hex(row.get("hex")))[0];
    let expected = row.get("upstream_expected");
    let pairs = match kind {
        "yezhihao-json" => expected.split(" || ").flat_map(json_pairs).collect(),
        "go-jt808-struct" => expected.split(" || ").filter(|it| !it.starts_with('{')).flat_map(struct_pairs).collect(),
        "SmallChi-asserts" => expected.split("; ").filter_map(assert_pair).collect(),
        _ => Vec::new(),
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut compared = 0;
    for (name, value) in &pairs {
        let nth = seen.iter().filter(|it| **it == name).count();
        seen.push(name);
        let Some(got) = ours(line, name, nth) else { continue };
        let value = if name == "DateTime" { value.replace(' ', "T") } else { value.clone() };
        assert_eq!(got.trim_start_matches('0'), value.trim_start_matches('0'), "{name} of {}\n{line}", row.get("hex"));
        compared += 1;
    }
    compared
}

fn json_pairs(expected: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(all)) = serde_json::from_str(expected) else { return Vec::new() };
    let inner = all.get("location").and_then(Value::as_object).into_iter().flatten();
    // A location inside another message repeats the head with zeros.
    let inner = inner.filter(|it| !["serialNo", "clientId"].contains(&it.0.as_str()));
    all.iter().chain(inner).map(|(name, value)| (name.clone(), plain(value))).collect()
}

/// `Name: value, Name: "value"` of a Go struct; what is no plain number or text is left out.
fn struct_pairs(expected: &str) -> Vec<(String, String)> {
    let parts = expected.split(['{', '}', ',']).filter_map(|part| part.trim().split_once(": "));
    parts.map(|(name, value)| (name.to_owned(), value.trim().trim_matches('"').to_owned())).collect()
}

/// `Assert.Equal(value, object.Name)` of a C# test.
fn assert_pair(assert: &str) -> Option<(String, String)> {
    let (value, name) = assert.trim().strip_prefix("Assert.Equal(")?.trim_end_matches([')', ';']).rsplit_once(", ")?;
    if name.contains("0x0200_0x") {
        return None; // A field of a maker's own item.
    }
    let name = name.rsplit_once("Header.").or_else(|| name.rsplit_once('.')).map_or(name, |it| it.1);
    let value = value.trim_start_matches("(uint)").trim_start_matches("(int)");
    let value = match value.trim_matches('"').trim_end_matches(['u', 'U']) {
        digits if value.starts_with("0x") => u32::from_str_radix(digits.trim_start_matches("0x"), 16).ok()?.to_string(),
        other => other.to_owned(),
    };
    (!value.contains('.') && !value.contains("new ")).then(|| (name.to_owned(), value))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Ours under their name; `nth` when a name repeats, as in a batch of locations.
fn ours(line: &Value, name: &str, nth: usize) -> Option<String> {
    let message = line["name"].as_str()?;
    let body = &line["body"];
    let location = match message {
        "location" | "location_reply" => body,
        "media_upload" => &body["location"],
        "location_batch" => &body["locations"][nth],
        _ => &Value::Null,
    };
    let media = if message == "media_upload" { &body["media"] } else { body };
    let micro = |it: &Value| Some(format!("{:.0}", it.as_f64()?.abs() * 1e6));
    let word = |it: &Value| Some(plain(it)).filter(|it| it != "null");
    match (name, message) {
        ("clientId" | "TerminalPhoneNo", _) => word(&line["phone"]),
        ("serialNo", _) => word(&line["serial"]),
        ("responseSerialNo" | "RespondSerialNumber" | "SerialNumber" | "AckMsgNum", "resend") => {
            word(&body["first_serial"])
        }
        ("responseSerialNo" | "RespondSerialNumber" | "SerialNumber" | "AckMsgNum", _) => word(&body["reply_serial"]),
        ("responseMessageId" | "RespondID", _) | ("ID", "terminal_reply") => {
            Some(u16::from_str_radix(body["reply_id"].as_str()?, 16).ok()?.to_string())
        }
        ("resultCode" | "Result", _) => word(&body["result"]),
        ("provinceId" | "ProvinceID" | "AreaID", "register") => word(&body["province"]),
        ("cityId" | "CityID" | "CityOrCountyId", _) => word(&body["county"]),
        ("makerId" | "ManufacturerID" | "MakerId", _) => word(&body["maker"]),
        ("deviceModel" | "TerminalModel", _) => word(&body["model"]),
        ("deviceId" | "TerminalID" | "TerminalId", "register") => word(&body["terminal"]),
        ("plateColor" | "PlateColor", _) => word(&body["plate_colour"]),
        ("plateNo" | "LicensePlateNumber" | "PlateNo", _) => word(&body["plate"]),
        ("token" | "AuthCode" | "Code", _) => word(&body["code"]),
        ("TerminalIMEI", _) => word(&body["imei"]),
        ("SoftwareVersion", _) => word(&body["software"]),
        ("warnBit" | "AlarmSign" | "AlarmFlag", _) => word(&location["alarm"]),
        ("statusBit" | "StatusSign" | "StatusFlag", _) => word(&location["status"]),
        ("latitude" | "Latitude" | "Lat", _) => micro(&location["latitude_degrees"]),
        ("longitude" | "Longitude" | "Lng", _) => micro(&location["longitude_degrees"]),
        ("altitude" | "Altitude", _) => word(&location["altitude_m"]),
        ("direction" | "Direction", _) => word(&location["direction_degrees"]),
        ("speed" | "Speed", _) => Some(format!("{:.0}", location["speed_km_h"].as_f64()? * 10.0)),
        ("deviceTime" | "DateTime", _) => Some(location["time"].as_str()?.replace("+08:00", "")),
        ("LocationType", "location_batch") => word(&body["batch_kind"]),
        ("Num" | "Count", "location_batch") | ("RespondParamCount" | "AnswerParamsCount", _) => word(&body["count"]),
        ("interval" | "TimeInterval", _) => word(&body["interval_s"]),
        ("validityPeriod" | "TrackValidity", _) => word(&body["validity_s"]),
        // The Go suite leaves `Flag` at 0 where it gives the bits one by one.
        ("sign" | "TextFlag", "text") => word(&body["flags"]),
        ("type" | "TextType", "text") => word(&body["text_kind"]),
        ("content" | "TextInfo", "text") => word(&body["text"]),
        ("id" | "MultimediaID", "media_event" | "media_upload") => word(&media["media_id"]),
        ("mediaId" | "MultimediaID" | "MultimediaId", "media_reply") => word(&body["media_id"]),
        ("type" | "MultimediaType", "media_event" | "media_upload") => word(&media["media_kind"]),
        ("format" | "MultimediaFormatEncode", _) => word(&media["format"]),
        ("event" | "EventItemEncode", _) => word(&media["event"]),
        ("channelId" | "ChannelID", _) => word(&media["channel"]),
        ("packet", "media_upload") => word(&body["content"]),
        ("id", "resend" | "media_reply") => word(&body["packages"]),
        _ => None,
    }
}

/// Each of these 60 is more than one frame, or none. What is a whole frame inside may be accepted; the rest is refused.
#[test]
fn no_bad_frame_is_accepted_as_one_and_none_eats_the_next() {
    let Some(path) = collected("bad frames", "jt808/frames_bad.tsv") else { return };
    let heartbeat = hex("7e000200000123456789017fff0a7e");
    let mut count = 0;
    for row in Rows::read(&path).iter() {
        count += 1;
        let bad = hex(row.get("hex"));
        let inner = &bad[1..bad.len() - 1];
        let mut scratch = Default::default();
        assert!(Frame::parse(inner, &Settings::default(), &mut scratch).is_err(), "{}", row.get("hex"));

        let mut stream = bad.clone();
        stream.extend_from_slice(&heartbeat);
        let mut frames = Vec::new();
        let mut errors = 0;
        let mut splitter = Splitter::new(Settings::default());
        splitter.push(&stream, |at, frame| match frame {
            Ok(frame) => frames.push((at, frame.header().serial)),
            Err(_) => errors += 1,
        });
        assert_eq!(frames.last(), Some(&(bad.len() as u64, 0x7fff)), "{}", row.get("hex"));
        assert!(errors > 0 || frames.len() > 2 || row.get("raw_7e_inside") == "yes", "{}", row.get("hex"));
    }
    assert_eq!(count, 60);
}

#[test]
fn the_packages_join_to_the_published_body() {
    let Some(folder) = collected("packages", "jt808/subpackage") else { return };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let source = hex(read("0x1205_src.txt").trim());
    for (name, packages) in [("0x1205_complete.txt", 18), ("0x1205_dst.txt", 6)] {
        let mut frames: Vec<_> = read(name).split_whitespace().map(hex).collect();
        assert_eq!(frames.len(), packages, "{name}");
        for turn in 0..3 {
            frames.rotate_left(turn * 2);
            let joined = joined(&frames);
            assert_eq!((joined.len(), joined[0].len()), (1, source.len()), "{name}");
            let differing: Vec<_> = pieces(&joined[0]).zip(pieces(&source)).map(|(a, b)| a != b).collect();
            let differing: Vec<_> = (1..).zip(differing).filter(|it| it.1).map(|it| it.0).collect();
            // As published: seven of the eighteen packages hold other records than the body in one piece.
            let published: &[i32] = if packages == 18 { &[9, 12, 13, 14, 15, 16, 17] } else { &[] };
            assert_eq!(differing, published, "{name}");
        }
    }
}

/// The first package carries the six bytes of the body's head.
fn pieces(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (first, rest) = body.split_at(286);
    std::iter::once(first).chain(rest.chunks(280))
}

fn joined(frames: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut assembler = Assembler::new(Limits::default());
    let mut splitter = Splitter::new(Settings::default());
    let mut whole = Vec::new();
    for sent in frames {
        splitter.push(sent, |_, frame: Result<Frame<'_>, Error>| {
            let it = assembler.accept(0, &frame.unwrap()).unwrap();
            whole.extend(it.map(|it| it.frame().body().to_vec()));
        });
    }
    assert_eq!((assembler.unfinished(), assembler.bytes()), (0, 0));
    whole
}

#[test]
fn the_whole_file_as_one_stream_gives_every_frame_wherever_it_is_cut() {
    let Some(path) = collected("stream", "jt808/frames.tsv") else { return };
    let Some(bad) = collected("stream", "jt808/frames_bad.tsv") else { return };
    let rows = Rows::read(&path);
    let bad: Vec<_> = Rows::read(&bad).iter().map(|row| hex(row.get("hex"))).collect();
    let good: Vec<_> = rows.iter().map(|row| hex(row.get("hex"))).collect();
    let stream: Vec<u8> =
        good.iter().zip(bad.iter().cycle()).flat_map(|(good, bad)| [bad.as_slice(), good].concat()).collect();
    for step in [1, 7, 64, 1000, stream.len()] {
        let mut splitter = Splitter::new(Settings::default());
        let mut left = good.iter();
        for part in stream.chunks(step) {
            splitter.push(part, |_, frame| {
                let Ok(frame) = frame else { return };
                let sent = Frame::encode(frame.header(), frame.body()).unwrap();
                // A good frame hidden in a bad row comes beside those that are awaited.
                if left.clone().next() == Some(&sent) {
                    left.next();
                }
            });
        }
        assert_eq!(left.len(), 0, "cut at every {step} bytes");
    }
}
