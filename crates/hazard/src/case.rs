//! One case as a whole: every object whose facts tell it, for the evidence pack.

use evidence::About;
use kernel::{Ctx, Error, Identity as _};
use ledger::{Fact as _, Reader, params};

use crate::{Fact, HazardId, query};

/// A stream of the ledger and the object within it.
pub type Object = (&'static str, [u8; 16]);

/// The hazard, what was owed for it, shown of it, issued, listed, ordered, handed over and reported. Fails as the hazard's
/// page does for whoever may not see it.
pub fn objects(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Vec<Object>, Error> {
    query::detail(r, ctx, id)?;
    let mut objects = vec![(Fact::STREAM, *id.bytes())];
    let about = obligation::Ref { kind: Fact::STREAM.into(), id: *id.bytes() };
    for owed in obligation::query::of(r, ctx, &about)? {
        objects.push((obligation::Fact::STREAM, *owed.id.bytes()));
    }
    for piece in evidence::query::of(r, ctx, &About::new(Fact::STREAM, id))? {
        objects.push((evidence::Fact::STREAM, *piece.id.bytes()));
    }
    for (stream, sql) in [
        (
            crate::document::Fact::STREAM,
            "SELECT id FROM hazard_document WHERE district = $1 AND hazard = $2 ORDER BY id",
        ),
        (crate::listing::Fact::STREAM, "SELECT id FROM listing WHERE district = $1 AND hazard = $2 ORDER BY id"),
        (
            crate::transfer::Fact::STREAM,
            "SELECT id FROM hazard_transfer WHERE district = $1 AND hazard = $2 ORDER BY id",
        ),
        (
            crate::stop::Fact::STREAM,
            "SELECT stop_order FROM stop_order_hazard WHERE district = $1 AND hazard = $2 ORDER BY stop_order",
        ),
        (
            crate::public_report::Fact::STREAM,
            "SELECT id FROM public_report WHERE district = $1 AND hazard = $2 ORDER BY id",
        ),
    ] {
        let found = r.rows(sql, params![ctx.district, id], |row| row.get::<[u8; 16]>(0))?;
        objects.extend(found.into_iter().map(|id| (stream, id)));
    }
    Ok(objects)
}
