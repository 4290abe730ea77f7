//! A report of the public from its receipt to its answer, by page and by program; and that nobody comes upon its reporter.

use axum::Extension;
use axum::http::{HeaderName, Method, header};
use hazard::public_report::{Receive, Received, receive};
use kernel::{Identity as _, RequestKey, Role};
use ledger::testing::TestDb;
use registry::testing::Fixture;
use serde_json::json;
use server::accept::Peer;
use server::assemble;

use crate::ask::{Answer, Ask, Site};
use crate::families::{About, about};
use crate::requests::own_path;
use crate::world::{Place, Seed, World};

const SAID: &str = "菜市场西门电梯层门关不严，运行时抖动";
/// Of every report here.
pub const PHONE: &str = "13900007788";

pub fn fields(township: &str) -> [(&'static str, &str); 5] {
    [
        ("text", SAID),
        ("category", "special_equipment"),
        ("township", township),
        ("place", "滨江路菜市场"),
        ("contact", "某人 13900007788"),
    ]
}

/// One in the township of the place; the county itself has none, so its is in the second.
pub fn received(t: &TestDb, f: &Fixture, seed: &Seed) -> Received {
    let township = f.township_divisions[seed.township.unwrap_or(1)].to_string();
    let cmd = Receive {
        text: SAID.into(),
        township,
        place: "滨江路菜市场".into(),
        category: "special_equipment".into(),
        contact: format!("某人 {PHONE}"),
    };
    let key = RequestKey(*seed.subject.bytes());
    let ctx = kernel::Ctx { request: key, ..t.rule() };
    t.db.write_blocking("public report", &ctx, move |tx, ctx| receive(tx, ctx, &cmd)).unwrap()
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

fn receipt_of(answer: &Answer) -> String {
    let from = answer.body.find("data-receipt>").unwrap_or_else(|| panic!("{}", answer.body)) + "data-receipt>".len();
    answer.body[from..from + 14].to_owned()
}

fn status(site: &Site, receipt: &str) -> Answer {
    site.form("/report/status", "", &[("receipt", receipt)])
}

#[test]
fn a_report_is_answered_and_only_its_receipt_opens_the_answer() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(Role::DistrictClerk);
    let township = world.f.township_divisions[0].to_string();
    let form = page(&site, "", "/report");
    assert!(form.code() == 200 && form.body.contains(&township) && form.body.contains("不用实名"), "{}", form.body);
    assert!(page(&site, "", "/sign-in").body.contains("href=\"/report\""));
    assert!(page(&site, "", "/complaints/new").body.contains("href=\"/report\""));

    let bad = site.form("/report", "", &[("text", "短"), ("township", "别处"), ("contact", "留下的字")]);
    assert!(bad.code() == 422 && bad.body.contains("留下的字"), "{}", bad.body);
    let key = form.field(page::REQUEST_KEY).unwrap().to_owned();
    let mut sent: Vec<(&str, &str)> = fields(&township).to_vec();
    sent.push((page::REQUEST_KEY, &key));
    let before = world.count("public_report");
    let first = site.form("/report", &world.cookie(Role::EnterpriseUser), &sent);
    let receipt = receipt_of(&first);
    assert_eq!(receipt_of(&site.form("/report", "", &sent)), receipt, "the same form sent again");
    assert_eq!(world.count("public_report"), before + 1);

    let open = status(&site, &receipt.to_lowercase());
    assert!(open.code() == 200 && open.body.contains("正在核实"), "{}", open.body);
    for text in [SAID, PHONE, receipt.as_str()] {
        assert!(!open.body.contains(text), "the status page says {text}");
    }
    assert_eq!(status(&site, "").code(), 422);
    assert_eq!(status(&site, "2026-0001").code(), 422);

    let listed = site.get("/api/v1/public-reports", &clerk).value()["reports"][0].clone();
    let one = format!("/public-reports/{}", listed["id"].as_str().unwrap());
    assert_eq!(site.form(&format!("{one}/answer"), &clerk, &[("answer", " ")]).code(), 422);
    let done = site.form(&format!("{one}/answer"), &clerk, &[("answer", "已现场核实，层门已修复。")]);
    assert_eq!((done.code(), done.location()), (303, one.as_str()), "{}", done.body);
    let told = site.json("/api/v1/report/status", "", &json!({ "receipt": receipt })).value();
    assert_eq!((&told["state"], &told["answer"]), (&json!("answered"), &json!("已现场核实，层门已修复。")));
    assert_eq!(site.form(&format!("{one}/refusal"), &clerk, &[("reason", "重复")]).code(), 409);
}

#[test]
fn a_report_becomes_a_hazard_that_goes_its_loop() {
    let world = World::new();
    let site = world.site();
    let (clerk, officer) = (world.cookie(Role::DistrictClerk), world.cookie(Role::TownshipOfficer));
    let spot = world.spot(Place::Own);
    let path = format!("/public-reports/{}/acceptance", spot.public_report);
    let form = page(&site, &officer, &path);
    assert!(form.code() == 200 && form.body.contains(SAID), "{}", form.body);
    let wrong = site.form(&path, &officer, &[("subject", "并无此名"), ("grade", "ordinary")]);
    assert_eq!(wrong.code(), 422, "{}", wrong.body);
    let fields = [
        ("subject", spot.names.subject),
        ("place", "菜市场西门"),
        ("description", "电梯层门关闭不严，须停用检修。"),
        ("harm", "other"),
        ("grade", "ordinary"),
        ("answer", "已登记，正在督促整改。"),
    ];
    let done = site.form(&path, &officer, &fields);
    assert_eq!(done.code(), 303, "{}", done.body);
    let hazard = page(&site, &clerk, done.location());
    let link = format!("href=\"/public-reports/{}\"", spot.public_report);
    assert!(hazard.body.contains("群众举报") && hazard.body.contains(&link), "{}", hazard.body);
    let seen = page(&site, &world.cookie(Role::EnterpriseUser), done.location());
    assert!(seen.code() == 200 && !seen.body.contains(&link), "{}", seen.body);
    let report = page(&site, &officer, &format!("/public-reports/{}", spot.public_report));
    assert!(report.body.contains(done.location()), "{}", report.body);
}

#[test]
fn the_contact_is_shown_to_who_asks_for_it_and_nowhere_else() {
    let world = World::new();
    let site = world.site();
    let clerk = world.cookie(Role::DistrictClerk);
    let mut pages = 0;
    for route in assemble::routes().into_rows().iter().filter(|route| route.method == Method::GET) {
        let of_one = matches!(about(route), Ok(About::Path(_)));
        let path = if of_one { own_path(&world, route) } else { route.path.clone() };
        for role in Role::ALL {
            let who = world.cookie(*role);
            let query = if of_one { "" } else { "?state=all&view=all" };
            let answer = site.get(&format!("{path}{query}"), &who);
            assert!(!answer.body.contains(PHONE), "{path}{query} · {role}");
            pages += 1;
        }
        // Nor is it found by looking for it: only what was typed comes back.
        if !of_one {
            let answer = site.get(&format!("{path}?q={PHONE}&view=all"), &clerk);
            let shown = answer.body.replace(&format!("q={PHONE}"), "").replace(&format!("value=\"{PHONE}\""), "");
            let listed = path.ends_with("/public-reports");
            assert!(!shown.contains("某人") && (listed || !shown.contains(SAID)), "{path}");
        }
    }
    assert!(pages > 1_000, "{pages}");

    let path = format!("/public-reports/{}/contact", world.spot(Place::Own).public_report);
    let looks = world.count("public_report_look");
    assert_eq!(site.form(&path, &world.cookie(Role::EnterpriseUser), &[]).code(), 403);
    assert_eq!(site.form(&path, &world.cookie(Role::Leader), &[]).code(), 403);
    assert_eq!(world.count("public_report_look"), looks);
    let shown = site.form(&path, &clerk, &[(page::REQUEST_KEY, "once")]);
    assert!(shown.code() == 200 && shown.body.contains(PHONE), "{}", shown.body);
    let again = site.form(&path, &clerk, &[(page::REQUEST_KEY, "once")]);
    assert!(again.body.contains(PHONE));
    let told = site.json(&format!("/api/v1{path}"), &clerk, &json!({})).value();
    assert_eq!(told["contact"], format!("某人 {PHONE}"));
    assert_eq!(world.count("public_report_look"), looks + 3, "each look is recorded");
    let kept: i64 = world
        .t
        .db
        .read_blocking(|r| r.value("SELECT COUNT(*) FROM idempotency WHERE answer LIKE '%13900007788%'", &[]))
        .unwrap();
    assert_eq!(kept, 0);
}

#[test]
fn one_address_is_stopped_and_another_goes_on() {
    let world = World::new();
    let router = || server::serve::router(&world.t.db, world.t.clock.clone()).unwrap();
    let shared = router();
    let from = |address: &str| {
        let peer = Peer(format!("{address}:40000").parse().unwrap());
        Site::new(shared.clone().layer(Extension(peer)))
    };
    let (busy, other) = (from("192.0.2.1"), from("192.0.2.2"));
    // Behind a proxy the clients differ, though every connection is the proxy's; nobody writes an address for themselves.
    let proxy = "192.0.2.9";
    let behind = {
        let router = server::accept::behind(router(), Some(proxy.parse().unwrap()));
        let peer = Peer(format!("{proxy}:40000").parse().unwrap());
        Site::new(router.layer(Extension(peer)))
    };
    let through = |client: &str| {
        let form =
            Ask::post("/report/status").form(&[("receipt", &hazard::public_report::Receipt::of(&[9; 32]).to_text())]);
        behind.ask(&form.with(HeaderName::from_static("x-forwarded-for"), client)).code()
    };
    for n in 0..10 {
        assert_eq!(through(&format!("203.0.113.{n}, 198.51.100.1")), 422, "{n}");
    }
    assert_eq!((through("203.0.113.99, 198.51.100.1"), through("198.51.100.2")), (429, 422));
    let wrong = hazard::public_report::Receipt::of(&[9; 32]).to_text();
    for n in 0..10 {
        assert_eq!(status(&busy, &wrong).code(), 422, "{n}");
    }
    assert_eq!(status(&busy, &wrong).code(), 429);
    assert_eq!(busy.json("/api/v1/report/status", "", &json!({ "receipt": wrong })).code(), 429);
    assert_eq!(status(&other, &wrong).code(), 422);

    let township = world.f.township_divisions[1].to_string();
    let body: serde_json::Map<String, serde_json::Value> =
        fields(&township).into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let body = serde_json::Value::from(body);
    for n in 0..10 {
        assert_eq!(busy.json("/api/v1/report", "", &body).code(), 201, "{n}");
    }
    assert_eq!(busy.json("/api/v1/report", "", &body).code(), 429);
    let kept = busy.form("/report", "", &fields(&township));
    assert!(kept.code() == 429 && kept.body.contains(SAID), "{}", kept.body);
    assert_eq!(other.json("/api/v1/report", "", &body).code(), 201);
}

/// By month and duty, for anybody; who was asked is not for anybody.
#[test]
fn what_is_asked_of_local_bodies_is_published() {
    let world = World::new();
    let site = world.site();
    let cost = [("duty", "attention.treat"), ("minutes", "90"), ("from", "2020-01-01"), ("source", "两个乡镇试填")];
    assert_eq!(site.form("/burden", &world.cookie(Role::DistrictClerk), &cost).code(), 303);
    let shown = page(&site, "", "/burden/published");
    assert_eq!(shown.code(), 200, "{}", shown.body);
    let year = world.now().day().year();
    assert!(shown.body.contains(&format!("{year}年基层负担公示")) && shown.body.contains(&format!("{year}年01月")));
    let inside = page(&site, &world.cookie(Role::DistrictClerk), "/burden");
    let township = world.t.db.read_blocking(|r| {
        let ctx = world.t.rule();
        registry::query::organisation_full_names(r, &ctx, &[world.f.townships[0]])
    });
    let name = township.unwrap().into_values().next().unwrap();
    assert!(inside.body.contains(&name) && !shown.body.contains(&name), "{name}");
    let program: serde_json::Value = serde_json::from_str(&site.get("/api/v1/burden/published", "").body).unwrap();
    let months = program["months"].as_array().unwrap();
    assert_eq!(months.len(), world.now().day().month() as usize);
    let sum: i64 = months.iter().map(|it| it["requests"].as_i64().unwrap()).sum();
    let duties: i64 = program["duties"].as_array().unwrap().iter().map(|it| it["requests"].as_i64().unwrap()).sum();
    assert!(sum > 0 && sum == duties, "{program}");
    assert_eq!(page(&site, "", "/burden/published?year=1066").code(), 200);
    assert_eq!(page(&site, "", "/burden").code(), 302, "the rest is behind the sign-in");
}
