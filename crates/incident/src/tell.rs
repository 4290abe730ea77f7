//! Telling: who told whom, when and how. It settles the clock of its recipient; told late stays late.

use kernel::{Ctx, Error, Instant, Personal, Text};
use ledger::Tx;
use serde::{Deserialize, Serialize};

use crate::duties::{self, Matter};
use crate::model::{Fact, Fault, IncidentId, Means, Recipient};
use crate::register::{must_stand, time};
use crate::{query, register, store};

/// What the form or a program says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// `county`, `leaders`, `departments`, `higher`, `written`, `other`
    pub recipient: String,
    /// Who took it: an office and a name.
    pub to: String,
    /// `telephone`, `in_person`, `fax`, `network`
    pub means: String,
    /// yyyy-MM-dd HH:mm; now when empty.
    #[serde(default)]
    pub at: String,
    #[serde(default)]
    pub said: String,
}

struct Read {
    recipient: Recipient,
    to: String,
    means: Means,
    at: Instant,
    said: Option<String>,
}

fn read(ctx: &Ctx, cmd: &Tell, happened_at: Instant) -> Result<Read, Error> {
    let mut text = Text::new();
    let recipient = text.read("recipient", &cmd.recipient, "choose one of the list", Recipient::from_word);
    let to = text.required("to", &cmd.to, 2, 100);
    let means = text.read("means", &cmd.means, "choose one of the list", Means::from_word);
    let at = if cmd.at.trim().is_empty() { Some(ctx.now) } else { time(&mut text, "at", &cmd.at) };
    if at.is_some_and(|at| at > ctx.now) {
        text.problem("at", "this time lies in the future", &cmd.at);
    }
    // The form knows minutes, the call may have come in the same one.
    if at.is_some_and(|at| at + kernel::Span::minutes(1) <= happened_at) {
        text.problem("at", "nobody told before it happened", &cmd.at);
    }
    let said = text.optional("said", &cmd.said, 1_000);
    text.finish()?;
    let (Some(recipient), Some(means), Some(at)) = (recipient, means, at) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    Ok(Read { recipient, to, means, at, said })
}

pub fn tell(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, cmd: &Tell) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let read = read(ctx, cmd, it.happened_at)?;
    if read.recipient == Recipient::Written && it.editions == 0 {
        return Err(Error::refused("sign a report before it is sent in writing"));
    }
    let clock = store::open_clock(tx, ctx, id, read.recipient)?;
    let late = clock.as_ref().map(|clock| read.at.since(clock.due).as_seconds().max(0));
    if let Some(clock) = &clock {
        duties::settle(tx, ctx, clock.obligation, read.at)?;
    }
    let particulars = query::particulars(tx, ctx, id)?;
    let clocks = if read.recipient == Recipient::County && it.told_at.is_none() {
        let office = registry::query::safety_office(tx, ctx)?;
        let matter = Matter::of(&particulars, it.number_text(), office);
        duties::clocks(tx, ctx, id, &matter, (office, read.at), &Recipient::BY_COUNTY)?
    } else {
        Vec::new()
    };
    let fact = Fact::Told {
        recipient: read.recipient,
        to: Personal::text(read.to),
        means: read.means,
        at: read.at,
        said: read.said.map(Personal::text),
        late_seconds: late,
        clocks,
    };
    let it = store::record(tx, ctx, &it, &fact)?;
    let Some((clock, seconds)) = clock.zip(late).filter(|(_, seconds)| *seconds > 0) else { return Ok(()) };
    if clock.recipient == Recipient::County && particulars.unit == Some(clock.owner) {
        return register::unit_was_late(tx, ctx, &it, &particulars, read.at);
    }
    let found = Personal::text(format!("超过规定时限 {} 分钟报告", (seconds + 59) / 60));
    let fact = Fact::FaultFound { fault: Fault::Late, organisation: clock.owner, found, late_seconds: Some(seconds) };
    store::record(tx, ctx, &it, &fact).map(drop)
}
