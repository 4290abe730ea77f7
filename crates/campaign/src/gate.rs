//! Passing a stage or milestone: a decision on each of its criteria. What is not fulfilled needs a reason, or it does not pass.

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;
use serde::Deserialize;

use crate::model::{Checked, Fact, Gate, PlanState, Stage, State};
use crate::{CampaignId, store};

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// One for each criterion, in its order.
    pub criteria: Vec<CriterionSaid>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionSaid {
    /// `yes` or `no`
    pub met: String,
    /// Why it goes on although this is not fulfilled.
    #[serde(default)]
    pub reason: String,
}

/// The fact that this gate is passed; stages one after another, the last one when nothing else is left to decide.
pub(crate) fn rule(gate: &Gate, gates: &[Gate], today: kernel::Day, cmd: &Decide) -> Result<Fact, Error> {
    if gate.passed_at.is_some() {
        return Err(Error::refused("this is decided already"));
    }
    if gate.from > today {
        return Err(Error::refused("this stage has not begun"));
    }
    let last = gate.stage == Some(Stage::Consolidate);
    let mut open = gates.iter().filter(|it| it.passed_at.is_none());
    if open.clone().any(|it| it.stage.is_some() && it.stage < gate.stage) {
        return Err(Error::refused("the stage before is not passed yet"));
    }
    if last && open.any(|it| it.stage.is_none()) {
        return Err(Error::refused("a milestone is not decided yet"));
    }
    let mut text = Text::new();
    let note = text.optional("note", &cmd.note, 1_000);
    if cmd.criteria.len() != gate.criteria.len() {
        text.problem("criteria", "decide each criterion", "");
    }
    let mut criteria = Vec::new();
    for said in &cmd.criteria {
        let met = match said.met.trim() {
            "yes" => true,
            "no" => false,
            _ => {
                text.problem("criteria", "decide each criterion", &said.met);
                continue;
            }
        };
        let reason = text.optional("criteria", &said.reason, 500);
        if !met && reason.is_none() {
            text.problem("criteria", "say why it goes on although this is not fulfilled", "");
        }
        criteria.push(Checked { met, reason: reason.filter(|_| !met).map(Personal::text) });
    }
    text.finish()?;
    Ok(Fact::GatePassed { gate: gate.no, criteria, note: note.map(Personal::text), last })
}

pub fn decide(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, no: i64, cmd: &Decide) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if it.state == State::Closed {
        return Err(Error::refused("this campaign is over"));
    }
    if it.plan != PlanState::Issued {
        return Err(Error::refused("no plan was issued yet"));
    }
    let gates = store::gates(tx, ctx, id)?;
    let gate = gates.iter().find(|it| it.no == no).ok_or(Error::NotFound("Gate"))?;
    let fact = rule(gate, &gates, ctx.effective().day(), cmd)?;
    obligation::owing::settle(tx, ctx, gate.obligation)?;
    store::record(tx, ctx, &it, &fact)
}
