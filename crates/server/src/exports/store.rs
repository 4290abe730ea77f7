//! What is kept of exports.

use kernel::{Ctx, Error, Instant, Lang, Span};
use ledger::{Db, Reader, Tx, params};
use page::Values;
use registry::export::ExportList;

use super::{ExportId, Format};

/// How long a sheet may come back.
pub const KEPT: Span = Span::days(400);
/// Exports of one person in an hour.
pub const AN_HOUR: i64 = 10;

/// What is known of a sheet that was given out.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub id: ExportId,
    pub kind: String,
    pub at: Instant,
    pub lang: Lang,
    /// `None`: it cannot come back, or was never finished.
    pub digest: Option<[u8; 32]>,
}

/// Counts the export before it is made, so that many at once are counted too. False: enough for this hour.
pub fn reserve(
    db: &Db,
    ctx: &Ctx,
    id: ExportId,
    list: &ExportList,
    query: &Values,
    format: Format,
) -> Result<bool, Error> {
    let (kind, query) = (list.name, query.to_query());
    db.write_blocking("export.reserve", ctx, move |tx, ctx| {
        let last_hour = "SELECT COUNT(*) FROM export WHERE district = $1 AND person = $2 AND at > $3";
        let made: i64 = tx.value(last_hour, params![ctx.district, ctx.person(), ctx.now - Span::hours(1)])?;
        if made >= AN_HOUR {
            return Ok(false);
        }
        tx.execute(
            "INSERT INTO export (district, id, kind, person, at, lang, query, format, rows, digest)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, NULL)",
            params![ctx.district, id, kind, ctx.person(), ctx.now, ctx.lang, query, format],
        )?;
        Ok(true)
    })
}

pub fn complete(db: &Db, ctx: &Ctx, id: ExportId, rows: u32, digest: Option<[u8; 32]>) -> Result<(), Error> {
    let ctx = super::returned::piece_ctx(ctx, "complete", 0);
    db.write_blocking("export.complete", &ctx, move |tx, ctx| {
        let digest = digest.as_ref().map(<[u8; 32]>::as_slice);
        tx.execute(
            "UPDATE export SET rows = $3, digest = $4 WHERE district = $1 AND id = $2",
            params![ctx.district, id, rows, digest],
        )
    })
}

/// Whoever may change the list may bring back a sheet of it, also one that a colleague exported.
pub fn given(r: &Reader<'_>, ctx: &Ctx, id: ExportId) -> Result<Option<Given>, Error> {
    let found = r.row(
        "SELECT kind, at, lang, digest FROM export WHERE district = $1 AND id = $2",
        params![ctx.district, id],
        |row| {
            let digest: Option<Vec<u8>> = row.get(3)?;
            let digest = digest.and_then(|digest| digest.try_into().ok());
            Ok(Given { id, kind: row.get(0)?, at: row.get(1)?, lang: row.get(2)?, digest })
        },
    )?;
    Ok(found.filter(|given| ctx.now < given.at + KEPT))
}

pub fn was_added(r: &Reader<'_>, ctx: &Ctx, id: ExportId) -> Result<Vec<[u8; 16]>, Error> {
    let sql = "SELECT digest FROM export_added WHERE district = $1 AND export = $2";
    r.rows(sql, params![ctx.district, id], |row| row.get(0))
}

pub fn remember_added(tx: &mut Tx<'_>, ctx: &Ctx, id: ExportId, digest: &[u8; 16]) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO export_added (district, export, digest) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        params![ctx.district, id, *digest],
    )
}

/// Exports that can no longer come back.
pub fn forget_outdated(db: &Db, ctx: &Ctx) -> Result<usize, Error> {
    let ctx = &super::returned::piece_ctx(ctx, "forget exports", 0);
    db.write_blocking("export.forget", ctx, |tx, ctx| {
        let before = ctx.now - KEPT;
        tx.execute(
            "DELETE FROM export_added WHERE district = $1
             AND export IN (SELECT id FROM export WHERE district = $1 AND at <= $2)",
            params![ctx.district, before],
        )?;
        tx.changing("DELETE FROM export WHERE district = $1 AND at <= $2", params![ctx.district, before])
    })
}
