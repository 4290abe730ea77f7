//! The sample district becomes commands: the values of `sample` are played through the real rules, in the order of their
//! times, on a clock that runs from 2019 to now. Reminders, lateness and escalations come about as they would have.

mod accounts;
mod attention;
mod attention_lists;
mod campaign_words;
mod campaigns;
mod causes;
mod copies;
mod disasters;
mod earthquakes;
mod enterprises;
mod fire_days;
mod forest_fires;
mod hand_overs;
mod hindcast;
mod incidents;
mod investigations;
mod letters;
mod life;
mod major;
mod meetings;
mod monitored;
mod orders;
mod oversights;
mod public_reports;
mod registers;
mod requests;
mod risks;
mod signals;
mod tables;

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Actor, Ctx, Error, Instant, OrganisationId, Origin, PersonId, RequestKey, Scope};
use ledger::{Clock, SystemClock, VirtualClock};
use registry::SubjectId;
use sample::{District, Scale};

pub use accounts::DemoAccount;

use crate::installation;
use crate::replay::{Built, Course};
use crate::store::Store;

/// The county is the same on every machine; only the day it is built on moves its end.
const SEED: u64 = 20_190_101;

/// Who and what of the sample has which identity in the ledger.
#[derive(Default)]
pub(crate) struct Ids {
    pub organisations: HashMap<u32, OrganisationId>,
    pub people: HashMap<u32, PersonId>,
    pub subjects: HashMap<u32, SubjectId>,
}

impl Ids {
    fn organisation(&self, key: u32) -> Result<OrganisationId, Error> {
        self.organisations.get(&key).copied().ok_or(Error::NotFound("OrganisationId"))
    }
    fn person(&self, key: u32) -> Result<PersonId, Error> {
        self.people.get(&key).copied().ok_or(Error::NotFound("PersonId"))
    }
    fn subject(&self, key: u32) -> Result<SubjectId, Error> {
        self.subjects.get(&key).copied().ok_or(Error::NotFound("SubjectId"))
    }
}

/// Builds the district in a folder without one; `say` hears how far it is. Returns the ten accounts with their passwords.
pub fn build(store: &Store, scale: Scale, say: impl FnMut(&str)) -> Result<Vec<DemoAccount>, Error> {
    let now = SystemClock.now();
    let accounts = build_county(store, &District::build(SEED, now, scale), say)?;
    Built { at: now, small: scale == Scale::Small }.write(&store.data)?;
    Ok(accounts)
}

/// The county as values, as it was when it was built.
pub fn again(built: Built) -> District {
    District::build(SEED, built.at, if built.small { Scale::Small } else { Scale::Full })
}

/// The county on the eve of a flood week, built like the other; the week itself is played.
pub fn build_eve(store: &Store, course: Course, say: impl FnMut(&str)) -> Result<Vec<DemoAccount>, Error> {
    let accounts = build_county(store, &eve(course), say)?;
    course.write(&store.data)?;
    Ok(accounts)
}

/// The last flood week that is over.
pub fn last_flood(small: bool) -> Result<Course, Error> {
    let week = sample::disaster::flood_week(SEED, SystemClock.now());
    let (from, until) = week.ok_or_else(|| Error::internal("a flood every year"))?;
    Ok(Course { from, until, at: from, small })
}

/// The county as values, as it was then.
pub fn eve(course: Course) -> District {
    let scale = if course.small { Scale::Small } else { Scale::Full };
    District::in_scene(SEED, course.from, scale, sample::Scene::Eve)
}

fn build_county(store: &Store, county: &District, mut say: impl FnMut(&str)) -> Result<Vec<DemoAccount>, Error> {
    let now = county.now;
    let start = Instant::read("2019-01-01 08:00").ok_or_else(|| Error::internal("a date of this file"))?;
    let clock = Arc::new(VirtualClock::at(start));
    let db = store.open(Arc::clone(&clock))?;
    if db.read_blocking(installation::read)?.is_some() {
        return Err(Error::refused("this data folder serves a district already"));
    }
    if db.read_blocking(|r| r.value::<i64>("SELECT COUNT(*) FROM (SELECT 1 FROM fact LIMIT 1) AS one", &[]))? > 0 {
        return Err(Error::refused(
            "this database holds the beginning of a district that was cut off: give an empty one",
        ));
    }
    let mut teller = Teller::new(county.code);
    let readings = db.folder().join("readings");
    let ids = std::thread::scope(|scope| {
        let history = scope.spawn(|| monitored::history(county, &readings));
        say("registers");
        let ids = registers::write(&db, county, &mut teller, start)?;
        risks::schemes(&db, &mut teller, start)?;
        risks::frequencies(&db, &mut teller, start)?;
        say("hazards");
        let measured = |teller: &mut Teller| {
            let history = history.join().map_err(|_| Error::internal("the thread that measures"))??;
            history.acts(&db, &ids, teller)
        };
        life::play(&db, &clock, county, &ids, &mut teller, measured, |share| say(&format!("hazards {share} %")))?;
        Ok::<Ids, Error>(ids)
    })?;
    clock.set(now);
    major::find(&db, county, &ids, &mut teller, now)?;
    major::list(&db, county, &ids, &mut teller, now)?;
    major::stop(&db, county, &ids, &mut teller, now)?;
    requests::ask_for_time(&db, county, &ids, &mut teller, now)?;
    letters::cases(&db, county, &ids, &mut teller, now)?;
    copies::write(&db, county, &ids, &mut teller, now)?;
    say("index");
    crate::timers::index_texts(&db, clock.as_ref(), county.code)?;
    say("accounts");
    let accounts = accounts::open(&db, county, &ids, &mut teller, now)?;
    // Last of all: a folder without this row is not served, so a build that was cut off is not taken for a district.
    let ctx = teller.rule("sample", now);
    let name = county.name;
    db.write_blocking("installation", &ctx, move |tx, ctx| installation::found(tx, ctx, name, true))?;
    Ok(accounts)
}

/// Makes contexts whose keys count up, so that the county's ids are the same wherever it is built.
pub(crate) struct Teller {
    district: kernel::District,
    told: u64,
}

impl Teller {
    fn new(district: kernel::District) -> Self {
        Self { district, told: 0 }
    }

    pub fn rule(&mut self, name: &'static str, at: Instant) -> Ctx {
        self.told += 1;
        let mut key = [0; 16];
        key[..8].copy_from_slice(&self.told.to_be_bytes());
        Ctx { origin: Origin::Sample, ..Ctx::rule(name, self.district, at, RequestKey(key), [0x5a; 32]) }
    }

    /// Somebody of the county acts, as a member of their own organisation.
    pub fn person(&mut self, at: Instant, person: PersonId, organisation: OrganisationId, role: kernel::Role) -> Ctx {
        let division = self.district.division();
        let membership = kernel::Membership {
            organisation,
            division,
            role,
            sectors: Vec::new(),
            status: kernel::MembershipStatus::Active,
            from: Instant::default(),
            to: None,
            deputy_for: None,
        };
        let grant = kernel::Grant { role, reach: kernel::Reach::District, organisation, division, sectors: None };
        let scope = Scope { district: self.district, person: Some(person), grants: vec![grant] };
        Ctx { actor: Actor::Person(person), acting: vec![membership], scope, ..self.rule("sample", at) }
    }
}
