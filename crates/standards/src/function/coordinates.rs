use super::{Function, Row, Rule, field, output, setting};
use crate::gcj02::{LAT_DEG, LON_DEG, LonLat, System, convert};
use crate::{Domain, Error};

const SYSTEM: Domain = Domain::Words(&System::WORDS);

pub(super) const GCJ02: Function = Function {
    name: "gcj02",
    inputs: &[
        field("lon_deg", "°", LON_DEG),
        field("lat_deg", "°", LAT_DEG),
        setting("from", "", SYSTEM, "wgs84"),
        setting("to", "", SYSTEM, "gcj02"),
    ],
    outputs: &[output("to_lon_deg", "°"), output("to_lat_deg", "°")],
    source: "the formula of public libraries; no official text is public",
    edition: "WGS-84, GCJ-02, BD-09",
    certain: true,
    rule: Rule::Row(row),
};

fn row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let at = LonLat::new(row.real("lon_deg")?, row.real("lat_deg")?)?;
    let there = convert(at, row.read("from", System::from_word)?, row.read("to", System::from_word)?);
    Ok(vec![format!("{:.9}", there.lon_deg()), format!("{:.9}", there.lat_deg())])
}
