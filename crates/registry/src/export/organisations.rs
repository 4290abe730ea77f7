//! Organisations.

use kernel::{Act, Ctx, Error, Identity, Lang, OrganisationId, Problem};
use ledger::{Reader, Tx};
use page::Values;
use paper::out::{Column, ExportRow, ListHead, Now};

use super::{Amending, Each, ExportList, Field, every, given, said, text};
use crate::OrganisationKind;
use crate::import::place;
use crate::organisation::web::{self, LIST, VIEW};
use crate::organisation::{Amend, amend as amend_one, store};
use crate::query::{self, Organisation};
use crate::web::Names;
use crate::words::{common as c, organisation as w, organisation_kind};

pub const ORGANISATIONS: ExportList = ExportList {
    name: "organisations",
    path: LIST,
    act: VIEW,
    head,
    rows,
    amending: Some(Amending { act: Act("organisation.amend"), now, amend }),
};

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let townships = query::townships(r, ctx)?;
    let kinds = OrganisationKind::ALL.iter().map(|k| organisation_kind::of(lang, k.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&web::said(lang, &web::filter(query), &townships)),
        columns: vec![
            Column::text("name", c::name(lang)).width(36).editable(),
            Column::text("short_name", w::short_name(lang)).editable(),
            Column::choice("kind", c::kind(lang), kinds),
            Column::text("division", c::division(lang)).editable(),
            Column::text("head", w::head(lang)),
            Column::text("uscc", w::uscc(lang)).width(22).editable(),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = web::filter(query);
    every(
        |paging| query::organisations(r, ctx, &filter, paging),
        |page| {
            let names = web::names_of(r, ctx, &page)?;
            page.iter().try_for_each(|it| each(row(ctx.lang, &names, it)))
        },
    )
}

fn row(lang: Lang, names: &Names, it: &Organisation) -> ExportRow {
    let head = it.head.and_then(|id| names.people.get(&id)).map_or("", String::as_str);
    let cells = [
        it.name.as_str(),
        &it.short_name,
        organisation_kind::of(lang, it.kind.word()),
        names.place(it.division),
        head,
        it.uscc.as_deref().unwrap_or_default(),
    ];
    ExportRow { key: it.id.to_text(), version: it.version, cells: cells.map(text).to_vec() }
}

fn now(r: &Reader<'_>, ctx: &Ctx, key: &str) -> Result<Option<Now>, Error> {
    let Some(id) = OrganisationId::parse(key) else { return Ok(None) };
    let Some(it) = query::organisation_in_scope(r, ctx, id)? else { return Ok(None) };
    let names = web::names_of(r, ctx, std::slice::from_ref(&it))?;
    let row = row(ctx.lang, &names, &it);
    Ok(Some(Now { version: row.version, cells: row.cells }))
}

fn amend(tx: &mut Tx<'_>, ctx: &Ctx, key: &str, fields: &[Field<'_>]) -> Result<(), Error> {
    let id = OrganisationId::parse(key).ok_or(Error::NotFound(OrganisationId::NAME))?;
    let it = store::load(tx, ctx, id)?;
    let division = match given(fields, "division") {
        Some(given) if given.is_empty() => return Err(Problem::at("division", "fill in this field").into()),
        Some(given) => place(tx, ctx, &given)?,
        None => it.division,
    };
    let cmd = Amend {
        name: given(fields, "name").unwrap_or(it.name),
        short_name: given(fields, "short_name").unwrap_or(it.short_name),
        division,
        parent: it.parent,
        regulates: it.regulates,
        uscc: given(fields, "uscc").or(it.uscc),
    };
    amend_one(tx, ctx, id, &cmd)
}
