//! Every write to `attention_entry`, and the load that its commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};

use super::{Asked, AttentionEntry, AttentionEntryId, Fact, State};
use crate::key::{Subject, Treatment};
use crate::period::text_of;

pub(super) const COLUMNS: &str = "t.id, t.version, t.list, t.no, t.sort, t.organisation, t.sector, t.division, t.owner, \
     t.treatments, t.obligation, t.due, t.state, t.late, t.asked_at, t.visited, t.found, t.report, t.reported_at, \
     t.reported_by, t.note, t.removed_at, t.removed_by, t.removal, t.holding, l.number, l.title";
pub(super) const TABLES: &str = "attention_entry t JOIN attention_list l ON l.district = t.district AND l.id = t.list";

/// Of its place, of whoever is on the list, and of whoever answers for what is done there.
pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.organisation", "t.owner"], persons: &[], sector: None };

/// A column of several, one after another; what stands there and can't be read is a fault.
fn all<T>(column: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Error> {
    let each = |it: &str| read(it).ok_or_else(|| Error::internal("a column of several that can't be read"));
    column.split(',').filter(|it| !it.is_empty()).map(each).collect()
}

pub(super) fn read(row: &Row<'_>) -> Result<AttentionEntry, Error> {
    let (treatments, holding): (String, Option<String>) = (row.get(9)?, row.get(24)?);
    Ok(AttentionEntry {
        id: row.get(0)?,
        version: row.get(1)?,
        list: row.get(2)?,
        no: row.get(3)?,
        subject: Subject { sort: row.get(4)?, organisation: row.get(5)?, sector: row.get(6)? },
        division: row.get(7)?,
        owner: row.get(8)?,
        treatments: all(&treatments, Treatment::from_word)?,
        obligation: row.get(10)?,
        due: row.get(11)?,
        state: row.get(12)?,
        late: row.get(13)?,
        asked_at: row.get(14)?,
        visited: row.get(15)?,
        found: row.get(16)?,
        text: text_of(row, 17)?,
        reported_at: row.get(18)?,
        reported_by: row.get(19)?,
        note: text_of(row, 20)?,
        removed_at: row.get(21)?,
        removed_by: row.get(22)?,
        removal: text_of(row, 23)?,
        holding: all(holding.as_deref().unwrap_or_default(), |it| it.parse().ok())?,
        list_number: row.get(25)?,
        list_title: row.get(26)?,
    })
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: AttentionEntryId) -> Result<AttentionEntry, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("AttentionEntryId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &AttentionEntry, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: AttentionEntryId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Asked(it) => asked(tx, at, id, it),
        // Late once is late: whatever is sent back and reported again.
        Fact::Reported { visited, found, text } => tx.execute(
            "UPDATE attention_entry SET version = $3, state = $4, report = $5, visited = $6, found = $7, reported_at = $8,
                 reported_by = $9, late = CASE WHEN due < $8 THEN 1 ELSE late END
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Reported, text, visited, found, at.effective_at, at.person],
        ),
        Fact::Accepted { note } => tx.execute(
            "UPDATE attention_entry SET version = $3, state = $4, note = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Done, note],
        ),
        Fact::Returned { reason, due } => tx.execute(
            "UPDATE attention_entry SET version = $3, state = $4, note = $5, due = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Returned, reason, due],
        ),
        Fact::Removed { reason, holding, .. } => {
            let holding: Vec<String> = holding.iter().map(u32::to_string).collect();
            tx.execute(
                "UPDATE attention_entry SET version = $3, state = CASE WHEN state = $4 THEN state ELSE $5 END,
                     removal = $6, holding = $7, removed_at = $8, removed_by = $9
                 WHERE district = $1 AND id = $2",
                params![
                    at.district,
                    id,
                    at.version,
                    State::Done,
                    State::Waived,
                    reason,
                    holding.join(","),
                    at.effective_at,
                    at.person
                ],
            )
        }
    }
    .map(drop)
}

fn asked(tx: &mut Tx<'_>, at: &Stamp, id: AttentionEntryId, it: &Asked) -> Result<(), Error> {
    let treatments: Vec<&str> = it.treatments.iter().map(|it| it.word()).collect();
    let Subject { sort, organisation, sector } = it.subject;
    tx.execute(
        "INSERT INTO attention_entry (district, id, version, list, no, sort, organisation, sector, division, owner,
                                      treatments, obligation, due, state, late, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15)",
        params![
            at.district,
            id,
            at.version,
            it.list,
            it.no,
            sort,
            organisation,
            sector,
            it.division,
            it.owner,
            treatments.join(","),
            it.owed.obligation,
            it.owed.due,
            State::Owed,
            at.effective_at
        ],
    )
}
