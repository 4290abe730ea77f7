//! The form with which a deadline is extended, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Instant, Problem, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::{Extend, ask, extend};
use crate::act_page::{self, ActPage, Done};
use crate::model::HazardId;
use crate::report::web::deadline;
use crate::words::extend as w;

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, request) = db.read(move |r| Ok((ActPage::fetch(r, &ctx, id)?, ask::waiting(r, &ctx, id)?))).await?;
    // What was asked for stands in the form already.
    let asked = |it: ask::Request| Values::default().with("due", it.due.day().to_string());
    let fields = fields(&screen, &request.map_or_else(Values::default, asked), &[]);
    Ok(page.show(&screen, w::title(screen.lang()), fields, &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 2] {
    [("due", w::due(screen.lang())), ("reason", w::reason(screen.lang()))]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::date(&FieldSpec::new("due", w::due(lang)).hint(w::due_hint(lang)).required(), values, problems, lang))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).required(), 2, values, problems, lang))
        (act_page::footer(screen, w::then(lang), w::act(lang)))
    }
}

/// What asking and granting are typed with.
pub(super) fn due_and_reason(values: &Values) -> Result<(Instant, String), Error> {
    let mut text = Text::new();
    let due = text.read("due", values.get("due"), "write the day as 2026-06-18", deadline);
    let reason = text.required("reason", values.get("reason"), 2, 500);
    match (text.finish(), due) {
        (Ok(()), Some(due)) => Ok((due, reason)),
        (Ok(()), None) => Err(Problem::at("due", "fill in this field").into()),
        (Err(problems), _) => Err(problems.into()),
    }
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let done = match due_and_reason(&values) {
        Ok((due, reason)) => {
            let cmd = Extend { due, reason };
            db.write("hazard.extend", &ctx, move |tx, ctx| extend(tx, ctx, id, &cmd)).await
        }
        Err(problems) => Err(problems),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendBody {
    #[schema(value_type = String)]
    pub(super) due: Instant,
    pub(super) reason: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<ExtendBody>,
) -> Reply<Json<Done>> {
    let cmd = Extend { due: body.due, reason: body.reason };
    act_page::by_program(&db, &ctx, id, "hazard.extend by program", move |tx, ctx| extend(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Extend the deadline with a reason; not by whoever owes it").body::<ExtendBody>().returns::<Done>()
}
