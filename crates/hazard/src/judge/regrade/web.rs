//! The form with which a second person answers an ordinary verdict on a major hazard, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::Problem;
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::{Regrade, regrade};
use crate::act_page::{self, ActPage, Done};
use crate::model::HazardId;
use crate::words::regrade as w;

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<kernel::Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
    let fields = fields(&screen, &Values::default(), &[]);
    Ok(page.show(&screen, w::title(screen.lang()), fields, &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 1] {
    [("reason", w::reason(screen.lang()))]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let acts = html! {
        button.btn.is-grave type="submit" name="result" value="kept" { (w::keep(lang)) }
        button.btn.is-primary type="submit" name="result" value="agreed" { (w::agree(lang)) }
    };
    html! {
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)), 3, values, problems, lang))
        (act_page::footer_with(screen, w::then(lang), acts))
    }
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<kernel::Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let done = match values.get("result") {
        result @ ("agreed" | "kept") => {
            let cmd = Regrade { agreed: result == "agreed", reason };
            db.write("hazard.regrade", &ctx, move |tx, ctx| regrade(tx, ctx, id, &cmd)).await
        }
        _ => Err(Problem::at("reason", "say whether you agree").into()),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegradeBody {
    agreed: bool,
    /// Required when it stays a major one.
    #[serde(default)]
    reason: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<kernel::Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<RegradeBody>,
) -> Reply<Json<Done>> {
    let cmd = Regrade { agreed: body.agreed, reason: body.reason };
    act_page::by_program(&db, &ctx, id, "hazard.regrade by program", move |tx, ctx| regrade(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Answer an ordinary verdict on a major hazard: a second person agrees, or it stays major")
        .body::<RegradeBody>()
        .returns::<Done>()
}
