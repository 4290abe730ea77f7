use super::{Function, Row, Rule, decimal, field, optional, output};
use crate::earthquake_intensity::{DISTANCE_KM, INTENSITY as DEGREES, MAGNITUDE, Region, Relation};
use crate::{Domain, Error};

const REGIONS: Domain = Domain::Words(&["east", "west"]);

pub(super) const INTENSITY: Function = Function {
    name: "earthquake-intensity",
    inputs: &[
        field("region", "east or west of some 105° E", REGIONS),
        field("magnitude", "surface-wave magnitude", MAGNITUDE),
        field("distance_km", "km from the epicentre", DISTANCE_KM),
        optional("intensity", "degrees; of the radii", DEGREES),
    ],
    outputs: &[
        output("intensity_long", "degrees on the long axis"),
        output("intensity_short", "degrees on the short axis"),
        output("intensity_mean", "degrees where the direction is not known"),
        output("sigma_long", "degrees"),
        output("sigma_short", "degrees"),
        output("radius_long_km", "km"),
        output("radius_short_km", "km"),
        output("radius_mean_km", "km"),
    ],
    source: "Wang Suyun, Yu Yanxiang and others 2000: intensity on the long and the short axis, east and west of China; the \
             coefficients are remembered",
    edition: "wang_2000",
    certain: false,
    rule: Rule::Row(answer),
};

fn answer(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let relation = Relation::of(match row.text("region")? {
        "east" => Region::East,
        "west" => Region::West,
        word => return Err(REGIONS.refuse("region", word)),
    });
    let (magnitude, distance) = (row.real("magnitude")?, row.real("distance_km")?);
    let (long, short) = relation.on_axes(magnitude, distance)?;
    let mean = relation.mean(magnitude, distance)?;
    let mut found: Vec<String> =
        [long, short, mean, relation.long.sigma, relation.short.sigma].into_iter().map(decimal).collect();
    let (mut radii, mut reach) = (None, None);
    if row.optional("intensity").is_some() {
        let intensity = row.real("intensity")?;
        radii = relation.radii_km(magnitude, intensity)?;
        reach = relation.mean_radius_km(magnitude, intensity)?;
    }
    let shown = |km: Option<f64>| km.map_or(String::new(), |km| decimal((km * 1e6).round() / 1e6));
    found.extend([shown(radii.map(|it| it.0)), shown(radii.map(|it| it.1)), shown(reach)]);
    Ok(found)
}
