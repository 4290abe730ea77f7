//! People. The telephone is exported as the list shows it, with stars; a returned sheet can't change it.

use kernel::{Act, Ctx, Error, Identity, PersonId, Problem};
use ledger::{Reader, Tx};
use page::Values;
use paper::out::{Column, ExportRow, ListHead, Now};

use super::{Amending, Each, ExportList, Field, every, given, said, text};
use crate::import::named;
use crate::person::web::{self, LIST, VIEW, hidden_phone};
use crate::person::{Register, amend as amend_one, store};
use crate::query::{self, Person};
use crate::web::Names;
use crate::words::{common as c, person as w};

pub const PEOPLE: ExportList = ExportList {
    name: "people",
    path: LIST,
    act: VIEW,
    head,
    rows,
    amending: Some(Amending { act: Act("person.amend"), now, amend }),
};

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = web::filter(query);
    let names = web::names_of(r, ctx, &filter, &[])?;
    let townships = query::townships(r, ctx)?;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&web::said(lang, &filter, &names, &townships)),
        columns: vec![
            Column::text("name", w::name(lang)).editable(),
            Column::text("organisation", c::organisation(lang)).width(24).editable(),
            Column::text("position", w::position(lang)).editable(),
            Column::text("phone", w::phone(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = web::filter(query);
    every(
        |paging| query::people(r, ctx, &filter, paging),
        |page| {
            let names = web::names_of(r, ctx, &filter, &page)?;
            page.iter().try_for_each(|it| each(row(&names, it)))
        },
    )
}

fn row(names: &Names, it: &Person) -> ExportRow {
    let organisation = names.organisations.get(&it.organisation).map_or("", String::as_str);
    let phone = it.phone.as_deref().map(hidden_phone).unwrap_or_default();
    let cells = [it.name.as_str(), organisation, &it.position, &phone].map(text);
    ExportRow { key: it.id.to_text(), version: it.version, cells: cells.to_vec() }
}

fn now(r: &Reader<'_>, ctx: &Ctx, key: &str) -> Result<Option<Now>, Error> {
    let Some(id) = PersonId::parse(key) else { return Ok(None) };
    let Some(it) = query::person_in_scope(r, ctx, id)? else { return Ok(None) };
    let names = web::names_of(r, ctx, &query::PeopleFilter::default(), std::slice::from_ref(&it))?;
    let row = row(&names, &it);
    Ok(Some(Now { version: row.version, cells: row.cells }))
}

fn amend(tx: &mut Tx<'_>, ctx: &Ctx, key: &str, fields: &[Field<'_>]) -> Result<(), Error> {
    let id = PersonId::parse(key).ok_or(Error::NotFound(PersonId::NAME))?;
    let it = store::load(tx, ctx, id)?;
    let organisation = match given(fields, "organisation") {
        Some(given) => {
            named(tx, ctx, "organisation", &given)?.ok_or_else(|| Problem::at("organisation", "fill in this field"))?
        }
        None => it.organisation,
    };
    let cmd = Register {
        name: given(fields, "name").or(it.name).unwrap_or_default(),
        organisation,
        position: given(fields, "position").or(it.position).unwrap_or_default(),
        phone: it.phone,
    };
    amend_one(tx, ctx, id, &cmd)
}
