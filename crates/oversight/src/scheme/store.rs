//! Every write to the tables of schemes, and the loads that their commands begin with.

use kernel::{Ctx, Error, OrganisationId, Personal, Reach};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::{Document, Drafted, Fact, Item, Method, OversightSchemeId, Scheme, State};
use crate::marks::{Marks, Way};

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.edition, t.kind, t.title, t.first_day, t.last_day, t.state, \
     t.follows, t.reason, t.followed_by, t.note, t.drafted_at, t.drafted_by, t.issued_at, t.issued_by, t.published_at, \
     t.published_by, t.items";

pub(crate) fn text(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

pub(super) fn read(row: &Row<'_>) -> Result<Scheme, Error> {
    Ok(Scheme {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        edition: row.get(3)?,
        kind: row.get(4)?,
        title: row.get(5)?,
        first: row.get(6)?,
        last: row.get(7)?,
        state: row.get(8)?,
        follows: row.get(9)?,
        reason: text(row, 10)?,
        followed_by: row.get(11)?,
        note: text(row, 12)?,
        drafted_at: row.get(13)?,
        drafted_by: row.get(14)?,
        issued_at: row.get(15)?,
        issued_by: row.get(16)?,
        published_at: row.get(17)?,
        published_by: row.get(18)?,
        items: row.get(19)?,
    })
}

/// The organisations of the visitor's grants where they do not reach the whole district; `None` where they do.
pub(crate) fn own(ctx: &Ctx) -> Option<Vec<OrganisationId>> {
    if ctx.scope.covers(ctx.district.division(), &[], &[], None) {
        return None;
    }
    let grants = ctx.scope.grants.iter().filter(|it| it.reach != Reach::Own);
    Some(grants.map(|it| it.organisation).collect())
}

/// What is about one of the visitor's organisations, or is examined by the visitor in person; `None` where the visitor reaches
/// the whole district. The columns name the organisation and the examination; their table has the district beside them.
fn mine(clause: &mut Clause, ctx: &Ctx, (table, organisation, examination): (&str, &str, &str)) -> Option<String> {
    let own = own(ctx)?;
    let names: Vec<String> = own.iter().map(|it| clause.bind(*it)).collect();
    let mut ways = Vec::new();
    if !names.is_empty() {
        ways.push(format!("{table}.{organisation} IN ({})", names.join(", ")));
    }
    if let Some(person) = ctx.person() {
        let person = clause.bind(person);
        ways.push(format!(
            "EXISTS (SELECT 1 FROM oversight_examiner x WHERE x.district = {table}.district
              AND x.examination = {table}.{examination} AND x.person = {person})"
        ));
    }
    Some(if ways.is_empty() { "1 = 0".to_owned() } else { format!("({})", ways.join(" OR ")) })
}

/// Keeps that.
pub(crate) fn of_own(clause: &mut Clause, ctx: &Ctx, columns: (&str, &str, &str)) {
    if let Some(mine) = mine(clause, ctx, columns) {
        clause.and(&mine);
    }
}

/// Keeps the schemes that were issued and examine the visitor's organisation, or that the visitor examines for, where the
/// visitor does not reach the whole district; drafts are of those who write and sign them. Alias `t`.
pub(super) fn within(clause: &mut Clause, ctx: &Ctx) {
    if let Some(mine) = mine(clause, ctx, ("e", "organisation", "id")) {
        clause.and(&format!(
            "t.issued_at IS NOT NULL AND EXISTS (SELECT 1 FROM oversight_examination e
              WHERE e.district = t.district AND e.scheme = t.id AND {mine})"
        ));
    } else if !sees_drafts(ctx) {
        clause.and("t.issued_at IS NOT NULL");
    }
}

fn sees_drafts(ctx: &Ctx) -> bool {
    ctx.person().is_none() || ctx.may(crate::web::DRAFT) || ctx.may(crate::web::ISSUE)
}

/// The scheme, if the visitor may see it; else it does not exist.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Scheme, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM oversight_scheme t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("OversightSchemeId"))
}

pub(crate) fn items(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Vec<Item>, Error> {
    r.rows(
        "SELECT no, text, source, weight, measure, full_at, zero_at, each_less FROM oversight_item
         WHERE district = $1 AND scheme = $2 ORDER BY no LIMIT 200",
        params![ctx.district, id],
        |row| {
            let linear = row.get::<Option<i64>>(5)?.zip(row.get::<Option<i64>>(6)?);
            let linear = linear.map(|(full_at, zero_at)| Way::Linear { full_at, zero_at });
            let way = linear.or(row.get::<Option<Marks>>(7)?.map(|each| Way::Deduct { each }));
            Ok(Item {
                no: row.get(0)?,
                text: text(row, 1)?.unwrap_or(Personal::Erased),
                source: row.get(2)?,
                weight: row.get(3)?,
                method: match row.get(4)? {
                    Some(measure) => Method::Computed { measure, way },
                    None => Method::Judged,
                },
            })
        },
    )
}

/// In the order of the register, as the scheme was drafted.
pub(crate) fn organisations(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<Vec<OrganisationId>, Error> {
    r.rows(
        "SELECT organisation FROM oversight_scheme_organisation WHERE district = $1 AND scheme = $2 ORDER BY no LIMIT 300",
        params![ctx.district, id],
        |row| row.get(0),
    )
}

/// The draft that is to take the place of an edition, or took it.
pub(super) fn next_edition(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: OversightSchemeId,
) -> Result<Option<OversightSchemeId>, Error> {
    r.row(
        "SELECT id FROM oversight_scheme WHERE district = $1 AND follows = $2 AND state <> $3 ORDER BY id LIMIT 1",
        params![ctx.district, id, State::Withdrawn],
        |row| row.get(0),
    )
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Scheme, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: OversightSchemeId, fact: &Fact) -> Result<(), Error> {
    if let Fact::Drafted(it) = fact {
        return insert(tx, at, id, it);
    }
    tx.execute(
        "UPDATE oversight_scheme SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )?;
    match fact {
        Fact::Drafted(_) => Ok(()),
        Fact::Revised { title, first, last, organisations } => {
            tx.execute(
                "UPDATE oversight_scheme SET title = $3, first_day = $4, last_day = $5 WHERE district = $1 AND id = $2",
                params![at.district, id, title, first, last],
            )?;
            examined(tx, at, id, organisations)
        }
        Fact::ItemSet { item } => set_item(tx, at, id, item),
        Fact::ItemDropped { no } => {
            let sql = "DELETE FROM oversight_item WHERE district = $1 AND scheme = $2 AND no = $3";
            tx.execute(sql, params![at.district, id, no])
        }
        Fact::Issued { year, number } => {
            tx.execute(
                "UPDATE oversight_scheme SET state = $3, issued_at = $4, issued_by = $5 WHERE district = $1 AND id = $2",
                params![at.district, id, State::Issued, at.effective_at, at.person],
            )?;
            index(tx, at, id)?;
            document(tx, at, id, (Document::Scheme, *year, *number))
        }
        Fact::Withdrawn { reason } => over(tx, at, id, State::Withdrawn, (None, reason)),
        Fact::Succeeded { by, reason } => over(tx, at, id, State::Succeeded, (Some(*by), reason)),
        Fact::ResultPublished { year, number } => {
            tx.execute(
                "UPDATE oversight_scheme SET state = $3, published_at = $4, published_by = $5
                 WHERE district = $1 AND id = $2",
                params![at.district, id, State::Published, at.effective_at, at.person],
            )?;
            document(tx, at, id, (Document::Result, *year, *number))
        }
    }
}

fn over(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: OversightSchemeId,
    state: State,
    (by, reason): (Option<OversightSchemeId>, &Personal<String>),
) -> Result<(), Error> {
    tx.execute(
        "UPDATE oversight_scheme SET state = $3, followed_by = $4, note = $5 WHERE district = $1 AND id = $2",
        params![at.district, id, state, by, reason],
    )
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: OversightSchemeId, it: &Drafted) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO oversight_scheme (district, id, version, number, edition, kind, title, first_day, last_day, state,
                                       follows, reason, drafted_at, drafted_by, items)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.edition,
            it.sort,
            it.title,
            it.first,
            it.last,
            State::Draft,
            it.follows,
            it.reason,
            at.effective_at,
            at.person
        ],
    )?;
    examined(tx, at, id, &it.organisations)?;
    it.items.iter().try_for_each(|item| set_item(tx, at, id, item))
}

/// It is found by its words once they stand.
fn index(tx: &mut Tx<'_>, at: &Stamp, id: OversightSchemeId) -> Result<(), Error> {
    let sql = "SELECT number, title FROM oversight_scheme WHERE district = $1 AND id = $2";
    let found = tx.row(sql, params![at.district, id], |row| Ok((row.get::<String>(0)?, text(row, 1)?)))?;
    let Some((number, title)) = found else { return Ok(()) };
    tx.index_text(at, &format!("{number} {}", title.as_ref().and_then(Personal::as_str).unwrap_or_default()))
}

fn examined(tx: &mut Tx<'_>, at: &Stamp, id: OversightSchemeId, all: &[OrganisationId]) -> Result<(), Error> {
    let sql = "DELETE FROM oversight_scheme_organisation WHERE district = $1 AND scheme = $2";
    tx.execute(sql, params![at.district, id])?;
    for (no, organisation) in (1_i64..).zip(all) {
        tx.execute(
            "INSERT INTO oversight_scheme_organisation (district, scheme, no, organisation) VALUES ($1, $2, $3, $4)",
            params![at.district, id, no, organisation],
        )?;
    }
    Ok(())
}

fn set_item(tx: &mut Tx<'_>, at: &Stamp, id: OversightSchemeId, it: &Item) -> Result<(), Error> {
    let sql = "DELETE FROM oversight_item WHERE district = $1 AND scheme = $2 AND no = $3";
    tx.execute(sql, params![at.district, id, it.no])?;
    let (full_at, zero_at, each) = match it.way() {
        Some(Way::Linear { full_at, zero_at }) => (Some(full_at), Some(zero_at), None),
        Some(Way::Deduct { each }) => (None, None, Some(each)),
        None => (None, None, None),
    };
    tx.execute(
        "INSERT INTO oversight_item (district, scheme, no, text, source, weight, measure, full_at, zero_at, each_less)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![at.district, id, it.no, it.text, it.source, it.weight, it.measure(), full_at, zero_at, each],
    )?;
    let sql = "UPDATE oversight_scheme SET items = $3 WHERE district = $1 AND id = $2 AND items < $3";
    tx.execute(sql, params![at.district, id, it.no])
}

fn document(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: OversightSchemeId,
    (kind, year, number): (Document, i16, i64),
) -> Result<(), Error> {
    let last: i64 = tx.value(
        "SELECT COALESCE(MAX(no), 0) FROM oversight_document WHERE district = $1 AND scheme = $2",
        params![at.district, id],
    )?;
    tx.execute(
        "INSERT INTO oversight_document (district, scheme, no, kind, year, number, issued_at, issued_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![at.district, id, last + 1, kind, i64::from(year), number, at.effective_at, at.person],
    )
}
