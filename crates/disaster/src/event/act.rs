//! Registering, asking more places, reporting upward, ending, verifying, dismissing: the rules and the commands.

use std::collections::{BTreeSet, HashMap};

use kernel::{Ctx, Division, DivisionLevel, Error, Instant, Personal, Text};
use ledger::{Reader, Tx};
use obligation::Due;
use serde::Deserialize;
use standards::losses::clock::first_due;

use super::duty::{self, DailyDuty, Duty, Owners, owe, owe_daily, settle};
use super::{
    Asked, DUTY_FIRST, DUTY_VERIFY, Disaster, DisasterId, Fact, Kind, Owed, Phase, Registered, Reported, State,
    SubKind, store,
};
use crate::sheet;
use crate::web::{read_minute, read_minute_or_none};
use registry::forms::{given, reasoned};

/// A county has some hundred villages.
const PLACES_MOST: usize = 1_000;
const SERIES: &str = "disaster";

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// `flood`, `drought`, `typhoon`, …
    pub kind: String,
    /// `flash_flood`, `landslide`, …; of the kind.
    #[serde(default)]
    pub sub_kind: String,
    pub title: String,
    /// What set it off.
    #[serde(default)]
    pub trigger: String,
    /// yyyy-MM-dd HH:mm
    pub from: String,
    #[serde(default)]
    pub to: String,
    /// Codes of townships or villages, twelve digits each.
    pub places: Vec<String>,
    /// `yes`: the villages of the townships are asked instead of the townships.
    #[serde(default)]
    pub villages: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPlaces {
    /// Codes of townships or villages, twelve digits each.
    pub places: Vec<String>,
    /// `yes`: the villages of the townships are asked instead of the townships.
    #[serde(default)]
    pub villages: String,
}

/// Reporting the sums of this moment upward.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// When it was over, yyyy-MM-dd HH:mm
    pub to: String,
}

/// Names of the district's townships and villages that exist, by code.
pub(super) type Known = HashMap<Division, String>;

pub(super) struct Described {
    kind: Kind,
    sub_kind: Option<SubKind>,
    title: String,
    trigger: Option<String>,
    from: Instant,
    to: Option<Instant>,
    places: BTreeSet<Division>,
}

impl Described {
    #[cfg(test)]
    pub fn places(&self) -> &BTreeSet<Division> {
        &self.places
    }
}

/// Every problem at once.
pub(super) fn decide(cmd: &Register, known: &Known, now: Instant) -> Result<Described, Error> {
    let mut text = Text::new();
    let kind = text.read("kind", &cmd.kind, "choose one of the list", Kind::from_word);
    let sub_kind = text.read_optional("sub_kind", &cmd.sub_kind, "choose one of the list", SubKind::from_word);
    if kind.zip(sub_kind).is_some_and(|(kind, sub)| sub.kind() != kind) {
        text.problem("sub_kind", "this belongs to another kind of disaster", &cmd.sub_kind);
    }
    let title = text.required("title", &cmd.title, 2, 60);
    let trigger = text.optional("trigger", &cmd.trigger, 300);
    let from = read_minute(&mut text, "from", &cmd.from);
    let to = read_minute_or_none(&mut text, "to", &cmd.to);
    if from.is_some_and(|from| from > now) {
        text.problem("from", "this lies in the future", &cmd.from);
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        text.problem("to", "the end comes before the beginning", &cmd.to);
    }
    let places = read_places(&mut text, &cmd.places, cmd.villages.trim() == "yes", known);
    text.finish()?;
    Ok(Described { kind: given(kind)?, sub_kind, title, trigger, from: given(from)?, to, places })
}

fn read_places(text: &mut Text, codes: &[String], villages: bool, known: &Known) -> BTreeSet<Division> {
    let mut places = BTreeSet::new();
    for code in codes.iter().filter(|code| !code.trim().is_empty()) {
        let place = code.trim().parse::<Division>().ok().filter(|it| known.contains_key(it));
        match place {
            Some(township) if villages && township.level() == DivisionLevel::Township => {
                let below: Vec<_> = known.keys().filter(|it| **it != township && township.contains(**it)).collect();
                // A township without villages on record answers for itself.
                if below.is_empty() {
                    places.insert(township);
                }
                places.extend(below);
            }
            Some(place) => drop(places.insert(place)),
            None => text.problem("places", "this is no township or village of the district", code),
        }
    }
    if codes.iter().all(|code| code.trim().is_empty()) {
        text.problem("places", "say which places are asked to report", "");
    }
    if places.len() > PLACES_MOST {
        text.problem("places", "too many places at once", "");
    }
    places
}

/// The townships and villages that exist.
pub(super) fn known(r: &Reader<'_>, ctx: &Ctx) -> Result<Known, Error> {
    let county = ctx.district.division();
    let mut all = HashMap::new();
    for level in [DivisionLevel::Township, DivisionLevel::Village] {
        let found = registry::query::divisions(r, ctx, county, level)?;
        all.extend(found.into_iter().filter(|it| it.abolished_on.is_none()).map(|it| (it.code, it.name)));
    }
    Ok(all)
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Register) -> Result<DisasterId, Error> {
    let id: DisasterId = ctx.mint();
    let known = known(tx, ctx)?;
    let it = decide(cmd, &known, ctx.now)?;
    let owners = Owners::fetch(tx, ctx)?;
    let places = ask(tx, ctx, (id, &it.title), &owners, (&it.places, &known))?;
    let beyond = || Error::internal("a time beyond the calendar");
    let due = first_due(it.from.civil()).map_err(|_| beyond())?;
    let duty = Duty {
        name: DUTY_FIRST,
        title: format!("{}：全县灾情初报", it.title),
        owner: owners.office,
        owed_to: owners.office,
        division: ctx.district.division(),
        due: Due::At(Instant::from_civil(due).ok_or_else(beyond)?),
    };
    let first = owe(tx, ctx, id, duty)?;
    let year = it.from.day().year();
    let fact = Fact::Registered(Registered {
        number: format!("{year}-{:03}", tx.next_number(ctx, SERIES, year)?),
        sort: it.kind,
        sub_kind: it.sub_kind,
        title: Personal::text(it.title),
        trigger: it.trigger.map(Personal::text),
        from: it.from,
        to: it.to,
        places,
        first,
    });
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// Each of the places owes its first sheet.
fn ask(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    disaster: (DisasterId, &str),
    owners: &Owners,
    (places, known): (&BTreeSet<Division>, &Known),
) -> Result<Vec<Asked>, Error> {
    let mut asked = Vec::with_capacity(places.len());
    for division in places {
        let name = known.get(division).map_or("", String::as_str);
        let Owed { obligation, due } = duty::owe_first(tx, ctx, disaster, owners, (*division, name))?;
        asked.push(Asked { division: *division, obligation, due });
    }
    Ok(asked)
}

fn must_go_on(it: &Disaster) -> Result<(), Error> {
    match it.state {
        State::Open => Ok(()),
        _ => Err(Error::refused("this disaster does not go on any more")),
    }
}

/// More places report from now on; those that are asked already stay as they are.
pub fn add_places(tx: &mut Tx<'_>, ctx: &Ctx, id: DisasterId, cmd: &AddPlaces) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_go_on(&it)?;
    let known = known(tx, ctx)?;
    let mut text = Text::new();
    let mut places = read_places(&mut text, &cmd.places, cmd.villages.trim() == "yes", &known);
    for asked in store::places(tx, ctx, id)? {
        places.remove(&asked.division);
    }
    if places.is_empty() && !cmd.places.is_empty() {
        text.problem("places", "these places are asked already", "");
    }
    text.finish()?;
    let owners = Owners::fetch(tx, ctx)?;
    let places = ask(tx, ctx, (id, it.title()), &owners, (&places, &known))?;
    record(tx, ctx, &it, &Fact::PlacesAdded { places })
}

/// The sums of this moment, and how many of those asked are silent.
fn sums(r: &Reader<'_>, ctx: &Ctx, it: &Disaster, phase: Phase, note: Option<String>) -> Result<Reported, Error> {
    let asked = store::places(r, ctx, it.id)?;
    let heard = sheet::query::heard(r, ctx, it.id)?;
    let silent = asked.iter().filter(|place| !heard.contains(&place.division)).count();
    Ok(Reported {
        edition: it.reports + 1,
        phase,
        figures: sheet::query::county(r, ctx, it.id)?,
        asked: asked.len() as i64,
        silent: silent as i64,
        note: note.map(Personal::text),
        next: None,
    })
}

/// The district reports upward what the sheets say at this moment: first, then continued.
pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: DisasterId, cmd: &Report) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_go_on(&it)?;
    let mut text = Text::new();
    let note = text.optional("note", &cmd.note, 1_000);
    text.finish()?;
    let phase = if it.reports == 0 { Phase::First } else { Phase::Continued };
    let mut reported = sums(tx, ctx, &it, phase, note)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let daily = DailyDuty { owner: office, owed_to: office, division: ctx.district.division(), name: "全县" };
    reported.next = Some(owe_daily(tx, ctx, &it, it.reporting, daily)?);
    record(tx, ctx, &it, &Fact::Reported(reported))
}

pub(super) fn decide_end(it: &Disaster, ctx: &Ctx, cmd: &End) -> Result<Instant, Error> {
    must_go_on(it)?;
    if it.reports == 0 {
        return Err(Error::refused("the first report goes before the end"));
    }
    let mut text = Text::new();
    let to = read_minute(&mut text, "to", &cmd.to);
    if to.is_some_and(|to| to < it.from) {
        text.problem("to", "the end comes before the beginning", &cmd.to);
    }
    if to.is_some_and(|to| to > ctx.now) {
        text.problem("to", "this lies in the future", &cmd.to);
    }
    text.finish()?;
    given(to)
}

/// It is over: daily reports are owed no more, the verification is.
pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, id: DisasterId, cmd: &End) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let to = decide_end(&it, ctx, cmd)?;
    let daily = sheet::query::dailies(tx, ctx, id)?;
    for owed in daily.into_iter().chain(it.reporting.map(|it| it.obligation)) {
        settle(tx, ctx, owed)?;
    }
    let office = registry::query::safety_office(tx, ctx)?;
    let duty = Duty {
        name: DUTY_VERIFY,
        title: format!("{}：灾情核报", it.title()),
        owner: office,
        owed_to: office,
        division: ctx.district.division(),
        due: Due::ByRule,
    };
    let verify = owe(tx, ctx, id, duty)?;
    record(tx, ctx, &it, &Fact::Ended { to, verify })
}

pub(super) fn may_verify(it: &Disaster, ctx: &Ctx) -> Result<(), Error> {
    if it.state != State::Ended {
        return Err(Error::refused("a disaster is verified once it is over"));
    }
    if it.ended_by.is_some() && it.ended_by == ctx.person() {
        return Err(Error::Forbidden { action: "verify what you ended yourself" });
    }
    Ok(())
}

/// By a second person, once every place has verified its sheet or reported zero.
pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: DisasterId, note: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    may_verify(&it, ctx)?;
    let mut text = Text::new();
    let note = text.optional("note", note, 1_000);
    text.finish()?;
    let verified = sheet::query::verified(tx, ctx, id)?;
    let missing = store::places(tx, ctx, id)?.into_iter().find(|place| !verified.contains(&place.division));
    if let Some(place) = missing {
        let name = registry::query::division_name(tx, ctx, place.division)?;
        return Err(Error::Refused { why: "not every place has verified its sheet", with: Some(name) });
    }
    let report = sums(tx, ctx, &it, Phase::Verified, note)?;
    if let Some(owed) = it.verifying {
        settle(tx, ctx, owed.obligation)?;
    }
    record(tx, ctx, &it, &Fact::Verified { report })
}

/// There was none, or it stands under another number: nothing is owed any more.
pub fn dismiss(tx: &mut Tx<'_>, ctx: &Ctx, id: DisasterId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.state.takes_sheets() {
        return Err(Error::refused("this disaster does not go on any more"));
    }
    let reason = reasoned("reason", reason)?;
    let places = store::places(tx, ctx, id)?.into_iter().map(|it| it.obligation);
    let daily = sheet::query::dailies(tx, ctx, id)?;
    let own = [it.reporting, it.verifying].into_iter().flatten().map(|it| it.obligation);
    for owed in places.chain(daily).chain(own) {
        obligation::owing::let_off(tx, ctx, "disaster.dismiss", (owed, &reason))?;
    }
    record(tx, ctx, &it, &Fact::Dismissed { reason })
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Disaster, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
