use super::{Function, Row, Rule, field, optional, output, shown, yes};
use crate::hazard_installation::gb_18218_2018::{self as gb, EDITION, FORM, NameAndCas, PEOPLE, read};
use crate::{Domain, Error};

pub(super) const INSTALLATION: Function = Function {
    name: "major-hazard-installation",
    inputs: &[field("substances", "t", FORM), optional("people", "people within 500 m outside the boundary", PEOPLE)],
    outputs: &[
        output("sum", ""),
        output("is_major", ""),
        output("exposure_factor", ""),
        output("value", ""),
        output("grade", ""),
        output("not_graded", "why it has no grade although people were given"),
    ],
    source: "GB 18218-2018, tables 1 to 5: S = Σ q/Q, R = α·Σ β·q/Q",
    edition: EDITION,
    certain: true,
    rule: Rule::Row(installation),
};

pub(super) const SUBSTANCE: Function = Function {
    name: "substance-cas",
    inputs: &[field("name", "", Domain::Form("a name of table 1")), field("cas", "", gb::CAS)],
    outputs: &[output("verdict", ""), output("of_name", ""), output("of_cas", ""), output("critical_t", "t")],
    source: "GB 18218-2018, table 1: names and CAS numbers",
    edition: EDITION,
    certain: true,
    rule: Rule::Row(name_and_cas),
};

/// Without the people outside it is identified and not graded.
fn installation(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let stocks = read(row.text("substances")?)?;
    let found = gb::identify(&stocks)?;
    // Of a substance of table 1 the quantity is known; where the factor is not, what was identified stands.
    let (graded, why) = match row.count_if_any("people")?.map(|people| gb::grade(&stocks, people)) {
        Some(Err(refusal @ Error::ClassMissing { .. })) => (None, refusal.to_string()),
        Some(graded) => (graded?, String::new()),
        None => (None, String::new()),
    };
    Ok(vec![
        found.sum.to_string(),
        yes(found.major),
        shown(graded.map(|it| it.exposure_factor)),
        shown(graded.map(|it| it.value)),
        shown(graded.map(|it| it.grade.term().zh)),
        why,
    ])
}

fn name_and_cas(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let NameAndCas { verdict, of_name, of_cas } = gb::name_and_cas(row.text("name")?, row.text("cas")?)?;
    Ok(vec![
        verdict.word().to_owned(),
        shown(of_name.map(|it| it.number)),
        shown(of_cas.map(|it| it.name)),
        shown(of_cas.map(|it| it.critical_t)),
    ])
}
