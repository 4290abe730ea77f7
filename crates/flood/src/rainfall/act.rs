//! Telling what rain is expected, and taking it back.

use kernel::{Ctx, Error, Instant, Personal, Span, Text};
use ledger::Tx;
use registry::forms::reasoned;
use serde::{Deserialize, Serialize};
use signal::Quantity;

use super::{ExpectedRainId, Fact, Told, query, store};
use crate::catchment;
use crate::forecast::HOURS;

const NUMBER: &str = "write a number as 12.5, of at most six decimal places";
const TIME: &str = "write the time as 2026-06-18 21:46";
/// A forecast of the weather is not told long before or after.
const AGO: Span = Span::hours(24);
const LONGEST: Span = Span::hours(24);
const MOST_MM: f64 = 1_000.0;

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExpectedRainTell)]
pub struct Tell {
    /// Code of a catchment; the whole district without it.
    #[serde(default)]
    pub catchment: String,
    /// Minute of Beijing time from which on it counts; now without it.
    #[serde(default)]
    pub issued: String,
    /// Until when; as far as rain is told without it: of the hours after that nothing is known.
    #[serde(default)]
    pub until: String,
    /// Millimetres that fall within so many hours from then on; at least one of them.
    #[serde(default)]
    pub within_1h: String,
    #[serde(default)]
    pub within_3h: String,
    #[serde(default)]
    pub within_6h: String,
    #[serde(default)]
    pub within_24h: String,
    /// Who says so.
    pub source: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExpectedRainWithdraw)]
pub struct Withdraw {
    pub reason: String,
}

fn decide(mut text: Text, cmd: &Tell, catchment: Option<catchment::CatchmentId>, now: Instant) -> Result<Told, Error> {
    let moment = |text: &mut Text, field, typed: &str| text.read_optional(field, typed, TIME, Instant::read);
    let issued = moment(&mut text, "issued", &cmd.issued).unwrap_or(now);
    if issued > now + Span::minutes(10) || issued < now - AGO {
        text.problem("issued", "this lies in the future or more than a day back", &cmd.issued);
    }
    let hours = HOURS.iter().zip([&cmd.within_1h, &cmd.within_3h, &cmd.within_6h, &cmd.within_24h]);
    let told_h = hours.filter(|(_, typed)| !typed.trim().is_empty()).map(|(hours, _)| *hours).max();
    let as_told = told_h.map_or(LONGEST, |hours| Span::hours(hours.into()));
    let until = moment(&mut text, "until", &cmd.until).unwrap_or(issued + as_told);
    if until <= issued || until > issued + LONGEST {
        text.problem("until", "this is not within the 24 hours from then on", &cmd.until);
    } else if until <= now {
        text.problem("until", "this is over already", &cmd.until);
    }
    let fields = [
        ("within_1h", &cmd.within_1h),
        ("within_3h", &cmd.within_3h),
        ("within_6h", &cmd.within_6h),
        ("within_24h", &cmd.within_24h),
    ];
    let mut before = Quantity::ZERO;
    let within_mm = fields.map(|(field, typed)| {
        let read = text.read_optional(field, typed, NUMBER, Quantity::read)?;
        if !(0.0..=MOST_MM).contains(&read.value()) {
            text.problem(field, "this is outside the domain of the standard", typed);
        }
        if read < before {
            text.problem(field, "within more hours no less rain falls", typed);
        }
        before = read;
        Some(read)
    });
    if fields.iter().all(|(_, typed)| typed.trim().is_empty()) {
        text.problem("within_1h", "say at least one of them; no rain is 0", "");
    }
    let source = text.required("source", &cmd.source, 2, 200);
    text.finish()?;
    Ok(Told { catchment, issued, until, within_mm, source: Personal::text(source) })
}

pub fn tell(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Tell) -> Result<ExpectedRainId, Error> {
    let id: ExpectedRainId = ctx.mint();
    let mut text = Text::new();
    let catchment = match cmd.catchment.trim() {
        "" => None,
        code => {
            let seen = Ctx { scope: ctx.scope_of(catchment::VIEW), ..ctx.clone() };
            let found = catchment::query::by_code(tx, &seen, code)?;
            if found.is_none() {
                text.problem("catchment", "no such catchment", code);
            }
            found.map(|it| it.id)
        }
    };
    let told = decide(text, cmd, catchment, ctx.now)?;
    let fact = Fact::Told(Box::new(told));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// What was wrong or is not expected any more counts no longer; that it was told stays.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: ExpectedRainId, cmd: &Withdraw) -> Result<(), Error> {
    let it = query::one(tx, ctx, id)?;
    if it.withdrawn_at.is_some() {
        return Err(Error::refused("this was withdrawn already"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    let fact = Fact::Withdrawn { reason };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
