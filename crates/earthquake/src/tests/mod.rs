//! What the tests of this crate share: a small district with an outline, in which sources tell of earthquakes.

mod catalogues;
mod collected;
mod golden;
mod numbers;
mod rules;
mod stories;

use kernel::{Act, Ctx, Error, Instant, PolicyRow, Reach, Role};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::event::{self, Became, Earthquake, EarthquakeId, Tell, take};

const OFFICES: &[(Role, Reach)] =
    &[(Role::DistrictClerk, Reach::District), (Role::DutyOfficer, Reach::District), (Role::Leader, Reach::District)];
const POLICY: &[PolicyRow] = &[PolicyRow { act: Act("act"), grants: OFFICES, by_sector: &[] }];

pub(crate) struct Story {
    pub t: TestDb,
    pub people: Fixture,
}

/// The two townships side by side, each half a degree wide: from 102.0 to 103.0 east, 25.0 to 25.5 north.
fn outlines(tx: &mut Tx<'_>, ctx: &Ctx, people: &Fixture) -> Result<(), Error> {
    let square = |west: i32| {
        vec![vec![[west, 25_000_000], [west + 500_000, 25_000_000], [west + 500_000, 25_500_000], [west, 25_500_000]]]
    };
    for (code, west) in people.township_divisions.iter().zip([102_000_000, 102_500_000]) {
        registry::division::outline(tx, ctx, *code, &square(west))?;
    }
    Ok(())
}

impl Story {
    pub fn begin(minute: &str) -> Story {
        let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS);
        let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        let drawn = people.clone();
        t.db.write_blocking("outlines", &t.rule(), move |tx, ctx| outlines(tx, ctx, &drawn)).unwrap();
        let s = Story { t, people };
        s.go_to(minute);
        s
    }

    pub fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        let ctx = self.people.ctx_of(&self.t, self.people.person(role), POLICY, "act");
        self.t.db.write_blocking("test", &ctx, run)
    }

    pub fn now(&self) -> Instant {
        self.t.rule().now
    }

    /// The clock goes to this minute; nothing rings on the way.
    pub fn go_to(&self, minute: &str) {
        let to = at(minute);
        if to > self.now() {
            self.t.clock.advance(to.since(self.now()));
        }
    }

    pub fn tell(&self, cmd: &Tell) -> Result<Became, Error> {
        let cmd = cmd.clone();
        self.act(Role::DutyOfficer, move |tx, ctx| take(tx, ctx, &cmd))
    }

    pub fn told(&self, cmd: &Tell) -> EarthquakeId {
        self.tell(cmd).unwrap().id().unwrap()
    }

    pub fn one(&self, id: EarthquakeId) -> Earthquake {
        self.t.db.read_blocking(|r| event::query::one(r, &self.t.rule(), id)).unwrap()
    }

    pub fn words(&self, id: EarthquakeId) -> String {
        let read = |r: &ledger::Reader<'_>| {
            let it = event::query::one(r, &self.t.rule(), id)?;
            let names = event::place::Names::fetch(r, &self.t.rule(), std::slice::from_ref(&it))?;
            Ok(event::place::in_words(kernel::Lang::Zh, &it, &names))
        };
        self.t.db.read_blocking(read).unwrap()
    }
}

pub(crate) fn at(minute: &str) -> Instant {
    Instant::read(minute).unwrap()
}

/// Of the official network, without a number.
pub(crate) fn tell(time: &str, (longitude, latitude): (&str, &str), magnitude: &str) -> Tell {
    Tell {
        source: "CENC".into(),
        time: time.into(),
        longitude: longitude.into(),
        latitude: latitude.into(),
        magnitude: magnitude.into(),
        magnitude_kind: "M".into(),
        depth_km: "10".into(),
        ..Tell::default()
    }
}

pub(crate) fn of(source: &str, number: &str, cmd: Tell) -> Tell {
    Tell { source: source.into(), source_id: number.into(), ..cmd }
}

/// What a refusal says, or that there was none.
pub(crate) fn outcome<T>(done: Result<T, Error>) -> String {
    done.map_or_else(|e| e.to_string(), |_| "done".into())
}
