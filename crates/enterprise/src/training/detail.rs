//! The page of one training: what was entered, what was corrected and why, and how the hours of its year stand.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Act, Ctx, Day, Division, Error, Lang, OrganisationId};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::form;
use page::{Crumb, Doc, Json, Reply, Screen, format, parts};
use serde::{Deserialize, Serialize};

use super::list::{PATH, sort_text};
use super::query::Sum;
use super::{Fact, Training, TrainingId, hours_text, query};
use crate::unit::Around;
use crate::web::Visitor;
use crate::words::{training as w, view as v};
use page::sheet::{ActCard, Typed, answer};
use registry::forms::{at_by, person, said};

pub(super) struct Shown {
    pub it: Training,
    pub organisation: String,
    entered_by: Option<String>,
    sum: Option<Sum>,
    history: Vec<Recorded<Fact>>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: TrainingId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let around = Around::fetch(r, ctx, [it.organisation].into_iter())?;
    let mut year = query::of_year(r, ctx, it.organisation, it.session.held_on.year())?;
    year.retain(|sum| sum.sort == it.session.sort);
    Ok(Shown {
        organisation: around.organisation(it.organisation).to_owned(),
        entered_by: person(r, ctx, it.entered_by)?,
        sum: year.pop(),
        history: r.history::<Fact>(ctx.district, id)?,
        it,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<TrainingId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

pub(super) async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: TrainingId, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = shown.it.session.topic.as_str().unwrap_or("--").to_owned();
    let may = !shown.it.withdrawn && may_record(ctx, &shown.it);
    let mark = html! { @if shown.it.withdrawn { (parts::bad_tag(w::withdrawn(lang))) } };
    let acts = html! {
        @if may { (parts::link_button(w::correct(lang), &format!("{PATH}/{id}/correction"))) }
        (parts::print_button(lang))
    };
    let body = html! {
        (form::error_summary(lang, &typed.problems, &[("reason", w::reason(lang))]))
        (parts::head(&title, mark, acts))
        (parts::card(&shown.organisation, None, None, parts::inside(parts::facts(&facts(lang, &shown)))))
        @if shown.history.len() > 1 { (history(lang, &shown.history)) }
        @if may {
            (ActCard {
                title: w::withdraw(lang), path: format!("{PATH}/{id}/withdrawal"), field: "reason", label: w::reason(lang),
                hint: w::withdraw_hint(lang), submit: parts::submit_grave(w::withdraw(lang)),
            }.show(screen, typed))
        }
    };
    let crumbs = [Crumb::here(v::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title.as_str())];
    Ok(answer(screen, &title, &crumbs, typed, body))
}

fn may_record(ctx: &Ctx, it: &Training) -> bool {
    let recorder = Ctx { scope: ctx.scope_of(Act("training.record")), ..ctx.clone() };
    crate::unit::covers(&recorder, it.division, it.organisation)
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it.session;
    let number = |n: u32| html! { (format::count(n)) };
    let text = |text: &Option<kernel::Personal<String>>| match text {
        Some(text) => said(text),
        None => parts::dash(),
    };
    let mut rows = vec![
        (
            w::organisation(lang),
            html! { a href=(format!("/enterprises/{}", shown.it.organisation)) { (shown.organisation) } },
        ),
        (w::sort(lang), html! { (sort_text(lang, it)) }),
        (w::held_on(lang), html! { (it.held_on) }),
        (w::hours(lang), html! { (hours_text(i64::from(it.half_hours))) }),
        (w::people(lang), number(it.people)),
        (w::passed(lang), number(it.passed)),
        (w::trainer(lang), text(&it.trainer)),
        (w::note(lang), text(&it.note)),
    ];
    if let Some(sum) = &shown.sum {
        rows.push((w::of_year(lang), year(lang, sum)));
    }
    rows.push((w::entered(lang), at_by(Some(shown.it.entered_at), shown.entered_by.as_ref())));
    rows
}

/// `累计 8 学时，要求 12 学时，尚缺 4 学时`
fn year(lang: Lang, sum: &Sum) -> Markup {
    html! {
        (w::together(lang, hours_text(sum.half_hours)))
        @if let Some(required) = sum.required { " · " (w::required(lang, required)) }
        @if let Some(missing) = sum.short_of() { " " (parts::tag(&w::short_of(lang, hours_text(missing)))) }
    }
}

/// What was entered before, and why it was changed.
fn history(lang: Lang, all: &[Recorded<Fact>]) -> Markup {
    let row = |it: &Recorded<Fact>| {
        let at = format::instant(it.at.effective_at);
        let (word, session, reason) = match &it.fact {
            Fact::Held { session, .. } => (w::entered(lang), Some(session), None),
            Fact::Corrected { session, reason } => (w::corrected(lang), Some(session), Some(reason)),
            Fact::Withdrawn { reason } => (w::withdrawn(lang), None, Some(reason)),
        };
        html! { tr {
            td.nowrap { (at) }
            td.nowrap { (word) }
            td { @if let Some(it) = session {
                (it.held_on) " · " (it.topic.as_str().unwrap_or("--")) " · "
                (w::figures(lang, hours_text(i64::from(it.half_hours)), it.people, it.passed))
            } }
            td { @if let Some(reason) = reason { (said(reason)) } @else { (parts::dash()) } }
        } }
    };
    let body = html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::at(lang)) } th scope="col" { (w::act(lang)) }
            th scope="col" { (w::content(lang)) } th scope="col" { (w::reason(lang)) }
        } }
        tbody { @for it in all { (row(it)) } }
    } };
    parts::card(w::history(lang), None, None, body)
}

/// One training for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TrainingAnswer {
    #[schema(value_type = String)]
    id: TrainingId,
    version: i64,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = String)]
    division: Division,
    sort: String,
    initial: bool,
    topic: Option<String>,
    #[schema(value_type = String)]
    held_on: Day,
    half_hours: u32,
    people: u32,
    passed: u32,
    trainer: Option<String>,
    note: Option<String>,
    corrections: i64,
    withdrawn: bool,
    /// Why it was corrected last, or withdrawn.
    reason: Option<String>,
}

pub(crate) fn answer_of(it: Training) -> TrainingAnswer {
    let text = |it: Option<kernel::Personal<String>>| it.and_then(|it| it.known().cloned());
    TrainingAnswer {
        id: it.id,
        version: it.version,
        organisation: it.organisation,
        division: it.division,
        sort: it.session.sort.word().to_owned(),
        initial: it.session.initial,
        topic: it.session.topic.known().cloned(),
        held_on: it.session.held_on,
        half_hours: it.session.half_hours,
        people: it.session.people,
        passed: it.session.passed,
        trainer: text(it.session.trainer),
        note: text(it.session.note),
        corrections: it.corrections,
        withdrawn: it.withdrawn,
        reason: text(it.reason),
    }
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<TrainingId>,
) -> Reply<Json<TrainingAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer_of(query::one(r, &ctx, id)?))).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One training of one organisation").returns::<TrainingAnswer>()
}
