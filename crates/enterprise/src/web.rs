//! What the pages of this crate share: options, days, who did something, one reason for programs.

use std::sync::Arc;

use axum::Extension;
use kernel::{Ctx, Day, Error, Instant, PersonId, Personal, Text};
use ledger::Reader;
use maud::{Markup, html};
use page::{Values, format, parts};
use serde::Deserialize;

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

/// The options of a closed list, in its order.
pub(crate) fn options<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    label: impl Fn(&'static str) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|it| (word(*it).to_owned(), label(word(*it)).to_owned())).collect()
}

pub(crate) fn read_day(text: &mut Text, field: &'static str, given: &str) -> Option<Day> {
    text.read(field, given, "write the day as 2026-06-18", |day| day.parse().ok())
}

pub(crate) fn read_day_or_none(text: &mut Text, field: &'static str, given: &str) -> Option<Day> {
    text.read_optional(field, given, "write the day as 2026-06-18", |day| day.parse().ok())
}

/// What `Text::read` gave once `finish` was content.
pub(crate) fn given<T>(value: Option<T>) -> Result<T, Error> {
    value.ok_or_else(|| Error::internal("a field without a value and without a problem"))
}

/// A reason is a sentence, not a full stop.
pub(crate) fn reasoned(field: &'static str, given: &str) -> Result<Personal<String>, Error> {
    let mut text = Text::new();
    let reason = text.required(field, given, 2, 500);
    text.finish()?;
    Ok(Personal::text(reason))
}

/// `None` for what is known of nobody: a rule, an import.
pub(crate) fn person(r: &Reader<'_>, ctx: &Ctx, id: Option<PersonId>) -> Result<Option<String>, Error> {
    let Some(id) = id else { return Ok(None) };
    Ok(registry::query::person_names(r, ctx, &[id])?.remove(&id))
}

/// `2026-06-18 21:46 宋砚`
pub(crate) fn at_by(at: Option<Instant>, who: Option<&String>) -> Markup {
    html! {
        @if let Some(at) = at { (format::instant(at)) }
        @if let Some(who) = who { " " (who) }
    }
}

pub(crate) fn said(it: &Personal<String>) -> Markup {
    html! { span.said { (it.as_str().unwrap_or("--")) } }
}

pub(crate) fn day_or_dash(day: Option<Day>) -> Markup {
    match day {
        Some(day) => html! { span.nowrap { (day) } },
        None => parts::dash(),
    }
}

pub(crate) fn muted(text: &str) -> Markup {
    html! { span.muted { (text) } }
}

/// Why, for programs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    pub reason: String,
}

/// The days of a query, both optional.
pub(crate) fn day_of(query: &Values, field: &str) -> Option<Day> {
    query.get(field).parse().ok()
}
