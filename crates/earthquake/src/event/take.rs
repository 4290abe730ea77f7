//! Taking a report in: it is known, says something new of a known event, tells of an event that another source has reported,
//! or of one that nobody has.
//!
//! Two sources mean one event within sixteen seconds and a hundred kilometres: that is how the catalogue of the USGS joins the
//! reports of its networks. One source tells its own events apart by its numbers; where it has none, only a report within two
//! seconds is a correction of the same event. A person can part what was joined wrongly.

use kernel::{Ctx, Error, Identity as _, Instant};
use ledger::Tx;
use registry::forms::reasoned;
use serde::{Deserialize, Serialize};

use super::tell::{self, Tell};
use super::{Apart, Earthquake, EarthquakeId, Fact, Placed, Precise, Report, State, check, query, store};
use crate::ground::Ground;
use crate::setting;

pub const SAME_MS: i64 = 16_000;
pub const SAME_METRES: i64 = 100_000;
const OWN_MS: i64 = 2_000;
const MINUTE_MS: i64 = 60_000;

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Became {
    Recorded(EarthquakeId),
    Joined(EarthquakeId),
    Revised(EarthquakeId),
    /// It was told before.
    Known(EarthquakeId),
    /// Too far off to be kept.
    Beyond,
}

impl Became {
    pub fn id(self) -> Option<EarthquakeId> {
        match self {
            Became::Recorded(id) | Became::Joined(id) | Became::Revised(id) | Became::Known(id) => Some(id),
            Became::Beyond => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Became::Recorded(_) => "recorded",
            Became::Joined(_) => "joined",
            Became::Revised(_) => "revised",
            Became::Known(_) => "known",
            Became::Beyond => "beyond",
        }
    }
}

/// A report that is on record, of which event.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub of: EarthquakeId,
    pub no: i64,
    pub report: Report,
    /// Its event was not withdrawn.
    pub counted: bool,
}

/// How far apart two reports may lie in time and still be of one event.
pub(super) fn window_ms(known: &Report, told: &Report) -> i64 {
    let own = known.source == told.source;
    let rough = |it: &Report| it.precise == Precise::Minute;
    let of_clock = if rough(known) || rough(told) { MINUTE_MS } else { 0 };
    of_clock + if own { OWN_MS } else { SAME_MS }
}

/// Whether a report tells of the event of a known one, by time and place.
pub(crate) fn is_same(known: &Report, told: &Report) -> Option<Apart> {
    let by_number = known.source == told.source && (known.source_id.is_some() || told.source_id.is_some());
    if by_number || known.precise == Precise::Day || told.precise == Precise::Day {
        return None;
    }
    let apart = known.apart(told);
    (apart.ms.abs() <= window_ms(known, told) && apart.metres <= SAME_METRES).then_some(apart)
}

/// Nearness in time and place together, each as part of what is allowed.
fn score(apart: Apart) -> f64 {
    apart.ms.abs() as f64 / SAME_MS as f64 + apart.metres as f64 / SAME_METRES as f64
}

fn nearest(known: Vec<Known>, told: &Report) -> Option<(Known, Apart)> {
    // An event of which this source has told something else already is another one.
    let others: Vec<EarthquakeId> = known
        .iter()
        .filter(|it| it.report.source == told.source && is_same(&it.report, told).is_none())
        .map(|it| it.of)
        .collect();
    let same = known
        .into_iter()
        .filter(|it| it.counted && !others.contains(&it.of))
        .filter_map(|it| is_same(&it.report, told).map(|apart| (it, apart)));
    same.min_by(|a, b| score(a.1).total_cmp(&score(b.1)))
}

pub fn take(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Tell) -> Result<Became, Error> {
    let told = tell::read(cmd, ctx.now)?;
    let by_number = match &told.source_id {
        Some(id) => query::report_of(tx, ctx, &told.source, id)?,
        None => None,
    };
    if let Some(known) = by_number {
        return revise(tx, ctx, known, told);
    }
    let near = query::reports_around(tx, ctx, &told)?;
    if let Some(same) = near.iter().find(|it| it.report == told) {
        return Ok(Became::Known(same.of));
    }
    match nearest(near, &told) {
        Some((known, _)) if known.report.source == told.source => revise(tx, ctx, known, told),
        Some((known, apart)) => join(tx, ctx, known.of, told, apart),
        None => record(tx, ctx, told),
    }
}

fn placed(tx: &Tx<'_>, ctx: &Ctx, it: &Report) -> Result<Placed, Error> {
    let setting = setting::in_force(tx, ctx, ctx.now.day())?;
    Ok(Ground::fetch(tx, ctx)?.place(&setting, it))
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, told: Report) -> Result<Became, Error> {
    let setting = setting::in_force(tx, ctx, ctx.now.day())?;
    let ground = Ground::fetch(tx, ctx)?;
    if !ground.keeps(&setting, (told.longitude_e6, told.latitude_e6)) {
        return Ok(Became::Beyond);
    }
    let placed = ground.place(&setting, &told);
    let id: EarthquakeId = ctx.mint();
    recorded(tx, ctx, id, told, placed)?;
    Ok(Became::Recorded(id))
}

fn recorded(tx: &mut Tx<'_>, ctx: &Ctx, id: EarthquakeId, told: Report, placed: Placed) -> Result<(), Error> {
    let fact = Fact::Recorded { report: Box::new(told), placed };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    check::weigh(tx, ctx, id)
}

fn join(tx: &mut Tx<'_>, ctx: &Ctx, id: EarthquakeId, told: Report, apart: Apart) -> Result<Became, Error> {
    let it = store::load(tx, ctx, id)?;
    let setting = setting::in_force(tx, ctx, ctx.now.day())?;
    let counts = setting.rank(&told.source) < setting.rank(&it.report.source);
    let placed = if counts { Some(placed(tx, ctx, &told)?) } else { None };
    store::record(tx, ctx, &it, &Fact::Joined { report: Box::new(told), apart, placed })?;
    check::weigh(tx, ctx, id)?;
    Ok(Became::Joined(id))
}

fn revise(tx: &mut Tx<'_>, ctx: &Ctx, known: Known, told: Report) -> Result<Became, Error> {
    if known.report == told {
        return Ok(Became::Known(known.of));
    }
    let it = store::load(tx, ctx, known.of)?;
    let placed = if it.report == known.report { Some(placed(tx, ctx, &told)?) } else { None };
    store::record(tx, ctx, &it, &Fact::Revised { no: known.no, report: Box::new(told), placed })?;
    check::weigh(tx, ctx, it.id)?;
    Ok(Became::Revised(it.id))
}

/// What a person says of an event: why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub reason: String,
}

pub(super) fn decide_withdraw(it: &Earthquake, cmd: &Reason) -> Result<Fact, Error> {
    if it.state == State::Withdrawn {
        return Err(Error::refused("this earthquake was withdrawn already"));
    }
    Ok(Fact::Withdrawn { reason: reasoned("reason", &cmd.reason)? })
}

/// There was none, or it was no earthquake.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: EarthquakeId, cmd: &Reason) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_withdraw(&it, cmd)?;
    store::record(tx, ctx, &it, &fact)?;
    check::weigh(tx, ctx, id)
}

pub(super) fn decide_part(
    it: &Earthquake,
    of: &Report,
    into: EarthquakeId,
    no: i64,
    cmd: &Reason,
) -> Result<Fact, Error> {
    if *of == it.report {
        return Err(Error::refused("the report that counts stays: part the other one"));
    }
    Ok(Fact::Parted { no, into, reason: reasoned("reason", &cmd.reason)? })
}

/// The report of that number becomes an event of its own.
pub fn part(tx: &mut Tx<'_>, ctx: &Ctx, id: EarthquakeId, no: u32, cmd: &Reason) -> Result<EarthquakeId, Error> {
    let it = store::load(tx, ctx, id)?;
    let no = i64::from(no);
    let all = query::reports(tx, ctx, id)?;
    let of = all.into_iter().find(|it| it.no == no).ok_or(Error::NotFound(EarthquakeId::NAME))?.report;
    let into: EarthquakeId = ctx.mint();
    let fact = decide_part(&it, &of, into, no, cmd)?;
    store::record(tx, ctx, &it, &fact)?;
    let placed = placed(tx, ctx, &of)?;
    recorded(tx, ctx, into, of, placed)?;
    Ok(into)
}

/// The span of time in which reports of the same event are looked for.
pub(super) fn span_around(at: Instant) -> (Instant, Instant) {
    let reach = kernel::Span::seconds((SAME_MS + MINUTE_MS) / 1_000);
    (at - reach, at + reach)
}
