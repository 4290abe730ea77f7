//! Withdrawing what was shown by mistake: by whoever sent it, or by the Safety Office.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use evidence::{Evidence, EvidenceId};
use kernel::{Ctx, Error, Problem};
use ledger::{Db, Tx};
use maud::html;
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use crate::words::evidence as w;

fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: EvidenceId, reason: &str) -> Result<(), Error> {
    super::held(tx, ctx, id)?;
    evidence::withdraw::withdraw(tx, ctx, id, reason)
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<EvidenceId>,
) -> Reply {
    let it = db.read(move |r| super::held(r, &ctx, id)).await?;
    Ok(answer(&screen, &it, &Values::default(), &[]))
}

fn answer(screen: &Screen, it: &Evidence, values: &Values, problems: &[Problem]) -> Response {
    let lang = screen.lang();
    let name = it.name.as_str().unwrap_or("--");
    let href = format!("/evidence/{}", it.id);
    let labels = [("reason", w::reason(lang))];
    let spec = FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)).required();
    let fields = html! {
        (form::text_area(&spec, 3, values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::withdraw_then(lang)) } }, html! {
            (parts::link_button(w::cancel(lang), &href))
            (parts::submit_grave(w::withdraw(lang)))
        }))
    };
    let body = html! {
        (form::error_summary(lang, problems, &labels))
        (parts::head(w::withdraw_title(lang), html! { span.muted { (name) } }, html! {}))
        section.card { (form::form(screen, &format!("{href}/withdrawal"), fields)) }
    };
    let crumbs = [Crumb::link(w::title(lang), href), Crumb::here(w::withdraw_title(lang))];
    if problems.is_empty() {
        screen.page(w::withdraw_title(lang), &crumbs, body)
    } else {
        screen.invalid(w::withdraw_title(lang), &crumbs, body)
    }
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<EvidenceId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    match db.write("evidence.withdraw", &ctx, move |tx, ctx| withdraw(tx, ctx, id, &reason)).await {
        Ok(()) => Ok(Redirect::to(&format!("/evidence/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let it = db.read(move |r| super::held(r, &ctx, id)).await?;
            Ok(answer(&screen, &it, &values, &problems.0))
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalBody {
    reason: String,
}

/// What was withdrawn.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Withdrawn {
    #[schema(value_type = String)]
    id: EvidenceId,
    withdrawn: bool,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<EvidenceId>,
    Json(body): Json<WithdrawalBody>,
) -> Reply<Json<Withdrawn>> {
    db.write("evidence.withdraw by program", &ctx, move |tx, ctx| withdraw(tx, ctx, id, &body.reason)).await?;
    Ok(Json(Withdrawn { id, withdrawn: true }))
}

pub fn doc() -> Doc {
    Doc::new("Withdraw a piece of evidence; it stays and says so").body::<WithdrawalBody>().returns::<Withdrawn>()
}
