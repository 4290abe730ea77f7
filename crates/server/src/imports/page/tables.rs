//! What the check found: bad rows, remarks, the first rows, and columns that nobody knows.

use kernel::Lang;
use maud::{Markup, html};
use page::{REQUEST_KEY, Screen, error_text, form, format, parts};

use super::super::Job;
use super::super::headings::NOT_NEEDED;
use super::super::store::Wrong;
use crate::words::import_page as w;

/// A text file has one sheet, named like the file: nobody needs to read it in every row.
fn has_sheets(job: &Job) -> bool {
    let name = job.name.to_lowercase();
    !name.ends_with(".csv") && !name.ends_with(".tsv")
}

fn sheet(name: &str) -> Markup {
    html! { td.sheet title=(name) { (name) } }
}

/// A value of a few characters stays in one line.
const SHORT: usize = 24;

pub fn bad_rows(lang: Lang, job: &Job, here: &str, problems: &[Wrong], in_all: usize) -> Markup {
    let sheets = has_sheets(job);
    let table = html! {
        div.in {
            p.side-by-side { (parts::link_button(w::marked(lang), &format!("{here}/marked"))) span.muted.small { (w::marked_text(lang)) } }
            @if in_all > problems.len() { p.small { (w::bad_more(lang, problems.len())) } }
        }
        div.scroll { table.tb {
            thead { tr {
                th.num scope="col" { (w::row(lang)) } @if sheets { th scope="col" { (w::sheet(lang)) } }
                th scope="col" { (w::column(lang)) } th scope="col" { (w::given(lang)) }
                th scope="col" { (w::problem(lang)) } th.grow scope="col" { (w::advice(lang)) }
            } }
            tbody { @for p in problems { tr {
                td.num { (p.row) }
                @if sheets { (sheet(&p.sheet)) }
                td.nowrap { (p.column) " " (p.header) }
                td.nowrap[p.given.chars().count() <= SHORT] {
                    @if p.given.is_empty() { span.muted { (w::blank(lang)) } } @else { code { (p.given) } }
                }
                td { span.bad-reason { svg.i aria-hidden="true" { use href="#bang" {} } (error_text(lang, &p.problem)) } }
                td { @if p.advice.is_empty() { (parts::dash()) } @else { (error_text(lang, &p.advice)) } }
            } } }
        } }
    };
    let count = parts::count_mark(in_all as u64);
    html! { section.card id="bad" { header { h2 { (w::bad_rows(lang)) } (count) } (table) } }
}

pub fn remarks(lang: Lang, job: &Job) -> Markup {
    let sheets = has_sheets(job);
    let rows = |rows: &[u32]| {
        let rows: Vec<String> = rows.iter().filter(|row| **row > 0).map(u32::to_string).collect();
        if rows.is_empty() {
            parts::dash()
        } else {
            html! { (rows.join(if lang == Lang::Zh { "、" } else { ", " })) }
        }
    };
    let table = html! { div.scroll { table.tb {
        thead { tr {
            th.grow scope="col" { (w::remark(lang)) } @if sheets { th scope="col" { (w::sheet(lang)) } }
            th.num scope="col" { (w::remark_rows(lang)) } th scope="col" { (w::remark_first(lang)) }
        } }
        tbody { @for remark in &job.preview.remarks { tr {
            td { (error_text(lang, &remark.what)) }
            @if sheets { (sheet(&remark.sheet)) }
            td.num { (format::count(remark.count as u64)) }
            td { (rows(&remark.rows)) }
        } } }
    } } };
    parts::card(w::remarks(lang), None, None, table)
}

pub fn preview(lang: Lang, job: &Job) -> Markup {
    let preview = &job.preview;
    let cell = |field: &str, text: &str| match (field, text) {
        ("level", word) => hazard::words::grade::of(lang, word).to_owned(),
        ("state", "closed") => w::closed(lang).to_owned(),
        ("state", _) => w::open(lang).to_owned(),
        (_, text) => text.to_owned(),
    };
    let table = html! { div.scroll { table.tb {
        thead { tr {
            th.num scope="col" { (w::row(lang)) }
            @for field in &preview.fields { th scope="col" { (job.kind.field_text(lang, field)) } }
        } }
        tbody { @for row in &preview.rows { tr {
            td.num { (row.row) }
            @for (field, text) in preview.fields.iter().zip(&row.cells) {
                td { @if text.is_empty() { (parts::dash()) } @else { (cell(field, text)) } }
            }
        } } }
    } } };
    parts::card(&w::good_rows(lang, preview.rows.len()), None, None, table)
}

pub fn unknown(screen: &Screen, job: &Job, here: &str) -> Markup {
    let lang = screen.lang();
    let mut fields: Vec<(String, String)> = vec![(NOT_NEEDED.to_owned(), w::not_needed(lang).to_owned())];
    fields.extend(
        job.kind
            .shape()
            .columns
            .iter()
            .map(|column| (column.field.clone(), job.kind.field_text(lang, &column.field).to_owned())),
    );
    let sheets = has_sheets(job);
    let table = html! { div.scroll { table.tb {
        thead { tr {
            th scope="col" { (w::column(lang)) } @if sheets { th scope="col" { (w::sheet(lang)) } }
            th.grow scope="col" { (w::is_field(lang)) }
        } }
        tbody { @for (at, column) in job.preview.unknown.iter().enumerate() { tr {
            td { (column.letter) " " (column.header) }
            @if sheets { (sheet(&column.sheet)) }
            td {
                select name=(format!("field_{at}")) aria-label=(format!("{} {}", column.letter, column.header)) {
                    option value="" { (w::later(lang)) }
                    @for (field, label) in &fields { option value=(field) { (label) } }
                }
            }
        } } }
    } } };
    let inside = html! {
        form method="post" action=(format!("{here}/headings")) {
            (form::hidden(REQUEST_KEY, &screen.shell().request_key))
            p.in.small.muted { (w::unknown_text(lang)) }
            (table)
            div.foot { button.btn type="submit" { (w::learn(lang)) } }
        }
    };
    parts::card(w::unknown(lang), Some(job.preview.unknown.len() as u64), None, inside)
}
