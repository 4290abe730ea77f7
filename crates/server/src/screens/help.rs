//! How a hazard closes, on one page, for somebody who opens Anlan for the first time.

use axum::response::Response;
use maud::html;
use page::{Crumb, Screen, parts};

use crate::words::help as w;

pub async fn show(screen: Screen) -> Response {
    let lang = screen.lang();
    let steps = [
        (w::found(lang), w::found_text(lang)),
        (w::assigned(lang), w::assigned_text(lang)),
        (w::rectified(lang), w::rectified_text(lang)),
        (w::verified(lang), w::verified_text(lang)),
        (w::closed(lang), w::closed_text(lang)),
    ];
    let keys = [("/", w::key_find(lang)), ("j k", w::key_move(lang)), ("Enter", w::key_open(lang))];
    let body = html! {
        (parts::card(w::the_loop(lang), None, None, parts::facts_single(&steps.map(|(label, text)| (label, html! { (text) })))))
        (parts::card(w::keys(lang), None, None, parts::facts_single(&keys.map(|(key, text)| (key, html! { (text) })))))
        (parts::card(w::promise(lang), None, None, parts::inside(html! { p { (w::promise_text(lang)) } p { (w::privacy_text(lang)) } })))
    };
    screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body)
}
