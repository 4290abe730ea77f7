//! The form with which a verified hazard is closed, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::{Close, close};
use crate::act_page::{self, ActPage, Done};
use crate::model::HazardId;
use crate::root_cause;
use crate::root_cause::web::{Asked, RootCauseBody};
use crate::words::close as w;

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, asked) = db.read(move |r| Ok((ActPage::fetch(r, &ctx, id)?, Asked::fetch(r, &ctx, id)?))).await?;
    let fields = fields(&screen, &asked, &Values::default(), &[]);
    Ok(page.show(&screen, w::title(screen.lang()), fields, &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 3] {
    let [cause, said] = root_cause::web::labels(screen.lang());
    [cause, said, ("note", w::note(screen.lang()))]
}

fn fields(screen: &Screen, asked: &Asked, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (root_cause::web::fields_of_closing(lang, asked, values, problems))
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
    let done = match root_cause::web::parse(&values) {
        Ok(cause) => {
            let cmd = Close { note: Some(values.get("note").to_owned()), cause };
            db.write("hazard.close", &ctx, move |tx, ctx| close(tx, ctx, id, &cmd)).await
        }
        Err(problems) => Err(problems.into()),
    };
    let reader = Arc::clone(&ctx);
    let asked = match &done {
        Err(Error::Invalid(_)) => db.read(move |r| Asked::fetch(r, &reader, id)).await?,
        _ => Asked::default(),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &asked, &values, problems), labels(screen).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseBody {
    note: Option<String>,
    /// Required for a hazard that was found again, unless it was said before.
    root_cause: Option<RootCauseBody>,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<CloseBody>,
) -> Reply<Json<Done>> {
    let cmd = Close { note: body.note, cause: body.root_cause.map(Into::into) };
    act_page::by_program(&db, &ctx, id, "hazard.close by program", move |tx, ctx| close(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Close a verified hazard").body::<CloseBody>().returns::<Done>()
}
