//! How the numbers look: tiles, a picture by month, and the table in which each number opens.

use kernel::{Lang, Sector};
use maud::{Markup, html};
use page::chart::{self, Pair};
use page::compare::{change, difference, multiple};
use page::{Values, format, list, parts};

use super::query::{Counts, Line};
use super::web::Shown;
use super::{Ask, By, Measure, PATH};
use crate::figures::scaled_text;
use crate::model::Category;
use crate::narrow::Having;
use crate::query::Filter;
use crate::words::{by, category, field, incident as w, numbers as n};

pub(super) fn body(lang: Lang, query: &Values, shown: &Shown) -> Markup {
    let ask = &shown.ask;
    let period = n::period(lang, ask.from.to_string(), ask.to.to_string());
    html! {
        (parts::print_head(n::title(lang), &period))
        (parts::head(n::title(lang), html! { span.muted { (period) } }, html! {}))
        (parts::tiles(&tiles(lang, shown)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, shown), None))
            (list::tools(html! {}, n::basis(lang), html! { (list::export_link(lang, PATH, query)) (parts::print_button(lang)) }))
            (table(lang, shown))
        }))
        @if shown.found.total.now.accidents + shown.found.total.before.accidents > 0 {
            section.card {
                (chart::pairs(lang, n::accidents(lang), &pairs(shown, |it| it.accidents)))
                (chart::pairs(lang, n::deaths(lang), &pairs(shown, |it| it.deaths)))
            }
        }
        (notes(lang, shown))
    }
}

/// Months of a longer period are too many for a picture: years then.
const MONTHS: usize = 24;

fn pairs(shown: &Shown, number: impl Fn(&Counts) -> i64) -> Vec<Pair> {
    let months = shown.ask.months();
    let by_year = months.len() > MONTHS;
    let mut all: Vec<Pair> = Vec::new();
    for month in months {
        let line = shown.months.rows.get(&month).copied().unwrap_or_default();
        let label = if by_year { &month[..4] } else { &month[2..] };
        let (now, before) = (number(&line.now), number(&line.before));
        match all.last_mut().filter(|it| it.label == label) {
            Some(pair) => {
                pair.now += now;
                pair.before += before;
            }
            None => all.push(Pair { label: label.to_owned(), now, before }),
        }
    }
    all
}

/// One measure of the numbers: its headings are [`headings`] at three times its place.
struct Of {
    measure: Measure,
    label: fn(Lang) -> &'static str,
    unit: fn(Lang) -> &'static str,
    text: fn(i64) -> String,
}

const MEASURES: [Of; 4] = [
    Of { measure: Measure::Accidents, label: n::accidents, unit: n::unit_accidents, text: format::count },
    Of { measure: Measure::Deaths, label: n::deaths, unit: n::unit_people, text: format::count },
    Of { measure: Measure::Injured, label: n::injured, unit: n::unit_people, text: format::count },
    Of { measure: Measure::Loss, label: n::loss, unit: |_| "", text: scaled_text },
];

impl Of {
    /// By how much and by which part it changed; where both say the same, once.
    fn changed(&self, lang: Lang, line: &Line) -> Vec<String> {
        let (now, before) = (self.measure.of(&line.now), self.measure.of(&line.before));
        let mut said = vec![difference(lang, now, before, self.text), change(lang, now, before)];
        said.dedup();
        said
    }

    /// The number, which opens its accidents, and a mark where it is not whole, which opens those of which it is not known.
    fn cell(&self, lang: Lang, counts: &Counts, list: Option<&Filter>) -> Markup {
        let known = self.measure.of(counts);
        let narrowed = |having| list.map(|it| Filter { having, ..it.clone() }.address());
        let text = (self.text)(known.n);
        let unknown = self.measure.unknown(counts);
        html! {
            @match narrowed(self.measure.having()).filter(|_| known.n > 0) {
                Some(href) => a href=(href) { (text) },
                None => (text),
            }
            @if unknown > 0 {
                " "
                @match narrowed(self.measure.having_unknown()) {
                    Some(href) => a.muted href=(href) title=(n::unknown(lang, unknown)) { "+?" },
                    None => span.muted title=(n::unknown(lang, unknown)) { "+?" },
                }
            }
        }
    }
}

fn tiles(lang: Lang, shown: &Shown) -> Vec<parts::Tile> {
    let total = &shown.found.total;
    let tile = |it: &Of| {
        let known = it.measure.of(&total.now);
        let filter = Filter { having: it.measure.having(), ..shown.ask.filter() };
        parts::Tile {
            label: (it.label)(lang).to_owned(),
            figure: html! { ((it.text)(known.n)) @if known.open { " +?" } },
            unit: format!("{} {}", (it.unit)(lang), it.changed(lang, total).join(n::comma(lang))),
            href: Some(filter.address()),
        }
    };
    let last = shown.last.map_or_else(|| n::never(lang).to_owned(), |(_, days)| format::count(days));
    let grave = parts::Tile {
        label: n::since_last(lang).to_owned(),
        figure: html! { (last) },
        unit: shown.last.map_or(String::new(), |_| n::unit_days(lang).to_owned()),
        href: shown.last.map(|(day, _)| Filter { from: Some(day), to: Some(day), ..Filter::default() }.address()),
    };
    MEASURES.iter().map(tile).chain([grave]).collect()
}

fn fields(lang: Lang, shown: &Shown) -> Markup {
    let ask = &shown.ask;
    let values = Values::default()
        .with("by", ask.by.word())
        .with("from", ask.from.to_string())
        .with("to", ask.to.to_string())
        .with("category", ask.category.map_or("", Category::word))
        .with("sector", ask.sector.map_or("", Sector::word))
        .with("division", ask.township.map_or(String::new(), |it| it.to_string()));
    let bys: Vec<_> = By::ALL.iter().map(|it| (it.word().to_owned(), by::of(lang, it.word()).to_owned())).collect();
    let categories: Vec<_> =
        Category::ALL.iter().map(|it| (it.word().to_owned(), category::of(lang, it.word()).to_owned())).collect();
    let sectors: Vec<_> = Sector::ALL
        .iter()
        .map(|it| (it.word().to_owned(), registry::words::sector::of(lang, it.word()).to_owned()))
        .collect();
    let places: Vec<_> = shown.labels.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    html! {
        label {
            span { (n::by(lang)) }
            select name="by" { @for (value, text) in &bys { option value=(value) selected[value == ask.by.word()] { (text) } } }
        }
        (list::query_days(lang, w::happened(lang), "from", "to", &values))
        (list::query_select(lang, field::of(lang, "category"), "category", &categories, &values))
        (list::query_select(lang, field::of(lang, "sector"), "sector", &sectors, &values))
        (list::query_select(lang, field::of(lang, "division"), "division", &places, &values))
    }
}

/// The columns of the table and of its export, in one order.
pub(super) fn headings(lang: Lang) -> [&'static str; 12] {
    [
        n::accidents(lang),
        n::accidents_before(lang),
        n::accidents_change(lang),
        n::deaths(lang),
        n::deaths_before(lang),
        n::deaths_change(lang),
        n::injured(lang),
        n::injured_before(lang),
        n::injured_change(lang),
        n::loss(lang),
        n::loss_before(lang),
        n::loss_change(lang),
    ]
}

fn table(lang: Lang, shown: &Shown) -> Markup {
    let ask = &shown.ask;
    html! {
        table.tb.is-cards.is-grid {
            caption.unseen { (n::title(lang)) }
            thead { tr {
                th scope="col" { (by::of(lang, ask.by.word())) }
                @for heading in headings(lang) { th.num scope="col" { (heading) } }
            } }
            tbody {
                @for (key, line) in &shown.found.rows {
                    tr {
                        td { (shown.labels.of(lang, ask.by, key)) }
                        (numbers(lang, line, ask.list(key), before_list(ask, key)))
                    }
                }
            }
            tfoot { tr.sum {
                th scope="row" { (n::total(lang)) }
                (numbers(lang, &shown.found.total, Some(ask.filter()), Some(ask.before().filter())))
            } }
        }
    }
}

/// The list a year before; a month has another key there.
fn before_list(ask: &Ask, key: &str) -> Option<Filter> {
    let before = ask.before();
    match (ask.by, key.split_once('-')) {
        (By::Month, Some((year, month))) => {
            let year: i32 = year.parse().ok()?;
            before.list(&format!("{:04}-{month}", year - 1))
        }
        _ => before.list(key),
    }
}

fn numbers(lang: Lang, line: &Line, now: Option<Filter>, before: Option<Filter>) -> Markup {
    let labels = headings(lang);
    html! {
        @for (it, at) in MEASURES.iter().zip([0, 3, 6, 9]) {
            td.num data-label=(labels[at]) { (it.cell(lang, &line.now, now.as_ref())) }
            td.num data-label=(labels[at + 1]) { (it.cell(lang, &line.before, before.as_ref())) }
            td.num data-label=(labels[at + 2]) {
                @for (n, said) in it.changed(lang, line).iter().enumerate() {
                    @if n > 0 { br; }
                    span.nowrap { (said) }
                }
            }
        }
    }
}

fn notes(lang: Lang, shown: &Shown) -> Markup {
    let now = &shown.found.total.now;
    let unknown = now.deaths_unknown.max(now.injured_unknown).max(now.loss_unknown);
    let unsigned = Filter { having: Some(Having::Unsigned), ..shown.ask.filter() };
    html! {
        @if shown.unsigned > 0 {
            p.small { a href=(unsigned.address()) { (n::unsigned(lang, shown.unsigned)) } }
        }
        p.muted.small { (n::before_text(lang)) }
        @for said in MEASURES.iter().filter_map(|it| both_readings(lang, it, &shown.found.total)) { p.muted.small { (said) } }
        @if unknown > 0 { p.muted.small { (n::unknown_text(lang, unknown)) } }
        @if shown.ask.by == By::Kind { p.muted.small { (n::kind_text(lang)) } }
    }
}

/// A total that is told as a multiple, in both readings of 倍 and as a per cent.
fn both_readings(lang: Lang, it: &Of, total: &Line) -> Option<String> {
    let (now, before) = (it.measure.of(&total.now), it.measure.of(&total.before));
    let read = multiple(now, before)?;
    let (now, before) = ((it.text)(now.n), (it.text)(before.n));
    Some(n::readings(lang, (it.label)(lang), now, before, read.more, read.of, read.percent))
}
