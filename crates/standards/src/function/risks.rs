use super::{Field, Function, Output, Row, Rule, field, output};
use crate::lec::{self, CONSEQUENCE, EXPOSURE, LIKELIHOOD};
use crate::risk_matrix::{self, SIZE};
use crate::{Borders, Domain, Error, Risk};

const OUTPUTS: &[Output] = &[output("score", ""), output("grade", ""), output("colour", ""), output("edition", "")];

const LEC_INPUTS: &[Field] = &[
    field("likelihood", "", Domain::Numbers(LIKELIHOOD)),
    field("exposure", "", Domain::Numbers(EXPOSURE)),
    field("consequence", "", Domain::Numbers(CONSEQUENCE)),
];

pub(super) const LEC_UPWARD: Function = Function {
    name: "lec_upward",
    inputs: LEC_INPUTS,
    outputs: OUTPUTS,
    source: "LEC (Graham and Kinney), D = L·E·C",
    edition: lec::UPWARD.edition,
    certain: lec::UPWARD.certain,
    rule: Rule::Row(|row| lec_row(&lec::UPWARD, row)),
};

pub(super) const LEC_DOWNWARD: Function = Function {
    name: "lec_downward",
    edition: lec::DOWNWARD.edition,
    certain: lec::DOWNWARD.certain,
    rule: Rule::Row(|row| lec_row(&lec::DOWNWARD, row)),
    ..LEC_UPWARD
};

const RANK: Domain = Domain::Whole(1, SIZE);

pub(super) const FOUR_GRADES: Function = Function {
    name: "ls_four_grades",
    inputs: &[field("likelihood", "", RANK), field("severity", "", RANK)],
    outputs: OUTPUTS,
    source: "risk matrix LS, R = L·S, four grades as published",
    edition: risk_matrix::FOUR_GRADES.edition,
    certain: risk_matrix::FOUR_GRADES.certain,
    rule: Rule::Row(|row| matrix_row(&risk_matrix::FOUR_GRADES, row)),
};

pub(super) const FIVE_GRADES: Function = Function {
    name: "ls_five_grades",
    source: "risk matrix LS, R = L·S, five grades in the way of DB37/T",
    edition: risk_matrix::FIVE_GRADES.edition,
    certain: risk_matrix::FIVE_GRADES.certain,
    rule: Rule::Row(|row| matrix_row(&risk_matrix::FIVE_GRADES, row)),
    ..FOUR_GRADES
};

fn lec_row(edition: &Borders, row: &Row<'_>) -> Result<Vec<String>, Error> {
    let (l, e, c) = (row.number("likelihood")?, row.number("exposure")?, row.number("consequence")?);
    Ok(columns(lec::risk(edition, l, e, c)?))
}

fn matrix_row(edition: &Borders, row: &Row<'_>) -> Result<Vec<String>, Error> {
    Ok(columns(risk_matrix::risk(edition, row.number("likelihood")?, row.number("severity")?)?))
}

fn columns(risk: Risk) -> Vec<String> {
    let Risk { score, band, edition } = risk;
    vec![score.to_string(), band.grade.to_string(), band.colour.word().to_owned(), edition.to_owned()]
}
