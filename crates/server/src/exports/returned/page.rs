//! The pages of returned sheets: bringing one, and its three sides with what is to be decided.

use axum::response::Response;
use kernel::{Lang, Problem};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::parts::NoteKind;
use page::{Crumb, Screen, Values, error_text, format, list as lists, parts};
use paper::out::merge::Change;

use super::web::{Found, PATH, choice_name, choice_value, unreadable};
use super::{Refusal, Sheet};
use crate::exports::choice::{Chosen, Side};
use crate::words::returned as w;

/// Lines of one class that a page shows.
const SHOWN: usize = 200;

pub fn list(screen: &Screen, sheets: &[Sheet], problems: &[Problem]) -> Response {
    let lang = screen.lang();
    let file = FieldSpec::new("file", w::file(lang)).hint(w::file_hint(lang)).required();
    let fields = html! {
        (form::wide(form::file(&file, ".xlsx", false, problems, lang)))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, parts::submit(w::compare(lang))))
    };
    let columns = [
        Column::text(w::at(lang)),
        Column::title(w::name(lang)),
        Column::number(w::rows_changed(lang)),
        Column::number(w::rows_added(lang)),
        Column::number(w::decided(lang)),
    ];
    let row = |it: &Sheet| {
        Row::new(vec![
            html! { span.nowrap { (format::instant_short(it.at, screen.now())) } },
            lists::title_cell(&it.name, &format!("{PATH}/{}", it.id)),
            html! { (format::count(it.written.changed as u64)) },
            html! { (format::count(it.written.added as u64)) },
            html! { (format::count(it.written.chosen as u64)) },
        ])
    };
    let rows: Vec<Row> = sheets.iter().map(row).collect();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &[("file", w::file(lang))]))
        p.muted { (w::about(lang)) }
        section.card.gap-top { (form::form_with_files(screen, PATH, fields)) }
        @if !rows.is_empty() {
            div.gap-top { (lists::list(html! { (lists::table(w::list(lang), &columns, &rows)) })) }
        }
    };
    let crumbs = [Crumb::here(w::title(lang))];
    match problems.is_empty() {
        true => screen.page(w::title(lang), &crumbs, body),
        false => screen.invalid(w::title(lang), &crumbs, body),
    }
}

pub fn sheet(screen: &Screen, found: &Found) -> Response {
    let lang = screen.lang();
    let (sheet, merge) = (&found.sheet, &found.compared.merge);
    let written = sheet.written;
    let to_write = merge.changed.len() + merge.added.len() + merge.conflicting.len();
    let unreadable: Vec<Refusal> = found.opened.returned.problems.iter().map(unreadable).collect();
    let body = html! {
        (parts::head(w::sheet(lang), html! { span.muted.small { (sheet.name) " · " (w::exported(lang, format::instant(found.opened.given.at))) } }, html! {}))
        @if written.changed + written.added + written.chosen > 0 {
            (parts::note(NoteKind::Done, &w::written(lang, written.changed, written.added, written.chosen), html! {}))
        }
        (parts::card(w::compared(lang), None, Some((w::to_list(lang), found.opened.list.path)), html! {
            (parts::tiles(&tiles(lang, found)))
        }))
        (refusals(lang, w::refused(lang), &sheet.refused))
        (refusals(lang, w::unreadable(lang), &unreadable))
        @if to_write > 0 { div.gap-top { (form::form(screen, &format!("{PATH}/{}/application", sheet.id), to_decide(lang, found))) } }
        @else { (parts::note(NoteKind::Plain, w::nothing(lang), html! { p { (w::nothing_text(lang)) } })) }
        div.gap-top {
            (changes(lang, found, w::read_only(lang), w::read_only_text(lang), &merge.read_only_edits))
            (rows_of(lang, found, w::missing(lang), w::missing_text(lang), &merge.missing))
            (rows_of(lang, found, w::gone(lang), w::gone_text(lang), &merge.gone.iter().map(|gone| gone.key.clone()).collect::<Vec<_>>()))
            (decided(lang, found))
        }
    };
    let crumbs = [Crumb::link(w::title(lang), PATH), Crumb::here(sheet.name.clone())];
    screen.page(w::sheet(lang), &crumbs, body)
}

fn tiles(lang: Lang, found: &Found) -> Vec<parts::Tile> {
    let merge = &found.compared.merge;
    let tile = |label: &str, n: usize| parts::Tile {
        label: label.to_owned(),
        figure: html! { (format::count(n as u64)) },
        unit: String::new(),
        href: None,
    };
    vec![
        tile(w::changed(lang), merge.changed.len()),
        tile(w::added(lang), merge.added.len()),
        tile(w::conflicting(lang), merge.conflicting.len()),
        tile(w::missing(lang), merge.missing.len()),
        tile(w::gone(lang), merge.gone.len()),
        tile(w::read_only(lang), merge.read_only_edits.len()),
        tile(w::unchanged(lang), merge.unchanged.len()),
    ]
}

/// Conflicts with a choice each, what else is written, and the one word that writes.
fn to_decide(lang: Lang, found: &Found) -> Markup {
    let merge = &found.compared.merge;
    let blocks = html! {
        @if !merge.conflicting.is_empty() {
            (parts::card(w::conflicting(lang), Some(merge.conflicting.len() as u64), None, html! {
                p.in.small.muted { (w::conflicting_text(lang)) }
                @for change in merge.conflicting.iter().take(SHOWN) { (conflict(lang, found, change)) }
                (more(lang, merge.conflicting.len()))
            }))
        }
        (changes(lang, found, w::changed(lang), "", &merge.changed))
        (added(lang, found))
    };
    html! {
        (form::wide(blocks))
        (parts::actions(lang, html! { span.muted.small { (w::apply_then(lang)) } }, parts::submit(w::apply(lang))))
    }
}

/// Nothing is selected before: whoever decides reads both.
fn conflict(lang: Lang, found: &Found, change: &Change) -> Markup {
    let name = choice_name(&change.key, &change.field);
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    let said = |label: &str, value: &paper::Value| match value.to_string() {
        text if text.is_empty() => format!("{label}{colon}{}", w::empty(lang)),
        text => format!("{label}{colon}{text}"),
    };
    let label = format!("{} {} · {}", w::row_of(lang, change.row), label(found, &change.key), change.header);
    let sides = [
        (choice_value(Side::Ours, change.version), said(w::ours(lang), &change.now)),
        (choice_value(Side::Theirs, change.version), said(w::theirs(lang), &change.theirs)),
    ];
    let base = said(w::base(lang), &change.base);
    html! { div.in { (form::choice(&FieldSpec::new(&name, &label).hint(&base), &sides, &Values::default(), &[], lang)) } }
}

fn changes(lang: Lang, found: &Found, title: &str, text: &str, all: &[Change]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    parts::card(
        title,
        Some(all.len() as u64),
        None,
        html! {
            @if !text.is_empty() { p.in.small.muted { (text) } }
            div.scroll { table.tb {
                thead { tr {
                    th.num scope="col" { (w::row(lang)) } th scope="col" { (w::object(lang)) } th scope="col" { (w::column(lang)) }
                    th scope="col" { (w::base(lang)) } th scope="col" { (w::ours(lang)) } th scope="col" { (w::theirs(lang)) }
                } }
                tbody { @for it in all.iter().take(SHOWN) { tr {
                    td.num { (it.row) } td { (label(found, &it.key)) } td.nowrap { (it.header) }
                    td { (shown(&it.base)) } td { (shown(&it.now)) } td { b { (shown(&it.theirs)) } }
                } } }
            } }
            (more(lang, all.len()))
        },
    )
}

fn added(lang: Lang, found: &Found) -> Markup {
    let all = &found.compared.merge.added;
    if all.is_empty() {
        return html! {};
    }
    parts::card(
        w::added(lang),
        Some(all.len() as u64),
        None,
        html! {
            div.scroll { table.tb {
                thead { tr {
                    th.num scope="col" { (w::row(lang)) }
                    @for column in &found.opened.returned.columns { th scope="col" { (column.header) } }
                } }
                tbody { @for it in all.iter().take(SHOWN) { tr {
                    td.num { (it.row) }
                    @for value in &it.cells { td { (shown(value)) } }
                } } }
            } }
            (more(lang, all.len()))
        },
    )
}

fn rows_of(lang: Lang, found: &Found, title: &str, text: &str, keys: &[String]) -> Markup {
    if keys.is_empty() {
        return html! {};
    }
    parts::card(
        title,
        Some(keys.len() as u64),
        None,
        html! {
            p.in.small.muted { (text) }
            ul.in { @for key in keys.iter().take(SHOWN) { li { (label(found, key)) } } }
            (more(lang, keys.len()))
        },
    )
}

fn refusals(lang: Lang, title: &str, all: &[Refusal]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    parts::card(
        title,
        Some(all.len() as u64),
        None,
        html! {
            div.scroll { table.tb {
                thead { tr {
                    th.num scope="col" { (w::row(lang)) } th scope="col" { (w::column(lang)) }
                    th scope="col" { (w::given(lang)) } th.grow scope="col" { (w::problem(lang)) }
                } }
                tbody { @for it in all.iter().take(SHOWN) { tr {
                    td.num { (it.row) } td.nowrap { (it.header) } td { (it.given) } td { (error_text(lang, &it.problem)) }
                } } }
            } }
            (more(lang, all.len()))
        },
    )
}

fn decided(lang: Lang, found: &Found) -> Markup {
    let all = &found.compared.decided;
    if all.is_empty() {
        return html! {};
    }
    let who = |it: &Chosen| it.person.and_then(|id| found.names.get(&id)).map_or("", String::as_str).to_owned();
    let taken = |it: &Chosen| if it.taken == Side::Ours { w::ours(lang) } else { w::theirs(lang) };
    parts::card(
        w::decided(lang),
        Some(all.len() as u64),
        None,
        html! {
            p.in.small.muted { (w::decided_text(lang)) }
            div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (w::object(lang)) } th scope="col" { (w::column(lang)) } th scope="col" { (w::taken(lang)) }
                    th scope="col" { (w::lost(lang)) } th scope="col" { (w::by(lang)) } th scope="col" { (w::at(lang)) }
                } }
                tbody { @for it in all.iter().take(SHOWN) { tr {
                    td { (label(found, &it.object)) } td.nowrap { (it.header) } td.nowrap { (taken(it)) }
                    td { (parts::or_dash(it.lost.as_str().filter(|lost| !lost.is_empty()))) } td.nowrap { (who(it)) }
                    td.nowrap { (format::instant(it.at)) }
                } } }
            } }
        },
    )
}

/// What the row says first, as it was given out.
fn label(found: &Found, key: &str) -> String {
    let base = found.opened.returned.base.get(key).and_then(|base| base.cells.first());
    base.map_or_else(|| key.to_owned(), ToString::to_string)
}

fn shown(value: &paper::Value) -> Markup {
    let text = value.to_string();
    html! { @if text.is_empty() { (parts::dash()) } @else { (text) } }
}

fn more(lang: Lang, in_all: usize) -> Markup {
    html! { @if in_all > SHOWN { p.in.small { (w::more(lang, SHOWN)) } } }
}
