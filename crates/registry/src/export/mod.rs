//! Lists on their way out: for each list its columns and its rows, as the screen has them.
//!
//! Always true: the rows are those of the page with the same address and the same visitor, in the page's order, all of them
//! and not fifty; a column holds what the page's cell says, typed.
//! Not here: files, who may export, how often (`server`).

mod accounts;
mod divisions;
mod duties;
mod gaps;
mod organisations;
mod people;
mod shifts;
mod subjects;

use kernel::{Act, Ctx, Error};
use ledger::{Reader, Tx};
use page::Values;
use paper::Value;
use paper::out::{ExportRow, ListHead, Now};

use crate::query::{LONGEST_PAGE, Listed, Paging};

pub use accounts::ACCOUNTS;
pub use divisions::DIVISIONS;
pub use duties::RESPONSIBILITIES;
pub use gaps::GAPS;
pub use organisations::ORGANISATIONS;
pub use people::PEOPLE;
pub use shifts::SHIFTS;
pub use subjects::SUBJECTS;

/// Takes one row after the other.
pub type Each<'a> = &'a mut dyn FnMut(ExportRow) -> Result<(), Error>;

/// A list that can be exported.
pub struct ExportList {
    pub name: &'static str,
    /// The page of the list; its query is that of the export.
    pub path: &'static str,
    /// The act of the page.
    pub act: Act,
    pub head: fn(&Reader<'_>, &Ctx, &Values) -> Result<ListHead, Error>,
    pub rows: fn(&Reader<'_>, &Ctx, &Values, Each<'_>) -> Result<(), Error>,
    /// For lists whose returned sheet may change something.
    pub amending: Option<Amending>,
}

/// How a returned sheet is compared with what is now, and written.
pub struct Amending {
    /// The act of the single case.
    pub act: Act,
    /// One object as the list shows it; `None` out of reach.
    pub now: fn(&Reader<'_>, &Ctx, &str) -> Result<Option<Now>, Error>,
    /// Changes the named fields of one object by the command of the single case.
    pub amend: fn(&mut Tx<'_>, &Ctx, &str, &[Field<'_>]) -> Result<(), Error>,
}

/// A field with its new value.
pub struct Field<'a> {
    pub name: &'a str,
    pub value: &'a Value,
}

/// The new text of a field, when it is among those that change.
pub fn given(fields: &[Field<'_>], name: &str) -> Option<String> {
    let field = fields.iter().find(|field| field.name == name)?;
    Some(field.value.to_string().trim().to_owned())
}

pub fn text(text: &str) -> Value {
    if text.is_empty() { Value::Empty } else { Value::Text(text.to_owned()) }
}

/// The conditions of the address in words, as the chips have them.
pub fn said(conditions: &[(&str, &str, Option<String>)]) -> Vec<String> {
    let said = |(label, _, value): &(&str, &str, Option<String>)| {
        let value = value.as_deref().filter(|value| !value.is_empty())?;
        Some(format!("{label}：{value}"))
    };
    conditions.iter().filter_map(said).collect()
}

/// All pages of a list, one after the other.
fn every<T>(
    mut page: impl FnMut(&Paging) -> Result<Listed<T>, Error>,
    mut rows: impl FnMut(Vec<T>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut paging = Paging { after: None, limit: LONGEST_PAGE };
    loop {
        let listed = page(&paging)?;
        rows(listed.rows)?;
        match listed.next {
            Some(next) => paging.after = Some(next),
            None => return Ok(()),
        }
    }
}
