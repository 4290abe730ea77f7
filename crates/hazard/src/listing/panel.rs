//! On the page of a hazard: the listing it stands in, and those before.

use kernel::{Act, Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::parts;

use super::{Listing, notice, query};
use crate::model::{Grade, Hazard, Status};
use crate::words::{listing as w, listing_level, listing_status};

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<Vec<Listing>, Error> {
    if !ctx.may(Act("listing.view")) {
        return Ok(Vec::new());
    }
    query::of_hazard(r, ctx, it.id)
}

pub(crate) fn card(lang: Lang, ctx: &Ctx, hazard: &Hazard, all: &[Listing]) -> Markup {
    let stands = all.iter().any(|it| it.status.stands());
    let may =
        ctx.may(Act("listing.propose")) && hazard.grade == Grade::Major && hazard.status != Status::Closed && !stands;
    if all.is_empty() && !may {
        return html! {};
    }
    let body = html! {
        @if all.is_empty() { p { (crate::web::muted(w::not_listed(lang))) } }
        @for it in all { p {
            a href=(format!("/listings/{}", it.id)) { (notice::number(lang, it).unwrap_or_else(|| w::unnumbered(lang).to_owned())) }
            " " (parts::tag(listing_level::of(lang, it.level.word()))) " " (listing_status::of(lang, it.status.word()))
            " · " (w::until(lang, it.deadline))
        } }
        @if may { p { (parts::link_button(w::propose(lang), &format!("/hazards/{}/listing", hazard.id))) } }
    };
    parts::card(w::title(lang), None, None, parts::inside(body))
}
