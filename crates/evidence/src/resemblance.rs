//! What was stored before and shows the same: the same bytes, or a look that differs in few bits.
//!
//! Two looks that differ in at most [`NEAR`] bits agree, in at least one of their four pieces, in all but
//! [`NEAR_IN_A_PIECE`] bits. So each piece is asked for together with its neighbours, and only what an index finds there is
//! compared as a whole.

use kernel::{Ctx, Error, ToCell};
use ledger::{Reader, params};

use crate::digest::{PIECES, PerceptualHash};
use crate::model::{About, EvidenceId, Likeness, Phase};
use crate::upload::Upload;

/// Measured on generated scenes: what was packed anew, scaled, brightened or cut at the edge stays below it, and different
/// scenes stay above.
pub const NEAR: u32 = 10;
const NEAR_IN_A_PIECE: u32 = NEAR / PIECES as u32;
/// A look that very many share says nothing; more than this of one piece is not compared.
const MOST_COMPARED: i64 = 20_000;
/// More than this is not read by anyone.
const MOST_FOUND: usize = 20;

/// Likenesses to other objects, and to the other state of the same object; the closest first.
pub fn find(r: &Reader<'_>, ctx: &Ctx, found: &Upload, about: &About, phase: Phase) -> Result<Vec<Likeness>, Error> {
    let exact = r.rows(
        "SELECT id FROM evidence WHERE district = $1 AND sha256 = $2 ORDER BY id LIMIT 50",
        params![ctx.district, found.sha256],
        |row| row.get::<EvidenceId>(0),
    )?;
    let mut all: Vec<Likeness> =
        exact.into_iter().map(|evidence| Likeness { evidence, exact: true, distance: 0 }).collect();
    if let Some(look) = found.look {
        let near = alike(r, ctx, look)?;
        all.extend(
            near.into_iter().filter(|it| !all.iter().any(|known| known.evidence == it.evidence)).collect::<Vec<_>>(),
        );
    }
    let mut kept = Vec::new();
    for it in all {
        if kept.len() < MOST_FOUND && is_elsewhere(r, ctx, it.evidence, about, phase)? {
            kept.push(it);
        }
    }
    Ok(kept)
}

fn is_elsewhere(r: &Reader<'_>, ctx: &Ctx, id: EvidenceId, about: &About, phase: Phase) -> Result<bool, Error> {
    let place = r.row(
        "SELECT about_kind, about_id, phase FROM evidence WHERE district = $1 AND id = $2",
        params![ctx.district, id],
        |row| Ok((About { kind: row.get(0)?, id: row.get(1)? }, row.get::<Phase>(2)?)),
    )?;
    Ok(place.is_some_and(|(other, state)| other != *about || state != phase))
}

/// Everything stored that looks alike, the closest first.
pub fn alike(r: &Reader<'_>, ctx: &Ctx, look: PerceptualHash) -> Result<Vec<Likeness>, Error> {
    let mut found: Vec<Likeness> = Vec::new();
    for (place, piece) in look.pieces().into_iter().enumerate() {
        let (district, place) = (ctx.district, place as i64);
        let around = neighbours(piece);
        let mut values: Vec<&dyn ToCell> = vec![&district, &place, &MOST_COMPARED];
        values.extend(around.iter().map(|piece| piece as &dyn ToCell));
        r.each(sql(), &values, |row| {
            let (evidence, other): (EvidenceId, PerceptualHash) = (row.get(0)?, row.get(1)?);
            let distance = look.distance(other);
            if distance <= NEAR {
                found.push(Likeness { evidence, exact: false, distance });
            }
            Ok(())
        })?;
    }
    found.sort_by_key(|it| (it.distance, it.evidence));
    found.dedup_by_key(|it| it.evidence);
    Ok(found)
}

/// The piece, and every one that differs from it in one or two bits.
fn neighbours(piece: u16) -> Vec<u16> {
    let mut all = vec![piece];
    for first in 0..16 {
        all.push(piece ^ 1 << first);
        if NEAR_IN_A_PIECE > 1 {
            all.extend((0..first).map(|second| piece ^ 1 << first ^ 1 << second));
        }
    }
    all
}

fn sql() -> &'static str {
    static SQL: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    SQL.get_or_init(|| {
        let places: Vec<String> = (0..neighbours(0).len()).map(|n| format!("${}", n + 4)).collect();
        format!(
            "SELECT evidence, look FROM evidence_piece WHERE district = $1 AND place = $2 AND piece IN ({})
             ORDER BY piece, evidence LIMIT $3",
            places.join(", ")
        )
    })
}
