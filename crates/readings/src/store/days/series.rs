//! One series on one day as bytes: its hours, its minutes where there are many readings in them, and the readings.

use super::pack::{pack, unpack, unzigzag, zigzag};
use crate::bytes::{Bytes, put};
use crate::{Point, Sums};

/// Units whose sums are kept beside the readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    Hours,
    Minutes,
}

impl Tier {
    pub fn unit(self) -> i64 {
        match self {
            Tier::Hours => 3_600_000,
            Tier::Minutes => 60_000,
        }
    }
}

/// Sums of a unit of time, by its place in the day.
pub type Unit = (u32, Sums);

/// Hours and minutes are kept where that is much less to read than the readings.
const MORE_THAN_HOURS: usize = 2 * 24;
const MORE_THAN_MINUTES: usize = 4 * 24 * 60;
/// Units of a day, at most.
const UNITS: usize = 24 * 60;

/// The tiers of a day's readings, which begin at `day`.
pub fn write_tiers(day: i64, readings: &[Point], out: &mut Vec<u8>) {
    if readings.len() > MORE_THAN_HOURS {
        write_units(&units(day, readings, Tier::Hours), out);
    }
    if readings.len() > MORE_THAN_MINUTES {
        write_units(&units(day, readings, Tier::Minutes), out);
    }
}

/// The units of a tier, or nothing when it isn't kept.
pub fn read_tier(mut bytes: Bytes<'_>, tier: Tier) -> Option<Option<Vec<Unit>>> {
    if bytes.is_empty() {
        return Some(None);
    }
    let hours = read_units(&mut bytes)?;
    match tier {
        Tier::Hours => Some(Some(hours)),
        Tier::Minutes if bytes.is_empty() => Some(None),
        Tier::Minutes => read_units(&mut bytes).map(Some),
    }
}

pub fn units(day: i64, readings: &[Point], tier: Tier) -> Vec<Unit> {
    let place = |it: &Point| ((it.at - day) / tier.unit()) as u32;
    let unit = |readings: &[Point]| {
        let values: Vec<i32> = readings.iter().map(|it| it.value).collect();
        (place(&readings[0]), Sums::of(&values))
    };
    readings.chunk_by(|a, b| place(a) == place(b)).map(unit).collect()
}

/// Column by column: places and counts are nearly always the same, and the sum is known but for its distance from the least.
pub fn write_units(units: &[Unit], out: &mut Vec<u8>) {
    put(out, units.len() as u64);
    let mut column = |of: &mut dyn FnMut(&Unit) -> u64| pack(&units.iter().map(of).collect::<Vec<_>>(), out);
    let (mut before, mut low) = (0, 0);
    column(&mut |(place, _)| u64::from(place - std::mem::replace(&mut before, *place)));
    column(&mut |(_, it)| it.count.into());
    column(&mut |(_, it)| zigzag(i64::from(it.low) - std::mem::replace(&mut low, it.low.into())));
    column(&mut |(_, it)| (i64::from(it.high) - i64::from(it.low)) as u64);
    column(&mut |(_, it)| (it.sum - i64::from(it.low) * i64::from(it.count)) as u64);
}

fn read_units(bytes: &mut Bytes<'_>) -> Option<Vec<Unit>> {
    let count = usize::try_from(bytes.take()?).ok().filter(|count| *count <= UNITS)?;
    let mut column = || {
        let mut numbers = Vec::with_capacity(count);
        unpack(bytes, count, &mut numbers).map(|()| numbers)
    };
    let (places, counts, lows, highs, sums) = (column()?, column()?, column()?, column()?, column()?);
    let (mut units, mut place, mut low) = (Vec::with_capacity(count), 0_u32, 0_i64);
    for n in 0..count {
        place = place.checked_add(u32::try_from(places[n]).ok()?)?;
        low = low.checked_add(unzigzag(lows[n]))?;
        let count = u32::try_from(counts[n]).ok()?;
        let high = low.checked_add_unsigned(highs[n])?;
        let sum = low.checked_mul(count.into())?.checked_add_unsigned(sums[n])?;
        units.push((place, Sums { count, sum, low: i32::try_from(low).ok()?, high: i32::try_from(high).ok()? }));
    }
    Some(units)
}

/// Readings in order of time, none twice: distances of distances of times, and values or their distances, whichever is
/// shorter.
pub fn write_readings(day: i64, readings: &[Point], out: &mut Vec<u8>) {
    let (mut at, mut distance, mut value) = (day, 0, 0);
    let (mut times, mut values, mut steps) = (Vec::new(), Vec::new(), Vec::new());
    for it in readings {
        let new = it.at - at;
        times.push(zigzag(new - distance));
        values.push(zigzag(it.value.into()));
        steps.push(zigzag(i64::from(it.value) - value));
        (at, distance, value) = (it.at, new, it.value.into());
    }
    let (mut plain, mut stepped) = (vec![0], vec![1]);
    pack(&values, &mut plain);
    pack(&steps, &mut stepped);
    pack(&times, out);
    out.extend(if plain.len() <= stepped.len() { plain } else { stepped });
}

pub fn read_readings(day: i64, count: usize, mut bytes: Bytes<'_>, readings: &mut Vec<Point>) -> Option<()> {
    let (mut times, mut values) = (Vec::new(), Vec::new());
    unpack(&mut bytes, count, &mut times)?;
    let stepped = bytes.byte()? == 1;
    unpack(&mut bytes, count, &mut values)?;
    let (mut at, mut distance, mut value) = (day, 0_i64, 0_i64);
    for (time, number) in times.into_iter().zip(values) {
        distance = distance.checked_add(unzigzag(time))?;
        at = at.checked_add(distance)?;
        value = if stepped { value.checked_add(unzigzag(number))? } else { unzigzag(number) };
        readings.push(Point { at, value: i32::try_from(value).ok()? });
    }
    bytes.is_empty().then_some(())
}
