//! Each thing that must never be true is made true once, and must be seen.

use rusqlite::Connection;

use super::{integrity, never};

/// The columns the queries read, and one hazard, its obligation, its timer and its facts, all as they should be.
const SOUND: &str = "
    CREATE TABLE hazard (district, id, version, number_year, number, status, obligation, open);
    CREATE TABLE obligation (district, id, version, about_kind, about_id, status, holder_organisation, next_at,
                             duty DEFAULT 'hazard.rectify');
    CREATE TABLE timer (district, at, stream, id, kind);
    CREATE TABLE fact (district, stream, id, version, kind);
    INSERT INTO hazard VALUES (1, x'01', 2, 2026, 7, 'to_rectify', x'0b', 1), (1, x'02', 1, 2026, 8, 'closed', NULL, 0);
    INSERT INTO obligation VALUES (1, x'0a', 2, 'hazard', x'01', 'settled', NULL, NULL, 'hazard.assign'),
                                  (1, x'0b', 1, 'hazard', x'01', 'assigned', x'99', 500, 'hazard.rectify');
    INSERT INTO timer VALUES (1, 500, 'obligation', x'0b', 'ladder');
    INSERT INTO fact VALUES (1, 'hazard', x'01', 1, 'reported'), (1, 'hazard', x'01', 2, 'assigned'),
                            (1, 'hazard', x'02', 1, 'imported'), (1, 'obligation', x'0a', 1, 'opened'),
                            (1, 'obligation', x'0a', 2, 'settled'), (1, 'obligation', x'0b', 1, 'opened');";

#[test]
fn a_half_done_step_is_seen_in_the_tables() {
    //    what was half done                                                        what is seen
    check("SELECT 1", &[]);
    check(
        "DELETE FROM obligation WHERE id = x'0b'; DELETE FROM timer; DELETE FROM fact WHERE id = x'0b'",
        &["an open hazard without exactly one open", "an open hazard that names another"],
    );
    check(
        "INSERT INTO obligation VALUES (1, x'0c', 1, 'hazard', x'01', 'done', x'99', NULL, 'hazard.rectify');
         INSERT INTO fact VALUES (1, 'obligation', x'0c', 1, 'opened')",
        &["an open hazard without exactly one open"],
    );
    check("UPDATE hazard SET obligation = x'0a' WHERE id = x'01'", &["an open hazard that names another"]);
    check("UPDATE hazard SET open = 0", &["a closed hazard with an open obligation"]);
    check(
        "UPDATE obligation SET status = 'closed', holder_organisation = NULL, next_at = NULL WHERE id = x'0b';
         UPDATE hazard SET open = 0",
        &["a finished obligation with a timer", "a timer that is not its obligation's"],
    );
    check("UPDATE obligation SET holder_organisation = NULL", &["an open obligation without a holder"]);
    check("DELETE FROM timer", &["an obligation whose next step has no timer"]);
    check(
        "INSERT INTO timer VALUES (1, 400, 'obligation', x'0b', 'ladder')",
        &["a timer that is not its obligation's"],
    );
    check("UPDATE hazard SET version = 1 WHERE id = x'01'", &["a hazard whose version is not"]);
    check("DELETE FROM hazard WHERE id = x'02'", &["facts of a hazard that has no row"]);
    check("UPDATE obligation SET version = 1 WHERE id = x'0a'", &["an obligation whose version is not"]);
    check("UPDATE hazard SET number = 7", &["a number of a hazard given twice"]);

    fn check(plant: &str, seen: &[&str]) {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SOUND).unwrap();
        connection.execute_batch(plant).unwrap();
        let found: Vec<String> = never(&connection).unwrap().into_iter().map(|finding| finding.what).collect();
        let as_expected = found.len() == seen.len() && found.iter().zip(seen).all(|(f, s)| f.starts_with(s));
        assert!(as_expected, "{plant}: {found:#?}");
    }
}

#[test]
fn a_damaged_file_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("d.db");
    let connection = Connection::open(&file).unwrap();
    connection.execute_batch("CREATE TABLE t (a PRIMARY KEY, b); INSERT INTO t VALUES (1, 'x'), (2, 'y')").unwrap();
    assert!(integrity(&connection).unwrap().is_empty());
    let root: i64 =
        connection.query_row("SELECT rootpage FROM sqlite_schema WHERE type = 'index'", [], |r| r.get(0)).unwrap();
    drop(connection);
    let mut bytes = std::fs::read(&file).unwrap();
    // The index loses both its entries.
    let page = (root as usize - 1) * 4096;
    bytes[page + 3..page + 5].fill(0);
    std::fs::write(&file, bytes).unwrap();
    assert!(!integrity(&Connection::open(&file).unwrap()).unwrap().is_empty());
}
