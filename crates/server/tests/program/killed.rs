//! Readings while the power fails: what was answered is there, what was not is sent again, and conditions come out as if
//! nothing had happened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::mpsc::channel;

use kernel::Instant;
use ledger::{Clock as _, SystemClock};
use server::gate::machine_ctx;
use server::store::Store;
use signal::device::{self, token};
use signal::rule;

use crate::program::{Running, done, until};

const TOKEN: &str = "anlan-gateway-of-the-test";
const DEVICES: usize = 3;
const STEPS: usize = 120;
const BATCH: usize = 10;
const STEP_MS: i64 = 60_000;

/// A district with three river levels, their owner's token and a rule.
fn found(data: &Path) {
    done(data, &["init", "--district", "530999", "--name", "望澜县"]);
    let db = Store::in_folder(data).open(SystemClock).unwrap();
    let district = server::installation::of(&db).unwrap().district;
    let ctx = machine_ctx("test", district, SystemClock.now()).unwrap();
    db.write_blocking("found", &ctx, move |tx, ctx| {
        let owner = registry::query::safety_office(tx, ctx)?.to_string();
        for n in 0..DEVICES {
            let it = device::Describe {
                code: format!("level-{n}"),
                name: format!("{n}号水位站"),
                sort: "river_level".into(),
                metrics: vec!["level".into()],
                division: ctx.district.division().to_string(),
                owner: owner.clone(),
                interval: (STEP_MS / 1_000).to_string(),
                ..device::Describe::default()
            };
            device::register(tx, ctx, &it)?;
        }
        let issue = token::Issue { owner, label: "网关".into(), ..token::Issue::default() };
        token::issue(tx, ctx, token::Digest::of(TOKEN), &issue)?;
        let high = rule::Describe {
            title: "水位".into(),
            basis: "试验".into(),
            metric: "level".into(),
            window: "0".into(),
            aggregate: "last".into(),
            direction: "above".into(),
            yellow: "5".into(),
            red: "8".into(),
            clear: "0".into(),
            ..rule::Describe::default()
        };
        let id = rule::draft(tx, ctx, &high)?;
        let from = ctx.now.day().to_string();
        rule::switch_on(tx, ctx, id, &rule::SwitchOn { version: "1".into(), from, reason: "试验".into() })
    })
    .unwrap();
}

/// A tide of its own for each device: it passes both thresholds again and again.
fn value(device: usize, step: usize) -> f64 {
    let phase = (step * (device + 2)) % 40;
    if phase < 20 { phase as f64 * 0.5 } else { (40 - phase) as f64 * 0.5 }
}

fn lines(begin: i64, batch: usize) -> String {
    let line = |step: usize, device: usize| {
        let (t, v) = (begin + step as i64 * STEP_MS, value(device, step));
        format!("{{\"device\":\"level-{device}\",\"metric\":\"level\",\"t\":{t},\"v\":{v}}}\n")
    };
    (batch * BATCH..(batch + 1) * BATCH).flat_map(|step| (0..DEVICES).map(move |device| line(step, device))).collect()
}

/// Whether the batch was answered as stored.
fn is_stored(base: &str, lines: &str) -> bool {
    let sent = ureq::post(&format!("{base}/api/v1/readings"))
        .header("Authorization", &format!("Bearer {TOKEN}"))
        .header("Content-Type", "application/x-ndjson")
        .send(lines);
    let Ok(mut answer) = sent else { return false };
    let Ok(told) = answer.body_mut().read_to_string() else { return false };
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["refused"], 0, "{told}");
    true
}

/// Of each device, its changes: when, which step, which colour.
type Course = BTreeMap<String, Vec<(Instant, String, Option<String>)>>;

fn course(data: &Path) -> Course {
    let db = Store::in_folder(data).open_existing().unwrap();
    let sql = "SELECT d.code, x.at, x.step, x.colour FROM condition_change x
               JOIN condition c ON c.district = x.district AND c.id = x.condition
               JOIN device d ON d.district = c.district AND d.id = c.device
               WHERE c.sort = 'rule' ORDER BY d.code, x.at, x.no";
    let rows = db.read_blocking(|r| r.rows(sql, &[], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))));
    let mut course = Course::new();
    for (device, change) in rows.unwrap() {
        course.entry(device).or_default().push(change);
    }
    course
}

/// Readings on the disk of each device.
fn kept(data: &Path, begin: i64) -> Vec<usize> {
    let opened = readings::Opened::folder(&data.join("readings")).unwrap();
    let number = |code: &str| opened.names().iter().position(|it| &*it.device == code).unwrap();
    let history = readings::store::history::History::of(&data.join("readings"));
    let of = |n: usize| {
        let series = number(&format!("level-{n}")) as u32;
        history.readings(series, begin, begin + STEPS as i64 * STEP_MS, opened.position()).unwrap().len()
    };
    (0..DEVICES).map(of).collect()
}

/// What the tide must come to by the rule.
fn expected(begin: i64) -> Course {
    let level = |device, step| match value(device, step) {
        it if it >= 8.0 => 2,
        it if it >= 5.0 => 1,
        _ => 0,
    };
    let mut course = Course::new();
    for device in 0..DEVICES {
        for step in 1..STEPS {
            let (before, now) = (level(device, step - 1), level(device, step));
            let word = match (before, now) {
                _ if before == now => continue,
                (0, _) => "raised",
                (_, 0) => "cleared",
                _ if before < now => "worsened",
                _ => "eased",
            };
            let at = Instant::from_millis(begin + step as i64 * STEP_MS);
            let colour = [None, Some("yellow"), Some("red")][now].map(str::to_owned);
            course.entry(format!("level-{device}")).or_default().push((at, word.to_owned(), colour));
        }
    }
    course
}

fn served(data: &Path) -> Running {
    Running::start(data, &["serve", "--listen", "127.0.0.1:0"], &[])
}

#[test]
fn a_program_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("district");
    found(&data);
    let begin = SystemClock.now().millis() - (STEPS as i64 + 5) * STEP_MS;
    let mut left: BTreeSet<usize> = (0..STEPS / BATCH).collect();
    let mut lives = 0;
    while !left.is_empty() {
        lives += 1;
        let (running, (stored, answers)) = (served(&data), channel());
        let (base, batches) = (running.base.clone(), left.clone());
        let sender = std::thread::spawn(move || {
            let answered = |batch: &usize| is_stored(&base, &lines(begin, *batch)) && stored.send(*batch).is_ok();
            batches.iter().take_while(|it| answered(it)).count()
        });
        // Killed in the middle of whatever it does after two answers.
        answers.iter().take(2).for_each(|batch| {
            left.remove(&batch);
        });
        drop(running);
        sender.join().unwrap();
        answers.try_iter().for_each(|batch| {
            left.remove(&batch);
        });
    }
    assert!(lives > 2, "it was hardly killed: {lives}");
    let running = served(&data);
    let expected = expected(begin);
    until(|| (course(&data) == expected).then_some(()));
    drop(running);
    assert_eq!(kept(&data, begin), vec![STEPS; DEVICES]);
}
