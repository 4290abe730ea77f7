//! The deadline rules of the sample district: an invented local measure. A real district sets its own, with its texts.

use kernel::Day;

use crate::ladder::Ladder;

use super::{END_OF_DAY, Level, SetRule, Unit};

const MEASURE: &str = "县履职办法 ";

struct Line(&'static str, Option<&'static str>, u32, Unit, &'static str);

/// Duty, grade, amount, unit, article.
#[rustfmt::skip]
const LINES: &[Line] = &[
    Line("hazard.assign",          None,          1,  Unit::WorkingDays,  "第七条"),
    Line("hazard.assign",          Some("major"), 4,  Unit::Hours,        "第七条第二款"),
    Line("hazard.rectify",         None,          10, Unit::WorkingDays,  "第九条"),
    Line("hazard.rectify",         Some("major"), 30, Unit::WorkingDays,  "第九条第二款"),
    Line("hazard.rectify.at_once", None,          24, Unit::Hours,        "第九条第三款"),
    Line("hazard.rectify.check",   None,          3,  Unit::WorkingDays,  "第十一条"),
    Line("hazard.rectify.close",   None,          2,  Unit::WorkingDays,  "第十二条"),
    Line("hazard.rectify.again",   None,          5,  Unit::WorkingDays,  "第十一条第三款"),
    Line("risk.measure",           None,          20, Unit::WorkingDays,  "第十三条"),
    Line("risk.measure.check",     None,          3,  Unit::WorkingDays,  "第十三条第二款"),
    Line("risk.measure.close",     None,          2,  Unit::WorkingDays,  "第十三条第二款"),
    Line("risk.measure.again",     None,          5,  Unit::WorkingDays,  "第十三条第三款"),
    Line("risk.review",            None,          10, Unit::WorkingDays,  "第十三条第四款"),
    Line("check.due",              None,          5,  Unit::WorkingDays,  "第十五条第二款"),
    Line("hazard.transfer_answer", None,          2,  Unit::WorkingDays,  "第十三条"),
    Line("hazard.transfer_decision", None,        3,  Unit::WorkingDays,  "第十三条第二款"),
    Line("hazard.judge",           None,          3,  Unit::WorkingDays,  "第八条"),
    Line("hazard.regrade",         None,          3,  Unit::WorkingDays,  "第八条第二款"),
    Line("listing.decide",         None,          3,  Unit::WorkingDays,  "第十条"),
    Line("listing.publish",        None,          5,  Unit::WorkingDays,  "第十条第二款"),
    Line("listing.extension",      None,          10, Unit::WorkingDays,  "第十条第三款"),
    Line("listing.extension_ahead", None,         20, Unit::WorkingDays,  "第十条第三款"),
    Line("listing.accept",         None,          10, Unit::CalendarDays, "第十三条"),
    Line("listing.delist",         None,          3,  Unit::WorkingDays,  "第十三条第二款"),
    Line("listing.publish_delisting", None,       5,  Unit::WorkingDays,  "第十三条第三款"),
    Line("stop.sign",              None,          1,  Unit::WorkingDays,  "第十条第四款"),
    Line("stop.examine",           None,          5,  Unit::WorkingDays,  "第十三条第四款"),
    Line("stop.reopen",            None,          2,  Unit::WorkingDays,  "第十三条第五款"),
    Line("stop.revisit",           None,          7,  Unit::CalendarDays, "第十三条第六款"),
    Line("stop.answer",            None,          2,  Unit::WorkingDays,  "第十三条第七款"),
    Line("hazard.inquiry",         None,          15, Unit::WorkingDays,  "第十四条"),
    Line("hazard.extension",       None,          2,  Unit::WorkingDays,  "第十条"),
    Line("inspection.report",      None,          3,  Unit::WorkingDays,  "第十五条"),
    Line("campaign.task",          None,          10, Unit::WorkingDays,  "第十八条"),
    Line("campaign.task.check",    None,          3,  Unit::WorkingDays,  "第十八条第二款"),
    Line("campaign.task.close",    None,          2,  Unit::WorkingDays,  "第十八条第二款"),
    Line("campaign.task.again",    None,          5,  Unit::WorkingDays,  "第十八条第三款"),
    Line("meeting.resolution",     None,          10, Unit::WorkingDays,  "第二十条"),
    Line("meeting.resolution.check", None,        3,  Unit::WorkingDays,  "第二十条第二款"),
    Line("meeting.resolution.close", None,        2,  Unit::WorkingDays,  "第二十条第二款"),
    Line("meeting.resolution.again", None,        5,  Unit::WorkingDays,  "第二十条第三款"),
    Line("meeting.minutes",        None,          5,  Unit::WorkingDays,  "第二十条第四款"),
    Line("oversight.examine",      None,          30, Unit::WorkingDays,  "第四十三条"),
    Line("oversight.object",       None,          5,  Unit::WorkingDays,  "第四十三条第二款"),
    Line("oversight.answer",       None,          5,  Unit::WorkingDays,  "第四十三条第三款"),
    Line("oversight.publish",      None,          20, Unit::WorkingDays,  "第四十三条第四款"),
    Line("oversight.problem",      None,          15, Unit::WorkingDays,  "第四十四条"),
    Line("oversight.problem.check", None,         3,  Unit::WorkingDays,  "第四十四条第二款"),
    Line("oversight.problem.close", None,         2,  Unit::WorkingDays,  "第四十四条第二款"),
    Line("oversight.problem.again", None,         5,  Unit::WorkingDays,  "第四十四条第三款"),
    Line("report.answer",          None,          10, Unit::WorkingDays,  "第二十条之一"),
    Line("standardisation.validity", None,        1095, Unit::CalendarDays, "第二十条之二"),
    Line("standardisation.ahead",  None,          90, Unit::CalendarDays, "第二十条之二第二款"),
    Line("credit.objection",       None,          15, Unit::WorkingDays,  "第二十条之三"),
    Line("letter.issue",           None,          3,  Unit::WorkingDays,  "第二十一条"),
    Line("interview.decide",       None,          5,  Unit::WorkingDays,  "第二十一条第三款"),
    Line("letter.answer",          None,          5,  Unit::WorkingDays,  "第二十一条第二款"),
    Line("letter.commitment",      None,          15, Unit::WorkingDays,  "第二十一条第四款"),
    Line("letter.commitment.check", None,         3,  Unit::WorkingDays,  "第二十一条第五款"),
    Line("letter.commitment.close", None,         2,  Unit::WorkingDays,  "第二十一条第五款"),
    Line("letter.commitment.again", None,         5,  Unit::WorkingDays,  "第二十一条第六款"),
    Line("accountability.decide",  None,          10, Unit::WorkingDays,  "第二十三条"),
    Line("accountability.statement", None,        5,  Unit::WorkingDays,  "第二十三条第二款"),
    Line("accountability.outcome", None,          30, Unit::WorkingDays,  "第二十三条第三款"),
    Line("accountability.late",    None,          30, Unit::WorkingDays,  "第二十二条第一项"),
    Line("accountability.late",    Some("major"), 1,  Unit::WorkingDays,  "第二十二条第一项"),
    Line("accountability.repeated", None,         365, Unit::CalendarDays, "第二十二条第二项"),
    Line("accountability.recurring", None,        180, Unit::CalendarDays, "第二十二条第三项"),
    Line("accountability.false_closing", None,    30, Unit::CalendarDays, "第二十二条第四项"),
    Line("accountability.listing", None,          1,  Unit::WorkingDays,  "第二十二条第五项"),
    Line("accountability.letter",  None,          5,  Unit::WorkingDays,  "第二十二条第六项"),
    Line("condition.acknowledge",  None,          60, Unit::Minutes,      "第二十四条第三款"),
    Line("condition.acknowledge",  Some("yellow"), 30, Unit::Minutes,     "第二十四条第三款"),
    Line("condition.acknowledge",  Some("orange"), 15, Unit::Minutes,     "第二十四条第三款"),
    Line("condition.acknowledge",  Some("red"),   5,  Unit::Minutes,      "第二十四条第三款"),
    Line("fire_spot.check",        None,          2,  Unit::Hours,        "第二十四条第四款"),
    Line("fire_spot.check",        Some("night"), 4,  Unit::Hours,        "第二十四条第四款"),
    Line("earthquake.check",       None,          2,  Unit::Hours,        "第二十四条第五款"),
    Line("warning.acknowledge",    None,          10, Unit::Minutes,      "第二十四条"),
    Line("warning.forward",        None,          30, Unit::Minutes,      "第二十四条第二款"),
    Line("incident.report.county",      None,     1,  Unit::Hours,        "第二十七条"),
    Line("incident.report.leaders",     None,     10, Unit::Minutes,      "第二十七条第二款"),
    Line("incident.report.departments", None,     20, Unit::Minutes,      "第二十七条第三款"),
    Line("incident.report.higher",      None,     30, Unit::Minutes,      "第二十七条第四款"),
    Line("incident.report.written",     None,     40, Unit::Minutes,      "第二十七条第五款"),
    Line("incident.follow_up",          None,     24, Unit::Hours,        "第二十八条"),
    Line("incident.supplement",         None,     24, Unit::Hours,        "第二十八条第二款"),
    Line("disaster.report.village", None,         1,  Unit::Hours,        "第二十九条"),
    Line("disaster.report.township", None,        1,  Unit::Hours,        "第二十九条第二款"),
    Line("disaster.report.first",  None,          2,  Unit::Hours,        "第二十九条第三款"),
    Line("disaster.verify",        None,          5,  Unit::CalendarDays, "第三十条"),
    Line("campaign.group",         None,          10, Unit::WorkingDays,  "第四十一条"),
    Line("campaign.plan",          None,          15, Unit::WorkingDays,  "第四十一条第二款"),
    Line("campaign.receive",       None,          3,  Unit::WorkingDays,  "第四十一条第三款"),
    Line("directive.study",        None,          5,  Unit::WorkingDays,  "第四十二条"),
    Line("directive.answer",       None,          15, Unit::WorkingDays,  "第四十二条第二款"),
    Line("special_period.sweep",   None,          3,  Unit::WorkingDays,  "第四十三条"),
    Line("special_period.sweep.check", None,      2,  Unit::WorkingDays,  "第四十三条第二款"),
    Line("special_period.sweep.close", None,      2,  Unit::WorkingDays,  "第四十三条第二款"),
    Line("special_period.sweep.again", None,      2,  Unit::WorkingDays,  "第四十三条第三款"),
    Line("special_period.roster",  None,          1,  Unit::WorkingDays,  "第四十三条第四款"),
    Line("mass_event.outcome.check", None,        2,  Unit::WorkingDays,  "第四十三条第五款"),
    Line("mass_event.outcome.close", None,        2,  Unit::WorkingDays,  "第四十三条第五款"),
    Line("attention.object",       None,          5,  Unit::WorkingDays,  "第四十五条"),
    Line("attention.answer",       None,          3,  Unit::WorkingDays,  "第四十五条第二款"),
    Line("attention.sign",         None,          5,  Unit::WorkingDays,  "第四十五条第三款"),
    Line("attention.treat",        None,          20, Unit::WorkingDays,  "第四十六条"),
    Line("attention.treat.check",  None,          3,  Unit::WorkingDays,  "第四十六条第二款"),
    Line("attention.treat.close",  None,          2,  Unit::WorkingDays,  "第四十六条第二款"),
    Line("attention.treat.again",  None,          5,  Unit::WorkingDays,  "第四十六条第三款"),
];

/// Duties whose lateness leads to a letter and an interview, so many working days after the deadline.
const PRESSED: &[&str] = &["hazard.rectify", "hazard.rectify.again", "letter.commitment", "letter.commitment.again"];
const LETTER_AFTER: i32 = 10;
const INTERVIEW_AFTER: i32 = 20;

/// In force since the sample district's first day.
pub fn defaults() -> Vec<SetRule> {
    let Some(from) = Day::new(2019, 1, 1) else { return Vec::new() };
    let rule = |line: &Line| SetRule {
        duty: line.0.to_owned(),
        grade: line.1.map(str::to_owned),
        amount: line.2,
        unit: line.3,
        end_of_day: END_OF_DAY,
        from,
        to: None,
        source: format!("{MEASURE}{}", line.4),
        level: Level::District,
        ladder: PRESSED.contains(&line.0).then(|| Ladder::with_letter(line.3, LETTER_AFTER, INTERVIEW_AFTER)),
    };
    LINES.iter().map(rule).collect()
}
