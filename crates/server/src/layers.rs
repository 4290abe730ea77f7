//! What every answer carries: security headers, a limit on size and time, a face where it was refused before any gate.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use http_body_util::{BodyExt as _, LengthLimitError};
use ledger::Db;
use page::RequestFace;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::monitor::{Lost, Monitor};
use crate::screens::frame;

/// The largest body: a form with three photos of 20 MiB. Routes that keep a body in memory have narrower limits.
pub const LARGEST_BODY: usize = 65 << 20;
const LONGEST_ANSWER: Duration = Duration::from_secs(60);
const SMALLEST_COMPRESSED: u64 = 1_024;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ASSETS: &str = "/assets/";
const OPEN: [&str; 3] = ["/favicon.ico", "/livez", "/readyz"];

/// Routes that need no visitor: assets and health.
pub fn open_routes(db: Db) -> Router {
    let ready = move |monitor: Option<Extension<Monitor>>, lost: Option<Extension<Lost>>| {
        let db = db.clone();
        async move { ready(&db, monitor.map(|it| it.0), lost.is_some()).await }
    };
    Router::new()
        .route("/assets/{*path}", get(asset))
        .route("/favicon.ico", get(|| async { page_asset("favicon.svg") }))
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(ready))
}

/// A reading of our own is missing three times.
const NO_HEARTBEAT_MS: i64 = 3 * 60_000;

/// Ready means that the tables can be read, and that readings go the whole way.
async fn ready(db: &Db, monitor: Option<Monitor>, is_lost: bool) -> Response {
    if is_lost {
        return (StatusCode::SERVICE_UNAVAILABLE, "readings are not taken in").into_response();
    }
    if monitor.is_some_and(|it| it.since_heartbeat() > NO_HEARTBEAT_MS) {
        return (StatusCode::SERVICE_UNAVAILABLE, "readings don't come through").into_response();
    }
    match db.read(crate::installation::read).await {
        Ok(Some(_)) => "ready".into_response(),
        Ok(None) => (StatusCode::SERVICE_UNAVAILABLE, "no district").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database can't be read").into_response(),
    }
}

async fn asset(Path(path): Path<String>) -> Response {
    page_asset(&path)
}

fn page_asset(path: &str) -> Response {
    let Some(asset) = page::asset(path) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ETAG, asset.etag),
    ];
    (headers, asset.bytes).into_response()
}

pub fn around(router: Router) -> Router {
    let compressed = SizeAbove::new(SMALLEST_COMPRESSED).and(NotForContentType::IMAGES);
    router
        .layer(CompressionLayer::new().gzip(true).compress_when(compressed))
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn(cut_off))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a handler panicked");
            StatusCode::INTERNAL_SERVER_ERROR.into_response().map(Body::new)
        }))
        // Outermost, because refusals of the layers inside are answers too.
        .layer(middleware::from_fn(outermost))
}

/// A body that does not state its length is cut off at the limit while a handler reads it. Whatever the handler made of the
/// torn body, the body was too large.
async fn cut_off(request: Request, next: Next) -> Response {
    let torn = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&torn);
    let note = move |cause: axum::Error| {
        if cause.source().is_some_and(|source| source.is::<LengthLimitError>()) {
            noted.store(true, Ordering::Relaxed);
        }
        cause
    };
    let response = next.run(request.map(|body| Body::new(body.map_err(note)))).await;
    if torn.load(Ordering::Relaxed) { StatusCode::PAYLOAD_TOO_LARGE.into_response() } else { response }
}

/// What refusals of the layers look like; none for what only machines ask for.
fn face(request: &Request) -> Option<RequestFace> {
    let path = request.uri().path();
    if path.starts_with(ASSETS) || OPEN.contains(&path) {
        return None;
    }
    Some(RequestFace { api: path.starts_with("/api/"), lang: frame::preferences(request).0, shell: None })
}

async fn outermost(request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with(ASSETS);
    let query = request.uri().query().unwrap_or_default().to_owned();
    let face = face(&request);
    let mut response = next.run(request).await;
    if let Some(face) = face {
        response = page::finish_failure(&face, response);
    }
    frame::remember(&query, &mut response);
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| drop(headers.insert(name, HeaderValue::from_static(value)));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    // A file that somebody sent says so itself: it may run nowhere, and is asked for again each time.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    let asks_again = headers.get(header::CACHE_CONTROL).is_some_and(|said| said.as_bytes().starts_with(b"private"));
    if !asset && !asks_again {
        // Pages hold personal values; no proxy and no shared computer keeps them.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
