//! The form that divides a hazard, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Lang, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use super::{Divide, FIELDS, Part, divide};
use crate::act_page::{self, ActPage, Done};
use crate::model::HazardId;
use crate::query;
use crate::words::divide as w;

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, said) = db.read(move |r| Ok((ActPage::fetch(r, &ctx, id)?, query::said(r, &ctx, id)?))).await?;
    let text = |p: &kernel::Personal<String>| p.as_str().unwrap_or_default().to_owned();
    let (place, description) = FIELDS[0];
    let values = Values::default().with(place, text(&said.place)).with(description, text(&said.description));
    let lang = screen.lang();
    Ok(page.show(&screen, w::title(lang), fields(&screen, &values, &[]), &said_labels(&labels(lang)), &[]))
}

fn labels(lang: Lang) -> Vec<(&'static str, String)> {
    let each = (1..)
        .zip(FIELDS)
        .flat_map(|(n, (place, description))| [(place, w::place(lang, n)), (description, w::description(lang, n))]);
    each.chain([("reason", w::reason(lang).to_owned())]).collect()
}

fn said_labels<'l>(labels: &'l [(&'static str, String)]) -> Vec<(&'l str, &'l str)> {
    labels.iter().map(|(name, label)| (*name, label.as_str())).collect()
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        @for (n, (place, description)) in (1..).zip(FIELDS) {
            (form::group(&w::part(lang, n)))
            (form::text(&FieldSpec::new(place, &w::place(lang, n)), values, problems, lang))
            (form::text_area(&FieldSpec::new(description, &w::description(lang, n)), 2, values, problems, lang))
        }
        (form::group(w::why(lang)))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).required(), 2, values, problems, lang))
        (act_page::footer_with(screen, w::then(lang), parts::submit_grave(w::act(lang))))
    }
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let part = |(place, description): (&str, &str)| Part {
        place: values.get(place).to_owned(),
        description: values.get(description).to_owned(),
    };
    let cmd = Divide { parts: FIELDS.into_iter().map(part).collect(), reason: values.get("reason").to_owned() };
    let done = db.write("hazard.divide", &ctx, move |tx, ctx| divide(tx, ctx, id, &cmd).map(drop)).await;
    let labels = labels(screen.lang());
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), said_labels(&labels))
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DivideBody {
    /// From two to five.
    parts: Vec<PartBody>,
    reason: String,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartBody {
    place: String,
    description: String,
}

/// What became of it.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DividedAnswer {
    whole: Done,
    #[schema(value_type = Vec<String>)]
    parts: Vec<HazardId>,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<DivideBody>,
) -> Reply<Json<DividedAnswer>> {
    let part = |it: PartBody| Part { place: it.place, description: it.description };
    let cmd = Divide { parts: body.parts.into_iter().map(part).collect(), reason: body.reason };
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        let parts = divide(tx, ctx, id, &cmd)?;
        Ok(DividedAnswer { whole: Done::of(tx, ctx, id)?, parts })
    };
    Ok(Json(db.write("hazard.divide by program", &ctx, act).await?))
}

pub fn doc() -> Doc {
    Doc::new("Divide an open hazard that is really several: each part goes its own loop, the record ends")
        .body::<DivideBody>()
        .returns::<DividedAnswer>()
}
