//! The page of one grade: what it is, until when, what became of it, and the form that revokes it.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Act, Ctx, Day, Division, Error, Instant, Lang, OrganisationId, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, parts};
use registry::words::sector;
use serde::{Deserialize, Serialize};

use super::act::end_of;
use super::list::{PATH, state_mark};
use super::{Standardisation, StandardisationId, State, query};
use crate::unit::Around;
use crate::web::Visitor;
use crate::words::{standardisation as w, standardisation_grade, view as v};
use page::sheet::{Typed, answer};
use registry::forms::{at_by, person, said};

struct Shown {
    it: Standardisation,
    state: State,
    organisation: String,
    place: String,
    recorded_by: Option<String>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: StandardisationId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let around = Around::fetch(r, ctx, [it.organisation].into_iter())?;
    Ok(Shown {
        state: it.state(ctx.now.day(), query::ahead(r, ctx)?),
        organisation: around.organisation(it.organisation).to_owned(),
        place: around.place(it.division).to_owned(),
        recorded_by: person(r, ctx, it.recorded_by)?,
        it,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<StandardisationId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

pub(super) async fn page(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: StandardisationId,
    typed: &Typed,
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = w::of_unit(lang, &shown.organisation);
    let labels = [("on", w::revoked_on(lang)), ("reason", w::reason(lang))];
    let body = html! {
        (form::error_summary(lang, &typed.problems, &labels))
        (parts::head(w::one(lang), state_mark(lang, shown.state), html! { (parts::print_button(lang)) }))
        (parts::card(&shown.organisation, None, None, parts::inside(parts::facts(&facts(lang, ctx, &shown)))))
        @if shown.it.stands() && may_revoke(ctx, &shown.it) { (revocation(screen, ctx, &shown.it, typed)) }
    };
    let crumbs = [Crumb::here(v::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::one(lang))];
    Ok(answer(screen, &title, &crumbs, typed, body))
}

/// Whoever looks after the trade there.
fn may_revoke(ctx: &Ctx, it: &Standardisation) -> bool {
    ctx.scope_of(Act("standardisation.revoke")).covers(it.division, &[], &[], Some(it.sector))
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let mut rows = vec![
        (
            w::organisation(lang),
            html! { a href=(format!("/enterprises/{}", it.organisation)) { (shown.organisation) } },
        ),
        (w::township(lang), parts::or_dash(Some(&shown.place))),
        (w::sector(lang), html! { (sector::of(lang, it.sector.word())) }),
        (w::grade(lang), html! { (standardisation_grade::of(lang, it.grade.word())) }),
        (w::certificate(lang), html! { (it.certificate) }),
        (w::assessor(lang), html! { (it.assessor) }),
        (w::announced_on(lang), html! { (it.announced_on) }),
        (
            w::valid_to(lang),
            html! {
                (it.valid_to) " "
                @if shown.state == State::Expiring || shown.state == State::Expired {
                    (parts::due_on_case(lang, end_of(it.valid_to), ctx.now, false))
                }
            },
        ),
    ];
    if it.obligation.is_some() && it.stands() {
        rows.push((w::renewal(lang), html! { (w::renewal_owed(lang)) }));
    }
    if let Some(by) = it.replaced_by {
        rows.push((w::replaced_by(lang), html! { a href=(format!("{PATH}/{by}")) { (w::newer(lang)) } }));
    }
    if let Some(on) = it.revoked_on {
        rows.push((w::revoked_on(lang), html! { (on) }));
    }
    if let Some(reason) = &it.reason {
        rows.push((w::reason(lang), said(reason)));
    }
    rows.push((w::recorded(lang), at_by(Some(it.recorded_at), shown.recorded_by.as_ref())));
    rows
}

fn revocation(screen: &Screen, ctx: &Ctx, it: &Standardisation, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let mut values = typed.values.clone();
    if values.get("on").is_empty() && typed.problems.is_empty() {
        values.set("on", ctx.now.day().to_string());
    }
    let body = html! {
        (form::date(&FieldSpec::new("on", w::revoked_on(lang)).required(), &values, &typed.problems, lang))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)).required(), 3, &values, &typed.problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::revoke_then(lang)) } }, parts::submit_grave(w::revoke(lang))))
    };
    parts::card(w::revoke(lang), None, None, form::form(screen, &format!("{PATH}/{}/revocation", it.id), body))
}

/// One grade for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StandardisationAnswer {
    #[schema(value_type = String)]
    id: StandardisationId,
    version: i64,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = String)]
    division: Division,
    #[schema(value_type = String)]
    sector: Sector,
    /// `first`, `second`, `third`
    grade: String,
    certificate: String,
    assessor: String,
    #[schema(value_type = String)]
    announced_on: Day,
    #[schema(value_type = String)]
    valid_to: Day,
    /// `in_force`, `expiring`, `expired`, `replaced`, `revoked`
    state: String,
    #[schema(value_type = Option<String>)]
    replaced_by: Option<StandardisationId>,
    #[schema(value_type = Option<String>)]
    revoked_on: Option<Day>,
    reason: Option<String>,
    #[schema(value_type = String)]
    recorded_at: Instant,
}

pub(crate) fn answer_of(it: Standardisation, today: Day, ahead: Option<i64>) -> StandardisationAnswer {
    StandardisationAnswer {
        state: it.state(today, ahead).word().to_owned(),
        id: it.id,
        version: it.version,
        organisation: it.organisation,
        division: it.division,
        sector: it.sector,
        grade: it.grade.word().to_owned(),
        certificate: it.certificate,
        assessor: it.assessor,
        announced_on: it.announced_on,
        valid_to: it.valid_to,
        replaced_by: it.replaced_by,
        revoked_on: it.revoked_on,
        reason: it.reason.and_then(|it| it.known().cloned()),
        recorded_at: it.recorded_at,
    }
}

/// As it is answered after an act, too.
pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: StandardisationId) -> Result<StandardisationAnswer, Error> {
    Ok(answer_of(query::one(r, ctx, id)?, ctx.now.day(), query::ahead(r, ctx)?))
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<StandardisationId>,
) -> Reply<Json<StandardisationAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One grade of safety standardisation").returns::<StandardisationAnswer>()
}
