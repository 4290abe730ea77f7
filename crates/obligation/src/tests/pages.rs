//! The pages and their twins, through the router, as one visitor after another.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::{Extension, Router};
use kernel::{Act, Ctx, Lang, PolicyRow, Reach, Role};
use ledger::testing::{TestDb, db};
use page::{Shell, TextSize};
use tower::ServiceExt as _;

use super::cast::{CLERK, DOER, Player, instant, open};
use crate::model::{Check, Due, ObligationId, Open, Ref};
use crate::routes;
use crate::testing::seed;

const ALL: &[(Role, Reach)] = &[(Role::DistrictClerk, Reach::District), (Role::EnterpriseUser, Reach::Organisation)];
const CLERKS: &[(Role, Reach)] = &[(Role::DistrictClerk, Reach::District)];
const fn row(act: &'static str, grants: &'static [(Role, Reach)]) -> PolicyRow {
    PolicyRow { act: Act(act), grants, by_sector: &[] }
}
static POLICY: &[PolicyRow] = &[
    row("obligation.list", ALL),
    row("obligation.view", ALL),
    row("obligation.settle", ALL),
    row("follow_up.view", ALL),
    row("follow_up.write", CLERKS),
    row("follow_up.issue", CLERKS),
    row("follow_up.answer", ALL),
    row("deadline_rule.view", ALL),
    row("deadline_rule.set", CLERKS),
    row("calendar.view", ALL),
    row("calendar.set", CLERKS),
    row("burden.view", ALL),
    row("burden.set", CLERKS),
    row("public", ALL),
];

fn shell(t: &TestDb, lang: Lang) -> Shell {
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
        now: ledger::Clock::now(&t.clock),
        sample: true,
        exercise: false,
        as_of: None,
        replay: None,
        here: "/".into(),
        head: None,
        request_key: "key".into(),
        session_ends: None,
        version: "test",
    }
}

struct Site {
    t: TestDb,
    id: ObligationId,
}

impl Site {
    fn open() -> Self {
        let t = db(crate::CONCEPTS);
        seed(&t);
        let about = Ref { kind: "errand".into(), id: [1; 16] };
        let it = Open { about, ..open(Check::None, Due::At(instant("2026-06-18 08:00"))) };
        let id = t.db.write_blocking("open", &CLERK.of(&t), move |tx, ctx| crate::open(tx, ctx, it.clone())).unwrap();
        Site { t, id }
    }

    fn get(&self, who: Player, path: &str) -> (StatusCode, String) {
        self.ask(who, Lang::Zh, Method::GET, path, "")
    }

    fn post(&self, who: Player, path: &str, body: &str) -> (StatusCode, String) {
        self.ask(who, Lang::Zh, Method::POST, path, body)
    }

    fn ask(&self, who: Player, lang: Lang, method: Method, path: &str, body: &str) -> (StatusCode, String) {
        let ctx = Ctx { policy: POLICY, ..who.of(&self.t) };
        let mut router = Router::new();
        for route in routes().into_rows() {
            router = router.route(&route.path, route.handler);
        }
        let app = router
            .layer(Extension(Arc::new(ctx)))
            .layer(Extension(Arc::new(shell(&self.t, lang))))
            .with_state(self.t.db.clone());
        let kind = if path.starts_with("/api") { "application/json" } else { "application/x-www-form-urlencoded" };
        let request =
            Request::builder().method(method).uri(path).header("content-type", kind).body(Body::from(body.to_owned()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let answer = app.oneshot(request.unwrap()).await.unwrap();
            let status = answer.status();
            let bytes = axum::body::to_bytes(answer.into_body(), 1_000_000).await.unwrap();
            (status, String::from_utf8(bytes.to_vec()).unwrap())
        })
    }
}

#[test]
fn every_route_names_its_act_and_has_a_policy_row_here() {
    for route in routes().rows() {
        assert!(POLICY.iter().any(|row| row.act == route.act), "{} {}", route.method, route.path);
    }
    assert_eq!(routes().rows().len(), 51);
}

#[test]
fn every_page_opens_in_both_languages() {
    let site = Site::open();
    let one = format!("/obligations/{}", site.id);
    for lang in [Lang::Zh, Lang::En] {
        for path in ["/obligations", "/obligations?tab=others&late=yes", &one, "/deadline-rules", "/calendar"] {
            let (status, page) = site.ask(CLERK, lang, Method::GET, path, "");
            assert_eq!(status, StatusCode::OK, "{path}: {page}");
            assert!(page.contains("<h1"), "{path}");
        }
    }
}

#[test]
fn the_list_and_the_page_of_one() {
    let site = Site::open();
    let one = format!("/obligations/{}", site.id);
    //           who    path                       there                       not there
    let rows: [(Player, &str, &[&str], &str); 6] = [
        (DOER, "/obligations", &["二号厂房除尘管道积尘", "隐患整改", "逾期", &one], "没有待您办理的事项"),
        (CLERK, "/obligations", &["没有待您办理的事项"], "二号厂房"),
        (CLERK, "/obligations?tab=others", &["二号厂房除尘管道积尘"], "没有等待他人办理的事项"),
        (DOER, &one, &["办结此事项", "第九条", "办理期限 2026-06-18 08:00"], "打开所属事项"),
        (CLERK, &one, &["办理经过"], "办结此事项"),
        (DOER, "/obligations?within=x&after=nonsense&late=no", &["二号厂房除尘管道积尘"], "后面还有"),
    ];
    for (who, path, there, not_there) in rows {
        let (status, page) = site.get(who, path);
        assert_eq!(status, StatusCode::OK, "{page}");
        for part in there {
            assert!(page.contains(part), "{part} not on {path} of {who:?}: {page}");
        }
        assert!(!page.contains(not_there), "{not_there} on {path} of {who:?}");
    }
    assert_eq!(site.get(DOER, "/obligations/00000000000000000000000000").0, StatusCode::NOT_FOUND);
}

#[test]
fn settling_on_the_page() {
    let site = Site::open();
    let path = format!("/obligations/{}/settlement", site.id);
    assert_eq!(site.post(CLERK, &path, "").0, StatusCode::FORBIDDEN);
    assert_eq!(site.post(DOER, &path, "").0, StatusCode::SEE_OTHER);
    assert_eq!(site.post(DOER, &path, "").0, StatusCode::CONFLICT);
    let (_, page) = site.get(DOER, &format!("/obligations/{}", site.id));
    assert!(page.contains("已办结") && page.contains("逾期 1 小时"), "{page}");
    let (status, json) = site.get(DOER, &format!("/api/v1/obligations/{}", site.id));
    assert!(
        status == StatusCode::OK && json.contains("\"status\":\"settled\"") && json.contains("\"late_seconds\":3600")
    );
}

#[test]
fn what_has_a_page_of_its_own_is_not_settled_here() {
    let site = Site::open();
    let it = open(Check::None, Due::At(instant("2026-06-18 08:00")));
    let address = it.about.path();
    let id = site.t.db.write_blocking("open", &CLERK.of(&site.t), move |tx, ctx| crate::open(tx, ctx, it.clone()));
    let path = format!("/obligations/{}/settlement", id.unwrap());
    let (status, page) = site.post(DOER, &path, "");
    assert!(status == StatusCode::CONFLICT && page.contains("worked on its own page"), "{status} {page}");
    let (status, _) = site.post(DOER, &format!("/api/v1{path}"), "{}");
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, one) = site.get(DOER, path.trim_end_matches("/settlement"));
    assert!(one.contains(&address) && !one.contains("办结此事项"), "{one}");
}

#[test]
fn setting_and_ending_a_rule() {
    let site = Site::open();
    let good = "duty=letter.answer&amount=3&unit=working_days&from=2026-07-01&source=%E5%8A%9E%E6%B3%95&level=district\
                &ladder=overdue+0+minutes%0Aleader+1+working_days";
    assert_eq!(site.post(CLERK, "/deadline-rules", good).0, StatusCode::SEE_OTHER);
    let (_, page) = site.get(CLERK, "/deadline-rules");
    assert!(page.contains("2026-07-01 起") && page.contains("未施行") && page.contains("2 步"), "{page}");
    let (status, page) = site.post(CLERK, "/deadline-rules", "duty=letter&amount=x&unit=working_days&level=district");
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("请填写 1 到十年之间的整数") || page.contains("Give a number"), "{page}");
    assert!(page.contains("value=\"x\""), "what was typed is shown again");

    let (status, json) = site.get(CLERK, "/api/v1/deadline-rules");
    assert_eq!(status, StatusCode::OK);
    let rules: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let id = rules.iter().find(|rule| rule["duty"] == "letter.answer").unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/deadline-rules/{id}/ending");
    let (status, json) = site.post(CLERK, &path, r#"{"to":"2026-12-31"}"#);
    assert!(status == StatusCode::OK && json.contains("\"to\":\"2026-12-31\""), "{json}");
    let body =
        r#"{"duty":"letter.answer","amount":2,"unit":"hours","from":"2026-08-01","source":"办法","level":"city"}"#;
    assert_eq!(site.post(CLERK, "/api/v1/deadline-rules", body).0, StatusCode::OK);
    let (_, page) = site.get(DOER, "/deadline-rules");
    assert!(!page.contains("新增期限规则"));
}

#[test]
fn the_calendar_of_a_year() {
    let site = Site::open();
    let (_, page) = site.get(DOER, "/calendar?year=2026");
    for part in ["全年工作日 248 天", "1、2、3、4、5、6、7 国庆节", "10 国庆节"] {
        assert!(page.contains(part), "{part} not in {page}");
    }
    assert!(!page.contains("录入放假安排"));
    let (_, page) = site.get(CLERK, "/calendar?year=2027");
    assert!(page.contains("2027 年放假安排尚未录入") && page.contains("录入放假安排"), "{page}");
    let body = "year=2027&source=%E9%80%9A%E7%9F%A5&days=2027-10-01+%E6%94%BE%E5%81%87+%E5%9B%BD%E5%BA%86%E8%8A%82";
    assert_eq!(site.post(CLERK, "/calendar", body).0, StatusCode::SEE_OTHER);
    let (_, json) = site.get(CLERK, "/api/v1/calendar?year=2027");
    assert!(json.contains("\"published\":true") && json.contains("2027-10-01"), "{json}");
    let (status, _) = site.post(CLERK, "/calendar", "year=2027&source=x&days=tomorrow");
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let day = r#"{"days":[{"day":"2027-10-09","kind":"makeup","name":"国庆节","source":"通知"}]}"#;
    let (status, json) = site.post(CLERK, "/api/v1/calendar", day);
    assert!(status == StatusCode::OK && json.contains("\"changed\":2"), "{json}");
}
