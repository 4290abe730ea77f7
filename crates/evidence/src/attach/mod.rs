//! Showing received files for an object: from here they are evidence. Called by the act they belong to, in its transaction.

use std::collections::BTreeSet;

use kernel::{Ctx, Error, Personal, Problem};
use ledger::Tx;

use crate::digest::Digest;
use crate::model::{About, EvidenceId, Fact, Likeness, Phase, Stored};
use crate::upload::{self, Upload, UploadId, Waiting};
use crate::{resemblance, store};

/// Files of one act.
pub const MOST_FILES: usize = 9;

/// What an act has to know of the files shown with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attached {
    pub id: EvidenceId,
    pub sha256: Digest,
    pub is_picture: bool,
}

pub fn decide(it: &Waiting, found: &Upload, about: &About, phase: Phase, resembles: Vec<Likeness>) -> Fact {
    Fact::Stored(Box::new(Stored {
        about: about.clone(),
        phase,
        sha256: found.sha256,
        media_type: found.media_type,
        bytes: found.bytes,
        width: found.width,
        height: found.height,
        perceptual_hash: found.look,
        copies: found.copies.clone(),
        name: Personal::text(&*it.name),
        taken_at: found.taken_at.map(Personal::Known),
        position: found.position.map(Personal::Known),
        resembles,
    }))
}

/// The files of one act, before it is recorded: those of the visitor's own that were received whole.
pub fn waiting(tx: &mut Tx<'_>, ctx: &Ctx, uploads: &[UploadId]) -> Result<Vec<(Waiting, Upload)>, Error> {
    let gone = || Error::from(Problem::at("evidence", "a file is no longer here: choose it again"));
    let asked: BTreeSet<UploadId> = uploads.iter().copied().collect();
    if asked.len() > MOST_FILES {
        return Err(Problem::at("evidence", "at most nine files at once").into());
    }
    let mut hashes = BTreeSet::new();
    let mut files = Vec::new();
    for id in asked {
        let it = match upload::find(tx, ctx, id) {
            Err(Error::NotFound(_)) => return Err(gone()),
            found => found?,
        };
        let found = it.found.clone().ok_or_else(gone)?;
        // The same file chosen twice is one.
        if hashes.insert(found.sha256) {
            files.push((it, found));
        } else {
            upload::forget(tx, ctx, id)?;
        }
    }
    Ok(files)
}

pub fn attach(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    files: &[(Waiting, Upload)],
    about: &About,
    phase: Phase,
) -> Result<Vec<Attached>, Error> {
    let mut attached = Vec::new();
    for (it, found) in files {
        let id: EvidenceId = ctx.mint();
        let resembles = resemblance::find(tx, ctx, found, about, phase)?;
        let fact = decide(it, found, about, phase, resembles);
        let at = tx.record(ctx, id, 0, &fact)?;
        store::project(tx, &at, id, &fact)?;
        upload::forget(tx, ctx, it.id)?;
        attached.push(Attached { id, sha256: found.sha256, is_picture: found.media_type.is_picture() });
    }
    Ok(attached)
}
