//! The form with which a rectification is accepted or returned, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values, parts};
use serde::Deserialize;

use super::{Verify, verify};
use crate::act_page::{self, ActPage, Done};
use crate::model::{Fact, HazardId};
use crate::query;
use crate::words::verify as w;

/// What the checker has to look at: the last report of work done.
fn work_of(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<String, kernel::Error> {
    let history = query::detail(r, ctx, id)?.history;
    let last = history.into_iter().rev().find_map(|entry| match entry.fact {
        Fact::Submitted { work, .. } => work.known().cloned(),
        _ => None,
    });
    Ok(last.unwrap_or_default())
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, work) = db.read(move |r| Ok((ActPage::fetch(r, &ctx, id)?, work_of(r, &ctx, id)?))).await?;
    let fields = fields(&screen, &Values::default(), &[], &work);
    Ok(page.show(&screen, w::title(screen.lang()), fields, &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 1] {
    [("note", w::note(screen.lang()))]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem], work: &str) -> Markup {
    let lang = screen.lang();
    let acts = html! {
        button.btn.is-grave type="submit" name="result" value="returned" { (w::return_it(lang)) }
        button.btn.is-primary type="submit" name="result" value="accepted" { (w::accept(lang)) }
    };
    html! {
        (form::wide(parts::facts_single(&[(w::work(lang), html! { (work) })])))
        (form::text_area(&FieldSpec::new("note", w::note(lang)).hint(w::note_hint(lang)), 3, values, problems, lang))
        (act_page::footer_with(screen, w::then(lang), acts))
    }
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let note = values.get("note").to_owned();
    let done = match values.get("result") {
        result @ ("accepted" | "returned") => {
            let cmd = Verify { accepted: result == "accepted", note };
            db.write("hazard.verify", &ctx, move |tx, ctx| verify(tx, ctx, id, &cmd)).await
        }
        _ => Err(Problem::at("note", "say whether you accept or return it").into()),
    };
    let asked = Arc::clone(&ctx);
    let work = db.read(move |r| work_of(r, &asked, id)).await?;
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems, &work), labels(screen).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyBody {
    accepted: bool,
    /// Required when it is returned: what is missing.
    #[serde(default)]
    note: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<VerifyBody>,
) -> Reply<Json<Done>> {
    let cmd = Verify { accepted: body.accepted, note: body.note };
    act_page::by_program(&db, &ctx, id, "hazard.verify by program", move |tx, ctx| verify(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Accept the rectification, or return it with a reason; never by whoever did the work")
        .body::<VerifyBody>()
        .returns::<Done>()
}
