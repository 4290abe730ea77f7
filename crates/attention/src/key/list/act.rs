//! Drafting, telling, objecting and answering, signing, giving a draft up.

use std::collections::BTreeSet;

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Text};
use ledger::{Fact as _, Reader, Tx};
use obligation::{Due, Ref};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::{AttentionList, AttentionListId, Drafted, Fact, Listed, State, query, store};
use crate::key::criteria::AttentionCriteriaId;
use crate::key::{Entry, Owners, entry};
use crate::said::{CHOOSE, MINUTE};
use obligation::owing::{self, Duty};

/// Signing a list that was told.
const SIGN: &str = "attention.sign";
/// Answering an objection.
const ANSWER: &str = "attention.answer";
/// How long one may object: a period that nobody owes.
const OBJECT: &str = "attention.object";
/// What is owed because of a list is read by more than the list: no reason of anybody stands there.
const DISCARDED: &str = "名单已作废";
/// Nobody looks after more at once.
const MOST: usize = 1_000;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawList {
    pub title: String,
    /// As of when the record is asked, `2026-06-18 21:46`; now without it.
    #[serde(default)]
    pub moment: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TellList {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectToEntry {
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerObjection {
    /// `upheld`, `rejected`
    pub result: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignList {
    /// The version that was read.
    pub version: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardList {
    pub reason: String,
}

/// What the criteria of a day gave as of a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    pub moment: Instant,
    pub criteria: AttentionCriteriaId,
    pub entries: Vec<Entry>,
}

/// Pure: the moment that was typed, now where none was.
pub fn moment(cmd: &DrawList, now: Instant) -> Result<Instant, Error> {
    let mut text = Text::new();
    text.required("title", &cmd.title, 2, 80);
    let moment = text.read_optional("moment", &cmd.moment, MINUTE, Instant::read);
    if moment.is_some_and(|it| it > now) {
        text.problem("moment", "this moment is still to come", &cmd.moment);
    }
    text.finish()?;
    Ok(moment.unwrap_or(now))
}

pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &DrawList, drawn: &Drawn) -> Result<AttentionListId, Error> {
    let id: AttentionListId = ctx.mint();
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 2, 80);
    text.finish()?;
    if drawn.entries.is_empty() {
        return Err(Error::refused("as of this moment nobody meets the criteria"));
    }
    if drawn.entries.len() > MOST {
        return Err(Error::refused("more than 1,000 would be on this list: narrow the criteria"));
    }
    let Drawn { moment, criteria, entries } = drawn.clone();
    let fact = Fact::Drafted(Box::new(Drafted { title: Personal::text(title), moment, criteria, entries }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_be(it: &AttentionList, state: State) -> Result<(), Error> {
    match (it.state, state) {
        (is, wanted) if is == wanted => Ok(()),
        (State::Signed, _) => Err(Error::refused("this list is signed and stands")),
        (State::Discarded, _) => Err(Error::refused("this list was discarded")),
        (State::Draft, _) => Err(Error::refused("those on this list were not told yet")),
        (State::Told, _) => Err(Error::refused("those on this list were told already")),
    }
}

/// Until when one may object: by the dated rule, counted from the telling.
fn object_until(r: &Reader<'_>, ctx: &Ctx) -> Result<Instant, Error> {
    use obligation::rule::{Period, of_duty};
    let today = ctx.now.day();
    let period = of_duty(r, ctx, OBJECT, today)?.map_or_else(Period::unruled, |it| it.period());
    let calendar = obligation::calendar::between(r, ctx, today, today.plus_days(400))?;
    Ok(period.due(ctx.now, &calendar))
}

fn office_owes(tx: &Tx<'_>, ctx: &Ctx, it: &AttentionList, name: &'static str) -> Result<Duty, Error> {
    Ok(Duty {
        about: Ref::new(Fact::STREAM, it.id),
        name,
        title: it.title().to_owned(),
        owner: registry::query::safety_office(tx, ctx)?,
        division: ctx.district.division(),
        checker: None,
        due: Due::ByRule,
        source: None,
    })
}

/// Each once.
fn everybody(all: impl Iterator<Item = OrganisationId>) -> Vec<OrganisationId> {
    all.collect::<BTreeSet<_>>().into_iter().collect()
}

/// From now on those on it see it and may object.
pub fn tell(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionListId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be(&it, State::Draft)?;
    let until = object_until(tx, ctx)?;
    let duty = Duty { due: Due::ByRuleFrom(until.max(ctx.now)), ..office_owes(tx, ctx, &it, SIGN)? };
    let owed = owing::owe(tx, ctx, duty)?;
    let rows = query::rows(tx, &ctx.beyond_scope(), id)?;
    let listed = everybody(rows.iter().map(|row| row.entry.subject.organisation));
    store::record(tx, ctx, &it, &Fact::Told { until, owed, listed })
}

/// Pure: whether this visitor may object for whoever is on this row, now.
pub(crate) fn decide_object(it: &AttentionList, row: &Listed, ctx: &Ctx) -> Result<(), Error> {
    if !ctx.acts_for(row.entry.subject.organisation) {
        return Err(Error::Forbidden { action: "object for another organisation" });
    }
    must_be(it, State::Told)?;
    if row.objection.is_some() {
        return Err(Error::refused("an objection to this entry was made already"));
    }
    if it.until.is_some_and(|until| ctx.now > until) {
        return Err(Error::refused("the time for objections is over"));
    }
    Ok(())
}

pub fn object(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionListId, no: u32, cmd: &ObjectToEntry) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let row = query::row(tx, ctx, id, no)?;
    decide_object(&it, &row, ctx)?;
    let reason = reasoned("reason", &cmd.reason)?;
    let duty = Duty { title: format!("{}：答复异议", it.title()), ..office_owes(tx, ctx, &it, ANSWER)? };
    let owed = owing::owe(tx, ctx, duty)?;
    store::record(tx, ctx, &it, &Fact::Objected { no, reason, owed })
}

/// Pure: whether this visitor may answer what was objected.
pub(crate) fn decide_answer(it: &AttentionList, row: &Listed, ctx: &Ctx) -> Result<(), Error> {
    must_be(it, State::Told)?;
    must_be_foreign(row, ctx)?;
    match &row.objection {
        Some(one) if one.answered_at.is_none() => Ok(()),
        Some(_) => Err(Error::refused("this objection is answered")),
        None => Err(Error::refused("nobody objected to this entry")),
    }
}

/// Nobody decides about one's own organisation; a rule stands for none.
pub(crate) fn must_be_foreign(row: &Listed, ctx: &Ctx) -> Result<(), Error> {
    if ctx.person().is_some() && ctx.acts_for(row.entry.subject.organisation) {
        return Err(Error::Forbidden { action: "decide about your own organisation" });
    }
    Ok(())
}

pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionListId, no: u32, cmd: &AnswerObjection) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let row = query::row(tx, ctx, id, no)?;
    decide_answer(&it, &row, ctx)?;
    let mut text = Text::new();
    let upheld = text.read("result", &cmd.result, CHOOSE, |it| match it {
        "upheld" => Some(true),
        "rejected" => Some(false),
        _ => None,
    });
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    if let Some(one) = &row.objection {
        owing::settle(tx, ctx, one.obligation)?;
    }
    let (answer, organisation) = (Personal::text(reason), Some(row.entry.subject.organisation));
    store::record(tx, ctx, &it, &Fact::Answered { no, upheld: given(upheld)?, answer, organisation })
}

/// Nobody signs or gives up a list on which their own organisation stands.
pub(crate) fn must_be_foreign_to_all(rows: &[Listed], ctx: &Ctx) -> Result<(), Error> {
    let mut standing = rows.iter().filter(|row| !row.is_off());
    if standing.any(|row| must_be_foreign(row, ctx).is_err()) {
        return Err(Error::Forbidden {
            action: "sign or give up a list on which an organisation stands that you act for",
        });
    }
    Ok(())
}

/// Pure: whether this person may sign what was read.
pub(crate) fn decide_sign(it: &AttentionList, rows: &[Listed], ctx: &Ctx) -> Result<(), Error> {
    must_be(it, State::Told)?;
    if it.drafted_by.is_some() && it.drafted_by == ctx.person() {
        return Err(Error::Forbidden { action: "sign the list you drafted yourself" });
    }
    must_be_foreign_to_all(rows, ctx)?;
    if rows.iter().filter_map(|row| row.objection.as_ref()).any(|one| one.answered_at.is_none()) {
        return Err(Error::refused("an objection is not answered yet"));
    }
    if it.until.is_some_and(|until| ctx.now <= until) {
        return Err(Error::refused("those on this list may still object"));
    }
    if rows.iter().all(Listed::is_off) {
        return Err(Error::refused("no entry is left on this list: discard it"));
    }
    Ok(())
}

/// By a second person: from now on it stands, and each of its entries is owed something.
pub fn sign(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionListId, cmd: &SignList) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let rows = query::rows(tx, &ctx.beyond_scope(), id)?;
    decide_sign(&it, &rows, ctx)?;
    if cmd.version.trim() != it.version.to_string() {
        return Err(Error::refused("the list was changed meanwhile: read it first"));
    }
    let year = ctx.now.day().year();
    let number = format!("{year}-{:02}", tx.next_number(ctx, Fact::STREAM, year)?);
    let follows = query::last_signed(tx, ctx)?.map(|it| it.id);
    if let Some(owed) = it.signing {
        owing::settle(tx, ctx, owed.obligation)?;
    }
    let Left { entries, dissolved } = left(tx, ctx, &rows)?;
    if entries.is_empty() {
        return Err(Error::refused("no entry is left on this list: discard it"));
    }
    let listed = everybody(entries.iter().map(|it| it.subject.organisation));
    store::record(tx, ctx, &it, &Fact::Signed { number: number.clone(), follows, listed, dissolved })?;
    for entry in &entries {
        entry::ask(tx, ctx, &it, (&number, entry))?;
    }
    Ok(())
}

/// What is owed from the signing on, and the rows of those who are no more.
#[derive(Default)]
struct Left {
    entries: Vec<Entry>,
    dissolved: Vec<u32>,
}

/// The register changed since the drawing: a successor takes the place of whoever answered.
fn left(r: &Reader<'_>, ctx: &Ctx, rows: &[Listed]) -> Result<Left, Error> {
    let beyond = ctx.beyond_scope();
    let (mut left, mut owners) = (Left::default(), Owners::default());
    for Listed { entry, .. } in rows.iter().filter(|row| !row.is_off()) {
        if !exists(r, ctx, entry.subject.organisation)? {
            left.dissolved.push(entry.no);
            continue;
        }
        let owner = match successor(r, ctx, entry.owner)? {
            Some(owner) => owner,
            None => owners.of(r, &beyond, &entry.subject, entry.division)?,
        };
        left.entries.push(Entry { owner, ..entry.clone() });
    }
    Ok(left)
}

fn exists(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<bool, Error> {
    Ok(registry::query::organisation(r, ctx, id)?.is_some_and(|it| it.dissolved_on.is_none()))
}

/// The organisation itself while it exists, else what took its place.
fn successor(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Option<OrganisationId>, Error> {
    let mut next = Some(id);
    for _ in 0..10 {
        let Some(it) = next.map(|id| registry::query::organisation(r, ctx, id)).transpose()?.flatten() else { break };
        if it.dissolved_on.is_none() {
            return Ok(Some(it.id));
        }
        next = it.successor;
    }
    Ok(None)
}

pub fn discard(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionListId, cmd: &DiscardList) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.is_open() {
        must_be(&it, State::Draft)?;
    }
    let reason = reasoned("reason", &cmd.reason)?;
    let rows = query::rows(tx, &ctx.beyond_scope(), id)?;
    must_be_foreign_to_all(&rows, ctx)?;
    let answers = rows.into_iter().filter_map(|row| row.objection);
    let owed = answers.map(|one| one.obligation).chain(it.signing.map(|owed| owed.obligation));
    for obligation in owed {
        owing::let_off(tx, ctx, crate::LET_OFF, (obligation, &Personal::text(DISCARDED)))?;
    }
    store::record(tx, ctx, &it, &Fact::Discarded { reason })
}
