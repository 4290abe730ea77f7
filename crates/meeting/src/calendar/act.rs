//! Periods: they open by themselves, and end with a meeting that counts, a report that was given, or a reason.

use std::collections::HashSet;

use kernel::{Ctx, Day, Error, Instant, Personal, Text};
use ledger::{Reader, Tx};
use obligation::{Due, Ref};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::reckon::{counts_from, due, given_at, label, span};
use super::{MeetingPeriodId, MeetingRule, MeetingRuleId, Period, PeriodFact, PeriodState, query, store};
use crate::model::{Kind, MeetingId};
use crate::owed;
use crate::said::DAY;
use obligation::owing::{self, Duty};

/// Periods of a rule that one round opens; what is left comes with the next.
const AT_ONCE: usize = 60;

/// A period that its rule asks for and that nobody owes yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    pub rule: MeetingRuleId,
    pub first: Day,
}

/// The periods of a rule that have begun by this day: from the one in which it was written down, as long as the rule is in
/// force on their first day.
pub(super) fn begun(it: &MeetingRule, today: Day) -> Vec<Day> {
    let said = &it.said;
    let (written_in, _) = span(said.every, it.set_on);
    let mut all = Vec::new();
    let mut at = span(said.every, said.from.max(written_in));
    while at.0 <= today {
        let asks = said.from <= at.0 && said.to.is_none_or(|to| at.0 <= to);
        if asks {
            all.push(at.0);
        }
        at = span(said.every, at.1.plus_days(1));
    }
    all
}

/// What has begun and is owed by nobody yet.
pub fn find_missing(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Missing>, Error> {
    let mut missing = Vec::new();
    for rule in query::rules(r, ctx)? {
        let opened: HashSet<Day> = store::opened(r, ctx, rule.id)?.into_iter().collect();
        let begun = begun(&rule, ctx.now.day()).into_iter().filter(|first| !opened.contains(first));
        missing.extend(begun.take(AT_ONCE).map(|first| Missing { rule: rule.id, first }));
    }
    Ok(missing)
}

/// Looks again, because it may have been opened meanwhile. Its owner owes the meeting, or the report, from now on.
pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, missing: Missing) -> Result<(), Error> {
    let rule = query::rule(tx, ctx, missing.rule)?;
    if store::opened(tx, ctx, rule.id)?.contains(&missing.first) {
        return Ok(());
    }
    let id: MeetingPeriodId = ctx.mint();
    let said = rule.said;
    let (first, last) = span(said.every, missing.first);
    let calendar = obligation::calendar::between(tx, ctx, first, last)?;
    let kind = crate::words::meeting_kind::of(kernel::Lang::Zh, said.sort.word());
    let period = label(kernel::Lang::Zh, said.every, first);
    let duty = Duty {
        about: Ref::new(<PeriodFact as ledger::Fact>::STREAM, id),
        division: ctx.district.division(),
        name: owed::PERIOD,
        title: match said.sort {
            Kind::Report => format!("{period}：{kind}"),
            _ => format!("{period}：召开{kind}"),
        },
        owner: said.owner,
        checker: None,
        due: Due::At(due(first, last, said.days_before, &calendar)),
        source: Some(said.source),
    };
    let owed = owing::owe(tx, ctx, duty)?;
    let (sort, every, owner) = (said.sort, said.every, said.owner);
    let fact = PeriodFact::Opened { rule: rule.id, sort, every, first, last, owner, owed };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project_period(tx, &at, id, &fact)
}

/// A period named in a form; empty is none.
pub(crate) fn read_period(r: &Reader<'_>, ctx: &Ctx, text: &mut Text, given: &str) -> Result<Option<Period>, Error> {
    let Some(id) = text.read_optional("period", given, "choose one of the list", |it| it.parse().ok()) else {
        return Ok(None);
    };
    match query::period(r, &ctx.beyond_scope(), id) {
        Ok(it) => Ok(Some(it)),
        Err(Error::NotFound(_)) => {
            text.problem("period", "choose one of the list", given);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// The meeting was held: its period has it. The period was free when the meeting was convened for it, and only one can be.
pub(crate) fn count(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: MeetingPeriodId,
    meeting: MeetingId,
    at: Instant,
) -> Result<(), Error> {
    let it = query::period(tx, &ctx.beyond_scope(), id)?;
    if it.state != PeriodState::Owed {
        return Ok(());
    }
    let at = counts_from(at, ctx.effective());
    owed::settle(tx, ctx, it.obligation, at)?;
    record(tx, ctx, &it, &PeriodFact::Counted { meeting, at })
}

/// The report to the committee and the government was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// yyyy-MM-dd
    pub on: String,
    /// Its number and title.
    pub document: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waive {
    pub reason: String,
}

fn must_be_owed(it: &Period) -> Result<(), Error> {
    match it.state {
        PeriodState::Owed => Ok(()),
        _ => Err(Error::refused("nothing is owed for this period any more")),
    }
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingPeriodId, cmd: &Report) -> Result<(), Error> {
    let it = query::period(tx, ctx, id)?;
    must_be_owed(&it)?;
    if it.kind.is_meeting() {
        return Err(Error::refused("this period asks for a meeting, not for a report"));
    }
    let mut text = Text::new();
    let on = text.read("on", &cmd.on, DAY, |it| it.parse::<Day>().ok());
    if on.is_some_and(|on| on > ctx.now.day()) {
        text.problem("on", "this lies in the future", &cmd.on);
    }
    if on.is_some_and(|on| on < it.first) {
        text.problem("on", "this lies before the period", &cmd.on);
    }
    let document = text.required("document", &cmd.document, 2, 120);
    text.finish()?;
    let on = given(on)?;
    let at = given_at(on, ctx.effective());
    owed::settle(tx, ctx, it.obligation, at)?;
    record(tx, ctx, &it, &PeriodFact::Reported { on, document: Personal::text(document), at: Some(at) })
}

/// It is owed no more, with a reason. Not while a meeting is convened for it: that one is cancelled first.
pub fn waive(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingPeriodId, cmd: &Waive) -> Result<(), Error> {
    let it = query::period(tx, ctx, id)?;
    must_be_owed(&it)?;
    if crate::store::of_period(tx, ctx, id)?.is_some() {
        return Err(Error::refused("a meeting is convened for this period: cancel it first"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    owing::waive(tx, ctx, it.obligation, &reason)?;
    record(tx, ctx, &it, &PeriodFact::Waived { reason })
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Period, fact: &PeriodFact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project_period(tx, &at, it.id, fact)
}
