//! The list pattern, in this order: saved views, query, chips and tools, table, pager. Its state lives in the address, so
//! a list can be sent to a colleague and the back button works.
//!
//! ```text
//! (views(lang, &[…]))
//! (list(html! { (query(screen, "/hazards", fields, more)) (tools(lang, "/hazards", &chips, summary, acts)) (table(…)) (pager(lang, &pager)) }))
//! ```

use kernel::Lang;
use maud::{Markup, html};

use crate::format;
use crate::values::Values;
use crate::words::list as w;

/// A saved question with its answer's size.
#[derive(Debug, Clone, Default)]
pub struct View {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    /// The count is of late things, and plum.
    pub late: bool,
    pub current: bool,
}

pub fn views(lang: Lang, views: &[View]) -> Markup {
    html! {
        nav.views aria-label=(w::views(lang)) {
            @for view in views {
                a href=(view.href) aria-current=[view.current.then_some("page")] {
                    (view.label)
                    @if let Some(n) = view.count { " " span.count.is-late[view.late && n > 0] { (format::count(n)) } }
                }
            }
        }
    }
}

/// The card that holds query, tools, table and pager.
pub fn list(body: Markup) -> Markup {
    html! { section.card.list { (body) } }
}

/// At most four fields in `fields`; the rest folds under 更多条件. 重置 leads to the bare path.
pub fn query(lang: Lang, path: &str, fields: Markup, more: Option<Markup>) -> Markup {
    let form = html! {
        form.query method="get" action=(path) role="search" aria-label=(w::query_form(lang)) hx-get=(path)
            hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none" hx-push-url="true" {
            (fields)
            @if let Some(more) = more { details.more { summary { (w::more(lang)) } div.fields { (more) } } }
            span.push {
                button.btn.is-primary type="submit" { (w::query(lang)) }
                a.btn href=(path) { (w::reset(lang)) }
            }
        }
    };
    // Only a phone shows the fold; there the script closes it, so that the list comes first.
    html! { details.query-fold open data-fold { summary { (w::query_form(lang)) } (form) } }
}

pub fn query_text(label: &str, name: &str, hint: &str, values: &Values) -> Markup {
    html! {
        label { span { (label) } input type="text" name=(name) value=(values.get(name)) placeholder=[(!hint.is_empty()).then_some(hint)] autocomplete="off"; }
    }
}

/// `options` are value and label; the first line, 全部, is added.
pub fn query_select(lang: Lang, label: &str, name: &str, options: &[(String, String)], values: &Values) -> Markup {
    query_select_from(label, name, w::all(lang), options, values)
}

/// `first`: what is shown while nothing is chosen, where that is not everything.
pub fn query_select_from(
    label: &str,
    name: &str,
    first: &str,
    options: &[(String, String)],
    values: &Values,
) -> Markup {
    let given = values.get(name);
    html! {
        label {
            span { (label) }
            select name=(name) {
                option value="" { (first) }
                @for (value, text) in options { option value=(value) selected[value == given] { (text) } }
            }
        }
    }
}

/// Two days, both optional.
pub fn query_days(lang: Lang, label: &str, from: &str, to: &str, values: &Values) -> Markup {
    html! {
        span.range role="group" aria-label=(label) {
            span.muted { (label) }
            @for (i, (name, word)) in [(from, w::from(lang)), (to, w::to(lang))].into_iter().enumerate() {
                @if i > 0 { span.muted aria-hidden="true" { "—" } }
                input type="text" name=(name) value=(values.get(name)) placeholder="2026-01-01" aria-label=(format!("{label} {word}")) autocomplete="off" inputmode="numeric";
            }
        }
    }
}

/// Where the list is narrowed; the cross takes the one condition away.
#[derive(Debug, Clone)]
pub struct Chip {
    pub label: String,
    pub remove_href: String,
}

/// A condition of the address in words: label, field, value if it is set.
pub type Condition = (&'static str, &'static str, Option<String>);

impl Chip {
    /// One for each condition that is set. Without it the list is read from its first page.
    pub fn of(query: &Values, path: &str, conditions: impl IntoIterator<Item = Condition>) -> Vec<Chip> {
        let chip = |(label, name, value): Condition| {
            let remove_href = query.clone().without(name).without("page").at(path);
            Some(Chip { label: format!("{label}：{}", value?), remove_href })
        };
        conditions.into_iter().filter_map(chip).collect()
    }
}

pub fn chips(lang: Lang, path: &str, chips: &[Chip]) -> Markup {
    html! {
        @for chip in chips {
            span.chip {
                (chip.label)
                a href=(chip.remove_href) aria-label=(w::remove_chip(lang, &chip.label)) { svg.i aria-hidden="true" { use href="#x" {} } }
            }
        }
        @if !chips.is_empty() { a.nowrap href=(path) { (w::clear(lang)) } }
    }
}

/// Chips, `共 46 条，重大隐患 9 条`, and at the right what can be done with the whole list.
pub fn tools(chips: Markup, summary: &str, acts: Markup) -> Markup {
    html! {
        div.tools {
            (chips)
            span.muted { (summary) }
            @if !acts.0.is_empty() { span.push { (acts) } }
        }
    }
}

/// The whole list as a workbook, with the conditions of the address. Which page is shown makes no difference.
pub fn export_link(lang: Lang, path: &str, query: &Values) -> Markup {
    let href = query.clone().without("page").without("after").at(&format!("{path}/export"));
    // Not `download`: a browser shows no refusal then, only that there was no file.
    html! { a.btn href=(href) rel="nofollow" { (w::export(lang)) } }
}

/// `共 46 条`; `超过 1,000 条` where counting stopped.
pub fn total(lang: Lang, n: u64) -> String {
    w::total(lang, format::count(n))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    #[default]
    Text,
    /// The one wide column, shortened when it must be; the link to the thing itself.
    Title,
    Number,
    /// Never broken; on phones it says what day it is.
    Day,
    /// Text buttons at the right.
    Acts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Rising,
    Falling,
}

#[derive(Debug, Clone, Default)]
pub struct Column {
    pub label: String,
    pub kind: ColumnKind,
    /// Left out on phones.
    pub wide_only: bool,
    /// The address that sorts by this column, and the order it has now.
    pub sort: Option<(String, Option<Order>)>,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }
    pub fn title(label: impl Into<String>) -> Self {
        Self { kind: ColumnKind::Title, ..Self::text(label) }
    }
    pub fn number(label: impl Into<String>) -> Self {
        Self { kind: ColumnKind::Number, ..Self::text(label) }
    }
    pub fn day(label: impl Into<String>) -> Self {
        Self { kind: ColumnKind::Day, ..Self::text(label) }
    }
    pub fn acts(label: impl Into<String>) -> Self {
        Self { kind: ColumnKind::Acts, ..Self::text(label) }
    }
    pub fn wide_only(mut self) -> Self {
        self.wide_only = true;
        self
    }
    pub fn sorted(mut self, href: impl Into<String>, order: Option<Order>) -> Self {
        self.sort = Some((href.into(), order));
        self
    }

    fn class(&self) -> &'static str {
        match (self.kind, self.wide_only) {
            (ColumnKind::Text, false) => "",
            (ColumnKind::Text, true) => "wide-only",
            (ColumnKind::Title, _) => "cut",
            (ColumnKind::Number, false) => "num",
            (ColumnKind::Number, true) => "num wide-only",
            (ColumnKind::Day, false) => "day",
            (ColumnKind::Day, true) => "day wide-only",
            (ColumnKind::Acts, _) => "acts",
        }
    }
}

/// Cells in the order of the columns.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub cells: Vec<Markup>,
    pub late: bool,
    /// Just made: briefly lit.
    pub new: bool,
}

impl Row {
    pub fn new(cells: Vec<Markup>) -> Self {
        Self { cells, ..Self::default() }
    }
    pub fn late(mut self, late: bool) -> Self {
        self.late = late;
        self
    }
}

/// The title cell: the whole text stands in its tooltip.
pub fn title_cell(text: &str, href: &str) -> Markup {
    html! { a.title href=(href) title=(text) { (text) } }
}

/// On phones the rows become cards. `j` and `k` go from row to row.
pub fn table(caption: &str, columns: &[Column], rows: &[Row]) -> Markup {
    html! {
        table.tb.is-cards data-rows {
            caption.unseen { (caption) }
            thead { tr { @for column in columns { (heading(column)) } } }
            tbody {
                @for row in rows {
                    tr.is-late[row.late].is-new[row.new] {
                        @for (column, cell) in columns.iter().zip(&row.cells) {
                            td class=[Some(column.class()).filter(|class| !class.is_empty())]
                                data-label=[matches!(column.kind, ColumnKind::Number | ColumnKind::Day).then_some(&column.label)] { (cell) }
                        }
                    }
                }
            }
        }
    }
}

fn heading(column: &Column) -> Markup {
    let order = column.sort.as_ref().and_then(|(_, order)| *order);
    let (aria, arrow) = match order {
        Some(Order::Rising) => (Some("ascending"), " ↑"),
        Some(Order::Falling) => (Some("descending"), " ↓"),
        None => (None, ""),
    };
    let class = match column.kind {
        ColumnKind::Title => "",
        _ => column.class(),
    };
    html! {
        th scope="col" class=[Some(class).filter(|class| !class.is_empty())] aria-sort=[aria] {
            @match &column.sort {
                Some((href, _)) => a href=(href) { (column.label) (arrow) },
                None => (column.label),
            }
        }
    }
}

/// One page of a list. One that is read by key has no total: there is a next or there is none.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    pub from: u64,
    pub to: u64,
    pub total: Option<u64>,
    pub prev: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// Of a list that is read by page numbers, `rows` a page; at least one row is `shown`.
    pub fn numbered(query: &Values, path: &str, page: u32, rows: u32, shown: usize, total: u64) -> Pager {
        let at = |page: u32| query.clone().with("page", page.to_string()).at(path);
        let before = u64::from((page - 1) * rows);
        let to = before + shown as u64;
        Pager {
            from: before + 1,
            to,
            total: Some(total),
            prev: (page > 1).then(|| at(page - 1)),
            next: (to < total).then(|| at(page + 1)),
        }
    }
}

/// Which page is asked for, from 1. Nobody reads on by number beyond 10,000 rows: each page counts all before it.
pub fn page_number(query: &Values, rows: u32) -> u32 {
    query.get("page").parse().unwrap_or(1).clamp(1, 10_000 / rows)
}

/// Nothing when there is one page.
pub fn pager(lang: Lang, pager: &Pager) -> Markup {
    if pager.prev.is_none() && pager.next.is_none() {
        return html! {};
    }
    let (from, to) = (format::count(pager.from), format::count(pager.to));
    let range = match pager.total {
        Some(total) => w::range_of(lang, from, to, format::count(total)),
        None => w::range(lang, from, to),
    };
    html! {
        nav.pager aria-label=(w::pager(lang)) {
            span.muted { (range) }
            span.push {
                @match &pager.prev {
                    Some(href) => a href=(href) rel="prev" { (w::previous(lang)) },
                    None => span.muted { (w::previous(lang)) },
                }
                @match &pager.next {
                    Some(href) => a href=(href) rel="next" { (w::next(lang)) },
                    None => span.muted { (w::next(lang)) },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pager_hides_when_there_is_one_page() {
        assert_eq!(pager(Lang::Zh, &Pager { from: 1, to: 9, total: Some(9), ..Pager::default() }).0, "");
        let shown =
            pager(Lang::Zh, &Pager { from: 1, to: 50, total: Some(1_284), next: Some("?after=k".into()), prev: None })
                .0;
        assert!(shown.contains("第 1—50 条，共 1,284 条") && shown.contains("href=\"?after=k\""));
    }

    #[test]
    fn a_table_says_how_it_is_sorted() {
        let columns = [
            Column::title("隐患"),
            Column::number("数").wide_only(),
            Column::text("期限").sorted("?s", Some(Order::Rising)),
        ];
        let rows = [Row::new(vec![title_cell("𠀋 & 子", "/h"), html! { "3" }, html! { "x" }]).late(true)];
        let shown = table("隐患台账", &columns, &rows).0;
        for part in [
            "aria-sort=\"ascending\"",
            "<td class=\"cut\">",
            "class=\"num wide-only\" data-label=\"数\"",
            "<tr class=\"is-late\">",
            "𠀋 &amp; 子",
        ] {
            assert!(shown.contains(part), "{part} not in {shown}");
        }
    }
}
