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
mod enterprises;
mod hand_overs;
mod incidents;
mod investigations;
mod letters;
mod life;
mod major;
mod meetings;
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
pub fn build(store: &Store, scale: Scale, mut say: impl FnMut(&str)) -> Result<Vec<DemoAccount>, Error> {
    let now = SystemClock.now();
    let county = District::build(SEED, now, scale);
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
    say("registers");
    let ids = registers::write(&db, &county, &mut teller, start)?;
    risks::schemes(&db, &mut teller, start)?;
    risks::frequencies(&db, &mut teller, start)?;
    say("hazards");
    life::play(&db, &clock, &county, &ids, &mut teller, |share| say(&format!("hazards {share} %")))?;
    clock.set(now);
    major::find(&db, &county, &ids, &mut teller, now)?;
    major::list(&db, &county, &ids, &mut teller, now)?;
    major::stop(&db, &county, &ids, &mut teller, now)?;
    requests::ask_for_time(&db, &county, &ids, &mut teller, now)?;
    letters::cases(&db, &county, &ids, &mut teller, now)?;
    copies::write(&db, &county, &ids, &mut teller, now)?;
    say("index");
    crate::timers::index_texts(&db, clock.as_ref(), county.code)?;
    say("accounts");
    let accounts = accounts::open(&db, &county, &ids, &mut teller, now)?;
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
