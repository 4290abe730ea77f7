//! As known on that day: what was recorded since is not there, nothing can be done, and nobody sees more than today.

use axum::http::{Method, header};
use kernel::{Identity as _, Role, Span};

use crate::ask::{Ask, Site};
use crate::world::{Place, World};

/// The whole server over the world's district; the past stands before its routes.
fn whole(world: &World) -> Site {
    Site::new(server::serve::router(&world.t.db, world.t.clock.clone()).unwrap())
}

fn as_of(world: &World) -> String {
    world.now().to_minute().replace(' ', "T")
}

fn files_of_the_past(world: &World) -> usize {
    let names = std::fs::read_dir(world.t.folder()).unwrap().map(|file| file.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".db") && name.to_string_lossy().starts_with("as-of-")).count()
}

#[test]
fn a_page_shows_what_was_known_then_and_leads_to_that_moment() {
    let world = World::new();
    let site = whole(&world);
    let clerk = world.cookie(Role::DistrictClerk);
    let id = world.spot(Place::Own).hazards.to_verify.to_text();
    world.t.clock.advance(Span::minutes(2));
    let then = as_of(&world);
    world.t.clock.advance(Span::minutes(2));
    let path = format!("/api/v1/hazards/{id}");
    let before = site.get(&path, &clerk).value();
    let inspector = world.cookie(Role::Inspector);
    let body = serde_json::json!({ "accepted": false, "note": "积尘未清理干净" });
    let returned = site.json(&format!("{path}/verification"), &inspector, &body);
    assert!((200..300).contains(&returned.code()), "{}", returned.body);
    let after = site.get(&path, &clerk).value();
    assert_ne!(before["status"], after["status"]);
    let past = site.get(&format!("{path}?as_of={then}"), &clerk).value();
    assert_eq!(past["status"], before["status"]);
    assert_eq!(files_of_the_past(&world), 1);

    let page = site.get(&format!("/hazards/{id}?as_of={then}"), &clerk);
    assert_eq!(page.code(), 200, "{}", page.body);
    assert!(!page.body.contains("积尘未清理干净") && page.body.contains("past-flag"), "{}", page.body);
    assert!(page.body.contains(&format!("href=\"/hazards?as_of={then}\"")), "{}", page.body);
    let live = site.get(&format!("/hazards/{id}"), &clerk);
    assert!(live.body.contains("积尘未清理干净") && !live.body.contains("past-flag"), "{}", live.body);
    let list = site.get(&format!("/hazards?as_of={then}"), &clerk);
    assert!(list.body.contains(&format!("name=\"as_of\" value=\"{then}\"")), "{}", list.body);

    // What changed since, with its reason; and nothing changed before anything was.
    let changes = site.get(&format!("/hazards/changes?from={then}"), &clerk);
    assert!(changes.body.contains("积尘未清理干净") && changes.body.contains(&id), "{}", changes.body);
    let none = site.get("/hazards/changes?from=2020-01-01T00:00&until=2020-01-02T00:00", &clerk);
    assert!(!none.body.contains("积尘未清理干净"), "{}", none.body);
    let other = world.cookie(Role::EnterpriseUser);
    let elsewhere = world.spot(Place::Sibling).hazards.to_verify.to_text();
    let theirs = site.get("/hazards/changes?from=2020-01-01T00:00", &other);
    assert!(theirs.body.contains(&id) && !theirs.body.contains(&elsewhere), "{}", theirs.body);
}

#[test]
fn the_past_is_read_by_those_who_may_and_changed_by_nobody() {
    let world = World::new();
    let site = whole(&world);
    let clerk = world.cookie(Role::DistrictClerk);
    let spot = world.spot(Place::Own);
    world.t.clock.advance(Span::minutes(1));
    let then = as_of(&world);
    let facts = world.count("fact");
    let id = spot.hazards.to_assign.to_text();
    let acted = site.ask(&Ask::new(Method::POST, &format!("/hazards/{id}/assignment?as_of={then}")).by(&clerk));
    assert_eq!(acted.code(), 409, "{}", acted.body);
    assert_eq!(world.count("fact"), facts);

    // A stranger is asked to sign in, and no file is made for him.
    let stranger = site.get(&format!("/hazards?as_of={then}"), "");
    assert!(stranger.location().contains("as_of"), "{}", stranger.location());
    assert_eq!(files_of_the_past(&world), 0);
    let enterprise = world.cookie(Role::EnterpriseUser);
    let theirs = world.spot(Place::Sibling).hazards.to_rectify.to_text();
    assert_eq!(site.get(&format!("/hazards/{theirs}?as_of={then}"), &enterprise).code(), 404);
    let own = spot.hazards.to_rectify.to_text();
    assert_eq!(site.get(&format!("/hazards/{own}?as_of={then}"), &enterprise).code(), 200);

    for (path, code) in [
        ("/hazards?as_of=yesterday", 422),
        ("/complaints?as_of=2026-06-01", 409),
        (&format!("/hazards/{own}/evidence-pack?as_of={then}"), 409),
        // These begin like pages without a past, and have one.
        (&format!("/accountability?as_of={then}"), 200),
        // Before anything was recorded there was nothing, and later than now is now.
        (&format!("/hazards/{own}?as_of=2001-01-01"), 404),
        ("/hazards?as_of=2199-01-01", 200),
    ] {
        let answer = site.ask(&Ask::get(path).by(&clerk).with(header::ACCEPT_LANGUAGE, "zh-CN"));
        assert_eq!(answer.code(), code, "{path}: {}", answer.body);
    }

    // What was erased stays erased.
    let shown = format!("/hazards/{own}?as_of={then}");
    let words = "除尘管道";
    assert!(site.get(&shown, &clerk).body.contains(words));
    let erased = spot.hazards.to_rectify;
    world.t.db.erase(&world.t.rule(), "hazard", *erased.bytes(), "依申请删除").unwrap();
    world.t.clock.advance(Span::minutes(1));
    // In the moment that is open, too.
    for path in [shown, format!("/hazards/{own}?as_of={}", as_of(&world))] {
        let again = site.get(&path, &clerk);
        assert!(again.code() == 200 && !again.body.contains(words), "{path}: {}", again.body);
    }
}

#[test]
fn only_a_few_moments_stay_open() {
    let world = World::new();
    let site = whole(&world);
    let clerk = world.cookie(Role::DistrictClerk);
    for day in 1..=6 {
        assert_eq!(site.get(&format!("/desk?as_of=2026-06-0{day}"), &clerk).code(), 200);
    }
    assert_eq!(files_of_the_past(&world), 4);
    // What a killed server left is gone at the next start.
    drop(site);
    std::fs::write(world.t.folder().join("as-of-9.db"), "left").unwrap();
    drop(whole(&world));
    assert_eq!(files_of_the_past(&world), 0);
}
