//! From a file to rows: receiving checks it, running writes it piece by piece.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kernel::{Ctx, Error, RequestKey};
use ledger::{Db, Tx};
use paper::{Learned, PaperError};
use sha2::{Digest, Sha256};

use super::kinds::{self, Kind, Reading};
use super::store::{self, Wrong};
use super::{Became, Home, ImportId, Job, Preview, State, headings};
use crate::kept_files::IMPORTS as FILES;

/// Rows written in one transaction at first, at least and at most.
const PIECE: usize = 100;
const PIECES: std::ops::RangeInclusive<usize> = 25..=500;
/// How long a piece takes: so short that nobody's own write waits long behind one, so long that little of it is spent on
/// beginning and ending.
const PIECE_TAKES: Duration = Duration::from_millis(20);

/// What a check found.
pub struct Checked {
    pub rows_good: usize,
    pub rows_bad: usize,
    pub preview: Preview,
    pub problems: Vec<Wrong>,
    reading: Arc<Reading>,
}

/// Reads and checks a file and keeps nothing.
pub fn check(db: &Db, ctx: &Ctx, kind: Kind, name: &str, bytes: &[u8], home: Home) -> Result<Checked, Error> {
    if bytes.is_empty() {
        return Err(PaperError::from(paper::fault::FILE_EMPTY).into());
    }
    let learned = db.read_blocking(|r| headings::learned(r, ctx, kind))?;
    let mut reading = kinds::read(kind, &kinds::open(kind, name, bytes)?, &learned, home)?;
    db.read_blocking(|r| reading.narrow(r, ctx))?;
    let reading = Arc::new(reading);
    let mut preview = reading.preview.clone();
    let mut problems: Vec<Wrong> = reading.problems.iter().map(Wrong::from).collect();
    let rows_bad = reading.bad_rows();
    match db.read_blocking(|r| reading.would(r, ctx))? {
        Some(would) => preview.would = Some(would),
        None => {
            let (would, refused) = rehearse(db, ctx, &reading)?;
            preview.would = Some(would);
            problems.extend(refused);
        }
    }
    let refused = preview.would.map_or(0, |would| would.refused);
    Ok(Checked { rows_good: reading.len() - refused, rows_bad: rows_bad + refused, preview, problems, reading })
}

/// Rows rehearsed in one go; a row may lean on one before it.
const REHEARSED: usize = 1_000;

/// Writes the rows and gives it up again, so that the check says what the acts would say.
fn rehearse(db: &Db, ctx: &Ctx, reading: &Arc<Reading>) -> Result<(Became, Vec<Wrong>), Error> {
    let (mut sum, mut wrong) = (Became::default(), Vec::new());
    for first in (0..reading.len()).step_by(REHEARSED) {
        let rows = first..(first + REHEARSED).min(reading.len());
        let reading = Arc::clone(reading);
        let ctx = Ctx { request: fresh(ctx, first), ..ctx.clone() };
        let (became, refused) = only_looked(db, &ctx, false, "import.rehearse", move |tx, ctx| {
            let (mut sum, mut wrong) = (Became::default(), Vec::new());
            for at in rows.clone() {
                let (became, problems) = reading.write(tx, ctx, at)?;
                sum += became;
                wrong.extend(problems.iter().map(Wrong::from));
            }
            Ok((sum, wrong))
        })?;
        sum += became;
        wrong.extend(refused);
    }
    Ok((sum, wrong))
}

const ONLY_LOOKED: &str = "it was only looked at";

/// Runs an act; keeps what it did only when `keep` says so.
pub fn only_looked<T: Send + Sync + 'static>(
    db: &Db,
    ctx: &Ctx,
    keep: bool,
    name: &'static str,
    run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (tell, told) = std::sync::mpsc::channel();
    let done = db.write_blocking(name, ctx, move |tx, ctx| {
        tell.send(run(tx, ctx)?).map_err(Error::internal)?;
        if keep { Ok(()) } else { Err(Error::refused(ONLY_LOOKED)) }
    });
    // A closure may run twice; the last run counts.
    match (done, told.try_iter().last()) {
        (Ok(()) | Err(Error::Refused { why: ONLY_LOOKED, .. }), Some(answer)) => Ok(answer),
        (Err(error), _) => Err(error),
        (Ok(()), None) => Err(Error::internal("an act without its answer")),
    }
}

/// Reads and checks a file, and keeps it until somebody says import. The same file, not finished yet, is found again,
/// without having been read.
pub fn receive(
    db: &Db,
    ctx: &Ctx,
    kind: Kind,
    name: &str,
    bytes: &[u8],
    home: Home,
) -> Result<(Job, Option<Arc<Reading>>), Error> {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    if let Some(known) = db.read_blocking(|r| store::unfinished(r, ctx, &digest, kind))?
        && known.state != State::Checked
    {
        return Ok((known, None));
    }
    let checked = check(db, ctx, kind, name, bytes, home)?;
    let job = Job {
        id: ctx.mint::<ImportId>(),
        kind,
        person: ctx.person(),
        at: ctx.now,
        name: name.to_owned(),
        digest,
        bytes: bytes.len() as u64,
        home,
        state: State::Checked,
        rows_good: checked.rows_good,
        rows_bad: checked.rows_bad,
        preview: checked.preview,
        done: 0,
        became: Became::default(),
        renewed_at: ctx.now,
    };
    FILES.keep(db, job.id, bytes)?;
    let problems = checked.problems;
    let known = db.read_blocking(|r| store::unfinished(r, ctx, &digest, kind))?.map(|known| known.id);
    let kept = job.clone();
    db.write_blocking("import.receive", ctx, move |tx, ctx| {
        // Checked again, perhaps with other choices: the newer check counts.
        if let Some(known) = known {
            store::remove(tx, ctx, known)?;
        }
        store::insert(tx, ctx, &kept, &problems)
    })?;
    if let Some(known) = known.filter(|known| *known != job.id) {
        FILES.forget(db, known)?;
    }
    Ok((job, Some(checked.reading)))
}

/// Writes what is left of a file that was told to run. Ends when all is written or somebody paused it; `progress` hears
/// the rows done and all rows. Who has just had it read hands the reading on.
pub fn run_with(
    db: &Db,
    ctx: &Ctx,
    id: ImportId,
    reading: Option<Arc<Reading>>,
    mut progress: impl FnMut(usize, usize),
) -> Result<Job, Error> {
    let job = db.read_blocking(|r| store::load(r, ctx, id))?;
    let reading = match reading {
        Some(reading) => reading,
        None => Arc::new(read_again(db, ctx, &job)?),
    };
    let all = reading.len();
    let (mut done, mut piece) = (job.done, PIECE);
    while done < all {
        let until = (done + piece).min(all);
        let began = Instant::now();
        match write_rows(db, ctx, &job, &reading, done..until) {
            Ok(true) => piece = next_piece(until - done, began.elapsed()),
            Ok(false) => return db.read_blocking(|r| store::load(r, ctx, id)),
            // One row of the piece was refused: which, is found by writing them one by one.
            Err(error) if is_of_the_row(&error) => {
                for at in done..until {
                    if !write_one(db, ctx, &job, &reading, at)? {
                        return db.read_blocking(|r| store::load(r, ctx, id));
                    }
                }
            }
            Err(error) => return Err(error),
        }
        done = until;
        progress(done, all);
    }
    // A pause that comes after the last row has nothing left to hold back.
    db.write_blocking("import.finish", &piece_ctx(ctx, &job, all, b'f'), move |tx, ctx| {
        store::change_state(tx, ctx, id, &[State::Running, State::Paused], State::Finished)
    })?;
    db.read_blocking(|r| store::load(r, ctx, id))
}

/// As many rows as take the time of a piece, at the pace of the last one.
fn next_piece(rows: usize, took: Duration) -> usize {
    let fitting = rows as f64 * PIECE_TAKES.as_secs_f64() / took.as_secs_f64().max(1e-6);
    (fitting as usize).clamp(*PIECES.start(), *PIECES.end())
}

/// The file as it was checked: with the names learned since, a column may be read that was not.
fn read_again(db: &Db, ctx: &Ctx, job: &Job) -> Result<Reading, Error> {
    let bytes = FILES.read(db, job.id)?;
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    if digest != job.digest {
        return Err(Error::refused("the kept file was changed: send it again"));
    }
    let learned: Learned = db.read_blocking(|r| headings::learned(r, ctx, job.kind))?;
    let mut reading = kinds::read(job.kind, &kinds::open(job.kind, &job.name, &bytes)?, &learned, job.home)?;
    db.read_blocking(|r| reading.narrow(r, ctx))?;
    Ok(reading)
}

/// What is wrong with one row and no reason to stop.
pub fn is_of_the_row(error: &Error) -> bool {
    matches!(error, Error::Invalid(_) | Error::Refused { .. } | Error::Forbidden { .. } | Error::Conflict)
}

/// False: the run was stopped meanwhile, and nothing is written.
fn write_rows(
    db: &Db,
    ctx: &Ctx,
    job: &Job,
    reading: &Arc<Reading>,
    rows: std::ops::Range<usize>,
) -> Result<bool, Error> {
    let (id, reading) = (job.id, Arc::clone(reading));
    // Refused, not answered: an answer would be kept and given again when the run goes on.
    let written = db.write_blocking("import.piece", &piece_ctx(ctx, job, rows.start, b'p'), move |tx, ctx| {
        if !store::is_running(tx, ctx, id)? {
            return Err(Error::refused(PAUSED));
        }
        let mut sum = Became::default();
        let mut wrong: Vec<Wrong> = Vec::new();
        for at in rows.clone() {
            let (became, problems) = reading.write(tx, ctx, at)?;
            sum += became;
            wrong.extend(problems.iter().map(Wrong::from));
        }
        if !wrong.is_empty() {
            store::add_new_problems(tx, ctx, id, &wrong)?;
        }
        store::advance(tx, ctx, id, rows.end, &sum)
    });
    unless_paused(written)
}

const PAUSED: &str = "the import was paused";

fn unless_paused(done: Result<(), Error>) -> Result<bool, Error> {
    match done {
        Ok(()) => Ok(true),
        Err(Error::Refused { why: PAUSED, .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn write_one(db: &Db, ctx: &Ctx, job: &Job, reading: &Arc<Reading>, at: usize) -> Result<bool, Error> {
    let error = match write_rows(db, ctx, job, reading, at..at + 1) {
        Err(error) if is_of_the_row(&error) => error,
        other => return other,
    };
    let wrong = wrong(reading, at, &error);
    let id = job.id;
    db.write_blocking("import.refused", &piece_ctx(ctx, job, at, b'r'), move |tx, ctx| {
        store::add_new_problems(tx, ctx, id, &wrong)?;
        store::advance(tx, ctx, id, at + 1, &Became { refused: 1, ..Became::default() })?;
        Ok(true)
    })
}

/// What the act of a row said, as problems of its cells.
fn wrong(reading: &Reading, at: usize, error: &Error) -> Vec<Wrong> {
    let (sheet, row) = reading.place(at);
    let whole = |problem: &str, given: &str| Wrong {
        sheet: sheet.to_owned(),
        row,
        column: String::new(),
        header: String::new(),
        given: given.to_owned(),
        problem: problem.to_owned(),
        advice: String::new(),
    };
    match error {
        Error::Invalid(problems) => {
            problems.0.iter().map(|p| Wrong { header: p.field.to_owned(), ..whole(p.problem, &p.given) }).collect()
        }
        Error::Refused { why, with } => vec![whole(why, with.as_deref().unwrap_or_default())],
        Error::Forbidden { action } => vec![whole(action, "")],
        other => vec![whole("this row was changed by somebody else meanwhile", &other.to_string())],
    }
}

/// Each piece is a request of its own, the same one when it is tried again.
fn piece_ctx(ctx: &Ctx, job: &Job, at: usize, act: u8) -> Ctx {
    let mut hash = Sha256::new();
    hash.update(kernel::Identity::bytes(&job.id));
    hash.update([act]);
    hash.update((at as u64).to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let request = RequestKey(std::array::from_fn(|i| digest[i]));
    Ctx { request, origin: kernel::Origin::Import, ..ctx.clone() }
}

/// Tells a checked or paused file to run; false when it runs or has run.
pub fn begin(db: &Db, ctx: &Ctx, id: ImportId) -> Result<bool, Error> {
    db.write_blocking("import.run", ctx, move |tx, ctx| {
        store::change_state(tx, ctx, id, &[State::Checked, State::Paused], State::Running)
    })
}

/// All that is wrong with a file's rows.
pub fn problems(db: &Db, ctx: &Ctx, id: ImportId) -> Result<Vec<Wrong>, Error> {
    db.read_blocking(|r| store::problems(r, ctx, id, store::MOST_PROBLEMS))
}

/// Files run one after the other: each is held in memory whole.
static TURN: Mutex<()> = Mutex::new(());

/// Runs in the background. What stops it is said in the log without a word of the file; the page shows that it is paused.
pub fn in_turn(db: &Db, ctx: &Ctx, id: ImportId) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let Err(error) = run_with(db, ctx, id, None, |_, _| {}) else { return };
    tracing::error!(%error, "an import stopped");
    let stopped =
        db.write_blocking("import.stopped", &Ctx { request: fresh(ctx, 0), ..ctx.clone() }, move |tx, ctx| {
            store::change_state(tx, ctx, id, &[State::Running], State::Paused)
        });
    if let Err(error) = stopped {
        tracing::error!(%error, "an import that stopped is still marked as running; a restart pauses it");
    }
}

/// Another request than the visitor's own, and than the others.
fn fresh(ctx: &Ctx, n: usize) -> RequestKey {
    let digest = Sha256::new().chain_update(ctx.request.0).chain_update(n.to_be_bytes()).finalize();
    RequestKey(std::array::from_fn(|i| digest[i]))
}

/// At the start of the server: what the end of the last one cut off waits for somebody to go on.
pub fn pause_all(db: &Db, ctx: &Ctx) -> Result<usize, Error> {
    db.write_blocking("import.pause_all", ctx, store::pause_all)
}

/// Files that nobody has touched for a month, and those whose row was never written.
pub fn forget_outdated(db: &Db, ctx: &Ctx) -> Result<usize, Error> {
    let ids = db.read_blocking(|r| store::outdated(r, ctx, ctx.now))?;
    for id in ids.iter().copied() {
        db.write_blocking("import.forget", ctx, move |tx, ctx| store::remove(tx, ctx, id))?;
        FILES.forget(db, id)?;
    }
    FILES.forget_strays(db, ctx.now, |id| db.read_blocking(|r| store::exists(r, ctx, id)))?;
    Ok(ids.len())
}
