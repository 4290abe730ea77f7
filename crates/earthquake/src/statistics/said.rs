//! Sentences for the report, as an office would write them.

use kernel::{Day, Lang};

use super::compute::Since;
use crate::event::query::Within;
use crate::web::magnitude;
use crate::words::earthquake_statistics as w;

/// `望澜县境内`, `望澜县境内及边界外100千米范围内`
pub(super) fn region(lang: Lang, district: &str, within: Within) -> String {
    match within.km() {
        Some(0) => w::inside(lang, district),
        Some(km) => w::around(lang, district, km),
        None => w::everywhere(lang, district),
    }
}

/// `12年85天`; without the part that is nothing.
fn span(lang: Lang, it: &Since) -> String {
    match (it.years, it.days) {
        (0, days) => w::days(lang, days),
        (years, 0) => w::years(lang, years),
        (years, days) => w::years_and_days(lang, years, days),
    }
}

pub(super) fn since(lang: Lang, it: &Since, region: &str, until: Day) -> String {
    let least = magnitude(it.magnitude_e3);
    let span = span(lang, it);
    match it.last {
        Some(last) => {
            w::since(lang, day(lang, it.from), magnitude(last.magnitude_e3), day(lang, until), region, span, least)
        }
        None => w::never(lang, day(lang, it.from), day(lang, until), region, span, least),
    }
}

/// As a report writes it: `2026年6月18日`.
pub(super) fn day(lang: Lang, it: Day) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", it.year(), it.month(), it.day_of_month()),
        Lang::En => it.to_string(),
    }
}
