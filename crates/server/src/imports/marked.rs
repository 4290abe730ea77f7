//! The same workbook back, with what is wrong beside each bad row.

use std::collections::BTreeMap;

use kernel::{Ctx, Error, Lang};
use ledger::Db;
use page::error_text;
use paper::Learned;
use paper::out::mark::column_number;
use paper::out::{self, Mark, Marked, SheetMarks};

use super::store::{self, Wrong};
use super::{Job, Kind, headings, kinds};
use crate::kept_files::IMPORTS as FILES;
use crate::words::import_page as w;

pub fn of(db: &Db, ctx: &Ctx, job: &Job, lang: Lang) -> Result<Marked, Error> {
    let bytes = FILES.read(db, job.id)?;
    let learned = db.read_blocking(|r| headings::learned(r, ctx, job.kind))?;
    let problems = db.read_blocking(|r| store::problems(r, ctx, job.id, store::MOST_PROBLEMS))?;
    marked(&File { kind: job.kind, name: &job.name, bytes: &bytes, learned: &learned }, &problems, lang, ctx)
}

/// As [`of`], for a file at hand.
pub fn mark(kind: Kind, name: &str, bytes: &[u8], problems: &[Wrong], ctx: &Ctx) -> Result<Marked, Error> {
    marked(&File { kind, name, bytes, learned: &Learned::default() }, problems, ctx.lang, ctx)
}

struct File<'a> {
    kind: Kind,
    name: &'a str,
    bytes: &'a [u8],
    learned: &'a Learned,
}

fn marked(file: &File<'_>, problems: &[Wrong], lang: Lang, ctx: &Ctx) -> Result<Marked, Error> {
    let book = kinds::open(file.kind, file.name, file.bytes)?;
    let headers = kinds::header_rows(file.kind, &book, file.learned);
    let mut by_sheet: BTreeMap<&str, Vec<Mark>> = BTreeMap::new();
    for wrong in problems {
        let place = Mark { row: wrong.row, column: column_number(&wrong.column), text: reason(lang, wrong) };
        by_sheet.entry(&wrong.sheet).or_default().push(place);
    }
    let sheets: Vec<SheetMarks> = headers
        .into_iter()
        .map(|(sheet, header_row)| {
            let marks = by_sheet.remove(sheet.as_str()).unwrap_or_default();
            SheetMarks { sheet, header_row, marks }
        })
        .collect();
    Ok(out::mark(file.name, file.bytes, heading(lang), &sheets, ctx.now)?)
}

/// `检查时间：没有这一天（2026-02-30）；改成……`
pub fn heading(lang: Lang) -> &'static str {
    w::reason(lang)
}

pub fn reason(lang: Lang, wrong: &Wrong) -> String {
    let colon = match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    };
    let mut text = String::new();
    if !wrong.header.is_empty() {
        text.push_str(&wrong.header);
        text.push_str(colon);
    }
    text.push_str(&error_text(lang, &wrong.problem));
    if !wrong.advice.is_empty() {
        text.push_str(if lang == Lang::Zh { "；" } else { "; " });
        text.push_str(&error_text(lang, &wrong.advice));
    }
    text
}

/// `台账-已标注.xlsx`
pub fn name_of(name: &str, extension: &str, lang: Lang) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}-{}.{extension}", w::marked_name(lang))
}
