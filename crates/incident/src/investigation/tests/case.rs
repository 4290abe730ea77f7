//! A small district with an accident of 2020-09-01, and short words for what is done about it.

use kernel::{Act, Ctx, Day, Error, PersonId, PolicyRow, Reach, Role, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use obligation::Obligation;
use obligation::supervision::Step;
use registry::testing::Fixture;

use crate::investigation::query::Detail;
use crate::investigation::*;
use crate::register::Said;
use crate::{Change, IncidentId, Register, change, register};

const ALL: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DepartmentClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::Leader, Reach::District),
    (Role::EnterpriseUser, Reach::Organisation),
];
const OFFICES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DepartmentClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::Leader, Reach::District),
];
const POLICY: &[PolicyRow] = &[
    PolicyRow { act: Act("incident"), grants: ALL, by_sector: &[] },
    PolicyRow { act: crate::sight::RECORD, grants: OFFICES, by_sector: &[] },
];

pub struct Case {
    pub t: TestDb,
    pub people: Fixture,
    pub incident: IncidentId,
    pub id: InvestigationId,
}

impl Case {
    /// Two dead and four severely injured on a site of the second enterprise, investigated a day later.
    pub fn begin() -> Case {
        let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS);
        let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        t.clock.set(kernel::Instant::read("2020-09-02 09:00").unwrap());
        let nothing = [0; 16];
        let mut case = Case {
            t,
            people,
            incident: kernel::Identity::from_bytes(nothing),
            id: kernel::Identity::from_bytes(nothing),
        };
        case.incident = case.call("2020-09-01 06:20");
        case.id = case.open(&Begin::default()).unwrap();
        case
    }

    pub fn call(&self, happened_at: &str) -> IncidentId {
        let cmd = Register {
            particulars: Said {
                category: "production_safety".into(),
                sector: "construction".into(),
                division: self.people.villages[1].to_string(),
                place: "渡口村隧道进口".into(),
                unit: "望澜宏业建筑工程有限公司".into(),
                happened_at: happened_at.into(),
                summary: "二衬台车倾覆，多人坠落".into(),
                ..Said::default()
            },
            source: "unit".into(),
            told_at: happened_at.into(),
            dead: "2".into(),
            severely_injured: "4".into(),
            ..Register::default()
        };
        self.act(Role::DutyOfficer, move |tx, ctx| register(tx, ctx, &cmd)).unwrap()
    }

    pub fn open(&self, cmd: &Begin) -> Result<InvestigationId, Error> {
        let (incident, cmd) = (self.incident, cmd.clone());
        self.act(Role::DistrictClerk, move |tx, ctx| super::super::begin(tx, ctx, incident, &cmd))
    }

    pub fn ctx(&self, role: Role) -> Ctx {
        self.people.ctx(&self.t, role, POLICY, "incident")
    }

    pub fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.db.write_blocking("test", &self.ctx(role), run)
    }

    pub fn act_as<T>(
        &self,
        person: PersonId,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        let ctx = self.people.ctx_of(&self.t, person, POLICY, "incident");
        self.t.db.write_blocking("test", &ctx, run)
    }

    /// An act of the clerk of the Safety Office on the case.
    pub fn clerk(
        &self,
        run: impl Fn(&mut Tx<'_>, &Ctx, InvestigationId) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let id = self.id;
        self.act(Role::DistrictClerk, move |tx, ctx| run(tx, ctx, id))
    }

    pub fn on(&self, at: &str) {
        self.t.clock.set(kernel::Instant::read(at).unwrap());
        obligation::testing::run_timers(&self.t);
    }

    pub fn wait(&self, days: i64) {
        self.t.clock.advance(Span::days(days));
        obligation::testing::run_timers(&self.t);
    }

    pub fn today(&self) -> String {
        ledger::Clock::now(&self.t.clock).day().to_string()
    }

    pub fn shown(&self) -> Detail {
        let (ctx, id) = (self.ctx(Role::DistrictClerk), self.id);
        self.t.db.read_blocking(|r| query::one(r, &ctx, id)).unwrap()
    }

    /// The open duties of the case: name and day.
    pub fn owed(&self) -> Vec<(String, String)> {
        let mut open: Vec<_> = self
            .duties()
            .into_iter()
            .filter(|it| it.status.is_open())
            .map(|it| (it.duty, it.due.day().to_string()))
            .collect();
        open.sort();
        open
    }

    pub fn duties(&self) -> Vec<Obligation> {
        let ctx = self.ctx(Role::DistrictClerk).beyond_scope();
        let about = obligation::Ref::new("investigation", self.id);
        self.t.db.read_blocking(|r| obligation::query::of(r, &ctx, &about)).unwrap()
    }

    pub fn join(&self, part: &str, name: &str, organisation: &str) -> Result<(), Error> {
        let cmd = Join { part: part.into(), name: name.into(), organisation: organisation.into() };
        self.clerk(move |tx, ctx, id| join(tx, ctx, id, &cmd))
    }

    pub fn find(&self, track: &str, finding: &str) -> Result<(), Error> {
        let cmd = FindTrack { track: track.into(), finding: finding.into() };
        self.clerk(move |tx, ctx, id| find_track(tx, ctx, id, &cmd))
    }

    pub fn end(&self, track: &str) -> Result<(), Error> {
        let cmd = EndTrack { track: track.into() };
        self.clerk(move |tx, ctx, id| end_track(tx, ctx, id, &cmd))
    }

    pub fn sign(&self, no: u32) -> Result<(), Error> {
        let cmd = Sign { on: self.today() };
        self.clerk(move |tx, ctx, id| sign(tx, ctx, id, no, &cmd))
    }

    pub fn appraise(&self, until: &str) -> Result<(), Error> {
        let cmd = BeginAppraisal { what: "台车钢构件材质检验".into(), on: self.today(), until: until.into() };
        self.clerk(move |tx, ctx, id| begin_appraisal(tx, ctx, id, &cmd))
    }

    pub fn appraised(&self) -> Result<(), Error> {
        let cmd = EndAppraisal { on: self.today(), result: "焊缝未焊透，承载力不足".into() };
        self.clerk(move |tx, ctx, id| end_appraisal(tx, ctx, id, &cmd))
    }

    pub fn extend(&self, role: Role, days: &str) -> Result<(), Error> {
        let (id, cmd) = (self.id, Extend { days: days.into(), reason: "技术分析复杂，需补充取证".into() });
        self.act(role, move |tx, ctx| extend(tx, ctx, id, &cmd))
    }

    pub fn submit(&self) -> Result<(), Error> {
        let cmd = Submit { on: self.today(), to: "望澜县人民政府".into() };
        self.clerk(move |tx, ctx, id| submit(tx, ctx, id, &cmd))
    }

    pub fn reply(&self) -> Result<(), Error> {
        let decision = "同意调查报告的原因分析和责任认定".into();
        let cmd = Reply { on: self.today(), number: "望政复〔2020〕7 号".into(), decision };
        self.clerk(move |tx, ctx, id| reply(tx, ctx, id, &cmd))
    }

    pub fn evaluate(&self) -> Result<(), Error> {
        let cmd = Evaluate {
            on: self.today(), result: "整改措施均已落实".into(), published: "县政府网站".into()
        };
        self.clerk(move |tx, ctx, id| evaluate(tx, ctx, id, &cmd))
    }

    pub fn measure(&self, owner: &str, due: &str) -> Result<(), Error> {
        let cmd = SetMeasure {
            measure: "台车安装后由第三方验收".into(),
            owner: owner.into(),
            due: due.into(),
            ..SetMeasure::default()
        };
        self.clerk(move |tx, ctx, id| set_measure(tx, ctx, id, &cmd))
    }

    pub fn report_measure(&self, person: PersonId) -> Result<(), Error> {
        let (id, cmd) = (self.id, ReportMeasure { done: "已委托检测机构验收全部台车".into() });
        self.act_as(person, move |tx, ctx| report_measure(tx, ctx, id, 1, &cmd))
    }

    pub fn verify_measure(&self, result: &str, note: &str) -> Result<(), Error> {
        let cmd = VerifyMeasure { result: result.into(), note: note.into() };
        self.clerk(move |tx, ctx, id| verify_measure(tx, ctx, id, 1, &cmd))
    }

    pub fn list(&self, deadline: &str) {
        let cmd = List { by: "city".into(), number: "市安委督〔2020〕2 号".into(), deadline: deadline.into() };
        self.clerk(move |tx, ctx, id| list(tx, ctx, id, &cmd)).unwrap();
    }

    pub fn step(&self, role: Role, step: Step, cmd: Supervise) -> Result<(), Error> {
        let id = self.id;
        self.act(role, move |tx, ctx| supervise(tx, ctx, id, step, &cmd))
    }

    /// Published, accepted, delisted, published again.
    pub fn supervised_to_its_end(&self) {
        let public = || Supervise { day: self.today(), place: "县人民政府网站".into(), ..Supervise::default() };
        let said =
            |agreed: &str| Supervise { agreed: agreed.into(), text: "查处到位".into(), ..Supervise::default() };
        self.step(Role::DistrictClerk, Step::Publication, public()).unwrap();
        self.step(Role::DistrictClerk, Step::Application, said("")).unwrap();
        self.step(Role::Leader, Step::Acceptance, said("yes")).unwrap();
        let off = Delist { on: self.today(), ..Delist::default() };
        self.clerk(move |tx, ctx, id| delist(tx, ctx, id, &off)).unwrap();
        self.step(Role::Leader, Step::DelistingPublication, public()).unwrap();
    }

    pub fn close(&self) -> Result<(), Error> {
        let cmd = Close { lessons: "特种作业台架必须先验收后使用".into() };
        self.clerk(move |tx, ctx, id| close(tx, ctx, id, &cmd))
    }

    pub fn dies(&self, no: u32, on: &str) {
        let (id, cmd) = (self.incident, Change { condition: "dead".into(), on: on.into(), ..Change::default() });
        self.act(Role::DutyOfficer, move |tx, ctx| change(tx, ctx, id, no, &cmd)).unwrap();
    }

    /// To the reply, with a leader from outside.
    pub fn to_the_reply(&self) {
        self.join("leader", "顾行远", "市应急管理局").unwrap();
        self.find("cause", "台车门架焊缝未焊透，浇筑时失稳倾覆").unwrap();
        self.sign(1).unwrap();
        self.submit().unwrap();
        self.wait(3);
        self.reply().unwrap();
    }
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn said(error: Error) -> String {
    match error {
        Error::Invalid(problems) => {
            problems.0.iter().map(|it| format!("{}: {}", it.field, it.problem)).collect::<Vec<_>>().join("; ")
        }
        Error::Refused { why, with: Some(with) } => format!("{why} ({with})"),
        Error::Refused { why, with: None } => why.to_owned(),
        Error::Forbidden { action } => action.to_owned(),
        other => format!("{other:?}"),
    }
}
