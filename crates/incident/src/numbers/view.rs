//! How the numbers look: tiles, a picture by month, and the table in which each number opens.

use kernel::{Lang, Sector};
use maud::{Markup, html};
use page::chart::{self, Pair};
use page::compare::{change, difference};
use page::{Values, format, list, parts};

use super::query::{Counts, Line};
use super::web::Shown;
use super::{Ask, By, PATH};
use crate::figures::scaled_text;
use crate::model::Category;
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

fn tiles(lang: Lang, shown: &Shown) -> Vec<parts::Tile> {
    let (now, before) = (&shown.found.total.now, &shown.found.total.before);
    let href = shown.ask.filter().address();
    let tile = |label: &str, figure: String, unit: &str, change: String| parts::Tile {
        label: label.to_owned(),
        figure: html! { (figure) },
        unit: format!("{unit} {change}"),
        href: Some(href.clone()),
    };
    let people = |a, b| change(lang, a, b);
    let last = shown.last.map_or_else(|| n::never(lang).to_owned(), |(_, days)| format::count(days));
    vec![
        tile(
            n::accidents(lang),
            format::count(now.accidents),
            n::unit_accidents(lang),
            people(now.accidents, before.accidents),
        ),
        tile(n::deaths(lang), format::count(now.deaths), n::unit_people(lang), people(now.deaths, before.deaths)),
        tile(n::injured(lang), format::count(now.injured), n::unit_people(lang), people(now.injured, before.injured)),
        tile(n::loss(lang), scaled_text(now.loss_yuan), "", people(now.loss_yuan, before.loss_yuan)),
        parts::Tile {
            label: n::since_last(lang).to_owned(),
            figure: html! { (last) },
            unit: shown.last.map_or(String::new(), |_| n::unit_days(lang).to_owned()),
            href: shown.last.map(|(day, _)| Filter { from: Some(day), to: Some(day), ..Filter::default() }.address()),
        },
    ]
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
    let (this, last) = (&line.now, &line.before);
    let opens = |n: i64, text: String, filter: &Option<Filter>| {
        html! {
            @match filter.as_ref().filter(|_| n > 0) {
                Some(filter) => a href=(filter.address()) { (text) },
                None => (text),
            }
        }
    };
    let people = [
        (this.accidents, last.accidents, 0),
        (this.deaths, last.deaths, this.deaths_unknown),
        (this.injured, last.injured, this.injured_unknown),
    ];
    let labels = headings(lang);
    html! {
        @for ((a, b, unknown), at) in people.into_iter().zip([0, 3, 6]) {
            td.num data-label=(labels[at]) { (opens(a, format::count(a), &now)) @if unknown > 0 { " " span.muted title=(n::unknown(lang, unknown)) { "+?" } } }
            td.num data-label=(labels[at + 1]) { (opens(b, format::count(b), &before)) }
            td.num data-label=(labels[at + 2]) title=(difference(lang, a, b, format::count)) { (change(lang, a, b)) }
        }
        td.num data-label=(labels[9]) { (opens(this.loss_yuan, scaled_text(this.loss_yuan), &now)) @if this.loss_unknown > 0 { " " span.muted title=(n::unknown(lang, this.loss_unknown)) { "+?" } } }
        td.num data-label=(labels[10]) { (opens(last.loss_yuan, scaled_text(last.loss_yuan), &before)) }
        td.num data-label=(labels[11]) title=(difference(lang, this.loss_yuan, last.loss_yuan, scaled_text)) { (change(lang, this.loss_yuan, last.loss_yuan)) }
    }
}

fn notes(lang: Lang, shown: &Shown) -> Markup {
    let now = &shown.found.total.now;
    let unknown = now.deaths_unknown.max(now.injured_unknown).max(now.loss_unknown);
    html! {
        p.muted.small { (n::before_text(lang)) }
        @if unknown > 0 { p.muted.small { (n::unknown_text(lang, unknown)) } }
        @if shown.ask.by == By::Kind { p.muted.small { (n::kind_text(lang)) } }
    }
}
