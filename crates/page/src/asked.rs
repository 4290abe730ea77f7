//! What an address asks for and nobody understood: a page says it above what it shows, a program gets 422.
//!
//! Whoever reads a key says so with [`Values::reads`] or [`Values::word`]; a key that one reader understood is understood.
//! What a program may ask is what the route's document says, so a key that stands there nowhere is refused as well.
//! Not here: the fields of a form (`form`), the moment of the past (`past`).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Lang, Problem, Problems};
use maud::{Markup, html};

use crate::error_words::error_text;
use crate::parts::{self, NoteKind};
use crate::reply::Failure;
use crate::shell::{LANG_PARAMETER, SIZE_PARAMETER};
use crate::values::Values;
use crate::words::{asked as w, filter};

const NOT_UNDERSTOOD: &str = "this value is not understood here";
const NO_SUCH_KEY: &str = "there is no such filter here";
/// The field of a problem with the address as a whole; the key is what was given.
const ADDRESS: &str = "query";
/// Any address may have these.
const EVERYWHERE: &[&str] = &["as_of", LANG_PARAMETER, SIZE_PARAMETER];

#[derive(Debug, Default)]
struct Notes {
    problems: Vec<Problem>,
    /// Keys that somebody asked for.
    read: BTreeSet<String>,
    understood: BTreeSet<String>,
}

/// What was noted while an address was read. Shared by every copy of its values.
#[derive(Debug, Clone, Default)]
pub struct Asked(Arc<Mutex<Notes>>);

/// Values are equal when they say the same, whoever has read them.
impl PartialEq for Asked {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Asked {}

impl Asked {
    pub(crate) fn read(&self, field: &str) {
        self.notes().read.insert(field.to_owned());
    }

    fn was_read(&self, field: &str) -> bool {
        self.notes().read.contains(field)
    }

    pub(crate) fn understood(&self, field: &str) {
        self.notes().understood.insert(field.to_owned());
    }

    pub(crate) fn not_understood(&self, field: &'static str, given: &str) {
        self.note(Problem { field, problem: NOT_UNDERSTOOD, given: given.to_owned() });
    }

    pub(crate) fn note(&self, problem: Problem) {
        let mut notes = self.notes();
        if !notes.problems.contains(&problem) {
            notes.problems.push(problem);
        }
    }

    /// In the order of their reading.
    pub fn problems(&self) -> Vec<Problem> {
        let notes = self.notes();
        let open = |it: &&Problem| it.problem != NOT_UNDERSTOOD || !notes.understood.contains(it.field);
        notes.problems.iter().filter(open).cloned().collect()
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said above a page that was asked for something it did not understand.
pub(crate) fn notice(lang: Lang, asked: &Asked) -> Markup {
    let problems = asked.problems();
    html! {
        @if !problems.is_empty() {
            div data-not-understood {
                (parts::note(NoteKind::Bad, w::title(lang), html! {
                    ul { @for it in &problems { li { (w::line(lang, label(lang, it.field), &it.given, error_text(lang, it.problem))) } } }
                }))
            }
        }
    }
}

/// The usual keys in words; the others as they stand in the address.
fn label(lang: Lang, field: &'static str) -> &'static str {
    Some(filter::of(lang, field)).filter(|it| *it != crate::words::UNKNOWN).unwrap_or(field)
}

/// What each key of a route means, as its document says.
pub type Known = Arc<[(&'static str, &'static str)]>;

/// Left in an answer: what was expected of each key.
#[derive(Debug, Clone)]
pub(crate) struct Expected(Known);

impl Expected {
    pub(crate) fn of(&self, problem: &Problem) -> String {
        if problem.problem == NO_SUCH_KEY {
            let keys: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
            return keys.join(", ");
        }
        self.0.iter().find(|(name, _)| *name == problem.field).map_or(String::new(), |(_, said)| (*said).to_owned())
    }
}

/// Around every GET: gives the address its notes, and refuses what would answer something else than was asked. Pages say
/// it themselves.
pub(crate) async fn answered(known: Option<Known>, mut request: Request, next: Next) -> Response {
    let asked = Asked::default();
    let values = Values::from_query(request.uri().query().unwrap_or_default());
    request.extensions_mut().insert(asked.clone());
    let response = next.run(request).await;
    if let Some(known) = &known {
        let is_known = |key: &str| EVERYWHERE.contains(&key) || known.iter().any(|(name, _)| *name == key);
        for (key, _) in values.pairs().filter(|(key, _)| !is_known(key) && !asked.was_read(key)) {
            asked.note(Problem { field: ADDRESS, problem: NO_SUCH_KEY, given: key.to_owned() });
        }
    }
    let problems = asked.problems();
    if problems.is_empty() || response.status() != StatusCode::OK || (known.is_none() && is_page(&response)) {
        return response;
    }
    let mut refused = Failure::from(Problems(problems)).into_response();
    if let Some(known) = known {
        refused.extensions_mut().insert(Expected(known));
    }
    refused
}

fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}
