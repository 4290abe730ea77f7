//! What a list's filter means in SQL.

use kernel::{Ctx, Division};
use ledger::{Clause, Fact as _};

use super::{Filter, SCOPE, View};
use crate::model::{Fact, Status};
use crate::statistics::Closing;

pub(crate) fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district);
    view_condition(&mut clause, ctx, filter.view);
    uncounted_condition(&mut clause, filter);
    if let Some(division) = filter.division {
        place_condition(&mut clause, division, filter.itself);
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("h.sector", sector);
    }
    if let Some(status) = filter.status {
        clause.and_equals("h.status", status);
    }
    if let Some(grade) = filter.grade {
        clause.and(&format!("h.grade = '{grade}'"));
    }
    if let Some(source) = filter.source {
        clause.and_equals("h.source", source);
    }
    found_condition(&mut clause, filter);
    if let Some(subject) = filter.subject {
        clause.and_equals("h.subject", subject);
    }
    if let Some(owner) = filter.owner {
        clause.and_equals("h.owner_organisation", owner);
    }
    if let Some(reporter) = filter.reporter {
        clause.and_equals("h.reporter_organisation", reporter);
    }
    if let Some(harm) = filter.harm {
        clause.and(&format!("(h.harm = '{harm}' OR h.harm LIKE '{harm} %')"));
    }
    if let Some(checker) = filter.checker {
        clause.and_equals("h.checker_organisation", checker);
    }
    closed_condition(&mut clause, filter);
    if let Some(demand) = filter.demand {
        clause.and(&format!("h.demand = '{demand}'"));
    }
    if filter.recurring {
        clause.and("EXISTS (SELECT 1 FROM hazard_recurrence x WHERE x.district = h.district AND x.hazard = h.id)");
    }
    if let Some(cause) = filter.cause {
        let cause = clause.bind(cause);
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM hazard_cause u WHERE u.district = h.district AND u.hazard = h.id AND u.cause = {cause})"
        ));
    }
    if filter.unjudged {
        clause.and("h.grade = 'major' AND NOT EXISTS (SELECT 1 FROM hazard_judgement j WHERE j.district = h.district AND j.hazard = h.id)");
    }
    if filter.listed {
        clause.and(&crate::listing::query::supervised("h.district", "h.id"));
    }
    if let Some(closing) = filter.closing {
        closing_condition(&mut clause, closing);
    }
    if let Some(text) = &filter.text {
        text_condition(&mut clause, ctx, text);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

fn found_condition(clause: &mut Clause, filter: &Filter) {
    if let Some(from) = filter.found_from {
        let from = clause.bind(from.start());
        clause.and(&format!("h.found_at >= {from}"));
    }
    if let Some(to) = filter.found_to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("h.found_at < {to}"));
    }
}

fn view_condition(clause: &mut Clause, ctx: &Ctx, view: View) {
    match view {
        View::Open => {
            clause.and("h.open = 1");
        }
        View::Late => {
            let now = clause.bind(ctx.now);
            clause.and(&format!("h.open = 1 AND h.due <= {now}"));
        }
        View::OwnerLate => {
            let now = clause.bind(ctx.now);
            let states = [Status::ToRectify, Status::Rectifying, Status::Returned].map(|it| clause.bind(it));
            clause.and(&format!("h.open = 1 AND h.due <= {now} AND h.status IN ({})", states.join(", ")));
        }
        View::ToCheck => {
            let person = clause.bind(ctx.person());
            let mut ways = vec![format!("h.checker = {person}")];
            for m in ctx.acting.iter().filter(|m| m.is_active(ctx.now)) {
                let organisation = clause.bind(m.organisation);
                ways.push(format!("h.checker IS NULL AND h.checker_organisation = {organisation}"));
            }
            clause.and(&format!("h.open = 1 AND h.status = 'to_verify' AND ({})", ways.join(" OR ")));
        }
        View::Major => {
            clause.and("h.grade = 'major'");
        }
        View::All => {}
    }
}

/// What was merged or divided stands in no list and no count, but where it is asked for or looked up by its number.
fn uncounted_condition(clause: &mut Clause, filter: &Filter) {
    let asked = filter.status.is_some_and(Status::is_uncounted) || filter.text.as_deref().is_some_and(is_number);
    if !asked && matches!(filter.view, View::Major | View::All) {
        clause.and("h.status NOT IN ('merged', 'divided')");
    }
}

fn closed_condition(clause: &mut Clause, filter: &Filter) {
    if let Some(day) = filter.open_on {
        let start = clause.bind(day.start());
        clause.and(&format!("h.found_at < {start} AND (h.open = 1 OR h.closed_at >= {start})"));
    }
    if let Some(from) = filter.closed_from {
        let from = clause.bind(from.start());
        clause.and(&format!("h.closed_at >= {from}"));
    }
    if let Some(to) = filter.closed_to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("h.closed_at < {to}"));
    }
}

fn place_condition(clause: &mut Clause, division: Division, itself: bool) {
    if itself {
        clause.and_equals("h.division", division);
    } else if division.level() == kernel::DivisionLevel::Township {
        clause.and_equals("h.township", division);
    } else {
        let (first, last) = division.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("h.division BETWEEN {first} AND {last}"));
    }
}

fn closing_condition(clause: &mut Clause, closing: Closing) {
    clause.and(&format!("h.closing = '{closing}'"));
}

fn is_number(text: &str) -> bool {
    text.rsplit('-').next().is_some_and(|it| it.parse::<i64>().is_ok())
}

/// A number (`2026-000123`, `123`), else words of the text.
fn text_condition(clause: &mut Clause, ctx: &Ctx, text: &str) {
    let (year, number) = match text.split_once('-') {
        Some((year, number)) => (year.parse::<i64>().ok(), number.parse::<i64>().ok()),
        None => (None, text.parse::<i64>().ok()),
    };
    if let Some(number) = number {
        clause.and_equals("h.number", number);
        if let Some(year) = year {
            clause.and_equals("h.number_year", year);
        }
        return;
    }
    ledger::search::condition(clause, ctx, Fact::STREAM, "h.id", text);
}
