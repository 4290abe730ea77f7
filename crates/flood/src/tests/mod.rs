//! What the tests of this crate share: a small district with gauges, in which people of every role keep catchments.

mod catchments;
mod golden;
mod rains;

use kernel::{Act, Ctx, Error, Instant, PolicyRow, Reach, Role};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;
use signal::device;

use crate::catchment::{self, Catchment, CatchmentId, Describe};

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
];
const POLICY: &[PolicyRow] = &[
    PolicyRow { act: Act("act"), grants: OFFICES, by_sector: &[] },
    PolicyRow { act: Act("catchment.view"), grants: OFFICES, by_sector: &[] },
];

pub(crate) struct Story {
    pub t: TestDb,
    pub people: Fixture,
}

impl Story {
    /// With two gauges in the town, `P1` and `P2`, one elsewhere, `P3`, and a level gauge, `Z1`.
    pub fn begin(minute: &str) -> Story {
        let concepts =
            registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(signal::CONCEPTS).chain(crate::CONCEPTS);
        let t = ledger::testing::db(concepts.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        let s = Story { t, people };
        let to = Instant::read(minute).unwrap();
        s.t.clock.advance(to.since(s.now()));
        for (code, place, sort, metric) in [
            ("P1", "城关镇", "rain_gauge", "rain"),
            ("P2", "城关镇", "rain_gauge", "rain_total"),
            ("P3", "河口镇", "rain_gauge", "rain"),
            ("Z1", "城关镇", "river_level", "level"),
        ] {
            let cmd = device::Describe {
                code: code.into(),
                name: format!("{code}站"),
                sort: sort.into(),
                metrics: vec![metric.into()],
                division: place.into(),
                owner: "县应急局".into(),
                interval: "300".into(),
                ..device::Describe::default()
            };
            s.act(Role::DistrictClerk, move |tx, ctx| device::register(tx, ctx, &cmd)).unwrap();
        }
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

    pub fn register(&self, cmd: &Describe) -> Result<CatchmentId, Error> {
        let cmd = cmd.clone();
        self.act(Role::DistrictClerk, move |tx, ctx| catchment::register(tx, ctx, &cmd))
    }

    pub fn catchment(&self, id: CatchmentId) -> Catchment {
        self.t.db.read_blocking(|r| catchment::query::one(r, &self.t.rule(), id)).unwrap()
    }
}

/// A stream above the town, with all that the form asks for.
pub(crate) fn stream(code: &str) -> Describe {
    Describe {
        code: code.into(),
        name: "石门河小流域".into(),
        division: "城关镇".into(),
        longitude: "102.7043".into(),
        latitude: "25.0401".into(),
        area: "38.5".into(),
        owner: "县应急局".into(),
        watcher: "己六@城关镇".into(),
        gauges: "P1 0.6\nP2 0.4".into(),
        outlet: "Z1".into(),
        ready: "45".into(),
        immediate: "80".into(),
        basis: "山洪灾害调查评价成果".into(),
        villages: "东门村 45 30 112 己六@城关镇\n城关镇 10 - - -".into(),
        ponds: "Z1".into(),
        parameters: [("free_water_mm".to_owned(), "22".to_owned())].into(),
        since: "2026-05-01".into(),
        ..Describe::default()
    }
}

/// What a refusal says, or that there was none.
pub(crate) fn outcome<T>(done: Result<T, Error>) -> String {
    done.map_or_else(|e| e.to_string(), |_| "done".into())
}
