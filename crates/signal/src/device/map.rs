//! Devices on the map: each where it stands, in the colour of the worst that a rule says of it, with what it last measured.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Division, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use registry::division::{FeatureCollection, Outline};
use registry::forms::options;
use registry::map::{Look, Map, Point, features};
use serde_json::json;

use super::list::PATH as LIST;
use super::live::{Now, Readings};
use super::query::{self, Filter, View};
use super::standing::{Standing, standings};
use super::{Device, Sort};
use crate::web::Visitor;
use crate::words::{
    condition_sort, device as w, device_map as m, device_sort, device_state, signal as sw, signal_colour,
};

pub(super) const PATH: &str = "/devices/map";
const POINTS: &str = "/api/v1/devices/points";
const ROWS: usize = 50;
/// On one map.
const MOST: u32 = 20_000;

/// A device with how it stands.
struct Line {
    it: Device,
    standing: Standing,
    now: Now,
}

impl Line {
    fn look(&self) -> Look {
        self.standing.look(&self.it)
    }

    fn point(&self, lang: Lang) -> Option<Point> {
        let value = self.now.main().map(|it| it.text(lang));
        Some(Point {
            at: Point::corner(self.it.said.longitude_e6, self.it.said.latitude_e6)?,
            name: self.it.said.name.clone(),
            look: self.look(),
            word: [self.standing.word(lang, &self.it)]
                .into_iter()
                .chain(self.now.delayed(lang, &self.it))
                .chain(value)
                .collect::<Vec<_>>()
                .join(" · "),
            href: format!("{LIST}/{}", self.it.id),
        })
    }
}

struct Shown {
    outlines: Vec<Outline>,
    /// What calls for most first.
    lines: Vec<Line>,
    places: Vec<(Division, String)>,
}

/// In the address, how a device must look.
fn asked_look(query: &Values) -> Option<Look> {
    Look::ALL.into_iter().find(|it| it.word() == query.get("look"))
}

fn filter(query: &Values) -> Filter {
    Filter { view: Some(View::Kept), ..Filter::from_query(query) }
}

async fn shown(db: &Db, ctx: &Arc<Ctx>, live: Option<&Readings>, query: &Values) -> Result<Shown, Error> {
    let (asked, filter) = (Arc::clone(ctx), filter(query));
    let read = move |r: &Reader<'_>| {
        let devices = query::list(r, &asked, &filter, 0, MOST)?;
        let outlines = registry::division::outlines(r, &asked)?;
        Ok((devices, standings(r, &asked)?, outlines, registry::query::townships(r, &asked)?))
    };
    let (devices, mut standings, outlines, places): (_, HashMap<_, Standing>, _, _) = db.read(read).await?;
    let now = Readings::now(live, &devices);
    let lines = devices.into_iter().zip(now).map(|(it, now)| {
        let standing = standings.remove(&it.id).unwrap_or_default();
        Line { it, standing, now }
    });
    let look = asked_look(query);
    let mut lines: Vec<Line> = lines.filter(|it| look.is_none_or(|look| it.look() == look)).collect();
    lines.sort_by_key(|it| std::cmp::Reverse(it.look()));
    Ok(Shown { outlines, lines, places })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    live: Option<Extension<Readings>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let shown = shown(&db, &ctx, live.as_deref(), &query).await?;
    let lang = screen.lang();
    let page = query.reads::<usize>("page").unwrap_or(1).clamp(1, shown.lines.len().div_ceil(ROWS).max(1));
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), LIST), Crumb::here(m::title(lang))];
    Ok(screen.page(m::title(lang), &crumbs, body(lang, &ctx, &query, &shown, page)))
}

fn body(lang: Lang, ctx: &Ctx, query: &Values, shown: &Shown, page: usize) -> Markup {
    let as_of = html! { span.muted.small { (m::as_of(lang, format::clock_seconds(ctx.now))) } };
    let address = query.clone().without("page").at(POINTS);
    let map = Map { drawing: m::drawing(lang), moving: m::moving(lang), points: &address };
    let points: Vec<Point> = shown.lines.iter().filter_map(|it| it.point(lang)).collect();
    let unplaced = shown.lines.len() - points.len();
    html! {
        (parts::head(m::title(lang), as_of, html! {}))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, query, shown), None))
            (list::tools(list::chips(lang, PATH, &Chip::of(query, PATH, conditions(lang, query, shown))), &list::total(lang, shown.lines.len() as u64), html! {
                (parts::small_link(m::to_list(lang), LIST)) (parts::print_button(lang))
            }))
            @if shown.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { div.cols.has-table {
                div.map-side {
                    (parts::inside(legend(lang, query, &shown.lines)))
                    (map.show(lang, &shown.outlines, &points))
                    @if unplaced > 0 { (parts::inside(html! { p.muted.small {
                        a href=(Values::default().with("state", View::Unplaced.word()).at(LIST)) { (m::unplaced(lang, unplaced)) }
                    } })) }
                }
                aside { (table(lang, shown, page)) (pager(lang, query, shown.lines.len(), page)) }
            } }
        }))
    }
}

fn fields(lang: Lang, query: &Values, shown: &Shown) -> Markup {
    let places: Vec<_> = shown.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let sorts = options(Sort::ALL, Sort::word, |it| device_sort::of(lang, it));
    let looks = options(&Look::ALL, Look::word, |it| look_word(lang, it));
    html! {
        (list::query_select(lang, m::look(lang), "look", &looks, query))
        (list::query_select(lang, w::sort(lang), "sort", &sorts, query))
        (list::query_select(lang, w::township(lang), "township", &places, query))
    }
}

fn look_word(lang: Lang, word: &str) -> &'static str {
    match word {
        "calm" => w::calm(lang),
        "silent" => m::unknown(lang),
        colour => signal_colour::of(lang, colour),
    }
}

fn conditions(lang: Lang, query: &Values, shown: &Shown) -> Vec<Condition> {
    let filter = filter(query);
    let place =
        |code: Division| shown.places.iter().find(|(it, _)| *it == code).map_or(code.to_string(), |it| it.1.clone());
    vec![
        (m::look(lang), "look", asked_look(query).map(|it| look_word(lang, it.word()).to_owned())),
        (w::sort(lang), "sort", filter.sort.map(|it| device_sort::of(lang, it.word()).to_owned())),
        (w::township(lang), "township", filter.township.map(place)),
    ]
}

fn mark(lang: Lang, look: Look) -> Markup {
    let colour = crate::Colour::ALL.iter().find(|it| it.word() == look.word());
    match (look, colour) {
        (Look::Silent, _) => parts::silent_mark(m::unknown(lang)),
        (_, Some(colour)) => colour.mark(lang),
        (_, None) => parts::good_tag(w::calm(lang)),
    }
}

/// Each mark with how many there are; each figure opens.
fn legend(lang: Lang, query: &Values, lines: &[Line]) -> Markup {
    let count = |look: Look| lines.iter().filter(|it| it.look() == look).count() as u64;
    let href = |look: Look| query.clone().without("page").with("look", look.word()).at(PATH);
    html! { p.in-text { @for look in Look::ALL.into_iter().rev() {
        a href=(href(look)) { (mark(lang, look)) " " (format::count(count(look))) } "　"
    } } }
}

fn table(lang: Lang, shown: &Shown, page: usize) -> Markup {
    let columns = [Column::text(m::look(lang)), Column::title(w::name(lang)), Column::text(w::latest(lang))];
    let row = |it: &Line| {
        Row::new(vec![
            match (it.look(), it.standing.faults.first()) {
                (Look::Silent, Some(fault)) => parts::silent_mark(condition_sort::of(lang, fault.word())),
                (Look::Silent, None) => parts::silent_mark(device_state::of(lang, it.it.state.word())),
                (look, _) => mark(lang, look),
            },
            list::title_cell(&it.it.said.name, &format!("{LIST}/{}", it.it.id)),
            it.now.value_cell(lang),
        ])
    };
    let rows: Vec<_> = shown.lines.iter().skip((page - 1) * ROWS).take(ROWS).map(row).collect();
    list::table(m::title(lang), &columns, &rows)
}

fn pager(lang: Lang, query: &Values, total: usize, page: usize) -> Markup {
    let here = (total - (page - 1) * ROWS).min(ROWS);
    list::pager(lang, &Pager::numbered(query, PATH, page as u32, ROWS as u32, here, total as u64))
}

pub(super) async fn points(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    live: Option<Extension<Readings>>,
    Query(query): Query,
) -> Reply<Json<FeatureCollection>> {
    let shown = shown(&db, &ctx, live.as_deref(), &query).await?;
    let said = |it: &Line| {
        let faults: Vec<&str> = it.standing.faults.iter().map(|it| it.word()).collect();
        let device = json!({ "device": it.it.id, "code": it.it.said.code, "sort": it.it.said.sort,
            "colour": it.standing.colour, "faults": faults });
        Some((it.point(ctx.lang)?, device))
    };
    Ok(Json(features(shown.lines.iter().filter_map(said))))
}

pub(super) fn points_doc() -> Doc {
    Doc::new(
        "Devices within the visitor's reach as GeoJSON points: the colour of the worst active condition of a rule, null where \
         there is none, and what is wrong with the readings",
    )
    .returns::<FeatureCollection>()
    .query("look", "red, orange, yellow, blue, silent (not to be relied on) or calm")
    .query("sort", "kind of device, as rain_gauge")
    .query("township", "code of a township")
}
