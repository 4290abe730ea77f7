//! What the forms and pages of higher crates share: options, reasons, who did something and when.

use kernel::{Ctx, Day, Error, Instant, PersonId, Personal, Text};
use ledger::Reader;
use maud::{Markup, html};
use page::{Values, format};

/// The options of a closed list, in its order.
pub fn options<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    label: impl Fn(&'static str) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|it| (word(*it).to_owned(), label(word(*it)).to_owned())).collect()
}

/// What `Text::read` gave once `finish` was content.
pub fn given<T>(value: Option<T>) -> Result<T, Error> {
    value.ok_or_else(|| Error::internal("a field without a value and without a problem"))
}

/// A reason is a sentence, not a full stop.
pub fn reasoned(field: &'static str, given: &str) -> Result<Personal<String>, Error> {
    let mut text = Text::new();
    let reason = text.required(field, given, 2, 500);
    text.finish()?;
    Ok(Personal::text(reason))
}

/// `None` for what is known of nobody: a rule, an import.
pub fn person(r: &Reader<'_>, ctx: &Ctx, id: Option<PersonId>) -> Result<Option<String>, Error> {
    let Some(id) = id else { return Ok(None) };
    Ok(crate::query::person_names(r, ctx, &[id])?.remove(&id))
}

/// `2026-06-18 21:46 宋砚`
pub fn at_by(at: Option<Instant>, who: Option<&String>) -> Markup {
    html! {
        @if let Some(at) = at { span.nowrap { (format::instant(at)) } }
        @if let Some(who) = who { " " span lang="zh-CN" { (who) } }
    }
}

/// In the words of whoever said it.
pub fn said(it: &Personal<String>) -> Markup {
    html! { span.said lang="zh-CN" { (it.as_str().unwrap_or("--")) } }
}

pub fn muted(text: &str) -> Markup {
    html! { span.muted { (text) } }
}

/// A day of a query; what can't be read is left out.
pub fn day_of(query: &Values, field: &'static str) -> Option<Day> {
    query.reads(field)
}
