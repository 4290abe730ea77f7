//! The form of one sheet, by parts of the report; what was said before stands in it. One button reports zero.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Ctx, Division, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Query, Reply, Screen, Values, parts};

use super::act::{ROADS_MOST, RoadTyped, Send};
use super::{LossSheet, detail, query};
use crate::event::{self, Disaster, DisasterId, PATH as DISASTERS, Phase, State};
use crate::measure::{Group, Measure};
use crate::place::Place;
use crate::web::Visitor;
use crate::words::{act, disaster as d, loss_phase, measure_group, sheet as w};
use page::sheet::{Typed, answer};
use registry::forms::options;

/// Lines for roads in an empty form; one more than there are in another.
const ROADS: usize = 3;

fn road_lines(values: &Values) -> usize {
    let said =
        |n: &usize| ["road", "road_from", "road_to"].iter().any(|it| !values.get(&format!("{it}_{n}")).is_empty());
    let last = (1..=ROADS_MOST).rev().find(said).unwrap_or(0);
    (last + 1).clamp(ROADS, ROADS_MOST)
}

/// Where the form of a place is.
pub(super) fn href(disaster: DisasterId, place: &Place) -> String {
    let group = Values::default().with("group", place.group.as_str());
    group.at(&format!("{DISASTERS}/{disaster}/sheets/{}", place.division))
}

pub(super) fn place(division: Division, group: &str) -> Result<Place, Error> {
    let key = if group.trim().is_empty() { division.to_string() } else { format!("{division}~{}", group.trim()) };
    Place::parse(&key).ok_or(Error::NotFound("division"))
}

struct Shown {
    disaster: Disaster,
    place: Place,
    name: String,
    before: Option<LossSheet>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, disaster: DisasterId, place: Place) -> Result<Shown, Error> {
    let disaster = event::query::one(r, ctx, disaster)?;
    if !ctx.scope.covers(place.division, &[], &[], None) || registry::query::division(r, ctx, place.division)?.is_none()
    {
        return Err(Error::NotFound("division"));
    }
    Ok(Shown {
        name: detail::place_name(r, ctx, &place)?,
        before: query::of_place(r, ctx, disaster.id, &place)?,
        disaster,
        place,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path((id, division)): Path<(DisasterId, Division)>,
    Query(query): Query,
) -> Reply {
    page(&db, &ctx, &screen, id, place(division, query.get("group"))?, None).await
}

/// What is typed comes back where something was wrong with it.
pub(super) async fn page(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: DisasterId,
    place: Place,
    typed: Option<Typed>,
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let shown = db.read(move |r| fetch(r, &asked, id, place)).await?;
    let lang = screen.lang();
    let typed = typed.unwrap_or_else(|| Typed { values: said_before(shown.before.as_ref()), problems: Vec::new() });
    let title = w::of_place(lang, &shown.name);
    let back = format!("{DISASTERS}/{id}");
    let inside = html! {
        (form::hidden("group", &shown.place.group))
        (form::hidden("seen", &shown.before.as_ref().map_or(0, |it| it.version).to_string()))
        // The first button of a form is what the Enter key presses; that one is never zero.
        button.unseen type="submit" tabindex="-1" aria-hidden="true" { (w::send(lang)) }
        (form::wide(html! {
            p { (parts::submit_as(w::zero(lang), "zero", "yes")) }
            p.muted.small { (w::zero_hint(lang)) "。" (w::unsaid_hint(lang)) "。" }
        }))
        (phase(lang, &shown, &typed))
        (figures(lang, &shown, &typed))
        (roads(lang, &typed))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)), 2, &typed.values, &typed.problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::send_then(lang)) } }, html! {
            (parts::link_button(act::cancel(lang), &back))
            (parts::submit(w::send(lang)))
        }))
    };
    let path = format!("{back}/sheets/{}", shown.place.division);
    let body = html! {
        (parts::head(&title, html! { span.muted lang="zh-CN" { (shown.disaster.title()) } }, html! {}))
        (form::error_summary(lang, &typed.problems, &labels(lang, road_lines(&typed.values))))
        section.card { (form::form(screen, &path, inside)) }
        @if !shown.place.is_group() && shown.place.division.township() != shown.place.division { (by_group(lang, &path)) }
    };
    let crumbs = [
        Crumb::here(d::section(lang)),
        Crumb::link(d::title(lang), DISASTERS),
        Crumb::link(shown.disaster.title(), back.clone()),
        Crumb::here(title.as_str()),
    ];
    Ok(answer(screen, &title, &crumbs, &typed, body))
}

fn labels(lang: Lang, roads: usize) -> Vec<(String, String)> {
    let mut all =
        vec![("phase".to_owned(), w::phase(lang).to_owned()), ("reason".to_owned(), w::reason(lang).to_owned())];
    for n in 1..=roads {
        all.push((format!("road_{n}"), w::road(lang, n)));
        all.push((format!("road_from_{n}"), w::road_from(lang, n)));
        all.push((format!("road_to_{n}"), w::road_to(lang, n)));
    }
    all.extend(Measure::all().map(|it| (it.name().to_owned(), it.label(lang).to_owned())));
    all
}

/// First and continued follow from what was sent; once it is over somebody says that it is verified.
fn phase(lang: Lang, shown: &Shown, typed: &Typed) -> Markup {
    let usual = if shown.before.is_none() { Phase::First } else { Phase::Continued };
    if shown.disaster.state != State::Ended {
        return form::wide(html! { p { (w::phase_now(lang, loss_phase::of(lang, usual.word()))) } });
    }
    let options = options(&[usual, Phase::Verified], Phase::word, |it| loss_phase::of(lang, it));
    let spec = FieldSpec::new("phase", w::phase(lang)).hint(w::phase_hint(lang)).required();
    form::choice(&spec, &options, &typed.values, &typed.problems, lang)
}

fn figures(lang: Lang, shown: &Shown, typed: &Typed) -> Markup {
    let measures: Vec<Measure> = Measure::of(shown.disaster.kind).collect();
    let field = |it: Measure| {
        let unit = it.unit(lang);
        form::text(&FieldSpec::new(it.name(), it.label(lang)).hint(unit), &typed.values, &typed.problems, lang)
    };
    html! {
        @for group in Group::ALL {
            (form::group(measure_group::of(lang, group.word())))
            @for it in measures.iter().filter(|it| it.group() == *group) { (field(*it)) }
        }
    }
}

fn roads(lang: Lang, typed: &Typed) -> Markup {
    let text = |name: &str, label: &str, hint: &str| {
        form::text(&FieldSpec::new(name, label).hint(hint), &typed.values, &typed.problems, lang)
    };
    html! {
        (form::group(w::roads(lang)))
        @for n in 1..=road_lines(&typed.values) {
            (text(&format!("road_{n}"), &w::road(lang, n), w::road_hint(lang)))
            (form::datetime(&FieldSpec::new(&format!("road_from_{n}"), &w::road_from(lang, n)), &typed.values, &typed.problems, lang))
            (form::datetime(&FieldSpec::new(&format!("road_to_{n}"), &w::road_to(lang, n)), &typed.values, &typed.problems, lang))
        }
    }
}

/// Another form: it only opens the sheet of a group.
fn by_group(lang: Lang, path: &str) -> Markup {
    let spec = FieldSpec::new("group", w::group(lang)).hint(w::group_hint(lang)).within("by");
    let body = html! {
        form.form method="get" action=(path) {
            (form::text(&spec, &Values::default(), &[], lang))
            div.foot { button.btn type="submit" { (w::by_group_go(lang)) } }
        }
    };
    parts::card(w::by_group(lang), None, None, body)
}

pub(super) fn said_before(before: Option<&LossSheet>) -> Values {
    let mut values = Values::default();
    let Some(it) = before else { return values };
    for (measure, amount) in it.standing().iter() {
        values.set(measure.name(), amount.to_string());
    }
    for (n, road) in it.roads.iter().filter(|_| !it.withdrawn).enumerate() {
        values.set(&format!("road_{}", n + 1), road.road.as_str().unwrap_or_default());
        values.set(&format!("road_from_{}", n + 1), road.from.to_minute());
        values.set(&format!("road_to_{}", n + 1), road.to.map(|it| it.to_minute()).unwrap_or_default());
    }
    values
}

/// The form as a command. Whoever presses zero has not typed what stood in the form before.
pub(super) fn command(values: &Values, before: Option<&LossSheet>) -> Send {
    let zero = values.get("zero") == "yes";
    let said = before.map(LossSheet::said).unwrap_or_default();
    let typed = Measure::all().filter_map(|it| {
        let typed = values.get(it.name()).trim();
        let same = said.get(it).is_some_and(|n| n.to_string() == typed);
        (!(typed.is_empty() || zero && same)).then(|| (it.name().to_owned(), typed.to_owned()))
    });
    let road = |n: usize| RoadTyped {
        road: values.get(&format!("road_{n}")).to_owned(),
        from: values.get(&format!("road_from_{n}")).to_owned(),
        to: values.get(&format!("road_to_{n}")).to_owned(),
    };
    Send {
        phase: values.get("phase").to_owned(),
        zero,
        figures: typed.collect(),
        roads: if zero { Vec::new() } else { (1..=road_lines(values)).map(road).collect() },
        reason: values.get("reason").to_owned(),
        seen: values.get("seen").parse().unwrap_or_default(),
    }
}
