//! The hazards of seven years, every step at its time; between them the timers run as they came due.

use std::collections::HashMap;
use std::sync::Arc;

use hazard::document::Kind;
use hazard::listing::ListingId;
use hazard::public_report::PublicReportId;
use hazard::risk::assessment::RiskAssessmentId;
use hazard::stop::StopId;
use hazard::transfer::{self, TransferId};
use hazard::{Grade, Harm, HazardId, Source};
use kernel::{Ctx, Error, Identity, Instant, Role};
use ledger::{Db, Tx, VirtualClock};
use obligation::Owner;
use sample::{Deed, District};

use super::{
    Ids, Teller, attention, attention_lists, campaigns, causes, disasters, earthquakes, enterprises, forest_fires,
    hand_overs, incidents, letters, major, meetings, monitored, orders, oversights, public_reports, risks, signals,
    tables,
};

/// Steps of one transaction.
const PIECE: usize = 400;

/// One thing that happens, by its place in the county's lists.
struct Event {
    at: Instant,
    of: Of,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    /// Which hazard and which step of it; none is the report.
    Hazard(usize, Option<usize>),
    Risk(usize, risks::Part),
    Check(usize),
}

pub(super) fn play(
    db: &Db,
    clock: &Arc<VirtualClock>,
    county: &District,
    ids: &Ids,
    teller: &mut Teller,
    measured: impl FnOnce(&mut Teller) -> Result<Vec<Act>, Error>,
    mut progress: impl FnMut(usize),
) -> Result<(), Error> {
    let mut measured = Some((monitored::live_from(county), measured));
    let events = events(county);
    let mut known = Known::default();
    let mut told = told(county, ids, teller)?;
    let office = letters::Office::of(county, ids)?;
    let mut tables = tables::Tables::from_2020(office.as_ref())?;
    let mut lists = office.as_ref().map(|office| attention_lists::Lists::of(county.now, office));
    let next = |lists: &Option<attention_lists::Lists>| lists.as_ref().and_then(attention_lists::Lists::next);
    let mut left = events.as_slice();
    let mut pieces = 0;
    // A list is drawn as of a moment: what came before is recorded by then, what came after is not.
    while !left.is_empty() || next(&lists).is_some() || measured.is_some() {
        let list = next(&lists);
        let until = measured.as_ref().map(|it| it.0).into_iter().chain(list).min();
        let here = |event: &&Event| until.is_none_or(|until| event.at <= until);
        let (piece, rest) = left.split_at(left.iter().take(PIECE).take_while(here).count());
        left = rest;
        let Some(last) = piece.last().map(|event| event.at) else {
            // From here on readings come in one by one, and what comes of them is recorded as it comes.
            if let Some((from, measured)) = measured.take_if(|it| Some(it.0) == until) {
                catch_up(db, clock, (teller, &mut told), from)?;
                let mut rest: Vec<Act> = told.collect();
                rest.append(&mut measured(teller)?);
                rest.sort_by_key(|act| act.ctx.now);
                told = rest.into_iter().peekable();
                continue;
            }
            let (Some(at), Some(lists), Some(office)) = (until, lists.as_mut(), office.as_ref()) else { break };
            catch_up(db, clock, (teller, &mut told), at)?;
            lists.step(db, (office, teller))?;
            continue;
        };
        let mut acts = Vec::with_capacity(piece.len());
        for event in piece {
            while let Some(act) = told.next_if(|act| act.ctx.now <= event.at) {
                acts.push(act);
            }
            acts.push(act(county, ids, teller, &mut known, event)?);
        }
        let timers = teller.rule("timer", last);
        clock.set(last);
        db.write_blocking("sample", &timers, move |tx, timers| run(tx, timers, &acts))?;
        office.as_ref().map_or(Ok(()), |office| office.round(db, teller, last))?;
        tables.round(db, teller, last)?;
        if pieces % 20 == 0 {
            progress((events.len() - left.len()) * 100 / events.len().max(1));
        }
        pieces += 1;
    }
    let rest = teller.rule("timer", county.now);
    clock.set(county.now);
    let acts: Vec<Act> = told.collect();
    db.write_blocking("sample", &rest, move |tx, ctx| {
        run(tx, ctx, &acts)?;
        run_timers(tx, ctx, ctx.now)
    })
}

type Told = std::iter::Peekable<std::vec::IntoIter<Act>>;

/// What the concepts have to tell, in the order of time.
fn told(county: &District, ids: &Ids, teller: &mut Teller) -> Result<Told, Error> {
    let mut told = hand_overs::acts(county, ids, teller)?;
    told.append(&mut public_reports::acts(county, ids, teller)?);
    told.append(&mut orders::acts(county, ids, teller)?);
    told.append(&mut enterprises::acts(county, ids, teller)?);
    told.append(&mut incidents::acts(county, ids, teller)?);
    told.append(&mut disasters::acts(county, ids, teller)?);
    told.append(&mut earthquakes::acts(county, ids, teller)?);
    told.append(&mut campaigns::acts(county, ids, teller)?);
    told.append(&mut meetings::acts(county, ids, teller)?);
    told.append(&mut oversights::acts(county, ids, teller)?);
    told.append(&mut attention::acts(county, ids, teller)?);
    told.append(&mut signals::acts(county, ids, teller)?);
    told.append(&mut forest_fires::acts(county, ids, teller)?);
    told.sort_by_key(|act| act.ctx.now);
    Ok(told.into_iter().peekable())
}

/// Everything up to a moment is recorded by then.
fn catch_up(
    db: &Db,
    clock: &Arc<VirtualClock>,
    (teller, told): (&mut Teller, &mut Told),
    at: Instant,
) -> Result<(), Error> {
    let mut acts = Vec::new();
    while let Some(act) = told.next_if(|act| act.ctx.now <= at) {
        acts.push(act);
    }
    clock.set(at);
    db.write_blocking("sample", &teller.rule("timer", at), move |tx, ctx| {
        run(tx, ctx, &acts)?;
        run_timers(tx, ctx, ctx.now)
    })
}

/// Acts in the order of their times, before each what has come due by then.
fn run(tx: &mut Tx<'_>, timers: &Ctx, acts: &[Act]) -> Result<(), Error> {
    for act in acts {
        run_timers(tx, timers, act.ctx.now)?;
        act.run(tx)?;
    }
    Ok(())
}

/// Who has which identity of what came about so far.
#[derive(Default)]
struct Known {
    hazards: HashMap<usize, HazardId>,
    risks: HashMap<usize, RiskAssessmentId>,
}

fn events(county: &District) -> Vec<Event> {
    let mut events = Vec::new();
    for (n, h) in county.hazards.iter().enumerate() {
        events.push(Event { at: h.found, of: Of::Hazard(n, None) });
        events.extend(h.steps.iter().enumerate().map(|(step, s)| Event { at: s.at, of: Of::Hazard(n, Some(step)) }));
    }
    for (n, risk) in county.risks.iter().enumerate() {
        events.extend(risks::parts(risk).into_iter().map(|(at, part)| Event { at, of: Of::Risk(n, part) }));
    }
    events.extend(county.checks.iter().enumerate().map(|(n, check)| Event { at: check.at, of: Of::Check(n) }));
    events.sort_by_key(|e| (e.at, e.of));
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
                crate::timers::fire(tx, &ctx, &timer)?;
            }
        }
    }
}

/// A command ready to run, in its own context.
pub(super) struct Act {
    pub ctx: Ctx,
    what: What,
}

impl Act {
    pub fn of_hazard(ctx: Ctx, id: HazardId, step: Step) -> Self {
        Self { ctx, what: What::Hazard(id, step) }
    }

    pub fn of_enterprise(ctx: Ctx, deed: enterprises::Deed) -> Self {
        Self { ctx, what: What::Enterprise(deed) }
    }

    pub fn of_incident(ctx: Ctx, deed: incidents::Deed) -> Self {
        Self { ctx, what: What::Incident(deed) }
    }

    pub fn of_disaster(ctx: Ctx, deed: disasters::Deed) -> Self {
        Self { ctx, what: What::Disaster(deed) }
    }

    pub fn of_earthquake(ctx: Ctx, deed: earthquakes::Deed) -> Self {
        Self { ctx, what: What::Earthquake(deed) }
    }

    pub fn of_campaign(ctx: Ctx, deed: campaigns::Deed) -> Self {
        Self { ctx, what: What::Campaign(deed) }
    }

    pub fn of_attention(ctx: Ctx, deed: attention::Deed) -> Self {
        Self { ctx, what: What::Attention(deed) }
    }

    pub fn of_signal(ctx: Ctx, deed: signals::Deed) -> Self {
        Self { ctx, what: What::Signal(deed) }
    }

    pub fn of_forest_fire(ctx: Ctx, deed: forest_fires::Deed) -> Self {
        Self { ctx, what: What::ForestFire(deed) }
    }

    pub fn of_meeting(ctx: Ctx, deed: meetings::Deed) -> Self {
        Self { ctx, what: What::Meeting(deed) }
    }

    pub fn of_oversight(ctx: Ctx, deed: oversights::Deed) -> Self {
        Self { ctx, what: What::Oversight(deed) }
    }

    pub fn of_report(ctx: Ctx, id: PublicReportId, deed: public_reports::Deed) -> Self {
        Self { ctx, what: What::Report(id, deed) }
    }

    pub fn of_stop(ctx: Ctx, id: StopId, deed: orders::StopDeed) -> Self {
        Self { ctx, what: What::Stop(id, deed) }
    }

    pub fn of_listing(ctx: Ctx, id: ListingId, deed: orders::ListingDeed) -> Self {
        Self { ctx, what: What::Listing(id, deed) }
    }
}

enum What {
    Hazard(HazardId, Step),
    Risk(RiskAssessmentId, risks::Deed),
    Report(PublicReportId, public_reports::Deed),
    Stop(StopId, orders::StopDeed),
    Listing(ListingId, orders::ListingDeed),
    Check(hazard::check::Record),
    Enterprise(enterprises::Deed),
    Incident(incidents::Deed),
    Disaster(disasters::Deed),
    Earthquake(earthquakes::Deed),
    Campaign(campaigns::Deed),
    Meeting(meetings::Deed),
    Oversight(oversights::Deed),
    Attention(attention::Deed),
    Signal(signals::Deed),
    ForestFire(forest_fires::Deed),
}

pub(super) enum Step {
    Report(hazard::report::Report),
    Assign(hazard::assign::Assign, Option<hazard::judge::Judge>),
    Start(Option<hazard::five_elements::Write>),
    Submit(String),
    Verify(bool, String),
    Extend(Instant, String),
    Offer(transfer::Offer),
    Answer(TransferId, transfer::Answer),
    Ask(TransferId, String),
    Decide(TransferId, bool, String),
    /// With the root cause where it is owed, and where it is said unasked.
    Close(Option<hazard::inquiry::Inquire>, hazard::root_cause::Find, bool),
}

impl Act {
    fn run(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        match &self.what {
            What::Hazard(id, step) => step.run(tx, &self.ctx, *id),
            What::Risk(id, deed) => deed.run(tx, &self.ctx, *id),
            What::Report(id, deed) => deed.run(tx, &self.ctx, *id),
            What::Stop(id, deed) => deed.run(tx, &self.ctx, *id),
            What::Listing(id, deed) => deed.run(tx, &self.ctx, *id),
            What::Enterprise(deed) => deed.run(tx, &self.ctx),
            What::Incident(deed) => deed.run(tx, &self.ctx),
            What::Disaster(deed) => deed.run(tx, &self.ctx),
            What::Earthquake(deed) => deed.run(tx, &self.ctx),
            What::Campaign(deed) => deed.run(tx, &self.ctx),
            What::Meeting(deed) => deed.run(tx, &self.ctx),
            What::Oversight(deed) => deed.run(tx, &self.ctx),
            What::Attention(deed) => deed.run(tx, &self.ctx),
            What::Signal(deed) => deed.run(tx, &self.ctx),
            What::ForestFire(deed) => deed.run(tx, &self.ctx),
            What::Check(cmd) => hazard::check::record(tx, &self.ctx, cmd).map(drop),
        }
    }
}

impl Step {
    fn run(&self, tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId) -> Result<(), Error> {
        match self {
            Step::Report(cmd) => hazard::report::report(tx, &ctx.clone(), cmd).map(drop),
            Step::Assign(cmd, judgement) => {
                hazard::assign::assign(tx, ctx, id, cmd)?;
                judgement.as_ref().map_or(Ok(()), |cmd| hazard::judge::judge(tx, ctx, id, cmd))?;
                major::document(tx, ctx, id, Kind::Order)
            }
            Step::Start(plan) => {
                hazard::start::start(tx, ctx, id)?;
                plan.as_ref().map_or(Ok(()), |cmd| hazard::five_elements::write(tx, ctx, id, cmd))
            }
            Step::Submit(work) => {
                let cmd = hazard::submit::Submit { work: work.clone(), evidence: Vec::new() };
                hazard::submit::submit(tx, ctx, id, &cmd)?;
                major::document(tx, ctx, id, Kind::Reply)
            }
            Step::Verify(accepted, note) => {
                let cmd = hazard::verify::Verify { accepted: *accepted, note: note.clone() };
                hazard::verify::verify(tx, ctx, id, &cmd)?;
                major::document(tx, ctx, id, Kind::Review)
            }
            Step::Extend(due, reason) => {
                hazard::extend::extend(tx, ctx, id, &hazard::extend::Extend { due: *due, reason: reason.clone() })
            }
            Step::Offer(cmd) => transfer::offer(tx, &ctx.clone(), id, cmd).map(drop),
            Step::Answer(id, cmd) => transfer::answer(tx, ctx, *id, cmd),
            Step::Ask(id, reason) => transfer::ask(tx, &ctx.clone(), *id, reason),
            Step::Decide(id, goes, reason) => transfer::decide(tx, ctx, *id, *goes, reason),
            Step::Close(inquiry, cause, offered) => {
                inquiry.as_ref().map_or(Ok(()), |cmd| hazard::inquiry::inquire(tx, ctx, id, cmd))?;
                let said = *offered || hazard::root_cause::is_owed(tx, ctx, id)?;
                let cmd = hazard::close::Close { note: None, cause: said.then(|| cause.clone()) };
                hazard::close::close(tx, ctx, id, &cmd)
            }
        }
    }
}

fn act(county: &District, ids: &Ids, teller: &mut Teller, known: &mut Known, event: &Event) -> Result<Act, Error> {
    match event.of {
        Of::Hazard(n, step) => hazard_act(county, ids, teller, &mut known.hazards, event.at, n, step),
        Of::Risk(n, part) => {
            let risk = &county.risks[n];
            let ctx = whoever(county, ids, teller, event.at, risks::by(risk, part))?;
            let id = identity(&ctx, &mut known.risks, n, part == risks::Part::Assessed)?;
            Ok(Act { ctx, what: What::Risk(id, risks::deed(ids, risk, part)?) })
        }
        Of::Check(n) => {
            let check = &county.checks[n];
            let ctx = whoever(county, ids, teller, event.at, check.by)?;
            Ok(Act { ctx, what: What::Check(look(ids, &known.hazards, check)?) })
        }
    }
}

fn look(
    ids: &Ids,
    known: &HashMap<usize, HazardId>,
    it: &sample::check::Check,
) -> Result<hazard::check::Record, Error> {
    Ok(hazard::check::Record {
        subject: ids.subject(it.subject)?,
        source: source(it.source)?,
        looked_at: it.looked_at.clone(),
        hazards: it.hazard.and_then(|n| known.get(&n).copied()).into_iter().collect(),
        at: it.at,
    })
}

fn source(it: sample::Source) -> Result<Source, Error> {
    Source::from_word(it.word()).ok_or_else(|| Error::internal("a source of the sample"))
}

fn whoever(county: &District, ids: &Ids, teller: &mut Teller, at: Instant, person: u32) -> Result<Ctx, Error> {
    let organisation = ids.organisation(county.person(person).organisation)?;
    Ok(teller.person(at, ids.person(person)?, organisation, role_of(county, person)))
}

/// The first id a context mints is the one its opening act will mint.
fn identity<I: Identity>(ctx: &Ctx, known: &mut HashMap<usize, I>, n: usize, opens: bool) -> Result<I, Error> {
    if opens {
        return Ok(*known.entry(n).or_insert_with(|| ctx.clone().mint()));
    }
    known.get(&n).copied().ok_or(Error::NotFound(I::NAME))
}

fn hazard_act(
    county: &District,
    ids: &Ids,
    teller: &mut Teller,
    known: &mut HashMap<usize, HazardId>,
    at: Instant,
    n: usize,
    step: Option<usize>,
) -> Result<Act, Error> {
    let h = &county.hazards[n];
    let ctx = whoever(county, ids, teller, at, step.map_or(h.reporter, |step| h.steps[step].by))?;
    let what = match step {
        None => Step::Report(report(ids, h)?),
        Some(step) => deed(ids, h, step)?,
    };
    let id = identity(&ctx, known, n, step.is_none())?;
    Ok(Act { ctx, what: What::Hazard(id, what) })
}

pub(super) fn role_of(county: &District, person: u32) -> Role {
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
        source: source(h.source)?,
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

fn deed(ids: &Ids, h: &sample::Hazard, step: usize) -> Result<Step, Error> {
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
                demand: hazard::Demand::default(),
                due: Some(*due),
                note: None,
            };
            Step::Assign(order, judgement(h, h.steps[step].at))
        }
        Deed::Started => Step::Start(plan(ids, h)?),
        Deed::Submitted { done } => Step::Submit(done.clone()),
        Deed::Returned { reason } => Step::Verify(false, reason.clone()),
        Deed::Extended { due, reason, .. } => Step::Extend(*due, (*reason).to_owned()),
        Deed::Verified { note } => Step::Verify(true, note.clone()),
        Deed::Closed => {
            let key = h.key as usize;
            Step::Close(inquiry(ids, h)?, causes::cause(h.kind, key), causes::is_offered(key))
        }
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
