//! A repeated request has one effect: the first answer is kept beside it and given again.

use kernel::{Ctx, Error, Identity, Instant, Span};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Tx, params};

/// How long an answer is kept; forms and queues older than this have to be looked at by a person.
const KEPT: Span = Span::days(7);

/// Who asked, and by which key; none where nothing repeats it.
type Key = ([u8; 16], [u8; 16]);

impl Tx<'_> {
    /// Rules and the machine's own commands are not repeated by a network; people and programs are. The second: whether it
    /// can have been done before.
    fn key(&self, ctx: &Ctx) -> Option<(Key, bool)> {
        match ctx.person() {
            Some(person) => Some(((*person.bytes(), ctx.request.0), true)),
            None => self.once.map(|once| (([0; 16], once.key), once.again)),
        }
    }

    pub(crate) fn first_answer<T: DeserializeOwned>(&self, ctx: &Ctx, command: &str) -> Result<Option<T>, Error> {
        let Some(((person, request), true)) = self.key(ctx) else { return Ok(None) };
        let found = self.row(
            "SELECT command, answer FROM idempotency WHERE district = $1 AND person = $2 AND request = $3",
            params![ctx.district, person, request],
            |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
        )?;
        match found {
            None => Ok(None),
            Some((first, answer)) if first == command => Ok(Some(serde_json::from_str(&answer)?)),
            Some(_) => Err(Error::refused("this request key was used for another act")),
        }
    }

    pub(crate) fn keep_answer<T: Serialize>(&mut self, ctx: &Ctx, command: &str, answer: &T) -> Result<(), Error> {
        let Some(((person, request), _)) = self.key(ctx) else { return Ok(()) };
        let answer = serde_json::to_string(answer)?;
        let at = self.recorded_at();
        self.execute(
            "INSERT INTO idempotency (district, person, request, at, command, answer) VALUES ($1, $2, $3, $4, $5, $6)",
            params![ctx.district, person, request, at, command, answer],
        )?;
        Ok(())
    }

    /// Forgets answers older than seven days.
    pub fn forget_answers(&mut self, ctx: &Ctx, now: Instant) -> Result<usize, Error> {
        self.changing("DELETE FROM idempotency WHERE district = $1 AND at < $2", params![ctx.district, now - KEPT])
    }
}
