//! What many tests begin with: filled once, then copied, and a copy is nobody else's.

use super::*;
use crate::testing::{TestDb, filled};

#[test]
fn the_second_gets_a_copy_of_what_the_first_filled() {
    let place = tempfile::tempdir().unwrap();
    let fill = |t: &TestDb| {
        t.clock.advance(kernel::Span::days(1));
        t.db.write_blocking("hang", &t.rule(), |tx, ctx| ring(tx, ctx, bell(1), 0, &hung())).unwrap();
        "hung".to_owned()
    };
    let (first, told) = filled(place.path(), CONCEPTS, |config| config, fill);
    assert_eq!(told, "hung");
    first
        .db
        .write_blocking("ring", &first.rule(), |tx, ctx| ring(tx, ctx, bell(1), 1, &Bell::Rung { times: 1 }))
        .unwrap();

    let (second, told) = filled(place.path(), CONCEPTS, |config| config, |_| "filled again".to_owned());
    assert_eq!(told, "hung");
    let facts = |t: &TestDb| t.db.read_blocking(|r| r.value::<i64>("SELECT COUNT(*) FROM fact", &[])).unwrap();
    assert_eq!((facts(&first), facts(&second)), (2, 1), "what the first did afterwards is its own");
    assert_eq!(second.clock.now().day(), first.clock.now().day());
    second
        .db
        .write_blocking("ring", &second.rule(), |tx, ctx| ring(tx, ctx, bell(1), 1, &Bell::Rung { times: 2 }))
        .unwrap();
    second.assert_replay_agrees();
}
