//! Campaigns, tasks and directives, by page and by program: a part is reported by its township, verified by the office, counted
//! on the progress page, and hidden from another township.

use axum::http::header;
use campaign::directive::{self, DirectiveId};
use campaign::member::{self, CampaignMemberId};
use campaign::task::{self, TaskId};
use campaign::{Announce, CampaignId, StageSaid, TopicSaid};
use kernel::{Ctx, Day, Error, Identity as _, OrganisationId, Role};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, Spot, World};

/// Three campaigns, and what the place's body holds within the first.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Campaigns {
    /// Its plan is issued.
    pub open: CampaignId,
    pub drafted: CampaignId,
    pub approved: CampaignId,
    pub member: CampaignMemberId,
    /// Within the one that is drafted, without a task.
    pub leaver: CampaignMemberId,
    /// Its only part is to be done, and is done.
    pub task: TaskId,
    pub done: TaskId,
    pub directive: DirectiveId,
    /// The township's body, or that of the county.
    pub holder: OrganisationId,
}

impl Campaigns {
    /// The one that waits for the act of the path.
    pub fn at(&self, family: &str, path: &str) -> String {
        match (family, path.rsplit('/').next().unwrap_or_default()) {
            ("campaigns", "approval" | "plan") => self.drafted.to_text(),
            ("campaigns", "issue") => self.approved.to_text(),
            ("campaigns", _) => self.open.to_text(),
            ("campaign-members", "leaving") => self.leaver.to_text(),
            ("campaign-members", _) => self.member.to_text(),
            ("tasks", "verification") => self.done.to_text(),
            ("tasks", _) => self.task.to_text(),
            _ => self.directive.to_text(),
        }
    }
}

const WHY: &str = "县政府常务会议纪要〔2026〕5号";
const TOPIC: &str = "危险化学品";

fn announced(today: Day, lead: OrganisationId, with: OrganisationId) -> Announce {
    let day = |n: i64| today.plus_days(n).to_string();
    let stage = |from, to| StageSaid { from: day(from), to: day(to), criteria: vec!["方案全部印发".into()] };
    Announce {
        title: "安全生产专项整治三年行动".into(),
        from: day(0),
        to: day(400),
        stages: vec![stage(0, 30), stage(31, 100), stage(101, 200), stage(201, 400)],
        topics: vec![TopicSaid { sort: "sector".into(), title: TOPIC.into(), lead: lead.to_string() }],
        organisations: vec![with.to_string()],
        ..Announce::default()
    }
}

fn task_of(campaign: CampaignId, holder: OrganisationId, today: Day) -> task::Set {
    task::Set {
        campaign: campaign.to_string(),
        topic: TOPIC.into(),
        stage: "mobilise".into(),
        title: "危险化学品储存场所排查建档".into(),
        parts: vec![task::PartSaid {
            organisation: holder.to_string(),
            words: String::new(),
            due: today.plus_days(20).to_string(),
        }],
        ..task::Set::default()
    }
}

fn directive_to(holder: OrganisationId, today: Day) -> directive::Register {
    directive::Register {
        sort: "document".into(),
        issuer: "市安委会".into(),
        document: "市安委〔2026〕9号".into(),
        issued_on: today.to_string(),
        title: "岁末年初安全防范工作通知".into(),
        content: "压实责任，排查隐患".into(),
        organisations: vec![holder.to_string()],
        ..directive::Register::default()
    }
}

pub fn campaigns(t: &TestDb, f: &Fixture, seed: &Seed) -> Campaigns {
    let holder = seed.township.map_or(seed.organisation, |n| f.townships[n]);
    let lead = f.departments[0];
    let write = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        let today = ctx.now.day();
        let (open, drafted, approved) =
            (made(tx, ctx, lead, holder)?, made(tx, ctx, lead, holder)?, made(tx, ctx, lead, holder)?);
        for id in [open, approved] {
            campaign::approve(tx, ctx, id, &campaign::Approve::default())?;
        }
        campaign::issue(tx, ctx, open, &campaign::Issue { word: "望安委".into() })?;
        let first = |campaign| {
            let members = member::query::of(tx, ctx, campaign)?;
            members.first().map(|it| it.id).ok_or(Error::NotFound("CampaignMemberId"))
        };
        let (member, leaver) = (first(open)?, first(drafted)?);
        let task = task::set(tx, ctx, &task_of(open, holder, today))?;
        let done = task::set(tx, ctx, &task_of(open, holder, today))?;
        task::report(tx, ctx, done, 1, &task::Report { said: "已建档".into() })?;
        let directive = directive::register(tx, ctx, &directive_to(holder, today))?;
        Ok(Campaigns { open, drafted, approved, member, leaver, task, done, directive, holder })
    };
    t.db.write_blocking("campaigns", &t.rule(), write).unwrap()
}

fn made(tx: &mut Tx<'_>, ctx: &Ctx, lead: OrganisationId, holder: OrganisationId) -> Result<CampaignId, Error> {
    let id = campaign::announce(tx, ctx, &announced(ctx.now.day(), lead, holder))?;
    let draft = campaign::Draft {
        title: "三年行动实施方案".into(), text: "一、总体要求：压实责任，排查整治。".into()
    };
    campaign::draft(tx, ctx, id, &draft)?;
    Ok(id)
}

/// Forms that change what was announced.
fn changing(world: &World, path: &str) -> Option<Form> {
    let day = |n: i64| world.now().day().plus_days(n).to_string();
    let [lead, other] = [0, 1].map(|n| world.f.departments[n].to_string());
    Some(match path {
        "/campaigns/{id}/gates/{no}/prolonging" => vec![("to", day(40)), ("reason", WHY.into())],
        "/campaigns/{id}/topics" => {
            vec![("sort", "sector".into()), ("title", "城镇燃气".into()), ("lead", lead), ("reason", WHY.into())]
        }
        "/campaigns/{id}/topics/{no}/lead" => {
            vec![("lead", other), ("reason", WHY.into())]
        }
        "/campaigns/{id}/correction" => vec![
            ("title", "全县安全生产专项整治三年行动".into()),
            ("goal", "一遏制、两下降".into()),
            ("reason", WHY.into()),
        ],
        "/campaigns/{id}/members" => vec![("organisation", other), ("reason", WHY.into())],
        "/campaign-members/{id}/leaving" => vec![("reason", WHY.into())],
        _ => return None,
    })
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let today = world.now().day();
    let day = |n: i64| today.plus_days(n).to_string();
    let lead = world.f.departments[0].to_string();
    Some(match path {
        "/campaigns" => announcing(today, lead),
        "/campaigns/{id}/plan" => {
            vec![("title", "三年行动实施方案".into()), ("text", "一、总体要求：压实责任，排查整治。".into())]
        }
        "/campaigns/{id}/approval" => vec![("note", "同意".into())],
        "/campaigns/{id}/issue" => vec![("word", "望安委".into())],
        "/campaigns/{id}/gates/{no}/decision" => {
            vec![("met_1", "no".into()), ("reason_1", "一个单位限期补齐".into()), ("note", "同意转段".into())]
        }
        "/campaign-members/{id}/group" => vec![
            ("head", "高远 镇长".into()),
            ("responsible", "林舟 副镇长".into()),
            ("document", "河政发〔2026〕3号".into()),
        ],
        "/campaign-members/{id}/plan" => {
            vec![("title", "本单位实施方案".into()), ("plan_document", "河政发〔2026〕4号".into())]
        }
        "/campaign-members/{id}/receipt" => Vec::new(),
        "/tasks" => vec![
            ("campaign", it.campaigns.open.to_text()),
            ("topic", TOPIC.into()),
            ("stage", "inspect".into()),
            ("sheet", "problem".into()),
            ("title", "危险化学品储存场所排查建档".into()),
            ("lead", lead),
            ("due", day(40)),
            ("with_1", world.f.townships[0].to_text()),
            ("with_words_1", "辖区排查".into()),
            ("with_due_1", day(30)),
        ],
        "/tasks/{id}/parts/{no}/report" => vec![("said", "已建档42份".into())],
        "/tasks/{id}/parts/{no}/verification" => vec![("accepted", "yes".into())],
        "/tasks/{id}/parts/{no}/extension" => vec![("to", day(60)), ("because", "汛期道路中断".into())],
        "/tasks/{id}/withdrawal" => vec![("reason", "并入另一项任务".into())],
        "/directives" => vec![
            ("sort", "meeting".into()),
            ("issuer", "省安委会".into()),
            ("issued_on", day(0)),
            ("title", "安全生产电视电话会议".into()),
            ("content", "压实责任，排查隐患".into()),
            ("organisations", lead),
        ],
        "/directives/{id}/circulation" => vec![("organisations", lead)],
        "/directives/{id}/copies/{no}/study" => vec![
            ("on", day(0)),
            ("attended", "班子成员".into()),
            ("proof", "会议纪要第12期".into()),
            ("report", "已部署排查".into()),
        ],
        "/directives/{id}/answer" => vec![("text", "已转发1个单位，已完成传达学习。".into())],
        _ => return changing(world, path),
    })
}

/// The form that announces a campaign.
fn announcing(today: Day, lead: String) -> Form {
    let day = |n: i64| today.plus_days(n).to_string();
    let mut form = vec![
        ("title", "治本攻坚三年行动".into()),
        ("from", day(0)),
        ("to", day(400)),
        ("topics", "行业领域｜危险化学品｜".to_owned() + &lead),
        ("organisations", lead),
    ];
    let spans = [
        ("stage_1_from", "stage_1_to", "stage_1_criteria", 0, 30),
        ("stage_2_from", "stage_2_to", "stage_2_criteria", 31, 100),
        ("stage_3_from", "stage_3_to", "stage_3_criteria", 101, 200),
        ("stage_4_from", "stage_4_to", "stage_4_criteria", 201, 400),
    ];
    for (from, to, criteria, first, last) in spans {
        form.extend([(from, day(first)), (to, day(last)), (criteria, "方案全部印发\n责任到人".into())]);
    }
    form
}

pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let today = world.now().day();
    let day = |n: i64| today.plus_days(n).to_string();
    let lead = world.f.departments[0];
    Some(match path {
        "/campaigns" => {
            let stage = |from, to| json!({ "from": day(from), "to": day(to), "criteria": ["方案全部印发"] });
            json!({
                "title": "治本攻坚三年行动", "goal": "一遏制、两下降", "from": day(0), "to": day(400),
                "stages": [stage(0, 30), stage(31, 100), stage(101, 200), stage(201, 400)],
                "milestones": [{ "title": "年底初见成效", "on": day(90), "criteria": ["整改率达到90%"] }],
                "topics": [{ "sort": "sector", "title": TOPIC, "lead": lead }],
                "organisations": [lead],
            })
        }
        "/campaigns/{id}/plan" => json!({ "title": "三年行动实施方案", "text": "一、总体要求：压实责任，排查整治。" }),
        "/campaigns/{id}/approval" => json!({ "note": "同意" }),
        "/campaigns/{id}/gates/{no}/prolonging" => json!({ "to": day(40), "reason": WHY }),
        "/campaigns/{id}/topics" => json!({ "sort": "sector", "title": "城镇燃气", "lead": lead, "reason": WHY }),
        "/campaigns/{id}/topics/{no}/lead" => json!({ "lead": world.f.departments[1], "reason": WHY }),
        "/campaigns/{id}/correction" => json!({ "title": "全县安全生产专项整治三年行动", "goal": "", "reason": WHY }),
        "/campaigns/{id}/members" => json!({ "organisation": world.f.departments[1], "reason": WHY }),
        "/campaign-members/{id}/leaving" => json!({ "reason": WHY }),
        "/campaigns/{id}/issue" => json!({ "word": "望安委" }),
        "/campaigns/{id}/gates/{no}/decision" => {
            json!({ "criteria": [{ "met": "no", "reason": "一个单位限期补齐" }], "note": "同意转段" })
        }
        "/campaign-members/{id}/group" => {
            json!({ "head": "高远 镇长", "responsible": "林舟 副镇长", "document": "河政发〔2026〕3号" })
        }
        "/campaign-members/{id}/plan" => json!({ "title": "本单位实施方案", "document": "河政发〔2026〕4号" }),
        "/campaign-members/{id}/receipt" => json!({}),
        "/tasks" => json!({
            "campaign": it.campaigns.open, "topic": TOPIC, "stage": "inspect", "sheet": "problem",
            "title": "危险化学品储存场所排查建档", "urgency": "urgent", "difficulty": "easy",
            "parts": [{ "organisation": lead, "due": day(40) },
                      { "organisation": world.f.townships[0], "words": "辖区排查", "due": day(30) }],
        }),
        "/tasks/{id}/parts/{no}/report" => json!({ "said": "已建档42份" }),
        "/tasks/{id}/parts/{no}/verification" => json!({ "accepted": "no", "note": "缺照片" }),
        "/tasks/{id}/parts/{no}/extension" => json!({ "to": day(60), "because": "汛期道路中断" }),
        "/tasks/{id}/withdrawal" => json!({ "reason": "并入另一项任务" }),
        "/directives" => json!({
            "sort": "meeting", "issuer": "省安委会", "issued_on": day(0), "title": "安全生产电视电话会议",
            "content": "压实责任，排查隐患", "organisations": [lead],
        }),
        "/directives/{id}/circulation" => json!({ "organisations": [lead] }),
        "/directives/{id}/copies/{no}/study" => {
            json!({ "on": day(0), "attended": "班子成员", "proof": "会议纪要第12期", "report": "已部署排查" })
        }
        "/directives/{id}/answer" => json!({ "text": "已转发1个单位，已完成传达学习。" }),
        _ => return None,
    })
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

fn sent(site: &Site, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.ask(&Ask::post(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN").form(fields))
}

#[test]
fn a_part_is_reported_verified_and_counted() {
    let world = World::new();
    let site = world.site();
    let own = world.spot(Place::Own).campaigns;
    let [officer, clerk] = [Role::TownshipOfficer, Role::DistrictClerk].map(|role| world.cookie(role));
    let task = format!("/tasks/{}", own.task);
    let shown = page(&site, &officer, &task);
    assert!(shown.body.contains("报告完成："), "{}", shown.body);
    assert!(!page(&site, &clerk, &task).body.contains("报告完成："), "the office does not report for a township");
    assert_eq!(sent(&site, &officer, &format!("{task}/parts/1/report"), &[("said", "已建档42份")]).code(), 303);
    let back = [("accepted", "no"), ("note", "")];
    assert_eq!(sent(&site, &clerk, &format!("{task}/parts/1/verification"), &back).code(), 422);
    let accepted = [("accepted", "yes")];
    assert_eq!(sent(&site, &clerk, &format!("{task}/parts/1/verification"), &accepted).code(), 303);
    let told = site.ask(&Ask::get(&format!("/api/v1/campaigns/{}/progress", own.open)).by(&clerk));
    let told: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!(told["total"], json!({ "parts": 2, "done": 1, "closed": 1, "late": 0 }));
    let progress = page(&site, &clerk, &format!("/campaigns/{}/progress", own.open));
    assert!(progress.body.contains(&format!("/tasks?campaign={}", own.open)), "each cell opens its list");
    let roadmap = page(&site, &clerk, &format!("/campaigns/{}/roadmap", own.open));
    assert!(roadmap.body.contains("<svg") && roadmap.body.contains(TOPIC), "{}", roadmap.body);
}

#[test]
fn what_another_township_holds_is_hidden() {
    let world = World::new();
    let site = world.site();
    let other = world.spot(Place::Sibling).campaigns;
    let officer = world.cookie(Role::TownshipOfficer);
    let hidden = [
        format!("/tasks/{}", other.task),
        format!("/campaign-members/{}", other.member),
        format!("/directives/{}", other.directive),
    ];
    for path in hidden {
        assert_eq!(page(&site, &officer, &path).code(), 404, "{path}");
    }
    // The campaign itself is the whole district's; the other's line and figures are not on it.
    let shown = page(&site, &officer, &format!("/campaigns/{}", other.open));
    assert_eq!(shown.code(), 200);
    assert!(!shown.body.contains(&other.member.to_text()));
    let plant = world.cookie(Role::EnterpriseUser);
    assert_eq!(page(&site, &plant, &format!("/campaigns/{}", other.open)).code(), 403);
}

#[test]
fn who_has_not_studied_is_listed() {
    let world = World::new();
    let site = world.site();
    let own = world.spot(Place::Own).campaigns;
    let [officer, clerk] = [Role::TownshipOfficer, Role::DistrictClerk].map(|role| world.cookie(role));
    let path = format!("/directives/{}", own.directive);
    assert!(page(&site, &clerk, &path).body.contains("未传达学习的单位"));
    let form = form(&world, "/directives/{id}/copies/{no}/study", world.spot(Place::Own)).unwrap();
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(sent(&site, &officer, &format!("{path}/copies/1/study"), &fields).code(), 303);
    let shown = page(&site, &clerk, &path);
    assert!(!shown.body.contains("未传达学习的单位") && shown.body.contains("会议纪要第12期"), "{}", shown.body);
    assert!(
        shown.body.contains("收到后即转发1个单位，已有1个单位完成传达学习"),
        "the answer is drafted from the record"
    );
}
