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
use signal::device::{self, Device, DeviceId, State};

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
/// What was recorded so long ago is sent again after a start.
const SENT_AGAIN: Span = Span::hours(72);
/// Acts that began so long ago may still be written.
const OVERLAP: Span = Span::minutes(10);

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
    /// The latest that was recorded and looked at; what was recorded shortly before it is kept in mind, since who writes
    /// at the same time may come behind.
    looked: Instant,
    queued: HashMap<(FireAreaId, Day), Instant>,
    unsent: VecDeque<Sending>,
}

/// From a thread of its own.
pub(super) fn start(monitor: Monitor, db: Db) -> std::io::Result<()> {
    let mut computer = Computer::new(monitor, db);
    let go = move || {
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
        let looked = monitor.shared.clock.now() - SENT_AGAIN;
        Computer { monitor, db, tried: HashMap::new(), looked, queued: HashMap::new(), unsent: VecDeque::new() }
    }

    fn ctx(&self) -> Result<Ctx, Error> {
        machine_ctx(COMPUTER, self.monitor.shared.district, self.monitor.shared.clock.now())
    }

    /// What was recorded since the last look, by this program or by hand.
    fn look(&mut self) -> Result<(), Error> {
        let (ctx, since) = (self.ctx()?, self.looked - OVERLAP);
        let (devices, rated) = self.db.read_blocking(|r| {
            let rated = danger::query::recorded_after(r, &ctx, since)?;
            let mut ids: Vec<DeviceId> = rated.iter().map(|it| it.device).collect();
            ids.sort_unstable();
            ids.dedup();
            Ok((device::query::among(r, &ctx, &ids)?, rated))
        })?;
        for it in rated {
            if self.queued.insert((it.area, it.it.day), it.at).is_some() {
                continue;
            }
            self.looked = self.looked.max(it.at);
            let device = devices.iter().find(|device| device.id == it.device);
            // Of what is not computed any more nothing is taken.
            if let Some(device) = device.filter(|it| it.state == State::InService) {
                self.unsent.push_back(sending(&device.said.code, it.it.day, it.it.readings()));
            }
        }
        let since = self.looked - OVERLAP;
        self.queued.retain(|_, at| *at > since);
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
            // What is wrong with one township stops no other.
            if let Err(cause) = self.area(&ctx, area, &stations) {
                tracing::error!(%cause, area = %area.id, "the fire danger of a township can't be computed");
                self.tried.insert(area.id, Tried { day: area.said.since, version: area.version, at: ctx.now });
            }
        }
        self.look()?;
        self.send()
    }

    fn area(&mut self, ctx: &Ctx, area: &FireArea, devices: &HashMap<DeviceId, Device>) -> Result<(), Error> {
        let until = danger::due(ctx.now);
        let next = area.last.map_or(area.said.since, |last| last.day.plus_days(1));
        let tried = self.tried.get(&area.id).filter(|it| it.version == area.version);
        if next > until || tried.is_some_and(|it| ctx.now < it.at + LOOKED_AGAIN) {
            return Ok(());
        }
        let mut day = tried.map_or(next, |tried| next.max(tried.day));
        let last = until.min(day.plus_days(ONE_ROUND));
        while day <= last {
            let noon = self.noon(&area.said.stations, devices, day)?;
            if let Some(noon) = noon {
                self.rate(area.id, day, noon)?;
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

    fn rate(&self, id: FireAreaId, day: Day, noon: Noon) -> Result<(), Error> {
        let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| danger::rated(tx, ctx, id, (day, &noon)).map(drop);
        match self.db.write_blocking("fire_danger.rate", &self.ctx()?, run) {
            Ok(()) => Ok(()),
            // A station that measures nonsense is for people to see; the day stays without a rating.
            Err(Error::Invalid(problems)) => {
                tracing::warn!(%day, problems = %Error::Invalid(problems), "no formula takes the weather of a station");
                Ok(())
            }
            Err(other) => Err(other),
        }
    }

    /// As far as the register of devices is known to the intake; the rest goes with the next round.
    fn send(&mut self) -> Result<(), Error> {
        for _ in 0..self.unsent.len() {
            let Some(first) = self.unsent.pop_front() else { break };
            if self.monitor.known().directory.number(&first.code, Metric::FireDangerClass).is_none() {
                self.unsent.push_back(first);
                continue;
            }
            match pollster::block_on(self.monitor.take(Door::Http, Bytes::from(lines(&first)))) {
                Ok(receipt) if receipt.refused == 0 => {}
                Ok(receipt) => {
                    tracing::warn!(?receipt, code = first.code, day = %first.day, "readings of fire danger are refused");
                }
                Err(cause) => {
                    self.unsent.push_front(first);
                    return match cause {
                        NotTaken::Busy | NotTaken::Stopping => Ok(()),
                        cause => Err(Error::internal(cause)),
                    };
                }
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
