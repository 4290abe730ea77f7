//! A form that was sent after the session had ended: it waits, in memory and for a while, until its sender has signed in,
//! and is then sent with one press. Browsers with a script keep their own draft and say so.
//!
//! Always true: only the browser that sent it gets it back, once; forms with secrets are never kept.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Instant, Span};
use ledger::Db;
use maud::html;
use page::form::hidden;
use page::{Crumb, Reply, Screen, Values, parts};

use super::session;
use crate::gate::fresh_key;
use crate::words::kept as w;

pub const PATH: &str = "/sign-in/kept";
const COOKIE: &str = "anlan_kept";
const FOR: Span = Span::minutes(30);
const MOST: usize = 64;
const LARGEST: usize = 256 << 10;
/// Set by the script on a form that it keeps itself.
const DRAFT: &str = "draft_kept";
/// How much of what was typed is shown again.
const SHOWN: usize = 12;

static FORMS: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

struct Kept {
    key: String,
    until: Instant,
    to: String,
    typed: Values,
}

/// The body of a form, as the gate read it.
#[derive(Clone)]
pub struct Typed(pub Values);

/// The text of a form with files, which the gate has not read. The files themselves have to be chosen again: they stand
/// behind the text, and nothing behind the first of them is read.
pub async fn with_text(request: Request) -> Request {
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    if request.method() != Method::POST || !kind.starts_with(b"multipart/form-data") {
        return request;
    }
    let (head, body) = request.into_parts();
    let typed = text_of(Request::from_parts(head.clone(), body)).await;
    let mut request = Request::from_parts(head, Body::empty());
    request.extensions_mut().insert(Typed(typed));
    request
}

async fn text_of(request: Request) -> Values {
    let mut typed = Values::default();
    let Ok(mut parts) = Multipart::from_request(request, &()).await else { return typed };
    // Whatever breaks off here is as if it had not been sent.
    while let Ok(Some(part)) = parts.next_field().await {
        if part.file_name().is_some() {
            break;
        }
        let name = part.name().unwrap_or_default().to_owned();
        let Ok(text) = part.text().await else { break };
        typed.add(&name, text);
    }
    typed
}

/// Keeps what the request holds; the cookie by which the same browser finds it again.
pub fn keep(request: &Request, now: Instant) -> Result<Option<String>, Error> {
    let Some(Typed(typed)) = request.extensions().get::<Typed>() else { return Ok(None) };
    let size: usize = typed.pairs().map(|(name, value)| name.len() + value.len()).sum();
    let empty = typed.pairs().all(|(name, value)| name == page::form::REQUEST_KEY || value.is_empty());
    let to = request.uri().path();
    let secret = [page::SIGN_OUT, page::ACCOUNT].contains(&to);
    if request.method() != Method::POST || secret || empty || size > LARGEST || typed.has(DRAFT, "yes") {
        return Ok(None);
    }
    let key = fresh_key()?;
    let mut forms = FORMS.lock().unwrap_or_else(PoisonError::into_inner);
    forms.retain(|it| it.until > now);
    if forms.len() >= MOST {
        forms.remove(0);
    }
    forms.push(Kept { key: key.clone(), until: now + FOR, to: to.to_owned(), typed: typed.clone() });
    Ok(Some(format!("{COOKIE}={key}; Path={}; HttpOnly; SameSite=Lax; Max-Age={}", page::SIGN_IN, FOR.as_seconds())))
}

/// Whether a form of this browser waits.
pub fn waits(headers: &HeaderMap, now: Instant) -> bool {
    let key = session::cookie(headers, COOKIE).unwrap_or_default();
    let forms = FORMS.lock().unwrap_or_else(PoisonError::into_inner);
    forms.iter().any(|it| it.key == key && it.until > now)
}

fn take(headers: &HeaderMap, now: Instant) -> Option<Kept> {
    let key = session::cookie(headers, COOKIE)?;
    let mut forms = FORMS.lock().unwrap_or_else(PoisonError::into_inner);
    let at = forms.iter().position(|it| it.key == key && it.until > now)?;
    Some(forms.remove(at))
}

pub async fn show(State(_): State<Db>, screen: Screen, headers: HeaderMap) -> Reply {
    let lang = screen.lang();
    let crumbs = [Crumb::here(w::title(lang))];
    let Some(kept) = take(&headers, screen.now()) else {
        let acts = parts::link_button(w::home(lang), page::HOME);
        return Ok(screen.page(w::title(lang), &crumbs, parts::empty(w::nothing(lang), w::nothing_text(lang), acts)));
    };
    let typed = kept.typed.pairs().filter(|(name, value)| *name != page::form::REQUEST_KEY && !value.is_empty());
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (parts::card(w::typed(lang), None, None, html! {
            ul.rows.is-even { @for (_, value) in typed.take(SHOWN) { li { span { (value) } } } }
        }))
        form method="post" action=(kept.to) {
            @for (name, value) in kept.typed.pairs() { (hidden(name, value)) }
            (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, html! {
                (parts::link_button(w::drop(lang), page::HOME))
                (parts::submit(w::send(lang)))
            }))
        }
    };
    let gone = format!("{COOKIE}=; Path={}; HttpOnly; SameSite=Lax; Max-Age=0", page::SIGN_IN);
    let answer: Response = screen.page(w::title(lang), &crumbs, body);
    Ok(([(header::SET_COOKIE, gone)], answer).into_response())
}
