//! Readings from files, and a week that is played.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::program::{Running, run, text, until};

fn small(data: &Path, more: &[&str]) {
    let accounts = data.with_extension("json");
    let built =
        run(data, &[&["demo", "--small", "--build-only", "--accounts", accounts.to_str().unwrap()], more].concat());
    assert!(built.status.success(), "{}", text(&built.stderr));
}

fn import(data: &Path, arguments: &[&str]) -> (i32, Value, String) {
    let output = run(data, &[&["--json", "import", "readings"], arguments].concat());
    let said = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output.status.code().unwrap(), said, text(&output.stderr))
}

#[test]
fn files_come_in_once_and_say_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("district");
    small(&data, &[]);
    let file = folder.path().join("雨量.csv");
    let other = folder.path().join("level.csv");
    // 2024 lies before what the small county has of this gauge.
    let mut rows = "雨量站整编表\n测站编码,观测时间,雨量（mm）\n".to_owned();
    (0..600).for_each(|n| rows.push_str(&format!("60912000,2024-07-{:02} {:02}:00,0.5\n", 1 + n / 24, n % 24)));
    fs::write(&file, rows).unwrap();
    fs::write(
        &other,
        "device,metric,time,value\n60912120,level,2024-07-01T00:00:00Z,1370.5\n60912120,rain,2024-07-01 08:00,1\n\
         60912120,level,someday,1\n1,level,2024-07-01 08:00,1\n60912120,level,2024-07-01 08:05,much\n\
         60912120,level,2024-07-01 08:05,99\n60912120,level,2016-07-01 08:05,1370\n60912120,level,2086-07-01 08:05,1370\n",
    )
    .unwrap();
    let files = [file.to_str().unwrap(), other.to_str().unwrap()];

    let reasons = json!({ "unknown_metric": 1, "no_time": 1, "unknown_device": 1, "no_number": 1, "impossible_value": 1,
                          "too_late": 1, "in_the_future": 1 });
    let told = |taken: u64, known: u64, checked: bool| {
        json!({ "rows": 608, "taken": taken, "watched": 0, "known": known, "refused": 7, "reasons": reasons,
                "checked_only": checked })
    };
    let (code, said, why) = import(&data, &[&files[..], &["--check"]].concat());
    assert_eq!((code, said), (2, told(601, 0, true)), "{why}");
    assert!(why.contains("level.csv row 4: 60912120 someday level 1: write the time as"), "{why}");
    assert_eq!(import(&data, &files).1, told(601, 0, false));
    assert_eq!(import(&data, &files).1, told(0, 601, false));

    let serving = Running::start(&data, &["serve", "--listen", "127.0.0.1:0"], &[]);
    let (code, _, why) = import(&data, &files);
    assert!(code == 2 && why.contains("the program is serving this data folder"), "{code} {why}");
    drop(serving);
    assert_eq!(import(&data, &files).1, told(0, 601, false));
}

#[test]
fn an_archive_comes_in_as_it_went_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("district");
    small(&data, &[]);
    let (file, other) = (folder.path().join("2024-07.parquet"), folder.path().join("other.parquet"));
    let begin = 1_719_763_200_000;
    let row = |n: i64, device| columns::Row { device, metric: "rain", at: begin + n * 300_000, value: n as f64 / 10.0 };
    let mut writer = columns::Writer::create(&file).unwrap();
    (0..500).for_each(|n| writer.push(row(n, "60912000")).unwrap());
    writer.push(row(0, "1")).unwrap();
    writer.push(columns::Row { value: f64::NAN, ..row(600, "60912000") }).unwrap();
    writer.finish().unwrap();
    fs::write(&other, "PAR1 but not really").unwrap();

    let reasons = json!({ "unknown_device": 1, "no_number": 1 });
    let told = |taken: u64, known: u64| {
        json!({ "rows": 502, "taken": taken, "watched": 0, "known": known, "refused": 2, "reasons": reasons,
                "checked_only": false })
    };
    let (code, said, why) = import(&data, &[file.to_str().unwrap()]);
    assert_eq!((code, said), (2, told(500, 0)), "{why}");
    assert!(why.contains("2024-07.parquet row 501: 1 2024-07-01T00:00:00"), "{why}");
    assert_eq!(import(&data, &[file.to_str().unwrap()]).1, told(0, 500));
    let (code, _, why) = import(&data, &[other.to_str().unwrap()]);
    assert!(code == 2 && why.contains("other.parquet"), "{code} {why}");
}

#[test]
fn a_replay_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("flood");
    let at = || -> Value { serde_json::from_slice(&fs::read(data.join("replay.json")).unwrap()).unwrap() };
    let play = ["demo", "--small", "--replay", "2000x", "--listen", "127.0.0.1:0"];
    small(&data, &["--replay", "2000x"]);
    let eve = at();
    assert_eq!(eve["at"], eve["from"]);
    let refused = run(&data, &["demo", "--small"]);
    assert!(text(&refused.stderr).contains("is a replay"), "{}", text(&refused.stderr));

    let mut playing = Running::start(&data, &play, &[]);
    let from = playing.wait_for("replay: from");
    let on = until(|| Some(at()).filter(|it| it["at"] != eve["at"]));
    assert_eq!(on["until"], eve["until"]);
    drop(playing);
    let mut playing = Running::start(&data, &play, &[]);
    let again = playing.wait_for("replay: from");
    assert!(again > from && again.split(" to ").nth(1) == from.split(" to ").nth(1), "{from} {again}");
    until(|| Some(at()).filter(|it| it["at"] != on["at"]));
}
