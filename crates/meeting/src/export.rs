//! Meetings, and the written materials across them, on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use crate::query::{self, Filter, MaterialFilter};
use crate::said::Standing;
use crate::web::list::{conditions, decided, fetch, taking_part};
use crate::web::{PATH, materials};
use crate::words::{headquarters, material_standing, meeting as w, meeting_kind, meeting_state};
use crate::{Kind, State};

pub const MEETINGS: ExportList =
    ExportList { name: "meetings", path: PATH, act: Act("meeting.view"), head, rows, amending: None };

pub const MATERIALS: ExportList = ExportList {
    name: "meeting_materials",
    path: materials::PATH,
    act: Act("meeting.view"),
    head: material_head,
    rows: material_rows,
    amending: None,
};

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![meeting_state::of(lang, filter.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(12),
        Column::text("title", w::name(lang)).width(44),
        Column::choice("kind", w::kind(lang), Kind::MEETINGS.iter().map(|it| meeting_kind::of(lang, it.word()))),
        Column::instant("starts", w::starts(lang)),
        Column::text("place", w::place(lang)).width(24),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| meeting_state::of(lang, it.word()))),
        Column::text("taking_part", w::taking_part(lang)).width(16),
        Column::text("decided", w::decided(lang)).width(18),
        Column::text("chair", w::chair(lang)).width(24),
        Column::instant("ended", w::ended(lang)),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let counts = listed.counts.get(&it.id).copied().unwrap_or_default();
            let cells = vec![
                text(&it.number),
                text(it.title.as_str().unwrap_or_default()),
                text(meeting_kind::of(lang, it.kind.word())),
                out::instant(it.starts),
                text(it.place.as_str().unwrap_or_default()),
                text(meeting_state::of(lang, it.state.word())),
                text(&taking_part(lang, it, &counts)),
                text(&decided(lang, &counts)),
                text(it.chair.as_str().unwrap_or_default()),
                it.ended.map_or(Value::Empty, out::instant),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}

fn material_head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = MaterialFilter::from_query(query);
    let mut words = vec![material_standing::of(lang, filter.standing.map_or(query::ALL, Standing::word)).to_owned()];
    let asked: Vec<_> = filter.organisation.into_iter().collect();
    let names = registry::query::organisation_names(r, ctx, &asked)?;
    words.extend(said(&materials::conditions(lang, &filter, &names)));
    let columns = vec![
        Column::text("meeting", w::name(lang)).width(44),
        Column::text("headquarters", w::headquarters(lang)).width(16),
        Column::text("organisation", w::organisation(lang)).width(20),
        Column::instant("due", w::due(lang)),
        Column::instant("received", w::received(lang)),
        Column::text("state", w::state(lang)).width(12),
        Column::text("material", w::material(lang)).width(44),
    ];
    Ok(ListHead { title: w::materials_title(lang).to_owned(), said: words, columns })
}

fn material_rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, MaterialFilter::from_query(query));
    let mut from = 0;
    loop {
        let listed = materials::fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let cells = vec![
                text(it.meeting_title.as_str().unwrap_or_default()),
                text(headquarters::of(lang, it.headquarters.word())),
                text(listed.names.get(&it.organisation).map_or("", String::as_str)),
                out::instant(it.due),
                it.received_at.map_or(Value::Empty, out::instant),
                text(material_standing::of(lang, it.standing.word())),
                text(it.title.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
            ];
            each(ExportRow { key: format!("{}/{}", it.meeting.to_text(), it.no), version: 1, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
