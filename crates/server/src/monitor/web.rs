//! The door for devices that speak HTTP, and what the program knows of its readings.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use gateway::NotTaken;
use kernel::{Ctx, Error};
use ledger::Db;
use page::{Doc, Json, Method, Reply, Routes};
use readings::{Counts, Reason};
use serde::Serialize;
use signal::device::token;

use super::Monitor;
use crate::gate::PUBLIC;

/// Lines of one call.
const BATCH_BYTES: usize = 8 << 20;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .api(Method::POST, "/readings", PUBLIC, take, doc())
        .and(super::page::routes())
        .and(super::completeness::routes())
        .and(super::refused::routes())
        .and(super::archived::routes())
}

/// What became of each line. `refused` counts by reason; a line that was known already is none that went wrong.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReadingsTaken {
    accepted: u64,
    /// Of the accepted ones: too old to be judged by any rule.
    late: u64,
    duplicates: u64,
    refused: u64,
    reasons: std::collections::BTreeMap<&'static str, u64>,
}

impl From<Counts> for ReadingsTaken {
    fn from(counts: Counts) -> Self {
        let duplicates = counts.refused(Reason::Duplicate);
        let reasons = Reason::ALL.iter().filter(|it| **it != Reason::Duplicate && counts.refused(**it) > 0);
        ReadingsTaken {
            accepted: counts.accepted,
            late: counts.late,
            duplicates,
            refused: counts.all_refused() - duplicates,
            reasons: reasons.map(|it| (it.code(), counts.refused(*it))).collect(),
        }
    }
}

fn doc() -> Doc {
    Doc::new(
        "Readings of devices, one JSON object a line: {\"device\":code, \"metric\":…, \"t\":milliseconds or RFC 3339, \
         \"v\":number}; an array of them is taken, too. The token of the device or gateway stands in Authorization: Bearer. \
         Answered when everything accepted is on the disk; the same readings again change nothing",
    )
    .returns::<ReadingsTaken>()
}

async fn take(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    monitor: Option<Extension<Monitor>>,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    let Some(presented) = bearer(&headers) else { return Ok(unknown()) };
    let district = ctx.district;
    let opens = db.read(move |r| token::query::opens(r, district, &presented)).await?;
    let Some(opens) = opens else { return Ok(unknown()) };
    let Some(Extension(monitor)) = monitor else { return Err(Error::Unavailable.into()) };
    if body.len() > BATCH_BYTES {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    }
    let Ok(lines) = lines_of(body) else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let known = monitor.known();
    let may_send = |device| match opens.device {
        Some(only) => device == only,
        None => known.owner(device) == Some(opens.owner),
    };
    match monitor.take_of(lines, &may_send).await {
        Ok(counts) => Ok(Json(ReadingsTaken::from(counts)).into_response()),
        Err(cause @ NotTaken::Store(_)) => {
            tracing::error!(%cause, "readings are refused");
            Err(Error::Unavailable.into())
        }
        Err(NotTaken::Busy | NotTaken::Stopping) => Err(Error::Unavailable.into()),
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    given.strip_prefix("Bearer ").map(|it| it.trim().to_owned())
}

/// Nobody signs in here, so what is missing is said in words of its own.
fn unknown() -> Response {
    let problem = serde_json::json!({
        "type": "urn:anlan:problem:token",
        "status": 401,
        "title": "No token, or one that is unknown or revoked",
        "title_zh": "缺少接入令牌，或令牌无效、已吊销",
        "detail": "Send Authorization: Bearer with the token that was told when it was issued under /device-tokens",
        "detail_zh": "请在请求头 Authorization: Bearer 中填写签发时给出的接入令牌（监测感知－接入令牌）",
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    let mut answer = (StatusCode::UNAUTHORIZED, kind, problem.to_string()).into_response();
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    answer
}

/// An array becomes lines; lines stay as they are.
fn lines_of(body: Bytes) -> Result<Bytes, serde_json::Error> {
    if body.iter().find(|it| !it.is_ascii_whitespace()) != Some(&b'[') {
        return Ok(body);
    }
    let all: Vec<serde_json::Value> = serde_json::from_slice(&body)?;
    let mut lines = Vec::with_capacity(body.len());
    for one in all {
        serde_json::to_writer(&mut lines, &one)?;
        lines.push(b'\n');
    }
    Ok(lines.into())
}
