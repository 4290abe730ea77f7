//! What the tests of this crate share: a small district with the outlines of its two townships and a weather station.

mod areas;
mod golden;
mod sources;
mod spots;

use kernel::{Act, Ctx, Error, Identity, Instant, PersonId, PolicyRow, Reach, Role};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;
use signal::Quantity;
use signal::device;

static ERASURE: &ledger::Concept = &ledger::ERASURE;

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
    (Role::Leader, Reach::District),
];
const POLICY: &[PolicyRow] = &[PolicyRow { act: Act("act"), grants: OFFICES, by_sector: &[] }];

pub(crate) struct Story {
    pub t: TestDb,
    pub people: Fixture,
}

/// Township 0 from 100.0 to 100.1 east, township 1 beside it to 100.2; both from 24.0 to 24.1 north.
const WEST_E6: i32 = 100_000_000;
const SOUTH_E6: i32 = 24_000_000;
const SIDE_E6: i32 = 100_000;

impl Story {
    pub fn begin(minute: &str) -> Story {
        let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(signal::CONCEPTS).chain(crate::CONCEPTS);
        let all = all.chain(std::iter::once(&ERASURE));
        let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        let to = at(minute);
        let now = t.rule().now;
        if to > now {
            t.clock.advance(to.since(now));
        }
        let divisions = people.township_divisions;
        let outlined = t.db.write_blocking("outlines", &t.rule(), move |tx, ctx| {
            for (n, division) in (0..).zip(divisions) {
                let (west, east) = (WEST_E6 + n * SIDE_E6, WEST_E6 + (n + 1) * SIDE_E6);
                let (south, north) = (SOUTH_E6, SOUTH_E6 + SIDE_E6);
                let ring = vec![[west, south], [east, south], [east, north], [west, north]];
                registry::division::outline(tx, ctx, division, &vec![ring])?;
            }
            Ok(())
        });
        outlined.unwrap();
        let s = Story { t, people };
        s.act(Role::DistrictClerk, |tx, ctx| device::register(tx, ctx, &station("57001", "100.02"))).unwrap();
        s
    }

    pub fn by<T>(
        &self,
        person: PersonId,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.db.write_blocking("test", &self.people.ctx_of(&self.t, person, POLICY, "act"), run)
    }

    pub fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.by(self.people.person(role), run)
    }

    /// The clock goes on; nothing rings on the way.
    pub fn go_to(&self, minute: &str) {
        let (to, now) = (at(minute), self.t.rule().now);
        assert!(to >= now, "{minute} has passed");
        self.t.clock.advance(to.since(now));
    }

    /// What people wrote of it can go, and the ledger still gives the same rows.
    pub fn erase(&self, stream: &'static str, id: impl Identity) {
        let erased = self.t.db.erase(&self.t.rule(), stream, *id.bytes(), "依申请删除，受理号 2027-1").unwrap();
        assert!(erased > 0, "{stream}");
        self.t.assert_replay_agrees();
    }

    pub fn status(&self, id: obligation::ObligationId) -> obligation::Obligation {
        self.t.db.read_blocking(|r| obligation::query::get(r, &self.t.rule(), id)).unwrap()
    }
}

pub(crate) fn at(minute: &str) -> Instant {
    Instant::read(minute).unwrap()
}

pub(crate) fn quantity(text: &str) -> Quantity {
    Quantity::read(text).unwrap()
}

/// What a refusal says, or that there was none.
pub(crate) fn outcome<T>(made: Result<T, Error>) -> String {
    match made {
        Ok(_) => "done".to_owned(),
        Err(error) => error.to_string(),
    }
}

pub(crate) fn station(code: &str, longitude: &str) -> device::Describe {
    device::Describe {
        code: code.into(),
        name: "东门村气象站".into(),
        sort: "weather_station".into(),
        metrics: ["rain", "temperature", "humidity", "wind_speed"].map(str::to_owned).to_vec(),
        division: "城关镇".into(),
        longitude: longitude.into(),
        latitude: "24.03".into(),
        owner: "县应急局".into(),
        interval: "600".into(),
        ..device::Describe::default()
    }
}
