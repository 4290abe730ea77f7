//! The hazards of seven years, every step at its time; between them the timers run as they came due.

use std::collections::HashMap;
use std::sync::Arc;

use hazard::{Grade, Harm, HazardId, Source};
use kernel::{Ctx, Error, Instant, Role};
use ledger::{Db, Tx, VirtualClock};
use obligation::Owner;
use sample::{Deed, District};

use super::{Ids, Teller, major};

/// Steps of one transaction.
const PIECE: usize = 400;

/// One thing that happens: who does what to which hazard.
struct Event {
    at: Instant,
    hazard: usize,
    /// Which step of it; none is the report.
    step: Option<usize>,
}

pub(super) fn play(
    db: &Db,
    clock: &Arc<VirtualClock>,
    county: &District,
    ids: &Ids,
    teller: &mut Teller,
    mut progress: impl FnMut(usize),
) -> Result<(), Error> {
    let events = events(county);
    let mut known: HashMap<usize, HazardId> = HashMap::new();
    for (n, piece) in events.chunks(PIECE).enumerate() {
        let mut acts = Vec::with_capacity(piece.len());
        for event in piece {
            acts.push(act(county, ids, teller, &mut known, event)?);
        }
        let last = piece.last().map_or(county.now, |e| e.at);
        let timers = teller.rule("timer", last);
        clock.set(last);
        db.write_blocking("sample", &timers, move |tx, timers| {
            for act in &acts {
                run_timers(tx, timers, act.ctx.now)?;
                act.run(tx)?;
            }
            Ok(())
        })?;
        if n % 20 == 0 {
            progress(n * PIECE * 100 / events.len().max(1));
        }
    }
    let rest = teller.rule("timer", county.now);
    clock.set(county.now);
    db.write_blocking("sample", &rest, |tx, ctx| run_timers(tx, ctx, ctx.now))
}

fn events(county: &District) -> Vec<Event> {
    let mut events = Vec::new();
    for (hazard, h) in county.hazards.iter().enumerate() {
        events.push(Event { at: h.found, hazard, step: None });
        events.extend(h.steps.iter().enumerate().map(|(step, s)| Event { at: s.at, hazard, step: Some(step) }));
    }
    events.sort_by_key(|e| (e.at, e.hazard, e.step));
    events
}

/// What has come due by `now`, in order, each at its own time.
fn run_timers(tx: &mut Tx<'_>, ctx: &Ctx, now: Instant) -> Result<(), Error> {
    loop {
        let due = tx.due_timers(ctx, now, 50)?;
        if due.is_empty() {
            return Ok(());
        }
        for timer in due {
            if tx.take_timer(ctx, &timer)? {
                let ctx = Ctx { now: timer.at, ..ctx.clone() };
                obligation::fire(tx, &ctx, timer.at, kernel::Identity::from_bytes(timer.id))?;
            }
        }
    }
}

/// A command ready to run, in its own context.
struct Act {
    ctx: Ctx,
    id: HazardId,
    what: What,
}

enum What {
    Report(hazard::report::Report),
    Assign(hazard::assign::Assign, Option<hazard::judge::Judge>),
    Start(Option<hazard::five_elements::Write>),
    Submit(String),
    Verify(bool, String),
    Extend(Instant, String),
    Close(Option<hazard::inquiry::Inquire>),
}

impl Act {
    fn run(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let (ctx, id) = (&self.ctx, self.id);
        match &self.what {
            What::Report(cmd) => hazard::report::report(tx, &ctx.clone(), cmd).map(drop),
            What::Assign(cmd, judgement) => {
                hazard::assign::assign(tx, ctx, id, cmd)?;
                judgement.as_ref().map_or(Ok(()), |cmd| hazard::judge::judge(tx, ctx, id, cmd))
            }
            What::Start(plan) => {
                hazard::start::start(tx, ctx, id)?;
                plan.as_ref().map_or(Ok(()), |cmd| hazard::five_elements::write(tx, ctx, id, cmd))
            }
            What::Submit(work) => hazard::submit::submit(
                tx,
                ctx,
                id,
                &hazard::submit::Submit { work: work.clone(), evidence: Vec::new() },
            ),
            What::Verify(accepted, note) => {
                hazard::verify::verify(tx, ctx, id, &hazard::verify::Verify { accepted: *accepted, note: note.clone() })
            }
            What::Extend(due, reason) => {
                hazard::extend::extend(tx, ctx, id, &hazard::extend::Extend { due: *due, reason: reason.clone() })
            }
            What::Close(inquiry) => {
                inquiry.as_ref().map_or(Ok(()), |cmd| hazard::inquiry::inquire(tx, ctx, id, cmd))?;
                hazard::close::close(tx, ctx, id, &hazard::close::Close::default())
            }
        }
    }
}

fn act(
    county: &District,
    ids: &Ids,
    teller: &mut Teller,
    known: &mut HashMap<usize, HazardId>,
    event: &Event,
) -> Result<Act, Error> {
    let h = &county.hazards[event.hazard];
    let by = event.step.map_or(h.reporter, |step| h.steps[step].by);
    let organisation = ids.organisation(county.person(by).organisation)?;
    let role = role_of(county, by);
    let ctx = teller.person(event.at, ids.person(by)?, organisation, role);
    let what = match event.step {
        None => What::Report(report(ids, h)?),
        Some(step) => deed(ids, h, step)?,
    };
    let id = match event.step {
        // The first id a context mints is the one its report will mint.
        None => *known.entry(event.hazard).or_insert_with(|| ctx.clone().mint()),
        Some(_) => known.get(&event.hazard).copied().ok_or(Error::NotFound("HazardId"))?,
    };
    Ok(Act { ctx, id, what })
}

fn role_of(county: &District, person: u32) -> Role {
    match county.organisation(county.person(person).organisation).kind {
        sample::OrganisationKind::Office | sample::OrganisationKind::Government => Role::DistrictClerk,
        sample::OrganisationKind::Department => Role::DepartmentClerk,
        sample::OrganisationKind::Township => Role::TownshipOfficer,
        sample::OrganisationKind::Enterprise => Role::EnterpriseUser,
    }
}

fn report(ids: &Ids, h: &sample::Hazard) -> Result<hazard::report::Report, Error> {
    let (grade, grade_reason) = match &h.grade {
        sample::Grade::Ordinary => (Grade::Ordinary, None),
        sample::Grade::Major { reason } => (Grade::Major, Some((*reason).to_owned())),
    };
    Ok(hazard::report::Report {
        subject: ids.subject(h.subject)?,
        place: h.place.clone(),
        description: h.description.clone(),
        harm: harm(h.kind),
        source: Source::from_word(h.source.word()).ok_or_else(|| Error::internal("a source of the sample"))?,
        grade,
        grade_reason,
        found_at: h.found,
        evidence: Vec::new(),
    })
}

fn harm(kind: sample::AccidentKind) -> Harm {
    use sample::AccidentKind as K;
    match kind {
        K::ObjectStrike => Harm::ObjectStrike,
        K::VehicleInjury => Harm::VehicleInjury,
        K::MachineInjury => Harm::MechanicalInjury,
        K::LiftingInjury => Harm::LiftingInjury,
        K::ElectricShock => Harm::ElectricShock,
        K::Drowning => Harm::Drowning,
        K::Burn => Harm::Burns,
        K::Fire => Harm::Fire,
        K::FallFromHeight => Harm::FallFromHeight,
        K::Collapse => Harm::Collapse,
        K::ExplosivesBlast => Harm::Blasting,
        K::BoilerExplosion => Harm::BoilerExplosion,
        K::VesselExplosion => Harm::VesselExplosion,
        K::OtherExplosion => Harm::OtherExplosion,
        K::PoisoningSuffocation => Harm::Poisoning,
        K::OtherInjury => Harm::Other,
    }
}

fn deed(ids: &Ids, h: &sample::Hazard, step: usize) -> Result<What, Error> {
    Ok(match &h.steps[step].deed {
        Deed::Assigned { to_organisation, to_person, due, checker_organisation, checker_person } => {
            let order = hazard::assign::Assign {
                owner: Owner {
                    organisation: ids.organisation(*to_organisation)?,
                    person: Some(ids.person(*to_person)?),
                },
                checker: Owner {
                    organisation: ids.organisation(*checker_organisation)?,
                    person: Some(ids.person(*checker_person)?),
                },
                due: Some(*due),
                note: None,
            };
            What::Assign(order, judgement(h, h.steps[step].at))
        }
        Deed::Started => What::Start(plan(ids, h)?),
        Deed::Submitted { done } => What::Submit(done.clone()),
        Deed::Returned { reason } => What::Verify(false, reason.clone()),
        Deed::Extended { due, reason, .. } => What::Extend(*due, (*reason).to_owned()),
        Deed::Verified { note } => What::Verify(true, note.clone()),
        Deed::Closed => What::Close(inquiry(ids, h)?),
    })
}

fn judgement(h: &sample::Hazard, at: Instant) -> Option<hazard::judge::Judge> {
    match &h.grade {
        sample::Grade::Major { reason } => major::judgement(reason, h.found.day(), at.day()),
        sample::Grade::Ordinary => None,
    }
}

/// By whom and by when the order said.
fn plan(ids: &Ids, h: &sample::Hazard) -> Result<Option<hazard::five_elements::Write>, Error> {
    let order = h.steps.iter().find_map(|step| match &step.deed {
        Deed::Assigned { to_organisation, to_person, due, .. } => Some((*to_organisation, *to_person, due.day())),
        _ => None,
    });
    let Some((organisation, person, due)) = order.filter(|_| h.is_major()) else { return Ok(None) };
    Ok(Some(major::plan(ids.organisation(organisation)?, ids.person(person)?, due, h.key as usize)))
}

/// The safety office inquires before it closes.
fn inquiry(ids: &Ids, h: &sample::Hazard) -> Result<Option<hazard::inquiry::Inquire>, Error> {
    let doer = h.steps.iter().find_map(|step| match &step.deed {
        Deed::Assigned { to_organisation, .. } => Some(*to_organisation),
        _ => None,
    });
    let Some(doer) = doer.filter(|_| h.is_major()) else { return Ok(None) };
    Ok(Some(major::inquiry(ids.organisation(doer)?, h.key as usize)))
}
