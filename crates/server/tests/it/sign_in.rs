//! Signing in by page and by program: what is said, what is set, how long one rests after wrong passwords.

use axum::http::header;
use kernel::{Role, Span};
use serde_json::json;
use server::sign_in::password::{Secret, set};
use server::sign_in::session;

use crate::ask::{Answer, Ask, Site};
use crate::world::{Standing, World};

const RIGHT: &str = "rightful password 安澜";
const LOGIN: &str = "district";

/// Gives the account of a role's player this password.
pub fn with_password(world: &World, role: Role, standing: Standing, password: &str) {
    let account = world.player(role, standing).account;
    let secret = Secret::of(password, false).unwrap();
    world.write(move |tx, ctx| set(tx, ctx, account, &secret));
}

fn sign_in(site: &Site, login: &str, password: &str) -> Answer {
    let fields = [("login", login), ("password", password), ("back", "/hazards")];
    site.ask(&Ask::post("/sign-in").form(&fields).with(header::ACCEPT_LANGUAGE, "en"))
}

/// The cookie an answer sets, as the browser sends it back.
pub fn cookie_of(answer: &Answer) -> String {
    let set = answer.cookies().into_iter().find(|c| c.starts_with(session::COOKIE)).unwrap_or_default();
    set.split(';').next().unwrap_or_default().to_owned()
}

#[test]
fn a_right_password_opens_the_house() {
    let world = World::new();
    let site = world.site();
    with_password(&world, Role::DistrictClerk, Standing::Active, RIGHT);
    let answer = sign_in(&site, LOGIN, RIGHT);
    assert_eq!((answer.code(), answer.location()), (303, "/hazards"), "{}", answer.body);
    let set = answer.cookies()[0].to_owned();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
        assert!(set.contains(flag), "{set}");
    }
    assert_eq!(site.get("/hazards", &cookie_of(&answer)).code(), 200);
    let token = session_text(&set);
    assert!(token.len() >= 43, "a token of at least 256 bits: {token}");
    assert_ne!(cookie_of(&sign_in(&site, LOGIN, RIGHT)), cookie_of(&answer));
}

fn session_text(set: &str) -> &str {
    set.split_once('=').unwrap().1.split(';').next().unwrap()
}

#[test]
fn programs_sign_in_for_a_token() {
    let world = World::new();
    let site = world.site();
    with_password(&world, Role::DistrictClerk, Standing::Active, RIGHT);
    let answer = site.json("/api/v1/sessions", "", &json!({ "login": LOGIN, "password": RIGHT }));
    assert!(answer.code() < 300, "{}", answer.body);
    let bearer = format!("Bearer {}", answer.value()["token"].as_str().unwrap());
    let listed = site.ask(&Ask::get("/api/v1/hazards").with(header::AUTHORIZATION, &bearer));
    assert_eq!(listed.code(), 200);
    let wrong = site.json("/api/v1/sessions", "", &json!({ "login": LOGIN, "password": "x" }));
    assert_eq!((wrong.code(), wrong.value()["errors"][0]["given"].as_str()), (422, Some("")));
}

#[test]
fn the_way_back_stays_in_the_house() {
    let world = World::new();
    let site = world.site();
    with_password(&world, Role::DistrictClerk, Standing::Active, RIGHT);
    // asked, goes to
    let cases = [
        ("/hazards?view=all", "/hazards?view=all"),
        ("", "/"),
        ("//elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\elsewhere.example", "/"),
        ("/\t/elsewhere.example", "/"),
    ];
    let mut faults = Vec::new();
    for (back, to) in cases {
        let answer = site.form("/sign-in", "", &[("login", LOGIN), ("password", RIGHT), ("back", back)]);
        if answer.location() != to {
            faults.push(format!("{back:?} leads to {:?} ({})", answer.location(), answer.code()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn five_wrong_passwords_let_an_account_rest() {
    let world = World::new();
    let site = world.site();
    with_password(&world, Role::DistrictClerk, Standing::Active, RIGHT);
    with_password(&world, Role::Leader, Standing::Active, RIGHT);
    for _ in 0..4 {
        assert_eq!(sign_in(&site, LOGIN, "wrong").code(), 422);
    }
    assert_eq!(sign_in(&site, LOGIN, RIGHT).code(), 303, "four wrong ones are forgiven");
    for n in 0..5 {
        let answer = sign_in(&site, LOGIN, "wrong");
        assert!(answer.code() == 422 && answer.body.contains("Account or password is wrong"), "{n}: {}", answer.body);
    }
    let resting = sign_in(&site, LOGIN, RIGHT);
    assert!(resting.code() == 422 && resting.body.contains("rests for 15 minutes"), "{}", resting.body);
    assert!(resting.cookies().is_empty());
    assert_eq!(sign_in(&site, "leader", RIGHT).code(), 303, "others do not rest");
    world.t.clock.advance(Span::minutes(14));
    assert_eq!(sign_in(&site, LOGIN, RIGHT).code(), 422);
    world.t.clock.advance(Span::minutes(2));
    assert_eq!(sign_in(&site, LOGIN, RIGHT).code(), 303);
}

#[test]
fn another_spelling_of_the_login_rests_too() {
    let world = World::new();
    let site = world.site();
    with_password(&world, Role::DistrictClerk, Standing::Active, RIGHT);
    let spellings = ["district", "DISTRICT", " district ", "District", "dIstrict"];
    assert_eq!(sign_in(&site, "DISTRICT", RIGHT).code(), 303, "logins are read without regard to case");
    for login in spellings {
        assert_eq!(sign_in(&site, login, "wrong").code(), 422);
    }
    assert_eq!(sign_in(&site, LOGIN, RIGHT).code(), 422, "five wrong passwords for one account");
}

#[test]
fn nothing_tells_which_accounts_there_are() {
    let world = World::new();
    let site = world.site();
    with_password(&world, Role::DistrictClerk, Standing::Active, RIGHT);
    with_password(&world, Role::Leader, Standing::Disabled, RIGHT);
    let said = |login: &str| {
        let answer = sign_in(&site, login, "wrong");
        let key = answer.field(page::REQUEST_KEY).unwrap_or("no key").to_owned();
        (answer.code(), answer.body.replace(&key, "").replace(login, ""))
    };
    let known = said(LOGIN);
    assert!(!known.1.contains("wrong\""), "a password is never shown again");
    assert_eq!(said("nobody-at-all"), known);
    assert_eq!(said("leader-disabled"), known);
    let refused = sign_in(&site, "leader-disabled", RIGHT);
    assert_eq!((refused.code(), refused.cookies().len()), (422, 0));
}
