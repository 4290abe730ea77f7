//! The proof of a case: every fact that bears on it, in the order of its time, with the way to its page.

use kernel::{Act, Ctx, Error, Identity, Instant, OrganisationId, PersonId};
use ledger::{Fact as _, Reader, Recorded};
use obligation::{Ref, follow_up};

use super::{Case, Fact};
use crate::model::{Fact as HazardFact, HazardId};
use crate::{listing, stop, transfer};

/// One fact of the chain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Proof {
    pub at: Instant,
    /// `hazard_extended`: the stream and the kind of the fact.
    pub kind: String,
    /// Where it stands among everything else that happened there.
    pub href: String,
    pub version: i64,
    pub person: Option<PersonId>,
    pub organisation: Option<OrganisationId>,
}

impl Proof {
    /// The act without which its page can't be opened.
    pub fn opened_by(&self) -> Act {
        let of = |stream: &str| self.kind.starts_with(stream);
        match () {
            () if of(follow_up::Fact::STREAM) => Act("follow_up.view"),
            () if of(transfer::Fact::STREAM) => Act("transfer.view"),
            () if of(listing::Fact::STREAM) => Act("listing.view"),
            () if of(stop::Fact::STREAM) => Act("stop.view"),
            () if of(HazardFact::STREAM) => Act("hazard.view"),
            () if of(obligation::Fact::STREAM) => Act("obligation.view"),
            () if of("incident") => Act("incident.view"),
            () => Act("accountability.view"),
        }
    }
}

fn proofs<F: ledger::Fact>(history: Vec<Recorded<F>>, href: &str) -> impl Iterator<Item = Proof> {
    history.into_iter().map(move |e| Proof {
        at: e.at.effective_at,
        kind: format!("{}_{}", F::STREAM, e.fact.kind()),
        href: href.to_owned(),
        version: e.at.version,
        person: e.at.person,
        organisation: e.at.organisation,
    })
}

/// More offers of one organisation in a year than these stand in the list of offers.
const OFFERS: u32 = 100;

/// Whoever may see the case sees all of its proof: the organisation concerned could not answer to a part of it.
pub(crate) fn chain(r: &Reader<'_>, ctx: &Ctx, it: &Case) -> Result<Vec<Proof>, Error> {
    let ctx = &ctx.beyond_scope();
    let mut all = Vec::new();
    match it.about.kind.as_str() {
        HazardFact::STREAM => {
            let id = HazardId::from_bytes(it.about.id);
            of_hazard(r, ctx, id, &mut all)?;
            // What came back is proved by what was closed before it.
            if let Some(link) = crate::recurrence::link(r, ctx, id)? {
                of_hazard(r, ctx, link.earlier, &mut all)?;
            }
        }
        listing::Fact::STREAM => {
            let listing = listing::query::load(r, ctx, Identity::from_bytes(it.about.id))?;
            of_hazard(r, ctx, listing.hazard, &mut all)?;
        }
        stop::Fact::STREAM => {
            let id = Identity::from_bytes(it.about.id);
            all.extend(proofs(r.history::<stop::Fact>(ctx.district, id)?, &it.about.path()));
            for hazard in stop::query::load(r, ctx, id)?.stop.hazards {
                of_hazard(r, ctx, hazard, &mut all)?;
            }
        }
        follow_up::Fact::STREAM => of_letter(r, ctx, Identity::from_bytes(it.about.id), &mut all)?,
        "organisation" => of_offers(r, ctx, it, &mut all)?,
        _ => of_another(r, ctx, it, &mut all)?,
    }
    all.extend(proofs(r.history::<Fact>(ctx.district, it.id)?, &format!("{}/{}", super::PATH, it.id)));
    all.sort_by(|a, b| (a.at, &a.href, a.version).cmp(&(b.at, &b.href, b.version)));
    all.dedup();
    Ok(all)
}

/// Its own facts, the deadlines that passed, who was asked to take it over, its listings and the letters about it.
fn of_hazard(r: &Reader<'_>, ctx: &Ctx, id: HazardId, all: &mut Vec<Proof>) -> Result<(), Error> {
    let about = Ref::new(HazardFact::STREAM, id);
    all.extend(proofs(r.history::<HazardFact>(ctx.district, id)?, &about.path()));
    for owed in obligation::query::of(r, ctx, &about)? {
        let passed = |e: &Recorded<obligation::Fact>| {
            matches!(e.fact, obligation::Fact::Overdue { .. } | obligation::Fact::Escalated { .. })
        };
        let mut ladder = r.history::<obligation::Fact>(ctx.district, owed.id)?;
        ladder.retain(passed);
        all.extend(proofs(ladder, &format!("/obligations/{}", owed.id)));
        for letter in follow_up::query::of_obligation(r, ctx, owed.id)? {
            all.extend(proofs(r.history::<follow_up::Fact>(ctx.district, letter.id)?, &letter_path(letter.id)));
        }
    }
    for line in transfer::query::of_hazard(r, ctx, id)? {
        let path = format!("/transfers/{}", line.transfer.id);
        all.extend(proofs(r.history::<transfer::Fact>(ctx.district, line.transfer.id)?, &path));
    }
    for listed in listing::query::of_hazard(r, ctx, id)? {
        let path = format!("/listings/{}", listed.id);
        all.extend(proofs(r.history::<listing::Fact>(ctx.district, listed.id)?, &path));
    }
    Ok(())
}

fn letter_path(id: follow_up::FollowUpId) -> String {
    Ref::new(follow_up::Fact::STREAM, id).path()
}

fn of_letter(r: &Reader<'_>, ctx: &Ctx, id: follow_up::FollowUpId, all: &mut Vec<Proof>) -> Result<(), Error> {
    let letter = follow_up::query::load(r, ctx, id)?;
    if letter.about.kind == HazardFact::STREAM {
        return of_hazard(r, ctx, HazardId::from_bytes(letter.about.id), all);
    }
    all.extend(proofs(r.history::<follow_up::Fact>(ctx.district, id)?, &letter_path(id)));
    Ok(())
}

/// What the organisation refused and was given all the same, in the year before the case.
fn of_offers(r: &Reader<'_>, ctx: &Ctx, it: &Case, all: &mut Vec<Proof>) -> Result<(), Error> {
    let filter = transfer::query::Filter {
        view: transfer::query::View::Decided,
        hazard: None,
        organisation: Some(it.organisation),
        from: Some(it.opened_at.day().plus_days(-366)),
        to: Some(it.opened_at.day()),
    };
    for line in transfer::query::list(r, ctx, &filter, 0, OFFERS)? {
        let offer = &line.transfer;
        if offer.to == it.organisation && offer.decided_to == Some(it.organisation) {
            let path = format!("/transfers/{}", offer.id);
            all.extend(proofs(r.history::<transfer::Fact>(ctx.district, offer.id)?, &path));
        }
    }
    Ok(())
}

/// Of a crate beside this one: its facts in their order, whose words stand on its page.
fn of_another(r: &Reader<'_>, ctx: &Ctx, it: &Case, all: &mut Vec<Proof>) -> Result<(), Error> {
    let href = it.about.path();
    all.extend(r.outline(ctx.district, &it.about.kind, it.about.id)?.into_iter().map(|e| Proof {
        at: e.effective_at,
        kind: format!("{}_{}", it.about.kind, e.kind),
        href: href.clone(),
        version: e.version,
        person: e.person,
        organisation: e.organisation,
    }));
    Ok(())
}

/// For tests: the kinds alone.
#[cfg(test)]
pub(super) fn kinds(r: &Reader<'_>, ctx: &Ctx, id: super::CaseId) -> Result<Vec<String>, Error> {
    let it = super::query::load(r, ctx, id)?;
    Ok(chain(r, ctx, &it)?.into_iter().map(|proof| proof.kind).collect())
}
