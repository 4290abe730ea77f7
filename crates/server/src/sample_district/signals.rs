//! Devices of the sample county, the rules by which their readings mean something, and what was wrong in the last days: raised,
//! worsened, acknowledged or not, cleared or not. Every text and figure is invented; readings themselves are not told here.

use kernel::{Ctx, DivisionLevel, Error, Instant, PersonId, Role, Span};
use ledger::Tx;
use readings::Metric;
use sample::{Chance, District, OrganisationKind, Place};
use signal::condition::{self, Acknowledge, Change, ConditionId, Place as Where, Reading, Sort as Fault};
use signal::device::{self, Describe, DeviceId, Sort};
use signal::rule::{self, SignalRuleId, SwitchOn};
use signal::{Colour, Quantity};

use super::life::Act;
use super::{Ids, Teller};

/// Devices of the demonstration; a small county has one of each kind a township.
const MOST: usize = 400;
const SMALL_SUBJECTS: usize = 1_000;
/// Every so many devices one has nobody who watches it, or no position: gaps are shown.
const UNWATCHED: usize = 13;
const UNPLACED: usize = 29;
/// The first station code, eight digits.
const FIRST_CODE: usize = 60_912_000;

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

/// Who keeps devices of a kind alive, what they are called, how often they send, and what their readings can be.
struct Type {
    sort: Sort,
    owner: &'static str,
    name: &'static str,
    interval: &'static str,
    limits: &'static str,
}

#[rustfmt::skip]
const TYPES: &[Type] = &[
    Type { sort: Sort::RainGauge,      owner: "县水利局",     name: "雨量站",       interval: "300",  limits: "雨量 0 120 60" },
    Type { sort: Sort::RiverLevel,     owner: "县水利局",     name: "河道水位站",   interval: "300",  limits: "水位 900 2600 3" },
    Type { sort: Sort::Pond,           owner: "县水利局",     name: "小坝塘水位站", interval: "600",  limits: "水位 900 2600 2" },
    Type { sort: Sort::Landslide,      owner: "县自然资源局", name: "滑坡监测点",   interval: "600",  limits: "位移 - - 50" },
    Type { sort: Sort::Reservoir,      owner: "县水利局",     name: "水库水情站",   interval: "600",  limits: "水位 900 2600 1.5" },
    Type { sort: Sort::WeatherStation, owner: "县气象局",     name: "区域气象站",   interval: "600",  limits: "气温 -15 45 12" },
    Type { sort: Sort::Gas,            owner: "县住建局",     name: "燃气监测点",   interval: "60",   limits: "甲烷浓度 0 20 10" },
    Type { sort: Sort::DebrisFlow,     owner: "县自然资源局", name: "泥石流沟口站", interval: "300",  limits: "雨量 0 120 60" },
    Type { sort: Sort::Smoke,          owner: "县消防大队",   name: "烟感监测点",   interval: "3600", limits: "" },
    Type { sort: Sort::Tailings,       owner: "县应急局",     name: "尾矿库监测点", interval: "600",  limits: "干滩长度 0 2000 30" },
];

/// Tells what is done by whom.
struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    chance: Chance,
    clerk: PersonId,
    officer: PersonId,
    leader: PersonId,
    /// In the order of the kinds, place by place.
    devices: Vec<(Sort, DeviceId)>,
    acts: Vec<Act>,
}

impl Told<'_> {
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

    /// The engine tells; the context is told, for what it will mint.
    fn engine(&mut self, at: Instant, change: Change) -> Ctx {
        let ctx = self.teller.rule("signal.engine", at);
        self.acts.push(Act::of_signal(ctx.clone(), Deed::Tell(change)));
        ctx
    }

    fn devices(&mut self) -> Result<(), Error> {
        let county = self.county;
        let townships: Vec<&Place> =
            county.places.iter().filter(|it| it.division.level() == DivisionLevel::Township).collect();
        let most = if county.subjects.len() > SMALL_SUBJECTS { MOST } else { townships.len() * TYPES.len() };
        let registered = county.now - Span::days(380);
        for n in 0..most {
            let (township, it) = (townships[n % townships.len()], &TYPES[n / townships.len() % TYPES.len()]);
            let cmd = self.described(n, township, it)?;
            let at = registered + Span::minutes(i64::try_from(n).unwrap_or_default());
            let id = self.clerk(at, Deed::Register(Box::new(cmd)))?.mint();
            self.devices.push((it.sort, id));
        }
        if let Some((_, id)) = self.devices.iter().rev().find(|(sort, _)| *sort == Sort::WeatherStation) {
            let id = *id;
            self.clerk(county.now - Span::days(3), Deed::Suspend(id, "传感器送检"))?;
        }
        Ok(())
    }

    fn described(&mut self, n: usize, township: &Place, it: &Type) -> Result<Describe, Error> {
        let villages: Vec<&Place> =
            self.county.places.iter().filter(|place| place.division.parent() == Some(township.division)).collect();
        let village = *self.chance.one(&villages);
        let watcher = self
            .county
            .organisations
            .iter()
            .find(|body| body.kind == OrganisationKind::Township && body.division == township.division);
        let watcher = watcher.map(|body| {
            let staff: Vec<_> = self.county.people.iter().filter(|it| it.organisation == body.key).collect();
            staff[n / TYPES.len() % staff.len()].key
        });
        let watched = !n.is_multiple_of(UNWATCHED);
        let mut near = |e6: i32| {
            let e6 = i64::from(e6) + self.chance.between(-9_000, 9_000);
            if n % UNPLACED == 7 { String::new() } else { format!("{}.{:06}", e6 / 1_000_000, e6 % 1_000_000) }
        };
        Ok(Describe {
            code: (FIRST_CODE + n * 10).to_string(),
            name: format!("{}{}{}", township.name, village.name, it.name),
            sort: it.sort.word().into(),
            metrics: it.sort.usual().iter().map(|metric| metric.code().to_owned()).collect(),
            limits: it.limits.into(),
            division: village.division.to_string(),
            longitude: near(village.longitude_e6),
            latitude: near(village.latitude_e6),
            owner: it.owner.into(),
            watcher: match watcher.filter(|_| watched) {
                Some(key) => self.ids.person(key)?.to_string(),
                None => String::new(),
            },
            interval: it.interval.into(),
            subject: String::new(),
            since: self.county.now.day().plus_days(-400 - i64::try_from(n).unwrap_or_default()).to_string(),
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

    /// Those that conditions come of: of an hour's rain, of a river's rise, of a slope, of gas.
    #[rustfmt::skip]
    fn rules(&mut self) -> Result<[SignalRuleId; 4], Error> {
        let flood = "《望澜县防汛抗旱应急预案》";
        let hour = self.held(200, rule::Describe {
            yellow: "30".into(), orange: "50".into(), red: "80".into(),
            ..ruled("1小时雨量", flood, Metric::Rain, ("sum", "60"))
        })?;
        self.held(199, rule::Describe {
            blue: "50".into(), yellow: "80".into(), orange: "120".into(), red: "180".into(),
            ..ruled("24小时雨量", flood, Metric::Rain, ("sum", "1440"))
        })?;
        let rise = self.held(198, rule::Describe {
            yellow: "0.8".into(), orange: "1.5".into(), red: "2.5".into(), sort: Sort::RiverLevel.word().into(),
            ..ruled("河道1小时水位涨幅", flood, Metric::Level, ("rise", "60"))
        })?;
        let slide = self.held(197, rule::Describe {
            blue: "0.1".into(), yellow: "0.5".into(), orange: "2".into(), red: "10".into(), hold: "10".into(), clear: "720".into(),
            ..ruled("滑坡位移速率", "县自然资源局会商意见", Metric::Displacement, ("rate", "360"))
        })?;
        let gas = self.held(196, rule::Describe {
            yellow: "0.5".into(), orange: "1".into(), red: "1.5".into(), clear: "10".into(),
            ..ruled("燃气浓度", "县住建局技术要求", Metric::Gas, ("last", "0"))
        })?;
        self.drafted(2, rule::Describe {
            yellow: "25".into(), orange: "45".into(), red: "70".into(), follows: hour.to_string(),
            ..ruled("1小时雨量", "今年汛期复盘，石盘沟乡阈值偏高", Metric::Rain, ("sum", "60"))
        })?;
        Ok([hour, rise, slide, gas])
    }

    fn nth(&self, sort: Sort, n: usize) -> Option<DeviceId> {
        self.devices.iter().filter(|(it, _)| *it == sort).nth(n).map(|(_, id)| *id)
    }

    /// One condition: its changes, so many minutes ago, and after how many minutes somebody acknowledged it.
    fn condition(&mut self, it: &Course) -> Result<(), Error> {
        let Some(device) = self.nth(it.at, it.nth) else { return Ok(()) };
        let mut id = None;
        for (minutes_ago, colour, value) in it.changes {
            let at = self.county.now - Span::minutes(*minutes_ago);
            let reading = value.and_then(Quantity::read).map(|value| Reading { metric: it.metric, value, by: None });
            let change =
                Change { place: Where::Device(device), sort: it.fault, rule: it.rule, at, colour: *colour, reading };
            let ctx = self.engine(at, change);
            id = id.or_else(|| Some((ctx.mint::<ConditionId>(), at)));
        }
        if let Some(((minutes, note), (id, raised))) = it.acknowledged.zip(id) {
            let at = raised + Span::minutes(minutes);
            self.by(at, (self.officer, Role::DutyOfficer), Deed::Acknowledge(id, note))?;
        }
        Ok(())
    }
}

/// Minutes before the county's now, the colour or that it is over, the value.
type Changes = &'static [(i64, Option<Colour>, Option<&'static str>)];

/// What happened at one device.
struct Course {
    at: Sort,
    nth: usize,
    fault: Fault,
    rule: Option<SignalRuleId>,
    metric: Metric,
    changes: Changes,
    acknowledged: Option<(i64, &'static str)>,
}

fn ruled(title: &str, basis: &str, metric: Metric, (aggregate, window): (&str, &str)) -> rule::Describe {
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

const DAY: i64 = 24 * 60;
use Colour::{Blue, Orange, Red, Yellow};

#[rustfmt::skip]
fn courses(hour: SignalRuleId, rise: SignalRuleId, slide: SignalRuleId, gas: SignalRuleId) -> Vec<Course> {
    let course = |at, nth, fault, rule, metric, changes, acknowledged| Course { at, nth, fault, rule, metric, changes, acknowledged };
    vec![
        course(Sort::RainGauge, 1, Fault::Rule, Some(hour), Metric::Rain,
            &[(9 * DAY, Some(Yellow), Some("31.5")), (9 * DAY - 20, Some(Orange), Some("52")), (9 * DAY - 90, Some(Yellow), Some("38")), (9 * DAY - 240, None, Some("4.5"))],
            Some((32, "已通知东片三村转移准备，乡镇干部到岗"))),
        course(Sort::RiverLevel, 1, Fault::Rule, Some(rise), Metric::Level,
            &[(9 * DAY - 60, Some(Yellow), Some("1412.36")), (9 * DAY - 300, None, Some("1411.2"))],
            Some((9, "已派人到断面查看，桥下已设警戒"))),
        course(Sort::RainGauge, 4, Fault::Rule, Some(hour), Metric::Rain,
            &[(95, Some(Yellow), Some("30.5")), (80, Some(Yellow), Some("33")), (65, Some(Orange), Some("51.5")), (6, Some(Red), Some("82"))],
            None),
        course(Sort::Landslide, 2, Fault::Rule, Some(slide), Metric::Displacement,
            &[(26 * 60, Some(Blue), Some("128.4")), (20 * 60, Some(Yellow), Some("131.2"))],
            Some((365, "已组织受威胁的6户临时撤离，专人盯守"))),
        course(Sort::Gas, 0, Fault::Rule, Some(gas), Metric::Gas,
            &[(3 * DAY, Some(Orange), Some("1.3")), (3 * DAY - 35, None, Some("0.1"))],
            Some((4, "现场关阀通风，漏点已处置"))),
        course(Sort::Pond, 3, Fault::Silent, None, Metric::Level, &[(30 * 60, Some(Blue), None)], None),
        course(Sort::WeatherStation, 2, Fault::Stuck, None, Metric::Temperature, &[(5 * 60, Some(Blue), Some("18.4"))], Some((50, "传感器疑似故障，已报修"))),
        course(Sort::RiverLevel, 5, Fault::Jumping, None, Metric::Level, &[(2 * DAY, Some(Blue), Some("1508.9")), (2 * DAY - 15, None, Some("1503.1"))], None),
        course(Sort::Tailings, 1, Fault::Impossible, None, Metric::DryBeach, &[(40, Some(Blue), Some("4999"))], None),
        course(Sort::DebrisFlow, 0, Fault::Silent, None, Metric::Rain, &[(4 * DAY, Some(Blue), None), (4 * DAY - 400, None, Some("0"))], Some((45, "通信卡欠费，已续费恢复"))),
    ]
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let player = |role| {
        let account = county.accounts.iter().find(|it| it.role == role).ok_or(Error::NotFound("AccountId"))?;
        ids.person(account.person)
    };
    let (clerk, officer, leader) = (player(Role::DistrictClerk)?, player(Role::DutyOfficer)?, player(Role::Leader)?);
    let chance = Chance::new(super::SEED, "signals");
    let (devices, acts) = (Vec::new(), Vec::new());
    let mut told = Told { county, ids, teller, chance, clerk, officer, leader, devices, acts };
    told.devices()?;
    let [hour, rise, slide, gas] = told.rules()?;
    for it in courses(hour, rise, slide, gas) {
        told.condition(&it)?;
    }
    told.acts.sort_by_key(|act| act.ctx.now);
    Ok(told.acts)
}
