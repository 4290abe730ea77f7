//! Who asks, in which language, and how far this act reaches for them. Every route passes here before its handler.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE32_DNSSEC;
use kernel::{Act, Actor, Ctx, District, Error, Instant, Lang, Membership, Origin, PolicyRow, RequestKey, Scope};
use ledger::{Clock, Db, Reader};
use page::{Failure, RequestFace, Shell};

use crate::screens::frame;
use crate::sign_in::kept::{self, Typed};
use crate::sign_in::session::{self, Session};

/// What every route's gate shares, and the act of this one.
#[derive(Clone)]
pub struct Gate {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub policy: &'static [PolicyRow],
    pub district: District,
    pub district_name: Arc<str>,
    pub sample: bool,
    pub act: Act,
    pub api: bool,
    /// The moment that is shown, when it is not now.
    pub past: Option<Instant>,
    /// When the replay that is running will be over.
    pub replay_until: Option<Instant>,
}

/// Anyone may come to these: signing in, help, complaints.
pub const PUBLIC: Act = Act("public");
/// Anyone signed in, whatever their part.
pub const SIGNED_IN: Act = Act("signed_in");

/// A form's body is looked into for its request key; larger bodies carry it in the header.
const LARGEST_FORM: usize = 1 << 20;

/// The visitor as far as the cookie, the header and the tables tell.
struct Visitor {
    session: Session,
    memberships: Vec<Membership>,
}

pub async fn gate(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let mut face = RequestFace { api: gate.api, lang: frame::preferences(&request).0, shell: None };
    let response = match admit(&gate, request, &mut face).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal,
    };
    log_fault(&response, gate.act);
    page::finish_failure(&face, response)
}

/// A fault is written to the log once, here, where it is answered.
fn log_fault(response: &Response, act: Act) {
    if let Some(error) = response.extensions().get::<Arc<Error>>()
        && let Error::Internal(cause) = error.as_ref()
    {
        tracing::error!(act = act.0, cause = %chain(cause.as_ref()), "internal fault");
    }
}

/// A cause and what lies under it, for the journal.
pub(crate) fn chain(cause: &(dyn std::error::Error + 'static)) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

/// Puts the context and the shell into the request, or says why not.
async fn admit(gate: &Gate, request: Request, face: &mut RequestFace) -> Result<Request, Response> {
    let fail = |error: Error| Failure(error).into_response();
    let (mut request, key) = request_key(request).await?;
    let now = gate.clock.now();
    let token = session::token_of(request.headers());
    let visitor = gate.db.read_blocking(|r| visitor(r, gate, token.as_ref(), now)).map_err(fail)?;
    let (lang, size) = frame::preferences(&request);
    let ctx = ctx(gate, visitor.as_ref(), now, key, lang).map_err(fail)?;
    if !gate.api {
        let here = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let session = visitor.as_ref().map(|v| &v.session);
        let shell = gate.db.read_blocking(|r| frame::shell(r, gate, &ctx, session, size, here)).map_err(fail)?;
        let shell: Arc<Shell> = Arc::new(shell);
        face.shell = Some(Arc::clone(&shell));
        request.extensions_mut().insert(shell);
    }
    if visitor.is_none() && gate.act != PUBLIC {
        let request = if gate.api { request } else { kept::with_text(request).await };
        return Err(sign_in_first(gate, &request, now));
    }
    if ctx.scope.is_empty() && gate.act != PUBLIC && gate.act != SIGNED_IN {
        return Err(fail(Error::Forbidden { action: "do this" }));
    }
    if let Some(visitor) = visitor {
        session::touch(&gate.db, gate.district, &visitor.session, now).await.map_err(fail)?;
        request.extensions_mut().insert(visitor.session);
    }
    // What stands around the page is of now, also around the past.
    request.extensions_mut().insert(Arc::new(known_then(gate, ctx)));
    Ok(request)
}

/// A page leads to the sign-in and back; a program gets 401.
fn sign_in_first(gate: &Gate, request: &Request, now: Instant) -> Response {
    if gate.api {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let back = match *request.method() {
        Method::GET => request.uri().path_and_query().map_or("/", |p| p.as_str()),
        // What was typed is kept by the page itself or by us; the form is found again at the same address.
        _ => request.headers().get(header::REFERER).and_then(|r| r.to_str().ok()).map_or("/", path_of),
    };
    let query = serde_urlencoded::to_string([("back", back)]).unwrap_or_default();
    let to = format!("{}?{query}", page::SIGN_IN);
    let status = if request.method() == Method::GET { StatusCode::FOUND } else { StatusCode::SEE_OTHER };
    let to = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static(page::SIGN_IN));
    let mut response = (status, [(header::LOCATION, to)]).into_response();
    match kept::keep(request, now) {
        Ok(Some(cookie)) => {
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
        Ok(None) => {}
        Err(error) => return Failure(error).into_response(),
    }
    response
}

/// Path and query of an address of this house.
fn path_of(address: &str) -> &str {
    address.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or("/")
}

fn visitor(
    r: &Reader<'_>,
    gate: &Gate,
    token: Option<&session::Token>,
    now: Instant,
) -> Result<Option<Visitor>, Error> {
    let Some(token) = token else { return Ok(None) };
    let Some(session) = session::find(r, gate.district, token, (now, gate.clock.pace()))? else { return Ok(None) };
    let memberships = registry::query::memberships(r, gate.district, session.person)?;
    Ok(Some(Visitor { session, memberships }))
}

fn ctx(gate: &Gate, visitor: Option<&Visitor>, now: Instant, request: RequestKey, lang: Lang) -> Result<Ctx, Error> {
    let person = visitor.map(|v| v.session.person);
    let acting: Vec<Membership> = visitor.map(|v| v.memberships.clone()).unwrap_or_default();
    let row = gate.policy.iter().find(|row| row.act == gate.act);
    let scope = row.map(|row| Scope::of(row, gate.district, person, &acting, now));
    Ok(Ctx {
        district: gate.district,
        actor: person.map_or(Actor::Public, Actor::Person),
        acting,
        scope: scope.unwrap_or_else(|| Scope::nothing(gate.district)),
        policy: gate.policy,
        now,
        effective_at: None,
        origin: if gate.api { Origin::Api } else { Origin::Page },
        request,
        chance: chance()?,
        lang,
        minted: kernel::Minted::default(),
    })
}

/// What was known then is shown as of then, to those who may see it now: today's parts count as if they had begun before.
fn known_then(gate: &Gate, ctx: Ctx) -> Ctx {
    let Some(past) = gate.past else { return ctx };
    let mut acting = ctx.acting;
    acting.retain(|part| part.is_active(ctx.now));
    acting.iter_mut().for_each(|part| (part.from, part.to) = (part.from.min(past), None));
    Ctx { now: past, acting, ..ctx }
}

/// Whether somebody is signed in.
pub fn is_signed_in(gate: &Gate, headers: &header::HeaderMap) -> Result<bool, Error> {
    let (token, now) = (session::token_of(headers), gate.clock.now());
    gate.db.read_blocking(|r| visitor(r, gate, token.as_ref(), now)).map(|visitor| visitor.is_some())
}

/// The key that names this request: from the header, from the form's hidden field, else drawn.
async fn request_key(request: Request) -> Result<(Request, RequestKey), Response> {
    if let Some(key) = request.headers().get("idempotency-key").map(|value| RequestKey::of(value.as_bytes())) {
        return Ok((request, key));
    }
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if request.method() != Method::POST || !form {
        let query = request.uri().query().unwrap_or_default();
        let key = page::Values::from_query(query).get(page::form::REQUEST_KEY).to_owned();
        let key = if key.is_empty() {
            RequestKey(drawn().map_err(|e| Failure(e).into_response())?)
        } else {
            RequestKey::of(key.as_bytes())
        };
        return Ok((request, key));
    }
    let (parts, body) = request.into_parts();
    let bytes =
        axum::body::to_bytes(body, LARGEST_FORM).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    let typed = page::Values::from_query(std::str::from_utf8(&bytes).unwrap_or_default());
    let key = match typed.get(page::form::REQUEST_KEY) {
        "" => RequestKey(drawn().map_err(|e| Failure(e).into_response())?),
        key => RequestKey::of(key.as_bytes()),
    };
    let mut request = Request::from_parts(parts, Body::from(bytes));
    request.extensions_mut().insert(Typed(typed));
    Ok((request, key))
}

pub fn drawn<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

fn chance() -> Result<[u8; 32], Error> {
    drawn()
}

/// A fresh key for the hidden field of a form.
pub fn fresh_key() -> Result<String, Error> {
    Ok(BASE32_DNSSEC.encode(&drawn::<16>()?))
}

/// The context in which the program itself acts.
pub fn machine_ctx(rule: &'static str, district: District, now: Instant) -> Result<Ctx, Error> {
    Ok(Ctx::rule(rule, district, now, RequestKey(drawn()?), chance()?))
}
