//! The page of one edition: its flash text to copy, its report as it is printed, and the Word file.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::html;
use page::{Crumb, Reply, Screen, parts};
use registry::print;

use super::cards::edition_title;
use super::paper::{Matter, document, flash};
use super::{Around, PATH, Visitor, acts};
use crate::model::IncidentId;
use crate::query::{self, Detail};
use crate::words::{incident as w, report};

struct Shown {
    detail: Detail,
    around: Around,
    office: String,
    district: String,
    /// The place of the edition among all.
    at: usize,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: IncidentId, edition: u32) -> Result<Shown, Error> {
    let detail = query::one(r, ctx, id)?.seen_by(ctx);
    let at = detail.editions.iter().position(|it| it.edition == edition).ok_or(Error::NotFound("Edition"))?;
    let desk = crate::duties::desk(r, ctx, &detail.it)?;
    let people: Vec<_> =
        [detail.editions[at].signed_by, detail.editions[at].drafted_by].into_iter().flatten().collect();
    let around = Around::fetch(r, ctx, &[desk], &people)?;
    let district = registry::query::division_name(r, ctx, ctx.district.division())?;
    Ok(Shown { office: around.organisation(desk).to_owned(), district, around, at, detail })
}

impl Shown {
    fn matter(&self) -> Matter<'_> {
        Matter {
            detail: &self.detail,
            edition: &self.detail.editions[self.at],
            before: self.at.checked_sub(1).map(|n| &self.detail.editions[n]),
            township: self.around.place(self.detail.particulars.division),
            office: &self.office,
            district: &self.district,
        }
    }
}

pub(super) async fn show(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path((id, edition)): Path<(IncidentId, u32)>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id, edition)).await?;
    let lang = screen.lang();
    let one = &shown.detail.editions[shown.at];
    let title = edition_title(lang, one.edition, one.sort);
    let here = format!("{PATH}/{id}");
    let matter = shown.matter();
    let signed = match one.signed_at {
        Some(at) => w::signed_by(lang, shown.around.person(one.signed_by), page::format::instant(at)),
        None => w::drafted_by(lang, shown.around.person(one.drafted_by), page::format::instant(one.drafted_at)),
    };
    let waits = one.signed_at.is_none() && acts::may_sign(&ctx, &shown.detail);
    let body = html! {
        (parts::head(&title, html! { span.muted { (signed) } }, html! {
            (parts::link_button(report::word_file(lang), &format!("{here}/editions/{edition}/file"))) " " (parts::print_button(lang))
        }))
        @if one.signed_at.is_none() { (parts::note(page::NoteKind::Plain, w::unsigned(lang), html! { p { (w::unsigned_text(lang)) } })) }
        (parts::card(report::flash_title(lang), None, None, html! {
            (parts::inside(html! {
                p lang="zh-CN" { (flash(Lang::Zh, &matter)) }
                @if lang != Lang::Zh { p.muted { (flash(lang, &matter)) } }
            }))
        }))
        section.card { (print::within(lang, &document(lang, &matter))) }
        (parts::actions(lang, html! { span.muted.small { (w::signed_then(lang)) } }, html! {
            (parts::link_button(w::back(lang), &here))
            @if waits { (acts::sign_form(&screen, &shown.detail)) }
        }))
    };
    let crumbs = [
        Crumb::here(w::section(lang)),
        Crumb::link(w::title(lang), PATH),
        Crumb::link(shown.detail.it.number_text(), here.clone()),
        Crumb::here(title.clone()),
    ];
    Ok(screen.page(&title, &crumbs, body))
}

/// The Chinese text, whoever asks: it is the document.
pub(super) async fn file(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path((id, edition)): Path<(IncidentId, u32)>,
) -> Reply {
    let shown = db.read(move |r| fetch(r, &ctx, id, edition)).await?;
    Ok(print::download(&document(Lang::Zh, &shown.matter()))?)
}
