use std::collections::{BTreeMap, HashMap};

use super::series::together;
use super::{Function, Row, Rule, SERIES, field, optional, output, shown};
use crate::codes::gb_t_2260::{self, DivisionCode, History};
use crate::{Domain, Error};

const YEAR: Domain = Domain::Whole(1949, 2200);

/// The published lists are the rows; the same code in another year has the same answer.
pub(super) const HISTORY: Function = Function {
    name: "division-history",
    inputs: &[
        field("year", "of the list", YEAR),
        field("code", "", gb_t_2260::FORM),
        field("name", "", Domain::Form("the name in that list")),
        optional("asked_year", "first row; the last list without it", YEAR),
        SERIES,
    ],
    outputs: &[
        output("names", "each with the first and the last list that has it"),
        output("name_then", "in the asked year; empty when the list of that year does not have the code"),
        output("may_continue_as", "codes of the asked year; advice, for the lists name no successors"),
    ],
    source: "GB/T 2260 and the yearly lists of the Ministry of Civil Affairs",
    edition: "the lists that are given",
    certain: true,
    rule: Rule::Series(|rows| together(rows, line, histories)),
};

struct Line<'a> {
    year: i16,
    code: DivisionCode,
    name: &'a str,
}

fn line<'a>(row: &Row<'a>) -> Result<Line<'a>, Error> {
    Ok(Line { year: row.real("year")? as i16, code: row.text("code")?.parse()?, name: row.text("name")? })
}

fn histories(lines: &[Line<'_>], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let mut lists: BTreeMap<i16, String> = BTreeMap::new();
    for Line { year, code, name } in lines {
        let code = code.to_string();
        let list = lists.entry(*year).or_default();
        list.extend([&code[..6], " ", *name, "\n"]);
    }
    let last = lists.keys().next_back().copied().unwrap_or_default();
    let asked = if first.optional("asked_year").is_some() { first.real("asked_year")? as i16 } else { last };
    let mut history = History::default();
    for (year, list) in &lists {
        history.add(*year, list);
    }
    let mut known: HashMap<DivisionCode, Vec<String>> = HashMap::new();
    let answer = |line: &Line<'_>| known.entry(line.code).or_insert_with(|| told(&history, line.code, asked)).clone();
    Ok(lines.iter().map(answer).collect())
}

fn told(history: &History, code: DivisionCode, asked: i16) -> Vec<String> {
    let names = history.names(code);
    let names: Vec<_> = names.iter().map(|it| format!("{} {}–{}", it.name, it.first_year, it.last_year)).collect();
    let then = history.name(code, asked);
    let others = history.may_continue_as(code, asked);
    let others: Vec<_> =
        others.iter().filter(|other| **other != code).map(|it| it.to_string()[..6].to_owned()).collect();
    vec![names.join("; "), shown(then), others.join("; ")]
}
