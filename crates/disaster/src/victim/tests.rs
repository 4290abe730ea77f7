//! What may be said of a person, what becomes of them, names beside figures that neither changes, and erasing one person.

use kernel::{Ctx, Division, Error, Identity as _, Instant, Role};

use super::*;
use crate::amount::Amount;
use crate::event::DisasterId;
use crate::place::Place;
use crate::tests::{Story, says};

fn person(division: Division) -> Person {
    Person {
        name: "李某某".into(),
        sex: "male".into(),
        age: "61".into(),
        division: division.to_string(),
        place: "三组河边公路".into(),
        cause: "drowned".into(),
        condition: "missing".into(),
        since: "2026-06-18 03:20".into(),
        note: String::new(),
    }
}

fn recorded(s: &Story, role: Role, id: DisasterId, cmd: &Person) -> Result<VictimId, Error> {
    let cmd = cmd.clone();
    s.act(role, move |tx, ctx| record(tx, ctx, id, &cmd))
}

fn outcome(result: Result<VictimId, Error>) -> String {
    match result {
        Ok(_) => "recorded".to_owned(),
        Err(Error::Invalid(problems)) => {
            problems.0.iter().map(|it| format!("{}: {}", it.field, it.problem)).collect::<Vec<_>>().join("; ")
        }
        Err(other) => other.to_string(),
    }
}

fn one(s: &Story, id: VictimId) -> Victim {
    s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), id)).unwrap()
}

fn register(s: &Story, ctx: &Ctx, id: DisasterId) -> query::Register {
    s.t.db.read_blocking(|r| compared(r, ctx, &s.one(id))).unwrap()
}

#[test]
fn what_may_be_said_of_a_person() {
    let s = Story::begin();
    let [east, west] = s.people.township_divisions;
    let village = s.people.villages[0];
    let id = s.flood(&[east]);
    let check = |change: fn(&mut Person), expected: &str| {
        let mut cmd = person(village);
        change(&mut cmd);
        assert_eq!(outcome(recorded(&s, Role::TownshipOfficer, id, &cmd)), expected, "{cmd:?}");
    };
    check(|it| it.name.clear(), "name: fill in this field");
    check(|it| it.sex = "men".into(), "sex: choose one of the list");
    check(|it| it.age = "131".into(), "age: the age in whole years, 130 at most");
    check(|it| it.cause = "water".into(), "cause: choose one of the list");
    check(|it| it.condition = "found".into(), "condition: choose one of the list");
    check(|it| it.since = "2099-01-01 00:00".into(), "since: this lies in the future");
    check(
        |it| it.since = "2026-06-18 03:19".into(),
        "since: this lies before the disaster or before the person was lost",
    );
    check(|it| it.division = "530999000000".into(), "division: this is no township or village of the district");
    let neighbour = Person { division: west.to_string(), ..person(village) };
    let refused = outcome(recorded(&s, Role::TownshipOfficer, id, &neighbour));
    assert_eq!(refused, "division: this is no township or village of the district", "another township's");

    check(|_| {}, "recorded");
    check(|_| {}, "note: this name of this place is recorded already: say how the two differ");
    check(|it| it.note = "同名，住东头".into(), "recorded");
    s.act(Role::DutyOfficer, move |tx, ctx| crate::event::dismiss(tx, ctx, id, "重复登记")).unwrap();
    check(|it| it.name = "王某某".into(), "this disaster was dismissed");
    s.t.assert_replay_agrees();
}

#[test]
fn a_missing_person_is_found_and_a_record_is_corrected_and_taken_back() {
    let s = Story::begin();
    let id = s.flood(&[s.people.township_divisions[0]]);
    let cmd = person(s.people.villages[0]);
    let victim = recorded(&s, Role::TownshipOfficer, id, &cmd).unwrap();
    let found = |condition: &str, since: &str| {
        let cmd = Outcome { condition: condition.into(), since: since.into(), note: "下游寻获".into() };
        s.act(Role::TownshipOfficer, move |tx, ctx| find(tx, ctx, victim, &cmd)).map_err(|it| it.to_string())
    };
    let now = s.t.rule().now.to_minute();
    assert!(found("missing", &now).unwrap_err().contains("choose one of the list"));
    assert!(found("dead", "2026-06-18 03:00").unwrap_err().contains("before the person was lost"));
    found("dead", &now).unwrap();
    assert_eq!(
        (one(&s, victim).known.condition, one(&s, victim).known.since.to_minute()),
        (Condition::Dead, now.clone())
    );
    assert_eq!(found("found", &now).unwrap_err(), "only who is missing can be found");

    let corrected = |change: fn(&mut Correct)| {
        let person =
            Person { condition: "dead".into(), since: now.clone(), note: "下游寻获".into(), ..cmd.clone() };
        let mut cmd = Correct { person, reason: "家属辨认后更正".into() };
        change(&mut cmd);
        s.act(Role::DutyOfficer, move |tx, ctx| correct(tx, ctx, victim, &cmd)).map_err(|it| it.to_string())
    };
    assert_eq!(corrected(|_| {}).unwrap_err(), "nothing is different: say what changed");
    let both = corrected(|it| {
        it.reason.clear();
        it.person.name.clear();
    });
    assert_eq!(both.unwrap_err().matches("fill in this field").count(), 2, "every problem at once");
    corrected(|it| it.person.name = "黎某某".into()).unwrap();
    assert_eq!(one(&s, victim).name(), "黎某某");

    let taken_back = || {
        let cmd = Withdraw { reason: "与另一登记为同一人".into() };
        s.act(Role::DutyOfficer, move |tx, ctx| withdraw(tx, ctx, victim, &cmd)).map_err(|it| it.to_string())
    };
    taken_back().unwrap();
    assert_eq!(taken_back().unwrap_err(), "this record was taken back");
    let history = s.t.db.read_blocking(|r| query::history(r, &s.t.rule(), victim)).unwrap();
    let kinds: Vec<&str> = history.iter().map(|it| ledger::Fact::kind(&it.fact)).collect();
    assert_eq!(kinds, ["recorded", "found", "corrected", "withdrawn"]);
    s.t.assert_replay_agrees();
}

#[test]
fn names_stand_beside_figures_and_neither_changes_the_other() {
    let s = Story::begin();
    let [east, west] = s.people.township_divisions;
    let id = s.flood(&[east, west]);
    let leader = s.ctx(Role::Leader, "see");
    let pair = |names: i64, figure: Option<i64>| query::Compared { names, figure: figure.map(Amount::whole) };
    assert_eq!(
        register(&s, &leader, id),
        query::Register::default(),
        "nobody named, nothing reported: nothing differs"
    );

    s.send(Role::TownshipOfficer, id, &Place::of(east), &says("affected=9 deaths=1 missing=1")).unwrap();
    let told = register(&s, &leader, id);
    assert_eq!(told.whole, [pair(0, Some(1)), pair(0, Some(1))]);
    assert_eq!(told.differing.keys().copied().collect::<Vec<_>>(), [east]);

    let lost = recorded(&s, Role::TownshipOfficer, id, &person(s.people.villages[0])).unwrap();
    let dead = Person { name: "陈某某".into(), condition: "dead".into(), ..person(s.people.villages[0]) };
    recorded(&s, Role::TownshipOfficer, id, &dead).unwrap();
    let told = register(&s, &leader, id);
    assert_eq!(told.whole, [pair(1, Some(1)), pair(1, Some(1))]);
    assert!(told.differing.is_empty());
    let figures = s.board(Role::Leader, id);
    let measure = |name| crate::measure::Measure::named(name).unwrap();
    assert_eq!(figures.county(measure("missing")), Some(Amount::whole(1)));

    let cmd = Outcome { condition: "dead".into(), since: s.t.rule().now.to_minute(), note: String::new() };
    s.act(Role::TownshipOfficer, move |tx, ctx| find(tx, ctx, lost, &cmd)).unwrap();
    let told = register(&s, &leader, id);
    assert_eq!(told.whole, [pair(2, Some(1)), pair(0, Some(1))], "the sheet still says one of each");
    assert_eq!(told.differing[&east], told.whole);
    assert_eq!(s.board(Role::Leader, id).county(measure("deaths")), Some(Amount::whole(1)), "adjusted silently");

    // The other township's people are nobody else's to see.
    let elsewhere = Person { name: "周某某".into(), condition: "dead".into(), ..person(west) };
    recorded(&s, Role::DutyOfficer, id, &elsewhere).unwrap();
    let own = s.ctx(Role::TownshipOfficer, "see");
    let listed = |ctx: &Ctx| {
        let filter = query::Filter { disaster: Some(id), ..query::Filter::default() };
        s.t.db.read_blocking(|r| query::list(r, ctx, &filter, 0, 10)).unwrap().len()
    };
    assert_eq!((listed(&leader), listed(&own)), (3, 2));
    assert_eq!(register(&s, &own, id).whole, [pair(2, Some(1)), pair(0, Some(1))]);
    let told = register(&s, &leader, id);
    assert_eq!(told.whole[0], pair(3, Some(1)));
    assert_eq!(told.differing[&west], [pair(1, None), pair(0, None)], "a name without a figure differs");
    let of_west = |ctx: &Ctx| {
        let filter = query::Filter { township: Some(west), ..query::Filter::default() };
        s.t.db.read_blocking(|r| query::list(r, ctx, &filter, 0, 10)).unwrap()
    };
    let theirs = of_west(&leader).remove(0).id;
    let hidden = s.t.db.read_blocking(|r| query::one(r, &own, theirs));
    assert!(matches!(hidden, Err(Error::NotFound(_))) && of_west(&own).is_empty());
    s.t.assert_replay_agrees();
}

#[test]
fn a_person_is_erased_and_still_counts() {
    let s = Story::begin();
    let id = s.flood(&[s.people.township_divisions[0]]);
    let victim = recorded(&s, Role::TownshipOfficer, id, &person(s.people.villages[0])).unwrap();
    let stored = |text: &str| s.t.texts().into_iter().any(|(_, cells)| cells.iter().any(|cell| cell.contains(text)));
    assert!(stored("李某某") && stored("三组河边公路"));
    assert!(!format!("{:?}", one(&s, victim).known).contains("李某某"), "it would stand in a log");
    s.t.db.erase(&s.t.rule(), "disaster_victim", *victim.bytes(), "依申请删除").unwrap();
    assert!(!stored("李某某") && !stored("三组河边公路"));
    let it = one(&s, victim);
    assert_eq!((it.name(), it.sex(), it.age()), ("--", None, ""));
    assert_eq!(it.known.since, Instant::read("2026-06-18 03:20").unwrap());
    assert_eq!(register(&s, &s.ctx(Role::Leader, "see"), id).whole[1].names, 1);
    s.t.assert_replay_agrees();
}
