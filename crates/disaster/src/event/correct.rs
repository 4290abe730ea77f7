//! Correcting what was said of a disaster when it was registered: its title, its kind, what set it off, and its times.
//!
//! What hangs on the beginning follows it: the district's first report, while it is owed, is owed anew two hours after the
//! corrected beginning; one that is late already is given no more time by it. The first sheets of the places run from the moment each was asked, so
//! they stay.

use kernel::{Ctx, Error, Instant, Personal, Text};
use ledger::Tx;
use obligation::Due;
use registry::forms::given;
use serde::Deserialize;
use standards::losses::clock::first_due;

use super::duty::{Duty, owe};
use super::{Corrected, DUTY_FIRST, Disaster, DisasterId, Fact, Kind, Owed, State, SubKind, store};
use crate::web::{read_minute, read_minute_or_none};

/// What was corrected, whole, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correct {
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
    /// yyyy-MM-dd HH:mm; required once it is over.
    #[serde(default)]
    pub to: String,
    pub reason: String,
}

impl Correct {
    /// As it stands, so that a form begins with it.
    pub fn of(it: &Disaster) -> Correct {
        Correct {
            kind: it.kind.word().to_owned(),
            sub_kind: it.sub_kind.map_or(String::new(), |it| it.word().to_owned()),
            title: it.title.as_str().unwrap_or_default().to_owned(),
            trigger: it.trigger.as_ref().and_then(Personal::as_str).unwrap_or_default().to_owned(),
            from: it.from.to_minute(),
            to: it.to.map_or(String::new(), Instant::to_minute),
            reason: String::new(),
        }
    }
}

/// Every problem at once; what hangs on it is not decided here.
pub(super) fn decide(it: &Disaster, cmd: &Correct, now: Instant) -> Result<Corrected, Error> {
    if !it.state.takes_sheets() {
        return Err(Error::refused("what is verified or dismissed is not corrected"));
    }
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
    if it.state == State::Ended && cmd.to.trim().is_empty() {
        text.problem("to", "fill in this field", "");
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        text.problem("to", "the end comes before the beginning", &cmd.to);
    }
    if it.state == State::Ended && to.is_some_and(|to| to > now) {
        text.problem("to", "this lies in the future", &cmd.to);
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    Ok(Corrected {
        sort: given(kind)?,
        sub_kind,
        title: Personal::text(title),
        trigger: trigger.map(Personal::text),
        from: given(from)?,
        to,
        first: None,
        reason: Personal::text(reason),
    })
}

pub fn correct(tx: &mut Tx<'_>, ctx: &Ctx, id: DisasterId, cmd: &Correct) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let mut corrected = decide(&it, cmd, ctx.now)?;
    corrected.first = first_report(tx, ctx, &it, &corrected)?;
    let fact = Fact::Corrected(corrected);
    let at = tx.record(ctx, it.id, it.version, &fact)?;
    store::project(tx, &at, it.id, &fact)
}

/// Owed anew where the beginning moved and it was not sent; what is late is given no more time.
fn first_report(tx: &mut Tx<'_>, ctx: &Ctx, it: &Disaster, said: &Corrected) -> Result<Option<Owed>, Error> {
    let Some(owed) = it.reporting.filter(|_| it.reports == 0 && it.from != said.from) else { return Ok(None) };
    let beyond = || Error::internal("a time beyond the calendar");
    let due = first_due(said.from.civil()).map_err(|_| beyond())?;
    let due = Instant::from_civil(due).ok_or_else(beyond)?;
    if ctx.now > owed.due && due > owed.due {
        return Ok(None);
    }
    obligation::owing::let_off(tx, ctx, "disaster.correct", (owed.obligation, &said.reason))?;
    let office = registry::query::safety_office(tx, ctx)?;
    let duty = Duty {
        name: DUTY_FIRST,
        title: format!("{}：全县灾情初报", said.title.as_str().unwrap_or("--")),
        owner: office,
        owed_to: office,
        division: ctx.district.division(),
        due: Due::At(due),
    };
    owe(tx, ctx, it.id, duty).map(Some)
}
