//! Devices from a list as townships keep it.

use kernel::Role;
use paper::{Learned, Workbook};
use readings::Metric;

use super::Story;
use crate::device::import::{read, write};
use crate::device::query;

const LIST: &str = "序号,站码,站名,站类,监测要素,乡镇,经度,纬度,管理单位,盯守人,上报频率,投用日期,厂家\n\
    1,60912340,东门村雨量站,雨量,,城关镇,102.7043,25.0401,县应急局,己六,5分钟,2024-05-01,甲厂\n\
    2,60912341,渡口水位站,河道水位站,水位、流量,河口镇,,,河口镇人民政府,,600,,乙厂\n\
    3,60912342,无主站,地灾,,城关镇,,,无此单位,,1小时,,丙厂\n\
    4,60912343,不明站,卫星,,城关镇,,,县应急局,,,,丁厂\n";

fn bring(s: &Story, text: &str) -> (u64, u64, Vec<String>) {
    let book = Workbook::read("台账.csv", text.as_bytes()).unwrap();
    let parsed = read(&book, &Learned::default()).unwrap();
    let mut said: Vec<String> = parsed.problems.iter().map(|it| it.problem.to_owned()).collect();
    let done = s.act(Role::DistrictClerk, move |tx, ctx| {
        let done = write(tx, ctx, &parsed.rows)?;
        Ok((done.changed, done.unchanged, done.problems.iter().map(|it| it.problem.to_owned()).collect::<Vec<_>>()))
    });
    let (changed, unchanged, refused) = done.unwrap();
    said.extend(refused);
    (changed, unchanged, said)
}

#[test]
fn the_same_list_twice_changes_nothing_and_an_empty_cell_keeps_what_is_there() {
    let s = Story::begin("2026-07-15 12:00");
    let (changed, unchanged, said) = bring(&s, LIST);
    assert_eq!((changed, unchanged, said.len()), (2, 0, 2), "{said:?}");
    assert_eq!(said[1], "no such organisation");
    let of = |code: &str| s.t.db.read_blocking(|r| query::by_code(r, &s.t.rule(), code)).unwrap().unwrap();
    let gauge = of("60912340");
    assert_eq!(gauge.said.measures.iter().map(|it| it.metric).collect::<Vec<_>>(), [Metric::Rain, Metric::Battery]);
    assert_eq!((gauge.said.interval_seconds, gauge.said.since.to_string().as_str()), (300, "2024-05-01"));
    assert_eq!(gauge.said.watcher.map(|it| it.person), Some(s.people.township_officer));
    assert_eq!(of("60912341").said.interval_seconds, 600);
    assert_eq!(of("60912341").gaps().count(), 2);
    let (changed, unchanged, _) = bring(&s, LIST);
    assert_eq!((changed, unchanged), (0, 2), "the same file twice");
    let less = "站码,站名,站类,乡镇,管理单位\n60912340,东门村雨量站（新）,雨量,城关镇,县应急局\n";
    let (changed, ..) = bring(&s, less);
    let amended = of("60912340");
    assert_eq!((changed, amended.version, amended.said.name.as_str()), (1, 2, "东门村雨量站（新）"));
    assert_eq!((amended.said.longitude_e6, amended.said.watcher), (gauge.said.longitude_e6, gauge.said.watcher));
    s.t.assert_replay_agrees();
}
