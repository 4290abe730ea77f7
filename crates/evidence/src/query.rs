//! Reads that pages and other crates use. Who may see a piece of evidence is decided by whoever owns what it is about:
//! these reads do not ask.

use kernel::{Ctx, Error, Identity as _};
use ledger::{Reader, Recorded, Row, params};

use crate::claims::Position;
use crate::model::{About, Evidence, EvidenceId, Fact, Likeness};

const PIECES_MAX: i64 = 500;

macro_rules! columns {
    () => {
        "id, version, about_kind, about_id, phase, sha256, media_type, bytes, width, height, copies, name, taken_at, latitude_e6, longitude_e6, stored_at, uploader, uploader_organisation, withdrawn"
    };
}

/// The same fault whether it does not exist or is not the visitor's: whoever filters later says the same.
pub fn get(r: &Reader<'_>, ctx: &Ctx, id: EvidenceId) -> Result<Evidence, Error> {
    r.row(
        concat!("SELECT ", columns!(), " FROM evidence WHERE district = $1 AND id = $2"),
        params![ctx.district, id],
        evidence,
    )?
    .ok_or(Error::NotFound(EvidenceId::NAME))
}

/// Everything shown for an object, oldest first, withdrawn ones too.
pub fn of(r: &Reader<'_>, ctx: &Ctx, about: &About) -> Result<Vec<Evidence>, Error> {
    r.rows(
        concat!(
            "SELECT ",
            columns!(),
            " FROM evidence WHERE district = $1 AND about_id = $2 AND about_kind = $3 ORDER BY id LIMIT $4"
        ),
        params![ctx.district, about.id, about.kind, PIECES_MAX],
        evidence,
    )
}

/// What happened to one, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: EvidenceId) -> Result<Vec<Recorded<Fact>>, Error> {
    r.history::<Fact>(ctx.district, id)
}

/// Another piece that shows the same, what it is about, and whether it was stored after this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub like: Likeness,
    pub about: About,
    pub later: bool,
}

/// What shows the same as this one, stored before it or after it, the closest first.
pub fn likenesses(r: &Reader<'_>, ctx: &Ctx, id: EvidenceId) -> Result<Vec<Alike>, Error> {
    r.rows(
        "SELECT l.earlier, l.exact, l.distance, e.about_kind, e.about_id, 0
         FROM evidence_likeness l JOIN evidence e ON e.district = l.district AND e.id = l.earlier
         WHERE l.district = $1 AND l.evidence = $2
         UNION ALL
         SELECT l.evidence, l.exact, l.distance, e.about_kind, e.about_id, 1
         FROM evidence_likeness l JOIN evidence e ON e.district = l.district AND e.id = l.evidence
         WHERE l.district = $1 AND l.earlier = $2
         ORDER BY 3, 1 LIMIT 50",
        params![ctx.district, id],
        |row| {
            let like = Likeness { evidence: row.get(0)?, exact: row.get(1)?, distance: row.get(2)? };
            Ok(Alike { like, about: About { kind: row.get(3)?, id: row.get(4)? }, later: row.get(5)? })
        },
    )
}

/// A photo and an earlier one that shows the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reuse {
    pub evidence: EvidenceId,
    pub about: About,
    pub stored_at: kernel::Instant,
    pub earlier: EvidenceId,
    pub earlier_about: About,
    pub exact: bool,
    pub distance: u32,
}

/// Every likeness found, the newest first.
pub fn reuse(r: &Reader<'_>, ctx: &Ctx, at_most: i64) -> Result<Vec<Reuse>, Error> {
    r.rows(
        "SELECT l.evidence, n.about_kind, n.about_id, n.stored_at, l.earlier, e.about_kind, e.about_id, l.exact, l.distance
         FROM evidence_likeness l
         JOIN evidence n ON n.district = l.district AND n.id = l.evidence
         JOIN evidence e ON e.district = l.district AND e.id = l.earlier
         WHERE l.district = $1 ORDER BY l.evidence DESC, l.earlier LIMIT $2",
        params![ctx.district, at_most],
        |row| {
            Ok(Reuse {
                evidence: row.get(0)?,
                about: About { kind: row.get(1)?, id: row.get(2)? },
                stored_at: row.get(3)?,
                earlier: row.get(4)?,
                earlier_about: About { kind: row.get(5)?, id: row.get(6)? },
                exact: row.get(7)?,
                distance: row.get(8)?,
            })
        },
    )
}

fn evidence(row: &Row<'_>) -> Result<Evidence, Error> {
    let copies: String = row.get(10)?;
    let (latitude, longitude): (Option<i32>, Option<i32>) = (row.get(13)?, row.get(14)?);
    Ok(Evidence {
        id: row.get(0)?,
        version: row.get(1)?,
        about: About { kind: row.get(2)?, id: row.get(3)? },
        phase: row.get(4)?,
        sha256: row.get(5)?,
        media_type: row.get(6)?,
        bytes: row.get::<i64>(7)?.cast_unsigned(),
        width: row.get(8)?,
        height: row.get(9)?,
        copies: serde_json::from_str(&copies)?,
        name: row.get(11)?,
        taken_at: row.get(12)?,
        position: latitude.zip(longitude).map(|(latitude_e6, longitude_e6)| Position { latitude_e6, longitude_e6 }),
        stored_at: row.get(15)?,
        uploader: row.get(16)?,
        uploader_organisation: row.get(17)?,
        withdrawn: row.get(18)?,
    })
}
