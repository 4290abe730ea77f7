//! What must be seen to fail: the start without a fitting policy, and the two tests of access on a house with a hole in it.

use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, PolicyRow, Reach, Role};
use ledger::{Db, params};
use page::{Doc, Reply, Route, Routes};
use server::{assemble, policy};

use crate::families::plain;
use crate::matrix::{Matrix, Outcome};
use crate::names;
use crate::world::World;

const VIEW: Act = Act("hazard.view");

/// The policy of the house with one row widened by mistake.
static WIDENED: LazyLock<Vec<PolicyRow>> = LazyLock::new(|| {
    const TOO_WIDE: &[(Role, Reach)] = &[
        (Role::DistrictClerk, Reach::District),
        (Role::DepartmentClerk, Reach::District),
        (Role::TownshipOfficer, Reach::District),
        (Role::Inspector, Reach::District),
        (Role::EnterpriseUser, Reach::Organisation),
        (Role::DutyOfficer, Reach::District),
        (Role::Leader, Reach::District),
        (Role::Auditor, Reach::District),
    ];
    let mut rows = policy::POLICY.to_vec();
    let row = rows.iter_mut().find(|row| row.act == VIEW).unwrap();
    row.grants = TOO_WIDE;
    rows
});

async fn hello() -> &'static str {
    "hello"
}

/// Forgets the scope.
async fn leak(State(db): State<Db>, Path(id): Path<hazard::HazardId>) -> Reply<String> {
    let read =
        db.read(move |r| r.row("SELECT title FROM hazard_text WHERE id = $1", params![id], |row| row.get::<String>(0)));
    Ok(read.await?.ok_or(kernel::Error::NotFound("HazardId"))?)
}

/// Hides what lies outside, but in other words than what does not exist.
async fn tells(State(db): State<Db>, Path(id): Path<hazard::HazardId>) -> Reply<String> {
    let read = db.read(move |r| r.value::<i64>("SELECT COUNT(*) FROM hazard WHERE id = $1", params![id]));
    Err(kernel::Error::NotFound(if read.await? == 0 { "HazardId" } else { "SubjectId" }).into())
}

async fn leaking_list(State(db): State<Db>) -> Reply<String> {
    let all = db.read(|r| r.rows("SELECT title FROM hazard_text LIMIT 100", &[], |row| row.get::<String>(0)));
    Ok(all.await?.join("\n"))
}

fn one(path: &'static str, act: Act) -> Vec<Route<Db>> {
    Routes::new().page(Method::GET, path, act, hello).into_rows()
}

#[test]
fn a_route_and_the_policy_must_fit() {
    let world = World::new();
    let refused = |extra: Vec<Route<Db>>, policy: &'static [PolicyRow]| {
        let mut rows = assemble::routes().into_rows();
        rows.extend(extra);
        world.site_with(rows, policy).map(drop).unwrap_err()
    };
    let found = refused(one("/dreams", Act("dream.view")), policy::POLICY);
    assert_eq!(found, ["GET /dreams needs a policy row for dream.view"]);

    static LONGER: LazyLock<Vec<PolicyRow>> = LazyLock::new(|| {
        let grants: &[(Role, Reach)] = &[(Role::Leader, Reach::District)];
        let row = PolicyRow { act: Act("dream.dream"), grants, by_sector: &[] };
        policy::POLICY.iter().copied().chain([row]).collect()
    });
    assert_eq!(refused(Vec::new(), &LONGER), ["dream.dream has a policy row and no route"]);
    assert!(world.site_with(assemble::routes().into_rows(), policy::POLICY).is_ok());
}

/// Runs the matrix over the routes that a test adds or picks, on a house with a fault.
fn faults(
    world: &World,
    extra: Vec<Route<Db>>,
    picked: impl Fn(&Route<Db>) -> bool,
    policy: &'static [PolicyRow],
) -> Outcome {
    let mut rows = assemble::routes().into_rows();
    rows.extend(extra);
    let asked: Vec<Route<Db>> = rows.iter().filter(|route| picked(route)).cloned().collect();
    let site = world.site_with(rows, policy).unwrap_or_else(|found| panic!("{found:?}"));
    Matrix::new(world, site, policy::POLICY).run(&asked)
}

fn all_tell(outcome: &Outcome, said: &[&str]) {
    for words in said {
        assert!(outcome.faults.iter().any(|fault| fault.contains(words)), "not found: {words}\n{:#?}", outcome.faults);
    }
}

#[test]
fn a_policy_row_widened_by_mistake_is_found() {
    let world = World::new();
    let outcome = faults(&world, Vec::new(), |route| route.act == VIEW, &WIDENED);
    all_tell(
        &outcome,
        &[
            "GET /hazards/{id} · auditor Active own: expected Forbidden, got 200",
            "GET /hazards/{id} · township_officer Active sibling: expected Hidden, got 200",
            "GET /api/v1/hazards/{id} · township_officer Active sibling: expected Hidden, got 200",
        ],
    );
}

#[test]
fn a_handler_that_forgets_the_scope_is_found() {
    let world = World::new();
    let added = || {
        Routes::new()
            .page(Method::GET, "/hazards/{id}/leak", VIEW, leak)
            .api(Method::GET, "/hazards/{id}/tells", VIEW, tells, Doc::new("Tells"))
            .into_rows()
    };
    let outcome = faults(&world, added(), |route| route.path.ends_with("/leak"), policy::POLICY);
    all_tell(&outcome, &["leak · township_officer Active sibling: expected Hidden, got 200"]);

    let outcome = faults(&world, added(), |route| route.path.ends_with("/tells"), policy::POLICY);
    all_tell(
        &outcome,
        &["GET /api/v1/hazards/{id}/tells · township_officer: what is hidden and what does not exist are told apart"],
    );
}

#[test]
fn a_list_that_forgets_the_scope_is_found() {
    let world = World::new();
    let mut rows = assemble::routes().into_rows();
    rows.extend(Routes::new().page(Method::GET, "/hazards/leaks", Act("hazard.list"), leaking_list).into_rows());
    let asked: Vec<Route<Db>> = rows.iter().filter(|route| route.path == "/hazards/leaks").cloned().collect();
    let site = world.site_with(rows, policy::POLICY).unwrap_or_else(|found| panic!("{found:?}"));
    let seen = names::look(&world, &site, &asked);
    let said = "GET /hazards/leaks? · enterprise_user: shows 脚手架连墙件缺失";
    assert!(seen.faults.iter().any(|fault| fault == said), "{:#?}", seen.faults);
}

#[test]
fn a_route_that_no_table_knows_is_found() {
    let world = World::new();
    let added = Routes::new()
        .page(Method::GET, "/dreams/{id}", VIEW, hello)
        .page(Method::POST, "/hazards/{id}/dreams", VIEW, hello)
        .into_rows();
    let outcome = faults(&world, added, |route| plain(route).contains("dreams"), policy::POLICY);
    assert_eq!(outcome.faults, ["GET /dreams/{id}: no family", "POST /hazards/{id}/dreams: no body in bodies.rs"]);
}
