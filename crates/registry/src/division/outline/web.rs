//! The outlines as GeoJSON, for maps of this program and of others.

use axum::extract::State;
use ledger::Db;
use page::{Doc, Json, Reply};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Corner, Outline, Rings, outlines};
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
    let ring = |ring: &Vec<Corner>| {
        let closed = ring.iter().chain(ring.first());
        closed.map(|[east, north]| json!([degrees(*east), degrees(*north)])).collect::<Vec<_>>()
    };
    let written = |polygon: Vec<&Vec<Corner>>| polygon.into_iter().map(ring).collect::<Vec<_>>();
    let polygons: Vec<_> = polygons(&it.rings).into_iter().map(written).collect();
    json!({
        "type": "Feature",
        "properties": { "code": it.code, "name": it.name },
        "geometry": { "type": "MultiPolygon", "coordinates": polygons },
    })
}

/// A ring within an odd number of others is a hole of the innermost of them; every other begins a polygon.
pub(super) fn polygons(rings: &Rings) -> Vec<Vec<&Vec<Corner>>> {
    let around = |it: &Vec<Corner>| -> Vec<usize> {
        let held = |(_, other): &(usize, &Vec<Corner>)| !std::ptr::eq(*other, it) && holds(other, it[0]);
        rings.iter().enumerate().filter(held).map(|(n, _)| n).collect()
    };
    let depths: Vec<Vec<usize>> = rings.iter().map(around).collect();
    let outer: Vec<usize> = (0..rings.len()).filter(|n| depths[*n].len().is_multiple_of(2)).collect();
    let hole_of =
        |hole: usize, around: usize| depths[hole].len() == depths[around].len() + 1 && depths[hole].contains(&around);
    let polygon = |n: &usize| {
        let holes = (0..rings.len()).filter(|hole| hole_of(*hole, *n));
        std::iter::once(*n).chain(holes).map(|it| &rings[it]).collect()
    };
    outer.iter().map(polygon).collect()
}

/// A ray to the east meets the ring an odd number of times.
fn holds(ring: &[Corner], [east, north]: Corner) -> bool {
    let sides = ring.iter().zip(ring.iter().cycle().skip(1));
    let met = sides.filter(|([x1, y1], [x2, y2])| {
        if (*y1 > north) == (*y2 > north) {
            return false;
        }
        let [x1, y1, x2, y2, x, y] = [*x1, *y1, *x2, *y2, east, north].map(i128::from);
        let side = (x - x1) * (y2 - y1) - (x2 - x1) * (y - y1);
        (side < 0) == (y2 > y1)
    });
    met.count() % 2 == 1
}

pub async fn get_api(State(db): State<Db>, axum::Extension(ctx): Visitor) -> Reply<Json<FeatureCollection>> {
    let all = db.read(move |r| outlines(r, &ctx)).await?;
    Ok(Json(FeatureCollection::new(all.iter().map(feature).collect())))
}

pub fn doc() -> Doc {
    Doc::new("The outlines of the divisions as GeoJSON").returns::<FeatureCollection>()
}
