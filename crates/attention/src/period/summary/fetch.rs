//! What the record holds of a period, asked in one reading.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Act, Ctx, Error, OrganisationId};
use ledger::Reader;
use registry::query::{division_name, division_names, organisation, organisation_names, safety_office};

use super::{Figures, Sources};
use crate::duty::query::Filter as Duties;
use crate::duty::{self, Sort, SpecialDuty, Standing};
use crate::event;
use crate::event::query::{Filter as Events, View};
use crate::period::roster::{self, Rosters};
use crate::period::{SpecialPeriod, SpecialPeriodId, store};

/// How much of what was asked came, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reports {
    pub asked: i64,
    pub in_time: i64,
    pub late: i64,
    /// Reported, and not accepted yet.
    pub to_accept: i64,
    /// Due, and not reported.
    pub missing: i64,
    /// Not due yet.
    pub owed: i64,
    pub lapsed: i64,
    pub waived: i64,
    /// Who did not report, each once, in the order of the register.
    pub silent: Vec<String>,
}

impl Reports {
    /// Something came, accepted or not.
    pub fn came(&self) -> i64 {
        self.in_time + self.late + self.to_accept
    }
}

/// Events of a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventCounts {
    pub registered: i64,
    pub held: i64,
    pub people: i64,
    pub cancelled: i64,
    pub unlooked: i64,
    pub no_permit: i64,
    pub over_limit: i64,
    /// Over, and nobody said how they went.
    pub silent: i64,
}

/// Everything a summary says something about.
#[derive(Debug, Clone)]
pub struct Record {
    pub period: SpecialPeriod,
    pub district: String,
    pub office: String,
    pub places: Vec<String>,
    pub asked: i64,
    pub sweeps: Reports,
    /// Sums of the sweeps that were reported.
    pub visited: i64,
    pub found: i64,
    pub reports: Reports,
    /// Daily reports in which something was said.
    pub with_content: i64,
    pub rosters: Rosters,
    pub short: Vec<String>,
    pub unknown: Vec<String>,
    pub events: EventCounts,
    pub figures: Figures,
}

/// Figures within the visitor's reach; the page of a summary is for those who reach the whole district.
pub fn fetch(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId, sources: &Sources) -> Result<Record, Error> {
    let period = store::load(r, ctx, id)?;
    let office = safety_office(r, ctx)?;
    let asked = store::asked(r, ctx, id)?;
    let duties = duty::query::of_period(r, ctx, id)?;
    let rosters = roster::of(r, ctx, &period)?;
    let names = organisation_names(r, ctx, &everybody(&asked, &rosters))?;
    let name = |id: &OrganisationId| names.get(id).cloned().unwrap_or_default();
    let silent = |sort: Sort| {
        let all: BTreeSet<_> = of(&duties, sort)
            .filter(|it| it.standing(ctx.now) == Standing::Missing)
            .map(|it| it.organisation)
            .collect();
        asked.iter().filter(|it| all.contains(it)).map(name).collect::<Vec<_>>()
    };
    let reports = |sort: Sort| Reports { silent: silent(sort), ..tally(&duties, sort, ctx) };
    let sum = |of: fn(&SpecialDuty) -> Option<i64>| duties.iter().filter_map(of).sum();
    let short: BTreeSet<_> = rosters.gaps.iter().map(|it| it.organisation).collect();
    let codes = division_names(r, ctx, &period.townships)?;
    Ok(Record {
        district: division_name(r, ctx, ctx.district.division())?,
        office: organisation(r, ctx, office)?.map_or(String::new(), |it| it.name),
        places: period.townships.iter().filter_map(|it| codes.get(it).cloned()).collect(),
        asked: asked.len() as i64,
        sweeps: reports(Sort::Sweep),
        visited: sum(|it| it.visited),
        found: sum(|it| it.found),
        reports: reports(Sort::ZeroReport),
        with_content: of(&duties, Sort::ZeroReport).filter(|it| it.text.is_some()).count() as i64,
        short: rosters.kept.iter().filter(|it| short.contains(it)).map(name).collect(),
        unknown: rosters.unknown.iter().map(name).collect(),
        rosters,
        events: events(r, ctx, id)?,
        figures: (sources.figures)(r, ctx, &period)?,
        period,
    })
}

fn everybody(asked: &[OrganisationId], rosters: &Rosters) -> Vec<OrganisationId> {
    asked.iter().chain(&rosters.kept).chain(&rosters.unknown).copied().collect()
}

fn of(all: &[SpecialDuty], sort: Sort) -> impl Iterator<Item = &SpecialDuty> {
    all.iter().filter(move |it| it.sort == sort)
}

fn tally(all: &[SpecialDuty], sort: Sort, ctx: &Ctx) -> Reports {
    let mut by: BTreeMap<Standing, i64> = BTreeMap::new();
    for it in of(all, sort) {
        *by.entry(it.standing(ctx.now)).or_insert(0) += 1;
    }
    let n = |standing| by.get(&standing).copied().unwrap_or(0);
    Reports {
        asked: by.values().sum(),
        in_time: n(Standing::InTime),
        late: n(Standing::Late),
        to_accept: n(Standing::Reported),
        missing: n(Standing::Missing),
        owed: n(Standing::Owed),
        lapsed: n(Standing::Lapsed),
        waived: n(Standing::Waived),
        silent: Vec::new(),
    }
}

/// More than a county has in one period.
const MOST_EVENTS: u32 = 2_000;

fn events(r: &Reader<'_>, ctx: &Ctx, period: SpecialPeriodId) -> Result<EventCounts, Error> {
    let seen = Ctx { scope: ctx.scope_of(Act("mass_event.view")), ..ctx.clone() };
    let seen = if ctx.person().is_none() { ctx.beyond_scope() } else { seen };
    let filter = |view| Events { view: Some(view), period: Some(period), ..Events::default() };
    let count = |view| event::query::count(r, &seen, &filter(view));
    let held = event::query::list(r, &seen, &filter(View::Held), 0, MOST_EVENTS)?;
    Ok(EventCounts {
        registered: count(View::All)?,
        held: held.len() as i64,
        people: held.iter().filter_map(|it| it.actual).sum(),
        cancelled: count(View::Cancelled)?,
        unlooked: count(View::Unlooked)?,
        no_permit: count(View::NoPermit)?,
        over_limit: count(View::OverLimit)?,
        silent: count(View::Silent)?,
    })
}

/// The list of what is owed of a sort in a standing.
pub(super) fn list_of(period: SpecialPeriodId, sort: Sort, standing: Option<Standing>) -> Option<String> {
    Some(Duties { standing, sort: Some(sort), period: Some(period), ..Duties::default() }.address())
}
