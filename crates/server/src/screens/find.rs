//! Finding by number, unit, place or name, from the bar of every page.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use kernel::{Act, Ctx, Error};
use ledger::{Db, Reader};
use maud::html;
use page::{Crumb, Query, Reply, Screen, parts};

use crate::words::find as w;

const ROWS: u32 = 20;

struct Found {
    hazards: Vec<hazard::query::ListRow>,
    subjects: Vec<registry::query::Subject>,
    schemes: Vec<oversight::scheme::Scheme>,
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let text = query.get("q").trim().to_owned();
    let asked = text.clone();
    let found = db.read(move |r| find(r, &ctx, &asked)).await?;
    // Exactly one answer is where the visitor wants to go.
    if let ([only], [], []) = (found.hazards.as_slice(), found.subjects.as_slice(), found.schemes.as_slice()) {
        return Ok(Redirect::to(&format!("/hazards/{}", only.id)).into_response());
    }
    let lang = screen.lang();
    let none = found.hazards.is_empty() && found.subjects.is_empty() && found.schemes.is_empty();
    let body = html! {
        @if none { (parts::empty(&w::nothing(lang, &text), w::nothing_text(lang), html! {})) }
        @if !found.hazards.is_empty() {
            (parts::card(w::hazards(lang), Some(found.hazards.len() as u64), None, html! { ul.rows.is-even {
                @for row in &found.hazards {
                    li { a.cut href=(format!("/hazards/{}", row.id)) { (row.title.as_str().unwrap_or("--")) } span.muted { (row.number) } }
                }
            } }))
        }
        @if !found.subjects.is_empty() {
            (parts::card(w::subjects(lang), Some(found.subjects.len() as u64), None, html! { ul.rows.is-even {
                @for row in &found.subjects { li { a.cut href=(format!("/subjects/{}", row.id)) { (row.name) } span {} } }
            } }))
        }
        @if !found.schemes.is_empty() {
            (parts::card(w::schemes(lang), Some(found.schemes.len() as u64), None, html! { ul.rows.is-even {
                @for row in &found.schemes {
                    li { a.cut href=(format!("/oversight-schemes/{}", row.id)) { (row.title()) } span.muted { (row.number) } }
                }
            } }))
        }
    };
    Ok(screen.page(&w::title(lang, &text), &[Crumb::here(w::crumb(lang))], body))
}

fn find(r: &Reader<'_>, ctx: &Ctx, text: &str) -> Result<Found, Error> {
    let scoped = |act| Ctx { scope: ctx.scope_of(Act(act)), ..ctx.clone() };
    let filter = hazard::query::Filter {
        view: hazard::query::View::All,
        text: Some(text.to_owned()),
        ..hazard::query::Filter::default()
    };
    let hazards = match text.is_empty() {
        true => Vec::new(),
        false => {
            hazard::query::list(r, &scoped("hazard.list"), &filter, hazard::query::Slice::Page { from: 0, rows: ROWS })?
        }
    };
    let subjects = registry::query::suggest_subjects(r, &scoped("subject.view"), text, i64::from(ROWS))?;
    let schemes = match text.is_empty() {
        true => Vec::new(),
        false => {
            let words = oversight::scheme::query::Filter { words: Some(text.to_owned()), ..Default::default() };
            oversight::scheme::query::list(r, &scoped("oversight.view"), &words, 0, ROWS)?
        }
    };
    Ok(Found { hazards, subjects, schemes })
}
