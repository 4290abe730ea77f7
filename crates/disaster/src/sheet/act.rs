//! Sending, pasting a township's rows, withdrawing: the rules and the commands.

use std::collections::BTreeMap;

use kernel::{Ctx, Division, Error, Instant, Lang, Personal, Problem, Text};
use ledger::{Reader, Tx};
use serde::Deserialize;
use standards::losses::{self, Settings, Weight};

use super::paste::{self, Paste};
use super::{Fact, LossSheet, LossSheetId, Road, Sent, store};
use crate::Figures;
use crate::amount::Amount;
use crate::event::{self, DailyDuty, Disaster, DisasterId, Owners, Phase, State};
use crate::measure::{Measure, PERSON_TIMES};
use crate::place::Place;
use crate::web::{read_minute, read_minute_or_none};
use registry::forms::reasoned;

pub(super) const ROADS_MOST: usize = 50;
/// The first field of the form: where it is said that there is none, or none too many.
const FIRST: &str = "affected";
/// Fields of the roads in the form; what is wrong with a later one is said at the last.
const ROAD_FIELDS: [[&str; 3]; 3] = [
    ["road_1", "road_from_1", "road_to_1"],
    ["road_2", "road_from_2", "road_to_2"],
    ["road_3", "road_from_3", "road_to_3"],
];

/// A road that is cut, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoadTyped {
    pub road: String,
    /// yyyy-MM-dd HH:mm
    pub from: String,
    /// Empty where it is still cut.
    #[serde(default)]
    pub to: String,
}

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// `first`, `continued`, `verified`; empty: first, then continued.
    #[serde(default)]
    pub phase: String,
    /// There is nothing to report; without figures.
    #[serde(default)]
    pub zero: bool,
    /// By the name of the measure: `{"affected": "1200", "crops_affected_ha": "12.5"}`. What is missing is not said.
    #[serde(default)]
    pub figures: BTreeMap<String, String>,
    #[serde(default)]
    pub roads: Vec<RoadTyped>,
    /// Why a figure falls, jumps or is unusual.
    #[serde(default)]
    pub reason: String,
    /// The version that was seen; 0 or missing: whatever stands.
    #[serde(default)]
    pub seen: i64,
}

/// What is read of a sheet before it is compared with anything.
struct Typed {
    zero: bool,
    figures: Figures,
    roads: Vec<Road>,
}

fn must_take(it: &Disaster) -> Result<(), Error> {
    match it.state {
        State::Dismissed => Err(Error::refused("this disaster was dismissed")),
        State::Verified => Err(Error::refused("the figures of this disaster are verified and stand")),
        State::Open | State::Ended => Ok(()),
    }
}

/// First before anything was sent, continued after it, verified once it is over.
fn phase(text: &mut Text, given: &str, disaster: &Disaster, before: Option<&LossSheet>) -> Phase {
    let usual = if before.is_none() { Phase::First } else { Phase::Continued };
    match Phase::from_word(given.trim()) {
        None if given.trim().is_empty() => return usual,
        None => text.problem("phase", "choose one of the list", given),
        Some(Phase::First) if before.is_some() => {
            text.problem("phase", "a first report was sent: this is a continued one", given);
        }
        Some(Phase::Continued) if before.is_none() => {
            text.problem("phase", "nothing was sent yet: this is the first report", given);
        }
        Some(Phase::Verified) if disaster.state != State::Ended => {
            text.problem("phase", "figures are verified once the disaster is over", given);
        }
        Some(phase) => return phase,
    }
    usual
}

fn read(text: &mut Text, cmd: &Send, now: Instant) -> Typed {
    let mut figures = Figures::default();
    for (name, typed) in cmd.figures.iter().filter(|(_, typed)| !typed.trim().is_empty()) {
        let Some(measure) = Measure::named(name) else {
            text.problem("figures", "there is no such indicator", name);
            continue;
        };
        match read_amount(measure, typed) {
            Ok(amount) => figures.set(measure, amount),
            Err(problem) => text.problem(measure.name(), problem, typed),
        }
    }
    if cmd.zero && !figures.is_empty() {
        text.problem(FIRST, "a zero report has no figures", "");
    }
    if !cmd.zero && cmd.figures.values().all(|typed| typed.trim().is_empty()) {
        text.problem(FIRST, "say at least one figure, or report zero", "");
    }
    Typed { zero: cmd.zero, figures, roads: read_roads(text, &cmd.roads, now) }
}

/// A number of the measure: whole where it counts, not beyond what it can be.
pub(super) fn read_amount(measure: Measure, typed: &str) -> Result<Amount, &'static str> {
    let amount: Amount = typed.parse().map_err(|_| "a number such as 12 or 12.5, at most four decimals")?;
    let whole = matches!(measure.indicator().domain, standards::Domain::Whole(..));
    match amount {
        _ if whole && !amount.is_whole() => Err("this is counted in whole numbers"),
        _ if amount > Amount::whole(100_000_000) => Err("more than there can be"),
        _ => Ok(amount),
    }
}

fn read_roads(text: &mut Text, typed: &[RoadTyped], now: Instant) -> Vec<Road> {
    let mut roads = Vec::new();
    let blank = |it: &RoadTyped| [&it.road, &it.from, &it.to].iter().all(|text| text.trim().is_empty());
    for (n, it) in typed.iter().enumerate().filter(|(_, it)| !blank(it)) {
        let [name, begin, end] = ROAD_FIELDS[n.min(ROAD_FIELDS.len() - 1)];
        let road = text.required(name, &it.road, 2, 100);
        let from = read_minute(text, begin, &it.from);
        let to = read_minute_or_none(text, end, &it.to);
        if from.is_some_and(|from| from > now) {
            text.problem(begin, "this lies in the future", &it.from);
        }
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            text.problem(end, "the end comes before the beginning", &it.to);
        }
        roads.extend(from.map(|from| Road { road: Personal::text(road), from, to }));
    }
    if roads.len() > ROADS_MOST {
        text.problem(ROAD_FIELDS[0][0], "too many roads at once", "");
    }
    roads
}

/// What contradicts itself is a problem; what falls, jumps or is unusual needs the reason.
fn agree(text: &mut Text, before: Option<&LossSheet>, now: &Figures, phase: Phase, (reasoned, lang): (bool, Lang)) {
    let words = |it: &losses::Finding| if lang == Lang::Zh { it.zh().to_owned() } else { it.to_string() };
    let settings = Settings { verified: phase == Phase::Verified, ..Settings::default() };
    let report = now.report();
    let said = |name: &str| Measure::named(name).and_then(|it| now.get(it));
    let mut explain: Vec<Problem> = Vec::new();
    for found in losses::check(&report, &settings) {
        let given = words(&found);
        match found.weight {
            Weight::Contradiction => text.problem(found.at, contradiction(found.at), &given),
            Weight::Explain => {
                explain.push(Problem { field: found.at, problem: "so many rooms in a household: say why", given })
            }
        }
    }
    if said(PERSON_TIMES).zip(said("affected")).is_some_and(|(times, people)| times < people) {
        let shown = |name| said(name).map_or(String::new(), Amount::shown);
        let given = format!("{} < {}", shown(PERSON_TIMES), shown("affected"));
        text.problem(PERSON_TIMES, "person-times are not fewer than people", &given);
    }
    let past = before.map(LossSheet::standing).unwrap_or_default();
    for found in losses::jumps(&past.report(), &report, &settings) {
        let measure = Measure::named(found.at);
        let (old, new) = (measure.and_then(|it| past.get(it)), measure.and_then(|it| now.get(it)));
        let given = words(&found);
        match (old, new) {
            (_, None) => text.problem(found.at, "this was said before: say it again, zero if there is none", &given),
            (Some(old), Some(new)) if new < old => {
                explain.push(Problem { field: found.at, problem: "this is less than before: say why", given });
            }
            _ => explain.push(Problem { field: found.at, problem: "this rose by more than half: say why", given }),
        }
    }
    if !explain.is_empty() && !reasoned {
        text.problem("reason", "say why figures fall, jump or are unusual", "");
        explain.into_iter().for_each(|it| text.add(it));
    }
}

fn contradiction(at: &str) -> &'static str {
    match at {
        "relocated_now" | "relocated" | "livestock_deaths" | "loss_10k_yuan" | "named_dead_and_missing" => {
            "this does not agree with its parts or its whole"
        }
        _ if at.starts_with("households_") => "households and their rooms: one is not there without the other",
        _ => "this is more than the whole it is part of",
    }
}

/// Every problem at once; the daily report is added by the command.
pub(super) fn decide(
    disaster: &Disaster,
    place: &Place,
    before: Option<&LossSheet>,
    cmd: &Send,
    (now, lang): (Instant, Lang),
) -> Result<Sent, Error> {
    must_take(disaster)?;
    if cmd.seen > 0 && before.is_some_and(|it| it.version != cmd.seen) {
        return Err(Error::Conflict);
    }
    let mut text = Text::new();
    let phase = phase(&mut text, &cmd.phase, disaster, before);
    let typed = read(&mut text, cmd, now);
    let reason = text.optional("reason", &cmd.reason, 500);
    if reason.as_ref().is_some_and(|it| it.chars().count() < 2) {
        text.problem("reason", "too short: say what, where and how many", &cmd.reason);
    }
    let said = if typed.zero { Figures::zero() } else { typed.figures.clone() };
    if typed.zero || !typed.figures.is_empty() {
        agree(&mut text, before, &said, phase, (reason.is_some(), lang));
    }
    text.finish()?;
    Ok(Sent {
        disaster: disaster.id,
        place: place.clone(),
        edition: before.map_or(0, |it| it.edition) + 1,
        phase,
        zero: typed.zero,
        figures: typed.figures,
        roads: typed.roads,
        reason: reason.map(Personal::text),
        daily: None,
    })
}

/// The place exists, lies within the visitor's reach, and is asked: itself, what it lies in, or what lies in it.
fn must_be_asked(r: &Reader<'_>, ctx: &Ctx, disaster: DisasterId, place: &Place) -> Result<(), Error> {
    let nowhere = Error::NotFound("division");
    if !ctx.scope.covers(place.division, &[], &[], None) || !place.may_report() {
        return Err(nowhere);
    }
    if registry::query::division(r, ctx, place.division)?.is_none() {
        return Err(nowhere);
    }
    let touches = |asked: Division| asked.contains(place.division) || place.division.contains(asked);
    let asked = event::store::places(r, ctx, disaster)?;
    if asked.iter().any(|it| touches(it.division)) {
        Ok(())
    } else {
        Err(Error::refused("this place is not asked to report on this disaster"))
    }
}

/// A place says what it lost; the first sheet settles what it owes, a township owes the next one every day.
pub fn send(tx: &mut Tx<'_>, ctx: &Ctx, disaster: DisasterId, place: &Place, cmd: &Send) -> Result<LossSheetId, Error> {
    let it = event::store::load(tx, ctx, disaster)?;
    must_be_asked(tx, ctx, disaster, place)?;
    let before = store::of_place(tx, ctx, disaster, place)?;
    let sent = decide(&it, place, before.as_ref(), cmd, (ctx.now, ctx.lang))?;
    record(tx, ctx, &it, before.as_ref(), sent)
}

fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    disaster: &Disaster,
    before: Option<&LossSheet>,
    mut sent: Sent,
) -> Result<LossSheetId, Error> {
    let asked = event::store::asked(tx, ctx, disaster.id, sent.place.division)?;
    if let Some(asked) = asked {
        event::settle(tx, ctx, asked.obligation)?;
    }
    let township = sent.place.division.township() == sent.place.division;
    sent.daily = before.and_then(|it| it.daily);
    if township && asked.is_some() && disaster.state == State::Open {
        let owners = Owners::fetch(tx, ctx)?;
        let name = registry::query::division_name(tx, ctx, sent.place.division)?;
        let daily = DailyDuty {
            owner: owners.of(sent.place.division),
            owed_to: owners.office,
            division: sent.place.division,
            name: &name,
        };
        sent.daily = Some(event::owe_daily(tx, ctx, disaster, sent.daily, daily)?);
    }
    let id = before.map_or_else(|| ctx.mint(), |it| it.id);
    let fact = Fact::Sent(sent);
    let at = tx.record(ctx, id, before.map_or(0, |it| it.version), &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// The rows of a table, each a sheet; all of them or none. What the table has no column for stays as it was said.
pub fn paste(tx: &mut Tx<'_>, ctx: &Ctx, disaster: DisasterId, cmd: &Paste) -> Result<Vec<LossSheetId>, Error> {
    let sheets = rows(tx, ctx, disaster, cmd)?;
    let it = event::store::load(tx, ctx, disaster)?;
    sheets.into_iter().map(|(before, sent)| record(tx, ctx, &it, before.as_ref(), sent)).collect()
}

/// The same out of a file, which may come twice: a row that says what stands already sends nothing. How many rows were sent, and
/// how many stood already.
pub fn import(tx: &mut Tx<'_>, ctx: &Ctx, disaster: DisasterId, cmd: &Paste) -> Result<(usize, usize), Error> {
    let sheets = rows(tx, ctx, disaster, cmd)?;
    let it = event::store::load(tx, ctx, disaster)?;
    let all = sheets.len();
    let stands = |before: &Option<LossSheet>, sent: &Sent| {
        before.as_ref().is_some_and(|it| !it.withdrawn && (it.zero, &it.figures) == (sent.zero, &sent.figures))
    };
    let new: Vec<_> = sheets.into_iter().filter(|(before, sent)| !stands(before, sent)).collect();
    let sent = new.len();
    for (before, sheet) in new {
        record(tx, ctx, &it, before.as_ref(), sheet)?;
    }
    Ok((sent, all - sent))
}

/// The sheets that a table makes, each with what stood before.
type Sheets = Vec<(Option<LossSheet>, Sent)>;

fn rows(r: &Reader<'_>, ctx: &Ctx, disaster: DisasterId, cmd: &Paste) -> Result<Sheets, Error> {
    let it = event::store::load(r, ctx, disaster)?;
    must_take(&it)?;
    let known = paste::known(r, ctx, disaster)?;
    let (mut text, mut sheets) = (Text::new(), Vec::new());
    for row in paste::read(&mut text, &cmd.text, &known) {
        let place = Place::of(row.division);
        let before = store::of_place(r, ctx, disaster, &place)?;
        let typed = row.typed(before.as_ref(), cmd);
        match decide(&it, &place, before.as_ref(), &typed, (ctx.now, ctx.lang)) {
            Ok(sent) => sheets.push((before, sent)),
            Err(Error::Invalid(problems)) => paste::located(&mut text, &row, problems),
            Err(other) => return Err(other),
        }
    }
    text.finish()?;
    Ok(sheets)
}

pub(super) fn decide_withdrawal(disaster: &Disaster, it: &LossSheet, reason: &str) -> Result<Fact, Error> {
    must_take(disaster)?;
    if it.withdrawn {
        return Err(Error::refused("this sheet was withdrawn already"));
    }
    Ok(Fact::Withdrawn { reason: reasoned("reason", reason)? })
}

/// It was sent by mistake: it counts no more, and the place is silent again. That it once came in time stays on record.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: LossSheetId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let disaster = event::store::load(tx, ctx, it.disaster)?;
    let fact = decide_withdrawal(&disaster, &it, reason)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
