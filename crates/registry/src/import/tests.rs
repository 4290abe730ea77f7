//! Good rows, bad rows, the same file twice; and the official list where it lies beside the workspace.

use std::process::Command;

use kernel::testing::collected;
use ledger::testing::{TestDb, district};
use paper::{Learned, PaperError, Workbook};

use super::divisions::Keep;
use super::*;
use crate::division::Define;
use crate::{query, testing};

/// `3 changed, 1 unchanged, 2 bad`, with what was wrong already when it was read
fn said<T>(parsed: &Parsed<T>, outcome: &Outcome) -> String {
    let bad = parsed.problems.len() + outcome.problems.len();
    format!("{} changed, {} unchanged, {bad} bad", outcome.changed, outcome.unchanged)
}

fn listed(problems: &[CellProblem]) -> Vec<String> {
    let cell = |p: &CellProblem| format!("{}{} {}", p.column.letter, p.row, p.column.header);
    problems.iter().map(|p| format!("{} “{}” {}; {}", cell(p), p.given, p.problem, p.advice)).collect()
}

const OFFICIAL: &str = "\
version,code,name,level,type,parent_code,sort_order
X,530999102001,渡口村,5,村,530999102,0
X,53,测试省,1,省,,0
X,5309,测试市,2,地级市,53,0
X,530999,望澜县,3,县,5309,0
X,530999101,城关镇,4,镇,530999,0
X,530998,邻县,3,县,5309,1
X,53099,少一位,3,县,5309,2
X,530999103,,4,镇,530999,1
";

#[test]
fn the_official_list() {
    let parsed = divisions::read(OFFICIAL.as_bytes(), Keep::District(district())).unwrap();
    assert_eq!(parsed.unwanted, 1);
    assert_eq!(
        listed(&parsed.problems),
        [
            "B8 code “53099” 2, 4, 6, 9 or 12 digits; write the code as the list has it",
            "C9 name “” this cell is empty; fill in this cell",
        ]
    );
    let t = ledger::testing::db(crate::CONCEPTS);
    let first = write(&t, &parsed, divisions::write);
    // The township above the village is not in the list.
    assert_eq!(said(&parsed, &first), "4 changed, 0 unchanged, 3 bad");
    assert_eq!(
        listed(&first.problems),
        ["B2 code “” the division above it is not defined; define the division above it first"]
    );
    assert_eq!(said(&parsed, &write(&t, &parsed, divisions::write)), "0 changed, 4 unchanged, 3 bad");
    t.assert_replay_agrees();
}

#[test]
fn a_list_of_villages() {
    let (t, _) = fixture();
    let text = "code12\tname\n530999101202\t西门村\n530999101201\t东门社区\n";
    let parsed = divisions::read(text.as_bytes(), Keep::All).unwrap();
    assert_eq!(said(&parsed, &write(&t, &parsed, divisions::write)), "2 changed, 0 unchanged, 0 bad");
    let east = t.db.read_blocking(|r| query::division(r, &t.rule(), "530999101201".parse().unwrap())).unwrap().unwrap();
    assert_eq!((east.name.as_str(), east.type_name.as_str()), ("东门社区", "村"));
}

#[test]
fn organisations_with_chinese_headers() {
    let (t, _) = fixture();
    let text = "\u{feff}望澜县单位名册,,,,,,
单位名称*,简称,单位类型,所在乡镇,统一社会信用代码,监管行业,上级单位
望澜县水务局,县水务局,部门,530999,,水利、林草,
河口镇应急办,,政府,河口镇,,,河口镇
鸿运加油站,,企业,渡口村,91440300708461136T,,
坏码加油站,,企业,渡口村,91440300708461136X,,
无处可寻,,企业,天上,,,
类别写错,,公司,渡口村,,消防、打猎,
鸿运加油站,鸿运,企业,渡口村,91440300708461136T,,
填报人：张三,,,审核人：李四,,,
";
    let parsed = organisations::read(&book(text), &Learned::default()).unwrap();
    assert_eq!(
        listed(&parsed.problems),
        [
            "C4 单位类型 “政府” choose one of the list; write the word as the form of a single case has it",
            "C8 单位类型 “公司” choose one of the list; write the word as the form of a single case has it",
            "F8 监管行业 “消防、打猎” choose one of the list; write the word as the form of a single case has it",
            "A9 单位名称* “名单:5” an earlier row says something else of the same; \
             keep the row that is right and delete the other",
        ]
    );
    let left: Vec<(u32, &str)> = parsed.left_out.iter().map(|left| (left.row, left.why)).collect();
    assert_eq!(left, [(10, paper::remark::SIGNATURE)]);
    let outcome = write(&t, &parsed, organisations::write);
    assert_eq!(
        listed(&outcome.problems),
        [
            "E6 统一社会信用代码 “91440300708461136X” the check character does not agree; \
             compare the code with the licence",
            "D7 所在乡镇 “天上” no such division; write the name as registered, or the code",
        ]
    );
    assert_eq!(said(&parsed, &outcome), "2 changed, 0 unchanged, 6 bad");
    assert_eq!(said(&parsed, &write(&t, &parsed, organisations::write)), "0 changed, 2 unchanged, 6 bad");
    let water = t.db.read_blocking(|r| query::regulators(r, &t.rule(), kernel::Sector::WaterWorks)).unwrap();
    assert_eq!(water.len(), 1);
    t.assert_replay_agrees();
}

#[test]
fn subjects_with_english_headers() {
    let (t, f) = fixture();
    let text = "name,kind,sector,division,address,organisation,longitude,latitude,colour
城关镇粮站,venue,fire,530999101201,老街 1 号,,102.7043,25.0412,red
望澜鑫源化工有限公司,enterprise,hazardous_chemicals,东门村,,鑫源化工,,,
渡口水库,watercourse,Water works,渡口村,,不存在的单位,,,
渡口大桥,facility,road_transport,渡口村,,,25.0412,102.7043,
渡口码头,facility,road_transport,渡口村,,,一百,25.0412,
";
    let parsed = subjects::read(&book(text), &Learned::default()).unwrap();
    assert_eq!(
        listed(&parsed.problems),
        ["G6 longitude “一百” degrees with a decimal point; write degrees as 102.7043"]
    );
    let unknown: Vec<(&str, &str)> = parsed.unknown.iter().map(|it| (it.letter.as_str(), it.text.as_str())).collect();
    assert_eq!(unknown, [("I", "colour")]);
    let outcome = write(&t, &parsed, subjects::write);
    assert_eq!(
        listed(&outcome.problems),
        [
            "F4 organisation “不存在的单位” no such organisation; \
             register the organisation first, or correct its name or code",
            "G5 longitude “25041200” not a longitude in China; see whether longitude and latitude are exchanged",
            "H5 latitude “102704300” not a latitude in China; see whether longitude and latitude are exchanged",
        ]
    );
    assert_eq!(said(&parsed, &outcome), "1 changed, 1 unchanged, 4 bad");
    assert_eq!(said(&parsed, &write(&t, &parsed, subjects::write)), "0 changed, 2 unchanged, 4 bad");
    let kept = t.db.read_blocking(|r| query::subject(r, &t.rule(), f.subjects[0])).unwrap().unwrap();
    assert_eq!(kept.address, "工业园区 1 号");
    t.assert_replay_agrees();
}

#[test]
fn people_by_name_and_organisation() {
    let (t, f) = fixture();
    let text = "工作单位,姓名,职务,联系电话
鑫源化工,郑大海,董事长,
鑫源化工,孙小安,,13900000218
城关镇,新来人,科员,１３９００００２２１９
,无单位,科员,
没有的厂,某人,科员,
城关镇,打座机,科员,打座机
城关镇,新来人,主任,
";
    let parsed = people::read(&book(text), &Learned::default()).unwrap();
    let outcome = write(&t, &parsed, people::write);
    assert_eq!(
        listed(&parsed.problems),
        [
            "A5 工作单位 “” this cell is empty; fill in this cell",
            "B8 姓名 “名单:4” an earlier row says something else of the same; \
             keep the row that is right and delete the other",
        ]
    );
    assert_eq!(
        listed(&outcome.problems),
        [
            "D3 联系电话 “” registered with another phone; \
             amend the phone on the person's page, or tell the two people apart",
            "A6 工作单位 “没有的厂” no such organisation; register the organisation first, or correct its name or code",
            "D7 联系电话 “打座机” digits, spaces, - and + only; correct this row and import the file again",
        ]
    );
    assert_eq!(said(&parsed, &outcome), "2 changed, 0 unchanged, 5 bad");
    assert_eq!(said(&parsed, &write(&t, &parsed, people::write)), "0 changed, 2 unchanged, 5 bad");
    let of = |id| t.db.read_blocking(|r| query::person_in_scope(r, &t.rule(), id)).unwrap().unwrap();
    let head = of(f.enterprise_heads[0]);
    assert_eq!((head.position.as_str(), head.phone.as_deref()), ("董事长", Some("13900000217")));
    let named = |r: &ledger::Reader<'_>| query::people_named(r, &t.rule(), f.townships[0], "新来人");
    let new = of(t.db.read_blocking(named).unwrap()[0]);
    assert_eq!((new.position.as_str(), new.phone.as_deref()), ("科员", Some("13900002219")));
    assert!(!format!("{:?}", parsed.rows).contains("新来人"), "personal values are not shown for debugging");
    t.assert_replay_agrees();
}

#[test]
fn a_file_written_in_pieces() {
    let (t, _) = fixture();
    let rows: String = (0..5).map(|n| format!("第{n}加油站,企业,渡口村\n")).collect();
    let parsed = organisations::read(&book(&format!("单位名称,类型,属地\n{rows}")), &Learned::default()).unwrap();
    for expected in ["5 changed, 0 unchanged, 0 bad", "0 changed, 5 unchanged, 0 bad"] {
        let pieces = parsed.rows.chunks(2).map(|piece| {
            let piece = Parsed { rows: piece.to_vec(), ..Parsed::default() };
            write(&t, &piece, organisations::write)
        });
        assert_eq!(said(&parsed, &pieces.fold(Outcome::default(), Outcome::and)), expected);
    }
}

#[test]
fn names_that_were_learned() {
    let text = "字号,单位类型,归口\n鸿运加油站,企业,渡口村\n";
    let mut learned = Learned::default();
    assert_eq!(organisations::read(&book(text), &learned).unwrap_err().fault, paper::fault::NO_COLUMNS);
    learned.remember("字号", "name");
    let missing = organisations::read(&book(text), &learned).unwrap();
    assert_eq!(listed(&missing.problems), ["1 行政区划 “” this column is missing; add the column and fill it in"]);
    learned.remember("归口", "division");
    let parsed = organisations::read(&book(text), &learned).unwrap();
    assert_eq!(parsed.rows.iter().map(|row| row.it.name.as_str()).collect::<Vec<_>>(), ["鸿运加油站"]);
}

#[test]
fn what_is_no_table_of_ours() {
    //    bytes                                  problem
    check(b"name\n\xc3\xfb", "file: save the file as UTF-8");
    check("代码\n530999".as_bytes(), "file: a column is missing");
    check(b"", "file: a column is missing");
    let refused = |read: Result<_, PaperError>| read.map(|_: Parsed<people::PersonRow>| ()).unwrap_err().to_string();
    let none = refused(people::read(&book("甲,乙\n1,2\n"), &Learned::default()));
    assert_eq!(none, "the columns of such a list were not found: 姓名、单位、职务、电话");
}

fn check(bytes: &[u8], problem: &str) {
    assert_eq!(divisions::read(bytes, Keep::All).unwrap_err().to_string(), problem);
}

#[test]
fn every_advice_has_its_chinese() {
    let chinese = concat!("\n", include_str!("../../locales/errors.zh-CN.toml"));
    let faults = [rows::NOT_OF_THE_LIST, rows::SAID_OTHERWISE, subjects::NOT_DEGREES, divisions::NOT_A_CODE];
    let literals = ADVICE.iter().flat_map(|(problem, advice)| [*problem, *advice]);
    for literal in literals.chain([ADVICE_OTHERWISE]).chain(faults.iter().flat_map(|it| [it.problem, it.advice])) {
        assert!(chinese.contains(&format!("\n\"{literal}\" = \"")), "no Chinese for {literal:?}");
    }
}

/// A list as a text file.
fn book(text: &str) -> Workbook {
    Workbook::read("名单.csv", text.as_bytes()).unwrap()
}

fn fixture() -> (TestDb, testing::Fixture) {
    let t = ledger::testing::db(crate::CONCEPTS);
    let f = testing::district(&t);
    (t, f)
}

type Write<T> = fn(&mut ledger::Tx<'_>, &kernel::Ctx, &[Placed<T>]) -> Result<Outcome, Error>;

fn write<T: Clone + Send + Sync + 'static>(t: &TestDb, parsed: &Parsed<T>, write: Write<T>) -> Outcome {
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let (rows, out) = (parsed.rows.clone(), kept.clone());
    t.db.write_blocking("import", &t.rule(), move |tx, ctx| {
        *out.lock().unwrap() = Some(write(tx, ctx, &rows)?);
        Ok(())
    })
    .unwrap();
    kept.lock().unwrap().take().unwrap()
}

/// The ministry's list of 2025: every code's parent exists, or is a city that the list leaves out by design.
#[test]
fn the_whole_list_as_published() {
    let name = "admin_divisions/mca2025_regions_without_sichuan.csv.gz";
    let Some(file) = collected("the_whole_list_as_published", name) else { return };
    let unpacked = Command::new("gzip").arg("-dc").arg(&file).output().unwrap();
    let text = unpacked.stdout;

    let all: Parsed<Define> = divisions::read(text.as_slice(), Keep::All).unwrap();
    assert_eq!((all.rows.len(), all.problems.len()), (38_743, 0));
    let t = ledger::testing::db(crate::CONCEPTS);
    assert_eq!(said(&all, &write(&t, &all, divisions::write)), "38743 changed, 0 unchanged, 0 bad");
    let ctx = t.rule();
    let kunming = "5301".parse().unwrap();
    let counties = t.db.read_blocking(|r| query::divisions(r, &ctx, kunming, kernel::DivisionLevel::County)).unwrap();
    assert_eq!(counties.len(), 14);

    let county = kernel::District::new(530_102).unwrap();
    let few = divisions::read(text.as_slice(), Keep::District(county)).unwrap();
    let above = few.rows.iter().filter(|row| row.it.code.level() < kernel::DivisionLevel::County).count();
    let below = few.rows.iter().filter(|row| row.it.code.level() > kernel::DivisionLevel::County).count();
    assert_eq!((above, below), (2, 10));

    // The village file is of another edition: its streets have these codes under other names.
    let Some(villages) = collected("villages", "admin_divisions/wuhua_streets_one_with_communities.tsv") else {
        return;
    };
    let villages = divisions::read(std::fs::File::open(villages).unwrap(), Keep::All).unwrap();
    let outcome = write(&t, &villages, divisions::write);
    assert_eq!((villages.rows.len(), outcome.problems.len()), (22, 0));
    let renamed = t.db.read_blocking(|r| query::division_name(r, &ctx, "530102001".parse().unwrap())).unwrap();
    assert_eq!(renamed, "华山街道");
}
