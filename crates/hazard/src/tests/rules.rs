//! Each rule as a table: state, actor and command in, fact or refusal out.

use kernel::{Actor, Ctx, District, Error, Identity, Instant, OrganisationId, PersonId, RequestKey, Sector};
use obligation::Owner;
use registry::OrganisationKind;

use crate::extend::ask;
use crate::model::{Demand, Fact, Grade, Hazard, Status};
use crate::{assign, close, correct, extend, report, start, submit, verify};

pub(crate) const DOER: u8 = 1;
pub(crate) const CHECKER: u8 = 2;
const PLANT: u8 = 11;
const BUREAU: u8 = 12;

pub(crate) fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

pub(crate) fn organisation(n: u8) -> OrganisationId {
    OrganisationId::from_bytes([n; 16])
}

pub(crate) fn now() -> Instant {
    Instant::read("2026-06-18 09:00").unwrap()
}

pub(crate) fn ctx(actor: u8) -> Ctx {
    let district = District::new(530_999).unwrap();
    Ctx { actor: Actor::Person(person(actor)), ..Ctx::rule("test", district, now(), RequestKey([1; 16]), [2; 32]) }
}

fn owner(body: u8, somebody: Option<u8>) -> Owner {
    Owner { organisation: organisation(body), person: somebody.map(person) }
}

pub(crate) fn hazard(status: Status) -> Hazard {
    Hazard {
        id: Identity::from_bytes([9; 16]),
        version: 3,
        status,
        grade: Grade::Ordinary,
        sector: Sector::Industry,
        division: "530999001001".parse().unwrap(),
        subject: Identity::from_bytes([8; 16]),
        subject_organisation: Some(organisation(PLANT)),
        reporter: Some(person(CHECKER)),
        reporter_organisation: Some(organisation(BUREAU)),
        owner: Some(owner(PLANT, Some(DOER))),
        checker: Some(owner(BUREAU, None)),
        doer: Some(person(DOER)),
        doer_organisation: Some(organisation(PLANT)),
        obligation: None,
        due: Instant::read("2026-06-24 18:00"),
    }
}

/// The fact's kind, or the words of the refusal.
pub(crate) fn said<T>(result: Result<T, Error>, kind: impl FnOnce(&T) -> &'static str) -> String {
    match result {
        Ok(fact) => kind(&fact).to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn verification() {
    let check = |status, actor, accepted, note: &str, outcome| {
        let cmd = verify::Verify { accepted, note: note.into() };
        let fact = verify::decide(&hazard(status), &ctx(actor), &cmd, now());
        assert_eq!(said(fact, ledger::Fact::kind), outcome, "{status} {actor} {accepted} {note:?}");
    };
    //    status              actor    accepted  note          outcome
    check(Status::ToVerify, CHECKER, true, "已封堵", "verified");
    check(Status::ToVerify, CHECKER, true, " ", "verified");
    check(Status::ToVerify, CHECKER, false, "隔墙未封堵", "returned");
    check(Status::ToVerify, CHECKER, false, "  ", "note: say what is missing");
    check(Status::ToVerify, DOER, true, "", "you may not verify your own work");
    for status in [Status::ToAssign, Status::ToRectify, Status::Rectifying, Status::Returned, Status::ToClose] {
        check(status, CHECKER, true, "", "the rectification is not reported done");
    }
    check(Status::Closed, CHECKER, true, "", "the rectification is not reported done");
}

#[test]
fn reporting() {
    let subject = |known: bool| {
        known.then(|| registry::query::Subject {
            id: Identity::from_bytes([8; 16]),
            name: "望澜鑫源化工有限公司".into(),
            kind: registry::SubjectKind::Enterprise,
            division: "530999001001".parse().unwrap(),
            sector: Sector::Industry,
            organisation: Some(organisation(PLANT)),
            address: String::new(),
            longitude_e6: None,
            latitude_e6: None,
            status: registry::SubjectStatus::Active,
            version: 1,
        })
    };
    let check = |known, found: &str, grade, reason: Option<&str>, outcome| {
        let said_so = crate::testing::finding(Identity::from_bytes([8; 16]), Instant::read(found).unwrap());
        let cmd = report::Report { grade, grade_reason: reason.map(str::to_owned), ..said_so };
        let facts = report::Facts { subject: subject(known), number: 7, reporter_organisation: None };
        assert_eq!(said(report::decide(&ctx(DOER), &cmd, &facts), |_| "reported"), outcome);
    };
    let (then, later) = ("2026-06-18 08:59", "2026-06-18 09:01");
    //    within reach  found  grade            reason              outcome
    check(true, then, Grade::Ordinary, None, "reported");
    check(true, then, Grade::Major, Some("判定标准第四条"), "reported");
    check(true, then, Grade::Major, Some(" "), "grade_reason: a major hazard must say why it is one");
    check(true, later, Grade::Ordinary, None, "found: the time of finding lies in the future");
    check(false, then, Grade::Ordinary, None, "subject: no such subject");
    let all = "subject: no such subject; found: the time of finding lies in the future; \
               grade_reason: a major hazard must say why it is one";
    check(false, later, Grade::Major, None, all);
}

#[test]
fn assignment() {
    let check = |status, owned: Owner, checked: Owner, due: Option<&str>, kind, outcome| {
        let cmd = assign::Assign {
            owner: owned,
            checker: checked,
            demand: Demand::default(),
            due: due.and_then(Instant::read),
            note: None,
        };
        let result = assign::decide(&hazard(status), &ctx(CHECKER), &cmd, kind);
        assert_eq!(said(result, |check| check.word()), outcome);
    };
    use OrganisationKind::{Department, Enterprise};
    let (plant, bureau) = (owner(PLANT, Some(DOER)), owner(BUREAU, None));
    //    status            owner            checker          due                 kind         outcome
    check(Status::ToAssign, plant, bureau, None, Enterprise, "another_organisation");
    check(Status::ToAssign, bureau, bureau, Some("2026-06-30"), Department, "another_person");
    check(Status::ToAssign, plant, bureau, Some("2026-06-18 08:59"), Enterprise, "due: the deadline lies in the past");
    check(
        Status::ToAssign,
        plant,
        plant,
        None,
        Enterprise,
        "checker: an enterprise's work is verified by another organisation",
    );
    check(
        Status::ToAssign,
        owner(BUREAU, Some(DOER)),
        owner(BUREAU, Some(DOER)),
        None,
        Department,
        "checker: whoever rectifies can't verify",
    );
    check(Status::ToRectify, plant, bureau, None, Enterprise, "the hazard is assigned already");
}

#[test]
fn the_other_steps() {
    let it = |status| hazard(status);
    //    rule and state                                                                    outcome
    check(start::decide(&it(Status::ToRectify)), "started");
    check(start::decide(&it(Status::Returned)), "started");
    check(start::decide(&it(Status::Rectifying)), "the rectification has begun already");
    check(start::decide(&it(Status::ToVerify)), "there is nothing to rectify now");

    let shown = |status, text: &str, photos, asked| {
        let cmd = submit::Submit { work: text.into(), evidence: Vec::new() };
        let known =
            submit::Known { doer_organisation: organisation(PLANT), due: now(), evidence: Vec::new(), photos, asked };
        submit::decide(&it(status), &cmd, known)
    };
    let submitted = |status, text: &str| shown(status, text, 0, 0);
    check(submitted(Status::ToRectify, "已清扫"), "submitted");
    check(submitted(Status::Rectifying, "已清扫"), "submitted");
    check(submitted(Status::Returned, "已清扫"), "submitted");
    check(submitted(Status::Returned, " "), "work: say what was done");
    check(submitted(Status::ToVerify, "已清扫"), "there is nothing to rectify now");
    check(submitted(Status::Closed, "已清扫"), "there is nothing to rectify now");
    check(shown(Status::Rectifying, "已清扫", 1, 1), "submitted");
    check(shown(Status::Rectifying, "已清扫", 3, 2), "submitted");
    check(shown(Status::Rectifying, "已清扫", 1, 2), "evidence: a rule asks for more photos: see below");
    check(shown(Status::ToVerify, "已清扫", 0, 1), "there is nothing to rectify now");

    let closed = |status, actor| {
        let note = close::decide(&it(status), &ctx(actor), &close::Close::default())?;
        Ok(Fact::Closed { note, in_time: None })
    };
    check(closed(Status::ToClose, CHECKER), "closed");
    check(closed(Status::ToClose, DOER), "you may not close your own work");
    check(closed(Status::ToVerify, CHECKER), "only a verified hazard can be closed");
    check(closed(Status::Closed, CHECKER), "only a verified hazard can be closed");
}

#[test]
fn correction() {
    use kernel::{Personal, Role};
    let words = correct::Said {
        description: Personal::text("空压机房储气罐超期未检。"),
        place: Personal::text("空压机房"),
    };
    let member = |body, role| kernel::Membership {
        organisation: organisation(body),
        division: "530999001001".parse().unwrap(),
        role,
        sectors: Vec::new(),
        status: kernel::MembershipStatus::Active,
        from: Instant::from_micros(0),
        to: None,
        deputy_for: None,
    };
    let check = |status, acting, description: &str, place: &str, version: Option<i64>, outcome: &str| {
        let cmd = correct::Correct { description: description.into(), place: place.into(), reason: None, version };
        let ctx = Ctx { acting: vec![acting], ..ctx(DOER) };
        let decided = correct::decide(&hazard(status), &ctx, &words, &cmd);
        let kind = |fact: &Option<crate::Fact>| fact.as_ref().map_or("nothing", ledger::Fact::kind);
        assert_eq!(said(decided, kind), outcome, "{status} {description} {place}");
    };
    let (bureau, plant, office) =
        (member(BUREAU, Role::Inspector), member(PLANT, Role::EnterpriseUser), member(PLANT, Role::DistrictClerk));
    let (then, better) = ("空压机房储气罐超期未检。", "空压机房 3 台储气罐超期未检。");
    let not_yours = "you may not correct what another organisation reported";
    // A row of another ledger: short, and without a place.
    let brief = correct::Said { description: Personal::text("电线裸露"), place: Personal::text("") };
    let cmd = |description: &str, place: &str| {
        let (description, place) = (description.to_owned(), place.to_owned());
        let cmd = correct::Correct { description, place, reason: None, version: None };
        let ctx = Ctx { acting: vec![bureau.clone()], ..ctx(DOER) };
        let decided = correct::decide(&hazard(Status::ToAssign), &ctx, &brief, &cmd);
        said(decided, |fact| fact.as_ref().map_or("nothing", ledger::Fact::kind))
    };
    assert_eq!(cmd("电线裸露", "配电房"), "corrected");
    assert_eq!(cmd("配电房电线裸露，须穿管保护", ""), "corrected");
    assert_eq!(cmd("裸露", ""), "description: too short: say what, where and how many");
    //    status               acting          description  place        version  outcome
    check(Status::Rectifying, bureau.clone(), better, "空压机房", None, "corrected");
    check(Status::ToAssign, office.clone(), then, "东侧空压机房", Some(3), "corrected");
    check(Status::ToVerify, bureau.clone(), then, " 空压机房 ", None, "nothing");
    check(Status::ToClose, bureau.clone(), better, "空压机房", Some(2), "somebody else changed it first");
    check(
        Status::Returned,
        bureau.clone(),
        "太短",
        "",
        None,
        "description: too short: say what, where and how many; place: fill in this field",
    );
    check(Status::Rectifying, plant, better, "空压机房", None, not_yours);
    check(Status::Closed, office, better, "空压机房", None, "a closed hazard is not corrected");
}

#[test]
fn extension() {
    let extended = |status, actor, due: &str, reason: &str| {
        let cmd = extend::Extend { due: Instant::read(due).unwrap(), reason: reason.into() };
        extend::decide(&hazard(status), &ctx(actor), &cmd)
    };
    check(extended(Status::Rectifying, CHECKER, "2026-07-01", "检验机构排期"), "extended");
    check(extended(Status::Returned, CHECKER, "2026-07-01", "检验机构排期"), "extended");
    check(extended(Status::Rectifying, DOER, "2026-07-01", "检验机构排期"), "you may not extend your own deadline");
    check(extended(Status::Rectifying, CHECKER, "2026-07-01", ""), "reason: say why it is extended");
    let not_later = "due: the new deadline must be later than the present one";
    check(extended(Status::Rectifying, CHECKER, "2026-06-24 18:00", "检验机构排期"), not_later);
    check(extended(Status::ToVerify, CHECKER, "2026-07-01", "x"), "there is no deadline to extend now");
    check(extended(Status::Closed, CHECKER, "2026-07-01", "x"), "there is no deadline to extend now");
}

fn request(asker: u8) -> ask::Request {
    ask::Request {
        due: Instant::read("2026-07-01 18:00").unwrap(),
        asked_at: now(),
        asker: Some(person(asker)),
        organisation: organisation(PLANT),
        decision: Identity::from_bytes([4; 16]),
        reason: kernel::Personal::text("检验机构排期"),
    }
}

#[test]
fn asking_for_more_time() {
    let asked = |status, actor, waiting: bool, due: &str, reason: &str| {
        let cmd = ask::Ask { due: Instant::read(due).unwrap(), reason: reason.into() };
        let waiting = waiting.then(|| request(DOER));
        ask::decide(&hazard(status), &ctx(actor), waiting.as_ref(), &cmd, Identity::from_bytes([4; 16]))
    };
    let day = "2026-07-01 18:00";
    for status in [Status::ToRectify, Status::Rectifying, Status::Returned] {
        check(asked(status, DOER, false, day, "检验机构排期"), "extension_asked");
    }
    check(asked(Status::Rectifying, CHECKER, false, day, "x"), "you may not rectify what another organisation owes");
    check(asked(Status::Rectifying, DOER, true, day, "检验机构排期"), "more time is asked for already");
    check(asked(Status::Rectifying, DOER, false, day, " "), "reason: say why it is extended");
    let not_later = "due: the new deadline must be later than the present one";
    check(asked(Status::Rectifying, DOER, false, "2026-06-24 18:00", "检验机构排期"), not_later);
    for status in [Status::ToVerify, Status::ToClose, Status::Closed] {
        check(asked(status, DOER, false, day, "检验机构排期"), "there is no deadline to extend now");
    }
}

#[test]
fn refusing_more_time() {
    let refused = |actor, waiting: Option<u8>, reason: &str| {
        ask::decide_refusal(&ctx(actor), waiting.map(request).as_ref(), reason)
    };
    check(refused(CHECKER, Some(DOER), "可先停用"), "extension_refused");
    check(refused(CHECKER, Some(DOER), ""), "reason: say why it is refused");
    check(refused(CHECKER, None, "可先停用"), "nobody asked for more time");
    check(refused(DOER, Some(DOER), "可先停用"), "you may not decide what your own organisation asked for");
}

fn check(result: Result<crate::Fact, Error>, outcome: &str) {
    assert_eq!(said(result, ledger::Fact::kind), outcome);
}
