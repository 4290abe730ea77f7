//! What the pages of this crate share.

use std::sync::Arc;

use axum::Extension;
use kernel::{Ctx, Error, Lang, Personal};
use ledger::{Fact, Reader, Recorded, Row};
use maud::Markup;
use page::story::{Entry, EntryKind};

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

/// A step of a story with the name of whoever took it.
pub(crate) type Told<F> = (Recorded<F>, String);

pub(crate) fn told<F: Fact>(r: &Reader<'_>, ctx: &Ctx, history: Vec<Recorded<F>>) -> Result<Vec<Told<F>>, Error> {
    let mut told = Vec::new();
    for entry in history {
        let who = registry::forms::person(r, ctx, entry.at.person)?.unwrap_or_default();
        told.push((entry, who));
    }
    Ok(told)
}

/// One step: its word, what was said, and whether it goes back.
pub(crate) fn entry<F>((entry, who): &Told<F>, what: Markup, quote: Option<&Personal<String>>, back: bool) -> Entry {
    Entry {
        when: page::format::instant(entry.at.effective_at),
        gap: None,
        who: who.clone(),
        what,
        quote: quote.map(|it| it.as_str().unwrap_or("--").to_owned()),
        kind: if back { EntryKind::Back } else { EntryKind::Act },
    }
}

pub(crate) const WORDS: registry::field::Words = registry::field::Words {
    label: crate::words::flood_field::of,
    hint: crate::words::flood_hint::of,
    act: crate::words::flood_act::of,
    then: crate::words::flood_then::of,
};

/// What somebody said, from its column; nothing where nobody said anything.
pub(crate) fn text_of(row: &Row<'_>, at: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(at)?.map(Personal::Known))
}

/// A flow in three figures, as hydrologists say it.
pub(crate) fn flow(m3_s: f64) -> String {
    match m3_s {
        _ if m3_s >= 99.95 => format!("{m3_s:.0}"),
        _ if m3_s >= 9.995 => format!("{m3_s:.1}"),
        _ => format!("{m3_s:.2}"),
    }
}

pub(crate) fn with_unit(m3_s: f64) -> String {
    format!("{} m³/s", flow(m3_s))
}

/// `3小时20分`
pub(crate) fn lead(lang: Lang, ms: i64) -> String {
    let minutes = (ms.max(0) + 59_999) / 60_000;
    crate::words::flood::lead(lang, minutes / 60, minutes % 60)
}
