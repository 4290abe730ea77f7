//! The page of one earthquake: what it is and where, how far it was felt, who told of it, what came after it, what is owed.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Ctx, Error, Lang, Personal};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::story::{self, Entry, EntryKind};
use page::{Crumb, Doc, Json, NoteKind, Reply, Routes, Screen, format, list as lists, parts};
use registry::forms::{at_by, person, said};
use registry::map::with_reaches;
use serde::{Deserialize, Serialize};

use super::list::{self, PATH, RECORD, VIEW, border, depth, standing_mark, time};
use super::place::{self, Names};
use super::steps::{self, CHECK, JUDGE};
use super::{Earthquake, EarthquakeId, Fact, Standing, State, map, query, web};
use crate::felt::{self, Felt};
use crate::ground::Ground;
use crate::setting::{self, Region};
use crate::web::{Visitor, degrees, intensity, kilometres, magnitude, with_kind};
use crate::words::{earthquake as w, earthquake_act, earthquake_fact, earthquake_region, earthquake_state, felt as f};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, RECORD, web::post)
        .page(Method::GET, "/earthquakes/new", RECORD, web::show)
        .page(Method::GET, map::PATH, VIEW, map::show)
        .api(Method::GET, "/earthquakes/points", VIEW, map::points, map::points_doc())
        .page(Method::GET, "/earthquakes/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, RECORD, web::post_api, web::doc())
        .api(Method::GET, "/earthquakes/{id}", VIEW, get, doc())
        .and(steps::routes())
}

/// Neighbours that the page names.
const NEIGHBOURS: usize = 30;
/// Places that the page names.
const PLACES: usize = 60;

struct Shown {
    it: Earthquake,
    names: Names,
    reports: Vec<query::Said>,
    neighbours: Vec<(Earthquake, f64)>,
    ground: Arc<Ground>,
    region: Region,
    felt: Option<Felt>,
    main: Option<Earthquake>,
    answered_by: Option<String>,
    story: Vec<(Recorded<Fact>, Option<String>)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let neighbours = query::neighbours(r, ctx, &it, NEIGHBOURS)?;
    let main = it.main.map(|id| query::one(r, ctx, id)).transpose()?;
    let named: Vec<Earthquake> =
        neighbours.iter().map(|(it, _)| it.clone()).chain([it.clone()]).chain(main.clone()).collect();
    let ground = Ground::fetch(r, ctx)?;
    let setting = setting::in_force(r, ctx, it.recorded_at.day())?;
    let region = ground.region(&setting);
    let mut story = Vec::new();
    for entry in query::history(r, ctx, id)? {
        let who = person(r, ctx, entry.at.person)?;
        story.push((entry, who));
    }
    Ok(Shown {
        names: Names::fetch(r, ctx, &named)?,
        reports: query::reports(r, ctx, id)?,
        felt: felt::felt(&region.relation(), &it, ground.outlines())?,
        answered_by: person(r, ctx, it.answered_by)?,
        neighbours,
        ground,
        region,
        main,
        story,
        it,
    })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<EarthquakeId>) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let title = format!(
        "{} {}",
        place::in_words(lang, it, &shown.names),
        with_kind(it.report.magnitude_e3, &it.report.magnitude_kind)
    );
    let marks = html! {
        span.muted { (time(&it.report)) } " "
        @if it.state == State::Withdrawn { (parts::bad_tag(earthquake_state::of(lang, it.state.word()))) " " }
        @if it.standing != Standing::None { (standing_mark(lang, it.standing)) }
    };
    let body = html! {
        (parts::head(&title, marks, parts::print_button(lang)))
        @if let Some(note) = &it.note { (parts::note(NoteKind::Bad, w::withdrawn_note(lang), said(note))) }
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &shown))))
        (felt_card(lang, &shown))
        (parts::card(w::reports(lang), Some(shown.reports.len() as u64), None, reports(lang, &ctx, &shown)))
        (parts::card(w::neighbours(lang), Some(shown.neighbours.len() as u64), None, neighbours(lang, &shown)))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries(lang, &shown)))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, it)))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title.clone())];
    Ok(screen.page(&title, &crumbs, body))
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let (it, report) = (&shown.it, &shown.it.report);
    let mut rows = vec![
        (w::time(lang), html! { (time(report)) }),
        (w::magnitude(lang), html! { (with_kind(report.magnitude_e3, &report.magnitude_kind)) }),
        (w::place(lang), html! { (place::in_words(lang, it, &shown.names)) }),
        (
            w::position(lang),
            html! { (w::position_of(lang, degrees(report.longitude_e6), degrees(report.latitude_e6))) },
        ),
        (w::depth(lang), html! { (depth(lang, report)) }),
        (w::border(lang), html! { (border(lang, it)) }),
        (
            w::source(lang),
            html! { (report.source) " " span.muted { (report.source_id.as_deref().unwrap_or_default()) } },
        ),
    ];
    if let Some(tenths) = it.placed.intensity {
        rows.push((w::intensity(lang), html! { (intensity(lang, tenths)) " " span.muted { (f::estimate(lang)) } }));
    }
    if let Some(place) = &report.place {
        rows.push((w::place_of_source(lang), html! { span lang="zh-CN" { (place) } }));
    }
    rows.extend(owed(lang, shown));
    rows
}

/// What is owed, was found, or is covered by the main shock.
fn owed(lang: Lang, shown: &Shown) -> Option<(&'static str, Markup)> {
    let it = &shown.it;
    let text = match (it.standing, it.due, &shown.main) {
        (Standing::Owed, Some(due), _) => html! { (w::owed_until(lang, format::instant(due))) },
        (Standing::Attached, _, Some(main)) => html! {
            a href=(format!("{PATH}/{}", main.id)) { (w::attached_to(lang, time(&main.report), magnitude(main.report.magnitude_e3))) }
        },
        (Standing::Checked, ..) => html! {
            @if let Some(answer) = &it.answer { (said(answer)) " " }
            span.muted { (at_by(it.answered_at, shown.answered_by.as_ref())) }
        },
        (Standing::LetOff, ..) if it.state == State::Counted => html! { (w::let_off(lang)) },
        _ => return None,
    };
    Some((w::check(lang), text))
}

fn felt_card(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.it;
    let Some(felt) = &shown.felt else {
        return parts::card(f::title(lang), None, None, parts::inside(html! { p.muted { (f::too_small(lang)) } }));
    };
    let label = |degree: i64| intensity(lang, degree * 10);
    let reaches = felt::reaches(it, &felt.zones, label);
    let point = map::point(lang, it, &shown.names);
    let relation = shown.region.relation();
    let how = match (it.azimuth_deg, &it.azimuth_source) {
        (Some(azimuth), Some(source)) => f::directed(lang, azimuth, source),
        _ => f::circle(lang).to_owned(),
    };
    let body = html! {
        (parts::inside(html! {
            p { (how) }
            p.muted.small {
                (f::by_relation(lang, earthquake_region::of(lang, shown.region.word()), relation.long.sigma, relation.short.sigma)) " "
                (f::unchecked(lang))
            }
        }))
        div.cols.has-table {
            div.map-side { (with_reaches(lang, f::drawing(lang), shown.ground.townships(), point.as_slice(), &reaches)) }
            aside { (zones(lang, felt)) (places(lang, felt)) }
        }
    };
    parts::card(f::title(lang), None, None, body)
}

fn zones(lang: Lang, felt: &Felt) -> Markup {
    if felt.zones.is_empty() {
        return parts::inside(html! { p.muted { (f::nowhere(lang)) } });
    }
    let columns = [Column::title(f::degree(lang)), Column::number(f::long(lang)), Column::number(f::short(lang))];
    let km = |km: f64| html! { span.nowrap { (w::km(lang, kilometres((km * 1_000.0) as i64))) } };
    let row =
        |it: &felt::Zone| Row::new(vec![html! { (intensity(lang, it.degree * 10)) }, km(it.long_km), km(it.short_km)]);
    lists::table(f::zones(lang), &columns, &felt.zones.iter().map(row).collect::<Vec<_>>())
}

fn places(lang: Lang, felt: &Felt) -> Markup {
    if felt.places.is_empty() {
        return parts::inside(html! { p.muted { (f::no_places(lang)) } });
    }
    let columns = [
        Column::title(f::place(lang)),
        Column::text(f::most(lang)),
        Column::text(f::middle(lang)),
        Column::number(f::away(lang)),
    ];
    let row = |it: &felt::Shaken| {
        Row::new(vec![
            html! { span lang="zh-CN" { (it.name) } },
            html! { span.nowrap { (intensity(lang, it.most)) } },
            html! { span.nowrap { (intensity(lang, it.middle)) } },
            html! { span.nowrap { (w::km(lang, kilometres((it.km * 1_000.0) as i64))) } },
        ])
    };
    html! {
        (lists::table(f::places(lang), &columns, &felt.places.iter().take(PLACES).map(row).collect::<Vec<_>>()))
        (parts::inside(html! { p.muted.small { (f::population(lang)) } }))
    }
}

fn reports(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let columns = [
        Column::title(w::source(lang)),
        Column::text(w::source_id(lang)).wide_only(),
        Column::text(w::time(lang)),
        Column::text(w::magnitude(lang)),
        Column::text(w::position(lang)).wide_only(),
        Column::number(w::depth(lang)).wide_only(),
        Column::text(w::apart(lang)),
        Column::acts(w::acts(lang)),
    ];
    let row = |it: &query::Said| {
        let report = &it.report;
        let counts = *report == shown.it.report;
        let parting = format!("{PATH}/{}/reports/{}/parting", shown.it.id, it.no);
        Row::new(vec![
            html! { (report.source) " " @if counts { (parts::tag(w::counts(lang))) } },
            html! { (parts::or_dash(report.source_id.as_deref())) },
            html! { span.nowrap { (time(report)) } },
            html! { span.nowrap { (with_kind(report.magnitude_e3, &report.magnitude_kind)) } },
            html! { span.nowrap { (w::position_of(lang, degrees(report.longitude_e6), degrees(report.latitude_e6))) } },
            html! { (depth(lang, report)) },
            match it.apart {
                Some(apart) => html! { (w::apart_by(lang, apart.ms.abs() / 1_000, kilometres(apart.metres))) },
                None => parts::dash(),
            },
            html! { @if !counts && ctx.may(JUDGE) { a href=(parting) { (earthquake_act::of(lang, "parting")) } } },
        ])
    };
    html! {
        (lists::table(w::reports(lang), &columns, &shown.reports.iter().map(row).collect::<Vec<_>>()))
        (parts::inside(html! { p.muted.small { (w::same_rule(lang, super::take::SAME_MS / 1_000, super::take::SAME_METRES / 1_000)) } }))
    }
}

fn neighbours(lang: Lang, shown: &Shown) -> Markup {
    let window = standards::earthquake_catalogue::gardner_knopoff(shown.it.as_event().magnitude);
    let window = w::window(lang, format!("{:.0}", window.days), format!("{:.0}", window.distance_km));
    if shown.neighbours.is_empty() {
        return parts::inside(html! { p.muted { (w::no_neighbours(lang)) " " (window) } });
    }
    let columns = [
        Column::text(w::time(lang)),
        Column::text(w::magnitude(lang)),
        Column::title(w::place(lang)),
        Column::number(w::away(lang)),
        Column::text(w::when(lang)),
    ];
    let row = |(it, km): &(Earthquake, f64)| {
        let when = if it.report.at < shown.it.report.at { w::before(lang) } else { w::after(lang) };
        Row::new(vec![
            html! { span.nowrap { (time(&it.report)) } },
            html! { span.nowrap { (with_kind(it.report.magnitude_e3, &it.report.magnitude_kind)) } },
            lists::title_cell(&place::in_words(lang, it, &shown.names), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (w::km(lang, kilometres((km * 1_000.0) as i64))) } },
            html! { (when) },
        ])
    };
    html! {
        (parts::inside(html! { p.muted.small { (window) } }))
        (lists::table(w::neighbours(lang), &columns, &shown.neighbours.iter().map(row).collect::<Vec<_>>()))
    }
}

/// What a step says, with what changed.
fn entries(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let line = |(entry, who): &(Recorded<Fact>, Option<String>)| {
        let fact = &entry.fact;
        let (detail, quote): (String, Option<&Personal<String>>) = match fact {
            Fact::Recorded { report, .. } | Fact::Joined { report, .. } | Fact::Revised { report, .. } => (
                w::told(
                    lang,
                    &report.source,
                    with_kind(report.magnitude_e3, &report.magnitude_kind),
                    time(report),
                    depth(lang, report),
                ),
                None,
            ),
            Fact::CheckOwed { intensity: tenths, .. } => (intensity(lang, *tenths), None),
            Fact::Directed { azimuth_deg, source } => (f::directed(lang, azimuth_deg, source), None),
            Fact::Parted { reason, .. } | Fact::Withdrawn { reason } | Fact::LetOff { reason } => {
                (String::new(), Some(reason))
            }
            Fact::Checked { answer } => (String::new(), Some(answer)),
            Fact::Attached { .. } => (String::new(), None),
        };
        Entry {
            when: format::instant(entry.at.effective_at),
            gap: None,
            who: who.clone().unwrap_or_default(),
            what: html! { (earthquake_fact::of(lang, ledger::Fact::kind(fact))) " " span.muted { (detail) } },
            quote: quote.map(|it| it.as_str().unwrap_or("--").to_owned()),
            kind: match fact {
                Fact::Withdrawn { .. } | Fact::Parted { .. } => EntryKind::Back,
                Fact::CheckOwed { .. } | Fact::Attached { .. } | Fact::LetOff { .. } => EntryKind::Rule,
                _ => EntryKind::Act,
            },
        }
    };
    shown.story.iter().rev().map(line).collect()
}

/// Only what this visitor may do to it as it stands.
fn buttons(lang: Lang, ctx: &Ctx, it: &Earthquake) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let judges = it.state == State::Counted && ctx.may(JUDGE);
    html! {
        @if judges { (parts::grave_link(earthquake_act::of(lang, "withdrawal"), &path("withdrawal"))) " " }
        @if judges { (parts::link_button(earthquake_act::of(lang, "direction"), &path("direction"))) " " }
        @if it.standing == Standing::Owed && ctx.may(CHECK) {
            (parts::primary_link(earthquake_act::of(lang, "damage_check"), &path("damage-check")))
        }
    }
}

/// One earthquake for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EarthquakeAnswer {
    #[schema(value_type = String)]
    id: EarthquakeId,
    version: i64,
    /// RFC 3339
    at: String,
    /// `second`, `minute`, `day`
    precise: String,
    /// Degrees, WGS-84.
    longitude: f64,
    latitude: f64,
    /// Kilometres; null where nobody knows.
    depth_km: Option<f64>,
    magnitude: f64,
    magnitude_kind: String,
    source: String,
    source_id: Option<String>,
    /// In words, in the caller's language.
    place: String,
    /// Kilometres from the border of the district; 0 inside.
    border_km: Option<f64>,
    /// The greatest intensity of the district by estimate.
    intensity: Option<f64>,
    reports: i64,
    /// `counted`, `withdrawn`
    state: String,
    /// `none`, `owed`, `attached`, `let_off`, `checked`
    check: String,
}

pub(super) fn answer(lang: Lang, it: &Earthquake, names: &Names) -> EarthquakeAnswer {
    let report = &it.report;
    let parts = |n: i64, of: f64| n as f64 / of;
    EarthquakeAnswer {
        id: it.id,
        version: it.version,
        at: report.at.to_string(),
        precise: report.precise.word().to_owned(),
        longitude: parts(report.longitude_e6, 1e6),
        latitude: parts(report.latitude_e6, 1e6),
        depth_km: report.depth_m.map(|metres| parts(metres, 1e3)),
        magnitude: parts(report.magnitude_e3, 1e3),
        magnitude_kind: report.magnitude_kind.clone(),
        source: report.source.clone(),
        source_id: report.source_id.clone(),
        place: place::in_words(lang, it, names),
        border_km: it.placed.border_m.map(|metres| parts(metres, 1e3)),
        intensity: it.placed.intensity.map(|tenths| parts(tenths, 10.0)),
        reports: it.reports,
        state: it.state.word().to_owned(),
        check: it.standing.word().to_owned(),
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<EarthquakeId>,
) -> Reply<Json<EarthquakeAnswer>> {
    let read = move |r: &Reader<'_>| {
        let it = query::one(r, &ctx, id)?;
        let names = Names::fetch(r, &ctx, std::slice::from_ref(&it))?;
        Ok(answer(ctx.lang, &it, &names))
    };
    Ok(Json(db.read(read).await?))
}

fn doc() -> Doc {
    Doc::new("One earthquake: when, where in words, how large, felt how strongly, and whether the damage was checked")
        .returns::<EarthquakeAnswer>()
}
