//! Every write to `issued_briefing`, and who sees it: what sums the whole district is for whoever sees all of it.

use kernel::{Ctx, Error};
use ledger::{Stamp, Tx, params};

use super::{Fact, IssuedBriefingId, State};

pub(super) fn sees_all(ctx: &Ctx) -> bool {
    ctx.scope.covers(ctx.district.division(), &[], &[], None)
}

pub(super) fn must_see_all(ctx: &Ctx) -> Result<(), Error> {
    if sees_all(ctx) { Ok(()) } else { Err(Error::Forbidden { action: "write about the whole district" }) }
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, id: IssuedBriefingId, version: i64, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, id, version, fact)?;
    project(tx, &at, id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: IssuedBriefingId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Drafted(it) => tx.execute(
            "INSERT INTO issued_briefing (district, id, version, name, from_day, to_day, state, office, draft, drafted_at,
                                          drafted_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (district, id) DO UPDATE SET office = excluded.office, draft = excluded.draft,
                 drafted_at = excluded.drafted_at, drafted_by = excluded.drafted_by",
            params![
                at.district,
                id,
                at.version,
                it.name,
                it.from,
                it.to,
                State::Draft,
                it.office,
                it.draft,
                at.effective_at,
                at.person
            ],
        )?,
        Fact::Issued(it) => tx.execute(
            "UPDATE issued_briefing SET state = $3, edition = $4, year = $5, number = $6, as_of = $7, hash = $8,
                    issued_at = $9, issued_by = $10
             WHERE district = $1 AND id = $2",
            params![
                at.district,
                id,
                State::Issued,
                it.edition,
                it.number.map(|(year, _)| i64::from(year)),
                it.number.map(|(_, number)| number),
                it.as_of,
                it.hash,
                at.effective_at,
                at.person
            ],
        )?,
        Fact::Discarded { .. } => tx.execute(
            "UPDATE issued_briefing SET state = $3 WHERE district = $1 AND id = $2",
            params![at.district, id, State::Discarded],
        )?,
    };
    tx.execute(
        "UPDATE issued_briefing SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )
}
