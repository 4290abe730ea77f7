//! Every write to the tables of lists, and the load that their commands begin with.

use std::collections::HashMap;

use kernel::{Act, Ctx, Error};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};
use registry::measure::Value;

use super::{AttentionList, AttentionListId, Drafted, Fact, Listed, Objection, State};
use crate::Owed;
use crate::key::{Entry, Reason, Subject};
use crate::period::text_of;

pub(super) const COLUMNS: &str = "t.id, t.version, t.title, t.moment, t.edition, t.state, t.entries, t.drafted_at, \
     t.drafted_by, t.told_at, t.object_until, t.obligation, t.due, t.signed_at, t.signed_by, t.number, t.follows, t.note";

/// Columns of a row of a list, alias `e`.
pub(crate) const LISTED: &str = "e.list, e.no, e.sort, e.organisation, e.sector, e.division, e.owner, e.objection, \
     e.objected_at, e.objected_by, e.obligation, e.due, e.upheld, e.answer, e.answered_at, e.answered_by";

/// Of its place, of whoever is on it, and of whoever supervises a unit.
pub(crate) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "e.division", organisations: &["e.organisation", "e.owner"], persons: &[], sector: None };

pub(super) fn read(row: &Row<'_>) -> Result<AttentionList, Error> {
    let owed = row.get::<Option<_>>(11)?.zip(row.get::<Option<_>>(12)?);
    Ok(AttentionList {
        id: row.get(0)?,
        version: row.get(1)?,
        title: row.get(2)?,
        moment: row.get(3)?,
        criteria: row.get(4)?,
        state: row.get(5)?,
        entries: row.get(6)?,
        drafted_at: row.get(7)?,
        drafted_by: row.get(8)?,
        told_at: row.get(9)?,
        until: row.get(10)?,
        signing: owed.map(|(obligation, due)| Owed { obligation, due }),
        signed_at: row.get(13)?,
        signed_by: row.get(14)?,
        number: row.get(15)?,
        follows: row.get(16)?,
        note: text_of(row, 17)?,
    })
}

/// Its reasons stand in a table of their own.
pub(crate) fn read_listed(row: &Row<'_>) -> Result<Listed, Error> {
    let objected = row.get::<Option<_>>(8)?;
    let objection = match objected {
        None => None,
        Some(at) => Some(Objection {
            reason: text_of(row, 7)?,
            at,
            by: row.get(9)?,
            obligation: row.get(10)?,
            due: row.get(11)?,
            upheld: row.get(12)?,
            answer: text_of(row, 13)?,
            answered_at: row.get(14)?,
            answered_by: row.get(15)?,
        }),
    };
    Ok(Listed {
        list: row.get(0)?,
        entry: Entry {
            no: row.get(1)?,
            subject: Subject { sort: row.get(2)?, organisation: row.get(3)?, sector: row.get(4)? },
            division: row.get(5)?,
            owner: row.get(6)?,
            reasons: Vec::new(),
        },
        objection,
    })
}

const REASON: &str = "no, criterion, measure, months, comparison, threshold, treatment, part, whole, evidence";

fn read_reason(row: &Row<'_>) -> Result<(u32, Reason), Error> {
    let evidence: String = row.get(9)?;
    let reason = Reason {
        criterion: row.get(1)?,
        measure: row.get(2)?,
        months: row.get(3)?,
        comparison: row.get(4)?,
        threshold: row.get(5)?,
        treatment: row.get(6)?,
        value: Value::of_columns(row.get(7)?, row.get(8)?),
        evidence: evidence.lines().map(str::to_owned).collect(),
    };
    Ok((row.get(0)?, reason))
}

/// Of every row, in the order of the criteria.
pub(crate) fn reasons_of_list(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: AttentionListId,
) -> Result<HashMap<u32, Vec<Reason>>, Error> {
    let sql = format!(
        "SELECT {REASON} FROM attention_reason WHERE district = $1 AND list = $2 ORDER BY no, criterion LIMIT 200000"
    );
    let mut all: HashMap<u32, Vec<Reason>> = HashMap::new();
    for (no, reason) in r.rows(&sql, params![ctx.district, id], read_reason)? {
        all.entry(no).or_default().push(reason);
    }
    Ok(all)
}

pub(crate) fn reasons_of(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId, no: u32) -> Result<Vec<Reason>, Error> {
    let sql = format!(
        "SELECT {REASON} FROM attention_reason WHERE district = $1 AND list = $2 AND no = $3 ORDER BY criterion LIMIT 200"
    );
    Ok(r.rows(&sql, params![ctx.district, id, no], read_reason)?.into_iter().map(|(_, it)| it).collect())
}

/// What nobody was told yet is of those who draft and sign.
pub(super) fn sees_drafts(ctx: &Ctx) -> bool {
    ctx.person().is_none() || ctx.may(Act("attention_list.draft")) || ctx.may(Act("attention_list.sign"))
}

/// Keeps the lists that have a row within the visitor's reach, and of which those on them were told. Alias `t`.
pub(super) fn within(clause: &mut Clause, ctx: &Ctx) {
    if !sees_drafts(ctx) {
        clause.and("t.told_at IS NOT NULL");
    }
    // The scope's condition stands within the brackets.
    clause.and("EXISTS (SELECT 1 FROM attention_listed e WHERE e.district = t.district AND e.list = t.id");
    clause.within(&ctx.scope, &SCOPE).and("e.no > 0)");
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId) -> Result<AttentionList, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM attention_list t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("AttentionListId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &AttentionList, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: AttentionListId, fact: &Fact) -> Result<(), Error> {
    if let Fact::Drafted(it) = fact {
        return drafted(tx, at, id, it);
    }
    tx.execute(
        "UPDATE attention_list SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )?;
    match fact {
        Fact::Drafted(_) => Ok(()),
        Fact::Told { until, owed, .. } => tx.execute(
            "UPDATE attention_list SET state = $3, told_at = $4, object_until = $5, obligation = $6, due = $7
             WHERE district = $1 AND id = $2",
            params![at.district, id, State::Told, at.effective_at, until, owed.obligation, owed.due],
        ),
        Fact::Objected { no, reason, owed } => tx.execute(
            "UPDATE attention_listed SET objection = $4, objected_at = $5, objected_by = $6, obligation = $7, due = $8
             WHERE district = $1 AND list = $2 AND no = $3",
            params![at.district, id, no, reason, at.effective_at, at.person, owed.obligation, owed.due],
        ),
        Fact::Answered { no, upheld, answer, .. } => tx.execute(
            "UPDATE attention_listed SET upheld = $4, answer = $5, answered_at = $6, answered_by = $7
             WHERE district = $1 AND list = $2 AND no = $3",
            params![at.district, id, no, upheld, answer, at.effective_at, at.person],
        ),
        Fact::Signed { number, follows, .. } => tx.execute(
            "UPDATE attention_list SET state = $3, signed_at = $4, signed_by = $5, number = $6, follows = $7
             WHERE district = $1 AND id = $2",
            params![at.district, id, State::Signed, at.effective_at, at.person, number, follows],
        ),
        Fact::Discarded { reason } => tx.execute(
            "UPDATE attention_list SET state = $3, note = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, State::Discarded, reason],
        ),
    }
    .map(drop)
}

fn drafted(tx: &mut Tx<'_>, at: &Stamp, id: AttentionListId, it: &Drafted) -> Result<(), Error> {
    let entries = it.entries.len() as i64;
    tx.execute(
        "INSERT INTO attention_list (district, id, version, title, moment, edition, state, entries, drafted_at, drafted_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            at.district,
            id,
            at.version,
            it.title,
            it.moment,
            it.criteria,
            State::Draft,
            entries,
            at.effective_at,
            at.person
        ],
    )?;
    for entry in &it.entries {
        let Subject { sort, organisation, sector } = entry.subject;
        tx.execute(
            "INSERT INTO attention_listed (district, list, no, sort, organisation, sector, division, owner)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![at.district, id, entry.no, sort, organisation, sector, entry.division, entry.owner],
        )?;
        entry.reasons.iter().try_for_each(|reason| because(tx, at, (id, entry.no), reason))?;
    }
    Ok(())
}

fn because(tx: &mut Tx<'_>, at: &Stamp, (id, no): (AttentionListId, u32), it: &Reason) -> Result<(), Error> {
    let (part, whole) = it.value.columns();
    tx.execute(
        "INSERT INTO attention_reason (district, list, no, criterion, measure, months, comparison, threshold, treatment,
                                       part, whole, evidence)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            at.district,
            id,
            no,
            it.criterion,
            it.measure,
            it.months,
            it.comparison,
            it.threshold,
            it.treatment,
            part,
            whole,
            it.evidence.join("\n")
        ],
    )
}
