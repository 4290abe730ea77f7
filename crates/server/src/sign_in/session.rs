//! Sessions: an opaque token in the cookie, its digest in a table. Thirty minutes of rest or twelve hours in all end one.

use axum::http::{HeaderMap, header};
use data_encoding::BASE64URL_NOPAD;
use kernel::{Ctx, District, Error, Instant, PersonId, Span};
use ledger::{Db, Reader, Tx, params};
use registry::AccountId;
use sha2::{Digest, Sha256};

use crate::gate::{drawn, machine_ctx};

pub const COOKIE: &str = "anlan_session";
pub const IDLE: Span = Span::minutes(30);
pub const ABSOLUTE: Span = Span::hours(12);
/// Rows of sessions that ended are taken away so long after they began.
const KEPT: Span = Span::days(30);
/// How exact "last seen" is; finer would be a write with every request.
const SEEN_EVERY: Span = Span::minutes(1);

/// The digest of the visitor's token.
pub struct Token([u8; 32]);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub token: [u8; 32],
    pub account: AccountId,
    pub person: PersonId,
    pub started_at: Instant,
    pub seen_at: Instant,
    /// Of the clock by which these times are: who rests for half an hour does so by their own.
    pub pace: i64,
}

impl Session {
    pub fn ends(&self) -> Instant {
        let by_clock = |span: Span| Span::seconds(span.as_seconds() * self.pace);
        (self.seen_at + by_clock(IDLE)).min(self.started_at + by_clock(ABSOLUTE))
    }
}

/// From the cookie, or for programs from `Authorization: Bearer`.
pub fn token_of(headers: &HeaderMap) -> Option<Token> {
    let bearer =
        headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    let text = bearer.or_else(|| cookie(headers, COOKIE))?;
    let token = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    Some(Token(Sha256::digest(token).into()))
}

pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The session, if it hasn't ended and its account is still open.
pub fn find(
    r: &Reader<'_>,
    district: District,
    token: &Token,
    (now, pace): (Instant, i64),
) -> Result<Option<Session>, Error> {
    let found = r.row(
        "SELECT account, person, started_at, seen_at FROM session WHERE district = $1 AND token = $2",
        params![district, token.0],
        |row| {
            Ok(Session {
                token: token.0,
                account: row.get(0)?,
                person: row.get(1)?,
                started_at: row.get(2)?,
                seen_at: row.get(3)?,
                pace,
            })
        },
    )?;
    let Some(session) = found.filter(|s| now < s.ends()) else { return Ok(None) };
    let open = registry::query::account_is_open(r, district, session.account)?;
    Ok(open.then_some(session))
}

/// Moves "last seen" on, at most once a minute.
pub async fn touch(db: &Db, district: District, session: &Session, now: Instant) -> Result<(), Error> {
    if now < session.seen_at + SEEN_EVERY {
        return Ok(());
    }
    let token = session.token;
    let ctx = machine_ctx("session", district, now)?;
    db.write("session.touch", &ctx, move |tx, ctx| {
        tx.execute(
            "UPDATE session SET seen_at = $3 WHERE district = $1 AND token = $2",
            params![ctx.district, token, ctx.now],
        )
    })
    .await
    .map(drop)
}

/// Starts a session; the token is for the cookie and stands nowhere else.
pub fn start(tx: &mut Tx<'_>, ctx: &Ctx, account: AccountId, person: PersonId, token: &[u8; 32]) -> Result<(), Error> {
    let digest: [u8; 32] = Sha256::digest(token).into();
    tx.execute(
        "INSERT INTO session (district, token, account, person, started_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)",
        params![ctx.district, digest, account, person, ctx.now],
    )?;
    tx.execute("DELETE FROM session WHERE district = $1 AND started_at < $2", params![ctx.district, ctx.now - KEPT])?;
    Ok(())
}

pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, token: [u8; 32]) -> Result<(), Error> {
    tx.execute("DELETE FROM session WHERE district = $1 AND token = $2", params![ctx.district, token])?;
    Ok(())
}

/// All sessions of an account but this one: after a change of password.
pub fn end_others(tx: &mut Tx<'_>, ctx: &Ctx, account: AccountId, but: [u8; 32]) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM session WHERE district = $1 AND account = $2 AND token <> $3",
        params![ctx.district, account, but],
    )?;
    Ok(())
}

/// All sessions of an account: when it is disabled.
pub fn end_all(tx: &mut Tx<'_>, ctx: &Ctx, account: AccountId) -> Result<(), Error> {
    tx.execute("DELETE FROM session WHERE district = $1 AND account = $2", params![ctx.district, account])?;
    Ok(())
}

pub fn draw_token() -> Result<([u8; 32], String), Error> {
    let token: [u8; 32] = drawn()?;
    Ok((token, BASE64URL_NOPAD.encode(&token)))
}

/// `Secure` is left to the proxy that ends TLS; the page works on a closed network without it.
pub fn set_cookie(text: &str) -> String {
    format!("{COOKIE}={text}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}", ABSOLUTE.as_seconds())
}

pub fn clear_cookie() -> String {
    format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}
