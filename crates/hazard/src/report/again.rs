//! The same said again by the same person a moment later: most often a form sent twice, from a page that was fetched anew
//! and so has a new request key. The page asks before it makes a second hazard.
//!
//! Not here: programs. They name their requests, and what they send twice under two names is meant.

use kernel::{Ctx, Error, Identity as _, Instant, Span};
use ledger::{Reader, params};
use maud::{Markup, html};
use page::{NoteKind, Screen, Values, form, parts};

use super::Report;
use crate::model::HazardId;
use crate::query::number_text;
use crate::words::report as w;

/// The field of the form that says: yes, it is another one.
pub const FIELD: &str = "another";
pub const SAME: &str = "you reported the same just now";
const JUST_NOW: Span = Span::minutes(30);

/// What the same person reported a moment ago at the same place in the same words.
pub struct Same {
    id: HazardId,
    number: String,
}

pub fn same(r: &Reader<'_>, ctx: &Ctx, it: &Report) -> Result<Option<Same>, Error> {
    let since = ctx.now - JUST_NOW;
    r.row(
        "SELECT h.id, h.number_year, h.number
         FROM hazard h JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE h.district = $1 AND h.subject = $2 AND h.reporter = $3 AND h.imported = 0 AND h.id >= $4
           AND t.place = $5 AND t.description = $6
         ORDER BY h.id DESC LIMIT 1",
        params![ctx.district, it.subject, ctx.person(), first_of(since), it.place.trim(), it.description.trim()],
        |row| Ok(Same { id: row.get(0)?, number: number_text(row.get(1)?, row.get(2)?) }),
    )
}

/// Refuses what is the same, unless its sender says that it is another one.
pub fn ask(r: &Reader<'_>, ctx: &Ctx, it: &Report, another: bool) -> Result<(), Error> {
    match same(r, ctx, it)? {
        Some(same) if !another => Err(Error::Refused { why: SAME, with: Some(same.number) }),
        _ => Ok(()),
    }
}

/// Above the form: which one it was, and what to do.
pub fn question(screen: &Screen, same: &Same) -> Markup {
    let lang = screen.lang();
    parts::note(
        NoteKind::Plain,
        w::same(lang),
        html! {
            p { (w::same_text(lang, JUST_NOW.as_minutes(), &same.number)) }
            p { (parts::link_button(w::same_open(lang), &format!("/hazards/{}", same.id))) }
            p { (w::same_another(lang)) }
        },
    )
}

/// Rides along in the form once the question was asked: sending it again answers it.
pub fn answer(values: &Values) -> Markup {
    html! { @if asked(values) { (form::hidden(FIELD, "yes")) } }
}

pub fn asked(values: &Values) -> bool {
    values.has(FIELD, "yes")
}

/// Ids begin with the millisecond they were minted in.
fn first_of(at: Instant) -> HazardId {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&at.millis().max(0).to_be_bytes()[2..]);
    HazardId::from_bytes(bytes)
}
