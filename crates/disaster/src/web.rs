//! What the pages of this crate share: minutes, days, who did something, one reason for programs.

use std::sync::Arc;

use axum::Extension;
use kernel::{Ctx, Error, Instant, Text};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::parts;
use page::sheet::Typed;
use serde::Deserialize;

use crate::Figures;

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

const MINUTE: &str = "write the time as 2026-06-18 21:46";

pub(crate) fn read_minute(text: &mut Text, field: &'static str, given: &str) -> Option<Instant> {
    text.read(field, given, MINUTE, Instant::read)
}

pub(crate) fn read_minute_or_none(text: &mut Text, field: &'static str, given: &str) -> Option<Instant> {
    text.read_optional(field, given, MINUTE, Instant::read)
}

/// What a column of figures holds.
pub(crate) fn figures(column: &str) -> Result<Figures, Error> {
    Figures::from_column(column).ok_or_else(|| Error::internal("a column of figures that cannot be read"))
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

/// Why, for programs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisasterReason {
    pub reason: String,
}
