//! Saying which township's danger is computed, and how; the device whose readings it becomes is registered with it.

use kernel::{Ctx, Division, Error, Identity as _, Problem, Text};
use ledger::{Reader, Tx};
use registry::forms::given;
use registry::import::place;
use serde::{Deserialize, Serialize};
use signal::device::{self, Device, DeviceId, Sort, State};

use super::{Fact, FireArea, FireAreaId, MonthDay, Setting, query, store};
use crate::web::degrees;

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Describe {
    /// Code or name of a township; a village, or the county as a whole, can be an area of its own.
    pub division: String,
    /// Codes of weather stations, the preferred first, with commas or lines between.
    pub stations: String,
    /// `yes`, or `no` for a township without forest.
    pub watched: String,
    /// Part of the land under forest, in %.
    #[serde(default)]
    pub forest_percent: String,
    /// Month and day, as 12-01.
    pub season_from: String,
    pub season_to: String,
    /// Points that a green or a snow cover takes away in each month from January on: twelve of 0, 5, 10, 15, 20.
    pub cover: String,
    /// The first day that is rated; today without it.
    #[serde(default)]
    pub since: String,
}

/// By month, for whoever knows no better: a temperate county where fields and woods are green from May to August.
pub const USUAL_COVER: [u32; 12] = [0, 0, 5, 10, 15, 20, 20, 15, 10, 5, 5, 0];
const MOST_STATIONS: usize = 5;
/// A rating is due once a day; the same code for good.
const DAY_SECONDS: &str = "86400";
const MONTH_DAY: &str = "write month and day as 12-01";
const DAY: &str = "write the day as 2026-06-18";
pub(super) const YES: &str = "yes";
pub(super) const NO: &str = "no";

/// The code of the device of a township.
pub fn code(division: Division) -> String {
    format!("FIRE-{division}")
}

fn decide(
    mut text: Text,
    cmd: &Describe,
    (division, device): (Option<Division>, DeviceId),
    stations: &[DeviceId],
    ctx: &Ctx,
) -> Result<Setting, Error> {
    if stations.is_empty() {
        text.problem("stations", "name a weather station", &cmd.stations);
    }
    if stations.len() > MOST_STATIONS {
        text.problem("stations", "at most five stations", &cmd.stations);
    }
    let watched = text.read("watched", &cmd.watched, "choose one of the list", |it| match it {
        YES => Some(true),
        NO => Some(false),
        _ => None,
    });
    let percent = |it: &str| it.parse::<u32>().ok().filter(|n| *n <= 100);
    let forest_percent =
        text.read_optional("forest_percent", &cmd.forest_percent, "write a whole number from 0 to 100", percent);
    let season_from = text.read("season_from", &cmd.season_from, MONTH_DAY, MonthDay::read);
    let season_to = text.read("season_to", &cmd.season_to, MONTH_DAY, MonthDay::read);
    let cover = text.read("cover", &cmd.cover, "write twelve numbers of 0, 5, 10, 15 and 20, January first", cover);
    let since = match cmd.since.trim() {
        "" => Some(ctx.now.day()),
        typed => text.read("since", typed, DAY, |it| it.parse().ok()),
    };
    let longest = ctx.now.day().plus_days(-OLDEST_DAYS);
    if since.is_some_and(|it| it > ctx.now.day() || it < longest) {
        text.problem("since", "this day is in the future or long past", &cmd.since);
    }
    text.finish()?;
    Ok(Setting {
        division: given(division)?,
        device,
        stations: stations.to_vec(),
        is_watched: given(watched)?,
        forest_percent,
        season_from: given(season_from)?,
        season_to: given(season_to)?,
        cover: given(cover)?,
        since: given(since)?,
    })
}

fn cover(typed: &str) -> Option<[u32; 12]> {
    let one = |it: &str| it.parse::<u32>().ok().filter(|n| [0, 5, 10, 15, 20].contains(n));
    let points: Option<Vec<u32>> = split(typed).map(one).collect();
    points?.try_into().ok()
}

fn split(typed: &str) -> impl Iterator<Item = &str> {
    typed.split([',', '，', '、', ';', '；', '\n', ' ']).map(str::trim).filter(|it| !it.is_empty())
}

/// Stations by code or id; they measure everything that is asked of them.
fn stations(r: &Reader<'_>, ctx: &Ctx, text: &mut Text, typed: &str) -> Result<Vec<Device>, Error> {
    let mut found: Vec<Device> = Vec::new();
    for one in split(typed) {
        let device = match one.parse::<DeviceId>() {
            Ok(id) => device::query::among(r, ctx, &[id])?.pop(),
            Err(_) => device::query::by_code(r, ctx, one)?,
        };
        match device {
            None => text.problem("stations", "no such device", one),
            Some(it) if !query::NEEDED.iter().all(|metric| it.measures(*metric).is_some()) => {
                text.problem("stations", "a station measures temperature, humidity, wind and rain", one);
            }
            Some(it) if found.iter().any(|known| known.id == it.id) => {}
            Some(it) => found.push(it),
        }
    }
    Ok(found)
}

/// A division whose danger is not computed yet.
fn free(r: &Reader<'_>, ctx: &Ctx, text: &mut Text, typed: &str) -> Result<Option<Division>, Error> {
    let typed = typed.trim();
    let last = typed.rsplit(' ').next().unwrap_or(typed);
    let code = match place(r, ctx, last) {
        Ok(code) => code,
        Err(Error::Invalid(problems)) => {
            problems.0.into_iter().for_each(|it| text.add(it));
            return Ok(None);
        }
        Err(other) => return Err(other),
    };
    if registry::query::division(r, ctx, code)?.is_none() {
        text.problem("division", "no such division", typed);
        return Ok(None);
    }
    if query::of_division(r, ctx, code)?.is_some() {
        text.problem("division", "the danger of this township is computed already", typed);
    }
    Ok(Some(code))
}

/// Below the middle of the outline's corners, where its name stands on the map; else where the first station stands.
fn middle(r: &Reader<'_>, ctx: &Ctx, division: Division, stations: &[Device]) -> Result<(i64, i64), Error> {
    let outlines = registry::division::outlines(r, ctx)?;
    if let Some(ring) = outlines.iter().find(|it| it.code == division).and_then(|it| it.rings.first()) {
        let mean = |axis: usize| ring.iter().map(|it| i64::from(it[axis])).sum::<i64>() / ring.len() as i64;
        let norths = || ring.iter().map(|it| i64::from(it[1]));
        let height = norths().max().unwrap_or_default() - norths().min().unwrap_or_default();
        return Ok((mean(0), mean(1) - height / 8));
    }
    let of = |it: &Device| it.said.longitude_e6.zip(it.said.latitude_e6);
    stations
        .iter()
        .find_map(of)
        .ok_or_else(|| Problem::at("division", "the township has no outline and the stations have no position").into())
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Describe) -> Result<FireAreaId, Error> {
    let id: FireAreaId = ctx.mint();
    let mut text = Text::new();
    let division = free(tx, ctx, &mut text, &cmd.division)?;
    let found = stations(tx, ctx, &mut text, &cmd.stations)?;
    let ids: Vec<DeviceId> = found.iter().map(|it| it.id).collect();
    // What is wrong with the rest is said before a device is registered for it.
    let unset = DeviceId::from_bytes([0; 16]);
    let said = decide(text, cmd, (division, unset), &ids, ctx)?;
    let (longitude, latitude) = middle(tx, ctx, said.division, &found)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let name = registry::query::division_name(tx, ctx, said.division)?;
    let device = device::register(
        tx,
        ctx,
        &device::Describe {
            code: code(said.division),
            name: format!("{name}森林火险等级"),
            sort: Sort::FireDanger.word().to_owned(),
            metrics: Sort::FireDanger.usual().iter().map(|it| it.code().to_owned()).collect(),
            division: said.division.to_string(),
            longitude: degrees(longitude),
            latitude: degrees(latitude),
            owner: office.to_string(),
            interval: DAY_SECONDS.to_owned(),
            since: said.since.to_string(),
            ..device::Describe::default()
        },
    )?;
    let said = Setting { device, ..said };
    if !said.is_watched {
        device::suspend(tx, ctx, device, &device::Reason { reason: UNWATCHED.into() })?;
    }
    store::record(tx, ctx, (id, 0), &Fact::Set(Box::new(said)))?;
    Ok(id)
}

/// Readings of stations go no further back.
const OLDEST_DAYS: i64 = 4 * 366;
const UNWATCHED: &str = "该乡镇不计算森林火险等级";
const WATCHED: &str = "该乡镇计算森林火险等级";

/// False where nothing is different. The township stays; the first day moves only while nothing is rated.
pub fn amend(tx: &mut Tx<'_>, ctx: &Ctx, id: FireAreaId, cmd: &Describe) -> Result<bool, Error> {
    let it = store::load(tx, ctx, id)?;
    let mut text = Text::new();
    let found = stations(tx, ctx, &mut text, &cmd.stations)?;
    let ids: Vec<DeviceId> = found.iter().map(|it| it.id).collect();
    let said = decide(text, cmd, (Some(it.said.division), it.said.device), &ids, ctx)?;
    if it.last.is_some() && said.since != it.said.since {
        return Err(Problem::at("since", "days are rated already: the first day stays").into());
    }
    if said == it.said {
        return Ok(false);
    }
    follow(tx, ctx, &it, &said)?;
    store::record(tx, ctx, (id, it.version), &Fact::Amended(Box::new(said)))?;
    Ok(true)
}

/// Of what is not computed no reading is expected.
fn follow(tx: &mut Tx<'_>, ctx: &Ctx, it: &FireArea, said: &Setting) -> Result<(), Error> {
    if it.said.is_watched == said.is_watched {
        return Ok(());
    }
    let state = device::query::one(tx, &ctx.beyond_scope(), it.said.device)?.state;
    match (said.is_watched, state) {
        (true, State::Suspended) => device::resume(tx, ctx, it.said.device, &device::Reason { reason: WATCHED.into() }),
        (false, State::InService) => {
            device::suspend(tx, ctx, it.said.device, &device::Reason { reason: UNWATCHED.into() })
        }
        _ => Ok(()),
    }
}
