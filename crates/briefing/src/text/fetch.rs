//! What the record holds of a period, asked in one reading.

use std::collections::HashMap;

use disaster::event::query::Filter as Disasters;
use disaster::event::{Disaster, DisasterId, State};
use disaster::{Figures, losses};
use hazard::statistics::Month;
use hazard::statistics::query::{self as hazards, By as HazardBy};
use incident::numbers::{Ask, By, Compared, Labels, compared, since_last};
use incident::query::{self as incidents, Filter, Line};
use kernel::{Ctx, Day, Error};
use ledger::Reader;
use registry::query::{division_name, organisation_full_names, safety_office};

use crate::Period;

/// Accidents named one by one, at most.
const NAMED: u32 = 200;
/// Disasters of a period, at most.
const DISASTERS: u32 = 500;

/// Everything a briefing says something about.
#[derive(Debug)]
pub struct Record {
    pub period: Period,
    pub district: String,
    pub office: String,
    pub sectors: Compared,
    pub townships: Compared,
    pub roads: Compared,
    pub kinds: Compared,
    pub months: Compared,
    pub sector_labels: Labels,
    pub township_labels: Labels,
    pub kind_labels: Labels,
    /// The last one of the grade 较大 or above.
    pub last_grave: Option<(Day, i64)>,
    /// Of the period: so many of that grade.
    pub grave: i64,
    pub at_fault: i64,
    /// Production-safety accidents of the period in which people died or are missing, the first first.
    pub fatal: Vec<Line>,
    pub hazards: hazards::Table,
    pub disasters: Vec<Disaster>,
    pub losses: HashMap<DisasterId, Figures>,
    pub disasters_before: i64,
}

impl Record {
    pub(super) fn ask(&self, by: By) -> Ask {
        ask(self.period, by)
    }

    pub(super) fn hazard_ask(&self) -> hazards::Ask {
        hazard_ask(self.period)
    }
}

fn ask(period: Period, by: By) -> Ask {
    Ask { by, from: period.from, to: period.to, category: None, sector: None, township: None }
}

fn hazard_ask(period: Period) -> hazards::Ask {
    let (from, to) = (Month::of(period.from), Month::of(period.to));
    hazards::Ask { by: vec![HazardBy::Sector], from, to, township: None, sector: None, source: None, grade: None }
}

/// Hazards are counted by whole months.
pub fn fetch(r: &Reader<'_>, ctx: &Ctx, period: Period) -> Result<Record, Error> {
    let of = |by| compared(r, ctx, &ask(period, by));
    let (sectors, townships, kinds) = (of(By::Sector)?, of(By::Township)?, of(By::Kind)?);
    let filter = ask(period, By::Category).filter();
    let office = safety_office(r, ctx)?;
    let graves = ["considerable", "major", "extraordinary"];
    let by_grade = of(By::Grade)?;
    let disasters = Disasters { from: Some(period.from), to: Some(period.to), ..Disasters::default() };
    let before = ask(period, By::Category).before();
    let disasters_before = Disasters { from: Some(before.from), to: Some(before.to), ..Disasters::default() };
    let listed = |filter: &Disasters| -> Result<Vec<Disaster>, Error> {
        let mut all = disaster::event::query::list(r, ctx, filter, 0, DISASTERS)?;
        all.retain(|it| it.state != State::Dismissed);
        all.sort_by_key(|it| it.from);
        Ok(all)
    };
    let disasters = listed(&disasters)?;
    let ids: Vec<_> = disasters.iter().map(|it| it.id).collect();
    let fatal = Filter { category: Some(incident::Category::ProductionSafety), ..filter.clone() };
    let mut fatal = incidents::list(r, ctx, &fatal, 0, NAMED)?;
    fatal.retain(|it| it.figures.dead.unwrap_or(0) + it.figures.missing.unwrap_or(0) > 0);
    fatal.sort_by_key(|it| it.happened_at);
    Ok(Record {
        period,
        district: division_name(r, ctx, ctx.district.division())?,
        office: organisation_full_names(r, ctx, &[office])?.remove(&office).unwrap_or_default(),
        sector_labels: Labels::fetch(r, ctx, By::Sector, sectors.rows.keys())?,
        township_labels: Labels::fetch(r, ctx, By::Township, townships.rows.keys())?,
        kind_labels: Labels::fetch(r, ctx, By::Kind, kinds.rows.keys())?,
        roads: of(By::Road)?,
        months: of(By::Month)?,
        sectors,
        townships,
        kinds,
        last_grave: since_last(r, ctx, &filter)?,
        grave: graves.iter().filter_map(|it| by_grade.rows.get(*it)).map(|it| it.now.accidents).sum(),
        at_fault: incidents::count(r, ctx, &Filter { at_fault: true, ..filter })?,
        fatal,
        hazards: hazards::table(r, ctx, &hazard_ask(period))?,
        losses: losses(r, ctx, &ids)?,
        disasters_before: listed(&disasters_before)?.len() as i64,
        disasters,
    })
}
