use super::{Function, Output, Row, Rule, field, output, setting, yes};
use crate::lec::{self, CONSEQUENCE, EXPOSURE, LIKELIHOOD};
use crate::risk_matrix::{self, SIZE};
use crate::{Borders, Domain, Error, Risk};

const OUTPUTS: &[Output] = &[
    output("score", ""),
    output("grade", ""),
    output("colour", ""),
    output("edition_used", ""),
    output("certain", ""),
];

pub(super) const LEC: Function = Function {
    name: "risk-lec",
    inputs: &[
        field("likelihood", "", Domain::Numbers(LIKELIHOOD)),
        field("exposure", "", Domain::Numbers(EXPOSURE)),
        field("consequence", "", Domain::Numbers(CONSEQUENCE)),
        setting("edition", "", Domain::Words(&["lec_upward", "lec_downward"]), "lec_upward"),
    ],
    outputs: OUTPUTS,
    source: "LEC (Graham and Kinney), D = L·E·C",
    edition: "lec_upward, lec_downward: on which side a score on a line lies",
    certain: false,
    rule: Rule::Row(lec_row),
};

const RANK: Domain = Domain::Whole(1, SIZE);

pub(super) const MATRIX: Function = Function {
    name: "risk-matrix",
    inputs: &[
        field("likelihood", "", RANK),
        field("severity", "", RANK),
        setting("edition", "", Domain::Words(&["ls_four_grades", "ls_five_grades"]), "ls_four_grades"),
    ],
    outputs: OUTPUTS,
    source: "risk matrix LS, R = L·S",
    edition: "ls_four_grades as published, ls_five_grades in the way of DB37/T",
    certain: false,
    rule: Rule::Row(matrix_row),
};

fn lec_row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let edition = row.read("edition", |name| named(&lec::EDITIONS, name))?;
    let (l, e, c) = (row.number("likelihood")?, row.number("exposure")?, row.number("consequence")?);
    Ok(columns(edition, lec::risk(edition, l, e, c)?))
}

fn matrix_row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let edition = row.read("edition", |name| named(&risk_matrix::EDITIONS, name))?;
    Ok(columns(edition, risk_matrix::risk(edition, row.number("likelihood")?, row.number("severity")?)?))
}

fn named(editions: &[&'static Borders], name: &str) -> Option<&'static Borders> {
    editions.iter().find(|it| it.edition == name).copied()
}

fn columns(borders: &Borders, risk: Risk) -> Vec<String> {
    let Risk { score, band, edition } = risk;
    vec![
        score.to_string(),
        band.grade.to_string(),
        band.colour.word().to_owned(),
        edition.to_owned(),
        yes(borders.certain),
    ]
}
