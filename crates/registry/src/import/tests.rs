//! Good rows, bad rows, the same file twice; and the official list where it lies beside the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use ledger::testing::{TestDb, district};

use super::*;
use crate::division::Define;
use crate::{query, testing};

/// `3 changed, 1 unchanged, 2 bad`
fn said(outcome: &Outcome) -> String {
    format!("{} changed, {} unchanged, {} bad", outcome.changed, outcome.unchanged, outcome.bad.len())
}

fn listed(bad: &[BadRow]) -> Vec<String> {
    bad.iter().map(|b| format!("{}:{} “{}” {}", b.row, b.column, b.given, b.reason)).collect()
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
    let parsed = divisions(OFFICIAL.as_bytes(), Keep::District(district())).unwrap();
    assert_eq!(parsed.left_out, 1);
    assert_eq!(listed(&parsed.bad), ["8:code “53099” 2, 4, 6, 9 or 12 digits", "9:name “” fill in this field",]);
    let t = ledger::testing::db(crate::CONCEPTS);
    let first = write(&t, &parsed, write_divisions);
    // The township above the village is not in the list.
    assert_eq!(said(&first), "4 changed, 0 unchanged, 3 bad");
    assert_eq!(listed(&first.bad)[0], "2:code “” the division above it is not defined");
    assert_eq!(said(&write(&t, &parsed, write_divisions)), "0 changed, 4 unchanged, 3 bad");
    t.assert_replay_agrees();
}

#[test]
fn a_list_of_villages() {
    let (t, _) = fixture();
    let text = "code12\tname\n530999101202\t西门村\n530999101201\t东门社区\n";
    let parsed = divisions(text.as_bytes(), Keep::All).unwrap();
    assert_eq!(said(&write(&t, &parsed, write_divisions)), "2 changed, 0 unchanged, 0 bad");
    let east = t.db.read_blocking(|r| query::division(r, &t.rule(), "530999101201".parse().unwrap())).unwrap().unwrap();
    assert_eq!((east.name.as_str(), east.type_name.as_str()), ("东门社区", "村"));
}

#[test]
fn organisations_with_chinese_headers() {
    let (t, _) = fixture();
    let text = "\u{feff}单位名称,简称,单位类型,所在乡镇,统一社会信用代码,监管行业,上级单位
望澜县水务局,县水务局,部门,530999,,水利、林草,
河口镇应急办,,政府,河口镇,,,河口镇
鸿运加油站,,企业,渡口村,91440300708461136T,,
坏码加油站,,企业,渡口村,91440300708461136X,,
无处可寻,,企业,天上,,,
类别写错,,公司,渡口村,,消防、打猎,
";
    let parsed = organisations(text.as_bytes()).unwrap();
    let outcome = write(&t, &parsed, write_organisations);
    assert_eq!(said(&outcome), "2 changed, 0 unchanged, 5 bad");
    assert_eq!(
        listed(&outcome.bad),
        [
            "3:kind “政府” choose one of the list",
            "5:uscc “91440300708461136X” the check character does not agree",
            "6:division “天上” no such division",
            "7:kind “公司” choose one of the list",
            "7:regulates “消防、打猎” choose one of the list",
        ]
    );
    assert_eq!(said(&write(&t, &parsed, write_organisations)), "0 changed, 2 unchanged, 5 bad");
    let water = t.db.read_blocking(|r| query::regulators(r, &t.rule(), kernel::Sector::WaterWorks)).unwrap();
    assert_eq!(water.len(), 1);
    t.assert_replay_agrees();
}

#[test]
fn subjects_with_english_headers() {
    let (t, f) = fixture();
    let text = "name,kind,sector,division,address,organisation,longitude,latitude
城关镇粮站,venue,fire,530999101201,老街 1 号,,102.7043,25.0412
望澜鑫源化工有限公司,enterprise,hazardous_chemicals,东门村,,鑫源化工,,
渡口水库,watercourse,Water works,渡口村,,不存在的单位,,
渡口大桥,facility,road_transport,渡口村,,,25.0412,102.7043
渡口码头,facility,road_transport,渡口村,,,一百,25.0412
";
    let parsed = subjects(text.as_bytes()).unwrap();
    let outcome = write(&t, &parsed, write_subjects);
    assert_eq!(said(&outcome), "1 changed, 1 unchanged, 4 bad");
    assert_eq!(
        listed(&outcome.bad),
        [
            "4:organisation “不存在的单位” no such organisation",
            "5:longitude “25041200” not a longitude in China",
            "5:latitude “102704300” not a latitude in China",
            "6:longitude “一百” degrees with a decimal point",
        ]
    );
    assert_eq!(said(&write(&t, &parsed, write_subjects)), "0 changed, 2 unchanged, 4 bad");
    let kept = t.db.read_blocking(|r| query::subject(r, &t.rule(), f.subjects[0])).unwrap().unwrap();
    assert_eq!(kept.address, "工业园区 1 号");
    t.assert_replay_agrees();
}

#[test]
fn what_is_no_table_of_ours() {
    //    bytes                                  problem
    check(b"name\n\xc3\xfb", "file: save the file as UTF-8");
    check("代码\n530999".as_bytes(), "file: a column is missing");
    check(b"", "file: a column is missing");
}

fn check(bytes: &[u8], problem: &str) {
    assert_eq!(divisions(bytes, Keep::All).unwrap_err().to_string(), problem);
}

fn fixture() -> (TestDb, testing::Fixture) {
    let t = ledger::testing::db(crate::CONCEPTS);
    let f = testing::district(&t);
    (t, f)
}

type Write<T> = fn(&mut ledger::Tx<'_>, &kernel::Ctx, &Parsed<T>) -> Result<Outcome, Error>;

fn write<T: Clone + Send + 'static>(t: &TestDb, parsed: &Parsed<T>, write: Write<T>) -> Outcome {
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let (parsed, out) = (parsed.clone(), kept.clone());
    t.db.write_blocking("import", &t.rule(), move |tx, ctx| {
        *out.lock().unwrap() = Some(write(tx, ctx, &parsed)?);
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

    let all: Parsed<Define> = divisions(text.as_slice(), Keep::All).unwrap();
    assert_eq!((all.rows.len(), all.bad.len()), (38_743, 0));
    let t = ledger::testing::db(crate::CONCEPTS);
    assert_eq!(said(&write(&t, &all, write_divisions)), "38743 changed, 0 unchanged, 0 bad");
    let ctx = t.rule();
    let kunming = "5301".parse().unwrap();
    let counties = t.db.read_blocking(|r| query::divisions(r, &ctx, kunming, kernel::DivisionLevel::County)).unwrap();
    assert_eq!(counties.len(), 14);

    let county = kernel::District::new(530_102).unwrap();
    let few = divisions(text.as_slice(), Keep::District(county)).unwrap();
    let above = few.rows.iter().filter(|(_, d)| d.code.level() < kernel::DivisionLevel::County).count();
    let below = few.rows.iter().filter(|(_, d)| d.code.level() > kernel::DivisionLevel::County).count();
    assert_eq!((above, below), (2, 10));

    // The village file is of another edition: its streets have these codes under other names.
    let Some(villages) = collected("villages", "admin_divisions/wuhua_streets_one_with_communities.tsv") else {
        return;
    };
    let villages = divisions(std::fs::File::open(villages).unwrap(), Keep::All).unwrap();
    let outcome = write(&t, &villages, write_divisions);
    assert_eq!((villages.rows.len(), outcome.bad.len()), (22, 0));
    let renamed = t.db.read_blocking(|r| query::division_name(r, &ctx, "530102001".parse().unwrap())).unwrap();
    assert_eq!(renamed, "华山街道");
}

/// A file of the collected real data, or `None` with a line that says so.
#[expect(clippy::disallowed_methods, reason = "tests alone look for the collected files")]
fn collected(test: &str, file: &str) -> Option<PathBuf> {
    let beside = || {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        Some(here.join("../../../shared/data"))
    };
    let found = std::env::var_os("ANLAN_TEST_DATA").map(PathBuf::from).or_else(beside)?.join(file);
    if found.is_file() {
        return Some(found);
    }
    println!("not run: {test} needs {file}; set ANLAN_TEST_DATA to the folder that holds it");
    None
}
