//! What is asked of a backtest, and everything the district knows that it needs.

use std::collections::HashMap;

use kernel::{Ctx, Day, Division, Error, Problem, Problems};
use ledger::Reader;
use page::Values;
use readings::Name;
use signal::device::query::Filter;
use signal::device::{Device, State};
use signal::rule::backtest::{Asked, EventKind, Nearness};
use signal::rule::{self, SignalRule, SignalRuleId};

use super::events::{self, Happened};

const DEVICES: u32 = 200_000;
const YEARS: i64 = 3;

/// Everything that is compared, read at one moment.
pub struct Plan {
    pub asked: Asked,
    pub rule: SignalRule,
    /// Another edition of the same rule, if one is in force.
    pub in_force: Option<SignalRule>,
    /// In service, and watched by either.
    pub devices: Vec<Device>,
    pub events: Vec<Happened>,
    pub middles: HashMap<Division, (f64, f64)>,
}

/// What is usual for an edition: the past three years until yesterday.
pub fn usual(it: &SignalRule, today: Day) -> Asked {
    let to = today.plus_days(-1);
    let from =
        Day::new(to.year() - YEARS as i16, to.month(), to.day_of_month()).unwrap_or_else(|| to.plus_days(-365 * YEARS));
    Asked::usual(it.said.metric, &it.said.target, from.plus_days(1), to)
}

impl Plan {
    pub fn read(r: &Reader<'_>, ctx: &Ctx, id: SignalRuleId, asked: Asked) -> Result<Plan, Error> {
        let rule = rule::query::one(r, ctx, id)?;
        // The rules are the whole district's, and so is what they are compared with.
        let whole = ctx.beyond_scope();
        let in_force = rule::query::in_force(r, &whole, ctx.now.day())?;
        let in_force = in_force.into_iter().find(|it| it.code == rule.code && it.id != rule.id);
        let mut devices = signal::device::query::list(r, &whole, &Filter::default(), 0, DEVICES)?;
        devices.retain(|it| {
            it.state == State::InService && (rule.watches(it) || in_force.as_ref().is_some_and(|rule| rule.watches(it)))
        });
        let events = events::fetch(r, &whole, &asked.kinds, (asked.from, asked.to))?;
        let middles = events::middles(r, &whole, asked.nearness)?;
        Ok(Plan { asked, rule, in_force, devices, events, middles })
    }

    /// The edition itself, and the one in force.
    pub fn rules(&self) -> impl Iterator<Item = &SignalRule> {
        std::iter::once(&self.rule).chain(&self.in_force)
    }

    /// Whether some rule may look at the readings of this series.
    pub fn wants(&self, codes: &HashMap<&str, usize>, name: &Name) -> bool {
        codes.contains_key(&*name.device)
    }

    /// Devices by their station codes.
    pub fn codes(&self) -> HashMap<&str, usize> {
        self.devices.iter().enumerate().map(|(place, it)| (it.said.code.as_str(), place)).collect()
    }
}

const NUMBER: &str = "write a whole number";
const CHOOSE: &str = "choose one of the list";

/// What was typed; what is left empty is as usual.
pub fn typed(values: &Values, usual: &Asked, today: Day) -> Result<Asked, Error> {
    let mut problems = Vec::new();
    let mut wrong = |field: &'static str, problem, given: &str| {
        problems.push(Problem { field, problem, given: given.to_owned() });
    };
    let mut day = |field: &'static str, otherwise: Day| match values.get(field).trim() {
        "" => otherwise,
        given => given.parse().unwrap_or_else(|_| {
            wrong(field, "write a day as 2026-07-15", given);
            otherwise
        }),
    };
    let (from, to) = (day("from", usual.from), day("to", usual.to));
    if to < from {
        wrong("to", "this lies before the beginning", values.get("to"));
    } else if from.days_until(to) > i64::from(Asked::DAYS) {
        wrong("from", "at most four years are looked at", values.get("from"));
    } else if to > today {
        wrong("to", "this day is not over yet", values.get("to"));
    }
    let mut number = |field: &'static str, otherwise: u32, most: u32| match values.get(field).trim() {
        "" => otherwise,
        given => given.parse().ok().filter(|it| *it <= most).unwrap_or_else(|| {
            wrong(field, NUMBER, given);
            otherwise
        }),
    };
    let before_hours = number("before", usual.before_hours, Asked::MOST_HOURS);
    let after_hours = number("after", usual.after_hours, Asked::MOST_HOURS);
    let kilometres = number("kilometres", usual.kilometres, Asked::MOST_KILOMETRES);
    let nearness = match values.get("nearness") {
        "" => usual.nearness,
        given => Nearness::from_word(given).unwrap_or_else(|| {
            wrong("nearness", CHOOSE, given);
            usual.nearness
        }),
    };
    let mut kinds: Vec<EventKind> = Vec::new();
    for given in values.all("kinds") {
        match EventKind::from_word(given) {
            Some(kind) if kinds.contains(&kind) => {}
            Some(kind) => kinds.push(kind),
            None => wrong("kinds", CHOOSE, given),
        }
    }
    if kinds.is_empty() {
        kinds.clone_from(&usual.kinds);
    }
    if kinds.is_empty() {
        wrong("kinds", "say what it is compared with", "");
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(Problems(problems)));
    }
    Ok(Asked { from, to, kinds, nearness, kilometres, before_hours, after_hours })
}
