use super::series::together;
use super::{Field, Function, Row, Rule, SERIES, YES_OR_NO, field, optional, output, setting, yes};
use crate::losses::{self, Finding, INDICATORS, Report, Settings, Weight};
use crate::{Domain, Error, Exact};

const SETTINGS: [Field; 5] = [
    optional("before", "", Domain::Form("the report before this one: indicator=value between semicolons")),
    setting("verified", "", Domain::Words(YES_OR_NO), "no"),
    setting("tolerance_10k_yuan", "10 000 yuan", Domain::Between(Exact::ZERO, Exact::whole(1_000)), "0.01"),
    setting("rooms_per_household_max", "rooms", Domain::Whole(1, 1_000), "20"),
    setting("jump_percent", "%", Domain::Whole(1, 100_000), "50"),
];
const INPUTS: [Field; INDICATORS.len() + SETTINGS.len()] = inputs(SETTINGS);
const LEVELS: &[&str] = &["town", "county"];
const OF_PLACES: [Field; 4] = [
    field("place", "", Domain::Form("the name of the town or county")),
    setting("level", "", Domain::Words(LEVELS), "town"),
    SETTINGS[2],
    SERIES,
];
const OF_TOWNS: [Field; INDICATORS.len() + OF_PLACES.len()] = inputs(OF_PLACES);

pub(super) const ROLL_UP: Function = Function {
    name: "losses-roll-up",
    inputs: &OF_TOWNS,
    outputs: &[
        output("sums", "indicators that every town says, summed: indicator=value between semicolons"),
        output("unsaid", "indicators that some town says and others do not, not even zero"),
        output("consistent", "whether the county's row agrees; empty without one"),
        output("contradictions", ""),
    ],
    rule: Rule::Series(|rows| together(rows, place, rolled_up)),
    ..CHECK
};

pub(super) const CHECK: Function = Function {
    name: "losses-check",
    inputs: &INPUTS,
    outputs: &[
        output("consistent", ""),
        output("contradictions", ""),
        output("to_explain", ""),
        output("to_the_top", ""),
    ],
    source: "自然灾害情况统计调查制度, 应急〔2020〕19号; GB/T 24438.1",
    edition: "2020",
    certain: true,
    rule: Rule::Row(row),
};

/// The indicators, and behind them what else there is.
const fn inputs<const MORE: usize, const ALL: usize>(more: [Field; MORE]) -> [Field; ALL] {
    let mut fields = [more[0]; ALL];
    let mut at = 0;
    while at < INDICATORS.len() {
        fields[at] = optional(INDICATORS[at].name, INDICATORS[at].unit, INDICATORS[at].domain);
        at += 1;
    }
    while at < fields.len() {
        fields[at] = more[at - INDICATORS.len()];
        at += 1;
    }
    fields
}

fn report(row: &Row<'_>) -> Result<Report, Error> {
    let mut report = Report::default();
    for indicator in INDICATORS {
        if let Some(value) = row.number_if_any(indicator.name)? {
            report.put(indicator, value)?;
        }
    }
    if report.is_empty() { Err(Error::Missing { name: "indicators" }) } else { Ok(report) }
}

struct Place<'a> {
    name: &'a str,
    county: bool,
    report: Report,
}

fn place<'a>(row: &Row<'a>) -> Result<Place<'a>, Error> {
    let county = row.read("level", |word| LEVELS.iter().position(|it| *it == word))? == 1;
    Ok(Place { name: row.text("place")?, county, report: report(row)? })
}

/// The same answer beside every place of a county.
fn rolled_up(places: &[Place<'_>], first: &Row<'_>) -> Result<Vec<Vec<String>>, Error> {
    let settings = Settings { tolerance_10k_yuan: first.number("tolerance_10k_yuan")?, ..Settings::default() };
    let towns: Vec<_> = places.iter().filter(|it| !it.county).map(|it| (it.name, it.report.clone())).collect();
    let mut counties = places.iter().filter(|it| it.county);
    let (county, second) = (counties.next(), counties.next());
    if second.is_some() {
        return Err(Error::Twice { name: "level", value: LEVELS[1].to_owned() });
    }
    if let Some((name, _)) =
        towns.iter().enumerate().find_map(|(at, it)| towns[..at].iter().find(|other| other.0 == it.0))
    {
        return Err(Error::Twice { name: "place", value: (*name).to_owned() });
    }
    let sum = losses::roll_up(&towns.iter().map(|(_, report)| report.clone()).collect::<Vec<_>>());
    let sums: Vec<_> =
        INDICATORS.iter().filter_map(|it| Some(format!("{}={}", it.name, sum.value(it.name)?))).collect();
    let unsaid: Vec<_> = INDICATORS
        .iter()
        .map(|it| it.name)
        .filter(|name| sum.value(name).is_none() && towns.iter().any(|(_, report)| report.value(name).is_some()))
        .collect();
    let findings = county.map(|county| losses::check_roll_up(&county.report, &towns, &settings));
    let contradictions: Vec<_> = findings.iter().flatten().map(Finding::to_string).collect();
    let agrees = findings.as_ref().map(|findings| yes(findings.is_empty())).unwrap_or_default();
    let answer = vec![sums.join("; "), unsaid.join("; "), agrees, contradictions.join("; ")];
    Ok(vec![answer; places.len()])
}

fn row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let report = report(row)?;
    let settings = Settings {
        tolerance_10k_yuan: row.number("tolerance_10k_yuan")?,
        rooms_per_household_max: row.number("rooms_per_household_max")?,
        jump_percent: row.number("jump_percent")?,
        verified: row.is_yes("verified")?,
    };
    let mut findings = losses::check(&report, &settings);
    if let Some(before) = row.optional("before") {
        findings.extend(losses::jumps(&Report::read(before)?, &report, &settings));
    }
    let of = |weight: Weight| {
        let said: Vec<_> = findings.iter().filter(|it| it.weight == weight).map(Finding::to_string).collect();
        said.join("; ")
    };
    let contradictions = of(Weight::Contradiction);
    let consistent = contradictions.is_empty();
    let to_the_top = losses::must_go_to_the_top(&report, false);
    Ok(vec![yes(consistent), contradictions, of(Weight::Explain), yes(to_the_top)])
}
