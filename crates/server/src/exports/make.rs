//! From a list to a file.

use kernel::{Ctx, Error, Identity as _, Lang, Problems};
use ledger::{Db, Reader};
use page::{Values, format};
use paper::out::{CsvExport, Export, ExportRow, Identity, XlsxExport};
use registry::export::ExportList;

use super::{ExportId, Format, store};
use crate::words::export as w;

/// More rows than a person reads in any program for tables.
const ROWS_MAX: u32 = 100_000;

/// What is given out.
pub struct File {
    pub name: String,
    pub format: Format,
    pub bytes: Vec<u8>,
    pub rows: u32,
}

/// `None`: this person has exported as much as one may in an hour.
pub fn make(
    db: &Db,
    ctx: &Ctx,
    list: &'static ExportList,
    query: &Values,
    format: Format,
) -> Result<Option<File>, Error> {
    let id = ctx.mint::<ExportId>();
    if !store::reserve(db, ctx, id, list, query, format)? {
        return Ok(None);
    }
    let (file, digest) = db.read_blocking(|r| write(r, ctx, id, list, query, format))?;
    store::complete(db, ctx, id, file.rows, digest)?;
    Ok(Some(file))
}

type Written = (File, Option<[u8; 32]>);

fn write(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: ExportId,
    list: &ExportList,
    query: &Values,
    format: Format,
) -> Result<Written, Error> {
    let lang = ctx.lang;
    let head = (list.head)(r, ctx, query)?;
    // A file of everything is not what was asked for.
    let noted = query.noted();
    if !noted.is_empty() {
        return Err(Problems(noted).into());
    }
    let rows = count(r, ctx, list, query)?;
    let export = Export {
        at: ctx.now,
        columns: head.columns,
        footnotes: vec![
            w::rows(lang, format::count(u64::from(rows))),
            w::filters(lang, filters(lang, &head.said)),
            w::at(lang, format::instant(ctx.now)),
            w::by(lang, visitor(r, ctx)?),
        ],
        cut_mark: w::cut_mark(lang).to_owned(),
        identity: Some(Identity { export_id: id.to_text(), kind: list.name.to_owned() }),
        title: head.title,
    };
    let exported = match format {
        Format::Xlsx => {
            let mut sheet = XlsxExport::begin(&export)?;
            (list.rows)(r, ctx, query, &mut |row| Ok(sheet.add(&row)?))?;
            sheet.finish()?
        }
        Format::Csv => {
            let mut sheet = CsvExport::begin(&export)?;
            (list.rows)(r, ctx, query, &mut |row| Ok(sheet.add(&row)?))?;
            sheet.finish()?
        }
    };
    let name = format!("{}-{}.{format}", export.title, ctx.now.day());
    Ok((File { name, format, bytes: exported.bytes, rows: exported.rows }, exported.digest))
}

/// Counted first, in the same moment: the notes stand in the hidden sheet before the rows.
fn count(r: &Reader<'_>, ctx: &Ctx, list: &ExportList, query: &Values) -> Result<u32, Error> {
    let mut rows = 0;
    (list.rows)(r, ctx, query, &mut |_: ExportRow| {
        rows += 1;
        match rows > ROWS_MAX {
            true => Err(Error::refused("the list has more than 100,000 rows: narrow it and export again")),
            false => Ok(()),
        }
    })?;
    Ok(rows)
}

fn filters(lang: Lang, said: &[String]) -> String {
    let between = if lang == Lang::Zh { "；" } else { "; " };
    if said.is_empty() { w::no_filter(lang).to_owned() } else { said.join(between) }
}

/// Name and organisations, as the sheet's reader knows them.
fn visitor(r: &Reader<'_>, ctx: &Ctx) -> Result<String, Error> {
    let Some(person) = ctx.person() else { return Ok(w::machine(ctx.lang).to_owned()) };
    let name = registry::query::person_names(r, ctx, &[person])?.remove(&person).unwrap_or_default();
    let bodies: Vec<_> = ctx.acting.iter().filter(|m| m.is_active(ctx.now)).map(|m| m.organisation).collect();
    let names = registry::query::organisation_names(r, ctx, &bodies)?;
    let mut bodies: Vec<&str> = bodies.iter().filter_map(|id| names.get(id)).map(String::as_str).collect();
    bodies.dedup();
    let between = if ctx.lang == Lang::Zh { "、" } else { ", " };
    Ok(w::visitor(ctx.lang, name, bodies.join(between)))
}
