//! Whatever is objected to and answered in whatever order: the total is the sum of the marks that stand, what stood before stays,
//! and every objection has exactly one obligation.

use kernel::Role;
use proptest::prelude::*;

use super::Story;
use crate::examination::{Answer, Object, answer, object};
use crate::marks::Marks;

#[derive(Debug, Clone)]
enum Deed {
    Object(u32),
    /// Which objection, and the marks in hundredths where it is accepted.
    Answer(u32, Option<i64>),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let one = prop_oneof![
        3 => (1..5_u32).prop_map(Deed::Object),
        4 => (1..7_u32, proptest::option::of(0..4_500_i64)).prop_map(|(no, marks)| Deed::Answer(no, marks)),
    ];
    proptest::collection::vec(one, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_total_is_the_sum_of_what_stands(all in deeds()) {
        let s = Story::begin();
        let id = s.examinations(s.assessment())[0];
        s.told(id, "36");
        let first = s.one(id).findings.clone();
        for deed in &all {
            let _ = match deed.clone() {
                Deed::Object(item) => s.act(Role::TownshipOfficer, move |tx, ctx| {
                    object(tx, ctx, id, item, &Object { reason: "请复核".into() })
                }),
                Deed::Answer(no, marks) => s.act(Role::DistrictClerk, move |tx, ctx| {
                    let result = if marks.is_some() { "accepted" } else { "refused" };
                    let marks = marks.map(|it| Marks(it).to_string()).unwrap_or_default();
                    let cmd = Answer { result: result.into(), reason: "经复核".into(), marks, finding: "已更正".into() };
                    answer(tx, ctx, id, no, &cmd)
                }),
            };
        }
        let shown = s.one(id);
        let standing = shown.standing();
        prop_assert_eq!(standing.len(), shown.items.len(), "each item stands once");
        let sum: Marks = standing.iter().filter_map(|it| it.marks).sum();
        let full: Marks = shown.items.iter().filter(|it| shown.stands(it.no).is_some_and(|one| one.marks.is_some())).filter_map(|it| it.weight).sum();
        prop_assert_eq!(shown.total(), (sum, full));
        prop_assert!(sum <= full);
        prop_assert!(first.iter().all(|it| shown.findings.contains(it)), "what stood before stays");
        let accepted = shown.objections.iter().filter(|it| it.accepted == Some(true)).count();
        prop_assert_eq!(shown.findings.len(), first.len() + accepted, "only what was accepted changes something");
        let open = shown.objections.iter().filter(|it| it.answered_at.is_none()).count();
        prop_assert_eq!(s.owed("oversight.answer"), (open, shown.objections.len()));
        s.t.assert_replay_agrees();
    }
}
