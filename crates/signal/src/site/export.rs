//! The list of sites on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{PATH, VIEW, conditions, fetch};
use super::query::Filter;
use crate::words::{device as d, site as w, site_view};

pub const SITES: ExportList = ExportList { name: "monitored_sites", path: PATH, act: VIEW, head, rows, amending: None };

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let townships = registry::query::townships(r, ctx)?;
    let townships: Vec<_> = townships.into_iter().map(|(code, name)| (code.to_string(), name)).collect();
    let mut words = vec![site_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &townships)));
    let columns = vec![
        Column::text("name", w::name(lang)).width(36),
        Column::text("division", d::division(lang)).width(16),
        Column::text("standing", w::standing(lang)).width(20),
        Column::text("devices", w::devices(lang)).width(48),
        Column::text("watcher", d::watcher(lang)).width(16),
        Column::text("responsible", w::answerable(lang)).width(48),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let listed = fetch(r, ctx, &Filter::from_query(query), 0, usize::MAX)?;
    let between = " ";
    for (it, answerable) in listed.sites.iter().zip(&listed.answerable) {
        let devices: Vec<&str> = it.devices.iter().map(|it| it.said.name.as_str()).collect();
        let watchers: Vec<&str> =
            it.watchers().iter().filter_map(|it| listed.people.get(&it.person)).map(String::as_str).collect();
        let standing = it.standing.words(lang).join(between);
        let cells = vec![
            text(&it.name),
            text(listed.places.get(&it.division).map_or("", String::as_str)),
            text(if standing.is_empty() { d::calm(lang) } else { &standing }),
            text(&devices.join(between)),
            text(&watchers.join(between)),
            text(&answerable.iter().map(|(_, who)| who.as_str()).collect::<Vec<_>>().join(between)),
        ];
        each(ExportRow { key: it.id.to_text(), version: 1, cells })?;
    }
    Ok(())
}
