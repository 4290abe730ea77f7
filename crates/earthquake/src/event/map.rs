//! Epicentres on the map: size and colour by magnitude, the largest on top.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::Chip;
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use registry::division::{FeatureCollection, Outline};
use registry::map::{Look, Map, Point, features, sized};
use serde_json::json;

use super::Earthquake;
use super::list::{PATH as LIST, conditions, time, with_filter, within_options};
use super::place::{self, Names};
use super::query::{self, Filter, Within};
use crate::web::{Visitor, with_kind};
use crate::words::{earthquake as w, earthquake_map as m};

pub(super) const PATH: &str = "/earthquakes/map";
const POINTS: &str = "/api/v1/earthquakes/points";
/// On one map, the largest first.
const MOST: u32 = 5_000;
/// In the table beside it.
const ROWS: usize = 50;

/// From which thousandths of a magnitude on, and how large the mark is.
const LOOKS: [(i64, Look, i64); 5] = [
    (6_000, Look::Red, 240),
    (5_000, Look::Orange, 190),
    (4_000, Look::Yellow, 145),
    (3_000, Look::Blue, 105),
    (i64::MIN, Look::Calm, 70),
];

pub(super) fn look(magnitude_e3: i64) -> (Look, i64) {
    let found = LOOKS.iter().find(|(from, ..)| magnitude_e3 >= *from);
    found.map_or((Look::Calm, 70), |(_, look, size)| (*look, *size))
}

pub(super) fn point(lang: Lang, it: &Earthquake, names: &Names) -> Option<Point> {
    Some(Point {
        at: Point::corner(Some(it.report.longitude_e6), Some(it.report.latitude_e6))?,
        name: place::in_words(lang, it, names),
        look: look(it.report.magnitude_e3).0,
        word: format!("{} · {}", with_kind(it.report.magnitude_e3, &it.report.magnitude_kind), time(&it.report)),
        href: format!("{LIST}/{}", it.id),
    })
}

struct Shown {
    outlines: Vec<Outline>,
    lines: Vec<Earthquake>,
    names: Names,
}

/// Without a distance in the address a hundred kilometres: farther off the district is a dot.
fn filter(query: &Values) -> Filter {
    let asked = Filter::from_query(query);
    Filter { within: asked.within.or(Some(Within::Km100)), ..asked }
}

async fn shown(db: &Db, ctx: &Arc<Ctx>, query: &Values) -> Result<Shown, Error> {
    let (asked, filter) = (Arc::clone(ctx), filter(query));
    let read = move |r: &Reader<'_>| {
        let lines = query::largest(r, &asked, &filter, MOST)?;
        Ok(Shown { outlines: registry::division::outlines(r, &asked)?, names: Names::fetch(r, &asked, &lines)?, lines })
    };
    db.read(read).await
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let shown = shown(&db, &ctx, &query).await?;
    let lang = screen.lang();
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), LIST), Crumb::here(m::title(lang))];
    Ok(screen.page(m::title(lang), &crumbs, body(lang, &query, &shown)))
}

fn body(lang: Lang, query: &Values, shown: &Shown) -> Markup {
    let address = query.clone().without("page").at(POINTS);
    let map = Map { drawing: m::drawing(lang), moving: m::moving(lang), points: &address };
    let (points, sizes): (Vec<Point>, Vec<i64>) = shown
        .lines
        .iter()
        .filter_map(|it| Some((point(lang, it, &shown.names)?, look(it.report.magnitude_e3).1)))
        .unzip();
    let table_of = &shown.lines[..shown.lines.len().min(ROWS)];
    let to_list = filter(query).address();
    html! {
        (parts::head(m::title(lang), html! {}, html! {}))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, query), None))
            (list::tools(list::chips(lang, PATH, &Chip::of(query, PATH, conditions(lang, &filter(query)))), &list::total(lang, shown.lines.len() as u64), html! {
                (parts::small_link(m::to_list(lang), &to_list)) (parts::print_button(lang))
            }))
            @if shown.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { div.cols.has-table {
                div.map-side {
                    (parts::inside(legend(lang, query, &shown.lines)))
                    (map.show_sized(lang, &shown.outlines, &points, &sizes))
                }
                aside {
                    (parts::inside(html! { p.muted.small { (m::largest(lang, table_of.len())) } }))
                    (short(lang, table_of, &shown.names))
                }
            } }
        }))
    }
}

fn short(lang: Lang, lines: &[Earthquake], names: &Names) -> Markup {
    use page::list::{Column, Row};
    let columns = [Column::text(w::magnitude(lang)), Column::title(w::place(lang)), Column::text(w::time(lang))];
    let row = |it: &Earthquake| {
        Row::new(vec![
            html! { span.nowrap { (with_kind(it.report.magnitude_e3, &it.report.magnitude_kind)) } },
            list::title_cell(&place::in_words(lang, it, names), &format!("{LIST}/{}", it.id)),
            html! { span.nowrap { (time(&it.report)) } },
        ])
    };
    list::table(m::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

fn fields(lang: Lang, query: &Values) -> Markup {
    html! {
        (list::query_days(lang, w::days(lang), "from", "to", query))
        (list::query_select(lang, w::within(lang), "within", &within_options(lang), query))
    }
}

/// Each mark with its magnitudes and how many there are; each figure opens.
fn legend(lang: Lang, query: &Values, lines: &[Earthquake]) -> Markup {
    let words = [m::from_6(lang), m::from_5(lang), m::from_4(lang), m::from_3(lang), m::below_3(lang)];
    let asked = filter(query);
    let class = |n: usize| {
        let least = (n < 4).then_some(LOOKS[n].0);
        let most = n.checked_sub(1).map(|above| LOOKS[above].0 - 1);
        Filter { least, most, ..asked.clone() }
    };
    let count = |it: &Filter| {
        let holds = |line: &&Earthquake| {
            let m = line.report.magnitude_e3;
            it.least.is_none_or(|least| m >= least) && it.most.is_none_or(|most| m <= most)
        };
        lines.iter().filter(holds).count() as u64
    };
    html! { p.in-text { @for (n, word) in words.into_iter().enumerate() {
        @let of = class(n);
        a href=(of.address()) { (mark(n, word)) " " (format::count(count(&of))) } "　"
    } } }
}

fn mark(n: usize, word: &str) -> Markup {
    use page::parts::WarningColour;
    match LOOKS[n].1 {
        Look::Red => parts::warning_mark(WarningColour::Red, word),
        Look::Orange => parts::warning_mark(WarningColour::Orange, word),
        Look::Yellow => parts::warning_mark(WarningColour::Yellow, word),
        Look::Blue => parts::warning_mark(WarningColour::Blue, word),
        _ => parts::good_tag(word),
    }
}

pub(super) async fn points(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<FeatureCollection>> {
    let shown = shown(&db, &ctx, &query).await?;
    let said = |it: &Earthquake| {
        let more = json!({ "earthquake": it.id, "magnitude": it.report.magnitude_e3 as f64 / 1e3, "at": it.report.at });
        Some((point(ctx.lang, it, &shown.names)?, sized(more, look(it.report.magnitude_e3).1)))
    };
    Ok(Json(features(shown.lines.iter().filter_map(said))))
}

pub(super) fn points_doc() -> Doc {
    with_filter(
        Doc::new(
            "Epicentres as GeoJSON points, the largest first, within a hundred kilometres of the border unless said otherwise",
        )
        .returns::<FeatureCollection>(),
    )
}
