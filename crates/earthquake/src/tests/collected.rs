//! The catalogues that were collected, where they are: every format is read whole, and two that overlap tell of the same events.

use std::collections::HashMap;

use kernel::testing::collected;
use paper::{Learned, Workbook};

use crate::catalogue::{import, is_quakeml, workbook};
use crate::event::{same_rule, tell_rule};

fn read(name: &str) -> Option<registry::import::Parsed<import::QuakeRow>> {
    let path = collected(name, &format!("earthquake/{name}"))?;
    let bytes = std::fs::read(path).unwrap();
    let book = if is_quakeml(&bytes) { workbook(name, &bytes) } else { Workbook::read(name, &bytes) };
    Some(import::read(&book.unwrap(), &Learned::default()).unwrap())
}

#[test]
fn every_file_is_read_whole() {
    //    file                                events  left out  problems
    check("yunnan_m3_2010_2021.csv", 574, 0, 0);
    check("yunnan_and_around_2011_2021.xls", 942, 1, 0);
    check("quakeml_data.xml", 2, 0, 0);
}

fn check(name: &str, events: usize, left_out: usize, problems: usize) {
    let Some(it) = read(name) else { return };
    let first: Vec<_> = it.problems.iter().take(3).collect();
    assert_eq!(
        (it.rows.len(), it.left_out.len(), it.problems.len()),
        (events, left_out, problems),
        "{name}: {first:?}"
    );
    let now = kernel::Instant::read("2026-06-18 22:00").unwrap();
    for row in &it.rows {
        assert!(tell_rule(&row.it.tell, now).is_ok(), "{name} row {}: {:?}", row.row, row.it.tell);
    }
}

/// Nine in ten of the smaller file's events of the common years are in the other one, whatever the kind of magnitude.
#[test]
fn the_two_files_of_yunnan_overlap() {
    let (Some(small), Some(large)) = (read("yunnan_m3_2010_2021.csv"), read("yunnan_and_around_2011_2021.xls")) else {
        return;
    };
    let now = kernel::Instant::read("2026-06-18 22:00").unwrap();
    let reports = |it: registry::import::Parsed<import::QuakeRow>, source: &str| -> Vec<_> {
        let report = |row: &registry::import::Placed<import::QuakeRow>| {
            let mut tell = row.it.tell.clone();
            tell.source = source.to_owned();
            tell_rule(&tell, now).unwrap()
        };
        it.rows.iter().map(report).collect()
    };
    let (small, large) = (reports(small, "a"), reports(large, "b"));
    let mut by_minute: HashMap<i64, Vec<usize>> = HashMap::new();
    for (n, it) in large.iter().enumerate() {
        by_minute.entry(it.at.micros().div_euclid(60_000_000)).or_default().push(n);
    }
    let first = large.iter().map(|it| it.at).min().unwrap();
    let common: Vec<_> = small.iter().filter(|it| it.at >= first).collect();
    let found = |it: &&&crate::event::Report| {
        let minute = it.at.micros().div_euclid(60_000_000);
        let near = (minute - 1..=minute + 1).filter_map(|it| by_minute.get(&it)).flatten();
        near.into_iter().any(|n| same_rule(&large[*n], it).is_some())
    };
    let matched = common.iter().filter(found).count();
    println!("{matched} of {} events of one file are in the other", common.len());
    assert!(matched * 10 >= common.len() * 9, "{matched} of {}", common.len());
}
