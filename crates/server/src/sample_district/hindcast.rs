//! What would have been forecast of the sample county's catchments while its stations measured: by the same steps as the program
//! that serves, with no rain expected, hour by hour through the years and every ten minutes through the last days.

use flood::forecast::{self, Model, Parameter, Parameters, STEP_MS, Situation};
use flood::live;
use kernel::Error;
use readings::{Metric, Name, Point};
use sample::District;
use sample::catchment::Catchment;
use signal::Quantity;
use signal::device::Sort;

const DAY_MS: i64 = 86_400_000;
/// Before the last days a forecast is kept each hour.
const SPARSE_MS: i64 = 3_600_000;

/// The catchments at the end of the last step.
pub(super) struct Hindcast {
    all: Vec<One>,
    /// The number of the first computed series; each catchment has one for each metric.
    first: usize,
    /// Rain of the step that is not over, by catchment and gauge.
    at: i64,
}

struct One {
    code: String,
    situation: Situation,
    gauges: Vec<Gauge>,
}

struct Gauge {
    series: usize,
    weight: f64,
    interval_ms: i64,
    /// Since the last whole step.
    readings: Vec<(i64, f64)>,
}

fn metrics() -> &'static [Metric] {
    Sort::CatchmentForecast.usual()
}

/// The model as the form is told of it.
fn model(it: &Catchment) -> Model {
    let mut parameters = Parameters::usual(it.area_km2);
    for (name, value) in &it.parameters {
        if let Some((name, value)) = Parameter::from_word(name).zip(Quantity::of(*value)) {
            parameters.0.insert(name, value);
        }
    }
    let evaporation = flood::catchment::usual_evaporation().map(Quantity::value);
    Model { area_km2: it.area_km2, parameters, evaporation }
}

impl Hindcast {
    /// From a whole step on; `series` are those of the stations, in order.
    pub fn from(county: &District, series: &[(usize, Metric)], at: i64) -> Result<Hindcast, Error> {
        let one = |it: Catchment| {
            let gauge = |(station, weight): &(usize, f64)| Gauge {
                series: series.iter().position(|it| *it == (*station, Metric::Rain)).unwrap_or(usize::MAX),
                weight: *weight,
                interval_ms: county.stations[*station].kind.interval_seconds() * 1_000,
                readings: Vec::new(),
            };
            let situation = Situation::at_rest(&model(&it), at).map_err(Error::internal)?;
            Ok(One { situation, gauges: it.gauges.iter().map(gauge).collect(), code: it.code })
        };
        let all = county.catchments().into_iter().map(one).collect::<Result<_, Error>>()?;
        Ok(Hindcast { all, first: series.len(), at })
    }

    /// The computed series, in the order of their numbers.
    pub fn names(&self) -> impl Iterator<Item = Name> {
        let of = |it: &One| {
            metrics().iter().map(|metric| Name { device: it.code.as_str().into(), metric: *metric }).collect::<Vec<_>>()
        };
        self.all.iter().flat_map(of).collect::<Vec<_>>().into_iter()
    }

    /// A station's reading, in steps of its last digit.
    pub fn measured(&mut self, series: usize, at: i64, value: i32) {
        for gauge in self.all.iter_mut().flat_map(|it| &mut it.gauges).filter(|it| it.series == series) {
            gauge.readings.push((at, f64::from(value) / 10.0));
        }
    }

    /// Everything measured until this moment is known; gives what is forecast at each step until then.
    pub fn go_on_until(&mut self, until: i64, sparse: bool, give: &mut impl FnMut(usize, Point)) -> Result<(), Error> {
        let steps = usize::try_from((until - self.at) / STEP_MS).unwrap_or(0);
        let end = self.at + steps as i64 * STEP_MS;
        for (place, it) in self.all.iter_mut().enumerate() {
            let gauged: Vec<(f64, forecast::Gauged)> = it
                .gauges
                .iter()
                .map(|of| (of.weight, forecast::gauged(&of.readings, self.at, steps, of.interval_ms, false)))
                .collect();
            // The last reading of a step says from when on the next one counts.
            it.gauges.iter_mut().for_each(|of| of.readings.retain(|reading| reading.0 > end - of.interval_ms));
            let weighed: Vec<_> = gauged.iter().map(|(weight, of)| (*weight, of)).collect();
            let rain = forecast::areal(&weighed, steps);
            for (mm, covered) in rain.mm.iter().zip(&rain.covered) {
                it.situation.go_on(*mm, *covered).map_err(Error::internal)?;
                let at = it.situation.at;
                if it.situation.gap().is_some() || sparse && at % SPARSE_MS != 0 {
                    continue;
                }
                let forecast = it.situation.forecast(Vec::new()).map_err(Error::internal)?;
                for (n, (metric, value)) in live::readings_of(&forecast).into_iter().enumerate() {
                    let value = (value * 10_f64.powi(i32::from(metric.shape().decimals))).round() as i32;
                    give(self.first + place * metrics().len() + n, Point { at, value });
                }
            }
        }
        self.at = end;
        Ok(())
    }
}

/// Whether a day lies long before the readings that come in one by one.
pub(super) fn is_sparse(at: i64, live_from: i64) -> bool {
    at < live_from - 8 * DAY_MS
}
