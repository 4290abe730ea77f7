//! What counts as found again, and what the page and the list of a real ledger say then.

use std::path::PathBuf;

use kernel::{Identity, Instant, Personal};

use super::rule::Measure;
use super::{Earlier, Found, Link, decide, rule};
use crate::model::{Fact, Finding, Grade, Harm, HazardId, Source};

const SAID: &str = "打磨车间除尘管道积尘未清扫";
const NEAR: &str = "打磨车间除尘管道积尘未及时清扫";
const AKIN: &str = "喷涂车间除尘管道长期未清扫，积尘严重";
const OTHER: &str = "三号配电箱接地不良";

fn measure() -> Measure {
    Measure { days: 365, likeness: 600, likeness_same_harm: 300, source: "望安委〔2026〕9 号".into() }
}

fn finding(found_at: &str) -> Finding {
    Finding {
        year: 2026,
        number: 7,
        subject: Identity::from_bytes([8; 16]),
        subject_organisation: None,
        division: "530999001001".parse().unwrap(),
        sector: kernel::Sector::Industry,
        source: Source::DepartmentInspection,
        harms: vec![Harm::OtherExplosion, Harm::Fire],
        grade: Grade::Ordinary,
        grade_reason: None,
        title: Personal::text(SAID),
        description: Personal::text(SAID),
        place: Personal::text("打磨车间"),
        found_at: Instant::read(found_at).unwrap(),
        reporter_organisation: None,
    }
}

fn earlier(n: u8, harm: Harm, description: &str, closed_at: &str) -> Earlier {
    Earlier {
        id: HazardId::from_bytes([n; 16]),
        harm: Some(harm),
        description: description.into(),
        closed_at: Instant::read(closed_at).unwrap(),
    }
}

#[test]
fn found_again() {
    use Harm::{Fire, OtherExplosion as Same};
    //    earlier: harm, words, closed                  outcome: which, same harm, days
    check(&[(Same, SAID, "2026-06-01 10:00")], Some((0, true, 17)));
    check(&[(Same, AKIN, "2026-06-01 10:00")], Some((0, true, 17)));
    check(&[(Fire, AKIN, "2026-06-01 10:00")], None);
    check(&[(Fire, NEAR, "2026-06-01 10:00")], Some((0, false, 17)));
    check(&[(Same, OTHER, "2026-06-01 10:00")], None);
    // Both edges of the period.
    check(&[(Same, SAID, "2025-06-18 10:00")], Some((0, true, 365)));
    check(&[(Same, SAID, "2025-06-17 10:00")], None);
    // It was open still when this was found.
    check(&[(Same, SAID, "2026-06-18 09:01")], None);
    check(&[(Same, SAID, "2026-06-18 09:00")], Some((0, true, 0)));
    // The likest, of equal ones the latest.
    check(&[(Same, NEAR, "2026-06-10 10:00"), (Same, SAID, "2026-06-01 10:00")], Some((1, true, 17)));
    check(&[(Same, SAID, "2026-06-01 10:00"), (Same, SAID, "2026-06-10 10:00")], Some((1, true, 8)));
    check(&[], None);
}

fn check(rows: &[(Harm, &str, &str)], outcome: Option<(u8, bool, i64)>) {
    let all: Vec<_> = (0u8..).zip(rows).map(|(n, (harm, said, closed))| earlier(n, *harm, said, closed)).collect();
    let finding = finding("2026-06-18 09:00");
    let found = decide(&Found::of(&finding).unwrap(), &all, &measure());
    let found = found.map(|fact| match fact {
        Fact::Recurs(Link { earlier, same_harm, days_between, .. }) => {
            (Identity::bytes(&earlier)[0], same_harm, days_between)
        }
        other => panic!("not of this rule: {other:?}"),
    });
    assert_eq!(found, outcome, "{rows:?}");
}

#[test]
fn setting() {
    //          change                                    from          outcome
    check_rule(|_| {}, "2026-06-18", "set");
    check_rule(|it| it.days = 0, "2026-06-18", "days: from one day to 3650");
    check_rule(|it| it.days = 3_651, "2026-06-18", "days: from one day to 3650");
    check_rule(|it| it.likeness = 1_001, "2026-06-18", "likeness: from 0 to 1000 per mille");
    check_rule(
        |it| it.likeness_same_harm = 601,
        "2026-06-18",
        "likeness_same_harm: the same accident can't ask for more likeness than another",
    );
    check_rule(|it| it.source = " ".into(), "2026-06-18", "source: say from which text it comes");
    check_rule(|_| {}, "2026-06-17", "from: a rule can't begin in the past");
}

fn check_rule(change: impl Fn(&mut Measure), from: &str, outcome: &str) {
    let mut it = measure();
    change(&mut it);
    let decided = rule::decide(&it, from.parse().unwrap(), "2026-06-18".parse().unwrap());
    let said = decided.map(|fact| ledger::Fact::kind(&fact).to_owned()).unwrap_or_else(|error| error.to_string());
    assert_eq!(said, outcome);
}

#[test]
fn the_rule_of_the_day_counts() {
    let t = ledger::testing::db(crate::CONCEPTS);
    let ctx = t.rule();
    let days = |day: &str| t.db.read_blocking(|r| rule::in_force(r, &ctx, day.parse().unwrap())).unwrap().days;
    let today = ctx.now.day();
    assert_eq!(days(&today.to_string()), 365, "the default");
    let set = |days, from| {
        let it = Measure { days, ..measure() };
        t.db.write_blocking("set", &t.rule(), move |tx, ctx| rule::set(tx, ctx, &it, from)).unwrap();
    };
    set(180, today);
    set(90, today.plus_days(10));
    //               day after today, days
    for (after, expected) in [(-1, 365), (0, 180), (9, 180), (10, 90)] {
        assert_eq!(days(&today.plus_days(after).to_string()), expected, "{after} days from today");
    }
    t.assert_replay_agrees();
}

#[test]
fn a_rule_ever_recorded_decodes() {
    let from = "2026-07-01".parse().unwrap();
    let Measure { days, likeness, likeness_same_harm, source } = measure();
    let fact = rule::Fact::Set { days, likeness, likeness_same_harm, source, from };
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden/recurrence_rule/set.json"));
    let recorded = std::fs::read_to_string(&file).unwrap();
    assert_eq!(serde_json::from_str::<rule::Fact>(recorded.trim_end()).unwrap(), fact);
}

mod by_person {
    use kernel::{Error, Role, Span};

    use crate::model::HazardId;
    use crate::query::{self, Filter, View};
    use crate::recurrence::person::{Connect, candidates, connect, deny};
    use crate::recurrence::rates::{Ask, By, rates};
    use crate::tests::story::Story;

    fn closed(s: &Story) -> HazardId {
        let id = s.assigned();
        s.submitted(id).unwrap();
        s.verified(Role::DepartmentClerk, id, true).unwrap();
        s.act(Role::Leader, move |tx, ctx| crate::testing::close(tx, ctx, id)).unwrap();
        id
    }

    fn said(done: Result<(), Error>) -> String {
        done.map(|()| "done".to_owned()).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn a_person_denies_and_connects() {
        let s = Story::begin();
        let first = closed(&s);
        s.t.clock.advance(Span::days(40));
        let again = s.assigned();
        let no = |reason: &'static str| said(s.act(Role::DepartmentClerk, move |tx, ctx| deny(tx, ctx, again, reason)));
        let yes = |earlier| {
            let cmd = Connect { earlier, reason: "措辞不同，实为同一处".into() };
            said(s.act(Role::DepartmentClerk, move |tx, ctx| connect(tx, ctx, again, &cmd)))
        };
        let ctx = s.ctx(Role::DistrictClerk);
        let recurring = || {
            let filter = Filter { view: View::All, recurring: true, ..Filter::default() };
            let told = s.t.db.read_blocking(|r| {
                let ask = Ask::from_query(&page::Values::default(), ctx.now + Span::days(400));
                let ask = Ask { from: ctx.now.day().plus_days(-400), ..ask };
                let by = By::ALL.iter().map(|by| Ok(rates(r, &ctx, &Ask { by: *by, ..ask })?.total.recurring));
                let mut all: Vec<i64> = by.collect::<Result<_, Error>>()?;
                all.push(query::count(r, &ctx, &filter)?);
                Ok(all)
            });
            told.unwrap()
        };
        assert_eq!(recurring(), [1, 1, 1, 1]);
        assert_eq!(yes(first), "earlier: it is connected with this one already");
        assert_eq!(no("两处"), "reason: too short: say what, where and how many");
        assert_eq!(no("部位不同，不是同一隐患"), "done");
        assert_eq!(recurring(), [0, 0, 0, 0]);
        assert_eq!(no("部位不同，不是同一隐患"), "it does not count as found again");
        let offered = s.t.db.read_blocking(|r| candidates(r, &ctx, &crate::store::load(r, &ctx, again)?)).unwrap();
        assert_eq!(offered.iter().map(|it| it.row.id).collect::<Vec<_>>(), [first]);
        assert_eq!(yes(again), "earlier: a hazard does not come back as itself");
        let open = s.reported();
        assert_eq!(yes(open), "earlier: the earlier one must have been closed when this was found");
        assert_eq!(yes(first), "done");
        assert_eq!(recurring(), [2, 2, 2, 2], "the one reported since counts too");
        s.t.assert_replay_agrees();
    }

    #[test]
    fn every_rate_is_as_long_as_its_lists() {
        let s = Story::begin();
        closed(&s);
        s.t.clock.advance(Span::days(40));
        s.assigned();
        s.reported();
        for role in [Role::DistrictClerk, Role::TownshipOfficer, Role::DepartmentClerk, Role::EnterpriseUser] {
            let ctx = s.ctx(role);
            for by in By::ALL {
                let day = ctx.now.day();
                let ask = Ask { by: *by, from: day.plus_days(-60), to: day };
                let found = s.t.db.read_blocking(|r| rates(r, &ctx, &ask)).unwrap();
                let keys = found.rows.iter().map(|(key, it)| (Some(key.as_str()), it));
                for (key, it) in keys.chain([(None, &found.total)]) {
                    for (number, recurring) in [(it.found, false), (it.recurring, true)] {
                        let Some(filter) = ask.list(key, recurring) else { continue };
                        let listed = s.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap();
                        assert_eq!(number, listed, "{role:?} {by:?} {key:?}");
                    }
                }
            }
        }
    }
}

mod imported {
    use kernel::{Instant, Role};

    use crate::import::{self, Outcome};
    use crate::merge::{Merge, merge};
    use crate::model::HazardId;
    use crate::query::{self, Filter, View};
    use crate::recurrence::link;
    use crate::recurrence::person::deny;
    use crate::recurrence::rates::{Ask, rates};
    use crate::tests::story::{Story, from_a_ledger};

    /// A row of another ledger; `looked`: when it was found rectified there.
    fn row(s: &Story, digest: u8, found: &str, looked: Option<&str>) -> HazardId {
        let cmd = import::Import {
            digest: [digest; 16],
            found_at: Instant::read(found).unwrap(),
            due: None,
            rechecked_at: looked.and_then(Instant::read),
            ..from_a_ledger(s, looked.is_some())
        };
        match s.act(Role::DistrictClerk, move |tx, ctx| import::import(tx, ctx, &cmd)).unwrap() {
            Outcome::Created { id, .. } => id,
            known => panic!("{known:?}"),
        }
    }

    fn earlier(s: &Story, id: HazardId) -> Option<(HazardId, i64)> {
        let ctx = s.ctx(Role::DistrictClerk);
        s.t.db.read_blocking(|r| link(r, &ctx, id)).unwrap().map(|it| (it.earlier, it.days_between))
    }

    #[test]
    fn the_order_in_which_ledgers_are_read_changes_nothing() {
        //  digest  found         looked at again
        let told = [(1, "2020-03-02", "2020-03-09"), (2, "2020-07-01", "2020-07-01"), (3, "2020-07-01", "2020-07-08")];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let s = Story::begin();
            let mut ids = [None; 3];
            for n in order {
                let (digest, found, looked) = told[n];
                ids[n] = Some(row(&s, digest, found, Some(looked)));
            }
            let first = ids[0].map(|id| (id, 114));
            // Both of July were found by one inspection: each came back from March, none from the other.
            assert_eq!(ids.map(|id| earlier(&s, id.unwrap())), [None, first, first], "{order:?}");
            s.t.assert_replay_agrees();
        }
    }

    #[test]
    fn what_a_person_denied_stands() {
        let s = Story::begin();
        let march = row(&s, 1, "2020-03-02", Some("2020-03-09"));
        let july = row(&s, 2, "2020-07-01", Some("2020-07-08"));
        assert_eq!(earlier(&s, july), Some((march, 114)));
        s.act(Role::DistrictClerk, move |tx, ctx| deny(tx, ctx, july, "部位不同，不是同一隐患")).unwrap();
        let may = row(&s, 3, "2020-05-04", Some("2020-05-05"));
        assert_eq!((earlier(&s, july), earlier(&s, may)), (None, Some((march, 56))));
    }

    #[test]
    fn what_was_merged_is_counted_nowhere() {
        let s = Story::begin();
        let kept = row(&s, 1, "2020-07-01", None);
        let twice = row(&s, 2, "2020-07-01", None);
        let cmd = Merge { into: kept, reason: "同一处同一问题，重复登记".into() };
        s.act(Role::DistrictClerk, move |tx, ctx| merge(tx, ctx, twice, &cmd)).unwrap();
        let march = row(&s, 3, "2020-03-02", Some("2020-03-09"));
        assert_eq!((earlier(&s, kept), earlier(&s, twice)), (Some((march, 114)), None));
        let ctx = s.ctx(Role::DistrictClerk);
        let told = s.t.db.read_blocking(|r| {
            let ask = Ask::from_query(&page::Values::default(), ctx.now);
            let ask = Ask { from: "2020-01-01".parse().unwrap(), ..ask };
            let listed = Filter { view: View::All, recurring: true, ..Filter::default() };
            let cells = r.value::<i64>("SELECT SUM(recurring) FROM hazard_cube WHERE cut = 'all'", &[])?;
            Ok((rates(r, &ctx, &ask)?.total.recurring, query::count(r, &ctx, &listed)?, cells))
        });
        assert_eq!(told.unwrap(), (1, 1, 1));
        s.t.assert_replay_agrees();
    }
}
