//! Organisations from a table.

use kernel::{Ctx, Error, Problem, Sector};
use ledger::Tx;
use paper::{Learned, PaperError, RowReader, Shape, Workbook, cell};

use super::lookup::one_of;
use super::rows::{Kind, word};
use super::{Outcome, Parsed, Placed, named, place};
use crate::organisation::{self, Amend, Register, store::Known};
use crate::{OrganisationKind, words};

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

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<OrganisationRow>, PaperError> {
    let identity = |row: &OrganisationRow| (row.name.clone(), row.division.clone());
    let kind = Kind { shape: Shape::organisation(), needed: &["name", "kind", "division"], read: row, identity };
    kind.parse(book, learned)
}

fn row(cells: &mut RowReader<'_>) -> Option<OrganisationRow> {
    let name = cells.required("name", cell::text);
    let short_name = cells.text("short_name").unwrap_or_default();
    let kind = cells.required("kind", |value| {
        word(value, |given| one_of(OrganisationKind::ALL, given, OrganisationKind::word, words::organisation_kind::of))
    });
    let division = cells.required("division", cell::text);
    let parent = cells.text("parent").unwrap_or_default();
    let regulates = cells.optional("regulates", |value| word(value, sectors)).unwrap_or_default();
    let uscc = cells.text("uscc").map(|uscc| cell::narrow(&uscc).to_uppercase()).unwrap_or_default();
    Some(OrganisationRow { name: name?, short_name, kind: kind?, division: division?, parent, regulates, uscc })
}

/// Several sectors, parted as people part them.
fn sectors(cell: &str) -> Option<Vec<Sector>> {
    cell.split(['、', ',', '，', ';', '；', '/', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| one_of(Sector::ALL, part, Sector::word, words::sector::of))
        .collect()
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<OrganisationRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| {
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
