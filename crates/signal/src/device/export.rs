//! The list of devices on its way out.

use kernel::{Ctx, Error, Identity as _, Lang};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::detail::VIEW;
use super::list::{PATH, conditions, fetch, gaps, interval, metrics};
use super::query::Filter;
use super::standing::Standing;
use super::{Device, Sort, State};
use crate::web::name;
use crate::words::{device as w, device_sort, device_state, device_view};

pub const DEVICES: ExportList = ExportList { name: "devices", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![device_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &fetch(r, ctx, &filter, 0, 0)?)));
    let columns = vec![
        Column::text("code", w::code(lang)).width(14),
        Column::text("name", w::name(lang)).width(28),
        Column::choice("sort", w::sort(lang), Sort::ALL.iter().map(|it| device_sort::of(lang, it.word()))),
        Column::text("standing", w::standing(lang)).width(18),
        Column::text("metrics", w::metrics(lang)).width(24),
        Column::text("division", w::division(lang)).width(16),
        Column::text("owner", w::owner(lang)).width(24),
        Column::text("watcher", w::watcher(lang)).width(12),
        Column::text("interval", w::interval(lang)).width(10),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| device_state::of(lang, it.word()))),
        Column::day("since", w::since(lang)),
        Column::number("longitude", w::longitude(lang)),
        Column::number("latitude", w::latitude(lang)),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

/// What is wrong with it or missing, in words.
fn standing(lang: Lang, of: Option<&Standing>, it: &Device) -> String {
    let wrong = of.map(|of| of.word(lang, it));
    wrong.iter().map(String::as_str).chain(gaps(lang, it)).collect::<Vec<_>>().join(" ")
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let degrees = |e6: Option<i64>| e6.map_or(Value::Empty, |e6| Value::Number(e6 as f64 / 1e6));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let cells = vec![
                text(&it.said.code),
                text(&it.said.name),
                text(device_sort::of(lang, it.said.sort.word())),
                text(&standing(lang, listed.standings.get(&it.id), it)),
                text(&metrics(lang, it)),
                text(listed.named.place(it)),
                text(name(&listed.named.bodies, it.said.owner)),
                text(listed.named.watcher(it).unwrap_or_default()),
                text(&interval(lang, it.said.interval_seconds)),
                text(device_state::of(lang, it.state.word())),
                out::day(it.said.since),
                degrees(it.said.longitude_e6),
                degrees(it.said.latitude_e6),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
