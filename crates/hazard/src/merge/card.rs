//! On the page of a hazard: what it went into, what went into it, what it was divided into or is a part of.

use kernel::{Act, Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::{format, parts};

use super::store::{self, Merger};
use crate::model::{Fact, HazardId, Status};
use crate::query::{self, Detail, WholeRow};
use crate::web::{Names, muted, status_mark};
use crate::words::merge as w;

/// Another hazard, if the visitor may see it.
type Other = (HazardId, Option<WholeRow>);

#[derive(Default)]
pub(crate) struct Shown {
    pub into: Option<(Merger, Other)>,
    pub taken: Vec<(Merger, Other)>,
    pub parts: Vec<Other>,
    pub whole: Option<Other>,
    names: Names,
}

impl Shown {
    /// For those who loaded the hazard.
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Shown, Error> {
        let other = |id| Ok::<Other, Error>((id, query::one(r, ctx, id)?));
        let mut shown = Shown::default();
        let mergers = store::mergers(r, ctx, id)?;
        let people: Vec<_> = mergers.iter().filter_map(|it| it.by).collect();
        let organisations: Vec<_> = mergers.iter().filter_map(|it| it.organisation).collect();
        if !mergers.is_empty() {
            shown.names = Names::fetch(r, ctx, &people, &organisations)?;
        }
        for it in mergers {
            if it.hazard == id {
                let kept = other(it.kept)?;
                shown.into = Some((it, kept));
            } else {
                let hazard = other(it.hazard)?;
                shown.taken.push((it, hazard));
            }
        }
        for (part, whole) in store::parts(r, ctx, id)? {
            if part == id {
                shown.whole = Some(other(whole)?);
            } else {
                shown.parts.push(other(part)?);
            }
        }
        Ok(shown)
    }
}

fn named(lang: Lang, (id, row): &Other) -> Markup {
    match row {
        Some(it) => html! {
            a href=(format!("/hazards/{id}")) { (it.row.number) " " (it.row.title.as_str().unwrap_or("--")) }
            " " (status_mark(lang, it.row.status))
        },
        None => muted(w::hidden(lang)),
    }
}

pub(crate) fn card(lang: Lang, ctx: &Ctx, d: &Detail, shown: &Shown) -> Markup {
    html! {
        @if let Some((it, kept)) = &shown.into { (merged(lang, ctx, d, shown, it, kept)) }
        @if d.hazard.status == Status::Divided { (divided(lang, d, shown)) }
        @if let Some(whole) = &shown.whole {
            (parts::note(parts::NoteKind::Plain, w::part_of(lang), html! { p { (named(lang, whole)) } }))
        }
        @if !shown.taken.is_empty() { (taken(lang, shown)) }
    }
}

fn merged(lang: Lang, ctx: &Ctx, d: &Detail, shown: &Shown, it: &Merger, kept: &Other) -> Markup {
    let who = shown.names.both(it.by, it.organisation);
    let body = html! {
        p { (named(lang, kept)) }
        p.muted { (w::said_by(lang, who, format::instant(it.at))) " " (it.reason.as_str().unwrap_or_default()) }
        @if ctx.may(Act("hazard.merge")) {
            a.btn href=(format!("/hazards/{}/separation", d.hazard.id)) data-act="hazard.unmerge" { (w::undo_link(lang)) }
        }
    };
    parts::note(parts::NoteKind::Plain, w::merged_into(lang), body)
}

fn divided(lang: Lang, d: &Detail, shown: &Shown) -> Markup {
    let reason = d.history.iter().rev().find_map(|entry| match &entry.fact {
        Fact::Divided { reason, .. } => reason.as_str(),
        _ => None,
    });
    let body = html! {
        ul { @for part in &shown.parts { li { (named(lang, part)) } } }
        p.muted { (reason.unwrap_or_default()) }
    };
    parts::note(parts::NoteKind::Plain, w::divided_into(lang), body)
}

fn taken(lang: Lang, shown: &Shown) -> Markup {
    let body = html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::record(lang)) } th scope="col" { (w::who(lang)) } th scope="col" { (w::reason(lang)) }
        } }
        tbody { @for (it, other) in &shown.taken { tr {
            td data-label=(w::record(lang)) { (named(lang, other)) }
            td data-label=(w::who(lang)) { (shown.names.both(it.by, it.organisation)) div.muted.small { (format::instant(it.at)) } }
            td data-label=(w::reason(lang)) { span.wrap { (it.reason.as_str().unwrap_or_default()) } }
        } } }
    } };
    parts::card(w::taken(lang), Some(shown.taken.len() as u64), None, body)
}
