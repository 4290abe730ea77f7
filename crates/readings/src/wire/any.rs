//! Any line that is JSON, by the library.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Line, instant, sequence};
use crate::{Decimal, Reason};

#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow)]
    device: Option<&'a RawValue>,
    #[serde(borrow)]
    metric: Option<&'a RawValue>,
    #[serde(borrow)]
    t: Option<&'a RawValue>,
    #[serde(borrow)]
    v: Option<&'a RawValue>,
    #[serde(borrow)]
    q: Option<&'a RawValue>,
}

pub fn read(line: &[u8]) -> Result<Line<'_>, Reason> {
    let fields: Fields = match serde_json::from_slice(line) {
        Ok(fields) => fields,
        // An array is JSON, and so is an object that names a field twice; neither is a reading.
        Err(cause) if cause.is_data() => return Err(Reason::FieldMissing),
        Err(_) => return Err(Reason::NotJson),
    };
    // The library would take the elements of an array for fields.
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(Reason::FieldMissing);
    }
    let complete = |it: Fields<'_>| {
        let sequence = match it.q {
            Some(raw) => Some(sequence(number(raw)?)?),
            None => None,
        };
        let at = match text(it.t?) {
            Some(text) => instant(&text)?,
            None => number(it.t?)?.scaled(0)?,
        };
        Some((at, number(it.v?)?, sequence))
    };
    let (device, metric) = (fields.device.and_then(owned), fields.metric.and_then(owned));
    match (device, metric, complete(fields)) {
        (Some(device), Some(metric), Some((at, value, sequence))) => Ok(Line { device, metric, at, value, sequence }),
        _ => Err(Reason::FieldMissing),
    }
}

fn owned(raw: &RawValue) -> Option<Cow<'static, str>> {
    text(raw).map(Cow::Owned)
}

fn text(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

fn number(raw: &RawValue) -> Option<Decimal> {
    Decimal::read(raw.get().as_bytes())
}
