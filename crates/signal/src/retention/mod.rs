//! For how long readings are kept one by one in the store, as dated data; of older ones the store has hours, and the archive all.
//!
//! Always true: nothing is let go that was not archived (`server`); a shorter time is said thirty days before it holds, and until then
//! another setting takes its place. Of the settings whose day has come the one that was set last holds.

mod store;
mod web;

pub use store::{in_force, list, project};

use kernel::{Ctx, Day, Error, Instant, PersonId, Personal, Text};
use ledger::Tx;
use registry::forms::given;
use serde::{Deserialize, Serialize};

use crate::said;

kernel::ids! {
    /// One setting.
    RetentionId,
}

/// Readings may come in for four years: what is thinned out takes none.
pub const LEAST_MONTHS: u32 = 49;
const MOST_MONTHS: u32 = 1_200;
/// Between saying that less is kept and letting go.
const NOTICE_DAYS: i64 = 30;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set {
        /// None: all of them, for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u32>,
        from: Day,
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "readings_retention";
    type Id = RetentionId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set { .. } => "set",
        }
    }
}

/// A setting as it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Retention {
    pub id: RetentionId,
    pub version: i64,
    pub months: Option<u32>,
    pub from: Day,
    pub reason: Option<Personal<String>>,
    pub set_at: Instant,
    pub set_by: Option<PersonId>,
}

/// What the form or a program says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RetentionSet)]
pub struct Set {
    /// Whole months, 49 at least; all readings are kept for good without it.
    #[serde(default)]
    pub months: String,
    /// From which day on: today at the earliest, thirty days from now where less is kept than before.
    pub from: String,
    pub reason: String,
}

/// Whether less is kept than before.
fn is_less(before: Option<u32>, now: Option<u32>) -> bool {
    now.is_some_and(|now| before.is_none_or(|before| now < before))
}

pub(crate) fn decide(cmd: &Set, before: Option<u32>, today: Day) -> Result<Fact, Error> {
    let mut text = Text::new();
    let months = match cmd.months.trim() {
        "" => Some(None),
        typed => said::count(&mut text, "months", typed, LEAST_MONTHS, MOST_MONTHS).map(Some),
    };
    let from = said::day(&mut text, "from", &cmd.from);
    if from.is_some_and(|it| it < today) {
        text.problem("from", "this day is over", &cmd.from);
    } else if let (Some(from), Some(months)) = (from, months)
        && is_less(before, months)
        && from < today.plus_days(NOTICE_DAYS)
    {
        text.problem("from", "less is kept from thirty days on at the earliest", &cmd.from);
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    Ok(Fact::Set { months: given(months)?, from: given(from)?, reason: Personal::text(reason) })
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Set) -> Result<RetentionId, Error> {
    let today = ctx.now.day();
    let id: RetentionId = ctx.mint();
    let fact = decide(cmd, in_force(tx, ctx, today)?, today)?;
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    web::routes()
}

#[cfg(test)]
mod tests {
    use kernel::{Day, Error};

    use super::{Fact, Set, decide};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn check(before: Option<u32>, months: &str, from: &str, expected: Result<Option<u32>, &str>) {
        let cmd = Set { months: months.into(), from: from.into(), reason: "磁盘容量".into() };
        let found = decide(&cmd, before, day("2026-11-30")).map(|Fact::Set { months, .. }| months);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{months} from {from}"),
            (Err(Error::Invalid(problems)), Err(field)) => {
                assert_eq!(problems.0[0].field, field, "{months} from {from}")
            }
            (found, expected) => panic!("{months} from {from}: {found:?} and not {expected:?}"),
        }
    }

    #[test]
    fn less_is_kept_after_a_notice_and_more_at_once() {
        check(None, "60", "2026-12-30", Ok(Some(60)));
        check(None, "60", "2026-12-29", Err("from"));
        check(Some(60), "59", "2026-12-01", Err("from"));
        check(Some(60), "61", "2026-11-30", Ok(Some(61)));
        check(Some(60), "", "2026-11-30", Ok(None));
        check(None, "", "2026-11-29", Err("from"));
        check(None, "48", "2026-12-31", Err("months"));
        check(None, "much", "2026-12-31", Err("months"));
    }
}
