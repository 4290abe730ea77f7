//! The form with which a listing is proposed, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Ctx, Day, Error, OrganisationId, Problem, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::steps::Done;
use crate::act_page::{self, ActPage};
use crate::assign::web::organisation;
use crate::listing::{Level, Propose, propose};
use crate::model::HazardId;
use crate::web::options;
use crate::words::{listing_form as w, listing_level};

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, values) = db
        .read(move |r| {
            let page = ActPage::fetch(r, &ctx, id)?;
            let office = registry::query::safety_office(r, &ctx)?;
            let name = registry::query::organisation(r, &ctx, office)?.map(|it| it.name).unwrap_or_default();
            let due = page.hazard.due.map(|due| due.day().to_string()).unwrap_or_default();
            let county = Level::County.word();
            Ok((page, Values::default().with("organisation", name).with("deadline", due).with("level", county)))
        })
        .await?;
    Ok(page.show(&screen, w::propose_title(screen.lang()), fields(&screen, &values, &[]), &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 4] {
    let lang = screen.lang();
    [
        ("level", w::level(lang)),
        ("organisation", w::organisation(lang)),
        ("deadline", w::deadline(lang)),
        ("reason", w::reason(lang)),
    ]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let levels = options(Level::ALL, Level::word, |it| listing_level::of(lang, it.word()));
    html! {
        (form::choice(&FieldSpec::new("level", w::level(lang)).required(), &levels, values, problems, lang))
        (form::text_suggested(&FieldSpec::new("organisation", w::organisation(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (form::date(&FieldSpec::new("deadline", w::deadline(lang)).required(), values, problems, lang))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).required(), 3, values, problems, lang))
        (act_page::footer(screen, w::propose_then(lang), w::propose(lang)))
    }
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Propose, Error> {
    let mut text = Text::new();
    let level = text.read("level", values.get("level"), "choose one of the list", Level::from_word);
    let body = organisation(r, ctx, "organisation", values, &mut text)?;
    let deadline =
        text.read("deadline", values.get("deadline"), "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    let reason = text.required("reason", values.get("reason"), 4, 2_000);
    text.finish()?;
    let (Some(level), Some(organisation), Some(deadline)) = (level, body, deadline) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    Ok(Propose { level, organisation, deadline, reason })
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let read = db.read(move |r| Ok(parse(r, &asked, &typed))).await?;
    let done = match read {
        Ok(cmd) => db.write("listing.propose", &ctx, move |tx, ctx| propose(tx, ctx, id, &cmd)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(listing) => Ok(Redirect::to(&format!("/listings/{listing}")).into_response()),
        Err(error) => {
            act_page::answer(&db, &ctx, &screen, id, Err(error), |screen, problems| {
                (w::propose_title(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
            })
            .await
        }
    }
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeBody {
    #[schema(value_type = String)]
    level: Level,
    /// Who supervises.
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = String)]
    deadline: Day,
    reason: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<ProposeBody>,
) -> Reply<Json<Done>> {
    let ProposeBody { level, organisation, deadline, reason } = body;
    let cmd = Propose { level, organisation, deadline, reason };
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        let listing = propose(tx, ctx, id, &cmd)?;
        Done::of(tx, ctx, listing)
    };
    Ok(Json(db.write("listing.propose by program", &ctx, act).await?))
}

pub fn doc() -> Doc {
    Doc::new("Propose that a major hazard be listed for supervision; another person decides")
        .body::<ProposeBody>()
        .returns::<Done>()
}
