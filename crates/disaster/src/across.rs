//! Disasters of a period with their losses, for whoever counts across them: the same figures as on each disaster's own page.
//!
//! What nobody said is missing, not zero; how many places are silent stands beside the figures. Not here: which measures may
//! be added (`Measure::adds_across`), and what becomes of them in a table.

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Division, DivisionLevel, Error, Identity, Instant, Lang, Personal};
use ledger::{Fact as _, Reader, Recorded};

use crate::Figures;
use crate::event::query::{self, Filter};
use crate::event::{self, Disaster, DisasterId, State};
use crate::place::Place;
use crate::sheet;
use crate::sheet::LossSheetId;
use crate::sheet::sum::{self, Of};
use crate::words::{disaster_fact, loss_phase, sheet as w};

/// Disasters of a period, at most.
const MOST: u32 = 500;

/// Losses of one disaster, in one place or as far as the visitor sees.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loss {
    pub figures: Figures,
    pub asked: i64,
    /// Asked, and nothing heard.
    pub silent: i64,
}

/// A disaster with its losses.
#[derive(Debug, Clone)]
pub struct Lost {
    pub disaster: Disaster,
    pub whole: Loss,
    /// By township, of those within reach that are asked or that a sheet speaks of.
    pub townships: BTreeMap<Division, Loss>,
}

/// Disasters that began in these days and were not dismissed, the first first.
pub fn of_period(r: &Reader<'_>, ctx: &Ctx, from: Day, to: Day) -> Result<Vec<Lost>, Error> {
    let filter = Filter { from: Some(from), to: Some(to), counted: true, ..Filter::default() };
    let mut all = query::list(r, ctx, &filter, 0, MOST + 1)?;
    if all.len() > MOST as usize {
        return Err(Error::refused("more disasters than one table holds: choose a shorter period"));
    }
    debug_assert!(all.iter().all(|it| it.state != State::Dismissed));
    all.sort_by_key(|it| (it.from, it.id));
    all.into_iter().map(|it| lost(r, ctx, it)).collect()
}

fn lost(r: &Reader<'_>, ctx: &Ctx, disaster: Disaster) -> Result<Lost, Error> {
    let id = disaster.id;
    let figures = sheet::query::main_figures(r, ctx, &[id])?.remove(&id).unwrap_or_default();
    let mut townships: BTreeMap<Division, Loss> = BTreeMap::new();
    for ((division, measure), sum) in sum::all(r, &Of { district: ctx.district, disaster: id })? {
        if division.level() == DivisionLevel::Township
            && ctx.scope.covers(division, &[], &[], None)
            && let Some(figure) = sum.figure()
        {
            townships.entry(division).or_default().figures.set(measure, figure);
        }
    }
    let heard = sheet::query::heard(r, ctx, id)?;
    for it in query::asked(r, ctx, id)? {
        let loss = townships.entry(it.division.township()).or_default();
        loss.asked += 1;
        loss.silent += i64::from(!heard.contains(&it.division));
    }
    let whole = Loss {
        figures,
        asked: townships.values().map(|it| it.asked).sum(),
        silent: townships.values().map(|it| it.silent).sum(),
    };
    Ok(Lost { disaster, whole, townships })
}

/// Objects of which anything was recorded between two moments, at most; of more, those changed last are looked at.
pub const CHANGES: u32 = 5_000;

/// Something that was recorded and may have changed the figures.
#[derive(Debug, Clone)]
pub struct Change {
    pub disaster: DisasterId,
    /// Of the disaster: `2026-007`.
    pub number: String,
    /// Of a sheet; none where it was the disaster itself.
    pub place: Option<Place>,
    pub at: Instant,
    /// What was done, in words.
    pub what: String,
    pub reason: Option<Personal<String>>,
}

/// What was recorded between two moments about disasters that begin in these periods, or did before they were corrected; and
/// whether there was more than [`CHANGES`]. The oldest first.
pub fn changes(
    r: &Reader<'_>,
    ctx: &Ctx,
    lang: Lang,
    periods: &[(Day, Day)],
    (earlier, later): (Instant, Instant),
) -> Result<(Vec<Change>, bool), Error> {
    let ids = |stream| r.changed(ctx.district, stream, earlier, later, CHANGES + 1);
    let (events, sheets) = (ids(event::Fact::STREAM)?, ids(sheet::Fact::STREAM)?);
    let cut = events.len().max(sheets.len()) > CHANGES as usize;
    let between = |at: Instant| earlier < at && at <= later;
    let mut known = Known { r, ctx, periods, disasters: BTreeMap::new() };
    let mut all = Vec::new();
    for id in events.into_iter().take(CHANGES as usize).map(DisasterId::from_bytes) {
        let Some(number) = known.number(id)? else { continue };
        for it in known.events(id)?.into_iter().filter(|it| between(it.at.recorded_at)) {
            let what = disaster_fact::of(lang, it.fact.kind()).to_owned();
            let reason = event::quote(&it.fact).cloned();
            all.push(Change {
                disaster: id,
                number: number.clone(),
                place: None,
                at: it.at.effective_at,
                what,
                reason,
            });
        }
    }
    for id in sheets.into_iter().take(CHANGES as usize).map(LossSheetId::from_bytes) {
        let Some(sheet) = found(sheet::query::one(r, ctx, id))? else { continue };
        let Some(number) = known.number(sheet.disaster)? else { continue };
        let history = r.history::<sheet::Fact>(ctx.district, id)?;
        for it in history.into_iter().filter(|it| between(it.at.recorded_at)) {
            let (what, reason) = match it.fact {
                sheet::Fact::Sent(sent) => {
                    (w::history_edition(lang, sent.edition, loss_phase::of(lang, sent.phase.word())), sent.reason)
                }
                sheet::Fact::Withdrawn { reason } => (w::history_withdrawn(lang).to_owned(), Some(reason)),
            };
            let place = Some(sheet.place.clone());
            let (disaster, number) = (sheet.disaster, number.clone());
            all.push(Change { disaster, number, place, at: it.at.effective_at, what, reason });
        }
    }
    all.sort_by(|a, b| (a.at, &a.number, &a.place).cmp(&(b.at, &b.number, &b.place)));
    Ok((all, cut))
}

/// What lies outside the visitor's reach is not there.
fn found<T>(it: Result<T, Error>) -> Result<Option<T>, Error> {
    match it {
        Err(Error::NotFound(_)) => Ok(None),
        other => other.map(Some),
    }
}

/// Disasters that were looked at: the number of those that belong to the periods.
struct Known<'a, 'r> {
    r: &'a Reader<'r>,
    ctx: &'a Ctx,
    periods: &'a [(Day, Day)],
    disasters: BTreeMap<DisasterId, Option<String>>,
}

impl Known<'_, '_> {
    fn events(&self, id: DisasterId) -> Result<Vec<Recorded<event::Fact>>, Error> {
        self.r.history::<event::Fact>(self.ctx.district, id)
    }

    fn number(&mut self, id: DisasterId) -> Result<Option<String>, Error> {
        if let Some(known) = self.disasters.get(&id) {
            return Ok(known.clone());
        }
        let within = |at: Instant| self.periods.iter().any(|(from, to)| (*from..=*to).contains(&at.day()));
        let began = |it: &Recorded<event::Fact>| match &it.fact {
            event::Fact::Registered(it) => within(it.from),
            event::Fact::Corrected(it) => within(it.from),
            _ => false,
        };
        let number = match found(query::one(self.r, self.ctx, id))? {
            Some(it) if self.events(id)?.iter().any(began) => Some(it.number),
            _ => None,
        };
        self.disasters.insert(id, number.clone());
        Ok(number)
    }
}
