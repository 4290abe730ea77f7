//! Where an earthquake lies, in words.

use std::collections::HashMap;

use kernel::{Ctx, Division, DivisionLevel, Error, Lang};
use ledger::Reader;

use super::Earthquake;
use crate::web::kilometres;
use crate::words::{earthquake as w, earthquake_direction};

const DIRECTIONS: [&str; 8] =
    ["north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west"];

/// Names of the district and of the places that are named.
#[derive(Debug, Default, Clone)]
pub struct Names {
    district: String,
    all: HashMap<Division, String>,
}

impl Names {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, events: &[Earthquake]) -> Result<Names, Error> {
        let county = ctx.district.division();
        let mut codes = vec![county];
        for it in events {
            codes.extend([it.placed.division, it.placed.division.township()]);
        }
        let all = registry::query::division_names(r, ctx, &codes)?;
        Ok(Names { district: all.get(&county).cloned().unwrap_or_default(), all })
    }

    pub(crate) fn of(&self, code: Division) -> &str {
        self.all.get(&code).map_or("--", String::as_str)
    }

    pub(crate) fn district(&self) -> &str {
        &self.district
    }
}

/// `城关镇东门村附近` within the district, else `望澜县东北方向37千米`; the source's words where nothing else is known.
pub fn in_words(lang: Lang, it: &Earthquake, names: &Names) -> String {
    let placed = &it.placed;
    match (placed.division.level(), placed.seat_m.zip(placed.bearing_deg)) {
        (DivisionLevel::Village, _) => {
            w::near_village(lang, names.of(placed.division.township()), names.of(placed.division))
        }
        (DivisionLevel::Township, _) => w::in_township(lang, names.of(placed.division)),
        (_, Some((metres, bearing))) => {
            w::from_seat(lang, names.district(), direction(lang, bearing), kilometres(metres))
        }
        (_, None) => it.report.place.clone().unwrap_or_else(|| "--".to_owned()),
    }
}

/// One of eight; 0 is north, 90 east.
pub(crate) fn direction(lang: Lang, bearing_deg: i64) -> &'static str {
    let eighth = (bearing_deg.rem_euclid(360) * 2 + 45) / 90 % 8;
    earthquake_direction::of(lang, DIRECTIONS[usize::try_from(eighth).unwrap_or_default()])
}
