use super::{Function, Row, Rule, field, output, yes};
use crate::areas::{Areas, Ring};
use crate::{Domain, Error};

const RING: Domain = Domain::Form("vertices like 100.1 25.2, between commas, at least three");
/// Its parts and its holes: a point is inside where it lies in an odd number of rings.
pub(super) const OUTLINE: Domain =
    Domain::Form("rings of vertices like 100.1 25.2, between commas, at least three; semicolons between rings");
const COORDINATE: Domain = Domain::between(-100_000_000, 100_000_000);

pub(super) const POINT_IN_POLYGON: Function = Function {
    name: "point-in-polygon",
    inputs: &[
        field("x", "degrees or metres, as the ring", COORDINATE),
        field("y", "degrees or metres, as the ring", COORDINATE),
        field("ring", "x y, x y, …", RING),
    ],
    outputs: &[output("inside", "")],
    source: "crossing number; a point on a shared border lies on one side of it",
    edition: "crossing_number",
    certain: true,
    rule: Rule::Row(inside),
};

fn inside(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let text = row.text("ring")?;
    let ring = ring(text).ok_or_else(|| RING.refuse("ring", text))?;
    let areas = Areas::new(&[vec![ring]])?;
    let point = [row.real("x")?, row.real("y")?];
    Ok(vec![yes(areas.of(point).next().is_some())])
}

pub(super) fn outline(text: &str) -> Option<Vec<Ring>> {
    let rings = text.split([';', '；']).map(str::trim).filter(|ring| !ring.is_empty());
    rings.map(ring).collect::<Option<Vec<_>>>().filter(|rings| !rings.is_empty())
}

fn ring(text: &str) -> Option<Ring> {
    let vertex = |vertex: &str| {
        let (x, y) = vertex.trim().split_once(char::is_whitespace)?;
        Some([x.parse().ok()?, y.trim().parse().ok()?])
    };
    let ring = text.split([',', '，']).map(vertex).collect::<Option<Ring>>();
    ring.filter(|ring| ring.len() >= 3)
}
