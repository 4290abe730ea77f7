//! Disasters of the sample county: eight a year since 2019 through their life, and one of these days that goes on, with who is
//! late and who is silent. Every name and figure is invented.

use disaster::event::{self, DisasterId};
use disaster::place::Place;
use disaster::sheet;
use disaster::victim::{self, VictimId};
use kernel::{Ctx, Division, DivisionLevel, Error, Instant, OrganisationId, Role, Span};
use ledger::Tx;
use sample::disaster::{Disaster, Nature};
use sample::{Chance, District, OrganisationKind, Scene};

use super::life::Act;
use super::{Ids, Teller};

/// What is written of one: kind, sub-kind, name, what set it off, how hard it hits.
struct Kind(&'static str, &'static str, &'static str, String, i64);

impl Kind {
    fn of(kind: &'static str, sub_kind: &'static str, name: &'static str, trigger: &str, hard: i64) -> Kind {
        Kind(kind, sub_kind, name, trigger.to_owned(), hard)
    }
}

/// The figures are those of the weather: what is on record of the readings says the same.
#[rustfmt::skip]
fn kind(county: &District, it: &Disaster) -> Kind {
    match it.nature {
        Nature::Frost        => Kind::of("cold",          "frost",        "低温霜冻", "强冷空气南下，最低气温降至零下3℃，持续两日", 20),
        Nature::Drought      => Kind::of("drought",       "",             "春旱",     "去年11月以来降水量较常年偏少六成", 60),
        Nature::Hail         => Kind::of("wind_and_hail", "hail",         "冰雹",     "午后强对流，冰雹最大直径约2厘米，历时20分钟", 30),
        Nature::Gale         => Kind::of("wind_and_hail", "gale",         "大风",     "雷暴大风，极大风速每秒24.3米", 15),
        Nature::FlashFlood   => Kind::of("flood",         "flash_flood",  "暴雨山洪", "24小时降雨量达118毫米，多条溪沟暴涨", 80),
        Nature::RiverFlood   => Kind::of("flood",         "river_flood",  "洪水",     &crest(county, it.from), 100),
        Nature::Landslide    => Kind::of("geological",    "landslide",    "滑坡",     "前期降雨饱和，公路边坡失稳约6000立方米", 8),
        Nature::Waterlogging => Kind::of("flood",         "waterlogging", "秋涝",     "连阴雨12天，低洼田块积水", 40),
    }
}

/// Of the years of which nothing was measured a figure of the same size.
fn crest(county: &District, from: Instant) -> String {
    let measured = (from > county.measured_since()).then(|| county.crest_over_warning_m(from)).flatten();
    format!("上游连续降雨，澜水超警戒水位{:.1}米", measured.unwrap_or(0.8))
}

/// What the gauges had counted since the evening before when the report of the present flood was written.
fn fallen(county: &District, from: Instant) -> String {
    let gauges = county.fallen(from - Span::hours(13), from + Span::minutes(20));
    let many = gauges.iter().filter(|it| it.sum >= 100.0).count();
    let hour = gauges.iter().map(|it| it.hour).fold(0.0, f64::max);
    format!("{many}个雨量站累计雨量超过100毫米，最大1小时雨强{hour:.0}毫米")
}

/// Of people who never lived: name, sex, age.
const NAMES: [(&str, &str, i64); 5] = [
    ("罗大有", "male", 64),
    ("杨桂珍", "female", 71),
    ("周永安", "male", 39),
    ("李小满", "female", 27),
    ("普正明", "male", 52),
];
/// A county of fewer hazards is the small one of tests.
const SMALL_BELOW: usize = 2_000;

/// One thing that is done about a disaster.
pub(super) enum Deed {
    Register(event::Register),
    Send(DisasterId, Place, sheet::Send),
    Report(DisasterId, String),
    End(DisasterId, Instant),
    Verify(DisasterId),
    Name(DisasterId, victim::Person),
    Find(VictimId, victim::Outcome),
    Correct(DisasterId, event::Correct),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        let ctx = &ctx.clone();
        match self {
            Deed::Register(cmd) => event::register(tx, ctx, cmd).map(drop),
            Deed::Send(id, place, cmd) => sheet::send(tx, ctx, *id, place, cmd).map(drop),
            Deed::Name(id, cmd) => victim::record(tx, ctx, *id, cmd).map(drop),
            Deed::Find(id, cmd) => victim::find(tx, ctx, *id, cmd),
            Deed::Report(id, note) => event::report(tx, ctx, *id, &event::Report { note: note.clone() }),
            Deed::End(id, to) => event::end(tx, ctx, *id, &event::End { to: to.to_minute() }),
            Deed::Correct(id, cmd) => event::correct(tx, ctx, *id, cmd),
            Deed::Verify(id) => event::verify(tx, ctx, *id, "经与水务、农业农村、自然资源等部门会商，数据一致"),
        }
    }
}

/// How hard one place was hit; every figure of its sheets follows from it.
struct Blow {
    place: Division,
    kind: &'static str,
    /// None at all: it reports zero.
    none: bool,
    people: i64,
    households: i64,
    tenths_ha: i64,
    tenths_km: i64,
    /// So many died at once, and so many were missing and found dead by the next morning.
    dead: i64,
    missing: i64,
}

struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    chance: Chance,
    /// The one on duty and the one who verifies.
    office: [u32; 2],
    acts: Vec<Act>,
}

impl Told<'_> {
    fn office(&mut self, at: Instant, who: usize, role: Role, deed: Deed) -> Result<Ctx, Error> {
        let (person, office) = (self.ids.person(self.office[who])?, self.ids.organisation(sample::OFFICE)?);
        let ctx = self.teller.person(at, person, office, role);
        self.acts.push(Act::of_disaster(ctx.clone(), deed));
        Ok(ctx)
    }

    /// Somebody of the township writes the sheet; where the township has nobody, the office does.
    fn sends(&mut self, at: Instant, id: DisasterId, place: Division, cmd: sheet::Send) -> Result<(), Error> {
        let deed = Deed::Send(id, Place::of(place), cmd);
        let Some((person, body)) = self.writer(place)? else {
            return self.office(at, 0, Role::DutyOfficer, deed).map(drop);
        };
        let ctx = self.teller.person(at, person, body, Role::TownshipOfficer);
        self.acts.push(Act::of_disaster(ctx, deed));
        Ok(())
    }

    fn writer(&self, place: Division) -> Result<Option<(kernel::PersonId, OrganisationId)>, Error> {
        let of = |kind| move |it: &&sample::Organisation| it.kind == kind && it.division == place.township();
        let body = self.county.organisations.iter().find(of(OrganisationKind::Township));
        let person = body.and_then(|body| self.county.people.iter().find(|it| it.organisation == body.key));
        match body.zip(person) {
            Some((body, person)) => Ok(Some((self.ids.person(person.key)?, self.ids.organisation(body.key)?))),
            None => Ok(None),
        }
    }

    fn blow(&mut self, kind: &'static str, place: Division, hard: i64) -> Blow {
        let village = place.township() != place;
        let most = if village { hard * 3 } else { hard * 24 };
        let people = self.chance.between(most / 6 + 1, most + 2);
        let wet = matches!(kind, "flood" | "geological");
        Blow {
            place,
            kind,
            none: self.chance.permille(160),
            people,
            households: if wet { self.chance.between(0, people / 120 + 1) } else { 0 },
            tenths_ha: if kind == "geological" { people / 9 } else { people * self.chance.between(3, 12) / 10 },
            tenths_km: if wet { self.chance.between(0, 12) } else { 0 },
            dead: 0,
            missing: 0,
        }
    }

    fn registered(&mut self, it: &Kind, from: Instant, places: &[Division]) -> Result<DisasterId, Error> {
        let day = from.day();
        let cmd = event::Register {
            kind: it.0.into(),
            sub_kind: it.1.into(),
            title: format!("“{}·{}”{}", day.month(), day.day_of_month(), it.2),
            trigger: it.3.clone(),
            from: from.to_minute(),
            to: String::new(),
            places: places.iter().map(ToString::to_string).collect(),
            villages: String::new(),
        };
        Ok(self.office(from + Span::minutes(25), 0, Role::DutyOfficer, Deed::Register(cmd))?.mint())
    }

    /// The call was taken for the beginning, which was an hour earlier; said by the one on duty.
    fn corrected(&mut self, id: DisasterId, it: &Kind, from: Instant) -> Result<(), Error> {
        let day = from.day();
        let cmd = event::Correct {
            kind: it.0.into(),
            sub_kind: it.1.into(),
            title: format!("“{}·{}”{}", day.month(), day.day_of_month(), it.2),
            trigger: it.3.clone(),
            from: (from + Span::minutes(-60)).to_minute(),
            to: String::new(),
            reason: "接报时间误作发生时间，核对雨量站记录后更正".into(),
        };
        self.office(from + Span::minutes(55), 0, Role::DutyOfficer, Deed::Correct(id, cmd)).map(drop)
    }

    /// From the first hour to the verification.
    fn life(&mut self, it: &Kind, from: Instant, places: &[Division]) -> Result<(), Error> {
        let id = self.registered(it, from, places)?;
        let mut blows: Vec<Blow> = places.iter().map(|place| self.blow(it.0, *place, it.4)).collect();
        // A slope that fails takes people with it.
        if let Some(hit) = blows.iter_mut().find(|blow| it.0 == "geological" && !blow.none) {
            (hit.dead, hit.missing) = (1, 1);
            self.names(id, from, hit.place)?;
        }
        self.first_sheets(id, from, &blows)?;
        self.office(from + Span::minutes(112), 0, Role::DutyOfficer, Deed::Report(id, String::new()))?;
        let (next, last) = (from.day().plus_days(1), from.day().plus_days(3));
        for (n, blow) in blows.iter().enumerate().filter(|(_, it)| !it.none) {
            self.sends(
                next.at(7, 40) + Span::minutes(n as i64 % 50),
                id,
                blow.place,
                sheet::Send {
                    roads: cut(blow, from, Some(next.at(7, 0))),
                    ..says(blow, 1_250, "天亮后复核，新增受灾户")
                },
            )?;
        }
        self.office(
            next.at(8, 50),
            0,
            Role::DutyOfficer,
            Deed::Report(id, "续报数据截至昨日24时，今晨复核后更新".into()),
        )?;
        self.office(next.at(17, 30), 0, Role::DutyOfficer, Deed::End(id, next.at(12, 0)))?;
        for (n, blow) in blows.iter().enumerate().filter(|(_, it)| !it.none) {
            let mut cmd = says(blow, 1_200, "入户核查，核减重复统计");
            cmd.phase = "verified".into();
            cmd.roads = cut(blow, from, Some(next.at(7, 0)));
            self.sends(last.at(9, 10) + Span::minutes(n as i64 * 4 % 300), id, blow.place, cmd)?;
        }
        self.office(from.day().plus_days(4).at(15, 20), 1, Role::DistrictClerk, Deed::Verify(id)).map(drop)
    }

    /// One dead by a landslide, one missing and found dead the next morning. Both names are invented.
    fn names(&mut self, id: DisasterId, from: Instant, place: Division) -> Result<(), Error> {
        let year = i64::from(from.day().year());
        let [first, second] = [0, 1].map(|n| NAMES[usize::try_from(year + n).unwrap_or_default() % NAMES.len()]);
        let person = |(name, sex, age): (&str, &str, i64), condition: &str| victim::Person {
            name: name.into(),
            sex: sex.into(),
            age: age.to_string(),
            division: place.to_string(),
            place: "公路边坡下方".into(),
            cause: "landslide".into(),
            condition: condition.into(),
            since: from.to_minute(),
            note: if condition == "missing" { "途经该路段，与家人失去联系".into() } else { String::new() },
        };
        self.named(from + Span::minutes(66), id, place, person(first, "dead"))?;
        let lost = self.named(from + Span::minutes(70), id, place, person(second, "missing"))?;
        let found = from.day().plus_days(1).at(7, 5);
        let outcome = victim::Outcome {
            condition: "dead".into(),
            since: found.to_minute(),
            note: "搜救人员在滑坡体下缘找到".into(),
        };
        self.office(found + Span::minutes(20), 0, Role::DutyOfficer, Deed::Find(lost, outcome)).map(drop)
    }

    fn named(&mut self, at: Instant, id: DisasterId, place: Division, cmd: victim::Person) -> Result<VictimId, Error> {
        let deed = Deed::Name(id, cmd);
        let Some((person, body)) = self.writer(place)? else {
            return Ok(self.office(at, 0, Role::DutyOfficer, deed)?.mint());
        };
        let ctx = self.teller.person(at, person, body, Role::TownshipOfficer);
        self.acts.push(Act::of_disaster(ctx.clone(), deed));
        Ok(ctx.mint())
    }

    /// Most within the hour, one of nine late.
    fn first_sheets(&mut self, id: DisasterId, from: Instant, blows: &[Blow]) -> Result<(), Error> {
        for blow in blows {
            let late = self.chance.permille(110);
            let after = if late { self.chance.between(95, 108) } else { self.chance.between(31, 82) };
            let cmd = match blow.none {
                true => sheet::Send { zero: true, ..sheet::Send::default() },
                false => sheet::Send { roads: cut(blow, from, None), ..says(blow, 1_000, "") },
            };
            self.sends(from + Span::minutes(after), id, blow.place, cmd)?;
        }
        Ok(())
    }

    /// Of yesterday: it goes on, a few are silent, and one township said a total before its villages did.
    fn present(&mut self, places: &[Division]) -> Result<(), Error> {
        let from = self.county.now.day().plus_days(-1).at(3, 20);
        let it = &Kind::of("flood", "flash_flood", "暴雨山洪", &fallen(self.county, from), 90);
        let id = self.registered(it, from, places)?;
        self.corrected(id, it, from)?;
        let mut blows: Vec<Blow> = places.iter().map(|place| self.blow(it.0, *place, it.4)).collect();
        let count = blows.len();
        let town = blows.first().map(|it| it.place.township());
        let mut n = 0;
        blows.retain(|_| {
            n += 1;
            n % 43 != 7 && n != count
        });
        if let Some(hit) = blows.iter_mut().find(|it| !it.none) {
            hit.missing = 1;
            let lost = victim::Person {
                name: "毛长顺".into(),
                sex: "male".into(),
                age: "58".into(),
                division: hit.place.to_string(),
                place: "沟口便桥".into(),
                cause: "drowned".into(),
                condition: "missing".into(),
                since: (from + Span::minutes(25)).to_minute(),
                note: "转移途中返回取物时失联".into(),
            };
            self.named(from + Span::minutes(75), id, hit.place, lost)?;
        }
        if let Some(town) = town {
            let total = Blow { none: false, ..self.blow(it.0, town, it.4) };
            self.sends(from + Span::minutes(34), id, town, says(&total, 1_000, ""))?;
        }
        self.first_sheets(id, from, &blows)?;
        let note = "个别村通信中断，正在派人核实".to_owned();
        self.office(from + Span::minutes(112), 0, Role::DutyOfficer, Deed::Report(id, note))?;
        for (n, blow) in blows.iter().enumerate().filter(|(n, it)| !it.none && n % 3 == 0) {
            let at = from.day().at(15, 5) + Span::minutes(n as i64);
            self.sends(
                at,
                id,
                blow.place,
                sheet::Send { roads: cut(blow, from, None), ..says(blow, 1_180, "白天进村入户复核后更新") },
            )?;
        }
        Ok(())
    }
}

/// One road of a place that lost much of its roads, and when it was open again.
fn cut(it: &Blow, from: Instant, open: Option<Instant>) -> Vec<sheet::RoadTyped> {
    const NAMES: [&str; 4] =
        ["望河公路 K12+300 至 K12+800", "环库公路 K3+150", "省道 217 线 K41+600", "通村公路进村段"];
    if it.tenths_km < 10 || !matches!(it.kind, "flood" | "geological") {
        return Vec::new();
    }
    let name = NAMES[(it.place.code() / 1_000 + it.place.code()).rem_euclid(4) as usize];
    let to = open.map(|it| it.to_minute()).unwrap_or_default();
    vec![sheet::RoadTyped { road: name.to_owned(), from: (from + Span::minutes(20)).to_minute(), to }]
}

/// The figures of a place; in thousandths of what was known at first. Parts are never more than their whole.
fn says(it: &Blow, thousandths: i64, reason: &str) -> sheet::Send {
    let of = |n: i64| n * thousandths / 1_000;
    let tenths = |n: i64| format!("{}.{}", of(n) / 10, of(n) % 10);
    let people = of(it.people);
    let (together, scattered) = if it.households > 0 { (of(it.people) / 12, of(it.people) / 9) } else { (0, 0) };
    let rooms = of(it.households) * 4;
    let damaged = it.tenths_ha * 6 / 10;
    // Who was missing when the first sheet was written has been found by the next; of this day's flood nobody has.
    let found = thousandths != 1_000 && it.dead > 0;
    let mut said: Vec<(&str, String)> = vec![
        ("affected", people.to_string()),
        ("person_times", (people + people / 7).to_string()),
        ("deaths", if found { it.dead + it.missing } else { it.dead }.to_string()),
        ("missing", if found { 0 } else { it.missing }.to_string()),
        ("crops_affected_ha", tenths(it.tenths_ha)),
        ("crops_affected_grain_ha", tenths(it.tenths_ha * 7 / 10)),
        ("crops_damaged_ha", tenths(damaged)),
        ("crops_lost_ha", tenths(damaged / 4)),
    ];
    if it.kind == "drought" {
        said.push(("drought_aid", (people / 4).to_string()));
        said.push(("drought_water_aid", (people / 6).to_string()));
    }
    if matches!(it.kind, "flood" | "geological") {
        said.extend([
            ("injured", (of(it.households) / 5).to_string()),
            ("relocated", (together + scattered).to_string()),
            ("relocated_together", together.to_string()),
            ("relocated_scattered", scattered.to_string()),
            ("households_collapsed", of(it.households).to_string()),
            ("rooms_collapsed_housing", rooms.to_string()),
            ("rooms_collapsed", (rooms + of(it.households)).to_string()),
            ("roads_km", tenths(it.tenths_km)),
            ("dikes_km", tenths(it.tenths_km / 3)),
            ("reservoirs", "0".into()),
        ]);
    }
    let parts = [rooms * 9, of(it.tenths_ha) * 3, 0, of(it.tenths_km) * 11, 0, 0];
    let total: i64 = parts.iter().sum();
    let names = ["homes", "farming", "business", "infrastructure", "public", "other"];
    let money = |n: i64| format!("{}.{}", n / 10, n % 10);
    let named = names.iter().zip(parts).map(|(name, n)| (format!("loss_{name}_10k_yuan"), money(n)));
    let figures = said.into_iter().map(|(name, n)| (name.to_owned(), n)).chain(named);
    sheet::Send {
        figures: figures.chain([("loss_10k_yuan".to_owned(), money(total))]).collect(),
        reason: reason.to_owned(),
        ..sheet::Send::default()
    }
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let player = |role| county.accounts.iter().find(|it| it.role == role).ok_or(Error::NotFound("AccountId"));
    let office = [player(Role::DutyOfficer)?.person, player(Role::DistrictClerk)?.person];
    let small = county.hazards.len() < SMALL_BELOW;
    let chance = Chance::new(super::SEED, "disasters");
    let mut told = Told { county, ids, teller, chance, office, acts: Vec::new() };
    let (towns, villages) = places(county);
    let last = county.now.day().plus_days(-6).start();
    // A small county has one on record, of the year before.
    let this = county.now.day().year();
    let told_of = |it: &&Disaster| it.from < last && (!small || it.from.day().year() == this - 1);
    for it in county.disasters.iter().filter(told_of) {
        told.life(&kind(county, it), it.from, &it.places)?;
    }
    let mut now = villages;
    if small {
        let own = player(Role::TownshipOfficer)?.division.township();
        let other = towns.iter().copied().find(|it| *it != own);
        now.retain(|it| it.township() == own || Some(it.township()) == other);
    }
    if county.scene == Scene::Flooded {
        told.present(&now)?;
    }
    let mut acts = told.acts;
    acts.retain(|act| act.ctx.now <= county.now);
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}

fn places(county: &District) -> (Vec<Division>, Vec<Division>) {
    let of = |level| county.places.iter().map(|it| it.division).filter(move |it| it.level() == level).collect();
    (of(DivisionLevel::Township), of(DivisionLevel::Village))
}
