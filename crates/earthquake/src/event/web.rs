//! The form that takes a report in, and the door for a feeder.

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error};
use ledger::{Db, Tx};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use registry::field::{self, Field, Kind, may, must};
use serde::{Deserialize, Serialize};

use super::list::PATH;
use super::take::{Became, take};
use super::{EarthquakeId, Tell};
use crate::web::{Visitor, WORDS};
use crate::words::earthquake as w;

const FIELDS: &[Field] = &[
    must("time", Kind::Text),
    must("magnitude", Kind::Text),
    may("magnitude_kind", Kind::Text),
    must("longitude", Kind::Text),
    must("latitude", Kind::Text),
    may("depth_km", Kind::Text),
    must("source", Kind::Text),
    may("source_id", Kind::Text),
    may("place", Kind::Text),
];
/// Where official figures come from.
const OFFICIAL: &str = "中国地震台网";

pub(super) async fn show(screen: Screen) -> Reply {
    let values = Values::default().with("source", OFFICIAL).with("magnitude_kind", "M");
    Ok(page(&screen, &Typed { values, problems: Vec::new() }))
}

fn page(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let sheet = Sheet {
        title: w::record(lang),
        about: "",
        crumbs: vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::record(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::record_then(lang),
        labels: field::labels(lang, WORDS, FIELDS),
    };
    sheet.show(screen, typed, maud::html! {}, field::show_all(lang, WORDS, FIELDS, typed))
}

fn typed(values: &Values) -> Tell {
    let text = |name| values.get(name).to_owned();
    Tell {
        source: text("source"),
        source_id: text("source_id"),
        time: text("time"),
        longitude: text("longitude"),
        latitude: text("latitude"),
        depth_km: text("depth_km"),
        magnitude: text("magnitude"),
        magnitude_kind: text("magnitude_kind"),
        place: text("place"),
    }
}

/// A person who types one wants it kept.
fn taken(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Tell) -> Result<EarthquakeId, Error> {
    take(tx, ctx, cmd)?.id().ok_or(Error::refused("this lies farther off than the district keeps earthquakes"))
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = typed(&values);
    let made = db.write("earthquake.record", &ctx, move |tx, ctx| taken(tx, ctx, &cmd)).await;
    match done(made, values, |id| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &again)),
    }
}

/// What became of a report.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TakenAnswer {
    /// Nothing where it lies too far off to be kept.
    #[schema(value_type = Option<String>)]
    id: Option<EarthquakeId>,
    /// `recorded`, `joined` (another source told of it), `revised`, `known`, `beyond`
    became: String,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Tell>,
) -> Reply<Response> {
    let became = db.write("earthquake.record by program", &ctx, move |tx, ctx| take(tx, ctx, &cmd)).await?;
    let status = if matches!(became, Became::Recorded(_)) { StatusCode::CREATED } else { StatusCode::OK };
    let answer = TakenAnswer { id: became.id(), became: became.word().to_owned() };
    Ok((status, Json(answer)).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new(
        "Take in what a source says of an earthquake: recorded, joined to what another source told, a revision, known, or too \
         far off to be kept",
    )
    .body::<Tell>()
    .creates::<TakenAnswer>()
}
