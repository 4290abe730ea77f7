//! Fields as rows: a form says what it asks, one place says how it looks.

use kernel::Lang;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::Typed;

use crate::words::UNKNOWN;

/// Value and label.
pub type Options = fn(Lang) -> Vec<(String, String)>;

#[derive(Clone, Copy)]
pub enum Kind {
    Text,
    /// With the names of organisations as one types.
    Organisation,
    Area(u8),
    Day,
    Time,
    /// One of a few, all of them seen.
    Choice(Options),
    /// Any of a few.
    Ticks(Options),
    /// Said by the page, not by the visitor.
    Hidden,
    Select(Options),
}

#[derive(Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

pub const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true }
}

pub const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false }
}

/// The tables of words of a concept: of its fields, of its acts.
#[derive(Clone, Copy)]
pub struct Words {
    pub label: fn(Lang, &str) -> &'static str,
    pub hint: fn(Lang, &str) -> &'static str,
    pub act: fn(Lang, &str) -> &'static str,
    /// What follows from an act.
    pub then: fn(Lang, &str) -> &'static str,
}

/// For the summary of what is wrong.
pub fn labels(lang: Lang, words: Words, fields: &[Field]) -> Vec<(&'static str, &'static str)> {
    fields.iter().map(|it| (it.name, (words.label)(lang, it.name))).collect()
}

pub fn show_all(lang: Lang, words: Words, fields: &[Field], typed: &Typed) -> Markup {
    html! { @for it in fields { (show(lang, words, it, typed)) } }
}

pub fn show(lang: Lang, words: Words, it: &Field, typed: &Typed) -> Markup {
    let hint = match (words.hint)(lang, it.name) {
        UNKNOWN => "",
        hint => hint,
    };
    let label = (words.label)(lang, it.name);
    let spec = FieldSpec { required: it.required, ..FieldSpec::new(it.name, label).hint(hint) };
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    match it.kind {
        Kind::Text => form::text(&spec, values, problems, lang),
        Kind::Organisation => form::text_suggested(&spec, "/organisations/suggestions", &[], values, problems, lang),
        Kind::Area(rows) => form::text_area(&spec, rows, values, problems, lang),
        Kind::Day => form::date(&spec, values, problems, lang),
        Kind::Time => form::datetime(&spec, values, problems, lang),
        Kind::Choice(options) => form::choice(&spec, &options(lang), values, problems, lang),
        Kind::Ticks(options) => form::choices(&spec, &options(lang), values, problems, lang),
        Kind::Hidden => form::hidden(it.name, values.get(it.name)),
        Kind::Select(options) => form::select(&spec, &options(lang), values, problems, lang),
    }
}
