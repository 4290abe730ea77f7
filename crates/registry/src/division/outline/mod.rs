//! The outline of a division, for maps: closed rings of corners. Saying the same again changes nothing.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Division, Error, Identity as _, Problem};
use ledger::{Reader, Tx, params};

use super::{Fact, store};
use crate::DivisionId;

/// Longitude and latitude in millionths of a degree.
pub type Corner = [i32; 2];
/// The last corner is joined to the first. Where rings overlap is a hole.
pub type Rings = Vec<Vec<Corner>>;

const FEWEST_CORNERS: usize = 3;
/// More than this no screen shows.
const MOST_CORNERS: usize = 20_000;
const EASTMOST_E6: i32 = 180_000_000;
const NORTHMOST_E6: i32 = 90_000_000;

/// `None` when there is nothing new to say.
pub fn decide(present: Option<&Rings>, rings: &Rings) -> Result<Option<Fact>, Error> {
    let on_earth = |[east, north]: &Corner| east.abs() <= EASTMOST_E6 && north.abs() <= NORTHMOST_E6;
    if rings.is_empty() || rings.iter().any(|ring| ring.len() < FEWEST_CORNERS) {
        return Err(Problem::at("outline", "an outline has three corners or more").into());
    }
    if rings.iter().map(Vec::len).sum::<usize>() > MOST_CORNERS {
        return Err(Problem::at("outline", "at most 20000 corners").into());
    }
    if !rings.iter().flatten().all(on_earth) {
        return Err(Problem::at("outline", "longitude, then latitude, in degrees").into());
    }
    if present == Some(rings) {
        return Ok(None);
    }
    Ok(Some(Fact::Outlined { rings: rings.clone() }))
}

/// Whether that changed anything.
pub fn outline(tx: &mut Tx<'_>, ctx: &Ctx, code: Division, rings: &Rings) -> Result<bool, Error> {
    let it = store::find(tx, ctx, code)?.ok_or(Error::NotFound(DivisionId::NAME))?;
    let present = of(tx, ctx, code)?;
    let Some(fact) = decide(present.as_ref(), rings)? else { return Ok(false) };
    let id = DivisionId::of(code);
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(true)
}

fn of(r: &Reader<'_>, ctx: &Ctx, code: Division) -> Result<Option<Rings>, Error> {
    let sql = "SELECT rings FROM division_outline WHERE district = $1 AND code = $2";
    let text: Option<String> = r.row(sql, params![ctx.district, code], |row| row.get(0))?;
    text.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
}

/// An outline with the name of what it surrounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    pub code: Division,
    pub name: String,
    pub rings: Rings,
}

/// Every outline of a division that exists today, by code.
pub fn outlines(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Outline>, Error> {
    let rows = r.rows(
        "SELECT d.code, d.name, o.rings FROM division_outline o
         JOIN division d ON d.district = o.district AND d.code = o.code
         WHERE o.district = $1 AND d.abolished_on IS NULL ORDER BY d.code LIMIT 10000",
        params![ctx.district],
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<String>(2)?)),
    )?;
    let outline = |(code, name, text): (Division, String, String)| {
        Ok(Outline { code, name, rings: serde_json::from_str(&text).map_err(Error::internal)? })
    };
    rows.into_iter().map(outline).collect()
}
