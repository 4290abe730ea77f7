//! Schemes and examinations on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use crate::examination::query as examinations;
use crate::scheme::query::Filter;
use crate::scheme::{Kind, State};
use crate::web::list::{conditions, fetch, number, progress};
use crate::web::{EXAMINATIONS, SCHEMES, examination_conditions, fetch_examinations, objections_text, total_text};
use crate::words::{examination_state, oversight as w, scheme_kind, scheme_state};
use crate::{examination, printed};

pub const SCHEME_LIST: ExportList =
    ExportList { name: "oversight_schemes", path: SCHEMES, act: Act("oversight.view"), head, rows, amending: None };

pub const EXAMINATION_LIST: ExportList = ExportList {
    name: "oversight_examinations",
    path: EXAMINATIONS,
    act: Act("oversight.view"),
    head: examination_head,
    rows: examination_rows,
    amending: None,
};

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![scheme_state::of(lang, filter.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(14),
        Column::text("title", w::name(lang)).width(48),
        Column::choice("kind", w::kind(lang), Kind::ALL.iter().map(|it| scheme_kind::of(lang, it.word()))),
        Column::text("first", w::first(lang)).width(12),
        Column::text("last", w::last(lang)).width(12),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| scheme_state::of(lang, it.word()))),
        Column::text("progress", w::progress(lang)).width(18),
        Column::instant("issued", w::issued(lang)),
        Column::instant("published", w::published(lang)),
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
                text(&number(lang, it)),
                text(it.title.as_str().unwrap_or_default()),
                text(scheme_kind::of(lang, it.kind.word())),
                text(&it.first.to_string()),
                text(&it.last.to_string()),
                text(scheme_state::of(lang, it.state.word())),
                text(&progress(lang, &counts)),
                it.issued_at.map_or(Value::Empty, out::instant),
                it.published_at.map_or(Value::Empty, out::instant),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}

fn examination_head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = examinations::Filter::from_query(query);
    let mut words = vec![examination_state::of(lang, filter.word()).to_owned()];
    words.extend(said(&examination_conditions(lang, &filter, &fetch_examinations(r, ctx, &filter, 0, 1)?)));
    let states = examination::State::ALL.iter().map(|it| examination_state::of(lang, it.word()));
    let columns = vec![
        Column::text("organisation", w::organisation(lang)).width(20),
        Column::text("scheme", w::scheme(lang)).width(48),
        Column::choice("state", w::state(lang), states),
        Column::instant("due", w::due(lang)),
        Column::text("objections", w::objections(lang)).width(16),
        Column::text("total", w::total(lang)).width(16),
        Column::instant("told", w::told(lang)),
        Column::text("findings", w::findings(lang)).width(60),
    ];
    Ok(ListHead { title: w::examinations(lang).to_owned(), said: words, columns })
}

/// What stands, item by item, as far as the visitor may know it.
fn findings(r: &Reader<'_>, ctx: &Ctx, it: &examinations::Line) -> Result<String, Error> {
    let lang = ctx.lang;
    let of = examinations::one(r, ctx, it.it.id)?;
    let line = |found: &examination::Finding| {
        let mut said = vec![found.item.to_string()];
        if found.measure.is_some() {
            said.push(printed::value(lang, found.value));
        }
        said.extend(found.finding.as_ref().and_then(|it| it.as_str()).map(str::to_owned));
        said.extend(found.marks.map(|it| w::marks_of(lang, it.to_string())));
        said.join(" ")
    };
    Ok(of.standing().into_iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn examination_rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, examinations::Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch_examinations(r, ctx, &filter, from, PIECE)?;
        for line in &listed.lines {
            let it = &line.it;
            let cells = vec![
                text(listed.name(it.organisation)),
                text(line.scheme_title.as_str().unwrap_or_default()),
                text(examination_state::of(lang, it.state.word())),
                out::instant(it.due),
                text(&objections_text(lang, line)),
                text(&total_text(lang, line)),
                it.told_at.map_or(Value::Empty, out::instant),
                text(&findings(r, ctx, line)?),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
