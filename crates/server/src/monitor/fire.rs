//! The forest fire danger of each township, once a day: from what its stations measured, recorded, and sent as readings of its
//! device through the same intake as everybody's.
//!
//! A day is due ten minutes after its noon, when stations that send each ten minutes have sent. A day without weather is tried
//! again until a later one is rated: readings come late. After an outage the missed days are rated from the readings that
//! came meanwhile. What was recorded and not sent before a crash is sent after the start; sent twice, it is a duplicate.
//! Not here: what a day comes to (`forestfire::danger::rate`), which readings make a noon (`forestfire::danger::noon`).

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use forestfire::danger::{self, FireArea, FireAreaId, NOON_HOUR, Noon};
use gateway::{Door, Intake as _, NotTaken};
use kernel::{Ctx, Day, Error, Instant, Span};
use ledger::Db;
use readings::Metric;
use readings::store::history::History;
use signal::Quantity;
use signal::device::{self, Device, DeviceId};

use super::Monitor;
use crate::gate::machine_ctx;

/// Its name in the ledger.
pub(crate) const COMPUTER: &str = "fire_danger";
const PAUSE: Duration = Duration::from_secs(2);
/// How often a township without the day's weather is looked at again.
const LOOKED_AGAIN: Span = Span::minutes(1);
/// Days without weather that are tried again; older ones are tried once after a start.
const TRIED_AGAIN: i64 = 3;
/// Days of one township in one round.
const ONE_ROUND: i64 = 60;
/// What was recorded so many days ago is sent again after a start.
const SENT_AGAIN: i64 = 3;

struct Sending {
    code: String,
    day: Day,
    values: Vec<(String, f64)>,
}

/// How far a township was tried.
struct Tried {
    day: Day,
    /// As it was then, and when that was.
    version: i64,
    at: Instant,
}

pub(super) struct Computer {
    monitor: Monitor,
    db: Db,
    tried: HashMap<FireAreaId, Tried>,
    unsent: VecDeque<Sending>,
}

/// From a thread of its own.
pub(super) fn start(monitor: Monitor, db: Db) -> std::io::Result<()> {
    let mut computer = Computer::new(monitor, db);
    let go = move || {
        if let Err(cause) = computer.send_again() {
            tracing::error!(%cause, "the fire danger of the last days can't be read");
        }
        loop {
            if let Err(cause) = computer.round() {
                tracing::error!(%cause, "the fire danger can't be computed; the next round tries again");
            }
            std::thread::sleep(PAUSE);
        }
    };
    std::thread::Builder::new().name("fire-danger".to_owned()).spawn(go).map(drop)
}

impl Computer {
    pub fn new(monitor: Monitor, db: Db) -> Computer {
        Computer { monitor, db, tried: HashMap::new(), unsent: VecDeque::new() }
    }

    fn ctx(&self) -> Result<Ctx, Error> {
        machine_ctx(COMPUTER, self.monitor.shared.district, self.monitor.shared.clock.now())
    }

    fn send_again(&mut self) -> Result<(), Error> {
        let ctx = self.ctx()?;
        let to = ctx.now.day();
        let found = self.db.read_blocking(|r| {
            let rated = danger::query::between(r, &ctx, (to.plus_days(-SENT_AGAIN), to))?;
            let ids: Vec<DeviceId> = rated.iter().map(|it| it.device).collect();
            Ok((device::query::among(r, &ctx, &ids)?, rated))
        })?;
        let (devices, rated) = found;
        for it in rated {
            if let Some(device) = devices.iter().find(|device| device.id == it.device) {
                self.unsent.push_back(sending(&device.said.code, it.it.day, it.it.readings()));
            }
        }
        Ok(())
    }

    /// Every day that is due and has its weather is rated, and what was rated is sent.
    pub fn round(&mut self) -> Result<(), Error> {
        let ctx = self.ctx()?;
        let (areas, stations) = self.db.read_blocking(|r| {
            let areas = danger::query::all(r, &ctx)?;
            let mut ids: Vec<DeviceId> = areas.iter().flat_map(|it| it.said.stations.clone()).collect();
            ids.sort();
            ids.dedup();
            ids.extend(areas.iter().map(|it| it.said.device));
            let known = device::query::among(r, &ctx, &ids)?;
            Ok((areas, known.into_iter().map(|it| (it.id, it)).collect::<HashMap<_, _>>()))
        })?;
        for area in areas.iter().filter(|it| it.said.is_watched) {
            self.area(&ctx, area, &stations)?;
        }
        self.send()
    }

    fn area(&mut self, ctx: &Ctx, area: &FireArea, devices: &HashMap<DeviceId, Device>) -> Result<(), Error> {
        let until = danger::due(ctx.now);
        let next = area.last.map_or(area.said.since, |last| last.day.plus_days(1));
        let tried = self.tried.get(&area.id);
        if next > until || tried.is_some_and(|it| it.version == area.version && ctx.now < it.at + LOOKED_AGAIN) {
            return Ok(());
        }
        let mut day = tried.map_or(next, |tried| next.max(tried.day));
        let last = until.min(day.plus_days(ONE_ROUND));
        while day <= last {
            let noon = self.noon(&area.said.stations, devices, day)?;
            if let Some(noon) = noon {
                self.rate(area.id, day, noon, devices.get(&area.said.device))?;
            }
            day = day.plus_days(1);
        }
        let day = day.min(until.plus_days(1 - TRIED_AGAIN));
        self.tried.insert(area.id, Tried { day, version: area.version, at: ctx.now });
        Ok(())
    }

    /// Of the first station that has the whole day.
    fn noon(
        &self,
        stations: &[DeviceId],
        devices: &HashMap<DeviceId, Device>,
        day: Day,
    ) -> Result<Option<Noon>, Error> {
        let history = History::of(&self.monitor.shared.folder);
        for station in stations.iter().filter_map(|id| devices.get(id)) {
            let of = |metric: Metric, from: Instant, until: Instant| {
                let code = &station.said.code;
                let (number, position) =
                    self.monitor.look(|it| (it.engine().directory().number(code, metric), it.log().position()));
                let Some(number) = number else { return Ok(Vec::new()) };
                history.readings(number, from.millis() + 1, until.millis() + 1, position).map_err(Error::internal)
            };
            if let Some(noon) = danger::noon::noon((station.id, station.said.interval_seconds), day, of)? {
                return Ok(Some(noon));
            }
        }
        Ok(None)
    }

    fn rate(&mut self, id: FireAreaId, day: Day, noon: Noon, device: Option<&Device>) -> Result<(), Error> {
        let ctx = self.ctx()?;
        let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
            let rated = danger::rated(tx, ctx, id, (day, &noon))?;
            Ok(rated.map(|it| it.readings().map(|(metric, value)| (metric.code().to_owned(), value.value()))))
        };
        let values = match self.db.write_blocking("fire_danger.rate", &ctx, run) {
            Ok(values) => values,
            // A station that measures nonsense is for people to see; the day stays without a rating.
            Err(Error::Invalid(problems)) => {
                tracing::warn!(%day, problems = %Error::Invalid(problems), "no formula takes the weather of a station");
                None
            }
            Err(other) => return Err(other),
        };
        if let Some((values, device)) = values.zip(device) {
            self.unsent.push_back(Sending { code: device.said.code.clone(), day, values: values.to_vec() });
        }
        Ok(())
    }

    /// As far as the register of devices is known to the intake; the rest goes with the next round.
    fn send(&mut self) -> Result<(), Error> {
        while let Some(first) = self.unsent.front() {
            let known = self.monitor.known();
            if known.directory.number(&first.code, Metric::FireDangerClass).is_none() {
                return Ok(());
            }
            match pollster::block_on(self.monitor.take(Door::Http, Bytes::from(lines(first)))) {
                Ok(receipt) => {
                    if receipt.refused > 0 {
                        tracing::warn!(?receipt, code = first.code, day = %first.day, "readings of fire danger are refused");
                    }
                    self.unsent.pop_front();
                }
                Err(NotTaken::Busy | NotTaken::Stopping) => return Ok(()),
                Err(cause) => return Err(Error::internal(cause)),
            }
        }
        Ok(())
    }
}

fn sending(code: &str, day: Day, values: [(Metric, Quantity); 5]) -> Sending {
    let values = values.iter().map(|(metric, value)| (metric.code().to_owned(), value.value())).collect();
    Sending { code: code.to_owned(), day, values }
}

/// The readings of a day, at its noon.
fn lines(it: &Sending) -> String {
    let at = it.day.at(NOON_HOUR, 0).millis();
    let line = |(metric, value): &(String, f64)| {
        format!("{{\"device\":\"{}\",\"metric\":\"{metric}\",\"t\":{at},\"v\":{value:.3}}}\n", it.code)
    };
    it.values.iter().map(line).collect()
}
