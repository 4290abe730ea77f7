//! The page of one listing with the forms of its next steps, the notice, and the twins for programs.

mod notice_page;
mod propose;
mod steps;

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Act, Ctx, Error, Lang, Personal, Problem};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::story::{self, Entry, EntryKind, StepState};
use page::{Crumb, Reply, Screen, Values, form, format, parts};

use super::{Fact, Limit, Listing, ListingId, Status, Step, notice, query, step};
use crate::query::Detail;
use crate::web::Names;
use crate::words::{listing as w, listing_fact as said, listing_level, listing_station as station, listing_status};

pub use super::list::{doc as list_doc, get_api as list_api, show as list};
pub use notice_page::{file as notice_file, show as notice_page};
pub use propose::{doc as propose_doc, post as propose, post_api as propose_api, show as propose_form};
pub use steps::{StepBody, act, doc, path, post, post_api};

pub(super) struct Shown {
    pub listing: Listing,
    pub hazard: Detail,
    pub history: Vec<Recorded<Fact>>,
    pub names: Names,
    pub limit: Option<Limit>,
    /// Of the bodies that the notice names, as a document writes them.
    pub full: Names,
    pub office: String,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: ListingId) -> Result<Shown, Error> {
    let listing = query::load(r, ctx, id)?;
    let hazard = crate::query::detail(r, ctx, listing.hazard)?;
    let history = r.history::<Fact>(ctx.district, id)?;
    let office = registry::query::safety_office(r, ctx)?;
    let people: Vec<_> = history.iter().filter_map(|e| e.at.person).collect();
    let mut bodies: Vec<_> = history.iter().filter_map(|e| e.at.organisation).collect();
    bodies.extend([listing.organisation, office]);
    bodies.extend(
        [hazard.hazard.subject_organisation, hazard.hazard.owner.map(|o| o.organisation)].into_iter().flatten(),
    );
    let names = Names::fetch(r, ctx, &people, &bodies)?;
    let full = Names::in_full(r, ctx, &[], &bodies)?;
    let limit = Limit::in_force(r, ctx, listing.deadline)?;
    let office = full.organisation(Some(office)).to_owned();
    Ok(Shown { listing, hazard, history, names, limit, full, office })
}

impl Shown {
    /// Who rectifies, as far as somebody was named.
    pub fn unit<'a>(&'a self, names: &'a Names) -> &'a str {
        let h = &self.hazard.hazard;
        let owner = names.organisation(h.owner.map(|o| o.organisation));
        let unit = if owner.is_empty() { names.organisation(h.subject_organisation) } else { owner };
        if unit.is_empty() { self.hazard.unit.as_deref().unwrap_or_default() } else { unit }
    }

    pub fn heading(&self, lang: Lang) -> String {
        notice::number(lang, &self.listing).unwrap_or_else(|| w::unnumbered(lang).to_owned())
    }

    pub fn notice(&self, lang: Lang) -> Option<paper::document::Document> {
        let listed = self.history.iter().find(|e| matches!(e.fact, Fact::Listed { .. }))?;
        let of = notice::Matter {
            listing: &self.listing,
            office: &self.office,
            unit: self.unit(&self.full),
            supervisor: self.full.organisation(Some(self.listing.organisation)),
            hazard_number: &self.hazard.number,
            description: &self.hazard.description,
            place: &self.hazard.place,
            basis: self.hazard.grade_reason.as_ref().and_then(|it| it.as_str()),
            listed_on: listed.at.effective_at.day(),
        };
        notice::notice(lang, &of)
    }
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<ListingId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    Ok(answer(&screen, &ctx, &shown, None))
}

/// A form that came back: the step, what was typed, and what is wrong with it.
pub(super) struct Back<'a> {
    pub step: Step,
    pub values: &'a Values,
    pub problems: &'a [Problem],
}

pub(super) fn answer(screen: &Screen, ctx: &Ctx, shown: &Shown, back: Option<&Back<'_>>) -> Response {
    let lang = screen.lang();
    let title = shown.heading(lang);
    let crumbs = [
        Crumb::here(crate::words::list::section(lang)),
        Crumb::link(w::title(lang), "/listings"),
        Crumb::here(title.clone()),
    ];
    let problems = back.map(|it| it.problems).unwrap_or_default();
    let marks = html! {
        (parts::tag(listing_level::of(lang, shown.listing.level.word())))
        (parts::tag(listing_status::of(lang, shown.listing.status.word())))
    };
    let acts = html! {
        @if shown.listing.number.is_some() { (parts::link_button(w::notice(lang), &format!("/listings/{}/notice", shown.listing.id))) }
        (parts::print_button(lang))
    };
    let body = html! {
        @if let Some(back) = back { (form::error_summary_within(lang, back.step.word(), problems, &steps::labels(lang, back.step))) }
        (parts::head(&title, marks, acts))
        (story::steps(lang, &stations(lang, shown)))
        div.cols.gap-top {
            div {
                (parts::card(w::facts(lang), None, None, parts::inside(facts(lang, shown))))
                (steps::forms(screen, ctx, shown, back))
            }
            aside { (parts::card(w::history(lang), None, None, story::timeline(&entries(lang, shown)))) }
        }
    };
    if problems.is_empty() { screen.page(&title, &crumbs, body) } else { screen.invalid(&title, &crumbs, body) }
}

fn facts(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.listing;
    let title = shown.hazard.title.as_str().unwrap_or("--");
    let reason = shown.history.iter().find_map(|e| match &e.fact {
        Fact::Proposed { reason, .. } => reason.as_str(),
        _ => None,
    });
    let rows = [
        (w::hazard(lang), html! { a href=(format!("/hazards/{}", it.hazard)) { (shown.hazard.number) " " (title) } }),
        (w::unit(lang), html! { (shown.unit(&shown.names)) }),
        (w::organisation(lang), html! { (shown.names.organisation(Some(it.organisation))) }),
        (w::deadline(lang), html! { (it.deadline) }),
        (w::reason(lang), parts::or_dash(reason)),
    ];
    parts::facts(&rows)
}

/// Proposed, listed, published, accepted, delisted.
fn stations(lang: Lang, shown: &Shown) -> Vec<story::Step> {
    let done = match shown.listing.status {
        Status::Proposed | Status::Declined => 1,
        Status::Listed => 2,
        Status::Published | Status::Acceptance => 3,
        Status::Accepted => 4,
        Status::Delisted | Status::Ended => 5,
    };
    let last = |want: fn(&Fact) -> bool| shown.history.iter().rev().find(|e| want(&e.fact));
    let all: [(&str, Option<&Recorded<Fact>>); 5] = [
        (station::proposed(lang), last(|f| matches!(f, Fact::Proposed { .. }))),
        (station::listed(lang), last(|f| matches!(f, Fact::Listed { .. }))),
        (station::published(lang), last(|f| matches!(f, Fact::Published { .. }))),
        (station::accepted(lang), last(|f| matches!(f, Fact::Accepted { .. }))),
        (station::delisted(lang), last(|f| matches!(f, Fact::Delisted { .. }))),
    ];
    let one = |(i, (label, entry)): (usize, (&str, Option<&Recorded<Fact>>))| {
        let known = entry.filter(|_| i < done);
        let state = match i.cmp(&done) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal if shown.listing.status != Status::Declined => StepState::Now,
            _ => StepState::Next,
        };
        story::Step {
            state,
            ring: parts::Ring::Half,
            label: label.to_owned(),
            who: known.map(|e| shown.names.both(e.at.person, e.at.organisation)).unwrap_or_default(),
            when: known.map(|e| e.at.effective_at.day().to_string()).unwrap_or_default(),
            note: String::new(),
        }
    };
    all.into_iter().enumerate().map(one).collect()
}

fn entries(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let entry = |e: &Recorded<Fact>| Entry {
        when: format::instant(e.at.effective_at),
        gap: None,
        who: shown.names.both(e.at.person, e.at.organisation),
        what: html! { (what(lang, &e.fact)) },
        quote: quote(&e.fact),
        kind: match e.fact {
            Fact::Declined { .. } | Fact::ExtensionRefused { .. } | Fact::NotAccepted { .. } => EntryKind::Back,
            _ => EntryKind::Act,
        },
    };
    shown.history.iter().rev().map(entry).collect()
}

fn what(lang: Lang, fact: &Fact) -> String {
    match fact {
        Fact::Proposed { level, deadline, .. } => said::proposed(lang, listing_level::of(lang, level.word()), deadline),
        Fact::Declined { .. } => said::declined(lang).to_owned(),
        Fact::Listed { year, number } => said::listed(lang, crate::words::listing_notice::number(lang, year, number)),
        Fact::Published { on, place } => said::published(lang, on, place),
        Fact::ExtensionAsked { until, .. } => said::extension_asked(lang, until),
        Fact::ExtensionGranted { until } => said::extension_granted(lang, until),
        Fact::ExtensionRefused { .. } => said::extension_refused(lang).to_owned(),
        Fact::AcceptanceApplied { .. } => said::acceptance_applied(lang).to_owned(),
        Fact::Accepted { .. } => said::accepted(lang).to_owned(),
        Fact::NotAccepted { .. } => said::not_accepted(lang).to_owned(),
        Fact::Delisted { .. } => said::delisted(lang).to_owned(),
        Fact::DelistingPublished { on, place } => said::delisting_published(lang, on, place),
    }
}

fn quote(fact: &Fact) -> Option<String> {
    let text = |p: &Personal<String>| p.known().cloned();
    match fact {
        Fact::Proposed { reason, .. }
        | Fact::Declined { reason }
        | Fact::ExtensionAsked { reason, .. }
        | Fact::ExtensionRefused { reason }
        | Fact::NotAccepted { reason } => text(reason),
        Fact::AcceptanceApplied { report } => text(report),
        Fact::Accepted { note } | Fact::Delisted { note } => note.as_ref().and_then(text),
        _ => None,
    }
}

/// Whether this visitor may take the step now; the rule decides again when it is done.
pub(super) fn may(ctx: &Ctx, shown: &Shown, it: Step) -> bool {
    ctx.may(Act(steps::act(it))) && step::may_take(&shown.listing, &shown.hazard.hazard, ctx, it).is_ok()
}
