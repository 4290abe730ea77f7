//! The table of sheets that came back.

use kernel::{Ctx, Error, Span};
use ledger::{Db, Reader, Row, Tx, params};

use super::{Refusal, ReturnedId, Sheet, Written};
use crate::kept_files::RETURNED;

/// How long a sheet is kept that nobody touches.
const KEPT: Span = Span::days(30);

pub fn insert(tx: &mut Tx<'_>, ctx: &Ctx, sheet: &Sheet) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO returned_sheet (district, id, export, person, at, name, bytes, changed, added, chosen, refused,
                                     renewed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, '[]', $5)",
        params![ctx.district, sheet.id, sheet.export, sheet.person, sheet.at, sheet.name, sheet.bytes as i64],
    )
}

macro_rules! columns {
    () => {
        "id, export, person, at, name, bytes, changed, added, chosen, refused"
    };
}

/// A sheet belongs to whoever brought it; nobody else sees it.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: ReturnedId) -> Result<Sheet, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM returned_sheet WHERE district = $1 AND id = $2");
    let found = r.row(sql, params![ctx.district, id], sheet)?;
    found.filter(|sheet| sheet.person == ctx.person()).ok_or(Error::NotFound("ReturnedId"))
}

/// The visitor's own, newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Sheet>, Error> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM returned_sheet WHERE district = $1 AND person = $2 ORDER BY at DESC, id DESC LIMIT 100"
    );
    r.rows(sql, params![ctx.district, ctx.person()], sheet)
}

fn sheet(row: &Row<'_>) -> Result<Sheet, Error> {
    let count = |column: usize| row.get::<i64>(column).map(|n| usize::try_from(n).unwrap_or(0));
    let refused: String = row.get(9)?;
    Ok(Sheet {
        id: row.get(0)?,
        export: row.get(1)?,
        person: row.get(2)?,
        at: row.get(3)?,
        name: row.get(4)?,
        bytes: count(5)? as u64,
        written: Written { changed: count(6)?, added: count(7)?, chosen: count(8)? },
        refused: serde_json::from_str(&refused)?,
    })
}

/// Counts what a piece wrote, in the transaction that wrote it.
pub fn advance(tx: &mut Tx<'_>, ctx: &Ctx, id: ReturnedId, more: &Written) -> Result<(), Error> {
    tx.execute(
        "UPDATE returned_sheet SET changed = changed + $3, added = added + $4, chosen = chosen + $5, renewed_at = $6
         WHERE district = $1 AND id = $2",
        params![ctx.district, id, more.changed as i64, more.added as i64, more.chosen as i64, ctx.now],
    )
}

pub fn refuse(tx: &mut Tx<'_>, ctx: &Ctx, id: ReturnedId, refused: &[Refusal]) -> Result<(), Error> {
    tx.execute(
        "UPDATE returned_sheet SET refused = $3, renewed_at = $4 WHERE district = $1 AND id = $2",
        params![ctx.district, id, serde_json::to_string(refused)?, ctx.now],
    )
}

/// Sheets that nobody has touched for a month.
pub fn forget_outdated(db: &Db, ctx: &Ctx) -> Result<usize, Error> {
    let ids: Vec<ReturnedId> = db.read_blocking(|r| {
        r.rows(
            "SELECT id FROM returned_sheet WHERE district = $1 AND renewed_at < $2 LIMIT 100",
            params![ctx.district, ctx.now - KEPT],
            |row| row.get(0),
        )
    })?;
    for (n, id) in ids.iter().copied().enumerate() {
        let ctx = super::piece_ctx(ctx, "forget returned", n);
        db.write_blocking("returned.forget", &ctx, move |tx, ctx| {
            let sql = "DELETE FROM returned_sheet WHERE district = $1 AND id = $2";
            tx.execute(sql, params![ctx.district, id])
        })?;
        RETURNED.forget(db, id)?;
    }
    Ok(ids.len())
}
