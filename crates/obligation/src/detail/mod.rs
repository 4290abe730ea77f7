//! The page of one obligation: who owes what to whom by when, what happened, and, where no concept has a page for it, the
//! form that settles it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId, PersonId, Span};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::story::{self, Entry, EntryKind};
use page::{Crumb, Doc, Json, Reply, Screen, form, format, parts};
use serde::Serialize;

use crate::leaders::{self, Names};
use crate::mine;
use crate::model::{Check, Fact, Obligation, ObligationId, Owner, Status};
use crate::query;
use crate::web::{has_page, move_word, ring};
use crate::words::{check, detail as w, fact as f, list, status};

struct Shown {
    it: Obligation,
    history: Vec<Recorded<Fact>>,
    names: Names,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: ObligationId) -> Result<Shown, Error> {
    let it = query::get(r, ctx, id)?;
    let history = query::timeline(r, ctx, id)?;
    let mut parties: Vec<Owner> = [Some(it.owner), Some(it.owed_to), it.checker].into_iter().flatten().collect();
    for recorded in &history {
        parties.extend(named_in(recorded));
    }
    let names = leaders::names(r, ctx, parties.into_iter())?;
    Ok(Shown { it, history, names })
}

/// Everybody a line of the timeline may name.
fn named_in(recorded: &Recorded<Fact>) -> Vec<Owner> {
    let actor = recorded.at.organisation.map(|organisation| Owner { organisation, person: recorded.at.person });
    let other = match &recorded.fact {
        Fact::Done { checker: party, .. }
        | Fact::Reassigned { owner: party, .. }
        | Fact::Reminded { to: party, .. }
        | Fact::Overdue { to: party, .. }
        | Fact::Escalated { to: party, .. } => Some(*party),
        _ => None,
    };
    actor.into_iter().chain(other).collect()
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<ObligationId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = shown.it.title.as_str().unwrap_or(crate::words::UNKNOWN);
    let mark = parts::status_big(ring(shown.it.status), status::of(lang, shown.it.status.word()));
    let body = html! {
        (parts::head(title, mark, html! {}))
        (parts::card(&move_word(lang, &shown.it.duty, shown.it.status), None, None, facts(lang, &shown, ctx.now)))
        (parts::card(w::timeline(lang), Some(shown.history.len() as u64), None, timeline(lang, &shown)))
        (acts(&screen, &ctx, &shown.it))
    };
    Ok(screen.page(title, &[Crumb::link(list::title(lang), "/obligations"), Crumb::here(title)], body))
}

fn facts(lang: Lang, shown: &Shown, now: Instant) -> Markup {
    let it = &shown.it;
    let party = |party: Owner| html! { (shown.names.both(party)) };
    let mut rows = vec![
        (w::owner(lang), party(it.owner)),
        (w::owed_to(lang), party(it.owed_to)),
        (w::check(lang), html! { (check::of(lang, it.check.word())) }),
        (w::owner_due(lang), html! { (format::instant(it.owner_due)) }),
        (w::source(lang), parts::or_dash(it.source.as_deref())),
        (w::opened(lang), html! { (format::instant(it.opened_at)) }),
    ];
    if let Some(checker) = it.checker.filter(|_| it.check != Check::None) {
        rows.push((w::checker(lang), party(checker)));
    }
    if let Some(holder) = it.holder {
        rows.push((w::holder(lang), party(holder)));
        rows.push((w::due(lang), parts::due_on_case(lang, it.due, now, false)));
    }
    if let Some(finished) = it.finished_at {
        rows.push((w::finished(lang), html! { (format::instant(finished)) }));
    }
    if it.late_seconds > 0 {
        rows.push((w::late(lang), parts::late_tag(lang, Span::seconds(it.late_seconds))));
    }
    if has_page(&it.about) {
        rows.push((w::about(lang), html! { a href=(it.about.path()) { (w::to_about(lang)) } }));
    }
    parts::inside(parts::facts(&rows))
}

fn timeline(lang: Lang, shown: &Shown) -> Markup {
    let entries: Vec<Entry> = shown.history.iter().rev().map(|recorded| entry(lang, shown, recorded)).collect();
    parts::inside(story::timeline(&entries))
}

fn entry(lang: Lang, shown: &Shown, recorded: &Recorded<Fact>) -> Entry {
    let fact = &recorded.fact;
    let actor = recorded.at.organisation.map(|organisation| Owner { organisation, person: recorded.at.person });
    let kind = match fact {
        Fact::Returned { .. } => EntryKind::Back,
        Fact::Reminded { .. } | Fact::Overdue { .. } | Fact::Escalated { .. } => EntryKind::Rule,
        _ => EntryKind::Act,
    };
    Entry {
        when: format::instant(recorded.at.effective_at),
        gap: None,
        who: actor.map_or_else(|| f::rule(lang).to_owned(), |actor| shown.names.both(actor)),
        what: html! { (f::of(lang, ledger::Fact::kind(fact))) @for line in lines(lang, shown, fact) { "　" (line) } },
        quote: reason(fact),
        kind,
    }
}

/// What a line of the timeline adds to its word.
fn lines(lang: Lang, shown: &Shown, fact: &Fact) -> Vec<String> {
    let late = |seconds: i64| (seconds > 0).then(|| f::late(lang, format::span(lang, Span::seconds(seconds))));
    let due = |at: Instant| f::to_due(lang, format::instant(at));
    match fact {
        Fact::Opened(opened) => vec![due(opened.term.due)],
        Fact::Done { checker, late_seconds, term } => {
            let to = f::to_checker(lang, shown.names.both(*checker), format::instant(term.due));
            late(*late_seconds).into_iter().chain([to]).collect()
        }
        Fact::Returned { term, .. } | Fact::Extended { term, .. } => vec![due(term.due)],
        Fact::Verified { late_seconds, .. } | Fact::Closed { late_seconds } | Fact::Settled { late_seconds } => {
            late(*late_seconds).into_iter().collect()
        }
        Fact::Reassigned { owner, .. } => vec![f::to_owner(lang, shown.names.both(*owner))],
        Fact::Reminded { to, .. } | Fact::Overdue { to, .. } | Fact::Escalated { to, .. } => {
            vec![f::to_whom(lang, shown.names.both(*to))]
        }
        Fact::Waived { .. } => Vec::new(),
    }
}

fn reason(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Returned { reason, .. }
        | Fact::Extended { reason, .. }
        | Fact::Waived { reason }
        | Fact::Reassigned { reason, .. }
        | Fact::Verified { reason: Some(reason), .. } => reason.known().cloned(),
        _ => None,
    }
}

/// The form that settles it, or the way to where it is worked.
fn acts(screen: &Screen, ctx: &Ctx, it: &Obligation) -> Markup {
    let lang = screen.lang();
    if has_page(&it.about) {
        return parts::actions(lang, html! {}, parts::link_button(w::to_about(lang), &it.about.path()));
    }
    let mine = mine::is_mine(it, ctx) && it.status == Status::Assigned && it.check == Check::None;
    if !mine || !ctx.may(Act("obligation.settle")) {
        return html! {};
    }
    let path = format!("/obligations/{}/settlement", it.id);
    let next = html! { span.muted.small { (w::settle_then(lang)) } };
    form::button_form(screen, &path, parts::actions(lang, next, parts::submit(w::settle(lang))))
}

/// One obligation for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ObligationAnswer {
    #[schema(value_type = String)]
    id: ObligationId,
    version: i64,
    /// Object and verb: `hazard.rectify`.
    duty: String,
    title: Option<String>,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = String)]
    check: Check,
    about: String,
    source: Option<String>,
    owner: Party,
    owed_to: Party,
    checker: Option<Party>,
    /// Whose move it is; none once it is finished.
    holder: Option<Party>,
    #[schema(value_type = String)]
    due: Instant,
    #[schema(value_type = String)]
    owner_due: Instant,
    #[schema(value_type = Option<String>)]
    late_since: Option<Instant>,
    /// How late the owner was.
    late_seconds: i64,
    #[schema(value_type = String)]
    opened_at: Instant,
    #[schema(value_type = Option<String>)]
    finished_at: Option<Instant>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Party {
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = Option<String>)]
    person: Option<PersonId>,
}

impl From<Owner> for Party {
    fn from(owner: Owner) -> Self {
        Self { organisation: owner.organisation, person: owner.person }
    }
}

impl From<Obligation> for ObligationAnswer {
    fn from(it: Obligation) -> Self {
        Self {
            id: it.id,
            version: it.version,
            duty: it.duty,
            title: it.title.known().cloned(),
            status: it.status,
            check: it.check,
            about: it.about.path(),
            source: it.source,
            owner: it.owner.into(),
            owed_to: it.owed_to.into(),
            checker: it.checker.map(Party::from),
            holder: it.holder.map(Party::from),
            due: it.due,
            owner_due: it.owner_due,
            late_since: it.late_since,
            late_seconds: it.late_seconds,
            opened_at: it.opened_at,
            finished_at: it.finished_at,
        }
    }
}

pub(crate) async fn show_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<ObligationId>,
) -> Reply<Json<ObligationAnswer>> {
    let it = db.read(move |r| query::get(r, &ctx, id)).await?;
    Ok(Json(it.into()))
}

pub(crate) fn doc() -> Doc {
    Doc::new("Who owes what to whom by when").returns::<ObligationAnswer>()
}
