//! The outlines as GeoJSON, for maps of this program and of others.

use axum::Json;
use axum::extract::State;
use ledger::Db;
use page::{Doc, Reply};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Outline, outlines};
use crate::web::Visitor;

/// A GeoJSON feature collection (RFC 7946).
#[derive(Debug, Serialize, ToSchema)]
pub struct FeatureCollection {
    /// `FeatureCollection`
    r#type: &'static str,
    /// One feature a division, with its `code` and `name`.
    #[schema(value_type = Vec<Object>)]
    features: Vec<Value>,
}

impl FeatureCollection {
    pub fn new(features: Vec<Value>) -> Self {
        Self { r#type: "FeatureCollection", features }
    }
}

fn feature(it: &Outline) -> Value {
    let degrees = |e6: i32| f64::from(e6) / 1e6;
    let ring = |ring: &Vec<super::Corner>| {
        let closed = ring.iter().chain(ring.first());
        closed.map(|[east, north]| json!([degrees(*east), degrees(*north)])).collect::<Vec<_>>()
    };
    let polygons: Vec<_> = it.rings.iter().map(|it| vec![ring(it)]).collect();
    json!({
        "type": "Feature",
        "properties": { "code": it.code, "name": it.name },
        "geometry": { "type": "MultiPolygon", "coordinates": polygons },
    })
}

pub async fn get_api(State(db): State<Db>, axum::Extension(ctx): Visitor) -> Reply<Json<FeatureCollection>> {
    let all = db.read(move |r| outlines(r, &ctx)).await?;
    Ok(Json(FeatureCollection::new(all.iter().map(feature).collect())))
}

pub fn doc() -> Doc {
    Doc::new("The outlines of the divisions as GeoJSON").returns::<FeatureCollection>()
}
