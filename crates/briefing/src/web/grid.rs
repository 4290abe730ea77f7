//! A filled table on a page: merged heads, and every figure opens its list.

use kernel::{Instant, Lang};
use maud::{Markup, html};
use page::past::AS_OF;
use paper::out::{Head, merged};

use crate::words::table as w;
use crate::{Cell, Line, Table};

/// `opens`: the moment as of which a figure opens its list; none for now.
pub(super) fn table(lang: Lang, it: &Table, opens: Option<Instant>) -> Markup {
    let heads = merged(&it.heads);
    let deep = it.heads.iter().map(Vec::len).max().unwrap_or(0);
    html! {
        div.scroll { table.tb lang="zh-CN" {
            caption.unseen { (it.title) }
            thead {
                @for row in 0..deep {
                    tr { @for head in heads.iter().filter(|it| it.top as usize == row) { (heading(head)) } }
                }
            }
            tbody {
                @for line in &it.rows { (row(lang, line, false, opens)) }
                @if let Some(sum) = &it.sum { (row(lang, sum, true, opens)) }
            }
        } }
    }
}

fn heading(it: &Head) -> Markup {
    let (columns, rows) = (it.right - it.left + 1, it.bottom - it.top + 1);
    let scope = if columns > 1 { "colgroup" } else { "col" };
    html! {
        th.num[it.left > 0 && columns == 1] .mid[columns > 1] scope=(scope) colspan=[(columns > 1).then_some(columns)] rowspan=[(rows > 1).then_some(rows)] { (it.text) }
    }
}

fn row(lang: Lang, line: &Line, sum: bool, opens: Option<Instant>) -> Markup {
    html! {
        tr {
            th scope="row" { (line.label) }
            @for cell in &line.cells {
                td.num.silent[cell.partial.is_some()] title=[cell.partial.map(|n| w::partial(lang, n))] {
                    @if sum { b { (figure(cell, opens)) } } @else { (figure(cell, opens)) }
                    @if let Some(n) = cell.unknown { " " span.muted title=(w::unknown_of(lang, n)) { "+?" } }
                }
            }
        }
    }
}

fn figure(cell: &Cell, opens: Option<Instant>) -> Markup {
    let text = figure_text(cell);
    let Some(list) = &cell.list else { return html! { (text) } };
    let href = opens.map_or_else(
        || list.clone(),
        |at| {
            let joint = if list.contains('?') { '&' } else { '?' };
            format!("{list}{joint}{AS_OF}={}", moment(at))
        },
    );
    html! { a href=(href) { (text) } }
}

pub(super) fn figure_text(cell: &Cell) -> String {
    cell.number.map_or_else(|| cell.text.clone().unwrap_or_default(), number)
}

/// `1,234`, `0.35`
pub(super) fn number(n: f64) -> String {
    let (whole, rest) = (n.trunc(), n.fract());
    if rest == 0.0 {
        return page::format::count(whole as i64);
    }
    // Money in 10,000 yuan has four decimals at most.
    format!("{n:.4}").trim_end_matches('0').to_owned()
}

/// To the microsecond, as the address of the past has it: `2026-06-18T21:46:08.000123`.
pub(super) fn moment(at: Instant) -> String {
    at.civil().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_a_table_shows_them() {
        for (n, text) in
            [(0.0, "0"), (1234.0, "1,234"), (-3.0, "-3"), (0.35, "0.35"), (12.3456, "12.3456"), (-0.5, "-0.5")]
        {
            assert_eq!(number(n), text);
        }
    }

    #[test]
    fn a_moment_comes_back_to_the_microsecond() {
        let at = Instant::from_micros(1_795_000_000_123_456);
        assert_eq!(Instant::read(&moment(at)), Some(at));
    }
}
