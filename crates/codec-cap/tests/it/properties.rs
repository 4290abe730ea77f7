//! Any text, any bytes.

use codec_cap::{Alert, Format, Limits};
use proptest::prelude::*;

use crate::alerts;

fn text() -> impl Strategy<Value = String> {
    "[ -~\t\n\r暴雨é😀]{0,40}"
}

proptest! {
    #[test]
    fn what_is_written_is_read(identifier in text(), event in text(), names in proptest::collection::vec((text(), text()), 0..5), code in proptest::collection::vec(text(), 0..3)) {
        let alert = Alert::new(Format::Cap12, |it| {
            let it = it.with("identifier", identifier).with("sender", "a").with("sent", "2026-07-01T08:00:00+08:00");
            let it = it.with("status", "Actual").with("msgType", "Alert").with("scope", "Public");
            let it = code.into_iter().fold(it, |it, code| it.with("code", code));
            it.with_group("info", |it| {
                let it = it.with("category", "Met").with("event", event).with("urgency", "Past");
                let it = it.with("severity", "Minor").with("certainty", "Likely");
                names.into_iter().fold(it, |it, (name, value)| {
                    it.with_group("parameter", |it| it.with("valueName", name).with("value", value))
                })
            })
        });
        let written = alert.write().unwrap();
        let read = &alerts(written.as_bytes()).unwrap()[0];
        prop_assert_eq!(read.body(), alert.body());
        prop_assert!(read.schema().is_valid());
        prop_assert_eq!(read.write().unwrap(), written);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b'<'), Just(b'>'), Just(b'&'), Just(b'/')], 0..200), inside: bool) {
        let whole = if inside { [b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>", bytes.as_slice(), b"</alert>"].concat() } else { bytes };
        codec_cap::lines(whole.as_slice(), Vec::new(), Limits::default()).unwrap();
    }

    #[test]
    fn no_soup_of_elements_panics(parts in proptest::collection::vec(prop::sample::select(vec![
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>", "</alert>", "<info>", "</info>", "<area>", "</area>", "<polygon>", "</polygon>", "1,2 ", "&amp;", "<x:a xmlns:x='y'>",
        "</x:a>", "<sent>", "</sent>", "<alerts>", "</alerts>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>", "<entry>", "</entry>", "<link href='a'/>", "<![CDATA[", "]]>", "<!--", "-->", "<senderCode>",
    ]), 0..60)) {
        codec_cap::lines(parts.concat().as_bytes(), Vec::new(), Limits::default()).unwrap();
    }
}
