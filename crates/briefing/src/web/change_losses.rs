//! What lies between two issues of a table of losses, or an issue and now: cell by cell what it said and says, and what was
//! recorded about the disasters and their sheets in between.

use std::collections::BTreeMap;

use disaster::across::{self, CHANGES, Change};
use kernel::{Act, Ctx, Division, Error, Instant, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{format, list, parts};
use registry::forms::said;
use registry::query::division_names;

use super::grid::figure_text;
use crate::losses::year_before;
use crate::words::table as w;
use crate::{Cell, Line, Period, Table};

/// A cell that says something else.
#[derive(Debug, PartialEq)]
pub(super) struct Other {
    row: String,
    head: String,
    was: Option<String>,
    is: Option<String>,
}

pub(super) struct Changes {
    pub moments: (Instant, Instant),
    pub cells: Vec<Other>,
    recorded: Vec<Change>,
    names: BTreeMap<Division, String>,
    cut: bool,
}

pub(super) fn fetch(
    r: &Reader<'_>,
    ctx: &Ctx,
    lang: Lang,
    (was, is): (&Table, &Table),
    period: Period,
) -> Result<Changes, Error> {
    let ctx = &Ctx { scope: ctx.scope_of(Act("disaster.view")), ..ctx.clone() };
    let moments = (was.as_of, is.as_of);
    let before = year_before(period);
    let periods = [(period.from, period.to), (before.from, before.to)];
    let (recorded, cut) = across::changes(r, ctx, lang, &periods, moments)?;
    let places: Vec<Division> = recorded.iter().filter_map(|it| it.place.as_ref()).map(|it| it.division).collect();
    let names = division_names(r, ctx, &places)?.into_iter().collect();
    Ok(Changes { moments, cells: others(was, is), recorded, names, cut })
}

fn lines(it: &Table) -> impl Iterator<Item = &Line> {
    it.rows.iter().chain(&it.sum)
}

/// Rows are known again by their label, columns by their head.
fn others(was: &Table, is: &Table) -> Vec<Other> {
    let head = |n: usize, of: &Table| {
        let parts = of.heads.get(n + 1).map(Vec::as_slice).unwrap_or_default();
        parts.iter().filter(|it| !it.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    };
    let cells = |of: &Table| {
        let mut all: Vec<((String, String), &Cell)> = Vec::new();
        for line in lines(of) {
            all.extend(line.cells.iter().enumerate().map(|(n, cell)| ((line.label.clone(), head(n, of)), cell)));
        }
        all.into_iter().map(|(key, cell)| (key, figure_text(cell))).collect::<Vec<_>>()
    };
    let (old, new) = (cells(was), cells(is));
    let before: BTreeMap<_, _> = old.iter().cloned().collect();
    let after: BTreeMap<_, _> = new.iter().cloned().collect();
    let gone = old.into_iter().filter(|(key, _)| !after.contains_key(key));
    let changed = new.into_iter().filter(|(key, text)| before.get(key) != Some(text));
    let other = |((row, head), was, is)| Other { row, head, was, is };
    let changed = changed.map(|(key, text)| (key.clone(), before.get(&key).cloned(), Some(text)));
    changed.chain(gone.map(|(key, text)| (key, Some(text), None))).map(other).collect()
}

pub(super) fn body(lang: Lang, it: &Changes) -> Markup {
    if it.cells.is_empty() && it.recorded.is_empty() {
        return parts::inside(html! { p { (w::no_change(lang)) } });
    }
    html! {
        @if it.cells.is_empty() { p.in { (w::no_change(lang)) } } @else { (cells(lang, it)) }
        @if it.cut { p.in { (w::cut_losses(lang, CHANGES)) } }
        @if !it.recorded.is_empty() { (recorded(lang, it)) }
    }
}

fn cells(lang: Lang, it: &Changes) -> Markup {
    let columns = [
        Column::title(w::row_head(lang)),
        Column::text(w::column_head(lang)),
        Column::text(w::was(lang)),
        Column::text(w::is(lang)),
    ];
    let shown = |text: &Option<String>| match text {
        Some(text) => html! { (text) },
        None => html! { span.muted { (w::not_counted(lang)) } },
    };
    let row = |it: &Other| {
        Row::new(vec![
            html! { span.title lang="zh-CN" { (it.row) } },
            html! { span lang="zh-CN" { (it.head) } },
            shown(&it.was),
            shown(&it.is),
        ])
    };
    list::table(w::changed_cells(lang), &columns, &it.cells.iter().map(row).collect::<Vec<_>>())
}

fn recorded(lang: Lang, it: &Changes) -> Markup {
    let columns = [
        Column::title(w::disaster_number(lang)),
        Column::text(w::place(lang)),
        Column::day(w::recorded_at(lang)),
        Column::text(w::why(lang)),
        Column::text(w::reason_said(lang)),
    ];
    let row = |one: &Change| {
        let place = one.place.as_ref().map(|place| {
            let name = it.names.get(&place.division).cloned().unwrap_or_else(|| place.division.to_string());
            if place.is_group() { format!("{name} {}", place.group) } else { name }
        });
        Row::new(vec![
            list::title_cell(&one.number, &format!("/disasters/{}", one.disaster)),
            html! { @match place { Some(name) => { span lang="zh-CN" { (name) } }, None => (parts::dash()) } },
            html! { (format::instant(one.at)) },
            html! { (one.what) },
            html! { @match &one.reason { Some(reason) => (said(reason)), None => (parts::dash()) } },
        ])
    };
    list::table(w::why(lang), &columns, &it.recorded.iter().map(row).collect::<Vec<_>>())
}
