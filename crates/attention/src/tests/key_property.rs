//! Whatever happens before and after a list is drawn: drawn again from what was known at its moment, it is the same.

use kernel::{Role, Span};
use proptest::prelude::*;

use super::Story;
use super::key::{computed, draft, drawn, hire, in_force};
use crate::key::criteria::{self, DraftCriteria};
use crate::key::{differences, list};

#[derive(Debug, Clone)]
enum Deed {
    /// Somebody begins at one of the bodies.
    Hire(usize),
    /// A body is no more.
    Dissolve(usize),
    Tell,
    Discard,
    AnotherEdition,
    Wait(i64),
}

fn deeds(most: usize) -> impl Strategy<Value = Vec<Deed>> {
    let one = prop_oneof![
        6 => (0..6_usize).prop_map(Deed::Hire),
        2 => (0..6_usize).prop_map(Deed::Dissolve),
        1 => Just(Deed::Tell),
        1 => Just(Deed::Discard),
        1 => Just(Deed::AnotherEdition),
        3 => (1..200_i64).prop_map(Deed::Wait),
    ];
    proptest::collection::vec(one, 0..most)
}

/// What does not fit the moment is refused, and changes nothing.
fn run(s: &Story, of: Option<list::AttentionListId>, deed: &Deed) {
    let bodies: Vec<_> =
        s.people.townships.into_iter().chain(s.people.departments).chain(s.people.enterprises).collect();
    match deed {
        Deed::Hire(n) => drop(hire(s, bodies[*n])),
        Deed::Dissolve(n) => {
            let (id, on) = (bodies[*n], s.now().day());
            let cmd = registry::organisation::Dissolve { on, successor: None };
            let _ = s.t.db.write_blocking("dissolve", &s.t.rule(), move |tx, ctx| {
                registry::organisation::dissolve(tx, ctx, id, &cmd)
            });
        }
        Deed::Tell => {
            if let Some(id) = of {
                let _ = s.act(Role::DistrictClerk, move |tx, ctx| list::tell(tx, ctx, id));
            }
        }
        Deed::Discard => {
            if let Some(id) = of {
                let cmd = list::DiscardList { reason: "重新提取".into() };
                let _ = s.act(Role::DistrictClerk, move |tx, ctx| list::discard(tx, ctx, id, &cmd));
            }
        }
        Deed::AnotherEdition => {
            let cmd = DraftCriteria { title: "另一版标准".into(), reason: "口径调整".into() };
            let _ = s.act(Role::DistrictClerk, move |tx, ctx| criteria::draft(tx, ctx, &cmd));
        }
        Deed::Wait(hours) => s.wait(Span::hours(*hours)),
    }
    s.wait(Span::minutes(1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn drawn_again_from_what_was_known_it_is_the_same(before in deeds(8), after in deeds(12)) {
        let s = Story::begin("2026-03-02 09:00");
        let edition = in_force(&s);
        before.iter().for_each(|deed| run(&s, None, deed));
        let drawn = drawn(&s, edition);
        let id = (!drawn.entries.is_empty()).then(|| draft(&s, &drawn));
        after.iter().for_each(|deed| run(&s, id, deed));

        let concepts = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS);
        let config = ledger::Config::new(s.t.clock.clone(), concepts.copied().collect::<Vec<_>>().leak());
        let known = s.t.db.as_known(drawn.moment, &s.t.folder().join("as-known.db"), &[], config).unwrap();
        let again = known.read_blocking(|r| Ok(computed(r, &s.t.rule(), edition, drawn.moment))).unwrap();
        prop_assert_eq!(differences(&drawn.entries, &again), Vec::new());
        if let Some(id) = id {
            let rows = s.t.db.read_blocking(|r| list::query::rows(r, &s.t.rule(), id)).unwrap();
            let kept: Vec<_> = rows.into_iter().map(|row| row.entry).collect();
            prop_assert_eq!(differences(&kept, &again), Vec::new(), "the list stands as it was drawn");
        }
        s.t.assert_replay_agrees();
    }
}
