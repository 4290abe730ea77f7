//! Times that were promised: rows, never memory, so that a restart forgets none.

use kernel::{Ctx, Error, Instant};

use crate::{Reader, Tx, params};

/// At `at`, something of this kind is due for this object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    pub at: Instant,
    pub stream: String,
    pub id: [u8; 16],
    pub kind: String,
}

impl Tx<'_> {
    /// Setting the same timer twice is one timer.
    pub fn set_timer(&mut self, ctx: &Ctx, at: Instant, stream: &str, id: [u8; 16], kind: &str) -> Result<(), Error> {
        self.execute(
            "INSERT INTO timer (district, at, stream, id, kind) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (district, at, stream, id, kind) DO NOTHING",
            params![ctx.district, at, stream, id, kind],
        )?;
        Ok(())
    }

    /// One that isn't there is set.
    pub fn move_timer(
        &mut self,
        ctx: &Ctx,
        from: Instant,
        to: Instant,
        stream: &str,
        id: [u8; 16],
        kind: &str,
    ) -> Result<(), Error> {
        self.clear_timer(ctx, from, stream, id, kind)?;
        self.set_timer(ctx, to, stream, id, kind)
    }

    pub fn clear_timer(&mut self, ctx: &Ctx, at: Instant, stream: &str, id: [u8; 16], kind: &str) -> Result<(), Error> {
        self.execute(
            "DELETE FROM timer WHERE district = $1 AND at = $2 AND stream = $3 AND id = $4 AND kind = $5",
            params![ctx.district, at, stream, id, kind],
        )?;
        Ok(())
    }

    /// Takes the timer away; false when another run has taken it already.
    pub fn take_timer(&mut self, ctx: &Ctx, timer: &Timer) -> Result<bool, Error> {
        let taken = self.changing(
            "DELETE FROM timer WHERE district = $1 AND at = $2 AND stream = $3 AND id = $4 AND kind = $5",
            params![ctx.district, timer.at, timer.stream, timer.id, timer.kind],
        )?;
        Ok(taken == 1)
    }
}

impl Reader<'_> {
    /// Timers that have come due, earliest first.
    pub fn due_timers(&self, ctx: &Ctx, now: Instant, at_most: u32) -> Result<Vec<Timer>, Error> {
        self.rows(
            "SELECT at, stream, id, kind FROM timer WHERE district = $1 AND at <= $2
             ORDER BY at, stream, id, kind LIMIT $3",
            params![ctx.district, now, at_most],
            |row| Ok(Timer { at: row.get(0)?, stream: row.get(1)?, id: row.get(2)?, kind: row.get(3)? }),
        )
    }
}
