//! What a sheet may say, a flood night of 130 villages, and that totals equal their parts whatever happens in whatever order.

use std::collections::HashMap;

use kernel::{Division, Error, Role};
use ledger::Clock as _;
use proptest::prelude::{Strategy as _, prop, prop_oneof, proptest};
use proptest::test_runner::Config;

use super::*;
use crate::amount::Amount;
use crate::event::DisasterId;
use crate::measure::Measure;
use crate::tests::{Story, because, says, zero};

fn measure(name: &str) -> Measure {
    Measure::named(name).unwrap()
}

/// What is refused, in words; the edition that was sent otherwise.
fn outcome(s: &Story, id: DisasterId, place: &Place, cmd: &Send) -> String {
    match s.send(Role::TownshipOfficer, id, place, cmd) {
        Ok(sheet) => {
            let it = s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), sheet)).unwrap();
            format!("{} {}", it.phase, it.edition)
        }
        Err(Error::Invalid(problems)) => {
            problems.0.iter().map(|it| format!("{}: {}", it.field, it.problem)).collect::<Vec<_>>().join("; ")
        }
        Err(other) => other.to_string(),
    }
}

#[test]
fn what_a_sheet_may_say() {
    let s = Story::begin();
    let place = Place::of(s.people.villages[0]);
    let id = s.flood(&[place.division]);
    let check = |cmd: &Send, expected: &str| assert_eq!(outcome(&s, id, &place, cmd), expected, "{cmd:?}");
    let phase = |mut cmd: Send, phase: &str| {
        cmd.phase = phase.into();
        cmd
    };
    check(&Send::default(), "affected: say at least one figure, or report zero");
    check(&says("people=3"), "figures: there is no such indicator");
    check(&says("affected=3.5"), "affected: this is counted in whole numbers");
    check(&says("affected=-3"), "affected: a number such as 12 or 12.5, at most four decimals");
    check(&says("affected=100000001"), "affected: more than there can be");
    check(&says("affected=3 deaths=4"), "deaths: this is more than the whole it is part of");
    check(&says("affected=3 person_times=2"), "person_times: person-times are not fewer than people");
    check(
        &says("households_collapsed=1 rooms_collapsed_housing=0"),
        "households_collapsed: households and their rooms: one is not there without the other",
    );
    check(
        &says("relocated=500 relocated_together=300 relocated_scattered=150"),
        "relocated: this does not agree with its parts or its whole",
    );
    let many = "households_collapsed=1 rooms_collapsed_housing=30";
    check(
        &says(many),
        "reason: say why figures fall, jump or are unusual; households_collapsed: so many rooms in a household: say why",
    );
    check(&phase(says("affected=3"), "continued"), "phase: nothing was sent yet: this is the first report");
    check(&phase(says("affected=3"), "verified"), "phase: figures are verified once the disaster is over");
    check(&Send { zero: true, ..says("affected=3") }, "affected: a zero report has no figures");

    check(&says("affected=100 deaths=0 missing=2 crops_affected_ha=10"), "first 1");
    check(
        &phase(says("affected=100 deaths=0 missing=2 crops_affected_ha=10"), "first"),
        "phase: a first report was sent: this is a continued one",
    );
    check(&says("affected=110 deaths=0 missing=1 crops_affected_ha=10.25"), "continued 2");
    check(
        &says("affected=90 deaths=0 missing=1"),
        "crops_affected_ha: this was said before: say it again, zero if there is none; \
         reason: say why figures fall, jump or are unusual; affected: this is less than before: say why",
    );
    let jump = "affected=200 deaths=0 missing=1 crops_affected_ha=10.25";
    check(
        &says(jump),
        "reason: say why figures fall, jump or are unusual; affected: this rose by more than half: say why",
    );
    check(&because(jump, "新增上游两个自然村"), "continued 3");
    assert!(outcome(&s, id, &place, &zero()).starts_with("reason: say why"));
    check(&Send { reason: "经核实为邻村灾情".into(), ..zero() }, "continued 4");
    check(&says("affected=7"), "continued 5");
    check(&Send { seen: 3, ..says(jump) }, "somebody else changed it first");
    s.t.assert_replay_agrees();
}

#[test]
fn silence_is_not_zero_and_late_stays_late() {
    let s = Story::begin();
    let [east, _] = s.people.township_divisions;
    let (village, affected) = (Place::of(s.people.villages[0]), measure("affected"));
    let id = s.flood(&[village.division]);
    let board = s.board(Role::Leader, id);
    assert_eq!((board.silent().len(), board.county(affected)), (1, None));
    assert_eq!(s.owed(crate::event::DUTY_VILLAGE), 1);

    s.t.clock.advance(kernel::Span::hours(3));
    let sheet = s.send(Role::TownshipOfficer, id, &village, &zero()).unwrap();
    let board = s.board(Role::Leader, id);
    assert_eq!((board.silent().len(), board.county(affected)), (0, Some(Amount::ZERO)));
    assert!(board.lines[0].late().is_some_and(|it| it.as_minutes() == 121));
    assert_eq!(s.owed(crate::event::DUTY_VILLAGE), 0);

    s.act(Role::TownshipOfficer, move |tx, ctx| withdraw(tx, ctx, sheet, "误报")).unwrap();
    let board = s.board(Role::Leader, id);
    assert_eq!((board.silent().len(), board.county(affected)), (1, None), "withdrawn is silent again");
    s.send(Role::TownshipOfficer, id, &village, &says("affected=5")).unwrap();
    let board = s.board(Role::Leader, id);
    assert!(board.lines[0].late().is_some(), "a later edition does not make it timely");
    assert_eq!(board.sum(east, affected).figure(), Some(Amount::whole(5)));
    let history = s.t.db.read_blocking(|r| query::history(r, &s.t.rule(), sheet)).unwrap();
    assert_eq!(history.len(), 3);
    s.t.assert_replay_agrees();
}

#[test]
fn a_total_is_its_own_part_until_the_parts_come() {
    let s = Story::begin();
    let [east, _] = s.people.township_divisions;
    let (town, village, affected) = (Place::of(east), Place::of(s.people.villages[0]), measure("affected"));
    let group = |name: &str| Place { group: name.into(), ..village.clone() };
    let id = s.flood(&[east]);
    let sums = |expected: (i64, Option<i64>)| {
        let board = s.board(Role::Leader, id);
        let sum = board.sum(east, affected);
        assert_eq!(sum.figure(), Some(Amount::whole(expected.0)));
        assert_eq!(sum.differs(), expected.1.map(Amount::whole));
        assert_eq!(board.county(affected), sum.figure());
    };
    s.send(Role::TownshipOfficer, id, &town, &says("affected=100")).unwrap();
    sums((100, None));
    s.send(Role::TownshipOfficer, id, &village, &says("affected=60")).unwrap();
    sums((60, Some(100)));
    s.send(Role::TownshipOfficer, id, &group("一组"), &says("affected=30")).unwrap();
    sums((30, Some(100)));
    let second = s.send(Role::TownshipOfficer, id, &group("二组"), &says("affected=70")).unwrap();
    sums((100, None));
    s.act(Role::TownshipOfficer, move |tx, ctx| withdraw(tx, ctx, second, "重复")).unwrap();
    sums((30, Some(100)));
    s.t.assert_replay_agrees();
}

#[test]
fn a_townships_table_is_pasted_or_refused_as_a_whole() {
    let (s, villages) = Story::with_villages(8);
    let id = s.flood(&[s.people.township_divisions[0]]);
    let (first, second) = (villages[0], villages[2]);
    let run = |table: String, reason: &'static str| {
        let cmd = Paste { text: table, phase: String::new(), reason: reason.into() };
        s.act(Role::TownshipOfficer, move |tx, ctx| paste(tx, ctx, id, &cmd).map(|it| it.len()))
    };
    let table =
        |a: &str, b: &str| format!("村\t受灾人口\t农作物受灾面积（公顷）\n{first}\t{a}\t1.5\n{second}\t{b}\t0\n");
    let wrong = run(table("12", "多"), "").unwrap_err();
    let Error::Invalid(problems) = wrong else { panic!("{wrong}") };
    assert_eq!(problems.0[0].given, "3\t受灾人口\t多");
    assert!(s.board(Role::Leader, id).lines.iter().all(|it| it.sheet.is_none()), "all or nothing");
    assert_eq!(run(table("12", "7"), "").unwrap(), 2);
    assert_eq!(s.board(Role::Leader, id).county(measure("affected")), Some(Amount::whole(19)));
    let Error::Invalid(problems) = run(table("40", "7"), "").unwrap_err() else { panic!("a jump without a reason") };
    let said: Vec<_> =
        problems.0.iter().map(|it| (it.field, it.given.split('\t').take(2).collect::<Vec<_>>())).collect();
    assert_eq!(said, [("reason", vec![""]), ("text", vec!["2", "受灾人口"])]);
    assert_eq!(run(table("40", "7"), "补报外出返乡人员").unwrap(), 2);
    let narrow = format!("村\t受灾人口\n{first}\t41\n");
    assert_eq!(run(narrow, "").unwrap(), 1);
    let kept = s.board(Role::Leader, id).county(measure("crops_affected_ha"));
    assert_eq!(kept.map(|it| it.to_string()).as_deref(), Some("1.5"), "what the table has no column for stays");
    // The same out of a file: what stands already sends nothing.
    let file = |table: String| {
        let cmd = Paste { text: table, ..Paste::default() };
        s.act(Role::TownshipOfficer, move |tx, ctx| import(tx, ctx, id, &cmd)).unwrap()
    };
    assert_eq!(file(table("41", "8")), (1, 1));
    assert_eq!(file(table("41", "8")), (0, 2));
    s.t.assert_replay_agrees();
}

/// Draws from a seed: the same night every time.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// What a place's sheets say, whoever asks: written down beside the program, to compare.
#[derive(Default)]
struct Beside(HashMap<Place, Figures>);

impl Beside {
    fn village(&self, division: Division, it: Measure) -> Option<Amount> {
        let (mut own, mut groups) = (None, Vec::new());
        for (place, figures) in self.0.iter().filter(|(place, _)| place.division == division) {
            match place.is_group() {
                true => groups.extend(figures.get(it)),
                false => own = figures.get(it),
            }
        }
        if groups.is_empty() { own } else { Some(groups.into_iter().sum()) }
    }

    fn township(&self, township: Division, it: Measure) -> Option<Amount> {
        let mut below: Vec<Division> = self.0.keys().map(|place| place.division).collect();
        below.retain(|division| *division != township && township.contains(*division));
        below.sort_unstable();
        below.dedup();
        let parts: Vec<Amount> = below.into_iter().filter_map(|division| self.village(division, it)).collect();
        let own = self.0.get(&Place::of(township)).and_then(|it_| it_.get(it));
        if parts.is_empty() { own } else { Some(parts.into_iter().sum()) }
    }

    fn agrees(&self, s: &Story, id: DisasterId) {
        let board = s.board(Role::Leader, id);
        for it in Measure::all() {
            let towns: Vec<Option<Amount>> =
                s.people.township_divisions.iter().map(|town| self.township(*town, it)).collect();
            for (town, expected) in s.people.township_divisions.iter().zip(&towns) {
                assert_eq!(board.sum(*town, it).figure(), *expected, "{it:?} of {town}");
            }
            let heard: Vec<Amount> = towns.into_iter().flatten().collect();
            let county = if heard.is_empty() { None } else { Some(heard.into_iter().sum()) };
            assert_eq!(board.county(it), county, "{it:?}");
        }
    }
}

/// 130 villages report through a night: in any order, some late, some twice, some wrongly.
#[test]
fn a_flood_night() {
    let (s, villages) = Story::with_villages(130);
    let id = s.flood(&villages);
    assert_eq!(s.owed(crate::event::DUTY_VILLAGE), 130);
    let (mut drawn, mut beside) = (Drawn(2026), Beside::default());
    let mut order: Vec<usize> = (0..130).flat_map(|n| if n % 3 == 0 { vec![n, n] } else { vec![n] }).collect();
    for i in (1..order.len()).rev() {
        order.swap(i, drawn.below(i as u64 + 1) as usize);
    }
    let silent: Vec<usize> = vec![7, 64, 129];
    order.retain(|n| !silent.contains(n));
    let mut refused = 0;
    for n in &order {
        let place = Place::of(villages[*n]);
        s.t.clock.advance(kernel::Span::minutes(drawn.below(2) as i64));
        if drawn.below(6) == 0 {
            let wrong = s.send(Role::DutyOfficer, id, &place, &because("affected=3 deaths=5", "夜间误填"));
            assert!(matches!(wrong, Err(Error::Invalid(_))));
            refused += 1;
        }
        let cmd = match drawn.below(5) {
            0 if !beside.0.contains_key(&place) => zero(),
            _ => {
                let (people, area) = (drawn.below(400) + 1, drawn.below(900));
                let figures = match beside.0.get(&place) {
                    // What was said is said again, whatever it was.
                    Some(said) => said.iter().map(|(it, n)| format!("{}={n} ", it.name())).collect::<String>(),
                    None => format!(
                        "affected={people} deaths={} crops_affected_ha={area}.{} ",
                        drawn.below(2),
                        drawn.below(10)
                    ),
                };
                let mut cmd = because(&figures, "夜间道路不通，复核后更正");
                cmd.figures.insert("affected".into(), people.to_string());
                cmd.figures.insert("deaths".into(), "0".into());
                // A zero report said it, so it is said again.
                cmd.figures.entry("person_times".into()).and_modify(|it| *it = people.to_string());
                cmd
            }
        };
        s.send(Role::DutyOfficer, id, &place, &cmd).unwrap();
        let said = match cmd.zero {
            true => Figures::zero(),
            false => cmd.figures.iter().map(|(name, n)| (measure(name), n.parse().unwrap())).collect(),
        };
        beside.0.insert(place, said);
        beside.agrees(&s, id);
    }
    assert!(refused > 10);
    let board = s.board(Role::Leader, id);
    let still: Vec<Division> = board.silent().iter().map(|it| it.place.division).collect();
    let mut expected: Vec<Division> = silent.iter().map(|n| villages[*n]).collect();
    expected.sort_unstable();
    assert_eq!(still, expected);
    assert_eq!(s.owed(crate::event::DUTY_VILLAGE), 3, "only the silent still owe");
    let late = board.lines.iter().filter(|it| it.late().is_some()).count();
    assert!(late > 20 && late < 127, "{late} came after their hour");
    s.t.assert_replay_agrees();
}

/// One act on one of ten places.
#[derive(Debug, Clone)]
enum Step {
    Says(usize, [Option<u16>; 3]),
    Zero(usize),
    Withdraws(usize),
}

const PLACES: usize = 10;
const MEASURES: [&str; 3] = ["affected", "crops_affected_ha", "loss_10k_yuan"];

fn step() -> impl proptest::strategy::Strategy<Value = Step> {
    let figure = || proptest::option::of(0..500_u16);
    prop_oneof![
        6 => (0..PLACES, [figure(), figure(), figure()]).prop_map(|(n, figures)| Step::Says(n, figures)),
        1 => (0..PLACES).prop_map(Step::Zero),
        1 => (0..PLACES).prop_map(Step::Withdraws),
    ]
}

fn ten_places(s: &Story, villages: &[Division]) -> Vec<Place> {
    let group = |division: Division, name: &str| Place { division, group: name.into() };
    let mut all: Vec<Place> = s.people.township_divisions.iter().map(|it| Place::of(*it)).collect();
    all.extend(villages.iter().map(|it| Place::of(*it)));
    all.extend([group(villages[0], "一组"), group(villages[0], "二组"), group(villages[1], "东头")]);
    all.push(group(villages[3], "西头"));
    all
}

fn totals_equal_parts(steps: &[Step]) {
    let (s, villages) = Story::with_villages(4);
    let id = s.flood(&s.people.township_divisions);
    let places = ten_places(&s, &villages);
    assert_eq!(places.len(), PLACES);
    let (mut beside, mut ids) = (Beside::default(), HashMap::new());
    for step in steps {
        let (n, cmd) = match step {
            Step::Withdraws(n) => {
                if let Some(sheet) = ids.get(n).copied() {
                    let gone = s.act(Role::DutyOfficer, move |tx, ctx| withdraw(tx, ctx, sheet, "误报"));
                    assert_eq!(gone.is_ok(), beside.0.remove(&places[*n]).is_some());
                }
                continue;
            }
            Step::Zero(n) => (*n, Send { reason: "核实无灾情".into(), ..zero() }),
            Step::Says(n, figures) => {
                let said = beside.0.get(&places[*n]).cloned().unwrap_or_default();
                let mut cmd = because("", "复核后更正");
                cmd.figures = said.iter().map(|(it, amount)| (it.name().to_owned(), amount.to_string())).collect();
                for (name, figure) in MEASURES.iter().zip(figures) {
                    // A measure that counts in hectares or money takes its tenths, too.
                    let tenths = if *name == "affected" { "" } else { ".1" };
                    let typed = figure.map(|it| format!("{it}{tenths}"));
                    typed.into_iter().for_each(|it| drop(cmd.figures.insert((*name).to_owned(), it)));
                }
                (*n, cmd)
            }
        };
        match s.send(Role::DutyOfficer, id, &places[n], &cmd) {
            Ok(sheet) => {
                assert_eq!(*ids.entry(n).or_insert(sheet), sheet, "one place has one sheet");
                let said = match cmd.zero {
                    true => Figures::zero(),
                    false => cmd.figures.iter().map(|(name, it)| (measure(name), it.parse().unwrap())).collect(),
                };
                beside.0.insert(places[n].clone(), said);
            }
            Err(Error::Invalid(_)) => {}
            Err(other) => panic!("{other}"),
        }
        beside.agrees(&s, id);
    }
    if !ids.is_empty() {
        s.t.assert_replay_agrees();
    }
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn totals_equal_their_parts_under_any_order(steps in prop::collection::vec(step(), 1..30)) {
        totals_equal_parts(&steps);
    }
}

#[test]
fn a_sum_says_of_how_many_places_it_is() {
    let s = Story::begin();
    let [east, west] = s.people.villages.map(Place::of);
    let id = s.flood(&[east.division, west.division]);
    let all = "affected=20 person_times=25 relocated=10 relocated_together=4 relocated_scattered=6";
    s.send(Role::TownshipOfficer, id, &east, &says(all)).unwrap();
    s.act(Role::DistrictClerk, {
        let west = west.clone();
        move |tx, ctx| send(tx, ctx, id, &west, &says("affected=30 relocated=10")).map(drop)
    })
    .unwrap();
    let board = s.board(Role::Leader, id);
    let of = |name| (board.county(measure(name)), board.part_of_county(measure(name)));
    assert_eq!(of("relocated"), (Some(Amount::whole(20)), None));
    assert_eq!(of("relocated_together"), (Some(Amount::whole(4)), Some((1, 2))), "the other village left it out");
    assert_eq!(board.part_of(west.division.township(), measure("relocated_together")), None, "nobody says it there");
    assert!(board.times_below_people(board.district()), "25 times, 50 people");
    assert!(!board.times_below_people(east.division.township()));
}

#[test]
fn what_does_not_agree_is_said_in_the_language_of_the_visitor() {
    let s = Story::begin();
    let place = Place::of(s.people.villages[0]);
    let id = s.flood(&[place.division]);
    let given = |cmd: &str| match s.send(Role::TownshipOfficer, id, &place, &says(cmd)) {
        Err(Error::Invalid(problems)) => problems.0.into_iter().map(|it| it.given).collect::<Vec<_>>().join("; "),
        other => panic!("{cmd}: {other:?}"),
    };
    assert_eq!(given("affected=3 deaths=4"), "因灾死亡人口 4 大于受灾人口 3");
    assert_eq!(
        given("affected=9 relocated=5 relocated_together=1 relocated_scattered=1"),
        "紧急转移安置人口为 5，分项合计 2"
    );
    s.send(Role::TownshipOfficer, id, &place, &says("affected=74")).unwrap();
    assert!(given("affected=500").contains("受灾人口由 74 增为 500"), "{}", given("affected=500"));
}

#[test]
fn roads_beyond_the_lines_of_an_empty_form_stay_when_it_is_sent_again() {
    let s = Story::begin();
    let place = Place::of(s.people.villages[0]);
    let id = s.flood(&[place.division]);
    let now = s.t.clock.now().to_minute();
    let road = |n: usize| RoadTyped { road: format!("环库公路 K{n}"), from: now.clone(), to: String::new() };
    let mut cmd = says("affected=3");
    cmd.roads = (1..=5).map(road).collect();
    s.send(Role::TownshipOfficer, id, &place, &cmd).unwrap();
    let read = |s: &Story| s.t.db.read_blocking(|r| query::of_place(r, &s.t.rule(), id, &place)).unwrap().unwrap();
    let before = read(&s);
    assert_eq!(before.roads.len(), 5);
    let again = form::command(&form::said_before(Some(&before)), Some(&before));
    s.send(Role::TownshipOfficer, id, &place, &again).unwrap();
    assert_eq!(read(&s).roads, before.roads);
    let all = s.t.db.read_blocking(|r| crate::roads_cut(r, &s.t.rule(), &[id])).unwrap();
    assert_eq!(all[&id].len(), 5);
}
