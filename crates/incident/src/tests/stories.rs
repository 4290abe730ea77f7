//! Calls in the night, late ones among them; people who die later; reports that follow each other.

use kernel::{Act, Ctx, Error, OrganisationId, PolicyRow, Reach, Role, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::model::{Fault, Grade, Level, Recipient, Sort, Stage};
use crate::query::Detail;
use crate::register::Said;
use crate::*;

const ALL: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::Leader, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
    (Role::EnterpriseUser, Reach::Organisation),
];
const KEEPERS: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DutyOfficer, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
];
const SIGNERS: &[(Role, Reach)] = &[(Role::Leader, Reach::District)];
const POLICY: &[PolicyRow] = &[
    PolicyRow { act: Act("incident"), grants: ALL, by_sector: &[] },
    PolicyRow { act: Act("incident.record"), grants: KEEPERS, by_sector: &[] },
    PolicyRow { act: Act("incident.sign"), grants: SIGNERS, by_sector: &[] },
];

pub(crate) struct Story {
    pub t: TestDb,
    pub people: Fixture,
}

impl Story {
    pub fn begin(at: &str) -> Story {
        let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS);
        let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        t.clock.set(kernel::Instant::read(at).unwrap());
        Story { t, people }
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

    fn wait(&self, span: Span) {
        self.t.clock.advance(span);
        obligation::testing::run_timers(&self.t);
    }

    pub fn register(&self, role: Role, cmd: Register) -> IncidentId {
        self.act(role, move |tx, ctx| register(tx, ctx, &cmd)).unwrap()
    }

    fn detail(&self, id: IncidentId) -> Detail {
        let ctx = self.ctx(Role::DistrictClerk);
        self.t.db.read_blocking(|r| query::one(r, &ctx, id)).unwrap()
    }

    /// The duties that are open about it, and who owes them.
    fn owed(&self, id: IncidentId) -> Vec<(String, OrganisationId)> {
        let ctx = self.ctx(Role::DistrictClerk).beyond_scope();
        let about = obligation::Ref::new("incident", id);
        let all = self.t.db.read_blocking(|r| obligation::query::of(r, &ctx, &about)).unwrap();
        let mut open: Vec<_> =
            all.into_iter().filter(|it| it.status.is_open()).map(|it| (it.duty, it.owner.organisation)).collect();
        open.sort();
        open
    }

    fn tell(&self, role: Role, id: IncidentId, recipient: Recipient) -> Result<(), Error> {
        let cmd = Tell {
            recipient: recipient.word().into(),
            to: "值班室".into(),
            means: "telephone".into(),
            ..Tell::default()
        };
        self.act(role, move |tx, ctx| tell(tx, ctx, id, &cmd))
    }

    fn draft(&self, id: IncidentId, explained: &str, last: bool) -> Result<u32, Error> {
        let cmd = Draft {
            situation: "二衬台车倾覆，多人坠落，原因正在调查".into(),
            response: "已停工并组织救援".into(),
            explained: explained.into(),
            is_final: if last { "yes" } else { "" }.into(),
            ..Draft::default()
        };
        self.act(Role::DutyOfficer, move |tx, ctx| draft(tx, ctx, id, &cmd))
    }

    fn sign(&self, id: IncidentId) -> Result<u32, Error> {
        self.act(Role::Leader, move |tx, ctx| sign(tx, ctx, id))
    }

    fn report(&self, id: IncidentId, explained: &str, last: bool) {
        self.draft(id, explained, last).unwrap();
        self.sign(id).unwrap();
    }

    fn dies(&self, id: IncidentId, no: u32, on: &str) -> Result<(), Error> {
        let cmd = Change { condition: "dead".into(), on: on.into(), ..Change::default() };
        self.act(Role::DutyOfficer, move |tx, ctx| change(tx, ctx, id, no, &cmd))
    }
}

/// A call about a fall on a site of the second enterprise: two dead, four severely injured.
fn call(category: &str, happened_at: &str) -> Register {
    Register {
        particulars: Said {
            category: category.into(),
            sector: "construction".into(),
            division: "530999102201".into(),
            place: "渡口村隧道进口".into(),
            unit: "望澜宏业建筑工程有限公司".into(),
            happened_at: happened_at.into(),
            summary: "二衬台车倾覆，多人坠落".into(),
            ..Said::default()
        },
        source: "unit".into(),
        dead: "2".into(),
        severely_injured: "4".into(),
        ..Register::default()
    }
}

fn said(error: Error) -> String {
    match error {
        Error::Invalid(problems) => {
            problems.0.iter().map(|it| format!("{}: {}", it.field, it.problem)).collect::<Vec<_>>().join("; ")
        }
        Error::Refused { why, .. } => why.to_owned(),
        Error::Forbidden { action } => action.to_owned(),
        other => format!("{other:?}"),
    }
}

fn division_of(story: &Story, n: usize) -> String {
    story.people.villages[n].to_string()
}

fn at_site(story: &Story, mut cmd: Register) -> Register {
    cmd.particulars.division = division_of(story, 1);
    cmd
}

#[test]
fn a_call_starts_the_clocks_of_the_district_from_the_call() {
    let story = Story::begin("2026-11-29 06:50");
    let id = story.register(
        Role::DutyOfficer,
        Register {
            told_at: "2026-11-29 06:45".into(),
            ..at_site(&story, call("production_safety", "2026-11-29 06:20"))
        },
    );
    let shown = story.detail(id);
    let due: Vec<_> = shown.clocks.iter().map(|it| (it.recipient, it.due.to_minute())).collect();
    assert_eq!(
        due,
        [
            (Recipient::Leaders, "2026-11-29 06:55".to_owned()),
            (Recipient::Departments, "2026-11-29 07:05".to_owned()),
            (Recipient::Higher, "2026-11-29 07:15".to_owned()),
            (Recipient::Written, "2026-11-29 07:25".to_owned()),
        ]
    );
    assert_eq!(shown.it.number_text(), "2026-0001");
    assert_eq!(shown.title.as_str(), Some("“11·29”望澜宏业建筑工程有限公司生产安全事故"));
    assert_eq!(shown.faults, 0, "told within the hour");
    assert_eq!((shown.figures.dead, shown.figures.missing), (Some(2), None), "unknown is not zero");
    assert_eq!((shown.it.grade, shown.it.grade_complete), (Some(Grade::Ordinary), false));
    assert_eq!(story.owed(id).len(), 4);

    story.wait(Span::minutes(10));
    story.tell(Role::DutyOfficer, id, Recipient::Leaders).unwrap();
    story.tell(Role::DutyOfficer, id, Recipient::Departments).unwrap();
    let shown = story.detail(id);
    let late: Vec<_> = shown.clocks.iter().map(|it| it.late_seconds).collect();
    assert_eq!(late, [Some(300), Some(0), None, None], "told late stays late");
    assert_eq!(query::faults(shown.faults).collect::<Vec<_>>(), [Fault::Late]);
    assert_eq!(story.owed(id).len(), 2);
}

#[test]
fn a_unit_that_told_forty_minutes_after_its_hour_is_at_fault() {
    let story = Story::begin("2026-11-29 08:00");
    let late = at_site(&story, call("production_safety", "2026-11-29 06:20"));
    let id = story.register(Role::DutyOfficer, late.clone());
    let found: Vec<_> = story
        .detail(id)
        .history
        .into_iter()
        .filter_map(|it| match it.fact {
            Fact::FaultFound { fault, organisation, late_seconds, .. } => Some((fault, organisation, late_seconds)),
            _ => None,
        })
        .collect();
    assert_eq!(found, [(Fault::Late, story.people.enterprises[1], Some(2_400))]);

    let mut known_later = late.clone();
    known_later.particulars.known_at = "2026-11-29 07:00".into();
    let mut hour = late.clone();
    hour.particulars.exactness = "hour".into();
    hour.told_at = "2026-11-29 08:00".into();
    let passer_by = Register { source: "public".into(), ..late };
    for (cmd, why) in
        [(known_later, "its head knew later"), (hour, "within what is known"), (passer_by, "not its call")]
    {
        let id = story.register(Role::DutyOfficer, cmd);
        assert_eq!(story.detail(id).faults, 0, "{why}");
    }
}

#[test]
fn corrected_times_count_the_units_lateness_anew() {
    let story = Story::begin("2026-11-29 08:00");
    let told = at_site(&story, call("production_safety", "2026-11-29 06:20"));
    let id = story.register(Role::DutyOfficer, told.clone());
    let moved = |happened: &str| {
        let mut particulars = told.particulars.clone();
        particulars.happened_at = happened.into();
        let cmd = Correct { particulars, reason: "核对监控后更正".into() };
        story.act(Role::DutyOfficer, move |tx, ctx| correct(tx, ctx, id, &cmd)).unwrap();
        let shown = story.detail(id);
        let recounted = shown.history.iter().rev().find_map(|it| match it.fact {
            Fact::LatenessRecounted { was_seconds, late_seconds, .. } => Some((was_seconds, late_seconds)),
            _ => None,
        });
        let found = shown.history.iter().filter(|it| matches!(it.fact, Fact::FaultFound { .. })).count();
        (recounted, found, query::faults(shown.faults).count())
    };
    assert_eq!(moved("2026-11-29 06:40"), (Some((2_400, Some(1_200))), 1, 1), "less late");
    assert_eq!(moved("2026-11-29 07:10"), (Some((1_200, None)), 1, 0), "within its hour after all");
    assert_eq!(moved("2026-11-29 06:50"), (Some((1_200, None)), 2, 1), "late again: found anew");
    story.t.assert_replay_agrees();
}

#[test]
fn a_township_tells_the_county_and_only_then_its_clocks_run() {
    let story = Story::begin("2026-11-29 06:30");
    let mut cmd = call("road_traffic", "2026-11-29 06:20");
    cmd.particulars.division = division_of(&story, 0);
    cmd.source = "public".into();
    let id = story.register(Role::TownshipOfficer, cmd.clone());
    assert_eq!(story.owed(id), [("incident.report.county".to_owned(), story.people.townships[0])]);
    assert_eq!(said(story.draft(id, "", false).unwrap_err()), "the district was not told yet");
    story.wait(Span::minutes(20));
    story.tell(Role::TownshipOfficer, id, Recipient::County).unwrap();
    let shown = story.detail(id);
    assert_eq!(shown.it.told_at.map(|it| it.to_minute()).as_deref(), Some("2026-11-29 06:50"));
    let owners: Vec<_> = story.owed(id).into_iter().map(|(_, owner)| owner).collect();
    assert_eq!(owners, [story.people.office; 4]);

    cmd.particulars.division = division_of(&story, 1);
    let elsewhere = story.act(Role::TownshipOfficer, move |tx, ctx| register(tx, ctx, &cmd)).unwrap_err();
    assert_eq!(said(elsewhere), "register an incident that is not in your area");
}

#[test]
fn a_death_on_day_20_lifts_the_grade_and_one_on_day_31_does_not() {
    let story = Story::begin("2026-09-01 06:30");
    let id = story.register(Role::DutyOfficer, at_site(&story, call("production_safety", "2026-09-01 06:20")));
    story.report(id, "", false);
    story.report(id, "", true);
    assert_eq!(story.detail(id).it.stage, Stage::Reported);

    story.wait(Span::days(20));
    story.dies(id, 3, "2026-09-21").unwrap();
    let shown = story.detail(id);
    assert_eq!((shown.figures.dead, shown.figures.severely_injured), (Some(3), Some(3)));
    assert_eq!(shown.it.grade, Some(Grade::Considerable));
    assert_eq!(shown.it.grade.map(Grade::investigated_by), Some(Level::City));
    let owed: Vec<_> = story.owed(id).into_iter().map(|(duty, _)| duty).filter(|it| !it.contains("report")).collect();
    assert_eq!(owed, ["incident.supplement"]);
    assert_eq!(said(story.draft(id, "", false).unwrap_err()), "explained: say why a figure fell or the grade changed");
    story.report(id, "一名重伤人员经抢救无效死亡", false);
    let editions: Vec<_> = story.detail(id).editions.iter().map(|it| (it.edition, it.sort, it.figures.dead)).collect();
    assert_eq!(editions, [(1, Sort::First, Some(2)), (2, Sort::Final, Some(2)), (3, Sort::Supplement, Some(3))]);

    story.wait(Span::days(11));
    story.dies(id, 4, "2026-10-02").unwrap();
    let shown = story.detail(id);
    assert_eq!((shown.figures.dead, shown.figures.died_later), (Some(3), 1), "on day 31 it counts no more");
    assert_eq!(shown.figures.severely_injured, Some(3), "who died too late to count is still severely injured");
    assert_eq!(shown.it.grade, Some(Grade::Considerable));
}

#[test]
fn on_the_road_a_death_counts_for_seven_days() {
    let story = Story::begin("2026-09-01 06:30");
    let id = story.register(Role::DutyOfficer, at_site(&story, call("road_traffic", "2026-09-01 06:20")));
    story.wait(Span::days(9));
    story.dies(id, 3, "2026-09-10").unwrap();
    assert_eq!(story.detail(id).it.grade, Some(Grade::Ordinary));
    story.dies(id, 4, "2026-09-08").unwrap();
    assert_eq!(story.detail(id).it.grade, Some(Grade::Considerable), "the seventh day counts");
}

#[test]
fn a_corrected_day_decides_anew_which_deaths_count() {
    let story = Story::begin("2026-09-01 06:30");
    let cmd = at_site(&story, call("production_safety", "2026-09-01 06:20"));
    let id = story.register(Role::DutyOfficer, cmd.clone());
    story.report(id, "", true);
    story.wait(Span::days(35));
    story.dies(id, 3, "2026-10-02").unwrap();
    let shown = story.detail(id).figures;
    assert_eq!((shown.dead, shown.severely_injured, shown.died_later), (Some(2), Some(4), 1));
    story.report(id, "一名重伤人员在期限之后死亡", false);
    let mut particulars = cmd.particulars;
    particulars.happened_at = "2026-09-02 06:20".into();
    let cmd = Correct { particulars, reason: "事发时间写错".into() };
    story.act(Role::DutyOfficer, move |tx, ctx| correct(tx, ctx, id, &cmd)).unwrap();
    let shown = story.detail(id);
    assert_eq!((shown.figures.dead, shown.figures.died_later), (Some(3), 0), "day 30 counts");
    assert_eq!(shown.it.grade, Some(Grade::Considerable));
    assert!(story.owed(id).iter().any(|(duty, _)| duty == "incident.supplement"), "one more report is owed");
    story.t.assert_replay_agrees();
}

#[test]
fn whoever_gets_better_late_stays_counted_and_a_number_once_known_stays_known() {
    let story = Story::begin("2026-09-01 06:30");
    let id = story.register(Role::DutyOfficer, at_site(&story, call("production_safety", "2026-09-01 06:20")));
    story.wait(Span::days(40));
    let becomes = |condition: &str| {
        let cmd = Change { condition: condition.into(), on: "2026-10-10".into(), ..Change::default() };
        story.act(Role::DutyOfficer, move |tx, ctx| change(tx, ctx, id, 3, &cmd)).unwrap();
        let it = story.detail(id).figures;
        (it.severely_injured, it.injured, it.missing)
    };
    assert_eq!(becomes("injured"), (Some(3), Some(1), None));
    assert_eq!(becomes("missing"), (Some(3), Some(0), Some(1)));
    assert_eq!(becomes("safe"), (Some(3), Some(0), Some(0)));
    story.t.assert_replay_agrees();
}

#[test]
fn one_number_stands_under_one_signature() {
    let story = Story::begin("2026-11-29 06:30");
    let id = story.register(Role::DutyOfficer, at_site(&story, call("production_safety", "2026-11-29 06:20")));
    assert_eq!(said(story.sign(id).unwrap_err()), "there is no draft to sign");
    assert_eq!(
        said(story.tell(Role::DutyOfficer, id, Recipient::Written).unwrap_err()),
        "sign a report before it is sent in writing"
    );
    story.draft(id, "", false).unwrap();
    let own = story.act(Role::DutyOfficer, move |tx, ctx| sign(tx, ctx, id)).unwrap_err();
    assert_eq!(said(own), "sign a report you drafted yourself");
    story.dies(id, 3, "2026-11-29").unwrap();
    assert_eq!(said(story.sign(id).unwrap_err()), "the figures changed since this draft: draft it anew");
    story.report(id, "", false);
    let shown = story.detail(id);
    assert_eq!(shown.editions.len(), 1, "the draft that nobody signed gave way");
    assert_eq!(shown.editions[0].figures.dead, Some(3));
    story.tell(Role::DutyOfficer, id, Recipient::Written).unwrap();
    assert!(story.owed(id).iter().any(|(duty, _)| duty == "incident.follow_up"), "the next report is owed");

    let struck = Strike { reason: "重复计入".into() };
    story.act(Role::DutyOfficer, move |tx, ctx| strike(tx, ctx, id, 1, &struck)).unwrap();
    assert!(story.draft(id, "", false).is_err(), "a figure that falls has a reason");
    story.report(id, "一人重复计入，予以核减", false);
    assert_eq!(story.detail(id).editions[1].figures.dead, Some(2));
}

#[test]
fn a_draft_is_of_those_who_sign_and_the_unit_sees_what_was_signed() {
    let story = Story::begin("2026-11-29 06:30");
    let mut cmd = at_site(&story, call("production_safety", "2026-11-29 06:20"));
    cmd.particulars.unit = "望澜鑫源化工有限公司".into();
    let id = story.register(Role::DutyOfficer, cmd);
    story.draft(id, "", false).unwrap();
    let seen = |role| {
        let ctx = story.ctx(role);
        let shown = story.t.db.read_blocking(|r| query::one(r, &ctx, id)).unwrap().seen_by(&ctx);
        let line = story.t.db.read_blocking(|r| query::list(r, &ctx, &query::Filter::default(), 0, 9)).unwrap();
        let listed = line.first().map(|it| it.figures.dead);
        (shown.editions.len(), shown.it.draft, shown.figures.dead, shown.casualties.len(), listed)
    };
    assert_eq!(seen(Role::Leader), (1, Some(1), Some(2), 6, Some(Some(2))));
    assert_eq!(seen(Role::EnterpriseUser), (0, None, None, 0, Some(None)), "nothing is signed yet");
    let deaths = |role| {
        let ctx = story.ctx(role);
        story.t.db.read_blocking(|r| query::deaths(r, &ctx, &query::Filter::default())).unwrap()
    };
    assert_eq!([deaths(Role::Leader), deaths(Role::EnterpriseUser)], [(0, 1); 2], "of one nobody knows yet");
    story.sign(id).unwrap();
    story.dies(id, 3, "2026-11-29").unwrap();
    story.draft(id, "一名重伤人员死亡", false).unwrap();
    assert_eq!(seen(Role::Leader), (2, Some(2), Some(3), 6, Some(Some(3))));
    assert_eq!(seen(Role::DutyOfficer).2, Some(3));
    assert_eq!(seen(Role::EnterpriseUser), (1, None, Some(2), 0, Some(Some(2))), "the third is not signed");
    let ctx = story.ctx(Role::EnterpriseUser);
    let shown = story.t.db.read_blocking(|r| query::one(r, &ctx, id)).unwrap().seen_by(&ctx);
    let drafts = shown.history.iter().filter(|it| matches!(it.fact, Fact::Drafted { .. })).count();
    assert_eq!(drafts, 1, "the story ends with what was signed");
    assert_eq!([deaths(Role::Leader), deaths(Role::EnterpriseUser)], [(2, 0); 2], "what is signed, whoever asks");
    let by = |grade| query::Filter { grade: Some(grade), ..query::Filter::default() };
    let found = |grade| story.t.db.read_blocking(|r| query::count(r, &ctx, &by(grade))).unwrap();
    assert_eq!((found(Grade::Ordinary), found(Grade::Considerable)), (1, 0), "by the grade that was signed");
}

#[test]
fn a_false_alarm_is_dismissed_by_a_second_person_and_nothing_is_owed() {
    let story = Story::begin("2026-11-29 06:30");
    let id = story.register(Role::DutyOfficer, at_site(&story, call("production_safety", "2026-11-29 06:20")));
    let cmd = Dismiss { reason: "经核实为演练".into() };
    let again = cmd.clone();
    let own = story.act(Role::DutyOfficer, move |tx, ctx| dismiss(tx, ctx, id, &again)).unwrap_err();
    assert_eq!(said(own), "dismiss an incident you registered yourself");
    story.act(Role::DistrictClerk, move |tx, ctx| dismiss(tx, ctx, id, &cmd)).unwrap();
    assert_eq!(story.owed(id), []);
    assert_eq!(said(story.tell(Role::DutyOfficer, id, Recipient::Leaders).unwrap_err()), "this incident was dismissed");
    let ctx = story.ctx(Role::DistrictClerk);
    let listed = story.t.db.read_blocking(|r| query::count(r, &ctx, &query::Filter::default())).unwrap();
    assert_eq!(listed, 0);
}

#[test]
fn measures_may_fall_only_with_a_reason_and_make_the_grade() {
    let story = Story::begin("2026-11-29 06:30");
    let mut cmd = at_site(&story, call("production_safety", "2026-11-29 06:20"));
    (cmd.dead, cmd.severely_injured) = ("0".into(), "0".into());
    let id = story.register(Role::DutyOfficer, cmd);
    let set = |loss: &str, reason: &str| {
        let cmd = Measure { loss_10k_yuan: loss.into(), reason: reason.into(), ..Measure::default() };
        story.act(Role::DutyOfficer, move |tx, ctx| measure(tx, ctx, id, &cmd))
    };
    set("1000", "").unwrap();
    let shown = story.detail(id);
    assert_eq!((shown.it.grade, shown.it.grade_complete), (Some(Grade::Considerable), true));
    assert_eq!(said(set("999.99", "").unwrap_err()), "reason: say why a figure falls");
    set("999.99", "核实后调减").unwrap();
    assert_eq!(story.detail(id).it.grade, Some(Grade::Ordinary));
    assert_eq!(said(set("12.34567", "x").unwrap_err()), "loss_10k_yuan: give a number with at most four decimals");
}

#[test]
fn what_is_wrong_is_said_at_once() {
    let story = Story::begin("2026-11-29 06:30");
    let cmd = Register {
        particulars: Said {
            happened_at: "2026-11-30 06:20".into(),
            division: "110101000000".into(),
            ..Said::default()
        },
        dead: "两人".into(),
        ..Register::default()
    };
    let error = story.act(Role::DutyOfficer, move |tx, ctx| register(tx, ctx, &cmd)).unwrap_err();
    let said = said(error);
    for field in ["category:", "sector:", "division:", "place:", "happened_at:", "summary:", "source:", "dead:"] {
        assert!(said.contains(field), "{field} in {said}");
    }
}

#[test]
fn a_replay_gives_the_same_rows() {
    let story = Story::begin("2026-11-29 06:50");
    let id = story.register(Role::DutyOfficer, at_site(&story, call("production_safety", "2026-11-29 05:00")));
    story.tell(Role::DutyOfficer, id, Recipient::Leaders).unwrap();
    story.report(id, "", false);
    story.tell(Role::DutyOfficer, id, Recipient::Written).unwrap();
    story.report(id, "", true);
    story.dies(id, 3, "2026-11-29").unwrap();
    let find_it = Find {
        fault: "concealed".into(),
        organisation: "望澜宏业建筑工程有限公司".into(),
        found: "现场两名伤者未列入报告".into(),
    };
    story.act(Role::DistrictClerk, move |tx, ctx| find(tx, ctx, id, &find_it)).unwrap();
    let by = WrittenReport { at: "2026-11-29 06:40".into(), from: "望澜宏业建筑工程有限公司".into() };
    story.act(Role::DistrictClerk, move |tx, ctx| written(tx, ctx, id, &by)).unwrap();
    story.t.assert_replay_agrees();
}
