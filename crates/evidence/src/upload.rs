//! Files on their way: begun, received piece by piece, found to be what they are, and waiting to be shown for something.
//!
//! An upload belongs to the person who began it. It survives a restart, waits a day and is then cleared away; a file whose
//! content is refused leaves nothing behind.

use bytes::Bytes;
use kernel::{Ctx, Error, Identity, Instant, PersonId, Problem, RequestKey, Span};
use ledger::{Db, Reader, Row, Tx, params};
use serde::{Deserialize, Serialize};

use crate::claims::Position;
use crate::digest::{Digest, PerceptualHash};
use crate::files::{Files, ONE};
use crate::media::{LARGEST_FILE, MediaType, recognise};
use crate::model::Copied;
use crate::picture;

kernel::ids! {
    /// One file on its way.
    UploadId,
}

pub const KEPT_FOR: Span = Span::days(1);
/// Files of one person that may wait, and how large all of them may be.
pub const MOST_WAITING: i64 = 30;
const LARGEST_WAITING: i64 = 200 << 20;
const LONGEST_NAME: usize = 120;

/// What a whole file was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    pub sha256: Digest,
    pub media_type: MediaType,
    pub bytes: u64,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub look: Option<PerceptualHash>,
    pub copies: Vec<Copied>,
    pub taken_at: Option<Instant>,
    pub position: Option<Position>,
}

/// An upload as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: UploadId,
    pub name: String,
    /// As announced.
    pub bytes: u64,
    pub sha256: Option<Digest>,
    pub expires_at: Instant,
    /// None while it is coming in.
    pub found: Option<Upload>,
    person: Option<PersonId>,
}

/// What is announced before the first byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    pub name: String,
    pub bytes: u64,
    /// Lets a damaged transfer be found.
    pub sha256: Option<Digest>,
}

/// The moment in an id: version 7 begins with its milliseconds.
pub(crate) fn begun_at(id: UploadId) -> Instant {
    let millis = id.bytes()[..6].iter().fold(0_i64, |millis, byte| millis << 8 | i64::from(*byte));
    Instant::from_millis(millis)
}

pub fn begin(tx: &mut Tx<'_>, ctx: &Ctx, it: &Announced) -> Result<UploadId, Error> {
    if it.bytes == 0 {
        return Err(Problem::at("evidence", "the file is empty").into());
    }
    if it.bytes > LARGEST_FILE {
        return Err(Problem::at("evidence", "larger than 20 MiB").into());
    }
    let id: UploadId = ctx.mint();
    make_room(tx, ctx, it.bytes)?;
    tx.execute(
        "INSERT INTO evidence_upload (district, id, person, name, bytes, sha256, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![ctx.district, id, ctx.person(), name(&it.name), it.bytes.cast_signed(), it.sha256, ctx.now + KEPT_FOR],
    )?;
    Ok(id)
}

fn make_room(r: &Reader<'_>, ctx: &Ctx, bytes: u64) -> Result<(), Error> {
    let (files, held) = r
        .row(
            "SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM evidence_upload
             WHERE district = $1 AND person = $2 AND expires_at > $3",
            params![ctx.district, ctx.person(), ctx.now],
            |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
        )?
        .unwrap_or_default();
    if files >= MOST_WAITING || held + bytes.cast_signed() > LARGEST_WAITING {
        return Err(Problem::at("evidence", "too many of your files wait to be used").into());
    }
    Ok(())
}

/// Without a path, without control characters, not endless.
fn name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect::<String>().trim().to_owned()
}

/// One's own upload; everybody else's does not exist.
pub fn find(r: &Reader<'_>, ctx: &Ctx, id: UploadId) -> Result<Waiting, Error> {
    let found = r.row(
        "SELECT id, person, name, bytes, sha256, expires_at, found FROM evidence_upload
         WHERE district = $1 AND id = $2 AND expires_at > $3",
        params![ctx.district, id, ctx.now],
        waiting,
    )?;
    found.filter(|it| it.person == ctx.person()).ok_or(Error::NotFound(UploadId::NAME))
}

fn waiting(row: &Row<'_>) -> Result<Waiting, Error> {
    let found: Option<String> = row.get(6)?;
    Ok(Waiting {
        id: row.get(0)?,
        person: row.get(1)?,
        name: row.get(2)?,
        bytes: row.get::<i64>(3)?.cast_unsigned(),
        sha256: row.get(4)?,
        expires_at: row.get(5)?,
        found: found.as_deref().map(serde_json::from_str).transpose()?,
    })
}

/// The file is whole: looks at it, stores it, and lets it wait. Refused content leaves nothing behind.
pub async fn finish(db: &Db, files: &Files, ctx: &Ctx, id: UploadId, said: Announced) -> Result<Waiting, Error> {
    let _turn = ONE.lock().await;
    let found = match look(files, id, said.sha256).await {
        Ok(found) => found,
        // The disk may do better next time; the bytes will not.
        Err(error) if !matches!(error, Error::Invalid(_)) => return Err(error),
        Err(error) => {
            files.discard(id);
            db.write("evidence.refuse", &keyed(ctx, id, 1), move |tx, ctx| forget(tx, ctx, id)).await?;
            return Err(error);
        }
    };
    let (sha256, write) = (found.sha256, move |tx: &mut Tx<'_>, ctx: &Ctx| receive(tx, ctx, id, &said, &found));
    let received = db.write("evidence.receive", &keyed(ctx, id, 2), write).await;
    if matches!(received, Err(Error::Invalid(_))) {
        // Stored already, and nobody may name it: away with it, unless somebody else has sent the same.
        let asked = ctx.clone();
        if !db.read(move |r| is_named(r, &asked, sha256)).await? {
            files.remove(sha256).await?;
        }
        files.discard(id);
    }
    received?;
    files.discard(id);
    let ctx = ctx.clone();
    db.read(move |r| find(r, &ctx, id)).await
}

/// What the file is. Photos are unpacked here; a decoder that panics refuses the file.
async fn look(files: &Files, id: UploadId, announced: Option<Digest>) -> Result<Upload, Error> {
    let refused = |words: &'static str| Error::from(Problem::at("evidence", words));
    let from = files.clone();
    let read = move || {
        let bytes = from.read_waiting(id)?;
        let media_type = recognise(&bytes).map_err(refused)?;
        let sha256 = Digest::of(&bytes);
        if announced.is_some_and(|announced| announced != sha256) {
            return Err(refused("the file was changed on its way: send it again"));
        }
        let picture =
            if media_type.is_picture() { Some(picture::examine(&bytes, media_type).map_err(refused)?) } else { None };
        Ok((bytes, media_type, sha256, picture))
    };
    let read = tokio::task::spawn_blocking(read).await;
    let (bytes, media_type, sha256, picture) = read.map_err(|_| refused("the picture is damaged or cut off"))??;
    let copies = picture.as_ref().map_or(&[][..], |it| &it.copies);
    let found = Upload {
        sha256,
        media_type,
        bytes: bytes.len() as u64,
        width: picture.as_ref().map(|it| it.width),
        height: picture.as_ref().map(|it| it.height),
        look: picture.as_ref().and_then(|it| it.hash),
        copies: copies.iter().map(|made| Copied { edge: made.edge, sha256: Digest::of(&made.jpeg) }).collect(),
        taken_at: picture.as_ref().and_then(|it| it.claims.taken_at),
        position: picture.as_ref().and_then(|it| it.claims.position),
    };
    files.put(sha256, Bytes::from(bytes), copies).await?;
    Ok(found)
}

fn receive(tx: &mut Tx<'_>, ctx: &Ctx, id: UploadId, said: &Announced, found: &Upload) -> Result<(), Error> {
    let known = tx.changing(
        "UPDATE evidence_upload SET found = $3, found_sha256 = $4, bytes = $5 WHERE district = $1 AND id = $2",
        params![ctx.district, id, serde_json::to_string(found)?, found.sha256, found.bytes.cast_signed()],
    )?;
    if known == 1 {
        return Ok(());
    }
    // It came with a form, which announces nothing.
    make_room(tx, ctx, found.bytes)?;
    tx.execute(
        "INSERT INTO evidence_upload (district, id, person, name, bytes, expires_at, found, found_sha256)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            ctx.district,
            id,
            ctx.person(),
            name(&said.name),
            found.bytes.cast_signed(),
            ctx.now + KEPT_FOR,
            serde_json::to_string(found)?,
            found.sha256
        ],
    )?;
    Ok(())
}

pub(crate) fn forget(tx: &mut Tx<'_>, ctx: &Ctx, id: UploadId) -> Result<(), Error> {
    tx.execute("DELETE FROM evidence_upload WHERE district = $1 AND id = $2", params![ctx.district, id])?;
    Ok(())
}

/// One request may carry several files, and each of their writes has a key of its own.
fn keyed(ctx: &Ctx, id: UploadId, step: u8) -> Ctx {
    let mut key = *id.bytes();
    key[15] ^= step;
    Ctx { request: RequestKey(key), ..ctx.clone() }
}

/// Clears away what has waited too long, and the files that nothing else names. Returns how many were cleared.
pub async fn clear(db: &Db, files: &Files, ctx: &Ctx) -> Result<usize, Error> {
    const AT_ONCE: i64 = 500;
    let _turn = ONE.lock().await;
    let expired = db
        .write("evidence.clear", ctx, |tx, ctx| {
            let gone = tx.rows(
                "SELECT id, found_sha256 FROM evidence_upload WHERE district = $1 AND expires_at <= $2
                 ORDER BY expires_at, id LIMIT $3",
                params![ctx.district, ctx.now, AT_ONCE],
                |row| Ok((row.get::<UploadId>(0)?, row.get::<Option<Digest>>(1)?)),
            )?;
            for (id, _) in &gone {
                forget(tx, ctx, *id)?;
            }
            let mut nameless = Vec::new();
            for sha256 in gone.iter().filter_map(|(_, sha256)| *sha256) {
                if !is_named(tx, ctx, sha256)? {
                    nameless.push(sha256);
                }
            }
            Ok((gone.iter().map(|(id, _)| *id).collect::<Vec<_>>(), nameless))
        })
        .await?;
    for sha256 in &expired.1 {
        files.remove(*sha256).await?;
    }
    expired.0.iter().for_each(|id| files.discard(*id));
    Ok(expired.0.len() + files.discard_before(ctx.now - KEPT_FOR)?)
}

fn is_named(r: &Reader<'_>, ctx: &Ctx, sha256: Digest) -> Result<bool, Error> {
    let shown = "SELECT 1 FROM evidence WHERE district = $1 AND sha256 = $2 LIMIT 1";
    let waits = "SELECT 1 FROM evidence_upload WHERE district = $1 AND found_sha256 = $2 LIMIT 1";
    for sql in [shown, waits] {
        if r.row(sql, params![ctx.district, sha256], |row| row.get::<i64>(0))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
