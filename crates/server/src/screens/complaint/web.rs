//! The form for everybody, and the receipt.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use kernel::{Act, Ctx, Error, Lang, Problem};
use ledger::Db;
use maud::html;
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, NoteKind, Reply, Routes, Screen, Values, parts};
use serde::Serialize;

use super::{Complaint, received, send};
use crate::gate::PUBLIC;
use crate::words::complaint as w;

pub(super) const LIST: Act = Act("complaint.list");
pub(super) const ANSWER: Act = Act("complaint.answer");
pub(super) const PATH: &str = "/complaints";
const ONE: &str = "/complaints/{id}";
/// The entry with the form, and where the form goes.
const ITS_ANSWER: &str = "/complaints/{id}/answer";

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, page::COMPLAINTS, PUBLIC, show)
        .page(Method::POST, page::COMPLAINTS, PUBLIC, post)
        .page(Method::GET, PATH, LIST, received::show_list)
        .page(Method::GET, ONE, LIST, received::show_one)
        .page(Method::GET, ITS_ANSWER, ANSWER, received::show_one)
        .page(Method::POST, ITS_ANSWER, ANSWER, received::post)
        .api(Method::POST, PATH, PUBLIC, post_api, send_doc())
        .api(Method::GET, PATH, LIST, received::get_api, received::list_doc())
        .api(Method::GET, ONE, LIST, received::get_one_api, received::one_doc())
        .api(Method::POST, ITS_ANSWER, ANSWER, received::post_api, received::answer_doc())
}

async fn show(screen: Screen) -> Response {
    form_page(&screen, &Values::default(), &[])
}

async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let complaint = Complaint::of(&values);
    match db.write("complaint.send", &ctx, move |tx, ctx| send(tx, ctx, &complaint)).await {
        Ok(number) => Ok(receipt(&screen, &number)),
        Err(Error::Invalid(problems)) => Ok(form_page(&screen, &values, &problems.0)),
        Err(other) => Err(other.into()),
    }
}

fn crumbs(lang: Lang) -> [Crumb; 1] {
    [Crumb::here(w::title(lang))]
}

fn form_page(screen: &Screen, values: &Values, problems: &[Problem]) -> Response {
    let lang = screen.lang();
    let labels = [("text", w::text(lang)), ("contact", w::contact(lang))];
    let spec = |i: usize, hint| FieldSpec::new(labels[i].0, labels[i].1).hint(hint);
    let fields = html! {
        (form::text_area(&spec(0, w::text_hint(lang)).required(), 6, values, problems, lang))
        (form::text(&spec(1, w::contact_hint(lang)), values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, html! {
            (parts::link_button(w::cancel(lang), page::HOME))
            (parts::submit(w::send(lang)))
        }))
    };
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &labels))
        (parts::card(w::about(lang), None, None, parts::inside(html! {
            p { (w::about_text(lang)) }
            p { (w::urgent(lang)) }
            p.in-text { (w::hazards(lang)) " " a href=(page::REPORT) { (w::to_report(lang)) } }
            p.muted { (w::privacy(lang)) }
        })))
        section.card.gap-top { (form::form(screen, page::COMPLAINTS, fields)) }
    };
    let crumbs = crumbs(lang);
    if problems.is_empty() {
        screen.page(w::title(lang), &crumbs, body)
    } else {
        screen.invalid(w::title(lang), &crumbs, body)
    }
}

fn receipt(screen: &Screen, number: &str) -> Response {
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (parts::note(NoteKind::Done, w::received(lang), html! {
            p { (w::number(lang)) " " b { (number) } }
            p { (w::received_text(lang)) }
        }))
        p.gap-top { (parts::link_button(w::home(lang), page::HOME)) }
    };
    screen.page(w::received(lang), &crumbs(lang), body)
}

/// Where the entry is found again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Receipt {
    number: String,
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(complaint): Json<Complaint>,
) -> Reply<(StatusCode, Json<Receipt>)> {
    let number = db.write("complaint.send", &ctx, move |tx, ctx| send(tx, ctx, &complaint)).await?;
    Ok((StatusCode::CREATED, Json(Receipt { number })))
}

fn send_doc() -> Doc {
    Doc::new("Send a complaint or suggestion about this system; nobody needs an account for it")
        .body::<Complaint>()
        .creates::<Receipt>()
}
