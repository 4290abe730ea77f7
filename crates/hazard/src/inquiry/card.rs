//! On the page of a major hazard: what the inquiry into its cause found.

use kernel::{Lang, Personal};
use maud::{Markup, html};
use page::parts;

use super::last;
use crate::model::Grade;
use crate::query::Detail;
use crate::web::Names;
use crate::words::{cause, inquiry as w};

pub(crate) fn card(lang: Lang, d: &Detail, names: &Names) -> Markup {
    let h = &d.hazard;
    let Some(it) = last(&d.history) else {
        let owed = h.grade == Grade::Major && h.status.is_open();
        return html! { @if owed { (parts::card(w::title(lang), None, None, parts::inside(parts::silent_mark(w::not_yet(lang))))) } };
    };
    let said = |it: &Personal<String>| html! { (it.as_str().unwrap_or_default()) };
    let rows = [
        (w::course(lang), said(&it.course)),
        (w::cause(lang), html! { (cause::of(lang, it.cause.word())) }),
        (w::organisation(lang), html! { (names.organisation(Some(it.organisation))) }),
        (w::neglected(lang), said(&it.neglected)),
        (w::prevention(lang), said(&it.prevention)),
        (w::conclusion(lang), said(&it.conclusion)),
    ];
    parts::card(w::title(lang), None, None, parts::inside(parts::facts_single(&rows)))
}
