//! Subjects of supervision from a table.

use std::io::Read;

use kernel::{Ctx, Error, Sector};
use ledger::Tx;

use super::organisations::named;
use super::read::{Heading, Row, Table, one_of, place};
use super::{BadRow, Outcome, Parsed};
use crate::subject::{self, Register};
use crate::{SubjectKind, words};

const HEADINGS: &[Heading] = &[
    ("name", &["名称", "对象名称", "监管对象", "监管对象名称"]),
    ("kind", &["类型", "类别", "对象类型", "对象类别"]),
    ("sector", &["行业领域", "行业", "领域"]),
    ("division", &["行政区划", "区划代码", "行政区划代码", "所在乡镇", "所属乡镇", "属地"]),
    ("address", &["地址", "详细地址"]),
    ("organisation", &["所属单位", "责任单位", "企业名称", "单位名称", "统一社会信用代码"]),
    ("longitude", &["经度"]),
    ("latitude", &["纬度"]),
];

/// One row, with other things named as the file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    pub name: String,
    pub kind: SubjectKind,
    pub sector: Sector,
    /// Code or name.
    pub division: String,
    pub address: String,
    /// Name or code.
    pub organisation: String,
    pub longitude_e6: Option<i64>,
    pub latitude_e6: Option<i64>,
}

pub fn subjects(from: impl Read) -> Result<Parsed<SubjectRow>, Error> {
    let table = Table::read(from, HEADINGS)?;
    for name in ["name", "kind", "sector", "division"] {
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

fn read(row: &Row<'_>, bad: &mut Vec<BadRow>) -> Option<SubjectRow> {
    let text = |cell: &str| Some(cell.to_owned());
    let name = row.read("name", "fill in this field", bad, text);
    let kind = row.read("kind", "choose one of the list", bad, |cell| {
        one_of(SubjectKind::ALL, cell, SubjectKind::word, words::subject_kind::of)
    });
    let sector = row.read("sector", "choose one of the list", bad, |cell| {
        one_of(Sector::ALL, cell, Sector::word, words::sector::of)
    });
    let division = row.read("division", "no such division", bad, text);
    let longitude_e6 = row.read_optional("longitude", "degrees with a decimal point", bad, degrees_e6);
    let latitude_e6 = row.read_optional("latitude", "degrees with a decimal point", bad, degrees_e6);
    Some(SubjectRow {
        name: name?,
        kind: kind?,
        sector: sector?,
        division: division?,
        address: row.get("address").to_owned(),
        organisation: row.get("organisation").to_owned(),
        longitude_e6,
        latitude_e6,
    })
}

/// `102.7043` -> 102704300.
pub fn degrees_e6(text: &str) -> Option<i64> {
    let degrees: f64 = text.trim().parse().ok()?;
    (degrees.is_finite() && degrees.abs() <= 180.0).then(|| (degrees * 1e6).round() as i64)
}

pub fn write_subjects(tx: &mut Tx<'_>, ctx: &Ctx, parsed: &Parsed<SubjectRow>) -> Result<Outcome, Error> {
    Outcome::of(parsed, |row| {
        let mut cmd = Register {
            name: row.name.clone(),
            kind: row.kind,
            sector: row.sector,
            division: place(tx, ctx, &row.division)?,
            address: row.address.clone(),
            organisation: named(tx, ctx, "organisation", &row.organisation)?,
            longitude_e6: row.longitude_e6,
            latitude_e6: row.latitude_e6,
        };
        let Some(known) = subject::store::named(tx, ctx, &cmd.name, cmd.division)? else {
            return subject::register(tx, ctx, &cmd).map(|_| true);
        };
        if cmd.address.is_empty() {
            cmd.address = known.address.clone().unwrap_or_default();
        }
        cmd.organisation = cmd.organisation.or(known.organisation);
        cmd.longitude_e6 = cmd.longitude_e6.or(known.longitude_e6);
        cmd.latitude_e6 = cmd.latitude_e6.or(known.latitude_e6);
        subject::amend(tx, ctx, known.id, &cmd)?;
        let after = subject::store::named(tx, ctx, &cmd.name, cmd.division)?.map_or(0, |it| it.version);
        Ok(after > known.version)
    })
}
