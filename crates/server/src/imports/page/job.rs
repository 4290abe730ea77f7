//! One file: how far it has come, what may be done with it, and what the check found.

use axum::response::Response;
use kernel::Lang;
use maud::{Markup, html};
use page::{Screen, form, format, parts};

use super::super::web::PATH;
use super::super::{Job, Kind, State};
use super::{crumbs, grid, state, tables};
use crate::words::{import_kind, import_page as w};

/// What a page of one file shows.
pub struct Shown {
    pub job: Job,
    /// The first of them.
    pub problems: Vec<super::Wrong>,
    pub problems_in_all: usize,
    /// The table itself, when it was pasted and can be corrected where it is.
    pub pasted: Option<String>,
}

/// While it runs, the page renews itself, without a script too.
pub fn show(screen: &Screen, shown: &Shown) -> Response {
    let (lang, job) = (screen.lang(), &shown.job);
    let here = format!("{PATH}/{}", job.id);
    let checked = job.state == State::Checked;
    let whole = html! {
        (standing(lang, job))
        @if job.state != State::Running {
            @if !job.preview.unknown.is_empty() && checked { (tables::unknown(screen, job, &here)) }
            @if shown.problems_in_all > 0 { (tables::bad_rows(lang, job, &here, &shown.problems, shown.problems_in_all)) }
            @if let Some(pasted) = &shown.pasted { (grid::correct(screen, job, &shown.problems, pasted)) }
            @if !job.preview.remarks.is_empty() { (tables::remarks(lang, job)) }
            @if checked && !job.preview.rows.is_empty() { (tables::preview(lang, job)) }
        }
        (acts(screen, job, &here))
    };
    let title = if checked { w::review(lang) } else { w::title(lang) };
    let step = if checked { 2 } else { 3 };
    let body = html! {
        (parts::head(title, html! {
            span.muted.small.file-name { (job.name) " · " (import_kind::of(lang, job.kind.word())) " · " (format::file_size(job.bytes)) }
        }, html! { (steps(lang, step)) }))
        @if job.state == State::Running { (parts::live("import", &here, 1, whole)) } @else { div id="import" { (whole) } }
    };
    screen.page(title, &crumbs(lang, &job.name), body)
}

/// `第 2 步，共 3 步：上传 → 核对 → 写入`
pub fn steps(lang: Lang, at: usize) -> Markup {
    let steps = [w::step_send(lang), w::step_check(lang), w::step_write(lang)];
    html! {
        span.muted.small.nowrap {
            (w::step(lang, at, steps.len()))
            @for (n, step) in (1..).zip(steps) {
                @if n > 1 { " → " }
                @if n == at { b { (step) } } @else { (step) }
            }
        }
    }
}

fn standing(lang: Lang, job: &Job) -> Markup {
    let to_list = (job.state == State::Finished).then(|| (w::to_list(lang), job.kind.list()));
    let all = job.rows_good.max(job.done);
    html! {
        (parts::card(state(lang, job.state), None, to_list, html! {
            (parts::tiles(&tiles(lang, job)))
            @if matches!(job.state, State::Running | State::Paused) {
                div.in {
                    progress.wide max=(all) value=(job.done) aria-label=(w::state(lang)) {}
                    p.small { (w::progress(lang, format::count(job.done as u64), format::count(all as u64))) }
                    p.small.muted { (if job.state == State::Paused { w::paused_text(lang) } else { w::running_text(lang) }) }
                }
                @if job.state == State::Running {
                    noscript { meta http-equiv="refresh" content="2"; p.foot { a href="" { (w::renew(lang)) } } }
                }
            }
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
    // One row may hold several hazards.
    let item = |label: &str, n: usize| parts::Tile { unit: w::unit_item(lang).to_owned(), ..tile(label, n) };
    let units = |label: &str, n: usize| parts::Tile { unit: w::unit_unit(lang).to_owned(), ..tile(label, n) };
    let mut tiles = vec![tile(w::rows(lang), job.preview.records)];
    if job.state == State::Checked {
        tiles.push(item(w::good(lang), job.rows_good));
        if let Some(would) = job.preview.would {
            tiles.push(item(w::would_create(lang), would.created));
            tiles.push(item(w::would_keep(lang), would.unchanged));
            if would.new_units > 0 {
                tiles.push(units(w::would_register(lang), would.new_units));
            }
        }
    } else {
        let became = job.became;
        match job.kind {
            Kind::Hazards => tiles.push(item(w::created(lang), became.created)),
            _ => tiles.push(item(w::changed(lang), became.changed)),
        }
        tiles.push(item(w::unchanged(lang), became.unchanged));
        if became.new_units > 0 {
            tiles.push(units(w::new_units(lang), became.new_units));
        }
        if became.refused > 0 {
            tiles.push(item(w::refused(lang), became.refused));
        }
    }
    let listed = job.rows_bad > 0 && job.state != State::Running;
    tiles.push(parts::Tile { href: listed.then(|| "#bad".to_owned()), ..tile(w::bad(lang), job.rows_bad) });
    tiles
}

fn acts(screen: &Screen, job: &Job, here: &str) -> Markup {
    let lang = screen.lang();
    let to = |act: &str, button: Markup| form::button_form(screen, &format!("{here}/{act}"), button);
    let plain = |label: &str| html! { button.btn type="submit" { (label) } };
    let next = match job.state {
        State::Checked if job.rows_good == 0 => w::nothing_good(lang),
        State::Checked if job.rows_bad > 0 => w::import_rows_then(lang),
        State::Checked => w::same_again(lang),
        State::Running => w::pause_then(lang),
        State::Paused | State::Finished => w::remove_then(lang),
    };
    let buttons = html! {
        @if job.state != State::Running {
            (to("removal", plain(w::remove(lang))))
            (parts::link_button(w::again(lang), &format!("{PATH}/new?kind={}", job.kind.word())))
        }
        @match job.state {
            State::Checked if job.rows_good > 0 => {
                (to("run", parts::submit(&w::import_rows(lang, format::count(job.rows_good as u64)))))
            }
            State::Checked | State::Finished => {}
            State::Running => { (to("pause", plain(w::pause(lang)))) }
            State::Paused => { (to("run", parts::submit(w::go_on(lang)))) }
        }
    };
    parts::actions(lang, html! { span.muted.small { (next) } }, buttons)
}
