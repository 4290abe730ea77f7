//! The form that records a grade, its revocation, and both for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang, OrganisationId, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values, format, parts};
use registry::query::Organisation;
use registry::words::sector;
use serde::{Deserialize, Serialize};

use super::detail::{self, StandardisationAnswer};
use super::list::PATH;
use super::{Announce, Grade, RULE_VALIDITY, Standardisation, StandardisationId, announce, query, revoke};
use crate::duties::days_of_rule;
use crate::unit;
use crate::web::Visitor;
use crate::words::{standardisation as w, standardisation_grade, view as v};
use page::sheet::{Sheet, Typed, done};
use registry::forms::options;

struct Around {
    unit: Organisation,
    standing: Vec<Standardisation>,
    validity: Option<i64>,
}

fn around(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Around, Error> {
    Ok(Around {
        unit: unit::load(r, ctx, id)?,
        standing: query::standing(r, ctx, id)?,
        validity: days_of_rule(r, ctx, RULE_VALIDITY)?,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OrganisationId>,
) -> Reply {
    sheet(&db, &ctx, &screen, id, &Typed::default()).await
}

async fn sheet(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: OrganisationId, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let around = db.read(move |r| around(r, &asked, id)).await?;
    let lang = screen.lang();
    let back = format!("/enterprises/{id}");
    let sheet = Sheet {
        title: w::record(lang),
        about: &around.unit.name,
        crumbs: vec![
            Crumb::here(v::section(lang)),
            Crumb::link(around.unit.name.as_str(), back.clone()),
            Crumb::here(w::record(lang)),
        ],
        action: format!("{back}/standardisations"),
        back,
        then: w::record_then(lang),
        labels: labels(lang).to_vec(),
    };
    Ok(sheet.show(screen, typed, above(lang, &around), fields(lang, ctx, &around, typed)))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 6] {
    [
        ("sector", w::sector(lang)),
        ("grade", w::grade(lang)),
        ("certificate", w::certificate(lang)),
        ("assessor", w::assessor(lang)),
        ("announced_on", w::announced_on(lang)),
        ("valid_to", w::valid_to(lang)),
    ]
}

/// Whom it is about, and what stands of it now.
fn above(lang: Lang, around: &Around) -> Markup {
    let rows: Vec<_> = around
        .standing
        .iter()
        .map(|it| {
            let grade = standardisation_grade::of(lang, it.grade.word());
            (sector::of(lang, it.sector.word()), html! { (grade) " · " (w::until(lang, it.valid_to)) })
        })
        .collect();
    let body = if rows.is_empty() {
        html! { p.in { (parts::silent_mark(w::none(lang))) } }
    } else {
        parts::inside(parts::facts_single(&rows))
    };
    parts::card(w::standing(lang), None, None, body)
}

fn fields(lang: Lang, ctx: &Ctx, around: &Around, typed: &Typed) -> Markup {
    let all = labels(lang);
    let spec = |n: usize, hint| FieldSpec::new(all[n].0, all[n].1).hint(hint);
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let own: Vec<Sector> =
        Sector::ALL.iter().copied().filter(|it| ctx.scope.covers(around.unit.division, &[], &[], Some(*it))).collect();
    let sectors = options(&own, Sector::word, |it| sector::of(lang, it));
    let grades = options(Grade::ALL, Grade::word, |it| standardisation_grade::of(lang, it));
    let holds = match around.validity {
        Some(days) => w::validity(lang, format::count(days)),
        None => w::no_validity(lang).to_owned(),
    };
    html! {
        (form::select(&spec(0, "").required(), &sectors, values, problems, lang))
        (form::choice(&spec(1, "").required(), &grades, values, problems, lang))
        (form::text(&spec(2, w::certificate_hint(lang)).required(), values, problems, lang))
        (form::text(&spec(3, w::assessor_hint(lang)).required(), values, problems, lang))
        (form::date(&spec(4, "").required(), values, problems, lang))
        (form::date(&spec(5, &holds), values, problems, lang))
    }
}

fn typed(values: &Values) -> Announce {
    let text = |name| values.get(name).to_owned();
    Announce {
        sector: text("sector"),
        grade: text("grade"),
        certificate: text("certificate"),
        assessor: text("assessor"),
        announced_on: text("announced_on"),
        valid_to: text("valid_to"),
    }
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OrganisationId>,
    values: Values,
) -> Reply {
    let cmd = typed(&values);
    let made = db.write("standardisation.record", &ctx, move |tx, ctx| announce(tx, ctx, id, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => sheet(&db, &ctx, &screen, id, &again).await,
    }
}

pub(super) async fn post_revocation(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<StandardisationId>,
    values: Values,
) -> Reply {
    let (on, reason) = (values.get("on").to_owned(), values.get("reason").to_owned());
    let made = db.write("standardisation.revoke", &ctx, move |tx, ctx| revoke(tx, ctx, id, &on, &reason)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => detail::page(&db, &ctx, &screen, id, &again).await,
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StandardisationCreated {
    #[schema(value_type = String)]
    id: StandardisationId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<OrganisationId>,
    Json(cmd): Json<Announce>,
) -> Reply<Response> {
    let by_program = "standardisation.record by program";
    let id = db.write(by_program, &ctx, move |tx, ctx| announce(tx, ctx, id, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(StandardisationCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Record a grade of safety standardisation; it replaces the one of the same trade that stood")
        .body::<Announce>()
        .creates::<StandardisationCreated>()
}

/// Since when a grade is revoked, and why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevocationBody {
    /// yyyy-MM-dd
    on: String,
    reason: String,
}

pub(super) async fn post_revocation_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<StandardisationId>,
    Json(body): Json<RevocationBody>,
) -> Reply<Json<StandardisationAnswer>> {
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        revoke(tx, ctx, id, &body.on, &body.reason)?;
        detail::read(tx, ctx, id)
    };
    Ok(Json(db.write("standardisation.revoke by program", &ctx, act).await?))
}

pub(super) fn revocation_doc() -> Doc {
    Doc::new("Revoke a grade of safety standardisation, with the day and the reason")
        .body::<RevocationBody>()
        .returns::<StandardisationAnswer>()
}
