//! The form with which a stop order is proposed, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Ctx, Error, Identity as _, Instant, Problem, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::steps::StopDone;
use crate::act_page::{self, ActPage};
use crate::model::HazardId;
use crate::stop::query::{self, Named};
use crate::stop::{Extent, Propose, propose};
use crate::web::options;
use crate::words::{stop_extent, stop_form as w};

/// What the form offers besides what is typed: other hazards of the same subject.
fn others(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Vec<Named>, Error> {
    let it = crate::store::load(r, ctx, id)?;
    let mut all = query::could_be_named(r, ctx, it.subject)?;
    all.retain(|named| named.id != id);
    Ok(all)
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let now = ctx.now;
    let (page, others) = db.read(move |r| Ok((ActPage::fetch(r, &ctx, id)?, others(r, &ctx, id)?))).await?;
    let values = Values::default().with("extent", Extent::Unit.word()).with("from", now.to_minute());
    let title = w::propose_title(screen.lang());
    Ok(page.show(&screen, title, fields(&screen, &others, &values, &[]), &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 6] {
    let lang = screen.lang();
    [
        ("extent", w::extent(lang)),
        ("part", w::part(lang)),
        ("hazards", w::hazards(lang)),
        ("reason", w::reason(lang)),
        ("basis", w::basis(lang)),
        ("from", w::from(lang)),
    ]
}

fn fields(screen: &Screen, others: &[Named], values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let extents = options(Extent::ALL, Extent::word, |it| stop_extent::of(lang, it.word()));
    let named: Vec<_> = others.iter().map(option).collect();
    let bases = w::bases(lang).lines().map(str::to_owned).collect::<Vec<_>>();
    html! {
        (form::choice(&FieldSpec::new("extent", w::extent(lang)).required(), &extents, values, problems, lang))
        (form::text(&FieldSpec::new("part", w::part(lang)).hint(w::part_hint(lang)), values, problems, lang))
        @if !named.is_empty() {
            (form::wide(form::choices(&FieldSpec::new("hazards", w::hazards(lang)).hint(w::hazards_hint(lang)).quoted(), &named, values, problems, lang)))
        }
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).required(), 3, values, problems, lang))
        (form::text_from(&FieldSpec::new("basis", w::basis(lang)).hint(w::basis_hint(lang)).required(), &bases, values, problems, lang))
        (form::datetime(&FieldSpec::new("from", w::from(lang)).required(), values, problems, lang))
        (act_page::footer(screen, w::propose_then(lang), w::propose(lang)))
    }
}

pub(super) fn option(it: &Named) -> (String, String) {
    (it.id.to_text(), format!("{} {}", it.number, it.title.as_str().unwrap_or("--")))
}

fn parse(r: &Reader<'_>, ctx: &Ctx, id: HazardId, values: &Values) -> Result<Propose, Error> {
    let mut text = Text::new();
    let extent = text.read("extent", values.get("extent"), "choose one of the list", Extent::from_word);
    let part = text.optional("part", values.get("part"), 100);
    let reason = text.required("reason", values.get("reason"), 4, 2_000);
    let basis = text.required("basis", values.get("basis"), 4, 500);
    let from = text.read("from", values.get("from"), "write the time as 2026-06-18 21:46", Instant::read);
    let mut hazards = vec![id];
    for given in values.all("hazards") {
        match HazardId::parse(given) {
            Some(id) => hazards.push(id),
            None => text.problem("hazards", "choose one of the list", given),
        }
    }
    text.finish()?;
    let (Some(extent), Some(from)) = (extent, from) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    let subject = crate::store::load(r, ctx, id)?.subject;
    Ok(Propose { subject, extent, part, hazards, reason, basis, from })
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let (read, others) = db.read(move |r| Ok((parse(r, &asked, id, &typed), others(r, &asked, id)?))).await?;
    let done = match read {
        Ok(cmd) => db.write("stop.propose", &ctx, move |tx, ctx| propose(tx, ctx, &cmd)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(stop) => Ok(Redirect::to(&format!("/stop-orders/{stop}")).into_response()),
        Err(error) => {
            act_page::answer(&db, &ctx, &screen, id, Err(error), |screen, problems| {
                let fields = fields(screen, &others, &values, problems);
                (w::propose_title(screen.lang()), fields, labels(screen).to_vec())
            })
            .await
        }
    }
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopBody {
    #[schema(value_type = String)]
    extent: Extent,
    /// Which line or project; a unit needs no name.
    part: Option<String>,
    /// Other hazards of the same subject that must be rectified too.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    hazards: Vec<HazardId>,
    reason: String,
    /// By which article.
    basis: String,
    #[schema(value_type = Option<String>)]
    from: Option<Instant>,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<StopBody>,
) -> Reply<Json<StopDone>> {
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        let cmd = Propose {
            subject: crate::store::load(tx, ctx, id)?.subject,
            extent: body.extent,
            part: body.part.clone(),
            hazards: std::iter::once(id).chain(body.hazards.iter().copied()).collect(),
            reason: body.reason.clone(),
            basis: body.basis.clone(),
            from: body.from.unwrap_or(ctx.now),
        };
        let stop = propose(tx, ctx, &cmd)?;
        StopDone::of(tx, ctx, stop)
    };
    Ok(Json(db.write("stop.propose by program", &ctx, act).await?))
}

pub fn doc() -> Doc {
    Doc::new("Propose that a unit, a line or a project be stopped because of a hazard; another person signs")
        .body::<StopBody>()
        .returns::<StopDone>()
}
