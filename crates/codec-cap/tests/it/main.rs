//! The codec from outside: alerts of its own and, where they lie beside the project, alerts that were really sent.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its own functions, too")]

#[path = "../../../codec-jt808/tests/it/collected.rs"]
mod collected;
mod documents;
mod golden;
mod properties;
mod published;
mod release;

use codec_cap::{Alert, Error, Limits, Source};

/// All alerts of a document.
fn alerts(bytes: &[u8]) -> Result<Vec<Alert<'static>>, Error> {
    let source = Source::new(bytes, Limits::default())?;
    let document = source.read()?;
    Ok(document.alerts.into_iter().map(Alert::into_owned).collect())
}

fn json(bytes: &[u8]) -> Vec<serde_json::Value> {
    let mut out = Vec::new();
    codec_cap::lines(bytes, &mut out, Limits::default()).unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
