//! The State Council's yearly holiday arrangements, as the `tyme4rs` crate carries them (from 2001-12-29).

use std::ops::RangeInclusive;

use kernel::Day;
use tyme4rs::tyme::holiday::{LEGAL_HOLIDAY_DATA, LEGAL_HOLIDAY_NAMES};

use super::{DayKind, SpecialDay};

/// A record is year, month, day, `0` for worked or `1` for free, the name's place, and the distance to the feast.
const RECORD: usize = 13;

/// The published special days of the years, in order. Years without a publication give nothing.
pub fn seed_statutory(years: RangeInclusive<i16>) -> Vec<SpecialDay> {
    let records = LEGAL_HOLIDAY_DATA.as_bytes().chunks_exact(RECORD);
    records.filter_map(|r| special_day(std::str::from_utf8(r).ok()?)).filter(|d| years.contains(&d.day.year())).collect()
}

fn special_day(record: &str) -> Option<SpecialDay> {
    let day = Day::new(record[..4].parse().ok()?, record[4..6].parse().ok()?, record[6..8].parse().ok()?)?;
    let kind = if &record[8..9] == "0" { DayKind::Makeup } else { DayKind::Holiday };
    let name = LEGAL_HOLIDAY_NAMES.get(record[9..10].parse::<usize>().ok()?)?;
    let source = format!("国务院办公厅关于{}年部分节假日安排的通知", day.year());
    Some(SpecialDay { day, kind, name: (*name).to_owned(), source })
}
