//! What the pages of this crate share.

use std::sync::Arc;

use axum::Extension;
use kernel::{Ctx, Error, Personal};
use ledger::{Fact, Reader, Recorded, Row};
use maud::Markup;
use page::story::{Entry, EntryKind};

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

/// A step of a story with the name of whoever took it.
pub(crate) type Told<F> = (Recorded<F>, String);

pub(crate) fn told<F: Fact>(r: &Reader<'_>, ctx: &Ctx, history: Vec<Recorded<F>>) -> Result<Vec<Told<F>>, Error> {
    let with_name = |entry: Recorded<F>| {
        let who = registry::forms::person(r, ctx, entry.at.person)?.unwrap_or_default();
        Ok((entry, who))
    };
    history.into_iter().map(with_name).collect()
}

pub(crate) fn entry<F>((entry, who): &Told<F>, what: Markup, quote: Option<&Personal<String>>) -> Entry {
    Entry {
        when: page::format::instant(entry.at.effective_at),
        gap: None,
        who: who.clone(),
        what,
        quote: quote.map(|it| it.as_str().unwrap_or("--").to_owned()),
        kind: EntryKind::Act,
    }
}

/// What somebody said, from its column; nothing where nobody said anything.
pub(crate) fn text_of(row: &Row<'_>, at: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(at)?.map(Personal::Known))
}

/// `102704300` -> `102.704300`
pub(crate) fn degrees(e6: i64) -> String {
    let sign = if e6 < 0 { "-" } else { "" };
    format!("{sign}{}.{:06}", e6.abs() / 1_000_000, e6.abs() % 1_000_000)
}

pub(crate) const WORDS: registry::field::Words = registry::field::Words {
    label: crate::words::fire_field::of,
    hint: crate::words::fire_hint::of,
    act: crate::words::fire_act::of,
    then: crate::words::fire_then::of,
};
