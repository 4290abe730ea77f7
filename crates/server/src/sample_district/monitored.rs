//! What the county's stations measured: years of it straight into days, the last days through the intake as they would have come in,
//! and the conditions that came of those, with whoever acknowledged them.
//!
//! The engine is the one that serves, over the devices and rules that are on record by then; so no condition stands in the sample
//! that its readings contradict, and the program goes on from the checkpoint that is left here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::{Error, Identity as _, Instant, Span};
use ledger::Db;
use readings::store::days::Days;
use readings::{Name, Opened, Parsed, Point, Reading};
use sample::measured::{Measuring, series};
use sample::{Chance, District, Scale};
use signal::Colour;
use signal::condition::{Change, ConditionId};

use super::fire_days::{FireDays, Rated};
use super::hindcast::{self, Hindcast};
use super::life::Act;
use super::signals::Deed;
use super::{Ids, Teller, forest_fires};
use crate::gate::machine_ctx;
use crate::monitor::fire::COMPUTER;
use crate::monitor::{Known, in_words};

const DAY_MS: i64 = 86_400_000;
/// What comes at once: between two of them is looked for silence.
const TURN_MS: i64 = 300_000;
/// How long a reading is on its way.
const ON_ITS_WAY: Span = Span::seconds(20);
/// Days of townships that are recorded in one go.
const RATED_TOGETHER: usize = 400;
/// Days that wait to be packed while the next is measured.
const AHEAD: usize = 3;

/// The stations, at the moment from which on their readings come in one by one.
pub(super) struct Monitored<'a> {
    county: &'a District,
    folder: PathBuf,
    names: Vec<Name>,
    measuring: Measuring<'a>,
    hindcast: Hindcast,
    fires: FireDays,
    /// The days before, as they were rated.
    rated: Vec<Rated>,
    /// Those of the last days, with when.
    live: Vec<(Instant, Vec<Rated>)>,
}

/// From when on the readings go through the intake.
pub(super) fn live_from(county: &District) -> Instant {
    let days = if county.scale == Scale::Full { 10 } else { 4 };
    county.now.day().plus_days(-days).start()
}

/// Everything before that, a day after the other; one thread measures and another packs.
pub(super) fn history<'a>(county: &'a District, folder: &Path) -> Result<Monitored<'a>, Error> {
    let of_series = series(&county.stations);
    let name = |(station, metric): &(usize, readings::Metric)| Name {
        device: county.stations[*station].code.as_str().into(),
        metric: *metric,
    };
    let (begin, end) = (county.measured_since().millis(), live_from(county).millis());
    let mut hindcast = Hindcast::from(county, &of_series, begin)?;
    let mut names: Vec<Name> = of_series.iter().map(name).chain(hindcast.names()).collect();
    let mut fires = FireDays::of(county, &of_series, names.len())?;
    names.extend(fires.names());
    let mut rated = Vec::new();
    let mut measuring = Measuring::from(county, begin);
    let days = Days::of(folder);
    std::thread::scope(|scope| {
        let (to, packed) = std::sync::mpsc::sync_channel::<Vec<(u32, Point)>>(AHEAD);
        let pack = scope.spawn(move || packed.into_iter().try_for_each(|day| days.add(day)));
        let mut at = begin;
        while at < end {
            at += DAY_MS;
            let mut of_day: Vec<Vec<(u32, Point)>> = vec![Vec::new(); names.len()];
            measuring.go_on_until(at, &mut |it| {
                of_day[it.series].push((it.series as u32, Point { at: it.at, value: it.value }));
                hindcast.measured(it.series, it.at, it.value);
                fires.hear(&it);
            });
            hindcast.go_on_until(at, hindcast::is_sparse(at, end), &mut |series, it| {
                of_day[series].push((series as u32, it));
            })?;
            let (mut days, readings) = fires.due(at)?;
            rated.append(&mut days);
            readings.into_iter().for_each(|(series, point)| of_day[series as usize].push((series, point)));
            if to.send(of_day.concat()).is_err() {
                break;
            }
        }
        drop(to);
        pack.join().map_err(|_| Error::internal("the thread that packs days"))?.map_err(Error::internal)
    })?;
    Ok(Monitored { county, folder: folder.to_owned(), names, measuring, hindcast, fires, rated, live: Vec::new() })
}

impl Monitored<'_> {
    /// What became of the last days' readings, as acts that are still to be recorded.
    pub fn acts(mut self, db: &Db, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
        let mut acts = Vec::new();
        let from = live_from(self.county);
        let before = std::mem::take(&mut self.rated);
        for piece in before.chunks(RATED_TOGETHER) {
            acts.push(Act::of_forest_fire(teller.rule(COMPUTER, from), forest_fires::Deed::Rate(piece.to_vec())));
        }
        let changes = self.take_in(db)?;
        for (at, days) in std::mem::take(&mut self.live) {
            acts.push(Act::of_forest_fire(teller.rule(COMPUTER, at), forest_fires::Deed::Rate(days)));
        }
        let mut told = Told::of(self.county, ids, teller)?;
        changes.into_iter().try_for_each(|it| told.change(it))?;
        acts.append(&mut told.acts);
        Ok(acts)
    }

    fn take_in(&mut self, db: &Db) -> Result<Vec<Change>, Error> {
        let (county, from) = (self.county, live_from(self.county));
        let ctx = machine_ctx("signal.engine", county.code, from)?;
        let known = db.read_blocking(|r| Known::read(r, &ctx, from.day(), &self.names))?;
        let opened = Opened::folder(&self.folder).map_err(Error::internal)?;
        let (mut intake, _) = opened.into_intake(Arc::new(known.directory.clone())).map_err(Error::internal)?;
        let mut changes = Vec::new();
        let (mut at, end) = (from.millis(), county.now.millis());
        while at < end {
            at = (at + TURN_MS).min(end);
            let mut readings = Vec::new();
            self.measuring.go_on_until(at, &mut |it| {
                self.hindcast.measured(it.series, it.at, it.value);
                // Of a station that is out of service nothing is taken.
                if known.directory.series()[it.series].is_active() {
                    self.fires.hear(&it);
                    readings.push(Reading {
                        series: it.series as u32,
                        at: it.at,
                        value: it.value.into(),
                        sequence: None,
                    });
                }
            });
            self.hindcast.go_on_until(at, false, &mut |series, it| {
                let (series, value) = (series as u32, it.value.into());
                readings.push(Reading { series, at: it.at, value, sequence: None });
            })?;
            let (days, computed) = self.fires.due(at)?;
            readings.extend(computed.into_iter().map(|(series, point)| Reading {
                series,
                at: point.at,
                value: point.value.into(),
                sequence: None,
            }));
            if !days.is_empty() {
                self.live.push((Instant::from_micros(at * 1_000), days));
            }
            let arrived = Instant::from_micros(at * 1_000) + ON_ITS_WAY;
            let parsed = Parsed::of_readings(readings);
            intake.take(&[], &parsed, arrived.millis()).map_err(Error::internal)?;
            intake.tick(arrived.millis());
            if at % (TURN_MS * 12) == 0 || at == end {
                let told = intake.commit().map_err(Error::internal)?;
                changes.extend(told.iter().flat_map(|it| in_words(it, &known, county.now)));
            }
        }
        intake.checkpoint().map_err(Error::internal)?;
        changes.sort_by_key(|it| it.at);
        Ok(changes)
    }
}

/// A condition that is on record, as far as it matters to whoever acknowledges.
struct Standing {
    id: ConditionId,
    colour: Colour,
    /// When somebody acknowledged it last, or will have.
    seen: Option<Instant>,
}

struct Told<'a> {
    county: &'a District,
    teller: &'a mut Teller,
    chance: Chance,
    officer: (kernel::PersonId, kernel::OrganisationId),
    standing: BTreeMap<String, Standing>,
    acts: Vec<Act>,
}

/// Of a hundred conditions so many are acknowledged, and within how many minutes.
const ACKNOWLEDGED_PERMILLE: u32 = 970;
const MINUTES: (i64, i64) = (3, 13);
/// What happened in the last minutes nobody has seen yet.
const UNSEEN: Span = Span::minutes(12);
const NOTES: [&str; 5] = [
    "已电话核实，乡镇干部到岗查看",
    "已通知村组加密巡查，做好转移准备",
    "已派人到现场查看，持续关注",
    "已通知管护责任人检查设备",
    "已会商，按预案继续监测",
];

impl<'a> Told<'a> {
    fn of(county: &'a District, ids: &Ids, teller: &'a mut Teller) -> Result<Told<'a>, Error> {
        let officer = county.accounts.iter().find(|it| it.role == kernel::Role::DutyOfficer);
        let officer = officer.ok_or(Error::NotFound("AccountId"))?;
        Ok(Told {
            county,
            teller,
            chance: Chance::new(super::SEED, "monitored"),
            officer: (ids.person(officer.person)?, ids.organisation(sample::OFFICE)?),
            standing: BTreeMap::new(),
            acts: Vec::new(),
        })
    }

    fn change(&mut self, it: Change) -> Result<(), Error> {
        let at = (it.at + ON_ITS_WAY).min(self.county.now);
        let mark = format!("{:?} {} {:?}", it.place, it.sort, it.rule.map(|it| *it.bytes()));
        let colour = it.colour;
        let ctx = self.teller.rule("signal.engine", at);
        self.acts.push(Act::of_signal(ctx.clone(), Deed::Tell(it)));
        let Some(colour) = colour else {
            self.standing.remove(&mark);
            return Ok(());
        };
        let known = self.standing.get(&mark);
        let is_worse = known.is_none_or(|it| colour > it.colour);
        let id = known.map_or_else(|| ctx.mint(), |it| it.id);
        let mut seen = known.and_then(|it| it.seen);
        // Who will look in a minute sees what it has come to by then.
        if is_worse && seen.is_none_or(|seen| seen <= at) && self.chance.permille(ACKNOWLEDGED_PERMILLE) {
            let then = at + Span::minutes(self.chance.between(MINUTES.0, MINUTES.1));
            if then <= self.county.now - UNSEEN {
                seen = Some(then);
                self.acknowledged(id, then);
            }
        }
        self.standing.insert(mark, Standing { id, colour, seen });
        Ok(())
    }

    fn acknowledged(&mut self, id: ConditionId, at: Instant) {
        let note = *self.chance.one(&NOTES);
        let ctx = self.teller.person(at, self.officer.0, self.officer.1, kernel::Role::DutyOfficer);
        let ctx = kernel::Ctx { policy: crate::policy::POLICY, ..ctx };
        self.acts.push(Act::of_signal(ctx, Deed::Acknowledge(id, note)));
    }
}
