//! The form with which a hazard's words are corrected, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::{Correct, correct};
use crate::act_page::{self, ActPage, Done};
use crate::model::HazardId;
use crate::query;
use crate::words::correct as w;

/// The version that the form was filled in from.
const VERSION: &str = "version";

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, said) = db.read(move |r| Ok((ActPage::fetch(r, &ctx, id)?, query::said(r, &ctx, id)?))).await?;
    let text = |p: &kernel::Personal<String>| p.as_str().unwrap_or_default().to_owned();
    let values = Values::default()
        .with("description", text(&said.description))
        .with("place", text(&said.place))
        .with(VERSION, page.hazard.version.to_string());
    Ok(page.show(&screen, w::title(screen.lang()), fields(&screen, &values, &[]), &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 3] {
    let lang = screen.lang();
    [("description", w::description(lang)), ("place", w::place(lang)), ("reason", w::reason(lang))]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::hidden(VERSION, values.get(VERSION)))
        (form::text_area(&FieldSpec::new("description", w::description(lang)).required(), 4, values, problems, lang))
        (form::text(&FieldSpec::new("place", w::place(lang)).required(), values, problems, lang))
        (form::text(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)), values, problems, lang))
        (act_page::footer(screen, w::then(lang), w::act(lang)))
    }
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let cmd = Correct {
        description: values.get("description").to_owned(),
        place: values.get("place").to_owned(),
        reason: Some(values.get("reason").to_owned()),
        version: values.get(VERSION).parse().ok(),
    };
    let done = db.write("hazard.correct", &ctx, move |tx, ctx| correct(tx, ctx, id, &cmd)).await;
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectBody {
    description: String,
    place: String,
    reason: Option<String>,
    /// The version it was read in; a later one is a conflict.
    version: Option<i64>,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<CorrectBody>,
) -> Reply<Json<Done>> {
    let CorrectBody { description, place, reason, version } = body;
    let cmd = Correct { description, place, reason, version };
    act_page::by_program(&db, &ctx, id, "hazard.correct by program", move |tx, ctx| correct(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Correct description and place of a hazard that is not closed; what was said before stays on record")
        .body::<CorrectBody>()
        .returns::<Done>()
}
