//! The document for programs tells of exactly the routes there are, and says of each what it answers.

use std::collections::BTreeSet;

use kernel::Role;
use ledger::Db;
use page::{Route, RouteKind};
use serde_json::{Value, json};
use server::assemble;

use crate::ask::{Ask, Site};
use crate::families::{About, about, id, plain};
use crate::world::{Place, Standing, World};
use crate::{bodies, sign_in};

const PATH: &str = "/api/v1/openapi.json";

pub fn document(site: &Site) -> Value {
    let answer = site.get(PATH, "");
    assert_eq!((answer.code(), answer.kind()), (200, "application/json"));
    answer.value()
}

/// Method and path of every operation, with the operation.
pub fn operations(document: &Value) -> Vec<(String, &Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((format!("{} {path}", method.to_uppercase()), operation));
        }
    }
    all
}

#[test]
fn the_document_equals_the_router() {
    let world = World::new();
    let document = document(&world.site());
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    let told: BTreeSet<String> = operations(&document).into_iter().map(|(name, _)| name).collect();
    let rows = assemble::routes().into_rows();
    let api = rows.iter().filter(|route| route.kind == RouteKind::Api);
    let served: BTreeSet<String> = api.map(|route| format!("{} {}", route.method, plain(route))).collect();
    println!("{} operations", told.len());
    assert_eq!(told, served);
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let world = World::new();
    let document = document(&world.site());
    let mut faults = Vec::new();
    for (name, it) in operations(&document) {
        if it["summary"].as_str().unwrap_or_default().is_empty() {
            faults.push(format!("{name}: no summary"));
        }
        let has_query = it["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["in"] == "query"));
        // Only what takes something typed can find it wrong.
        let typed = it["requestBody"].is_object() || has_query;
        let failures = ["401", "403", "404"].into_iter().chain(typed.then_some("422"));
        for code in failures {
            if !it["responses"][code]["content"]["application/problem+json"].is_object() {
                faults.push(format!("{name}: {code} is not problem+json"));
            }
        }
        if !["200", "201"].iter().any(|code| it["responses"][code].is_object()) {
            faults.push(format!("{name}: no success"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The success that the document names for an operation.
fn documented(document: &Value, name: &str) -> u16 {
    let all = operations(document);
    let (_, it) = all.iter().find(|(operation, _)| operation == name).unwrap_or_else(|| panic!("{name}"));
    let codes: Vec<u16> =
        it["responses"].as_object().unwrap().keys().filter_map(|c| c.parse().ok()).filter(|c| *c < 400).collect();
    assert_eq!(codes.len(), 1, "{name}: {codes:?}");
    codes[0]
}

/// Each operation that writes is called in a copy of the district by whoever succeeds with it.
#[test]
fn every_documented_success_is_what_a_call_answers() {
    let reading = World::new();
    let document = document(&reading.site());
    let mut faults = Vec::new();
    for route in assemble::routes().rows().iter().filter(|route| route.kind == RouteKind::Api) {
        let name = format!("{} {}", route.method, plain(route));
        let fresh = (route.method != page::Method::GET).then(|| reading.copy());
        let world = fresh.as_ref().unwrap_or(&reading);
        let (told, got) = (documented(&document, &name), success(world, route));
        if got != Ok(told) {
            faults.push(format!("{name}: {told} is documented, {got:?} answered"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

fn success(world: &World, route: &Route<Db>) -> Result<u16, Vec<String>> {
    let site = if plain(route) == "/readings" { crate::readings::site(world) } else { world.site() };
    let spot = world.spot(Place::Own);
    let object = match about(route) {
        Ok(About::Path(family)) => id(world, family, &route.path, spot),
        _ => String::new(),
    };
    let mut ask = bodies::request(world, route, &object, spot).unwrap();
    if plain(route) == "/sessions" {
        let password = "a password for programs";
        sign_in::with_password(world, Role::DistrictClerk, Standing::Active, password);
        ask = Ask::post(&route.path).json(&json!({ "login": "district", "password": password }));
    }
    let mut refused = Vec::new();
    for role in Role::ALL {
        let answer = site.ask(&ask.clone().by(&world.cookie(*role)));
        if answer.code() < 400 {
            return Ok(answer.code());
        }
        refused.push(format!("{role} {} {:.80}", answer.code(), answer.body));
    }
    Err(refused)
}

#[test]
fn the_import_takes_a_form_with_a_file() {
    let document = document(&World::new().site());
    let body = &document["paths"]["/imports"]["post"]["requestBody"]["content"];
    assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["multipart/form-data"]);
}

#[test]
fn failures_of_the_api_are_problem_json() {
    let world = World::new();
    let site = world.site();
    let (clerk, auditor) = (world.cookie(kernel::Role::DistrictClerk), world.cookie(kernel::Role::Auditor));
    let unknown = format!("/api/v1/hazards/{}", crate::families::forged());
    //   path                         who       code
    #[rustfmt::skip]
    let cases = [
        ("/api/v1/hazards",           "",       401),
        ("/api/v1/hazards",           &auditor, 403),
        (&unknown,                    &clerk,   404),
        ("/api/v1/hazards/not-an-id", &clerk,   400),
        ("/api/v1/nothing",           &clerk,   404),
    ];
    for (path, who, code) in cases {
        let answer = site.get(path, who);
        let body = answer.value();
        assert_eq!((answer.code(), answer.kind()), (code, "application/problem+json"), "{path}");
        assert_eq!(body["status"], code);
        assert!(body["type"].as_str().unwrap().starts_with("urn:anlan:problem:"), "{body}");
        assert!(body["title_zh"].is_string() && body["detail"].is_string(), "{body}");
    }
}
