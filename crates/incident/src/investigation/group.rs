//! The group: who is in it, who left, who is recused, and who signed the report.

use kernel::{Ctx, Day, Error, PersonId, Personal, Text};
use ledger::{Reader, Tx, params};
use serde::{Deserialize, Serialize};

use super::model::{Fact, Investigation, InvestigationId, Part, Stage, Standing};
use super::open::{BEFORE_IT_HAPPENED, CHOOSE, past_day, unread};
use super::store;

/// Somebody joins the group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// `leader`, `deputy`, `member`, `expert`, `invited`
    pub part: String,
    pub name: String,
    /// Where they work; a person registered there under that name is linked.
    pub organisation: String,
}

/// Why somebody left or is recused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub reason: String,
}

/// A signature under the report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// yyyy-MM-dd
    pub on: String,
}

/// The investigation, for somebody who works on it: it stands, and they are not recused from it.
pub(super) fn at_work(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Investigation, Error> {
    let it = store::load(r, ctx, id)?;
    must_stand(&it)?;
    must_not_be_recused(r, ctx, id)?;
    Ok(it)
}

/// Refuses whoever is recused from it.
pub(super) fn must_not_be_recused(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<(), Error> {
    let Some(person) = ctx.person() else { return Ok(()) };
    if stands_as(r, ctx, id, person, Standing::Recused)? {
        return Err(Error::Forbidden { action: "work on a case from which you are recused" });
    }
    Ok(())
}

pub(super) fn must_stand(it: &Investigation) -> Result<(), Error> {
    if it.stage.stands() { Ok(()) } else { Err(Error::refused("this investigation has ended")) }
}

pub(super) fn stands_as(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: InvestigationId,
    person: PersonId,
    standing: Standing,
) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) > 0 FROM investigation_member
               WHERE district = $1 AND investigation = $2 AND person = $3 AND standing = $4";
    r.value(sql, params![ctx.district, id, person, standing])
}

/// How many of a part are in the group.
pub(super) fn holds(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId, part: Part) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) > 0 FROM investigation_member
               WHERE district = $1 AND investigation = $2 AND part = $3 AND standing = 'in'";
    r.value(sql, params![ctx.district, id, part])
}

pub fn join(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &Join) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let mut text = Text::new();
    let part = text.read("part", &cmd.part, CHOOSE, Part::from_word);
    let name = text.required("name", &cmd.name, 2, 50);
    let organisation = text.required("organisation", &cmd.organisation, 2, 100);
    if part == Some(Part::Leader) && holds(tx, ctx, id, Part::Leader)? {
        text.problem("part", "the group has a leader already", &cmd.part);
    }
    let person = person(tx, ctx, &name, &organisation)?;
    if is_known(tx, ctx, id, person, &name, &organisation, Standing::In)? {
        text.problem("name", "this person is in the group already", &cmd.name);
    }
    if is_known(tx, ctx, id, person, &name, &organisation, Standing::Recused)? {
        text.problem("name", "this person is recused from the case", &cmd.name);
    }
    text.finish()?;
    let part = part.ok_or_else(unread)?;
    let no = it.members + 1;
    store::record(tx, ctx, &it, &Fact::Joined { no, part, name: Personal::text(name), person, organisation }).map(drop)
}

/// The one registered person of this name in the organisation; nobody where there are several.
fn person(r: &Reader<'_>, ctx: &Ctx, name: &str, organisation: &str) -> Result<Option<PersonId>, Error> {
    let Some(body) = registry::query::organisation_by_name(r, ctx, organisation)? else { return Ok(None) };
    let found = registry::query::people_named(r, ctx, body.id, name)?;
    Ok(match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

fn is_known(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: InvestigationId,
    person: Option<PersonId>,
    name: &str,
    organisation: &str,
    standing: Standing,
) -> Result<bool, Error> {
    if let Some(person) = person {
        return stands_as(r, ctx, id, person, standing);
    }
    let sql = "SELECT COUNT(*) > 0 FROM investigation_member
               WHERE district = $1 AND investigation = $2 AND name = $3 AND organisation = $4 AND standing = $5";
    r.value(sql, params![ctx.district, id, name, organisation, standing])
}

/// A member who is in the group.
fn member_in(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId, no: u32) -> Result<store::Member, Error> {
    let member = store::member(r, ctx, id, no)?;
    match member.standing {
        Standing::In => Ok(member),
        Standing::Left => Err(Error::refused("this member has left the group")),
        Standing::Recused => Err(Error::refused("this member is recused")),
    }
}

fn reason(cmd: &Reason) -> Result<Personal<String>, Error> {
    let mut text = Text::new();
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    Ok(Personal::text(reason))
}

pub fn leave(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, no: u32, cmd: &Reason) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    member_in(tx, ctx, id, no)?;
    let fact = Fact::Left { no, reason: reason(cmd)? };
    store::record(tx, ctx, &it, &fact).map(drop)
}

pub fn recuse(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, no: u32, cmd: &Reason) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    member_in(tx, ctx, id, no)?;
    let fact = Fact::Recused { no, reason: reason(cmd)? };
    store::record(tx, ctx, &it, &fact).map(drop)
}

/// A signature stands under what the tracks say on that day; a later finding asks for it anew.
pub fn sign(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, no: u32, cmd: &Sign) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let member = member_in(tx, ctx, id, no)?;
    if it.stage != Stage::Investigating {
        return Err(Error::refused("the report is submitted already"));
    }
    if it.found == 0 {
        return Err(Error::refused("there is nothing to sign: no track has a finding"));
    }
    if member.is_signed {
        return Err(Error::refused("this member has signed already"));
    }
    let mut text = Text::new();
    let on = past_day(&mut text, ctx, "on", &cmd.on, (it.happened, BEFORE_IT_HAPPENED));
    text.finish()?;
    let on: Day = on.ok_or_else(unread)?;
    store::record(tx, ctx, &it, &Fact::Signed { no, on }).map(drop)
}

/// Whose signature the report still needs; experts and those invited sign their own papers.
pub(super) fn unsigned(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<Option<String>, Error> {
    let sql = "SELECT COALESCE(name, organisation) FROM investigation_member
               WHERE district = $1 AND investigation = $2 AND standing = 'in' AND signed_on IS NULL
                     AND part IN ('leader', 'deputy', 'member') ORDER BY no LIMIT 1";
    r.row(sql, params![ctx.district, id], |row| row.get(0))
}
