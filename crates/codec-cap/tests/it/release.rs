//! The message of the national release system, made from the field table of the reference.

use codec_cap::{Alert, Format, event_type};

use crate::{alerts, json};

fn message() -> Alert<'static> {
    Alert::new(Format::Release12379, |it| {
        it.with("identifier", "41000041600000_20200205105119")
            .with("sender", "河南省气象台")
            .with("senderCode", "41000041600000")
            .with("sendTime", "2020-02-05 10:45:00+08:00")
            .with("status", "Actual")
            .with("msgType", "Update")
            .with("scope", "Public")
            .with_group("code", |it| {
                it.with_group("method", |it| {
                    it.with("methodName", "SPEAKER").with("message", "").with("audenceprt", "全部")
                })
                .with_group("method", |it| it.with("methodName", "SMS"))
            })
            .with("secClassification", "None")
            .with("references", "41000041600000_20200204105119")
            .with_group("info", |it| {
                it.with("language", "zh-CN")
                    .with("eventType", "11B06")
                    .with("urgency", "Unknown")
                    .with("severity", "Blue")
                    .with("certainty", "VeryLikely")
                    .with("effective", "2020-02-05 10:51:19+08:00")
                    .with("senderName", "张三")
                    .with("headline", "河南省气象台发布大风蓝色预警[IV级/一般]")
                    .with("description", "预计未来24小时…")
                    .with_group("area", |it| it.with("areaDesc", "河南省").with("geocode", "410000000000"))
            })
    })
}

#[test]
fn a_message_is_written_read_and_found_in_order() {
    let written = message().write().unwrap();
    let read = &alerts(written.as_bytes()).unwrap()[0];
    assert_eq!(read.format(), Format::Release12379);
    assert_eq!(read.body(), message().body());
    assert!(read.schema().is_valid(), "{:?}", read.schema());
    assert_eq!(read.rules(), []);
    assert_eq!(read.sent(), Some("2020-02-05 10:45:00+08:00"));
    let line = &json(written.as_bytes())[0];
    assert_eq!((&line["format"], &line["alert"]["info"][0]["eventType"]), (&"12379".into(), &"11B06".into()));
    assert_eq!(line["alert"]["code"]["method"][1]["methodName"], "SMS");
}

#[test]
fn the_rules_of_the_field_table_are_checked() {
    //    in place of                       stands                said
    check("_20200205105119<", "<", "identifier: it is not the sender's code, _ and fourteen digits");
    check("<senderCode>41000041600000", "<senderCode>4100", "senderCode: it is not fourteen characters");
    check("<msgType>Update", "<msgType>Cancel", "note: a cancellation says why");
    check(
        "<references>41000041600000_20200204105119",
        "<references>",
        "references: an update or a cancellation names the first message of the event",
    );
    check("<status>Actual", "<status>Draft", "status: only Actual and Test are used");
    check("11B06", "11B0", "eventType: it is not five characters");
}

fn check(old: &str, new: &str, said: &str) {
    let written = message().write().unwrap().replacen(old, new, 1);
    let rules = alerts(written.as_bytes()).unwrap()[0].rules();
    assert_eq!(format!("{}: {}", rules[0].element, rules[0].problem), said);
}

#[test]
fn colours_and_times_that_are_none_break_the_table() {
    for (old, new, element) in [
        ("<severity>Blue", "<severity>Minor", "severity"),
        ("<sendTime>2020-02-05 ", "<sendTime>2020-02-05T", "sendTime"),
        ("<scope>Public", "<scope>Private", "scope"),
    ] {
        let written = message().write().unwrap().replacen(old, new, 1);
        let read = alerts(written.as_bytes()).unwrap();
        let codec_cap::Schema::Invalid(findings) = read[0].schema() else { panic!("{new}") };
        assert_eq!(findings[0].element, element);
    }
}

#[test]
fn it_becomes_a_valid_alert_of_cap() {
    let cap = message().to_cap(&codec_cap::Mapping::default());
    assert!(cap.schema().is_valid(), "{:?}", cap.schema());
    let info = cap.blocks().next().unwrap();
    assert_eq!((cap.text("sender"), cap.text("sent")), (Some("41000041600000"), Some("2020-02-05T10:45:00+08:00")));
    assert_eq!(
        (info.text("event"), info.text("severity"), info.text("certainty")),
        (Some("大风"), Some("Minor"), Some("Likely"))
    );
    assert_eq!(info.groups("eventCode").next().unwrap().text("value"), Some("11B06"));
    let written = cap.write().unwrap();
    assert!(alerts(written.as_bytes()).unwrap()[0].schema().is_valid());
}

#[test]
fn a_code_that_nobody_knows_is_shown_as_sent() {
    assert_eq!(event_type("11B06").map(|it| (it.zh, it.sources)), Some(("大风", 4)));
    assert_eq!(event_type("11Z99"), None);
    let unknown = message().write().unwrap().replace("11B06", "11Z99");
    assert_eq!(
        alerts(unknown.as_bytes()).unwrap()[0]
            .to_cap(&codec_cap::Mapping::default())
            .blocks()
            .next()
            .unwrap()
            .text("event"),
        Some("11Z99")
    );
}

#[test]
fn the_words_of_cap_are_a_setting() {
    let ours = codec_cap::Mapping { severities: &[("Blue", "Severe")], categories: &[('B', "Env")] };
    let cap = message().to_cap(&ours);
    let info = cap.blocks().next().unwrap();
    assert_eq!((info.text("severity"), info.text("category")), (Some("Severe"), Some("Env")));
    let none = codec_cap::Mapping { severities: &[], categories: &[] };
    let cap = message().to_cap(&none);
    let info = cap.blocks().next().unwrap();
    assert_eq!((info.text("severity"), info.text("category")), (Some("Unknown"), Some("Other")));
}
