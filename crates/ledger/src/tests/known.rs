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

/// Four bells hung, each rung five times, a fact a minute; and the moments of the ringing.
struct Ringing {
    t: crate::testing::TestDb,
    moments: Vec<kernel::Instant>,
}

static RINGING: &[&Concept] = &[&BELL, &crate::ERASURE];

impl Ringing {
    fn heard() -> Self {
        let t = crate::testing::db_with(RINGING, |config| crate::Config { program: Some("one".into()), ..config });
        let write = |n: u8, seen, fact: Bell| {
            t.db.write_blocking("ring", &t.rule(), move |tx, ctx| ring(tx, ctx, bell(n), seen, &fact)).unwrap();
            t.clock.advance(Span::minutes(1));
        };
        let mut moments = Vec::new();
        for n in 1..=4 {
            write(n, 0, hung());
            for times in 1..=5 {
                write(n, times, Bell::Rung { times });
                moments.push(t.clock.now());
            }
        }
        Self { t, moments }
    }

    fn known(&self, moment: usize, name: &str) -> (crate::Db, std::path::PathBuf) {
        let at = self.moments[moment];
        let config = crate::Config::new(crate::VirtualClock::at(at), RINGING);
        let file = self.t.folder().join(name);
        (self.t.db.as_known(at, &file, &[], config).unwrap(), file)
    }

    fn nearest(&self, moment: usize) -> Option<kernel::Instant> {
        let at = self.moments[moment];
        self.t.db.read_blocking(|r| self.t.db.nearest(r, at)).unwrap().map(|(it, _)| it.at)
    }

    /// What was known at a moment, played and not yet kept.
    fn played(&self, moment: usize, name: &str) -> (crate::snapshot::Snapshot, std::path::PathBuf) {
        let at = self.moments[moment];
        let it = self.t.db.read_blocking(|r| crate::snapshot::Standing::of(r, "one")?.at(at)).unwrap();
        let (known, file) = self.known(moment, name);
        drop(known);
        (it, file)
    }

    fn keep(&self, moment: usize) {
        let (it, file) = self.played(moment, &format!("kept-{moment}.db"));
        self.t.db.keep_state(&file, &it).unwrap();
    }

    fn kept(&self) -> Vec<std::path::PathBuf> {
        std::fs::read_dir(self.t.folder().join("known")).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

#[test]
fn from_a_kept_state_the_same_is_known() {
    let it = Ringing::heard();
    let all = 0..it.moments.len();
    let afresh: Vec<_> = all.clone().map(|n| contents(&it.known(n, &format!("afresh-{n}.db")).0)).collect();
    assert_eq!(it.nearest(19), None);
    it.keep(3);
    it.keep(11);
    for n in all {
        let from = if n < 3 {
            None
        } else if n < 11 {
            Some(it.moments[3])
        } else {
            Some(it.moments[11])
        };
        assert_eq!(it.nearest(n), from, "{n}");
        assert_eq!(contents(&it.known(n, &format!("again-{n}.db")).0), afresh[n], "{n}");
    }
}

#[test]
fn states_are_kept_every_so_many_facts() {
    let it = Ringing::heard();
    // Every fourth fact, but for the last ten minutes; every eighth where that would be too many.
    let (soon, late) = (it.moments[8], it.t.clock.now() + Span::days(1));
    let due = |now, apart| {
        let found = it.t.db.read_blocking(|r| crate::snapshot::boundaries(r, now, apart)).unwrap();
        it.t.db.read_blocking(|r| found.iter().map(|at| r.place_at(*at)).collect::<Result<Vec<_>, _>>()).unwrap()
    };
    assert_eq!((due(soon, 1), due(late, 4), due(late, 100)), (vec![1, 2], vec![4, 8, 12, 16, 20, 24], vec![]));
    assert_eq!(due(late, 3), [6, 12, 18, 24]);
}

#[test]
fn what_is_erased_stays_in_no_kept_state() {
    let it = Ringing::heard();
    it.keep(3);
    it.keep(11);
    let (state, file) = it.played(15, "played-before.db");
    assert_eq!(it.kept().len(), 2);
    it.t.db.erase(&it.t.rule(), Bell::STREAM, [1; 16], "依申请删除").unwrap();
    assert_eq!(it.kept().len(), 0);
    // Nor is one kept that was played before.
    it.t.db.keep_state(&file, &state).unwrap();
    assert_eq!((it.kept().len(), it.nearest(19)), (0, None));
    let (erased, _) = it.known(19, "erased.db");
    let here = crate::testing::district();
    let first = erased.read_blocking(|r| r.history::<Bell>(here, bell(1))).unwrap().remove(0).fact;
    assert_eq!(first, Bell::Hung { tower: Personal::Erased });
}

#[test]
fn what_another_program_kept_is_not_used_and_goes() {
    let it = Ringing::heard();
    it.keep(15);
    let [of_another] = &it.kept()[..] else { panic!("one is kept") };
    let name = of_another.file_name().unwrap().to_str().unwrap().replace("one", "two");
    std::fs::rename(of_another, of_another.with_file_name(name)).unwrap();
    assert_eq!(it.nearest(19), None);
    // Too few facts for any to be kept by itself; what can't be used is removed.
    assert_eq!(it.t.db.states_to_keep(it.t.clock.now()).unwrap(), []);
    assert_eq!(it.kept().len(), 0);
}
