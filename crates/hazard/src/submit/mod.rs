//! Reporting the rectification done. From here the checker owes.

pub mod web;

use evidence::rule::EvidenceRule;
use evidence::{About, Digest, Phase, UploadId, attach};
use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Problem};
use ledger::{Fact as _, Reader, Tx};

use crate::model::{Fact, Hazard, HazardId, Status};
use crate::{DUTY_RECTIFY, five_elements, store};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Submit {
    pub work: String,
    /// Files that have arrived and show what was done.
    pub evidence: Vec<UploadId>,
}

/// What the form can't know.
pub struct Known {
    pub doer_organisation: OrganisationId,
    pub due: Instant,
    pub evidence: Vec<Digest>,
    /// How many of them are photos, and how many a rule asks for.
    pub photos: usize,
    pub asked: u32,
}

pub fn decide(it: &Hazard, cmd: &Submit, known: Known) -> Result<Fact, Error> {
    if !matches!(it.status, Status::ToRectify | Status::Rectifying | Status::Returned) {
        return Err(Error::refused("there is nothing to rectify now"));
    }
    let work = cmd.work.trim();
    if work.is_empty() {
        return Err(Problem::at("work", "say what was done").into());
    }
    if known.photos < known.asked as usize {
        let given = format!("{}/{}", known.photos, known.asked);
        return Err(Problem { field: "evidence", problem: "a rule asks for more photos: see below", given }.into());
    }
    let (doer_organisation, due, evidence) = (known.doer_organisation, known.due, known.evidence);
    Ok(Fact::Submitted { work: Personal::text(work), doer_organisation, due, evidence })
}

pub fn submit(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Submit) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    crate::must_hold(ctx, &it)?;
    five_elements::complete(tx, ctx, &it)?;
    let files = attach::waiting(tx, ctx, &cmd.evidence)?;
    let photos = files.iter().filter(|(_, found)| found.media_type.is_picture()).count();
    let asked = asked(tx, ctx, &it)?.map_or(0, |rule| rule.photos);
    let doer_organisation = doer_organisation(ctx, &it)?;
    let known = |due, evidence| Known { doer_organisation, due, evidence, photos, asked };
    // Refuses before the obligation moves: both are undone together, but this one has the better words.
    decide(&it, cmd, known(ctx.now, Vec::new()))?;
    let obligation = it.open_obligation()?;
    let due = obligation::done(tx, ctx, obligation, it.checker)?;
    let shown = attach::attach(tx, ctx, &files, &About::new(Fact::STREAM, id), Phase::After)?;
    let fact = decide(&it, cmd, known(due, shown.iter().map(|file| file.sha256).collect()))?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}

/// The rule that asks for photos of this rectification today, if there is one.
pub(crate) fn asked(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<Option<EvidenceRule>, Error> {
    evidence::rule::asked(r, ctx, DUTY_RECTIFY, Some(it.grade.word()), ctx.now.day())
}

/// The work counts for the organisation that owed it.
fn doer_organisation(ctx: &Ctx, it: &Hazard) -> Result<OrganisationId, Error> {
    let owner = it.owner.as_ref().map(|o| o.organisation);
    owner.or_else(|| ctx.scope.widest().map(|g| g.organisation)).ok_or(Error::NotFound("OrganisationId"))
}
