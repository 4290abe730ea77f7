//! Devices of the sample county, and the rules by which their readings mean something. Every text and figure is invented; what
//! the devices measured, and what came of it, is told in `monitored`.

use kernel::{Ctx, Error, Instant, PersonId, Role, Span};
use ledger::Tx;
use readings::Metric;
use sample::{District, OrganisationKind, Station, StationKind};
use signal::condition::{self, Acknowledge, Change, ConditionId};
use signal::device::{self, Describe, DeviceId, Sort};
use signal::rule::{self, SignalRuleId, SwitchOn};

use super::life::Act;
use super::{Ids, Teller};

/// Every so many devices one has nobody who watches it, or no position: gaps are shown.
const UNWATCHED: usize = 13;
const UNPLACED: usize = 29;

/// One thing that is done about devices, rules or conditions.
pub(super) enum Deed {
    Register(Box<Describe>),
    Suspend(DeviceId, &'static str),
    Draft(Box<rule::Describe>),
    SwitchOn(SignalRuleId, String),
    Tell(Change),
    Acknowledge(ConditionId, &'static str),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        let ctx = &ctx.clone();
        match self {
            Deed::Register(cmd) => device::register(tx, ctx, cmd).map(drop),
            Deed::Suspend(id, reason) => device::suspend(tx, ctx, *id, &device::Reason { reason: (*reason).into() }),
            Deed::Draft(cmd) => rule::draft(tx, ctx, cmd).map(drop),
            Deed::SwitchOn(id, from) => {
                let cmd = SwitchOn { version: "1".into(), from: from.clone(), reason: "汛前会商确定".into() };
                rule::switch_on(tx, ctx, *id, &cmd)
            }
            Deed::Tell(change) => condition::record(tx, ctx, change).map(drop),
            Deed::Acknowledge(id, note) => condition::acknowledge(tx, ctx, *id, &Acknowledge { note: (*note).into() }),
        }
    }
}

/// What devices of a kind are, who keeps them alive, what they are called, and what their readings can be.
#[rustfmt::skip]
fn kind(it: StationKind) -> (Sort, &'static str, &'static str, &'static str) {
    match it {
        StationKind::RainGauge      => (Sort::RainGauge,      "县水利局",     "雨量站",       "雨量 0 120 60"),
        StationKind::RiverLevel     => (Sort::RiverLevel,     "县水利局",     "河道水位站",   "水位 900 2600 3"),
        StationKind::Pond           => (Sort::Pond,           "县水利局",     "小坝塘水位站", "水位 900 2600 2"),
        StationKind::Landslide      => (Sort::Landslide,      "县自然资源局", "滑坡监测点",   "位移 - - 80"),
        StationKind::Reservoir      => (Sort::Reservoir,      "县水利局",     "水库水情站",   "水位 900 2600 1.5"),
        StationKind::WeatherStation => (Sort::WeatherStation, "县气象局",     "区域气象站",   "气温 -15 45 12"),
        StationKind::Gas            => (Sort::Gas,            "县住建局",     "燃气监测点",   "甲烷浓度 0 20 10"),
        StationKind::DebrisFlow     => (Sort::DebrisFlow,     "县自然资源局", "泥石流沟口站", "雨量 0 120 60"),
        StationKind::Smoke          => (Sort::Smoke,          "县消防大队",   "烟感监测点",   ""),
        StationKind::Tailings       => (Sort::Tailings,       "县应急局",     "尾矿库监测点", "干滩长度 0 2000 30"),
    }
}

/// Tells what is done by whom.
struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    clerk: PersonId,
    leader: PersonId,
    acts: Vec<Act>,
}

impl<'a> Told<'a> {
    fn of(county: &'a District, ids: &'a Ids, teller: &'a mut Teller) -> Result<Told<'a>, Error> {
        let player = |role| {
            let account = county.accounts.iter().find(|it| it.role == role).ok_or(Error::NotFound("AccountId"))?;
            ids.person(account.person)
        };
        let (clerk, leader) = (player(Role::DistrictClerk)?, player(Role::Leader)?);
        Ok(Told { county, ids, teller, clerk, leader, acts: Vec::new() })
    }

    fn by(&mut self, at: Instant, (person, role): (PersonId, Role), deed: Deed) -> Result<Ctx, Error> {
        let ctx = self.teller.person(at, person, self.ids.organisation(sample::OFFICE)?, role);
        // Drafts are seen by whoever may draft or switch.
        let ctx = Ctx { policy: crate::policy::POLICY, ..ctx };
        self.acts.push(Act::of_signal(ctx.clone(), deed));
        Ok(ctx)
    }

    fn clerk(&mut self, at: Instant, deed: Deed) -> Result<Ctx, Error> {
        self.by(at, (self.clerk, Role::DistrictClerk), deed)
    }

    fn devices(&mut self) -> Result<(), Error> {
        let county = self.county;
        let registered = county.now - Span::days(380);
        let mut last_weather = None;
        for (n, station) in county.stations.iter().enumerate() {
            let cmd = self.described(n, station)?;
            let at = registered + Span::minutes(i64::try_from(n).unwrap_or_default());
            let id = self.clerk(at, Deed::Register(Box::new(cmd)))?.mint();
            if station.kind == StationKind::WeatherStation {
                last_weather = Some(id);
            }
        }
        if let Some(id) = last_weather {
            self.clerk(county.now - Span::days(13), Deed::Suspend(id, "传感器送检"))?;
        }
        Ok(())
    }

    fn described(&self, n: usize, it: &Station) -> Result<Describe, Error> {
        let county = self.county;
        let name = |division| county.places.iter().find(|place| place.division == division).map_or("", |it| &it.name);
        let watcher = county
            .organisations
            .iter()
            .find(|body| body.kind == OrganisationKind::Township && body.division == it.township);
        let watcher = watcher.map(|body| {
            let staff: Vec<_> = county.people.iter().filter(|it| it.organisation == body.key).collect();
            staff[n / StationKind::ALL.len() % staff.len()].key
        });
        let watched = !n.is_multiple_of(UNWATCHED);
        let degrees = |e6: i32| match n % UNPLACED {
            7 => String::new(),
            _ => format!("{}.{:06}", e6 / 1_000_000, e6 % 1_000_000),
        };
        let (sort, owner, called, limits) = kind(it.kind);
        Ok(Describe {
            code: it.code.clone(),
            name: format!("{}{}{called}", name(it.township), name(it.village)),
            sort: sort.word().into(),
            metrics: it.kind.metrics().iter().map(|metric| metric.code().to_owned()).collect(),
            limits: limits.into(),
            division: it.village.to_string(),
            longitude: degrees(it.longitude_e6),
            latitude: degrees(it.latitude_e6),
            owner: owner.into(),
            watcher: match watcher.filter(|_| watched) {
                Some(key) => self.ids.person(key)?.to_string(),
                None => String::new(),
            },
            interval: it.kind.interval_seconds().to_string(),
            subject: String::new(),
            since: county.now.day().plus_days(-1_200 - i64::try_from(n).unwrap_or_default()).to_string(),
        })
    }

    fn drafted(&mut self, days_ago: i64, cmd: rule::Describe) -> Result<SignalRuleId, Error> {
        let at = self.county.now.day().plus_days(-days_ago).at(15, 40);
        Ok(self.clerk(at, Deed::Draft(Box::new(cmd)))?.mint())
    }

    /// Drafted by the clerk, switched on by the leader the day after.
    fn held(&mut self, days_ago: i64, cmd: rule::Describe) -> Result<SignalRuleId, Error> {
        let id = self.drafted(days_ago, cmd)?;
        let day = self.county.now.day().plus_days(1 - days_ago);
        self.by(day.at(9, 10), (self.leader, Role::Leader), Deed::SwitchOn(id, day.to_string()))?;
        Ok(id)
    }

    /// Of rain, of a river's rise, of a slope, of gas; and one that is still a draft.
    #[rustfmt::skip]
    fn rules(&mut self) -> Result<(), Error> {
        let flood = "《望澜县防汛抗旱应急预案》";
        let hour = self.held(200, rule::Describe {
            yellow: "30".into(), orange: "50".into(), red: "80".into(),
            ..ruled("1小时雨量", flood, Metric::Rain, ("sum", "60"))
        })?;
        self.held(199, rule::Describe {
            blue: "50".into(), yellow: "80".into(), orange: "120".into(), red: "180".into(),
            ..ruled("24小时雨量", flood, Metric::Rain, ("sum", "1440"))
        })?;
        self.held(198, rule::Describe {
            yellow: "0.8".into(), orange: "1.5".into(), red: "2.5".into(), sort: Sort::RiverLevel.word().into(),
            ..ruled("河道1小时水位涨幅", flood, Metric::Level, ("rise", "60"))
        })?;
        self.held(197, rule::Describe {
            blue: "0.1".into(), yellow: "0.5".into(), orange: "2".into(), red: "10".into(), hold: "10".into(), clear: "720".into(),
            ..ruled("滑坡位移速率", "县自然资源局会商意见", Metric::Displacement, ("rate", "360"))
        })?;
        self.held(196, rule::Describe {
            yellow: "0.5".into(), orange: "1".into(), red: "1.5".into(), clear: "10".into(),
            ..ruled("燃气浓度", "县住建局技术要求", Metric::Gas, ("last", "0"))
        })?;
        self.drafted(2, rule::Describe {
            yellow: "25".into(), orange: "45".into(), red: "70".into(), follows: hour.to_string(),
            ..ruled("1小时雨量", "今年汛期复盘，石盘沟乡阈值偏高", Metric::Rain, ("sum", "60"))
        })?;
        Ok(())
    }
}

pub(super) fn ruled(title: &str, basis: &str, metric: Metric, (aggregate, window): (&str, &str)) -> rule::Describe {
    rule::Describe {
        title: title.into(),
        basis: basis.into(),
        metric: metric.code().into(),
        aggregate: aggregate.into(),
        window: window.into(),
        direction: "above".into(),
        hold: "0".into(),
        clear: "60".into(),
        ..rule::Describe::default()
    }
}

/// One more rule, held since so many days.
pub(super) fn held_rule(
    county: &District,
    ids: &Ids,
    teller: &mut Teller,
    (days_ago, cmd): (i64, rule::Describe),
) -> Result<Vec<Act>, Error> {
    let mut told = Told::of(county, ids, teller)?;
    told.held(days_ago, cmd)?;
    Ok(told.acts)
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let mut told = Told::of(county, ids, teller)?;
    told.devices()?;
    told.rules()?;
    told.acts.sort_by_key(|act| act.ctx.now);
    Ok(told.acts)
}
