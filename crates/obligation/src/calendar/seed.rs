//! The State Council's yearly holiday arrangements, as `standards` has them.

use std::ops::RangeInclusive;

use kernel::Day;
use standards::working_days::{self, statutory};

use super::{DayKind, SpecialDay};

/// The special days that the notices for these years name, in order; some lie in the December before. Years without a
/// notice give nothing.
pub fn seed_statutory(years: RangeInclusive<i16>) -> Vec<SpecialDay> {
    statutory(years).filter_map(special_day).collect()
}

fn special_day(it: working_days::SpecialDay) -> Option<SpecialDay> {
    let kind = match it.kind {
        working_days::DayKind::Holiday => DayKind::Holiday,
        working_days::DayKind::Makeup => DayKind::Makeup,
    };
    Some(SpecialDay {
        day: Day::new(it.day.year(), it.day.month(), it.day.day())?,
        kind,
        name: it.name.to_owned(),
        source: format!("国务院办公厅关于{}年部分节假日安排的通知", it.notice_year),
    })
}
