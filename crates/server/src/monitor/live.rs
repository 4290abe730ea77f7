//! How devices stand now, for the pages of `signal`.

use kernel::{Instant, Span};
use readings::metric::Nature;
use signal::device::live::{Latest, Live, Now};
use signal::device::{Device, Measured};

use super::Monitor;
use super::directory::quantity;

const HOUR_MS: i64 = 3_600_000;

impl Live for Monitor {
    fn now(&self, devices: &[Device]) -> Vec<Now> {
        let now = self.shared.clock.now().millis();
        self.look(|intake| devices.iter().map(|it| of(intake.engine(), it, now)).collect())
    }
}

fn of(engine: &readings::Engine, device: &Device, now: i64) -> Now {
    let number = |it: &Measured| engine.directory().number(&device.said.code, it.metric);
    let heard = device.said.measures.iter().filter_map(number).filter_map(|series| engine.heard(series)).max();
    let latest = |it: &Measured| {
        let recent = engine.recent(number(it)?);
        let last = recent.newest()?;
        let hour = (it.metric.shape().nature == Nature::Amount).then(|| recent.over(now - HOUR_MS, now).sum);
        Some(Latest {
            metric: it.metric,
            at: Instant::from_millis(last.at),
            value: quantity(last.value.into(), it.metric)?,
            hour: hour.and_then(|sum| quantity(sum, it.metric)),
        })
    };
    let skew = device.said.measures.iter().find_map(number).and_then(|series| engine.skew(series));
    Now {
        heard: heard.map(Instant::from_millis),
        latest: device.said.measures.iter().filter_map(latest).collect(),
        delay: skew.map(|ms| Span::seconds(ms.div_euclid(1_000))),
    }
}
