use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};

use super::{Function, Row, Rule, field, output, setting, yes};
use crate::accident::clock::hours_after;
use crate::working_days::{Calendar, DAYS, Roll, statutory};
use crate::{Domain, Error};

const UNITS: [&str; 3] = ["working_days", "calendar_days", "hours"];

pub(super) const WORKING_DAYS: Function = Function {
    name: "working-days",
    inputs: &[
        field("from", "", Domain::Form("a day like 2026-05-01, or a minute like 2026-05-01 10:05 for hours")),
        field("amount", "", DAYS),
        setting("unit", "", Domain::Words(&UNITS), "working_days"),
        setting("on_a_free_day", "", Domain::Words(&Roll::WORDS), "stays"),
    ],
    outputs: &[output("due", ""), output("published", "")],
    source: "yearly notices of the State Council; Civil Code art. 201 to 203; Administrative Penalty Law art. 85",
    edition: "notices from 2002 on",
    certain: true,
    rule: Rule::Row(row),
};

static PUBLISHED: LazyLock<Calendar> = LazyLock::new(|| Calendar::of(statutory(2002..=2199)));

fn row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let amount = row.number("amount")?;
    let amount = amount.to_string().parse().map_err(|_| DAYS.refuse("amount", amount))?;
    if row.text("unit")? == "hours" {
        let from = row.read("from", |text| text.parse::<DateTime>().ok())?;
        return Ok(vec![hours_after(from, amount)?.strftime("%Y-%m-%d %H:%M").to_string(), yes(true)]);
    }
    let from = row.read("from", |text| text.parse::<Date>().ok())?;
    let roll = row.read("on_a_free_day", Roll::from_word)?;
    let due = row.read("unit", |unit| match unit {
        "working_days" => Some(PUBLISHED.plus_working_days(from, amount)),
        "calendar_days" => Some(PUBLISHED.plus_calendar_days(from, amount, roll)),
        _ => None,
    })??;
    let (first, last) = (from.min(due), from.max(due));
    let published = (first.year()..=last.year()).all(|year| PUBLISHED.knows(year));
    Ok(vec![due.to_string(), yes(published)])
}
