//! The life of one hazard, step by step in office time, cut off at `now`. Someone other than the doer looks again.

use kernel::{Instant, Span};

use crate::chance::Chance;
use crate::hazard::{AccidentKind, Deed, Step};
use crate::office_hours::{after, due, within};
use crate::text::replies::{AGAIN, LATE, returned, verified};

/// Who plays which part.
pub struct Cast {
    pub assigner: u32,
    pub organisation: u32,
    pub doer: u32,
    pub checker_organisation: u32,
    pub checker: u32,
    pub granter: u32,
    pub closer: u32,
}

pub struct Case<'a> {
    pub cast: Cast,
    pub found: Instant,
    pub now: Instant,
    pub is_major: bool,
    pub self_check: bool,
    pub kind: AccidentKind,
    pub place: &'a str,
    pub remedy: String,
}

const DAYS_ORDINARY: &[i64] = &[3, 7, 7, 10, 15, 15, 15, 15, 15, 20, 30, 30];
const DAYS_MAJOR: &[i64] = &[15, 30, 30, 45, 60, 90];
const AT_ONCE_PERMILLE: u32 = 110;
const LATE_ASSIGNED_PERMILLE: u32 = 30;
const LATE_PERMILLE: u32 = 75;
const RETURNED_PERMILLE: u32 = 85;
const RETURNED_TWICE_PERMILLE: u32 = 90;
const EXTENDED_PERMILLE: u32 = 50;
const LATE_CHECK_PERMILLE: u32 = 35;
const OFFICE_DAY: i64 = 420;

pub fn steps(chance: &mut Chance, case: &Case<'_>) -> Vec<Step> {
    let cast = &case.cast;
    let mut life = Life { steps: Vec::new(), at: case.found };
    let first_look = match (chance.permille(LATE_ASSIGNED_PERMILLE), case.self_check) {
        (true, _) => chance.between(OFFICE_DAY + 60, OFFICE_DAY * 3),
        (false, true) => chance.between(5, 120),
        (false, false) => chance.between(12, 390),
    };
    life.at = after(life.at, first_look);
    let at_once = !case.is_major && chance.permille(AT_ONCE_PERMILLE);
    let days = match (at_once, case.is_major) {
        (true, _) => 1,
        (_, true) => *chance.one(DAYS_MAJOR),
        _ => *chance.one(DAYS_ORDINARY),
    };
    let mut until = due(life.at.day(), days);
    life.step(
        cast.assigner,
        Deed::Assigned {
            to_organisation: cast.organisation,
            to_person: cast.doer,
            due: until,
            checker_organisation: cast.checker_organisation,
            checker_person: cast.checker,
        },
    );
    let signs = if at_once { chance.between(5, 90) } else { chance.between(20, 420) };
    life.at = after(life.at, signs);
    life.step(cast.doer, Deed::Started);
    until = rectify(chance, &mut life, case, until, at_once);
    check(chance, &mut life, case, until);
    let late = chance.permille(LATE_CHECK_PERMILLE);
    let waits = if late { chance.between(OFFICE_DAY * 3, OFFICE_DAY * 5) } else { chance.between(60, OFFICE_DAY * 2) };
    life.at = after(life.at, waits);
    life.step(cast.closer, Deed::Closed);
    life.steps.retain(|step| step.at <= case.now);
    life.steps
}

/// Extended or not, up to the first report. Answers with the day that holds in the end.
fn rectify(chance: &mut Chance, life: &mut Life, case: &Case<'_>, until: Instant, at_once: bool) -> Instant {
    let mut until = until;
    let started = life.at;
    let left = until.since(started).as_minutes();
    let extended =
        !at_once && left > 5 * 24 * 60 && chance.permille(EXTENDED_PERMILLE + if case.is_major { 200 } else { 0 });
    if extended {
        let asks = started + Span::minutes(left - chance.between(2 * 24 * 60, 4 * 24 * 60));
        life.at = within(chance, asks);
        let longer = *chance.one(&[7, 10, 15, 15, 20]);
        until = due(until.day(), longer);
        let reason = *chance.one(LATE);
        life.step(case.cast.granter, Deed::Extended { asked_by: case.cast.doer, due: until, reason });
    }
    let from = life.at;
    let left = until.since(from).as_minutes().max(30);
    let reports = if chance.permille(LATE_PERMILLE) && !at_once {
        until + Span::minutes(chance.between(15 * 60, 15 * 24 * 60))
    } else {
        from + Span::minutes(left * chance.between(28, 88) / 100)
    };
    // Enterprises report in the evening too; an office does not.
    let evening = case.self_check && chance.permille(250);
    let opened = if evening {
        reports.day().at(chance.between(18, 21) as i8, chance.between(0, 59) as i8)
    } else {
        within(chance, reports)
    };
    life.at = opened.max(after(from, 10));
    life.step(case.cast.doer, Deed::Submitted { done: case.remedy.clone() });
    until
}

fn check(chance: &mut Chance, life: &mut Life, case: &Case<'_>, until: Instant) {
    let cast = &case.cast;
    let slots = |text: &str| text.replace("{p}", case.place);
    let mut comes_back = chance.permille(RETURNED_PERMILLE);
    loop {
        let late = chance.permille(LATE_CHECK_PERMILLE);
        let waits =
            if late { chance.between(OFFICE_DAY * 3, OFFICE_DAY * 6) } else { chance.between(40, OFFICE_DAY * 5 / 2) };
        life.at = after(life.at, waits);
        if !comes_back {
            break;
        }
        let reason = slots(drawn(chance, returned(case.kind)));
        life.step(cast.checker, Deed::Returned { reason });
        // What comes back close to its day is done again within it, where that can be.
        let again = after(life.at, chance.between(90, OFFICE_DAY * 3));
        life.at = if again > until && life.at < until { again.min(after(life.at, 200)) } else { again };
        let done = format!("{}{}", chance.one(AGAIN), case.remedy);
        life.step(cast.doer, Deed::Submitted { done });
        comes_back = chance.permille(RETURNED_TWICE_PERMILLE);
    }
    let note = slots(drawn(chance, verified(case.kind)));
    life.step(cast.checker, Deed::Verified { note });
}

fn drawn(chance: &mut Chance, lists: [&[&'static str]; 2]) -> &'static str {
    let list = *chance.one(&lists);
    chance.one::<&str>(list)
}

struct Life {
    steps: Vec<Step>,
    at: Instant,
}

impl Life {
    fn step(&mut self, by: u32, deed: Deed) {
        self.steps.push(Step { at: self.at, by, deed });
    }
}
