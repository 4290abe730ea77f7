//! A table of readings: which column is the station, the time, the metric and its value, or one column for each metric.

use std::borrow::Cow;

use kernel::Instant;
use paper::{Row, Value};
use readings::{Decimal, Metric};

/// Names of columns, as they stand in tables of stations; compared without blanks and without what stands in brackets.
const STATION: [&str; 12] = [
    "站码",
    "测站编码",
    "站号",
    "测站",
    "站点编码",
    "设备编码",
    "设备编号",
    "监测点编码",
    "station",
    "station_code",
    "device",
    "code",
];
const TIME: [&str; 10] =
    ["时间", "监测时间", "观测时间", "数据时间", "采集时间", "测量时间", "time", "datetime", "timestamp", "t"];
const METRIC: [&str; 7] = ["要素", "监测要素", "指标", "监测指标", "监测项目", "metric", "parameter"];
const VALUE: [&str; 6] = ["值", "数值", "监测值", "测量值", "value", "v"];
/// Rows above a table in which its columns may be named.
const ABOVE: usize = 12;

/// One value of a row, as it stands there.
pub struct Said<'a> {
    pub station: &'a str,
    /// None where no column says it; nothing within where it is unknown.
    pub metric: Option<Option<Metric>>,
    pub at: Option<i64>,
    pub value: Option<Decimal>,
    shown: (Cow<'a, str>, Cow<'a, str>),
}

impl<'a> Said<'a> {
    /// Of a file in columns, whose times and values are numbers already.
    pub fn of(row: &columns::Row<'a>) -> Said<'a> {
        let value = row.value.to_string();
        Said {
            station: row.device,
            metric: Some(Metric::of_code(row.metric)),
            at: Some(row.at),
            value: Decimal::read(value.as_bytes()),
            shown: (Instant::from_millis(row.at).to_string().into(), value.into()),
        }
    }
}

impl std::fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let metric = self.metric.flatten().map_or("", Metric::code);
        write!(f, "{} {} {} {}", self.station, self.shown.0, metric, self.shown.1)
    }
}

/// Found in the first rows.
#[derive(Debug, Default)]
pub struct Table {
    columns: Option<Columns>,
    looked: usize,
    station: String,
}

#[derive(Debug)]
struct Columns {
    station: u32,
    time: u32,
    values: Values,
}

#[derive(Debug)]
enum Values {
    One { metric: Option<u32>, value: u32 },
    Each(Vec<(u32, Metric)>),
}

impl Table {
    pub fn is_found(&self) -> bool {
        self.columns.is_some()
    }

    /// The values of a row; none of one above the table.
    pub fn read<'a>(&'a mut self, row: &'a Row, said: &mut Vec<Said<'a>>) {
        let Some(columns) = &self.columns else {
            self.looked += 1;
            if self.looked <= ABOVE {
                self.columns = Columns::of(row);
            }
            return;
        };
        self.station = text(row.value(columns.station)).trim().to_owned();
        let time = row.value(columns.time);
        let (at, shown) = (moment(time), text(time));
        let one = |metric, value: &'a Value| Said {
            station: &self.station,
            metric,
            at,
            value: number(value),
            shown: (shown.clone(), text(value)),
        };
        match &columns.values {
            Values::One { metric, value } => {
                let metric = metric.map(|column| named(&text(row.value(column))));
                said.push(one(metric, row.value(*value)));
            }
            Values::Each(each) => {
                let there = each.iter().filter(|(column, _)| *row.value(*column) != Value::Empty);
                said.extend(there.map(|(column, metric)| one(Some(Some(*metric)), row.value(*column))));
            }
        }
    }
}

impl Columns {
    fn of(row: &Row) -> Option<Columns> {
        let find = |names: &[&str]| {
            let is_it = |value: &Value| names.contains(&plain(&text(value)).to_ascii_lowercase().as_str());
            row.cells.iter().find(|cell| is_it(&cell.value)).map(|cell| cell.column)
        };
        let (station, time) = (find(&STATION)?, find(&TIME)?);
        let each: Vec<(u32, Metric)> =
            row.cells.iter().filter_map(|cell| Some((cell.column, named(&text(&cell.value))?))).collect();
        let values = match find(&VALUE) {
            Some(value) => Values::One { metric: find(&METRIC), value },
            None if each.is_empty() => return None,
            None => Values::Each(each),
        };
        Some(Columns { station, time, values })
    }
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// Without blanks, and without a unit in brackets.
fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
    name.split(['(', '（', '[']).next().unwrap_or_default().trim_end_matches([':', '：']).to_owned()
}

fn named(given: &str) -> Option<Metric> {
    signal::metric(&plain(given))
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Decimal::read(number.to_string().as_bytes()),
        other => {
            let text = text(other);
            Decimal::read(text.trim().trim_start_matches('+').as_bytes())
        }
    }
}

/// Milliseconds since 1970. Without a zone it is Beijing time.
fn moment(value: &Value) -> Option<i64> {
    if let Value::DateTime(at) = value {
        return Instant::from_civil(*at).map(Instant::millis);
    }
    let text = text(value);
    let text = text.trim();
    if text.len() == 13 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let is_day_alone = text.len() < 12;
    let written = if is_day_alone { None } else { Instant::read(&text.replace('/', "-")) };
    let written = written.or_else(|| paper::moment::moment(value).ok().map(|it| it.0));
    written.map(Instant::millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(csv: &str) -> Vec<Row> {
        paper::Workbook::read("x.csv", csv.as_bytes()).unwrap().sheets.remove(0).rows
    }

    fn check(csv: &str, expected: &[&str]) {
        let (mut table, mut found) = (Table::default(), Vec::new());
        for row in rows(csv) {
            let mut said = Vec::new();
            table.read(&row, &mut said);
            found.extend(said.iter().map(|it| {
                let at = it.at.map_or("-".to_owned(), |at| Instant::from_micros(at * 1_000).to_minute());
                let metric = it.metric.map_or("?", |it| it.map_or("-", Metric::code));
                format!("{} {metric} {at} {:?}", it.station, it.value.and_then(|it| it.scaled(1)))
            }));
        }
        assert_eq!(found, expected, "{csv}");
    }

    #[test]
    fn tables_as_stations_write_them() {
        check(
            "雨量站整编表\n测站编码, 观测时间,雨量（mm）,水位(m)\n60912000,2026/6/8 8:05,0.5,\n60912000,2026-06-08 08:10,,1412.3\n",
            &["60912000 rain 2026-06-08 08:05 Some(5)", "60912000 level 2026-06-08 08:10 Some(14123)"],
        );
        check(
            "device,metric,time,value\n1,rain,2026-06-08T00:05:00Z,1e1\n1,什么,1780877100000,x\n2,level,昨天,-3.25\n",
            &["1 rain 2026-06-08 08:05 Some(100)", "1 - 2026-06-08 08:05 None", "2 level - Some(-33)"],
        );
        check("站码,时间,数值\n7,2026-06-08 08:05:30,3\n", &["7 ? 2026-06-08 08:05 Some(30)"]);
        check("站码,雨量\n7,3\n", &[]);
    }

    #[test]
    fn a_time_is_kept_to_the_second() {
        let value = |text: &str| Value::Text(text.to_owned());
        assert_eq!(moment(&value("2026-06-08 08:05:30")), moment(&value("2026-06-08T00:05:30Z")));
        assert_eq!(moment(&value("2026/06/08 08:05")), moment(&value("2026年6月8日8时5分")));
        assert_eq!(moment(&value("十点")), None);
    }
}
