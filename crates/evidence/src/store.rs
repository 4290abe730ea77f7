//! Every write to the tables of evidence.

use kernel::{Error, Identity as _};
use ledger::{Stamp, Tx, params};

use crate::model::{EvidenceId, Fact, Stored};

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: EvidenceId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Stored(stored) => insert(tx, at, id, stored),
        Fact::Withdrawn { .. } => tx.execute(
            "UPDATE evidence SET version = $3, withdrawn = 1 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version],
        ),
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: EvidenceId, it: &Stored) -> Result<(), Error> {
    let place = it.position.as_ref().and_then(|position| position.known());
    tx.execute(
        "INSERT INTO evidence (district, id, version, about_kind, about_id, phase, sha256, media_type, bytes, width, height,
                               copies, name, taken_at, latitude_e6, longitude_e6, stored_at, uploader,
                               uploader_organisation, withdrawn)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0)",
        params![
            at.district,
            id,
            at.version,
            it.about.kind,
            it.about.id,
            it.phase,
            it.sha256,
            it.media_type,
            it.bytes.cast_signed(),
            it.width,
            it.height,
            serde_json::to_string(&it.copies)?,
            it.name,
            it.taken_at.as_ref().and_then(|taken| taken.known()),
            place.map(|place| place.latitude_e6),
            place.map(|place| place.longitude_e6),
            at.effective_at,
            at.person,
            at.organisation
        ],
    )?;
    for (place, piece) in it.perceptual_hash.iter().flat_map(|look| look.pieces().into_iter().enumerate()) {
        tx.execute(
            "INSERT INTO evidence_piece (district, place, piece, evidence, look) VALUES ($1, $2, $3, $4, $5)",
            params![at.district, place as i64, piece, *id.bytes(), it.perceptual_hash],
        )?;
    }
    for like in &it.resembles {
        tx.execute(
            "INSERT INTO evidence_likeness (district, evidence, earlier, exact, distance) VALUES ($1, $2, $3, $4, $5)",
            params![at.district, *id.bytes(), like.evidence, like.exact, like.distance],
        )?;
    }
    Ok(())
}
