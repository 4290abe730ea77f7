//! What a cell or a form names: a word of a closed list, a place, an organisation.

use kernel::{Ctx, Division, DivisionLevel, Error, Lang, OrganisationId, Problem};
use ledger::Reader;

use crate::query;

/// A closed list's value by its word, or by its text in either language.
pub fn one_of<T: Copy>(
    all: &[T],
    given: &str,
    word: impl Fn(T) -> &'static str,
    text: impl Fn(Lang, &str) -> &'static str,
) -> Option<T> {
    let means = |it: &T| {
        let word = word(*it);
        word == given || text(Lang::Zh, word) == given || text(Lang::En, word).eq_ignore_ascii_case(given)
    };
    all.iter().copied().find(means)
}

/// A place by its code, or by the name that only one place of the district has.
pub fn place(r: &Reader<'_>, ctx: &Ctx, given: &str) -> Result<Division, Error> {
    if let Ok(code) = given.parse::<Division>() {
        return Ok(code);
    }
    let district = ctx.district.division();
    let mut found: Vec<Division> = Vec::new();
    for level in [DivisionLevel::County, DivisionLevel::Township, DivisionLevel::Village] {
        let all = query::divisions(r, ctx, district, level)?;
        found.extend(all.iter().filter(|row| row.name == given && row.abolished_on.is_none()).map(|row| row.code));
    }
    let problem = |problem| Problem { field: "division", problem, given: given.to_owned() };
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(problem("no such division").into()),
        _ => Err(problem("several divisions have this name: give the code").into()),
    }
}

/// The organisation that a cell names; an empty cell names none.
pub fn named(r: &Reader<'_>, ctx: &Ctx, field: &'static str, given: &str) -> Result<Option<OrganisationId>, Error> {
    if given.is_empty() {
        return Ok(None);
    }
    let found = match query::organisation_by_uscc(r, ctx, given)? {
        Some(found) => Some(found),
        None => query::organisation_by_name(r, ctx, given)?,
    };
    match found {
        Some(found) => Ok(Some(found.id)),
        None => Err(Problem { field, problem: "no such organisation", given: given.to_owned() }.into()),
    }
}
