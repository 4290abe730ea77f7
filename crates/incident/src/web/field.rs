//! Fields as rows: a form says what it asks, one place says how it looks.

use kernel::Lang;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::Typed;
pub(super) use registry::forms::options;

use crate::words::{UNKNOWN, field, field_hint};

/// Value and label.
pub(super) type Options = fn(Lang) -> Vec<(String, String)>;

#[derive(Clone, Copy)]
pub(super) enum Kind {
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
    Select(Options),
}

#[derive(Clone, Copy)]
pub(super) struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true }
}

pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false }
}

/// For the summary of what is wrong.
pub(super) fn labels(lang: Lang, fields: &[Field]) -> Vec<(&'static str, &'static str)> {
    fields.iter().map(|it| (it.name, field::of(lang, it.name))).collect()
}

pub(super) fn show_all(lang: Lang, fields: &[Field], typed: &Typed) -> Markup {
    html! { @for it in fields { (show(lang, it, typed)) } }
}

pub(super) fn show(lang: Lang, it: &Field, typed: &Typed) -> Markup {
    let hint = match field_hint::of(lang, it.name) {
        UNKNOWN => "",
        hint => hint,
    };
    let spec = FieldSpec { required: it.required, ..FieldSpec::new(it.name, field::of(lang, it.name)).hint(hint) };
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    match it.kind {
        Kind::Text => form::text(&spec, values, problems, lang),
        Kind::Organisation => form::text_suggested(&spec, "/organisations/suggestions", &[], values, problems, lang),
        Kind::Area(rows) => form::text_area(&spec, rows, values, problems, lang),
        Kind::Day => form::date(&spec, values, problems, lang),
        Kind::Time => form::datetime(&spec, values, problems, lang),
        Kind::Choice(options) => form::choice(&spec, &options(lang), values, problems, lang),
        Kind::Ticks(options) => form::choices(&spec, &options(lang), values, problems, lang),
        Kind::Select(options) => form::select(&spec, &options(lang), values, problems, lang),
    }
}
