//! Outlines of divisions from a GeoJSON file (RFC 7946): one feature a division, its code in a property, a polygon or
//! several. What lies outside the district is left out; a feature that can't be used is named with its reason.
//!
//! Degrees are rounded to millionths, the closing corner and repeated corners are dropped.

mod shape;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use kernel::{Ctx, District, Division, Error, Problem};
use ledger::Tx;
use serde::Serialize;
use serde_json::Value;

use crate::division::{Corner, Rings, outline, store};

/// A larger file is some other file; the outlines of a county's villages take a tenth.
pub const MOST_BYTES: usize = 32 << 20;
const MOST_FEATURES: usize = 20_000;
const LISTED: usize = 200;
/// Where the code stands when nobody says so.
const CODES: [&str; 8] = ["code", "code12", "adcode", "pac", "代码", "区划代码", "行政区划代码", "xzqdm"];

/// One usable feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Counted from one.
    pub feature: usize,
    pub code: Division,
    pub rings: Rings,
}

/// A feature that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bad {
    /// Counted from one.
    pub feature: usize,
    /// As the file has it.
    pub code: String,
    pub problem: String,
}

#[derive(Debug, Default)]
pub struct Parsed {
    pub good: Vec<Drawn>,
    pub bad: Vec<Bad>,
    /// Features of other districts.
    pub unwanted: usize,
}

#[derive(Debug, Default, Serialize)]
pub struct Outcome {
    pub changed: usize,
    pub unchanged: usize,
    pub bad: Vec<Bad>,
}

/// `property` names the property that holds the code; without, the usual names are tried.
pub fn read(bytes: &[u8], district: District, property: Option<&str>) -> Result<Parsed, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(unreadable("the file has more than 32 MB"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file: Value = serde_json::from_slice(bytes).map_err(|cause| Problem {
        field: "file",
        problem: "the file is not JSON",
        given: format!("line {}, column {}", cause.line(), cause.column()),
    })?;
    if file["type"] != "FeatureCollection" {
        return Err(unreadable("the file is not a GeoJSON feature collection"));
    }
    let features = file["features"].as_array().ok_or_else(|| unreadable("the file has no features"))?;
    if features.is_empty() {
        return Err(unreadable("the file has no features"));
    }
    if features.len() > MOST_FEATURES {
        return Err(unreadable("the file has more than 20000 features"));
    }
    let (mut parsed, mut seen) = (Parsed::default(), BTreeSet::new());
    for (at, feature) in features.iter().enumerate() {
        let given = code(feature, property);
        match take(feature, given.as_deref(), district, &mut seen) {
            Ok(Some((code, rings))) => parsed.good.push(Drawn { feature: at + 1, code, rings }),
            Ok(None) => parsed.unwanted += 1,
            Err(problem) if parsed.bad.len() < LISTED => {
                parsed.bad.push(Bad { feature: at + 1, code: given.unwrap_or_default(), problem: problem.to_owned() });
            }
            Err(_) => return Err(unreadable("more than 200 features can't be used")),
        }
    }
    Ok(parsed)
}

fn unreadable(problem: &'static str) -> Error {
    Problem::at("file", problem).into()
}

fn code(feature: &Value, property: Option<&str>) -> Option<String> {
    let properties = feature["properties"].as_object()?;
    let named = |(name, _): &(&String, &Value)| match property {
        Some(wanted) => name.as_str() == wanted,
        None => CODES.contains(&name.to_lowercase().as_str()),
    };
    match properties.iter().find(named)?.1 {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

type Taken = Option<(Division, Rings)>;

fn take(
    feature: &Value,
    given: Option<&str>,
    district: District,
    seen: &mut BTreeSet<Division>,
) -> Result<Taken, &'static str> {
    let given = given.filter(|it| !it.is_empty()).ok_or("no property holds the code")?;
    let code: Division = given.parse().map_err(|_| "the code is not 2, 4, 6, 9 or 12 digits")?;
    if !district.division().contains(code) {
        return Ok(None);
    }
    if !seen.insert(code) {
        return Err("the code stands twice in the file");
    }
    let rings = rings(&feature["geometry"])?;
    shape::check(&rings)?;
    Ok(Some((code, rings)))
}

fn rings(geometry: &Value) -> Result<Rings, &'static str> {
    let coordinates = &geometry["coordinates"];
    let polygons = match geometry["type"].as_str() {
        Some("Polygon") => std::slice::from_ref(coordinates),
        Some("MultiPolygon") => list(coordinates)?,
        _ => return Err("the geometry is neither a polygon nor several"),
    };
    let mut rings = Rings::new();
    for polygon in polygons {
        for ring in list(polygon)? {
            let mut corners = list(ring)?.iter().map(corner).collect::<Result<Vec<Corner>, _>>()?;
            corners.dedup();
            if corners.len() > 1 && corners.first() == corners.last() {
                corners.pop();
            }
            rings.push(corners);
        }
    }
    Ok(rings)
}

fn list(it: &Value) -> Result<&[Value], &'static str> {
    it.as_array().map(Vec::as_slice).ok_or("the coordinates are not nested as GeoJSON has them")
}

fn corner(at: &Value) -> Result<Corner, &'static str> {
    let e6 = |axis: usize, most: f64| {
        let degrees = at[axis].as_f64().ok_or("a corner is not two numbers")?;
        if degrees.abs() > most {
            return Err("longitude, then latitude, in degrees");
        }
        // Within the limits it fits.
        Ok((degrees * 1e6).round() as i32)
    };
    Ok([e6(0, 180.0)?, e6(1, 90.0)?])
}

/// What is the same as before changes nothing; a division that the district does not have is bad.
pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, drawn: &[Drawn]) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    for it in drawn {
        let bad = |problem: String| Bad { feature: it.feature, code: it.code.to_string(), problem };
        if store::find(tx, ctx, it.code)?.is_none_or(|known| known.abolished_on.is_some()) {
            outcome.bad.push(bad("there is no such division in this district today".to_owned()));
            continue;
        }
        match outline(tx, ctx, it.code, &it.rings) {
            Ok(true) => outcome.changed += 1,
            Ok(false) => outcome.unchanged += 1,
            Err(Error::Invalid(problems)) => outcome.bad.push(bad(problems.to_string())),
            Err(other) => return Err(other),
        }
    }
    Ok(outcome)
}
