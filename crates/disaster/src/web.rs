//! What the pages of this crate share: minutes, days, who did something, one reason for programs.

use std::sync::Arc;

use axum::Extension;
use kernel::{Ctx, Day, Error, Instant, PersonId, Personal, Text};
use ledger::Reader;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Values, format, parts};
use serde::Deserialize;

use crate::Figures;
use crate::screen::Typed;

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

const MINUTE: &str = "write the time as 2026-06-18 21:46";

pub(crate) fn read_minute(text: &mut Text, field: &'static str, given: &str) -> Option<Instant> {
    text.read(field, given, MINUTE, Instant::read)
}

pub(crate) fn read_minute_or_none(text: &mut Text, field: &'static str, given: &str) -> Option<Instant> {
    text.read_optional(field, given, MINUTE, Instant::read)
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

/// What a column of figures holds.
pub(crate) fn figures(column: &str) -> Result<Figures, Error> {
    Figures::from_column(column).ok_or_else(|| Error::internal("a column of figures that cannot be read"))
}

/// `None` for what is known of nobody: a rule, an import.
pub(crate) fn person(r: &Reader<'_>, ctx: &Ctx, id: Option<PersonId>) -> Result<Option<String>, Error> {
    let Some(id) = id else { return Ok(None) };
    Ok(registry::query::person_names(r, ctx, &[id])?.remove(&id))
}

/// `2026-06-18 21:46 宋砚`
pub(crate) fn at_by(at: Option<Instant>, who: Option<&String>) -> Markup {
    html! {
        @if let Some(at) = at { span.nowrap { (format::instant(at)) } }
        @if let Some(who) = who { " " span lang="zh-CN" { (who) } }
    }
}

pub(crate) fn said(it: &Personal<String>) -> Markup {
    html! { span.said lang="zh-CN" { (it.as_str().unwrap_or("--")) } }
}

/// A card with one form of one text.
pub(crate) struct Act<'a> {
    pub title: &'a str,
    pub path: String,
    pub field: &'static str,
    pub label: &'a str,
    pub hint: &'a str,
    pub required: bool,
    pub submit: Markup,
}

impl Act<'_> {
    pub fn card(&self, screen: &page::Screen, typed: &Typed) -> Markup {
        let lang = screen.lang();
        let mut spec = FieldSpec::new(self.field, self.label).hint(self.hint);
        spec.required = self.required;
        let body = html! {
            (form::text_area(&spec, 3, &typed.values, &typed.problems, lang))
            div.foot { (self.submit) }
        };
        parts::card(self.title, None, None, form::form(screen, &self.path, body))
    }
}

pub(crate) fn muted(text: &str) -> Markup {
    html! { span.muted { (text) } }
}

/// Why, for programs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisasterReason {
    pub reason: String,
}

pub(crate) fn day_of(query: &Values, field: &str) -> Option<Day> {
    query.get(field).parse().ok()
}
