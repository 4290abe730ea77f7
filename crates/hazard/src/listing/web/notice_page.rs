//! The notice as it is printed: an official document on A4, without the frame of the program.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error};
use ledger::Db;
use maud::{Markup, html};
use page::{Reply, Screen, parts};

use super::fetch;
use crate::listing::ListingId;
use crate::listing::notice::{self, Notice};
use crate::words::listing_notice as w;

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<ListingId>,
) -> Reply {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    let lang = screen.lang();
    let Some(notice) = shown.notice(lang) else { return Err(Error::NotFound("ListingId").into()) };
    let body = html! {
        p.no-print { (parts::link_button(w::back(lang), &format!("/listings/{id}"))) " " (parts::print_button(lang)) }
        (document(lang, &notice))
    };
    Ok(screen.bare(&notice.number, body))
}

fn document(lang: kernel::Lang, it: &Notice) -> Markup {
    html! {
        article.official-document {
            p.issuer { (it.issuer) }
            p.document-number { (it.number) }
            h1 { (it.title) }
            p.addressee { (w::to(lang, &it.to)) }
            @for paragraph in &it.paragraphs { p { (paragraph) } }
            p.signature { (it.signed_by) }
            p.signature { (notice::day(lang, it.date)) }
            p.copies { (w::copies(lang, &it.copies)) }
        }
    }
}
