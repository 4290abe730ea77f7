//! Opening with the scheme, the group, what the record says, what people judge, telling the organisation, confirming, and what
//! follows from the scheme: publishing and dropping.

use kernel::{Ctx, Error, Instant, OrganisationId, PersonId, Personal, Text};
use ledger::{Reader, Tx};
use obligation::{Due, Ref};
use serde::{Deserialize, Serialize};

use super::{Computed, Examination, Fact, Objection, OversightExaminationId, State, store};
use crate::bodies::Bodies;
use crate::marks::Marks;
use crate::owed;
use crate::scheme::{self, Item, Method, OversightSchemeId, Scheme};
use obligation::owing::{self, Duty};
use registry::measure::{Ask, Values};

/// The end of the working day.
const LAST_HOUR: i8 = 18;

/// One person a line: `organisation name`, or a name of the Safety Office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetGroup {
    pub people: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Take {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Judge {
    /// What was found.
    pub finding: String,
    /// Of an assessment.
    #[serde(default)]
    pub marks: String,
    /// Why so, by the criterion.
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tell {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// The version that was read.
    pub version: String,
}

pub(crate) fn about(id: OversightExaminationId) -> Ref {
    Ref::new(<Fact as ledger::Fact>::STREAM, id)
}

/// With the scheme: the Safety Office owes it, counted from the last day that is examined where that is still to come.
pub(crate) fn open(tx: &mut Tx<'_>, ctx: &Ctx, of: &Scheme, organisation: OrganisationId) -> Result<(), Error> {
    let id: OversightExaminationId = ctx.mint();
    let names = registry::query::organisation_names(tx, ctx, &[organisation])?;
    let name = names.get(&organisation).map_or("", String::as_str);
    let from: Instant = of.last.at(LAST_HOUR, 0).max(ctx.now);
    let duty = Duty {
        about: about(id),
        division: ctx.district.division(),
        name: owed::EXAMINE,
        title: format!("{}：{name}", of.title()),
        owner: registry::query::safety_office(tx, ctx)?,
        checker: None,
        due: Due::ByRuleFrom(from),
        source: Some(format!("方案 {}", of.number)),
    };
    let owed = owing::owe(tx, ctx, duty)?;
    let fact = Fact::Opened { scheme: of.id, organisation, owed };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)
}

/// Nobody examines, answers or confirms what concerns an organisation of one's own.
pub(crate) fn must_be_foreign(it: &Examination, ctx: &Ctx) -> Result<(), Error> {
    if ctx.is_of(it.organisation) {
        return Err(Error::Forbidden { action: "examine your own organisation" });
    }
    Ok(())
}

/// Pure: whether this visitor examines. A rule or an import stands for nobody.
pub(crate) fn decide_examiner(it: &Examination, ctx: &Ctx, group: &[PersonId]) -> Result<(), Error> {
    must_be_foreign(it, ctx)?;
    if it.state != State::Open {
        return Err(Error::refused("the organisation was told the result, or it is over"));
    }
    if group.is_empty() {
        return Err(Error::refused("the group that examines is not named yet"));
    }
    match ctx.person() {
        Some(person) if !group.contains(&person) => {
            Err(Error::Forbidden { action: "examine without being of the group" })
        }
        _ => Ok(()),
    }
}

/// The examination as somebody of the group works on it.
fn examined(tx: &Tx<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Examination, Error> {
    let it = store::load(tx, ctx, id)?;
    decide_examiner(&it, ctx, &store::group(tx, ctx, id)?)?;
    Ok(it)
}

/// Of the examined organisation: by where the person works, or by a part that is held there now.
fn is_of(r: &Reader<'_>, ctx: &Ctx, person: PersonId, examined: OrganisationId) -> Result<bool, Error> {
    let parts = registry::query::memberships(r, ctx.district, person)?;
    Ok(parts.iter().any(|it| it.organisation == examined && it.is_active(ctx.now)))
}

pub fn set_group(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightExaminationId, cmd: &SetGroup) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_foreign(&it, ctx)?;
    if it.state != State::Open {
        return Err(Error::refused("the organisation was told the result, or it is over"));
    }
    let bodies = Bodies::fetch(tx, ctx)?;
    let mut text = Text::new();
    let people = bodies.people(tx, ctx, &mut text, &cmd.people)?;
    for (person, body) in &people {
        if *body == it.organisation || is_of(tx, ctx, *person, it.organisation)? {
            text.problem("people", "nobody examines one's own organisation", &cmd.people);
        }
    }
    text.finish()?;
    let people = people.into_iter().map(|(person, _)| person).collect();
    store::record(tx, ctx, &it, &Fact::GroupSet { people })
}

/// What the record says now of every item that is computed. Nothing of it is typed; taken again, the earlier stays visible.
pub fn take(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightExaminationId, values: &Values) -> Result<(), Error> {
    let it = examined(tx, ctx, id)?;
    let of = scheme::load(tx, &ctx.beyond_scope(), it.scheme)?;
    let ask = Ask { organisation: it.organisation, sector: None, first: of.first, last: of.last };
    let mut found = Vec::new();
    for item in scheme::items(tx, ctx, it.scheme)? {
        let Method::Computed { measure, way } = &item.method else { continue };
        let figure = values.of(tx, &ctx.beyond_scope(), measure, &ask)?;
        let marks = item.weight.zip(*way).and_then(|(full, way)| way.marks(full, figure.value));
        let (measure, evidence) = (measure.clone(), figure.evidence);
        found.push(Computed { item: item.no, measure, value: figure.value, marks, evidence });
    }
    if found.is_empty() {
        return Err(Error::refused("no item of this scheme is computed"));
    }
    store::record(tx, ctx, &it, &Fact::Taken { at: ctx.now, found })
}

/// Marks up to the full ones where there are any, none where there are not.
pub(crate) fn read_marks(text: &mut Text, weight: Option<Marks>, given: &str) -> Option<Marks> {
    match weight {
        Some(full) => text.read("marks", given, "a number from 0 to the full marks", |it| {
            Marks::read(it).filter(|marks| *marks <= full)
        }),
        None => {
            if !given.trim().is_empty() {
                text.problem("marks", "only an assessment gives marks", given);
            }
            None
        }
    }
}

pub(crate) fn item_of(items: &[Item], no: u32) -> Result<&Item, Error> {
    items.iter().find(|it| it.no == no).ok_or(Error::NotFound("OversightItem"))
}

pub fn judge(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightExaminationId, no: u32, cmd: &Judge) -> Result<(), Error> {
    let it = examined(tx, ctx, id)?;
    let items = scheme::items(tx, ctx, it.scheme)?;
    let item = item_of(&items, no)?;
    if item.method != Method::Judged {
        return Err(Error::refused("this item is taken from the record, not judged"));
    }
    let mut text = Text::new();
    let finding = text.required("finding", &cmd.finding, 2, 2_000);
    let marks = read_marks(&mut text, item.weight, &cmd.marks);
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    let (finding, reason) = (Personal::text(finding), Personal::text(reason));
    store::record(tx, ctx, &it, &Fact::Judged { item: no, finding, reason, marks })
}

/// Until when one may object: by the dated rule, counted from the telling.
fn object_until(r: &Reader<'_>, ctx: &Ctx) -> Result<Instant, Error> {
    use obligation::rule::{Period, of_duty};
    let today = ctx.now.day();
    let period = of_duty(r, ctx, owed::OBJECT, today)?.map_or_else(Period::unruled, |it| it.period());
    let calendar = obligation::calendar::between(r, ctx, today, today.plus_days(400))?;
    Ok(period.due(ctx.now, &calendar))
}

/// The draft of the result goes to the organisation, which may object from now on.
pub fn tell(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<(), Error> {
    let it = examined(tx, ctx, id)?;
    let found = store::findings(tx, ctx, id)?;
    let items = scheme::items(tx, ctx, it.scheme)?;
    if items.iter().any(|item| found.iter().all(|it| it.item != item.no)) {
        return Err(Error::refused("some items are not examined yet"));
    }
    let until = object_until(tx, ctx)?;
    owing::settle(tx, ctx, it.obligation)?;
    let of = scheme::load(tx, &ctx.beyond_scope(), it.scheme)?;
    let names = registry::query::organisation_names(tx, ctx, &[it.organisation])?;
    let name = names.get(&it.organisation).map_or("", String::as_str);
    let duty = Duty {
        about: about(id),
        division: ctx.district.division(),
        name: owed::PUBLISH,
        title: format!("{}：{name}", of.title()),
        owner: registry::query::safety_office(tx, ctx)?,
        checker: None,
        due: Due::ByRuleFrom(until.max(ctx.now)),
        source: Some(format!("方案 {}", of.number)),
    };
    let owed = owing::owe(tx, ctx, duty)?;
    store::record(tx, ctx, &it, &Fact::Told { until, owed })
}

/// Pure: whether the result may be confirmed, by this person, now.
pub(crate) fn decide_confirmation(
    it: &Examination,
    ctx: &Ctx,
    group: &[PersonId],
    objections: &[Objection],
) -> Result<(), Error> {
    must_be_foreign(it, ctx)?;
    if it.state != State::Told {
        return Err(Error::refused("there is no draft of the result to confirm"));
    }
    if objections.iter().any(|it| it.answered_at.is_none()) {
        return Err(Error::refused("an objection is not answered yet"));
    }
    if it.agreed_at.is_none() && it.object_until.is_some_and(|until| ctx.now <= until) {
        return Err(Error::refused("the organisation may still object"));
    }
    let own = ctx.person().is_some_and(|it| group.contains(&it));
    if own || (ctx.person().is_some() && it.told_by == ctx.person()) {
        return Err(Error::Forbidden { action: "confirm the result of what you examined yourself" });
    }
    Ok(())
}

/// By the leader, who did not examine: from now on nothing of it changes.
pub fn confirm(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightExaminationId, cmd: &Confirm) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    decide_confirmation(&it, ctx, &store::group(tx, ctx, id)?, &store::objections(tx, ctx, id)?)?;
    if cmd.version.trim().parse() != Ok(it.version) {
        return Err(Error::refused("the result was changed meanwhile: read it first"));
    }
    store::record(tx, ctx, &it, &Fact::Confirmed)
}

/// All of a scheme together; one that is not confirmed holds up the rest.
pub(crate) fn publish_all(tx: &mut Tx<'_>, ctx: &Ctx, scheme: OversightSchemeId) -> Result<(), Error> {
    let all = store::of_scheme(tx, ctx, scheme)?;
    if all.iter().any(|it| it.state != State::Confirmed) {
        return Err(Error::refused("the result of some organisations is not confirmed yet"));
    }
    for it in &all {
        owing::settle(tx, ctx, it.obligation)?;
        store::record(tx, ctx, it, &Fact::Published)?;
    }
    Ok(())
}

/// The scheme stands no more: what is not published falls with it. Problems that were found stay owed.
pub(crate) fn drop_all(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    scheme: OversightSchemeId,
    reason: &Personal<String>,
) -> Result<(), Error> {
    for it in store::of_scheme(tx, ctx, scheme)? {
        if matches!(it.state, State::Published | State::Dropped) {
            continue;
        }
        owing::let_off(tx, ctx, owed::LET_OFF, (it.obligation, reason))?;
        for one in store::objections(tx, ctx, it.id)? {
            owing::let_off(tx, ctx, owed::LET_OFF, (one.obligation, reason))?;
        }
        store::record(tx, ctx, &it, &Fact::Dropped { reason: reason.clone() })?;
    }
    Ok(())
}
