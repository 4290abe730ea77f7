use super::{Event, distance_km};
use crate::{Domain, Error};

/// How far and how long an event has others with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    pub distance_km: f64,
    pub days: f64,
}

/// Gardner and Knopoff 1974 in the form that is in use: `10^(0.1238·M + 0.983)` km;
/// `10^(0.5409·M − 0.547)` days, from M 6.5 `10^(0.032·M + 2.7389)` days.
pub fn gardner_knopoff(magnitude: f64) -> Window {
    let days = if magnitude >= 6.5 { 0.032 * magnitude + 2.7389 } else { 0.5409 * magnitude - 0.547 };
    Window { distance_km: 10_f64.powf(0.1238 * magnitude + 0.983), days: 10_f64.powf(days) }
}

/// Which event each one belongs to, by its place in `events`: a main shock belongs to itself.
///
/// The largest event takes what lies in its window and is no larger, then the largest that is left, and so on (of equal
/// ones the earlier). `foreshocks` is the part of the window's days that reaches back before the main shock, 0 to 1: the
/// paper says nothing certain about it, so it is a setting; 1 takes the same time before as after.
pub fn main_shocks(events: &[Event], window: fn(f64) -> Window, foreshocks: f64) -> Result<Vec<usize>, Error> {
    Domain::between(0, 1).within("foreshocks", foreshocks)?;
    events.iter().try_for_each(Event::check)?;
    let mut by_time: Vec<usize> = (0..events.len()).collect();
    by_time.sort_by(|a, b| events[*a].day.total_cmp(&events[*b].day));
    let mut by_size: Vec<usize> = by_time.clone();
    by_size.sort_by(|a, b| events[*b].magnitude.total_cmp(&events[*a].magnitude));
    let mut belongs: Vec<Option<usize>> = vec![None; events.len()];
    for main in by_size {
        if belongs[main].is_some() {
            continue;
        }
        let Event { day, latitude_deg, longitude_deg, magnitude } = events[main];
        let reach = window(magnitude);
        let first = by_time.partition_point(|it| events[*it].day < day - foreshocks * reach.days);
        let near = by_time[first..].iter().take_while(|it| events[**it].day <= day + reach.days);
        for &other in near.filter(|it| events[**it].magnitude <= magnitude) {
            let place = (events[other].latitude_deg, events[other].longitude_deg);
            let free = belongs[other].is_none();
            if free && distance_km((latitude_deg, longitude_deg), place) <= reach.distance_km {
                belongs[other] = Some(main);
            }
        }
        belongs[main] = Some(main);
    }
    Ok(belongs.into_iter().enumerate().map(|(at, main)| main.unwrap_or(at)).collect())
}
