//! A table out of a workbook, pasted: the first line names the columns, each further line is one place. What is wrong is said
//! by row and column, all of it at once.
//!
//! Columns may be in mu: fifteen are a hectare. A line of totals is compared with the lines above it and is no place.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{Ctx, Division, DivisionLevel, Error, Lang, Problem, Problems, Text};
use ledger::Reader;
use serde::Deserialize;
use standards::Exact;
use standards::losses::ha_from_mu;

use super::LossSheet;
use super::act::{RoadTyped, Send, read_amount};
use crate::amount::Amount;
use crate::event::{self, DisasterId};
use crate::measure::Measure;

const ROWS_MOST: usize = 500;
const COLUMNS_MOST: usize = 100;
const PLACE_HEADS: &[&str] = &[
    "地区",
    "填报单位",
    "单位",
    "行政区划",
    "区划",
    "乡镇",
    "乡镇（街道）",
    "村",
    "村名",
    "村（社区）",
    "村（居）",
    "place",
];
/// Columns that say nothing of losses.
const ASIDE: &[&str] = &["", "序号", "备注", "no.", "remarks"];
const TOTALS: &[&str] = &["合计", "总计", "小计", "全镇合计", "全县合计", "total"];
/// What a cell says instead of a number.
const NONE: &[&str] = &["无", "none"];
const UNSAID: &[&str] = &["", "-", "--", "—", "——"];

/// What was pasted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Paste {
    /// Lines; cells apart by tabs. The first line: the place, then indicators.
    pub text: String,
    /// `first`, `continued`, `verified`; empty: first, then continued, for each place by itself.
    #[serde(default)]
    pub phase: String,
    /// Why figures fall, jump or are unusual, in whatever row.
    #[serde(default)]
    pub reason: String,
}

/// Places by code and by name, as far as the visitor reaches and the disaster asks.
pub(super) struct Known {
    names: HashMap<String, Vec<Division>>,
    codes: HashMap<Division, String>,
}

pub(super) fn known(r: &Reader<'_>, ctx: &Ctx, disaster: DisasterId) -> Result<Known, Error> {
    let asked = event::store::places(r, ctx, disaster)?;
    let touches = |it: Division| asked.iter().any(|a| a.division.contains(it) || it.contains(a.division));
    let (mut names, mut codes): (HashMap<String, Vec<Division>>, _) = (HashMap::new(), HashMap::new());
    for level in [DivisionLevel::Township, DivisionLevel::Village] {
        for it in registry::query::divisions(r, ctx, ctx.district.division(), level)? {
            if ctx.scope.covers(it.code, &[], &[], None) && touches(it.code) {
                names.entry(it.name.clone()).or_default().push(it.code);
                codes.insert(it.code, it.name);
            }
        }
    }
    Ok(Known { names, codes })
}

impl Known {
    fn find(&self, text: &str) -> Result<Division, &'static str> {
        if let Some(code) = text.parse().ok().filter(|code| self.codes.contains_key(code)) {
            return Ok(code);
        }
        match self.names.get(text).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(_) => Err("several places have this name: give the code"),
            None => Err("no place of this name is asked to report here"),
        }
    }
}

/// One place of the table.
#[derive(Debug)]
pub(super) struct Row {
    /// As a workbook counts, from 1; the head is a row too.
    pub number: usize,
    pub division: Division,
    pub zero: bool,
    pub figures: Vec<(Measure, Amount)>,
}

impl Row {
    /// The form it stands for: what the table has no column for stays as it was said.
    pub fn typed(&self, before: Option<&LossSheet>, cmd: &Paste) -> Send {
        let mut said = before.map(LossSheet::standing).unwrap_or_default();
        self.figures.iter().for_each(|(measure, amount)| said.set(*measure, *amount));
        let figures = if self.zero {
            BTreeMap::new()
        } else {
            said.iter().map(|(it, n)| (it.name().into(), n.to_string())).collect()
        };
        let road = |it: &super::Road| RoadTyped {
            road: it.road.as_str().unwrap_or("--").to_owned(),
            from: it.from.to_minute(),
            to: it.to.map(|to| to.to_minute()).unwrap_or_default(),
        };
        Send {
            phase: self.phase(before, cmd),
            zero: self.zero,
            figures,
            roads: before.filter(|it| !it.withdrawn).map(|it| it.roads.iter().map(road).collect()).unwrap_or_default(),
            reason: cmd.reason.clone(),
            seen: 0,
        }
    }

    /// Rows of one table may be first and continued; only the verification is said for all.
    fn phase(&self, before: Option<&LossSheet>, cmd: &Paste) -> String {
        match (cmd.phase.trim(), before) {
            ("first", Some(_)) | ("continued", None) => String::new(),
            (phase, _) => phase.to_owned(),
        }
    }
}

/// Where in the table: row, column, what stood there, apart by tabs; the page makes a table of it again.
fn at(text: &mut Text, row: usize, column: &str, problem: &'static str, given: &str) {
    let given = format!("{row}\t{column}\t{given}");
    text.add(Problem { field: "text", problem, given });
}

/// What was wrong with one row's sheet.
pub(super) fn located(text: &mut Text, row: &Row, problems: Problems) {
    for it in problems.0 {
        let measure = Measure::named(it.field);
        let column = measure.map_or("", |it| it.label(Lang::Zh));
        match it.field {
            // Said once, at its own field; which figures are meant stands beside each.
            "reason" => text.add(Problem { given: String::new(), ..it }),
            _ => at(text, row.number, column, it.problem, &it.given),
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Head {
    Place,
    Figure { measure: Measure, in_mu: bool },
    Aside,
}

pub(super) fn read(text: &mut Text, pasted: &str, known: &Known) -> Vec<Row> {
    let mut lines = pasted.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let Some((first, head)) = lines.next() else {
        text.problem("text", "fill in this field", "");
        return Vec::new();
    };
    let apart = if head.contains('\t') { '\t' } else { ',' };
    let cells = |line: &str| line.split(apart).map(|cell| cell.trim().trim_matches('"').to_owned()).collect::<Vec<_>>();
    let titles = cells(head);
    let heads = heads(text, first + 1, &titles);
    if !heads.iter().any(|it| matches!(it, Head::Place)) || titles.len() > COLUMNS_MOST {
        text.problem("text", "the first line names the columns, one of them the place", "");
        return Vec::new();
    }
    let mut table = Table { heads, titles, known, rows: Vec::new(), sums: HashMap::new(), unread: BTreeSet::new() };
    for (number, line) in lines {
        table.line(text, number + 1, &cells(line));
    }
    if table.rows.len() > ROWS_MOST {
        text.problem("text", "too many rows at once", "");
    }
    table.rows
}

fn heads(text: &mut Text, row: usize, titles: &[String]) -> Vec<Head> {
    let mut placed = false;
    let mut all = Vec::with_capacity(titles.len());
    for title in titles {
        let lower = title.to_lowercase();
        all.push(match Measure::said(title) {
            _ if !placed && PLACE_HEADS.contains(&lower.as_str()) => {
                placed = true;
                Head::Place
            }
            Some(measure) => match in_mu(measure, title) {
                Ok(in_mu) => Head::Figure { measure, in_mu },
                Err(problem) => {
                    at(text, row, title, problem, title);
                    Head::Aside
                }
            },
            None if ASIDE.contains(&lower.as_str()) => Head::Aside,
            None => {
                at(text, row, title, "there is no such indicator", title);
                Head::Aside
            }
        });
    }
    all
}

/// The unit in brackets behind the title: ours, or mu for areas; another is not guessed at.
fn in_mu(measure: Measure, title: &str) -> Result<bool, &'static str> {
    let Some((_, unit)) = title.split_once(['（', '(']) else { return Ok(false) };
    let unit = unit.trim_end_matches(['）', ')']).trim();
    let ours = measure.unit(Lang::Zh).split('（').next().unwrap_or_default();
    match unit {
        "亩" if measure.indicator().unit == "ha" => Ok(true),
        "km" if measure.indicator().unit == "km" => Ok(false),
        _ if unit == ours || unit == measure.unit(Lang::En) || unit.split(['（', '、', '，']).next() == Some(ours) => {
            Ok(false)
        }
        _ => Err("this column is in another unit than the sheet"),
    }
}

struct Table<'a> {
    heads: Vec<Head>,
    titles: Vec<String>,
    known: &'a Known,
    rows: Vec<Row>,
    /// Of the lines above, by column, also of lines that are refused: their figures are in the total.
    sums: HashMap<usize, Amount>,
    /// Columns of which a cell above can't be read: nothing can be said of their totals.
    unread: BTreeSet<usize>,
}

impl Table<'_> {
    fn line(&mut self, text: &mut Text, number: usize, cells: &[String]) {
        let place = self.heads.iter().position(|it| matches!(it, Head::Place)).unwrap_or_default();
        let name = cells.get(place).map_or("", String::as_str);
        if TOTALS.contains(&name.to_lowercase().as_str()) {
            return self.totals(text, number, cells);
        }
        self.add_to_sums(cells);
        let division = match self.known.find(name) {
            Ok(division) => division,
            Err(problem) => return at(text, number, &self.titles[place], problem, name),
        };
        if self.rows.iter().any(|it| it.division == division) {
            return at(text, number, &self.titles[place], "this place stands in the table twice", name);
        }
        let (mut figures, mut none) = (Vec::new(), 0);
        for (column, head) in self.heads.clone().into_iter().enumerate() {
            let Head::Figure { measure, in_mu } = head else { continue };
            let cell = cells.get(column).map_or("", String::as_str);
            match amount(measure, cell, in_mu) {
                Ok(None) => {}
                Ok(Some(amount)) => {
                    none += usize::from(NONE.contains(&cell));
                    figures.push((measure, amount));
                }
                Err(problem) => at(text, number, &self.titles[column], problem, cell),
            }
        }
        if figures.is_empty() {
            return at(text, number, &self.titles[place], "this row says nothing: write figures, or none", name);
        }
        // One word alone for the whole row is a zero report; noughts in some columns speak of those columns.
        let zero = none > 0 && figures.len() == none;
        self.rows.push(Row { number, division, zero, figures });
    }

    fn add_to_sums(&mut self, cells: &[String]) {
        for (column, head) in self.heads.iter().enumerate() {
            let Head::Figure { measure, in_mu } = head else { continue };
            let cell = cells.get(column).map_or("", String::as_str);
            match amount(*measure, cell, *in_mu) {
                Ok(None) => {}
                Ok(Some(_)) => {
                    let sum = self.sums.entry(column).or_default();
                    *sum = *sum + as_written(cell);
                }
                Err(_) => drop(self.unread.insert(column)),
            }
        }
    }

    fn totals(&self, text: &mut Text, number: usize, cells: &[String]) {
        for (column, head) in self.heads.iter().enumerate() {
            let Head::Figure { measure, in_mu } = head else { continue };
            let cell = cells.get(column).map_or("", String::as_str);
            let sum = self.sums.get(&column).copied().unwrap_or_default();
            match amount(*measure, cell, *in_mu) {
                Ok(Some(_)) if as_written(cell) != sum && !self.unread.contains(&column) => {
                    let given = format!("{cell} ≠ {sum}");
                    at(text, number, &self.titles[column], "the total is not the sum of the rows", &given);
                }
                Ok(_) => {}
                Err(problem) => at(text, number, &self.titles[column], problem, cell),
            }
        }
    }
}

/// In the unit of the column: a total in mu is compared in mu.
fn as_written(cell: &str) -> Amount {
    plain(cell).parse().unwrap_or_default()
}

fn plain(cell: &str) -> String {
    cell.replace([',', '，', ' '], "")
}

/// `None` where the cell says nothing.
fn amount(measure: Measure, cell: &str, in_mu: bool) -> Result<Option<Amount>, &'static str> {
    if UNSAID.contains(&cell) {
        return Ok(None);
    }
    if NONE.contains(&cell) {
        return Ok(Some(Amount::ZERO));
    }
    let plain = plain(cell);
    if !in_mu {
        return read_amount(measure, &plain).map(Some);
    }
    let hectares = plain.parse::<Exact>().ok().filter(|_| !plain.starts_with('-')).and_then(ha_from_mu);
    let hectares = hectares.ok_or("a number such as 12 or 12.5, at most four decimals")?;
    read_amount(measure, &hectares.rounded(4)).map(Some)
}

/// For the page: row, column and what stood there.
pub(super) fn cell_of(problem: &Problem) -> Option<(&str, &str, &str)> {
    let mut parts = problem.given.splitn(3, '\t');
    Some((parts.next()?, parts.next()?, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let code = |n: i64| Division::new(n).unwrap();
        let rows = [
            (530_999_101_201, "东门村"),
            (530_999_101_202, "西门村"),
            (530_999_102_201, "东门村"),
            (530_999_102_202, "渡口村"),
        ];
        let (mut names, mut codes): (HashMap<String, Vec<Division>>, _) = (HashMap::new(), HashMap::new());
        for (n, name) in rows {
            names.entry(name.to_owned()).or_default().push(code(n));
            codes.insert(code(n), name.to_owned());
        }
        Known { names, codes }
    }

    /// What was read, and what was wrong with it.
    fn check(pasted: &str, rows: &[&str], wrong: &[&str]) {
        let mut text = Text::new();
        let read = read(&mut text, pasted, &known());
        let said = |it: &Row| {
            let figures = it.figures.iter().map(|(measure, amount)| format!("{}={amount}", measure.name()));
            format!("{} {}{}", it.number, if it.zero { "zero " } else { "" }, figures.collect::<Vec<_>>().join(" "))
        };
        let problems = text.finish().err().map(|it| it.0).unwrap_or_default();
        let problem = |it: &Problem| format!("{} | {}", it.given.replace('\t', " / "), it.problem);
        assert_eq!(read.iter().map(said).collect::<Vec<_>>(), rows, "{pasted}");
        assert_eq!(problems.iter().map(problem).collect::<Vec<_>>(), wrong, "{pasted}");
    }

    #[test]
    fn a_table_is_read_cell_by_cell() {
        check("村\t受灾人口\n西门村\t12\n渡口村\t1,200\n", &["2 affected=12", "3 affected=1200"], &[]);
        check("序号,村,受灾人口（人）,备注\n1,西门村,0,\n", &["2 affected=0"], &[]);
        check("村\t农作物受灾面积（亩）\n西门村\t100\n", &["2 crops_affected_ha=6.6667"], &[]);
        let thirds = "村\t农作物受灾面积（亩）\n西门村\t100\n渡口村\t100\n530999101201\t100\n合计\t300\n";
        check(thirds, &["2 crops_affected_ha=6.6667", "3 crops_affected_ha=6.6667", "4 crops_affected_ha=6.6667"], &[]);
        check("村\t受灾人口\t倒塌房屋\n西门村\t无\t无\n", &["2 zero affected=0 rooms_collapsed=0"], &[]);
        check("村\t受灾人口\t倒塌房屋\n西门村\t—\t3\n", &["2 rooms_collapsed=3"], &[]);
        check("村\t受灾人口\n530999101201\t3\n530999102201\t4\n合计\t7\n", &["2 affected=3", "3 affected=4"], &[]);
    }

    #[test]
    fn what_is_wrong_is_said_by_row_and_column() {
        check("", &[], &[" | fill in this field"]);
        check("受灾人口\n12\n", &[], &[" | the first line names the columns, one of them the place"]);
        check(
            "村\t受灾人口\n西门村\t12.5\n",
            &[],
            &[
                "2 / 受灾人口 / 12.5 | this is counted in whole numbers",
                "2 / 村 / 西门村 | this row says nothing: write figures, or none",
            ],
        );
        check(
            "村\t受灾人口\t房子\n东门村\t1\t2\n北门村\t3\t4\n",
            &[],
            &[
                "1 / 房子 / 房子 | there is no such indicator",
                "2 / 村 / 东门村 | several places have this name: give the code",
                "3 / 村 / 北门村 | no place of this name is asked to report here",
            ],
        );
        check(
            "村\t受灾人口\n西门村\t1\n西门村\t2\n合计\t3\n",
            &["2 affected=1"],
            &["3 / 村 / 西门村 | this place stands in the table twice"],
        );
        // The total of the workbook holds the rows that are refused, too; of what can't be read nothing is said.
        check(
            "村\t受灾人口\t倒塌房屋\n北门村\t9\t1.5\n合计\t9\t2\n",
            &[],
            &["2 / 村 / 北门村 | no place of this name is asked to report here"],
        );
        check(
            "村\t受灾人口\n北门村\t9\n西门村\t1\n合计\t9\n",
            &["3 affected=1"],
            &[
                "2 / 村 / 北门村 | no place of this name is asked to report here",
                "4 / 受灾人口 / 9 ≠ 10 | the total is not the sum of the rows",
            ],
        );
        check(
            "村\t受损公路（米）\n西门村\t1200\n",
            &[],
            &[
                "1 / 受损公路（米） / 受损公路（米） | this column is in another unit than the sheet",
                "2 / 村 / 西门村 | this row says nothing: write figures, or none",
            ],
        );
    }
}
