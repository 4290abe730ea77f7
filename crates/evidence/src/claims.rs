//! What a photo claims of itself: when and where it was taken. Anybody can write these, so they are shown as claims and no
//! rule trusts them.

use exif::{DateTime, Exif, In, Rational, Tag, Value};
use kernel::{Instant, Span};
use serde::{Deserialize, Serialize};

/// Degrees in millionths, north and east positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub latitude_e6: i32,
    pub longitude_e6: i32,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.6}, {:.6}", f64::from(self.latitude_e6) / 1e6, f64::from(self.longitude_e6) / 1e6)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Claims {
    pub taken_at: Option<Instant>,
    pub position: Option<Position>,
}

/// Reads the raw block that the picture's decoder found. What can't be read was not claimed.
pub fn claims(block: Vec<u8>) -> Claims {
    let Ok(exif) = exif::Reader::new().read_raw(block) else { return Claims::default() };
    Claims { taken_at: taken_at(&exif), position: position(&exif) }
}

fn taken_at(exif: &Exif) -> Option<Instant> {
    let ascii = |tag| match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts.first().cloned(),
        _ => None,
    };
    let mut time = DateTime::from_ascii(&ascii(Tag::DateTimeOriginal).or_else(|| ascii(Tag::DateTime))?).ok()?;
    if let Some(offset) = ascii(Tag::OffsetTimeOriginal) {
        // A time without a readable offset is the time of the place, which is Beijing's.
        let _unreadable = time.parse_offset(&offset);
    }
    let minute = format!("{:04}-{:02}-{:02} {:02}:{:02}", time.year, time.month, time.day, time.hour, time.minute);
    let there = Instant::read(&minute)? + Span::seconds(i64::from(time.second.min(59)));
    let beijing = i64::from(time.offset.unwrap_or(8 * 60)) - 8 * 60;
    Some(there - Span::minutes(beijing))
}

fn position(exif: &Exif) -> Option<Position> {
    let latitude_e6 = degrees_e6(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b"S", 90)?;
    let longitude_e6 = degrees_e6(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b"W", 180)?;
    Some(Position { latitude_e6, longitude_e6 })
}

fn degrees_e6(exif: &Exif, tag: Tag, side: Tag, negative: &[u8], most: i32) -> Option<i32> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let [degrees, minutes, seconds]: [Rational; 3] = parts.get(..3)?.try_into().ok()?;
    if [degrees, minutes, seconds].iter().any(|part| part.denom == 0) {
        return None;
    }
    let degrees = degrees.to_f64() + minutes.to_f64() / 60.0 + seconds.to_f64() / 3_600.0;
    if !(0.0..=f64::from(most)).contains(&degrees) {
        return None;
    }
    let is_negative = matches!(&exif.get_field(side, In::PRIMARY)?.value,
        Value::Ascii(texts) if texts.first().is_some_and(|text| text == negative));
    let size = (degrees * 1e6).round() as i32;
    Some(if is_negative { -size } else { size })
}
