//! What is owed in an investigation: its report, the reply, each measure, each check of like subjects, the evaluation.

use kernel::{Ctx, Day, Division, Error, Instant, OrganisationId, Personal, Sector};
use ledger::{Fact as _, Reader, Tx};
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};

use super::model::{Fact, Investigation, InvestigationId};

pub(super) const REPORT: &str = "investigation.report";
pub(super) const APPRAISAL: &str = "investigation.appraisal";
pub(super) const REPLY: &str = "investigation.reply";
pub(super) const MEASURE: &str = "investigation.measure";
pub(super) const LIKE_CHECKS: &str = "investigation.like_checks";
pub(super) const EVALUATE: &str = "investigation.evaluate";
pub(super) const LISTED: &str = "investigation.listed";

/// The texts that the legal deadlines come from.
const REGULATION: &str = "《生产安全事故报告和调查处理条例》";
const WORK_SAFETY_LAW: &str = "《安全生产法》";

fn source(duty: &str) -> Option<String> {
    match duty {
        REPORT => Some(format!("{REGULATION}第二十九条")),
        APPRAISAL => Some(format!("{REGULATION}第二十七条")),
        REPLY => Some(format!("{REGULATION}第三十二条")),
        MEASURE | LIKE_CHECKS => Some(format!("{REGULATION}第三十三条")),
        EVALUATE => Some(format!("{WORK_SAFETY_LAW}第八十六条")),
        _ => None,
    }
}

pub(super) fn about(id: InvestigationId) -> Ref {
    Ref::new(Fact::STREAM, id)
}

/// A duty ends with the working day it is due on.
pub(super) fn end_of(day: Day) -> Instant {
    day.at(18, 0)
}

/// An act of a day: now, if that is today.
pub(super) fn moment_of(ctx: &Ctx, day: Day) -> Instant {
    if day == ctx.now.day() { ctx.now } else { day.at(12, 0) }
}

/// Who owes a duty of which name by which day, and who looks at it.
pub(super) struct Duty {
    pub name: &'static str,
    pub title: Personal<String>,
    pub owner: OrganisationId,
    pub checker: Option<OrganisationId>,
    pub due: Day,
}

/// Where a duty is looked after.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub id: InvestigationId,
    pub division: Division,
    pub sector: Sector,
}

impl From<&Investigation> for Place {
    fn from(it: &Investigation) -> Self {
        Place { id: it.id, division: it.division, sector: it.sector }
    }
}

/// Opens a duty of the investigation.
pub(super) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, it: Place, duty: Duty) -> Result<ObligationId, Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let party = |organisation| Owner { organisation, person: None };
    let open = Open {
        about: about(it.id),
        duty: duty.name.to_owned(),
        title: duty.title,
        owner: party(duty.owner),
        owed_to: party(duty.checker.unwrap_or(office)),
        checker: duty.checker.map(party),
        check: if duty.checker.is_some() { Check::AnotherOrganisation } else { Check::None },
        due: Due::At(end_of(duty.due)),
        source: source(duty.name),
        division: it.division,
        sector: Some(it.sector),
        grade: None,
    };
    obligation::open(tx, ctx, open)
}

/// A step of its listing, in the days of the dated rule that hazards' listings have, too.
pub(super) fn owe_by_rule(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    it: &Investigation,
    duty: &str,
    owner: OrganisationId,
) -> Result<ObligationId, Error> {
    let party = |organisation| Owner { organisation, person: None };
    let open = Open {
        about: about(it.id),
        duty: duty.to_owned(),
        title: title(&it.number_text(), &it.title),
        owner: party(owner),
        owed_to: party(owner),
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division: it.division,
        sector: Some(it.sector),
        grade: None,
    };
    obligation::open(tx, ctx, open)
}

/// `2026-0003 “11·29”某厂触电事故`
pub(super) fn title(number: &str, title: &Personal<String>) -> Personal<String> {
    match title.as_str() {
        Some(title) => Personal::text(format!("{number} {title}")),
        None => Personal::Erased,
    }
}

/// The open duties of this name; all of them where it is `None`.
pub(super) fn open(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: InvestigationId,
    name: Option<&str>,
) -> Result<Vec<ObligationId>, Error> {
    let all = obligation::query::of(r, &ctx.beyond_scope(), &about(id))?;
    let wanted = |it: &obligation::Obligation| it.status.is_open() && name.is_none_or(|name| it.duty == name);
    Ok(all.into_iter().filter(wanted).map(|it| it.id).collect())
}

/// Whoever does the act settles its duty, as of the day it was done.
pub(super) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, name: &str, on: Day) -> Result<(), Error> {
    let done = Ctx { effective_at: Some(moment_of(ctx, on)), ..ctx.beyond_scope() };
    for owed in open(tx, ctx, id, Some(name))? {
        obligation::settle(tx, &done, owed)?;
    }
    Ok(())
}

/// What the law lets fall, nobody lets themselves off: the rule about that does not ask here.
pub(super) fn by_law(ctx: &Ctx) -> Ctx {
    Ctx { acting: Vec::new(), ..ctx.beyond_scope() }
}

pub(super) fn waive(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: InvestigationId,
    name: Option<&str>,
    reason: &Personal<String>,
) -> Result<(), Error> {
    for owed in open(tx, ctx, id, name)? {
        obligation::waive(tx, &by_law(ctx), owed, reason.clone())?;
    }
    Ok(())
}
