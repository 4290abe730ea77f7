//! The steps as a table, the clock of an extension, and a listing from its proposal to the end.

use kernel::{Day, Identity as _, Instant, Personal, Role};
use obligation::calendar::Calendar;
use obligation::rule::{Period, Unit};

use super::step::{self, Known};
use obligation::supervision::{
    DUTY_ACCEPT, DUTY_DECIDE, DUTY_DELIST, DUTY_EXTENSION, DUTY_PUBLISH, DUTY_PUBLISH_DELISTING,
};

use super::{Level, Limit, Listing, ListingId, Propose, Said, Status, Step, propose, propose_decide, query, take};
use crate::judge::{Answer, Answered, Judge, judge};
use crate::model::{Grade, HazardId, Status as HazardStatus};
use crate::tests::rules::{CHECKER, DOER, ctx, hazard, organisation, person, said};
use crate::tests::story::Story;
use crate::{close, duties};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn listing(status: Status, asked_until: Option<&str>) -> Listing {
    Listing {
        id: ListingId::from_bytes([7; 16]),
        version: 2,
        hazard: HazardId::from_bytes([9; 16]),
        status,
        level: Level::County,
        organisation: organisation(12),
        number: Some((2026, 3)),
        deadline: day("2026-09-01"),
        asked_until: asked_until.map(day),
        proposer: Some(person(CHECKER)),
        asker: Some(person(CHECKER)),
    }
}

fn yes() -> Said {
    Said { agreed: Some(true), ..Said::default() }
}

fn no(text: &str) -> Said {
    Said { agreed: Some(false), text: text.into(), ..Said::default() }
}

fn on(day_text: &str, place: &str, text: &str) -> Said {
    Said { day: day_text.parse().ok(), place: place.into(), text: text.into(), ..Said::default() }
}

#[test]
fn steps() {
    let check = |status, asked, hazard_status, actor, step, told: Said, outcome: &str| {
        let it = crate::Hazard { grade: Grade::Major, ..hazard(hazard_status) };
        // The table is about the steps; who supervises is shown by the story.
        let ctx = kernel::Ctx { acting: supervisor(), ..ctx(actor) };
        let limit = Some(Limit { last: day("2026-08-04"), source: "某办法第十条".into() });
        let fact = step::decide(&listing(status, asked), &it, &ctx, step, &told, &Known { number: 3, limit });
        assert_eq!(said(fact, ledger::Fact::kind), outcome, "{status} {step} {told:?}");
    };
    use HazardStatus::{Rectifying, ToClose, ToVerify};
    use Status::{Acceptance, Accepted, Delisted, Ended, Listed, Proposed, Published};
    check(Proposed, None, Rectifying, DOER, Step::Decision, yes(), "listed");
    check(Proposed, None, Rectifying, DOER, Step::Decision, no("已整改"), "declined");
    check(Proposed, None, Rectifying, DOER, Step::Decision, no(" "), "text: say why");
    check(Proposed, None, Rectifying, DOER, Step::Decision, Said::default(), "agreed: say whether you agree");
    check(Proposed, None, Rectifying, CHECKER, Step::Decision, yes(), "you may not decide your own proposal");
    check(Listed, None, Rectifying, DOER, Step::Decision, yes(), "the listing does not wait for this step");
    check(Listed, None, Rectifying, DOER, Step::Publication, on("2026-06-18", "县政府网站", ""), "published");
    let future = "day: the day of publication lies in the future";
    check(Listed, None, Rectifying, DOER, Step::Publication, on("2026-06-19", "县政府网站", ""), future);
    let neither = "place: say where it was published; day: say on which day it was published";
    check(Listed, None, Rectifying, DOER, Step::Publication, Said::default(), neither);
    check(Published, None, Rectifying, DOER, Step::Extension, on("2026-10-01", "", "设备未到货"), "extension_asked");
    let later = "until: the new deadline must be later than the present one";
    check(Published, None, Rectifying, DOER, Step::Extension, on("2026-09-01", "", "设备未到货"), later);
    check(Published, None, Rectifying, DOER, Step::Extension, on("2026-10-01", "", ""), "text: say why");
    let asked = Some("2026-10-01");
    check(Published, asked, Rectifying, DOER, Step::ExtensionDecision, yes(), "extension_granted");
    check(Published, asked, Rectifying, DOER, Step::ExtensionDecision, no("可按期完成"), "extension_refused");
    let own = "you may not decide what you asked for yourself";
    check(Published, asked, Rectifying, CHECKER, Step::ExtensionDecision, yes(), own);
    let undecided = "the listing does not wait for this step";
    check(Published, asked, ToVerify, DOER, Step::Application, on("", "", "已完成"), undecided);
    for done in [ToVerify, ToClose] {
        check(Published, None, done, DOER, Step::Application, on("", "", "已完成"), "acceptance_applied");
    }
    let early = "report the rectification done before asking for acceptance";
    check(Published, None, Rectifying, DOER, Step::Application, on("", "", "已完成"), early);
    check(Acceptance, None, ToClose, DOER, Step::Acceptance, yes(), "accepted");
    check(Acceptance, None, ToClose, DOER, Step::Acceptance, no("联锁未恢复"), "not_accepted");
    check(Acceptance, None, ToClose, CHECKER, Step::Acceptance, yes(), own);
    check(Accepted, None, ToClose, DOER, Step::Delisting, Said::default(), "delisted");
    check(Accepted, None, ToClose, CHECKER, Step::Delisting, Said::default(), own);
    let published = on("2026-06-18", "县政府网站", "");
    check(Delisted, None, ToClose, DOER, Step::DelistingPublication, published.clone(), "delisting_published");
    check(Ended, None, ToClose, DOER, Step::DelistingPublication, published, undecided);
}

/// The district clerk's office supervises in the county's name.
fn supervisor() -> Vec<kernel::Membership> {
    let s = Story::begin();
    let mut acting = s.ctx(Role::DistrictClerk).acting.clone();
    acting.iter_mut().for_each(|m| m.organisation = organisation(11));
    acting
}

#[test]
fn an_extension_is_asked_for_in_time() {
    let period = |amount, unit| Period { rule: None, amount, unit, end_of_day: 1_080, ladder: None };
    let check = |asked: &str, amount, unit, in_time: bool| {
        let calendar = Calendar::new([]);
        let limit = Limit::before(day("2026-09-01"), &period(amount, unit), "某市办法", &calendar);
        let now = Instant::read(&format!("{asked} 09:00")).unwrap();
        let ctx = kernel::Ctx { now, acting: supervisor(), ..ctx(DOER) };
        let it = crate::Hazard { grade: Grade::Major, ..hazard(HazardStatus::Rectifying) };
        let told = on("2026-10-01", "", "设备未到货");
        let known = Known { number: 0, limit: Some(limit) };
        let fact = step::decide(&listing(Status::Published, None), &it, &ctx, Step::Extension, &told, &known);
        let outcome = said(fact, ledger::Fact::kind);
        assert_eq!(outcome == "extension_asked", in_time, "{asked} {amount} {unit}: {outcome}");
        assert_eq!(outcome == "it is too late to ask for an extension", !in_time, "{asked}: {outcome}");
    };
    // Twenty working days before Tuesday, 1 September are Tuesday, 4 August.
    check("2026-08-20", 20, Unit::WorkingDays, false);
    check("2026-08-04", 20, Unit::WorkingDays, true);
    check("2026-08-05", 20, Unit::WorkingDays, false);
    check("2026-08-12", 20, Unit::CalendarDays, true);
    check("2026-08-13", 20, Unit::CalendarDays, false);
}

#[test]
fn what_may_be_listed() {
    let cmd = |deadline: &str, reason: &str| Propose {
        level: Level::County,
        organisation: organisation(12),
        deadline: day(deadline),
        reason: reason.into(),
    };
    let check = |grade, status, cmd: &Propose, standing, outcome: &str| {
        let it = crate::Hazard { grade, ..hazard(status) };
        assert_eq!(said(propose_decide(&it, &ctx(CHECKER), cmd, standing), ledger::Fact::kind), outcome);
    };
    let good = cmd("2026-09-01", "逾期未整改");
    check(Grade::Major, HazardStatus::Rectifying, &good, false, "proposed");
    check(Grade::Ordinary, HazardStatus::Rectifying, &good, false, "only a major hazard is listed");
    check(Grade::Major, HazardStatus::Closed, &good, false, "a closed hazard is not listed");
    check(Grade::Major, HazardStatus::Rectifying, &good, true, "it is listed or proposed already");
    let both = "deadline: the deadline lies in the past; reason: say why it is to be listed";
    check(Grade::Major, HazardStatus::Rectifying, &cmd("2026-06-18", " "), false, both);
}

/// How many of these duties are open.
fn owed(s: &Story, id: ListingId) -> Vec<&'static str> {
    let ctx = s.ctx(Role::DistrictClerk);
    let all = [DUTY_DECIDE, DUTY_PUBLISH, DUTY_EXTENSION, DUTY_ACCEPT, DUTY_DELIST, DUTY_PUBLISH_DELISTING];
    let open = |duty: &&'static str| {
        let found = s.t.db.read_blocking(|r| duties::open(r, &ctx, &duties::about_listing(id), duty)).unwrap();
        !found.is_empty()
    };
    all.into_iter().filter(open).collect()
}

/// What the list of hazards tells with `listed=1`, and by its mark.
fn supervised(s: &Story) -> Vec<HazardId> {
    use crate::query::{Filter, Slice, View, list};
    let ctx = s.ctx(Role::DistrictClerk);
    let of = |listed| Filter { view: View::All, listed, ..Filter::default() };
    let page = Slice::Page { from: 0, rows: 50 };
    let read = |r: &ledger::Reader<'_>| {
        let marked = query::of_rows(r, &ctx, &list(r, &ctx, &of(false), page)?)?;
        Ok((list(r, &ctx, &of(true), page)?, marked))
    };
    let (rows, marked) = s.t.db.read_blocking(read).unwrap();
    let found: Vec<HazardId> = rows.iter().map(|row| row.id).collect();
    assert_eq!(marked, found.iter().copied().collect());
    found
}

#[test]
fn a_listed_hazard_is_closed_after_it_is_delisted() {
    let s = Story::begin();
    let id = s.assigned();
    let answers = vec![Answered { article: "2".into(), answer: Answer::Yes }];
    let major = Judge { edition: "chemicals_2017".into(), answers, reason: None, own: None };
    s.act(Role::Inspector, move |tx, ctx| judge(tx, ctx, id, &major)).unwrap();
    let supervisor = s.people.departments[0];
    let listing = s
        .act(Role::DistrictClerk, move |tx, ctx| {
            let deadline = ctx.now.day().plus_days(120);
            let reason = "重大隐患，逾期未整改".into();
            propose(tx, ctx, id, &Propose { level: Level::County, organisation: supervisor, deadline, reason })
        })
        .unwrap();
    let go = |role, step, said: Said| s.act(role, move |tx, ctx| take(tx, ctx, listing, step, &said));
    let today = |s: &Story| ledger::Clock::now(&s.t.clock).day();
    assert_eq!(owed(&s, listing), [DUTY_DECIDE]);
    assert_eq!(supervised(&s), [], "it is only proposed");
    assert!(go(Role::DistrictClerk, Step::Decision, yes()).is_err(), "one's own proposal");
    go(Role::Leader, Step::Decision, yes()).unwrap();
    assert_eq!(owed(&s, listing), [DUTY_PUBLISH]);
    assert_eq!(supervised(&s), [id]);
    let foreign = go(Role::TownshipOfficer, Step::Publication, on(&today(&s).to_string(), "县政府网站", ""));
    assert_eq!(foreign.unwrap_err().to_string(), "you may not supervise what another organisation supervises");
    go(Role::DepartmentClerk, Step::Publication, on(&today(&s).to_string(), "县政府网站", "")).unwrap();
    let until = today(&s).plus_days(150).to_string();
    go(Role::EnterpriseUser, Step::Extension, on(&until, "", "设备采购周期较长")).unwrap();
    assert_eq!(owed(&s, listing), [DUTY_EXTENSION]);
    go(Role::DepartmentClerk, Step::ExtensionDecision, yes()).unwrap();
    let read = |s: &Story| {
        let ctx = s.ctx(Role::DistrictClerk);
        s.t.db.read_blocking(|r| Ok((query::load(r, &ctx, listing)?, crate::store::load(r, &ctx, id)?))).unwrap()
    };
    let (it, h) = read(&s);
    assert_eq!((it.number, it.deadline), (Some((i64::from(today(&s).year()), 1)), day(&until)));
    assert_eq!(h.due.unwrap().day(), day(&until), "the rectification has as long");
    plan_and_submit(&s, id);
    s.verified(Role::DepartmentClerk, id, true).unwrap();
    let close = |s: &Story| {
        s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, id, &close::Close::default()))
            .map_err(|error| error.to_string())
    };
    assert_eq!(close(&s).unwrap_err(), "a listed hazard is delisted before it is closed");
    go(Role::EnterpriseUser, Step::Application, on("", "", "整改完成")).unwrap();
    assert_eq!(owed(&s, listing), [DUTY_ACCEPT]);
    go(Role::Inspector, Step::Acceptance, yes()).unwrap();
    assert_eq!(owed(&s, listing), [DUTY_DELIST]);
    assert!(close(&s).is_err());
    assert_eq!(supervised(&s), [id]);
    go(Role::Leader, Step::Delisting, Said::default()).unwrap();
    assert_eq!(supervised(&s), []);
    s.act(Role::DepartmentClerk, move |tx, ctx| {
        let inquiry = crate::inquiry::Inquire {
            course: "风管积尘".into(),
            cause: crate::inquiry::Cause::Procedure,
            organisation: supervisor,
            neglected: "未落实清扫制度".into(),
            prevention: "班后清扫签字".into(),
            conclusion: "管理责任未落实".into(),
        };
        crate::inquiry::inquire(tx, ctx, id, &inquiry)
    })
    .unwrap();
    close(&s).unwrap();
    go(Role::DepartmentClerk, Step::DelistingPublication, on(&today(&s).to_string(), "县政府网站", "")).unwrap();
    assert_eq!((read(&s).0.status, owed(&s, listing)), (Status::Ended, Vec::new()));
    s.t.assert_replay_agrees();
}

pub(crate) fn plan_and_submit(s: &Story, id: HazardId) {
    let (body, head) = (s.people.enterprises[0], s.people.enterprise_heads[0]);
    s.act(Role::EnterpriseUser, move |tx, ctx| {
        let plan = crate::five_elements::Write {
            organisation: Some(body),
            person: Some(head),
            measures: "更换除尘风管".into(),
            money_yuan: Some(38_000),
            deadline: Some(ctx.now.day()),
            emergency_plan: "停用期间专人值守".into(),
            ..Default::default()
        };
        crate::five_elements::write(tx, ctx, id, &plan)
    })
    .unwrap();
    s.submitted(id).unwrap();
}

#[test]
fn a_notice_says_its_number() {
    let of = |number| {
        let it = Listing { number, ..listing(Status::Listed, None) };
        let said = "空压机储气罐超期未检，安全阀铅封缺失，压力表未在检定有效期内，操作人员未持证上岗。";
        let (description, place) = (Personal::text(said), Personal::text("空压机房"));
        let notice = super::notice::notice(
            kernel::Lang::Zh,
            &super::notice::Matter {
                listing: &it,
                office: "望澜县安全生产委员会办公室",
                unit: "望澜鑫源化工有限公司",
                supervisor: "望澜县应急管理局",
                hazard_number: "2026-000417",
                description: &description,
                place: &place,
                basis: None,
                listed_on: day("2026-03-02"),
            },
        );
        if let Some(it) = &notice {
            let text = format!("{:?}", it.paragraphs);
            assert!(text.contains("操作人员未持证上岗（隐患编号"), "the whole sentence: {text}");
        }
        let asked = |it: &paper::document::Paragraph| matches!(it, paper::document::Paragraph::Body(text) if text.contains("2026年9月1日前"));
        notice.map(|it| (it.number.unwrap_or_default(), it.paragraphs.iter().any(asked)))
    };
    assert_eq!(of(Some((2026, 3))), Some(("督办〔2026〕3号".to_owned(), true)));
    assert_eq!(of(None), None);
    let copies = |supervisor: &str| {
        let it = Listing { number: Some((2026, 3)), ..listing(Status::Listed, None) };
        let text = Personal::text("x");
        let matter = super::notice::Matter {
            listing: &it,
            office: "望澜县应急管理局",
            unit: "望澜鑫源化工有限公司",
            supervisor,
            hazard_number: "2026-000417",
            description: &text,
            place: &text,
            basis: None,
            listed_on: day("2026-03-02"),
        };
        super::notice::notice(kernel::Lang::Zh, &matter).and_then(|it| it.copies)
    };
    assert_eq!(copies("望澜县工信局").as_deref(), Some("望澜县工信局"));
    assert_eq!(copies("望澜县应急管理局"), None, "whoever issues it");
}
