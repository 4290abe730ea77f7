//! Names and CAS numbers against each other. A number with a right check can still stand beside the name of something
//! else, and then critical quantity and factor are wrong: only the table of names finds it.

use super::{SUBSTANCES, Substance};
use crate::{Domain, Error};

pub const CAS: Domain = Domain::Form("a CAS number with its check digit, like 7782-50-5");

/// What the table says of a name and a number that stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameAndCas {
    pub verdict: Verdict,
    /// The first row with this name.
    pub of_name: Option<&'static Substance>,
    /// The first row with this number.
    pub of_cas: Option<&'static Substance>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Agree,
    /// Name and number are both in the table, in different rows.
    Different,
    /// The number is in the table, under other names than this.
    NameUnknown,
    /// The name is in the table, with another number.
    CasUnknown,
    /// Neither is in the table.
    NotInTable,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Agree => "agree",
            Verdict::Different => "different",
            Verdict::NameUnknown => "name_unknown",
            Verdict::CasUnknown => "cas_unknown",
            Verdict::NotInTable => "not_in_table",
        }
    }
}

/// Names count without what stands in brackets behind them: rows that differ only there have one number.
pub fn name_and_cas(name: &str, cas: &str) -> Result<NameAndCas, Error> {
    if !is_cas(cas) {
        return Err(CAS.refuse("cas", cas));
    }
    let of_name = |row: &&Substance| std::iter::once(&row.name).chain(row.also).any(|it| stem(it) == stem(name));
    let of_cas = |row: &&Substance| row.cas.contains(&cas);
    let both = SUBSTANCES.iter().find(|row| of_name(row) && of_cas(row));
    let (named, numbered) = (SUBSTANCES.iter().find(of_name), SUBSTANCES.iter().find(of_cas));
    let verdict = match (both, named, numbered) {
        (Some(_), _, _) => Verdict::Agree,
        (None, Some(_), Some(_)) => Verdict::Different,
        (None, None, Some(_)) => Verdict::NameUnknown,
        (None, Some(_), None) => Verdict::CasUnknown,
        (None, None, None) => Verdict::NotInTable,
    };
    Ok(NameAndCas { verdict, of_name: both.or(named), of_cas: both.or(numbered) })
}

/// Two to seven digits, two, and the check: the digits before it, each times its place from the right, modulo ten.
pub fn is_cas(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, second, check] = parts.as_slice() else { return false };
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !digits || !(2..=7).contains(&first.len()) || second.len() != 2 || check.len() != 1 {
        return false;
    }
    let reversed = first.bytes().chain(second.bytes()).rev().zip(1..);
    let sum: u32 = reversed.map(|(digit, place)| u32::from(digit - b'0') * place).sum();
    check.parse() == Ok(sum % 10)
}

/// The name, when the number does not speak against it. A name without a number in the table, and a name that is not in
/// the table, have nothing to be checked against.
pub(super) fn agreed<'a>(name: &'a str, cas: &str) -> Result<&'a str, Error> {
    let found = name_and_cas(name, cas)?;
    let right = match (found.verdict, found.of_name) {
        (Verdict::Different | Verdict::CasUnknown, Some(row)) if !row.cas.is_empty() => row.cas.join(" or "),
        (Verdict::NameUnknown, _) => "another of the table".to_owned(),
        _ => return Ok(name),
    };
    Err(Error::CasDisagrees { name: name.to_owned(), given: cas.to_owned(), right })
}

fn stem(name: &str) -> &str {
    let end = name.find(['(', '（', '[', '［']).filter(|at| *at > 0).unwrap_or(name.len());
    name[..end].trim_end()
}
