//! The pages of imports: the form, the file with what it holds, and the visitor's files.

mod grid;
mod job;
mod tables;

use axum::response::Response;
use kernel::{Division, Lang, Problem, Sector};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::{Crumb, Screen, Values, error_text, format, list as lists, parts};

use super::store::Wrong;
use super::web::PATH;
use super::{Job, Kind, State};
use crate::words::{import_kind, import_page as w};

pub use job::{Shown, show as job};

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
        (parts::head(w::title(lang), html! {}, job::steps(lang, 1)))
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
    let hint = match advice(problems) {
        Some(advice) => w::file_advice(lang, error_text(lang, advice), w::file_hint(lang)),
        None => w::file_hint(lang).to_owned(),
    };
    let file = FieldSpec::new("file", w::file(lang)).hint(&hint);
    let division = FieldSpec::new("division", w::division(lang)).hint(w::division_hint(lang));
    let sector = FieldSpec::new("sector", w::sector(lang)).hint(w::sector_hint(lang));
    html! {
        (form::select(&FieldSpec::new("kind", w::kind(lang)).hint(w::kind_hint(lang)).required(), &kinds, values, problems, lang))
        // One of the two is needed; "optional" beside both would mislead.
        div.either { (form::file(&file, ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.docx,.docm", false, problems, lang)) }
        div.either { (grid::paste(lang, values)) }
        (form::group(w::new_units_group(lang)))
        (form::select(&division, &townships, values, problems, lang))
        (form::select(&sector, &sectors, values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, html! {
            (parts::submit(w::check(lang)))
        }))
    }
}

/// What to do about a file that was refused as a whole.
fn advice(problems: &[Problem]) -> Option<&'static str> {
    let refused = problems.iter().find(|problem| problem.field == "file")?;
    paper::fault::ALL.iter().find(|fault| fault.problem == refused.problem).map(|fault| fault.advice)
}

fn templates(lang: Lang, kinds: &[Kind]) -> Markup {
    parts::card(
        w::template(lang),
        None,
        None,
        parts::inside(html! {
            p.muted { (w::template_text(lang)) }
            p.side-by-side.gap-top {
                @for kind in kinds {
                    (parts::link_button(import_kind::of(lang, kind.word()), &format!("/imports/template?kind={}", kind.word())))
                }
            }
        }),
    )
}
