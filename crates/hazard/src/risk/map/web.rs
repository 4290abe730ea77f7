//! The page of the map with the table of the same subjects, and the subjects as GeoJSON.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Division, Error, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use registry::division::{FeatureCollection, Outline};
use registry::map::{Look, Map, Point};
use serde_json::json;

use crate::coverage::{self, Line};
use crate::risk::assessment::{Colour, colour_mark};
use crate::web::options;
use crate::words::{colour, detail, list as l, risk as r, risk_map as w, sector};

pub(super) const PATH: &str = "/risks/map";
const POINTS: &str = "/api/v1/risks/points";
const ROWS: usize = 50;
/// In the address: never assessed.
const UNASSESSED: &str = "unassessed";

/// The state of map and table; it stands in the address.
pub(super) struct Filter {
    division: Option<Division>,
    sector: Option<Sector>,
    /// `Some(None)`: never assessed.
    colour: Option<Option<Colour>>,
}

impl Filter {
    pub(super) fn from_query(query: &Values) -> Filter {
        let colour = match query.get("colour") {
            UNASSESSED => Some(None),
            word => Colour::from_word(word).map(Some),
        };
        let division = query.reads::<Division>("division");
        Filter { division, sector: query.word("sector", Sector::from_word), colour }
    }
}

pub(super) struct Shown {
    outlines: Vec<Outline>,
    /// The worst first, what was never assessed at the end.
    pub(super) lines: Vec<Line>,
    places: Vec<(Division, String)>,
}

impl Shown {
    pub(super) fn place(&self, it: &Line) -> Option<&str> {
        let township = it.subject.division.township();
        self.places.iter().find(|(code, _)| *code == township).map(|(_, name)| name.as_str())
    }
}

pub(super) fn fetch(reader: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Shown, Error> {
    let mut lines = coverage::lines(reader, ctx, filter.division, filter.sector)?;
    lines.retain(|line| filter.colour.is_none_or(|colour| colour == line.colour));
    lines.sort_by_key(|line| (line.colour.is_none(), line.colour, line.id()));
    Ok(Shown {
        outlines: registry::division::outlines(reader, ctx)?,
        lines,
        places: registry::query::townships(reader, ctx)?,
    })
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let (filter, visitor) = (Filter::from_query(&query), Arc::clone(&ctx));
    let shown = db.read(move |r| fetch(r, &visitor, &filter)).await?;
    let lang = screen.lang();
    let page = query.reads::<usize>("page").unwrap_or(1).clamp(1, shown.lines.len().div_ceil(ROWS).max(1));
    let crumbs =
        [Crumb::here(detail::section(lang)), Crumb::link(r::title(lang), "/risks"), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body(lang, &ctx, &query, &shown, page)))
}

fn body(lang: Lang, ctx: &Ctx, query: &Values, shown: &Shown, page: usize) -> Markup {
    let as_of = html! { span.muted.small { (l::as_of(lang, format::clock_seconds(ctx.now))) } };
    html! {
        (parts::head(w::title(lang), as_of, html! {}))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, query, shown), None))
            (list::tools(list::chips(lang, PATH, &Chip::of(query, PATH, conditions(lang, &Filter::from_query(query), &shown.places))), &list::total(lang, shown.lines.len() as u64), html! {
                (parts::small_link(r::to_list(lang), "/risks")) (list::export_link(lang, PATH, query)) (parts::print_button(lang))
            }))
            @if shown.lines.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), html! {})) }
            @else { div.cols.has-table {
                div.map-side {
                    (parts::inside(legend(lang, query, &shown.lines)))
                    (map(lang, query, shown))
                }
                aside { (table(lang, shown, page)) (pager(lang, query, shown.lines.len(), page)) }
            } }
        }))
    }
}

fn fields(lang: Lang, query: &Values, shown: &Shown) -> Markup {
    let places: Vec<_> = shown.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let sectors = options(Sector::ALL, Sector::word, |it| sector::of(lang, it.word()));
    let mut colours = options(Colour::ALL, Colour::word, |it| colour::of(lang, it.word()));
    colours.push((UNASSESSED.to_owned(), r::not_assessed(lang).to_owned()));
    html! {
        (list::query_select(lang, r::colour(lang), "colour", &colours, query))
        (list::query_select(lang, r::division(lang), "division", &places, query))
        (list::query_select(lang, r::sector(lang), "sector", &sectors, query))
    }
}

/// What the conditions say: label, name in the address, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, places: &[(Division, String)]) -> [Condition; 3] {
    let place =
        |code: Division| places.iter().find(|(it, _)| *it == code).map_or(code.to_string(), |(_, name)| name.clone());
    let word = |it: Option<Colour>| it.map_or(r::not_assessed(lang), |known| colour::of(lang, known.word())).to_owned();
    [
        (r::colour(lang), "colour", filter.colour.map(word)),
        (r::division(lang), "division", filter.division.map(place)),
        (r::sector(lang), "sector", filter.sector.map(|it| sector::of(lang, it.word()).to_owned())),
    ]
}

/// Each colour with how many there are; each figure opens.
fn legend(lang: Lang, query: &Values, lines: &[Line]) -> Markup {
    let count = |colour: Option<Colour>| lines.iter().filter(|line| line.colour == colour).count();
    let href = |word: &str| query.clone().without("page").with("colour", word).at(PATH);
    let figure = |colour: Option<Colour>| {
        let word = colour.map_or(UNASSESSED, Colour::word);
        let mark = colour.map_or_else(|| parts::silent_mark(r::not_assessed(lang)), |known| colour_mark(lang, known));
        html! { a href=(href(word)) { (mark) " " (format::count(count(colour) as u64)) } }
    };
    html! { p.in-text { @for colour in Colour::ALL { (figure(Some(*colour))) "　" } (figure(None)) } }
}

fn table(lang: Lang, shown: &Shown, page: usize) -> Markup {
    let columns = [Column::text(r::colour(lang)), Column::title(r::subject(lang)), Column::text(r::division(lang))];
    let row = |it: &Line| {
        Row::new(vec![
            it.colour.map_or_else(|| parts::silent_mark(r::not_assessed(lang)), |known| colour_mark(lang, known)),
            list::title_cell(&it.subject.name, &format!("/subjects/{}", it.id())),
            parts::or_dash(shown.place(it)),
        ])
    };
    let rows: Vec<_> = shown.lines.iter().skip((page - 1) * ROWS).take(ROWS).map(row).collect();
    list::table(w::title(lang), &columns, &rows)
}

fn pager(lang: Lang, query: &Values, total: usize, page: usize) -> Markup {
    let here = (total - (page - 1) * ROWS).min(ROWS);
    list::pager(lang, &Pager::numbered(query, PATH, page as u32, ROWS as u32, here, total as u64))
}

fn map(lang: Lang, query: &Values, shown: &Shown) -> Markup {
    let points: Vec<Point> = shown.lines.iter().filter_map(|it| point(lang, it)).collect();
    let address = query.clone().without("page").at(POINTS);
    let map = Map { drawing: w::drawing(lang), moving: w::map_title(lang), points: &address };
    map.show(lang, &shown.outlines, &points)
}

fn point(lang: Lang, it: &Line) -> Option<Point> {
    let look = match it.colour {
        None => Look::Silent,
        Some(Colour::Blue) => Look::Blue,
        Some(Colour::Yellow) => Look::Yellow,
        Some(Colour::Orange) => Look::Orange,
        Some(Colour::Red) => Look::Red,
    };
    Some(Point {
        at: Point::corner(it.subject.longitude_e6, it.subject.latitude_e6)?,
        name: it.subject.name.clone(),
        look,
        word: it.colour.map_or(r::not_assessed(lang), |known| colour::of(lang, known.word())).to_owned(),
        href: format!("/subjects/{}", it.id()),
    })
}

pub async fn points(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<FeatureCollection>> {
    let filter = Filter::from_query(&query);
    let lang = ctx.lang;
    let shown = db.read(move |r| fetch(r, &ctx, &filter)).await?;
    let said = |it: &Line| {
        let of = &it.subject;
        Some((point(lang, it)?, json!({ "subject": of.id, "sector": of.sector, "colour": it.colour })))
    };
    Ok(Json(registry::map::features(shown.lines.iter().filter_map(said))))
}

pub fn points_doc() -> Doc {
    Doc::new("The subjects within the visitor's reach as GeoJSON points with their colour, null when never assessed")
        .returns::<FeatureCollection>()
        .query("colour", "red, orange, yellow, blue or unassessed")
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
}
