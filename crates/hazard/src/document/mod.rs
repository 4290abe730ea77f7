//! Official documents of the loop: the notice to rectify (整改通知书), the report of what was done (整改情况报告), the opinion
//! of the re-inspection (复查意见书). Each tells of one step, is issued once for it, and has a number of its kind and year.
//!
//! Always true: numbers of a kind and year run 1, 2, 3 … without a gap, because a number is taken with the fact that names
//! it; a document says what was known at its step, whatever is corrected later. Not here: the notice of listed supervision
//! (`listing::notice`), how a document is laid out (`paper::document`).

mod card;
pub mod export;
mod list;
pub mod query;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod text;
mod told;
pub mod web;

use kernel::{Ctx, Error, OrganisationId, Role, words};
use ledger::{Recorded, Tx};
use serde::{Deserialize, Serialize};

use crate::model::{Fact as Step, Hazard, HazardId};

pub(crate) use card::card;
pub use list::{doc as list_doc, get_api as list_api, show as list};
pub(crate) use text::within_a_sentence;

kernel::ids! {
    /// One document.
    DocumentId,
}

words! {
    pub enum Kind {
        Order = "order",
        Reply = "reply",
        Review = "review",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Issued {
        document: Kind,
        hazard: HazardId,
        year: i16,
        number: i64,
        /// The version of the hazard that it tells of; for an order, that on the day of the order.
        step: i64,
        organisation: OrganisationId,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "document";
    type Id = DocumentId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Issued { .. } => "issued",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document {
    pub id: DocumentId,
    pub version: i64,
    pub hazard: HazardId,
    pub kind: Kind,
    pub year: i64,
    pub number: i64,
    pub step: i64,
    /// Who issued it.
    pub organisation: OrganisationId,
    pub issued_at: kernel::Instant,
}

/// The last step that a document of this kind tells of.
fn step(kind: Kind, history: &[Recorded<Step>]) -> Option<&Recorded<Step>> {
    history.iter().rev().find(|entry| match kind {
        Kind::Order => matches!(entry.fact, Step::Assigned { .. }),
        Kind::Reply => matches!(entry.fact, Step::Submitted { .. }),
        Kind::Review => matches!(entry.fact, Step::Verified { .. } | Step::Returned { .. }),
    })
}

/// In whose name it is issued, if this visitor may: the checker or the Safety Office demands and reviews, whoever owes the
/// rectification reports.
fn issuer(it: &Hazard, ctx: &Ctx, kind: Kind) -> Option<OrganisationId> {
    if kind == Kind::Reply {
        return it.owner.map(|o| o.organisation).filter(|body| ctx.acts_for(*body));
    }
    let office = || ctx.acting.iter().find(|m| m.role == Role::DistrictClerk && m.is_active(ctx.now));
    let checker = it.checker.map(|o| o.organisation).filter(|body| ctx.acts_for(*body));
    checker.or_else(|| office().map(|m| m.organisation))
}

/// `issued`: those of this hazard. The number is taken once it is clear that there will be a document.
pub fn decide(
    it: &Hazard,
    history: &[Recorded<Step>],
    issued: &[Document],
    ctx: &Ctx,
    kind: Kind,
    number: i64,
) -> Result<Fact, Error> {
    let Some(step) = step(kind, history) else {
        return Err(Error::refused(match kind {
            Kind::Order => "there is no order to rectify yet",
            Kind::Reply => "the rectification is not reported done yet",
            Kind::Review => "the rectification was not looked at yet",
        }));
    };
    let Some(organisation) = issuer(it, ctx, kind) else {
        return Err(Error::Forbidden { action: "issue a document for another organisation" });
    };
    if issued.iter().any(|other| other.kind == kind && other.step >= step.at.version) {
        return Err(Error::refused("this step has its document already"));
    }
    Ok(Fact::Issued {
        document: kind,
        hazard: it.id,
        year: ctx.now.day().year(),
        number,
        // An order says what is known when it is given out: it may have been judged since it was assigned.
        step: if kind == Kind::Order { it.version } else { step.at.version },
        organisation,
    })
}

/// Which this visitor may issue now.
pub(crate) fn open(it: &Hazard, history: &[Recorded<Step>], issued: &[Document], ctx: &Ctx) -> Vec<Kind> {
    if !ctx.may(kernel::Act("document.issue")) {
        return Vec::new();
    }
    Kind::ALL.iter().copied().filter(|kind| decide(it, history, issued, ctx, *kind, 0).is_ok()).collect()
}

/// The series of a kind's numbers, per district and year.
fn series(kind: Kind) -> &'static str {
    match kind {
        Kind::Order => "document.order",
        Kind::Reply => "document.reply",
        Kind::Review => "document.review",
    }
}

pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, hazard: HazardId, kind: Kind) -> Result<DocumentId, Error> {
    let it = crate::store::load(tx, ctx, hazard)?;
    let history = tx.history::<Step>(ctx.district, hazard)?;
    let issued = query::of_hazard(tx, ctx, hazard)?;
    decide(&it, &history, &issued, ctx, kind, 0)?;
    let number = tx.next_number(ctx, series(kind), ctx.now.day().year())?;
    let fact = decide(&it, &history, &issued, ctx, kind, number)?;
    let id: DocumentId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
