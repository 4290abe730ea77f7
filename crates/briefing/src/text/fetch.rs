//! What the record holds of a period, asked in one reading.

use std::collections::HashMap;

use campaign::progress::{self, Tally};
use campaign::{Campaign, TopicSort};
use disaster::event::query::Filter as Disasters;
use disaster::event::{Disaster, DisasterId, State};
use disaster::sheet::Road;
use disaster::{Figures, losses, roads_cut};
use hazard::statistics::Month;
use hazard::statistics::query::{self as hazards, By as HazardBy};
use incident::numbers::{Ask, By, Compared, Labels, compared, since_last};
use incident::query::{self as incidents, Filter, Line};
use kernel::{Ctx, Day, Error};
use ledger::Reader;
use meeting::query::Detail as MeetingHeld;
use meeting::query::Filter as Meetings;
use registry::OrganisationKind;
use registry::query::{division_name, organisation, organisation_full_names, safety_office};

use crate::Period;

/// Accidents named one by one, at most.
const NAMED: u32 = 200;
/// Meetings of a period that are looked through, at most.
const MEETINGS: u32 = 200;
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
    /// Those that run within the period, with their topics, their sectors and the parts of their tasks.
    pub campaigns: Vec<(Campaign, i64, i64, Tally)>,
    /// The last special meeting held in the period; how many townships and how many departments spoke.
    pub meeting: Option<(MeetingHeld, i64, i64)>,
    pub disasters: Vec<Disaster>,
    pub losses: HashMap<DisasterId, Figures>,
    /// Roads that were cut, those that still are first.
    pub roads_cut: HashMap<DisasterId, Vec<Road>>,
    pub disasters_before: i64,
    /// Of the same days a year before.
    pub losses_before: HashMap<DisasterId, Figures>,
}

impl Record {
    pub(crate) fn ask(&self, by: By) -> Ask {
        ask(self.period, by)
    }

    pub(crate) fn hazard_ask(&self) -> hazards::Ask {
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
    let disasters_before = listed(&disasters_before)?;
    let ids = |all: &[Disaster]| all.iter().map(|it| it.id).collect::<Vec<_>>();
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
        campaigns: campaigns(r, ctx, period)?,
        meeting: meeting(r, ctx, period)?,
        losses: losses(r, ctx, &ids(&disasters))?,
        roads_cut: roads_cut(r, ctx, &ids(&disasters))?,
        losses_before: losses(r, ctx, &ids(&disasters_before))?,
        disasters_before: disasters_before.len() as i64,
        disasters,
    })
}

fn campaigns(r: &Reader<'_>, ctx: &Ctx, period: Period) -> Result<Vec<(Campaign, i64, i64, Tally)>, Error> {
    let mut all = campaign::query::list(r, ctx, &campaign::query::Filter::default())?;
    all.retain(|it| it.from <= period.to && period.from <= it.to);
    all.sort_by_key(|it| it.from);
    let with_counts = |it: Campaign| {
        let topics = campaign::topics(r, ctx, it.id)?;
        let topical = topics.iter().filter(|one| one.sort == TopicSort::Topic).count() as i64;
        let tally = progress::sum(progress::counts(r, ctx, it.id, &progress::Filter::default())?.iter());
        Ok((it, topical, topics.len() as i64 - topical, tally))
    };
    all.into_iter().map(with_counts).collect()
}

fn meeting(r: &Reader<'_>, ctx: &Ctx, period: Period) -> Result<Option<(MeetingHeld, i64, i64)>, Error> {
    use meeting::{Kind, State};
    let filter =
        Meetings { kind: Some(Kind::Special), from: Some(period.from), to: Some(period.to), ..Meetings::default() };
    let all = meeting::query::list(r, ctx, &filter, 0, MEETINGS)?;
    let Some(last) = all.into_iter().find(|it| matches!(it.state, State::Held | State::Signed)) else {
        return Ok(None);
    };
    let held = meeting::query::one(r, ctx, last.id)?;
    let (mut townships, mut departments) = (0, 0);
    for it in &held.statements {
        match organisation(r, ctx, it.organisation)?.map(|it| it.kind) {
            Some(OrganisationKind::Township) => townships += 1,
            _ => departments += 1,
        }
    }
    Ok(Some((held, townships, departments)))
}
