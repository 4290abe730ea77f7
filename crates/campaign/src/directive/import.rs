//! Directives from a ledger: what is still open is registered, as a person registers it; what was studied or answered before
//! is history, about which nothing is owed.
//!
//! The same file twice changes nothing: a directive is known by its day, its title and its document number.

use kernel::{Ctx, Day, Error, Instant, Personal, Text};
use ledger::{Reader, Tx, params};
use paper::fault::Fault as CellFault;
use paper::{Learned, PaperError, RowReader, Shape, Workbook, cell};
use registry::import::{Kind, Outcome, Parsed, Placed, finished, names, one_of, word};

use super::act::{self, Described, To};
use super::{DirectiveId, Fact, Imported, Register, Sort, Told, register, store};
use crate::said;
use crate::words::directive_sort;

const NO_STATE: CellFault = CellFault {
    problem: "it does not say whether it was answered",
    advice: "write 已办结 or 办理中 in a column 办理状态, or the day in a column 报告日期",
};
const OPEN_WITH_A_DAY: CellFault =
    CellFault { problem: "its state is open, but it has a day of the answer", advice: "correct the state or the day" };

/// Said of rows without the column, or of what can't be taken.
const SORT_BY_NUMBER: &str = "without a kind, what has a document number is a document, else an instruction";
const DAY_OF_RECEIPT: &str = "without a day of its own, the day of receipt counts";
const NO_RECEIPT: &str = "the day of receipt is not kept beside the day of the directive";
const CONTENT_IS_TITLE: &str = "without a content, the title stands for it";
const NO_DAY_OF_ANSWER: &str = "without a day of the answer, it counts as answered when it comes in";
const NO_PROGRESS: &str = "what was done so far is not kept while the answer is still owed";

/// How ledgers call the kinds.
const SORTS: &[(Sort, &[&str])] = &[
    (Sort::Instruction, &["批示", "指示", "批示件", "领导批示", "领导指示", "重要批示", "重要指示批示", "交办"]),
    (Sort::Meeting, &["会议精神", "会议部署"]),
    (Sort::Document, &["通知", "来文", "公文", "上级文件", "文件通知", "明电", "函"]),
];

/// One row, with other things named as the file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectiveRow {
    pub title: String,
    pub sort: Sort,
    pub issuer: String,
    pub document: String,
    pub issued_on: Day,
    pub content: String,
    pub answer_by: Option<Day>,
    pub organisations: Vec<String>,
    pub studied_on: Option<Day>,
    /// None: the answer is owed still.
    pub answered: Option<Answered>,
}

/// What the ledger says of the answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub on: Option<Day>,
    pub report: String,
}

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<DirectiveRow>, PaperError> {
    let identity = |row: &DirectiveRow| (row.title.clone(), row.issued_on, row.document.clone());
    Kind { shape: Shape::directive(), needed: &["title", "issuer"], read: row, identity }.parse(book, learned)
}

fn row(cells: &mut RowReader<'_>) -> Option<DirectiveRow> {
    let title = cells.required("title", cell::text);
    let issuer = cells.required("issuer", cell::text);
    let document = cells.text("document").unwrap_or_default();
    let issued_on = issued_on(cells);
    let sort = sort(cells, &document);
    let answer_by = cells.day("answer_by");
    let mut organisations = cells.text("organisations").unwrap_or_default();
    if let Some(with) = cells.text("with") {
        organisations = format!("{organisations}、{with}");
    }
    let studied_on = cells.day("studied");
    let answered = answered(cells);
    let title = title?;
    let content = cells.text("content").unwrap_or_else(|| {
        cells.assume("content", CONTENT_IS_TITLE, "");
        title.clone()
    });
    Some(DirectiveRow {
        title,
        sort: sort?,
        issuer: issuer?,
        document,
        issued_on: issued_on?,
        content,
        answer_by,
        organisations: names(&organisations),
        studied_on,
        answered: answered?,
    })
}

fn issued_on(cells: &mut RowReader<'_>) -> Option<Day> {
    let received = cells.day("received");
    match (cells.is_empty("issued_on"), received) {
        (true, Some(_)) => {
            cells.assume("received", DAY_OF_RECEIPT, "");
            received
        }
        // An empty one is said to be missing.
        (true, None) if cells.is_empty("received") => cells.required("issued_on", cell::text).and(None),
        (true, None) => None,
        (false, _) => {
            if received.is_some() {
                cells.assume("received", NO_RECEIPT, "");
            }
            cells.day("issued_on")
        }
    }
}

fn sort(cells: &mut RowReader<'_>, document: &str) -> Option<Sort> {
    if cells.is_empty("sort") {
        cells.assume("sort", SORT_BY_NUMBER, "");
        return Some(if document.is_empty() { Sort::Instruction } else { Sort::Document });
    }
    cells.required("sort", |value| word(value, sort_of))
}

fn sort_of(given: &str) -> Option<Sort> {
    let usual = SORTS.iter().find(|(_, words)| words.contains(&given)).map(|(sort, _)| *sort);
    usual.or_else(|| one_of(Sort::ALL, given, Sort::word, directive_sort::of))
}

/// `None`: there is a problem.
fn answered(cells: &mut RowReader<'_>) -> Option<Option<Answered>> {
    let on = cells.day("answered");
    let state = cells.optional("state", finished);
    let answered = match (state, on) {
        (Some(false), Some(_)) => {
            cells.reject("state", OPEN_WITH_A_DAY);
            return None;
        }
        (Some(answered), _) => answered,
        (None, Some(_)) => true,
        (None, None) if !cells.is_empty("state") || !cells.is_empty("answered") => return None,
        // A column of days that is left empty says that the day has not come.
        (None, None) if cells.has_column("answered") => false,
        (None, None) => {
            cells.reject("state", NO_STATE);
            return None;
        }
    };
    let report = cells.text("report").unwrap_or_default();
    if answered && on.is_none() {
        cells.assume("answered", NO_DAY_OF_ANSWER, "");
    }
    if !answered && !report.is_empty() {
        cells.assume("report", NO_PROGRESS, "");
    }
    Some(answered.then_some(Answered { on, report }))
}

fn command(row: &DirectiveRow) -> Register {
    Register {
        sort: row.sort.word().to_owned(),
        issuer: row.issuer.clone(),
        document: row.document.clone(),
        issued_on: row.issued_on.to_string(),
        title: row.title.clone(),
        content: row.content.clone(),
        answer_by: row.answer_by.map_or_else(String::new, |day| day.to_string()),
        organisations: row.organisations.clone(),
    }
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<DirectiveRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| import(tx, ctx, row))
}

/// Whether it is on record, and then whether it is answered.
fn known(r: &Reader<'_>, ctx: &Ctx, row: &DirectiveRow) -> Result<Option<bool>, Error> {
    let sql = "SELECT answered_at FROM directive
               WHERE district = $1 AND issued_on = $2 AND title = $3 AND document = $4 LIMIT 1";
    r.row(sql, params![ctx.district, row.issued_on, row.title.trim(), row.document.trim()], |row| {
        Ok(row.get::<Option<Instant>>(0)?.is_some())
    })
}

/// False where it is there already.
fn import(tx: &mut Tx<'_>, ctx: &Ctx, row: &DirectiveRow) -> Result<bool, Error> {
    match (known(tx, ctx, row)?, &row.answered) {
        (None, None) if row.studied_on.is_none() => register(tx, ctx, &command(row)).map(|_| true),
        (None, _) => remember(tx, ctx, row).map(|()| true),
        (Some(false), Some(_)) => {
            Err(Error::refused("this directive is on record here, and its answer is still owed: answer it on its page"))
        }
        (Some(_), _) => Ok(false),
    }
}

/// What was done before is written down; of what is left, the answer is owed.
fn remember(tx: &mut Tx<'_>, ctx: &Ctx, row: &DirectiveRow) -> Result<(), Error> {
    let id: DirectiveId = ctx.mint();
    let bodies = said::bodies(tx, ctx)?;
    let to = if row.answered.is_some() { To::Anybody } else { To::Somebody };
    let it = act::decide(&command(row), &bodies, ctx.now, to)?;
    let report = decide_past(ctx.now.day(), row, &it)?;
    let answer = match row.answered {
        Some(_) => None,
        None => Some(act::owe_answer(tx, ctx, id, &it, registry::query::safety_office(tx, ctx)?)?),
    };
    let told = |body: &&registry::query::Organisation| Told {
        organisation: body.id,
        division: body.division,
        studied_on: row.studied_on,
    };
    let fact = Fact::Imported(Imported {
        number: act::number(tx, ctx, it.issued_on.year())?,
        sort: it.sort,
        to: it.to.iter().map(told).collect(),
        issuer: Personal::text(it.issuer),
        document: it.document,
        issued_on: it.issued_on,
        title: Personal::text(it.title),
        content: Personal::text(it.content),
        answer,
        answered_on: row.answered.as_ref().and_then(|it| it.on),
        report: report.map(Personal::text),
    });
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)
}

/// The days lie behind the directive and not ahead; what was answered, if it is said.
fn decide_past(today: Day, row: &DirectiveRow, it: &Described<'_>) -> Result<Option<String>, Error> {
    let mut text = Text::new();
    let answered_on = row.answered.as_ref().and_then(|it| it.on);
    for (field, day) in [("studied", row.studied_on), ("answered", answered_on)] {
        if let Some(day) = day.filter(|day| *day < it.issued_on || *day > today) {
            text.problem(field, "this day lies before the directive or in the future", &day.to_string());
        }
    }
    let report = row.answered.as_ref().and_then(|it| text.optional("report", &it.report, 5_000));
    text.finish()?;
    Ok(report)
}
