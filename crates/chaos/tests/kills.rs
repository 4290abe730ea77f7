//! The real program under kills: nothing acknowledged is lost; and a program that answers too early is caught.

use chaos::Outcome;
use chaos::district::District;
use chaos::kills::{Plan, replay, run};
use chaos::program::{Which, build};
use chaos::race;
use chaos::tally::Tally;

const SEED: u64 = 20_261;

fn plan(which: Which, kills: u64) -> Outcome<Plan> {
    Ok(Plan { anlan: build(which)?, which, seed: SEED, kills, minutes: 0, until_lost: false, forgets_keys: false })
}

fn kill(plan: &Plan) -> Tally {
    run(plan, |_| ()).expect("the run can be run")
}

#[test]
fn fifty_kills_lose_nothing() {
    let tally = kill(&plan(Which::Real, 50).unwrap());
    assert!(tally.is_clean(), "{:#}", tally.to_json());
    assert_eq!((tally.kills, tally.refused), (50, 0), "{:#}", tally.to_json());
    // A run that did nothing shows nothing.
    assert!(tally.acknowledged > 1_000 && tally.repeats > 50, "{:#}", tally.to_json());
    let resolved = tally.resolved;
    assert!(resolved.retried > 0 && resolved.took > 0 && resolved.missed > 0, "{:#}", tally.to_json());
}

/// The negative control. A kill has to fall between an answer and its commit, 10 ms apart, so it may take several.
#[test]
fn a_server_that_answers_before_its_commit_is_caught() {
    let tally = kill(&Plan { until_lost: true, ..plan(Which::AnswersEarly, 100).unwrap() });
    assert!(tally.lost > 0, "the control lost nothing: {:#}", tally.to_json());
}

/// The negative control of the keys: clients that draw a new key for every try do things twice.
#[test]
fn a_client_with_a_new_key_for_every_try_is_caught() {
    let tally = kill(&Plan { forgets_keys: true, ..plan(Which::Real, 5).unwrap() });
    assert!(tally.doubled > 0 && tally.lost == 0, "{:#}", tally.to_json());
}

#[test]
fn one_of_sixteen_wins() {
    let results = race::run(&build(Which::Real).unwrap(), 200, SEED).unwrap();
    eprintln!("{results:?}");
    assert_eq!(results.wrong, Vec::<String>::new());
    assert_eq!(results.races, 200);
    assert_eq!(results.refused, 200 * (race::CLIENTS as u64 - 1));
    assert!(results.accepted > 10 && results.returned > 10, "{results:?}");
}

/// The negative control of the replay: one row that no fact explains.
#[test]
fn a_row_that_no_fact_explains_fails_the_replay() {
    let anlan = build(Which::Real).unwrap();
    let district = District::build(&anlan).unwrap();
    let data = district.copy("changed").unwrap();
    assert_eq!(replay(&anlan, &data), []);
    let connection = rusqlite::Connection::open(data.join("anlan.db")).unwrap();
    let changed = connection.execute("UPDATE hazard SET status = 'to_close' WHERE status = 'closed'", []).unwrap();
    assert!(changed > 0);
    drop(connection);
    assert_eq!(replay(&anlan, &data).len(), 1);
}
