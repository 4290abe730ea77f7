//! The page of a region and a span, its print, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::Method;
use kernel::{Act, Ctx, Day, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Row};
use page::{Crumb, Doc, Json, NoteKind, Query, Reply, Routes, Screen, Values, list, parts};
use serde::Serialize;

use super::compute::{Asked, CLASSES, FEW, Figures, SINCE, Since, Year, compute, since};
use super::said::{self, region};
use crate::event::list::{conditions, within_options};
use crate::event::query::{self, Filter, Line, Within};
use crate::event::{self, EarthquakeId};
use crate::web::{Visitor, magnitude};
use crate::words::{earthquake as e, earthquake_statistics as w};

pub(crate) const PATH: &str = "/statistics/earthquakes";
pub(super) const VIEW: Act = Act("earthquake.view");

pub(crate) fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, PATH, VIEW, show).api(Method::GET, PATH, VIEW, get, doc())
}

pub(super) struct Shown {
    pub district: String,
    pub filter: Filter,
    pub asked: Asked,
    pub figures: Figures,
    pub since: Vec<Since>,
}

/// Of what is asked for, what the figures go by.
fn counted(query: &Values) -> Filter {
    let asked = Filter::from_query(query);
    Filter { from: asked.from, to: asked.to, within: asked.within, source: asked.source, ..Filter::default() }
}

/// Without a distance in the address a hundred kilometres around the district; without days all that is on record.
pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<Shown, Error> {
    let asked = Filter::from_query(query);
    let today = ctx.now.day();
    let first = query::first_day(r, ctx)?.unwrap_or(today);
    let to = asked.to.filter(|it| *it <= today).unwrap_or(today);
    let from = asked.from.unwrap_or(first).max(first).min(to);
    let within = asked.within.unwrap_or(Within::Km100);
    let filter =
        Filter { from: Some(from), to: Some(to), within: Some(within), source: asked.source, ..Filter::default() };
    let asked = Asked { from, to, without_aftershocks: query.get("aftershocks") == "without" };
    // How long there has been none is asked of everything up to the last day, not of the span.
    let all = query::lines(r, ctx, &Filter { from: None, ..filter.clone() })?;
    let since = SINCE.iter().map(|it| since(&all, *it, first, to)).collect();
    let district = registry::query::division_name(r, ctx, ctx.district.division())?;
    Ok(Shown { district, figures: compute(all, &asked), filter, asked, since })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let (asked, wanted) = (Arc::clone(&ctx), query.clone());
    let shown = db.read(move |r| fetch(r, &asked, &wanted)).await?;
    let lang = screen.lang();
    let title = w::title(lang);
    let region = region(lang, &shown.district, shown.filter.within.unwrap_or(Within::Km100));
    let body = html! {
        (parts::head(title, html! { span.muted { (region) " · " (w::span(lang, shown.asked.from, shown.asked.to)) } }, html! { (parts::print_button(lang)) }))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query), None))
            (list::tools(list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &counted(&query)))), &list::total(lang, shown.figures.total), html! {
                (parts::small_link(e::title(lang), &shown.filter.address())) (list::export_link(lang, PATH, &query))
            }))
            @if shown.figures.total == 0 { (parts::empty(e::nothing(lang), e::nothing_text(lang), html! {})) }
        }))
        (sentences(lang, &shown, &region))
        @if shown.figures.total > 0 {
            (main_figures(lang, &shown))
            (years(lang, &shown))
            (rates(lang, &shown))
        }
    };
    Ok(screen.page(
        title,
        &[Crumb::here(e::section(lang)), Crumb::link(e::title(lang), event::PATH), Crumb::here(title)],
        body,
    ))
}

fn fields(lang: Lang, query: &Values) -> Markup {
    let without = [("without".to_owned(), w::without_aftershocks(lang).to_owned())];
    html! {
        (list::query_days(lang, e::days(lang), "from", "to", query))
        (list::query_select(lang, e::within(lang), "within", &within_options(lang), query))
        (list::query_select(lang, w::aftershocks(lang), "aftershocks", &without, query))
    }
}

/// The list behind a figure.
fn behind(shown: &Shown, least: Option<i64>, most: Option<i64>, year: Option<i16>) -> String {
    let of_year = |month, day| year.and_then(|year| Day::new(year, month, day));
    let from = of_year(1, 1).map(|it| it.max(shown.asked.from)).or(shown.filter.from);
    let to = of_year(12, 31).map(|it| it.min(shown.asked.to)).or(shown.filter.to);
    Filter { least, most, from, to, ..shown.filter.clone() }.address()
}

fn opens(n: u64, href: &str) -> Markup {
    html! { @if n == 0 { span.muted { "0" } } @else { a href=(href) { (page::format::count(n)) } } }
}

/// Ready to be copied into the report.
fn sentences(lang: Lang, shown: &Shown, region: &str) -> Markup {
    let line = |it: &Since| {
        let text = said::since(lang, it, region, shown.asked.to);
        let href = match it.last {
            Some(last) => format!("{}/{}", event::PATH, last.id),
            None => Filter { from: None, least: Some(it.magnitude_e3), ..shown.filter.clone() }.address(),
        };
        html! { li { (text) " " a.no-print.small href=(href) { (w::behind(lang)) } } }
    };
    let most = shown.figures.largest.map(|it| largest(lang, shown, &it, region));
    parts::card(
        w::sentences(lang),
        None,
        None,
        parts::inside(html! {
            ul { @for it in &shown.since { (line(it)) } @if let Some(most) = most { li { (most) } } }
            p.muted.small { (w::sentences_hint(lang)) }
        }),
    )
}

/// `…共记录地震×次，其中M≥3.0地震×次，最大为…`
fn largest(lang: Lang, shown: &Shown, it: &Line, region: &str) -> String {
    let from_3 = shown.figures.rates.first().map_or(0, |it| it.count);
    w::total(
        lang,
        said::day(lang, shown.asked.from),
        said::day(lang, shown.asked.to),
        region,
        shown.figures.total,
        from_3,
        w::largest_of(lang, said::day(lang, it.at.day()), magnitude(it.magnitude_e3)),
    )
}

fn main_figures(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.figures;
    let mut rows = vec![
        (w::all(lang), opens(it.total + it.left_out, &behind(shown, None, None, None))),
        (w::years_covered(lang), html! { (w::years_of(lang, format!("{:.1}", shown.asked.years()))) }),
    ];
    if shown.asked.without_aftershocks {
        rows.push((w::left_out(lang), html! { (page::format::count(it.left_out)) }));
    }
    if let Some(most) = it.largest {
        rows.push((
            w::largest(lang),
            html! { span.in-text { a href=(format!("{}/{}", event::PATH, most.id)) { "M" (magnitude(most.magnitude_e3)) } " " (most.at.day()) } },
        ));
    }
    let none = || html! { span.muted { (w::too_few(lang)) } };
    rows.push((
        w::completeness(lang),
        it.completeness
            .map_or_else(none, |mc| html! { (format!("{mc:.1}")) " " span.muted { (w::completeness_how(lang)) } }),
    ));
    rows.push((
        w::b(lang),
        it.b.map_or_else(
            none,
            |b| html! { (w::b_of(lang, format!("{:.2}", b.b), format!("{:.2}", b.sigma), b.count)) },
        ),
    ));
    rows.push((w::a(lang), it.a.map_or_else(none, |a| html! { (format!("{a:.2}")) })));
    let few = it.b.is_some_and(|b| b.count < FEW);
    html! {
        @if few { (parts::note(NoteKind::Plain, &w::few(lang, FEW), html! {})) }
        (parts::card(w::figures(lang), None, None, html! {
            (parts::facts(&rows))
            (parts::inside(html! { p.muted.small { (w::kinds(lang)) @if shown.asked.without_aftershocks { " " (w::how_without(lang)) } } }))
        }))
    }
}

fn rates(lang: Lang, shown: &Shown) -> Markup {
    let columns = [
        Column::title(w::least(lang)),
        Column::number(w::count(lang)),
        Column::number(w::observed(lang)),
        Column::number(w::by_law(lang)),
        Column::text(w::returns(lang)),
    ];
    let row = |it: &super::compute::Rate| {
        let law = it.by_law.map_or("--".to_owned(), |rate| format!("{rate:.3}"));
        let returns = it.by_law.filter(|rate| *rate > 0.0).map(|rate| w::years_of(lang, format!("{:.1}", 1.0 / rate)));
        Row::new(vec![
            html! { "M ≥ " (magnitude(it.magnitude_e3)) },
            opens(it.count, &behind(shown, Some(it.magnitude_e3), None, None)),
            html! { (format!("{:.3}", it.observed)) },
            html! { (law) },
            html! { (parts::or_dash(returns.as_deref())) },
        ])
    };
    parts::card(
        w::rates(lang),
        None,
        None,
        list::table(w::rates(lang), &columns, &shown.figures.rates.iter().map(row).collect::<Vec<_>>()),
    )
}

pub(super) fn class_label(lang: Lang, n: usize) -> String {
    match (n, CLASSES.get(n + 1)) {
        (0, Some(next)) => w::below(lang, magnitude(*next)),
        (_, Some(next)) => w::from_to(lang, magnitude(CLASSES[n]), magnitude(*next - 100)),
        (_, None) => w::and_more(lang, magnitude(CLASSES[n])),
    }
}

fn ends(n: usize) -> (Option<i64>, Option<i64>) {
    ((n > 0).then(|| CLASSES[n]), CLASSES.get(n + 1).map(|next| next - 1))
}

fn years(lang: Lang, shown: &Shown) -> Markup {
    let mut columns = vec![Column::title(w::year(lang))];
    columns.extend((0..CLASSES.len()).map(|n| Column::number(class_label(lang, n))));
    columns.extend([Column::number(w::total_column(lang)), Column::text(w::largest(lang))]);
    let row = |it: &Year| {
        let mut cells = vec![html! { (it.year) }];
        for (n, count) in it.counts.iter().enumerate() {
            let (least, most) = ends(n);
            cells.push(opens(*count, &behind(shown, least, most, Some(it.year))));
        }
        let total: u64 = it.counts.iter().sum();
        cells.push(opens(total, &behind(shown, None, None, Some(it.year))));
        cells.push(if total == 0 {
            parts::dash()
        } else {
            html! { (magnitude(it.largest)) }
        });
        Row::new(cells)
    };
    let mut rows: Vec<Row> = shown.figures.years.iter().rev().map(row).collect();
    rows.push(sums(lang, shown));
    parts::card(
        w::by_year(lang),
        None,
        None,
        html! {
            (list::table(w::by_year(lang), &columns, &rows))
            @if shown.asked.without_aftershocks { (parts::inside(html! { p.muted.small { (w::lists_hold_all(lang)) } })) }
        },
    )
}

fn sums(lang: Lang, shown: &Shown) -> Row {
    let mut cells = vec![html! { b { (w::sum(lang)) } }];
    for n in 0..CLASSES.len() {
        let count: u64 = shown.figures.years.iter().map(|it| it.counts[n]).sum();
        let (least, most) = ends(n);
        cells.push(opens(count, &behind(shown, least, most, None)));
    }
    cells.push(opens(shown.figures.total, &behind(shown, None, None, None)));
    let most = shown.figures.largest.map(|it| magnitude(it.magnitude_e3));
    cells.push(html! { (parts::or_dash(most.as_deref())) });
    Row::new(cells)
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct YearAnswer {
    year: i16,
    /// Below M 2, then from M 2, 3, 4, 5, 6 on.
    counts: Vec<u64>,
    largest: Option<f64>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RateAnswer {
    magnitude: f64,
    count: u64,
    /// Events a year, counted.
    observed: f64,
    /// Events a year by a and b; null below the completeness.
    by_law: Option<f64>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SinceAnswer {
    magnitude: f64,
    /// The last one of at least this magnitude; null where there is none on record.
    #[schema(value_type = Option<String>)]
    last: Option<EarthquakeId>,
    from: String,
    years: i64,
    days: i64,
    /// In words, in the caller's language.
    sentence: String,
}

/// What the numbers of a region and a span come to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct StatisticsAnswer {
    from: String,
    to: String,
    region: String,
    total: u64,
    left_out: u64,
    completeness: Option<f64>,
    b: Option<f64>,
    b_sigma: Option<f64>,
    /// Events from the completeness on.
    b_count: Option<usize>,
    /// Fewer than 50: take b with care.
    few: bool,
    a: Option<f64>,
    years: Vec<YearAnswer>,
    rates: Vec<RateAnswer>,
    since: Vec<SinceAnswer>,
}

fn answer(lang: Lang, shown: &Shown) -> StatisticsAnswer {
    let parts = |e3: i64| e3 as f64 / 1e3;
    let region = region(lang, &shown.district, shown.filter.within.unwrap_or(Within::Km100));
    let it = &shown.figures;
    let year = |it: &Year| YearAnswer {
        year: it.year,
        counts: it.counts.to_vec(),
        largest: (it.largest > i64::MIN).then(|| parts(it.largest)),
    };
    let rate = |it: &super::compute::Rate| RateAnswer {
        magnitude: parts(it.magnitude_e3),
        count: it.count,
        observed: it.observed,
        by_law: it.by_law,
    };
    let since = |it: &Since| SinceAnswer {
        magnitude: parts(it.magnitude_e3),
        last: it.last.map(|it| it.id),
        from: it.from.to_string(),
        years: it.years,
        days: it.days,
        sentence: said::since(lang, it, &region, shown.asked.to),
    };
    StatisticsAnswer {
        from: shown.asked.from.to_string(),
        to: shown.asked.to.to_string(),
        total: it.total,
        left_out: it.left_out,
        completeness: it.completeness,
        b: it.b.map(|it| it.b),
        b_sigma: it.b.map(|it| it.sigma),
        b_count: it.b.map(|it| it.count),
        few: it.b.is_none_or(|it| it.count < FEW),
        a: it.a,
        years: it.years.iter().map(year).collect(),
        rates: it.rates.iter().map(rate).collect(),
        since: shown.since.iter().map(since).collect(),
        region,
    }
}

async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor, Query(query): Query) -> Reply<Json<StatisticsAnswer>> {
    let lang = ctx.lang;
    let shown = db.read(move |r| fetch(r, &ctx, &query)).await?;
    Ok(Json(answer(lang, &shown)))
}

fn doc() -> Doc {
    Doc::new(
        "Counts by class and year, the largest, completeness, b with its spread, rates, and how long there has been none; \
         within a hundred kilometres of the border unless said otherwise",
    )
    .returns::<StatisticsAnswer>()
    .query("from", "the first day, yyyy-MM-dd; the first on record without it")
    .query("to", "the last day, yyyy-MM-dd; today without it")
    .query("within", "from the border: district (inside), km50, km100, km200, km300 or everywhere")
    .query("source", "a source that tells of them")
    .query("aftershocks", "without: main shocks alone, by the windows of Gardner and Knopoff")
}
