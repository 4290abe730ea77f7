//! Signing in: a password, a session in a cookie, a rest after five wrong tries.

pub mod kept;
pub mod password;
pub mod session;
mod web;

use kernel::{Ctx, Error, Instant, Span};
use ledger::{Reader, Tx, params};

pub use web::{language_of, routes};

/// Wrong passwords before an account rests.
const MOST_FAILURES: i64 = 5;
/// How long it rests.
pub const REST: Span = Span::minutes(15);

/// Whether an account is resting now because of wrong passwords.
pub fn rests(r: &Reader<'_>, ctx: &Ctx, login: &str) -> Result<bool, Error> {
    let found = r.row(
        "SELECT failures, last_at FROM attempt WHERE district = $1 AND login = $2",
        params![ctx.district, login],
        |row| Ok((row.get::<i64>(0)?, row.get::<Instant>(1)?)),
    )?;
    Ok(found.is_some_and(|(failures, last)| failures >= MOST_FAILURES && ctx.now < last + REST))
}

pub fn count_failure(tx: &mut Tx<'_>, ctx: &Ctx, login: &str) -> Result<(), Error> {
    // A try after the rest begins a new count.
    let stale = ctx.now - REST;
    tx.execute(
        "INSERT INTO attempt (district, login, failures, last_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (district, login) DO UPDATE SET
             failures = CASE WHEN attempt.last_at < $4 THEN 1 ELSE attempt.failures + 1 END, last_at = $3",
        params![ctx.district, login, ctx.now, stale],
    )?;
    Ok(())
}

pub fn forget_failures(tx: &mut Tx<'_>, ctx: &Ctx, login: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM attempt WHERE district = $1 AND login = $2", params![ctx.district, login])?;
    Ok(())
}
