//! One sheet: what it says now, and what each edition changed and why.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Act, Ctx, Division, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form;
use page::story::{Entry, EntryKind, timeline};
use page::{Crumb, Doc, Json, Reply, Screen, parts};
use serde::Serialize;

use super::grid::PATH;
use super::query::{self, Edition, Said};
use super::{LossSheet, LossSheetId, Road, Sent};
use crate::Figures;
use crate::event::{self, Disaster, DisasterId, PATH as DISASTERS};
use crate::measure::{Group, Measure};
use crate::web::{self, Visitor};
use crate::words::{disaster as d, loss_phase, measure_group, sheet as w};
use page::sheet::{Typed, answer};
use registry::forms::{at_by, muted, person, said};

struct Shown {
    it: LossSheet,
    disaster: Disaster,
    place: String,
    due: Option<Instant>,
    history: Vec<(Edition, Option<String>)>,
}

/// The township and the village, and the group within it.
pub(super) fn place_name(r: &Reader<'_>, ctx: &Ctx, place: &crate::place::Place) -> Result<String, Error> {
    let own = registry::query::division_name(r, ctx, place.division)?;
    let township = place.division.township();
    let above =
        if township == place.division { String::new() } else { registry::query::division_name(r, ctx, township)? };
    Ok(format!("{above}{own}{}", place.group))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: LossSheetId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let mut history = Vec::new();
    for edition in query::history(r, ctx, id)? {
        let by = person(r, ctx, edition.by)?;
        history.push((edition, by));
    }
    Ok(Shown {
        disaster: event::query::one(r, ctx, it.disaster)?,
        place: place_name(r, ctx, &it.place)?,
        due: event::store::asked(r, ctx, it.disaster, it.place.division)?.map(|it| it.due),
        history,
        it,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<LossSheetId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

pub(super) async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: LossSheetId, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = w::of_place(lang, &shown.place);
    let open = shown.disaster.state.takes_sheets() && ctx.may(Act("loss_sheet.send"));
    let form = super::form::href(shown.it.disaster, &shown.it.place);
    let labels = [("reason", w::withdraw_reason(lang))];
    let body = html! {
        (form::error_summary(lang, &typed.problems, &labels))
        (parts::head(&title, marks(lang, &shown.it), html! {
            @if open { (parts::primary_link(w::correct(lang), &form)) }
            (parts::print_button(lang))
        }))
        (parts::card(shown.disaster.title(), None, None, parts::facts(&facts(lang, &shown))))
        (figures(lang, &shown.it))
        (parts::card(w::history(lang), Some(shown.history.len() as u64), None, parts::inside(timeline(&entries(lang, &shown)))))
        @if open && !shown.it.withdrawn && ctx.may(Act("loss_sheet.withdraw")) {
            (web::Act {
                title: w::withdraw(lang), path: format!("{PATH}/{id}/withdrawal"), field: "reason", label: w::withdraw_reason(lang),
                hint: w::withdraw_hint(lang), required: true, submit: parts::submit_grave(w::withdraw(lang)),
            }.card(screen, typed))
        }
    };
    let grid = format!("{PATH}?disaster={}", shown.it.disaster);
    let crumbs = [
        Crumb::here(d::section(lang)),
        Crumb::link(shown.disaster.title(), format!("{DISASTERS}/{}", shown.it.disaster)),
        Crumb::link(w::title(lang), grid),
        Crumb::here(w::one(lang)),
    ];
    Ok(answer(screen, &title, &crumbs, typed, body))
}

fn marks(lang: Lang, it: &LossSheet) -> Markup {
    html! {
        @if it.withdrawn { (parts::bad_tag(w::withdrawn(lang))) }
        @else { (parts::tag(loss_phase::of(lang, it.phase.word()))) @if it.zero { " " (parts::tag(w::zero_short(lang))) } }
    }
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let by = shown.history.first().and_then(|(_, by)| by.as_ref());
    let late = shown.due.filter(|due| it.first_at > *due).map(|due| it.first_at.since(due));
    let mut rows = vec![
        (w::place(lang), html! { span lang="zh-CN" { (shown.place) } " " (muted(&it.place.division.to_string())) }),
        (w::sent_at(lang), at_by(Some(it.sent_at), by)),
        (
            w::first_at(lang),
            html! {
                span.nowrap { (page::format::instant(it.first_at)) }
                @if let Some(late) = late { " " (parts::tag(&d::late_by(lang, page::format::span_brief(lang, late)))) }
            },
        ),
        (
            w::due(lang),
            html! { @match shown.due { Some(due) => { span.nowrap { (page::format::instant(due)) } }, None => (parts::dash()) } },
        ),
    ];
    if let Some(reason) = &it.reason {
        rows.push((w::reason(lang), said(reason)));
    }
    if !it.roads.is_empty() {
        rows.push((w::roads(lang), html! { ul { @for road in &it.roads { li { (road_text(lang, road)) } } } }));
    }
    rows
}

fn road_text(lang: Lang, it: &Road) -> Markup {
    let to = it.to.map_or_else(|| w::still_cut(lang).to_owned(), page::format::instant);
    html! { (said(&it.road)) " " span.nowrap { (page::format::instant(it.from)) " – " (to) } }
}

fn figures(lang: Lang, it: &LossSheet) -> Markup {
    let figures = it.said();
    if it.withdrawn || it.zero {
        return html! {};
    }
    html! {
        @for group in Group::ALL {
            @let of: Vec<(Measure, _)> = figures.iter().filter(|(it, _)| it.group() == *group).collect();
            @if !of.is_empty() {
                @let rows: Vec<(&str, Markup)> = of.iter().map(|(it, n)| (it.label(lang), html! { b { (n.shown()) } " " (muted(it.unit(lang))) })).collect();
                (parts::card(measure_group::of(lang, group.word()), None, None, parts::facts(&rows)))
            }
        }
    }
}

fn entries(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (n, (edition, by)) in shown.history.iter().enumerate() {
        let before = shown.history[n + 1..].iter().find_map(|(it, _)| match &it.said {
            Said::Sent(sent) => Some(sent),
            Said::Withdrawn(_) => None,
        });
        let withdrawn = matches!(shown.history.get(n + 1), Some((Edition { said: Said::Withdrawn(_), .. }, _)));
        let (what, quote, kind) = match &edition.said {
            Said::Sent(sent) => {
                let what = sent_text(lang, sent, before.filter(|_| !withdrawn));
                (what, sent.reason.as_ref(), EntryKind::Act)
            }
            Said::Withdrawn(reason) => (html! { (w::history_withdrawn(lang)) }, Some(reason), EntryKind::Back),
        };
        entries.push(Entry {
            when: page::format::instant(edition.at),
            gap: None,
            who: by.clone().unwrap_or_default(),
            what,
            quote: quote.and_then(|it| it.as_str()).map(str::to_owned),
            kind,
        });
    }
    entries
}

/// The edition and every figure that it changed.
fn sent_text(lang: Lang, sent: &Sent, before: Option<&Sent>) -> Markup {
    let figures = |it: &Sent| if it.zero { Figures::zero() } else { it.figures.clone() };
    let (past, now) = (before.map(figures).unwrap_or_default(), figures(sent));
    let changed = Measure::all().filter(|it| past.get(*it) != now.get(*it) && !(sent.zero && past.get(*it).is_none()));
    let shown = |it: Option<crate::amount::Amount>| it.map_or_else(|| "--".to_owned(), |n| n.shown());
    let line = |it: Measure| match before {
        Some(_) => format!("{} {} → {}", it.label(lang), shown(past.get(it)), shown(now.get(it))),
        None => format!("{} {}", it.label(lang), shown(now.get(it))),
    };
    let changes: Vec<String> = changed.map(line).collect();
    html! {
        b { (w::history_edition(lang, sent.edition, loss_phase::of(lang, sent.phase.word()))) }
        @if sent.zero { " " (parts::tag(w::zero_short(lang))) }
        @if !changes.is_empty() { br; (changes.join(if lang == Lang::Zh { "；" } else { "; " })) }
    }
}

/// One sheet for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LossSheetAnswer {
    #[schema(value_type = String)]
    id: LossSheetId,
    version: i64,
    #[schema(value_type = String)]
    disaster: DisasterId,
    #[schema(value_type = String)]
    division: Division,
    /// Of a village; empty for the division itself.
    group: String,
    edition: i64,
    /// `first`, `continued`, `verified`
    phase: String,
    /// It says of everything that there is none.
    zero: bool,
    /// By the name of the measure; what was not said is missing.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    figures: Figures,
    roads: Vec<LossSheetRoad>,
    reason: Option<String>,
    #[schema(value_type = String)]
    first_at: Instant,
    #[schema(value_type = String)]
    sent_at: Instant,
    withdrawn: bool,
}

/// A road that was cut.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LossSheetRoad {
    road: Option<String>,
    #[schema(value_type = String)]
    from: Instant,
    #[schema(value_type = Option<String>)]
    to: Option<Instant>,
}

pub(super) fn answer_of(it: LossSheet) -> LossSheetAnswer {
    let road = |it: Road| LossSheetRoad { road: it.road.known().cloned(), from: it.from, to: it.to };
    LossSheetAnswer {
        id: it.id,
        version: it.version,
        disaster: it.disaster,
        division: it.place.division,
        group: it.place.group,
        edition: it.edition,
        phase: it.phase.word().to_owned(),
        zero: it.zero,
        figures: it.figures,
        roads: it.roads.into_iter().map(road).collect(),
        reason: it.reason.and_then(|it| it.known().cloned()),
        first_at: it.first_at,
        sent_at: it.sent_at,
        withdrawn: it.withdrawn,
    }
}

/// As it is answered after an act, too.
pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: LossSheetId) -> Result<LossSheetAnswer, Error> {
    Ok(answer_of(query::one(r, ctx, id)?))
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<LossSheetId>,
) -> Reply<Json<LossSheetAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One loss sheet as it stands").returns::<LossSheetAnswer>()
}
