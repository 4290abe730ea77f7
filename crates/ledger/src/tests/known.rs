//! What was known at a moment: afresh, from a state that was kept, and what was erased since.

use super::*;

#[test]
fn what_was_known_at_a_moment_is_known_again() {
    let t = db(CONCEPTS);
    let here = crate::testing::district();
    let write = |n: u8, seen, fact: Bell| {
        t.db.write_blocking("ring", &t.rule(), move |tx, ctx| ring(tx, ctx, bell(n), seen, &fact)).unwrap()
    };
    write(1, 0, hung());
    write(1, 1, Bell::Rung { times: 3 });
    let then = t.clock.now();
    t.clock.advance(Span::minutes(1));
    write(1, 2, Bell::Rung { times: 4 });
    write(2, 0, hung());
    let known = |at, name: &str| {
        let config = crate::Config::new(crate::VirtualClock::at(at), CONCEPTS);
        t.db.as_known(at, &t.folder().join(name), &[], config).unwrap()
    };
    let times = |db: &crate::Db, n: u8| {
        let sql = "SELECT last FROM series WHERE series = $1";
        db.read_blocking(|r| r.row(sql, params![bell(n).to_string()], |row| row.get::<i64>(0))).unwrap()
    };
    let (past, now) = (known(then, "then.db"), known(t.clock.now(), "now.db"));
    assert_eq!((times(&past, 1), times(&past, 2)), (Some(3), None));
    assert_eq!((times(&now, 1), times(&now, 2)), (Some(7), Some(0)));
    let tower = |db: &crate::Db| db.read_blocking(|r| r.history::<Bell>(here, bell(1))).unwrap().remove(0).fact;
    assert_eq!(tower(&past), hung());
    // What was erased since is not known again, not even then.
    t.erase_everything();
    assert_eq!(tower(&known(then, "erased.db")), Bell::Hung { tower: Personal::Erased });
    // What changed between: the last changed first; what was recorded at the first moment itself was known then.
    let changed = |after, until| t.db.read_blocking(|r| r.changed(here, Bell::STREAM, after, until, 9)).unwrap();
    let before = then - Span::minutes(1);
    assert_eq!(changed(then, t.clock.now()), [[2; 16], [1; 16]]);
    assert_eq!((changed(before, then), changed(before, before)), (vec![[1; 16]], vec![]));
}

/// Every table of a concept and the ledger itself, row by row.
fn contents(db: &crate::Db) -> Vec<Vec<String>> {
    let tables = ["fact", "personal"].into_iter().chain(CONCEPTS.iter().flat_map(|it| it.tables.iter().copied()));
    let of = |table: &str| {
        db.read_blocking(|r| {
            let columns = crate::copy::columns(r.connection, table)?.len();
            let sql = format!("SELECT * FROM {table}");
            r.rows(&sql, &[], |row| Ok(format!("{:?}", crate::engine::values(row, columns)?)))
        })
    };
    let sorted = |mut rows: Vec<String>| {
        rows.sort();
        rows
    };
    tables.map(|table| sorted(of(table).unwrap())).collect()
}

#[test]
fn from_a_kept_state_the_same_is_known() {
    static WITH: &[&Concept] = &[&BELL, &crate::ERASURE];
    let t = crate::testing::db_with(WITH, |config| crate::Config { program: Some("one".into()), ..config });
    let write = |n: u8, seen, fact: Bell| {
        t.db.write_blocking("ring", &t.rule(), move |tx, ctx| ring(tx, ctx, bell(n), seen, &fact)).unwrap();
        t.clock.advance(Span::minutes(1));
    };
    let known = |at, name: &str| {
        let config = crate::Config::new(crate::VirtualClock::at(at), WITH);
        let file = t.folder().join(name);
        (t.db.as_known(at, &file, &[], config).unwrap(), file)
    };
    let mut moments = Vec::new();
    for n in 1..=4 {
        write(n, 0, hung());
        for times in 1..=5 {
            write(n, times, Bell::Rung { times });
            moments.push(t.clock.now());
        }
    }
    let afresh: Vec<_> =
        moments.iter().enumerate().map(|(n, at)| contents(&known(*at, &format!("afresh-{n}.db")).0)).collect();
    let nearest = |at| t.db.read_blocking(|r| t.db.nearest(r, at)).unwrap().map(|(it, _)| it.at);
    assert_eq!(nearest(moments[19]), None);
    let state = |at| t.db.read_blocking(|r| crate::snapshot::Standing::of(r, "one")?.at(at)).unwrap();
    for n in [3, 11] {
        let (it, (known, file)) = (state(moments[n]), known(moments[n], &format!("kept-{n}.db")));
        drop(known);
        t.db.keep_state(&file, &it).unwrap();
    }
    for (n, at) in moments.iter().enumerate() {
        let from = if n < 3 {
            None
        } else if n < 11 {
            Some(moments[3])
        } else {
            Some(moments[11])
        };
        assert_eq!(nearest(*at), from, "{n}");
        assert_eq!(contents(&known(*at, &format!("again-{n}.db")).0), afresh[n], "{n}");
    }
    // Every fourth fact, but for the last ten minutes; every eighth where that would be too many.
    let (soon, late) = (moments[8], t.clock.now() + Span::days(1));
    let due = |now, apart| {
        let found = t.db.read_blocking(|r| crate::snapshot::boundaries(r, now, apart)).unwrap();
        t.db.read_blocking(|r| found.iter().map(|at| r.place_at(*at)).collect::<Result<Vec<_>, _>>()).unwrap()
    };
    assert_eq!((due(soon, 1), due(late, 4), due(late, 100)), (vec![1, 2], vec![4, 8, 12, 16, 20, 24], vec![]));
    assert_eq!(due(late, 3), [6, 12, 18, 24]);
    // What is erased stays in no kept state, nor in one that was played before it and is kept after it.
    let kept = || std::fs::read_dir(t.folder().join("known")).unwrap().count();
    let (it, (played, file)) = (state(moments[15]), known(moments[15], "played-before.db"));
    drop(played);
    assert_eq!(kept(), 2);
    t.db.erase(&t.rule(), Bell::STREAM, [1; 16], "依申请删除").unwrap();
    assert_eq!(kept(), 0);
    t.db.keep_state(&file, &it).unwrap();
    assert_eq!((kept(), nearest(moments[19])), (0, None));
    let (erased, _) = known(moments[19], "erased.db");
    let here = crate::testing::district();
    let first = erased.read_blocking(|r| r.history::<Bell>(here, bell(1))).unwrap().remove(0).fact;
    assert_eq!(first, Bell::Hung { tower: Personal::Erased });
    // What another program kept is not used, and is removed.
    let (it, (played, file)) = (state(moments[15]), known(moments[15], "of-another.db"));
    drop(played);
    t.db.keep_state(&file, &it).unwrap();
    let other = t.folder().join("known").read_dir().unwrap().next().unwrap().unwrap().path();
    std::fs::rename(&other, other.with_file_name(other.file_name().unwrap().to_str().unwrap().replace("one", "two")))
        .unwrap();
    assert_eq!(nearest(moments[19]), None);
    // Too few facts for any to be kept by itself; what can't be used is removed.
    assert_eq!(t.db.states_to_keep(t.clock.now()).unwrap(), []);
    assert_eq!(kept(), 0);
}
