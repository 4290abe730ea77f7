use jiff::civil::Date;

use super::{Function, Row, Rule, field, optional, output, shown, yes};
use crate::codes::ga_36_2018::{self, COLOURS, Plate};
use crate::codes::gb_11643_1999::{self, AgeBand, CitizenNumber, Sex};
use crate::codes::gb_32100_2015::{self, CreditCode};
use crate::codes::gb_t_2260::{self, DivisionCode};
use crate::codes::gb_t_9704_2012::{self, DocumentNumber};
use crate::{Domain, Error};

pub(super) const CREDIT_CODE: Function = Function {
    name: "uscc",
    inputs: &[field("code", "", gb_32100_2015::FORM)],
    outputs: &[
        output("department", ""),
        output("category", ""),
        output("division", ""),
        output("organisation_code", ""),
    ],
    source: "GB 32100-2015; GB 11714-1997 for the organisation code inside",
    edition: gb_32100_2015::EDITION,
    certain: true,
    rule: Rule::Row(credit_code),
};

pub(super) const CITIZEN_NUMBER: Function = Function {
    name: "id-number",
    inputs: &[field("number", "", gb_11643_1999::FORM), field("day", "", Domain::Day)],
    outputs: &[
        output("canonical", ""),
        output("division", ""),
        output("birthday", "day"),
        output("sex", ""),
        output("age_years", "years on that day"),
        output("age_band", ""),
    ],
    source: "GB 11643-1999; ISO 7064, MOD 11-2",
    edition: gb_11643_1999::EDITION,
    certain: true,
    rule: Rule::Row(citizen_number),
};

pub(super) const DIVISION: Function = Function {
    name: "division-code",
    inputs: &[field("code", "", gb_t_2260::FORM)],
    outputs: &[
        output("canonical", ""),
        output("level", ""),
        output("above", ""),
        output("province", ""),
        output("sort", ""),
    ],
    source: "GB/T 2260, GB/T 10114; the ranges behind `sort` are remembered",
    edition: "GB/T 2260-2007",
    certain: false,
    rule: Rule::Row(division),
};

pub(super) const PLATE: Function = Function {
    name: "plate",
    inputs: &[field("plate", "", ga_36_2018::FORM), optional("colour", "", Domain::Words(&COLOURS))],
    outputs: &[output("canonical", ""), output("kind", ""), output("pure_electric", ""), output("vehicle_key", "")],
    source: "GA 36-2018, as remembered",
    edition: "GA 36-2018",
    certain: false,
    rule: Rule::Row(plate),
};

pub(super) const DOCUMENT_NUMBER: Function = Function {
    name: "document-number",
    inputs: &[field("number", "", gb_t_9704_2012::FORM)],
    outputs: &[
        output("canonical", ""),
        output("mark", ""),
        output("year", ""),
        output("running_number", ""),
        output("area", ""),
        output("department", ""),
        output("kind", ""),
        output("document", ""),
        output("departures", ""),
    ],
    source: "GB/T 9704-2012; kinds of enforcement documents as used by several case systems",
    edition: "GB/T 9704-2012",
    certain: false,
    rule: Rule::Row(document_number),
};

fn credit_code(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let code: CreditCode = row.text("code")?.parse()?;
    Ok(vec![
        shown(code.department().map(|it| it.zh)),
        code.category().to_string(),
        code.division().to_owned(),
        code.organisation_code().to_owned(),
    ])
}

fn citizen_number(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let day = row.read("day", |text| text.parse::<Date>().ok())?;
    let number = CitizenNumber::read(row.text("number")?, day)?;
    let age_years = number.age_on(day);
    Ok(vec![
        number.as_str().to_owned(),
        number.division().to_owned(),
        number.birthday().to_string(),
        match number.sex() {
            Sex::Male => "male".to_owned(),
            Sex::Female => "female".to_owned(),
        },
        age_years.to_string(),
        AgeBand::of(age_years).word().to_owned(),
    ])
}

fn division(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let code: DivisionCode = row.text("code")?.parse()?;
    Ok(vec![
        code.to_string(),
        code.level().word().to_owned(),
        shown(code.above()),
        code.province().zh.to_owned(),
        code.sort().zh.to_owned(),
    ])
}

fn plate(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let plate: Plate = row.text("plate")?.parse()?;
    let colour = row.if_any("colour", |word| COLOURS.into_iter().find(|it| *it == word))?;
    Ok(vec![
        plate.to_string(),
        plate.kind().word().to_owned(),
        plate.is_pure_electric().map(yes).unwrap_or_default(),
        plate.key(colour).unwrap_or_default(),
    ])
}

fn document_number(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let number: DocumentNumber = row.text("number")?.parse()?;
    let act = number.enforcement();
    let departures: Vec<_> = number.departures().map(|it| it.word()).collect();
    Ok(vec![
        number.to_string(),
        number.mark().to_owned(),
        number.year().to_string(),
        number.number().to_string(),
        shown(act.map(|it| it.area)),
        shown(act.map(|it| it.department)),
        shown(act.map(|it| it.kind.word)),
        shown(act.map(|it| it.kind.name)),
        departures.join(";"),
    ])
}
