//! The page of one investigation: its clocks, its group, its four tracks, what follows from them, its story.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Day, Error, Lang, Personal};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, StepState};
use page::{Crumb, NoteKind, Reply, Ring, Screen, parts};

use super::super::InvestigationPanels;
use super::super::model::{Fact, InvestigationId, Stage};
use super::super::query::{self, Detail};
use super::{PATH, acts, cards, timeline};
use crate::web::marks::{grade_mark, grade_word};
use crate::web::{Around, Visitor};
use crate::words::{
    field, incident as iw, investigation as w, investigation_stage as stage, investigation_station as station, level,
};

pub(super) struct Shown {
    pub detail: Detail,
    pub around: Around,
    /// Its incident's page, where this visitor may open it.
    pub incident_opens: bool,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Shown, Error> {
    let detail = query::one(r, ctx, id)?;
    let people: Vec<_> = detail.history.iter().filter_map(|it| it.at.person).collect();
    let mut bodies: Vec<_> = detail.history.iter().filter_map(|it| it.at.organisation).collect();
    bodies.extend([Some(detail.it.organisation), detail.it.unit].into_iter().flatten());
    bodies.extend(detail.measures.iter().flat_map(|it| [it.owner, it.checker]));
    bodies.extend(detail.checks.iter().map(|it| it.owner));
    bodies.extend(detail.history.iter().flat_map(|it| match &it.fact {
        Fact::Circulated { to, .. } => to.clone(),
        _ => Vec::new(),
    }));
    let around = Around::fetch(r, ctx, &bodies, &people)?;
    let scope = ctx.scope_of(crate::web::VIEW);
    let incident = crate::store::load(r, &Ctx { scope, ..ctx.clone() }, detail.it.incident);
    Ok(Shown { detail, around, incident_opens: incident.is_ok() })
}

pub(super) async fn show(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(panels): Extension<InvestigationPanels>,
    screen: Screen,
    Path(id): Path<InvestigationId>,
) -> Reply {
    let (asked, lang) = (Arc::clone(&ctx), screen.lang());
    let read = move |r: &Reader<'_>| {
        let shown = fetch(r, &asked, id)?;
        let panel = |it: &super::super::Panel| it(r, &asked, lang, &shown.detail);
        let others = panels.0.iter().map(panel).collect::<Result<Vec<_>, Error>>()?;
        Ok((shown, others))
    };
    let (shown, others) = db.read(read).await?;
    let it = &shown.detail;
    let title = it.it.title.as_str().unwrap_or("--");
    let marks = html! {
        span.muted { (it.it.number_text()) } " "
        (grade_mark(lang, it.category, it.it.grade, it.grade_complete)) " "
        (cards::stage_mark(lang, it.it.stage)) (cards::listed_mark(lang, it.it.listed_by.is_some()))
    };
    let body = html! {
        (parts::head(title, marks, html! {
            (parts::link_button(w::report(lang), &format!("{PATH}/{}/report", it.it.id))) " " (parts::print_button(lang))
        }))
        (story::steps(lang, &steps(lang, it)))
        (raised(lang, it))
        (cards::clocks(lang, &ctx, &it.it))
        (cards::listing(lang, &ctx, &shown))
        (cards::tracks(lang, &ctx, &shown))
        (cards::measures(lang, &ctx, &shown))
        (cards::checks(lang, &ctx, &shown))
        @for panel in &others { (panel) }
        (cards::group(lang, &ctx, &shown))
        (parts::card(w::what(lang), None, None, parts::inside(parts::facts_single(&facts(lang, &shown)))))
        (cards::circulation(lang, &shown))
        (parts::card(iw::story(lang), None, None, parts::inside(story::timeline(&timeline::entries(lang, &shown)))))
        (parts::actions(lang, html! { span.muted.small { (stage_text(lang, it)) } }, acts::buttons(lang, &ctx, it)))
    };
    let crumbs = [Crumb::here(iw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.it.number_text())];
    Ok(screen.page(title, &crumbs, body))
}

/// The toll lifted the grade: the higher level may take over.
fn raised(lang: Lang, it: &Detail) -> Markup {
    let Some(higher) = it.it.raised.filter(|_| it.it.stage.stands()) else { return html! {} };
    let own = level::of(lang, it.it.level.word());
    let text = w::raised_text(lang, level::of(lang, higher.word()), own);
    parts::note(NoteKind::Plain, w::raised_title(lang), html! { p { (text) } })
}

/// What comes next, at the left of the footer.
fn stage_text(lang: Lang, it: &Detail) -> String {
    let it = &it.it;
    match (it.stage, it.reply_due, it.evaluation_due) {
        (Stage::Investigating, ..) if it.appraised_since.is_some() => w::next_appraisal(lang).to_owned(),
        (Stage::Investigating, ..) => w::next_report(lang, it.due),
        (Stage::Submitted, Some(due), _) => w::next_reply(lang, due),
        (Stage::Replied, _, Some(due)) => w::next_evaluation(lang, due),
        (Stage::Evaluated, ..) => w::next_close(lang).to_owned(),
        (one, ..) => stage::of(lang, one.word()).to_owned(),
    }
}

fn steps(lang: Lang, shown: &Detail) -> Vec<story::Step> {
    let it = &shown.it;
    let opened = shown.history.first().map(|it| it.at.effective_at.day());
    let closed = shown.history.iter().find(|it| matches!(it.fact, Fact::Closed { .. }));
    let stations = [
        (iw::happened(lang), Some(it.happened)),
        (station::opened(lang), opened),
        (station::submitted(lang), it.submitted_on),
        (station::replied(lang), it.replied_on),
        (station::evaluated(lang), it.evaluated_on),
        (station::closed(lang), closed.map(|it| it.at.effective_at.day())),
    ];
    let mut now = it.stage.stands();
    let step = |(label, day): (&str, Option<Day>)| {
        let state = match day {
            Some(_) => StepState::Done,
            None if std::mem::take(&mut now) => StepState::Now,
            None => StepState::Next,
        };
        story::Step {
            state,
            ring: if it.stage == Stage::TakenOver { Ring::Back } else { cards::ring(it.stage) },
            label: label.to_owned(),
            who: String::new(),
            when: day.map_or(String::new(), |day| day.to_string()),
            note: String::new(),
        }
    };
    stations.into_iter().map(step).collect()
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.detail.it;
    let title = it.title.as_str().unwrap_or("--");
    let mut rows = vec![
        (
            w::of_incident(lang),
            html! {
                @if shown.incident_opens { a href=(format!("{}/{}", crate::web::PATH, it.incident)) { (title) } }
                @else { (title) }
            },
        ),
        (w::leads(lang), html! { (shown.around.organisation(it.organisation)) }),
        (w::level(lang), html! { (level::of(lang, it.level.word())) }),
        (field::of(lang, "sector"), html! { (registry::words::sector::of(lang, it.sector.word())) }),
        (field::of(lang, "division"), html! { (shown.around.place(it.division)) }),
        (field::of(lang, "unit"), parts::or_dash(it.unit.map(|unit| shown.around.organisation(unit)))),
    ];
    if let Some(grade) = it.grade {
        rows.push((iw::grade(lang), html! { (grade_word(lang, shown.detail.category, grade)) }));
    }
    for one in &shown.detail.history {
        match &one.fact {
            Fact::Opened(opened) => {
                if let Some(paper) = &opened.entrusted {
                    rows.push((w::entrusted(lang), html! { (paper) }));
                }
            }
            Fact::Replied { number, decision, .. } => {
                rows.push((w::reply(lang), html! { (number) " " span.said { (said(decision)) } }));
            }
            Fact::Evaluated { result, published, .. } => rows.push((
                w::evaluation(lang),
                html! { span.said { (said(result)) } @if let Some(place) = published { " " span.muted { (place) } } },
            )),
            _ => {}
        }
    }
    if let Some(lessons) = &shown.detail.lessons {
        rows.push((w::lessons(lang), html! { span.said { (said(lessons)) } }));
    }
    rows
}

fn said(it: &Personal<String>) -> &str {
    it.as_str().unwrap_or("--")
}
