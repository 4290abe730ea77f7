//! Subjects of supervision.

use kernel::{Act, Ctx, Error, Identity, Lang, Problem, Sector};
use ledger::{Reader, Tx};
use page::Values;
use paper::out::{Column, ExportRow, ListHead, Now};

use super::{Amending, Each, ExportList, Field, every, given, said, text};
use crate::import::{named, one_of, place};
use crate::query::{self, Subject};
use crate::subject::web::{self, LIST, VIEW};
use crate::subject::{Register, amend as amend_one, store};
use crate::web::Names;
use crate::words::{common as c, sector, subject as w, subject_kind, subject_status};
use crate::{SubjectId, SubjectKind};

pub const SUBJECTS: ExportList = ExportList {
    name: "subjects",
    path: LIST,
    act: VIEW,
    head,
    rows,
    amending: Some(Amending { act: Act("subject.amend"), now, amend }),
};

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = web::filter(query);
    let names = web::names_of(r, ctx, &filter, &[])?;
    let kinds = SubjectKind::ALL.iter().map(|k| subject_kind::of(lang, k.word()));
    let sectors = Sector::ALL.iter().map(|s| sector::of(lang, s.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&web::said(lang, &filter, &names)),
        columns: vec![
            Column::text("name", c::name(lang)).width(36).editable(),
            Column::choice("kind", c::kind(lang), kinds).editable(),
            Column::choice("sector", c::sector(lang), sectors).editable(),
            Column::text("division", c::division(lang)).editable(),
            Column::text("organisation", c::organisation(lang)).width(24).editable(),
            Column::text("status", c::status(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = web::filter(query);
    every(
        |paging| query::subjects(r, ctx, &filter, paging),
        |page| {
            let names = web::names_of(r, ctx, &filter, &page.iter().collect::<Vec<_>>())?;
            page.iter().try_for_each(|it| each(row(ctx.lang, &names, it)))
        },
    )
}

/// The cells that gaps show too come first.
pub(super) fn cells<'a>(lang: Lang, names: &'a Names, it: &'a Subject) -> [&'a str; 5] {
    let organisation = it.organisation.and_then(|id| names.organisations.get(&id)).map_or("", String::as_str);
    let (kind, of_sector) = (subject_kind::of(lang, it.kind.word()), sector::of(lang, it.sector.word()));
    [&it.name, kind, of_sector, names.place(it.division), organisation]
}

fn row(lang: Lang, names: &Names, it: &Subject) -> ExportRow {
    let mut cells = cells(lang, names, it).map(text).to_vec();
    cells.push(text(subject_status::of(lang, it.status.word())));
    ExportRow { key: it.id.to_text(), version: it.version, cells }
}

fn now(r: &Reader<'_>, ctx: &Ctx, key: &str) -> Result<Option<Now>, Error> {
    let Some(id) = SubjectId::parse(key) else { return Ok(None) };
    let Some(it) = query::subject(r, ctx, id)? else { return Ok(None) };
    let names = web::names_of(r, ctx, &query::SubjectFilter::default(), &[&it])?;
    let row = row(ctx.lang, &names, &it);
    Ok(Some(Now { version: row.version, cells: row.cells }))
}

fn amend(tx: &mut Tx<'_>, ctx: &Ctx, key: &str, fields: &[Field<'_>]) -> Result<(), Error> {
    let id = SubjectId::parse(key).ok_or(Error::NotFound(SubjectId::NAME))?;
    let it = store::load(tx, ctx, id)?;
    let of_list =
        |field, given: &str| Error::from(Problem { field, problem: "choose one of the list", given: given.to_owned() });
    let kind = match given(fields, "kind") {
        Some(text) => one_of(SubjectKind::ALL, &text, SubjectKind::word, subject_kind::of)
            .ok_or_else(|| of_list("kind", &text))?,
        None => it.kind,
    };
    let of_sector = match given(fields, "sector") {
        Some(text) => one_of(Sector::ALL, &text, Sector::word, sector::of).ok_or_else(|| of_list("sector", &text))?,
        None => it.sector,
    };
    let division = match given(fields, "division") {
        Some(given) if given.is_empty() => return Err(Problem::at("division", "fill in this field").into()),
        Some(given) => place(tx, ctx, &given)?,
        None => it.division,
    };
    let organisation = match given(fields, "organisation") {
        Some(given) => named(tx, ctx, "organisation", &given)?,
        None => it.organisation,
    };
    let cmd = Register {
        name: given(fields, "name").or(it.name).unwrap_or_default(),
        kind,
        sector: of_sector,
        division,
        address: it.address.unwrap_or_default(),
        organisation,
        longitude_e6: it.longitude_e6,
        latitude_e6: it.latitude_e6,
    };
    amend_one(tx, ctx, id, &cmd)
}
