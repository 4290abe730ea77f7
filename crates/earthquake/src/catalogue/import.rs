//! Rows of a catalogue as reports.
//!
//! A column of Beijing time and one of UTC are told apart by their names. Without a column of the source the table's name is
//! the source. A depth beyond any earthquake means that the column is in metres: the whole table is then read so, and it is said.

use kernel::{Ctx, Error, Instant};
use ledger::{Reader, Tx};
use paper::fault::{self, Fault};
use paper::{Assumed, Learned, LeftOut, PaperError, RowReader, Shape, Value, Workbook, cell};
use registry::import::{Kind, Outcome, Parsed, Placed};

use crate::event::{Became, Tell, take};
use crate::ground::Ground;
use crate::setting;

const NOT_A_TIME: Fault =
    Fault { problem: "write the time as 2026-06-18 21:46:08", advice: "write day and time as 2026-06-18 21:46:08" };
const SOURCE: &str = "without a source the name of the table is the source";
const IN_METRES: &str = "depths beyond 800 are metres, so all of this table are";
const NO_EARTHQUAKE: &str = "not an earthquake: a blast, a collapse or another event";
pub const TOO_FAR: &str = "farther off than the district keeps earthquakes";
const DEEPEST_KM: f64 = 800.0;

/// One row; the depth as a number whose unit only the whole table tells.
#[derive(Debug, Clone, PartialEq)]
pub struct QuakeRow {
    pub tell: Tell,
    depth: Option<f64>,
    kind: String,
}

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<QuakeRow>, PaperError> {
    let needed = &["magnitude", "longitude", "latitude"];
    // Two rows that say different things of one event are a report and its revision.
    let identity = |row: &QuakeRow| format!("{:?}", row.tell);
    let mut parsed = Kind { shape: Shape::catalogue(), needed, read: row, identity }.parse(book, learned)?;
    leave_out(&mut parsed);
    depths(&mut parsed);
    Ok(parsed)
}

fn row(cells: &mut RowReader<'_>) -> Option<QuakeRow> {
    let time = time(cells);
    let number = |it: Option<f64>| it.map(|it| it.to_string());
    let longitude = number(cells.required("longitude", cell::number));
    let latitude = number(cells.required("latitude", cell::number));
    let magnitude = number(cells.required("magnitude", cell::number));
    let depth = cells.number("depth");
    let mut plain = |field| cells.text(field).unwrap_or_default();
    let (source, source_id) = (plain("source"), plain("source_id"));
    let (kind, place, magnitude_kind) = (plain("kind"), plain("place"), plain("magnitude_kind"));
    if source.is_empty() {
        cells.assume("source", SOURCE, "");
    }
    Some(QuakeRow {
        tell: Tell {
            source,
            source_id,
            time: time?,
            longitude: longitude?,
            latitude: latitude?,
            depth_km: String::new(),
            magnitude: magnitude?,
            magnitude_kind,
            place,
        },
        depth,
        kind,
    })
}

/// In Beijing time, in UTC, or a day and a clock in two columns.
fn time(cells: &mut RowReader<'_>) -> Option<String> {
    let clock = clock(cells);
    if clock.is_none() && cells.has_column("time") {
        return cells.required("time", |it| moment(it, false));
    }
    if clock.is_none() && cells.has_column("time_utc") {
        return cells.required("time_utc", |it| moment(it, true));
    }
    let (clock, utc) = clock.unwrap_or_default();
    cells.required("date", |it| match (it, clock.is_empty()) {
        (_, true) => moment(it, utc),
        (Value::Date(day), false) => moment(&Value::Text(format!("{day} {clock}")), utc),
        (Value::DateTime(at), false) => moment(&Value::Text(format!("{} {clock}", at.date())), utc),
        (other, false) => moment(&Value::Text(format!("{} {clock}", cell::text(other)?)), utc),
    })
}

/// The time of the day beside a column of days, and whether it is UTC; a workbook keeps it as a part of the day.
fn clock(cells: &mut RowReader<'_>) -> Option<(String, bool)> {
    if !cells.has_column("date") {
        return None;
    }
    let field = ["clock", "time", "time_utc"].into_iter().find(|it| cells.has_column(it))?;
    let text = cells.text(field).unwrap_or_default();
    let part = text.parse::<f64>().ok().filter(|it| (0.0..1.0).contains(it) && text.contains('.'));
    let clock = part.map_or(text, |part| {
        let second = (part * 86_400.0).round() as i64;
        format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
    });
    Some((clock, field == "time_utc"))
}

/// As the act reads it.
fn moment(value: &Value, utc: bool) -> Result<String, Fault> {
    let text = match value {
        Value::DateTime(at) => at.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Number(days) => return serial(*days, utc).ok_or(NOT_A_TIME),
        Value::Empty => return Err(fault::CELL_EMPTY),
        other => cell::narrow(&cell::text(other)?),
    };
    if let Ok(days) = text.parse::<f64>() {
        return serial(days, utc).ok_or(NOT_A_TIME);
    }
    // With an offset of its own it says all.
    if text.split_once('T').is_some_and(|(_, clock)| clock.ends_with('Z') || clock.contains('+')) {
        return Ok(text);
    }
    let text = text.replace(['年', '月', '/'], "-").replace('日', " ").replace(['时', '分'], ":").replace('秒', "");
    let text = text.trim().trim_end_matches(':').replacen('T', " ", 1);
    let (day, clock) = text.split_once(' ').map_or((text.as_str(), ""), |(day, clock)| (day, clock.trim()));
    let day = padded(day, '-').ok_or(NOT_A_TIME)?;
    if clock.is_empty() {
        return Ok(day);
    }
    let clock = padded(clock, ':').ok_or(NOT_A_TIME)?;
    Ok(if utc { format!("{day}T{clock}Z") } else { format!("{day} {clock}") })
}

/// `2010-1-01` -> `2010-01-01`, `6:12:8.5` -> `06:12:08.5`
fn padded(text: &str, between: char) -> Option<String> {
    let part = |it: &str| {
        let (whole, rest) = it.split_once('.').map_or((it, String::new()), |(whole, rest)| (whole, format!(".{rest}")));
        let is_number = !whole.is_empty() && whole.len() <= 4 && whole.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| format!("{whole:0>2}{rest}"))
    };
    let parts: Option<Vec<String>> = text.split(between).map(part).collect();
    parts.filter(|it| it.len() >= 2).map(|it| it.join(&between.to_string()))
}

/// Days as a workbook counts them, from the end of 1899. What is small enough for a year is none: 1833 is no day of 1905.
fn serial(days: f64, utc: bool) -> Option<String> {
    const FIRST: &str = "1899-12-30";
    if !(10_000.0..100_000.0).contains(&days) {
        return None;
    }
    let first = FIRST.parse::<kernel::Day>().ok()?;
    let zone = if utc { 8 * 3_600_000_000_i64 } else { 0 };
    let second = (days * 86_400.0).round() as i64 * 1_000_000;
    Some(Instant::from_micros(first.start().micros() + second + zone).to_string())
}

/// What is no earthquake, by its kind.
fn is_earthquake(kind: &str) -> bool {
    const WORDS: [&str; 6] = ["", "earthquake", "地震", "天然地震", "构造地震", "余震"];
    WORDS.contains(&kind.trim().to_ascii_lowercase().as_str())
}

fn leave_out(parsed: &mut Parsed<QuakeRow>) {
    let mut left = Vec::new();
    parsed.rows.retain(|row| {
        let keep = is_earthquake(&row.it.kind);
        if !keep {
            left.push(LeftOut {
                sheet: row.names.sheet.clone(),
                row: row.row,
                why: NO_EARTHQUAKE,
                text: row.it.kind.clone(),
            });
        }
        keep
    });
    parsed.left_out.extend(left);
}

/// Depths get their unit, and reports without a source that of their table.
fn depths(parsed: &mut Parsed<QuakeRow>) {
    // One cell of many is a mistake of its own, and told as such.
    let is_deep = |row: &&Placed<QuakeRow>| row.it.depth.is_some_and(|it| it > DEEPEST_KM);
    let given = parsed.rows.iter().filter(|row| row.it.depth.is_some()).count();
    let deep = parsed.rows.iter().filter(is_deep).count();
    let in_metres = parsed.rows.iter().find(is_deep).filter(|_| deep * 10 >= given);
    let divisor = if in_metres.is_some() { 1_000.0 } else { 1.0 };
    if let Some(row) = in_metres {
        parsed.assumed.push(Assumed {
            sheet: row.names.sheet.clone(),
            field: "depth",
            column: row.names.column("depth"),
            assumed: IN_METRES,
            value: String::new(),
            rows: u32::try_from(parsed.rows.len()).unwrap_or(u32::MAX),
            first_row: row.row,
        });
    }
    for row in &mut parsed.rows {
        row.it.tell.depth_km = row.it.depth.map_or(String::new(), |it| (it / divisor).to_string());
        if row.it.tell.source.is_empty() {
            row.it.tell.source = row.names.sheet.chars().take(40).collect();
        }
    }
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<QuakeRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| Ok(!matches!(take(tx, ctx, &row.tell)?, Became::Known(_) | Became::Beyond)))
}

/// Takes away the rows that lie farther off than the district keeps earthquakes, and says which.
pub fn narrow(r: &Reader<'_>, ctx: &Ctx, rows: &mut Vec<Placed<QuakeRow>>) -> Result<Vec<(String, u32)>, Error> {
    let setting = setting::in_force(r, ctx, ctx.now.day())?;
    let ground = Ground::fetch(r, ctx)?;
    let mut far = Vec::new();
    rows.retain(|row| {
        let e6 = |text: &str| text.parse::<f64>().ok().map(|it| (it * 1e6) as i64);
        let place = e6(&row.it.tell.longitude).zip(e6(&row.it.tell.latitude));
        let keep = place.is_none_or(|at| ground.keeps(&setting, at));
        if !keep {
            far.push((row.names.sheet.clone(), row.row));
        }
        keep
    });
    Ok(far)
}
