//! The pages of imports: the form, the file with what it holds, and the visitor's files.

use axum::response::Response;
use kernel::{Division, Lang, Problem, Sector};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::{Crumb, Screen, Values, error_text, format, list as lists, parts};

use super::headings::NOT_NEEDED;
use super::store::Wrong;
use super::web::PATH;
use super::{Job, Kind, State};
use crate::words::{import_field, import_kind, import_page as w};

pub struct Choices {
    pub kinds: Vec<Kind>,
    pub townships: Vec<(Division, String)>,
}

fn crumbs(lang: Lang, here: &str) -> [Crumb; 2] {
    [Crumb::link(w::list(lang), PATH), Crumb::here(here)]
}

pub fn list(screen: &Screen, jobs: &[Job]) -> Response {
    let lang = screen.lang();
    let columns = [
        Column::text(w::at(lang)),
        Column::title(w::name(lang)),
        Column::text(w::kind(lang)),
        Column::text(w::state(lang)),
        Column::number(w::good(lang)),
        Column::number(w::bad(lang)),
    ];
    let row = |job: &Job| {
        Row::new(vec![
            html! { span.nowrap { (format::instant_short(job.at, screen.now())) } },
            lists::title_cell(&job.name, &format!("{PATH}/{}", job.id)),
            html! { (import_kind::of(lang, job.kind.word())) },
            html! { (state(lang, job.state)) },
            html! { (format::count(job.rows_good as u64)) },
            html! { (format::count(job.rows_bad as u64)) },
        ])
    };
    let rows: Vec<Row> = jobs.iter().map(row).collect();
    let new = parts::primary_link(w::title(lang), "/imports/new");
    let body = html! {
        (parts::head(w::list(lang), html! {}, new.clone()))
        (lists::list(html! {
            @if rows.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), new)) }
            @else {
                (lists::tools(html! {}, &lists::total(lang, rows.len() as u64), html! {
                    (lists::export_link(lang, PATH, &Values::default())) (parts::print_button(lang))
                }))
                (lists::table(w::list(lang), &columns, &rows))
            }
        }))
    };
    screen.page(w::list(lang), &[Crumb::here(w::list(lang))], body)
}

pub fn state(lang: Lang, state: State) -> &'static str {
    match state {
        State::Checked => w::checked(lang),
        State::Running => w::running(lang),
        State::Paused => w::paused(lang),
        State::Finished => w::finished(lang),
    }
}

pub fn form_page(screen: &Screen, choices: &Choices, values: &Values, problems: &[Problem]) -> Response {
    let lang = screen.lang();
    let labels = [
        ("file", w::file(lang)),
        ("pasted", w::pasted(lang)),
        ("kind", w::kind(lang)),
        ("division", w::division(lang)),
        ("sector", w::sector(lang)),
    ];
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &labels))
        section.card.gap-top { (form::form_with_files(screen, PATH, fields(lang, choices, values, problems))) }
        (templates(lang, &choices.kinds))
    };
    let crumbs = crumbs(lang, w::title(lang));
    match problems.is_empty() {
        true => screen.page(w::title(lang), &crumbs, body),
        false => screen.invalid(w::title(lang), &crumbs, body),
    }
}

fn fields(lang: Lang, choices: &Choices, values: &Values, problems: &[Problem]) -> Markup {
    let kind = |kind: &Kind| (kind.word().to_owned(), import_kind::of(lang, kind.word()).to_owned());
    let kinds: Vec<_> = choices.kinds.iter().map(kind).collect();
    let townships: Vec<_> = choices.townships.iter().map(|(d, name)| (d.to_string(), name.clone())).collect();
    let sectors: Vec<_> = Sector::ALL
        .iter()
        .map(|s| (s.word().to_owned(), hazard::words::sector::of(lang, s.word()).to_owned()))
        .collect();
    let file = FieldSpec::new("file", w::file(lang)).hint(w::file_hint(lang));
    let pasted = FieldSpec::new("pasted", w::pasted(lang)).hint(w::pasted_hint(lang));
    html! {
        (form::select(&FieldSpec::new("kind", w::kind(lang)).required(), &kinds, values, problems, lang))
        (form::wide(form::file(&file, ".xlsx,.xlsm,.xls,.ods,.csv,.tsv", false, problems, lang)))
        (form::wide(form::text_area(&pasted, 4, values, problems, lang)))
        (form::select(&FieldSpec::new("division", w::division(lang)).hint(w::division_hint(lang)), &townships, values, problems, lang))
        (form::select(&FieldSpec::new("sector", w::sector(lang)), &sectors, values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, html! {
            (parts::submit(w::check(lang)))
        }))
    }
}

fn templates(lang: Lang, kinds: &[Kind]) -> Markup {
    parts::card(
        w::template(lang),
        None,
        None,
        parts::inside(html! {
            p.muted { (w::template_text(lang)) }
            p.gap-top {
                @for kind in kinds {
                    (parts::link_button(import_kind::of(lang, kind.word()), &format!("/imports/template?kind={}", kind.word())))
                    " "
                }
            }
        }),
    )
}

/// One file. While it runs, the page renews itself.
pub fn job(screen: &Screen, job: &Job, problems: &[Wrong], problems_in_all: usize) -> Response {
    let lang = screen.lang();
    let here = format!("{PATH}/{}", job.id);
    let whole = html! {
        (standing(screen, job, &here))
        @if job.state != State::Running {
            @if !job.preview.unknown.is_empty() && job.state == State::Checked { (unknown(screen, job, &here)) }
            @if problems_in_all > 0 { (bad_rows(lang, &here, problems, problems_in_all)) }
            @if !job.preview.remarks.is_empty() { (remarks(lang, job)) }
            @if job.state == State::Checked && !job.preview.rows.is_empty() { (preview(lang, job)) }
        }
    };
    let body = html! {
        (parts::head(w::title(lang), html! { span.muted.small { (job.name) " · " (import_kind::of(lang, job.kind.word())) " · " (format::file_size(job.bytes)) } }, html! {
            (parts::link_button(w::again(lang), &format!("/imports/new?kind={}", job.kind.word())))
        }))
        @if job.state == State::Running { (parts::live("import", &here, 1, whole)) } @else { div id="import" { (whole) } }
    };
    screen.page(w::title(lang), &crumbs(lang, &job.name), body)
}

fn standing(screen: &Screen, job: &Job, here: &str) -> Markup {
    let lang = screen.lang();
    let to_list = (job.state == State::Finished).then(|| (w::to_list(lang), job.kind.list()));
    html! {
        (parts::card(state(lang, job.state), None, to_list, html! {
            (parts::tiles(&tiles(lang, job)))
            @if matches!(job.state, State::Running | State::Paused) {
                div.in {
                    progress.wide max=(job.rows_good.max(job.done)) value=(job.done) aria-label=(w::state(lang)) {}
                    p.small.muted { (w::progress(lang, format::count(job.done as u64), format::count(job.rows_good.max(job.done) as u64))) }
                    @if job.state == State::Paused { p.small { (w::paused_text(lang)) } }
                }
            }
            (acts(screen, job, here))
        }))
    }
}

fn tiles(lang: Lang, job: &Job) -> Vec<parts::Tile> {
    let tile = |label: &str, n: usize| parts::Tile {
        label: label.to_owned(),
        figure: html! { (format::count(n as u64)) },
        unit: w::unit_row(lang).to_owned(),
        href: None,
    };
    let mut tiles = vec![tile(w::rows(lang), job.preview.records)];
    if job.state == State::Checked {
        tiles.push(tile(w::good(lang), job.rows_good));
        if let Some(would) = job.preview.would {
            tiles.push(tile(w::would_create(lang), would.created));
            tiles.push(tile(w::would_keep(lang), would.unchanged));
            if would.new_units > 0 {
                let label = w::would_register(lang);
                tiles.push(parts::Tile { unit: w::unit_unit(lang).to_owned(), ..tile(label, would.new_units) });
            }
        }
    } else {
        let became = job.became;
        let registers = job.kind != Kind::Hazards;
        match registers {
            true => tiles.push(tile(w::changed(lang), became.changed)),
            false => tiles.push(tile(w::created(lang), became.created)),
        }
        tiles.push(tile(w::unchanged(lang), became.unchanged));
        if became.new_units > 0 {
            tiles.push(parts::Tile {
                unit: w::unit_unit(lang).to_owned(),
                ..tile(w::new_units(lang), became.new_units)
            });
        }
        if became.refused > 0 {
            tiles.push(tile(w::refused(lang), became.refused));
        }
    }
    tiles.push(tile(w::bad(lang), job.rows_bad));
    tiles
}

fn acts(screen: &Screen, job: &Job, here: &str) -> Markup {
    let lang = screen.lang();
    let to = |act: &str, label: &str, primary: bool| {
        form::button_form(
            screen,
            &format!("{here}/{act}"),
            html! {
                @if primary { (parts::submit(label)) } @else { button.btn type="submit" { (label) } }
            },
        )
    };
    html! {
        div.foot {
            @match job.state {
                State::Checked if job.rows_good == 0 => { span { (w::nothing_good(lang)) } }
                State::Checked => {
                    (to("run", &w::import_rows(lang, format::count(job.rows_good as u64)), true))
                    @if job.rows_bad > 0 { span.muted.small { (w::import_rows_then(lang)) } }
                }
                State::Running => { (to("pause", w::pause(lang), false)) }
                State::Paused => { (to("run", w::go_on(lang), true)) }
                State::Finished => {}
            }
            @if job.state != State::Running {
                (to("removal", w::remove(lang), false))
                @if job.state != State::Checked { span.muted.small { (w::remove_then(lang)) } }
            }
        }
    }
}

fn bad_rows(lang: Lang, here: &str, problems: &[Wrong], in_all: usize) -> Markup {
    let table = html! {
        div.in {
            p { (parts::link_button(w::marked(lang), &format!("{here}/marked"))) " " span.muted.small { (w::marked_text(lang)) } }
            @if in_all > problems.len() { p.small { (w::bad_more(lang, problems.len())) } }
        }
        div.scroll { table.tb {
            thead { tr {
                th scope="col" { (w::sheet(lang)) } th.num scope="col" { (w::row(lang)) } th scope="col" { (w::column(lang)) }
                th scope="col" { (w::given(lang)) } th.grow scope="col" { (w::problem(lang)) } th scope="col" { (w::advice(lang)) }
            } }
            tbody { @for p in problems { tr {
                td { (p.sheet) }
                td.num { (p.row) }
                td.nowrap { (p.column) " " (p.header) }
                td { code { (p.given) } }
                td { (error_text(lang, &p.problem)) }
                td { @if p.advice.is_empty() { (parts::dash()) } @else { (error_text(lang, &p.advice)) } }
            } } }
        } }
    };
    parts::card(w::bad_rows(lang), Some(in_all as u64), None, table)
}

fn remarks(lang: Lang, job: &Job) -> Markup {
    let rows = |rows: &[u32]| {
        let rows: Vec<String> = rows.iter().filter(|row| **row > 0).map(u32::to_string).collect();
        if rows.is_empty() {
            parts::dash()
        } else {
            html! { (rows.join("、")) }
        }
    };
    let table = html! { div.scroll { table.tb {
        thead { tr {
            th scope="col" { (w::sheet(lang)) } th.grow scope="col" { (w::remark(lang)) }
            th.num scope="col" { (w::remark_rows(lang)) } th scope="col" { (w::remark_first(lang)) }
        } }
        tbody { @for remark in &job.preview.remarks { tr {
            td { (remark.sheet) }
            td { (error_text(lang, &remark.what)) }
            td.num { (remark.count) }
            td { (rows(&remark.rows)) }
        } } }
    } } };
    parts::card(w::remarks(lang), None, None, table)
}

fn preview(lang: Lang, job: &Job) -> Markup {
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
            @for field in &preview.fields { th scope="col" { (import_field::of(lang, field)) } }
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

fn unknown(screen: &Screen, job: &Job, here: &str) -> Markup {
    let lang = screen.lang();
    let mut fields: Vec<(String, String)> = vec![(NOT_NEEDED.to_owned(), w::not_needed(lang).to_owned())];
    fields.extend(
        job.kind
            .shape()
            .columns
            .iter()
            .map(|column| (column.field.clone(), import_field::of(lang, &column.field).to_owned())),
    );
    let inside = html! {
        p.small.muted { (w::unknown_text(lang)) }
        table.tb {
            thead { tr {
                th scope="col" { (w::sheet(lang)) } th scope="col" { (w::column(lang)) } th scope="col" { (w::is_field(lang)) }
            } }
            tbody { @for (at, column) in job.preview.unknown.iter().enumerate() { tr {
                td { (column.sheet) }
                td { (column.letter) " " (column.header) }
                td {
                    select name=(format!("field_{at}")) aria-label=(format!("{} {}", column.letter, column.header)) {
                        option value="" { (w::later(lang)) }
                        @for (field, label) in &fields { option value=(field) { (label) } }
                    }
                }
            } } }
        }
        div.foot { button.btn type="submit" { (w::learn(lang)) } }
    };
    parts::card(
        w::unknown(lang),
        Some(job.preview.unknown.len() as u64),
        None,
        form::button_form(screen, &format!("{here}/headings"), inside),
    )
}
