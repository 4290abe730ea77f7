//! The State Council's yearly holiday arrangements, as the `tyme4rs` crate carries them (from 2001-12-29).

use std::ops::RangeInclusive;

use kernel::Day;
use tyme4rs::tyme::holiday::{LEGAL_HOLIDAY_DATA, LEGAL_HOLIDAY_NAMES};

use super::{DayKind, SpecialDay};

/// A record is year, month, day, `0` for worked or `1` for free, the name's place, and the way to the feast in days.
const RECORD: usize = 13;

/// The special days that the notices for these years name, in order; some lie in the December before. Years without a
/// notice give nothing.
pub fn seed_statutory(years: RangeInclusive<i16>) -> Vec<SpecialDay> {
    let records = LEGAL_HOLIDAY_DATA.as_bytes().chunks_exact(RECORD);
    let read = records.filter_map(|record| special_day(std::str::from_utf8(record).ok()?));
    read.filter(|(year, _)| years.contains(year)).map(|(_, day)| day).collect()
}

/// The day, and for which year its notice was published: that of the feast.
fn special_day(record: &str) -> Option<(i16, SpecialDay)> {
    let day = Day::new(record[..4].parse().ok()?, record[4..6].parse().ok()?, record[6..8].parse().ok()?)?;
    let kind = if &record[8..9] == "0" { DayKind::Makeup } else { DayKind::Holiday };
    let name = LEGAL_HOLIDAY_NAMES.get(record[9..10].parse::<usize>().ok()?)?;
    let year = day.plus_days(record[10..].parse().ok()?).year();
    let source = format!("国务院办公厅关于{year}年部分节假日安排的通知");
    Some((year, SpecialDay { day, kind, name: (*name).to_owned(), source }))
}
