use std::path::Path;

use proptest::prelude::*;

use crate::{Fault, Row, Summary, Writer, each, summary};

type Owned = (String, String, i64, f64);

fn written(path: &Path, rows: &[Owned]) -> Summary {
    let mut writer = Writer::create(path).unwrap();
    for (device, metric, at, value) in rows {
        writer.push(Row { device, metric, at: *at, value: *value }).unwrap();
    }
    writer.finish().unwrap()
}

fn read(path: &Path) -> Vec<Owned> {
    let mut rows = Vec::new();
    each(path, |number, it| {
        rows.push((it.device.to_owned(), it.metric.to_owned(), it.at, it.value));
        assert_eq!(number, rows.len() as u64);
        Ok::<_, Fault>(())
    })
    .unwrap();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_is_written_is_read(rows in prop::collection::vec(("[0-9a-z]{1,8}", "rain|level|gas", any::<i32>(), -1e6..1e6_f64), 0..300)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("readings.parquet");
        let rows: Vec<Owned> = rows.into_iter().map(|(a, b, at, value)| (a, b, i64::from(at) * 1_000, value)).collect();
        let told = written(&path, &rows);
        prop_assert_eq!(told.rows, rows.len() as u64);
        prop_assert_eq!(summary(&path).unwrap(), told);
        prop_assert_eq!(read(&path), rows);
    }
}

#[test]
fn more_rows_than_a_group_holds_stay_in_order_and_small() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("readings.parquet");
    let mut writer = Writer::create(&path).unwrap();
    for n in 0..1_200_000_i64 {
        let value = ((n % 12) as f64) / 10.0;
        writer.push(Row { device: "60912340", metric: "rain", at: n * 300_000, value }).unwrap();
    }
    let told = writer.finish().unwrap();
    assert_eq!(told.rows, 1_200_000);
    assert!(told.bytes < 2 * told.rows, "{} bytes", told.bytes);
    let mut next = 0;
    each(&path, |_, it| {
        assert_eq!(it.at, next * 300_000);
        next += 1;
        Ok::<_, Fault>(())
    })
    .unwrap();
    assert_eq!(next, 1_200_000);
}

#[test]
fn a_file_that_was_cut_or_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("readings.parquet");
    written(&path, &[("a".into(), "rain".into(), 1_000, 0.5)]);
    let whole = std::fs::read(&path).unwrap();
    for length in [0, 3, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(matches!(each(&path, |_, _| Ok::<_, Fault>(())), Err(Fault::Parquet { .. })), "{length} bytes");
    }
    assert!(matches!(each(&folder.path().join("none"), |_, _| Ok::<_, Fault>(())), Err(Fault::File { .. })));
}
