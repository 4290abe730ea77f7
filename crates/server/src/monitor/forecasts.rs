//! Forecasts of floods are made: every ten minutes for every catchment, from the readings that are kept, and sent through the same
//! intake as everybody's.
//!
//! Always true: a catchment of which too little is known sends nothing, so that its device falls silent; what came late is counted by
//! the next forecast; a forecast is tried again within its ten minutes until all of it is sent.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use bytes::Bytes;
use flood::catchment::CatchmentId;
use flood::live::{self, Forecasts, Plan, Series};
use gateway::{Door, Intake as _, NotTaken};
use kernel::{District, Error, Instant, Span};
use ledger::{Clock, Db};
use readings::store::history::History;

use super::Monitor;
use crate::gate::machine_ctx;

/// How long what was measured at a moment may be on its way before the forecast of that moment.
const ON_ITS_WAY: Span = Span::seconds(60);
const AGAIN: Span = Span::seconds(180);
const PAUSE: Duration = Duration::from_secs(2);

impl live::Readings for Monitor {
    fn each(
        &self,
        of: &[Series],
        from: Instant,
        until: Instant,
        give: &mut dyn FnMut(usize, Vec<(i64, f64)>),
    ) -> Result<(), Error> {
        let (numbers, log) = self.look(|intake| {
            let directory = intake.engine().directory();
            let number = |(device, metric): &Series| directory.number(device, *metric);
            (of.iter().map(number).collect::<Vec<_>>(), intake.log().position())
        });
        let known: Vec<(usize, u32)> = (0..).zip(&numbers).filter_map(|(place, it)| Some((place, (*it)?))).collect();
        let series: Vec<u32> = known.iter().map(|it| it.1).collect();
        let history = History::of(&self.shared.folder);
        let read = history.each(&series, (from.millis(), until.millis()), log, |n, readings| {
            let place = known[n].0;
            let steps = 10_f64.powi(i32::from(of[place].1.shape().decimals));
            give(place, readings.iter().map(|it| (it.at, f64::from(it.value) / steps)).collect());
        });
        read.map_err(Error::internal)
    }
}

/// Makes them, and knows which are made.
pub struct Forecaster {
    db: Db,
    monitor: Monitor,
    forecasts: Forecasts,
    /// The step that is being forecast, of which register, who was sent, and when it was tried last.
    at: Instant,
    changes: i64,
    sent: HashSet<CatchmentId>,
    tried: Instant,
}

impl Forecaster {
    pub fn of(db: Db, monitor: Monitor) -> Forecaster {
        let forecasts = Forecasts::of(Arc::new(monitor.clone()));
        let never = Instant::default();
        Forecaster { db, monitor, forecasts, at: never, changes: 0, sent: HashSet::new(), tried: never }
    }

    /// The router of a program that makes forecasts.
    pub fn within(&self, router: Router) -> Router {
        router.layer(Extension(self.forecasts.clone()))
    }

    /// Goes on in a thread of its own.
    pub fn start(mut self, clock: Arc<dyn Clock>) -> Result<(), Error> {
        let go_on = move || {
            loop {
                match self.turn(clock.now()) {
                    Ok(()) => {}
                    Err(NotTaken::Stopping) => return,
                    Err(cause) => tracing::error!(%cause, "floods are not forecast"),
                }
                std::thread::sleep(PAUSE);
            }
        };
        std::thread::Builder::new().name("forecasts".to_owned()).spawn(go_on).map(drop).map_err(Error::internal)
    }

    /// Whatever is due at this moment.
    pub fn turn(&mut self, now: Instant) -> Result<(), NotTaken> {
        self.turned(now).unwrap_or_else(|cause| Err(NotTaken::Store(cause.to_string())))
    }

    fn turned(&mut self, now: Instant) -> Result<Result<(), NotTaken>, Error> {
        let at = live::step_at(now + Span::seconds(-ON_ITS_WAY.as_seconds()));
        let ctx = machine_ctx("flood.forecast", self.district(), now)?;
        let changes = self.db.read_blocking(|r| flood::catchment::query::changes(r, &ctx))?;
        let is_new = at != self.at || changes != self.changes;
        if !is_new && now < self.tried + AGAIN {
            return Ok(Ok(()));
        }
        if at != self.at {
            self.sent.clear();
        }
        (self.at, self.changes, self.tried) = (at, changes, now);
        let plan = self.db.read_blocking(|r| Plan::read(r, &ctx))?;
        if !is_new && plan.catchments.iter().all(|it| self.sent.contains(&it.id)) {
            return Ok(Ok(()));
        }
        let began = std::time::Instant::now();
        for fault in self.forecasts.observe(&plan, at)? {
            tracing::error!(fault, "a catchment is not forecast");
        }
        let took = began.elapsed().as_millis();
        tracing::info!(
            catchments = plan.catchments.len(),
            gauges = plan.gauges.len(),
            ms = took,
            "floods are forecast"
        );
        self.send(&plan, now)
    }

    fn district(&self) -> District {
        self.monitor.shared.district
    }

    fn send(&mut self, plan: &Plan, now: Instant) -> Result<Result<(), NotTaken>, Error> {
        for it in plan.catchments.iter().filter(|it| !self.sent.contains(&it.id)).collect::<Vec<_>>() {
            let Some(latest) = self.forecasts.latest(it.id, now) else { continue };
            let expected = flood::rainfall::of_catchment(&plan.expected, it.id, now);
            let forecast = match latest.forecast(expected) {
                Ok(Ok(forecast)) => forecast,
                Ok(Err(_)) => continue,
                // The others are sent.
                Err(cause) => {
                    tracing::error!(code = it.said.code, %cause, "a catchment is not forecast");
                    continue;
                }
            };
            let mut lines = String::new();
            for (metric, value) in live::readings_of(&forecast) {
                let decimals = usize::from(metric.shape().decimals);
                let (device, metric) = (serde_json::json!(it.said.code), metric.code());
                let line = format!(
                    "{{\"device\":{device},\"metric\":\"{metric}\",\"t\":{},\"v\":{value:.decimals$}}}\n",
                    forecast.at
                );
                lines.push_str(&line);
            }
            match pollster::block_on(self.monitor.take(Door::Http, Bytes::from(lines))) {
                // A device that was registered a moment ago is known to the engine at its next look.
                Ok(receipt) if receipt.refused == 0 => drop(self.sent.insert(it.id)),
                Ok(receipt) => tracing::warn!(code = it.said.code, ?receipt, "a forecast is refused"),
                Err(cause) => return Ok(Err(cause)),
            }
        }
        Ok(Ok(()))
    }
}
