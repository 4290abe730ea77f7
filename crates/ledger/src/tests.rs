//! The door's promises, on a concept of one word: a bell that is rung.

mod copying;
mod cut;
mod filled;
mod known;
mod numbering;

use std::sync::Arc;

use kernel::{Ctx, Error, Identity as _, PersonId, Personal, RequestKey, Span};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use crate::testing::{db, db_with};
use crate::{Clock, Concept, Consequences, Deliveries, Delivery, Fact, Stamp, Tx, concept, params};

kernel::ids! {
    /// A bell.
    BellId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Bell {
    Hung { tower: Personal<String> },
    Rung { times: i64 },
    Tolled { strokes: Vec<u8> },
}

impl Fact for Bell {
    const STREAM: &'static str = "bell";
    type Id = BellId;
    fn kind(&self) -> &'static str {
        match self {
            Bell::Hung { .. } => "hung",
            Bell::Rung { .. } => "rung",
            Bell::Tolled { .. } => "tolled",
        }
    }
}

// The test's one table stands in a table of the ledger that no test here uses otherwise.
fn project(tx: &mut Tx<'_>, at: &Stamp, id: BellId, fact: &Bell) -> Result<(), Error> {
    let times = match fact {
        Bell::Hung { .. } => 0,
        Bell::Rung { times } => *times,
        Bell::Tolled { strokes } => strokes.len() as i64,
    };
    tx.execute(
        "INSERT INTO series (district, series, year, last) VALUES ($1, $2, 0, $3)
         ON CONFLICT (district, series, year) DO UPDATE SET last = series.last + $3",
        params![at.district, id.to_string(), times],
    )?;
    Ok(())
}

static BELL: Concept = concept!(Bell, ["series"], project);
static CONCEPTS: &[&Concept] = &[&BELL];

fn ring(tx: &mut Tx<'_>, ctx: &Ctx, id: BellId, seen: i64, fact: &Bell) -> Result<i64, Error> {
    let at = tx.record(ctx, id, seen, fact)?;
    project(tx, &at, id, fact)?;
    Ok(at.version)
}

fn hung() -> Bell {
    Bell::Hung { tower: Personal::text("鼓楼") }
}

fn bell(n: u8) -> BellId {
    kernel::Identity::from_bytes([n; 16])
}

#[test]
fn a_version_is_taken_once() {
    let t = db(CONCEPTS);
    let write =
        |seen, fact: Bell| t.db.write_blocking("ring", &t.rule(), move |tx, ctx| ring(tx, ctx, bell(1), seen, &fact));
    assert_eq!(write(0, hung()).unwrap(), 1);
    assert_eq!(write(1, Bell::Rung { times: 3 }).unwrap(), 2);
    assert!(matches!(write(1, Bell::Rung { times: 5 }), Err(Error::Conflict)));

    let history = t.db.read_blocking(|r| r.history::<Bell>(crate::testing::district(), bell(1))).unwrap();
    let facts: Vec<_> = history.into_iter().map(|h| h.fact).collect();
    assert_eq!(facts, [hung(), Bell::Rung { times: 3 }]);
    t.assert_replay_agrees();
}

#[test]
fn a_repeated_request_has_one_effect_and_the_first_answer() {
    let t = db(CONCEPTS);
    let person: PersonId = kernel::Identity::from_bytes([5; 16]);
    let ctx = Ctx { request: RequestKey([1; 16]), ..t.person(person) };
    let once = || t.db.write_blocking("ring", &ctx, |tx, ctx| ring(tx, ctx, bell(1), 0, &hung()));
    assert_eq!(once().unwrap(), 1);
    assert_eq!(once().unwrap(), 1);
    let other = t.db.write_blocking("break", &ctx, |tx, ctx| ring(tx, ctx, bell(2), 0, &hung()));
    assert!(matches!(other, Err(Error::Refused { .. })));

    let later = t.clock.now() + Span::days(8);
    let forgotten = t.db.write_blocking("forget", &t.rule(), move |tx, ctx| tx.forget_answers(ctx, later)).unwrap();
    assert_eq!(forgotten, 1);
}

#[test]
fn a_refused_or_panicking_closure_leaves_nothing_and_disturbs_nobody() {
    let t = db(CONCEPTS);
    let refused = t.db.write_blocking("ring", &t.rule(), |tx, ctx| {
        ring(tx, ctx, bell(1), 0, &hung())?;
        Err::<(), _>(Error::refused("no"))
    });
    assert!(matches!(refused, Err(Error::Refused { .. })));
    let panicked = t.db.write_blocking("ring", &t.rule(), |tx, ctx| {
        ring(tx, ctx, bell(1), 0, &hung())?;
        panic!("a fault in one closure");
        #[expect(unreachable_code, reason = "gives the closure its type")]
        Ok(())
    });
    assert!(matches!(panicked, Err(Error::Unavailable)));
    let good = t.db.write_blocking("ring", &t.rule(), |tx, ctx| ring(tx, ctx, bell(1), 0, &hung()));
    assert_eq!(good.unwrap(), 1);
    t.assert_replay_agrees();
}

#[test]
fn time_never_goes_back_in_the_ledger() {
    let t = db(CONCEPTS);
    t.db.write_blocking("ring", &t.rule(), |tx, ctx| ring(tx, ctx, bell(1), 0, &hung())).unwrap();
    t.clock.set(t.clock.now() - Span::hours(1));
    t.db.write_blocking("ring", &t.rule(), |tx, ctx| ring(tx, ctx, bell(1), 1, &Bell::Rung { times: 1 })).unwrap();
    let history = t.db.read_blocking(|r| r.history::<Bell>(crate::testing::district(), bell(1))).unwrap();
    assert!(history[0].at.recorded_at <= history[1].at.recorded_at);
    assert!(history[0].at.effective_at > history[1].at.effective_at);
}

#[test]
fn consequences_follow_in_the_same_transaction_and_are_undone_with_it() {
    let follow = |tx: &mut Tx<'_>, ctx: &Ctx, at: &Stamp, fact: &Bell| match fact {
        Bell::Hung { .. } if at.id == *kernel::Identity::bytes(&bell(1)) => {
            ring(tx, ctx, bell(2), 0, &hung()).map(drop)
        }
        Bell::Rung { times } if *times > 100 => Err(Error::refused("too loud")),
        _ => Ok(()),
    };
    let letter = |_: &Stamp, fact: &Bell| {
        let to = kernel::Identity::from_bytes([3; 16]);
        match fact {
            Bell::Hung { .. } | Bell::Tolled { .. } => Vec::new(),
            Bell::Rung { .. } => vec![Delivery { kind: "rung", organisation: to, person: None }],
        }
    };
    let t = db_with(CONCEPTS, |mut config| {
        config.consequences = Consequences::new().on(follow);
        config.deliveries = Deliveries::new().on(letter);
        config
    });
    let write =
        |id, seen, fact: Bell| t.db.write_blocking("ring", &t.rule(), move |tx, ctx| ring(tx, ctx, id, seen, &fact));
    write(bell(1), 0, hung()).unwrap();
    let caused = t.db.read_blocking(|r| r.history::<Bell>(crate::testing::district(), bell(2))).unwrap();
    assert_eq!(caused[0].at.cause, Some(format!("bell/{}/1", bell(1))));

    assert!(write(bell(1), 1, Bell::Rung { times: 101 }).is_err());
    write(bell(1), 1, Bell::Rung { times: 1 }).unwrap();
    let letters: i64 = t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM outbox", &[])).unwrap();
    assert_eq!(letters, 1);
}

#[test]
fn a_changed_payload_or_table_is_found_by_replay() {
    let t = db(CONCEPTS);
    t.db.write_blocking("ring", &t.rule(), |tx, ctx| ring(tx, ctx, bell(1), 0, &hung())).unwrap();
    t.assert_replay_agrees();
    let vandal = "UPDATE series SET last = last + 1";
    t.db.write_blocking("vandal", &t.rule(), move |tx, _| tx.execute(vandal, &[])).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let report = t.db.replay_check(&scratch.path().join("scratch.db")).unwrap();
    assert_eq!(report.differences.len(), 2, "{report:?}");
}

#[test]
fn an_erased_value_replays_as_erased() {
    let t = db(CONCEPTS);
    t.db.write_blocking("ring", &t.rule(), |tx, ctx| ring(tx, ctx, bell(1), 0, &hung())).unwrap();
    let left: i64 =
        t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM fact WHERE payload LIKE '%鼓楼%'", &[])).unwrap();
    assert_eq!(left, 0, "a personal value stands in a payload");
    t.erase_everything();
    let history = t.db.read_blocking(|r| r.history::<Bell>(crate::testing::district(), bell(1))).unwrap();
    assert_eq!(history[0].fact, Bell::Hung { tower: Personal::Erased });
    t.assert_replay_agrees();
}

#[test]
fn many_writers_have_one_winner_a_version() {
    let t = db(CONCEPTS);
    t.db.write_blocking("ring", &t.rule(), |tx, ctx| ring(tx, ctx, bell(1), 0, &hung())).unwrap();
    let (db, ctx) = (Arc::new(t.db.clone()), t.rule());
    let won: usize = std::thread::scope(|scope| {
        let race = |_| {
            let (db, ctx) = (Arc::clone(&db), ctx.clone());
            scope.spawn(move || {
                let ring = move |tx: &mut Tx<'_>, ctx: &Ctx| ring(tx, ctx, bell(1), 1, &Bell::Rung { times: 1 });
                usize::from(db.write_blocking("ring", &ctx, ring).is_ok())
            })
        };
        let threads: Vec<_> = (0..16).map(race).collect();
        threads.into_iter().map(|t| t.join().unwrap()).sum()
    });
    assert_eq!(won, 1);
}

/// Good ones, one that is refused halfway and one that panics, at once: whatever runs beside them, each ends by itself.
#[test]
fn those_beside_a_fault_stand() {
    let t = db(CONCEPTS);
    let (db, acts): (_, Vec<(u8, Ctx)>) = (&t.db, (0..24).map(|n| (n, t.rule())).collect());
    let act = |(n, ctx): (u8, Ctx)| {
        db.write_blocking("ring", &ctx, move |tx, ctx| {
            ring(tx, ctx, bell(n), 0, &hung())?;
            match n % 3 {
                0 => Ok(n),
                1 => Err(Error::refused("no")),
                _ => panic!("a fault in one closure"),
            }
        })
    };
    let ended: Vec<_> = std::thread::scope(|scope| {
        let begun: Vec<_> = acts.into_iter().map(|it| scope.spawn(move || act(it))).collect();
        begun.into_iter().map(|act| act.join().unwrap()).collect()
    });
    for (n, ended) in (0..24).zip(&ended) {
        match n % 3 {
            0 => assert!(matches!(ended, Ok(it) if *it == n), "{n}: {ended:?}"),
            1 => assert!(matches!(ended, Err(Error::Refused { .. })), "{n}: {ended:?}"),
            _ => assert!(matches!(ended, Err(Error::Unavailable)), "{n}: {ended:?}"),
        }
    }
    let facts: i64 = t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM fact", params![])).unwrap();
    assert_eq!(facts, 8);
    t.assert_replay_agrees();
}

#[test]
fn numbers_follow_each_other_within_a_year() {
    let t = db(CONCEPTS);
    let next =
        |year| t.db.write_blocking("number", &t.rule(), move |tx, ctx| tx.next_number(ctx, "hazard", year)).unwrap();
    assert_eq!([next(2026), next(2026), next(2027), next(2026)], [1, 2, 1, 3]);
}

/// How often the bell was rung, as an act is told.
fn heard(tx: &Tx<'_>, ctx: &Ctx, id: BellId) -> Result<i64, Error> {
    tx.kept::<Bell, _, _>((ctx.district, id), |(district, id)| {
        tx.value(
            "SELECT COALESCE(SUM(last), 0) FROM series WHERE district = $1 AND series = $2",
            params![*district, id.to_string()],
        )
    })
}

#[test]
fn a_kept_answer_holds_until_a_fact_of_its_concept() {
    let t = db(CONCEPTS);
    let act = |run: fn(&mut Tx<'_>, &Ctx) -> Result<i64, Error>| t.db.write_blocking("act", &t.rule(), run);
    let hear = || act(|tx, ctx| heard(tx, ctx, bell(1))).unwrap();
    act(|tx, ctx| ring(tx, ctx, bell(1), 0, &hung())).unwrap();
    assert_eq!(hear(), 0);
    // Asked once: the statement is not run again.
    let asked = act(|tx, ctx| {
        let before = tx.statements();
        heard(tx, ctx, bell(1))?;
        Ok((tx.statements() - before) as i64)
    });
    // Where several write, an answer holds for the act alone.
    assert_eq!(asked.unwrap(), i64::from(crate::testing::is_on_server()));
    // Before, within and after an act that changes it.
    let within = act(|tx, ctx| {
        let before = heard(tx, ctx, bell(1))?;
        ring(tx, ctx, bell(1), 1, &Bell::Rung { times: 3 })?;
        Ok(before * 100 + heard(tx, ctx, bell(1))?)
    });
    assert_eq!(within.unwrap(), 3);
    assert_eq!(hear(), 3);
    // An act that is undone takes what it was told with it.
    let undone = act(|tx, ctx| {
        ring(tx, ctx, bell(1), 2, &Bell::Rung { times: 5 })?;
        Err(Error::refused(if heard(tx, ctx, bell(1))? == 8 { "heard" } else { "not heard" }))
    });
    assert!(matches!(undone, Err(Error::Refused { why: "heard", .. })));
    assert_eq!(hear(), 3);
}

#[test]
fn the_log_begins_anew_while_writing_goes_on() {
    if crate::testing::is_on_server() {
        return println!("not run: a server looks after its own log");
    }
    let t = db(CONCEPTS);
    let long = "x".repeat(100_000);
    for n in 1..=100 {
        let long = long.clone();
        t.db.write_blocking("ring", &t.rule(), move |tx, ctx| {
            (0..10_u8).try_for_each(|place| {
                tx.execute(
                    "INSERT INTO search_queue (district, stream, id, text) VALUES ($1, 'bell', $2, $3)",
                    params![ctx.district, std::array::from_fn::<u8, 16, _>(|i| if i == 0 { n } else { place }), long],
                )
            })
        })
        .unwrap();
    }
    let size = std::fs::metadata(t.folder().join("test.db-wal")).unwrap().len();
    assert!(size < 60_000_000, "100 MB were written and the log holds {size} bytes");
}

#[test]
fn a_table_that_a_migration_added_is_filled_from_older_facts() {
    let t = db(CONCEPTS);
    let id = BellId::from_bytes([1; 16]);
    t.db.write_blocking("hang", &t.rule(), move |tx, ctx| ring(tx, ctx, id, 0, &hung())).unwrap();
    t.db.write_blocking("ring", &t.rule(), move |tx, ctx| ring(tx, ctx, id, 1, &Bell::Rung { times: 3 })).unwrap();
    let beside = t.folder().join("filling.db");
    t.behind_its_back("DELETE FROM series; INSERT INTO to_fill VALUES ('series')");
    // What a kill left behind is begun anew.
    std::fs::write(&beside, "half a file").unwrap();
    let again = t.open_again(CONCEPTS).unwrap();
    let times: i64 = again.read_blocking(|r| r.value("SELECT last FROM series", &[])).unwrap();
    assert_eq!(times, 3);
    let waiting: i64 = again.read_blocking(|r| r.value("SELECT COUNT(*) FROM to_fill", &[])).unwrap();
    assert_eq!(waiting, 0);
    assert!(!beside.exists());
    // One that no concept here has waits for a program that has it.
    t.behind_its_back("INSERT INTO to_fill VALUES ('nowhere')");
    let again = t.open_again(CONCEPTS).unwrap();
    let waiting: String = again.read_blocking(|r| r.value("SELECT name FROM to_fill", &[])).unwrap();
    assert_eq!(waiting, "nowhere");
}

#[test]
fn facts_are_numbered_in_the_order_in_which_they_came_without_gap() {
    let t = db(CONCEPTS);
    let (here, node) = (crate::testing::district(), t.db.node());
    let write = |n: u8, seen, fact: Bell| {
        t.db.write_blocking("ring", &t.rule(), move |tx, ctx| ring(tx, ctx, bell(n), seen, &fact))
    };
    let number = |at_most| t.db.write_blocking("number", &t.rule(), move |tx, ctx| tx.number_facts(ctx, at_most));
    assert_eq!(number(10).unwrap(), 0, "there is nothing yet");
    write(9, 0, hung()).unwrap();
    write(1, 0, hung()).unwrap();
    write(9, 0, hung()).unwrap_err();
    write(9, 1, Bell::Rung { times: 3 }).unwrap();
    // The last one stays for the next round.
    assert_eq!((number(2).unwrap(), number(9).unwrap(), number(9).unwrap()), (2, 1, 0));
    let told = |id: u8| t.db.read_blocking(|r| r.log_numbers(here, node, Bell::STREAM, [id; 16])).unwrap();
    assert_eq!((told(9), told(1), told(2)), (vec![(1, Some(0)), (2, Some(2))], vec![(1, Some(1))], vec![]));
    let behind = |size| t.db.read_blocking(|r| r.facts_behind(here, node, size, 2)).unwrap();
    assert_eq!((behind(0).0, behind(2), behind(3)), (2, (1, Some(t.clock.now())), (0, None)));
    assert_eq!(t.db.read_blocking(|r| r.log_size(here, node)).unwrap(), 3);
    assert_eq!(t.db.read_blocking(|r| r.log_size(here, node + 1)).unwrap(), 0, "another installation has its own log");

    let entries = || t.db.read_blocking(|r| r.log_entries(here, node, 0, 10)).unwrap();
    let before = entries();
    let second = String::from_utf8(before[2].clone()).unwrap();
    let id = bell(9).to_text();
    assert_eq!(
        second,
        format!(
            r#"{{"district":"530999","stream":"bell","id":"{id}","version":2,"kind":"rung","actor":"rule:test","role":null,"organisation":null,"origin":"rule","effective_at":1781744400000000,"recorded_at":1781744400000000,"node":1,"cause":null,"payload":{{"kind":"rung","times":3}}}}"#
        )
    );
    // Erasing a value changes no entry.
    assert!(!String::from_utf8_lossy(&before[0]).contains("鼓楼"));
    t.erase_everything();
    assert_eq!(entries(), before);
    assert_eq!(t.db.read_blocking(|r| r.log_entries(here, node, 1, 1)).unwrap(), before[1..2]);
}

#[test]
fn the_log_goes_on_with_the_ledger_and_is_made_again_without_its_folder() {
    use proof::folder::Folder;
    let t = db(CONCEPTS);
    let key = proof::note::Signer::from_seed("anlan/530999/1", &[7; 32]).unwrap();
    let public = key.verifier().clone();
    let settings = proof::log::Settings { origin: "anlan/530999/1".into(), key, sm: None };
    let folder = t.folder().join("log");
    let opened = || crate::Sequencer::new(&t.db, &folder, settings.clone());
    let fill = |ids: std::ops::Range<u16>| {
        let write = move |tx: &mut Tx<'_>, ctx: &Ctx| {
            ids.clone().try_for_each(|n| {
                let [high, low] = n.to_be_bytes();
                let mut id = [high; 16];
                id[15] = low;
                ring(tx, ctx, kernel::Identity::from_bytes(id), 0, &hung()).map(drop)
            })
        };
        t.db.write_blocking("fill", &t.rule(), write).unwrap();
    };
    let verified = || {
        let against = proof::verify::Against { keys: vec![public.clone()], ..Default::default() };
        let report = proof::verify::verify(&Folder::new(&folder), &against).unwrap();
        assert_eq!(report.faults, []);
        (report.size, report.root.unwrap())
    };
    let mut sequencer = opened();
    assert_eq!(sequencer.step(&t.rule()).unwrap(), 0);
    fill(0..1_300);
    assert_eq!(sequencer.step(&t.rule()).unwrap(), 1_300);
    assert_eq!(sequencer.step(&t.rule()).unwrap(), 0);
    let first = verified();
    assert_eq!(first.0, 1_300);

    // Another one goes on where the last one ended, and only one writes.
    let refused = opened().step(&t.rule()).unwrap_err();
    assert_eq!(refused.to_string(), "another process writes this log");
    drop(sequencer);
    fill(1_300..1_310);
    assert_eq!(opened().step(&t.rule()).unwrap(), 10);
    let second = verified();

    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(opened().step(&t.rule()).unwrap(), 1_310);
    assert_eq!(verified(), second, "the same entries give the same tree");

    // The database was rewritten behind the log's back; and put back to what it was.
    t.behind_its_back("UPDATE fact SET actor = 'rule:other' WHERE place = (SELECT MAX(place) FROM fact)");
    let refused = opened().step(&t.rule()).unwrap_err();
    assert_eq!(refused.to_string(), "the log and the database differ: one of them was rewritten");
    t.behind_its_back("DELETE FROM log_entry WHERE number = 1309; DELETE FROM fact WHERE place = 1310;");
    let refused = opened().step(&t.rule()).unwrap_err();
    assert_eq!(refused.to_string(), "the log holds more than the database: one of them was put back");
    assert_eq!(verified(), second, "the log is as it was");
}

#[test]
fn a_payload_too_long_for_an_entry_stands_in_it_as_its_digest() {
    let t = db(CONCEPTS);
    let (here, node) = (crate::testing::district(), t.db.node());
    // 63,999 bytes and 64,001.
    for (n, strokes, whole) in [(1, 31_985, true), (2, 31_986, false)] {
        let fact = Bell::Tolled { strokes: vec![1; strokes] };
        t.db.write_blocking("toll", &t.rule(), move |tx, ctx| ring(tx, ctx, bell(n), 0, &fact)).unwrap();
        t.db.write_blocking("number", &t.rule(), |tx, ctx| tx.number_facts(ctx, 1)).unwrap();
        let number = i64::from(n) - 1;
        let entry = t.db.read_blocking(|r| r.log_entries(here, node, number, 1)).unwrap().remove(0);
        let entry: serde_json::Value = serde_json::from_slice(&entry).unwrap();
        assert_eq!(entry.get("payload").is_some(), whole, "{strokes}");
        let stored = "SELECT payload FROM fact WHERE id = $1";
        let stored: String = t.db.read_blocking(|r| r.value(stored, params![[n; 16]])).unwrap();
        let digest = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(stored));
        assert_eq!(entry.get("payload_sha256").map(|it| it.as_str().unwrap()), (!whole).then_some(digest.as_str()));
    }
    t.assert_replay_agrees();
}

#[test]
fn facts_of_older_versions_keep_their_order() {
    let fact = |id: u8, at: i64| {
        format!(
            r#"INSERT INTO fact (district, stream, id, version, kind, payload, actor, origin, effective_at, recorded_at, node)
               VALUES (530999, 'bell', $1, 1, 'rung', '{{"kind":"rung","times":1}}', 'rule:test', 'rule', {at}, {at}, {id})"#
        )
    };
    let t = crate::testing::older(31, CONCEPTS, |old| {
        for (id, at) in [(3, 30), (1, 10), (2, 20)] {
            old.execute(&fact(id, at), params![[id; 16]]).unwrap();
        }
    });
    let places = t.db.read_blocking(|r| {
        r.rows("SELECT place, id FROM fact ORDER BY place", &[], |row| {
            Ok((row.get::<i64>(0)?, row.get::<[u8; 16]>(1)?))
        })
    });
    assert_eq!(places.unwrap(), [(1, [1; 16]), (2, [2; 16]), (3, [3; 16])]);
}

#[test]
fn a_character_that_one_engine_lacks_is_shown_by_none() {
    let t = db(CONCEPTS);
    let set = |kind: &'static str| {
        t.db.write_blocking("set", &t.rule(), move |tx, ctx| tx.set_timer(ctx, ctx.now, "bell", [1; 16], kind))
            .unwrap();
    };
    set("a\0b");
    let due = t.db.read_blocking(|r| r.due_timers(&t.rule(), t.clock.now(), 10)).unwrap();
    assert_eq!(due[0].kind, "a\u{fffd}b");
    let found =
        t.db.read_blocking(|r| r.rows("SELECT at FROM timer WHERE kind = $1", params!["\0"], |row| row.get::<i64>(0)));
    assert!(found.unwrap().is_empty());
}

#[test]
fn an_act_that_goes_on_after_a_wrong_statement_is_not_said_to_be_done() {
    let t = db(CONCEPTS);
    let act = |tx: &mut Tx<'_>, ctx: &Ctx| {
        ring(tx, ctx, bell(1), 0, &hung())?;
        drop(tx.execute("UPDATE nowhere SET nothing = 1", params![]));
        Ok(())
    };
    let said = t.db.write_blocking("ring", &t.rule(), act).is_ok();
    let facts: i64 = t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM fact", params![])).unwrap();
    assert_eq!(facts, i64::from(said));
    // The connection it was on is as good as before.
    t.db.write_blocking("ring", &t.rule(), |tx, ctx| ring(tx, ctx, bell(2), 0, &hung())).unwrap();
}

#[test]
fn an_erasure_ever_recorded_decodes() {
    let id = bell(9).to_text();
    let fact =
        crate::Erasure::Erased {
            stream: "bell".into(), object: id, values: 2, reason: Personal::text("依申请删除")
        };
    let recorded = include_str!("../../../golden/erasure/erased.json").trim_end();
    let (payload, taken) = kernel::seal(&fact, |n| [n as u8; 32]).unwrap();
    assert_eq!(recorded, payload);
    let vault = taken.into_iter().map(|s| (s.commitment, s.value)).collect();
    assert_eq!(kernel::open::<crate::Erasure>(recorded, vault).unwrap(), fact);
}

#[test]
fn what_is_erased_is_gone_and_everything_else_stays() {
    static WITH: &[&Concept] = &[&BELL, &crate::ERASURE];
    let t = db(WITH);
    let write = |n: u8, seen, fact: Bell| {
        t.db.write_blocking("ring", &t.rule(), move |tx, ctx| ring(tx, ctx, bell(n), seen, &fact)).unwrap()
    };
    write(1, 0, hung());
    write(1, 1, Bell::Rung { times: 3 });
    write(2, 0, hung());
    assert_eq!(t.db.erase(&t.rule(), Bell::STREAM, [1; 16], "依申请删除").unwrap(), 1);
    let here = crate::testing::district();
    let first = |n| t.db.read_blocking(|r| r.history::<Bell>(here, bell(n))).unwrap().remove(0).fact;
    assert_eq!((first(1), first(2)), (Bell::Hung { tower: Personal::Erased }, hung()));
    t.assert_replay_agrees();
    // The reason is a text like any other.
    let erasure: [u8; 16] = t.db.read_blocking(|r| r.value("SELECT id FROM erasure", &[])).unwrap();
    assert_eq!(t.db.erase(&t.rule(), crate::Erasure::STREAM, erasure, "理由中有姓名").unwrap(), 1);
    let reasons = t.db.read_blocking(|r| r.rows("SELECT reason FROM erasure", &[], |row| row.get::<Option<String>>(0)));
    assert_eq!(reasons.unwrap().iter().flatten().count(), 1);
    t.assert_replay_agrees();
}
