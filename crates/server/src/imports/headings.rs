//! Names of columns that an organisation explained once.

use kernel::{Ctx, Error};
use ledger::{Reader, Tx, params};
use paper::Learned;

use super::Kind;

/// The word for a column that is not needed.
pub const NOT_NEEDED: &str = "-";

fn organisation(ctx: &Ctx) -> Option<kernel::OrganisationId> {
    ctx.person().and_then(|_| ctx.scope.widest()).map(|grant| grant.organisation)
}

pub fn learned(r: &Reader<'_>, ctx: &Ctx, kind: Kind) -> Result<Learned, Error> {
    let mut learned = Learned::default();
    let Some(organisation) = organisation(ctx) else { return Ok(learned) };
    r.each(
        "SELECT header, field FROM import_heading WHERE district = $1 AND organisation = $2 AND kind = $3 LIMIT 1000",
        params![ctx.district, organisation, kind],
        |row| {
            let (header, field): (String, String) = (row.get(0)?, row.get(1)?);
            match field.as_str() {
                NOT_NEEDED => learned.not_needed(&header),
                field => learned.remember(&header, field),
            }
            Ok(())
        },
    )?;
    Ok(learned)
}

/// `field`: one of the kind's, or [`NOT_NEEDED`]; nothing to forget what was said.
pub fn remember(tx: &mut Tx<'_>, ctx: &Ctx, kind: Kind, header: &str, field: Option<&str>) -> Result<(), Error> {
    let Some(organisation) = organisation(ctx) else { return Ok(()) };
    match field {
        Some(field) => tx.execute(
            "INSERT INTO import_heading (district, organisation, kind, header, field) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (district, organisation, kind, header) DO UPDATE SET field = $5",
            params![ctx.district, organisation, kind, header, field],
        ),
        None => tx.execute(
            "DELETE FROM import_heading WHERE district = $1 AND organisation = $2 AND kind = $3 AND header = $4",
            params![ctx.district, organisation, kind, header],
        ),
    }
    .map(drop)
}
