//! Forest fires of the sample county: which townships are computed, the rule on the class, a kiln that is known, and what
//! satellites saw: the fires on record, burning in the fields in spring, false alarms, and some that nobody has checked yet.
//! Every text and figure is invented; the danger itself is computed in `fire_days`.

use forestfire::danger::{self, FireAreaId};
use forestfire::source::{self, Mark};
use forestfire::spot::{self, Answer, Confidence, Detection, Finding, FireSpotId, Took};
use kernel::{Ctx, Division, DivisionLevel, Error, Instant, PersonId, Role, Span};
use ledger::Tx;
use readings::Metric;
use sample::{Chance, District, OrganisationKind, Place, Scale, Station, StationKind};
use signal::Quantity;
use signal::device::Sort;
use signal::rule;

use super::fire_days::Rated;
use super::life::Act;
use super::monitored::live_from;
use super::signals::{self, ruled};
use super::{Ids, Teller};

/// One thing that is done about forest fires.
pub(super) enum Deed {
    Set(Box<danger::Describe>),
    Rate(Vec<Rated>),
    Mark(Mark),
    See(Detection),
    Answer(FireSpotId, Finding, &'static str, Option<(Instant, Division)>),
}

impl Deed {
    pub fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        match self {
            Deed::Set(cmd) => danger::set(tx, ctx, cmd).map(drop),
            Deed::Rate(all) => all.iter().try_for_each(|it| rate(tx, ctx, it)),
            Deed::Mark(cmd) => source::mark(tx, ctx, cmd).map(drop),
            Deed::See(it) => match spot::see(tx, ctx, it)? {
                Took::Found(_) | Took::Added(_) | Took::Known(_) => Ok(()),
                Took::TooFar => Err(Error::internal("a fire of the sample far from the county")),
            },
            Deed::Answer(id, finding, note, of) => {
                // By chance a detection may have come to a fire that was seen before; it has its answer.
                if spot::query::one(tx, ctx, *id).is_err() {
                    return Ok(());
                }
                let incident = match of {
                    Some(then) => {
                        number_of(tx, ctx, *then)?.ok_or_else(|| Error::internal("a forest fire without a number"))?
                    }
                    None => String::new(),
                };
                let cmd = Answer { finding: finding.word().into(), note: (*note).into(), incident };
                spot::answer(tx, ctx, *id, &cmd)
            }
        }
    }
}

fn rate(tx: &mut Tx<'_>, ctx: &Ctx, it: &Rated) -> Result<(), Error> {
    let Some(area) = danger::query::of_division(tx, ctx, it.township)? else { return Err(Error::NotFound(AREA)) };
    let station = signal::device::query::id_of_code(tx, ctx, &it.station)?;
    let noon = danger::Noon { station, ..it.noon.clone() };
    danger::rated(tx, ctx, area, (it.day, &noon)).map(drop)
}

const AREA: &str = <FireAreaId as kernel::Identity>::NAME;

/// The number of the forest fire that was reported then and there.
fn number_of(tx: &Tx<'_>, ctx: &Ctx, (at, township): (Instant, Division)) -> Result<Option<String>, Error> {
    let filter = incident::query::Filter {
        category: Some(incident::Category::ForestFire),
        from: Some(at.day()),
        to: Some(at.day()),
        township: Some(township),
        ..Default::default()
    };
    Ok(incident::query::list(tx, ctx, &filter, 0, 1)?.pop().map(|it| it.number))
}

/// How a township's danger is computed: its own weather stations first, then others.
pub(super) fn stations_of<'a>(county: &'a District, township: Division) -> Vec<(usize, &'a Station)> {
    const MOST: usize = 4;
    let weather = |it: &&(usize, &'a Station)| it.1.kind == StationKind::WeatherStation;
    let mut all: Vec<_> = county.stations.iter().enumerate().filter(|it| weather(&it)).collect();
    let middle = all.iter().find(|it| it.1.township == township).map(|it| it.1.spot);
    let away = |it: &Station| middle.map_or(0.0, |middle| middle.distance_km(it.spot));
    all.sort_by(|a, b| {
        (a.1.township != township).cmp(&(b.1.township != township)).then(away(a.1).total_cmp(&away(b.1)))
    });
    all.truncate(MOST);
    all
}

/// Days before the county's now on which it was set up: before readings come in one by one.
fn set_up_days(county: &District) -> i64 {
    live_from(county).day().days_until(county.now.day()) + 2
}

/// Townships whose danger is computed, with the first day.
pub(super) fn townships(county: &District) -> impl Iterator<Item = &Place> {
    county.places.iter().filter(|it| it.division.level() == DivisionLevel::Township)
}

pub(super) const SEASON: (&str, &str) = ("12-01", "05-31");

struct Told<'a> {
    county: &'a District,
    ids: &'a Ids,
    teller: &'a mut Teller,
    officer: PersonId,
    chance: Chance,
    acts: Vec<Act>,
}

impl Told<'_> {
    fn by(&mut self, at: Instant, (person, role): (PersonId, Role), deed: Deed) -> Result<Ctx, Error> {
        let ctx = self.teller.person(at, person, self.ids.organisation(sample::OFFICE)?, role);
        let ctx = Ctx { policy: crate::policy::POLICY, ..ctx };
        self.acts.push(Act::of_forest_fire(ctx.clone(), deed));
        Ok(ctx)
    }

    fn office(&mut self, at: Instant, deed: Deed) -> Result<Ctx, Error> {
        self.by(at, (self.officer, Role::DutyOfficer), deed)
    }

    fn areas(&mut self) -> Result<(), Error> {
        let county = self.county;
        let day = county.now.day().plus_days(-set_up_days(county));
        for (n, town) in townships(county).enumerate() {
            let codes: Vec<&str> = stations_of(county, town.division).iter().map(|it| it.1.code.as_str()).collect();
            let cmd = danger::Describe {
                division: town.division.to_string(),
                stations: codes.join("\n"),
                watched: "yes".into(),
                forest_percent: (38 + n * 17 % 41).to_string(),
                season_from: SEASON.0.into(),
                season_to: SEASON.1.into(),
                cover: danger::USUAL_COVER.map(|it| it.to_string()).join(" "),
                since: county.measured_since().day().plus_days(1).to_string(),
            };
            self.office(day.at(9, 20 + n as i8), Deed::Set(Box::new(cmd)))?;
        }
        let kiln = self.place(1);
        let mark = Mark {
            name: format!("{}隧道窑砖厂", kiln.name),
            division: kiln.division.township().to_string(),
            longitude: degrees(kiln.longitude_e6),
            latitude: degrees(kiln.latitude_e6),
            radius: "1000".into(),
            reason: "隧道窑常年连续生产，卫星多次误判，经现场核实".into(),
        };
        self.office(day.at(10, 5), Deed::Mark(mark)).map(drop)
    }

    /// A village, always the same for a number.
    fn place(&self, n: usize) -> Place {
        let villages: Vec<&Place> =
            self.county.places.iter().filter(|it| it.division.level() == DivisionLevel::Village).collect();
        villages[n * 37 % villages.len()].clone()
    }

    fn near(&mut self, place: &Place, m: i64) -> (i64, i64) {
        let e6 = m * 9;
        let mut by = |at: i32| i64::from(at) + self.chance.between(-e6, e6);
        (by(place.longitude_e6), by(place.latitude_e6))
    }

    /// Seen by one satellite and perhaps by the next pass; answered by the township, where it is.
    fn fire(
        &mut self,
        (at, place): (Instant, &Place),
        said: Option<(Finding, &'static str)>,
        of: Option<(Instant, Division)>,
    ) -> Result<(), Error> {
        let (longitude_e6, latitude_e6) = self.near(place, 900);
        let seen = |at: Instant, east: i64, n: i64, satellite: &str| Detection {
            at,
            longitude_e6: longitude_e6 + east,
            latitude_e6,
            satellite: satellite.into(),
            instrument: if satellite.starts_with("FY") { "MERSI-II".into() } else { "VIIRS".into() },
            confidence: if n % 5 == 0 { Confidence::Low } else { Confidence::Nominal },
            percent: None,
            power_mw: Quantity::read(&format!("{}.{}", 3 + n % 17, n % 10)),
        };
        let n = self.chance.between(0, 200);
        let known = at + Span::minutes(self.chance.between(25, 55));
        let first = self.office(known.min(self.county.now), Deed::See(seen(at, 0, n, "Suomi NPP")))?;
        let second = at + Span::minutes(50);
        if n % 3 != 0 && second + Span::minutes(30) <= self.county.now {
            self.office(second + Span::minutes(30), Deed::See(seen(second, 4_500, n + 1, "NOAA-20")))?;
        }
        let Some((finding, note)) = said else { return Ok(()) };
        let answered = known + Span::minutes(self.chance.between(35, 110));
        if answered > self.county.now {
            return Ok(());
        }
        let (person, body) = self.township(place)?;
        let ctx = self.teller.person(answered, person, body, Role::TownshipOfficer);
        let ctx = Ctx { policy: crate::policy::POLICY, ..ctx };
        self.acts.push(Act::of_forest_fire(ctx, Deed::Answer(first.mint(), finding, note, of)));
        Ok(())
    }

    fn township(&self, place: &Place) -> Result<(PersonId, kernel::OrganisationId), Error> {
        let county = self.county;
        let is_it = |it: &&sample::Organisation| {
            it.kind == OrganisationKind::Township && it.division == place.division.township()
        };
        let body = county.organisations.iter().find(is_it).ok_or(Error::NotFound("OrganisationId"))?;
        let person = county.people.iter().find(|it| it.organisation == body.key).ok_or(Error::NotFound("PersonId"))?;
        Ok((self.ids.person(person.key)?, self.ids.organisation(body.key)?))
    }

    /// Fires on record since stations measure, as a satellite saw them.
    fn recorded(&mut self) -> Result<(), Error> {
        let county = self.county;
        let since = county.measured_since().max(county.now.day().plus_days(-900).start());
        for it in county.incidents.iter().filter(|it| it.category == "forest_fire" && it.happened >= since) {
            let Some(place) = county.places.iter().find(|place| place.division == it.division) else { continue };
            let note = "现场确有林地过火，已组织扑救并接报火情";
            let at = it.told.max(it.happened) + Span::minutes(15);
            let of = Some((it.happened, place.division.township()));
            self.fire((at, place), Some((Finding::Wildfire, note)), of)?;
        }
        Ok(())
    }

    /// Burning in the fields from February to April, some of it without a permit; and what was no fire.
    fn burning(&mut self) -> Result<(), Error> {
        const SAID: [(Finding, &str); 6] = [
            (Finding::Permitted, "农户烧地埂，已办理野外用火审批，护林员现场看守"),
            (Finding::Unpermitted, "农户未经审批焚烧秸秆，已扑灭并批评教育"),
            (Finding::Permitted, "计划烧除，县林草局现场组织"),
            (Finding::FalseAlarm, "现场及周边未见烟火，疑为屋面反光"),
            (Finding::Unpermitted, "上坟烧纸引燃杂草，面积约30平方米，已扑灭"),
            (Finding::Industrial, "碎石加工点焊割作业"),
        ];
        let county = self.county;
        let back = county.measured_since().day().days_until(county.now.day()) - 2;
        let wanted = if county.scale == Scale::Full { 64 } else { 7 };
        for n in 0..wanted {
            let day = county.now.day().plus_days(-self.chance.between(4, back));
            // In the rain nobody burns; what is seen then is something else.
            let is_dry = matches!(day.month(), 1..=5 | 11 | 12);
            if county.scale == Scale::Full && !is_dry && n % 8 != 0 {
                continue;
            }
            let place = self.place(3 + n);
            let said = if is_dry { SAID[n % SAID.len()] } else { SAID[3 + n % 3 / 2 * 2] };
            let at = day.at(13, 20) + Span::minutes(self.chance.between(0, 70));
            self.fire((at, &place), Some(said), None)?;
        }
        Ok(())
    }

    /// Of the last hours: one whose check is late, one whose is not, and the kiln once more.
    fn unanswered(&mut self) -> Result<(), Error> {
        let now = self.county.now;
        let (late, fresh, kiln) = (self.place(71), self.place(58), self.place(1));
        self.fire((now - Span::hours(6), &late), None, None)?;
        self.fire((now - Span::minutes(70), &fresh), None, None)?;
        let seen = Detection {
            at: now - Span::hours(5),
            longitude_e6: kiln.longitude_e6.into(),
            latitude_e6: kiln.latitude_e6.into(),
            satellite: "FY-3D".into(),
            instrument: "MERSI-II".into(),
            confidence: Confidence::Nominal,
            percent: None,
            power_mw: None,
        };
        self.office(now - Span::minutes(275), Deed::See(seen)).map(drop)
    }
}

fn degrees(e6: i32) -> String {
    format!("{}.{:06}", e6 / 1_000_000, e6 % 1_000_000)
}

/// On the class, from the day after it was set up.
#[rustfmt::skip]
fn ruled_on_class() -> rule::Describe {
    rule::Describe {
        orange: "4".into(), red: "5".into(), clear: "0".into(), sort: Sort::FireDanger.word().into(),
        ..ruled("森林火险等级", "《望澜县森林草原防灭火应急预案》", Metric::FireDangerClass, ("last", "0"))
    }
}

/// Every act in the order of its time; none lies after the county's now.
pub(super) fn acts(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Vec<Act>, Error> {
    let account = county.accounts.iter().find(|it| it.role == Role::DutyOfficer).ok_or(Error::NotFound("AccountId"))?;
    let officer = ids.person(account.person)?;
    let mut acts = signals::held_rule(county, ids, teller, (set_up_days(county), ruled_on_class()))?;
    let chance = Chance::new(super::SEED, "forest fires");
    let mut told = Told { county, ids, teller, officer, chance, acts: Vec::new() };
    told.areas()?;
    told.recorded()?;
    told.burning()?;
    told.unanswered()?;
    acts.append(&mut told.acts);
    acts.sort_by_key(|act| act.ctx.now);
    Ok(acts)
}
