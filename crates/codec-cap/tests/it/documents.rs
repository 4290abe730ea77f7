//! Documents of our own: each row is one way a document can be refused, or an alert break its schema or a rule.

use codec_cap::{Alert, Format, Limits, Schema, Source};

use crate::{alerts, json};

const GOOD: &str = r#"<?xml version="1.0"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><sender>a@b</sender><sent>2026-07-01T08:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><category>Met</category><event>rain</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><area><areaDesc>x</areaDesc><polygon>1,1 1,2 2,2 1,1</polygon></area></info></alert>"#;

#[test]
fn what_keeps_a_document_from_being_read_is_said_with_its_offset() {
    //    document                                        said
    refused("", "root at byte 0: the document ends inside an element");
    refused("<alert>", "xml at byte 7: the document ends inside an element");
    refused("<!DOCTYPE a><alert/>", "doctype at byte 0: a document type is refused");
    refused("<alert>&file;</alert>", "entity at byte 7: the entity file is refused");
    refused("<alert>&#0;</alert>", "entity at byte 7: the entity #0 is refused");
    refused("<alert>\u{1}</alert>", "xml at byte 7: not well formed: a control character");
    refused("<alert/><alert/>", "xml at byte 8: not well formed: a second root");
    // Found by fuzzing: one mark of the byte order is the encoding's, a second one is text, and every offset counts it.
    refused("\u{feff}\u{feff}<alert/>", "xml at byte 0: not well formed: text outside the root");
    refused("<alert/>text", "xml at byte 8: not well formed: text outside the root");
    refused("<cap:alert/>", "xml at byte 0: not well formed: no namespace for cap");
    refused("<html/>", "root at byte 0: neither an alert nor anything that holds one: html");
    refused("<?xml version='1.0' encoding='x-y'?><alert/>", "encoding at byte 20: no text in x-y");
    refused(&format!("<alerts>{}", "<a>".repeat(60)), "depth at byte 149: more than the limit of 48");
}

fn refused(document: &str, said: &str) {
    assert_eq!(alerts(document.as_bytes()).unwrap_err().to_string(), said, "{document}");
}

#[test]
fn size_and_number_are_bounded() {
    let small = Limits { bytes: 10, ..Limits::default() };
    assert_eq!(
        Source::new(GOOD.as_bytes(), small).unwrap_err().to_string(),
        "document at byte 10: more than the limit of 10"
    );
    let few = Limits { alerts: 2, ..Limits::default() };
    let source = Source::new(b"<alerts><alert/><alert/><alert/></alerts>", few).unwrap();
    assert_eq!(source.read().unwrap_err().to_string(), "alerts at byte 24: more than the limit of 2");
    assert_eq!(json(b"<alerts><alert/><alert/></alerts>").len(), 2);
}

#[test]
fn the_schema_finds_what_the_published_schema_finds() {
    let sent = "<sent>2026-07-01T08:00:00+08:00</sent>";
    //    in place of                    stands                             said
    schema("", "", "");
    schema("<status>Actual</status>", "", "status: it is missing");
    schema(
        "<status>Actual</status>",
        "<status> Actual</status>",
        r#"status: " Actual" is not one of the words allowed"#,
    );
    schema(
        "<msgType>Alert</msgType>",
        "<msgType>Alert</msgType><msgType>Alert</msgType>",
        "msgType: it stands here twice",
    );
    schema("<scope>Public</scope>", "<scope>Public</scope><source>x</source>", "source: it stands behind scope");
    schema("<event>rain</event>", "<event>rain</event><x/>", "x: it is not expected here");
    schema("<event>rain</event>", "<event><b>rain</b></event>", "event: it is not expected here");
    schema("<event>", "<event lang='en'>", "event: an attribute is not expected");
    schema("<info>", "<info>text", "info: text between elements");
    schema(
        "<event>",
        "<responseType>Run</responseType><event>",
        r#"responseType: "Run" is not one of the words allowed"#,
    );
    schema(sent, "<sent> 2026-07-01T08:00:00-00:00 </sent>", "");
    schema(sent, "<sent>2024-02-29T24:00:00+14:00</sent>", "");
    for wrong in
        ["2026-07-01T08:00:00Z", "2026-02-29T08:00:00+08:00", "2026-07-01T08:00:00,08:00", "2026-07-01T08:00:60+08:00"]
    {
        let said = format!("sent: {wrong:?} is not written as its type demands");
        schema(sent, &format!("<sent>{wrong}</sent>"), &said);
    }
    schema("<areaDesc>x</areaDesc>", "", "areaDesc: it is missing");
    schema("</area>", "<altitude>1.5</altitude><ceiling>-.5</ceiling></area>", "");
    schema("</area>", "<altitude>1e5</altitude></area>", r#"altitude: "1e5" is not written as its type demands"#);
    schema("<info>", "<info><language>zh-CN</language>", "");
    schema("<info>", "<info><language>zh_CN</language>", r#"language: "zh_CN" is not written as its type demands"#);
    schema("cap:1.2", "cap:1.3", "alert: its namespace is none of CAP");
}

fn schema(old: &str, new: &str, said: &str) {
    let document = GOOD.replacen(old, new, 1);
    let alert = &alerts(document.as_bytes()).unwrap()[0];
    let got = match alert.schema() {
        Schema::Invalid(findings) => format!("{}: {}", findings[0].element, findings[0].problem),
        _ => String::new(),
    };
    assert_eq!(got, said, "{document}");
}

#[test]
fn the_rules_beside_the_schema_are_another_answer() {
    //    in place of                 stands                       said
    rules("", "", "");
    rules(">a@b<", ">a b<", "sender: it is empty, or has a space, a comma, < or &");
    rules("<msgType>Alert", "<msgType>Update", "references: an update or a cancellation says what it refers to");
    rules("<info>", "<references/><info>", "references: it is not a list of sender,identifier,sent");
    rules("<info>", "<references>a,b,c d,e,f</references><info>", "");
    rules("<scope>Public", "<scope>Private", "addresses: a private alert says its addresses");
    rules("<scope>Public", "<scope>Restricted", "restriction: a restricted alert says the restriction");
    rules("1,1 1,2 2,2 1,1", "1,1 1,2 2,2 1,1.5", "polygon: its last point is not its first");
    rules("1,1 1,2 2,2 1,1", "1,1 1,2 1,1", "polygon: it has fewer than four points");
    rules("1,1 1,2 2,2 1,1", "91,1 1,2 2,2 91,1", "polygon: a point is not latitude,longitude");
    rules("</area>", "<circle>1,1 -5</circle></area>", "circle: it is not latitude,longitude and a radius");
    rules("</area>", "<ceiling>100</ceiling></area>", "ceiling: a ceiling needs an altitude");
}

fn rules(old: &str, new: &str, said: &str) {
    let document = GOOD.replacen(old, new, 1);
    let alert = &alerts(document.as_bytes()).unwrap()[0];
    let rules = alert.rules();
    let got = rules.first().map_or_else(String::new, |it| format!("{}: {}", it.element, it.problem));
    assert_eq!(got, said, "{document}");
    assert!(alert.schema().is_valid());
}

#[test]
fn text_in_pieces_is_one_text() {
    let document = GOOD.replace("rain", "<![CDATA[<a>]]> &amp; &#x66B4;\r\n<!-- no -->b");
    let alert = &alerts(document.as_bytes()).unwrap()[0];
    assert_eq!(alert.blocks().next().unwrap().text("event"), Some("<a> & 暴\nb"));
}

#[test]
fn prefixes_and_encodings_are_undone() {
    let prefixed = GOOD.replace("xmlns=", "xmlns:c=").replace('<', "<c:").replace("<c:/", "</c:").replace("<c:?", "<?");
    assert!(alerts(prefixed.as_bytes()).unwrap()[0].schema().is_valid());
    let latin = GOOD
        .replace("?xml version=\"1.0\"?", "?xml version=\"1.0\" encoding=\"ISO-8859-1\"?")
        .replace("rain", "Unwetter f?r");
    let at = latin.find("f?r").unwrap() + 1;
    let mut bytes = latin.into_bytes();
    bytes[at] = 0xfc;
    assert_eq!(alerts(&bytes).unwrap()[0].blocks().next().unwrap().text("event"), Some("Unwetter für"));
    assert!(alerts(&[GOOD.as_bytes(), b"\xff"].concat()).unwrap_err().to_string().contains("no text in UTF-8"));
}

#[test]
fn what_an_alert_lacks_keeps_it_from_being_written() {
    let lacking = Alert::new(Format::Cap12, |it| {
        it.with("identifier", "1").with("sender", "a").with("sent", "x").with("nothing", "y")
    });
    assert_eq!(lacking.write().unwrap_err().to_string(), "alert at byte 0: status has no value for cap-1.2");
    let Schema::Invalid(findings) = lacking.schema() else { panic!("it lacks words") };
    let said: Vec<_> = findings.iter().map(|it| it.element.as_str()).collect();
    assert_eq!(said, ["sent", "status", "msgType", "scope"]);
}
