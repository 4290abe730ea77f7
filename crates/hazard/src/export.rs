//! The hazard ledger on its way out. Description and place in full stand behind the columns of the screen, which shortens
//! them to a title: they are what a returned sheet may change.

use kernel::{Act, Ctx, Error, Identity, Lang};
use ledger::{Reader, Tx};
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead, Now};
use registry::export::{Amending, Each, ExportList, Field, given, said, text};

use crate::correct::{Correct, correct};
use crate::list::conditions;
use crate::model::{Grade, HazardId, Status};
use crate::query::{self, Filter, WholeRow};
use crate::web::Names;
use crate::words::{grade, list as w, status, view};

pub const HAZARDS: ExportList = ExportList {
    name: "hazards",
    path: "/hazards",
    act: Act("hazard.list"),
    head,
    rows,
    amending: Some(Amending { act: Act("hazard.correct"), now, amend }),
};

/// Rows whose names are fetched at once.
const PIECE: usize = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let places = registry::query::townships(r, ctx)?;
    let mut words = vec![view::of(lang, filter.view.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &places)));
    let grades = Grade::ALL.iter().map(|g| grade::of(lang, g.word()));
    let states = Status::ALL.iter().map(|s| status::of(lang, s.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: words,
        columns: vec![
            Column::text("number", w::number(lang)).width(13),
            Column::text("title", w::hazard(lang)).width(40),
            Column::choice("grade", w::grade(lang), grades),
            Column::text("division", w::division(lang)),
            Column::text("owner", w::owner(lang)).width(24),
            Column::choice("status", w::status(lang), states),
            Column::day("found", w::found(lang)),
            Column::instant("due", w::due(lang)),
            Column::text("place", w::place(lang)).width(24).editable(),
            Column::text("description", w::description(lang)).width(60).editable(),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let sheet = Sheet { lang: ctx.lang, places: registry::query::townships(r, ctx)?.into_iter().collect() };
    let mut piece: Vec<WholeRow> = Vec::with_capacity(PIECE);
    query::each(r, ctx, &Filter::from_query(query), |row| {
        piece.push(row);
        if piece.len() == PIECE { sheet.give(r, ctx, &mut piece, each) } else { Ok(()) }
    })?;
    sheet.give(r, ctx, &mut piece, each)
}

struct Sheet {
    lang: Lang,
    places: std::collections::HashMap<kernel::Division, String>,
}

impl Sheet {
    fn give(&self, r: &Reader<'_>, ctx: &Ctx, piece: &mut Vec<WholeRow>, each: Each<'_>) -> Result<(), Error> {
        let owners: Vec<_> = piece.iter().filter_map(|it| it.row.owner_organisation).collect();
        let names = Names::fetch(r, ctx, &[], &owners)?;
        piece.drain(..).try_for_each(|it| each(self.row(&names, &it)))
    }

    fn row(&self, names: &Names, it: &WholeRow) -> ExportRow {
        let WholeRow { row, version, description, place } = it;
        let owner = match row.owner_organisation {
            Some(id) => names.organisation(Some(id)),
            None => row.unit.as_deref().unwrap_or_default(),
        };
        let township = self.places.get(&row.division.township()).map_or("", String::as_str);
        let cells = vec![
            text(&row.number),
            text(row.title.as_str().unwrap_or_default()),
            text(grade::of(self.lang, row.grade.word())),
            text(township),
            text(owner),
            text(status::of(self.lang, row.status.word())),
            out::day(row.found_at.day()),
            row.due.map_or(Value::Empty, out::instant),
            text(place.as_str().unwrap_or_default()),
            text(description.as_str().unwrap_or_default()),
        ];
        ExportRow { key: row.id.to_text(), version: *version, cells }
    }
}

fn now(r: &Reader<'_>, ctx: &Ctx, key: &str) -> Result<Option<Now>, Error> {
    let Some(id) = HazardId::parse(key) else { return Ok(None) };
    let Some(it) = query::one(r, ctx, id)? else { return Ok(None) };
    let names = Names::fetch(r, ctx, &[], it.row.owner_organisation.as_slice())?;
    let sheet = Sheet { lang: ctx.lang, places: registry::query::townships(r, ctx)?.into_iter().collect() };
    let row = sheet.row(&names, &it);
    Ok(Some(Now { version: row.version, cells: row.cells }))
}

fn amend(tx: &mut Tx<'_>, ctx: &Ctx, key: &str, fields: &[Field<'_>]) -> Result<(), Error> {
    let id = HazardId::parse(key).ok_or(Error::NotFound(HazardId::NAME))?;
    let known = query::said(tx, ctx, id)?;
    let said = |p: kernel::Personal<String>| p.known().cloned().unwrap_or_default();
    let cmd = Correct {
        description: given(fields, "description").unwrap_or_else(|| said(known.description)),
        place: given(fields, "place").unwrap_or_else(|| said(known.place)),
        reason: None,
        version: None,
    };
    correct(tx, ctx, id, &cmd)
}
