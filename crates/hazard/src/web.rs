//! What the pages of this crate share: words of closed lists, status marks, names beside ids.

use std::collections::HashMap;

use kernel::{Act, Ctx, Division, Error, Identity as _, Lang, OrganisationId, PersonId, Sector};
use ledger::Reader;
use maud::{Markup, html};
use page::parts::{self, Ring};
use registry::SubjectId;

use crate::model::{Grade, Status};
use crate::words::{grade, status};

/// The one table of status marks, for list, page and print.
pub fn status_mark(lang: Lang, it: Status) -> Markup {
    parts::status(ring(it), status::of(lang, it.word()))
}

pub fn status_mark_big(lang: Lang, it: Status) -> Markup {
    parts::status_big(ring(it), status::of(lang, it.word()))
}

pub fn ring(it: Status) -> Ring {
    match it {
        Status::ToAssign => Ring::Empty,
        Status::ToRectify => Ring::Quarter,
        Status::Rectifying => Ring::Half,
        Status::ToVerify => Ring::ThreeQuarters,
        Status::Returned => Ring::Back,
        Status::ToClose => Ring::ThreeQuarters,
        Status::Closed => Ring::Full,
        Status::Merged | Status::Divided => Ring::Back,
    }
}

/// 一般隐患 is a plain tag, 重大隐患 black on white; both are always spelled out.
pub fn grade_tag(lang: Lang, it: Grade) -> Markup {
    let word = grade::of(lang, it.word());
    if it == Grade::Major { parts::major_tag(word) } else { parts::tag(word) }
}

/// The options of a closed list, in its order.
pub fn options<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|it| (word(*it).to_owned(), label(*it).to_owned())).collect()
}

/// Names that a page needs, fetched at once.
#[derive(Debug, Default, Clone)]
pub struct Names {
    pub people: HashMap<PersonId, String>,
    pub organisations: HashMap<OrganisationId, String>,
}

impl Names {
    pub fn fetch(
        r: &Reader<'_>,
        ctx: &Ctx,
        people: &[PersonId],
        organisations: &[OrganisationId],
    ) -> Result<Names, Error> {
        Ok(Names {
            people: registry::query::person_names(r, ctx, people)?,
            organisations: registry::query::organisation_names(r, ctx, organisations)?,
        })
    }

    /// With the whole names of organisations, for what is an official document.
    pub fn in_full(
        r: &Reader<'_>,
        ctx: &Ctx,
        people: &[PersonId],
        organisations: &[OrganisationId],
    ) -> Result<Names, Error> {
        Ok(Names {
            people: registry::query::person_names(r, ctx, people)?,
            organisations: registry::query::organisation_full_names(r, ctx, organisations)?,
        })
    }

    pub fn person(&self, id: Option<PersonId>) -> &str {
        id.and_then(|id| self.people.get(&id)).map_or("", String::as_str)
    }

    pub fn organisation(&self, id: Option<OrganisationId>) -> &str {
        id.and_then(|id| self.organisations.get(&id)).map_or("", String::as_str)
    }

    /// `宋砚 · 县市场监管局`
    pub fn both(&self, person: Option<PersonId>, organisation: Option<OrganisationId>) -> String {
        let parts = [self.person(person), self.organisation(organisation)];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// What the keys of counted rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    Places,
    Organisations,
    Words,
}

/// Names of places or organisations by the key of a counted row; words are named by their tables.
#[derive(Debug, Default)]
pub struct KeyNames(HashMap<String, String>);

impl KeyNames {
    pub fn fetch<'k>(
        r: &Reader<'_>,
        ctx: &Ctx,
        what: Keys,
        keys: impl Iterator<Item = &'k String>,
    ) -> Result<KeyNames, Error> {
        Ok(KeyNames(match what {
            Keys::Places => {
                let places: Vec<Division> = keys.flat_map(|key| key.parse()).collect();
                named(registry::query::division_names(r, ctx, &places)?, |it| it.to_string())
            }
            Keys::Organisations => {
                let bodies: Vec<_> = keys.filter_map(|key| OrganisationId::parse(key)).collect();
                named(registry::query::organisation_names(r, ctx, &bodies)?, |it| it.to_text())
            }
            Keys::Words => HashMap::new(),
        }))
    }

    /// The key itself where it has no name.
    pub fn of(&self, key: &str) -> String {
        self.0.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }
}

fn named<K>(names: HashMap<K, String>, key: impl Fn(&K) -> String) -> HashMap<String, String> {
    names.into_iter().map(|(id, name)| (key(&id), name)).collect()
}

pub fn muted(text: &str) -> Markup {
    html! { span.muted { (text) } }
}

/// Parts of a whole side by side, each with the class of its colour.
pub fn bar(parts: &[(&str, i64)], whole: i64) -> Markup {
    let share = |n: i64| n.max(0) * 10_000 / whole.max(1);
    let text = |n: i64| format!("{}.{:02}%", n / 100, n % 100);
    let starts = parts.iter().scan(0, |at, (_, n)| Some(std::mem::replace(at, *at + n)));
    html! {
        svg.bar-svg aria-hidden="true" {
            rect.f-track width="100%" height="100%" {}
            @for ((class, n), start) in parts.iter().zip(starts) {
                rect class=(class) x=(text(share(start))) width=(text(share(*n))) height="100%" {}
            }
        }
    }
}

/// A subject by its name, as a link where the visitor may open it: who reported a hazard or owes it need not reach its place.
pub(crate) fn subject(
    ctx: &Ctx,
    id: SubjectId,
    name: &str,
    (division, organisation, sector): (Division, Option<OrganisationId>, Sector),
) -> Markup {
    let scope = ctx.scope_of(Act("subject.view"));
    html! {
        @if scope.covers(division, organisation.as_slice(), &[], Some(sector)) {
            a href=(format!("/subjects/{id}")) { (name) }
        } @else {
            (name)
        }
    }
}
