//! The small parts of every page. What each is for, and when, stands with it; the look stands in `assets/anlan.css`.
//!
//! Each state has three signs: word, shape, colour. The legal warning colours belong to [`warning_mark`] alone.

use kernel::{Instant, Lang, Span};
use maud::{Markup, Render, html};

use crate::format;
use crate::words::{due as d, parts as w};

/// How far a loop has come. It works in grey and on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ring {
    Empty,
    Quarter,
    Half,
    ThreeQuarters,
    Full,
    /// Returned: an arrow back, in plum.
    Back,
}

impl Ring {
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Ring::Empty => "#r0",
            Ring::Quarter => "#r1",
            Ring::Half => "#r2",
            Ring::ThreeQuarters => "#r3",
            Ring::Full => "#r4",
            Ring::Back => "#rb",
        }
    }
}

fn mark(name: &str) -> Markup {
    html! { svg aria-hidden="true" { use href=(name) {} } }
}

/// A status word with its ring.
pub fn status(ring: Ring, word: &str) -> Markup {
    html! { span.st.is-done[ring == Ring::Full].is-back[ring == Ring::Back] { (mark(ring.mark())) (word) } }
}

/// The same in the head of a detail page.
pub fn status_big(ring: Ring, word: &str) -> Markup {
    html! { span.st.is-big.is-done[ring == Ring::Full].is-back[ring == Ring::Back] { (mark(ring.mark())) (word) } }
}

/// A yes that is not a loop: 到位, 已核对.
pub fn ticked(word: &str) -> Markup {
    html! { span.st.is-done { (mark("#tick")) (word) } }
}

/// `逾期 3 天`, solid plum. Only for what is late.
pub fn late_tag(lang: Lang, by: Span) -> Markup {
    html! { span.late { (d::late(lang, format::span_brief(lang, by))) } }
}

/// Time left in a list: solid when late, underlined within the hour, quiet otherwise; the date alone once closed.
pub fn due(lang: Lang, due: Instant, now: Instant, closed: bool) -> Markup {
    due_within(lang, due, now, closed, Span::hours(1))
}

/// Time left on the page of one case, where the last week is already near.
pub fn due_on_case(lang: Lang, due: Instant, now: Instant, closed: bool) -> Markup {
    due_within(lang, due, now, closed, Span::days(7))
}

fn due_within(lang: Lang, due: Instant, now: Instant, closed: bool, near: Span) -> Markup {
    let exact = format::instant(due);
    if closed {
        return html! { span.left title=(exact) { (format::instant_short(due, now)) } };
    }
    if due < now {
        return html! { span.late title=(exact) { (d::late(lang, format::span_brief(lang, now.since(due)))) } };
    }
    let left = due.since(now);
    let words = d::left(lang, format::span_brief(lang, left));
    let class = if left <= near { "soon" } else { "left" };
    html! { span class=(class) title=(exact) { (words) } }
}

/// A fact that is not a status: source, listed case.
pub fn tag(word: &str) -> Markup {
    html! { span.tag { (word) } }
}

/// 重大隐患, and nothing else: black on white, not red.
pub fn major_tag(word: &str) -> Markup {
    html! { span.tag.is-major { (word) } }
}

pub fn good_tag(word: &str) -> Markup {
    html! { span.tag.is-good { (word) } }
}

pub fn bad_tag(word: &str) -> Markup {
    html! { span.tag.is-bad { (word) } }
}

/// Silence: not heard, not reported, not answered. Never for zero.
pub fn silent_mark(word: &str) -> Markup {
    html! { span.silent-mark { (word) } }
}

/// `--`: cannot be computed, or does not apply.
pub fn dash() -> Markup {
    html! { span.muted { (crate::words::UNKNOWN) } }
}

/// A sentence of the page about somebody whose name is as people wrote it.
pub fn naming(sentence: &str, name: &str) -> Markup {
    match sentence.split_once(name) {
        Some((before, after)) => html! { (before) span lang="zh-CN" { (name) } (after) },
        None => html! { (sentence) },
    }
}

/// The text, or the dash.
pub fn or_dash(text: Option<&str>) -> Markup {
    match text {
        Some(text) if !text.is_empty() => text.render(),
        _ => dash(),
    }
}

/// The legal warning colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningColour {
    Red,
    Orange,
    Yellow,
    Blue,
}

/// A block of the legal colour with its shape; for warnings and risk grades alone.
pub fn warning_mark(colour: WarningColour, word: &str) -> Markup {
    let (class, shape) = match colour {
        WarningColour::Red => ("w-red", "#s-red"),
        WarningColour::Orange => ("w-orange", "#s-orange"),
        WarningColour::Yellow => ("w-yellow", "#s-yellow"),
        WarningColour::Blue => ("w-blue", "#s-blue"),
    };
    html! { span.warn.(class) { (mark(shape)) (word) } }
}

/// Title, then what stands beside it (tags, status), then at most one primary act at the right.
pub fn head(title: &str, beside: Markup, acts: Markup) -> Markup {
    html! {
        div.head {
            h1 { (title) }
            (beside)
            @if !acts.0.is_empty() { span.push { (acts) } }
        }
    }
}

/// `数据截至 21:46:08` on each live page. With `every`, the script says so when the page stopped being renewed.
pub fn fresh(lang: Lang, as_of: Instant, every: Option<u32>) -> Markup {
    html! {
        span.fresh data-as-of=(as_of) data-every=[every] data-stale=(w::stale(lang, "{n}")) {
            span { (w::as_of(lang)) " " b { (format::clock_seconds(as_of)) } }
        }
    }
}

/// A part that asks for itself again every so many seconds. `id` names it within the page at `href`.
pub fn live(id: &str, href: &str, every_seconds: u32, body: Markup) -> Markup {
    html! {
        div id=(id) hx-get=(href) hx-trigger=(format!("every {every_seconds}s")) hx-select=(format!("#{id}"))
            hx-target="this" hx-swap="outerHTML" { (body) }
    }
}

/// One subject. The link at the right is its label and address.
pub fn card(title: &str, count: Option<u64>, link: Option<(&str, &str)>, body: Markup) -> Markup {
    let beside = html! { @if let Some(n) = count { span.count { (format::count(n)) } } };
    let right = html! { @if let Some((label, href)) = link { a href=(href) { (label) } } };
    card_with(title, beside, right, body)
}

/// A card whose header holds more: a late count, a word at the right.
pub fn card_with(title: &str, beside: Markup, right: Markup, body: Markup) -> Markup {
    html! {
        section.card {
            header {
                h2 { (title) }
                (beside)
                @if !right.0.is_empty() { span.push { (right) } }
            }
            (body)
        }
    }
}

/// The padded inside of a card that holds neither a table nor a list.
pub fn inside(body: Markup) -> Markup {
    html! { div.in { (body) } }
}

pub fn count_mark(n: u64) -> Markup {
    html! { span.count { (format::count(n)) } }
}

/// `逾期 2` beside a title.
pub fn late_count(lang: Lang, n: u64) -> Markup {
    html! { @if n > 0 { span.count.is-late { (w::late_count(lang, format::count(n))) } } }
}

/// Label and value on one baseline, in two columns.
pub fn facts<L: AsRef<str>>(rows: &[(L, Markup)]) -> Markup {
    fact_rows("", rows)
}

/// The same over the whole width: long texts, narrow cards.
pub fn facts_single<L: AsRef<str>>(rows: &[(L, Markup)]) -> Markup {
    fact_rows("is-single", rows)
}

fn fact_rows<L: AsRef<str>>(class: &str, rows: &[(L, Markup)]) -> Markup {
    html! {
        dl.facts.(class) {
            @for (label, value) in rows { div { dt { (label.as_ref()) } dd { (value) } } }
        }
    }
}

/// A figure that opens: its address is the list behind it.
#[derive(Debug, Clone)]
pub struct Tile {
    pub label: String,
    pub figure: Markup,
    pub unit: String,
    pub href: Option<String>,
}

/// At most six figures of equal rank.
pub fn tiles(tiles: &[Tile]) -> Markup {
    html! {
        ul.tiles {
            @for tile in tiles {
                li {
                    span.k { (tile.label) }
                    span.figure {
                        @match &tile.href {
                            Some(href) => a href=(href) { (tile.figure) },
                            None => (tile.figure),
                        }
                        @if !tile.unit.is_empty() { small { (tile.unit) } }
                    }
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    Plain,
    Bad,
    Done,
}

/// A result worth a sentence.
pub fn note(kind: NoteKind, title: &str, body: Markup) -> Markup {
    let (class, shape) = match kind {
        NoteKind::Plain => ("", "#r0"),
        NoteKind::Bad => ("is-bad", "#bang"),
        NoteKind::Done => ("is-done", "#tick"),
    };
    html! {
        div.note.(class) role="status" {
            svg.i aria-hidden="true" { use href=(shape) {} }
            div { h2 { (title) } (body) }
        }
    }
}

/// Nothing here: what was searched, what is known, what to do next.
pub fn empty(title: &str, text: &str, acts: Markup) -> Markup {
    html! {
        div.empty { (mark("#r0")) h2 { (title) } p.muted { (text) } @if !acts.0.is_empty() { p { (acts) } } }
    }
}

/// The fixed footer of detail and form pages: what happens next at the left, acts at the right, the primary one last.
/// Inside a form its buttons send that form.
pub fn actions(lang: Lang, next: Markup, acts: Markup) -> Markup {
    html! {
        div.actions role="group" aria-label=(w::acts(lang)) { span.next { (next) } span.push { (acts) } }
    }
}

pub fn link_button(label: &str, href: &str) -> Markup {
    html! { a.btn href=(href) { (label) } }
}

pub fn primary_link(label: &str, href: &str) -> Markup {
    html! { a.btn.is-primary href=(href) { (label) } }
}

pub fn grave_link(label: &str, href: &str) -> Markup {
    html! { a.btn.is-grave href=(href) { (label) } }
}

pub fn small_link(label: &str, href: &str) -> Markup {
    html! { a.btn.is-small href=(href) { (label) } }
}

/// Sends the form it stands in. The label names the act and its reach, never 确定.
pub fn submit(label: &str) -> Markup {
    html! { button.btn.is-primary type="submit" { (label) } }
}

/// A second way to send the form: the server reads `name` and `value`.
pub fn submit_as(label: &str, name: &str, value: &str) -> Markup {
    html! { button.btn type="submit" name=(name) value=(value) { (label) } }
}

/// What returns, refuses or destroys.
pub fn submit_grave(label: &str) -> Markup {
    html! { button.btn.is-grave type="submit" { (label) } }
}

/// Seen only where a script can answer it; every page prints from the browser's menu as well.
pub fn print_button(lang: Lang) -> Markup {
    html! { button.btn type="button" data-print hidden { (w::print(lang)) } }
}

/// One of several pages about one thing.
#[derive(Debug, Clone)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub current: bool,
}

pub fn tabs(lang: Lang, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(w::tabs(lang)) {
            @for tab in tabs { a href=(tab.href) aria-current=[tab.current.then_some("page")] { (tab.label) } }
        }
    }
}

/// The head of the printed sheet; not seen on the screen.
pub fn print_head(title: &str, right: &str) -> Markup {
    html! { div.print-only.print-head aria-hidden="true" { p.title { (title) } span { (right) } } }
}

/// The foot of the printed sheet: who signs, and the ledger's head.
pub fn print_foot(signatures: &[&str], head: &str) -> Markup {
    html! {
        div.print-only aria-hidden="true" {
            div.sign { @for label in signatures { span { (label) } } }
            p.print-foot { (head) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_and_time_over() {
        //    due                   closed  class   zh              en
        check("2026-06-18 21:20", false, "late", "逾期 26 分钟", "26 min late");
        check("2026-06-18 19:40", false, "late", "逾期 2 小时", "2 h late");
        check("2026-06-15 21:00", false, "late", "逾期 3 天", "3 d late");
        check("2026-06-18 22:00", false, "soon", "余 14 分钟", "14 min left");
        check("2026-06-18 22:46", false, "soon", "余 1 小时", "1 h left");
        check("2026-06-19 03:00", false, "left", "余 5 小时", "5 h left");
        check("2026-06-24 23:00", false, "left", "余 6 天", "6 d left");
        check("2026-06-15 21:00", true, "left", "06-15 21:00", "06-15 21:00");
    }

    fn check(at: &str, closed: bool, class: &str, zh: &str, en: &str) {
        let (at, now) = (Instant::read(at).unwrap(), Instant::read("2026-06-18 21:46").unwrap());
        for (lang, words) in [(Lang::Zh, zh), (Lang::En, en)] {
            let shown = due(lang, at, now, closed).0;
            assert!(shown.contains(&format!(">{words}<")), "{shown}");
            assert!(shown.contains(&format!("class=\"{class}\"")), "{shown}");
        }
    }

    #[test]
    fn names_are_escaped_and_whole() {
        assert_eq!(tag("<𰻞>").0, "<span class=\"tag\">&lt;𰻞&gt;</span>");
        assert_eq!(or_dash(Some("")).0, dash().0);
    }
}
