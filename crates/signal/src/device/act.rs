//! Registering and amending a device; taking it out of service and back; retiring it.

use std::ops::RangeInclusive;

use kernel::{Ctx, Day, Division, Error, OrganisationId, Text};
use ledger::{Reader, Tx};
use readings::Metric;
use registry::SubjectId;
use registry::forms::{given, reasoned};
use registry::import::{degrees_e6, names, one_of};
use serde::{Deserialize, Serialize};

use super::{Described, Device, DeviceId, Fact, Measured, Sort, State, Watcher, query, store};
use crate::Quantity;
use crate::said::{self, CHOOSE, DAY, NUMBER};
use crate::words::device_sort;

/// China with its seas, in millionths of a degree.
const LONGITUDES_E6: RangeInclusive<i64> = 73_000_000..=136_000_000;
const LATITUDES_E6: RangeInclusive<i64> = 3_000_000..=54_000_000;
/// A second at the fastest, a week at the slowest.
const MOST_SECONDS: u32 = 7 * 86_400;
const FIRST_DAY: &str = "1990-01-01";

/// What the form, a row of a file or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Describe {
    /// The station code: eight digits of SL 651, or any other text of at most 32 characters.
    pub code: String,
    pub name: String,
    /// `rain_gauge`, `river_level`, `reservoir`, `pond`, `landslide`, `weather_station`, `gas`, `smoke`, `tailings`,
    /// `debris_flow`, `catchment_forecast`, `fire_danger`
    pub sort: String,
    /// Codes of what it measures: `rain`, `level`, …
    pub metrics: Vec<String>,
    /// One metric a line: its name, the least and the most that can be true, the greatest step; `-` for what is not known.
    #[serde(default)]
    pub limits: String,
    /// Code or name of the place.
    pub division: String,
    /// Degrees, WGS-84.
    #[serde(default)]
    pub longitude: String,
    #[serde(default)]
    pub latitude: String,
    /// Who keeps it alive: id, code, name or short name.
    pub owner: String,
    /// Who watches it: id or name, or name@organisation.
    #[serde(default)]
    pub watcher: String,
    /// Seconds from one reading to the next.
    pub interval: String,
    /// The supervised subject to which it belongs: id or name.
    #[serde(default)]
    pub subject: String,
    /// yyyy-MM-dd; today without it.
    #[serde(default)]
    pub since: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub reason: String,
}

/// What the record knows of what the words name.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Around {
    pub division: Option<Division>,
    pub owner: Option<OrganisationId>,
    pub watcher: Option<Watcher>,
    pub subject: Option<SubjectId>,
    /// Another device that has this code.
    pub taken: bool,
}

/// The words as values, every problem at once; those about names were found before.
pub(crate) fn decide(mut text: Text, cmd: &Describe, around: &Around, today: Day) -> Result<Described, Error> {
    let code = text.required("code", &cmd.code, 1, 32);
    if code.chars().any(|c| c.is_whitespace() || c.is_control()) {
        text.problem("code", "a station code has no spaces", &cmd.code);
    }
    if around.taken {
        text.problem("code", "another device has this station code", &cmd.code);
    }
    let name = text.required("name", &cmd.name, 2, 80);
    let sort = text.read("sort", &cmd.sort, CHOOSE, |it| one_of(Sort::ALL, it, Sort::word, device_sort::of));
    let measures = measures(&mut text, &cmd.metrics, &cmd.limits);
    let (longitude_e6, latitude_e6) = position(&mut text, cmd);
    let interval = said::count(&mut text, "interval", &cmd.interval, 1, MOST_SECONDS);
    let since = match cmd.since.trim() {
        "" => Some(today),
        typed => text.read("since", typed, DAY, |it| it.parse::<Day>().ok()),
    };
    if since.is_some_and(|it| it > today || it.to_string().as_str() < FIRST_DAY) {
        text.problem("since", "this day is in the future or long past", &cmd.since);
    }
    text.finish()?;
    Ok(Described {
        code,
        name,
        sort: given(sort)?,
        measures,
        division: given(around.division)?,
        longitude_e6,
        latitude_e6,
        owner: given(around.owner)?,
        watcher: around.watcher,
        interval_seconds: given(interval)?,
        subject: around.subject,
        since: given(since)?,
    })
}

fn position(text: &mut Text, cmd: &Describe) -> (Option<i64>, Option<i64>) {
    const DEGREES: &str = "degrees with a decimal point";
    let longitude = text.read_optional("longitude", &cmd.longitude, DEGREES, degrees_e6);
    let latitude = text.read_optional("latitude", &cmd.latitude, DEGREES, degrees_e6);
    if longitude.is_some_and(|x| !LONGITUDES_E6.contains(&x)) {
        text.problem("longitude", "not a longitude in China", &cmd.longitude);
    }
    if latitude.is_some_and(|y| !LATITUDES_E6.contains(&y)) {
        text.problem("latitude", "not a latitude in China", &cmd.latitude);
    }
    if cmd.longitude.trim().is_empty() != cmd.latitude.trim().is_empty() {
        text.problem("latitude", "give both coordinates or none", &cmd.latitude);
    }
    (longitude, latitude)
}

/// Each metric once, in the order of all metrics, with its limits where a line says them.
fn measures(text: &mut Text, metrics: &[String], limits: &str) -> Vec<Measured> {
    let mut found: Vec<Measured> = Vec::new();
    for typed in metrics.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        match said::metric(typed) {
            Some(metric) if found.iter().any(|it| it.metric == metric) => {}
            Some(metric) => found.push(Measured { metric, least: None, most: None, step: None }),
            None => text.problem("metrics", "no such metric", typed),
        }
    }
    if found.is_empty() && metrics.iter().all(|it| said::metric(it).is_some() || it.trim().is_empty()) {
        text.problem("metrics", "say what it measures", "");
    }
    found.sort_by_key(|it| it.metric);
    for line in limits.split(['\n', ';', '；']).map(str::trim).filter(|line| !line.is_empty()) {
        limit(text, &mut found, line);
    }
    found
}

/// `水位 80 120 0.5`
fn limit(text: &mut Text, found: &mut [Measured], line: &str) {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let [name, figures @ ..] = parts.as_slice() else { return };
    let metric = said::metric(name);
    let Some(it) = found.iter_mut().find(|it| Some(it.metric) == metric) else {
        return text.problem("limits", "this line names no metric that the device measures", line);
    };
    if figures.len() > 3 || figures.is_empty() {
        return text.problem("limits", "write the metric, the least, the most and the greatest step", line);
    }
    let mut read = [None; 3];
    for (figure, place) in figures.iter().zip(&mut read) {
        *place = match *figure {
            "-" | "－" | "—" => None,
            typed => match Quantity::read(typed) {
                Some(it) => Some(it),
                None => return text.problem("limits", NUMBER, line),
            },
        };
    }
    let [least, most, step] = read;
    if least.zip(most).is_some_and(|(least, most)| least >= most) {
        text.problem("limits", "the least is not below the most", line);
    }
    if step.is_some_and(|it| it <= Quantity::ZERO) {
        text.problem("limits", "the greatest step is above zero", line);
    }
    if least.into_iter().chain(most).any(|it| !possible(it, metric)) {
        text.problem("limits", "no reading of this metric can be so", line);
    }
    (it.least, it.most, it.step) = (least, most, step);
}

fn possible(it: Quantity, metric: Option<Metric>) -> bool {
    metric.is_none_or(|metric| {
        let (least, most) = metric.shape().possible;
        (least..=most).contains(&it.value())
    })
}

/// Looks up what the words name; what is wrong with them stands in the text.
fn around(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (cmd, own): (&Describe, Option<&Device>),
) -> Result<Around, Error> {
    let division = said::place(r, ctx, text, &cmd.division)?;
    let owner = said::organisation(r, ctx, text, ("owner", &cmd.owner))?;
    // Whoever watches it already may be out of the visitor's reach.
    let kept = own.and_then(|it| it.said.watcher).filter(|it| it.person.to_string() == cmd.watcher.trim());
    let watcher = match kept {
        Some(_) => kept,
        None => match said::person(r, ctx, text, ("watcher", &cmd.watcher, owner))? {
            Some(person) => {
                registry::query::person(r, ctx, person)?.map(|it| Watcher { person, organisation: it.organisation })
            }
            None => None,
        },
    };
    let subject = subject(r, ctx, text, (&cmd.subject, own))?;
    let taken = query::id_of_code(r, ctx, cmd.code.trim())?.is_some_and(|id| own.is_none_or(|own| own.id != id));
    Ok(Around { division, owner, watcher, subject, taken })
}

fn subject(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (typed, own): (&str, Option<&Device>),
) -> Result<Option<SubjectId>, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let kept = own.and_then(|it| it.said.subject).filter(|it| it.to_string() == typed);
    if kept.is_some() {
        return Ok(kept);
    }
    let found = match typed.parse::<SubjectId>() {
        Ok(id) => registry::query::subject(r, ctx, id)?,
        Err(_) => registry::query::subject_by_name(r, ctx, typed)?,
    };
    if found.is_none() {
        text.problem("subject", "no such subject", typed);
    }
    Ok(found.map(|it| it.id))
}

fn must_reach(ctx: &Ctx, it: &Described) -> Result<(), Error> {
    match ctx.scope.covers(it.division, &[it.owner], &[], None) {
        true => Ok(()),
        false => Err(Error::Forbidden { action: "keep devices outside your area" }),
    }
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Describe) -> Result<DeviceId, Error> {
    let id: DeviceId = ctx.mint();
    let mut text = Text::new();
    let around = around(tx, ctx, &mut text, (cmd, None))?;
    let it = decide(text, cmd, &around, ctx.now.day())?;
    must_reach(ctx, &it)?;
    let fact = Fact::Registered(Box::new(it));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_not_be_retired(it: &Device) -> Result<(), Error> {
    match it.state {
        State::Retired => Err(Error::refused("this device is retired")),
        State::InService | State::Suspended => Ok(()),
    }
}

/// False where nothing is different.
pub fn amend(tx: &mut Tx<'_>, ctx: &Ctx, id: DeviceId, cmd: &Describe) -> Result<bool, Error> {
    let it = store::load(tx, ctx, id)?;
    must_not_be_retired(&it)?;
    let mut text = Text::new();
    let around = around(tx, ctx, &mut text, (cmd, Some(&it)))?;
    let said = decide(text, cmd, &around, ctx.now.day())?;
    must_reach(ctx, &said)?;
    if said == it.said {
        return Ok(false);
    }
    store::record(tx, ctx, &it, &Fact::Amended(Box::new(said)))?;
    Ok(true)
}

pub fn suspend(tx: &mut Tx<'_>, ctx: &Ctx, id: DeviceId, cmd: &Reason) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if it.state != State::InService {
        return Err(Error::refused("this device is not in service"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    store::record(tx, ctx, &it, &Fact::Suspended { reason })
}

pub fn resume(tx: &mut Tx<'_>, ctx: &Ctx, id: DeviceId, cmd: &Reason) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if it.state != State::Suspended {
        return Err(Error::refused("this device is not out of service"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    store::record(tx, ctx, &it, &Fact::Resumed { reason })
}

/// For good: its readings stay, its code names it still.
pub fn retire(tx: &mut Tx<'_>, ctx: &Ctx, id: DeviceId, cmd: &Reason) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_not_be_retired(&it)?;
    let reason = reasoned("reason", &cmd.reason)?;
    store::record(tx, ctx, &it, &Fact::Retired { reason })
}

/// Names of metrics in one cell.
pub(super) fn metrics_of(cell: &str) -> Vec<String> {
    names(cell)
}
