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
    Catchment(Box<flood::catchment::Describe>),
    Expect(flood::rainfall::Tell),
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
            Deed::Catchment(cmd) => flood::catchment::register(tx, ctx, cmd).map(drop),
            Deed::Expect(cmd) => flood::rainfall::tell(tx, ctx, cmd).map(drop),
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
        let slope = county.slope_of(it);
        // Several at one slope stand some way from each other.
        let aside = |e6: i32| e6 + (n % 7) as i32 * 180 - 540;
        let (longitude_e6, latitude_e6) = match slope {
            Some(of) => (aside(of.longitude_e6), aside(of.latitude_e6)),
            None => (it.longitude_e6, it.latitude_e6),
        };
        Ok(Describe {
            code: it.code.clone(),
            name: match slope {
                Some(of) => format!("{}{}号监测点", of.name.trim_end_matches("隐患点"), n % 7 + 1),
                None => format!("{}{}{called}", name(it.township), name(it.village)),
            },
            sort: sort.word().into(),
            metrics: it.kind.metrics().iter().map(|metric| metric.code().to_owned()).collect(),
            limits: limits.into(),
            division: slope.map_or(it.village, |of| of.division).to_string(),
            longitude: degrees(longitude_e6),
            latitude: degrees(latitude_e6),
            owner: owner.into(),
            watcher: match watcher.filter(|_| watched) {
                Some(key) => self.ids.person(key)?.to_string(),
                None => String::new(),
            },
            interval: it.kind.interval_seconds().to_string(),
            subject: match slope {
                Some(of) => self.ids.subject(of.key)?.to_string(),
                None => String::new(),
            },
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

    fn catchments(&mut self) -> Result<(), Error> {
        let registered = self.county.now - Span::days(379);
        for (n, it) in self.county.catchments().iter().enumerate() {
            let cmd = self.catchment(n, it)?;
            let at = registered + Span::minutes(i64::try_from(n).unwrap_or_default());
            self.clerk(at, Deed::Catchment(Box::new(cmd)))?;
        }
        // Told by the weather service this morning; in a replay the week begins without.
        if self.county.scene == sample::Scene::Flooded {
            let told = self.county.now - Span::minutes(50);
            let cmd = flood::rainfall::Tell {
                within_1h: "4".into(),
                within_3h: "10".into(),
                within_6h: "16".into(),
                within_24h: "24".into(),
                source: "县气象台短时临近预报".into(),
                ..flood::rainfall::Tell::default()
            };
            self.clerk(told, Deed::Expect(cmd))?;
        }
        Ok(())
    }

    fn catchment(&self, n: usize, it: &sample::catchment::Catchment) -> Result<flood::catchment::Describe, Error> {
        let county = self.county;
        let outlet = &county.stations[it.outlet];
        let degrees = |e6: i32| format!("{}.{:06}", e6 / 1_000_000, e6 % 1_000_000);
        let staff = |township, nth: usize| -> Result<String, Error> {
            let body = county
                .organisations
                .iter()
                .find(|body| body.kind == OrganisationKind::Township && body.division == township);
            let people: Vec<_> =
                county.people.iter().filter(|it| Some(it.organisation) == body.map(|it| it.key)).collect();
            let person = people.get(nth % people.len().max(1)).ok_or(Error::NotFound("PersonId"))?;
            Ok(self.ids.person(person.key)?.to_string())
        };
        let mut villages = Vec::new();
        for (nth, village) in it.villages.iter().enumerate() {
            // Of one village nobody is named yet, so that the gap is seen.
            let mover = if (n + nth) % 7 == 3 { "-".to_owned() } else { staff(outlet.township, n + nth)? };
            let (place, minutes) = (village.division, village.minutes);
            villages.push(format!("{place} {minutes} {} {} {mover}", village.households, village.people));
        }
        let gauges: Vec<String> = it
            .gauges
            .iter()
            .map(|(station, weight)| format!("{} {weight:.2}", county.stations[*station].code))
            .collect();
        let ponds: Vec<&str> = it.ponds.iter().map(|station| county.stations[*station].code.as_str()).collect();
        let parameters = it.parameters.iter().map(|(name, value)| ((*name).to_owned(), format!("{value:.3}")));
        Ok(flood::catchment::Describe {
            code: it.code.clone(),
            name: it.name.clone(),
            division: outlet.village.to_string(),
            longitude: degrees(outlet.longitude_e6),
            latitude: degrees(outlet.latitude_e6),
            area: format!("{:.1}", it.area_km2),
            owner: "县水利局".into(),
            watcher: staff(outlet.township, n)?,
            gauges: gauges.join("\n"),
            outlet: outlet.code.clone(),
            ready: format!("{:.0}", it.ready_m3_s),
            immediate: format!("{:.0}", it.immediate_m3_s),
            basis: "临界流量：山洪灾害调查评价成果；参数：用2023年以来实测资料率定".into(),
            villages: villages.join("\n"),
            ponds: ponds.join("\n"),
            parameters: parameters.collect(),
            since: county.now.day().plus_days(-379).to_string(),
            ..flood::catchment::Describe::default()
        })
    }

    /// By the forecast of the coming three hours: at which people get ready, and move at once.
    fn rules_by_forecast(&mut self) -> Result<(), Error> {
        for it in self.county.catchments().iter().step_by(3).take(2) {
            self.held(
                195,
                rule::Describe {
                    orange: format!("{:.0}", it.ready_m3_s),
                    red: format!("{:.0}", it.immediate_m3_s),
                    sort: Sort::CatchmentForecast.word().into(),
                    devices: it.code.clone(),
                    ..ruled(
                        &format!("{}转移预报", it.name),
                        "山洪灾害调查评价成果",
                        Metric::FlowWithin3h,
                        ("last", "0"),
                    )
                },
            )?;
        }
        Ok(())
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
            per: "site".into(),
            ..ruled("滑坡位移速率", "县自然资源局会商意见", Metric::Displacement, ("rate", "360"))
        })?;
        self.held(196, rule::Describe {
            yellow: "0.5".into(), orange: "1".into(), red: "1.5".into(), clear: "10".into(),
            ..ruled("燃气浓度", "县住建局技术要求", Metric::Gas, ("last", "0"))
        })?;
        self.rules_by_forecast()?;
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
    told.catchments()?;
    told.rules()?;
    told.acts.sort_by_key(|act| act.ctx.now);
    Ok(told.acts)
}
