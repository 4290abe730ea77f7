//! The tables of files on their way in.

use kernel::{Ctx, Error, Instant, Span};
use ledger::{Reader, Row, Tx, params};
use paper::{CellProblem, ColumnName};

use super::{Became, Home, ImportId, Job, State};

/// How long a file and what is known of it is kept.
pub const KEPT: Span = Span::days(30);

/// More than any file has cells that are wrong.
pub const MOST_PROBLEMS: usize = 2_000_000;

macro_rules! columns {
    () => {
        "id, kind, person, at, name, digest, bytes, division, sector, state, rows_good, rows_bad, preview, done,
         created, changed, unchanged, refused, units, renewed_at"
    };
}

/// A problem as the page shows it. Texts are English literals of ours, shown in the visitor's language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Wrong {
    pub sheet: String,
    pub row: u32,
    /// The letter of the column; empty when the row as a whole is meant.
    pub column: String,
    pub header: String,
    pub given: String,
    pub problem: String,
    pub advice: String,
}

impl From<&CellProblem> for Wrong {
    fn from(p: &CellProblem) -> Self {
        let ColumnName { letter, header } = p.column.clone();
        Wrong {
            sheet: p.sheet.clone(),
            row: p.row,
            column: letter,
            header,
            given: p.given.clone(),
            problem: p.problem.to_owned(),
            advice: p.advice.to_owned(),
        }
    }
}

pub fn insert(tx: &mut Tx<'_>, ctx: &Ctx, job: &Job, problems: &[Wrong]) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO import (district, id, kind, person, at, name, digest, bytes, division, sector, state, rows_good,
                             rows_bad, preview, done, created, changed, unchanged, refused, units, renewed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, 0, 0, 0, 0, $5)",
        params![
            ctx.district,
            job.id,
            job.kind,
            job.person,
            job.at,
            job.name,
            job.digest.as_slice(),
            job.bytes as i64,
            job.home.division,
            job.home.sector,
            job.state,
            job.rows_good as i64,
            job.rows_bad as i64,
            serde_json::to_string(&job.preview)?
        ],
    )?;
    add_problems(tx, ctx, job.id, 0, problems)
}

/// After those that are known already.
pub fn add_problems(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: ImportId,
    first_place: usize,
    problems: &[Wrong],
) -> Result<(), Error> {
    for (place, wrong) in problems.iter().enumerate() {
        tx.execute(
            "INSERT INTO import_problem (district, import, place, sheet, row, letter, header, given, problem, advice)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                ctx.district,
                id,
                (first_place + place) as i64,
                wrong.sheet,
                wrong.row,
                wrong.column,
                wrong.header,
                wrong.given,
                wrong.problem,
                wrong.advice
            ],
        )?;
    }
    Ok(())
}

/// What the check said already is not said again.
pub fn add_new_problems(tx: &mut Tx<'_>, ctx: &Ctx, id: ImportId, problems: &[Wrong]) -> Result<(), Error> {
    let mut new = Vec::new();
    for wrong in problems {
        let known = tx.row(
            "SELECT 1 FROM import_problem
             WHERE district = $1 AND import = $2 AND sheet = $3 AND row = $4 AND header = $5 AND problem = $6",
            params![ctx.district, id, wrong.sheet, wrong.row, wrong.header, wrong.problem],
            |row| row.get::<i64>(0),
        )?;
        if known.is_none() {
            new.push(wrong.clone());
        }
    }
    add_problems(tx, ctx, id, count_problems(tx, ctx, id)?, &new)
}

/// A file belongs to whoever brought it; nobody else sees it.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: ImportId) -> Result<Job, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM import WHERE district = $1 AND id = $2");
    let found = r.row(sql, params![ctx.district, id], job)?;
    found.filter(|job| job.person == ctx.person()).ok_or(Error::NotFound("ImportId"))
}

/// The visitor's own, newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Job>, Error> {
    r.rows(
        concat!(
            "SELECT ",
            columns!(),
            " FROM import WHERE district = $1 AND person = $2 ORDER BY at DESC, id DESC LIMIT 100"
        ),
        params![ctx.district, ctx.person()],
        job,
    )
}

/// The same file by the same person, not finished yet.
pub fn unfinished(r: &Reader<'_>, ctx: &Ctx, digest: &[u8; 32], kind: super::Kind) -> Result<Option<Job>, Error> {
    r.row(
        concat!(
            "SELECT ",
            columns!(),
            " FROM import WHERE district = $1 AND person IS NOT DISTINCT FROM $2 AND digest = $3 AND kind = $4
              AND state <> 'finished' ORDER BY at DESC LIMIT 1"
        ),
        params![ctx.district, ctx.person(), digest.as_slice(), kind],
        job,
    )
}

fn job(row: &Row<'_>) -> Result<Job, Error> {
    let count = |column: usize| row.get::<i64>(column).map(|n| usize::try_from(n).unwrap_or(0));
    let preview: String = row.get(12)?;
    let digest: Vec<u8> = row.get(5)?;
    Ok(Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        person: row.get(2)?,
        at: row.get(3)?,
        name: row.get(4)?,
        digest: digest.try_into().map_err(|_| Error::internal("a digest of another length"))?,
        bytes: count(6)? as u64,
        home: Home { division: row.get(7)?, sector: row.get(8)? },
        state: row.get(9)?,
        rows_good: count(10)?,
        rows_bad: count(11)?,
        preview: serde_json::from_str(&preview)?,
        done: count(13)?,
        became: Became {
            created: count(14)?,
            changed: count(15)?,
            unchanged: count(16)?,
            refused: count(17)?,
            new_units: count(18)?,
        },
        renewed_at: row.get(19)?,
    })
}

pub fn problems(r: &Reader<'_>, ctx: &Ctx, id: ImportId, at_most: usize) -> Result<Vec<Wrong>, Error> {
    r.rows(
        "SELECT sheet, row, letter, header, given, problem, advice FROM import_problem
         WHERE district = $1 AND import = $2 ORDER BY place LIMIT $3",
        params![ctx.district, id, at_most as i64],
        |row| {
            Ok(Wrong {
                sheet: row.get(0)?,
                row: row.get(1)?,
                column: row.get(2)?,
                header: row.get(3)?,
                given: row.get(4)?,
                problem: row.get(5)?,
                advice: row.get(6)?,
            })
        },
    )
}

pub fn count_problems(r: &Reader<'_>, ctx: &Ctx, id: ImportId) -> Result<usize, Error> {
    let sql = "SELECT COUNT(*) FROM import_problem WHERE district = $1 AND import = $2";
    r.value::<i64>(sql, params![ctx.district, id]).map(|n| n as usize)
}

/// False when it stands in another state by now.
pub fn change_state(tx: &mut Tx<'_>, ctx: &Ctx, id: ImportId, from: &[State], to: State) -> Result<bool, Error> {
    let mut changed = 0;
    for state in from {
        changed += tx.changing(
            "UPDATE import SET state = $4, renewed_at = $5 WHERE district = $1 AND id = $2 AND state = $3",
            params![ctx.district, id, *state, to, ctx.now],
        )?;
    }
    Ok(changed > 0)
}

/// The rows before `done` are written. Nothing when the run was stopped meanwhile.
pub fn advance(tx: &mut Tx<'_>, ctx: &Ctx, id: ImportId, done: usize, became: &Became) -> Result<(), Error> {
    let now = tx.recorded_at();
    tx.execute(
        "UPDATE import SET done = $3, created = created + $4, changed = changed + $5, unchanged = unchanged + $6,
                refused = refused + $7, units = units + $8, renewed_at = $9
         WHERE district = $1 AND id = $2",
        params![
            ctx.district,
            id,
            done as i64,
            became.created as i64,
            became.changed as i64,
            became.unchanged as i64,
            became.refused as i64,
            became.new_units as i64,
            now
        ],
    )
}

/// Runs that the end of the program cut off.
pub fn pause_all(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<usize, Error> {
    tx.changing("UPDATE import SET state = 'paused' WHERE district = $1 AND state = 'running'", params![ctx.district])
}

pub fn remove(tx: &mut Tx<'_>, ctx: &Ctx, id: ImportId) -> Result<(), Error> {
    tx.execute("DELETE FROM import_problem WHERE district = $1 AND import = $2", params![ctx.district, id])?;
    tx.execute("DELETE FROM import WHERE district = $1 AND id = $2", params![ctx.district, id])
}

/// Those that nobody has touched for a month.
pub fn outdated(r: &Reader<'_>, ctx: &Ctx, now: Instant) -> Result<Vec<ImportId>, Error> {
    r.rows(
        "SELECT id FROM import WHERE district = $1 AND renewed_at < $2 AND state <> 'running' LIMIT 100",
        params![ctx.district, now - KEPT],
        |row| row.get(0),
    )
}

pub fn is_running(r: &Reader<'_>, ctx: &Ctx, id: ImportId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM import WHERE district = $1 AND id = $2 AND state = 'running'";
    r.row(sql, params![ctx.district, id], |row| row.get::<i64>(0)).map(|found| found.is_some())
}

pub fn exists(r: &Reader<'_>, ctx: &Ctx, id: ImportId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM import WHERE district = $1 AND id = $2";
    r.row(sql, params![ctx.district, id], |row| row.get::<i64>(0)).map(|found| found.is_some())
}
