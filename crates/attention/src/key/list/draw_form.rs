//! The form that draws a list, and the same for programs: the record is asked as it was known at the moment, apart from the
//! writer, and what it answered is drafted.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error};
use ledger::{Db, Reader};
use maud::html;
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values as Fields};
use registry::field::{Field, Kind, labels, may, must, show_all};
use registry::measure::Values;
use serde::Serialize;

use super::web::PATH;
use super::{AttentionListId, DrawList, Drawn, draft, moment};
use crate::key::criteria::{AttentionCriteriaId, Criterion, query as criteria};
use crate::key::{Entry, Known, Work, compute};
use crate::web::{Visitor, WORDS};
use crate::words::key as w;

const FIELDS: &[Field] = &[must("title", Kind::Text), may("moment", Kind::Time)];

pub(super) async fn show(Extension(_): Visitor, screen: Screen) -> Reply {
    Ok(sheet(&screen, &Typed::default()))
}

fn sheet(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let title = w::draw(lang);
    let page = Sheet {
        title,
        about: "",
        crumbs: vec![Crumb::link(w::title(lang), PATH), Crumb::here(title)],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::draw_then(lang),
        labels: labels(lang, WORDS, FIELDS),
    };
    page.show(screen, typed, html! {}, show_all(lang, WORDS, FIELDS, typed))
}

/// Asked of what was known at a moment, by these criteria.
pub(super) fn work(ctx: &Ctx, values: Values, criteria: Vec<Criterion>, at: kernel::Instant) -> Work {
    let ctx = ctx.clone();
    Box::new(move |r: &Reader<'_>| compute(r, &ctx, &values, &criteria, at))
}

/// The edition of the day, asked of the record as it was known then.
async fn drawn(db: &Db, ctx: &Arc<Ctx>, (values, known): (Values, Known), cmd: &DrawList) -> Result<Drawn, Error> {
    let at = moment(cmd, ctx.now)?;
    let asked = Arc::clone(ctx);
    let edition = move |r: &Reader<'_>| -> Result<Option<(AttentionCriteriaId, Vec<Criterion>)>, Error> {
        let Some(it) = criteria::in_force(r, &asked, at.day())? else { return Ok(None) };
        Ok(Some((it.id, criteria::criteria(r, &asked, it.id)?)))
    };
    let (criteria, asks) =
        db.read(edition).await?.ok_or_else(|| Error::refused("no criteria were in force on that day"))?;
    let entries: Vec<Entry> = (known.0)(at, work(ctx, values, asks, at)).await?;
    Ok(Drawn { moment: at, criteria, entries })
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    (Extension(values), Extension(known)): (Extension<Values>, Extension<Known>),
    screen: Screen,
    fields: Fields,
) -> Reply {
    let cmd = DrawList { title: fields.get("title").to_owned(), moment: fields.get("moment").to_owned() };
    let made = match drawn(&db, &ctx, (values, known), &cmd).await {
        Ok(drawn) => db.write("attention_list.draft", &ctx, move |tx, ctx| draft(tx, ctx, &cmd, &drawn)).await,
        Err(error) => Err(error),
    };
    match done(made, fields, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(sheet(&screen, &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttentionListCreated {
    #[schema(value_type = String)]
    id: AttentionListId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    Extension(known): Extension<Known>,
    Json(cmd): Json<DrawList>,
) -> Reply<Response> {
    let drawn = drawn(&db, &ctx, (values, known), &cmd).await?;
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| draft(tx, ctx, &cmd, &drawn);
    let id = db.write("attention_list.draft by program", &ctx, run).await?;
    Ok((StatusCode::CREATED, Json(AttentionListCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Draw a key-attention list from the record as it was known at a moment, by the criteria of that day")
        .body::<DrawList>()
        .creates::<AttentionListCreated>()
}
