//! What the major hazards of the sample district have besides their loop: a judgement by the article that the finding
//! matches, where one does, a treatment plan with the five elements, and for some of them a listing.

use hazard::assign::{Assign, assign};
use hazard::document::{Kind, issue};
use hazard::five_elements::Write;
use hazard::inquiry::{Cause, Inquire};
use hazard::judge::{Answer, Answered, Judge, criteria};
use hazard::listing::{Level, Propose, Said, Step, propose, take};
use hazard::query::{self, Filter, Slice, View};
use hazard::report::{Report, report};
use hazard::{Demand, Grade, Harm, HazardId, Source, Status, stop};
use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId, Role};
use ledger::{Db, Tx};
use obligation::Owner;
use sample::District;

use super::{Ids, Teller};

/// How many of the open major hazards are listed at most.
const LISTED: usize = 6;
/// How many of the others stop their unit.
const STOPPED: usize = 6;

/// Words, place and reason of what is found on the last day, where the story leaves fewer open; any unit may have them.
#[rustfmt::skip]
const FOUND: &[(&str, &str, &str, Harm)] = &[
    ("安全出口锁闭、疏散通道被货物封堵，现场仍有人员作业。", "主楼一层", "安全出口锁闭，人员无法疏散", Harm::Fire),
    ("消防水泵故障停用，未采取替代措施，仍在营业。", "消防泵房", "消防设施停用且无替代措施", Harm::Fire),
    ("配电柜母线过热碳化、保护装置拆除，仍在带电运行。", "配电室", "配电设施严重损坏仍在使用", Harm::ElectricShock),
    ("污水池清淤未辨识有限空间，无检测、无监护进入作业。", "污水处理池", "有限空间未辨识", Harm::Poisoning),
];

/// Words of a finding, and the article of an edition that they match. What matches none stays not judged.
const ARTICLES: &[(&str, &str, &str)] = &[
    ("禁忌物料混存", "chemicals_2017", "20"),
    ("特殊作业未按票证", "chemicals_2017", "18"),
    ("未设检测报警", "chemicals_2017", "12"),
    ("紧急切断功能失效", "chemicals_2017", "5"),
    ("摘除安全联锁", "chemicals_2017", "15"),
    ("特种作业人员", "trade_2023", "3(2)"),
    ("有限空间未辨识", "trade_2023", "13(1)"),
    ("深基坑", "construction_2022", "5"),
    ("高大模板", "construction_2022", "6"),
    ("脚手架", "construction_2022", "7"),
    ("起重机械", "construction_2022", "8"),
];

/// Judged on the day it is assigned.
pub fn judgement(reason: &str, found: Day, today: Day) -> Option<Judge> {
    let (_, edition, article) = ARTICLES
        .iter()
        .filter(|(words, ..)| reason.contains(words))
        .find(|(_, edition, _)| criteria::may_judge_named(edition, found, today))?;
    let answers = vec![Answered { article: (*article).to_owned(), answer: Answer::Yes }];
    Some(Judge { edition: (*edition).to_owned(), answers, reason: None, own: None })
}

/// Those that are still to be rectified, the newest first.
fn open(db: &Db, clerk: &Ctx) -> Result<Vec<query::ListRow>, Error> {
    let filter = Filter { view: View::Open, grade: Some(Grade::Major), ..Filter::default() };
    let page = Slice::Page { from: 0, rows: 200 };
    let mut rows = db.read_blocking(|r| query::list(r, clerk, &filter, page))?;
    rows.retain(|row| row.status != Status::ToClose);
    Ok(rows)
}

/// Half of them are listed, the others stop their unit.
fn listed(open: usize) -> usize {
    LISTED.min(open / 2)
}

/// Found and assigned on the last day, where the story leaves fewer open than its listings and stop orders need.
pub fn find(db: &Db, county: &District, ids: &Ids, teller: &mut Teller, now: Instant) -> Result<(), Error> {
    let Some(clerk) = county.accounts.iter().find(|account| account.role == Role::DistrictClerk) else {
        return Ok(());
    };
    let office = ids.organisation(clerk.organisation)?;
    let mut context =
        || -> Result<Ctx, Error> { Ok(teller.person(now, ids.person(clerk.person)?, office, clerk.role)) };
    let asked = context()?;
    let missing = FOUND.len().saturating_sub(open(db, &asked)?.len());
    let filter = Filter { view: View::Open, grade: Some(Grade::Ordinary), ..Filter::default() };
    let rows = db.read_blocking(|r| query::list(r, &asked, &filter, Slice::Page { from: 0, rows: 200 }))?;
    let owned =
        rows.iter().filter_map(|row| row.owner_organisation.filter(|it| *it != office).map(|it| (row.subject, it)));
    for ((subject, owner), (description, place, reason, harm)) in owned.zip(FOUND).take(missing) {
        let found = Report {
            subject,
            place: (*place).into(),
            description: (*description).into(),
            harm: *harm,
            source: Source::DepartmentInspection,
            grade: Grade::Major,
            grade_reason: Some((*reason).into()),
            found_at: now,
            evidence: Vec::new(),
        };
        let party = |organisation| Owner { organisation, person: None };
        let (owner, checker) = (party(owner), party(office));
        let order = Assign { owner, checker, demand: Demand::AtOnce, due: None, note: None };
        db.write_blocking("sample", &context()?, move |tx, ctx| {
            let id = report(tx, ctx, &found)?;
            assign(tx, ctx, id, &order)
        })?;
    }
    Ok(())
}

/// Some of those that are not listed stop their unit: proposed by the clerk, most of them signed by the leader.
pub fn stop(db: &Db, county: &District, ids: &Ids, teller: &mut Teller, now: Instant) -> Result<(), Error> {
    let account = |role| county.accounts.iter().find(|account| account.role == role);
    let (Some(clerk), Some(leader)) = (account(Role::DistrictClerk), account(Role::Leader)) else {
        return Ok(());
    };
    let mut context = |account: &sample::Account| -> Result<Ctx, Error> {
        Ok(teller.person(now, ids.person(account.person)?, ids.organisation(account.organisation)?, account.role))
    };
    let open = open(db, &context(clerk)?)?;
    for (n, row) in open.iter().skip(listed(open.len())).take(STOPPED).enumerate() {
        let (subject, hazards) = (row.subject, vec![row.id]);
        let cmd = stop::Propose {
            subject,
            extent: stop::Extent::Unit,
            part: None,
            hazards,
            reason: "重大隐患整改期间不能保证安全，须停产停业整顿。".to_owned(),
            basis: "《中华人民共和国安全生产法》第七十条第一款".to_owned(),
            from: now,
        };
        let order = db.write_blocking("sample", &context(clerk)?, move |tx, ctx| stop::propose(tx, ctx, &cmd))?;
        if n % 3 != 2 {
            let said = stop::Said { agreed: Some(true), ..stop::Said::default() };
            let signed = move |tx: &mut Tx<'_>, ctx: &Ctx| stop::take(tx, ctx, order, stop::Step::Signature, &said);
            db.write_blocking("sample", &context(leader)?, signed)?;
            let seen = "车间已断电，设备加贴封条，无人作业。";
            let said = stop::Said { agreed: Some(true), text: seen.to_owned(), ..stop::Said::default() };
            let visited = move |tx: &mut Tx<'_>, ctx: &Ctx| stop::take(tx, ctx, order, stop::Step::Revisit, &said);
            db.write_blocking("sample", &context(clerk)?, visited)?;
            if n == 1 {
                let seen = "夜间有机器声，用电量回升。";
                let said = stop::Said { text: seen.to_owned(), ..stop::Said::default() };
                let told = move |tx: &mut Tx<'_>, ctx: &Ctx| stop::take(tx, ctx, order, stop::Step::Resumption, &said);
                db.write_blocking("sample", &context(clerk)?, told)?;
            }
        }
    }
    Ok(())
}

const MEASURES: &[&str] = &[
    "立即停止使用相关设施，委托有资质单位检测维修，经验收合格后恢复使用。",
    "停产停业整改，更换失效的安全设施，完善联锁和报警，组织专项验收。",
    "划定危险区域并落实专人看护，按专项方案加固整改，逐项验收销号。",
];
const EMERGENCY: &[&str] = &[
    "整改期间切断相关能源，设置警戒和专人值守，备足应急物资，明确撤离路线和联络人。",
    "整改期间停止作业，每班巡查两次并记录，出现异常立即撤人并报告县应急局。",
];

/// Written when the work is taken on; `n` varies what it says.
pub fn plan(organisation: OrganisationId, person: PersonId, deadline: Day, n: usize) -> Write {
    let pick = |texts: &[&str]| texts.get(n % texts.len()).copied().unwrap_or_default().to_owned();
    Write {
        organisation: Some(organisation),
        person: Some(person),
        measures: pick(MEASURES),
        money_yuan: Some(8_000 + 3_500 * (n % 40) as i64),
        deadline: Some(deadline),
        emergency_plan: pick(EMERGENCY),
        goals: "消除重大隐患，整改部位经验收合格。".into(),
        ..Write::default()
    }
}

/// What concerns a major hazard is written down: the notice, the report, the opinion. Whoever assigns without looking
/// afterwards leaves the notice to the checker.
pub fn document(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, kind: Kind) -> Result<(), Error> {
    if query::detail(tx, ctx, id)?.hazard.grade != Grade::Major {
        return Ok(());
    }
    match issue(&mut *tx, ctx, id, kind) {
        Ok(_) | Err(Error::Forbidden { .. }) => Ok(()),
        Err(other) => Err(other),
    }
}

const CAUSES: &[(Cause, &str, &str, &str)] = &[
    (
        Cause::Procedure,
        "相关操作和维护规程未严格执行，隐患逐步形成且未被及时发现。",
        "未落实日常检查和维护制度",
        "修订岗位检查表，班组每日检查签字，安全员每周抽查。",
    ),
    (
        Cause::Investment,
        "设施设备老化后未及时更新，带病运行形成重大隐患。",
        "未按规定提取和使用安全生产费用",
        "列入年度更新计划，专款专用，按季度核查使用情况。",
    ),
    (
        Cause::Training,
        "作业人员不掌握相关风险和规定，违规作业形成重大隐患。",
        "未落实从业人员安全教育培训",
        "组织专题培训并考核，不合格者不得上岗。",
    ),
];

/// What the inquiry found; `n` varies it.
pub fn inquiry(organisation: OrganisationId, n: usize) -> Inquire {
    let (cause, course, neglected, prevention) = CAUSES[n % CAUSES.len()];
    Inquire {
        course: course.into(),
        cause,
        organisation,
        neglected: neglected.into(),
        prevention: prevention.into(),
        conclusion: "成因清楚，责任明确，防范措施已落实。".into(),
    }
}

/// Some of the open ones are listed for supervision today: proposed by the clerk, decided by the leader, published by the
/// clerk, so that each state has its case.
pub fn list(db: &Db, county: &District, ids: &Ids, teller: &mut Teller, now: Instant) -> Result<(), Error> {
    let account = |role| county.accounts.iter().find(|account| account.role == role);
    let (Some(clerk), Some(leader)) = (account(Role::DistrictClerk), account(Role::Leader)) else {
        return Ok(());
    };
    let mut context = |account: &sample::Account| -> Result<Ctx, Error> {
        Ok(teller.person(now, ids.person(account.person)?, ids.organisation(account.organisation)?, account.role))
    };
    let open = open(db, &context(clerk)?)?;
    for (n, row) in open.iter().take(listed(open.len())).enumerate() {
        let (id, organisation) = (row.id, ids.organisation(clerk.organisation)?);
        let deadline = now.day().plus_days(60 + 15 * n as i64);
        let reason = "涉及重大安全风险，须由县安委会督促限期整改。".to_owned();
        let cmd = Propose { level: Level::County, organisation, deadline, reason };
        let listing = db.write_blocking("sample", &context(clerk)?, move |tx, ctx| propose(tx, ctx, id, &cmd))?;
        let said =
            Said {
                agreed: Some(true), place: "县人民政府网站".to_owned(), day: Some(now.day()), ..Said::default()
            };
        for (account, step) in [(leader, Step::Decision), (clerk, Step::Publication)].into_iter().take(2 - n % 3) {
            let said = said.clone();
            db.write_blocking("sample", &context(account)?, move |tx, ctx| take(tx, ctx, listing, step, &said))?;
        }
    }
    Ok(())
}
