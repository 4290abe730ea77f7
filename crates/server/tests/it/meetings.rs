//! Meetings, resolutions and the calendar, by page and by program: convened, answered, held, written down, signed, followed up,
//! and hidden from whoever was not asked.

use axum::http::header;
use kernel::{Identity as _, OrganisationId, Role};
use ledger::testing::TestDb;
use meeting::resolution::{self, ResolutionId};
use meeting::{MeetingId, calendar};
use registry::testing::Fixture;
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, Spot, World};

/// Two meetings to which one organisation of a place was asked.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Meetings {
    /// It is convened, and waits for an answer and a material.
    pub planned: MeetingId,
    /// It was held, has its notice, a problem that nobody follows up, a roll and a draft.
    pub held: MeetingId,
    /// To be done, and reported done.
    pub set: ResolutionId,
    pub reported: ResolutionId,
    /// Who was asked.
    pub asked: OrganisationId,
    pub name: &'static str,
}

impl Meetings {
    /// The one at the step that the path's act needs.
    pub fn at(&self, path: &str) -> String {
        let after = ["/attendance", "/statements", "/resolution", "/resolutions", "/minutes", "/signature"];
        let held = after.iter().any(|it| path.ends_with(it)) || path.contains("/documents/");
        if held { self.held.to_text() } else { self.planned.to_text() }
    }

    pub fn resolution_at(&self, path: &str) -> String {
        if path.ends_with("/verification") { self.reported.to_text() } else { self.set.to_text() }
    }
}

/// Who was asked in a place: its township, or the county's own body.
pub fn asked(f: &Fixture, township: Option<usize>, body: OrganisationId) -> (OrganisationId, &'static str) {
    match township {
        Some(n) => (f.townships[n], ["城关镇", "河口镇"][n]),
        None => (body, "县水务局"),
    }
}

fn convene(now: String, name: &str) -> meeting::Convene {
    meeting::Convene {
        kind: "special".into(),
        title: "第二季度安全生产专题会议".into(),
        starts: now,
        place: "县政府第一会议室".into(),
        chair: "副县长".into(),
        agenda: "通报形势\n研究议定事项".into(),
        invited: name.into(),
        speakers: name.into(),
        ..meeting::Convene::default()
    }
}

/// The rule and the period are the district's; they are made with the first place.
fn rule(tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx) -> Result<(), kernel::Error> {
    let cmd = calendar::SetRule {
        kind: "report".into(),
        every: "half_year".into(),
        days_before: "5".into(),
        owner: "县安委办".into(),
        from: format!("{}-01-01", ctx.now.day().year()),
        to: String::new(),
        source: "望安委〔2020〕3号".into(),
    };
    calendar::set_rule(tx, ctx, &cmd)?;
    calendar::find_missing(tx, ctx)?.into_iter().try_for_each(|it| calendar::open(tx, ctx, it))
}

pub fn meetings(t: &TestDb, f: &Fixture, seed: &Seed) -> Meetings {
    let (asked, name) = asked(f, seed.township, seed.organisation);
    let first = seed.township == Some(0);
    let made = t.db.write_blocking("meetings", &t.rule(), move |tx, ctx| {
        if first {
            rule(tx, ctx)?;
        }
        let (now, today) = (ctx.now.to_minute(), ctx.now.day().to_string());
        let planned = meeting::convene(tx, ctx, &convene(now.clone(), name))?;
        let ask = meeting::AskMaterials {
            flood_and_drought: name.into(),
            due: today.clone(),
            ..meeting::AskMaterials::default()
        };
        meeting::ask_materials(tx, ctx, planned, &ask)?;
        let held = meeting::convene(tx, ctx, &convene(now.clone(), name))?;
        meeting::issue_notice(tx, ctx, held)?;
        meeting::hold(tx, ctx, held, &meeting::Hold { ended: now })?;
        let come = meeting::Come { organisation: asked.to_text(), attendance: "present".into(), name: String::new() };
        meeting::attend(tx, ctx, held, &meeting::Attend { roll: vec![come] })?;
        let said = meeting::StateStatement {
            organisation: name.into(),
            statement: "已排查隐患312处。".into(),
            problems: "自建房底数不清".into(),
        };
        meeting::state(tx, ctx, held, &said)?;
        meeting::draft(tx, ctx, held, &meeting::Draft { text: "会议听取了形势通报和发言。".into() })?;
        let resolve =
            |what: &str| resolution::Resolve { resolution: what.into(), owner: name.into(), due: "2026-12-31".into() };
        let set = resolution::resolve(tx, ctx, held, &resolve("完成自建房排查"))?;
        let reported = resolution::resolve(tx, ctx, held, &resolve("完善山塘夜间值守"))?;
        resolution::report(tx, ctx, reported, &resolution::ReportDone { done: "已落实双人值守".into() })?;
        Ok((planned, held, set, reported))
    });
    let (planned, held, set, reported) = made.unwrap();
    Meetings { planned, held, set, reported, asked, name }
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let (now, today) = (world.now().to_minute(), world.now().day().to_string());
    // On the day of the meeting, which was when the district was written.
    let before = world.now().day().plus_days(-1).to_string();
    let name = it.meetings.name.to_owned();
    let attends: &'static str = Box::leak(format!("a_{}", it.meetings.asked).into_boxed_str());
    Some(match path {
        "/meetings" => vec![
            ("kind", "special".into()),
            ("title", "第三季度安全生产专题会议".into()),
            ("starts", now),
            ("place", "县政府第一会议室".into()),
            ("chair", "副县长".into()),
            ("agenda", "通报形势".into()),
            ("groups", "townships".into()),
        ],
        "/meetings/{id}/agenda" => vec![("agenda", "部署国庆期间工作".into())],
        "/meetings/{id}/invitations" => vec![("invited", "县安委办".into())],
        "/meetings/{id}/answer" => vec![("organisation", name), ("answer", "present".into())],
        "/meetings/{id}/materials" => vec![("forest_fire", name), ("due", before)],
        "/meetings/{id}/materials/{no}/receipt" => vec![("title", "防汛抗旱工作情况".into())],
        "/meetings/{id}/postponement" => vec![("to", "2026-12-30 15:00".into()), ("reason", "台风影响".into())],
        "/meetings/{id}/cancellation" => vec![("reason", "合并召开".into())],
        "/meetings/{id}/notice" => vec![],
        "/meetings/{id}/holding" => vec![("ended", now)],
        "/meetings/{id}/attendance" => vec![(attends, "absent".into())],
        "/meetings/{id}/statements" => vec![("organisation", name), ("statement", "补充发言".into())],
        "/meetings/{id}/resolutions" | "/meetings/{id}/problems/{no}/resolution" => {
            vec![("resolution", "开展自建房专项整治".into()), ("owner", name)]
        }
        "/meetings/{id}/minutes" => vec![("text", "会议听取了形势通报和发言，研究了议定事项。".into())],
        "/meetings/{id}/signature" => vec![("edition", "1".into())],
        "/resolutions/{id}/report" => vec![("done", "已完成排查".into())],
        "/resolutions/{id}/verification" => vec![("result", "accepted".into())],
        "/resolutions/{id}/extension" => vec![("due", "2027-03-31".into()), ("reason", "需入户核实".into())],
        "/resolutions/{id}/withdrawal" => vec![("reason", "重复".into())],
        "/meeting-rules" => vec![
            ("kind", "liaison".into()),
            ("every", "month".into()),
            ("days_before", "5".into()),
            ("owner", "县安委办".into()),
            ("from", today),
            ("source", "望安委〔2026〕3号".into()),
        ],
        "/meeting-rules/{id}/ending" => vec![("to", "2027-12-31".into())],
        "/meeting-periods/{id}/report" => vec![("on", today), ("document", "望安委〔2026〕5号".into())],
        "/meeting-periods/{id}/waiver" => vec![("reason", "合并报告".into())],
        _ => return None,
    })
}

/// The fields of the forms, but for what a program says otherwise.
pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    match path {
        "/meetings" => Some(json!({
            "kind": "special", "title": "第三季度安全生产专题会议", "starts": world.now().to_minute(),
            "place": "县政府第一会议室", "chair": "副县长", "agenda": "通报形势", "groups": ["townships"]
        })),
        "/meetings/{id}/attendance" => {
            Some(json!({ "roll": [{ "organisation": it.meetings.asked, "attendance": "absent" }] }))
        }
        path if path.starts_with("/meeting") || path.starts_with("/resolution") => {
            let fields = form(world, path, it)?;
            Some(Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()))
        }
        _ => None,
    }
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

fn sent(site: &Site, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.ask(&Ask::post(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN").form(fields))
}

/// Where an act leads to.
fn next(answer: &Answer) -> String {
    assert_eq!(answer.code(), 303, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap().to_owned()
}

#[test]
fn a_meeting_from_its_notice_to_a_closed_resolution() {
    let world = World::new();
    let site = world.site();
    let (clerk, officer) = (world.cookie(Role::DistrictClerk), world.cookie(Role::TownshipOfficer));
    let leader = world.cookie(Role::Leader);
    let now = world.now().to_minute();
    let fields = [
        ("kind", "special"),
        ("title", "国庆节前安全生产专题会议"),
        ("starts", &*now),
        ("place", "县政府第一会议室"),
        ("chair", "副县长"),
        ("agenda", "通报形势\n研究议定事项"),
        ("invited", "城关镇"),
        ("speakers", "城关镇"),
    ];
    let wrong = sent(&site, &clerk, "/meetings", &[("kind", "special"), ("invited", "无此单位")]);
    assert!(wrong.code() == 422 && wrong.body.contains("没有这个名称的机关单位"), "{}", wrong.body);
    let meeting = next(&sent(&site, &clerk, "/meetings", &fields));
    next(&sent(&site, &clerk, &format!("{meeting}/notice"), &[]));
    let seen = page(&site, &officer, &meeting);
    assert!(seen.body.contains("未回复") && seen.body.contains("安委办会〔2026〕"), "{}", seen.body);
    next(&sent(&site, &officer, &format!("{meeting}/answer"), &[("organisation", "城关镇"), ("answer", "present")]));
    assert_eq!(sent(&site, &officer, &format!("{meeting}/holding"), &[("ended", &now)]).code(), 403);
    next(&sent(&site, &clerk, &format!("{meeting}/holding"), &[("ended", &now)]));
    let attends = format!("a_{}", world.f.townships[0]);
    next(&sent(&site, &clerk, &format!("{meeting}/attendance"), &[(&attends, "present")]));
    let said = [("organisation", "城关镇"), ("statement", "已排查隐患312处。"), ("problems", "自建房底数不清")];
    next(&sent(&site, &clerk, &format!("{meeting}/statements"), &said));
    let follow = format!("{meeting}/problems/1/resolution");
    let asks = page(&site, &clerk, &follow);
    assert!(asks.body.contains("自建房底数不清"), "the form begins with the problem: {}", asks.body);
    let decided = [("resolution", "摸清自建房底数"), ("owner", "城关镇"), ("due", "2026-12-31")];
    next(&sent(&site, &clerk, &follow, &decided));
    let outline = page(&site, &clerk, &format!("{meeting}/minutes"));
    assert!(outline.body.contains("城关镇人民政府：已排查隐患312处。"), "{}", outline.body);
    next(&sent(&site, &clerk, &format!("{meeting}/minutes"), &[("text", "会议听取了形势通报和发言。")]));
    let own = sent(&site, &clerk, &format!("{meeting}/signature"), &[("edition", "1")]);
    assert_eq!(own.code(), 403, "nobody signs their own draft");
    next(&sent(&site, &leader, &format!("{meeting}/signature"), &[("edition", "1")]));
    let minutes = page(&site, &officer, &format!("{meeting}/documents/2"));
    assert!(minutes.body.contains("摸清自建房底数。由城关镇负责，2026年12月31日前办结。"), "{}", minutes.body);
    let file = site.ask(&Ask::get(&format!("{meeting}/documents/2/file")).by(&officer));
    assert!(file.code() == 200 && file.bytes.starts_with(b"PK"));

    let list = page(&site, &officer, "/resolutions");
    let link = list.body.split("href=\"").find(|it| it.starts_with("/resolutions/") && it.contains("摸清自建房底数"));
    let resolution = link.unwrap().split('"').next().unwrap().to_owned();
    next(&sent(&site, &officer, &format!("{resolution}/report"), &[("done", "已建立台账")]));
    next(&sent(&site, &clerk, &format!("{resolution}/verification"), &[("result", "accepted")]));
    assert!(page(&site, &officer, &resolution).body.contains("核查办结"));
}

#[test]
fn who_was_not_asked_sees_nothing() {
    let world = World::new();
    let site = world.site();
    let (officer, plant) = (world.cookie(Role::TownshipOfficer), world.cookie(Role::EnterpriseUser));
    let (own, other) = (world.spot(Place::Own).meetings, world.spot(Place::Sibling).meetings);
    let paths = |it: &Meetings| {
        [
            format!("/meetings/{}", it.planned),
            format!("/meetings/{}/documents/1", it.held),
            format!("/resolutions/{}", it.set),
        ]
    };
    for (seen, hidden) in paths(&own).iter().zip(&paths(&other)) {
        assert_eq!((page(&site, &officer, seen).code(), page(&site, &officer, hidden).code()), (200, 404), "{seen}");
        assert_eq!(page(&site, &plant, seen).code(), 403, "{seen}");
    }
    let list = page(&site, &officer, "/meetings");
    assert!(list.body.contains(&own.planned.to_text()) && !list.body.contains(&other.planned.to_text()));
    assert_eq!(page(&site, &officer, "/meeting-calendar").code(), 403);
    let calendar = page(&site, &world.cookie(Role::Leader), "/meeting-calendar");
    assert!(calendar.body.contains("2026年上半年"), "{}", calendar.body);
}
