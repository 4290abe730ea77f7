//! What the pages of this crate share.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use kernel::{Ctx, Error, OrganisationId, Personal};
use ledger::{Fact, Reader, Recorded, Row};
use maud::{Markup, html};
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

/// Names of organisations, for pages.
pub(crate) type Names = HashMap<OrganisationId, String>;

pub(crate) fn name(names: &Names, id: OrganisationId) -> &str {
    names.get(&id).map_or("--", String::as_str)
}

pub(crate) fn named(names: &Names, id: OrganisationId) -> Markup {
    html! { span lang="zh-CN" { (name(names, id)) } }
}

/// What somebody said, for programs; nothing where it was erased.
pub(crate) fn known(it: Option<&Personal<String>>) -> Option<String> {
    it.and_then(Personal::as_str).map(str::to_owned)
}

pub(crate) const WORDS: registry::field::Words = registry::field::Words {
    label: crate::words::signal_field::of,
    hint: crate::words::signal_hint::of,
    act: crate::words::signal_act::of,
    then: crate::words::signal_then::of,
};

/// What somebody said, from its column; nothing where nobody said anything.
pub(crate) fn text_of(row: &Row<'_>, at: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(at)?.map(Personal::Known))
}
