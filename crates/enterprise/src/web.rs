//! What the pages of this crate share: options, days, who did something, one reason for programs.

use std::sync::Arc;

use axum::Extension;
use kernel::{Ctx, Day, Text};
use maud::{Markup, html};
use page::parts;
use serde::Deserialize;

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

pub(crate) fn read_day(text: &mut Text, field: &'static str, given: &str) -> Option<Day> {
    text.read(field, given, "write the day as 2026-06-18", |day| day.parse().ok())
}

pub(crate) fn read_day_or_none(text: &mut Text, field: &'static str, given: &str) -> Option<Day> {
    text.read_optional(field, given, "write the day as 2026-06-18", |day| day.parse().ok())
}

pub(crate) fn day_or_dash(day: Option<Day>) -> Markup {
    match day {
        Some(day) => html! { span.nowrap { (day) } },
        None => parts::dash(),
    }
}

/// Why, for programs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    pub reason: String,
}
