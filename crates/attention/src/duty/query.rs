//! Reads of what is owed in special periods.

use std::collections::BTreeMap;

use kernel::{Ctx, Day, Error, OrganisationId};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;
use registry::forms::day_of;

use super::store::{COLUMNS, SCOPE, TABLES, load, read};
use super::{Fact, Sort, SpecialDuty, SpecialDutyId, Standing, State};
use crate::period::SpecialPeriodId;

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// All without it.
    pub standing: Option<Standing>,
    pub sort: Option<Sort>,
    pub period: Option<SpecialPeriodId>,
    pub organisation: Option<OrganisationId>,
    pub day: Option<Day>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            standing: query.word("state", Standing::from_word),
            sort: query.word("sort", Sort::from_word),
            period: query.reads("period"),
            organisation: query.reads("organisation"),
            day: day_of(query, "day"),
        }
    }

    /// The address of the list of what it asks for.
    pub fn address(&self) -> String {
        Values::default()
            .with("state", self.standing.map_or("", Standing::word))
            .with("sort", self.sort.map_or("", Sort::word))
            .with("period", self.period.map_or(String::new(), |it| it.to_string()))
            .with("organisation", self.organisation.map_or(String::new(), |it| it.to_string()))
            .with("day", self.day.map_or(String::new(), |it| it.to_string()))
            .at(super::PATH)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if let Some(standing) = filter.standing {
        stands(&mut clause, ctx, standing);
    }
    if let Some(sort) = filter.sort {
        clause.and_equals("t.sort", sort);
    }
    if let Some(period) = filter.period {
        clause.and_equals("t.period", period);
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("t.organisation", organisation);
    }
    if let Some(day) = filter.day {
        clause.and_equals("t.day", day);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The same as [`SpecialDuty::standing`], as a condition.
fn stands(clause: &mut Clause, ctx: &Ctx, standing: Standing) {
    let (states, and): (&[State], Option<&str>) = match standing {
        Standing::Owed => (&[State::Owed, State::Returned], Some("t.due >= ")),
        Standing::Missing => (&[State::Owed, State::Returned], Some("t.due < ")),
        Standing::Reported => (&[State::Reported], None),
        Standing::InTime | Standing::Late => (&[State::Done], None),
        Standing::Lapsed => (&[State::Lapsed], None),
        Standing::Waived => (&[State::Waived], None),
    };
    let names: Vec<String> = states.iter().map(|it| clause.bind(*it)).collect();
    clause.and(&format!("t.state IN ({})", names.join(", ")));
    if let Some(and) = and {
        let now = clause.bind(ctx.now);
        clause.and(&format!("{and}{now}"));
    }
    match standing {
        Standing::InTime => drop(clause.and("t.late = 0")),
        Standing::Late => drop(clause.and("t.late = 1")),
        _ => {}
    }
}

/// What is open by its deadline, then the rest, the latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<SpecialDuty>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let order = match filter.standing {
        Some(Standing::Owed | Standing::Missing | Standing::Reported) => "t.due, t.id",
        _ => "t.day DESC, t.sort, t.organisation, t.id",
    };
    let sql =
        format!("SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY {order} LIMIT {rows} OFFSET {from}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM {TABLES} WHERE {}", clause.text()), &clause.params())
}

/// More than a period of many days and organisations has.
const MOST_OF_ONE: u32 = 60_000;

/// Everything that is owed in a period, within the visitor's reach.
pub fn of_period(r: &Reader<'_>, ctx: &Ctx, period: SpecialPeriodId) -> Result<Vec<SpecialDuty>, Error> {
    list(r, ctx, &Filter { period: Some(period), ..Filter::default() }, 0, MOST_OF_ONE)
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: SpecialDutyId) -> Result<SpecialDuty, Error> {
    load(r, ctx, id)
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: SpecialDutyId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}

/// Which days were asked of whom.
pub(crate) fn asked_days(
    r: &Reader<'_>,
    ctx: &Ctx,
    period: SpecialPeriodId,
    sort: Sort,
) -> Result<Vec<(Day, OrganisationId)>, Error> {
    r.rows(
        "SELECT day, organisation FROM special_duty WHERE district = $1 AND period = $2 AND sort = $3
         ORDER BY day, organisation LIMIT 100000",
        params![ctx.district, period, sort],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// What is still the owners' move, whoever asks.
pub(crate) fn owed(r: &Reader<'_>, ctx: &Ctx, period: SpecialPeriodId, sort: Sort) -> Result<Vec<SpecialDuty>, Error> {
    let filter = Filter { sort: Some(sort), period: Some(period), ..Filter::default() };
    let all = list(r, &ctx.beyond_scope(), &filter, 0, MOST_OF_ONE)?;
    Ok(all.into_iter().filter(|it| it.state.is_owners()).collect())
}

/// What its owners need not have done yet, whoever asks.
pub(crate) fn not_due(r: &Reader<'_>, ctx: &Ctx, period: SpecialPeriodId) -> Result<Vec<SpecialDuty>, Error> {
    let filter = Filter { standing: Some(Standing::Owed), period: Some(period), ..Filter::default() };
    list(r, &ctx.beyond_scope(), &filter, 0, MOST_OF_ONE)
}

/// How many of a sort stand how.
pub type Tally = BTreeMap<(Sort, Standing), i64>;

pub fn tally(all: &[SpecialDuty], now: kernel::Instant) -> Tally {
    let mut tally = Tally::new();
    for it in all {
        *tally.entry((it.sort, it.standing(now))).or_insert(0) += 1;
    }
    tally
}

/// What is due and not reported, within the visitor's reach.
pub fn missing_of(r: &Reader<'_>, ctx: &Ctx, period: SpecialPeriodId) -> Result<i64, Error> {
    count(r, ctx, &Filter { standing: Some(Standing::Missing), period: Some(period), ..Filter::default() })
}
