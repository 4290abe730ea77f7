//! On the page of a hazard: its root cause, or that it has to be said before closing.

use kernel::Lang;
use maud::{Markup, html};
use page::{format, parts};

use super::last;
use crate::query::Detail;
use crate::web::Names;
use crate::words::{root_cause as class, root_cause_form as w};

pub(crate) fn card(lang: Lang, d: &Detail, recurs: bool, names: &Names) -> Markup {
    let Some((entry, it)) = last(&d.history) else {
        let owed = recurs && d.hazard.status.is_open();
        return html! { @if owed { (parts::card(w::title(lang), None, None, parts::inside(parts::silent_mark(w::owed(lang))))) } };
    };
    let rows = [
        (w::cause(lang), html! { (class::of(lang, it.cause.word())) }),
        (w::said(lang), html! { (it.said.as_str().unwrap_or_default()) }),
        (
            w::by(lang),
            html! { (names.both(entry.at.person, entry.at.organisation)) " " span.muted { (format::instant(entry.at.effective_at)) } },
        ),
    ];
    parts::card(w::title(lang), None, None, parts::inside(parts::facts_single(&rows)))
}
