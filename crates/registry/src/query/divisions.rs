//! Divisions. The official list is public, so no scope filters it.

use std::collections::HashMap;

use kernel::{Ctx, Day, Division, DivisionLevel, Error};
use ledger::{Reader, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DivisionRow {
    #[schema(value_type = String)]
    pub code: Division,
    pub name: String,
    pub type_name: String,
    #[schema(value_type = Option<String>)]
    pub abolished_on: Option<Day>,
    #[schema(value_type = Option<String>)]
    pub successor: Option<Division>,
}

/// More places than any county has.
const MOST: i64 = 5_000;

pub fn division(r: &Reader<'_>, ctx: &Ctx, code: Division) -> Result<Option<DivisionRow>, Error> {
    r.row(
        "SELECT code, name, type_name, abolished_on, successor FROM division WHERE district = $1 AND code = $2",
        params![ctx.district, code],
        read,
    )
}

/// The digits where a code has no name here.
pub fn division_name(r: &Reader<'_>, ctx: &Ctx, code: Division) -> Result<String, Error> {
    Ok(division(r, ctx, code)?.map_or_else(|| code.to_string(), |found| found.name))
}

pub fn division_names(r: &Reader<'_>, ctx: &Ctx, codes: &[Division]) -> Result<HashMap<Division, String>, Error> {
    let mut names = HashMap::new();
    for code in codes {
        if !names.contains_key(code) {
            names.insert(*code, division_name(r, ctx, *code)?);
        }
    }
    Ok(names)
}

/// The divisions of one level within another, itself included if it is of that level; abolished ones too.
pub fn divisions(r: &Reader<'_>, ctx: &Ctx, within: Division, level: DivisionLevel) -> Result<Vec<DivisionRow>, Error> {
    let (first, last) = within.range();
    let whole: i64 = match level {
        DivisionLevel::Province => 10_000_000_000,
        DivisionLevel::City => 100_000_000,
        DivisionLevel::County => 1_000_000,
        DivisionLevel::Township => 1_000,
        DivisionLevel::Village => 1,
    };
    let mut found = r.rows(
        "SELECT code, name, type_name, abolished_on, successor FROM division
         WHERE district = $1 AND code BETWEEN $2 AND $3 AND code % $4 = 0 ORDER BY code LIMIT $5",
        params![ctx.district, first, last, whole, MOST],
        read,
    )?;
    found.retain(|row| row.code.level() == level);
    Ok(found)
}

/// The townships of the district that exist today.
pub fn townships(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<(Division, String)>, Error> {
    let found = divisions(r, ctx, ctx.district.division(), DivisionLevel::Township)?;
    Ok(found.into_iter().filter(|row| row.abolished_on.is_none()).map(|row| (row.code, row.name)).collect())
}

fn read(row: &Row<'_>) -> Result<DivisionRow, Error> {
    Ok(DivisionRow {
        code: row.get(0)?,
        name: row.get(1)?,
        type_name: row.get(2)?,
        abolished_on: row.get(3)?,
        successor: row.get(4)?,
    })
}
