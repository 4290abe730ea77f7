//! Numbers while several write: none is forgotten, none is given twice.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::*;
use crate::testing::district;

const WRITERS: u8 = 8;
const ACTS: i64 = 40;

#[test]
fn every_fact_gets_its_number_while_others_are_written() {
    let t = db(CONCEPTS);
    let (ctx, done) = (t.rule(), AtomicBool::new(false));
    let number = || t.db.write_alone_blocking("number", &ctx, |tx, ctx| tx.number_facts(ctx, 7)).unwrap();
    // To a server two programs write, which come between each other; a file has one.
    let other = if crate::testing::is_on_server() { t.open_again(CONCEPTS).unwrap() } else { t.db.clone() };
    let act = |n: u8, seen: i64| {
        let fact = if seen == 0 { hung() } else { Bell::Rung { times: 1 } };
        let db = if n.is_multiple_of(2) { &t.db } else { &other };
        db.write_blocking("ring", &ctx, move |tx, ctx| ring(tx, ctx, bell(n), seen, &fact)).unwrap()
    };
    let all = WRITERS as usize * ACTS as usize;
    let numbered = thread::scope(|scope| {
        let sequencer = scope.spawn(|| {
            let mut numbered = 0;
            while !done.load(Ordering::SeqCst) {
                numbered += number();
            }
            numbered
        });
        let act = &act;
        let writers: Vec<_> = (1..=WRITERS)
            .map(|n| scope.spawn(move || (0..ACTS).for_each(|seen| assert_eq!(act(n, seen), seen + 1))))
            .collect();
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        done.store(true, Ordering::SeqCst);
        sequencer.join().unwrap()
    });
    assert!(numbered > 0, "numbers were given while others wrote");
    let rest: usize = std::iter::from_fn(|| Some(number()).filter(|n| *n > 0)).sum();
    assert_eq!(numbered + rest, all);
    let (between, size) =
        t.db.read_blocking(|r| {
            Ok((r.facts_between_entries(district(), t.db.node())?, r.log_size(district(), t.db.node())?))
        })
        .unwrap();
    assert_eq!((between, size as usize), (0, all));
    t.assert_replay_agrees();
}
