use jiff::civil::Date;

use super::{Function, Row, Rule, field, optional, output, yes};
use crate::major_hazard_criteria::{Answer, Article, Edition, InForce, Sector, edition, in_force, judge};
use crate::{Domain, Error};

const ANSWERS: Domain = Domain::Form("article=yes, no or does_not_apply, between semicolons");
const SECTOR: Domain = Domain::Words(&Sector::WORDS);

pub(super) const JUDGE: Function = Function {
    name: "hazard-judge",
    inputs: &[
        field("sector", "", SECTOR),
        field("day", "", Domain::Day),
        optional("edition", "", Domain::Form("the name of an edition; without it the one in force on that day")),
        optional("answers", "", ANSWERS),
    ],
    outputs: &[
        output("edition_used", ""),
        output("document", ""),
        output("verdict", ""),
        output("by", ""),
        output("not_judged", ""),
        output("complete", ""),
        output("certain", ""),
    ],
    source: "criteria of major hazards, by sector",
    edition: "the one in force on the day",
    certain: false,
    rule: Rule::Row(row),
};

fn row(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let edition = chosen(row)?;
    let answers = answers(row.optional("answers").unwrap_or_default())?;
    let found = judge(edition, &answers)?;
    Ok(vec![
        edition.name.to_owned(),
        edition.number.to_owned(),
        found.verdict.word().to_owned(),
        numbers(&found.by),
        numbers(&found.not_judged),
        yes(edition.complete),
        yes(found.certain),
    ])
}

fn chosen(row: &Row<'_>) -> Result<&'static Edition, Error> {
    let word = row.text("sector")?;
    let sector = Sector::from_word(word).ok_or_else(|| SECTOR.refuse("sector", word))?;
    let day = row.text("day")?;
    let day: Date = day.parse().map_err(|_| Domain::Day.refuse("day", day))?;
    if let Some(name) = row.optional("edition") {
        let named = edition(name).filter(|edition| edition.sector == sector);
        return named.ok_or_else(|| Domain::Form("the name of an edition of this sector").refuse("edition", name));
    }
    match in_force(sector, day) {
        InForce::One(edition) => Ok(edition),
        InForce::None => Err(Error::NoEdition { day: day.to_string() }),
        InForce::Unknown(candidates) => {
            let names: Vec<_> = candidates.iter().map(|edition| edition.name).collect();
            Err(Error::EditionUnknown { day: day.to_string(), candidates: names.join(", ") })
        }
    }
}

fn answers(text: &str) -> Result<Vec<(&str, Answer)>, Error> {
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    let read = parts.map(|part| {
        let (number, word) = part.split_once('=')?;
        Some((number.trim(), Answer::from_word(word.trim())?))
    });
    read.collect::<Option<Vec<_>>>().ok_or_else(|| ANSWERS.refuse("answers", text))
}

fn numbers(articles: &[&Article]) -> String {
    articles.iter().map(|article| article.number).collect::<Vec<_>>().join(";")
}
