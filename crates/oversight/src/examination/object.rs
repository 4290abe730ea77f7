//! Objections of the examined organisation to single items, and their answers.

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;
use obligation::Due;
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::act::{about, item_of, must_be_foreign, read_marks};
use super::{Examination, Fact, Objection, OversightExaminationId, State, store};
use crate::bodies::CHOOSE;
use crate::owed;
use crate::scheme::{self, Method};
use obligation::owing::{self, Duty};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `accepted`, `refused`
    pub result: String,
    pub reason: String,
    /// The marks from now on, where it is accepted and there are marks.
    #[serde(default)]
    pub marks: String,
    /// What was found, corrected; required where it is accepted and a person judged it.
    #[serde(default)]
    pub finding: String,
}

/// Pure: whether this visitor may object to that item now.
pub(crate) fn decide_objection(it: &Examination, ctx: &Ctx, item: u32, before: &[Objection]) -> Result<(), Error> {
    of_the_organisation(it, ctx)?;
    if it.agreed_at.is_some() {
        return Err(Error::refused("the organisation said that it does not object"));
    }
    if it.object_until.is_some_and(|until| ctx.now > until) {
        return Err(Error::refused("the time for objections is over"));
    }
    if before.iter().any(|one| one.item == item && one.answered_at.is_none()) {
        return Err(Error::refused("an objection to this item waits for its answer"));
    }
    Ok(())
}

fn of_the_organisation(it: &Examination, ctx: &Ctx) -> Result<(), Error> {
    if ctx.person().is_some() && !ctx.is_of(it.organisation) {
        return Err(Error::Forbidden { action: "object for another organisation" });
    }
    if it.state != State::Told {
        return Err(Error::refused("there is no draft of the result to object to"));
    }
    Ok(())
}

pub fn object(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightExaminationId, no: u32, cmd: &Object) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let items = scheme::items(tx, ctx, it.scheme)?;
    let item = item_of(&items, no)?;
    decide_objection(&it, ctx, no, &store::objections(tx, ctx, id)?)?;
    let reason = reasoned("reason", &cmd.reason)?;
    let duty = Duty {
        about: about(id),
        division: ctx.district.division(),
        name: owed::ANSWER,
        title: format!("对“{}”的异议", item.text()),
        owner: registry::query::safety_office(tx, ctx)?,
        checker: None,
        due: Due::ByRule,
        source: None,
    };
    let owed = owing::owe(tx, ctx, duty)?;
    store::record(tx, ctx, &it, &Fact::Objected { no: it.objections + 1, item: no, reason, owed })
}

/// The organisation has nothing to object any more; what waits for an answer is answered all the same.
pub fn agree(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    of_the_organisation(&it, ctx)?;
    if it.agreed_at.is_some() {
        return Err(Error::refused("the organisation said that it does not object"));
    }
    store::record(tx, ctx, &it, &Fact::Agreed)
}

/// Accepted, it changes marks or words, and what stood before stays visible; refused, it says why.
pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightExaminationId, no: u32, cmd: &Answer) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let all = store::objections(tx, ctx, id)?;
    let one = all.iter().find(|one| one.no == no).ok_or(Error::NotFound("OversightObjection"))?;
    must_be_foreign(&it, ctx)?;
    if one.answered_at.is_some() || it.state != State::Told {
        return Err(Error::refused("this objection was answered, or the examination is over"));
    }
    let items = scheme::items(tx, ctx, it.scheme)?;
    let item = item_of(&items, one.item)?;
    let mut text = Text::new();
    let accepted = text.read("result", &cmd.result, CHOOSE, |it| match it {
        "accepted" => Some(true),
        "refused" => Some(false),
        _ => None,
    });
    let reason = text.required("reason", &cmd.reason, 2, 500);
    let (marks, finding) = match accepted {
        Some(true) => {
            let marks = read_marks(&mut text, item.weight, &cmd.marks);
            let finding = text.optional("finding", &cmd.finding, 2_000);
            if item.method == Method::Judged && finding.is_none() {
                text.problem("finding", "say what is found instead", "");
            }
            (marks, finding)
        }
        _ => (None, None),
    };
    text.finish()?;
    owing::settle(tx, ctx, one.obligation)?;
    let fact = Fact::Answered {
        no,
        accepted: given(accepted)?,
        answer: Personal::text(reason),
        marks,
        finding: finding.map(Personal::text),
    };
    store::record(tx, ctx, &it, &fact)
}
