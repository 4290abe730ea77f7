//! What a page of the past says: loudly when it is, and how to come back; and how one goes there.

use kernel::Instant;
use maud::{Markup, html};

use crate::Values;
use crate::shell::Shell;
use crate::words::shell as w;

/// The class of the link that leads back to now.
pub const TO_NOW: &str = "to-now";
/// First parts of addresses whose pages show what is kept beside the ledger; it has no past.
const WITHOUT: &[&str] =
    &["complaints", "imports", "exports", "account", "sign-in", "sign-out", "report", "ledger", "uploads"];
/// Ends of addresses that are of now alone: what proves what the log holds, and what is drawn again from an earlier moment.
const OF_NOW: [&str; 10] = [
    "/evidence-pack",
    "/computed",
    "/readings",
    "/readings.csv",
    "/devices/map",
    "/devices/points",
    "/devices/completeness",
    "/refused-readings",
    "/readings-archive",
    "/readings-archive/file",
];

/// Whether a page or an answer of the API can be shown as of another moment.
pub fn has_past(path: &str) -> bool {
    let within = path.strip_prefix("/api/v1").unwrap_or(path);
    let first = within.split('/').nth(1).unwrap_or_default();
    !WITHOUT.contains(&first) && !OF_NOW.iter().any(|end| path.ends_with(end))
}

/// What hazards went through since.
const CHANGES: &str = "/hazards/changes";
/// The parameter that names the moment.
pub const AS_OF: &str = "as_of";

/// Path and fields of this page without the moment.
fn here(shell: &Shell) -> (&str, Values) {
    let (path, query) = shell.here.split_once('?').unwrap_or((&shell.here, ""));
    (path, Values::from_query(query).without(AS_OF))
}

pub(crate) fn flag(shell: &Shell) -> Markup {
    let lang = shell.lang;
    let Some(at) = shell.as_of else { return html! {} };
    let (path, fields) = here(shell);
    html! {
        div.past-flag role="status" {
            p { b { (w::past(lang, at.to_minute())) } " " (w::past_text(lang)) }
            @if shell.menu.iter().any(|item| item.href == CHANGES) {
                a.btn.is-small.to-now href=(Values::default().with("from", typed(at)).at(CHANGES)) { (w::past_changes(lang)) }
            }
            a.btn.is-small.to-now href=(fields.at(path)) { (w::past_back(lang)) }
        }
    }
}

/// To the same page as it was known at another moment.
pub(crate) fn choice(shell: &Shell) -> Markup {
    let lang = shell.lang;
    let (path, fields) = here(shell);
    if !has_past(path) {
        return html! {};
    }
    html! {
        details.past-choice open[shell.as_of.is_some()] {
            summary { (w::past_choose(lang)) }
            form.to-now method="get" action=(path) {
                @for (name, value) in fields.pairs() { input type="hidden" name=(name) value=(value); }
                label {
                    span { (w::past_moment(lang)) }
                    input type="datetime-local" name=(AS_OF) value=[shell.as_of.map(typed)] max=(typed(shell.now)) required;
                }
                button.btn.is-small type="submit" { (w::past_show(lang)) }
            }
        }
    }
}

/// As the browser's field writes it.
fn typed(at: Instant) -> String {
    at.to_minute().replace(' ', "T")
}
