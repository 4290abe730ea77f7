//! What the tests of this crate share: a small district in which people of every role act on devices.

mod conditions;
mod devices;
mod golden;
mod imports;
mod rules;

use kernel::{Act, Ctx, Error, Instant, PersonId, PolicyRow, Reach, Role};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::condition::{self, Change, Condition, ConditionId, Place, Reading, Recorded, Sort};
use crate::device::{self, Describe, Device, DeviceId};
use crate::rule::{self, SignalRule, SignalRuleId};
use crate::{Colour, Quantity};

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::DepartmentClerk, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
    (Role::EnterpriseUser, Reach::Organisation),
    (Role::Leader, Reach::District),
];
const POLICY: &[PolicyRow] = &[
    PolicyRow { act: Act("act"), grants: OFFICES, by_sector: &[] },
    PolicyRow {
        act: Act("signal_rule.draft"),
        grants: &[(Role::DistrictClerk, Reach::District), (Role::DutyOfficer, Reach::District)],
        by_sector: &[],
    },
    PolicyRow { act: Act("signal_rule.switch"), grants: &[(Role::Leader, Reach::District)], by_sector: &[] },
];

pub(crate) struct Story {
    pub t: TestDb,
    pub people: Fixture,
}

impl Story {
    pub fn begin(minute: &str) -> Story {
        let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS);
        let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        let s = Story { t, people };
        s.go_to(minute);
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

    pub fn register(&self, cmd: &Describe) -> Result<DeviceId, Error> {
        let cmd = cmd.clone();
        self.act(Role::DistrictClerk, move |tx, ctx| device::register(tx, ctx, &cmd))
    }

    pub fn device(&self, id: DeviceId) -> Device {
        self.t.db.read_blocking(|r| device::query::one(r, &self.t.rule(), id)).unwrap()
    }

    pub fn tell(&self, change: &Change) -> Result<Recorded, Error> {
        let change = change.clone();
        self.t.db.write_blocking("tell", &self.t.rule(), move |tx, ctx| condition::record(tx, ctx, &change))
    }

    pub fn condition(&self, id: ConditionId) -> Condition {
        self.t.db.read_blocking(|r| condition::query::one(r, &self.t.rule(), id)).unwrap()
    }

    pub fn rule(&self, id: SignalRuleId) -> SignalRule {
        self.t.db.read_blocking(|r| rule::query::one(r, &self.t.rule(), id)).unwrap()
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

/// A rain gauge of the township, kept by the emergency bureau and watched by the township's officer.
pub(crate) fn gauge(code: &str) -> Describe {
    Describe {
        code: code.into(),
        name: "东门村雨量站".into(),
        sort: "rain_gauge".into(),
        metrics: vec!["rain".into(), "电池电压".into()],
        limits: "雨量 0 120 60\nbattery 9.5 - -".into(),
        division: "城关镇".into(),
        longitude: "102.7043".into(),
        latitude: "25.0401".into(),
        owner: "县应急局".into(),
        watcher: "己六@城关镇".into(),
        interval: "300".into(),
        subject: String::new(),
        since: "2025-03-01".into(),
    }
}

/// Fifty millimetres of rain at a device, by no rule of the district but its own silence.
pub(crate) fn silent(device: DeviceId, minute: &str, colour: Option<Colour>) -> Change {
    Change { place: Place::Device(device), sort: Sort::Silent, rule: None, at: at(minute), colour, reading: None }
}

pub(crate) fn rain(value: &str) -> Option<Reading> {
    Some(Reading { metric: readings::Metric::Rain, value: quantity(value), by: None })
}

/// What a refusal says, or that there was none.
pub(crate) fn outcome<T>(done: Result<T, Error>) -> String {
    done.map_or_else(|e| e.to_string(), |_| "done".into())
}
