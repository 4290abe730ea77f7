//! What a period does by itself: it asks for what its days owe, looks whether rosters are filled, and ends.

use std::collections::BTreeSet;

use kernel::{Ctx, Error, OrganisationId, Personal};
use ledger::{Fact as _, Tx};
use obligation::{Due, Ref};

use super::{Fact, SpecialPeriod, SpecialPeriodId, State, query, roster, store};
use crate::duty::{self, Ask, Sort};
use crate::said::LAST_HOUR;
use obligation::owing::{self, Duty};

/// Its timer rings when a day begins.
pub const TIMER: &str = "day";

/// A sweep.
pub(crate) const SWEEP: &str = "special_period.sweep";
pub(crate) const REPORT: &str = "special_period.report";
pub(crate) const ROSTER: &str = "special_period.roster";

/// Just opened: sweeps and rosters are owed from now on, and what today owes.
pub(super) fn begin(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<(), Error> {
    let it = store::load(tx, &ctx.beyond_scope(), id)?;
    let asked = store::asked(tx, ctx, id)?;
    if it.tightening.sweep {
        for organisation in &asked {
            ask(tx, ctx, &it, Sort::Sweep, *organisation, it.from)?;
        }
    }
    if it.tightening.of_duty() {
        for organisation in roster::whole(tx, ctx, &it)?.kept {
            ask(tx, ctx, &it, Sort::Roster, organisation, it.from)?;
        }
    }
    ring(tx, ctx, id)
}

/// A day has begun, or the period was opened within one.
pub fn fire(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<(), Error> {
    ring(tx, &ctx.beyond_scope(), id)
}

fn ring(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<(), Error> {
    let it = store::load(tx, &ctx.beyond_scope(), id)?;
    if it.state != State::Open {
        return Ok(());
    }
    ask_reports(tx, ctx, &it)?;
    look_at_rosters(tx, ctx, &it)?;
    let today = ctx.now.day();
    if today > it.to {
        return close(tx, ctx, &it);
    }
    let next = today.plus_days(1).max(it.from).start();
    tx.set_timer(ctx, next, Fact::STREAM, *kernel::Identity::bytes(&id), TIMER)
}

/// Each day that has begun owes its reports, each once, whatever days were slept through.
fn ask_reports(tx: &mut Tx<'_>, ctx: &Ctx, it: &SpecialPeriod) -> Result<(), Error> {
    let Some(first) = it.first_report.filter(|_| it.tightening.report_hour.is_some()) else { return Ok(()) };
    let last = it.to.min(ctx.now.day());
    let have: BTreeSet<_> = duty::query::asked_days(tx, ctx, it.id, Sort::ZeroReport)?.into_iter().collect();
    let asked = store::asked(tx, ctx, it.id)?;
    for n in 0..=first.days_until(last) {
        let day = first.plus_days(n);
        for organisation in asked.iter().filter(|id| !have.contains(&(day, **id))) {
            ask(tx, ctx, it, Sort::ZeroReport, *organisation, day)?;
        }
    }
    Ok(())
}

fn ask(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    it: &SpecialPeriod,
    sort: Sort,
    organisation: OrganisationId,
    day: kernel::Day,
) -> Result<(), Error> {
    let body = registry::query::organisation(tx, ctx, organisation)?.ok_or(Error::NotFound("OrganisationId"))?;
    let id: duty::SpecialDutyId = ctx.mint();
    let rules = &it.tightening;
    let title = it.title();
    let before = it.from.plus_days(-1).at(LAST_HOUR, 0);
    let (name, title, due) = match sort {
        Sort::Sweep => {
            let due = rules.sweep_by.map_or(Due::ByRule, |by| Due::At(by.at(LAST_HOUR, 0)));
            (SWEEP, format!("{title}：专项检查"), due)
        }
        Sort::ZeroReport => {
            let hour = rules.report_hour.unwrap_or(LAST_HOUR);
            (REPORT, format!("{title}：{day} 零报告"), Due::At(day.at(hour, 0)))
        }
        Sort::Roster => {
            let due = if before > ctx.now { Due::At(before) } else { Due::ByRule };
            (ROSTER, format!("{title}：落实值班值守"), due)
        }
    };
    let office = registry::query::safety_office(tx, ctx)?;
    let owed = owing::owe(
        tx,
        ctx,
        Duty {
            about: Ref::new(duty::Fact::STREAM, id),
            name,
            title,
            owner: organisation,
            division: body.division,
            checker: (sort == Sort::Sweep).then_some(office),
            due,
            source: Some(format!("重点时段 {}", it.number)),
        },
    )?;
    let asked = Ask { period: it.id, sort, organisation, division: body.division, day, owed };
    duty::ask(tx, ctx, id, asked)
}

/// Who has nothing missing on any day to come owes no roster any more.
fn look_at_rosters(tx: &mut Tx<'_>, ctx: &Ctx, it: &SpecialPeriod) -> Result<(), Error> {
    let owed = duty::query::owed(tx, ctx, it.id, Sort::Roster)?;
    if owed.is_empty() {
        return Ok(());
    }
    let short = roster::days_short(&roster::whole(tx, ctx, it)?.gaps);
    for one in owed.iter().filter(|one| !short.contains_key(&one.organisation)) {
        duty::fill(tx, ctx, one)?;
    }
    Ok(())
}

/// A shift was assigned or cancelled: rosters that are owed are looked at.
pub fn rosters_changed(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
    for it in query::open_ones(tx, ctx)? {
        look_at_rosters(tx, &ctx.beyond_scope(), &it)?;
    }
    Ok(())
}

/// What is not due yet lapses, what is overdue stays owed.
fn close(tx: &mut Tx<'_>, ctx: &Ctx, it: &SpecialPeriod) -> Result<(), Error> {
    store::record(tx, ctx, it, &Fact::Closed)?;
    for one in duty::query::not_due(tx, ctx, it.id)? {
        let reason = Personal::text(format!("重点时段 {} 已于{}结束，尚未到期", it.number, it.to));
        duty::lapse(tx, ctx, &one, reason)?;
    }
    Ok(())
}
