//! The page of one piece of evidence: large, with what is known of it, what it claims, and where it was shown.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use evidence::{Digest, Evidence, EvidenceId, Fact, MediaType, Phase};
use hazard::HazardId;
use kernel::{Act, Ctx, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Doc, Json, Reply, Screen, format, parts};
use serde::Serialize;

use super::{Hazard, ORIGINAL, WITHDRAW};
use crate::words::evidence as w;

/// A likeness as the visitor may know it.
struct Again {
    exact: bool,
    place: Option<Hazard>,
}

struct Shown {
    it: Evidence,
    hazard: Hazard,
    uploader: String,
    again: Vec<Again>,
    withdrawn_because: Option<String>,
    may_original: bool,
    may_withdraw: bool,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: EvidenceId) -> Result<Shown, Error> {
    let (it, hazard) = super::seen(r, ctx, id)?;
    let people = it.uploader.into_iter().collect::<Vec<_>>();
    let bodies = it.uploader_organisation.into_iter().collect::<Vec<_>>();
    let mut who: Vec<String> = registry::query::person_names(r, ctx, &people)?.into_values().collect();
    who.extend(registry::query::organisation_names(r, ctx, &bodies)?.into_values());
    let mut again = Vec::new();
    if ctx.may(Act("hazard.verify")) {
        for alike in evidence::query::likenesses(r, ctx, id)? {
            again.push(Again { exact: alike.like.exact, place: super::hazard_of(r, ctx, &alike.about)? });
        }
    }
    let history = evidence::query::history(r, ctx, id)?;
    let withdrawn_because = history.into_iter().find_map(|recorded| match recorded.fact {
        Fact::Withdrawn { reason } => Some(reason.as_str().unwrap_or("--").to_owned()),
        Fact::Stored(_) => None,
    });
    let may_original = super::may(r, ctx, ORIGINAL, &it)?;
    let may_withdraw = !it.withdrawn && super::may(r, ctx, WITHDRAW, &it)?;
    Ok(Shown { it, hazard, uploader: who.join(" · "), again, withdrawn_because, may_original, may_withdraw })
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<EvidenceId>,
) -> Reply {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    let lang = screen.lang();
    Ok(screen.page(w::title(lang), &crumbs(lang, &shown.hazard), body(lang, &shown)))
}

pub(super) fn crumbs(lang: Lang, hazard: &Hazard) -> [Crumb; 3] {
    [
        Crumb::link(w::hazards(lang), "/hazards"),
        Crumb::link(w::hazard_number(lang, &hazard.number), format!("/hazards/{}", hazard.id)),
        Crumb::here(w::title(lang)),
    ]
}

fn body(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.it;
    let href = format!("/evidence/{}", it.id);
    let name = it.name.as_str().unwrap_or("--");
    let marks = html! {
        (parts::tag(phase_word(lang, it.phase)))
        @if it.withdrawn { " " (parts::bad_tag(w::withdrawn(lang))) }
    };
    html! {
        (parts::head(name, marks, html! {}))
        @if let Some(reason) = &shown.withdrawn_because {
            (parts::note(page::NoteKind::Bad, w::withdrawn_note(lang), html! { p { (reason) } }))
        }
        @if it.is_picture() {
            div.card { div.in { img.photo-large src=(format!("{href}/copies/1600")) alt=(name); } }
        } @else {
            p.gap-top { (parts::primary_link(w::download(lang), &format!("{href}/copies/file"))) }
        }
        @if !shown.again.is_empty() { (again(lang, &shown.again)) }
        (parts::card(w::facts(lang), None, None, parts::inside(facts(lang, shown))))
        (parts::actions(lang, html! {}, html! {
            (parts::link_button(w::back(lang), &format!("/hazards/{}", shown.hazard.id)))
            @if shown.may_withdraw { (parts::grave_link(w::withdraw(lang), &format!("{href}/withdrawal"))) }
            @if shown.may_original { (parts::link_button(w::original(lang), &format!("{href}/original"))) }
        }))
    }
}

pub(super) fn phase_word(lang: Lang, phase: Phase) -> &'static str {
    match phase {
        Phase::Before => w::before(lang),
        Phase::After => w::after(lang),
        Phase::Other => w::other(lang),
    }
}

fn again(lang: Lang, found: &[Again]) -> Markup {
    let list = html! {
        ul { @for it in found { li {
            (if it.exact { w::same(lang) } else { w::alike(lang) }) " "
            @match &it.place {
                Some(hazard) => a href=(format!("/hazards/{}", hazard.id)) { (hazard.number) },
                None => (w::another(lang)),
            }
        } } }
    };
    parts::note(page::NoteKind::Bad, w::reused(lang), list)
}

fn facts(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.it;
    let size = it.width.zip(it.height).map(|(width, height)| format!("{width} × {height}"));
    let claimed = |text: Option<String>| match text {
        Some(text) => html! { (text) " " span.muted { (w::claimed(lang)) } },
        None => parts::dash(),
    };
    let mut rows = vec![
        (w::shown_for(lang), html! { a href=(format!("/hazards/{}", shown.hazard.id)) { (shown.hazard.number) } }),
        (w::uploaded(lang), html! { (format::instant(it.stored_at)) " " (shown.uploader) }),
        (w::kind(lang), html! { (it.media_type.ending().to_uppercase()) " " (format::file_size(it.bytes)) }),
    ];
    if it.is_picture() {
        rows.push((w::size(lang), parts::or_dash(size.as_deref())));
        rows.push((w::taken_at(lang), claimed(it.taken_at.map(format::instant))));
        rows.push((w::position(lang), claimed(it.position.map(|place| place.to_string()))));
    }
    html! {
        dl.facts {
            @for (label, value) in &rows { div { dt { (label) } dd { (value) } } }
            div.wide { dt { (w::sha256(lang)) } dd { code.hash { (it.sha256) } } }
        }
    }
}

/// One piece of evidence for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EvidenceAnswer {
    #[schema(value_type = String)]
    id: EvidenceId,
    #[schema(value_type = String)]
    hazard: HazardId,
    #[schema(value_type = String)]
    phase: Phase,
    #[schema(value_type = String)]
    sha256: Digest,
    #[schema(value_type = String)]
    media_type: MediaType,
    bytes: u64,
    width: Option<u32>,
    height: Option<u32>,
    name: Option<String>,
    /// As the file claims; nobody has checked it.
    #[schema(value_type = Option<String>)]
    taken_at: Option<Instant>,
    latitude_e6: Option<i32>,
    longitude_e6: Option<i32>,
    #[schema(value_type = String)]
    stored_at: Instant,
    withdrawn: bool,
    withdrawn_because: Option<String>,
}

pub async fn show_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<EvidenceId>,
) -> Reply<Json<EvidenceAnswer>> {
    Ok(Json(answer(&db, ctx, id).await?))
}

pub(super) async fn answer(db: &Db, ctx: Arc<Ctx>, id: EvidenceId) -> Result<EvidenceAnswer, Error> {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    let it = shown.it;
    Ok(EvidenceAnswer {
        id,
        hazard: shown.hazard.id,
        phase: it.phase,
        sha256: it.sha256,
        media_type: it.media_type,
        bytes: it.bytes,
        width: it.width,
        height: it.height,
        name: it.name.known().cloned(),
        taken_at: it.taken_at,
        latitude_e6: it.position.map(|place| place.latitude_e6),
        longitude_e6: it.position.map(|place| place.longitude_e6),
        stored_at: it.stored_at,
        withdrawn: it.withdrawn,
        withdrawn_because: shown.withdrawn_because,
    })
}

pub fn doc() -> Doc {
    Doc::new("One piece of evidence, and what it was shown for").returns::<EvidenceAnswer>()
}
