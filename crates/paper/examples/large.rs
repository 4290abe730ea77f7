//! What reading a ledger of 100,000 rows costs.
//!
//!     cargo run --release -p paper --example large write /tmp/large.xlsx
//!     cargo run --release -p paper --example large read /tmp/large.xlsx
//!
//! Writing and reading are two runs, so that the peak of memory is the reader's alone.

use std::error::Error;

use paper::hazard_ledger::{self, Defaults};
use paper::{Learned, Workbook};

const ROWS: u32 = 100_000;
const HEADER: [&str; 12] = [
    "序号",
    "责任单位",
    "隐患内容",
    "隐患部位",
    "检查日期",
    "隐患类型",
    "隐患级别",
    "责任人",
    "整改期限",
    "整改措施",
    "复查结果",
    "隐患状态",
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "write", file] => write(file),
        [_, "read", file] => read(file),
        _ => Err("say `write FILE` or `read FILE`".into()),
    }
}

fn write(file: &str) -> Result<(), Box<dyn Error>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(HEADER) {
        sheet.write(0, column, name)?;
    }
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for row in 1..=ROWS {
        sheet.write(row, 0, row)?;
        sheet.write(row, 1, format!("第{}责任公司", row % 900))?;
        sheet.write(row, 2, format!("第{row}处平台临边没有防护栏杆，作业人员未系安全带"))?;
        sheet.write(row, 3, format!("{}号车间", row % 70))?;
        sheet.write_with_format(row, 4, 45_000 + row % 900, &day)?;
        sheet.write(row, 5, "高处坠落")?;
        sheet.write(row, 6, "一般隐患")?;
        sheet.write(row, 7, format!("负责人{}", row % 2_000))?;
        sheet.write_with_format(row, 8, 45_010 + row % 900, &day)?;
        sheet.write(row, 9, "立即装设防护栏杆，验收合格后方可作业")?;
        sheet.write(row, 10, "已复查")?;
        sheet.write(row, 11, if row.is_multiple_of(3) { "整改中" } else { "已销号" })?;
    }
    book.save(file)?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the time is what is measured")]
fn read(file: &str) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(file)?;
    let begin = std::time::Instant::now();
    paper::guard::check(&bytes)?;
    let checked = begin.elapsed();
    let book = Workbook::read(file, &bytes)?;
    let parsed = begin.elapsed();
    let parsed_kib = peak_kib();
    let found = hazard_ledger::read_workbook(&book, &Learned::default(), &Defaults::default())?;
    let (read, read_kib) = (begin.elapsed(), peak_kib());
    let (rows, hazards) = found.ledgers.iter().fold((0, 0), |(r, h), it| (r + it.rows, h + it.hazards.len()));
    println!(
        "{{\"bytes\":{},\"rows\":{rows},\"hazards\":{hazards},\"guard_ms\":{},\"parse_ms\":{},\"read_ms\":{},\
         \"peak_kib_parsed\":{parsed_kib},\"peak_kib_read\":{read_kib}}}",
        bytes.len(),
        checked.as_millis(),
        (parsed - checked).as_millis(),
        (read - parsed).as_millis(),
    );
    Ok(())
}

/// Linux alone says it; a figure that nobody measured is not printed as one.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux says it");
    line.split_whitespace().next().expect("Linux says it").parse().expect("Linux says it")
}
