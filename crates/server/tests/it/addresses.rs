//! What an address may ask for: keys nobody knows, values nobody understands, and spans without end.

use std::collections::BTreeSet;

use axum::http::Method;
use kernel::Role;
use page::RouteKind;
use serde_json::Value;
use server::assemble;

use crate::ask::Site;
use crate::world::World;

fn refused(site: &Site, path: &str, who: &str) -> Vec<Value> {
    let answer = site.get(path, who);
    assert_eq!((answer.code(), answer.kind()), (422, "application/problem+json"), "{path}: {}", answer.body);
    answer.value()["errors"].as_array().unwrap().clone()
}

#[test]
fn a_program_is_told_which_filter_was_not_understood() {
    let world = World::new();
    let (site, clerk) = (world.site(), world.cookie(Role::DistrictClerk));
    for (path, field, given, expected) in [
        ("/api/v1/hazards?grade=zz", "grade", "zz", "ordinary"),
        ("/api/v1/hazards?found_from=2026-13-01", "found_from", "2026-13-01", "yyyy-MM-dd"),
        ("/api/v1/hazards?nonsense=1", "query", "nonsense", "division"),
        ("/api/v1/subjects?sector=zz", "sector", "zz", ""),
        ("/api/v1/statistics/hazards?by=zz", "by", "zz", "township"),
        ("/api/v1/statistics/hazards?from=2026-13", "from", "2026-13", ""),
        ("/api/v1/statistics/hazards?from=2026-05&to=2026-01", "from", "2026-05", ""),
        ("/api/v1/zeroing?from=2026-05-01&to=2026-01-01", "from", "2026-05-01", "yyyy-MM-dd"),
        ("/api/v1/zeroing?from=0001-01-01&to=9999-12-31", "from", "0001-01-01", "yyyy-MM-dd"),
    ] {
        let errors = refused(&site, path, &clerk);
        assert_eq!((&errors[0]["field"], &errors[0]["given"]), (&field.into(), &given.into()), "{path}");
        assert!(errors[0]["expected"].as_str().unwrap().contains(expected), "{path}: {errors:?}");
        assert!(errors[0]["problem_zh"].as_str().is_some_and(|it| !it.is_ascii()), "{path}");
    }
    for path in ["/api/v1/hazards?grade=major&view=all", "/api/v1/hazards?grade=&sector=", "/api/v1/zeroing?by=sector"]
    {
        assert_eq!(site.get(path, &clerk).code(), 200, "{path}");
    }
}

#[test]
fn a_page_says_what_it_did_not_understand_and_a_file_is_refused() {
    let world = World::new();
    let (site, clerk) = (world.site(), world.cookie(Role::DistrictClerk));
    let page = site.get("/hazards?grade=zz&view=all", &clerk);
    assert_eq!(page.code(), 200);
    assert!(page.body.contains("data-not-understood") && page.body.contains("“zz”"), "{}", page.body);
    assert!(!site.get("/hazards?grade=major&view=all", &clerk).body.contains("data-not-understood"));
    let board = site.get("/zeroing?from=0001-01-01&to=9999-12-31", &clerk);
    assert!(board.code() == 200 && board.body.contains("一次最多查十年"), "{}", board.code());
    assert_eq!(site.get("/hazards/export?grade=zz", &clerk).code(), 422);
}

/// No page and no answer counts every day or month of ten thousand years.
#[test]
fn no_span_is_without_end() {
    let world = World::new();
    let (site, clerk) = (world.site(), world.cookie(Role::DistrictClerk));
    let routes = assemble::routes();
    let gets = routes.rows().iter().filter(|it| it.method == Method::GET && !it.path.contains('{'));
    let mut asked = 0;
    for route in gets.filter(|it| it.kind == RouteKind::Api || !it.path.ends_with("/export")) {
        let path = format!("{}?from=0001-01-01&to=9999-12-31", route.path);
        let answer = site.get(&path, &clerk);
        assert!(answer.code() < 500, "{path}: {}", answer.body);
        assert!(answer.bytes.len() < 2_000_000, "{path}: {} bytes", answer.bytes.len());
        asked += 1;
    }
    assert!(asked > 100, "{asked}");
}

/// Filters, views and numbers of a page lead to addresses that are understood.
#[test]
fn what_pages_link_to_is_understood() {
    let world = World::new();
    let (site, clerk) = (world.site(), world.cookie(Role::DistrictClerk));
    let routes = assemble::routes();
    let gets = routes.rows().iter().filter(|it| it.method == Method::GET && it.kind == RouteKind::Page);
    let mut links = BTreeSet::new();
    for route in gets {
        let answer = site.get(&crate::requests::own_path(&world, route), &clerk);
        if answer.is_page() {
            let hrefs = answer.body.split("href=\"/").skip(1).filter_map(|it| it.split('"').next());
            links.extend(hrefs.filter(|it| it.contains('?')).map(|it| format!("/{}", it.replace("&amp;", "&"))));
        }
    }
    assert!(links.len() > 200, "{}", links.len());
    let lost = |path: &&String| {
        let answer = site.get(path, &clerk);
        answer.code() == 422 || answer.body.contains("data-not-understood")
    };
    let lost: Vec<_> = links.iter().filter(lost).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}
