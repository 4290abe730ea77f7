//! What pages ask of the readings: a stretch of the past of one series, and how it stands now.

use std::collections::HashMap;

use kernel::{Error, Instant};
use readings::metric::Nature;
use readings::store::days::Bin;
use readings::store::history::History;
use readings::{Flag, Metric, Point};

use super::Monitor;

const HOUR: i64 = 3_600_000;
/// Windows of rain: their hours as pages write them, and their length.
const WINDOWS: [(&str, i64); 7] = [
    ("0.5", HOUR / 2),
    ("1", HOUR),
    ("3", 3 * HOUR),
    ("6", 6 * HOUR),
    ("12", 12 * HOUR),
    ("24", 24 * HOUR),
    ("72", 72 * HOUR),
];
/// The latest readings that are handed on as they are.
const LATEST: usize = 24;

/// One series, over a time.
pub(super) struct Asked {
    pub device: String,
    pub metric: Metric,
    pub from: Instant,
    pub until: Instant,
    /// Stretches of the curve, or points of it.
    pub points: usize,
    /// Rules whose figures are wanted, by the engine's number.
    pub rules: Vec<u64>,
}

/// What is known of it. Times in milliseconds, values in steps of the metric's last digit.
#[derive(Default)]
pub(super) struct Past {
    pub bins: Vec<Bin>,
    /// Readings in the stretch.
    pub count: u64,
    pub latest: Vec<Point>,
    pub last: Option<Point>,
    pub heard: Option<i64>,
    pub flags: Vec<Flag>,
    pub skew: Option<i64>,
    /// Rain of the last hours, from what the engine remembers or else from the disk; none of what does not add up.
    pub sums: Vec<(&'static str, Option<i64>)>,
    pub figures: HashMap<u64, i64>,
    /// From when until when nothing was heard for more than two intervals.
    pub silences: Vec<(i64, i64)>,
    span: i64,
}

impl Past {
    /// How many readings there should be.
    pub fn expected(&self, interval_ms: i64) -> u64 {
        u64::try_from(self.span / interval_ms.max(1)).unwrap_or(0)
    }
}

impl Monitor {
    /// A curve of at most so many stretches, and the series as it stands.
    pub(super) async fn past(&self, asked: Asked) -> Result<Past, Error> {
        let monitor = self.clone();
        tokio::task::spawn_blocking(move || monitor.past_now(&asked)).await.map_err(Error::internal)?
    }

    /// The readings themselves, or the least and greatest of each stretch where there are more than asked for; and which.
    pub(super) async fn points(&self, asked: Asked) -> Result<(Vec<Point>, bool), Error> {
        let monitor = self.clone();
        tokio::task::spawn_blocking(move || monitor.points_now(&asked)).await.map_err(Error::internal)?
    }

    fn past_now(&self, asked: &Asked) -> Result<Past, Error> {
        let (from, until) = (asked.from.millis(), asked.until.millis() + 1);
        let mut past = Past { span: until - from, ..Past::default() };
        let now = self.shared.clock.now().millis();
        let (number, position, interval) = self.look(|intake| {
            let engine = intake.engine();
            let directory = engine.directory();
            let position = intake.log().position();
            let Some(number) = directory.number(&asked.device, asked.metric) else { return (None, position, 0) };
            let recent = engine.recent(number);
            past.last = recent.newest();
            past.heard = engine.heard(number);
            past.flags = engine.flags(number).collect();
            past.skew = engine.skew(number);
            let series = &directory.series()[number as usize];
            past.sums = WINDOWS
                .map(|(word, span)| (word, (span <= series.remembered()).then(|| recent.over(now - span, now).sum)))
                .to_vec();
            for rule in &asked.rules {
                let Some((place, last)) = directory.place_of_rule(*rule).zip(past.last) else { continue };
                let of = directory.rule(place);
                if let Some(figure) = of.figure(recent, last) {
                    past.figures.insert(*rule, in_steps(figure, of.aggregate.decimals(of.metric), of.metric));
                }
            }
            (Some(number), position, series.setting.interval)
        });
        let Some(number) = number else { return Ok(past) };
        let history = History::of(&self.shared.folder);
        let adds_up = asked.metric.shape().nature == Nature::Amount;
        let not_remembered = past.sums.iter_mut().zip(WINDOWS).filter(|((_, sum), _)| adds_up && sum.is_none());
        for ((_, sum), (_, span)) in not_remembered {
            let readings = history.readings(number, now - span + 1, now + 1, position).map_err(Error::internal)?;
            *sum = Some(readings.iter().map(|it| i64::from(it.value)).sum());
        }
        past.bins = history.curve(number, from, until, asked.points, position).map_err(Error::internal)?;
        let readings = history.readings(number, from, until, position).map_err(Error::internal)?;
        past.count = past.bins.iter().map(|it| u64::from(it.sums.count)).sum();
        // Of what was thinned out nobody knows when it was silent.
        let known = history.thinned().map_err(Error::internal)?.map_or(from, |it| it.max(from));
        past.silences = silences(readings.iter().map(|it| it.at), (known, until.min(now)), interval);
        past.latest = readings[readings.len().saturating_sub(LATEST)..].to_vec();
        Ok(past)
    }

    fn points_now(&self, asked: &Asked) -> Result<(Vec<Point>, bool), Error> {
        let (from, until) = (asked.from.millis(), asked.until.millis() + 1);
        let (number, position) =
            self.look(|it| (it.engine().directory().number(&asked.device, asked.metric), it.log().position()));
        let Some(number) = number else { return Ok((Vec::new(), true)) };
        let history = History::of(&self.shared.folder);
        let readings = history.readings(number, from, until, position).map_err(Error::internal)?;
        if readings.len() <= asked.points {
            return Ok((readings, true));
        }
        let bins = history.curve(number, from, until, asked.points / 2, position).map_err(Error::internal)?;
        let both = |bin: &Bin| {
            let point = |at, value| Point { at, value };
            [point(bin.from, bin.sums.low), point(bin.from.midpoint(bin.until), bin.sums.high)]
        };
        Ok((bins.iter().flat_map(both).collect(), false))
    }
}

/// A figure in steps of the metric's last digit, as pages take it; named models have one digit.
fn in_steps(figure: i64, decimals: u8, metric: Metric) -> i64 {
    figure * 10_i64.pow(u32::from(metric.shape().decimals.saturating_sub(decimals)))
}

/// Where two readings, or an end and one, lie more than two intervals apart. `times` are in order.
pub(super) fn silences(times: impl Iterator<Item = i64>, (from, until): (i64, i64), interval: i64) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    let mut heard = from;
    for at in times.chain([until]) {
        if at - heard > 2 * interval {
            found.push((heard, at));
        }
        heard = at;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::silences;

    #[test]
    fn a_silence_is_longer_than_two_intervals() {
        let of = |times: &[i64], ends| silences(times.iter().copied(), ends, 10);
        assert_eq!(of(&[0, 10, 20, 50, 60], (0, 75)), [(20, 50)]);
        assert_eq!(of(&[30, 40], (0, 100)), [(0, 30), (40, 100)]);
        assert_eq!(of(&[], (0, 100)), [(0, 100)]);
        assert_eq!(of(&[20, 30], (0, 50)), []);
    }
}
