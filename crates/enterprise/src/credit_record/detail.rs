//! The page of one entry: what it says and on which basis, what the organisation answered, and the forms of each side.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Act, Ctx, Day, Division, Error, Instant, Lang, OrganisationId, Personal};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form;
use page::{Crumb, Doc, Json, Reply, Screen, parts};
use serde::{Deserialize, Serialize};

use super::list::{PATH, sort_mark, state_mark};
use super::{CreditRecord, CreditRecordId, Objected, Objection, Sort, State, query};
use crate::unit::Around;
use crate::web::{Visitor, day_or_dash};
use crate::words::{credit as w, credit_objection, credit_state, view as v};
use page::sheet::{ActCard, Typed, answer};
use registry::forms::{at_by, person, said};

struct Shown {
    it: CreditRecord,
    organisation: String,
    entered_by: Option<String>,
    ended_by: Option<String>,
    answered_by: Option<String>,
    objected_by: Option<String>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: CreditRecordId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let around = Around::fetch(r, ctx, [it.organisation].into_iter())?;
    let objected = it.objected.as_ref();
    Ok(Shown {
        organisation: around.organisation(it.organisation).to_owned(),
        entered_by: person(r, ctx, it.entered_by)?,
        ended_by: person(r, ctx, it.closed.as_ref().and_then(|it| it.by))?,
        answered_by: person(r, ctx, objected.and_then(|it| it.answered_by))?,
        objected_by: person(r, ctx, objected.and_then(|it| it.by))?,
        it,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CreditRecordId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

pub(super) async fn page(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: CreditRecordId,
    typed: &Typed,
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = w::of_unit(lang, &shown.organisation);
    let labels = [("reason", w::repair_reason(lang)), ("objection", w::objection(lang)), ("answer", w::answer(lang))];
    let body = html! {
        (form::error_summary(lang, &typed.problems, &labels))
        (parts::head(w::one(lang), html! { (sort_mark(lang, shown.it.sort)) " " (state_mark(lang, &shown.it, ctx)) }, html! { (parts::print_button(lang)) }))
        (parts::card(&shown.organisation, None, None, parts::inside(parts::facts_single(&facts(lang, &shown)))))
        @if let Some(objected) = &shown.it.objected { (objection(lang, ctx, &shown, objected)) }
        (forms(screen, ctx, &shown.it, typed))
    };
    let crumbs = [Crumb::here(v::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::one(lang))];
    Ok(answer(screen, &title, &crumbs, typed, body))
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let mut rows = vec![
        (
            w::organisation(lang),
            html! { a href=(format!("/enterprises/{}", it.organisation)) { (shown.organisation) } },
        ),
        (w::reason(lang), said(&it.reason)),
        (w::basis(lang), html! { (it.basis) }),
        (w::source(lang), parts::or_dash(it.source.as_deref())),
        (w::from(lang), html! { (it.from) }),
        (w::to(lang), day_or_dash(it.to)),
        (w::entered(lang), at_by(Some(it.entered_at), shown.entered_by.as_ref())),
    ];
    if let Some(closed) = &it.closed {
        let word = credit_state::of(lang, closed.how.word());
        rows.push((word, at_by(closed.at, shown.ended_by.as_ref())));
        if let Some(reason) = &closed.reason {
            rows.push((w::ended_reason(lang), said(reason)));
        }
    }
    rows
}

fn objection(lang: Lang, ctx: &Ctx, shown: &Shown, it: &Objected) -> Markup {
    let text = |text: &Option<Personal<String>>| html! { @if let Some(text) = text { (said(text)) } };
    let mut rows =
        vec![(w::objected(lang), at_by(it.at, shown.objected_by.as_ref())), (w::objection(lang), text(&it.reason))];
    if it.state == Objection::Open {
        let due = html! { @if let Some(due) = it.due { (parts::due_on_case(lang, due, ctx.now, false)) } };
        rows.push((w::answer_due(lang), due));
    } else {
        rows.push((w::outcome(lang), html! { (credit_objection::of(lang, it.state.word())) }));
        rows.push((w::answer(lang), text(&it.answer)));
        rows.push((w::answered(lang), at_by(it.answered_at, shown.answered_by.as_ref())));
    }
    parts::card(w::objection(lang), None, None, parts::inside(parts::facts_single(&rows)))
}

/// Only what this visitor may do to the entry as it stands.
fn forms(screen: &Screen, ctx: &Ctx, it: &CreditRecord, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let counts = matches!(it.state(ctx.now.day()), State::Waiting | State::InForce);
    let may = |act| ctx.may(Act(act));
    let path = |last: &str| format!("{PATH}/{}/{last}", it.id);
    let second = it.entered_by.is_none() || it.entered_by != ctx.person();
    let (own, waits) = (ctx.scope_of(Act("credit.object")), it.is_objected_to());
    let object = counts && !waits && own.covers(it.division, &[it.organisation], &[], None);
    let repair = counts && !waits && it.sort == Sort::Bad && may("credit.repair");
    html! {
        @if object {
            (ActCard {
                title: w::object(lang), path: path("objection"), field: "objection", label: w::objection(lang),
                hint: w::objection_hint(lang), submit: parts::submit(w::object(lang)),
            }.show(screen, typed))
        }
        @if waits && may("credit.answer") {
            @if second {
                (ActCard {
                    title: w::answer_title(lang), path: path("answer"), field: "answer", label: w::answer(lang),
                    hint: w::answer_hint(lang), submit: html! {
                        (parts::submit_as(w::withdraw(lang), "outcome", "withdrawn"))
                        button.btn.is-primary type="submit" name="outcome" value="upheld" { (w::uphold(lang)) }
                    },
                }.show(screen, typed))
            } @else { (parts::note(page::NoteKind::Plain, w::not_yours(lang), html! {})) }
        }
        @if repair && second {
            (ActCard {
                title: w::repair(lang), path: path("repair"), field: "reason", label: w::repair_reason(lang),
                hint: w::repair_hint(lang), submit: parts::submit(w::repair(lang)),
            }.show(screen, typed))
        }
    }
}

/// One entry for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CreditRecordAnswer {
    #[schema(value_type = String)]
    id: CreditRecordId,
    version: i64,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = String)]
    division: Division,
    /// `good`, `bad`
    sort: String,
    reason: Option<String>,
    basis: String,
    source: Option<String>,
    #[schema(value_type = String)]
    from: Day,
    #[schema(value_type = Option<String>)]
    to: Option<Day>,
    /// `waiting`, `in_force`, `ended`, `repaired`, `withdrawn`
    state: String,
    ended_reason: Option<String>,
    /// The last one: `open`, `upheld`, `withdrawn`; absent where nobody objected.
    objection: Option<String>,
    objection_reason: Option<String>,
    #[schema(value_type = Option<String>)]
    answer_due: Option<Instant>,
    answer: Option<String>,
}

pub(crate) fn answer_of(it: CreditRecord, today: Day) -> CreditRecordAnswer {
    let text = |it: Option<Personal<String>>| it.and_then(|it| it.known().cloned());
    let objected = it.objected.clone();
    CreditRecordAnswer {
        state: it.state(today).word().to_owned(),
        id: it.id,
        version: it.version,
        organisation: it.organisation,
        division: it.division,
        sort: it.sort.word().to_owned(),
        reason: it.reason.known().cloned(),
        basis: it.basis,
        source: it.source,
        from: it.from,
        to: it.to,
        ended_reason: it.closed.and_then(|it| text(it.reason)),
        objection: objected.as_ref().map(|it| it.state.word().to_owned()),
        objection_reason: objected.as_ref().and_then(|it| text(it.reason.clone())),
        answer_due: objected.as_ref().filter(|it| it.state == Objection::Open).and_then(|it| it.due),
        answer: objected.and_then(|it| text(it.answer)),
    }
}

/// As it is answered after an act, too.
pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: CreditRecordId) -> Result<CreditRecordAnswer, Error> {
    Ok(answer_of(query::one(r, ctx, id)?, ctx.now.day()))
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CreditRecordId>,
) -> Reply<Json<CreditRecordAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One entry of credit, with the objection to it").returns::<CreditRecordAnswer>()
}
