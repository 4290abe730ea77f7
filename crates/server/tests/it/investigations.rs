//! Investigations, by page and by program: cases that wait for different steps, and one from its opening to its reply.

use incident::IncidentId;
use incident::investigation::*;
use kernel::{Ctx, Error, Role, Span};
use ledger::testing::TestDb;
use ledger::{Clock as _, Tx};
use obligation::supervision::Step;
use serde_json::{Value, json};

use crate::ask::Ask;
use crate::bodies::Form;
use crate::enterprise::fields;
use crate::world::{Place, Seed, Spot, World};

const OFFICE: &str = "望澜县安全生产委员会办公室";

/// Cases of one place, each of an incident of its own, each waiting for another step.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Investigations {
    /// With an expert who has not signed and a leader who has.
    pub investigating: InvestigationId,
    /// An appraisal is under way, and a level above supervises it; no registered unit.
    pub appraised: InvestigationId,
    pub submitted: InvestigationId,
    /// With a measure of the place's body to be done, and like subjects to be checked; no registered unit.
    pub replied: InvestigationId,
    /// Its measure is reported done.
    pub measured: InvestigationId,
    /// Its listing is accepted on the spot.
    pub accepted: InvestigationId,
    /// Nothing is open any more; its delisting is not published.
    pub done: InvestigationId,
    /// The incident of the first, with its first report signed.
    pub reported: IncidentId,
}

impl Investigations {
    /// The one that waits for the step of the path.
    pub fn at(&self, path: &str) -> InvestigationId {
        match path.rsplit('/').next().unwrap_or_default() {
            "members" | "leaving" | "recusal" | "signature" | "findings" | "track-ending" | "appraisal"
            | "extension" | "submission" | "listing" | "takeover" => self.investigating,
            "appraisal-result" | "checks" | "listing-publication" | "listing-extension" => self.appraised,
            "notice" => self.measured,
            "file" if path.contains("/notice/") => self.measured,
            "reply" | "listing-extension-decision" => self.submitted,
            "verification" | "listing-application" => self.measured,
            "listing-acceptance" => self.replied,
            "delisting" => self.accepted,
            "closing" | "delisting-publication" => self.done,
            _ => self.replied,
        }
    }
}

fn happened(tx: &mut Tx<'_>, ctx: &Ctx, seed: (&str, &str, &str), unit: &str) -> Result<IncidentId, Error> {
    let (sector, division, said) = seed;
    let cmd = json!({
        "particulars": {
            "category": "production_safety", "sector": sector, "division": division, "place": "检修平台",
            "unit": unit, "happened_at": (ctx.now - Span::minutes(30)).to_minute(),
            "summary": format!("检修作业时一人坠落身亡，{said}"),
        },
        "source": "unit", "dead": "1",
    });
    incident::register(tx, ctx, &serde_json::from_value(cmd)?)
}

fn signed(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId) -> Result<(), Error> {
    let draft = incident::Draft {
        situation: "检修作业时一人坠落身亡".into(),
        response: "停止作业，保护现场".into(),
        ..incident::Draft::default()
    };
    incident::draft(tx, ctx, id, &draft)?;
    incident::sign(tx, ctx, id).map(drop)
}

pub fn investigations(t: &TestDb, seed: &Seed) -> Investigations {
    let (sector, division) = (seed.sector.word(), seed.division.to_string());
    let (said, unit, today) = (seed.names.hazard, seed.names.organisation, t.clock.now().day().to_string());
    let made = t.db.write_blocking("investigations", &t.rule(), move |tx, ctx| {
        let case = Case { unit: unit.to_owned(), today: today.clone() };
        let mut open = |unit: &str| {
            let incident = happened(tx, ctx, (sector, &division, said), unit)?;
            begin(tx, ctx, incident, &Begin::default())
        };
        let stranger = "过路施工队";
        let ids =
            [open(unit)?, open(stranger)?, open(unit)?, open(stranger)?, open(unit)?, open(unit)?, open(stranger)?];
        let [investigating, appraised, submitted, replied, measured, done, accepted] = ids;
        let reported = incident::investigation::query::one(tx, ctx, investigating)?.it.incident;
        signed(tx, ctx, reported)?;
        for id in ids {
            case.found(tx, ctx, id)?;
        }
        case.appraised(tx, ctx, appraised)?;
        for id in [submitted, replied, measured, done, accepted] {
            let (on, to) = (today.clone(), "望澜县人民政府".into());
            submit(tx, ctx, id, &Submit { on, to })?;
        }
        for id in [replied, measured, done, accepted] {
            case.replied(tx, ctx, id)?;
        }
        for (id, steps) in [(submitted, 0), (measured, 1), (replied, 2), (accepted, 3), (done, 3)] {
            case.listed(tx, ctx, id, steps)?;
        }
        case.more_time(tx, ctx, submitted)?;
        delist(tx, ctx, done, &Delist { on: today.clone(), note: String::new() })?;
        for id in [measured, done] {
            report_measure(tx, ctx, id, 1, &ReportMeasure { done: "已加装防护栏".into() })?;
        }
        case.done(tx, ctx, done)?;
        case.like(tx, ctx, replied)?;
        Ok(Investigations { investigating, appraised, submitted, replied, measured, accepted, done, reported })
    });
    made.unwrap()
}

struct Case {
    unit: String,
    today: String,
}

impl Case {
    fn found(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId) -> Result<(), Error> {
        let join_as =
            |part: &str, name: &str| Join {
                part: part.into(), name: name.into(), organisation: "市应急管理局".into()
            };
        join(tx, ctx, id, &join_as("expert", "方知远"))?;
        join(tx, ctx, id, &join_as("leader", "顾行远"))?;
        find_track(tx, ctx, id, &FindTrack { track: "cause".into(), finding: "平台未设防护栏".into() })?;
        sign(tx, ctx, id, 2, &Sign { on: self.today.clone() })
    }

    fn appraised(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId) -> Result<(), Error> {
        let (on, until) = (self.today.clone(), self.today.clone());
        begin_appraisal(tx, ctx, id, &BeginAppraisal { what: "防护栏材质检验".into(), on, until })?;
        self.listed(tx, ctx, id, 0)
    }

    /// So many steps on: published, acceptance asked for, accepted.
    fn listed(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, steps: usize) -> Result<(), Error> {
        let (number, deadline) = ("市安委督〔2026〕2 号".into(), ctx.now.day().plus_days(200).to_string());
        list(tx, ctx, id, &List { by: "city".into(), number, deadline })?;
        let said = || Supervise {
            agreed: "yes".into(),
            text: "查处到位".into(),
            place: "县人民政府网站".into(),
            day: self.today.clone(),
            ..Supervise::default()
        };
        let all = [Step::Publication, Step::Application, Step::Acceptance];
        all.iter().take(steps).try_for_each(|step| supervise(tx, ctx, id, *step, &said()))
    }

    fn more_time(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId) -> Result<(), Error> {
        let until = ctx.now.day().plus_days(260).to_string();
        let said = Supervise { until, text: "技术鉴定尚未完成".into(), ..Supervise::default() };
        supervise(tx, ctx, id, Step::Extension, &said)
    }

    fn replied(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId) -> Result<(), Error> {
        let on = self.today.clone();
        reply(tx, ctx, id, &Reply { on, number: "望政复〔2026〕7 号".into(), decision: "同意责任认定".into() })?;
        let measure = SetMeasure {
            measure: "全部检修平台加装防护栏".into(),
            owner: self.unit.clone(),
            due: self.today.clone(),
            ..SetMeasure::default()
        };
        set_measure(tx, ctx, id, &measure)
    }

    fn like(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId) -> Result<(), Error> {
        let (demand, owner, due) = ("排查检修平台".into(), OFFICE.into(), self.today.clone());
        demand_checks(tx, ctx, id, &DemandChecks { demand, owner, due, ..DemandChecks::default() })
    }

    fn done(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId) -> Result<(), Error> {
        verify_measure(tx, ctx, id, 1, &VerifyMeasure { result: "accepted".into(), note: String::new() })?;
        for track in ["responsible", "education"] {
            find_track(tx, ctx, id, &FindTrack { track: track.into(), finding: "已按批复办理".into() })?;
        }
        for track in ["cause", "responsible", "measures", "education"] {
            end_track(tx, ctx, id, &EndTrack { track: track.into() })?;
        }
        let (on, result) = (self.today.clone(), "措施均已落实".into());
        evaluate(tx, ctx, id, &Evaluate { on, result, published: String::new() })
    }
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    json(world, path, it).map(fields)
}

pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let today = world.now().day().to_string();
    Some(match path {
        "/incidents/{id}/investigation" => json!({ "level": "county" }),
        "/investigations/{id}/members" => json!({ "part": "member", "name": "钟查", "organisation": "县公安局" }),
        "/investigations/{id}/members/{no}/leaving" => json!({ "reason": "工作调动" }),
        "/investigations/{id}/members/{no}/recusal" => json!({ "reason": "与事故单位有利害关系" }),
        "/investigations/{id}/members/{no}/signature" | "/investigations/{id}/delisting" => json!({ "on": today }),
        "/investigations/{id}/findings" => json!({ "track": "responsible", "finding": "班组长违章指挥" }),
        "/investigations/{id}/track-ending" => json!({ "track": "cause" }),
        "/investigations/{id}/appraisal" => json!({ "what": "防护栏材质检验", "on": today, "until": today }),
        "/investigations/{id}/appraisal-result" => json!({ "on": today, "result": "材质不合格" }),
        "/investigations/{id}/extension" => json!({ "days": "30", "reason": "需补充取证" }),
        "/investigations/{id}/submission" => json!({ "on": today, "to": "望澜县人民政府" }),
        "/investigations/{id}/reply" => {
            json!({ "on": today, "number": "望政复〔2026〕7 号", "decision": "同意责任认定" })
        }
        "/investigations/{id}/measures" => {
            json!({ "measure": "作业平台逐一验收", "owner": it.names.organisation, "checker": "城关镇人民政府",
                    "due": today })
        }
        "/investigations/{id}/measures/{no}/report" => json!({ "done": "已加装防护栏" }),
        "/investigations/{id}/measures/{no}/verification" => json!({ "result": "accepted" }),
        "/investigations/{id}/checks" => json!({ "demand": "排查作业平台", "owner": OFFICE, "due": today }),
        "/investigations/{id}/checks/{no}/result" => json!({ "on": today, "result": "未发现同类问题" }),
        "/investigations/{id}/circulation" => json!({ "to": OFFICE, "text": "引以为戒", "on": today }),
        "/investigations/{id}/evaluation" => json!({ "on": today, "result": "措施均已落实" }),
        "/investigations/{id}/listing" => {
            json!({ "by": "city", "number": "市安委督〔2026〕3 号", "deadline": today })
        }
        "/investigations/{id}/listing-publication" | "/investigations/{id}/delisting-publication" => {
            json!({ "day": today, "place": "县人民政府网站" })
        }
        "/investigations/{id}/listing-extension" => {
            json!({ "until": world.now().day().plus_days(260).to_string(), "text": "技术鉴定尚未完成" })
        }
        "/investigations/{id}/listing-extension-decision" | "/investigations/{id}/listing-acceptance" => {
            json!({ "agreed": "yes" })
        }
        "/investigations/{id}/listing-application" => json!({ "text": "已查清并批复" }),
        "/investigations/{id}/takeover" => json!({ "by": "city", "number": "市政函〔2026〕1 号", "on": today }),
        "/investigations/{id}/closing" => json!({ "lessons": "高处平台必须先有防护" }),
        _ => return None,
    })
}

#[test]
fn a_case_goes_from_its_opening_to_its_reply_and_only_then_to_the_unit() {
    let world = World::new();
    let (site, spot) = (world.site(), world.spot(Place::Own));
    let (clerk, leader) = (world.cookie(Role::DistrictClerk), world.cookie(Role::Leader));
    let unit = world.cookie(Role::EnterpriseUser);
    let open = format!("/api/v1/incidents/{}/investigation", spot.incident);
    let made = site.json(&open, &clerk, &json(&world, "/incidents/{id}/investigation", spot).unwrap());
    assert_eq!(made.code(), 200, "{}", made.body);
    let here = format!("/investigations/{}", made.value()["id"].as_str().unwrap());
    let shown = site.ask(&Ask::get(&format!("/incidents/{}", spot.incident)).by(&clerk));
    assert!(shown.body.contains(&here), "the incident's page has its investigation");
    assert_eq!(site.json(&open, &clerk, &json!({})).code(), 409, "one stands");

    let act = |who: &str, name: &str, body: &Value| site.json(&format!("/api/v1{here}/{name}"), who, body);
    let on = world.now().day().to_string();
    let leads = json!({ "part": "leader", "name": "顾行远", "organisation": "市应急管理局" });
    assert_eq!(act(&clerk, "members", &leads).code(), 200);
    let cause = json!({ "track": "cause", "finding": "平台未设防护栏" });
    assert_eq!(act(&clerk, "findings", &cause).code(), 200);
    let to = json!({ "on": on, "to": "望澜县人民政府" });
    let unsigned = act(&clerk, "submission", &to);
    assert_eq!((unsigned.code(), unsigned.value()["with"].as_str()), (409, Some("顾行远")));
    assert_eq!(act(&clerk, "extension", &json!({ "days": "30", "reason": "补充取证" })).code(), 403, "their own case");
    assert_eq!(act(&leader, "extension", &json!({ "days": "30", "reason": "补充取证" })).code(), 200);
    assert_eq!(act(&clerk, "members/1/signature", &json!({ "on": on })).code(), 200);
    assert_eq!(act(&clerk, "submission", &to).code(), 200);
    assert_eq!(site.get(&format!("/api/v1{here}"), &unit).code(), 404, "the unit waits for the reply");
    let replied = act(&leader, "reply", &json!({ "on": on, "number": "望政复〔2026〕9 号", "decision": "同意" }));
    assert_eq!(replied.code(), 422, "{}", replied.body);
    let decision = json!({ "on": on, "number": "望政复〔2026〕9 号", "decision": "同意责任认定" });
    assert_eq!(act(&leader, "reply", &decision).code(), 200);
    let seen = site.ask(&Ask::get(&here).by(&unit).with(axum::http::header::ACCEPT_LANGUAGE, "zh-CN"));
    for words in ["四不放过", "平台未设防护栏", "望政复〔2026〕9 号", "顾行远", "批准延长 30 日"]
    {
        assert!(seen.body.contains(words), "{words} in {}", seen.body);
    }
    for (path, words) in [("report", "五、责任认定和处理建议"), ("report", "平台未设防护栏")] {
        let printed = site.ask(&Ask::get(&format!("{here}/{path}")).by(&unit));
        assert!(printed.code() == 200, "{}", printed.body);
        let zh = Ask::get(&format!("{here}/{path}")).by(&unit).with(axum::http::header::ACCEPT_LANGUAGE, "zh-CN");
        assert!(site.ask(&zh).body.contains(words), "{words}");
    }
    let file = site.ask(&Ask::get(&format!("{here}/report/file")).by(&clerk));
    assert!(file.code() == 200 && file.bytes.starts_with(b"PK"), "a Word file");
    assert_eq!(site.ask(&Ask::get(&format!("{here}/notice")).by(&clerk)).code(), 404, "it was never listed");
    let refused = act(&leader, "closing", &json!({ "lessons": "高处平台必须先有防护" }));
    assert_eq!(refused.code(), 409);
    assert!(refused.body.contains("“事故原因”一项尚未办结"), "{}", refused.body);
}
