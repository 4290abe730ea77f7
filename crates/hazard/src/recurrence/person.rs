//! What a person says of a recurrence: that the rule was wrong, or that an earlier hazard came back which the rule did not
//! see. Both with a reason; whatever is said last stands.

use kernel::{Ctx, Error, Instant, Personal, Problem, Text};
use ledger::{Reader, Tx};

use super::likeness;
use super::store::{self, Link};
use crate::model::{Fact, Hazard, HazardId, Status};
use crate::query::{self, Detail};

#[derive(Debug, Clone, PartialEq)]
pub struct Connect {
    pub earlier: HazardId,
    pub reason: String,
}

fn counted(it: &Hazard) -> Result<(), Error> {
    if it.status.is_uncounted() {
        return Err(Error::refused("what was merged or divided is not compared"));
    }
    Ok(())
}

fn reasoned(text: &mut Text, reason: &str) -> Personal<String> {
    Personal::text(text.required("reason", reason, 4, 500))
}

pub(super) fn decide_denial(it: &Hazard, link: Option<&Link>, reason: &str) -> Result<Fact, Error> {
    counted(it)?;
    let link = link.ok_or_else(|| Error::refused("it does not count as found again"))?;
    let mut text = Text::new();
    let reason = reasoned(&mut text, reason);
    text.finish()?;
    Ok(Fact::RecurrenceDenied { earlier: link.earlier, reason })
}

/// It is not the same hazard: it is counted as found again no more.
pub fn deny(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, reason: &str) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    let fact = decide_denial(&it, store::link(tx, ctx, id)?.as_ref(), reason)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}

/// The later and the earlier one as they are connected.
pub(super) fn decide_link(it: &Detail, earlier: &Detail, known: Option<&Link>, cmd: &Connect) -> Result<Fact, Error> {
    counted(&it.hazard)?;
    let mut text = Text::new();
    let closed_at: Option<Instant> = earlier.closed_at.filter(|_| earlier.hazard.status == Status::Closed);
    if earlier.hazard.id == it.hazard.id {
        text.add(Problem::at("earlier", "a hazard does not come back as itself"));
    } else if earlier.hazard.subject != it.hazard.subject {
        text.add(Problem::at("earlier", "only hazards of one subject are connected"));
    } else if closed_at.is_none_or(|at| at > it.found_at) {
        text.add(Problem::at("earlier", "the earlier one must have been closed when this was found"));
    } else if known.is_some_and(|link| link.earlier == earlier.hazard.id) {
        text.add(Problem::at("earlier", "it is connected with this one already"));
    }
    let reason = reasoned(&mut text, &cmd.reason);
    text.finish()?;
    let said = |it: &Detail| it.description.as_str().unwrap_or_default().to_owned();
    let link = Link {
        earlier: earlier.hazard.id,
        likeness: likeness::per_mille(&said(it), &said(earlier)),
        same_harm: !it.harms.is_empty() && it.harms.first() == earlier.harms.first(),
        days_between: closed_at.map_or(0, |at| at.day().days_until(it.found_at.day())),
    };
    Ok(Fact::RecurrenceLinked { link, reason })
}

pub fn connect(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Connect) -> Result<(), Error> {
    let it = query::detail(tx, ctx, id)?;
    let earlier = match query::detail(tx, ctx, cmd.earlier) {
        Err(Error::NotFound(_)) => return Err(Problem::at("earlier", "there is no such hazard").into()),
        found => found?,
    };
    let fact = decide_link(&it, &earlier, store::link(tx, ctx, id)?.as_ref(), cmd)?;
    let at = tx.record(ctx, id, it.hazard.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}

/// A closed hazard of the same subject that may have come back.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub row: query::ListRow,
    /// In per mille.
    pub likeness: u32,
}

impl Candidate {
    /// Number, words, day and likeness: the same in every language.
    pub fn label(&self) -> String {
        let title = self.row.title.as_str().unwrap_or("--");
        format!("{} {title} · {} · {}%", self.row.number, self.row.found_at.day(), self.likeness / 10)
    }
}

/// Offered in the form.
const OFFERED: usize = 8;

/// The likest first; by the person's eye, so the rule's measure does not narrow them.
pub fn candidates(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<Vec<Candidate>, Error> {
    let said = query::said(r, ctx, it.id)?.description;
    let said = likeness::Text::new(said.as_str().unwrap_or_default());
    let found_at = query::found_at(r, ctx, it.id)?;
    let mut all: Vec<Candidate> = store::closed_before(r, ctx, it, found_at)?
        .into_iter()
        .map(|(row, description)| Candidate { row, likeness: said.per_mille(&description) })
        .collect();
    all.sort_by_key(|it| (std::cmp::Reverse(it.likeness), std::cmp::Reverse(it.row.found_at), it.row.id));
    all.truncate(OFFERED);
    Ok(all)
}
