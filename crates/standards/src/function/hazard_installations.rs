use super::{Field, Function, Row, Rule, field, output, yes};
use crate::Error;
use crate::hazard_installation::gb_18218_2018::{self as gb, EDITION, FORM, PEOPLE, read};

const SUBSTANCES: Field = field("substances", "t", FORM);

pub(super) const IDENTIFY: Function = Function {
    name: "gb_18218_2018_identify",
    inputs: &[SUBSTANCES],
    outputs: &[output("sum", ""), output("major", "")],
    source: "GB 18218-2018, tables 1 and 2: S = Σ q/Q",
    edition: EDITION,
    certain: true,
    rule: Rule::Row(identify),
};

pub(super) const GRADE: Function = Function {
    name: "gb_18218_2018_grade",
    inputs: &[SUBSTANCES, field("people", "people within 500 m outside the boundary", PEOPLE)],
    outputs: &[
        output("sum", ""),
        output("major", ""),
        output("exposure_factor", ""),
        output("value", ""),
        output("grade", ""),
    ],
    source: "GB 18218-2018, tables 1 to 5: R = α·Σ β·q/Q",
    edition: EDITION,
    certain: true,
    rule: Rule::Row(grade),
};

fn identify(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let found = gb::identify(&read(row.text("substances")?)?)?;
    Ok(vec![found.sum.to_string(), yes(found.major)])
}

fn grade(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let stocks = read(row.text("substances")?)?;
    let people = row.number("people")?;
    let people = people.to_string().parse().map_err(|_| PEOPLE.refuse("people", people))?;
    let found = gb::identify(&stocks)?;
    let mut columns = vec![found.sum.to_string(), yes(found.major)];
    match gb::grade(&stocks, people)? {
        Some(graded) => columns.extend([
            graded.exposure_factor.to_string(),
            graded.value.to_string(),
            graded.grade.term().zh.to_owned(),
        ]),
        None => columns.extend(std::iter::repeat_n(String::new(), 3)),
    }
    Ok(columns)
}
