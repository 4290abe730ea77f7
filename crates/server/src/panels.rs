//! One concept's view on another's page. All of them.

use enterprise::EnterprisePanels;
use kernel::{Ctx, Error, Lang, OrganisationId};
use ledger::Reader;
use maud::{Markup, html};
use page::parts;
use registry::{SubjectId, SubjectPanels};

use crate::words::panel as w;

/// On the file of a subject.
pub const SUBJECT: SubjectPanels =
    SubjectPanels(&[hazard::risk::assessment::of_subject, hazard::check::of_subject, subject_hazards]);

/// On the page of an enterprise.
pub const ENTERPRISE: EnterprisePanels = EnterprisePanels(&[enterprise_hazards]);

/// What it rectifies.
fn enterprise_hazards(r: &Reader<'_>, ctx: &Ctx, lang: Lang, owner: OrganisationId) -> Result<Markup, Error> {
    use hazard::query::{Filter, View, count};
    let scoped = Ctx { scope: ctx.scope_of(kernel::Act("hazard.list")), ..ctx.clone() };
    let href = |view: View| format!("/hazards?view={view}&owner={owner}");
    let tile = |label: &str, view: View| -> Result<parts::Tile, Error> {
        let n = count(r, &scoped, &Filter { view, owner: Some(owner), ..Filter::default() })?;
        let figure = html! { span.figure { a href=(href(view)) { (page::format::count(n)) } } };
        Ok(parts::Tile { label: label.to_owned(), figure, unit: String::new(), href: None })
    };
    let tiles = [tile(w::open(lang), View::Open)?, tile(w::late(lang), View::Late)?, tile(w::all(lang), View::All)?];
    let right = html! {
        @if ctx.may(kernel::Act("follow_up.view")) { a href=(format!("/letters?organisation={owner}")) { (w::letters(lang)) } " · " }
        a href=(href(View::All)) { (w::to_list(lang)) }
    };
    Ok(parts::card_with(w::rectified(lang), html! {}, right, parts::tiles(&tiles)))
}

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
