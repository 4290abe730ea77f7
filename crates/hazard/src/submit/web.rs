//! The form with which a rectification is reported done, and its twin for programs.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use kernel::{Ctx, Problem, Text};
use ledger::{Db, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Reply, Screen, Values};
use serde::Deserialize;

use super::{Submit, submit};
use crate::act_page::{self, ActPage, Done};
use crate::model::HazardId;
use crate::words::submit as w;

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
    let fields = fields(&screen, &Values::default(), &[]);
    Ok(page.show(&screen, w::title(screen.lang()), fields, &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 1] {
    [("work", w::work(screen.lang()))]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::text_area(&FieldSpec::new("work", w::work(lang)).hint(w::work_hint(lang)).required(), 4, values, problems, lang))
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
    let mut text = Text::new();
    let cmd = Submit { work: text.required("work", values.get("work"), 4, 2_000) };
    let done = match text.finish() {
        Ok(()) => db.write("hazard.submit", &ctx, move |tx, ctx| submit(tx, ctx, id, &cmd)).await,
        Err(problems) => Err(problems.into()),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitBody {
    /// What was done.
    work: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<SubmitBody>,
) -> Reply<Json<Done>> {
    let cmd = Submit { work: body.work };
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        submit(tx, ctx, id, &cmd)?;
        Done::of(tx, ctx, id)
    };
    Ok(Json(db.write("hazard.submit by program", &ctx, act).await?))
}

pub fn doc() -> Doc {
    Doc::new("Report the rectification done; the checker owes from then on").body::<SubmitBody>().returns::<Done>()
}
