//! The evidence on the page of a hazard: how it was found beside how it was put right, and what was shown before elsewhere.

use std::collections::BTreeMap;

use evidence::{About, Evidence, EvidenceId, Phase};
use kernel::{Act, Ctx, Error, Identity as _, Lang};
use ledger::{Fact as _, Reader};
use maud::{Markup, html};
use page::{format, parts};

use crate::model::{Fact, HazardId};
use crate::web::Names;
use crate::words::photos as w;

/// A photo that shows the same as one of this hazard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    exact: bool,
    /// Shown there after it was shown here.
    later: bool,
    place: Place,
}

/// Where it was shown, as far as the visitor may know.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// In the other state of the same hazard.
    Here,
    Known {
        id: HazardId,
        number: String,
    },
    Hidden,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    pub all: Vec<Evidence>,
    again: BTreeMap<EvidenceId, Vec<Elsewhere>>,
}

/// The hazard itself was loaded within the visitor's scope. What was shown elsewhere is told to those who verify.
pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Shown, Error> {
    let all = evidence::query::of(r, ctx, &About::new(Fact::STREAM, id))?;
    let mut again = BTreeMap::new();
    if ctx.may(Act("hazard.verify")) {
        for it in all.iter().filter(|it| it.is_picture()) {
            let found = elsewhere(r, ctx, id, it.id)?;
            if !found.is_empty() {
                again.insert(it.id, found);
            }
        }
    }
    Ok(Shown { all, again })
}

fn elsewhere(r: &Reader<'_>, ctx: &Ctx, here: HazardId, it: EvidenceId) -> Result<Vec<Elsewhere>, Error> {
    let mut found = Vec::new();
    for alike in evidence::query::likenesses(r, ctx, it)? {
        let place = match HazardId::from_bytes(alike.about.id) {
            id if id == here => Place::Here,
            id => crate::query::number(r, ctx, id)?.map_or(Place::Hidden, |number| Place::Known { id, number }),
        };
        let it = Elsewhere { exact: alike.like.exact, later: alike.later, place };
        if !found.contains(&it) {
            found.push(it);
        }
    }
    Ok(found)
}

pub(crate) fn card(lang: Lang, shown: &Shown, names: &Names) -> Markup {
    if shown.all.is_empty() {
        return html! {};
    }
    let of = |phase| shown.all.iter().filter(|it| it.phase == phase).collect::<Vec<_>>();
    let others = of(Phase::Other);
    let body = html! {
        div.pair.is-photos {
            (side(lang, w::before(lang), &of(Phase::Before), shown, names))
            (side(lang, w::after(lang), &of(Phase::After), shown, names))
        }
        @if !others.is_empty() { (side(lang, w::other(lang), &others, shown, names)) }
    };
    parts::card(w::title(lang), Some(shown.all.len() as u64), None, body)
}

fn side(lang: Lang, title: &str, all: &[&Evidence], shown: &Shown, names: &Names) -> Markup {
    html! {
        section {
            h3 { (title) }
            @if all.is_empty() { p.in.muted { (w::none(lang)) } }
            @else { div.photos.is-two { @for it in all { (one(lang, it, shown, names)) } } }
        }
    }
}

fn one(lang: Lang, it: &Evidence, shown: &Shown, names: &Names) -> Markup {
    let href = format!("/evidence/{}", it.id);
    let name = it.name.as_str().unwrap_or("--");
    html! {
        figure.is-withdrawn[it.withdrawn] {
            a href=(href) {
                @if it.is_picture() { img src=(format!("{href}/copies/320")) alt=(name) loading="lazy"; }
                @else { span.sheet { (it.media_type.ending().to_uppercase()) } }
            }
            figcaption {
                @if !it.is_picture() { a href=(href) { (name) } br; }
                (format::instant(it.stored_at)) " " (names.both(it.uploader, it.uploader_organisation))
                @if it.withdrawn { " " (parts::bad_tag(w::withdrawn(lang))) }
                @for found in shown.again.get(&it.id).into_iter().flatten() { (again(lang, found)) }
            }
        }
    }
}

fn again(lang: Lang, found: &Elsewhere) -> Markup {
    html! {
        p.again {
            @match &found.place {
                Place::Here => (if found.exact { w::same_here(lang) } else { w::alike_here(lang) }),
                Place::Hidden => (if found.exact { w::same_hidden(lang) } else { w::alike_hidden(lang) }),
                Place::Known { id, number } => {
                    (match (found.exact, found.later) {
                        (true, false) => w::same(lang),
                        (true, true) => w::same_later(lang),
                        (false, false) => w::alike(lang),
                        (false, true) => w::alike_later(lang),
                    })
                    " " a href=(format!("/hazards/{id}")) { (number) }
                },
            }
        }
    }
}
