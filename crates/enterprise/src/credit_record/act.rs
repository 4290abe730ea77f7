//! Entering, repairing, objecting, answering the objection: the rules and the commands.

use kernel::{Ctx, Error, OrganisationId, Personal, Text};
use ledger::Tx;
use obligation::{Due, Ref};
use registry::query::Organisation;
use serde::Deserialize;

use super::{CreditRecord, CreditRecordId, DUTY_OBJECTION, Entered, Fact, Sort, State, store};
use crate::duties::{self, Duty};
use crate::unit;
use crate::web::{read_day, read_day_or_none};
use registry::forms::{given, reasoned};

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enter {
    /// `good`, `bad`
    pub sort: String,
    pub reason: String,
    /// The clause or the number of the document.
    pub basis: String,
    /// The number of the hazard or document it comes from.
    #[serde(default)]
    pub source: String,
    /// yyyy-MM-dd
    pub from: String,
    /// The last day, yyyy-MM-dd; required where it speaks against the organisation.
    #[serde(default)]
    pub to: String,
}

/// Every problem at once.
pub(super) fn decide(cmd: &Enter, unit: &Organisation) -> Result<Entered, Error> {
    let mut text = Text::new();
    let sort = text.read("sort", &cmd.sort, "choose one of the list", Sort::from_word);
    let reason = text.required("reason", &cmd.reason, 5, 1_000);
    let basis = text.required("basis", &cmd.basis, 2, 200);
    let source = text.optional("source", &cmd.source, 100);
    let from = read_day(&mut text, "from", &cmd.from);
    let to = read_day_or_none(&mut text, "to", &cmd.to);
    if sort == Some(Sort::Bad) && cmd.to.trim().is_empty() {
        text.problem("to", "an entry against an organisation has a last day", &cmd.to);
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        text.problem("to", "the last day comes before the first", &cmd.to);
    }
    text.finish()?;
    Ok(Entered {
        organisation: unit.id,
        division: unit.division,
        sort: given(sort)?,
        reason: Personal::text(reason),
        basis,
        source,
        from: given(from)?,
        to,
    })
}

pub fn enter(tx: &mut Tx<'_>, ctx: &Ctx, organisation: OrganisationId, cmd: &Enter) -> Result<CreditRecordId, Error> {
    let id: CreditRecordId = ctx.mint();
    let unit = unit::load(tx, ctx, organisation)?;
    let fact = Fact::Entered(decide(cmd, &unit)?);
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// It still counts, now or later.
fn must_stand(it: &CreditRecord, ctx: &Ctx) -> Result<(), Error> {
    match it.state(ctx.now.day()) {
        State::Waiting | State::InForce => Ok(()),
        _ => Err(Error::refused("this entry does not count any more")),
    }
}

fn is_own(it: &CreditRecord, ctx: &Ctx) -> bool {
    it.entered_by.is_some() && it.entered_by == ctx.person()
}

pub(super) fn decide_repair(it: &CreditRecord, ctx: &Ctx, reason: &str) -> Result<Fact, Error> {
    if it.sort != Sort::Bad {
        return Err(Error::refused("only an entry against an organisation is repaired"));
    }
    must_stand(it, ctx)?;
    if it.is_objected_to() {
        return Err(Error::refused("the objection is answered first"));
    }
    if is_own(it, ctx) {
        return Err(Error::Forbidden { action: "repair what you entered yourself" });
    }
    Ok(Fact::Repaired { reason: reasoned("reason", reason)? })
}

/// By a second person: what led to the entry was put right.
pub fn repair(tx: &mut Tx<'_>, ctx: &Ctx, id: CreditRecordId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_repair(&it, ctx, reason)?;
    record(tx, ctx, &it, &fact)
}

pub(super) fn may_object(it: &CreditRecord, ctx: &Ctx) -> Result<(), Error> {
    must_stand(it, ctx)?;
    if it.is_objected_to() {
        return Err(Error::refused("an objection waits for its answer"));
    }
    Ok(())
}

/// The organisation says why the entry is wrong; the Safety Office owes the answer.
pub fn object(tx: &mut Tx<'_>, ctx: &Ctx, id: CreditRecordId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    may_object(&it, ctx)?;
    let reason = reasoned("objection", reason)?;
    let unit = unit::load(tx, ctx, it.organisation)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let duty = Duty {
        name: DUTY_OBJECTION,
        title: format!("{}对诚信记录提出异议", unit.short_name),
        owner: office,
        owed_to: it.organisation,
        due: Due::ByRule,
        sector: None,
    };
    let (obligation, due) = duties::owe(tx, ctx, about(id), &unit, duty)?;
    record(tx, ctx, &it, &Fact::Objected { reason, obligation, due })
}

pub(super) fn decide_answer(it: &CreditRecord, ctx: &Ctx, withdrawn: bool, answer: &str) -> Result<Fact, Error> {
    if !it.is_objected_to() {
        return Err(Error::refused("no objection waits for an answer"));
    }
    if is_own(it, ctx) {
        return Err(Error::Forbidden { action: "answer an objection to what you entered yourself" });
    }
    let answer = reasoned("answer", answer)?;
    Ok(if withdrawn { Fact::Withdrawn { answer } } else { Fact::Upheld { answer } })
}

/// By somebody who did not enter it: the entry stands, or is withdrawn and counts no more.
pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: CreditRecordId, withdrawn: bool, text: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_answer(&it, ctx, withdrawn, text)?;
    record(tx, ctx, &it, &fact)?;
    duties::settle(tx, ctx, &about(id), DUTY_OBJECTION)
}

fn about(id: CreditRecordId) -> Ref {
    Ref::new(<Fact as ledger::Fact>::STREAM, id)
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &CreditRecord, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
