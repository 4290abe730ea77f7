//! Every page and every answer for programs, asked as a clerk: what is shown, what is told, who gets nothing.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::{Act, Actor, Ctx, Lang, PersonId, RequestKey, Scope};
use ledger::testing::TestDb;
use page::{Shell, TextSize};
use tower::ServiceExt as _;

use super::district;
use crate::testing::Fixture;

struct House {
    t: TestDb,
    f: Fixture,
    requests: std::cell::Cell<u8>,
}

fn house() -> House {
    let (t, f) = district();
    House { t, f, requests: std::cell::Cell::new(0) }
}

fn shell(lang: Lang, here: &str) -> Shell {
    Shell {
        district_name: "望澜县".into(),
        lang,
        size: TextSize::Normal,
        visitor: None,
        leader_on_duty: None,
        duty_officer: None,
        menu: Vec::new(),
        inbox: 0,
        inbox_late: 0,
        now: ledger::testing::morning(),
        sample: false,
        exercise: false,
        as_of: None,
        replay: None,
        here: here.into(),
        head: None,
        request_key: "k".into(),
        session_ends: None,
        version: "test",
    }
}

impl House {
    /// Someone who may do everything in the whole district, or nothing at all.
    fn ctx(&self, person: PersonId, reaches: bool, lang: Lang) -> Ctx {
        self.requests.set(self.requests.get() + 1);
        let base = self.t.rule();
        let scope = if reaches { Scope::everything(base.district) } else { Scope::nothing(base.district) };
        Ctx { actor: Actor::Person(person), scope, lang, policy: EVERYTHING, acting: acting(&self.t, person), ..base }
    }

    fn ask(&self, ctx: Ctx, method: &str, path: &str, kind: &str, body: &str) -> (StatusCode, String, String) {
        let request = RequestKey([self.requests.get(); 16]);
        let ctx = Ctx { request, ..ctx };
        let shell = shell(ctx.lang, path);
        let mut router: Router<ledger::Db> = Router::new();
        for route in crate::routes().into_rows() {
            router = router.route(&route.path, route.handler);
        }
        let asked = Request::builder().method(method).uri(path).header("content-type", kind);
        let mut asked = asked.body(Body::from(body.to_owned())).unwrap();
        asked.extensions_mut().insert(Arc::new(ctx));
        asked.extensions_mut().insert(Arc::new(shell));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let answer = router.with_state(self.t.db.clone()).oneshot(asked).await.unwrap();
            let status = answer.status();
            let to = answer.headers().get("location").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
            let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            (status, to, String::from_utf8(bytes.to_vec()).unwrap())
        })
    }

    fn get(&self, path: &str) -> (StatusCode, String) {
        let (status, _, body) = self.ask(self.ctx(self.f.district_clerk, true, Lang::Zh), "GET", path, "", "");
        (status, body)
    }

    /// Where the form leads, or what the page told.
    fn post(&self, path: &str, form: &str) -> (StatusCode, String, String) {
        let ctx = self.ctx(self.f.district_clerk, true, Lang::Zh);
        self.ask(ctx, "POST", path, "application/x-www-form-urlencoded", form)
    }
}

fn acting(t: &TestDb, person: PersonId) -> Vec<kernel::Membership> {
    t.db.read_blocking(|r| crate::query::memberships(r, ledger::testing::district(), person)).unwrap()
}

macro_rules! everything {
    ($($act:literal),* $(,)?) => {
        &[$(kernel::PolicyRow { act: Act($act), grants: &[(kernel::Role::DistrictClerk, kernel::Reach::District)], by_sector: &[] }),*]
    };
}

/// Every act of this crate; `routes_and_acts_agree` holds it against the routes.
static EVERYTHING: &[kernel::PolicyRow] = everything![
    "account.manage",
    "division.abolish",
    "division.define",
    "division.view",
    "membership.change",
    "membership.grant",
    "organisation.amend",
    "organisation.appoint_head",
    "organisation.dissolve",
    "organisation.register",
    "organisation.view",
    "person.amend",
    "person.register",
    "person.view",
    "post.define",
    "responsibility.appoint",
    "responsibility.end",
    "responsibility.hand_over",
    "responsibility.view",
    "shift.assign",
    "shift.cancel",
    "shift.view",
    "subject.amend",
    "subject.register",
    "subject.view",
    "subject.withdraw",
];

#[test]
fn routes_and_acts_agree() {
    let mut acts: Vec<&str> = crate::routes().rows().iter().map(|route| route.act.0).collect();
    acts.sort_unstable();
    acts.dedup();
    assert_eq!(acts, EVERYTHING.iter().map(|row| row.act.0).collect::<Vec<_>>());
}

/// Every address of a page or an answer that is only read, with the ids of the fixture put in.
fn addresses(f: &Fixture, account: crate::AccountId) -> Vec<String> {
    let id = |path: &str| {
        let [_, first, ..] = path.trim_start_matches("/api/v1").split('/').collect::<Vec<_>>()[..] else {
            return path.to_owned();
        };
        let id = match first {
            "organisations" => f.enterprises[0].to_string(),
            "people" => f.leader.to_string(),
            "accounts" => account.to_string(),
            "divisions" => f.villages[0].to_string(),
            _ => f.subjects[0].to_string(),
        };
        path.replace("{id}", &id)
    };
    let made_later = ["/memberships/", "/responsibilities/{id}", "/shifts/{id}"];
    crate::routes()
        .rows()
        .iter()
        .filter(|route| route.method == page::Method::GET && !made_later.iter().any(|p| route.path.contains(p)))
        .map(|route| id(&route.path))
        .collect()
}

#[test]
fn every_address_answers_in_both_languages() {
    let h = house();
    let account = h.t.db.read_blocking(|r| crate::query::account_by_login(r, ledger::testing::district(), "leader"));
    let account = account.unwrap().unwrap().id;
    for path in addresses(&h.f, account) {
        for lang in [Lang::Zh, Lang::En] {
            let (status, _, body) = h.ask(h.ctx(h.f.district_clerk, true, lang), "GET", &path, "", "");
            assert_eq!(status, StatusCode::OK, "{path} {body}");
            assert!(!body.contains("style=\""), "{path} has an inline style");
        }
        let (status, _, body) = h.ask(h.ctx(h.f.auditor, false, Lang::Zh), "GET", &path, "", "");
        let shown = ["鑫源", "壬九", "13900000217"].iter().any(|secret| body.contains(secret));
        assert!(status == StatusCode::NOT_FOUND || !shown, "{path} shows {body} to whom it does not concern");
    }
}

#[test]
fn a_subject_is_registered_and_gets_its_three_parties() {
    let h = house();
    let form = "name=渡口水库&kind=watercourse&sector=water_works&division=渡口村+530999102201&address=&organisation=\
                &longitude=102.7&latitude=25.04";
    let (status, file, _) = h.post("/subjects", form);
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, body) = h.get(&file);
    assert!(body.contains("渡口水库") && body.contains("无人负责") && body.contains("102.700000, 25.040000"), "{body}");
    assert!(h.get("/responsibilities?q=dksk").1.contains("渡口水库"));

    let appoint = "party=territory&organisation=城关镇&person=己六&from=2026-01-01&to=&document=望安委〔2026〕3+号";
    let (status, to, told) = h.post(&format!("{file}/responsibilities"), appoint);
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, file.as_str()), "{told}");
    let body = h.get(&format!("{file}?on=2026-02-01")).1;
    assert!(body.contains("2026-02-01 的三方责任") && body.contains("望安委〔2026〕3 号"), "{body}");
    assert!(h.get("/responsibilities/list?q=&party=territory").1.contains("己六"));
}

#[test]
fn what_was_wrong_is_told_and_what_was_typed_is_kept() {
    let h = house();
    let file = format!("/subjects/{}", h.f.subjects[0]);
    //    address                                 form                                       status  told
    let rows = [
        ("/subjects".to_owned(), "name=%E5%8E%82&kind=venue&division=天上", 422, "没有这个行政区划"),
        (
            "/subjects".to_owned(),
            "name=滨河花园二期工地&kind=venue&sector=fire&division=渡口村",
            409,
            "该属地已登记同名对象",
        ),
        (
            "/organisations".to_owned(),
            "name=新局&kind=department&division=530999&parent=没有的局",
            422,
            "登记库里没有这个单位",
        ),
        (
            format!("{file}/responsibilities"),
            "party=territory&organisation=城关镇&person=无此人&from=昨天",
            422,
            "该单位没有这位人员",
        ),
        ("/people".to_owned(), "name=新人&organisation=城关镇&phone=打座机", 422, "电话只能填写"),
        (format!("{file}/withdrawal"), "on=2026-06-18&reason=", 422, "请填写此项"),
        ("/accounts".to_owned(), "organisation=县安委办&person=壬九&login=boss", 409, "此人已有账号"),
        ("/shifts".to_owned(), "person=壬九&from=今天&to=明天", 422, "时间请按"),
    ];
    for (path, form, status, told) in rows {
        let (answered, _, body) = h.post(&path, form);
        assert_eq!(answered.as_u16(), status, "{path} {body}");
        assert!(body.contains(told), "{path} should tell {told}: {body}");
        let typed = form.split(['=', '&']).nth(1).unwrap();
        let kept = typed.contains('%') || body.contains(typed);
        assert!(kept, "{path} forgot {typed}");
    }
}

#[test]
fn a_village_is_defined_renamed_and_abolished() {
    let h = house();
    let township = &h.f.township_divisions[0].to_string()[..9];
    let code = format!("{township}288");
    let form = |name: &str| format!("code={code}&name={name}&type_name=社区");
    for name in ["新桥村", "新桥社区"] {
        let (status, to, told) = h.post("/divisions", &form(name));
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/divisions"), "{told}");
        assert!(h.get("/divisions").1.contains(name));
    }
    let abolition = format!("/divisions/{code}/abolition");
    assert!(h.get("/divisions").1.contains(&abolition));
    let (status, _, told) = h.post(&abolition, "on=2026-06-18&successor=无此村");
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("没有这个行政区划"), "{told}");
    let (status, _, told) = h.post(&abolition, &format!("on=2026-06-18&successor={}", h.f.villages[0]));
    assert_eq!(status, StatusCode::SEE_OTHER, "{told}");
    let list = h.get("/divisions").1;
    assert!(list.contains("已撤销，至 2026-06-18") && !list.contains(&abolition), "{list}");
    //    address         form                               status  told
    let rows = [
        ("/divisions", form("新桥村"), 409, "该行政区划已经撤销"),
        ("/divisions", format!("code={township}&name=镇"), 422, "不是本县村（社区）的代码"),
        ("/divisions", "code=12345&name=".into(), 422, "区划代码应为 12 位数字"),
        (abolition.as_str(), "on=2026-06-18".into(), 409, "该行政区划已经撤销"),
        ("/divisions/530999/abolition", "on=2026-06-18".into(), 422, "不是本县村（社区）的代码"),
    ];
    for (path, form, status, told) in rows {
        let (answered, _, body) = h.post(path, &form);
        assert_eq!(answered.as_u16(), status, "{path} {form} {body}");
        assert!(body.contains(told), "{path} should tell {told}: {body}");
    }
    h.t.assert_replay_agrees();
}

#[test]
fn programs_make_what_pages_make() {
    let h = house();
    let json = |path: &str, body: String| {
        let ctx = h.ctx(h.f.district_clerk, true, Lang::Zh);
        h.ask(ctx, "POST", &format!("/api/v1{path}"), "application/json", &body)
    };
    let (status, _, made) = json(
        "/responsibilities",
        format!(
            r#"{{"subject":"{}","party":"department","person":"{}","organisation":"{}","from":"2026-01-01","document":"望安委〔2026〕3 号"}}"#,
            h.f.subjects[0], h.f.inspector, h.f.departments[0]
        ),
    );
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let (_, body) = h.get(&format!("/api/v1/subjects/{}/responsibilities?on=2026-06-18", h.f.subjects[0]));
    let found: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(found[0]["person_name"], "庚七");
    assert_eq!(found[0]["document"], "望安委〔2026〕3 号");
    let (_, body) = h.get("/api/v1/subjects?sector=construction");
    let found: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&found["total"]["counted"], &found["rows"][0]["name"]), (&1.into(), &"滨河花园二期工地".into()));
    let unknown = json("/people", r#"{"name":"新人","organisation":"x","age":3}"#.into());
    assert_eq!(unknown.0, StatusCode::UNPROCESSABLE_ENTITY);
    h.t.assert_replay_agrees();
}

#[test]
fn the_interface_is_described() {
    let rows = crate::routes().into_rows();
    let described = serde_json::to_value(page::openapi(&rows, "test", "1", "/api/v1")).unwrap();
    let paths = described["paths"].as_object().unwrap();
    assert!(paths.contains_key("/subjects/{id}/responsibilities"), "{:?}", paths.keys());
    let schemas = described["components"]["schemas"].as_object().unwrap();
    for name in ["SubjectRegister", "OrganisationRegister", "PersonRegister", "Subject", "Responsible"] {
        assert!(schemas.contains_key(name), "{name} not in {:?}", schemas.keys());
    }
}
