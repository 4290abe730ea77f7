//! The page: what usually comes in the month ahead, in words, and the grids behind it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query as Given, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::calendar::{Season, seasons};
use super::fetch::Source;
use super::grid::{By, Counts, Part, Query, parts as fetch, ranked};
use super::{PATH, RECORDS};
use crate::words::{season as w, season_source};

type Names = HashMap<String, String>;

pub(super) struct Shown {
    query: Query,
    parts: Vec<Part>,
    townships: Names,
}

fn read(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<Shown, Error> {
    let query = Query::of(query, ctx.now.day());
    let townships = registry::query::townships(r, ctx)?;
    Ok(Shown {
        parts: fetch(r, ctx, &query)?,
        townships: townships.into_iter().map(|(code, name)| (code.to_string(), name)).collect(),
        query,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Given(query): Given,
) -> Reply {
    let (asked, wanted) = (Arc::clone(&ctx), query.clone());
    let shown = db.read(move |r| read(r, &asked, &wanted)).await?;
    let (seasons, own) = seasons(db.folder())?;
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! { (parts::print_button(lang)) }))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query), None))
            (list::tools(html! {}, "", html! { (list::export_link(lang, PATH, &query)) }))
        }))
        (ahead(lang, &shown, &seasons, own))
        @for part in &shown.parts { (section(lang, &query, &shown, part)) }
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

fn fields(lang: Lang, query: &Values) -> Markup {
    let sources = options(Source::ALL, Source::word, |it| season_source::of(lang, it));
    let ten = [("ten_days".to_owned(), w::by_ten_days(lang).to_owned())];
    let months: Vec<(String, String)> = (1..=12).map(|n: usize| (n.to_string(), w::month(lang, n))).collect();
    html! {
        (list::query_select_from(w::ahead(lang), "month", w::coming(lang), &months, query))
        (list::query_select(lang, w::source(lang), "source", &sources, query))
        (list::query_select_from(w::by(lang), "by", w::by_month(lang), &ten, query))
        (list::query_text(w::from_year(lang), "from", "2019", query))
        (list::query_text(w::to_year(lang), "to", "", query))
    }
}

/// The records behind a figure.
fn behind(shown: &Shown, source: Source, kind: &str, township: &str, period: Option<usize>, by: By) -> String {
    let year = |it: kernel::Day| it.year().to_string();
    Values::default()
        .with("source", source.word())
        .with("kind", kind)
        .with("township", township)
        .with("period", period.map_or(String::new(), |it| (it + 1).to_string()))
        .with("by", if by == By::TenDays { "ten_days" } else { "" })
        .with("from", if shown.query.asked.from.year() > 1900 { year(shown.query.asked.from) } else { String::new() })
        .with("to", year(shown.query.asked.to))
        .at(RECORDS)
}

/// What usually comes in the month, in sentences.
fn ahead(lang: Lang, shown: &Shown, seasons: &[Season], own: bool) -> Markup {
    let month = usize::try_from(shown.query.ahead).unwrap_or(1);
    let now: Vec<&Season> = seasons.iter().filter(|it| it.touches(shown.query.ahead)).collect();
    let title = w::month_ahead(lang, w::month(lang, month));
    parts::card(
        &title,
        None,
        None,
        parts::inside(html! {
            ul.in-text {
                @for it in &now { li { (w::in_season(lang, it.name(lang), it.days(lang))) " " span.muted.small { (it.source) } } }
                @for part in &shown.parts { li { (usually(lang, shown, part, month)) } }
            }
            @if !own { p.muted.small { (w::usual_seasons(lang)) } }
        }),
    )
}

/// `2019年以来12月共发生灾害3次，其中低温霜冻2次、滑坡1次；较多的乡镇：青石镇2次。`
fn usually(lang: Lang, shown: &Shown, part: &Part, month: usize) -> Markup {
    let source = season_source::of(lang, part.source.word());
    let Some((first, _)) = part.years(&shown.query.asked) else { return html! { (w::no_record(lang, source)) } };
    let of_month = |counts: &Counts, name: &dyn Fn(&str) -> String| {
        let mut all: Vec<(String, u64)> =
            counts.iter().map(|(key, row)| (name(key), row[month - 1])).filter(|(_, n)| *n > 0).collect();
        all.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), name.clone()));
        all
    };
    let kinds = of_month(&part.by_kind(By::Month), &|key| part.source.kind(lang, key).to_owned());
    let towns = of_month(&part.by_township(By::Month), &|key| town(shown, key).to_owned());
    let total: u64 = kinds.iter().map(|(_, n)| n).sum();
    let month_name = w::month(lang, month);
    if total == 0 {
        return html! { (w::none_in_month(lang, source, first, month_name)) };
    }
    let between = if lang == Lang::Zh { "、" } else { ", " };
    let counted = |all: &[(String, u64)]| {
        all.iter().take(4).map(|(name, n)| w::so_many(lang, name, n)).collect::<Vec<_>>().join(between)
    };
    let share = total * 100 / (part.all.len() as u64).max(1);
    html! {
        a href=(behind(shown, part.source, "", "", Some(month - 1), By::Month)) { (w::in_month(lang, source, first, month_name, total, share)) }
        (w::of_kinds(lang, counted(&kinds)))
        @if !towns.is_empty() { (w::of_towns(lang, counted(&towns))) }
    }
}

fn town<'a>(shown: &'a Shown, code: &'a str) -> &'a str {
    shown.townships.get(code).map_or(code, String::as_str)
}

fn section(lang: Lang, query: &Values, shown: &Shown, part: &Part) -> Markup {
    let source = season_source::of(lang, part.source.word());
    let by = By::of(query);
    let years = match part.years(&shown.query.asked) {
        Some((first, last)) => w::years(lang, first, last),
        None => w::no_years(lang).to_owned(),
    };
    let kinds = |key: &str| part.source.kind(lang, key).to_owned();
    let towns = |key: &str| town(shown, key).to_owned();
    parts::card(
        source,
        Some(part.all.len() as u64),
        None,
        html! {
            (parts::inside(html! { p.muted.small { (years) @if part.source == Source::Earthquakes { " " (w::which_earthquakes(lang)) } } }))
            @if !part.all.is_empty() {
                (table(lang, (shown, part, by), w::kind(lang), &part.by_kind(by), &kinds, false))
                (table(lang, (shown, part, by), w::township(lang), &part.by_township(by), &towns, true))
            }
        },
    )
}

fn table(
    lang: Lang,
    (shown, part, by): (&Shown, &Part, By),
    first: &str,
    counts: &Counts,
    name: &dyn Fn(&str) -> String,
    of_township: bool,
) -> Markup {
    if counts.is_empty() {
        return html! {};
    }
    let mut columns = vec![Column::title(first)];
    columns.extend((0..by.periods()).map(|n| Column::number(by.label(lang, n))));
    columns.push(Column::number(w::total(lang)));
    let figure = |n: u64, href: String| html! { @if n == 0 { span.muted { "·" } } @else { a href=(href) { (n) } } };
    let row = |(key, row): &(&String, &Vec<u64>)| {
        let of = |period| {
            let (kind, township) = if of_township { ("", key.as_str()) } else { (key.as_str(), "") };
            behind(shown, part.source, kind, township, period, by)
        };
        let mut cells = vec![html! { (name(key)) }];
        cells.extend(row.iter().enumerate().map(|(n, count)| figure(*count, of(Some(n)))));
        cells.push(figure(row.iter().sum(), of(None)));
        Row::new(cells)
    };
    list::table(first, &columns, &ranked(counts).iter().map(row).collect::<Vec<_>>())
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SeasonPart {
    /// `disasters`, `incidents`, `conditions`, `earthquakes`
    source: String,
    total: usize,
    /// Of which something is on record.
    first_year: Option<i16>,
    last_year: Option<i16>,
    /// Counts by kind, a number for each month or ten days.
    kinds: BTreeMap<String, Vec<u64>>,
    /// The same by code of the township.
    townships: BTreeMap<String, Vec<u64>>,
}

/// What befell the district in which part of the year.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct SeasonAnswer {
    parts: Vec<SeasonPart>,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Given(query): Given,
) -> Reply<Json<SeasonAnswer>> {
    let by = By::of(&query);
    let shown = db.read(move |r| read(r, &ctx, &query)).await?;
    let part = |it: &Part| SeasonPart {
        source: it.source.word().to_owned(),
        total: it.all.len(),
        first_year: it.years(&shown.query.asked).map(|it| it.0),
        last_year: it.years(&shown.query.asked).map(|it| it.1),
        kinds: it.by_kind(by),
        townships: it.by_township(by),
    };
    Ok(Json(SeasonAnswer { parts: shown.parts.iter().map(part).collect() }))
}

pub(super) fn doc() -> Doc {
    Doc::new("Disasters, incidents, conditions and earthquakes by month or ten days, by kind and by township")
        .returns::<SeasonAnswer>()
        .query("source", "disasters, incidents, conditions or earthquakes; all without it")
        .query("by", "ten_days: 36 parts of the year; months without it")
        .query("from", "the first year")
        .query("to", "the last year")
}
