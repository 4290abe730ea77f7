//! Lines of the form: gauges with their weights, villages and ponds below; read and written again.

use std::collections::HashMap;

use kernel::{Act, Ctx, Error, Text};
use ledger::Reader;
use registry::SubjectId;
use signal::Quantity;
use signal::device::{self, DeviceId, Watcher};

use super::{Catchment, Gauge, Pond, Village};

pub(super) const MOST_LINES: usize = 200;

fn lines(typed: &str) -> impl Iterator<Item = &str> {
    typed.split(['\n', ';', '；']).map(str::trim).filter(|it| !it.is_empty())
}

/// A device within reach, or one that stands in the catchment already.
pub(super) fn device_of(
    r: &Reader<'_>,
    ctx: &Ctx,
    (code, known): (&str, &[DeviceId]),
) -> Result<Option<device::Device>, Error> {
    if let Some(found) = device::query::by_code(r, ctx, code)? {
        return Ok(Some(found));
    }
    let found = device::query::by_code(r, &ctx.beyond_scope(), code)?;
    Ok(found.filter(|it| known.contains(&it.id)))
}

/// None is left out without a word.
fn too_many(text: &mut Text, field: &'static str, typed: &str) {
    if let Some(line) = lines(typed).nth(MOST_LINES) {
        text.problem(field, "at most two hundred lines", line);
    }
}

/// `60912000 0.4`; without a weight each counts as one.
pub(super) fn gauges(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (typed, known): (&str, &[DeviceId]),
) -> Result<Vec<Gauge>, Error> {
    let mut found: Vec<Gauge> = Vec::new();
    too_many(text, "gauges", typed);
    for line in lines(typed).take(MOST_LINES) {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let weight = match parts.as_slice() {
            [_] => Quantity::read("1"),
            [_, weight] => Quantity::read(weight).filter(|it| *it > Quantity::ZERO),
            _ => None,
        };
        let Some(weight) = weight else {
            text.problem("gauges", "write the station code and its weight above zero", line);
            continue;
        };
        match device_of(r, ctx, (parts[0], known))? {
            None => text.problem("gauges", "no such device", line),
            Some(it) if crate::live::rain_metric(&it).is_none() => {
                text.problem("gauges", "this device measures no rain", line);
            }
            Some(it) if found.iter().any(|gauge| gauge.device == it.id) => {
                text.problem("gauges", "the same stands here twice", line);
            }
            Some(it) => found.push(Gauge { device: it.id, weight }),
        }
    }
    if found.is_empty() && lines(typed).next().is_none() {
        text.problem("gauges", "fill in this field", typed);
    }
    Ok(found)
}

/// `石门村 45 30 112 李明`: place, minutes, households, people, who moves them; `-` for what is not known.
pub(super) fn villages(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (typed, known): (&str, &[Village]),
) -> Result<Vec<Village>, Error> {
    let mut found: Vec<Village> = Vec::new();
    too_many(text, "villages", typed);
    for line in lines(typed).take(MOST_LINES) {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [place, minutes, rest @ ..] = parts.as_slice() else {
            text.problem("villages", "write the place and the minutes from the outlet", line);
            continue;
        };
        let number = |at: usize| match rest.get(at) {
            None | Some(&"-" | &"－" | &"—") => Ok(None),
            Some(typed) => typed.parse::<u32>().map(Some).map_err(drop),
        };
        let (Ok(minutes), Ok(households), Ok(people), true) =
            (minutes.parse::<u32>(), number(0), number(1), rest.len() <= 3)
        else {
            text.problem("villages", "minutes, households and people are whole numbers", line);
            continue;
        };
        let mut here = Text::new();
        let division = signal::place(r, ctx, &mut here, place)?;
        let mover = match rest.get(2) {
            None | Some(&"-" | &"－" | &"—") => None,
            Some(name) => mover(r, ctx, &mut here, (name, division, known))?,
        };
        if let Err(problems) = here.finish() {
            problems.0.into_iter().for_each(|it| text.problem("villages", it.problem, line));
        }
        if let Some(division) = division {
            if found.iter().any(|it| it.division == division) {
                text.problem("villages", "the same stands here twice", line);
            }
            found.push(Village { division, minutes, households, people, mover });
        }
    }
    found.sort_by_key(|it| (it.minutes, it.division));
    Ok(found)
}

fn mover(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (name, division, known): (&str, Option<kernel::Division>, &[Village]),
) -> Result<Option<Watcher>, Error> {
    let here = known.iter().find(|it| Some(it.division) == division).and_then(|it| it.mover);
    if let Some(kept) = here.filter(|it| it.person.to_string() == name) {
        return Ok(Some(kept));
    }
    let Some(person) = signal::person(r, ctx, text, ("villages", name, None))? else { return Ok(None) };
    let of = registry::query::person(r, ctx, person)?.map(|it| it.organisation);
    Ok(of.map(|organisation| Watcher { person, organisation }))
}

/// A station code, or the name of what is supervised.
pub(super) fn ponds(
    r: &Reader<'_>,
    ctx: &Ctx,
    text: &mut Text,
    (typed, known): (&str, &[Pond]),
) -> Result<Vec<Pond>, Error> {
    let devices: Vec<DeviceId> =
        known.iter().filter_map(|it| if let Pond::Device(id) = it { Some(*id) } else { None }).collect();
    let mut found = Vec::new();
    too_many(text, "ponds", typed);
    for line in lines(typed).take(MOST_LINES) {
        let pond = match device_of(r, ctx, (line, &devices))? {
            Some(it) => Some(Pond::Device(it.id)),
            None => match line.parse::<registry::SubjectId>() {
                Ok(id) if known.contains(&Pond::Subject(id)) => Some(Pond::Subject(id)),
                _ => registry::query::subject_by_name(r, ctx, line)?.map(|it| Pond::Subject(it.id)),
            },
        };
        match pond {
            None => text.problem("ponds", "no device and no subject of this name", line),
            Some(it) if found.contains(&it) => text.problem("ponds", "the same stands here twice", line),
            Some(it) => found.push(it),
        }
    }
    Ok(found)
}

/// `李明@石门镇`, where the visitor may know it and it reads back as one person.
fn named(r: &Reader<'_>, ctx: &Ctx, it: Watcher) -> Result<Option<String>, Error> {
    let Some(person) = registry::query::person_in_scope(r, ctx, it.person)? else { return Ok(None) };
    let bodies = registry::query::organisation_full_names(r, ctx, &[it.organisation])?;
    let Some(body) = bodies.get(&it.organisation) else { return Ok(None) };
    let text = format!("{}@{body}", person.name);
    let is_one_word = !text.contains(char::is_whitespace);
    let found = signal::person(r, ctx, &mut Text::new(), ("villages", &text, None))?;
    Ok((is_one_word && found == Some(it.person)).then_some(text))
}

/// Of these subjects those that the visitor may see, with their names.
pub(super) fn seen(r: &Reader<'_>, ctx: &Ctx, ids: &[SubjectId]) -> Result<HashMap<SubjectId, String>, Error> {
    let scoped = Ctx { scope: ctx.scope_of(Act("subject.view")), ..ctx.clone() };
    let mut names = HashMap::new();
    for id in ids {
        if let Some(it) = registry::query::subject(r, &scoped, *id)? {
            names.insert(*id, it.name);
        }
    }
    Ok(names)
}

/// The lines of a catchment as the form takes them: gauges, villages, ponds.
pub(super) fn written(r: &Reader<'_>, ctx: &Ctx, it: &Catchment) -> Result<[String; 3], Error> {
    let said = &it.said;
    let beyond = ctx.beyond_scope();
    let code = |id: DeviceId| -> Result<String, Error> {
        Ok(device::query::among(r, &beyond, &[id])?.pop().map_or_else(|| id.to_string(), |it| it.said.code))
    };
    let mut gauges = Vec::new();
    for gauge in &said.gauges {
        gauges.push(format!("{} {}", code(gauge.device)?, gauge.weight));
    }
    let mut villages = Vec::new();
    for one in &said.villages {
        let number = |it: Option<u32>| it.map_or("-".to_owned(), |it| it.to_string());
        let mover = match one.mover {
            None => "-".to_owned(),
            Some(mover) => named(r, ctx, mover)?.unwrap_or_else(|| mover.person.to_string()),
        };
        let name = registry::query::division_name(r, &beyond, one.division)?;
        // A code names a place alone, a name beside it says which one that is; names hold no blanks.
        let place = if name.contains(char::is_whitespace) { one.division.to_string() } else { name };
        let unique = registry::import::place(r, ctx, &place).is_ok_and(|it| it == one.division);
        let place = if unique { place } else { one.division.to_string() };
        let (households, people) = (number(one.households), number(one.people));
        villages.push(format!("{place} {} {households} {people} {mover}", one.minutes));
    }
    let mut ponds = Vec::new();
    for one in &said.ponds {
        ponds.push(match one {
            Pond::Device(id) => code(*id)?,
            Pond::Subject(id) => {
                let name = seen(r, ctx, &[*id])?.remove(id).unwrap_or_default();
                let known = registry::query::subject_by_name(r, ctx, &name)?.is_some_and(|it| it.id == *id);
                if known { name } else { id.to_string() }
            }
        });
    }
    Ok([gauges, villages, ponds].map(|it| it.join("\n")))
}
