//! What a file of outlines may be, and which features of it can be used.

use kernel::District;
use serde_json::json;

use super::*;

fn district() -> District {
    "530999".parse().unwrap()
}

fn file(code: Value, geometry: Value) -> Vec<u8> {
    let feature = json!({ "type": "Feature", "properties": { "name": "城关镇", "Code": code }, "geometry": geometry });
    json!({ "type": "FeatureCollection", "features": [feature] }).to_string().into_bytes()
}

fn polygon(rings: Value) -> Value {
    json!({ "type": "Polygon", "coordinates": rings })
}

fn square() -> Value {
    json!([[[100.0, 24.0], [100.1, 24.0], [100.1, 24.0], [100.1, 24.1], [100.0, 24.1], [100.0, 24.0]]])
}

fn outcome(bytes: &[u8]) -> String {
    match read(bytes, district(), None) {
        Err(error) => error.to_string(),
        Ok(parsed) => match (parsed.good.first(), parsed.bad.first()) {
            (Some(it), _) => {
                format!("{} with {:?} corners", it.code, it.rings.iter().map(Vec::len).collect::<Vec<_>>())
            }
            (None, Some(bad)) => format!("{} {:?}: {}", bad.feature, bad.code, bad.problem),
            (None, None) => format!("{} unwanted", parsed.unwanted),
        },
    }
}

#[test]
fn files() {
    //    bytes                                              outcome
    let check = |bytes: &[u8], expected: &str| assert_eq!(outcome(bytes), expected);
    check(b"code,name", "file: the file is not JSON");
    check(b"{\"type\":\"Topology\"}", "file: the file is not a GeoJSON feature collection");
    check(b"{\"type\":\"FeatureCollection\"}", "file: the file has no features");
    check(b"{\"type\":\"FeatureCollection\",\"features\":[]}", "file: the file has no features");
    check(&vec![b' '; MOST_BYTES + 1], "file: the file has more than 32 MB");
}

#[test]
fn features() {
    let bow = json!([[[100.0, 24.0], [100.1, 24.1], [100.1, 24.0], [100.0, 24.1], [100.0, 24.0]]]);
    let line = json!([[[100.0, 24.0], [100.1, 24.1], [100.2, 24.2], [100.0, 24.0]]]);
    let metres = json!([[[390_000.0, 2_680_000.0], [391_000.0, 2_680_000.0], [391_000.0, 2_681_000.0]]]);
    let vast = json!([[[80.0, 24.0], [100.0, 24.0], [100.0, 44.0], [80.0, 44.0], [80.0, 24.0]]]);
    let hole = json!([square()[0], [[100.02, 24.02], [100.04, 24.02], [100.04, 24.04], [100.02, 24.02]]]);
    //    code                      geometry                                  outcome
    check(json!("530999100"), polygon(square()), "530999100000 with [4] corners");
    check(json!(530_999_100), polygon(square()), "530999100000 with [4] corners");
    check(json!("530999100"), polygon(hole), "530999100000 with [4, 3] corners");
    check(
        json!("530999100"),
        json!({ "type": "MultiPolygon", "coordinates": [square()] }),
        "530999100000 with [4] corners",
    );
    check(json!("530998100"), polygon(square()), "1 unwanted");
    check(json!("5309"), polygon(square()), "1 unwanted");
    check(json!(null), polygon(square()), "1 \"\": no property holds the code");
    check(json!("53-09"), polygon(square()), "1 \"53-09\": the code is not 2, 4, 6, 9 or 12 digits");
    check(
        json!("530999100"),
        json!({ "type": "Point", "coordinates": [100.0, 24.0] }),
        "1 \"530999100\": the geometry is neither a polygon nor several",
    );
    check(json!("530999100"), json!(null), "1 \"530999100\": the geometry is neither a polygon nor several");
    check(json!("530999100"), polygon(json!([[1, 2]])), "1 \"530999100\": a corner is not two numbers");
    check(
        json!("530999100"),
        polygon(json!([7])),
        "1 \"530999100\": the coordinates are not nested as GeoJSON has them",
    );
    check(json!("530999100"), polygon(metres), "1 \"530999100\": longitude, then latitude, in degrees");
    check(
        json!("530999100"),
        polygon(json!([[[100.0, 24.0], [100.1, 24.0]]])),
        "1 \"530999100\": a ring has three corners or more",
    );
    check(json!("530999100"), polygon(line), "1 \"530999100\": the outline has next to no area");
    check(json!("530999100"), polygon(vast), "1 \"530999100\": the outline is larger than any county");
    check(json!("530999100"), polygon(bow), "1 \"530999100\": the outline has next to no area");
}

fn check(code: Value, geometry: Value, expected: &str) {
    assert_eq!(outcome(&file(code, geometry)), expected);
}

#[test]
fn a_ring_that_crosses_itself() {
    let crooked = json!([[[100.0, 24.0], [100.2, 24.0], [100.2, 24.2], [100.1, 23.9], [100.0, 24.2], [100.0, 24.0]]]);
    check(json!("530999100"), polygon(crooked), "1 \"530999100\": a ring crosses itself");
}

#[test]
fn a_code_that_stands_twice() {
    let feature = json!({ "properties": { "区": "530999100" }, "geometry": polygon(square()) });
    let bytes = json!({ "type": "FeatureCollection", "features": [feature, feature] }).to_string();
    let parsed = read(bytes.as_bytes(), district(), Some("区")).unwrap();
    assert_eq!((parsed.good.len(), parsed.bad.len()), (1, 1));
    assert_eq!(parsed.bad[0].problem, "the code stands twice in the file");
}
