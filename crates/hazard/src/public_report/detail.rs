//! The page of one report: what was said, what was answered, who looked at the contact, and the forms of whoever answers.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Act, Ctx, Division, Error, Instant, Lang, PersonId, Personal, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values, format, parts};
use serde::{Deserialize, Serialize};

use super::list::{PATH, places, state_mark};
use super::{PublicReport, PublicReportId, State as ReportState, query};
use crate::model::HazardId;
use crate::web::Names;
use crate::words::{detail, public_report as w, report_category};

pub(super) struct Shown {
    it: PublicReport,
    place: String,
    names: Names,
    looks: Vec<(Option<PersonId>, Instant)>,
    /// The hazard's number, if the visitor may see it.
    hazard: Option<String>,
}

impl Shown {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, id: PublicReportId) -> Result<Shown, Error> {
        let it = query::load(r, ctx, id)?;
        let looks = query::looks(r, ctx, id)?;
        let people: Vec<_> = looks.iter().filter_map(|(person, _)| *person).chain(it.answered_by).collect();
        let place = places(r, ctx)?.into_iter().find(|(code, _)| *code == it.division).map(|(_, name)| name);
        let viewer = Ctx { scope: ctx.scope_of(Act("hazard.view")), ..ctx.clone() };
        let hazard = it.hazard.map(|id| crate::query::number(r, &viewer, id)).transpose()?.flatten();
        let names = Names::fetch(r, ctx, &people, &[])?;
        Ok(Shown { place: place.unwrap_or_default(), names, looks, hazard, it })
    }
}

pub(super) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<PublicReportId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

/// What stands in the forms again, and the contact for whoever just asked for it.
#[derive(Default)]
pub(super) struct Typed {
    pub values: Values,
    pub problems: Vec<Problem>,
    pub contact: Option<Personal<String>>,
}

pub(super) async fn page(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: PublicReportId,
    typed: &Typed,
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let shown = db.read(move |r| Shown::fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = w::one(lang, shown.it.number_text());
    let may_answer = shown.it.is_open() && ctx.may(Act("public_report.handle"));
    let body = html! {
        (form::error_summary(lang, &typed.problems, &[("answer", w::answer(lang)), ("reason", w::reason(lang))]))
        (parts::head(&title, state_mark(lang, shown.it.state), html! { (parts::print_button(lang)) }))
        (parts::card(w::said(lang), None, None, parts::inside(facts(lang, ctx, &shown))))
        (contact(screen, ctx, &shown, typed.contact.as_ref()))
        @if may_answer { (forms(screen, &shown.it, typed)) }
    };
    let crumbs = [Crumb::here(detail::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title.as_str())];
    Ok(if typed.problems.is_empty() {
        screen.page(&title, &crumbs, body)
    } else {
        screen.invalid(&title, &crumbs, body)
    })
}

/// What was reported, as rows; the acceptance form shows them too.
pub(super) fn said(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let text = |it: &Personal<String>| html! { span.said { (it.as_str().unwrap_or("--")) } };
    vec![
        (w::received(lang), html! { (format::instant(it.received_at)) }),
        (w::township(lang), html! { (shown.place) }),
        (w::place(lang), text(&it.place)),
        (w::category(lang), html! { (report_category::of(lang, it.category.word())) }),
        (w::text(lang), text(&it.text)),
    ]
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.it;
    let mut rows = said(lang, shown);
    if it.is_open() {
        let due = html! { (format::instant(it.due)) " " (parts::due_on_case(lang, it.due, ctx.now, false)) };
        rows.push((w::due(lang), due));
        return parts::facts_single(&rows);
    }
    let answered = html! {
        @if let Some(at) = it.answered_at { (format::instant(at)) " " }
        (shown.names.person(it.answered_by))
    };
    rows.push((w::answered(lang), answered));
    let word = if it.state == ReportState::Refused { w::reason(lang) } else { w::answer(lang) };
    let answer = it.answer.as_ref().map(|it| it.as_str().unwrap_or("--"));
    rows.push((word, html! { span.said { (parts::or_dash(answer)) } }));
    if let (Some(id), Some(number)) = (it.hazard, &shown.hazard) {
        rows.push((w::hazard(lang), html! { a href=(format!("/hazards/{id}")) { (number) } }));
    }
    parts::facts_single(&rows)
}

/// How the reporter is reached: behind a button, because each look is recorded.
fn contact(screen: &Screen, ctx: &Ctx, shown: &Shown, seen: Option<&Personal<String>>) -> Markup {
    let lang = screen.lang();
    if !shown.it.has_contact {
        return parts::card(w::contact(lang), None, None, html! { p.in.muted { (w::no_contact(lang)) } });
    }
    let path = format!("{PATH}/{}/contact", shown.it.id);
    let body = html! {
        @match seen {
            Some(contact) => p { b { (contact.as_str().unwrap_or("--")) } },
            None if ctx.may(Act("public_report.contact")) => (form::button_form(screen, &path, html! {
                p.muted { (w::contact_rule(lang)) }
                (parts::submit(w::contact_act(lang)))
            })),
            None => p.muted { (w::contact_rule(lang)) },
        }
        @if !shown.looks.is_empty() {
            h3 { (w::looks(lang)) }
            ul.rows { @for (person, at) in &shown.looks {
                li { span { (parts::or_dash(Some(shown.names.person(*person)).filter(|it| !it.is_empty()))) } span { (format::instant(*at)) } }
            } }
        }
    };
    parts::card(w::contact(lang), None, None, parts::inside(body))
}

fn forms(screen: &Screen, it: &PublicReport, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let field = |name: &'static str, label, hint| {
        form::text_area(&FieldSpec::new(name, label).hint(hint).required(), 3, &typed.values, &typed.problems, lang)
    };
    let path = |last: &str| format!("{PATH}/{}/{last}", it.id);
    html! {
        (parts::card(w::accept(lang), None, None, parts::inside(html! {
            p { (w::accept_hint(lang)) }
            p.gap-top { (parts::primary_link(w::accept(lang), &path("acceptance"))) }
        })))
        (parts::card(w::answer_only(lang), None, None, form::form(screen, &path("answer"), html! {
            (field("answer", w::answer(lang), w::answer_hint(lang)))
            (form::wide(parts::submit(w::answer_act(lang))))
        })))
        (parts::card(w::refuse(lang), None, None, form::form(screen, &path("refusal"), html! {
            (field("reason", w::reason(lang), w::reason_hint(lang)))
            (form::wide(parts::submit_grave(w::refuse(lang))))
        })))
    }
}

/// One report for programs; without how its reporter is reached.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PublicReportAnswer {
    #[schema(value_type = String)]
    id: PublicReportId,
    version: i64,
    number: String,
    /// `open`, `accepted`, `answered`, `refused`
    state: String,
    #[schema(value_type = String)]
    township: Division,
    category: String,
    place: Option<String>,
    text: Option<String>,
    has_contact: bool,
    #[schema(value_type = String)]
    received_at: Instant,
    #[schema(value_type = String)]
    due: Instant,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    answered_by: Option<PersonId>,
    /// What the reporter is told; of a refusal, why.
    answer: Option<String>,
    #[schema(value_type = Option<String>)]
    hazard: Option<HazardId>,
}

pub(super) fn answer_of(it: PublicReport) -> PublicReportAnswer {
    PublicReportAnswer {
        id: it.id,
        version: it.version,
        number: it.number_text(),
        state: it.state.word().to_owned(),
        township: it.division,
        category: it.category.word().to_owned(),
        place: it.place.known().cloned(),
        text: it.text.known().cloned(),
        has_contact: it.has_contact,
        received_at: it.received_at,
        due: it.due,
        answered_at: it.answered_at,
        answered_by: it.answered_by,
        answer: it.answer.and_then(|it| it.known().cloned()),
        hazard: it.hazard,
    }
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<PublicReportId>,
) -> Reply<Json<PublicReportAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer_of(query::load(r, &ctx, id)?))).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One report of the public, without how its reporter is reached").returns::<PublicReportAnswer>()
}
