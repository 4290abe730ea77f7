//! On the page of a hazard: the orders that name it.

use kernel::{Act, Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::parts;

use super::query::{self, Line};
use crate::model::{Grade, Hazard};
use crate::words::{stop as w, stop_extent, stop_standing};

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<Vec<Line>, Error> {
    if !ctx.may(Act("stop.view")) {
        return Ok(Vec::new());
    }
    query::of_hazard(r, ctx, it.id)
}

pub(crate) fn card(lang: Lang, ctx: &Ctx, hazard: &Hazard, all: &[Line]) -> Markup {
    let verified = super::rule::is_verified(hazard.status);
    let open = all.iter().any(|it| it.stop.standing.is_open());
    let may = ctx.may(Act("stop.propose")) && !verified && !open;
    // An ordinary hazard rarely stops anything: its act waits in the footer, not in a card of its own.
    if all.is_empty() && !(may && hazard.grade == Grade::Major) {
        return html! {};
    }
    let body = html! {
        @if all.is_empty() { p { (crate::web::muted(w::not_stopped(lang))) } }
        @for it in all { p {
            @let number = it.number.as_deref().unwrap_or(w::unnumbered(lang));
            @if it.is_within(ctx) { a href=(format!("/stop-orders/{}", it.stop.id)) { (number) } } @else { (number) }
            " " (parts::tag(stop_extent::of(lang, it.extent.word()))) " " (stop_standing::of(lang, it.stop.standing.word()))
        } }
        @if open { p { (crate::web::muted(w::not_closed_before(lang))) } }
        @if may { p { (parts::link_button(w::propose(lang), &format!("/hazards/{}/stop-order", hazard.id))) } }
    };
    parts::card(w::title(lang), None, None, parts::inside(body))
}
