//! What happens when a time is reached. One loop takes due timers in the order of their times; each runs in a transaction
//! that also takes the timer away, so that a time is neither skipped nor used twice.

use std::time::Duration;

use kernel::{Ctx, District, Error, Identity, Span};
use ledger::{Clock, Db, Timer, Tx};

use crate::gate::machine_ctx;
use crate::{exports, imports};

const TEXTS_AT_ONCE: u32 = 200;
const MISSED_AT_ONCE: usize = 50;
/// A day passes once; an hour late is nothing to a duty of days.
const MISSED_EVERY: Span = Span::minutes(60);
const LET_GO_EVERY: Span = Span::minutes(10);
const PAUSE: Duration = Duration::from_millis(500);

/// The flat list: which concept answers for which timer.
pub(crate) fn fire(tx: &mut Tx<'_>, ctx: &Ctx, timer: &Timer) -> Result<(), Error> {
    match (timer.stream.as_str(), timer.kind.as_str()) {
        ("obligation", "ladder") => obligation::fire(tx, ctx, timer.at, Identity::from_bytes(timer.id)),
        ("standardisation", enterprise::standardisation::TIMER) => {
            enterprise::standardisation::fall_due(tx, ctx, Identity::from_bytes(timer.id))
        }
        ("special_period", attention::period::TIMER) => {
            attention::period::fire(tx, ctx, Identity::from_bytes(timer.id))
        }
        (stream, kind) => Err(Error::internal(format!("a timer nobody answers for: {stream}/{kind}"))),
    }
}

/// Runs what has come due, always the earliest first, because one may set another; returns how many. One that fails is
/// said and left for the next round; it must not hold up the others.
pub fn run_due(db: &Db, clock: &dyn Clock, district: District) -> Result<usize, Error> {
    let (mut run, mut left) = (0, Vec::new());
    loop {
        let now = clock.now();
        let ctx = machine_ctx("timer", district, now)?;
        let at_most = left.len() as u32 + 1;
        let due = db.read_blocking(|r| r.due_timers(&ctx, now, at_most))?;
        let Some(timer) = due.into_iter().find(|timer| !left.contains(timer)) else { return Ok(run) };
        let taken = timer.clone();
        let fired =
            db.write_blocking(
                "timer",
                &ctx,
                move |tx, ctx| {
                    if tx.take_timer(ctx, &taken)? { fire(tx, ctx, &taken) } else { Ok(()) }
                },
            );
        match fired {
            Ok(()) => run += 1,
            Err(error) => {
                tracing::error!(%error, stream = timer.stream, "a timer failed");
                left.push(timer);
            }
        }
    }
}

/// Texts that wait for the index; in pieces, so that nobody waits long behind them.
pub fn index_texts(db: &Db, clock: &dyn Clock, district: District) -> Result<(), Error> {
    loop {
        let ctx = machine_ctx("index", district, clock.now())?;
        if db.read_blocking(|r| r.row("SELECT 1 FROM search_queue LIMIT 1", &[], |row| row.get::<i64>(0)))?.is_none() {
            return Ok(());
        }
        db.write_blocking("index", &ctx, |tx, ctx| tx.index_queued(ctx, TEXTS_AT_ONCE))?;
    }
}

/// Reviews and looks that were missed are owed from then on; in pieces, so that nobody waits long behind them.
pub fn open_missed(db: &Db, clock: &dyn Clock, district: District) -> Result<usize, Error> {
    let ctx = machine_ctx("missed", district, clock.now())?;
    let missed = db.read_blocking(|r| hazard::missed::find(r, &ctx))?;
    for piece in missed.chunks(MISSED_AT_ONCE) {
        let (ctx, piece) = (machine_ctx("missed", district, clock.now())?, piece.to_vec());
        db.write_blocking("missed", &ctx, move |tx, ctx| {
            piece.iter().try_for_each(|it| hazard::missed::open(tx, ctx, *it))
        })?;
    }
    Ok(missed.len())
}

/// Periods of the calendar of meetings that have begun are owed from then on.
pub fn open_periods(db: &Db, clock: &dyn Clock, district: District) -> Result<usize, Error> {
    let ctx = machine_ctx("periods", district, clock.now())?;
    let missing = db.read_blocking(|r| meeting::calendar::find_missing(r, &ctx))?;
    for piece in missing.chunks(MISSED_AT_ONCE) {
        let (ctx, piece) = (machine_ctx("periods", district, clock.now())?, piece.to_vec());
        db.write_blocking("periods", &ctx, move |tx, ctx| {
            piece.iter().try_for_each(|it| meeting::calendar::open(tx, ctx, *it))
        })?;
    }
    Ok(missing.len())
}

/// What is kept only for a while is let go, now and then.
fn let_go(db: &Db, clock: &dyn Clock, district: District) -> Result<(), Error> {
    let ctx = machine_ctx("keeper", district, clock.now())?;
    let now = ctx.now;
    // What was neglected; should that fail, the rest is let go all the same.
    let swept = hazard::accountability::sweep(db, &ctx);
    db.write_blocking("forget_answers", &ctx, move |tx, ctx| tx.forget_answers(ctx, now))?;
    exports::forget_outdated(db, &ctx)?;
    exports::returned::forget_outdated(db, &ctx)?;
    imports::forget_outdated(db, &ctx)?;
    clear_uploads(db, clock, district)?;
    swept.map(drop)
}

/// Files on their way that nobody has used for a day.
pub fn clear_uploads(db: &Db, clock: &dyn Clock, district: District) -> Result<usize, Error> {
    let ctx = machine_ctx("clear", district, clock.now())?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(Error::internal)?;
    runtime.block_on(evidence::upload::clear(db, &evidence::Files::of(db), &ctx))
}

/// The loop of the running server. It ends with the process; what it has not reached stays in its rows.
pub fn start(db: Db, clock: std::sync::Arc<dyn Clock>, district: District) -> std::io::Result<()> {
    let run = move || {
        let (mut let_go_at, mut missed_at) = (clock.now(), clock.now());
        loop {
            let clock = clock.as_ref();
            if let Err(error) = run_due(&db, clock, district).and_then(|_| index_texts(&db, clock, district)) {
                tracing::error!(%error, "timers stopped for a moment");
            }
            if clock.now() >= missed_at {
                missed_at = clock.now() + MISSED_EVERY;
                if let Err(error) = open_missed(&db, clock, district) {
                    tracing::error!(%error, "what was missed is owed by nobody yet");
                }
                if let Err(error) = open_periods(&db, clock, district) {
                    tracing::error!(%error, "meetings that are asked for are owed by nobody yet");
                }
            }
            if clock.now() >= let_go_at {
                let_go_at = clock.now() + LET_GO_EVERY;
                if let Err(error) = let_go(&db, clock, district) {
                    tracing::error!(%error, "what is outdated was not let go");
                }
            }
            std::thread::sleep(PAUSE);
        }
    };
    std::thread::Builder::new().name("timers".into()).spawn(run).map(drop)
}
