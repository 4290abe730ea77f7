//! On the page of a hazard: the documents that were issued, and those that may be issued now.

use kernel::Lang;
use maud::{Markup, html};
use page::{Screen, parts};

use super::{Document, Kind, text};
use crate::model::HazardId;
use crate::web::Names;
use crate::words::{document as w, document_kind};

pub(crate) fn card(screen: &Screen, hazard: HazardId, issued: &[Document], open: &[Kind], names: &Names) -> Markup {
    let lang = screen.lang();
    if issued.is_empty() && open.is_empty() {
        return html! {};
    }
    let body = html! {
        @for it in issued { p {
            a href=(format!("/documents/{}", it.id)) { (document_kind::of(lang, it.kind.word())) " " (text::number(lang, it)) }
            " · " (names.organisation(Some(it.organisation))) " · " (it.issued_at.day())
            " " a href=(format!("/documents/{}/file", it.id)) { (w::word_file(lang)) }
        } }
        @if !open.is_empty() { p { @for kind in open { (issue(screen, lang, hazard, *kind)) " " } } }
    };
    parts::card(w::title(lang), None, None, parts::inside(body))
}

fn issue(screen: &Screen, lang: Lang, hazard: HazardId, kind: Kind) -> Markup {
    let label = w::issue(lang, document_kind::of(lang, kind.word()));
    let button =
        html! { button.btn type="submit" name="kind" value=(kind.word()) data-act="document.issue" { (label) } };
    page::form::button_form(screen, &format!("/hazards/{hazard}/documents"), button)
}
