//! What the tests of this crate share: a small district in which people of every role act, and a record that knows some values.

mod documents;
mod golden;
mod property;
mod rules;
mod stories;

use kernel::{Act, Ctx, Error, Instant, PersonId, PolicyRow, Reach, Role, Span};
use ledger::testing::TestDb;
use ledger::{Reader, Tx};
use registry::testing::Fixture;

use crate::examination::{self, Judge, OversightExaminationId, SetGroup};
use crate::problem::{self, Find, OversightProblemId};
use crate::scheme::{self, Draft, Issue, OversightSchemeId, SetItem};
use crate::{Ask, Figure, Value, Values};

const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::Inspector, Reach::District),
    (Role::DepartmentClerk, Reach::Organisation),
    (Role::TownshipOfficer, Reach::Organisation),
    (Role::Leader, Reach::District),
];
const SIGNERS: &[(Role, Reach)] = &[(Role::DistrictClerk, Reach::District), (Role::Leader, Reach::District)];
const fn row(act: &'static str) -> PolicyRow {
    PolicyRow { act: Act(act), grants: OFFICES, by_sector: &[] }
}
const POLICY: &[PolicyRow] = &[
    row("act"),
    row("oversight.view"),
    row("oversight_problem.view"),
    PolicyRow { act: Act("oversight.draft"), grants: SIGNERS, by_sector: &[] },
];

fn late(_: &Reader<'_>, _: &Ctx, _: &Ask) -> Result<Figure, Error> {
    Ok(Figure { value: Value::Count { n: 2 }, evidence: vec!["/hazards?view=late".into()] })
}

fn in_time(_: &Reader<'_>, _: &Ctx, _: &Ask) -> Result<Figure, Error> {
    let evidence = vec!["/hazards?closing=in_time".into(), "/hazards".into()];
    Ok(Figure { value: Value::share(45, 50), evidence })
}

fn unknown(_: &Reader<'_>, _: &Ctx, _: &Ask) -> Result<Figure, Error> {
    Ok(Figure::not_on_record())
}

/// What the record knows here.
pub(crate) static VALUES: Values =
    Values(&[("hazards_late", late), ("hazards_closed_in_time", in_time), ("incidents", unknown)], &[]);

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
        let s = Story { t, people };
        s.go_to("2026-01-08 09:00");
        s
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

    pub fn go_to(&self, minute: &str) {
        let to = Instant::read(minute).unwrap();
        self.t.clock.advance(to.since(self.now()));
    }

    pub fn draft(&self, cmd: &Draft) -> Result<OversightSchemeId, Error> {
        let cmd = cmd.clone();
        self.act(Role::DistrictClerk, move |tx, ctx| scheme::draft(tx, ctx, &cmd))
    }

    pub fn item(&self, id: OversightSchemeId, cmd: &SetItem) -> Result<(), Error> {
        let cmd = cmd.clone();
        self.act(Role::DistrictClerk, move |tx, ctx| scheme::set_item(tx, ctx, id, 0, &cmd))
    }

    pub fn issue(&self, id: OversightSchemeId) -> Result<(), Error> {
        let version = self.scheme(id).it.version.to_string();
        self.act(Role::Leader, move |tx, ctx| scheme::issue(tx, ctx, id, &Issue { version: version.clone() }))
    }

    /// An assessment of the two townships: one item judged, three from the record; issued.
    pub fn assessment(&self) -> OversightSchemeId {
        let id = self.draft(&yearly()).unwrap();
        assessment_items().iter().for_each(|it| self.item(id, it).unwrap());
        self.issue(id).unwrap();
        id
    }

    pub fn scheme(&self, id: OversightSchemeId) -> scheme::query::Detail {
        self.t.db.read_blocking(|r| scheme::query::one(r, &self.t.rule(), id)).unwrap()
    }

    /// Of the first township, and of the second.
    pub fn examinations(&self, id: OversightSchemeId) -> Vec<OversightExaminationId> {
        self.scheme(id).lines.iter().map(|it| it.examination.id).collect()
    }

    pub fn one(&self, id: OversightExaminationId) -> examination::query::Detail {
        self.t.db.read_blocking(|r| examination::query::one(r, &self.t.rule(), id)).unwrap()
    }

    pub fn problem(&self, id: OversightProblemId) -> problem::Problem {
        self.t.db.read_blocking(|r| problem::query::one(r, &self.t.rule(), id)).unwrap()
    }

    pub fn group(&self, id: OversightExaminationId, people: &str) -> Result<(), Error> {
        let cmd = SetGroup { people: people.into() };
        self.act(Role::DistrictClerk, move |tx, ctx| examination::set_group(tx, ctx, id, &cmd))
    }

    pub fn take(&self, id: OversightExaminationId) -> Result<(), Error> {
        self.act(Role::DistrictClerk, move |tx, ctx| examination::take(tx, ctx, id, &VALUES))
    }

    pub fn judge(&self, id: OversightExaminationId, no: u32, marks: &str) -> Result<(), Error> {
        let cmd = Judge { finding: "责任清单齐全".into(), marks: marks.into(), reason: "查阅台账".into() };
        self.act(Role::DistrictClerk, move |tx, ctx| examination::judge(tx, ctx, id, no, &cmd))
    }

    pub fn found(&self, id: OversightExaminationId, no: u32) -> Result<OversightProblemId, Error> {
        let cmd = Find { problem: "网格员未按月巡查".into(), due: String::new() };
        self.act(Role::DistrictClerk, move |tx, ctx| problem::find(tx, ctx, id, no, &cmd))
    }

    pub fn tell(&self, id: OversightExaminationId) -> Result<(), Error> {
        self.act(Role::DistrictClerk, move |tx, ctx| examination::tell(tx, ctx, id))
    }

    /// Examined to its end and told.
    pub fn told(&self, id: OversightExaminationId, marks: &str) {
        self.group(id, "丁四\n县应急局 庚七").unwrap();
        self.take(id).unwrap();
        self.judge(id, 1, marks).unwrap();
        self.tell(id).unwrap();
    }

    pub fn confirm(&self, id: OversightExaminationId) -> Result<(), Error> {
        let version = self.one(id).it.version.to_string();
        let cmd = examination::Confirm { version };
        self.act(Role::Leader, move |tx, ctx| examination::confirm(tx, ctx, id, &cmd))
    }

    /// Obligations of this name that are open, and all of them.
    pub fn owed(&self, name: &str) -> (usize, usize) {
        let district = self.t.rule().district;
        let count = |also: &str| {
            let sql = format!("SELECT COUNT(*) FROM obligation WHERE district = $1 AND duty = $2{also}");
            let read = |r: &Reader<'_>| r.value::<i64>(&sql, ledger::params![district, name]);
            usize::try_from(self.t.db.read_blocking(read).unwrap()).unwrap()
        };
        (count(" AND holder_organisation IS NOT NULL"), count(""))
    }
}

pub(crate) fn yearly() -> Draft {
    Draft {
        kind: "assessment".into(),
        title: "2025年度安全生产考核".into(),
        first: "2025-01-01".into(),
        last: "2025-12-31".into(),
        groups: vec!["townships".into()],
        organisations: String::new(),
    }
}

pub(crate) fn judged(text: &str, weight: &str) -> SetItem {
    SetItem {
        text: text.into(),
        source: "望安委〔2025〕3号 第三条".into(),
        weight: weight.into(),
        method: "judged".into(),
        ..SetItem::default()
    }
}

pub(crate) fn linear(measure: &str, weight: &str, full_at: &str, zero_at: &str) -> SetItem {
    SetItem {
        method: measure.into(),
        way: "linear".into(),
        full_at: full_at.into(),
        zero_at: zero_at.into(),
        ..judged("按期销号和逾期情况", weight)
    }
}

pub(crate) fn deducted(measure: &str, weight: &str, each: &str) -> SetItem {
    SetItem {
        method: measure.into(), way: "deduct".into(), each: each.into(), ..judged("按件扣分的情况", weight)
    }
}

fn assessment_items() -> Vec<SetItem> {
    vec![
        judged("领导责任落实情况", "40"),
        linear("hazards_closed_in_time", "30", "100", "60"),
        deducted("hazards_late", "20", "2.5"),
        deducted("incidents", "10", "5"),
    ]
}
