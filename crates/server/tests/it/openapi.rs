//! The document for programs tells of exactly the routes there are, and says of each what it answers.

use std::collections::BTreeSet;

use page::RouteKind;
use serde_json::Value;
use server::assemble;

use crate::ask::Site;
use crate::families::plain;
use crate::world::World;

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
