//! One concept's view on another's page. All of them.

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::parts;
use registry::{SubjectId, SubjectPanels};

use crate::words::panel as w;

/// On the file of a subject.
pub const SUBJECT: SubjectPanels =
    SubjectPanels(&[hazard::risk::assessment::of_subject, hazard::check::of_subject, subject_hazards]);

/// Its hazards.
fn subject_hazards(r: &Reader<'_>, ctx: &Ctx, lang: Lang, subject: SubjectId) -> Result<Markup, Error> {
    let scoped = Ctx { scope: ctx.scope_of(kernel::Act("hazard.view")), ..ctx.clone() };
    let figures = hazard::query::figures_of_subject(r, &scoped, subject)?;
    let href = |view: &str| format!("/hazards?view={view}&subject={subject}");
    let figure = |n: i64, view: &str| html! { span.figure { a href=(href(view)) { (page::format::count(n)) } } };
    let body = if figures.all == 0 {
        html! { p.in { (parts::silent_mark(w::never_checked(lang))) } }
    } else {
        parts::tiles(&[
            parts::Tile {
                label: w::open(lang).into(),
                figure: figure(figures.open, "open"),
                unit: String::new(),
                href: None,
            },
            parts::Tile {
                label: w::late(lang).into(),
                figure: figure(figures.late, "late"),
                unit: String::new(),
                href: None,
            },
            parts::Tile {
                label: w::all(lang).into(),
                figure: figure(figures.all, "all"),
                unit: String::new(),
                href: None,
            },
        ])
    };
    Ok(parts::card(w::hazards(lang), None, Some((w::to_list(lang), &href("all"))), body))
}
