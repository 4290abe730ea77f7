//! How long a session lives, and what ends it at once.

use kernel::{MembershipStatus, Role, Span};
use ledger::params;
use registry::{account, membership};
use server::sign_in::session;

use crate::ask::{Answer, Ask, Site};
use crate::sign_in::{cookie_of, with_password};
use crate::world::{Standing, World};

const CLERK: Role = Role::DistrictClerk;

fn is_in(answer: &Answer) -> bool {
    answer.code() == 200
}

fn open(site: &Site, cookie: &str) -> bool {
    let answer = site.get("/hazards", cookie);
    assert!(is_in(&answer) || answer.location() == "/sign-in?back=%2Fhazards", "{}", answer.code());
    is_in(&answer)
}

#[test]
fn thirty_minutes_of_rest_end_a_session() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    for _ in 0..4 {
        assert!(open(&site, &who), "work keeps it alive");
        world.t.clock.advance(Span::minutes(29));
    }
    assert!(open(&site, &who));
    world.t.clock.advance(Span::minutes(30));
    assert!(!open(&site, &who));
    world.t.clock.advance(Span::minutes(-20));
    assert!(open(&site, &who), "the clock was moved back: the row stands and says when");
}

#[test]
fn twelve_hours_end_a_session_at_work() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    for minutes in (0..12 * 60).step_by(20) {
        assert!(open(&site, &who), "after {minutes} minutes");
        world.t.clock.advance(Span::minutes(20));
    }
    assert!(!open(&site, &who));
}

#[test]
fn signing_out_ends_the_session() {
    let world = World::new();
    let site = world.site();
    let who = world.cookie(CLERK);
    let out = site.form("/sign-out", &who, &[]);
    assert_eq!((out.code(), out.location()), (303, "/sign-in"));
    let cleared = out.cookies()[0].to_owned();
    assert!(cleared.contains("Max-Age=0") && cleared.contains("HttpOnly"), "{cleared}");
    assert!(!open(&site, &who));
    assert_eq!(site.get("/api/v1/hazards", &who).code(), 401);
}

#[test]
fn a_changed_password_ends_the_other_sessions() {
    const OLD: &str = "the old password";
    const NEW: &str = "a new password 2026";
    let world = World::new();
    let site = world.site();
    with_password(&world, CLERK, Standing::Active, OLD);
    let sign_in = |password: &str| site.form("/sign-in", "", &[("login", "district"), ("password", password)]);
    let (here, there) = (cookie_of(&sign_in(OLD)), cookie_of(&sign_in(OLD)));
    let leader = world.cookie(Role::Leader);
    let change = |current: &str, new: &str, again: &str| {
        site.form("/account", &here, &[("current", current), ("new", new), ("again", again)])
    };
    //                present  new  again
    assert_eq!(change("no", NEW, NEW).code(), 422);
    assert_eq!(change(OLD, "short", "short").code(), 422);
    assert_eq!(change(OLD, NEW, "other").code(), 422);
    assert!(open(&site, &there));
    assert_eq!(change(OLD, NEW, NEW).code(), 200);
    assert!(open(&site, &here) && !open(&site, &there) && open(&site, &leader));
    assert_eq!((sign_in(OLD).code(), sign_in(NEW).code()), (422, 303));
}

#[test]
fn a_disabled_account_is_out_with_its_next_request() {
    let world = World::new();
    let site = world.site();
    let it = world.player(CLERK, Standing::Active).clone();
    assert!(open(&site, &it.cookie()));
    // By the administrator, through the house itself.
    let path = format!("/api/v1/accounts/{}/disabling", it.account);
    let done = site.json(&path, &world.cookie(Role::Administrator), &serde_json::json!({ "reason": "调离" }));
    assert!(done.code() < 300, "{}", done.body);
    assert!(!open(&site, &it.cookie()));
    let account = it.account;
    world.write(move |tx, ctx| account::enable(tx, ctx, account));
    assert!(!open(&site, &it.cookie()), "whoever was sent away signs in anew");
}

#[test]
fn a_membership_counts_until_its_end_and_not_longer() {
    let world = World::new();
    let site = world.site();
    let it = world.player(Role::TownshipOfficer, Standing::Active).clone();
    let sql = "SELECT id FROM membership WHERE district = $1 AND person = $2";
    let district = world.t.rule().district;
    let id =
        world.t.db.read_blocking(|r| r.value::<registry::MembershipId>(sql, params![district, it.person])).unwrap();
    let change = |to| {
        let cmd = membership::Change { to, reason: "轮岗".into() };
        world.write(move |tx, ctx| membership::change(tx, ctx, id, &cmd));
        site.get("/hazards", &it.cookie()).code()
    };
    assert_eq!(change(MembershipStatus::Suspended), 403);
    assert_eq!(change(MembershipStatus::Active), 200);
    assert_eq!(change(MembershipStatus::Ended), 403);
    assert_eq!(site.get("/", &it.cookie()).code(), 200, "the desk stays, empty");
}

#[test]
fn a_deputy_acts_until_the_stated_moment() {
    let world = World::new();
    let site = world.site();
    let (deputy, leader) = (world.player(Role::DutyOfficer, Standing::Invited).person, world.f.leader);
    let office = world.f.office;
    world.write(move |tx, ctx| {
        let grant = membership::Grant {
            person: deputy,
            organisation: office,
            division: ctx.district.division(),
            role: Role::Leader,
            sectors: Vec::new(),
            from: ctx.now,
            to: Some(ctx.now + Span::minutes(25)),
            deputy_for: Some(leader),
        };
        let id = membership::grant(tx, ctx, &grant)?;
        membership::activate(tx, ctx, id)
    });
    let who = world.player(Role::DutyOfficer, Standing::Invited).cookie();
    assert!(open(&site, &who));
    world.t.clock.advance(Span::minutes(24));
    assert!(open(&site, &who));
    world.t.clock.advance(Span::minutes(1));
    assert_eq!(site.get("/hazards", &who).code(), 403);
}

#[test]
fn a_cookie_is_not_believed() {
    let world = World::new();
    let site = world.site();
    let right = world.cookie(CLERK);
    let text = right.split_once('=').unwrap().1;
    let long = "A".repeat(10_000);
    for forged in ["", "AAAA", "%", "' OR 1=1", &text[1..], &format!("{text}AA"), &text.to_lowercase(), &long] {
        assert!(!open(&site, &format!("{}={forged}", session::COOKIE)), "{forged}");
    }
    assert!(open(&site, &format!("other=1; {right}; more=2")));
    let remembered = site.ask(&Ask::get("/help?lang=en&size=large"));
    let set = remembered.cookies().join("\n");
    assert!(set.contains("anlan_lang=en; Path=/; SameSite=Lax") && set.contains("anlan_size=large"), "{set}");
    assert!(site.get("/help", "anlan_lang=en").body.contains("<html lang=\"en\""));
    assert!(site.get("/help", "anlan_lang=klingon").body.contains("<html lang=\"zh-CN\""));
}
