//! What is issued about a meeting: the notice with its number, and minutes that one person drafts and another signs.

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;
use serde::{Deserialize, Serialize};

use crate::course::{must_be_held, must_be_planned};
use crate::model::{Fact, Meeting, MeetingId};
use crate::{owed, store};

const NOTICES: &str = "meeting.notice";
const MINUTES: &str = "meeting.minutes";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Paragraphs; a line that begins with 一、 or （一） is a heading.
    pub text: String,
}

/// What is signed is the draft that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Which draft.
    pub edition: String,
}

/// The notice of the meeting as it is planned now; one that was postponed may be noticed again.
pub fn issue_notice(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_planned(&it)?;
    if store::noticed_since(tx, ctx, id)? {
        return Err(Error::refused("this notice was issued already"));
    }
    let year = ctx.now.day().year();
    let number = tx.next_number(ctx, NOTICES, year)?;
    store::record(tx, ctx, &it, &Fact::Noticed { year, number })
}

pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &Draft) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_held(&it)?;
    let mut text = Text::new();
    let said = text.required("text", &cmd.text, 10, 20_000);
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::MinutesDrafted { edition: it.edition + 1, text: Personal::text(said) })
}

fn decide_signature(it: &Meeting, ctx: &Ctx, cmd: &Sign) -> Result<(), Error> {
    must_be_held(it)?;
    if it.edition == 0 {
        return Err(Error::refused("there is no draft of the minutes yet"));
    }
    if !it.attended {
        return Err(Error::refused("the roll was not taken yet"));
    }
    if it.drafted_by.is_some() && it.drafted_by == ctx.person() {
        return Err(Error::Forbidden { action: "sign the minutes you drafted yourself" });
    }
    if cmd.edition.trim().parse() != Ok(it.edition) {
        return Err(Error::refused("another draft was written meanwhile: read it first"));
    }
    Ok(())
}

/// By a second person: the minutes get their number, and nothing of the meeting changes any more.
pub fn sign(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &Sign) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    decide_signature(&it, ctx, cmd)?;
    let year = ctx.now.day().year();
    let number = tx.next_number(ctx, MINUTES, year)?;
    if let Some(minutes) = it.minutes {
        owed::settle(tx, ctx, minutes.obligation, ctx.effective())?;
    }
    store::record(tx, ctx, &it, &Fact::MinutesSigned { edition: it.edition, year, number })
}
