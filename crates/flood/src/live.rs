//! Forecasts as they stand: computed from the readings as these come in, never on record but as readings of the catchment's device.
//!
//! Always true: what a page shows is made of the same situation as what was sent last, with the rain that is expected now.
//! Pages of the past, and a program that takes in no readings, show none of it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Ctx, Error, Instant};
use ledger::Reader;
use readings::Metric;
use signal::device::{self, Device, DeviceId};

use crate::catchment::{self, Catchment, CatchmentId};
use crate::forecast::{self, Forecast, Gap, Gauged, STEP_MS, STEPS_A_DAY, Situation, WARM_UP_DAYS};
use crate::rainfall::{self, ExpectedRain};

/// A situation that is older says nothing of now.
const OLDEST_MS: i64 = 3 * STEP_MS;

/// One series: of which device, and what.
pub type Series = (String, Metric);

/// Whoever keeps readings.
pub trait Readings: Send + Sync {
    /// The readings of each series from `from` on and before `until`, in order of time and in the metric's unit, with its place
    /// among those asked for. A series that nobody knows has none.
    fn each(
        &self,
        of: &[Series],
        from: Instant,
        until: Instant,
        give: &mut dyn FnMut(usize, Vec<(i64, f64)>),
    ) -> Result<(), Error>;
}

/// What a gauge's rain is read from.
pub fn rain_metric(it: &Device) -> Option<Metric> {
    [Metric::Rain, Metric::RainTotal].into_iter().find(|metric| it.measures(*metric).is_some())
}

/// What an outlet's gauge is compared by.
pub fn outlet_metric(it: &Device) -> Option<Metric> {
    [Metric::Flow, Metric::Level].into_iter().find(|metric| it.measures(*metric).is_some())
}

/// What the register says of everything that is forecast.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub catchments: Vec<Catchment>,
    /// Every gauge of any of them.
    pub gauges: HashMap<DeviceId, Device>,
    pub expected: Vec<ExpectedRain>,
}

impl Plan {
    pub fn read(r: &Reader<'_>, ctx: &Ctx) -> Result<Plan, Error> {
        let catchments = catchment::query::list(r, ctx, &catchment::query::Filter::default())?;
        let mut ids: Vec<DeviceId> =
            catchments.iter().flat_map(|it| it.said.gauges.iter().map(|it| it.device)).collect();
        ids.sort_unstable();
        ids.dedup();
        let gauges = device::query::among(r, ctx, &ids)?.into_iter().map(|it| (it.id, it)).collect();
        Ok(Plan { catchments, gauges, expected: rainfall::query::valid(r, ctx)? })
    }
}

/// One gauge of a catchment as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GaugeNow {
    pub device: DeviceId,
    pub weight: f64,
    pub last: Option<i64>,
    /// Whether its rain of the last ten minutes is known.
    pub heard: bool,
    pub hour_mm: f64,
    pub day_mm: f64,
}

/// The last situation of a catchment.
#[derive(Debug, Clone)]
pub struct Latest {
    pub situation: Situation,
    pub gauges: Vec<GaugeNow>,
}

impl Latest {
    /// None where too little is known of the rain.
    pub fn forecast(&self, expected: Option<&ExpectedRain>) -> Result<Result<Forecast, Gap>, Error> {
        if let Some(gap) = self.situation.gap() {
            return Ok(Err(gap));
        }
        let rain = expected.map_or_else(Vec::new, |it| it.ahead().steps(self.situation.at, forecast::AHEAD));
        self.situation.forecast(rain).map(Ok).map_err(Error::internal)
    }
}

/// Put into requests by `server`, which also keeps them going.
#[derive(Clone)]
pub struct Forecasts {
    pub readings: Arc<dyn Readings>,
    latest: Arc<RwLock<HashMap<CatchmentId, Arc<Latest>>>>,
}

/// The last whole step by then.
pub fn step_at(now: Instant) -> Instant {
    Instant::from_millis(now.millis().div_euclid(STEP_MS) * STEP_MS)
}

impl Forecasts {
    pub fn of(readings: Arc<dyn Readings>) -> Forecasts {
        Forecasts { readings, latest: Arc::default() }
    }

    /// None where nobody computed any for a while: what is old must not look like calm water.
    pub fn latest(&self, id: CatchmentId, now: Instant) -> Option<Arc<Latest>> {
        let all = self.latest.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&id).filter(|it| now.millis() - it.situation.at <= OLDEST_MS).cloned()
    }

    /// Goes through the rain of every catchment once more, until this step; each gauge is read once.
    /// What is wrong with one catchment stops no other; it is told by its code.
    pub fn observe(&self, plan: &Plan, at: Instant) -> Result<Vec<String>, Error> {
        let steps = WARM_UP_DAYS * STEPS_A_DAY;
        let from = at.millis() - steps as i64 * STEP_MS;
        let known: Vec<(&Device, Metric)> =
            plan.gauges.values().filter_map(|it| Some((it, rain_metric(it)?))).collect();
        let series: Vec<Series> = known.iter().map(|(it, metric)| (it.said.code.clone(), *metric)).collect();
        let mut gauged: HashMap<DeviceId, Gauged> = HashMap::new();
        let after = Instant::from_millis(at.millis() + 1);
        self.readings.each(&series, Instant::from_millis(from), after, &mut |place, readings| {
            let Some((device, metric)) = known.get(place) else { return };
            let interval = i64::from(device.said.interval_seconds) * 1_000;
            let is_total = *metric == Metric::RainTotal;
            gauged.insert(device.id, forecast::gauged(&readings, from, steps, interval, is_total));
        })?;
        let (mut latest, mut faults) = (HashMap::new(), Vec::new());
        for it in &plan.catchments {
            match observed(it, &gauged, at) {
                Ok(now) => drop(latest.insert(it.id, Arc::new(now))),
                // The form holds every parameter in its domain; what remains is rain beyond all bounds.
                Err(cause) => faults.push(format!("{}: {cause}", it.said.code)),
            }
        }
        *self.latest.write().unwrap_or_else(PoisonError::into_inner) = latest;
        Ok(faults)
    }
}

fn observed(it: &Catchment, gauged: &HashMap<DeviceId, Gauged>, at: Instant) -> Result<Latest, standards::Error> {
    let steps = WARM_UP_DAYS * STEPS_A_DAY;
    let silent = Gauged { mm: vec![0.0; steps], heard: vec![false; steps], last: None };
    let of = |gauge: &catchment::Gauge| (gauge.weight.value(), gauged.get(&gauge.device).unwrap_or(&silent));
    let weighed: Vec<(f64, &Gauged)> = it.said.gauges.iter().map(of).collect();
    let rain = forecast::areal(&weighed, steps);
    let now = |(gauge, (weight, of)): (&catchment::Gauge, &(f64, &Gauged))| {
        let sum = |n: usize| of.mm[steps - n..].iter().sum();
        let heard = of.heard[steps - 1];
        GaugeNow {
            device: gauge.device,
            weight: *weight,
            last: of.last,
            heard,
            hour_mm: sum(6),
            day_mm: sum(STEPS_A_DAY),
        }
    };
    Ok(Latest {
        situation: Situation::after(&it.model(), &rain, at.millis())?,
        gauges: it.said.gauges.iter().zip(&weighed).map(now).collect(),
    })
}

/// A forecast as readings of the catchment's device: what flows now, and the highest within each lead time.
pub fn readings_of(it: &Forecast) -> [(Metric, f64); 5] {
    [
        (Metric::Flow, it.now),
        (Metric::FlowWithin1h, it.highest_within(1)),
        (Metric::FlowWithin3h, it.highest_within(3)),
        (Metric::FlowWithin6h, it.highest_within(6)),
        (Metric::FlowWithin24h, it.highest_within(24)),
    ]
}
