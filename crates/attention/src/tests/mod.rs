//! What the tests of this crate share: a small district in which people of every role act.

mod golden;
mod key;
mod key_property;
mod key_standing;
mod property;
mod rules;
mod stories;
mod summary;

use kernel::{Act, Ctx, Error, Instant, PersonId, PolicyRow, Reach, Role, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::duty::query::Filter;
use crate::duty::{self, Sort, SpecialDuty};
use crate::event::{self, MassEvent, MassEventId};
use crate::period::{self, Draft, OpenIt, SpecialPeriod, SpecialPeriodId};

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::DepartmentClerk, Reach::Organisation),
    (Role::TownshipOfficer, Reach::Organisation),
    (Role::Leader, Reach::District),
];
const DRAFTERS: &[(Role, Reach)] = &[(Role::DistrictClerk, Reach::District), (Role::Leader, Reach::District)];
const fn row(act: &'static str) -> PolicyRow {
    PolicyRow { act: Act(act), grants: OFFICES, by_sector: &[] }
}
const POLICY: &[PolicyRow] = &[
    row("act"),
    PolicyRow { act: Act("special_period.draft"), grants: DRAFTERS, by_sector: &[] },
    PolicyRow { act: Act("attention_criteria.draft"), grants: DRAFTERS, by_sector: &[] },
    PolicyRow { act: Act("attention_list.draft"), grants: DRAFTERS, by_sector: &[] },
    row("special_duty.view"),
    row("mass_event.view"),
    row("shift.view"),
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

    /// The clock goes to this minute; what rings on the way rings at its time.
    pub fn go_to(&self, minute: &str) {
        self.go_to_at(Instant::read(minute).unwrap());
    }

    pub fn go_to_at(&self, to: Instant) {
        loop {
            let ctx = self.t.rule();
            let due = self.t.db.read_blocking(|r| r.due_timers(&ctx, to, 1)).unwrap();
            let Some(timer) = due.into_iter().next() else { break };
            if timer.at > self.now() {
                self.t.clock.advance(timer.at.since(self.now()));
            }
            let taken = timer.clone();
            let ring = move |tx: &mut Tx<'_>, ctx: &Ctx| match tx.take_timer(ctx, &taken)? {
                true => fire(tx, ctx, &taken),
                false => Ok(()),
            };
            self.t.db.write_blocking("timer", &self.t.rule(), ring).unwrap();
        }
        if to > self.now() {
            self.t.clock.advance(to.since(self.now()));
        }
    }

    pub fn wait(&self, span: Span) {
        self.go_to_at(self.now() + span);
    }

    pub fn draft(&self, cmd: &Draft) -> Result<SpecialPeriodId, Error> {
        let cmd = cmd.clone();
        self.act(Role::DistrictClerk, move |tx, ctx| period::draft(tx, ctx, &cmd))
    }

    pub fn open(&self, id: SpecialPeriodId) -> Result<(), Error> {
        let cmd = OpenIt { version: self.period(id).version.to_string() };
        self.act(Role::Leader, move |tx, ctx| period::open(tx, ctx, id, &cmd))
    }

    /// Drafted and opened now.
    pub fn opened(&self, cmd: &Draft) -> SpecialPeriodId {
        let id = self.draft(cmd).unwrap();
        self.open(id).unwrap();
        id
    }

    pub fn period(&self, id: SpecialPeriodId) -> SpecialPeriod {
        self.t.db.read_blocking(|r| period::query::one(r, &self.t.rule(), id)).unwrap()
    }

    pub fn duties(&self, id: SpecialPeriodId, sort: Sort) -> Vec<SpecialDuty> {
        let filter = Filter { period: Some(id), sort: Some(sort), ..Filter::default() };
        let mut all = self.t.db.read_blocking(|r| duty::query::list(r, &self.t.rule(), &filter, 0, 10_000)).unwrap();
        all.sort_by_key(|it| (it.day, it.organisation));
        all
    }

    pub fn event(&self, id: MassEventId) -> MassEvent {
        self.t.db.read_blocking(|r| event::query::one(r, &self.t.rule(), id)).unwrap()
    }

    pub fn status(&self, id: obligation::ObligationId) -> obligation::Status {
        self.t.db.read_blocking(|r| obligation::query::get(r, &self.t.rule(), id)).unwrap().status
    }
}

fn fire(tx: &mut Tx<'_>, ctx: &Ctx, timer: &ledger::Timer) -> Result<(), Error> {
    let id = |bytes| kernel::Identity::from_bytes(bytes);
    match timer.stream.as_str() {
        "obligation" => obligation::fire(tx, ctx, timer.at, kernel::Identity::from_bytes(timer.id)),
        "special_period" => period::fire(tx, ctx, id(timer.id)),
        other => panic!("a timer of {other}"),
    }
}

/// The National Day holiday: everybody is asked, everything is tightened.
pub(crate) fn holiday() -> Draft {
    Draft {
        kind: "holiday".into(),
        title: "2026年国庆中秋假期".into(),
        from: "2026-10-01".into(),
        to: "2026-10-03".into(),
        reason: "假期人员流动大".into(),
        document: "望安委〔2026〕18号".into(),
        groups: vec!["townships".into(), "departments".into()],
        rules: ["leader_on_duty", "doubled", "sweep", "zero_report"].map(String::from).to_vec(),
        sweep_by: "2026-09-29".into(),
        report_hour: "16".into(),
        ..Draft::default()
    }
}
