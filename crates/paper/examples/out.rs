//! What going out and coming back costs: one line of JSON for each step, with time, size and the memory at its peak.
//!
//! `cargo run --release -p paper --example out -- [rows]`

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "it measures, and stops when something is wrong")]

use std::time::Instant;

use paper::out::merge::{Now, merge};
use paper::out::{
    Column, ColumnKind, CsvExport, Export, ExportRow, Exported, Identity, Mark, Returned, SheetMarks, XlsxExport, mark,
};
use paper::{Value, Workbook};

const ROWS: u32 = 100_000;
const BAD_ROWS: u32 = 1_000;

fn main() {
    let rows = std::env::args().nth(1).map_or(ROWS, |rows| rows.parse().unwrap());
    let with_keys = export(true);
    let without = export(false);
    let plain = step("export without keys", rows, || xlsx(&without, rows).bytes);
    drop(plain);
    step("export as csv", rows, || {
        let mut csv = CsvExport::begin(&without).unwrap();
        (0..rows).for_each(|n| csv.add(&row(n)).unwrap());
        csv.finish().unwrap().bytes
    });
    let bytes = step("export with keys and base values", rows, || xlsx(&with_keys, rows).bytes);
    let heads = step("mark rows", rows, || {
        let every = (rows / BAD_ROWS).max(1);
        let bad =
            (0..BAD_ROWS).map(|n| Mark { row: 3 + n * every, column: Some(4), text: format!("第 {n} 处有误") });
        let marks = SheetMarks { sheet: with_keys.title.clone(), header_row: 2, marks: bad.collect() };
        mark("a.xlsx", &bytes, "错误原因", &[marks], with_keys.at).unwrap().bytes
    });
    drop(heads);
    let mut returned = None;
    step("read the returned sheet", rows, || {
        let book = Workbook::read("a.xlsx", &bytes).unwrap();
        returned = Some(Returned::read(&book, "hazards").unwrap());
        Vec::new()
    });
    step("merge", rows, || {
        let returned = returned.take().unwrap();
        let now = |key: &str| Some(Now { version: 1, cells: row(key[1..].parse().unwrap()).cells });
        let merge = merge(&returned, now, |_| false);
        assert_eq!((merge.unchanged.len(), returned.problems.len()), (rows as usize, 0));
        Vec::new()
    });
}

fn step(what: &str, rows: u32, act: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    // Linux starts the peak anew.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = memory_kib("VmRSS:");
    let begin = Instant::now();
    let bytes = act();
    let ms = begin.elapsed().as_millis();
    let (peak, size) = (memory_kib("VmHWM:"), bytes.len());
    println!(
        "{{\"step\":\"{what}\",\"rows\":{rows},\"ms\":{ms},\"bytes\":{size},\"rss_before_kib\":{before},\"rss_peak_kib\":{peak}}}"
    );
    bytes
}

fn memory_kib(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let found = status.lines().find_map(|text| text.strip_prefix(line)).unwrap();
    found.split_whitespace().next().unwrap().parse().unwrap()
}

fn xlsx(export: &Export, rows: u32) -> Exported {
    let mut out = XlsxExport::begin(export).unwrap();
    (0..rows).for_each(|n| out.add(&row(n)).unwrap());
    out.finish().unwrap()
}

/// Twelve columns, as the list of hazards has them.
fn export(identity: bool) -> Export {
    use ColumnKind::{Choice, Day, Instant, Number, Text};
    let columns = [
        ("编号", Text),
        ("问题描述", Text),
        ("级别", Choice),
        ("状态", Choice),
        ("责任单位", Text),
        ("责任人", Text),
        ("电话", Text),
        ("发现日期", Day),
        ("整改期限", Day),
        ("上报时间", Instant),
        ("罚款（元）", Number),
        ("乡镇", Text),
    ];
    let column = |(header, kind): (&str, ColumnKind)| {
        let choices = if kind == Choice { vec!["一般".into(), "重大".into()] } else { Vec::new() };
        Column { field: header.into(), header: header.into(), kind, width: None, editable: kind != Instant, choices }
    };
    Export {
        title: "隐患台账".into(),
        at: kernel::Instant::from_micros(0),
        columns: columns.map(column).into(),
        footnotes: vec!["查询：全部".into()],
        cut_mark: "（略）".into(),
        identity: identity.then(|| Identity { export_id: "e-1".into(), kind: "hazards".into() }),
    }
}

fn row(n: u32) -> ExportRow {
    let text = |text: String| Value::Text(text);
    let day = |n: u32| Value::Date(jiff::civil::date(2026, 1 + (n % 12) as i8, 1 + (n % 28) as i8));
    let cells = vec![
        text(format!("YH2026{n:08}")),
        text(format!("第 {n} 号配电箱未上锁，电缆接头裸露，现场无警示标志，立即停用并整改")),
        text(if n.is_multiple_of(50) { "重大" } else { "一般" }.into()),
        text(["待整改", "待复查", "已销号"][(n % 3) as usize].into()),
        text(format!("示例县第{}化工有限公司", n % 700)),
        text(format!("张某{}", n % 900)),
        text(format!("1380000{:04}", n % 10_000)),
        day(n),
        day(n + 7),
        Value::DateTime(jiff::civil::datetime(2026, 1 + (n % 12) as i8, 3, (n % 24) as i8, (n % 60) as i8, 5, 0)),
        Value::Number(f64::from(n % 20_000)),
        text(format!("示例镇{}", n % 20)),
    ];
    ExportRow { key: format!("h{n}"), version: i64::from(n % 9), cells }
}
