//! The danger of each township day by day, as the stations of the sample measure: the same functions as the running program's,
//! over the readings as they are made, so that no day in the sample contradicts them.

use std::collections::BTreeMap;

use forestfire::danger::noon::{noon, window};
use forestfire::danger::rate::rate;
use forestfire::danger::{self, Last, MonthDay, Noon, Setting};
use kernel::{Day, Division, Error, Identity as _, Instant};
use readings::{Metric, Name, Point};
use sample::District;
use sample::measured::Measured;
use signal::device::{DeviceId, Sort};

use super::forest_fires::{SEASON, stations_of, townships};

/// A day with its weather; the station by its code, since nothing is registered yet.
#[derive(Debug, Clone)]
pub(super) struct Rated {
    pub township: Division,
    pub day: Day,
    pub station: String,
    pub noon: Noon,
}

/// The days that were due, and the readings that came of them by their series.
pub(super) type Due = (Vec<Rated>, Vec<(u32, Point)>);

struct Area {
    township: Division,
    setting: Setting,
    latitude_deg: f64,
    /// By place in the county's list, the preferred first.
    stations: Vec<usize>,
    last: Option<Last>,
    /// Its first series.
    first: u32,
}

pub(super) struct FireDays {
    areas: Vec<Area>,
    codes: Vec<String>,
    /// Station and metric of each series that matters.
    of_series: BTreeMap<usize, (usize, Metric)>,
    interval_seconds: u32,
    /// Readings of the last day and a bit.
    points: BTreeMap<(usize, Metric), Vec<Point>>,
    next: Day,
}

impl FireDays {
    /// `series` are those of the stations; those of the townships begin at `first`.
    pub fn of(county: &District, series: &[(usize, Metric)], first: usize) -> Result<FireDays, Error> {
        let since = county.measured_since().day().plus_days(1);
        let area = |(n, town): (usize, &sample::Place)| {
            let ring = county.outlines.iter().find(|it| it.0 == town.division).map(|it| &it.1);
            let mean = ring.map_or(i64::from(town.latitude_e6), |ring| {
                ring.iter().map(|it| i64::from(it[1])).sum::<i64>() / ring.len().max(1) as i64
            });
            Ok(Area {
                township: town.division,
                setting: setting(town.division, since)?,
                latitude_deg: mean as f64 / 1e6,
                stations: stations_of(county, town.division).iter().map(|it| it.0).collect(),
                last: None,
                first: (first + n * Sort::FireDanger.usual().len()) as u32,
            })
        };
        let areas = townships(county).enumerate().map(area).collect::<Result<Vec<Area>, Error>>()?;
        let wanted = |it: &(usize, &(usize, Metric))| {
            let (station, metric) = it.1;
            danger::query::NEEDED.contains(metric) && areas.iter().any(|area| area.stations.contains(station))
        };
        let of_series = series.iter().enumerate().filter(wanted).map(|(n, it)| (n, *it)).collect();
        Ok(FireDays {
            of_series,
            areas,
            codes: county.stations.iter().map(|it| it.code.clone()).collect(),
            interval_seconds: sample::StationKind::WeatherStation.interval_seconds() as u32,
            points: BTreeMap::new(),
            next: since,
        })
    }

    /// Series of the townships, in their order.
    pub fn names(&self) -> impl Iterator<Item = Name> {
        let of = |it: &Area| {
            let code = danger::code(it.township);
            Sort::FireDanger.usual().iter().map(move |metric| Name { device: code.as_str().into(), metric: *metric })
        };
        self.areas.iter().flat_map(of).collect::<Vec<_>>().into_iter()
    }

    /// A reading that was taken.
    pub fn hear(&mut self, it: &Measured) {
        if let Some(of) = self.of_series.get(&it.series) {
            self.points.entry(*of).or_default().push(Point { at: it.at, value: it.value });
        }
    }

    /// What is due by this moment: the days, and the readings that come of them.
    pub fn due(&mut self, now: i64) -> Result<Due, Error> {
        let (mut rated, mut readings) = (Vec::new(), Vec::new());
        let now = Instant::from_micros(now * 1_000);
        while self.next <= danger::due(now) {
            let day = self.next;
            self.next = day.plus_days(1);
            for n in 0..self.areas.len() {
                self.area(n, day, (&mut rated, &mut readings))?;
            }
            // The next window begins with this noon.
            let noon = window(day).1.millis();
            self.points.values_mut().for_each(|points| points.retain(|it| it.at > noon));
        }
        Ok((rated, readings))
    }

    fn area(
        &mut self,
        n: usize,
        day: Day,
        (rated, readings): (&mut Vec<Rated>, &mut Vec<(u32, Point)>),
    ) -> Result<(), Error> {
        let area = &self.areas[n];
        for station in &area.stations {
            let of = |metric, _, _| Ok::<_, Error>(self.points.get(&(*station, metric)).cloned().unwrap_or_default());
            let found = noon((DeviceId::from_bytes([0; 16]), self.interval_seconds), day, of)?;
            let Some(found) = found else { continue };
            let rating = rate(&area.setting, area.latitude_deg, area.last, (day, found.clone()))?;
            let at = day.at(danger::NOON_HOUR, 0).millis();
            for (k, (metric, value)) in (0..).zip(rating.readings()) {
                let steps = (value.value() * 10_f64.powi(i32::from(metric.shape().decimals))).round();
                readings.push((area.first + k, Point { at, value: steps as i32 }));
            }
            let station = self.codes[*station].clone();
            rated.push(Rated { township: area.township, day, station, noon: found });
            self.areas[n].last = Some(Last { day, codes: rating.codes });
            return Ok(());
        }
        Ok(())
    }
}

fn setting(division: Division, since: Day) -> Result<Setting, Error> {
    let month_day = |text| MonthDay::read(text).ok_or_else(|| Error::internal("a season of this file"));
    Ok(Setting {
        division,
        device: DeviceId::from_bytes([0; 16]),
        stations: Vec::new(),
        is_watched: true,
        forest_percent: None,
        season_from: month_day(SEASON.0)?,
        season_to: month_day(SEASON.1)?,
        cover: danger::USUAL_COVER,
        since,
    })
}
