//! What the tests of this crate share: a small district in which people of every role act.

mod documents;
mod golden;
mod import;
mod property;
mod stories;

use kernel::{Act, Ctx, Error, Instant, PersonId, PolicyRow, Reach, Role, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::calendar::{self, SetRule};
use crate::*;

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::DepartmentClerk, Reach::Organisation),
    (Role::TownshipOfficer, Reach::Organisation),
    (Role::Leader, Reach::District),
];
const fn row(act: &'static str) -> PolicyRow {
    PolicyRow { act: Act(act), grants: OFFICES, by_sector: &[] }
}
const POLICY: &[PolicyRow] = &[row("act"), row("meeting.view"), row("resolution.view")];

pub(crate) struct Story {
    pub t: TestDb,
    pub people: Fixture,
}

impl Story {
    pub fn begin() -> Story {
        let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS);
        let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        Story { t, people }
    }

    pub fn ctx(&self, role: Role) -> Ctx {
        self.people.ctx(&self.t, role, POLICY, "act")
    }

    pub fn by<T>(
        &self,
        person: PersonId,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.clock.advance(Span::minutes(1));
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

    /// The clock goes to this minute, and what has begun by then opens.
    pub fn go_to(&self, minute: &str) {
        let to = Instant::read(minute).unwrap();
        self.t.clock.advance(to.since(self.now()));
        self.open_periods();
    }

    /// What `server` does every hour.
    pub fn open_periods(&self) -> usize {
        let rule = self.t.rule();
        let missing = self.t.db.read_blocking(|r| calendar::find_missing(r, &rule)).unwrap();
        for it in &missing {
            let it = *it;
            self.t.db.write_blocking("periods", &self.t.rule(), move |tx, ctx| calendar::open(tx, ctx, it)).unwrap();
        }
        missing.len()
    }

    pub fn rule(&self, kind: &str, every: &str, days_before: u32, from: &str) {
        let cmd = SetRule {
            kind: kind.into(),
            every: every.into(),
            days_before: days_before.to_string(),
            owner: "县安委办".into(),
            from: from.into(),
            to: String::new(),
            source: "望安委〔2020〕3号第五条".into(),
        };
        self.act(Role::DistrictClerk, move |tx, ctx| calendar::set_rule(tx, ctx, &cmd).map(drop)).unwrap();
    }

    pub fn year(&self, year: i16) -> Vec<calendar::Period> {
        self.t.db.read_blocking(|r| calendar::query::of_year(r, &self.t.rule(), year)).unwrap()
    }

    pub fn convene(&self, cmd: &Convene) -> Result<MeetingId, Error> {
        let cmd = cmd.clone();
        self.act(Role::DistrictClerk, move |tx, ctx| crate::convene(tx, ctx, &cmd))
    }

    /// Held by now, with everybody there.
    pub fn held(&self, id: MeetingId) {
        let it = self.one(id).it;
        if it.starts > self.now() {
            self.t.clock.advance(it.starts.since(self.now()));
            self.t.clock.advance(Span::minutes(120));
        }
        let ended = Hold { ended: self.now().to_minute() };
        self.act(Role::DistrictClerk, move |tx, ctx| hold(tx, ctx, id, &ended)).unwrap();
    }

    pub fn roll(&self, id: MeetingId) {
        let come = |it: &query::Invitation| Come {
            organisation: it.organisation.to_string(),
            attendance: "present".into(),
            name: "某某".into(),
        };
        let cmd = Attend { roll: self.one(id).invitations.iter().map(come).collect() };
        self.act(Role::DistrictClerk, move |tx, ctx| attend(tx, ctx, id, &cmd)).unwrap();
    }

    pub fn resolve(&self, id: MeetingId, owner: &str, due: &str) -> Result<resolution::ResolutionId, Error> {
        let cmd = resolution::Resolve {
            resolution: "对辖区农村自建房开展全面排查".into(),
            owner: owner.into(),
            due: due.into(),
        };
        self.act(Role::DistrictClerk, move |tx, ctx| resolution::resolve(tx, ctx, id, &cmd))
    }

    pub fn one(&self, id: MeetingId) -> query::Detail {
        self.t.db.read_blocking(|r| query::one(r, &self.t.rule(), id)).unwrap()
    }

    pub fn resolution(&self, id: resolution::ResolutionId) -> resolution::Resolution {
        self.t.db.read_blocking(|r| resolution::query::one(r, &self.t.rule(), id)).unwrap()
    }

    /// Obligations of this name that are open, and all of them.
    pub fn owed(&self, name: &str) -> (usize, usize) {
        let district = self.t.rule().district;
        let count = |also: &str| {
            let sql = format!("SELECT COUNT(*) FROM obligation WHERE district = $1 AND duty = $2{also}");
            let read = |r: &ledger::Reader<'_>| r.value::<i64>(&sql, ledger::params![district, name]);
            usize::try_from(self.t.db.read_blocking(read).unwrap()).unwrap()
        };
        (count(" AND holder_organisation IS NOT NULL"), count(""))
    }
}

/// A special meeting to which the townships and a department are asked.
pub(crate) fn special(starts: &str, period: &str) -> Convene {
    Convene {
        kind: "special".into(),
        title: "2026年第三季度安全生产专题会议".into(),
        starts: starts.into(),
        place: "县政府三楼会议室".into(),
        chair: "副县长壬九".into(),
        host: String::new(),
        period: period.into(),
        agenda: "通报前三季度安全生产形势\n有关乡镇、部门发言\n县领导讲话".into(),
        groups: vec!["townships".into()],
        invited: "县应急局\n".into(),
        post: "分管负责人".into(),
        speakers: "河口镇\n县住建局".into(),
    }
}
