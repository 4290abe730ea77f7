//! Opening the investigation of an incident: its level, who leads it, and the day its report is due.

use kernel::{Ctx, Day, Error, OrganisationId, Text};
use ledger::{Reader, Tx};
use serde::{Deserialize, Serialize};

use super::model::{Fact, InvestigationId, Opened, report_due};
use super::owed::{self, Duty, Place};
use super::store;
use crate::model::{IncidentId, Level, number_text};

/// The series of investigation numbers, per district and year.
const SERIES: &str = "investigation";

/// What the form or a program says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// `county`, `city`, `province`, `state`; the level of the grade when empty.
    #[serde(default)]
    pub level: String,
    /// The name of the office or department that leads; the Safety Office when empty.
    #[serde(default)]
    pub organisation: String,
    /// The paper by which a level below that of the grade investigates; required then.
    #[serde(default)]
    pub entrusted: String,
}

/// An organisation by its name; what is no name of one is a problem of the field.
pub(super) fn organisation(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    field: &'static str,
    given: &str,
) -> Result<Option<OrganisationId>, Error> {
    let name = given.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let found = registry::query::organisation_by_name(r, ctx, name)?.map(|it| it.id);
    if found.is_none() {
        text.problem(field, "no registered organisation has this name", given);
    }
    Ok(found)
}

/// Whether it is part of the government, down to the township.
pub(super) fn is_authority(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<bool, Error> {
    use registry::OrganisationKind::{Department, Government, Office, Township};
    let kind = registry::query::organisation_kind(r, ctx, id)?;
    Ok(kind.is_some_and(|kind| matches!(kind, Department | Government | Office | Township)))
}

/// A day of the past, not before another.
pub(super) fn past_day(
    text: &mut Text,
    ctx: &Ctx,
    field: &'static str,
    given: &str,
    (first, too_early): (Day, &'static str),
) -> Option<Day> {
    let day = text.read(field, given, DAY, |it| it.parse::<Day>().ok())?;
    if day > ctx.now.day() {
        text.problem(field, "this day lies in the future", given);
    }
    if day < first {
        text.problem(field, too_early, given);
    }
    Some(day)
}

pub(super) const DAY: &str = "write the day as 2026-06-18";
pub(super) const CHOOSE: &str = "choose one of the list";
pub(super) const BEFORE_IT_HAPPENED: &str = "this day lies before the incident";

/// What a form left without a value and without a problem can't be.
pub(super) fn unread() -> Error {
    Error::internal("a field without a value and without a problem")
}

pub fn begin(tx: &mut Tx<'_>, ctx: &Ctx, incident: IncidentId, cmd: &Begin) -> Result<InvestigationId, Error> {
    let it = crate::store::load(tx, ctx, incident)?;
    crate::register::must_stand(&it)?;
    if store::of_incident(tx, ctx, incident)?.is_some_and(|it| it.stage.stands()) {
        return Err(Error::refused("an investigation of this incident stands already"));
    }
    let lawful = it.grade.map_or(Level::County, crate::model::Grade::investigated_by);
    let mut text = Text::new();
    let level = text.read_optional("level", &cmd.level, CHOOSE, Level::from_word).unwrap_or(lawful);
    let named = organisation(tx, ctx, &mut text, "organisation", &cmd.organisation)?;
    let organisation = match named {
        Some(named) => named,
        None => registry::query::safety_office(tx, ctx)?,
    };
    if !is_authority(tx, ctx, organisation)? {
        text.problem("organisation", "an office or a department leads an investigation", &cmd.organisation);
    }
    let entrusted = text.optional("entrusted", &cmd.entrusted, 100);
    if level < lawful && entrusted.is_none() {
        text.problem("entrusted", "a higher level investigates this grade: name the paper that entrusts you", "");
    }
    text.finish()?;
    let id: InvestigationId = ctx.mint();
    let civil_year = ctx.now.day().year();
    let (year, number) = (i64::from(civil_year), tx.next_number(ctx, SERIES, civil_year)?);
    let happened = it.happened_at.day();
    let due = report_due(happened, 0, 0)?;
    let title = crate::query::title(tx, ctx, incident)?;
    let duty = Duty {
        name: owed::REPORT,
        title: owed::title(&number_text(year, number), &title),
        owner: organisation,
        checker: None,
        due,
    };
    let obligation = owed::owe(tx, ctx, Place { id, division: it.division, sector: it.sector }, duty)?;
    let fact = Fact::Opened(Box::new(Opened {
        year,
        number,
        incident,
        title,
        level,
        organisation,
        entrusted: entrusted.filter(|_| level < lawful),
        happened,
        due,
        obligation,
    }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
