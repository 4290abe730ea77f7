//! Fields as rows: a form says what it asks, one place says how it looks.

use kernel::Lang;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::Typed;

use crate::words::{UNKNOWN, attention_field as field, attention_hint as field_hint};

/// Value and label.
pub(crate) type Options = fn(Lang) -> Vec<(String, String)>;

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Area(u8),
    Day,
    /// One of a few, all of them seen.
    Choice(Options),
    /// Said by the page, not by the visitor.
    Hidden,
}

#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

pub(crate) const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true }
}

pub(crate) const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false }
}

/// For the summary of what is wrong.
pub(crate) fn labels(lang: Lang, fields: &[Field]) -> Vec<(&'static str, &'static str)> {
    fields.iter().map(|it| (it.name, field::of(lang, it.name))).collect()
}

pub(crate) fn show_all(lang: Lang, fields: &[Field], typed: &Typed) -> Markup {
    html! { @for it in fields { (show(lang, it, typed)) } }
}

pub(crate) fn show(lang: Lang, it: &Field, typed: &Typed) -> Markup {
    let hint = match field_hint::of(lang, it.name) {
        UNKNOWN => "",
        hint => hint,
    };
    let label = field::of(lang, it.name);
    let spec = FieldSpec { required: it.required, ..FieldSpec::new(it.name, label).hint(hint) };
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    match it.kind {
        Kind::Text => form::text(&spec, values, problems, lang),
        Kind::Area(rows) => form::text_area(&spec, rows, values, problems, lang),
        Kind::Day => form::date(&spec, values, problems, lang),
        Kind::Choice(options) => form::choice(&spec, &options(lang), values, problems, lang),
        Kind::Hidden => form::hidden(it.name, values.get(it.name)),
    }
}
