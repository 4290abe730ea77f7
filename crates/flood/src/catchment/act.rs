//! Registering and amending a catchment, with its device; ending it, with a reason.

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Division, Error, OrganisationId, Text};
use ledger::{Reader, Tx};
use registry::forms::{given, reasoned};
use registry::import::degrees_e6;
use serde::{Deserialize, Serialize};
use signal::Quantity;
use signal::device::{self, DeviceId, Watcher};

use super::{Catchment, CatchmentId, Described, Fact, Gauge, Pond, State, Village, below, store};
use crate::forecast::{Parameter, Parameters, STEP_MS};

const NUMBER: &str = "write a number as 12.5, of at most six decimal places";
const DAY: &str = "write the day as 2026-06-18";
/// Potential evaporation of a county in the south-west by month, in millimetres a day, where nobody said.
const EVAPORATION: [&str; 12] = ["1.9", "2.7", "3.6", "4.4", "4.7", "4.1", "3.6", "3.4", "3.0", "2.6", "2.1", "1.8"];

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CatchmentDescribe)]
pub struct Describe {
    /// The station code of the forecast's device, too.
    pub code: String,
    pub name: String,
    /// Code or name of the place of the outlet.
    pub division: String,
    /// Degrees, WGS-84.
    #[serde(default)]
    pub longitude: String,
    #[serde(default)]
    pub latitude: String,
    /// Square kilometres.
    pub area: String,
    /// Whose forecast it is: id, code, name or short name.
    pub owner: String,
    /// Who watches it: id or name, or name@organisation.
    #[serde(default)]
    pub watcher: String,
    /// One gauge a line: station code and weight.
    pub gauges: String,
    /// Station code of the gauge at the outlet.
    #[serde(default)]
    pub outlet: String,
    /// Cubic metres a second from which on people get ready, and move at once.
    #[serde(default)]
    pub ready: String,
    #[serde(default)]
    pub immediate: String,
    /// Where these flows and the parameters come from.
    #[serde(default)]
    pub basis: String,
    /// One village a line: place, minutes from the outlet, households, people, who moves them; `-` for what is not known.
    #[serde(default)]
    pub villages: String,
    /// One pond a line: a station code, or the name of what is supervised.
    #[serde(default)]
    pub ponds: String,
    /// Millimetres a day by month, twelve numbers; usual ones without them.
    #[serde(default)]
    pub evaporation: String,
    /// By name, as `free_water_mm`; the usual value of what is left out.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// yyyy-MM-dd; today without it.
    #[serde(default)]
    pub since: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CatchmentEnd)]
pub struct End {
    pub reason: String,
}

/// What the record knows of what the words name.
struct Around {
    division: Option<Division>,
    owner: Option<OrganisationId>,
    watcher: Option<Watcher>,
    gauges: Vec<Gauge>,
    outlet: Option<DeviceId>,
    villages: Vec<Village>,
    ponds: Vec<Pond>,
}

/// The words as values, every problem at once; those about names were found before.
fn decide(mut text: Text, cmd: &Describe, around: Around, today: Day) -> Result<Described, Error> {
    let code = text.required("code", &cmd.code, 1, 32);
    let name = text.required("name", &cmd.name, 2, 80);
    let degrees = "degrees with a decimal point";
    let longitude_e6 = text.read_optional("longitude", &cmd.longitude, degrees, degrees_e6);
    let latitude_e6 = text.read_optional("latitude", &cmd.latitude, degrees, degrees_e6);
    let area = within(&mut text, ("area", &cmd.area), (0.01, 3_000.0));
    let ready = flow(&mut text, ("ready", &cmd.ready));
    let immediate = flow(&mut text, ("immediate", &cmd.immediate));
    if ready.zip(immediate).is_some_and(|(ready, immediate)| ready >= immediate) {
        text.problem("immediate", "moving at once begins above getting ready", &cmd.immediate);
    }
    let basis = text.optional("basis", &cmd.basis, 500);
    if basis.is_none() && (ready.is_some() || immediate.is_some()) {
        text.problem("basis", "say where the flows come from", &cmd.basis);
    }
    let parameters = parameters(&mut text, &cmd.parameters, area.map_or(1.0, Quantity::value));
    let evaporation = evaporation(&mut text, &cmd.evaporation);
    let since = match cmd.since.trim() {
        "" => Some(today),
        typed => text.read("since", typed, DAY, |it| it.parse::<Day>().ok()),
    };
    if since.is_some_and(|it| it > today) {
        text.problem("since", "this day is in the future or long past", &cmd.since);
    }
    text.finish()?;
    Ok(Described {
        code,
        name,
        division: given(around.division)?,
        longitude_e6,
        latitude_e6,
        area_km2: given(area)?,
        owner: given(around.owner)?,
        watcher: around.watcher,
        gauges: around.gauges,
        outlet: around.outlet,
        ready_m3_s: ready,
        immediate_m3_s: immediate,
        basis: basis.map(kernel::Personal::text),
        parameters,
        evaporation: given(evaporation)?,
        villages: around.villages,
        ponds: around.ponds,
        since: given(since)?,
    })
}

const OUTSIDE: &str = "this is outside the domain of the standard";

fn within(text: &mut Text, (field, typed): (&'static str, &str), (least, most): (f64, f64)) -> Option<Quantity> {
    let read = text.read(field, typed, NUMBER, Quantity::read)?;
    let inside = (least..=most).contains(&read.value());
    if !inside {
        text.problem(field, OUTSIDE, typed);
    }
    inside.then_some(read)
}

fn flow(text: &mut Text, (field, typed): (&'static str, &str)) -> Option<Quantity> {
    if typed.trim().is_empty() { None } else { within(text, (field, typed), (0.001, 100_000.0)) }
}

/// Each of them: as it was said, or the usual one.
fn parameters(text: &mut Text, typed: &BTreeMap<String, String>, area_km2: f64) -> Parameters {
    let mut all = Parameters::usual(area_km2);
    for it in typed.keys().filter(|it| Parameter::from_word(it).is_none()) {
        text.problem("parameters", "no such parameter", it);
    }
    for it in Parameter::ALL {
        let typed = typed.get(it.word()).map_or("", |it| it.trim());
        if !typed.is_empty()
            && let Some(value) = within(text, (it.word(), typed), it.domain())
        {
            all.0.insert(*it, value);
        }
    }
    let out = all.get(Parameter::ToInterflow) + all.get(Parameter::ToGroundwater);
    if out > 0.98 {
        let word = Parameter::ToGroundwater.word();
        text.problem(
            word,
            "together with interflow less than all leaves in a day",
            typed.get(word).map_or("", |it| it),
        );
    }
    all
}

/// What counts of it where nobody said.
pub fn usual_evaporation() -> [Quantity; 12] {
    EVAPORATION.map(|it| Quantity::read(it).unwrap_or(Quantity::ZERO))
}

fn evaporation(text: &mut Text, typed: &str) -> Option<[Quantity; 12]> {
    let usual = EVAPORATION.join(" ");
    let typed = if typed.trim().is_empty() { &usual } else { typed };
    let twelve = |typed: &str| {
        let parts = typed.split(|c: char| c.is_whitespace() || "，,、".contains(c)).filter(|it| !it.is_empty());
        let read: Option<Vec<Quantity>> = parts.map(Quantity::read).collect();
        let inside = |it: &Quantity| (0.0..=30.0).contains(&it.value());
        read.filter(|all| all.iter().all(inside))?.try_into().ok()
    };
    text.read("evaporation", typed, "write twelve numbers, January first, none above 30", twelve)
}

/// Looks up what the words name; what is wrong with them stands in the text.
fn around(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (cmd, own): (&Describe, Option<&Catchment>),
) -> Result<Around, Error> {
    let division = signal::place(r, ctx, text, &cmd.division)?;
    let owner = signal::organisation(r, ctx, text, ("owner", &cmd.owner))?;
    let kept = own.and_then(|it| it.said.watcher).filter(|it| it.person.to_string() == cmd.watcher.trim());
    let watcher = match kept {
        Some(_) => kept,
        None => match signal::person(r, ctx, text, ("watcher", &cmd.watcher, owner))? {
            Some(person) => {
                registry::query::person(r, ctx, person)?.map(|it| Watcher { person, organisation: it.organisation })
            }
            None => None,
        },
    };
    let known: Vec<DeviceId> = own.map_or_else(Vec::new, |it| it.said.gauges.iter().map(|it| it.device).collect());
    let gauges = below::gauges(r, ctx, text, (&cmd.gauges, &known))?;
    let outlet = match cmd.outlet.trim() {
        "" => None,
        typed => {
            let known: Vec<DeviceId> = own.and_then(|it| it.said.outlet).into_iter().collect();
            let found = below::device_of(r, ctx, (typed, &known))?;
            match &found {
                None => text.problem("outlet", "no such device", typed),
                Some(it) if crate::live::outlet_metric(it).is_none() => {
                    text.problem("outlet", "this device measures neither flow nor level", typed);
                }
                Some(_) => {}
            }
            found.map(|it| it.id)
        }
    };
    let (villages, ponds) = own.map_or((&[][..], &[][..]), |it| (&it.said.villages, &it.said.ponds));
    let villages = below::villages(r, ctx, text, (&cmd.villages, villages))?;
    let ponds = below::ponds(r, ctx, text, (&cmd.ponds, ponds))?;
    Ok(Around { division, owner, watcher, gauges, outlet, villages, ponds })
}

/// The device as which the forecast is sent; what is wrong with the code is said of it, at the same field.
fn as_device(said: &Described) -> device::Describe {
    let sort = device::Sort::CatchmentForecast;
    device::Describe {
        code: said.code.clone(),
        name: format!("{}洪水预报", said.name),
        sort: sort.word().to_owned(),
        metrics: sort.usual().iter().map(|it| it.code().to_owned()).collect(),
        limits: String::new(),
        division: said.division.to_string(),
        longitude: said.longitude_e6.map_or(String::new(), degrees),
        latitude: said.latitude_e6.map_or(String::new(), degrees),
        owner: said.owner.to_string(),
        watcher: said.watcher.map_or(String::new(), |it| it.person.to_string()),
        interval: (STEP_MS / 1_000).to_string(),
        subject: String::new(),
        since: said.since.to_string(),
    }
}

/// `102704300` -> `102.704300`
pub(super) fn degrees(e6: i64) -> String {
    format!("{}.{:06}", e6 / 1_000_000, (e6 % 1_000_000).abs())
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Describe) -> Result<CatchmentId, Error> {
    let id: CatchmentId = ctx.mint();
    let mut text = Text::new();
    let around = around(tx, ctx, &mut text, (cmd, None))?;
    let said = decide(text, cmd, around, ctx.now.day())?;
    let device = device::register(tx, ctx, &as_device(&said))?;
    let fact = Fact::Registered { said: Box::new(said), device };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_be_kept(it: &Catchment) -> Result<(), Error> {
    match it.state {
        State::Kept => Ok(()),
        State::Ended => Err(Error::refused("this catchment has ended")),
    }
}

/// False where nothing is different.
pub fn amend(tx: &mut Tx<'_>, ctx: &Ctx, id: CatchmentId, cmd: &Describe) -> Result<bool, Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_kept(&it)?;
    let mut text = Text::new();
    let around = around(tx, ctx, &mut text, (cmd, Some(&it)))?;
    let said = decide(text, cmd, around, ctx.now.day())?;
    if said == it.said {
        return Ok(false);
    }
    // What somebody said of the device alone stays.
    let own = device::query::one(tx, ctx, it.device)?.said;
    let subject = own.subject.map_or(String::new(), |it| it.to_string());
    device::amend(tx, ctx, it.device, &device::Describe { subject, ..as_device(&said) })?;
    store::record(tx, ctx, &it, &Fact::Amended { said: Box::new(said) })?;
    Ok(true)
}

/// For good: its forecasts stay, and its device is retired.
pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, id: CatchmentId, cmd: &End) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_kept(&it)?;
    let reason = reasoned("reason", &cmd.reason)?;
    let device = device::query::one(tx, ctx, it.device)?;
    if device.state != device::State::Retired {
        device::retire(tx, ctx, it.device, &device::Reason { reason: cmd.reason.clone() })?;
    }
    store::record(tx, ctx, &it, &Fact::Ended { reason })
}
