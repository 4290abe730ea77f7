//! A district that moves: everything is the same on the other side, and goes on there.

use super::*;
use crate::testing::{TestDb, district, is_on_server};
use crate::{Clause, copy_database};

fn address(t: &TestDb) -> String {
    match t.db.place() {
        crate::engine::Place::File { path, .. } => format!("sqlite:{}", path.display()),
        crate::engine::Place::Server(url) => url.clone(),
    }
}

/// A database in a file, also where the tests have a server.
fn file(folder: &std::path::Path, name: &str) -> (crate::Db, String) {
    let path = folder.join(name);
    let config = crate::Config::new(crate::VirtualClock::at(crate::testing::morning()), CONCEPTS);
    (crate::Db::open(&path, config).unwrap(), format!("sqlite:{}", path.display()))
}

fn fill(t: &TestDb, db: &crate::Db) {
    for n in 1..=120 {
        let fact = if n % 2 == 0 { hung() } else { Bell::Rung { times: i64::from(n) } };
        db.write_blocking("ring", &t.rule(), move |tx, ctx| {
            let at = tx.record(ctx, bell(n), 0, &fact)?;
            project(tx, &at, bell(n), &fact)?;
            tx.set_timer(ctx, ctx.now, "bell", [n; 16], "ring")?;
            if n % 10 == 0 { tx.index_text(&at, &format!("消防通道{n}号被占用")) } else { Ok(()) }
        })
        .unwrap();
    }
    db.write_blocking("index", &t.rule(), |tx, ctx| tx.index_queued(ctx, 7)).unwrap();
    db.write_blocking("number", &t.rule(), |tx, ctx| tx.number_facts(ctx, 100)).unwrap();
}

fn found(db: &crate::Db, ctx: &Ctx, words: &str) -> i64 {
    let mut clause = Clause::new();
    clause.and_equals("f.district", district());
    crate::search::condition(&mut clause, ctx, "bell", "f.id", words);
    let sql = format!("SELECT COUNT(*) FROM fact f WHERE {}", clause.text());
    db.read_blocking(|r| r.value(&sql, &clause.params())).unwrap()
}

/// What pages and proofs are made of.
#[derive(Debug, PartialEq)]
struct Seen {
    entries: Vec<Vec<u8>>,
    searched: Vec<i64>,
    head: (i64, Option<kernel::Instant>),
    due: usize,
}

fn seen(db: &crate::Db, ctx: &Ctx) -> Seen {
    let searched =
        ["消防通道", "通道30", "占用 消防", "被占", "消占", "70号"].map(|words| found(db, ctx, words)).to_vec();
    db.read_blocking(|r| {
        let entries = r.log_entries(district(), 1, 0, 1_000)?;
        let due = r.due_timers(ctx, ctx.now, 1_000)?;
        Ok(Seen { entries, searched, head: r.head(district())?, due: due.len() })
    })
    .unwrap()
}

#[test]
fn a_district_moves_into_another_database_and_back() {
    let t = db(CONCEPTS);
    let ctx = t.rule();
    let (first, from) = file(t.folder(), "first.db");
    fill(&t, &first);
    let before = seen(&first, &ctx);
    assert_eq!((before.entries.len(), before.head.0, before.due), (100, 120, 120));
    assert_eq!(before.searched, [7, 1, 7, 7, 0, 1]);

    let mut told = Vec::new();
    let there = copy_database(&from, &address(&t), |table, rows| told.push((table.to_owned(), rows))).unwrap();
    assert_eq!(there.facts, 120);
    assert!(told.contains(&("fact".to_owned(), 120)) && told.contains(&("search".to_owned(), 7)), "{told:?}");
    assert_eq!(told.iter().map(|(_, rows)| rows).sum::<u64>(), there.rows + 7);
    assert_eq!(seen(&t.db, &ctx), before);
    let again = copy_database(&from, &address(&t), |_, _| {}).unwrap_err();
    assert_eq!(again.to_string(), "the database to copy into holds facts already: give an empty one");

    // It goes on there: places and numbers behind those that came with it.
    let act = |tx: &mut Tx<'_>, ctx: &Ctx| ring(tx, ctx, bell(121), 0, &hung());
    t.db.write_blocking("ring", &t.rule(), act).unwrap();
    assert_eq!(t.db.write_blocking("number", &t.rule(), |tx, ctx| tx.number_facts(ctx, 100)).unwrap(), 21);
    let later = seen(&t.db, &ctx);
    assert_eq!((later.entries.len(), later.head.0), (121, 121));

    let (last, to) = file(t.folder(), "last.db");
    let back = copy_database(&address(&t), &to, |_, _| {}).unwrap();
    assert_eq!(back.facts, 121);
    assert_eq!(seen(&last, &ctx), later);
    assert_eq!(is_on_server(), address(&t).starts_with("postgres"));
}

#[test]
fn a_database_that_is_none_is_refused() {
    let t = db(CONCEPTS);
    let missing = format!("sqlite:{}", t.folder().join("nothing.db").display());
    //    from        refusal
    let rows = [
        ("mysql://a@b/c", "a database is named sqlite:FILE or postgres://user:password@host/database"),
        (missing.as_str(), "there is no such file"),
    ];
    for (from, refusal) in rows {
        let refused = copy_database(from, &address(&t), |_, _| {}).unwrap_err();
        assert!(refused.to_string().starts_with(refusal), "{refused}");
    }
}
