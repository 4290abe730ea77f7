//! Reads of issued tables: the list, one as it was handed in, and the one before it.

use kernel::{Ctx, Day, Error, Personal};
use ledger::{Clause, Reader, Row, params};
use page::Values;

use super::store::sees_all;
use super::{Fact, Issued, IssuedTableId, Listed};
use crate::Period;

const COLUMNS: &str = "t.id, t.form, t.edition, t.title, t.from_day, t.to_day, t.issue, t.as_of, t.hash, t.reason, \
     t.issued_at, t.issued_by";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub form: Option<String>,
    /// The period ends on or after, on or before.
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        let form = query.get("form").trim();
        Filter {
            form: (!form.is_empty()).then(|| form.to_owned()),
            from: registry::forms::day_of(query, "from"),
            to: registry::forms::day_of(query, "to"),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if !sees_all(ctx) {
        clause.and("1 = 0");
    }
    if let Some(form) = &filter.form {
        clause.and_equals("t.form", form.clone());
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.to_string());
        clause.and(&format!("t.to_day >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.to_string());
        clause.and(&format!("t.to_day <= {to}"));
    }
    clause
}

fn read(row: &Row<'_>) -> Result<Listed, Error> {
    let day = |text: String| text.parse::<Day>().map_err(Error::internal);
    Ok(Listed {
        id: row.get(0)?,
        form: row.get(1)?,
        edition: day(row.get(2)?)?,
        title: row.get(3)?,
        period: Period { from: day(row.get(4)?)?, to: day(row.get(5)?)? },
        issue: row.get(6)?,
        as_of: row.get(7)?,
        hash: row.get(8)?,
        reason: row.get::<Option<String>>(9)?.map(Personal::Known),
        issued_at: row.get(10)?,
        issued_by: row.get(11)?,
    })
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Listed>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM issued_table t WHERE {} ORDER BY t.issued_at DESC, t.to_day DESC, t.issue DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM issued_table t WHERE {}", clause.text()), &clause.params())
}

/// One, as it was handed in.
pub fn one(r: &Reader<'_>, ctx: &Ctx, id: IssuedTableId) -> Result<(Listed, Issued), Error> {
    let mut clause = conditions(ctx, &Filter::default());
    clause.and_equals("t.id", id);
    let sql = format!("SELECT {COLUMNS} FROM issued_table t WHERE {}", clause.text());
    let listed = r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("IssuedTableId"))?;
    let fact = r.history::<Fact>(ctx.district, id)?.into_iter().next().ok_or(Error::NotFound("IssuedTableId"))?.fact;
    let Fact::Issued(issued) = fact;
    Ok((listed, *issued))
}

/// The last issue of a form and a period.
pub fn last(r: &Reader<'_>, ctx: &Ctx, form: &str, period: Period) -> Result<Option<Listed>, Error> {
    before(r, ctx, form, period, i64::MAX)
}

/// The last issue of a form and a period before a number.
pub fn before(r: &Reader<'_>, ctx: &Ctx, form: &str, period: Period, issue: i64) -> Result<Option<Listed>, Error> {
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let sql = format!(
        "SELECT {COLUMNS} FROM issued_table t
         WHERE t.district = $1 AND t.form = $2 AND t.from_day = $3 AND t.to_day = $4 AND t.issue < $5
         ORDER BY t.issue DESC LIMIT 1"
    );
    if !sees_all(ctx) {
        return Ok(None);
    }
    r.row(&sql, params![ctx.district, form, from, to, issue], read)
}
