//! The form that merges a hazard into another, the one that undoes it, and their twins for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Identity as _, Lang, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use super::{Merge, candidates, merge, unmerge};
use crate::act_page::{self, ActPage, Done, typed_or_picked};
use crate::model::{HazardId, Status};
use crate::recurrence::person::Candidate;
use crate::words::merge as w;

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<(ActPage, Vec<Candidate>), Error> {
    let page = ActPage::fetch(r, ctx, id)?;
    let offered = candidates(r, ctx, &page.hazard)?;
    Ok((page, offered))
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, offered) = db.read(move |r| fetch(r, &ctx, id)).await?;
    let fields = fields(&screen, &offered, &Values::default(), &[]);
    Ok(page.show(&screen, w::title(screen.lang()), fields, &labels(screen.lang()), &[]))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 3] {
    [("into", w::into(lang)), ("number", w::number(lang)), ("reason", w::reason(lang))]
}

fn fields(screen: &Screen, offered: &[Candidate], values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let options: Vec<_> = offered.iter().map(|it| (it.row.id.to_text(), it.label())).collect();
    html! {
        @if options.is_empty() { (form::wide(html! { p.muted { (w::none_like(lang)) } })) }
        @else { (form::choice(&FieldSpec::new("into", w::into(lang)).hint(w::into_hint(lang)).quoted(), &options, values, problems, lang)) }
        (form::text(&FieldSpec::new("number", w::number(lang)).hint(w::number_hint(lang)), values, problems, lang))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)).required(), 2, values, problems, lang))
        (act_page::footer_with(screen, w::then(lang), parts::submit_grave(w::act(lang))))
    }
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values, offered: &[Candidate]) -> Result<Merge, Error> {
    let into = typed_or_picked(r, ctx, values, offered, Problem::at("into", "choose the one that is kept"))?;
    Ok(Merge { into, reason: values.get("reason").to_owned() })
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let (read, offered) = db
        .read(move |r| {
            let (_, offered) = fetch(r, &asked, id)?;
            Ok((parse(r, &asked, &typed, &offered), offered))
        })
        .await?;
    let done = match read {
        Ok(cmd) => db.write("hazard.merge", &ctx, move |tx, ctx| merge(tx, ctx, id, &cmd)).await,
        Err(error) => Err(error),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &offered, &values, problems), labels(screen.lang()).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBody {
    /// The hazard that is kept.
    #[schema(value_type = String)]
    into: HazardId,
    reason: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<MergeBody>,
) -> Reply<Json<Done>> {
    let cmd = Merge { into: body.into, reason: body.reason };
    act_page::by_program(&db, &ctx, id, "hazard.merge by program", move |tx, ctx| merge(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Merge an open hazard into another open one of the same subject; it is counted no more, its page stays")
        .body::<MergeBody>()
        .returns::<Done>()
}

/// One open hazard of the same subject.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CandidateLine {
    #[schema(value_type = String)]
    id: HazardId,
    number: String,
    title: Option<String>,
    #[schema(value_type = String)]
    status: Status,
    /// Of the words, in per mille.
    likeness: u32,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CandidateLines {
    /// The likest first.
    candidates: Vec<CandidateLine>,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
) -> Reply<Json<CandidateLines>> {
    let (_, offered) = db.read(move |r| fetch(r, &ctx, id)).await?;
    let line = |it: Candidate| CandidateLine {
        id: it.row.id,
        number: it.row.number,
        title: it.row.title.known().cloned(),
        status: it.row.status,
        likeness: it.likeness,
    };
    Ok(Json(CandidateLines { candidates: offered.into_iter().map(line).collect() }))
}

pub fn get_doc() -> Doc {
    Doc::new("Open hazards of the same subject that this one may repeat, the likest first").returns::<CandidateLines>()
}

pub async fn show_undo(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
    let fields = undo_fields(&screen, &Values::default(), &[]);
    Ok(page.show(&screen, w::undo_title(screen.lang()), fields, &undo_labels(screen.lang()), &[]))
}

fn undo_labels(lang: Lang) -> [(&'static str, &'static str); 1] {
    [("reason", w::undo_reason(lang))]
}

fn undo_fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::text_area(&FieldSpec::new("reason", w::undo_reason(lang)).required(), 2, values, problems, lang))
        (act_page::footer(screen, w::undo_then(lang), w::undo(lang)))
    }
}

pub async fn post_undo(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let done = db.write("hazard.unmerge", &ctx, move |tx, ctx| unmerge(tx, ctx, id, &reason)).await;
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::undo_title(screen.lang()), undo_fields(screen, &values, problems), undo_labels(screen.lang()).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeparationBody {
    reason: String,
}

pub async fn post_undo_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<SeparationBody>,
) -> Reply<Json<Done>> {
    let name = "hazard.unmerge by program";
    act_page::by_program(&db, &ctx, id, name, move |tx, ctx| unmerge(tx, ctx, id, &body.reason)).await
}

pub fn undo_doc() -> Doc {
    Doc::new("Undo a merge with a reason: the hazard starts anew at its assignment")
        .body::<SeparationBody>()
        .returns::<Done>()
}
