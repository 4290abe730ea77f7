//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Identity, Instant, Personal, Sector, Vault};
use obligation::Owner;

use evidence::Digest;

use crate::model::{Demand, Fact, Finding, Grade, Harm, Hearsay, Source};
use crate::risk::assessment::{self as risk, Colour, MeasureKind};
use crate::risk::{frequency, scheme};
use crate::{accountability, public_report, transfer};

fn at(text: &str) -> Instant {
    Instant::read(text).unwrap()
}

fn finding() -> Finding {
    Finding {
        year: 2026,
        number: 417,
        subject: Identity::from_bytes([1; 16]),
        subject_organisation: Some(Identity::from_bytes([2; 16])),
        division: "530999001001".parse().unwrap(),
        sector: Sector::SpecialEquipment,
        source: Source::DepartmentInspection,
        harms: vec![Harm::VesselExplosion, Harm::MechanicalInjury],
        grade: Grade::Major,
        grade_reason: Some(Personal::text("压力容器超期未检仍在使用")),
        title: Personal::text("空压机房储气罐超期未检"),
        description: Personal::text("空压机房 2 台储气罐超过检验有效期仍在使用。"),
        place: Personal::text("空压机房"),
        found_at: at("2026-05-26 10:12"),
        reporter_organisation: Some(Identity::from_bytes([3; 16])),
    }
}

fn owner(n: u8) -> Owner {
    Owner { organisation: Identity::from_bytes([n; 16]), person: Some(Identity::from_bytes([n + 1; 16])) }
}

/// One of each variant, and of each with what was added to it since.
fn all() -> Vec<(&'static str, Fact)> {
    let evidence = || vec![Digest::from_bytes([7; 32]), Digest::from_bytes([8; 32])];
    let mut all: Vec<_> =
        first().into_iter().chain(found_again()).map(|fact| (ledger::Fact::kind(&fact), fact)).collect();
    let (dispatch, due) = (Identity::from_bytes([5; 16]), at("2026-06-24 18:00"));
    all.push(("reported_with_evidence", Fact::Reported { finding: finding(), dispatch, due, evidence: evidence() }));
    let work = Personal::text("已停用并送检");
    let (demand, obligation) = (Demand::AtOnce, Identity::from_bytes([5; 16]));
    all.push((
        "assigned_at_once",
        Fact::Assigned { owner: owner(6), checker: owner(8), due, obligation, note: None, demand },
    ));
    all.push((
        "submitted_with_evidence",
        Fact::Submitted { work, doer_organisation: Identity::from_bytes([6; 16]), due, evidence: evidence() },
    ));
    all
}

fn first() -> Vec<Fact> {
    let text = |t: &str| Personal::text(t);
    let due = at("2026-06-24 18:00");
    let obligation = Identity::from_bytes([5; 16]);
    let said = Hearsay {
        unit: "某建设有限公司".into(),
        responsible: Some(text("某人")),
        measure: Some(text("当场纠正")),
        recheck: None,
        rechecked_at: Some(at("2026-05-28")),
        due: Some(due),
        closed: true,
        sheet: "汇总清单".into(),
        row: 2,
    };
    vec![
        Fact::Reported { finding: finding(), dispatch: obligation, due, evidence: Vec::new() },
        Fact::Imported { finding: finding(), said, dispatch: None, due: None },
        Fact::Assigned {
            owner: owner(6),
            checker: owner(8),
            due,
            obligation,
            note: Some(text("请先停用")),
            demand: Demand::ByDeadline,
        },
        Fact::Started,
        Fact::Submitted {
            work: text("已停用并送检"),
            doer_organisation: Identity::from_bytes([6; 16]),
            due,
            evidence: Vec::new(),
        },
        Fact::Returned { reason: text("隔墙未封堵"), due },
        Fact::Verified { note: Some(text("已封堵")), due },
        Fact::Extended { due, reason: text("检验机构排期") },
        Fact::ExtensionAsked {
            due,
            reason: text("检验机构排期至月底"),
            organisation: Identity::from_bytes([6; 16]),
            decision: Identity::from_bytes([4; 16]),
        },
        Fact::ExtensionRefused { reason: text("可先停用，不影响按期整改") },
        Fact::Corrected {
            title: text("空压机房 3 台储气罐超期未检"),
            description: text("空压机房 3 台储气罐超过检验有效期仍在使用。"),
            place: text("空压机房东侧"),
            reason: Some(text("现场复核台数")),
        },
        Fact::Transferred { owner: owner(6), transfer: Identity::from_bytes([4; 16]) },
        Fact::Planned(Box::new(plan())),
        Fact::Inquired(Box::new(crate::inquiry::Inquiry {
            course: text("储气罐到期后未报检，继续使用"),
            cause: crate::inquiry::Cause::Supervision,
            organisation: Identity::from_bytes([6; 16]),
            neglected: text("未履行定期检验义务"),
            prevention: text("建立检验到期提醒"),
            conclusion: text("属管理责任未落实"),
        })),
        Fact::Judged(judged()),
        Fact::Graded(crate::judge::Graded {
            grade: Grade::Major,
            reason: text("《某标准》（某文号）3(2) 特种作业人员无证上岗"),
        }),
        Fact::GradeKept { reason: text("第2条情形仍然存在") },
        Fact::Closed { note: None, in_time: None },
    ]
}

/// What is said of the same one found again, or recorded twice.
fn found_again() -> Vec<Fact> {
    let text = |t: &str| Personal::text(t);
    vec![
        Fact::Recurs(crate::recurrence::Link {
            earlier: Identity::from_bytes([9; 16]),
            likeness: 812,
            same_harm: true,
            days_between: 74,
        }),
        Fact::CauseFound(crate::root_cause::Found {
            cause: crate::root_cause::RootCause::Management,
            said: text("检验到期没有人负责提醒，设备台账两年未更新"),
        }),
        Fact::RecurrenceDenied {
            earlier: Identity::from_bytes([9; 16]), reason: text("部位不同，不是同一隐患")
        },
        Fact::RecurrenceLinked {
            link: crate::recurrence::Link {
                earlier: Identity::from_bytes([9; 16]),
                likeness: 240,
                same_harm: false,
                days_between: 74,
            },
            reason: text("措辞不同，实为同一处"),
        },
        Fact::Merged { into: Identity::from_bytes([9; 16]), reason: text("同一处同一问题，重复登记") },
        Fact::Unmerged {
            reason: text("经现场核实为另一处"),
            dispatch: Identity::from_bytes([5; 16]),
            due: at("2026-06-24 18:00"),
        },
        Fact::Divided {
            into: vec![Identity::from_bytes([9; 16]), Identity::from_bytes([10; 16])],
            reason: text("一条记录包含两处隐患"),
        },
    ]
}

fn listings() -> Vec<crate::listing::Fact> {
    use crate::listing::{Fact, Level};
    let (day, text) = ("2026-09-01".parse().unwrap(), |it: &str| Personal::text(it));
    let place = || "县人民政府网站".to_owned();
    vec![
        Fact::Proposed {
            hazard: Identity::from_bytes([9; 16]),
            level: Level::County,
            organisation: Identity::from_bytes([6; 16]),
            deadline: day,
            reason: text("重大隐患逾期未整改"),
        },
        Fact::Declined { reason: text("已整改到位") },
        Fact::Listed { year: 2026, number: 3 },
        Fact::Published { on: day, place: place() },
        Fact::ExtensionAsked { until: day, reason: text("设备未到货") },
        Fact::ExtensionGranted { until: day },
        Fact::ExtensionRefused { reason: text("可按期完成") },
        Fact::AcceptanceApplied { report: text("整改完成") },
        Fact::Accepted { note: Some(text("现场核验合格")) },
        Fact::NotAccepted { reason: text("联锁未恢复") },
        Fact::Delisted { note: None },
        Fact::DelistingPublished { on: day, place: place() },
    ]
}

fn stops() -> Vec<crate::stop::Fact> {
    use crate::stop::{Extent, Fact, Number};
    let number = |prefix: &str| Number { prefix: prefix.into(), year: 2026, number: 3 };
    vec![
        Fact::Proposed {
            subject: Identity::from_bytes([1; 16]),
            unit: Some(Identity::from_bytes([2; 16])),
            issuer: Identity::from_bytes([6; 16]),
            division: "530999001001".parse().unwrap(),
            sector: Sector::SpecialEquipment,
            extent: Extent::Line,
            part: Some(Personal::text("打磨线")),
            hazards: vec![Identity::from_bytes([9; 16])],
            reason: Personal::text("现场不能保证安全"),
            basis: "《中华人民共和国安全生产法》第七十条第一款".into(),
            from: at("2026-06-18 12:00"),
        },
        Fact::Declined { reason: Personal::text("情节不足") },
        Fact::Signed { number: number("停产") },
        Fact::HazardAdded { hazard: Identity::from_bytes([8; 16]) },
        Fact::ReopeningApplied {
            statement: Personal::text("除尘系统已更换"),
            evidence: vec![Digest::from_bytes([7; 32])],
        },
        Fact::Examined { opinion: Personal::text("现场核实属实") },
        Fact::Reopened { number: number("复产") },
        Fact::Refused { reason: Personal::text("报警装置未调试") },
        Fact::Revisited { found: Personal::text("车间已断电，无人作业") },
        Fact::SignSeen {
            found: Personal::text("夜间有机器声"),
            answer: Identity::from_bytes([4; 16]),
            on_the_spot: false,
        },
        Fact::SignAnswered {
            sign: 4,
            outcome: crate::stop::Outcome::Halted,
            found: Personal::text("已责令停机并加贴封条"),
        },
    ]
}

fn plan() -> crate::five_elements::Plan {
    let said = |it: &str| Some(Personal::text(it));
    crate::five_elements::Plan {
        organisation: Some(Identity::from_bytes([6; 16])),
        person: Some(Identity::from_bytes([7; 16])),
        measures: said("停用并送检"),
        money_yuan: Some(38_000),
        deadline: "2026-06-24".parse().ok(),
        emergency_plan: said("停用期间挂牌上锁、专人巡查"),
        evidence: vec![Digest::from_bytes([9; 32])],
        goals: said("两台储气罐检验合格后投用"),
        materials: said("备用空压机一台"),
        safety: said("检验前泄压并隔离"),
    }
}

fn judged() -> crate::judge::Judged {
    use crate::judge::{Answer, Answered, Judged, Verdict};
    let answered = |article: &str, answer| Answered { article: article.into(), answer };
    Judged {
        edition: "trade_2023".into(),
        answers: vec![answered("3(1)", Answer::No), answered("3(2)", Answer::DoesNotApply)],
        verdict: Verdict::Ordinary,
        certain: true,
        own: false,
        reason: Some(Personal::text("作业人员已取得操作证")),
        second: Some(Identity::from_bytes([4; 16])),
    }
}

fn schemes() -> [scheme::Fact; 2] {
    let from = "2026-07-01".parse().unwrap();
    let set = scheme::Fact::Set {
        edition: scheme::Edition::LecUpward,
        direct_red: vec!["构成重大危险源".into()],
        reason: "全县统一按上限归入高一级".into(),
        source: "望安委〔2026〕12 号".into(),
        from,
        to: None,
    };
    [set, scheme::Fact::Ended { to: from }]
}

fn risks() -> [risk::Fact; 5] {
    let measure = |kind, owed| risk::Measure { kind, text: Personal::text("加装泄爆片"), owner: owner(6), owed };
    let owed = risk::Owed { obligation: Identity::from_bytes([5; 16]), due: at("2026-07-24 18:00") };
    let assessed = risk::Assessed {
        subject: Identity::from_bytes([1; 16]),
        hazard: Some(Identity::from_bytes([9; 16])),
        risk_point: Personal::text("打磨车间除尘系统"),
        subject_organisation: Some(Identity::from_bytes([2; 16])),
        division: "530999001001".parse().unwrap(),
        sector: Sector::Industry,
        assessor_organisation: Some(Identity::from_bytes([3; 16])),
        scheme: Identity::from_bytes([4; 16]),
        edition: scheme::Edition::LecUpward,
        factors: vec!["0.5".into(), "6".into(), "40".into()],
        score: "120".into(),
        colour: Colour::Red,
        direct_red: Some("构成重大危险源".into()),
        day: "2026-07-02".parse().unwrap(),
        next_review: "2027-07-02".parse().unwrap(),
        measures: vec![measure(MeasureKind::Engineering, Some(owed)), measure(MeasureKind::Protection, None)],
    };
    let text = || Personal::text("已加装");
    [
        risk::Fact::Assessed(Box::new(assessed)),
        risk::Fact::Superseded { by: Identity::from_bytes([8; 16]) },
        risk::Fact::MeasureReported { measure: 1, note: text() },
        risk::Fact::MeasureVerified { measure: 1, note: Some(text()) },
        risk::Fact::MeasureReturned { measure: 1, reason: text() },
    ]
}

fn frequencies() -> [frequency::Fact; 2] {
    let from = "2026-07-01".parse().unwrap();
    let set = frequency::SetFrequency {
        colour: Some(Colour::Orange),
        sector: Some(Sector::Industry),
        party: frequency::Party::Township,
        period: frequency::Period { amount: 3, unit: frequency::Unit::Months },
        source: "望安委〔2026〕12 号".into(),
        from,
        to: None,
    };
    [frequency::Fact::Set(set), frequency::Fact::Ended { to: from }]
}

fn looks() -> [crate::check::Fact; 2] {
    let found = crate::check::Fact::HazardFound { hazard: Identity::from_bytes([9; 16]) };
    let recorded = crate::check::Fact::Recorded(crate::check::Looked {
        subject: Identity::from_bytes([1; 16]),
        subject_organisation: Some(Identity::from_bytes([2; 16])),
        division: "530999001001".parse().unwrap(),
        sector: Sector::Industry,
        party: frequency::Party::Department,
        source: Source::UnannouncedVisit,
        looked_at: Personal::text("打磨车间除尘系统"),
        hazards: vec![Identity::from_bytes([9; 16])],
        checker_organisation: Some(Identity::from_bytes([3; 16])),
        at: at("2026-07-02 10:12"),
    });
    [recorded, found]
}

fn cases() -> Vec<accountability::Fact> {
    use accountability::Fact;
    let opened = accountability::Opened {
        trigger: accountability::Trigger::Late,
        about: obligation::Ref { kind: "hazard".into(), id: [9; 16] },
        mark: 0,
        organisation: Identity::from_bytes([5; 16]),
        division: "530999001001".parse().unwrap(),
        sector: Some(kernel::Sector::Industry),
        title: Personal::text("二号厂房除尘管道积尘"),
        since: kernel::Instant::read("2026-06-22 18:00").unwrap(),
        source: "县履职办法 第二十二条第一项".into(),
        obligation: Identity::from_bytes([3; 16]),
        due: kernel::Instant::read("2026-08-20 18:00").unwrap(),
    };
    let reason = || Personal::text("多次延期仍未整改");
    let owed = obligation::Owed { obligation: Identity::from_bytes([4; 16]), due: at("2026-09-30 18:00") };
    vec![
        Fact::Opened(Box::new(opened)),
        Fact::StatementAsked { owed, decide: None },
        Fact::Stated { text: Personal::text("设备到货延误，已采取防范措施"), told: None },
        Fact::SetAside { reason: reason(), told: None },
        Fact::InterviewDecided { reason: reason(), interview: Identity::from_bytes([6; 16]), told: None },
        Fact::InterviewRevoked { reason: reason(), owed, told: Identity::from_bytes([5; 16]) },
        Fact::Interviewed { on: "2026-08-28".parse().unwrap() },
        // As it was recorded when nobody was asked what became of it.
        handed(None),
        Fact::OutcomeOwed { owed },
        Fact::OutcomeAsked { answer: Personal::text("正在核查"), owed },
        Fact::Concluded {
            outcome: accountability::Outcome::Criticised,
            on: "2026-09-20".parse().unwrap(),
            body: "县纪委监委".into(),
            document: "望纪函〔2026〕6 号".into(),
            text: Some(Personal::text("对分管负责人批评教育")),
            told: Identity::from_bytes([5; 16]),
        },
    ]
}

/// With what was added to each since.
fn cases_since() -> [(&'static str, accountability::Fact); 5] {
    use accountability::Fact;
    let owed = obligation::Owed { obligation: Identity::from_bytes([4; 16]), due: at("2026-09-30 18:00") };
    let told = Some(Identity::from_bytes([5; 16]));
    let (reason, interview) = (Personal::text("多次延期仍未整改"), Identity::from_bytes([6; 16]));
    let text = Personal::text("设备到货延误，已采取防范措施");
    [
        ("handed_over_owed", handed(Some(owed))),
        ("statement_asked_late", Fact::StatementAsked { owed, decide: Some(owed) }),
        ("stated_told", Fact::Stated { text, told }),
        ("set_aside_told", Fact::SetAside { reason: reason.clone(), told }),
        ("interview_decided_told", Fact::InterviewDecided { reason, interview, told }),
    ]
}

fn handed(owed: Option<obligation::Owed>) -> accountability::Fact {
    accountability::Fact::HandedOver {
        to: "县纪委监委".into(),
        document: "望安移〔2026〕1 号".into(),
        reason: Personal::text("多次延期仍未整改"),
        owed,
    }
}

fn transfers() -> [transfer::Fact; 6] {
    let (obligation, due) = (Identity::from_bytes([5; 16]), at("2026-06-24 18:00"));
    let to = Identity::from_bytes([6; 16]);
    let offered = transfer::Fact::Offered {
        hazard: Identity::from_bytes([9; 16]),
        from: Identity::from_bytes([3; 16]),
        to,
        division: "530999001001".parse().unwrap(),
        sector: Sector::SpecialEquipment,
        reason: Personal::text("压力容器由市场监管部门监管"),
        obligation,
        due,
    };
    let asked = transfer::Fact::Asked { reason: Personal::text("双方对职责认识不一"), obligation, due };
    let refused = transfer::Fact::Refused { reason: Personal::text("不属本局职责") };
    let decided = transfer::Fact::Decided { to, reason: Personal::text("权责清单第 12 项") };
    let withdrawn = transfer::Fact::Withdrawn { reason: Personal::text("已由本局自行处置") };
    [offered, transfer::Fact::Accepted, refused, asked, decided, withdrawn]
}

fn public_reports() -> [public_report::Fact; 5] {
    use public_report::Fact::{Accepted, Answered, ContactSeen, Received, Refused};
    let received = Received {
        year: 2026,
        number: 7,
        receipt: Digest::from_bytes([7; 32]),
        division: "530999001000".parse().unwrap(),
        category: public_report::Category::SpecialEquipment,
        place: Personal::text("滨江路菜市场西门"),
        text: Personal::text("电梯层门关不严，运行时抖动。"),
        contact: Some(Personal::text("某人 13900000000")),
        obligation: Identity::from_bytes([5; 16]),
        due: at("2026-06-24 18:00"),
    };
    let accepted = Accepted { hazard: Identity::from_bytes([9; 16]), answer: Some(Personal::text("已派人查看")) };
    let answered = Answered { answer: Personal::text("已现场核实，不属于隐患") };
    [received, accepted, answered, Refused { reason: Personal::text("不属安全生产") }, ContactSeen]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    all().iter().for_each(|(kind, fact)| check(kind, fact));
    check(
        "recorded",
        &crate::judge::sentence::Fact::Recorded {
            edition: "trade_2023".into(),
            article: "3(2)".into(),
            sentence: "（此处为条文原文）".into(),
            source: "某部令第10号，官方网站".into(),
            from: "2026-07-01".parse().unwrap(),
        },
    );
    check(
        "issued",
        &crate::document::Fact::Issued {
            document: crate::document::Kind::Order,
            hazard: Identity::from_bytes([9; 16]),
            year: 2026,
            number: 3,
            step: 2,
            organisation: Identity::from_bytes([6; 16]),
        },
    );
    stops().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
    listings().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
    schemes().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
    risks().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
    frequencies().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
    looks().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
    cases().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
    cases_since().iter().for_each(|(name, fact)| check(name, fact));
    transfers().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
    public_reports().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
}

fn check<F: ledger::Fact + PartialEq + std::fmt::Debug>(kind: &str, fact: &F) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden")).join(F::STREAM);
    let file = folder.join(format!("{kind}.json"));
    let (payload, taken) = kernel::seal(fact, |n| [n as u8; 32]).unwrap();
    if !file.exists() && writing() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&file, format!("{payload}\n")).unwrap();
    }
    let recorded = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let vault: Vault = taken.into_iter().map(|s| (s.commitment, s.value)).collect();
    let decoded: F = kernel::open(recorded.trim_end(), vault).unwrap();
    assert_eq!(decoded, *fact, "{kind}");
}

#[expect(clippy::disallowed_methods, reason = "asks whether golden payloads are to be written")]
fn writing() -> bool {
    std::env::var("ANLAN_GOLDEN").is_ok_and(|v| v == "write")
}
