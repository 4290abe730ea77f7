//! Every write to `directive` and `directive_copy`, and the load that every command begins with.

use kernel::{Ctx, Day, Error, Instant};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};
use obligation::ObligationId;

use super::{Copy, Directive, DirectiveId, Fact, Imported, Passed, Registered};
use crate::Owed;
use crate::said::due;
use crate::store::{reach, text};

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.sort, t.issuer, t.document, t.issued_on, t.title, \
     t.content, t.registered_at, t.registered_by, t.owed, t.due, t.answered_at, t.answered_by, t.answer, t.asked, \
     t.studied, t.imported";

pub(super) fn read(row: &Row<'_>) -> Result<Directive, Error> {
    Ok(Directive {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        sort: row.get(3)?,
        issuer: text(row, 4)?,
        document: row.get(5)?,
        issued_on: row.get(6)?,
        title: row.get(7)?,
        content: text(row, 8)?,
        registered_at: row.get(9)?,
        registered_by: row.get(10)?,
        owed: owed(row, 11)?,
        answered_at: row.get(13)?,
        answered_by: row.get(14)?,
        answer: text(row, 15)?,
        asked: row.get(16)?,
        studied: row.get(17)?,
        imported: row.get(18)?,
    })
}

/// A duty and its deadline, side by side; none where nothing was owed.
fn owed(row: &Row<'_>, column: usize) -> Result<Option<Owed>, Error> {
    let owed = row.get::<Option<ObligationId>>(column)?.zip(row.get::<Option<Instant>>(column + 1)?);
    Ok(owed.map(|(obligation, due)| Owed { obligation, due }))
}

/// Keeps the directives that were passed on to somebody within the visitor's reach; the table has the alias `t`.
pub(super) fn within(clause: &mut Clause, ctx: &Ctx) {
    if let Some(ways) = reach(clause, ctx, "c") {
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM directive_copy c WHERE c.district = t.district AND c.directive = t.id AND {ways})"
        ));
    }
}

/// If it was passed on to somebody within the visitor's reach; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: DirectiveId) -> Result<Directive, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM directive t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("DirectiveId"))
}

/// Of everybody, whatever the visitor's reach.
pub(super) fn copies(r: &Reader<'_>, ctx: &Ctx, id: DirectiveId) -> Result<Vec<Copy>, Error> {
    r.rows(
        "SELECT no, organisation, division, obligation, due, passed_at, studied_on, attended, proof, report, studied_at,
                studied_by
         FROM directive_copy WHERE district = $1 AND directive = $2 ORDER BY no",
        params![ctx.district, id],
        |row| {
            Ok(Copy {
                no: row.get(0)?,
                organisation: row.get(1)?,
                division: row.get(2)?,
                owed: owed(row, 3)?,
                passed_at: row.get(5)?,
                studied_on: row.get(6)?,
                attended: text(row, 7)?,
                proof: text(row, 8)?,
                report: text(row, 9)?,
                studied_at: row.get(10)?,
                studied_by: row.get(11)?,
            })
        },
    )
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: DirectiveId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Registered(it) => {
            insert(tx, at, id, it)?;
            pass(tx, at, id, 0, &it.to)
        }
        Fact::Imported(it) => import(tx, at, id, it),
        Fact::PassedOn { to } => {
            let sql = "SELECT asked FROM directive WHERE district = $1 AND id = $2";
            let before: i64 = tx.value(sql, params![at.district, id])?;
            pass(tx, at, id, before, to)?;
            tx.execute(
                "UPDATE directive SET version = $3, asked = $4 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version, before + to.len() as i64],
            )
        }
        Fact::Studied { no, on, attended, proof, report } => {
            tx.execute(
                "UPDATE directive_copy SET studied_on = $4, attended = $5, proof = $6, report = $7, studied_at = $8,
                        studied_by = $9
                 WHERE district = $1 AND directive = $2 AND no = $3",
                params![at.district, id, no, on, attended, proof, report, at.effective_at, at.person],
            )?;
            tx.execute(
                "UPDATE directive SET version = $3, studied = studied + 1 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version],
            )
        }
        Fact::Answered { text } => tx.execute(
            "UPDATE directive SET version = $3, answer = $4, answered_at = $5, answered_by = $6
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, text, at.effective_at, at.person],
        ),
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: DirectiveId, it: &Registered) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO directive (district, id, version, number, sort, issuer, document, issued_on, title, content,
                                registered_at, registered_by, imported, owed, due, asked, studied)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, 0)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.sort,
            it.issuer,
            it.document,
            it.issued_on,
            it.title,
            it.content,
            at.effective_at,
            at.person,
            it.answer.obligation,
            it.answer.due,
            it.to.len() as i64
        ],
    )
}

/// Who had it has studied it; where the ledger does not say when something was done, it is of the moment it came in.
fn import(tx: &mut Tx<'_>, at: &Stamp, id: DirectiveId, it: &Imported) -> Result<(), Error> {
    let on = |day: Option<Day>| day.map_or(at.effective_at, due);
    let answered = it.answer.is_none().then(|| on(it.answered_on));
    tx.execute(
        "INSERT INTO directive (district, id, version, number, sort, issuer, document, issued_on, title, content,
                                registered_at, registered_by, imported, owed, due, answered_at, answer, asked, studied)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14, $15, $16, $17, $17)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.sort,
            it.issuer,
            it.document,
            it.issued_on,
            it.title,
            it.content,
            at.effective_at,
            at.person,
            it.answer.map(|owed| owed.obligation),
            it.answer.map(|owed| owed.due),
            answered,
            it.report,
            it.to.len() as i64
        ],
    )?;
    for (no, told) in (1_i64..).zip(&it.to) {
        tx.execute(
            "INSERT INTO directive_copy (district, directive, no, organisation, division, passed_at, studied_on, studied_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                at.district,
                id,
                no,
                told.organisation,
                told.division,
                at.effective_at,
                told.studied_on,
                on(told.studied_on.or(it.answered_on))
            ],
        )?;
    }
    Ok(())
}

fn pass(tx: &mut Tx<'_>, at: &Stamp, id: DirectiveId, before: i64, to: &[Passed]) -> Result<(), Error> {
    for (no, it) in (before + 1..).zip(to) {
        tx.execute(
            "INSERT INTO directive_copy (district, directive, no, organisation, division, obligation, due, passed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![at.district, id, no, it.organisation, it.division, it.obligation, it.due, at.effective_at],
        )?;
    }
    Ok(())
}
