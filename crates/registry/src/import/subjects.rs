//! Subjects of supervision from a table.

use kernel::{Ctx, Error, Sector};
use ledger::Tx;
use paper::fault::Fault;
use paper::{Learned, PaperError, RowReader, Shape, Value, Workbook, cell};

use super::lookup::one_of;
use super::rows::{Kind, word};
use super::{Outcome, Parsed, Placed, named, place};
use crate::subject::{self, Register};
use crate::{SubjectKind, words};

pub(super) const NOT_DEGREES: Fault =
    Fault { problem: "degrees with a decimal point", advice: "write degrees as 102.7043" };

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

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<SubjectRow>, PaperError> {
    let identity = |row: &SubjectRow| (row.name.clone(), row.division.clone());
    let kind = Kind { shape: Shape::subject(), needed: &["name", "kind", "sector", "division"], read: row, identity };
    kind.parse(book, learned)
}

fn row(cells: &mut RowReader<'_>) -> Option<SubjectRow> {
    let name = cells.required("name", cell::text);
    let kind = cells.required("kind", |value| {
        word(value, |given| one_of(SubjectKind::ALL, given, SubjectKind::word, words::subject_kind::of))
    });
    let sector = cells
        .required("sector", |value| word(value, |given| one_of(Sector::ALL, given, Sector::word, words::sector::of)));
    let division = cells.required("division", cell::text);
    let address = cells.text("address").unwrap_or_default();
    let organisation = cells.text("organisation").unwrap_or_default();
    let longitude_e6 = cells.optional("longitude", degrees);
    let latitude_e6 = cells.optional("latitude", degrees);
    Some(SubjectRow {
        name: name?,
        kind: kind?,
        sector: sector?,
        division: division?,
        address,
        organisation,
        longitude_e6,
        latitude_e6,
    })
}

fn degrees(value: &Value) -> Result<i64, Fault> {
    degrees_e6(&cell::narrow(&cell::text(value)?)).ok_or(NOT_DEGREES)
}

/// `102.7043` -> 102704300.
pub fn degrees_e6(text: &str) -> Option<i64> {
    let degrees: f64 = text.trim().parse().ok()?;
    (degrees.is_finite() && degrees.abs() <= 180.0).then(|| (degrees * 1e6).round() as i64)
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<SubjectRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| {
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
