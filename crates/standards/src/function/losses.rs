use super::{Field, Function, Row, Rule, YES_OR_NO, optional, output, setting, yes};
use crate::losses::{self, Finding, INDICATORS, Report, Settings, Weight};
use crate::{Domain, Error, Exact};

const SETTINGS: [Field; 5] = [
    optional("before", "", Domain::Form("the report before this one: indicator=value between semicolons")),
    setting("verified", "", Domain::Words(YES_OR_NO), "no"),
    setting("tolerance_10k_yuan", "10 000 yuan", Domain::Between(Exact::ZERO, Exact::whole(1_000)), "0.01"),
    setting("rooms_per_household_max", "rooms", Domain::Whole(1, 1_000), "20"),
    setting("jump_percent", "%", Domain::Whole(1, 100_000), "50"),
];
const INPUTS: [Field; INDICATORS.len() + SETTINGS.len()] = inputs();

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

const fn inputs() -> [Field; INDICATORS.len() + SETTINGS.len()] {
    let mut fields = [SETTINGS[0]; INDICATORS.len() + SETTINGS.len()];
    let mut at = 0;
    while at < INDICATORS.len() {
        fields[at] = optional(INDICATORS[at].name, INDICATORS[at].unit, INDICATORS[at].domain);
        at += 1;
    }
    while at < fields.len() {
        fields[at] = SETTINGS[at - INDICATORS.len()];
        at += 1;
    }
    fields
}

fn row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let mut report = Report::default();
    for indicator in INDICATORS {
        if let Some(value) = row.number_if_any(indicator.name)? {
            report.put(indicator, value)?;
        }
    }
    if report.is_empty() {
        return Err(Error::Missing { name: "indicators" });
    }
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
