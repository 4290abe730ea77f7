//! QuakeML (BED 1.2) as a table with a row for each event, so that it comes in like any other file.
//!
//! Of several origins and magnitudes the preferred one counts, else the first. Limits: no DOCTYPE and so no entities of one's
//! own, elements no deeper than a document needs, a size as of any upload.

use paper::fault::{self, PaperError};
use paper::guard::UPLOAD_BYTES_MAX;
use paper::{Cell, Kind, Row, Sheet, Value, Workbook};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

const DEEPEST: usize = 24;
const EVENTS_MAX: usize = 500_000;
const TEXT_BYTES_MAX: usize = 4_096;

const HEADER: [&str; 10] =
    ["EventID", "time", "longitude", "latitude", "depth_km", "magnitude", "magType", "agency", "place", "event_type"];

/// By its beginning; a web page is none.
pub fn is_quakeml(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let head = &start[..start.len().min(2_048)];
    start.starts_with(b"<") && head.windows(7).any(|it| it.eq_ignore_ascii_case(b"quakeml"))
}

#[derive(Default, Clone)]
struct Origin {
    id: String,
    time: String,
    longitude: String,
    latitude: String,
    /// Metres, as the format has it.
    depth: String,
    agency: String,
}

#[derive(Default, Clone)]
struct Magnitude {
    id: String,
    value: String,
    kind: String,
    agency: String,
}

#[derive(Default)]
struct Quake {
    id: String,
    kind: String,
    place: String,
    agency: String,
    preferred_origin: String,
    preferred_magnitude: String,
    origins: Vec<Origin>,
    magnitudes: Vec<Magnitude>,
}

pub fn workbook(name: &str, bytes: &[u8]) -> Result<Workbook, PaperError> {
    if bytes.len() > UPLOAD_BYTES_MAX {
        return Err(fault::FILE_TOO_LARGE.into());
    }
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_err(|_| PaperError::from(fault::TEXT_ENCODING))?;
    let mut rows = vec![line(1, HEADER.map(str::to_owned))];
    for (n, it) in (2_u32..).zip(quakes(text)?) {
        rows.push(line(n, it.cells()));
    }
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).to_owned();
    Ok(Workbook { kind: Kind::Text, sheets: vec![Sheet { name, rows, ..Sheet::default() }] })
}

fn line(number: u32, texts: [String; HEADER.len()]) -> Row {
    let cells = (0..).zip(texts).filter(|(_, text)| !text.is_empty());
    Row { number, cells: cells.map(|(column, text)| Cell { column, value: Value::Text(text) }).collect() }
}

impl Quake {
    fn cells(self) -> [String; HEADER.len()] {
        let origin = self.origins.iter().find(|it| it.id == self.preferred_origin).or(self.origins.first());
        let origin = origin.cloned().unwrap_or_default();
        let size = self.magnitudes.iter().find(|it| it.id == self.preferred_magnitude).or(self.magnitudes.first());
        let size = size.cloned().unwrap_or_default();
        let depth = origin.depth.parse::<f64>().map_or(origin.depth.clone(), |metres| (metres / 1_000.0).to_string());
        let agency = [self.agency, origin.agency, size.agency].into_iter().find(|it| !it.is_empty());
        [
            self.id,
            origin.time,
            origin.longitude,
            origin.latitude,
            depth,
            size.value,
            size.kind,
            agency.unwrap_or_default(),
            self.place,
            self.kind,
        ]
    }
}

fn damaged(cause: impl std::fmt::Display) -> PaperError {
    fault::DAMAGED.with(cause)
}

fn quakes(text: &str) -> Result<Vec<Quake>, PaperError> {
    let mut reader = Reader::from_str(text);
    let (mut path, mut said): (Vec<String>, String) = (Vec::new(), String::new());
    let mut walk = Walk::default();
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::DocType(_) => return Err(damaged("a DOCTYPE")),
            Event::Start(tag) => {
                if path.len() == DEEPEST {
                    return Err(damaged("elements too deep"));
                }
                path.push(tag.local_name().as_ref().to_owned());
                walk.open(&path, &tag)?;
                said.clear();
            }
            Event::Text(text) if said.len() < TEXT_BYTES_MAX => said.push_str(&text.xml10_content()),
            Event::CData(text) if said.len() < TEXT_BYTES_MAX => said.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let known = quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                let character = name.resolve_char_ref().map_err(damaged)?.map(String::from);
                said.push_str(&known.or(character).ok_or_else(|| damaged("an entity of its own"))?);
            }
            Event::End(_) => {
                walk.say(&path, said.trim());
                path.pop();
                said.clear();
            }
            Event::Eof if path.is_empty() => return Ok(walk.all),
            Event::Eof => return Err(damaged("it ends in the middle")),
            _ => {}
        }
        if walk.all.len() > EVENTS_MAX {
            return Err(fault::TOO_MANY_CELLS.into());
        }
    }
}

#[derive(Default)]
struct Walk {
    all: Vec<Quake>,
}

/// Below the element of the events.
fn within(path: &[String]) -> Vec<&str> {
    let from = path.iter().position(|it| it == "event").unwrap_or(path.len());
    path[from..].iter().map(String::as_str).collect()
}

impl Walk {
    fn open(&mut self, path: &[String], tag: &BytesStart<'_>) -> Result<(), PaperError> {
        let id = || -> Result<String, PaperError> {
            for attribute in tag.attributes() {
                let attribute = attribute.map_err(damaged)?;
                if attribute.key.local_name().as_ref() == "publicID" {
                    return Ok(attribute.value.to_string());
                }
            }
            Ok(String::new())
        };
        let path = within(path);
        match (path.as_slice(), self.all.last_mut()) {
            (["event"], _) => self.all.push(Quake { id: short(&id()?), ..Quake::default() }),
            (["event", "origin"], Some(it)) => it.origins.push(Origin { id: id()?, ..Origin::default() }),
            (["event", "magnitude"], Some(it)) => it.magnitudes.push(Magnitude { id: id()?, ..Magnitude::default() }),
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, path: &[String], said: &str) {
        let path = within(path);
        let Some(it) = self.all.last_mut() else { return };
        let text = said.to_owned();
        match path.as_slice() {
            ["event", "preferredOriginID"] => it.preferred_origin = text,
            ["event", "preferredMagnitudeID"] => it.preferred_magnitude = text,
            ["event", "type"] => it.kind = text,
            ["event", "description", "text"] if it.place.is_empty() => it.place = text,
            ["event", "creationInfo", "agencyID"] => it.agency = text,
            ["event", "origin", rest @ ..] => {
                let Some(origin) = it.origins.last_mut() else { return };
                match rest {
                    ["time", "value"] => origin.time = text,
                    ["longitude", "value"] => origin.longitude = text,
                    ["latitude", "value"] => origin.latitude = text,
                    ["depth", "value"] => origin.depth = text,
                    ["creationInfo", "agencyID"] => origin.agency = text,
                    _ => {}
                }
            }
            ["event", "magnitude", rest @ ..] => {
                let Some(size) = it.magnitudes.last_mut() else { return };
                match rest {
                    ["mag", "value"] => size.value = text,
                    ["type"] => size.kind = text,
                    ["creationInfo", "agencyID"] => size.agency = text,
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// `smi:ch.ethz.sed/sc20a/Event/2021zqxyri` -> `2021zqxyri`, `…eventid=us6000m0u8&…` -> `us6000m0u8`
fn short(id: &str) -> String {
    if let Some((_, rest)) = id.split_once("eventid=") {
        return rest.split(['&', '/']).next().unwrap_or(rest).to_owned();
    }
    id.rsplit('/').next().unwrap_or(id).to_owned()
}
