//! Detections from a table: the CSV of NASA FIRMS for MODIS and VIIRS, or a plain Chinese table. The same file twice changes
//! nothing; what lies too far from the district is left out and counted.

use kernel::{Ctx, Day, Error, Instant, Span};
use ledger::{Reader, Tx};
use paper::fault::Fault;
use paper::{Learned, PaperError, RowReader, Shape, Workbook, cell};
use registry::import::{Kind, Outcome, Parsed, Placed, degrees_e6};
use signal::Quantity;

use super::act::{Took, see};
use super::ground::Ground;
use super::{Confidence, Detection, satellite};

const NO_DEGREES: Fault = Fault { problem: "degrees with a decimal point", advice: "write it as 102.7043" };
const NO_TIME: Fault = Fault {
    problem: "no time of a day: write 07:44 or 0744",
    advice: "write hours and minutes of UTC, or Beijing time in a column of its own",
};
const NO_BEIJING: Fault = Fault {
    problem: "the time of detection is not a day with its time",
    advice: "write Beijing time as 2026-03-05 14:44",
};
const NO_CONFIDENCE: Fault = Fault {
    problem: "no confidence: write low, nominal, high or a number from 0 to 100",
    advice: "write low, nominal, high or a number from 0 to 100",
};
const NO_POWER: Fault =
    Fault { problem: "the radiative power is a number from 0 to 100000", advice: "write it in MW, as 13.29" };
const NO_WHEN: Fault = Fault {
    problem: "no time of detection",
    advice: "fill in day and time of UTC, or Beijing time in a column of its own",
};
/// Said of rows that are left out.
pub const TOO_FAR: &str = "farther than 10 km from the district: left out";
/// Said of rows without the column.
const USUAL_CONFIDENCE: &str = "without a confidence, nominal counts";

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<Detection>, PaperError> {
    let identity = Detection::mark;
    Kind { shape: Shape::hotspot(), needed: &["longitude", "latitude", "satellite"], read: row, identity }
        .parse(book, learned)
}

fn row(cells: &mut RowReader<'_>) -> Option<Detection> {
    let mut degrees = |field, most: i64| {
        let text = cells.required(field, cell::text)?;
        match degrees_e6(&cell::narrow(&text)).filter(|it| it.abs() <= most) {
            Some(it) => Some(it),
            None => {
                cells.reject(field, NO_DEGREES);
                None
            }
        }
    };
    let longitude_e6 = degrees("longitude", 180_000_000);
    let latitude_e6 = degrees("latitude", 90_000_000);
    let at = when(cells);
    let satellite = cells.required("satellite", cell::text).map(|it| satellite(&it));
    let instrument = cells.text("instrument").unwrap_or_default();
    let confidence = confidence(cells);
    let power_mw = match cells.text("power").unwrap_or_default() {
        text if text.trim().is_empty() => None,
        text => match Quantity::read(&cell::narrow(&text)).filter(|it| (0.0..=100_000.0).contains(&it.value())) {
            Some(it) => Some(it),
            None => {
                cells.reject("power", NO_POWER);
                None
            }
        },
    };
    let (confidence, percent) = confidence?;
    Some(Detection {
        at: at?,
        longitude_e6: longitude_e6?,
        latitude_e6: latitude_e6?,
        satellite: satellite?,
        instrument,
        confidence,
        percent,
        power_mw,
    })
}

/// Day and time of UTC, or one column of Beijing time.
fn when(cells: &mut RowReader<'_>) -> Option<Instant> {
    if cells.has_column("beijing") && !cells.is_empty("beijing") {
        let text = cells.text("beijing").unwrap_or_default();
        // A day alone says nothing of when.
        let at = Instant::read(text.trim().replace('/', "-").as_str()).filter(|_| text.contains(':'));
        if at.is_none() {
            cells.reject("beijing", NO_BEIJING);
        }
        return at;
    }
    if !cells.has_column("day") || cells.is_empty("day") {
        cells.reject(if cells.has_column("day") { "day" } else { "beijing" }, NO_WHEN);
        return None;
    }
    let day: Day = cells.day("day")?;
    let text = cells.text("time").unwrap_or_default();
    let Some(minutes) = minutes(&cell::narrow(&text)) else {
        cells.reject("time", NO_TIME);
        return None;
    };
    // Days begin at midnight in Beijing, eight hours ahead of that of UTC.
    Some(day.start() + Span::hours(8) + Span::minutes(minutes))
}

/// `744` and `07:44`: tables lose leading zeros.
fn minutes(text: &str) -> Option<i64> {
    let text = text.trim();
    let (hours, minutes) = match text.split_once(':') {
        Some((hours, rest)) => (hours.parse().ok()?, rest.split(':').next()?.parse().ok()?),
        None => {
            let both: i64 = text.parse().ok().filter(|_| (1..=4).contains(&text.len()))?;
            (both / 100, both % 100)
        }
    };
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

fn confidence(cells: &mut RowReader<'_>) -> Option<(Confidence, Option<u32>)> {
    let text = cells.text("confidence").unwrap_or_default();
    let said = match text.trim().to_lowercase().as_str() {
        "" => {
            cells.assume("confidence", USUAL_CONFIDENCE, "nominal");
            Some((Confidence::Nominal, None))
        }
        "l" | "low" | "低" => Some((Confidence::Low, None)),
        "n" | "nominal" | "中" | "一般" => Some((Confidence::Nominal, None)),
        "h" | "high" | "高" => Some((Confidence::High, None)),
        number => number.trim_end_matches('%').parse::<f64>().ok().and_then(|percent| {
            let class = standards::fire_hotspots::confidence_class(percent).ok()?;
            Some((Confidence::from_word(class)?, Some(percent as u32)))
        }),
    };
    if said.is_none() {
        cells.reject("confidence", NO_CONFIDENCE);
    }
    said
}

/// Takes the rows away that lie too far from the district, and gives their numbers. A file of a whole country has many.
pub fn leave_far(r: &Reader<'_>, ctx: &Ctx, rows: &mut Vec<Placed<Detection>>) -> Result<Vec<(String, u32)>, Error> {
    let ground = Ground::read(r, &ctx.beyond_scope())?;
    let far = rows.extract_if(.., |row| ground.lies(&row.it).is_none());
    Ok(far.map(|row| (row.names.sheet.clone(), row.row)).collect())
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<Detection>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| Ok(matches!(see(tx, ctx, row)?, Took::Added(_) | Took::Found(_))))
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn times_of_a_day_as_tables_have_them() {
        for (text, expected) in [
            ("744", Some(464)),
            ("0744", Some(464)),
            ("7", Some(7)),
            ("07:44", Some(464)),
            ("07:44:30", Some(464)),
            ("2359", Some(1_439)),
            ("2400", None),
            ("1260", None),
            ("-7", None),
            ("", None),
            ("12345", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
