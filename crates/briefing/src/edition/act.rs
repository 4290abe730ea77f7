//! Drafting a text, issuing it, discarding a draft.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use kernel::{Ctx, Day, Error, Instant, Lang, Personal, Text};
use ledger::{Reader, Tx};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Drafted, Fact, Issued, IssuedBriefingId, Listed, State, additions, query, store};
use crate::Period;
use crate::text::{Briefing, Name, Part, compose, fetch, office_of, speaks_of};

const NUMBERS: &str = "briefing.situation";
/// The other office numbers its own.
const DISASTER_NUMBERS: &str = "briefing.disasters";
const MOST: usize = 4_000;

/// Draft a text of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// `situation`, `talking_points`, `disasters`; of a draft that is changed it stays.
    #[serde(default)]
    pub name: String,
    /// yyyy-MM-dd
    #[serde(default)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    pub to: String,
    /// Whose it is; the Safety Office where nothing is said.
    #[serde(default)]
    pub office: String,
    /// What is added to each part, one paragraph a line.
    #[serde(default)]
    pub overview: String,
    #[serde(default)]
    pub features: String,
    #[serde(default)]
    pub hazards: String,
    #[serde(default)]
    pub campaigns: String,
    #[serde(default)]
    pub disasters: String,
    #[serde(default)]
    pub problems: String,
    #[serde(default)]
    pub next: String,
    /// Why it is issued again, where one of this period was issued.
    #[serde(default)]
    pub reason: String,
}

impl Draft {
    pub(crate) fn added(&self, part: Part) -> &str {
        match part {
            Part::Overview => &self.overview,
            Part::Features => &self.features,
            Part::Hazards => &self.hazards,
            Part::Campaigns => &self.campaigns,
            Part::Disasters => &self.disasters,
            Part::Problems => &self.problems,
            Part::Next => &self.next,
        }
    }
}

/// Issue the draft that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Which draft.
    pub draft: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Discard {
    pub reason: String,
}

/// A new draft, or the present one written anew.
pub fn draft(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    present: Option<IssuedBriefingId>,
    cmd: &Draft,
) -> Result<IssuedBriefingId, Error> {
    store::must_see_all(ctx)?;
    let present = present.map(|id| must_wait(query::listed(tx, ctx, id)?)).transpose()?;
    let mut text = Text::new();
    let (name, period) = match &present {
        Some(it) => (Some(it.name), Some(it.period)),
        None => (text.read("name", &cmd.name, "choose one of the list", Name::from_word), read_period(&mut text, cmd)),
    };
    let office = text.optional("office", &cmd.office, 100);
    let mut added = BTreeMap::new();
    for part in Part::ALL {
        let said = text.optional(part.word(), cmd.added(*part), MOST);
        if said.is_some() && name.is_some_and(|name| !speaks_of(name, *part)) {
            text.problem(part.word(), "this text has no such part", "");
        }
        added.extend(said.map(|said| (*part, Personal::text(said))));
    }
    text.finish()?;
    let (name, period) = (given(name)?, given(period)?);
    if present.is_none() && query::drafting(tx, ctx, name, period)? {
        return Err(Error::refused("a draft of this text and period waits already"));
    }
    let reason = match query::last(tx, ctx, name, period)? {
        Some(_) => Some(reasoned("reason", &cmd.reason)?),
        None => None,
    };
    let office = match office {
        Some(office) => office,
        None => {
            let id = registry::query::safety_office(tx, ctx)?;
            let safety = registry::query::organisation_full_names(tx, ctx, &[id])?.remove(&id).unwrap_or_default();
            let district = registry::query::division_name(tx, ctx, ctx.district.division())?;
            office_of(Lang::Zh, name, safety, &district)
        }
    };
    let draft = present.as_ref().map_or(1, |it| it.draft + 1);
    let drafted = Drafted { draft, name, from: period.from, to: period.to, office, added, reason };
    let (id, version) = present.map_or_else(|| (ctx.mint(), 0), |it| (it.id, it.version));
    store::record(tx, ctx, id, version, &Fact::Drafted(Box::new(drafted)))?;
    Ok(id)
}

fn read_period(text: &mut Text, cmd: &Draft) -> Option<Period> {
    const DAY: &str = "write the day as 2026-06-18";
    let from = text.read("from", &cmd.from, DAY, |it| it.parse::<Day>().ok());
    let to = text.read("to", &cmd.to, DAY, |it| it.parse::<Day>().ok());
    let (from, to) = from.zip(to)?;
    if to < from {
        text.problem("to", "the last day comes before the first", &cmd.to);
    }
    Some(Period { from, to })
}

fn must_wait(it: Listed) -> Result<Listed, Error> {
    match it.state {
        State::Draft => Ok(it),
        State::Issued => Err(Error::refused("what is issued is not changed: draft another edition")),
        State::Discarded => Err(Error::refused("this draft was discarded")),
    }
}

/// The text as it stands now, in the name of its office.
pub(crate) fn written(r: &Reader<'_>, ctx: &Ctx, lang: Lang, it: &Drafted, as_of: Instant) -> Result<Briefing, Error> {
    let record = fetch(r, &Ctx { now: as_of, ..ctx.clone() }, Period { from: it.from, to: it.to })?;
    Ok(Briefing { office: it.office.clone(), ..compose(lang, it.name, &record, as_of, &additions(it)) })
}

/// By a second person: from then on its figures and its words stay.
pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, id: IssuedBriefingId, cmd: &Issue) -> Result<(), Error> {
    store::must_see_all(ctx)?;
    let it = must_wait(query::listed(tx, ctx, id)?)?;
    if it.drafted_by.is_some() && it.drafted_by == ctx.person() {
        return Err(Error::Forbidden { action: "issue a text you drafted yourself" });
    }
    if cmd.draft != it.draft {
        return Err(Error::Conflict);
    }
    let as_of = tx.recorded_at();
    if it.period.to > as_of.day() {
        return Err(Error::refused("this period is not over yet"));
    }
    let drafted = query::drafted(tx, ctx, id)?;
    let text = written(tx, ctx, Lang::Zh, &drafted, as_of)?;
    let last = query::last(tx, ctx, it.name, it.period)?;
    if let Some(last) = &last
        && query::text(tx, ctx, last.id)?.is_some_and(|before| Briefing { as_of, ..before } == text)
    {
        return Err(Error::refused("nothing has changed since the last issue"));
    }
    let json = serde_json::to_string(&text).map_err(Error::internal)?;
    let year = as_of.day().year();
    let number = match it.name {
        Name::Situation => Some((year, tx.next_number(ctx, NUMBERS, year)?)),
        Name::Disasters => Some((year, tx.next_number(ctx, DISASTER_NUMBERS, year)?)),
        Name::TalkingPoints => None,
    };
    let issued = Issued {
        edition: last.and_then(|it| it.edition).unwrap_or(0) + 1,
        number,
        as_of,
        hash: HEXLOWER.encode(&Sha256::digest(&json)),
        text: Personal::text(json),
    };
    store::record(tx, ctx, id, it.version, &Fact::Issued(Box::new(issued)))
}

/// A draft that is not issued; whoever drafted it may, too.
pub fn discard(tx: &mut Tx<'_>, ctx: &Ctx, id: IssuedBriefingId, cmd: &Discard) -> Result<(), Error> {
    let it = must_wait(query::listed(tx, ctx, id)?)?;
    let reason = reasoned("reason", &cmd.reason)?;
    store::record(tx, ctx, id, it.version, &Fact::Discarded { reason })
}
