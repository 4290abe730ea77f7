//! Disasters that befell the county: what, when and where. What the offices wrote of them follows from this list, and so does the
//! weather of those days.

use kernel::{Day, Division, DivisionLevel, Instant, Span};

use crate::{Chance, Place, Scale};

/// What happened; each once a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    Frost,
    Drought,
    Hail,
    Gale,
    FlashFlood,
    /// The great one: the river over its banks.
    RiverFlood,
    Landslide,
    Waterlogging,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Disaster {
    pub nature: Nature,
    pub from: Instant,
    /// Townships; villages where the river flooded.
    pub places: Vec<Division>,
}

/// Month, day and hour of each; up to nine days later in a given year.
const YEAR: [(Nature, i8, i8, i8); 8] = [
    (Nature::Frost, 1, 12, 6),
    (Nature::Drought, 3, 9, 9),
    (Nature::Hail, 4, 17, 16),
    (Nature::Gale, 5, 21, 18),
    (Nature::FlashFlood, 6, 18, 3),
    (Nature::RiverFlood, 7, 20, 2),
    (Nature::Landslide, 8, 14, 5),
    (Nature::Waterlogging, 9, 26, 10),
];
const FIRST_YEAR: i16 = 2019;

/// All of them from 2019 until the year of `now`, which may lie behind it. A small county had one, last year.
pub fn disasters(seed: u64, now: Instant, scale: Scale, places: &[Place]) -> Vec<Disaster> {
    let years = FIRST_YEAR..=now.day().year();
    let all = years.flat_map(|year| YEAR.iter().filter_map(move |it| one(seed, year, *it, places)));
    let last = now.day().year() - 1;
    let told = |it: &Disaster| scale == Scale::Full || it.nature == Nature::RiverFlood && it.from.day().year() >= last;
    all.filter(told).collect()
}

/// The days around a river's flood, from midnight to midnight: three before it and four from it on.
pub fn week_of(flood: Instant) -> (Instant, Instant) {
    let day = flood.day();
    (day.plus_days(-3).start(), day.plus_days(4).start())
}

/// The last such week that is over.
pub fn flood_week(seed: u64, now: Instant) -> Option<(Instant, Instant)> {
    let flood = YEAR.into_iter().find(|it| it.0 == Nature::RiverFlood)?;
    let year = now.day().year();
    let weeks = [year, year - 1].into_iter().filter_map(|year| Some(week_of(one(seed, year, flood, &[])?.from)));
    weeks.filter(|week| week.1 <= now).max()
}

fn one(seed: u64, year: i16, (nature, month, day, hour): (Nature, i8, i8, i8), places: &[Place]) -> Option<Disaster> {
    let mut chance = Chance::at(seed, nature as u64 + 7_000, year.into());
    let from = Day::new(year, month, day)?.plus_days(chance.between(0, 9)).at(hour, 10);
    let of = |level| places.iter().map(|it| it.division).filter(move |it| it.level() == level);
    let towns: Vec<Division> = of(DivisionLevel::Township).collect();
    let first = chance.below(towns.len());
    let town = |n: usize| towns.get((first + n) % towns.len().max(1)).copied();
    let places = match nature {
        Nature::RiverFlood => {
            of(DivisionLevel::Village).filter(|it| [town(0), town(1)].contains(&Some(it.township()))).collect()
        }
        _ => (0..1 + chance.below(4)).filter_map(town).collect(),
    };
    Some(Disaster { nature, from, places })
}

/// The flash flood that the county is in since yesterday, in the demonstration.
pub fn present(now: Instant) -> Instant {
    now.day().plus_days(-1).at(3, 20) - Span::minutes(60)
}
