//! Sixty days and what moves them; a group and its recusals; four tracks; measures; the end.

use kernel::{Role, Sector};
use obligation::supervision::Step;

use super::case::{Case, day, said};
use crate::Grade;
use crate::investigation::query::Filter;
use crate::investigation::*;
use crate::model::Level;

const UNIT: &str = "望澜宏业建筑工程有限公司";
const OFFICE: &str = "望澜县安全生产委员会办公室";

#[test]
fn the_legal_days_are_those_of_the_reference() {
    let case = Case::begin();
    assert_eq!(case.shown().it.due, day("2020-10-31"));
    assert_eq!(case.owed(), [("investigation.report".to_owned(), "2020-10-31".to_owned())]);

    case.on("2020-10-20 10:00");
    case.extend(Role::Leader, "60").unwrap();
    assert_eq!(case.shown().it.due, day("2020-12-30"));
    assert_eq!(case.owed(), [("investigation.report".to_owned(), "2020-12-30".to_owned())]);
    assert_eq!(said(case.extend(Role::Leader, "1").unwrap_err()), "this investigation was extended already");

    case.on("2020-12-01 10:00");
    case.to_the_reply();
    let it = case.shown().it;
    assert_eq!((it.submitted_on, it.reply_due), (Some(day("2020-12-01")), Some(day("2020-12-16"))));
    assert_eq!((it.replied_on, it.evaluation_due), (Some(day("2020-12-04")), Some(day("2021-12-04"))));
    assert_eq!(case.owed(), [("investigation.evaluate".to_owned(), "2021-12-04".to_owned())]);
    let late: Vec<_> = case.duties().iter().map(|it| it.late_seconds).collect();
    assert_eq!(late, [0, 0, 0], "every step came in time");
}

#[test]
fn a_listing_takes_the_steps_of_every_listing() {
    let case = Case::begin();
    case.on("2020-09-01 10:00");
    let state = || case.shown().it.listing.map(|it| it.status.word());
    let owed = || case.owed().into_iter().map(|(duty, _)| duty).filter(|it| it.contains("list")).collect::<Vec<_>>();
    assert_eq!(
        said(case.step(Role::Leader, Step::Publication, public()).unwrap_err()),
        "this investigation is not listed"
    );
    case.list("2020-12-31");
    assert_eq!((state(), owed()), (Some("listed"), vec!["investigation.listed".into(), "listing.publish".into()]));
    let early = said(case.step(Role::DistrictClerk, Step::Application, told("已查清")).unwrap_err());
    assert_eq!(early, "the listing does not wait for this step");
    assert!(said(case.step(Role::Leader, Step::Publication, Supervise::default()).unwrap_err()).starts_with("place:"));
    case.step(Role::Leader, Step::Publication, public()).unwrap();
    assert_eq!((state(), owed()), (Some("published"), vec!["investigation.listed".into()]));

    let later =
        Supervise { until: "2021-02-28".into(), text: "技术鉴定尚未完成".into(), ..Supervise::default() };
    case.step(Role::DistrictClerk, Step::Extension, later).unwrap();
    let own = said(case.step(Role::DistrictClerk, Step::ExtensionDecision, agreed()).unwrap_err());
    assert_eq!(own, "decide what you asked for yourself");
    case.step(Role::Leader, Step::ExtensionDecision, agreed()).unwrap();
    assert_eq!(case.shown().it.listed_until, Some(day("2021-02-28")));
    assert!(case.owed().contains(&("investigation.listed".to_owned(), "2021-02-28".to_owned())), "{:?}", case.owed());

    let early = said(case.step(Role::DistrictClerk, Step::Application, told("已查清")).unwrap_err());
    assert_eq!(early, "the government's reply comes before asking for acceptance");
    case.to_the_reply();
    case.step(Role::DistrictClerk, Step::Application, told("已查清")).unwrap();
    let no = Supervise { agreed: "no".into(), text: "责任追究未落实".into(), ..Supervise::default() };
    case.step(Role::Leader, Step::Acceptance, no).unwrap();
    assert_eq!(state(), Some("published"), "supervision goes on");
    case.t.assert_replay_agrees();
}

fn public() -> Supervise {
    Supervise { day: "2020-09-01".into(), place: "县人民政府网站".into(), ..Supervise::default() }
}

fn told(text: &str) -> Supervise {
    Supervise { text: text.into(), ..Supervise::default() }
}

fn agreed() -> Supervise {
    Supervise { agreed: "yes".into(), ..Supervise::default() }
}

#[test]
fn an_extension_has_its_bounds_and_a_second_person() {
    let case = Case::begin();
    for days in ["0", "61", "两周", ""] {
        assert!(said(case.extend(Role::Leader, days).unwrap_err()).starts_with("days:"), "{days}");
    }
    let own = said(case.extend(Role::DistrictClerk, "30").unwrap_err());
    assert_eq!(own, "give your own investigation more time", "who opened it");
    case.join("leader", "壬九", OFFICE).unwrap();
    let own = said(case.extend(Role::Leader, "30").unwrap_err());
    assert_eq!(own, "give your own investigation more time", "who is in its group");
    case.extend(Role::DepartmentClerk, "30").unwrap();
    assert_eq!(case.shown().it.due, day("2020-11-30"));

    let case = Case::begin();
    case.on("2020-11-20 10:00");
    assert_eq!(said(case.extend(Role::Leader, "5").unwrap_err()), "days: the new deadline lies in the past");
    case.extend(Role::Leader, "30").unwrap();
    assert_eq!(case.owed(), [("investigation.report".to_owned(), "2020-11-30".to_owned())]);
}

#[test]
fn an_appraisal_stops_the_clock() {
    let case = Case::begin();
    case.on("2020-10-20 10:00");
    case.appraise("2020-11-15").unwrap();
    assert_eq!(case.owed(), [("investigation.appraisal".to_owned(), "2020-11-15".to_owned())]);
    case.on("2020-11-10 10:00");
    let late = case.duties().iter().any(|it| it.late_since.is_some());
    assert!(!late, "the 60 days are over, and nobody is late");
    assert_eq!(said(case.submit().unwrap_err()), "an appraisal is under way: its result comes first");
    assert_eq!(said(case.appraise("2020-11-30").unwrap_err()), "an appraisal is under way already");
    case.appraised().unwrap();
    let it = case.shown().it;
    assert_eq!((it.appraised_days, it.due), (21, day("2020-11-21")), "ten days were left, and ten are");
    assert_eq!(case.owed(), [("investigation.report".to_owned(), "2020-11-21".to_owned())]);
    assert_eq!(said(case.appraised().unwrap_err()), "no appraisal is under way");

    case.extend(Role::Leader, "60").unwrap();
    assert_eq!(case.shown().it.due, day("2021-01-20"));
    case.on("2021-01-21 10:00");
    let refused = said(case.appraise("2021-02-01").unwrap_err());
    assert_eq!(refused, "on: the report was due before this day", "a clock that ran out is not stopped");
}

#[test]
fn a_recused_member_does_nothing_in_the_case() {
    let case = Case::begin();
    case.join("leader", "顾行远", "市应急管理局").unwrap();
    case.join("member", "丁四", OFFICE).unwrap();
    let second = said(case.join("leader", "沈二", "县公安局").unwrap_err());
    assert_eq!(second, "part: the group has a leader already");
    case.find("cause", "台车门架焊缝未焊透").unwrap();
    case.sign(2).unwrap();
    let (id, why) = (case.id, Reason { reason: "与事故单位负责人系近亲属".into() });
    let cmd = why.clone();
    case.act(Role::Leader, move |tx, ctx| recuse(tx, ctx, id, 2, &cmd)).unwrap();
    let member = case.shown().members[1].clone();
    assert_eq!((member.standing, member.signed_on), (Standing::Recused, None), "the signature falls");

    let own = case.find("cause", "监理未旁站").unwrap_err();
    assert_eq!(said(own), "work on a case from which you are recused");
    let other = Sign { on: case.today() };
    let refused = case.act(Role::Leader, move |tx, ctx| sign(tx, ctx, id, 2, &other)).unwrap_err();
    assert_eq!(said(refused), "this member is recused");
    let back = Join { part: "member".into(), name: "丁四".into(), organisation: OFFICE.into() };
    let refused = case.act(Role::Leader, move |tx, ctx| join(tx, ctx, id, &back)).unwrap_err();
    assert_eq!(said(refused), "name: this person is recused from the case");

    let (on, to) = (case.today(), "望澜县人民政府".to_owned());
    let cmd = Submit { on: on.clone(), to };
    let again = cmd.clone();
    let unsigned = case.act(Role::Leader, move |tx, ctx| submit(tx, ctx, id, &again)).unwrap_err();
    assert_eq!(said(unsigned), "a member has not signed the report yet (顾行远)");
    case.act(Role::Leader, move |tx, ctx| sign(tx, ctx, id, 1, &Sign { on: on.clone() })).unwrap();
    case.act(Role::Leader, move |tx, ctx| submit(tx, ctx, id, &cmd)).unwrap();
}

#[test]
fn a_signature_stands_under_what_was_written() {
    let case = Case::begin();
    assert_eq!(said(case.submit().unwrap_err()), "the group has no leader");
    case.join("leader", "顾行远", "市应急管理局").unwrap();
    assert_eq!(said(case.submit().unwrap_err()), "the report says no cause yet");
    case.find("cause", "台车门架焊缝未焊透").unwrap();
    case.sign(1).unwrap();
    assert_eq!(said(case.sign(1).unwrap_err()), "this member has signed already");
    case.find("responsible", "项目负责人未组织验收").unwrap();
    assert_eq!(said(case.submit().unwrap_err()), "a member has not signed the report yet (顾行远)");
    case.sign(1).unwrap();
    case.submit().unwrap();
    case.find("responsible", "项目负责人被免职").unwrap();
    assert_eq!(case.shown().members[0].signed_on, Some(day("2020-09-02")), "the submitted report stays signed");
}

#[test]
fn it_is_not_closed_while_a_track_is_open() {
    let case = Case::begin();
    case.to_the_reply();
    case.measure(UNIT, "2020-10-10").unwrap();
    for (track, open) in [
        ("cause", "the track of the cause is open"),
        ("responsible", "the track of those responsible is open"),
        ("measures", "the track of the measures is open"),
        ("education", "the track of the education is open"),
    ] {
        assert_eq!(said(case.close().unwrap_err()), open);
        if !matches!(track, "cause" | "measures") {
            assert_eq!(said(case.end(track).unwrap_err()), "track: this track has no finding yet");
            case.find(track, "已按批复处理并教育").unwrap();
        }
        case.end(track).unwrap();
        assert_eq!(said(case.find(track, "再补充一条").unwrap_err()), "track: this track is ended");
    }
    assert_eq!(said(case.close().unwrap_err()), "a measure is not accepted yet (1 台车安装后由第三方验收)");
}

#[test]
fn a_measure_is_reported_by_its_owner_and_accepted_by_another() {
    let case = Case::begin();
    assert_eq!(said(case.measure(UNIT, "2020-10-10").unwrap_err()), "measures bind with the reply: record it first");
    case.to_the_reply();
    assert_eq!(
        said(case.measure(OFFICE, "2020-10-10").unwrap_err()),
        "checker: another organisation looks at a measure"
    );
    assert_eq!(said(case.measure("某某公司", "2020-09-01").unwrap_err()).matches("; ").count(), 1, "all at once");
    case.measure(UNIT, "2020-10-10").unwrap();
    let [stranger, owner] = case.people.enterprise_officers;
    assert_eq!(
        said(case.report_measure(stranger).unwrap_err()),
        "NotFound(\"InvestigationId\")",
        "the case does not exist for another enterprise"
    );
    assert_eq!(
        said(case.report_measure(case.people.district_clerk).unwrap_err()),
        "report what another organisation owes"
    );
    assert_eq!(said(case.verify_measure("accepted", "").unwrap_err()), "this measure waits for no look");
    case.report_measure(owner).unwrap();
    assert_eq!(said(case.verify_measure("returned", "").unwrap_err()), "note: say what the measure lacks");
    case.verify_measure("returned", "缺两台台车的验收记录").unwrap();
    assert_eq!(case.shown().measures[0].state, MeasureState::Returned);
    case.report_measure(owner).unwrap();
    case.verify_measure("accepted", "").unwrap();
    let duty = case.duties().into_iter().find(|it| it.duty == "investigation.measure").unwrap();
    assert_eq!(duty.status, obligation::Status::Closed);
    assert_eq!(said(case.report_measure(owner).unwrap_err()), "this measure is not still to be done");
}

#[test]
fn like_subjects_are_demanded_of_the_department_of_the_sector() {
    let case = Case::begin();
    let demand = |like: &str, owner: &str| {
        let cmd = DemandChecks {
            demand: "全面排查在用台车和高大模板".into(),
            like: like.into(),
            owner: owner.into(),
            due: "2020-09-20".into(),
        };
        case.clerk(move |tx, ctx, id| demand_checks(tx, ctx, id, &cmd))
    };
    let refused = said(demand("", "").unwrap_err());
    assert_eq!(refused, "like: no other subject of the sector is like that", "but for the unit's own");
    assert!(said(demand("", UNIT).unwrap_err()).contains("owner: an authority has like subjects checked"));
    another_site(&case);
    demand("", "").unwrap();
    let check = case.shown().checks[0].clone();
    assert_eq!((check.subjects, check.owner), (1, case.people.departments[1]), "the housing bureau");
    assert!(case.owed().contains(&("investigation.like_checks".to_owned(), "2020-09-20".to_owned())));
    let done = CheckLike { on: case.today(), result: "排查 1 处，未发现同类问题".into() };
    let again = done.clone();
    case.clerk(move |tx, ctx, id| check_like(tx, ctx, id, 1, &done)).unwrap();
    assert_eq!(case.owed().len(), 1, "only the report is owed still");
    let twice = case.clerk(move |tx, ctx, id| check_like(tx, ctx, id, 1, &again)).unwrap_err();
    assert_eq!(said(twice), "these subjects are checked already");
}

fn another_site(case: &Case) {
    let (division, organisation) = (case.people.villages[0], case.people.enterprises[0]);
    let site = registry::subject::Register {
        name: "城东安置房工地".into(),
        kind: registry::SubjectKind::Enterprise,
        sector: Sector::Construction,
        division,
        address: "城东".into(),
        organisation: Some(organisation),
        longitude_e6: None,
        latitude_e6: None,
    };
    let made = case
        .t
        .db
        .write_blocking("site", &case.t.rule(), move |tx, ctx| registry::subject::register(tx, ctx, &site).map(drop));
    made.unwrap();
}

#[test]
fn an_incident_has_one_investigation_that_stands() {
    let case = Case::begin();
    let twice = case.open(&Begin::default()).unwrap_err();
    assert_eq!(said(twice), "an investigation of this incident stands already");
    let (incident, cmd) = (case.incident, crate::Dismiss { reason: "重复登记的事故".into() });
    let dismissed = case.act(Role::DistrictClerk, move |tx, ctx| crate::dismiss(tx, ctx, incident, &cmd));
    assert_eq!(said(dismissed.unwrap_err()), "this incident is investigated: it is dismissed no more");
    let over = |by: &str| {
        let cmd = TakeOver { by: by.into(), number: "市政函〔2020〕12 号".into(), on: case.today() };
        case.clerk(move |tx, ctx, id| take_over(tx, ctx, id, &cmd))
    };
    assert_eq!(said(over("county").unwrap_err()), "by: choose a level above the one that investigates");
    over("city").unwrap();
    assert_eq!(case.owed(), [], "what was owed here is the city's");
    assert_eq!(said(case.find("cause", "焊缝未焊透").unwrap_err()), "this investigation has ended");
    case.open(&Begin { level: "city".into(), ..Begin::default() }).unwrap();
}

#[test]
fn a_death_within_its_days_raises_the_level() {
    let case = Case::begin();
    assert_eq!((case.shown().it.level, case.shown().it.raised), (Level::County, None));
    case.on("2020-09-15 10:00");
    case.dies(3, "2020-09-14");
    case.dies(4, "2020-09-15");
    assert_eq!(case.shown().it.raised, Some(Level::City));
    let raised = |it: &ledger::Recorded<Fact>| matches!(it.fact, Fact::LevelRaised { .. });
    assert_eq!(case.shown().history.into_iter().filter(raised).count(), 1, "said once");

    let case = Case::begin();
    case.on("2020-10-15 10:00");
    case.dies(3, "2020-10-14");
    assert_eq!(case.shown().it.raised, None, "after 30 days it does not count");
}

#[test]
fn a_level_below_the_grade_names_the_paper_that_entrusts_it() {
    let mut case = Case::begin();
    case.incident = case.call("2020-09-01 07:00");
    case.dies(3, "2020-09-02");
    let low = Begin { level: "county".into(), ..Begin::default() };
    let why = "entrusted: a higher level investigates this grade: name the paper that entrusts you";
    assert_eq!(said(case.open(&low).unwrap_err()), why);
    let enterprise = Begin { organisation: UNIT.into(), ..Begin::default() };
    assert_eq!(
        said(case.open(&enterprise).unwrap_err()),
        "organisation: an office or a department leads an investigation"
    );
    case.id = case.open(&Begin { entrusted: "市政办函〔2020〕3 号".into(), ..low }).unwrap();
    assert_eq!(case.shown().it.level, Level::County);
}

#[test]
fn the_unit_sees_the_case_from_the_reply_on() {
    let case = Case::begin();
    let unit = case.people.enterprise_officers[1];
    let seen = |case: &Case| {
        let ctx = case.people.ctx_of(&case.t, unit, case.ctx(Role::EnterpriseUser).policy, "incident");
        let id = case.id;
        let one = case.t.db.read_blocking(|r| query::one(r, &ctx, id)).is_ok();
        let listed = case.t.db.read_blocking(|r| query::count(r, &ctx, &Filter::default())).unwrap();
        (one, listed)
    };
    assert_eq!(seen(&case), (false, 0));
    case.to_the_reply();
    assert_eq!(seen(&case), (true, 1));
    // Until a report is signed its grade is not abroad: not on the page, not in the list, not by a filter.
    let grades = |ctx: &kernel::Ctx| {
        let graded = Filter { grade: Some(Grade::Ordinary), ..Filter::default() };
        let id = case.id;
        let read = |r: &ledger::Reader<'_>| {
            let one = query::one(r, ctx, id)?;
            let line = query::list(r, ctx, &Filter::default(), 0, 1)?.remove(0);
            let raised = one.history.iter().any(|it| matches!(it.fact, Fact::LevelRaised { .. }));
            Ok((one.it.grade, line.grade, line.dead, query::count(r, ctx, &graded)?, raised || one.it.raised.is_some()))
        };
        case.t.db.read_blocking(read).unwrap()
    };
    let theirs = || case.people.ctx_of(&case.t, unit, case.ctx(Role::EnterpriseUser).policy, "incident");
    let ours = || case.ctx(Role::DistrictClerk);
    let ordinary = Some(Grade::Ordinary);
    assert_eq!(grades(&ours()), (ordinary, ordinary, Some(2), 1, false));
    assert_eq!(grades(&theirs()), (None, None, None, 0, false));
    let incident = case.incident;
    let draft = crate::Draft {
        situation: "二衬台车倾覆，两人死亡、四人重伤".into(),
        response: "已封闭现场".into(),
        ..crate::Draft::default()
    };
    case.act(Role::DutyOfficer, move |tx, ctx| crate::draft(tx, ctx, incident, &draft)).unwrap();
    case.act(Role::Leader, move |tx, ctx| crate::sign(tx, ctx, incident)).unwrap();
    assert_eq!(grades(&theirs()), (ordinary, ordinary, Some(2), 1, false));
    // More die: the grade rises, and the unit learns it from the next report.
    let died = crate::Add { condition: "dead".into(), people: "1".into(), on: case.today(), ..crate::Add::default() };
    case.act(Role::DutyOfficer, move |tx, ctx| crate::add(tx, ctx, incident, &died)).unwrap();
    let considerable = Some(Grade::Considerable);
    assert_eq!(grades(&ours()), (considerable, considerable, Some(3), 0, true));
    assert_eq!(grades(&theirs()), (ordinary, ordinary, Some(2), 1, false));
}

#[test]
fn what_was_taken_over_is_supervised_elsewhere() {
    let case = Case::begin();
    let listing =
        List { by: "city".into(), number: "市安委督〔2020〕2 号".into(), deadline: "2020-12-31".into() };
    case.clerk(move |tx, ctx, id| list(tx, ctx, id, &listing)).unwrap();
    let cmd = TakeOver { by: "city".into(), on: case.today(), number: "市政函〔2020〕12 号".into() };
    case.clerk(move |tx, ctx, id| take_over(tx, ctx, id, &cmd)).unwrap();
    let public = Supervise { day: case.today(), place: "县人民政府网站".into(), ..Supervise::default() };
    for step in [Step::Publication, Step::DelistingPublication] {
        let refused = case.step(Role::DistrictClerk, step, public.clone()).unwrap_err();
        assert_eq!(said(refused), "this investigation has ended", "{step}");
    }
}

#[test]
fn it_is_closed_into_the_library_and_a_replay_gives_the_same_rows() {
    let case = Case::begin();
    another_site(&case);
    let listing =
        List { by: "city".into(), number: "市安委督〔2020〕2 号".into(), deadline: "2020-12-31".into() };
    case.clerk(move |tx, ctx, id| list(tx, ctx, id, &listing)).unwrap();
    let cmd = DemandChecks { demand: "排查同类台车".into(), due: "2020-09-20".into(), ..DemandChecks::default() };
    case.clerk(move |tx, ctx, id| demand_checks(tx, ctx, id, &cmd)).unwrap();
    case.on("2020-09-10 10:00");
    case.appraise("2020-09-20").unwrap();
    case.wait(5);
    case.appraised().unwrap();
    case.extend(Role::Leader, "10").unwrap();
    case.to_the_reply();
    case.measure(UNIT, "2020-10-10").unwrap();
    case.report_measure(case.people.enterprise_officers[1]).unwrap();
    case.verify_measure("accepted", "").unwrap();
    case.find("responsible", "项目负责人被免职").unwrap();
    case.find("education", "召开全县警示教育会").unwrap();
    ["cause", "responsible", "measures", "education"].iter().for_each(|track| case.end(track).unwrap());
    assert_eq!(said(case.close().unwrap_err()), "like subjects are not checked yet (1 排查同类台车)");
    let done = CheckLike { on: case.today(), result: "未发现同类问题".into() };
    case.clerk(move |tx, ctx, id| check_like(tx, ctx, id, 1, &done)).unwrap();
    assert_eq!(said(case.close().unwrap_err()), "it is listed for supervision: record its delisting first");
    case.supervised_to_its_end();
    assert_eq!(said(case.close().unwrap_err()), "its rectification is not evaluated yet");
    case.wait(200);
    case.evaluate().unwrap();
    case.close().unwrap();
    assert_eq!(case.owed(), []);
    assert_eq!(case.shown().it.listing.map(|it| it.status.word()), Some("ended"));
    let cmd = Circulate {
        to: format!("{UNIT}\n城关镇人民政府\n{UNIT}"), text: "引以为戒".into(), on: case.today()
    };
    case.clerk(move |tx, ctx, id| circulate(tx, ctx, id, &cmd)).unwrap();
    assert!(matches!(&case.shown().history.last().unwrap().fact, Fact::Circulated { to, .. } if to.len() == 2));

    let ctx = case.t.rule();
    case.t.db.write_blocking("index", &ctx, |tx, ctx| tx.index_queued(ctx, 100).map(drop)).unwrap();
    for (words, found) in [("焊缝未焊透", 1), ("先验收后使用", 1), ("第三方验收", 1), ("触电", 0)] {
        let filter = Filter { words: Some(words.into()), ..Filter::default() };
        let ctx = case.ctx(Role::DistrictClerk);
        let lines = case.t.db.read_blocking(|r| query::list(r, &ctx, &filter, 0, 10)).unwrap();
        assert_eq!(lines.len(), found, "{words}");
    }
    case.t.assert_replay_agrees();
}
