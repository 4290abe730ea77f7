//! Files of catalogues: what each format means, what is left out, what is wrong with a row.

use kernel::{Instant, Role};
use paper::{Learned, Workbook};

use super::Story;
use crate::catalogue::{import, is_quakeml, workbook};
use crate::event::query::{self, Filter};

fn parsed(name: &str, text: &str) -> registry::import::Parsed<import::QuakeRow> {
    let book = if is_quakeml(text.as_bytes()) {
        workbook(name, text.as_bytes()).unwrap()
    } else {
        Workbook::read(name, text.as_bytes()).unwrap()
    };
    import::read(&book, &Learned::default()).unwrap()
}

/// Time, place, depth, magnitude and whose: one line an event.
fn said(name: &str, text: &str) -> Vec<String> {
    let line = |it: &import::QuakeRow| {
        let it = &it.tell;
        let at = Instant::read(&it.time).map_or("?".to_owned(), |at| at.to_string());
        format!(
            "{at} {},{} {} {}{} {}:{} {}",
            it.longitude, it.latitude, it.depth_km, it.magnitude_kind, it.magnitude, it.source, it.source_id, it.place
        )
    };
    parsed(name, text).rows.iter().map(|row| line(&row.it)).collect()
}

const FDSN: &str = "#EventID | Time | Latitude | Longitude | Depth/km | Author | Catalog | Contributor | ContributorID | MagType | Magnitude | MagAuthor | EventLocationName
us7000abcd|2026-06-18T13:46:08.250|25.25|102.25|10.0|us|NEIC PDE|us|us7000abcd|Mww|5.1|us|Somewhere
";
const COMCAT: &str = "time,latitude,longitude,depth,mag,magType,nst,gap,dmin,rms,net,id,updated,place,type
2026-06-18T13:46:08.250Z,25.25,102.25,10,5.1,mww,46,96,20.5,0.71,us,us7000abcd,2026-06-19T00:00:00.000Z,Somewhere,earthquake
2026-06-18T13:50:00.000Z,25.25,102.25,0,2.1,ml,,,,,us,us7000abce,2026-06-19T00:00:00.000Z,Pit,quarry blast
";
const OFFICE: &str = "序号,发震日期（北京时间）,经度(°),纬度(°),震源深度(Km),震级类型,震级,震中位置,事件类型
1,2026-6-18 21:46:08,102.25,25.25,10,Ms,5.1,望澜县,天然地震
2,2026-6-18 21:50,102.25,25.25,,ML,3.0,望澜县,天然地震
3,某日,102.25,25.25,5,ML,3.0,望澜县,天然地震
";
const QUAKEML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<q:quakeml xmlns="http://quakeml.org/xmlns/bed/1.2" xmlns:q="http://quakeml.org/xmlns/quakeml/1.2"><eventParameters publicID="smi:x/y">
<event publicID="smi:net/Event/ev1"><description><text>A &amp; B</text></description><preferredOriginID>o2</preferredOriginID>
<type>earthquake</type><creationInfo><agencyID>SED</agencyID></creationInfo>
<magnitude publicID="m1"><mag><value>5.1</value><uncertainty>0.2</uncertainty></mag><type>Mw</type></magnitude>
<origin publicID="o1"><time><value>2020-01-01T00:00:00Z</value></time><longitude><value>1</value></longitude><latitude><value>2</value></latitude></origin>
<origin publicID="o2"><time><value>2026-06-18T13:46:08.25Z</value></time><longitude><value>102.25</value></longitude><latitude><value>25.25</value></latitude><depth><value>10000</value></depth></origin>
</event></eventParameters></q:quakeml>"#;

#[test]
fn each_format_says_the_same() {
    let same = "2026-06-18T21:46:08.250000+08:00 102.25,25.25 10";
    assert_eq!(said("a.txt", FDSN), [format!("{same} Mww5.1 us:us7000abcd Somewhere")]);
    assert_eq!(said("a.csv", COMCAT), [format!("{same} mww5.1 us:us7000abcd Somewhere")]);
    assert_eq!(said("a.xml", QUAKEML), [format!("{same} Mw5.1 SED:ev1 A & B")]);
    assert_eq!(
        said("县目录.csv", OFFICE),
        [
            "2026-06-18T21:46:08.000000+08:00 102.25,25.25 10 Ms5.1 县目录: 望澜县",
            "2026-06-18T21:50:00.000000+08:00 102.25,25.25  ML3 县目录: 望澜县",
        ]
    );
}

#[test]
fn what_is_no_earthquake_is_left_out_and_a_bad_row_has_its_reason() {
    let comcat = parsed("a.csv", COMCAT);
    assert_eq!(
        comcat.left_out.iter().map(|it| (it.row, it.why)).collect::<Vec<_>>(),
        [(3, "not an earthquake: a blast, a collapse or another event")]
    );
    let office = parsed("a.csv", OFFICE);
    let wrong: Vec<_> = office.problems.iter().map(|it| (it.row, it.field, it.problem)).collect();
    assert_eq!(wrong, [(4, "time", "write the time as 2026-06-18 21:46:08")]);
}

#[test]
fn a_day_and_a_clock_in_two_columns_are_one_time() {
    let of = |head: &str, row: &str| {
        let text = format!("{head},经度,纬度,震级\n{row},102.2,25.2,3.1\n");
        let times: Vec<String> = parsed("a.csv", &text).rows.iter().map(|row| row.it.tell.time.clone()).collect();
        times.join(" ")
    };
    assert_eq!(of("发震日期,发震时刻", "2026-6-18,21:46:08"), "2026-06-18 21:46:08");
    assert_eq!(of("日期,时间", "2026/6/18,21:46"), "2026-06-18 21:46");
    assert_eq!(of("date,time", "2026-06-18,13:46:08"), "2026-06-18T13:46:08Z");
    // As a workbook keeps it.
    assert_eq!(of("日期,时间", "2026-06-18,0.907037"), "2026-06-18 21:46:08");
    // A year alone is no day of 1905.
    assert_eq!(of("发震时刻", "1833"), "");
}

#[test]
fn one_depth_that_is_too_deep_changes_no_other() {
    let mut text = "time,latitude,longitude,depth,magnitude\n".to_owned();
    (0..20).for_each(|n| text.push_str(&format!("2020-01-01 13:{n:02}:00,25.2,102.2,10,1.2\n")));
    text.push_str("2020-01-01 14:00:00,25.2,102.2,9999,1.2\n");
    let it = parsed("a.csv", &text);
    assert_eq!((it.rows[0].it.tell.depth_km.as_str(), it.rows[20].it.tell.depth_km.as_str()), ("10", "9999"));
}

#[test]
fn a_table_in_metres_is_one_throughout() {
    let text = "time,latitude,longitude,depth,magnitude\n2020-01-01 13:43:47.6,25.2,102.2,3302.7,1.2\n2020-01-02 13:43:47.6,25.2,102.2,-683,1.0\n";
    let it = parsed("sed.csv", text);
    let depths: Vec<_> = it.rows.iter().map(|row| row.it.tell.depth_km.clone()).collect();
    let metres: Vec<f64> = depths.iter().map(|it| (it.parse::<f64>().unwrap() * 1_000.0).round()).collect();
    assert_eq!(metres, [3_303.0, -683.0]);
    assert!(it.assumed.iter().any(|it| it.assumed.contains("metres") && it.rows == 2), "{:?}", it.assumed);
}

#[test]
fn xml_that_could_harm_is_refused() {
    let refused = |text: &str| workbook("a.xml", text.as_bytes()).map_or_else(|e| e.to_string(), |_| "read".into());
    assert!(refused(&QUAKEML.replace("?>\n<q:", "?>\n<!DOCTYPE q [<!ENTITY a \"b\">]>\n<q:")).contains("DOCTYPE"));
    assert!(refused(&QUAKEML.replace("&amp;", "&a;")).contains("entity"));
    let deep = "<a>".repeat(30);
    assert!(refused(&QUAKEML.replace("<event ", &format!("{deep}<event "))).contains("deep"));
    let end = QUAKEML.find("</event>").unwrap();
    assert!(refused(&QUAKEML[..end]).contains("middle"));
    assert!(!is_quakeml(b"<html><body>quake</body></html>"));
}

#[test]
fn a_file_twice_changes_nothing() {
    let s = Story::begin("2026-06-18 22:00");
    let rows = parsed("a.csv", OFFICE).rows;
    let write = |rows: Vec<registry::import::Placed<import::QuakeRow>>| {
        s.act(Role::DistrictClerk, move |tx, ctx| {
            let outcome = import::write(tx, ctx, &rows)?;
            Ok((outcome.changed, outcome.unchanged, outcome.problems.len()))
        })
    };
    assert_eq!(write(rows.clone()).unwrap(), (2, 0, 0));
    assert_eq!(write(rows).unwrap(), (0, 2, 0));
    // The same events from elsewhere are the same events.
    assert_eq!(write(parsed("a.csv", COMCAT).rows).unwrap(), (1, 0, 0));
    let count = s.t.db.read_blocking(|r| query::count(r, &s.t.rule(), &Filter::default())).unwrap();
    assert_eq!(count, 2);
}

#[test]
fn far_rows_are_counted_before_anything_is_written() {
    let s = Story::begin("2026-06-18 22:00");
    let mut rows = parsed("a.csv", &OFFICE.replace("3,某日,102.25", "3,2026-06-18 20:00:00,120.25")).rows;
    let far = s.t.db.read_blocking(|r| import::narrow(r, &s.t.rule(), &mut rows)).unwrap();
    assert_eq!((rows.len(), far), (2, vec![("a".to_owned(), 4)]));
}
