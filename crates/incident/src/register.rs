//! Registering a call, and correcting what it said: the rules and the commands.

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId, Personal, Sector, Text};
use ledger::{Reader, Tx};
use serde::{Deserialize, Serialize};
use standards::accident::gb_6441;

use crate::duties::{self, Matter};
use crate::figures::unscaled;
use crate::model::{
    AccidentKind, Category, Condition, Counted, Exactness, Fact, Fault, Incident, IncidentId, Particulars, Recipient,
    Registered, Source, Stage, number_text,
};
use crate::{casualty, figures, lateness, store};

/// The series of incident numbers, per district and year.
pub(crate) const SERIES: &str = "incident";
/// Of one condition at once.
const MOST_PEOPLE: u32 = 10_000;

const TIME: &str = "write the time as 2026-06-18 21:46";
const CHOOSE: &str = "choose one of the list";

/// Where and what, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// `production_safety`, `road_traffic`, `fire`, `forest_fire`, `geological_disaster`, `other`
    pub category: String,
    /// The number or the name of a kind of GB 6441, in the edition of the day it happened.
    #[serde(default)]
    pub kind: String,
    /// As in the register of subjects: `construction`, `industry` …
    pub sector: String,
    /// Twelve digits of a township or village.
    pub division: String,
    pub place: String,
    #[serde(default)]
    pub road: String,
    /// `K12+300`
    #[serde(default)]
    pub chainage: String,
    #[serde(default)]
    pub project: String,
    #[serde(default)]
    pub contract_section: String,
    /// The name of the unit: a registered one is linked, any other is kept as it was said.
    #[serde(default)]
    pub unit: String,
    /// yyyy-MM-dd HH:mm
    pub happened_at: String,
    /// `minute` (default), `hour`, `day`
    #[serde(default)]
    pub exactness: String,
    /// When the head of the unit knew, yyyy-MM-dd HH:mm
    #[serde(default)]
    pub known_at: String,
    pub summary: String,
}

/// What the form of a call says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub particulars: Said,
    /// `unit`, `township`, `department`, `public`, `rescue`, `media`, `higher`
    pub source: String,
    /// When the call came, yyyy-MM-dd HH:mm; now when empty.
    #[serde(default)]
    pub told_at: String,
    /// Who called.
    #[serde(default)]
    pub told_by: String,
    #[serde(default)]
    pub told_phone: String,
    /// Empty is unknown, 0 is none.
    #[serde(default)]
    pub dead: String,
    #[serde(default)]
    pub missing: String,
    #[serde(default)]
    pub trapped: String,
    #[serde(default)]
    pub severely_injured: String,
    #[serde(default)]
    pub injured: String,
}

impl Register {
    fn count(&self, condition: Condition) -> &str {
        match condition {
            Condition::Dead => &self.dead,
            Condition::Missing => &self.missing,
            Condition::Trapped => &self.trapped,
            Condition::SeverelyInjured => &self.severely_injured,
            Condition::Injured => &self.injured,
            Condition::Safe => "",
        }
    }
}

/// What was corrected, whole, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    pub particulars: Said,
    pub reason: String,
}

/// What was called.
struct Call {
    source: Source,
    told_at: Instant,
    told_by: Option<String>,
    told_phone: Option<String>,
    people: Vec<(Condition, u32)>,
}

pub(crate) fn time(text: &mut Text, field: &'static str, given: &str) -> Option<Instant> {
    text.read(field, given, TIME, Instant::read)
}

pub(crate) fn whole(given: &str) -> Option<u32> {
    given.parse().ok().filter(|n| *n <= MOST_PEOPLE)
}

fn read_particulars(r: &Reader<'_>, ctx: &Ctx, text: &mut Text, said: &Said) -> Result<Option<Particulars>, Error> {
    let category = text.read("category", &said.category, CHOOSE, Category::from_word);
    let sector = text.read("sector", &said.sector, CHOOSE, Sector::from_word);
    let division = text.read("division", &said.division, "no such place", |it| it.parse::<Division>().ok());
    let division = division.filter(|it| it.district() == Some(ctx.district));
    if division.is_none() && !said.division.trim().is_empty() {
        text.problem("division", "no such place", &said.division);
    }
    let place = text.required("place", &said.place, 2, 200);
    let short = |text: &mut Text, field, given: &str| text.optional(field, given, 100);
    let road = short(text, "road", &said.road);
    let chainage = short(text, "chainage", &said.chainage);
    let project = short(text, "project", &said.project);
    let contract_section = short(text, "contract_section", &said.contract_section);
    let unit_name = short(text, "unit", &said.unit);
    let happened_at = time(text, "happened_at", &said.happened_at);
    let known_at = text.read_optional("known_at", &said.known_at, TIME, Instant::read);
    let exactness = text.read_optional("exactness", &said.exactness, CHOOSE, Exactness::from_word);
    let summary = text.required("summary", &said.summary, 5, 2_000);
    if happened_at.is_some_and(|at| at > ctx.now) {
        text.problem("happened_at", "this time lies in the future", &said.happened_at);
    }
    if known_at.zip(happened_at).is_some_and(|(known, happened)| known < happened) {
        text.problem("known_at", "nobody knew before it happened", &said.known_at);
    }
    let kind = match happened_at {
        Some(at) if !said.kind.trim().is_empty() => kind(text, at.day(), &said.kind),
        _ => None,
    };
    let unit = match &unit_name {
        Some(name) => registry::query::organisation_by_name(r, ctx, name)?.map(|it| it.id),
        None => None,
    };
    let (Some(category), Some(sector), Some(division), Some(happened_at)) = (category, sector, division, happened_at)
    else {
        return Ok(None);
    };
    Ok(Some(Particulars {
        category,
        kind: kind.filter(|_| category.has_kinds()),
        sector,
        division,
        place: Personal::text(place),
        road,
        chainage,
        project,
        contract_section,
        unit,
        unit_name: unit_name.map(Personal::text),
        happened_at,
        exactness: exactness.unwrap_or(Exactness::Minute),
        known_at,
        summary: Personal::text(summary),
    }))
}

/// In the edition in which an accident of that day is classed.
fn kind(text: &mut Text, day: Day, given: &str) -> Option<AccidentKind> {
    let edition = edition_on(day)?;
    match gb_6441::kind(edition, given) {
        Ok(kind) => Some(AccidentKind { edition: edition.word().to_owned(), code: kind.code }),
        Err(_) => {
            text.problem("kind", "no such kind in the edition in force on that day", given);
            None
        }
    }
}

/// The edition of GB 6441 for accidents of a day.
pub fn edition_on(day: Day) -> Option<gb_6441::Edition> {
    let civil = day.start().civil().date();
    Some(gb_6441::Edition::on(civil, gb_6441::IN_FORCE_2025))
}

fn read_call(text: &mut Text, ctx: &Ctx, cmd: &Register, happened_at: Option<Instant>) -> Option<Call> {
    let source =
        text.read("source", &cmd.source, CHOOSE, |it| Source::from_word(it).filter(|it| Source::CALLERS.contains(it)));
    let told_at = text.read_optional("told_at", &cmd.told_at, TIME, Instant::read).unwrap_or(ctx.now);
    if told_at > ctx.now {
        text.problem("told_at", "this time lies in the future", &cmd.told_at);
    }
    if happened_at.is_some_and(|at| told_at < at) {
        text.problem("told_at", "nobody told before it happened", &cmd.told_at);
    }
    let told_by = text.optional("told_by", &cmd.told_by, 50);
    let told_phone = text.optional("told_phone", &cmd.told_phone, 30);
    let mut people = Vec::new();
    for condition in Condition::COUNTED {
        let given = cmd.count(condition);
        let count = text.read_optional(condition.word(), given, "give a whole number up to 10,000", whole);
        people.extend(count.map(|n| (condition, n)));
    }
    Some(Call { source: source?, told_at, told_by, told_phone, people })
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Register) -> Result<IncidentId, Error> {
    let mut text = Text::new();
    let particulars = read_particulars(tx, ctx, &mut text, &cmd.particulars)?;
    let call = read_call(&mut text, ctx, cmd, particulars.as_ref().map(|it| it.happened_at));
    text.finish()?;
    let Some((particulars, call)) = particulars.zip(call) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    let organisation = ctx.scope.widest().map(|grant| grant.organisation);
    let office = registry::query::safety_office(tx, ctx)?;
    let organisation = organisation.filter(|it| *it != OrganisationId::from_bytes([0; 16])).unwrap_or(office);
    if !may_register(ctx, &particulars, organisation) {
        return Err(Error::Forbidden { action: "register an incident that is not in your area" });
    }
    let id: IncidentId = ctx.mint();
    let civil_year = particulars.happened_at.day().year();
    let year = i64::from(civil_year);
    let number = tx.next_number(ctx, SERIES, civil_year)?;
    let counted = counted(&particulars, &call);
    let of_district = duties::is_of_district(tx, ctx, organisation)?;
    let matter = Matter::of(&particulars, number_text(year, number), office);
    let clocks = if of_district {
        duties::clocks(tx, ctx, id, &matter, (organisation, call.told_at), &Recipient::BY_COUNTY)?
    } else {
        duties::clocks(tx, ctx, id, &matter, (organisation, call.told_at), &[Recipient::County])?
    };
    let fact = Fact::Registered(Box::new(Registered {
        year,
        number,
        organisation,
        particulars: particulars.clone(),
        source: call.source,
        told_at: of_district.then_some(call.told_at),
        told_by: call.told_by.map(Personal::text),
        told_phone: call.told_phone.map(Personal::text),
        counted,
        clocks,
    }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    let it = store::grade_anew(tx, ctx, store::again(tx, ctx, id)?)?;
    if of_district && call.source == Source::Unit {
        unit_was_late(tx, ctx, &it, &particulars, call.told_at)?;
    }
    Ok(id)
}

/// An enterprise registers what happened in it, a township what happened in its places.
pub(crate) fn may_register(ctx: &Ctx, it: &Particulars, organisation: OrganisationId) -> bool {
    let organisations: Vec<_> = it.unit.into_iter().collect();
    let within = ctx.scope.covers(it.division, &organisations, &[], Some(it.sector));
    within || it.unit == Some(organisation)
}

/// As of the day it happened, on which every death counts.
fn counted(it: &Particulars, call: &Call) -> Vec<Counted> {
    let on = it.happened_at.day();
    let mut first = 1;
    let mut all = Vec::new();
    for (condition, people) in &call.people {
        all.push(Counted { first, people: *people, condition: *condition, on, within: true });
        first += people;
    }
    all
}

/// Told by the unit after its hour: a fault of its own, computed.
pub(crate) fn unit_was_late(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    it: &Incident,
    particulars: &Particulars,
    told_at: Instant,
) -> Result<(), Error> {
    let Some(organisation) = particulars.unit else { return Ok(()) };
    let Some(late) = lateness::of(tx, ctx, particulars, told_at)? else { return Ok(()) };
    let found = Personal::text(format!("事故单位超过规定时限 {} 分钟报告", (late + 59) / 60));
    let fact = Fact::FaultFound { fault: Fault::Late, organisation, found, late_seconds: Some(late) };
    store::record(tx, ctx, it, &fact).map(drop)
}

pub(crate) fn must_stand(it: &Incident) -> Result<(), Error> {
    match it.stage {
        Stage::Dismissed => Err(Error::refused("this incident was dismissed")),
        Stage::Reporting | Stage::Reported => Ok(()),
    }
}

/// Everything that was said, anew, with the reason; figures stay with their rows.
pub fn correct(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, cmd: &Correct) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let mut text = Text::new();
    let particulars = read_particulars(tx, ctx, &mut text, &cmd.particulars)?;
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    let Some(particulars) = particulars else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    if !may_register(ctx, &particulars, it.organisation) {
        return Err(Error::Forbidden { action: "register an incident that is not in your area" });
    }
    let (before, reason) = (figures::now(tx, ctx, &it)?, Personal::text(reason));
    let fact = Fact::Corrected { particulars: Box::new(particulars), reason: reason.clone() };
    let it = store::record(tx, ctx, &it, &fact)?;
    let it = casualty::count_anew(tx, ctx, it, &reason)?;
    let it = lateness::recount(tx, ctx, it)?;
    casualty::follow(tx, ctx, it, before)
}

/// Money in 10,000 yuan and areas in hectares, as a form says them.
pub(crate) fn measure(text: &mut Text, field: &'static str, given: &str) -> Option<i64> {
    text.read_optional(field, given, "give a number with at most four decimals", unscaled)
}
