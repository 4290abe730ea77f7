//! Organisations from a table.

use std::io::Read;

use kernel::{Ctx, Error, OrganisationId, Problem, Sector};
use ledger::{Reader, Tx};

use super::read::{Heading, Row, Table, one_of, place};
use super::{BadRow, Outcome, Parsed};
use crate::organisation::{self, Amend, Register, store::Known};
use crate::{OrganisationKind, query, words};

const HEADINGS: &[Heading] = &[
    ("name", &["名称", "单位名称", "企业名称"]),
    ("short_name", &["简称", "单位简称"]),
    ("kind", &["类型", "类别", "单位类型", "单位类别"]),
    ("division", &["行政区划", "区划代码", "行政区划代码", "所在乡镇", "所属乡镇", "属地"]),
    ("parent", &["上级单位", "主管单位"]),
    ("regulates", &["监管行业", "监管领域", "行业监管"]),
    ("uscc", &["统一社会信用代码", "信用代码"]),
];

/// One row, with other things named as the file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    pub name: String,
    pub short_name: String,
    pub kind: OrganisationKind,
    /// Code or name.
    pub division: String,
    pub parent: String,
    pub regulates: Vec<Sector>,
    pub uscc: String,
}

pub fn organisations(from: impl Read) -> Result<Parsed<OrganisationRow>, Error> {
    let table = Table::read(from, HEADINGS)?;
    for name in ["name", "kind", "division"] {
        table.needs(name)?;
    }
    let mut parsed = Parsed { rows: Vec::new(), bad: Vec::new(), left_out: 0 };
    for row in table.rows() {
        let mut bad = Vec::new();
        let read = read(&row, &mut bad);
        parsed.rows.extend(read.filter(|_| bad.is_empty()).map(|it| (row.line, it)));
        parsed.bad.append(&mut bad);
    }
    Ok(parsed)
}

fn read(row: &Row<'_>, bad: &mut Vec<BadRow>) -> Option<OrganisationRow> {
    let text = |cell: &str| Some(cell.to_owned());
    let name = row.read("name", "fill in this field", bad, text);
    let kind = row.read("kind", "choose one of the list", bad, |cell| {
        one_of(OrganisationKind::ALL, cell, OrganisationKind::word, words::organisation_kind::of)
    });
    let division = row.read("division", "no such division", bad, text);
    let regulates = row.read_optional("regulates", "choose one of the list", bad, sectors).unwrap_or_default();
    Some(OrganisationRow {
        name: name?,
        short_name: row.get("short_name").to_owned(),
        kind: kind?,
        division: division?,
        parent: row.get("parent").to_owned(),
        regulates,
        uscc: row.get("uscc").to_uppercase(),
    })
}

/// Several sectors, parted as people part them.
fn sectors(cell: &str) -> Option<Vec<Sector>> {
    cell.split(['、', ',', '，', ';', '；', '/', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| one_of(Sector::ALL, part, Sector::word, words::sector::of))
        .collect()
}

pub fn write_organisations(tx: &mut Tx<'_>, ctx: &Ctx, parsed: &Parsed<OrganisationRow>) -> Result<Outcome, Error> {
    Outcome::of(parsed, |row| {
        let division = place(tx, ctx, &row.division)?;
        let parent = named(tx, ctx, "parent", &row.parent)?;
        let uscc = (!row.uscc.is_empty()).then(|| row.uscc.clone());
        let known = organisation::store::double(tx, ctx, &row.name, division, uscc.as_deref())?;
        let Some(known) = known else {
            let (name, short_name) = (row.name.clone(), row.short_name.clone());
            let regulates = row.regulates.clone();
            let cmd = Register { id: None, name, short_name, kind: row.kind, division, parent, regulates, uscc };
            return organisation::register(tx, ctx, &cmd).map(|_| true);
        };
        if known.kind != row.kind {
            return Err(Problem::at("kind", "it is registered as another kind").into());
        }
        let cmd = Amend {
            name: row.name.clone(),
            short_name: kept_short_name(&known, row),
            division,
            parent: parent.or(known.parent),
            regulates: if row.regulates.is_empty() { known.regulates.clone() } else { row.regulates.clone() },
            uscc: uscc.or_else(|| known.uscc.clone()),
        };
        organisation::amend(tx, ctx, known.id, &cmd)?;
        let after = organisation::store::find(tx, ctx, known.id)?.map_or(0, |it| it.version);
        Ok(after > known.version)
    })
}

fn kept_short_name(known: &Known, row: &OrganisationRow) -> String {
    match row.short_name.as_str() {
        "" if known.short_name == known.name => row.name.clone(),
        "" => known.short_name.clone(),
        given => given.to_owned(),
    }
}

/// The organisation that a cell names; an empty cell names none.
pub fn named(r: &Reader<'_>, ctx: &Ctx, field: &'static str, given: &str) -> Result<Option<OrganisationId>, Error> {
    if given.is_empty() {
        return Ok(None);
    }
    let found = match query::organisation_by_uscc(r, ctx, given)? {
        Some(found) => Some(found),
        None => query::organisation_by_name(r, ctx, given)?,
    };
    match found {
        Some(found) => Ok(Some(found.id)),
        None => Err(Problem { field, problem: "no such organisation", given: given.to_owned() }.into()),
    }
}
