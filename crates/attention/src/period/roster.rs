//! The tightened roster: which post lacks whom on which day. Counted from the shifts on record; nothing marks a gap.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId};
use ledger::Reader;
use registry::PostKind;

use super::{SpecialPeriod, Tightening, store};

/// Somebody who is on duty, from when to when.
pub type Stint = (PersonId, Instant, Instant);

/// A roster that is short of people on a day, at its worst moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub day: Day,
    /// Whose roster it is, who owes filling it.
    pub organisation: OrganisationId,
    pub post: PostKind,
    pub needs: usize,
    pub has: usize,
}

/// What the rosters of a period look like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rosters {
    pub gaps: Vec<Gap>,
    /// Kept here and looked at.
    pub kept: Vec<OrganisationId>,
    /// Asked, but no roster is kept here: nothing is known of it.
    pub unknown: Vec<OrganisationId>,
}

/// How many different people are on duty at the least, at any moment from `from` to `to`.
pub fn least(stints: &[Stint], from: Instant, to: Instant) -> usize {
    let mut moments: BTreeSet<Instant> = BTreeSet::from([from]);
    moments.extend(stints.iter().flat_map(|it| [it.1, it.2]).filter(|at| from < *at && *at < to));
    let at = |moment: Instant| {
        let here = stints.iter().filter(|it| it.1 <= moment && moment < it.2);
        here.map(|it| it.0).collect::<BTreeSet<_>>().len()
    };
    moments.into_iter().map(at).min().unwrap_or(0)
}

/// Which posts need how many people.
pub fn needs(rules: &Tightening) -> Vec<(PostKind, usize)> {
    let leader = rules.leader_on_duty.then_some((PostKind::DutyLeader, 1));
    let officers = rules.doubled.then_some((PostKind::DutyOfficer, 2));
    leader.into_iter().chain(officers).collect()
}

/// Rosters of those asked and of the Safety Office, as far as the visitor sees rosters.
pub fn of(r: &Reader<'_>, ctx: &Ctx, it: &SpecialPeriod) -> Result<Rosters, Error> {
    within(r, &Ctx { scope: ctx.scope_of(kernel::Act("shift.view")), ..ctx.clone() }, it)
}

/// All of them, whoever acts: for the rules.
pub(super) fn whole(r: &Reader<'_>, ctx: &Ctx, it: &SpecialPeriod) -> Result<Rosters, Error> {
    within(r, &ctx.beyond_scope(), it)
}

fn within(r: &Reader<'_>, ctx: &Ctx, it: &SpecialPeriod) -> Result<Rosters, Error> {
    let needs = needs(&it.tightening);
    if needs.is_empty() {
        return Ok(Rosters::default());
    }
    let office = registry::query::safety_office(r, ctx)?;
    let mut wanted = store::asked(r, ctx, it.id)?;
    if !wanted.contains(&office) {
        wanted.insert(0, office);
    }
    let posts: BTreeSet<OrganisationId> =
        registry::query::posts(r, &ctx.beyond_scope())?.into_iter().map(|it| it.organisation).collect();
    let (kept, unknown): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|it| posts.contains(it));
    let reached = reached(r, ctx, &kept)?;
    let kept: Vec<_> = kept.into_iter().filter(|it| reached.contains(it)).collect();
    let mut gaps = Vec::new();
    for day in days(it) {
        // Nothing was asked before it was opened.
        let from = it.opened_at.map_or(day.start(), |at| day.start().max(at));
        let to = day.plus_days(1).start();
        let mut by: BTreeMap<(OrganisationId, PostKind), Vec<Stint>> = BTreeMap::new();
        for shift in registry::query::shifts(r, ctx, from, to)? {
            by.entry((shift.organisation, shift.kind)).or_default().push((shift.person, shift.from, shift.to));
        }
        for organisation in &kept {
            for (post, needs) in &needs {
                let has = by.get(&(*organisation, *post)).map_or(0, |stints| least(stints, from, to));
                if has < *needs {
                    gaps.push(Gap { day, organisation: *organisation, post: *post, needs: *needs, has });
                }
            }
        }
    }
    Ok(Rosters { gaps, kept, unknown })
}

/// From the day it was opened on.
fn days(it: &SpecialPeriod) -> Vec<Day> {
    let first = it.opened_at.map_or(it.from, |at| it.from.max(at.day()));
    (0..=first.days_until(it.to)).map(|n| first.plus_days(n)).collect()
}

/// Those of whose roster the visitor may know.
fn reached(r: &Reader<'_>, ctx: &Ctx, all: &[OrganisationId]) -> Result<BTreeSet<OrganisationId>, Error> {
    let mut found = BTreeSet::new();
    for id in all {
        if let Some(it) = registry::query::organisation(r, ctx, *id)?
            && ctx.scope.covers(it.division, &[it.id], &[], None)
        {
            found.insert(it.id);
        }
    }
    Ok(found)
}

/// How many days with a gap each organisation has.
pub fn days_short(gaps: &[Gap]) -> HashMap<OrganisationId, usize> {
    let mut by: HashMap<OrganisationId, BTreeSet<Day>> = HashMap::new();
    for gap in gaps {
        by.entry(gap.organisation).or_default().insert(gap.day);
    }
    by.into_iter().map(|(id, days)| (id, days.len())).collect()
}
