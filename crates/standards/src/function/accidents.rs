use jiff::civil::{Date, DateTime};

use super::{Function, Row, Rule, YES_OR_NO, field, optional, output, setting, shown, yes};
use crate::accident::clock::{self, Counting, Window};
use crate::accident::gb_6441::{self, Edition, IN_FORCE_2025, Kind};
use crate::accident::grade::{
    AREA_HA, FOREST_FIRE_2008, GEOLOGICAL_DISASTER_2003, Grade, LOSS_10K_YUAN, ORDER_493_2007, PEOPLE, SCALES, Toll,
};
use crate::{Domain, Error};

pub(super) const GRADE: Function = Function {
    name: "accident-grade",
    inputs: &[
        optional("deaths", "people", PEOPLE),
        optional("missing", "people", PEOPLE),
        optional("serious_injuries", "people", PEOPLE),
        optional("direct_loss_10k_yuan", "10 000 yuan", LOSS_10K_YUAN),
        optional("area_ha", "ha", AREA_HA),
        setting(
            "scale",
            "",
            Domain::Words(&[ORDER_493_2007.edition, FOREST_FIRE_2008.edition, GEOLOGICAL_DISASTER_2003.edition]),
            ORDER_493_2007.edition,
        ),
        setting("missing_count", "", Domain::Words(YES_OR_NO), "yes"),
    ],
    outputs: &[
        output("grade", ""),
        output("grade_zh", ""),
        output("by", ""),
        output("complete", ""),
        output("reported_up_to", ""),
        output("investigated_by", ""),
    ],
    source: "State Council Orders 493 (art. 3, 10, 19), 541 (art. 40) and 394 (art. 4)",
    edition: "order_493_2007, forest_fire_2008, geological_disaster_2003",
    certain: true,
    rule: Rule::Row(grade),
};

pub(super) const CLOCK: Function = Function {
    name: "accident-deadlines",
    inputs: &[
        field("occurred", "day", Domain::Day),
        field("grade", "", Domain::Words(&Grade::WORDS)),
        optional("unit_told", "minute", Domain::Minute),
        optional("county_received", "minute", Domain::Minute),
        optional("city_received", "minute", Domain::Minute),
        optional("province_received", "minute", Domain::Minute),
        optional("report_received", "day", Domain::Day),
        optional("replied", "day", Domain::Day),
        optional("appraisal_days", "days", Domain::Whole(0, 10_000)),
        setting("window", "", Domain::Words(&Window::WORDS), "other"),
        setting("counting", "", Domain::Words(&Counting::WORDS), "day_after_is_first"),
    ],
    outputs: &[
        output("county_due", "minute"),
        output("city_due", "minute"),
        output("province_due", "minute"),
        output("state_due", "minute"),
        output("casualties_until", "day"),
        output("investigation_due", "day"),
        output("investigation_due_extended", "day"),
        output("reply_due", "day"),
        output("reply_due_extended", "day"),
        output("evaluation_due", "day"),
    ],
    source: "State Council Order 493, art. 9 to 13, 27, 29, 32; Work Safety Law, art. 86; which day is the first is disputed",
    edition: "Order 493 (2007), Work Safety Law (2021)",
    certain: false,
    rule: Rule::Row(deadlines),
};

pub(super) const KIND: Function = Function {
    name: "accident-kind",
    inputs: &[
        field("kind", "", Domain::Form("the number or the name of a kind of the edition")),
        optional("edition", "by the day without it", Domain::Words(&Edition::WORDS)),
        optional("day", "of the accident, without an edition; gb_6441_2025 without both", Domain::Day),
    ],
    outputs: &[output("of_1986", ""), output("names_1986", ""), output("of_2025", ""), output("names_2025", "")],
    source: "GB 6441, list of kinds; the mapping is advice and part of no edition",
    edition: "GB 6441-1986, GB 6441-2025 (from 2026-07-01)",
    certain: false,
    rule: Rule::Row(kind),
};

fn grade(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let scale = row.read("scale", |name| SCALES.into_iter().find(|it| it.edition == name))?;
    let missing = row.count_if_any("missing")?;
    let toll = Toll {
        deaths: row.count_if_any("deaths")?,
        missing: if row.is_yes("missing_count")? { missing } else { None },
        serious_injuries: row.count_if_any("serious_injuries")?,
        direct_loss_10k_yuan: row.number_if_any("direct_loss_10k_yuan")?,
        area_ha: row.number_if_any("area_ha")?,
    };
    let Some(found) = scale.grade(&toll)? else {
        return Ok([String::new(), String::new(), String::new(), yes(false), String::new(), String::new()].into());
    };
    let by: Vec<_> = found.by.iter().map(|measure| measure.word()).collect();
    let of_order_493 = scale == &ORDER_493_2007;
    Ok(vec![
        found.grade.word().to_owned(),
        scale.term(found.grade).zh.to_owned(),
        by.join(";"),
        yes(found.complete),
        shown(of_order_493.then(|| clock::reported_up_to(found.grade).word())),
        shown(of_order_493.then(|| clock::investigated_by(found.grade).word())),
    ])
}

fn deadlines(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let day = |name| row.if_any(name, |text| text.parse::<Date>().ok());
    let minute = |name| row.if_any(name, |text| text.parse::<DateTime>().ok());
    let next = |name| minute(name)?.map(clock::next_level_due).transpose();
    let occurred = row.read("occurred", |text| text.parse::<Date>().ok())?;
    let grade = row.read("grade", Grade::from_word)?;
    let window = row.read("window", Window::from_word)?;
    let counting = row.read("counting", Counting::from_word)?;
    let appraisal_days = row.count_if_any("appraisal_days")?.unwrap_or(0);
    let report_received = day("report_received")?;
    let reply_due = report_received.map(|received| clock::reply_due(received, grade)).transpose()?;
    let extended = report_received.map(|received| clock::reply_due_extended(received, grade)).transpose()?;
    Ok(vec![
        written(minute("unit_told")?.map(clock::county_due).transpose()?),
        written(next("county_received")?),
        written(next("city_received")?),
        written(next("province_received")?),
        window.last_day(occurred, counting)?.to_string(),
        clock::investigation_due(occurred, appraisal_days)?.to_string(),
        clock::investigation_due_extended(occurred, appraisal_days)?.to_string(),
        shown(reply_due),
        shown(extended.flatten()),
        shown(day("replied")?.map(clock::evaluation_due).transpose()?),
    ])
}

fn kind(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let day = row.if_any("day", |text| text.parse::<Date>().ok())?;
    let by_day = day.map(|day| Edition::on(day, IN_FORCE_2025));
    let edition = row.if_any("edition", Edition::from_word)?.or(by_day).unwrap_or(Edition::Of2025);
    let found = gb_6441::kind(edition, row.text("kind")?)?;
    let (old_codes, old_names) = listed(gb_6441::earlier(found));
    let (new_codes, new_names) = listed(gb_6441::later(found));
    Ok(vec![old_codes, old_names, new_codes, new_names])
}

fn listed(kinds: impl Iterator<Item = &'static Kind>) -> (String, String) {
    let (codes, names): (Vec<_>, Vec<_>) = kinds.map(|kind| (kind.code.to_string(), kind.name)).unzip();
    (codes.join(";"), names.join(";"))
}

fn written(at: Option<DateTime>) -> String {
    shown(at.map(|at| at.strftime("%Y-%m-%d %H:%M")))
}
