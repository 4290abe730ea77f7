//! What is owed about a disaster: the first sheet of each place, the district's reports, the daily ones, the verification.

use std::collections::HashMap;

use kernel::{Ctx, Division, Error, Instant, OrganisationId, Personal};
use ledger::{Reader, Tx};
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};
use registry::OrganisationKind;
use registry::query::OrganisationFilter;
use standards::losses::clock::Daily;

use super::{DUTY_DAILY, DUTY_TOWNSHIP, DUTY_VILLAGE, Disaster, DisasterId, Owed};

/// Who answers for a place: its own body, else that of its township, else the office.
pub(crate) struct Owners {
    bodies: HashMap<Division, OrganisationId>,
    pub office: OrganisationId,
}

impl Owners {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Owners, Error> {
        let ctx = ctx.beyond_scope();
        let mut bodies = HashMap::new();
        for kind in [OrganisationKind::Township, OrganisationKind::Village] {
            let filter = OrganisationFilter { kind: Some(kind), ..OrganisationFilter::default() };
            for it in registry::query::every_organisation(r, &ctx, &filter)? {
                bodies.entry(it.division).or_insert(it.id);
            }
        }
        Ok(Owners { bodies, office: registry::query::safety_office(r, &ctx)? })
    }

    pub fn of(&self, division: Division) -> OrganisationId {
        let own = self.bodies.get(&division);
        own.or_else(|| self.bodies.get(&division.township())).copied().unwrap_or(self.office)
    }

    /// Whom the place reports to: a village its township, a township the office.
    fn above(&self, division: Division) -> OrganisationId {
        let township = division.township();
        if township == division { self.office } else { self.of(township) }
    }
}

/// One thing owed about a disaster.
pub(super) struct Duty {
    pub name: &'static str,
    pub title: String,
    pub owner: OrganisationId,
    pub owed_to: OrganisationId,
    pub division: Division,
    pub due: Due,
}

pub(super) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, id: DisasterId, duty: Duty) -> Result<Owed, Error> {
    let party = |organisation| Owner { organisation, person: None };
    let open = Open {
        about: Ref::new(<super::Fact as ledger::Fact>::STREAM, id),
        duty: duty.name.to_owned(),
        title: Personal::text(duty.title),
        owner: party(duty.owner),
        owed_to: party(duty.owed_to),
        checker: None,
        check: Check::None,
        due: duty.due,
        source: None,
        division: duty.division,
        sector: None,
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, open)?;
    Ok(Owed { obligation, due })
}

/// The first sheet of a place.
pub(super) fn owe_first(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (id, title): (DisasterId, &str),
    owners: &Owners,
    (division, name): (Division, &str),
) -> Result<Owed, Error> {
    let village = division.township() != division;
    let duty = Duty {
        name: if village { DUTY_VILLAGE } else { DUTY_TOWNSHIP },
        title: format!("{title}：{name}灾情初报"),
        owner: owners.of(division),
        owed_to: owners.above(division),
        division,
        due: Due::ByRule,
    };
    owe(tx, ctx, id, duty)
}

/// Whose daily report.
pub(crate) struct DailyDuty<'a> {
    pub owner: OrganisationId,
    pub owed_to: OrganisationId,
    pub division: Division,
    pub name: &'a str,
}

/// A report that was just made settles what was owed; the next one is owed for this day until the next morning. A further
/// report of the same day leaves the next morning's owed.
pub(crate) fn owe_daily(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    disaster: &Disaster,
    present: Option<Owed>,
    duty: DailyDuty<'_>,
) -> Result<Owed, Error> {
    if let Some(present) = present {
        let daily = is_daily(tx, ctx, present.obligation)?;
        if daily && ctx.now.day() < present.due.day() {
            return Ok(present);
        }
        settle(tx, ctx, present.obligation)?;
    }
    let beyond = || Error::internal("a day beyond the calendar");
    let due = Daily::default().county_due(ctx.now.civil().date()).map_err(|_| beyond())?;
    let due = Instant::from_civil(due).ok_or_else(beyond)?;
    let duty = Duty {
        name: DUTY_DAILY,
        title: format!("{}：{}灾情续报（日报，无变化也报）", disaster.title(), duty.name),
        owner: duty.owner,
        owed_to: duty.owed_to,
        division: duty.division,
        due: Due::At(due),
    };
    owe(tx, ctx, disaster.id, duty)
}

fn is_daily(r: &Reader<'_>, ctx: &Ctx, id: ObligationId) -> Result<bool, Error> {
    let it = obligation::query::get(r, &ctx.beyond_scope(), id)?;
    Ok(it.duty == DUTY_DAILY && it.status.is_open())
}

/// Done, if it is still owed.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId) -> Result<(), Error> {
    let ctx = ctx.beyond_scope();
    if obligation::query::get(tx, &ctx, id)?.status.is_open() {
        obligation::settle(tx, &ctx, id)?;
    }
    Ok(())
}
