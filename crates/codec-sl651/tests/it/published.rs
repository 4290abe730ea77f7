//! Frames that others published. A vendor edited half of them by hand without computing the CRC anew: real negatives.

use codec_sl651::{Assembler, End, Frame, Limits, Message, Part};
use serde_json::Value;

use crate::collected::{Row, Rows, collected};
use crate::{hex, json};

#[test]
fn only_right_frames_are_accepted_and_they_say_what_their_columns_say() {
    let Some(path) = collected("frames", "sl651/frames.tsv") else { return };
    let (mut right, mut wrong) = (0, 0);
    for row in Rows::read(&path).iter() {
        let sent = hex(row.get("hex"));
        let is_right = row.get("crc_ok") == "yes" && row.get("length_ok") == "yes";
        let parsed = Frame::parse(&sent).map(|(frame, len)| (frame, len == sent.len()));
        let accepted = matches!(parsed, Ok((_, true)));
        assert_eq!(accepted, is_right, "{}", row.get("hex"));
        let Ok((frame, _)) = parsed else {
            wrong += 1;
            continue;
        };
        right += 1;
        columns(&row, &frame);
        assert_eq!(Frame::encode(frame.header(), frame.body()).unwrap(), sent);
        if frame.header().package.is_none() {
            let message = Message::decode(&frame).unwrap_or_else(|e| panic!("{e}: {}", row.get("hex")));
            assert_eq!(message.encode(frame.header()).unwrap(), sent);
            elements(&row, &json(&sent)[0]);
        }
    }
    assert_eq!((right, wrong), (44, 42));
}

fn columns(row: &Row<'_>, frame: &Frame<'_>) {
    let it = frame.header();
    let end = match it.end {
        End::Etx => "03",
        End::Etb => "17",
        End::Enq => "05",
        End::Eot => "04",
        End::Ack => "06",
        End::Nak => "15",
        End::Esc => "1B",
    };
    let got = [
        serde_json::to_value(it.direction).unwrap().as_str().unwrap().to_owned(),
        it.centre.to_string(),
        it.station.to_string().to_uppercase(),
        format!("{:04X}", it.password),
        format!("{:02X}", it.function),
        (if it.package.is_some() { "16" } else { "02" }).to_owned(),
        (frame.body().len() + if it.package.is_some() { 3 } else { 0 }).to_string(),
        it.package.map_or_else(String::new, |it| format!("{}/{}", it.index, it.total)),
        end.to_owned(),
    ];
    let names =
        ["direction", "center", "station", "password", "function", "frame_start", "declared_len", "packet", "end_mark"];
    assert_eq!(got, names.map(|name| row.get(name).trim().to_owned()), "{}", row.get("hex"));
    if it.package.is_none() {
        let (serial, sent) = frame.body().split_at(2);
        assert_eq!(u16::from_be_bytes([serial[0], serial[1]]).to_string(), row.get("serial"));
        assert_eq!(data_encoding::HEXUPPER.encode(&sent[..6]), row.get("send_time"));
    }
}

/// The elements as the second opinion writes them, from what we show in JSON.
fn elements(row: &Row<'_>, line: &Value) {
    let said: Vec<&str> = row.get("scratch_elements").split(';').filter(|it| !it.is_empty()).collect();
    let said: Vec<(&str, &str)> = said.iter().filter_map(|it| it.split_once('=')).collect();
    let mut ours = line["elements"].as_array().into_iter().flatten();
    let mut observed = "";
    for (name, value) in said {
        match name {
            "station" => assert_eq!(line["observed_station"].as_str(), Some(value)),
            "station_type" => assert_eq!(line["station_type"], "river"),
            "obs_time" => observed = value,
            _ => {
                let element = ours.next().unwrap_or_else(|| panic!("no {name}: {line}"));
                let time = element["observed"].as_str().unwrap();
                assert_eq!(time.replace(['-', 'T', ':'], "")[2..12], *observed, "{line}");
                assert_eq!(written(element), value.split('(').next().unwrap(), "{name}: {line}");
                assert_eq!(element["name"].as_str().unwrap_or("own"), expected_name(name), "{line}");
            }
        }
    }
    if !row.get("scratch_elements").is_empty() && row.get("scratch_elements").contains("obs_time") {
        assert_eq!(ours.next(), None);
    }
}

fn written(element: &Value) -> String {
    let one = |it: &Value| it.as_f64().map_or_else(|| "NODATA".to_owned(), |it| it.to_string());
    let decimals = |it: &Value, text: &str| {
        let decimals = text.split_once('.').map_or(0, |it| it.1.len());
        it.as_f64().map_or_else(|| "NODATA".to_owned(), |it| format!("{it:.decimals$}"))
    };
    match (&element["values"], &element["value"]) {
        (Value::Array(all), _) => {
            let like = if element["element"] == "f5" { "0.00" } else { "0.0" };
            all.iter().map(|it| decimals(it, like)).collect::<Vec<_>>().join(",")
        }
        (_, step @ Value::Object(_)) => {
            ["days", "hours", "minutes"].map(|it| format!("{:02}", step[it].as_u64().unwrap())).concat()
        }
        (_, value) => {
            let like = match element["name"].as_str().unwrap_or("own") {
                "voltage_v" => "0.00",
                "river_level_m" | "own" => "0.000",
                _ => "0.0",
            };
            if value.is_null() { one(value) } else { decimals(value, like) }
        }
    }
}

fn expected_name(theirs: &str) -> &'static str {
    let names = [
        ("current_rain_mm", "current_rain_mm"),
        ("rain_total_mm", "rain_total_mm"),
        ("rain_5min_mm", "rain_5min_mm"),
        ("rain_1h_mm", "rain_1h_mm"),
        ("river_stage_m", "river_level_m"),
        ("voltage_V", "voltage_v"),
        ("rain_5min_x12", "rain_5min_series_mm"),
        ("stage_F5_5min", "level_5min_series_m"),
        ("step_code", "time_step"),
        ("custom_FF", "own"),
    ];
    names.iter().find(|it| theirs.starts_with(it.0)).unwrap_or_else(|| panic!("{theirs}")).1
}

#[test]
fn the_thirteen_packages_of_a_picture_join_to_a_jpeg() {
    let Some(path) = collected("a picture", "sl651/frames.tsv") else { return };
    let mut assembler = Assembler::new(Limits::default());
    let mut whole = None;
    for row in Rows::read(&path).iter().filter(|row| row.get("function") == "36" && row.get("crc_ok") == "yes") {
        let sent = hex(row.get("hex"));
        if let Ok((frame, _)) = Frame::parse(&sent) {
            whole = whole.or(assembler.accept(0, &frame).unwrap());
        }
    }
    let whole = whole.expect("all thirteen");
    let Ok(Message::Hex { serial, parts, .. }) = Message::decode(&whole.frame()) else { panic!("a report") };
    assert_eq!(serial, 5);
    let Some(Part::Picture(jpeg)) = parts.last() else { panic!("a picture") };
    // As published, two bytes follow the mark that ends a JPEG.
    assert!(jpeg.starts_with(&[0xff, 0xd8, 0xff]) && jpeg.ends_with(&[0xff, 0xd9, 0x00, 0xb7]), "{}", jpeg.len());
}

/// The examples of the reference, and the frame that circulates with a wrong CRC.
#[test]
fn right_frames_survive_a_stream_of_wrong_ones_wherever_it_is_cut() {
    let Some(path) = collected("stream", "sl651/frames.tsv") else { return };
    let rows = Rows::read(&path);
    let all: Vec<_> = rows.iter().map(|row| hex(row.get("hex"))).collect();
    let right: Vec<_> = all.iter().filter(|it| matches!(Frame::parse(it), Ok((_, len)) if len == it.len())).collect();
    let wrong = all.iter().filter(|it| Frame::parse(it).is_err());
    let stream: Vec<u8> =
        right.iter().zip(wrong.cycle()).flat_map(|(right, wrong)| [wrong.as_slice(), right].concat()).collect();
    for step in [1, 13, 500, stream.len()] {
        let mut splitter = codec_sl651::Splitter::default();
        let mut found = Vec::new();
        let mut sink = |_, frame: Result<Frame<'_>, codec_sl651::Error>| {
            found.extend(frame.ok().and_then(|it| Frame::encode(it.header(), it.body()).ok()));
        };
        stream.chunks(step).for_each(|part| splitter.push(part, &mut sink));
        splitter.finish(&mut sink);
        assert_eq!(found.iter().collect::<Vec<_>>(), right, "cut at every {step} bytes");
    }
}
