//! What holds for every request: unknown fields, repeated requests, other sites, sizes, headers, ids that are none.

use axum::http::{HeaderName, Method, header};
use kernel::{Identity as _, Role};
use ledger::Db;
use page::{Route, RouteKind};
use serde_json::{Value, json};
use server::{assemble, policy};

use crate::ask::{Answer, Ask, Site};
use crate::bodies;
use crate::families::{About, about, footprint, id, plain, reaches};
use crate::openapi;
use crate::world::{Place, Standing, World};

const CLERK: Role = Role::DistrictClerk;

/// Somebody to whom the policy gives this act on one's own objects.
pub fn somebody(world: &World, route: &Route<Db>) -> Option<Role> {
    let row = policy::POLICY.iter().find(|row| row.act == route.act)?;
    let print = match about(route).ok()? {
        About::Path(family) | About::Body(family) => footprint(world, family, Place::Own),
        About::All => footprint(world, "deadline-rules", Place::Own),
    };
    let first = [CLERK, Role::EnterpriseUser, Role::Administrator];
    first.into_iter().chain(Role::ALL.iter().copied()).find(|role| reaches(world, row, *role, &print))
}

/// The route's path about one's own object.
pub fn own_path(world: &World, route: &Route<Db>) -> String {
    match about(route) {
        Ok(About::Path(family)) => route
            .path
            .replace("{id}", &id(world, family, &route.path, world.spot(Place::Own)))
            .replace("{copy}", "320")
            .replace("{no}", "1")
            .replace("{edition}", "1")
            .replace("{division}", &world.spot(Place::Own).disasters.place.to_string()),
        _ => route.path.clone(),
    }
}

#[test]
fn an_unknown_field_changes_nothing() {
    let world = World::new();
    let site = world.site();
    let document = openapi::document(&site);
    let reads_json: Vec<String> = openapi::operations(&document)
        .into_iter()
        .filter(|(_, it)| it["requestBody"]["content"]["application/json"].is_object())
        .map(|(name, _)| name)
        .collect();
    let mut faults = Vec::new();
    for route in assemble::routes().rows().iter().filter(|route| route.kind == RouteKind::Api) {
        let name = format!("{} {}", route.method, plain(route));
        if !reads_json.contains(&name) || name.ends_with("/imports") || name.ends_with("/returned") {
            continue;
        }
        let Some(role) = somebody(&world, route) else { continue };
        let mut body = bodies::json(&world, plain(route), world.spot(Place::Own)).unwrap_or_else(|| panic!("{name}"));
        body["unheard_of"] = json!("x");
        let before = world.count("fact");
        let answer = site.json(&own_path(&world, route), &world.cookie(role), &body);
        if !(400..500).contains(&answer.code()) || world.count("fact") != before {
            faults.push(format!("{name} · {role}: {} {}", answer.code(), answer.body));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_repeated_request_has_one_effect() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let body = bodies::json(&world, "/hazards", world.spot(Place::Own)).unwrap();
    let key = HeaderName::from_static("idempotency-key");
    let report = |named: &str| site.ask(&Ask::post("/api/v1/hazards").json(&body).by(&who).with(key.clone(), named));
    let before = world.count("hazard");
    let (first, again, other) = (report("a"), report("a"), report("b"));
    assert_eq!((first.code(), again.code(), other.code()), (201, 201, 201), "{}", first.body);
    assert_eq!(first.body, again.body);
    assert_ne!(first.body, other.body);
    assert_eq!(world.count("hazard"), before + 2);

    let act = format!("/api/v1/hazards/{}/extension", world.spot(Place::Own).hazards.to_rectify.to_text());
    let extension = json!({ "due": "2026-12-31T18:00:00+08:00", "reason": "配件未到" });
    let other_act = site.ask(&Ask::post(&act).json(&extension).by(&who).with(key, "a"));
    assert_eq!(other_act.code(), 409, "{}", other_act.body);
}

#[test]
fn a_form_sent_twice_has_one_effect() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let shown = site.get("/hazards/new", &who);
    let key = shown.field(page::REQUEST_KEY).unwrap_or_else(|| panic!("no request key in {}", shown.body)).to_owned();
    let before = world.count("hazard");
    let send = || post_form(&world, &site, "/hazards", &who, &[(page::REQUEST_KEY, &key)]);
    let (first, again) = (send(), send());
    assert_eq!((first.code(), again.code()), (303, 303), "{}", first.body);
    assert!(first.location().starts_with("/hazards/"));
    assert_eq!(first.location(), again.location());
    assert_eq!(world.count("hazard"), before + 1);
    let fresh = site.get("/hazards/new", &who);
    assert_ne!(fresh.field(page::REQUEST_KEY), Some(key.as_str()));
}

/// Without a script, going back may fetch the form anew: another key, the same words.
#[test]
fn the_same_hazard_from_another_form_is_asked_about() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let before = world.count("hazard");
    let send = |who: &str, put: &[(&str, &str)]| {
        let key = site.get("/hazards/new", who).field(page::REQUEST_KEY).unwrap().to_owned();
        let put: Vec<(&str, &str)> = put.iter().copied().chain([(page::REQUEST_KEY, key.as_str())]).collect();
        let answer = post_form(&world, &site, "/hazards", who, &put);
        (answer.code(), world.count("hazard") - before, answer)
    };
    let (code, count, first) = send(&who, &[]);
    assert_eq!((code, count), (303, 1), "{}", first.body);
    let (code, count, question) = send(&who, &[]);
    assert_eq!((code, count), (409, 1));
    assert!(question.body.contains(&format!("href=\"{}\"", first.location())), "{}", question.body);
    assert_eq!((question.field("another"), question.field("place")), (Some("yes"), Some("东侧仓库")));
    let other = world.cookie(Role::DutyOfficer);
    //    who      put                                      code  hazards
    let table = [
        (&who, &[("another", "yes")][..], 303, 2),
        (&who, &[("place", "西侧仓库")], 303, 3),
        (&other, &[], 303, 4),
        (&other, &[], 409, 4),
        (&who, &[("description", " 灭火器压力不足，须更换。 ")], 409, 4),
    ];
    for (who, put, code, count) in table {
        let (got, counted, answer) = send(who, put);
        assert_eq!((got, counted), (code, count), "{put:?} {}", answer.body);
    }
    world.t.clock.advance(kernel::Span::minutes(31));
    world.start(world.player(CLERK, Standing::Active));
    assert_eq!(send(&who, &[]).0, 303);
}

/// One rule for page and program: whoever finds something reports it as far as the policy reaches, whatever the sector.
#[test]
fn a_report_reaches_as_far_by_page_as_by_program() {
    let world = World::new();
    let site = world.site();
    //   who                    where           page  program
    #[rustfmt::skip]
    let table = [
        (Role::DepartmentClerk, Place::Own,     303,  201),
        (Role::DepartmentClerk, Place::Sibling, 303,  201),
        (Role::DepartmentClerk, Place::Parent,  303,  201),
        (Role::TownshipOfficer, Place::Own,     303,  201),
        (Role::TownshipOfficer, Place::Sibling, 422,  422),
        (Role::EnterpriseUser,  Place::Sibling, 422,  422),
        (Role::Leader,          Place::Own,     403,  403),
    ];
    for (role, place, page, program) in table {
        let (who, spot) = (world.cookie(role), world.spot(place));
        let form = bodies::form(&world, "/hazards", spot).unwrap();
        let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let shown = site.form("/hazards", &who, &fields);
        assert_eq!(shown.code(), page, "{role} {place:?} {}", shown.body);
        if page == 303 {
            assert_eq!(site.get(shown.location(), &who).code(), 200, "whoever reported it sees it");
        }
        let answer = site.json("/api/v1/hazards", &who, &bodies::json(&world, "/hazards", spot).unwrap());
        assert_eq!(answer.code(), program, "{role} {place:?} {}", answer.body);
    }
}

/// The valid form of a route with some fields put in place of its own.
fn post_form(world: &World, site: &Site, path: &str, who: &str, put: &[(&str, &str)]) -> Answer {
    let form = bodies::form(world, path, world.spot(Place::Own)).unwrap();
    let mut fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.retain(|(name, _)| !put.iter().any(|(given, _)| given == name));
    fields.extend_from_slice(put);
    site.form(path, who, &fields)
}

#[test]
fn other_sites_post_nothing() {
    let world = World::new();
    let site = world.site();
    let fetch = HeaderName::from_static("sec-fetch-site");
    let mut faults = Vec::new();
    let (facts, sessions) = (world.count("fact"), world.count("session"));
    for route in assemble::routes().rows().iter().filter(|route| route.method != Method::GET) {
        let Some(role) = somebody(&world, route) else { continue };
        let own = world.spot(Place::Own);
        let ask = bodies::request(&world, route, &own_id(&world, route), own).unwrap().by(&world.cookie(role));
        let foreign = [
            ask.clone().with(fetch.clone(), "cross-site"),
            ask.clone().with(header::ORIGIN, "https://elsewhere.example").with(header::HOST, "anlan.local"),
        ];
        for ask in &foreign {
            let answer = site.ask(ask);
            if answer.code() != 403 {
                faults.push(format!("{} {}: {}", route.method, route.path, answer.code()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!((facts, sessions), (world.count("fact"), world.count("session")));
    let own = Ask::post("/hazards").with(fetch, "same-origin").by(&world.cookie(CLERK)).form(&[]);
    assert_eq!(site.ask(&own).code(), 422);
}

fn own_id(world: &World, route: &Route<Db>) -> String {
    match about(route) {
        Ok(About::Path(family)) => id(world, family, &route.path, world.spot(Place::Own)),
        _ => String::new(),
    }
}

#[test]
fn every_answer_carries_the_security_headers() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let large = vec![b'x'; 66 << 20];
    let foreign = HeaderName::from_static("sec-fetch-site");
    let asked = [
        (200, Ask::get("/").by(&who)),
        (200, Ask::get("/api/v1/hazards").by(&who)),
        (302, Ask::get("/hazards")),
        (401, Ask::get("/api/v1/hazards")),
        (403, Ask::get("/accounts").by(&who)),
        (403, Ask::post("/hazards").with(foreign, "cross-site").by(&who)),
        (404, Ask::get("/nowhere")),
        (405, Ask::new(Method::DELETE, "/hazards").by(&who)),
        (413, Ask::post("/hazards").by(&who).body("application/octet-stream", large)),
        (422, Ask::post("/hazards").by(&who).form(&[])),
        (200, Ask::get("/livez")),
        (200, Ask::get("/api/v1/openapi.json")),
        (200, Ask::get("/favicon.ico")),
    ];
    let mut faults = Vec::new();
    for (code, ask) in &asked {
        let answer = site.ask(ask);
        let name = format!("{} {}", ask.method, ask.path);
        if answer.code() != *code {
            faults.push(format!("{name}: {} instead of {code}", answer.code()));
        }
        faults.extend(missing_headers(&answer).into_iter().map(|it| format!("{name} {code}: {it}")));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

fn missing_headers(answer: &Answer) -> Vec<String> {
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    let told = [
        ("content-security-policy", policy.contains("script-src 'self'") && policy.contains("default-src 'none'")),
        ("no unsafe-inline", !policy.contains("unsafe")),
        ("nosniff", answer.header(header::X_CONTENT_TYPE_OPTIONS) == "nosniff"),
        ("referrer-policy", answer.header(header::REFERRER_POLICY) == "same-origin"),
        ("cache-control", answer.header(header::CACHE_CONTROL) == "no-store"),
    ];
    told.iter().filter(|(_, ok)| !ok).map(|(name, _)| format!("no {name}")).collect()
}

#[test]
fn a_body_has_a_limit() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let text = |n: usize| "长".repeat(n / 3);
    let form = |n| Ask::post("/hazards").by(&who).form(&[("description", &text(n))]);
    let program = |n| Ask::post("/api/v1/hazards").by(&who).json(&json!({ "description": text(n) }));
    let workbook = |n: usize| {
        let mut csv = bodies::LEDGER.as_bytes().to_vec();
        csv.resize(n, b'\n');
        Ask::post("/imports").by(&who).file(&[("kind", "hazards")], "ledger.csv", &csv)
    };
    check(&site, "form", &form(2 << 20), 413);
    check(&site, "program", &program(30_000), 422);
    check(&site, "program", &program(8 << 20), 413);
    check(&site, "workbook", &workbook(1 << 20), 303);
    check(&site, "workbook", &workbook(10 << 20), 303);
    check(&site, "workbook", &workbook(22 << 20), 413);
    check(&site, "chunked workbook", &workbook(10 << 20).chunked(), 303);
    check(&site, "chunked workbook", &workbook(22 << 20).chunked(), 413);
    check(&site, "chunked program", &program(8 << 20).chunked(), 413);
}

/// What the layers refuse before any gate is told like everything else.
#[test]
fn every_refusal_has_a_face() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let from_elsewhere =
        |path: &str| Ask::post(path).by(&who).with(HeaderName::from_static("sec-fetch-site"), "cross-site");
    let large = |path: &str| Ask::post(path).by(&who).body("application/octet-stream", vec![b'x'; 66 << 20]);
    let torn = |path: &str| Ask::post(path).by(&who).file(&[], "ledger.csv", &vec![b'x'; 22 << 20]).chunked();
    //   code  page                        program                                  zh-CN             en
    #[rustfmt::skip]
    let cases = [
        (403, from_elsewhere("/hazards"), from_elsewhere("/api/v1/hazards"),       "请求来自其他网站", "Sent from another site"),
        (413, large("/hazards"),          large("/api/v1/hazards"),                "提交的内容过大",   "Too large"),
        (413, torn("/imports"),           torn("/api/v1/imports"),                 "提交的内容过大",   "Too large"),
    ];
    for (code, page, program, zh, en) in cases {
        for (lang, title) in [("zh-CN", zh), ("en", en)] {
            let answer = site.ask(&page.clone().with(header::ACCEPT_LANGUAGE, lang));
            assert!(answer.code() == code && answer.is_page(), "{} {}", page.path, answer.code());
            assert!(answer.body.contains(&format!("<html lang=\"{lang}\"")), "{}", answer.body);
            assert!(answer.body.contains(title) && answer.body.contains("data-failure"), "{title}: {}", answer.body);
        }
        let answer = site.ask(&program);
        assert_eq!((answer.code(), answer.kind()), (code, "application/problem+json"), "{}", program.path);
        assert_eq!((answer.value()["status"].as_u64(), &answer.value()["title_zh"]), (Some(code.into()), &json!(zh)));
    }
    let ready = site.get("/readyz", "");
    assert_eq!((ready.code(), ready.body.as_str()), (200, "ready"));
    assert_eq!(site.get("/assets/nothing.css", "").body, "");
}

fn check(site: &Site, what: &str, ask: &Ask, code: u16) {
    let answer = site.ask(ask);
    let shown: String = answer.body.split("error-summary").nth(1).unwrap_or(&answer.body).chars().take(200).collect();
    assert_eq!(answer.code(), code, "{what}: {shown}");
}

#[test]
fn a_form_keeps_what_was_typed() {
    let world = World::new();
    let site = world.site();
    let mut faults = Vec::new();
    let mut kept = 0;
    for route in assemble::routes().rows() {
        let form = bodies::form(&world, plain(route), world.spot(Place::Own));
        let (RouteKind::Page, Some(form)) = (route.kind, form) else { continue };
        let (Some(role), true) = (somebody(&world, route), route.method == Method::POST) else { continue };
        // One field is filled in at a time, the others are left empty.
        for (name, value) in form.iter().filter(|(_, value)| !value.is_empty()) {
            let fields: Vec<(&str, &str)> =
                form.iter().map(|(n, v)| (*n, if n == name { v.as_str() } else { "" })).collect();
            let answer = site.form(&own_path(&world, route), &world.cookie(role), &fields);
            // `step` is the button that was pressed.
            let secret = matches!(*name, "password" | "current" | "new" | "again" | "year" | "result" | "step");
            match answer.code() {
                422 if secret || answer.body.contains(value.as_str()) => kept += 1,
                422 => faults.push(format!("{} loses {name}={value}", route.path)),
                _ => {}
            }
        }
    }
    println!("{kept} fields kept");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn an_id_that_is_none_is_no_fault() {
    let world = World::new();
    let site = world.site();
    let mut faults = Vec::new();
    for route in assemble::routes().rows().iter().filter(|route| route.path.contains("{id}")) {
        let Some(role) = somebody(&world, route) else { continue };
        for none in ["x", "0", "%00", "..%2f..%2fetc", "1%27%20OR%201=1--", "%E9%9A%90%E6%82%A3", &"9".repeat(4_000)] {
            let ask = bodies::request(&world, route, none, world.spot(Place::Own)).unwrap();
            let answer = site.ask(&ask.by(&world.cookie(role)));
            if !matches!(answer.code(), 400 | 404) {
                faults.push(format!("{} {} with {none}: {}", route.method, route.path, answer.code()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_body_that_is_none_is_no_fault() {
    let world = World::new();
    let site = world.site();
    let mut faults = Vec::new();
    let deep = Value::from("[".repeat(200_000)).to_string().replace('"', "");
    for route in assemble::routes().rows().iter().filter(|route| route.method == Method::POST) {
        let Some(role) = somebody(&world, route) else { continue };
        let path = own_path(&world, route);
        let own =
            format!("application/{}", if route.kind == RouteKind::Api { "json" } else { "x-www-form-urlencoded" });
        for (kind, body) in
            [(own.as_str(), deep.as_str()), (&own, "%ff%fe=%"), (&own, "\u{0}"), ("text/plain", "x"), ("", "")]
        {
            let ask = Ask::post(&path).by(&world.cookie(role)).body(kind, body.as_bytes().to_vec());
            let answer = site.ask(&ask);
            if answer.status.is_server_error() {
                faults.push(format!("{} {path} {kind} {:.10}: {}", route.method, body, answer.code()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
