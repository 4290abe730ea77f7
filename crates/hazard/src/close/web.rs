//! The form with which a verified hazard is closed, and its twin for programs.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use kernel::{Ctx, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Reply, Screen, Values};
use serde::Deserialize;

use super::{Close, close};
use crate::act_page::{self, ActPage, Done};
use crate::model::HazardId;
use crate::words::close as w;

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
    [("note", w::note(screen.lang()))]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::text_area(&FieldSpec::new("note", w::note(lang)).hint(w::note_hint(lang)), 2, values, problems, lang))
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
    let cmd = Close { note: Some(values.get("note").to_owned()) };
    let done = db.write("hazard.close", &ctx, move |tx, ctx| close(tx, ctx, id, &cmd)).await;
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseBody {
    note: Option<String>,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<CloseBody>,
) -> Reply<Json<Done>> {
    let cmd = Close { note: body.note };
    act_page::by_program(&db, &ctx, id, "hazard.close by program", move |tx, ctx| close(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Close a verified hazard").body::<CloseBody>().returns::<Done>()
}
