//! Reading what a form, a file or a program said: metrics, places, organisations, people.

use kernel::{Ctx, Day, Division, Error, Lang, OrganisationId, PersonId, Problem, Text};
use ledger::Reader;
use readings::Metric;
use registry::import;

use crate::words::signal_metric;

pub(crate) const DAY: &str = "write the day as 2026-06-18";
pub(crate) const CHOOSE: &str = "choose one of the list";
pub(crate) const WHOLE: &str = "write a whole number";
pub(crate) const NUMBER: &str = "write a number as 12.5, of at most six decimal places";

/// A whole number within bounds.
pub(crate) fn count(text: &mut Text, field: &'static str, given: &str, least: u32, most: u32) -> Option<u32> {
    text.read(field, given, WHOLE, |it| it.trim().parse::<u32>().ok().filter(|n| (least..=most).contains(n)))
}

pub(crate) fn day(text: &mut Text, field: &'static str, given: &str) -> Option<Day> {
    text.read(field, given, DAY, |it| it.parse().ok())
}

/// By its code, or by its name in either language.
pub fn metric(given: &str) -> Option<Metric> {
    let given = given.trim();
    let named = |it: &Metric| [Lang::Zh, Lang::En].iter().any(|lang| text_of(*lang, *it).eq_ignore_ascii_case(given));
    Metric::of_code(given).or_else(|| Metric::ALL.into_iter().find(named))
}

pub fn text_of(lang: Lang, metric: Metric) -> &'static str {
    signal_metric::of(lang, metric.code())
}

/// `雨量（mm）`
/// The metric with its unit, where it has one.
pub fn with_unit(lang: Lang, metric: Metric) -> String {
    match lang {
        _ if metric.unit().is_empty() => text_of(lang, metric).to_owned(),
        Lang::Zh => format!("{}（{}）", text_of(lang, metric), metric.unit()),
        Lang::En => format!("{} ({})", text_of(lang, metric), metric.unit()),
    }
}

/// Metrics of forms.
pub(crate) fn metrics(lang: Lang) -> Vec<(String, String)> {
    Metric::ALL.iter().map(|it| (it.code().to_owned(), with_unit(lang, *it))).collect()
}

/// A problem of one field goes beside the others; anything else ends the act.
fn beside<T>(text: &mut Text, found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(it) => Ok(Some(it)),
        Err(Error::Invalid(problems)) => {
            problems.0.into_iter().for_each(|problem| text.add(problem));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// `城关镇 330799101000`, either part of it alone, or a village's name.
pub fn place(r: &Reader<'_>, ctx: &Ctx, text: &mut Text, given: &str) -> Result<Option<Division>, Error> {
    let given = given.trim();
    if given.is_empty() {
        text.problem("division", "fill in this field", given);
        return Ok(None);
    }
    let last = given.rsplit(' ').next().unwrap_or(given);
    let found = match last.parse::<Division>() {
        Ok(code) => match registry::query::division(r, ctx, code)? {
            Some(_) => Ok(code),
            None => Err(Problem { field: "division", problem: "no such division", given: given.to_owned() }.into()),
        },
        Err(_) => import::place(r, ctx, given),
    };
    beside(text, found)
}

/// By identity, code, name or short name.
pub fn organisation(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (field, given): (&'static str, &str),
) -> Result<Option<OrganisationId>, Error> {
    let given = given.trim();
    if given.is_empty() {
        text.problem(field, "fill in this field", given);
        return Ok(None);
    }
    if let Ok(id) = given.parse::<OrganisationId>() {
        let known = registry::query::organisation(r, ctx, id)?.is_some();
        if !known {
            text.problem(field, "no such organisation", given);
        }
        return Ok(known.then_some(id));
    }
    let found = import::named(r, ctx, field, given);
    Ok(beside(text, found)?.flatten())
}

/// A person by identity or name: of the owner where the owner has one of that name, else the only one of it within reach.
/// `姓名@单位` says of which organisation.
pub fn person(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (field, given, owner): (&'static str, &str, Option<OrganisationId>),
) -> Result<Option<PersonId>, Error> {
    let given = given.trim();
    if given.is_empty() {
        return Ok(None);
    }
    if let Ok(id) = given.parse::<PersonId>() {
        let known = registry::query::person_in_scope(r, ctx, id)?.is_some();
        if !known {
            text.problem(field, NO_PERSON, given);
        }
        return Ok(known.then_some(id));
    }
    let found = match given.split_once('@') {
        Some((name, body)) => match import::named(r, ctx, field, body.trim()) {
            Ok(Some(body)) => registry::query::people_named(r, ctx, body, name)?,
            Ok(None) | Err(Error::Invalid(_)) => Vec::new(),
            Err(other) => return Err(other),
        },
        None => named(r, ctx, given, owner)?,
    };
    match found.as_slice() {
        [only] => return Ok(Some(*only)),
        [] => text.problem(field, NO_PERSON, given),
        _ => text.problem(field, SEVERAL, given),
    }
    Ok(None)
}

pub(crate) const NO_PERSON: &str = "nobody of this name is registered here";
const SEVERAL: &str = "several people have this name: write the name, @ and the organisation";
/// People of one name in a district.
const NAMESAKES: i64 = 50;

fn named(r: &Reader<'_>, ctx: &Ctx, name: &str, owner: Option<OrganisationId>) -> Result<Vec<PersonId>, Error> {
    if let Some(owner) = owner {
        let own = registry::query::people_named(r, ctx, owner, name)?;
        if !own.is_empty() {
            return Ok(own);
        }
    }
    let all = registry::query::suggest_people(r, ctx, None, name, NAMESAKES)?;
    Ok(all.into_iter().filter(|it| it.name == name).map(|it| it.id).collect())
}
