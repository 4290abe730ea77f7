//! Devices from a table: registered, or amended where the station code is known. The same file twice changes nothing; a cell
//! left empty leaves what is registered as it is.

use kernel::{Ctx, Error};
use ledger::Tx;
use paper::{Learned, PaperError, RowReader, Shape, Workbook, cell};
use registry::import::{Kind, Outcome, Parsed, Placed, one_of, word};

use super::{Describe, Described, Device, Measured, Sort, act, amend, form, query, register};
use crate::said;
use crate::words::device_sort;

/// Said of rows without the column.
const USUAL_METRICS: &str = "without metrics, what devices of this kind usually measure counts";
const USUAL_INTERVAL: &str = "without an interval, five minutes count";
const INTERVAL: &str = "300";

/// How lists call the kinds.
const SORTS: &[(Sort, &[&str])] = &[
    (Sort::RainGauge, &["雨量", "雨量站点", "降雨", "雨量计", "PP"]),
    (Sort::RiverLevel, &["水位", "河道水位", "河道站", "河道水位站", "水文站", "ZZ", "ZQ"]),
    (Sort::Reservoir, &["水库", "水库水位", "水库水情站", "RR"]),
    (Sort::Pond, &["塘坝", "小塘坝", "山塘", "小水塘", "坝塘"]),
    (Sort::Landslide, &["地灾", "地灾点", "滑坡", "地质灾害", "地质灾害隐患点", "地灾监测点"]),
    (Sort::WeatherStation, &["气象", "自动站", "自动气象站", "区域站", "区域气象站"]),
    (Sort::Gas, &["燃气", "瓦斯", "可燃气体", "燃气报警器", "甲烷"]),
    (Sort::Smoke, &["烟雾", "感烟", "烟感报警器", "独立烟感"]),
    (Sort::Tailings, &["尾矿", "尾矿坝"]),
    (Sort::DebrisFlow, &["泥石流沟", "泥石流监测点"]),
    (Sort::CatchmentForecast, &["小流域", "流域预报", "洪水预报"]),
    (Sort::FireDanger, &["森林火险等级", "火险等级"]),
];

/// One row, with other things named as the file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    pub code: String,
    pub name: String,
    pub sort: Sort,
    pub metrics: Vec<String>,
    pub limits: String,
    pub division: String,
    pub longitude: String,
    pub latitude: String,
    pub owner: String,
    pub watcher: String,
    pub interval: String,
    pub subject: String,
    pub since: String,
}

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<DeviceRow>, PaperError> {
    let identity = |row: &DeviceRow| row.code.clone();
    let needed = &["code", "name", "sort", "division", "owner"];
    Kind { shape: Shape::device(), needed, read: row, identity }.parse(book, learned)
}

fn row(cells: &mut RowReader<'_>) -> Option<DeviceRow> {
    let code = cells.required("code", cell::text);
    let name = cells.required("name", cell::text);
    let sort = cells.required("sort", |value| word(value, sort_of));
    let division = cells.required("division", cell::text);
    let owner = cells.required("owner", cell::text);
    let mut plain = |field| cells.text(field).unwrap_or_default();
    let (limits, longitude, latitude) = (plain("limits"), plain("longitude"), plain("latitude"));
    let (watcher, subject) = (plain("watcher"), plain("subject"));
    let interval = seconds(&plain("interval"));
    let metrics = act::metrics_of(&plain("metrics"));
    let since = cells.day("since").map(|day| day.to_string()).unwrap_or_default();
    if metrics.is_empty() {
        cells.assume("metrics", USUAL_METRICS, "");
    }
    if interval.is_empty() {
        cells.assume("interval", USUAL_INTERVAL, "");
    }
    Some(DeviceRow {
        code: code?,
        name: name?,
        sort: sort?,
        metrics,
        limits,
        division: division?,
        longitude: cell::narrow(&longitude),
        latitude: cell::narrow(&latitude),
        owner: owner?,
        watcher,
        interval,
        subject,
        since,
    })
}

/// `5分钟` and `1小时` in seconds; a number alone is seconds already, and what is neither is refused by the act.
fn seconds(given: &str) -> String {
    const UNITS: &[(&str, u32)] =
        &[("分钟", 60), ("小时", 3_600), ("秒", 1), ("分", 60), ("时", 3_600), ("min", 60), ("h", 3_600), ("s", 1)];
    let given = cell::narrow(given.trim());
    let in_seconds = UNITS.iter().find_map(|(unit, each)| {
        let n: u32 = given.strip_suffix(unit)?.trim().parse().ok()?;
        n.checked_mul(*each)
    });
    in_seconds.map_or(given, |n| n.to_string())
}

fn sort_of(given: &str) -> Option<Sort> {
    let usual = SORTS.iter().find(|(_, words)| words.contains(&given)).map(|(sort, _)| *sort);
    usual.or_else(|| one_of(Sort::ALL, given, Sort::word, device_sort::of))
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<DeviceRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| match query::id_of_code(tx, ctx, row.code.trim())? {
        None => register(tx, ctx, &fresh(row)).map(|_| true),
        Some(_) => {
            let known = query::by_code(tx, ctx, &row.code)?
                .ok_or(Error::refused("a device of another organisation or place has this station code"))?;
            amend(tx, ctx, known.id, &kept(row, &known, ctx))
        }
    })
}

fn fresh(row: &DeviceRow) -> Describe {
    let usual = || row.sort.usual().iter().map(|it| it.code().to_owned()).collect();
    Describe {
        code: row.code.clone(),
        name: row.name.clone(),
        sort: row.sort.word().to_owned(),
        metrics: if row.metrics.is_empty() { usual() } else { row.metrics.clone() },
        limits: row.limits.clone(),
        division: row.division.clone(),
        longitude: row.longitude.clone(),
        latitude: row.latitude.clone(),
        owner: row.owner.clone(),
        watcher: row.watcher.clone(),
        interval: if row.interval.is_empty() { INTERVAL.to_owned() } else { row.interval.clone() },
        subject: row.subject.clone(),
        since: row.since.clone(),
    }
}

/// What the row leaves open stays as it is.
fn kept(row: &DeviceRow, known: &Device, ctx: &Ctx) -> Describe {
    let known_said = &known.said;
    let or = |given: &str, known: String| if given.is_empty() { known } else { given.to_owned() };
    let metrics = if row.metrics.is_empty() {
        known_said.measures.iter().map(|it| it.metric.code().to_owned()).collect()
    } else {
        row.metrics.clone()
    };
    // Limits of what it does not measure any more go with it.
    let still = |it: &Measured| metrics.iter().any(|name| said::metric(name) == Some(it.metric));
    let measures = known_said.measures.iter().filter(|it| still(it)).copied().collect();
    let limits =
        form::limits(ctx.lang, &Device { said: Described { measures, ..known_said.clone() }, ..known.clone() });
    Describe {
        metrics,
        limits: or(&row.limits, limits),
        longitude: or(&row.longitude, known_said.longitude_e6.map_or(String::new(), form::degrees)),
        latitude: or(&row.latitude, known_said.latitude_e6.map_or(String::new(), form::degrees)),
        watcher: or(&row.watcher, known_said.watcher.map_or(String::new(), |it| it.person.to_string())),
        interval: or(&row.interval, known_said.interval_seconds.to_string()),
        subject: or(&row.subject, known_said.subject.map_or(String::new(), |it| it.to_string())),
        since: or(&row.since, known_said.since.to_string()),
        ..fresh(row)
    }
}
