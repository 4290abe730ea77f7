//! The log of a district: what is recorded is in it within a second, and whoever keeps a head and a key can prove it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Running, done, run, text, until};

/// A district that was founded and served until all its facts were in the log.
fn served(data: &Path, environment: &[(&str, &str)]) -> Value {
    let running = Running::start(data, &["serve", "--listen", "127.0.0.1:0"], environment);
    let head = until(|| head(data).filter(|head| head["waiting"] == 0 && head["size"].as_u64() > Some(0)));
    drop(running);
    head
}

fn head(data: &Path) -> Option<Value> {
    let output = run(data, &["--json", "ledger", "head"]);
    output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap())
}

fn found(data: &Path) {
    done(data, &["init", "--district", "530999", "--name", "望澜县"]);
}

/// Some more facts: accounts that are opened.
fn open_accounts(data: &Path, logins: &[&str]) {
    for login in logins {
        let office = "望澜县安全生产委员会办公室";
        let who = ["--name", "王小安", "--organisation", office, "--role", "district_clerk"];
        done(data, &[&["user", "add", login][..], &who].concat());
    }
}

#[test]
fn what_was_recorded_is_proved_from_files_and_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("district");
    found(&data);
    let before = run(&data, &["ledger", "head"]);
    assert_eq!(before.status.code(), Some(2));
    assert!(text(&before.stderr).contains("the log begins when the district is served"), "{}", text(&before.stderr));

    let first = served(&data, &[]);
    let key = first["keys"][0].as_str().unwrap();
    assert_eq!(first["origin"], "anlan/530999/1");
    assert!(key.starts_with("anlan/530999/1+"), "{key}");
    let kept = folder.path().join("kept.checkpoint");
    fs::write(&kept, first["checkpoint"].as_str().unwrap()).unwrap();
    let verified = done(&data, &["ledger", "verify", "--key", key, "--trusted", kept.to_str().unwrap()]);
    let size = first["size"].as_u64().unwrap();
    assert_eq!(
        verified,
        format!(
            "anlan/530999/1, {size} entries: everything fits\n{size} facts of the database are what the log says\n"
        )
    );
    // The private key is its owner's alone.
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(data.join("keys/log.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // The proof of one fact, and what it does not prove.
    let database = rusqlite::Connection::open(data.join("anlan.db")).unwrap();
    let person: Vec<u8> =
        database.query_row("SELECT id FROM fact WHERE stream = 'person'", [], |row| row.get(0)).unwrap();
    let id = <kernel::PersonId as kernel::Identity>::from_bytes(person.try_into().unwrap()).to_string();
    let proof = folder.path().join("one.tlog-proof");
    done(&data, &["ledger", "proof", &id, "--out", proof.to_str().unwrap()]);
    let key = proof::note::Verifier::parse(key).unwrap();
    let proof = proof::inclusion::Inclusion::parse(&fs::read(proof).unwrap()).unwrap();
    let (_, entry) = proof.verify(None, Some("anlan/530999/1"), std::slice::from_ref(&key)).unwrap();
    let entry: Value = serde_json::from_slice(&entry).unwrap();
    assert_eq!((&entry["stream"], &entry["id"]), (&Value::from("person"), &Value::from(id.as_str())));
    assert!(proof.verify(Some(b"another"), None, std::slice::from_ref(&key)).is_err());
    let none = run(&data, &["ledger", "proof", &id, "--version", "9"]);
    assert_eq!(none.status.code(), Some(2), "{}", text(&none.stderr));

    let consistent = done(&data, &["ledger", "consistency", "1", &size.to_string()]);
    assert!(consistent.starts_with("1 ") && consistent.contains(first["root"].as_str().unwrap()), "{consistent}");
    assert_eq!(run(&data, &["ledger", "consistency", "1", "99999"]).status.code(), Some(2));
}

#[test]
fn a_row_changed_behind_the_ledger_is_found_and_the_log_does_not_take_it_in() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    found(data);
    let size = served(data, &[])["size"].as_u64().unwrap();
    let database = rusqlite::Connection::open(data.join("anlan.db")).unwrap();
    let changed = "UPDATE fact SET actor = 'rule:nobody' WHERE place = (SELECT MIN(place) FROM fact)";
    assert_eq!(database.execute(changed, []).unwrap(), 1);
    let verified = run(data, &["--json", "ledger", "verify"]);
    assert_eq!(verified.status.code(), Some(1), "{}", text(&verified.stderr));
    let report: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(report["log"]["faults"], Value::Array(vec![]), "the files are as they were signed");
    assert_eq!((&report["database"]["found"], &report["database"]["differences"][0]["entry"]), (&1.into(), &0.into()));

    // The last one: the server sees it by itself when it opens the log, and adds nothing to it.
    let changed = "UPDATE fact SET actor = 'rule:nobody' WHERE place = (SELECT MAX(place) FROM fact)";
    assert_eq!(database.execute(changed, []).unwrap(), 1);
    open_accounts(data, &["later"]);
    let mut running = Running::start(data, &["serve", "--listen", "127.0.0.1:0"], &[]);
    running.wait_for("the log and the database differ");
    drop(running);
    let head = head(data).unwrap();
    assert_eq!(head["size"], size);
    assert!(head["waiting"].as_i64().unwrap() > 0);

    // A changed file of the log is found and named.
    let bundle = format!("tile/entries/{:03}.p/{}", size / 256, size % 256);
    let path = data.join("log").join(&bundle);
    let mut bytes = fs::read(&path).unwrap();
    bytes[40] ^= 1;
    fs::write(&path, bytes).unwrap();
    let verified = run(data, &["ledger", "verify"]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(text(&verified.stdout).contains(&format!("{bundle}: ")), "{}", text(&verified.stdout));
}

#[test]
fn what_nobody_takes_ends_a_command_with_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    found(data);
    for arguments in [&["user", "list"][..], &["table"], &["config", "check"], &["calc"]] {
        let output = crate::program::run_into_nothing(data, arguments);
        let said = crate::program::text(&output.stderr);
        assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{arguments:?}: {said}");
    }
}

#[test]
fn a_log_without_its_key_is_not_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    found(folder.path());
    served(folder.path(), &[]);
    fs::remove_file(folder.path().join("keys/log.key")).unwrap();
    let refused = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("the key of the log is missing: put it back"), "{}", text(&refused.stderr));
}

#[test]
fn the_second_tree_is_switched_on_later_and_covers_everything() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    found(data);
    let size = served(data, &[])["size"].as_u64().unwrap();
    let refused = run(data, &["ledger", "verify", "--sm3"]);
    assert_eq!(refused.status.code(), Some(1), "there is none yet");
    let running = Running::start(data, &["serve", "--listen", "127.0.0.1:0"], &[("ANLAN_SM", "on")]);
    let with_both = until(|| head(data).filter(|head| head["keys"].as_array().unwrap().len() == 2));
    drop(running);
    assert!(with_both["checkpoint"].as_str().unwrap().contains("\nsm3 "), "{with_both}");
    let verified = done(data, &["ledger", "verify", "--sm3"]);
    assert!(verified.starts_with(&format!("anlan/530999/1, {size} entries: everything fits\n")), "{verified}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        match item.file_type().unwrap().is_dir() {
            true => copy(&item.path(), &to.join(item.file_name())),
            false => drop(fs::copy(item.path(), to.join(item.file_name())).unwrap()),
        }
    }
}

#[test]
fn a_witness_signs_what_goes_on_and_tells_of_a_log_that_was_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("district");
    found(&data);
    let first = served(&data, &[]);
    let backup = folder.path().join("backup");
    copy(&data, &backup);
    let memory = folder.path().join("witness");
    let arguments = [
        ["witness", "--listen", "127.0.0.1:0"].as_slice(),
        &["--dir", memory.to_str().unwrap(), "--follow", first["keys"][0].as_str().unwrap()],
    ]
    .concat();
    let mut witness = Running::start(&data, &arguments, &[]);
    let key = witness.said.iter().find_map(|line| line.strip_prefix("key ")).unwrap().to_owned();
    let base = witness.base.clone();
    let environment = [("ANLAN_WITNESS", base.as_str()), ("ANLAN_WITNESS_KEY", key.as_str())];

    open_accounts(&data, &["one", "two", "three"]);
    served(&data, &[]);
    let running = Running::start(&data, &["serve", "--listen", "127.0.0.1:0"], &environment);
    let signed = until(|| fs::read(data.join("witnessed.checkpoint")).ok());
    drop(running);
    let witness_key = proof::note::Verifier::parse(&key).unwrap();
    let signed = proof::note::Note::parse(&signed).unwrap();
    assert_eq!(signed.signed_by(&witness_key), proof::note::Signed::Yes);
    done(&data, &["ledger", "verify"]);

    // A backup was put back: fewer entries, honestly signed, and everything fits within itself.
    done(&backup, &["ledger", "verify"]);
    let running = Running::start(&backup, &["serve", "--listen", "127.0.0.1:0"], &environment);
    let why = until(|| fs::read_to_string(backup.join("witnessed.refused")).ok());
    drop(running);
    assert!(why.contains("the log has shrunk from"), "{why}");
    witness.wait_for("the log has shrunk from");

    // It grows beyond what the witness knows, with other entries.
    open_accounts(&backup, &["four", "five", "six", "seven"]);
    served(&backup, &[]);
    fs::remove_file(backup.join("witnessed.refused")).unwrap();
    let running = Running::start(&backup, &["serve", "--listen", "127.0.0.1:0"], &environment);
    let why = until(|| fs::read_to_string(backup.join("witnessed.refused")).ok());
    drop(running);
    assert!(why.contains("does not continue that of"), "{why}");
    assert!(!why.contains("evidence"), "where the witness keeps it is its own: {why}");
    assert_eq!(fs::read_dir(memory.join("evidence")).unwrap().count(), 2);
}
