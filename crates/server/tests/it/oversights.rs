//! Oversight by page and by program: a scheme from its draft to the published result with an objection, values that equal their
//! lists, and what others don't see.

use axum::http::header;
use kernel::{Ctx, Error, Identity as _, OrganisationId, Role};
use ledger::Tx;
use ledger::testing::TestDb;
use oversight::examination::{self, OversightExaminationId};
use oversight::problem::{self, OversightProblemId};
use oversight::scheme::{self, OversightSchemeId};
use registry::testing::Fixture;
use serde_json::{Value, json};
use server::measures::MEASURES;

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, Spot, World};

/// One scheme with its one examination.
type One = (OversightSchemeId, OversightExaminationId);

/// Schemes that examine one organisation of a place, each at another step.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Oversights {
    pub draft: OversightSchemeId,
    /// Everything is found, and nobody was told.
    pub open: One,
    pub told: One,
    /// An objection waits for its answer.
    pub objected: One,
    /// It does not object.
    pub agreed: One,
    pub confirmed: One,
    /// To be set right, and reported so.
    pub set: OversightProblemId,
    pub reported: OversightProblemId,
    pub examined: OrganisationId,
    pub name: &'static str,
}

impl Oversights {
    /// The one at the step that the path's act needs.
    pub fn at(&self, family: &str, path: &str) -> String {
        let ends = |all: &[&str]| all.iter().any(|it| path.ends_with(it));
        match family {
            "oversight-problems" if ends(&["/verification"]) => self.reported.to_text(),
            "oversight-problems" => self.set.to_text(),
            "oversight-schemes" if path.contains("/items") || ends(&["/revision", "/issue"]) => self.draft.to_text(),
            "oversight-schemes" if ends(&["/publication"]) => self.confirmed.0.to_text(),
            "oversight-schemes" => self.told.0.to_text(),
            _ if ends(&["/objection", "/agreement"]) => self.told.1.to_text(),
            _ if ends(&["/answer"]) => self.objected.1.to_text(),
            _ if ends(&["/confirmation"]) => self.agreed.1.to_text(),
            _ if path.contains("{id}/") => self.open.1.to_text(),
            _ => self.told.1.to_text(),
        }
    }
}

fn item(text: &str, method: &str) -> scheme::SetItem {
    scheme::SetItem {
        text: text.into(),
        source: "望安委〔2026〕3号 第三条".into(),
        method: method.into(),
        ..scheme::SetItem::default()
    }
}

fn drafted(tx: &mut Tx<'_>, ctx: &Ctx, name: &str) -> Result<OversightSchemeId, Error> {
    let cmd = scheme::Draft {
        kind: "supervision".into(),
        title: "2026年上半年安全生产督查".into(),
        first: "2026-01-01".into(),
        last: "2026-06-30".into(),
        groups: Vec::new(),
        organisations: name.into(),
    };
    let id = scheme::draft(tx, ctx, &cmd)?;
    scheme::set_item(tx, ctx, id, 0, &item("汛期防范措施落实情况", "judged"))?;
    scheme::set_item(tx, ctx, id, 0, &item("逾期未销号隐患情况", "hazards_late"))?;
    Ok(id)
}

fn issued(tx: &mut Tx<'_>, ctx: &Ctx, name: &str) -> Result<One, Error> {
    let id = drafted(tx, ctx, name)?;
    let version = scheme::query::one(tx, ctx, id)?.it.version.to_string();
    scheme::issue(tx, ctx, id, &scheme::Issue { version })?;
    let one = scheme::query::one(tx, ctx, id)?.lines[0].examination.id;
    examination::set_group(tx, ctx, one, &examination::SetGroup { people: "丁四".into() })?;
    examination::take(tx, ctx, one, &MEASURES)?;
    let judged =
        examination::Judge {
            finding: "值班表与实际不符".into(), marks: String::new(), reason: "夜间抽查".into()
        };
    examination::judge(tx, ctx, one, 1, &judged)?;
    Ok((id, one))
}

fn told(tx: &mut Tx<'_>, ctx: &Ctx, name: &str) -> Result<One, Error> {
    let made = issued(tx, ctx, name)?;
    examination::tell(tx, ctx, made.1)?;
    Ok(made)
}

fn agreed(tx: &mut Tx<'_>, ctx: &Ctx, name: &str) -> Result<One, Error> {
    let made = told(tx, ctx, name)?;
    examination::agree(tx, ctx, made.1)?;
    Ok(made)
}

pub fn oversights(t: &TestDb, f: &Fixture, seed: &Seed) -> Oversights {
    let (examined, name) = match seed.township {
        Some(n) => (f.townships[n], ["城关镇", "河口镇"][n]),
        None => (seed.organisation, "县水务局"),
    };
    let made = t.db.write_blocking("oversights", &t.rule(), move |tx, ctx| {
        let open = issued(tx, ctx, name)?;
        let found = |tx: &mut Tx<'_>, said: &str| {
            let cmd = problem::Find { problem: said.into(), due: "2026-12-31".into() };
            problem::find(tx, ctx, open.1, 1, &cmd)
        };
        let (set, reported) = (found(tx, "值班记录不全")?, found(tx, "应急物资台账不符")?);
        problem::report(tx, ctx, reported, &problem::ReportDone { done: "已更新台账".into() })?;
        let objected = told(tx, ctx, name)?;
        examination::object(tx, ctx, objected.1, 1, &examination::Object { reason: "已整改".into() })?;
        let confirmed = agreed(tx, ctx, name)?;
        let version = examination::query::one(tx, ctx, confirmed.1)?.it.version.to_string();
        examination::confirm(tx, ctx, confirmed.1, &examination::Confirm { version })?;
        let (draft, told, agreed) = (drafted(tx, ctx, name)?, told(tx, ctx, name)?, agreed(tx, ctx, name)?);
        Ok(((draft, open, told), (objected, agreed, confirmed), (set, reported)))
    });
    let ((draft, open, told), (objected, agreed, confirmed), (set, reported)) = made.unwrap();
    Oversights { draft, open, told, objected, agreed, confirmed, set, reported, examined, name }
}

/// What stands there now: what is signed is what was read.
fn version(world: &World, path: &str, it: &Oversights) -> String {
    let rule = world.t.rule();
    let read = |r: &ledger::Reader<'_>| match path {
        "/oversight-schemes/{id}/issue" => Ok(scheme::query::one(r, &rule, it.draft)?.it.version),
        _ => Ok(examination::query::one(r, &rule, it.agreed.1)?.it.version),
    };
    world.t.db.read_blocking(read).unwrap().to_string()
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let it = &it.oversights;
    let name = it.name.to_owned();
    let days = [("first", "2026-01-01".to_owned()), ("last", "2026-06-30".to_owned())];
    let said = |text: &str| [("text", text.to_owned()), ("source", "第五条".into()), ("method", "checks".into())];
    Some(match path {
        "/oversight-schemes" => {
            [("kind", "tour".to_owned()), ("title", "安全生产巡查".into()), ("groups", "townships".into())]
                .into_iter()
                .chain(days)
                .collect()
        }
        "/oversight-schemes/{id}/revision" => {
            [("title", "汛期安全生产督查".to_owned()), ("organisations", name)].into_iter().chain(days).collect()
        }
        "/oversight-schemes/{id}/items" | "/oversight-schemes/{id}/items/{no}" => said("日常检查开展情况").to_vec(),
        "/oversight-schemes/{id}/items/{no}/removal" | "/oversight-schemes/{id}/publication" => vec![],
        "/oversight-schemes/{id}/issue" | "/oversight-examinations/{id}/confirmation" => {
            vec![("version", version(world, path, it))]
        }
        "/oversight-schemes/{id}/edition" | "/oversight-schemes/{id}/withdrawal" => {
            vec![("reason", "上级调整检查内容".into())]
        }
        "/oversight-examinations/{id}/group" => vec![("people", "丁四".into())],
        "/oversight-examinations/{id}/taking"
        | "/oversight-examinations/{id}/telling"
        | "/oversight-examinations/{id}/agreement" => vec![],
        "/oversight-examinations/{id}/items/{no}/judgement" => {
            vec![("finding", "值班到位".into()), ("reason", "再次抽查".into())]
        }
        "/oversight-examinations/{id}/items/{no}/problems" => vec![("problem", "未按月开展演练".into())],
        "/oversight-examinations/{id}/items/{no}/objection" => vec![("reason", "记录已补齐".into())],
        "/oversight-examinations/{id}/objections/{no}/answer" => {
            vec![("result", "refused".into()), ("reason", "复核不属实".into())]
        }
        "/oversight-problems/{id}/report" => vec![("done", "已补齐".into())],
        "/oversight-problems/{id}/verification" => vec![("result", "accepted".into())],
        "/oversight-problems/{id}/extension" => vec![("due", "2027-03-31".into()), ("reason", "需采购".into())],
        "/oversight-problems/{id}/withdrawal" => vec![("reason", "重复登记".into())],
        _ => return None,
    })
}

/// The fields of the forms, but for what a program says otherwise.
pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    if !path.starts_with("/oversight-") {
        return None;
    }
    let fields = form(world, path, it)?;
    let mut body: serde_json::Map<_, _> =
        fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    if path == "/oversight-schemes" {
        body.insert("groups".to_owned(), json!(["townships"]));
    }
    Some(Value::Object(body))
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

/// The hidden field of a form.
fn read_version(site: &Site, who: &str, path: &str) -> String {
    page(site, who, path).field("version").unwrap().to_owned()
}

/// An assessment of one township with two items, issued; the page of the scheme and of the examination.
fn assessment(world: &World, site: &Site) -> (String, String) {
    let (clerk, leader) = (world.cookie(Role::DistrictClerk), world.cookie(Role::Leader));
    let fields = [
        ("kind", "assessment"),
        ("title", "2026年度安全生产考核"),
        ("first", "2026-01-01"),
        ("last", "2026-12-31"),
        ("organisations", "城关镇"),
    ];
    let wrong = sent(site, &clerk, "/oversight-schemes", &[("kind", "assessment"), ("organisations", "无此单位")]);
    assert!(wrong.code() == 422 && wrong.body.contains("没有这个名称的机关单位"), "{}", wrong.body);
    let scheme = next(&sent(site, &clerk, "/oversight-schemes", &fields));
    let judged = [("text", "责任制落实情况"), ("source", "第五条"), ("method", "judged"), ("weight", "60")];
    next(&sent(site, &clerk, &format!("{scheme}/items"), &judged));
    let late = [
        ("text", "逾期未销号隐患情况"),
        ("source", "第六条"),
        ("method", "hazards_found"),
        ("weight", "40"),
        ("way", "deduct"),
        ("each", "2"),
    ];
    next(&sent(site, &clerk, &format!("{scheme}/items"), &late));
    assert_eq!(sent(site, &clerk, &format!("{scheme}/issue"), &[("version", "3")]).code(), 403, "not its signer");
    let version = read_version(site, &leader, &format!("{scheme}/issue"));
    next(&sent(site, &leader, &format!("{scheme}/issue"), &[("version", &version)]));
    let grid = page(site, &clerk, &scheme).body;
    let link = grid.split("href=\"").find(|it| it.starts_with("/oversight-examinations/")).unwrap();
    (scheme, link.split(['"', '#']).next().unwrap().to_owned())
}

#[test]
fn a_scheme_from_its_draft_to_the_published_result() {
    let world = World::new();
    let site = world.site();
    let (clerk, officer) = (world.cookie(Role::DistrictClerk), world.cookie(Role::TownshipOfficer));
    let leader = world.cookie(Role::Leader);
    let (scheme, one) = assessment(&world, &site);
    next(&sent(&site, &clerk, &format!("{one}/group"), &[("people", "丁四")]));
    next(&sent(&site, &clerk, &format!("{one}/taking"), &[]));
    let judged = [("finding", "带队检查记录缺两次"), ("marks", "50"), ("reason", "查阅记录")];
    next(&sent(&site, &clerk, &format!("{one}/items/1/judgement"), &judged));
    let before = page(&site, &officer, &one).body;
    assert!(before.contains("检查正在进行") && !before.contains("带队检查记录缺两次"), "{before}");
    next(&sent(&site, &clerk, &format!("{one}/telling"), &[]));
    assert!(page(&site, &officer, &one).body.contains("带队检查记录缺两次"));
    next(&sent(&site, &officer, &format!("{one}/items/1/objection"), &[("reason", "记录已随季度材料报送")]));
    next(&sent(&site, &officer, &format!("{one}/agreement"), &[]));
    let early = page(&site, &leader, &one).body;
    assert!(!early.contains("/confirmation\""), "an objection waits: {early}");
    let accepted = [("result", "accepted"), ("reason", "经核对属实"), ("marks", "58"), ("finding", "带队检查记录齐全")];
    next(&sent(&site, &clerk, &format!("{one}/objections/1/answer"), &accepted));
    let seen = page(&site, &officer, &one).body;
    for said in ["带队检查记录齐全", "带队检查记录缺两次", "50 分", "58/60"] {
        assert!(seen.contains(said), "{said}: {seen}");
    }
    let version = read_version(&site, &leader, &format!("{one}/confirmation"));
    next(&sent(&site, &leader, &format!("{one}/confirmation"), &[("version", &version)]));
    next(&sent(&site, &clerk, &format!("{scheme}/publication"), &[]));
    let result = page(&site, &officer, &format!("{scheme}/documents/2"));
    assert!(result.body.contains("关于2026年度安全生产考核结果的通报"), "{}", result.body);
    assert!(result.body.contains("带队检查记录齐全，得 58 分（满分 60 分）"), "{}", result.body);
    let file = site.ask(&Ask::get(&format!("{scheme}/documents/2/file")).by(&officer));
    assert!(file.code() == 200 && file.bytes.starts_with(b"PK"));
}

/// Every measure of the registry has its value, and each value is what the list that its evidence opens counts, then and as of
/// the moment of taking.
#[test]
fn a_value_that_is_taken_equals_what_its_list_counts() {
    let world = World::new();
    let site = world.site();
    let names: Vec<&str> = MEASURES.0.iter().map(|it| it.0).collect();
    let known: Vec<&str> = registry::measure::MEASURES.iter().map(|it| it.name).collect();
    assert_eq!(names, known);
    let ctx = world.f.ctx(&world.t, Role::DistrictClerk, server::policy::POLICY, "oversight.view");
    let mut compared = 0;
    let bodies = world.f.townships.iter().chain(&world.f.departments).chain([&world.f.office]);
    for organisation in bodies.copied() {
        let (first, last) = ("2025-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        let ask = oversight::Ask { organisation, sector: None, first, last };
        for (name, value) in MEASURES.0 {
            let figure = world.t.db.read_blocking(|r| value(r, &ctx.beyond_scope(), &ask)).unwrap();
            let counted = match figure.value {
                oversight::Value::Count { n } => vec![n],
                oversight::Value::Share { part, whole } => vec![part, whole],
                oversight::Value::AtLeast { .. } | oversight::Value::NotOnRecord => continue,
            };
            if *name == "deaths" {
                continue;
            }
            assert_eq!(figure.evidence.len(), counted.len(), "{name}");
            let measure = oversight::Measure::find(name).unwrap();
            for (address, n) in figure.evidence.iter().zip(counted) {
                assert!(address.split('?').next() == Some(measure.list), "{name} {address}");
                let list = page(&site, &world.cookie(Role::DistrictClerk), address);
                assert_eq!(list.code(), 200, "{name} {address}");
                let total = format!("共 {n} 条");
                assert!(list.body.contains(&total), "{name} {address}: not {total}");
                compared += i64::from(n > 0);
            }
        }
    }
    assert!(compared >= 8, "the small district has something of most: {compared}");
}

/// What says that it is counted by sector counts that sector alone, and nothing else does.
#[test]
fn a_measure_of_a_sector_counts_that_sector() {
    let world = World::new();
    let ctx = world.f.ctx(&world.t, Role::DistrictClerk, server::policy::POLICY, "oversight.view");
    let (first, last) = ("2025-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
    let sector = Some(kernel::Sector::Fire);
    let ask = oversight::Ask { organisation: world.f.departments[0], sector, first, last };
    for (name, value) in MEASURES.0 {
        let figure = world.t.db.read_blocking(|r| value(r, &ctx.beyond_scope(), &ask)).unwrap();
        let by_sector = oversight::Measure::find(name).unwrap().by_sector;
        assert!(!figure.evidence.is_empty(), "{name}");
        for address in figure.evidence {
            assert_eq!(address.contains("sector=fire"), by_sector, "{name} {address}");
        }
    }
}

#[test]
fn who_is_not_examined_sees_nothing() {
    let world = World::new();
    let site = world.site();
    let (officer, plant) = (world.cookie(Role::TownshipOfficer), world.cookie(Role::EnterpriseUser));
    let (own, other) = (world.spot(Place::Own).oversights, world.spot(Place::Sibling).oversights);
    let paths = |it: &Oversights| {
        [
            format!("/oversight-schemes/{}", it.told.0),
            format!("/oversight-schemes/{}/documents/1", it.told.0),
            format!("/oversight-examinations/{}", it.told.1),
            format!("/oversight-problems/{}", it.set),
        ]
    };
    for (seen, hidden) in paths(&own).iter().zip(&paths(&other)) {
        assert_eq!((page(&site, &officer, seen).code(), page(&site, &officer, hidden).code()), (200, 404), "{seen}");
        assert_eq!(page(&site, &plant, seen).code(), 403, "{seen}");
    }
    assert_eq!(page(&site, &officer, &format!("/oversight-schemes/{}", own.draft)).code(), 404, "a draft");
    let auditor = world.cookie(Role::Auditor);
    assert_eq!(page(&site, &auditor, &format!("/oversight-examinations/{}", other.told.1)).code(), 200);
    assert_eq!(sent(&site, &auditor, &format!("/oversight-examinations/{}/telling", other.open.1), &[]).code(), 403);
    let list = page(&site, &officer, "/oversight-examinations").body;
    assert!(list.contains(&own.told.1.to_text()) && !list.contains(&other.told.1.to_text()));
}
