//! People from a table: names, where they belong, how to reach them. They get no accounts.

use kernel::{Ctx, Error, OrganisationId, PersonId, Problem};
use ledger::{Reader, Tx};
use paper::{Learned, PaperError, RowReader, Shape, Workbook, cell};

use super::rows::Kind;
use super::{Outcome, Parsed, Placed, named};
use crate::person::{self, Register, store::Known};
use crate::query;

/// One row, with the organisation named as the file names it. Personal values: never to be logged.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub name: String,
    /// Name or code.
    pub organisation: String,
    pub position: String,
    pub phone: String,
}

impl std::fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonRow").field("organisation", &self.organisation).finish_non_exhaustive()
    }
}

pub fn read(book: &Workbook, learned: &Learned) -> Result<Parsed<PersonRow>, PaperError> {
    let identity = |row: &PersonRow| (row.name.clone(), row.organisation.clone());
    let kind = Kind { shape: Shape::person(), needed: &["name", "organisation"], read: row, identity };
    kind.parse(book, learned)
}

fn row(cells: &mut RowReader<'_>) -> Option<PersonRow> {
    let name = cells.required("name", cell::text);
    let organisation = cells.required("organisation", cell::text);
    let position = cells.text("position").unwrap_or_default();
    let phone = cells.text("phone").map(|phone| cell::narrow(&phone)).unwrap_or_default();
    Some(PersonRow { name: name?, organisation: organisation?, position, phone })
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<PersonRow>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |row| {
        let Some(organisation) = named(tx, ctx, "organisation", &row.organisation)? else {
            return Err(Problem::at("organisation", "no such organisation").into());
        };
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let mut cmd =
            Register { name: row.name.clone(), organisation, position: row.position.clone(), phone: given(&row.phone) };
        let Some(known) = known(tx, ctx, organisation, row)? else {
            return person::register(tx, ctx, &cmd).map(|_| true);
        };
        if cmd.position.is_empty() {
            cmd.position = known.position.clone().unwrap_or_default();
        }
        cmd.phone = cmd.phone.or(known.phone);
        person::amend(tx, ctx, known.id, &cmd)?;
        let after = person::store::find(tx, ctx, known.id)?.map_or(0, |it| it.version);
        Ok(after > known.version)
    })
}

/// Who is meant: the only one of this name there. A different phone may be a new number or another person, and the file
/// can't say which.
fn known(r: &Reader<'_>, ctx: &Ctx, organisation: OrganisationId, row: &PersonRow) -> Result<Option<Known>, Error> {
    let ids: Vec<PersonId> = query::people_named(r, ctx, organisation, &row.name)?;
    let mut all = Vec::new();
    for id in ids {
        all.extend(person::store::find(r, ctx, id)?);
    }
    let has_phone = |it: &Known| it.phone.as_deref().is_some_and(|phone| !row.phone.is_empty() && phone == row.phone);
    if let Some(at) = all.iter().position(has_phone) {
        return Ok(Some(all.swap_remove(at)));
    }
    match all.len() {
        0 => Ok(None),
        1 if row.phone.is_empty() || all[0].phone.is_none() => Ok(all.pop()),
        1 => Err(Problem::at("phone", "registered with another phone").into()),
        _ => Err(Problem::at("name", "several people of this organisation have this name").into()),
    }
}
