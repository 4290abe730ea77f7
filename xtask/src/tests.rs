use crate::assets::{Asset, check, lock, sum};
use crate::fuzz::{self, Until};
use crate::long::{self, Asked};
use crate::site::announced;
use crate::suites::{Count, counted};

#[test]
fn counts_are_read_from_every_runner() {
    //   line                                                                    passed, failed
    row("     Summary [   0.012s] 3 tests run: 3 passed, 0 skipped", Some((3, 0)));
    row("Summary [ 1.2s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 4 skipped", Some((6, 3)));
    row(
        "test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s",
        Some((4, 1)),
    );
    row("result: 5 passed, 2 failed", Some((5, 2)));
    row("    test result: FAILED. 0 passed; 1 failed; 0 ignored", None);
    row("suite loop: 5 s of budget 45 s", None);
    row("the last result: 5 passed", None);
}

fn row(line: &str, expected: Option<(u32, u32)>) {
    assert_eq!(counted(line), expected.map(|(passed, failed)| Count { passed, failed }), "{line}");
}

#[test]
fn a_changed_asset_is_refused() {
    let asset = Asset { file: "a.js".into(), from: "a/a.js".into(), sha256: sum(b"one") };
    assert!(check(&asset, b"one").is_ok());
    let refusal = check(&asset, b"two").unwrap_err();
    assert!(refusal.starts_with("a.js: its sum is 3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3"));
}

#[test]
fn an_asset_needs_every_key() {
    let whole = "[[asset]]\nfile = \"a\"\nfrom = \"b\"\nsha256 = \"c\"\nlicence = \"MIT\"\n";
    assert_eq!(lock(whole).unwrap().len(), 1);
    assert_eq!(lock(&whole.replace("licence", "note")).unwrap_err(), "web/assets.lock: an asset without licence");
}

#[test]
fn the_server_announces_its_address() {
    assert_eq!(announced("listening http://127.0.0.1:4123"), Some("http://127.0.0.1:4123"));
    assert_eq!(announced("INFO anlan: listening http://127.0.0.1:4123/ (demo)"), Some("http://127.0.0.1:4123"));
    assert_eq!(announced("listening on nothing"), None);
}

#[test]
fn a_long_run_names_its_length() {
    let row = |line: &str, expected| {
        let arguments: Vec<String> = line.split(' ').map(str::to_owned).collect();
        assert_eq!(long::parse(&arguments).ok(), expected, "{line}");
    };
    row("kills --minutes 30", Some(Asked::Program("kills", 30)));
    row("kills --minutes 0", None);
    row("kills --executions 9", None);
    row("kills", None);
    row("fuzz --minutes 2", Some(Asked::Fuzz(None, Until::Seconds(120))));
    row("fuzz --executions 100000000", Some(Asked::Fuzz(None, Until::Executions(100_000_000))));
    row("fuzz --executions 9 --target cap", Some(Asked::Fuzz(Some("cap"), Until::Executions(9))));
    row("fuzz --target cap", None);
}

#[test]
fn executions_are_read_from_the_statistics() {
    assert_eq!(fuzz::counted("stat::number_of_executed_units: 403844"), Some(403_844));
    assert_eq!(fuzz::counted("stat::peak_rss_mb:              30"), None);
}
