//! Reads of documents. Whoever may see the hazard may see what was written about it.

use kernel::{Ctx, Division, Error, Personal};
use ledger::{Clause, Reader, Row, params};

use super::{Document, DocumentId, Kind};
use crate::model::HazardId;
use crate::query::{SCOPE, number_text};

const COLUMNS: &str = "d.id, d.version, d.hazard, d.kind, d.year, d.number, d.step, d.organisation, d.issued_at";

fn document(row: &Row<'_>) -> Result<Document, Error> {
    Ok(Document {
        id: row.get(0)?,
        version: row.get(1)?,
        hazard: row.get(2)?,
        kind: row.get(3)?,
        year: row.get(4)?,
        number: row.get(5)?,
        step: row.get(6)?,
        organisation: row.get(7)?,
        issued_at: row.get(8)?,
    })
}

/// The document, if its hazard lies within the visitor's scope; else it does not exist.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: DocumentId) -> Result<Document, Error> {
    let sql = format!("SELECT {COLUMNS} FROM hazard_document d WHERE d.district = $1 AND d.id = $2");
    let it = r.row(&sql, params![ctx.district, id], document)?.ok_or(Error::NotFound("DocumentId"))?;
    crate::store::load(r, ctx, it.hazard).map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("DocumentId"),
        other => other,
    })?;
    Ok(it)
}

/// Far more than one hazard is written about.
const MOST: u32 = 500;

/// Those of a hazard that the visitor may see, the oldest first.
pub fn of_hazard(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Vec<Document>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM hazard_document d WHERE d.district = $1 AND d.hazard = $2
         ORDER BY d.issued_at, d.id LIMIT {MOST}"
    );
    r.rows(&sql, params![ctx.district, hazard], document)
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub kind: Option<Kind>,
    pub year: Option<i16>,
    pub text: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    pub document: Document,
    pub hazard_number: String,
    pub title: Personal<String>,
    pub division: Division,
    pub owner: Option<kernel::OrganisationId>,
}

fn list_row(row: &Row<'_>) -> Result<ListRow, Error> {
    Ok(ListRow {
        document: document(row)?,
        hazard_number: number_text(row.get(9)?, row.get(10)?),
        title: row.get(11)?,
        division: row.get(12)?,
        owner: row.get(13)?,
    })
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("d.district", ctx.district);
    if let Some(kind) = filter.kind {
        clause.and_equals("d.kind", kind);
    }
    if let Some(year) = filter.year {
        clause.and_equals("d.year", i64::from(year));
    }
    if let Some(text) = &filter.text {
        ledger::search::condition(&mut clause, ctx, <crate::Fact as ledger::Fact>::STREAM, "h.id", text);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

const FROM: &str = "hazard_document d JOIN hazard h ON h.district = d.district AND h.id = d.hazard
    JOIN hazard_text t ON t.district = d.district AND t.id = d.hazard";

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<ListRow>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS}, h.number_year, h.number, t.title, h.division, h.owner_organisation
         FROM {FROM} WHERE {} ORDER BY d.issued_at DESC, d.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), list_row)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM {FROM} WHERE {}", clause.text()), &clause.params())
}
