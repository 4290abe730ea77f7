use std::borrow::Cow;

use proptest::prelude::*;

use super::{Line, any, lines, plain};
use crate::{Decimal, Reason};

#[test]
fn a_line_is_read_or_refused_with_its_reason() {
    let read = Ok(reading("ylz-001", 1_767_225_600_000, "1.5", None));
    let numbered = Ok(reading("ylz-001", 1_767_225_600_000, "1.5", Some(7)));
    check(r#"{"device":"ylz-001","metric":"rain","t":1767225600000,"v":1.5}"#, read.clone());
    check(r#"{"device":"ylz-001","metric":"rain","t":1767225600000,"v":1.5,"q":7}"#, numbered.clone());
    check(r#" { "q" : 7 , "v":1.5, "t":1767225600000, "metric":"rain", "device":"ylz-001" } "#, numbered.clone());
    check("{\"device\":\"ylz-001\",\t\"metric\":\"rain\",\"t\":1767225600000,\"v\":1.5}\r", read.clone());
    check(r#"{"device":"ylz-001","metric":"rain","t":"2026-01-01T08:00:00+08:00","v":1.5}"#, read.clone());
    check(r#"{"device":"ylz-001","metric":"rain","t":"2026-01-01T00:00:00.000Z","v":1.5}"#, read.clone());
    check(r#"{"device":"\u0079lz-001","metric":"r\u0061in","t":1767225600000,"v":1.5}"#, read.clone());
    check(r#"{"device":"ylz-001","metric":"rain","t":1767225600000,"v":1.5,"site":{"x":[1,2]}}"#, read);
    let named = reading("雨量站", 1_767_225_600_000, "1.5", None);
    check(r#"{"device":"雨量站","metric":"rain","t":1767225600000,"v":1.5}"#, Ok(named));
    for line in ["", "{", "rain", r#"{"device":"a","metric":"rain","t":1,"v":01}"#, r#"{"device":"a""#, "{} {}"] {
        check(line, Err(Reason::NotJson));
    }
    for line in [
        "{}",
        "[]",
        r#"["a","rain",1,1,1]"#,
        "7",
        r#"{"device":"a","metric":"rain","t":1}"#,
        r#"{"device":"a","metric":"rain","v":1}"#,
        r#"{"device":7,"metric":"rain","t":1,"v":1}"#,
        r#"{"device":"a","metric":null,"t":1,"v":1}"#,
        r#"{"device":"a","metric":"rain","t":1,"v":"1"}"#,
        r#"{"device":"a","metric":"rain","t":"yesterday","v":1}"#,
        r#"{"device":"a","metric":"rain","t":1e30,"v":1}"#,
        r#"{"device":"a","metric":"rain","t":1,"v":1,"q":-1}"#,
        r#"{"device":"a","device":"b","metric":"rain","t":1,"v":1}"#,
    ] {
        check(line, Err(Reason::FieldMissing));
    }
}

fn reading(device: &str, at: i64, value: &str, sequence: Option<u64>) -> Line<'static> {
    let value = Decimal::read(value.as_bytes()).expect("a number");
    Line { device: Cow::Owned(device.to_owned()), metric: "rain".into(), at, value, sequence }
}

fn check(line: &str, outcome: Result<Line<'static>, Reason>) {
    assert_eq!(Line::read(line.as_bytes()), outcome, "{line}");
    assert_eq!(any::read(line.as_bytes()), outcome, "{line}, by the library alone");
}

#[test]
fn a_batch_is_its_lines() {
    let batch = b"\n{1}\n\n{2}\r\n  \n{3}";
    assert_eq!(lines(batch).collect::<Vec<_>>(), [&b"{1}"[..], b"{2}\r", b"{3}"]);
    assert_eq!(lines(b"\n \n").count() + lines(b"").count(), 0);
}

#[test]
fn the_usual_line_costs_no_allocation() {
    let line = br#"{"device":"ylz-001","metric":"rain","t":1767225600000,"v":1.5,"q":7}"#;
    let counted = allocation_counter::measure(|| assert!(Line::read(line).is_ok()));
    assert_eq!(counted.count_total, 0);
}

/// Lines near the usual shape: right ones, and ones with a piece changed, cut, doubled or moved.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let key = prop_oneof![4 => Just("device"), 4 => Just("metric"), 4 => Just("t"), 4 => Just("v"), 4 => Just("q"), 1 => Just("x")];
    let value = prop_oneof![
        r#""[a-z0-9 é\\]{0,6}""#,
        Just(r#""rain""#.to_owned()),
        Just(r#""2026-01-01T08:00:00.5+08:00""#.to_owned()),
        r"-?[0-9]{1,22}",
        r"-?[0-9]{1,4}\.[0-9]{0,22}",
        r"[0-9]{1,2}[eE][+-]?[0-9]{1,3}",
        Just("null".to_owned()),
        Just("[1]".to_owned()),
    ];
    let field = (key, value, "[ \t]?", "[ ]?").prop_map(|(key, value, a, b)| format!("{a}\"{key}\"{b}:{a}{value}{b}"));
    let usual = (any::<i64>(), any::<u16>(), 0..100_u8)
        .prop_map(|(t, v, q)| format!(r#""device":"d{v}","metric":"level","t":{t},"v":{}.{v},"q":{q}"#, v % 7));
    let inner = prop_oneof![prop::collection::vec(field, 0..7).prop_map(|it| it.join(",")), usual];
    (inner, any::<Option<(prop::sample::Index, u8)>>()).prop_map(|(inner, changed)| {
        let mut line = format!("{{{inner}}}").into_bytes();
        if let Some((place, byte)) = changed {
            let place = place.index(line.len());
            line[place] = byte;
        }
        line
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]
    #[test]
    fn the_short_way_and_the_library_agree(line in line()) {
        if let Some(read) = plain::read(&line) {
            prop_assert_eq!(any::read(&line), Ok(read));
        }
    }
}

#[test]
fn the_short_way_is_the_usual_one() {
    let usual = br#"{"device":"ylz-001","metric":"rain","t":1767225600000,"v":1.5,"q":7}"#;
    assert!(plain::read(usual).is_some());
}
