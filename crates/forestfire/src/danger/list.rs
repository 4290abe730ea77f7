//! The danger of a day in every township, beside the week before it; and the same on the map.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Day, Division, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use registry::division::{FeatureCollection, Outline};
use registry::map::{Look, Map, Point, features};
use serde::Serialize;
use serde_json::json;
use signal::device;

use super::detail::{RatingAnswer, SET, rating_answer};
use super::query::{self, Filter};
use super::{FireArea, FireAreaId, Rated};
use crate::Class;
use crate::web::Visitor;
use crate::words::{danger as w, fire_from};

pub(crate) const PATH: &str = "/fire-danger";
const POINTS: &str = "/api/v1/fire-danger/points";
/// The day and so many before it.
const BEFORE: i64 = 7;

pub(super) struct Line {
    pub area: FireArea,
    pub place: String,
    at: Option<[i32; 2]>,
    /// From the oldest day on; none where a day was not rated.
    pub days: Vec<Option<Rated>>,
}

impl Line {
    pub fn today(&self) -> Option<&Rated> {
        self.days.last().and_then(Option::as_ref)
    }

    fn word(&self, lang: Lang) -> &'static str {
        match self.today() {
            Some(rated) => rated.it.class.text(lang),
            None if self.area.said.is_watched => w::not_rated(lang),
            None => w::not_watched(lang),
        }
    }

    fn look(&self) -> Look {
        self.today().map_or(Look::Silent, |rated| rated.it.class.look())
    }
}

pub(super) struct Shown {
    pub day: Day,
    outlines: Vec<Outline>,
    /// By township.
    pub lines: Vec<Line>,
    places: Vec<(Division, String)>,
    stations: HashMap<device::DeviceId, String>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Shown, Error> {
    let day = filter.day(ctx);
    let mut rated: HashMap<(FireAreaId, Day), Rated> = query::between(r, ctx, (day.plus_days(-BEFORE), day))?
        .into_iter()
        .map(|it| ((it.area, it.it.day), it))
        .collect();
    let areas = query::all(r, ctx)?;
    let devices: Vec<_> = areas.iter().map(|it| it.said.device).collect();
    let stood: HashMap<_, _> = device::query::among(r, &ctx.beyond_scope(), &devices)?
        .into_iter()
        .filter_map(|it| Some((it.id, Point::corner(it.said.longitude_e6, it.said.latitude_e6)?)))
        .collect();
    let places = registry::query::townships(r, ctx)?;
    let codes: Vec<Division> = areas.iter().map(|it| it.said.division).collect();
    let names = registry::query::division_names(r, ctx, &codes)?;
    let line = |area: FireArea| Line {
        place: names.get(&area.said.division).cloned().unwrap_or_else(|| "--".to_owned()),
        at: stood.get(&area.said.device).copied(),
        days: (-BEFORE..=0).map(|back| rated.remove(&(area.id, day.plus_days(back)))).collect(),
        area,
    };
    let mut lines: Vec<Line> = areas.into_iter().map(line).collect();
    lines.retain(|it| {
        filter.township.is_none_or(|township| within(it.area.said.division, township))
            && filter.class.is_none_or(|class| it.today().is_some_and(|rated| rated.it.class == class))
    });
    let used: Vec<_> = lines.iter().filter_map(|it| it.today()?.it.noon.station).collect();
    let stations =
        device::query::among(r, &ctx.beyond_scope(), &used)?.into_iter().map(|it| (it.id, it.said.name)).collect();
    Ok(Shown { day, outlines: registry::division::outlines(r, ctx)?, lines, places, stations })
}

fn within(place: Division, township: Division) -> bool {
    let (first, last) = township.range();
    (first..=last).contains(&place.code())
}

impl Shown {
    /// Where the weather of a rating is from.
    pub fn station(&self, lang: Lang, it: &Rated) -> &str {
        match it.it.noon.station {
            Some(id) => self.stations.get(&id).map_or("--", String::as_str),
            None => w::by_hand(lang),
        }
    }
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let (filter, asked) = (Filter::from_query(&query), Arc::clone(&ctx));
    let shown = db.read(move |r| fetch(r, &asked, &filter)).await?;
    let lang = screen.lang();
    let crumbs = [Crumb::here(w::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body(lang, &ctx, &query, &shown)))
}

fn body(lang: Lang, ctx: &Ctx, query: &Values, shown: &Shown) -> Markup {
    let set = html! { @if ctx.may(SET) { (parts::primary_link(w::set(lang), "/fire-areas/new")) } };
    let chips = Chip::of(query, PATH, conditions(lang, &Filter::from_query(query), shown));
    let points: Vec<Point> = worst_first(shown).iter().filter_map(|it| point(lang, it)).collect();
    let address = query.clone().at(POINTS);
    let map = Map { drawing: w::drawing(lang), moving: w::moving(lang), points: &address };
    html! {
        (parts::head(w::title(lang), html! { span.muted { (shown.day) } }, set))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, query, shown), None))
            (list::tools(list::chips(lang, PATH, &chips), &list::total(lang, shown.lines.len() as u64), html! {
                (list::export_link(lang, PATH, query)) (parts::print_button(lang))
            }))
            @if shown.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else {
                (parts::inside(legend(lang, query, shown)))
                (table(lang, ctx, shown))
            }
        }))
        @if !shown.lines.is_empty() {
            div.gap-top { (parts::card(w::map(lang), None, None, map.show(lang, &shown.outlines, &points))) }
            p.muted.small { (w::about(lang)) }
        }
    }
}

fn fields(lang: Lang, query: &Values, shown: &Shown) -> Markup {
    let places: Vec<_> = shown.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let classes: Vec<_> = Class::ALL.iter().map(|it| (it.number().to_string(), it.text(lang).to_owned())).collect();
    let day = query.clone().with("day", shown.day.to_string());
    html! {
        (list::query_text(w::day(lang), "day", "2026-01-01", &day))
        (list::query_select(lang, w::class(lang), "class", &classes, query))
        (list::query_select(lang, w::township(lang), "township", &places, query))
    }
}

pub(super) fn conditions(lang: Lang, filter: &Filter, shown: &Shown) -> Vec<Condition> {
    let name = |code: Division| shown.places.iter().find(|it| it.0 == code).map_or(code.to_string(), |it| it.1.clone());
    vec![
        (w::day(lang), "day", filter.day.map(|day| day.to_string())),
        (w::class(lang), "class", filter.class.map(|it| it.text(lang).to_owned())),
        (w::township(lang), "township", filter.township.map(name)),
    ]
}

fn worst_first(shown: &Shown) -> Vec<&Line> {
    let mut lines: Vec<&Line> = shown.lines.iter().collect();
    lines.sort_by_key(|it| std::cmp::Reverse(it.look()));
    lines
}

/// Each class with how many townships are in it; each figure opens.
fn legend(lang: Lang, query: &Values, shown: &Shown) -> Markup {
    let count = |class: Class| {
        shown.lines.iter().filter(|it| it.today().is_some_and(|rated| rated.it.class == class)).count() as u64
    };
    let without = shown.lines.iter().filter(|it| it.today().is_none()).count() as u64;
    html! { p.in-text {
        @for class in Class::ALL.iter().rev() {
            a href=(query.clone().with("class", class.number().to_string()).at(PATH)) { (class.mark(lang)) " " (format::count(count(*class))) } "　"
        }
        (parts::silent_mark(w::not_rated(lang))) " " (format::count(without))
    } }
}

fn class_cell(lang: Lang, line: &Line, rated: Option<&Rated>) -> Markup {
    match rated {
        Some(rated) => rated.it.class.mark(lang),
        None if line.area.said.is_watched => parts::silent_mark(w::not_rated(lang)),
        None => html! { span.muted { (w::not_watched(lang)) } },
    }
}

fn table(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let mut columns = vec![
        Column::title(w::township(lang)),
        Column::text(w::class(lang)),
        Column::number(w::points(lang)),
        Column::number(w::fwi(lang)),
        Column::text(w::station(lang)).wide_only(),
        Column::text(w::season(lang)).wide_only(),
    ];
    for back in 1..=BEFORE {
        columns.push(Column::text(format::day_short(shown.day.plus_days(-back), ctx.now)).wide_only());
    }
    let row = |it: &Line| {
        let today = it.today();
        let in_season = it.area.said.is_in_season(shown.day);
        let mut cells = vec![
            list::title_cell(&it.place, &format!("/fire-areas/{}", it.area.id)),
            class_cell(lang, it, today),
            html! { (parts::or_dash(today.map(|it| it.it.points.to_string()).as_deref())) },
            html! { (parts::or_dash(today.map(|it| tenths(it.it.fwi)).as_deref())) },
            match today {
                Some(rated) => html! { span lang="zh-CN" { (shown.station(lang, rated)) } },
                None => parts::dash(),
            },
            html! { @if in_season { (w::in_season(lang)) } @else { span.muted { (w::out_of_season(lang)) } } },
        ];
        let before = it.days.iter().rev().skip(1);
        cells.extend(before.map(|rated| match rated {
            Some(rated) => html! { span.nowrap { (rated.it.class.short(lang)) } },
            None => parts::dash(),
        }));
        Row::new(cells)
    };
    list::table(w::title(lang), &columns, &shown.lines.iter().map(row).collect::<Vec<_>>())
}

/// Codes and indices as they are usually written.
pub(super) fn tenths(it: signal::Quantity) -> String {
    format!("{:.1}", it.value())
}

fn point(lang: Lang, it: &Line) -> Option<Point> {
    Some(Point {
        at: it.at?,
        name: it.place.clone(),
        look: it.look(),
        word: it.word(lang).to_owned(),
        href: format!("/fire-areas/{}", it.area.id),
    })
}

pub(super) async fn points(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<FeatureCollection>> {
    let (filter, lang) = (Filter::from_query(&query), ctx.lang);
    let shown = db.read(move |r| fetch(r, &ctx, &filter)).await?;
    let said = |it: &&Line| {
        let rated = it.today();
        let more = json!({
            "area": it.area.id,
            "township": it.area.said.division.to_string(),
            "class": rated.map(|it| it.it.class.number()),
        });
        Some((point(lang, it)?, more))
    };
    Ok(Json(features(worst_first(&shown).iter().filter_map(said))))
}

pub(super) fn points_doc() -> Doc {
    Doc::new("Townships as GeoJSON points with the danger class of a day, null where none was computed")
        .returns::<FeatureCollection>()
        .query("day", "yyyy-MM-dd; today without it")
        .query("class", "1 to 5")
        .query("township", "code of a township")
}

/// The ratings of a day for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FireDanger {
    day: String,
    /// Townships that were rated; one that is missing has no rating, not a low one.
    ratings: Vec<RatingAnswer>,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<FireDanger>> {
    let filter = Filter::from_query(&query);
    let shown = db.read(move |r| fetch(r, &ctx, &filter)).await?;
    let ratings = shown.lines.iter().filter_map(Line::today).map(rating_answer).collect();
    Ok(Json(FireDanger { day: shown.day.to_string(), ratings }))
}

pub(super) fn doc() -> Doc {
    Doc::new("Forest fire danger of a day by township, as it was computed then")
        .returns::<FireDanger>()
        .query("day", "yyyy-MM-dd; today without it")
        .query("class", "1 to 5")
        .query("township", "code of a township")
}

/// `上一日`, where the codes of a rating went on from.
pub(super) fn from_word(lang: Lang, it: &Rated) -> &'static str {
    fire_from::of(lang, it.it.from.word())
}
