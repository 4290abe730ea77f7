//! Issuing a document, its page, its Word file, and the twins for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Ctx, Error, Lang, Problem};
use ledger::{Db, Reader};
use page::{Doc, Json, Reply, Screen, Values};
use paper::document::{Document as Paper, Paragraph};
use registry::print;
use serde::{Deserialize, Serialize};

use super::text::{self, Matter, cited};
use super::told::Told;
use super::{Document, DocumentId, Kind, issue, query};
use crate::model::HazardId;
use crate::web::Names;

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: DocumentId, lang: Lang) -> Result<(Document, Paper), Error> {
    let document = query::load(r, ctx, id)?;
    let hazard = crate::query::detail(r, ctx, document.hazard)?;
    let told = Told::at_step(&hazard.history, document.step)
        .ok_or_else(|| Error::internal("a hazard whose history doesn't begin with a finding"))?;
    let office = registry::query::safety_office(r, ctx)?;
    let mut bodies = vec![document.organisation, office];
    bodies.extend(told.owner.iter().chain(&told.checker).map(|o| o.organisation));
    bodies.extend(told.done.iter().map(|(_, body, _)| *body));
    bodies.extend(told.plan.and_then(|plan| plan.organisation));
    let people: Vec<_> = told.plan.and_then(|plan| plan.person).into_iter().collect();
    let names = Names::in_full(r, ctx, &people, &bodies)?;
    let before = query::of_hazard(r, ctx, document.hazard)?;
    let order = before.iter().rev().find(|it| it.kind == Kind::Order && it.step < document.step);
    let order = order.map(|it| {
        let grade = Told::at_step(&hazard.history, it.step).map_or(told.grade, |then| then.grade);
        cited(lang, it, grade)
    });
    let matter = Matter {
        document: &document,
        told: &told,
        hazard_number: &hazard.number,
        names: &names,
        office: names.organisation(Some(office)),
        order,
    };
    let paper = text::paper(lang, &matter);
    Ok((document, paper))
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<DocumentId>,
) -> Reply {
    let lang = screen.lang();
    let (document, paper) = db.read(move |r| fetch(r, &ctx, id, lang)).await?;
    Ok(print::page(&screen, &paper, &format!("/hazards/{}", document.hazard), &format!("/documents/{id}/file")))
}

/// The Chinese text, whoever asks: it is the document.
pub async fn file(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<DocumentId>) -> Reply {
    let (_, paper) = db.read(move |r| fetch(r, &ctx, id, Lang::Zh)).await?;
    Ok(print::download(&paper)?)
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let Some(kind) = Kind::from_word(values.get("kind")) else {
        return Err(Error::from(Problem::at("kind", "choose one of the list")).into());
    };
    let document = db.write("document.issue", &ctx, move |tx, ctx| issue(tx, ctx, id, kind)).await?;
    Ok(Redirect::to(&format!("/documents/{document}")).into_response())
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueBody {
    /// `order`: the notice to rectify; `reply`: the report of what was done; `review`: the opinion of the re-inspection.
    #[schema(value_type = String)]
    kind: Kind,
}

/// A document that was issued.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Issued {
    #[schema(value_type = String)]
    id: DocumentId,
    #[schema(value_type = String)]
    kind: Kind,
    number: String,
}

impl Issued {
    fn of(lang: Lang, it: &Document) -> Issued {
        Issued { id: it.id, kind: it.kind, number: text::number(lang, it) }
    }
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<IssueBody>,
) -> Reply<Json<Issued>> {
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        let document = issue(tx, ctx, id, body.kind)?;
        Ok(Issued::of(ctx.lang, &query::load(tx, ctx, document)?))
    };
    Ok(Json(db.write("document.issue by program", &ctx, act).await?))
}

pub fn doc() -> Doc {
    Doc::new("Issue an official document about the last step of its kind, with the next number of its kind and year")
        .body::<IssueBody>()
        .returns::<Issued>()
}

/// What a document says, in the language asked for; the Word file is Chinese.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DocumentAnswer {
    #[schema(value_type = String)]
    id: DocumentId,
    #[schema(value_type = String)]
    kind: Kind,
    #[schema(value_type = String)]
    hazard: HazardId,
    number: String,
    title: String,
    addressee: Option<String>,
    paragraphs: Vec<String>,
    signature: String,
    date: String,
    copies: Option<String>,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<DocumentId>,
) -> Reply<Json<DocumentAnswer>> {
    let lang = ctx.lang;
    let (it, paper) = db.read(move |r| fetch(r, &ctx, id, lang)).await?;
    let plain = |it: Paragraph| match it {
        Paragraph::First(text) | Paragraph::Second(text) | Paragraph::Body(text) => text,
    };
    Ok(Json(DocumentAnswer {
        id,
        kind: it.kind,
        hazard: it.hazard,
        number: paper.number.unwrap_or_default(),
        title: paper.title,
        addressee: paper.addressee,
        paragraphs: paper.paragraphs.into_iter().map(plain).collect(),
        signature: paper.signature,
        date: paper.date.to_string(),
        copies: paper.copies,
    }))
}

pub fn get_doc() -> Doc {
    Doc::new("What an official document about a hazard says").returns::<DocumentAnswer>()
}
