//! Answering a check: what was found there. An answer given again corrects the one before.

use kernel::{Ctx, Error, Text};
use ledger::Tx;
use obligation::owing;
use registry::forms::{given, reasoned};
use registry::import::one_of;
use serde::{Deserialize, Serialize};

use super::{Fact, Finding, FireSpot, FireSpotId, store};
use crate::words::fire_finding;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `wildfire`, `permitted`, `unpermitted`, `industrial`, `false_alarm`
    pub finding: String,
    /// What was seen there, by whom.
    pub note: String,
    /// Number of the incident that was reported of a real fire.
    #[serde(default)]
    pub incident: String,
}

pub(crate) fn decide(it: &FireSpot, cmd: &Answer) -> Result<Fact, Error> {
    let mut text = Text::new();
    let finding = text.read("finding", &cmd.finding, "choose one of the list", |it| {
        one_of(Finding::ALL, it, Finding::word, fire_finding::of)
    });
    let incident = text.optional("incident", &cmd.incident, 40);
    match finding {
        Some(Finding::Wildfire) if incident.is_none() => {
            text.problem("incident", "report the fire as an incident, and write its number", "");
        }
        Some(other) if other != Finding::Wildfire && incident.is_some() => {
            text.problem("incident", "only a real fire has an incident", &cmd.incident);
        }
        _ => {}
    }
    let note = match reasoned("note", &cmd.note) {
        Ok(note) => Some(note),
        Err(Error::Invalid(problems)) => {
            problems.0.into_iter().for_each(|it| text.add(it));
            None
        }
        Err(other) => return Err(other),
    };
    text.finish()?;
    let (finding, note) = (given(finding)?, given(note)?);
    let same = it.answer.as_ref().is_some_and(|known| {
        known.finding == finding && known.incident == incident && known.note.as_ref() == Some(&note)
    });
    match same {
        true => Err(Error::refused("this answer is on record already")),
        false => Ok(Fact::Answered { finding, note, incident }),
    }
}

pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: FireSpotId, cmd: &Answer) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, cmd)?;
    if let Some(owed) = it.owed {
        owing::settle(tx, ctx, owed.obligation)?;
    }
    store::record(tx, ctx, (id, it.version), &fact)
}
