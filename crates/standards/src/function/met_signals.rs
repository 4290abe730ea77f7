use super::{Function, Row, Rule, decimal, field, optional, output};
use crate::met_signal::{Kind, LEAD_H, QUANTITIES, judge};
use crate::{Domain, Error};

const KIND: Domain = Domain::Words(&Kind::WORDS);

const INPUTS: [super::Field; QUANTITIES.len() + 2] = {
    let mut inputs = [field("kind", "", KIND); QUANTITIES.len() + 2];
    inputs[1] = optional("lead_h", "h until it comes; 0 without it", LEAD_H);
    let mut at = 0;
    while at < QUANTITIES.len() {
        inputs[at + 2] =
            optional(QUANTITIES[at].0, "unit in the name; only those that the kind asks for", QUANTITIES[at].1);
        at += 1;
    }
    inputs
};

pub(super) const MET_SIGNAL: Function = Function {
    name: "met-signal",
    inputs: &INPUTS,
    outputs: &[
        output("colour", "empty: none"),
        output("within_h", "h, of the condition that holds"),
        output("not_judged", ""),
    ],
    source: "CMA Order 16 of 2007, 14 kinds of meteorological warning signals",
    edition: "cma_16_2007",
    certain: true,
    rule: Rule::Row(judged),
};

fn judged(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let word = row.text("kind")?;
    let kind = Kind::from_word(word).ok_or_else(|| KIND.refuse("kind", word))?;
    let mut values = Vec::new();
    for (name, _) in QUANTITIES {
        if row.optional(name).is_some() {
            values.push((name, row.real(name)?));
        }
    }
    let found = judge(kind, row.real_or("lead_h", 0.0)?, &values)?;
    Ok(vec![
        found.colour.map_or(String::new(), |colour| colour.word().to_owned()),
        found.by.map_or(String::new(), |signal| decimal(signal.within_h)),
        found.not_judged.join(";"),
    ])
}
