//! The page of one hazard: where its loop stands, what was found, everything that happened, and what comes next.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Act, Ctx, Error, Instant, Lang, Personal};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::story::{self, Entry, EntryKind, Step, StepState};
use page::{Crumb, Reply, Screen, format, parts};
use registry::query::{Responsible, Subject};

use crate::document;
use crate::extend::ask;
use crate::listing;
use crate::merge;
use crate::model::{Demand, Fact, Grade, HazardId, Status};
use crate::photos;
use crate::public_report;
use crate::query::{self, Detail};
use crate::recurrence;
use crate::transfer;
use crate::web::{Names, grade_tag, muted, ring, status_mark_big};
use crate::words::{detail as w, fact as said, grade, harm, sector, source, step, verdict};
use crate::{five_elements, imported, inquiry, judge};
use crate::{root_cause, stop};

pub(crate) struct Shown {
    pub detail: Detail,
    /// What the ladders of its obligations did: reminders, lateness, escalation.
    pub ladder: Vec<Recorded<obligation::Fact>>,
    pub subject: Option<Subject>,
    pub township: String,
    pub responsible: Vec<Responsible>,
    pub names: Names,
    pub head: (i64, Option<Instant>),
    pub photos: photos::Shown,
    pub recurrence: recurrence::Chain,
    pub risk: Markup,
    pub transfers: transfer::Shown,
    pub public_report: public_report::Shown,
    pub mergers: merge::Shown,
    pub listings: Vec<listing::Listing>,
    pub stops: Vec<stop::query::Line>,
    pub sentences: Arc<judge::sentence::Sentences>,
    pub request: Option<ask::Request>,
    /// Looks at which it was found.
    pub looks: Vec<crate::check::query::Check>,
    pub documents: Vec<document::Document>,
}

impl Shown {
    /// Only what was recorded at such moments.
    pub fn between(&mut self, holds: impl Fn(Instant) -> bool) {
        self.detail.history.retain(|e| holds(e.at.recorded_at));
        self.ladder.retain(|e| holds(e.at.recorded_at));
    }
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let title = shown.detail.title.as_str().unwrap_or("--").to_owned();
    Ok(screen.page(&title, &crumbs(lang, &shown.detail.number), body(&screen, &ctx, &shown)))
}

pub(crate) fn crumbs(lang: Lang, number: &str) -> [Crumb; 3] {
    [Crumb::here(w::section(lang)), Crumb::link(w::list(lang), "/hazards"), Crumb::here(w::number(lang, number))]
}

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Shown, Error> {
    let detail = query::detail(r, ctx, id)?;
    let h = &detail.hazard;
    let mut organisations: Vec<_> = detail.history.iter().filter_map(|e| e.at.organisation).collect();
    organisations.extend(detail.history.iter().filter_map(|e| match &e.fact {
        Fact::Assigned { owner, .. } | Fact::Transferred { owner, .. } => Some(owner.organisation),
        _ => None,
    }));
    organisations.extend(inquiry::last(&detail.history).map(|it| it.organisation));
    organisations.extend(five_elements::last(&detail.history).and_then(|plan| plan.organisation));
    organisations.extend([h.subject_organisation, h.reporter_organisation].into_iter().flatten());
    for owner in [&h.owner, &h.checker].into_iter().flatten() {
        organisations.push(owner.organisation);
    }
    let unscoped = Ctx { scope: kernel::Scope::everything(ctx.district), ..ctx.clone() };
    let ladder = ladder(r, &unscoped, id)?;
    organisations.extend(ladder.iter().filter_map(|e| match &e.fact {
        obligation::Fact::Escalated { to, .. } => Some(to.organisation),
        _ => None,
    }));
    let photos = photos::fetch(r, ctx, id)?;
    organisations.extend(photos.all.iter().filter_map(|it| it.uploader_organisation));
    let mut people = query::people_in(&detail.history);
    people.extend(photos.all.iter().filter_map(|it| it.uploader));
    let request = ask::waiting(r, ctx, id)?;
    organisations.extend(request.iter().map(|it| it.organisation));
    let documents = document::query::of_hazard(r, ctx, id)?;
    organisations.extend(documents.iter().map(|it| it.organisation));
    let names = Names::fetch(r, ctx, &people, &organisations)?;
    Ok(Shown {
        ladder,
        subject: registry::query::subject(r, &unscoped, h.subject)?,
        township: registry::query::division_name(r, ctx, h.division.township())?,
        responsible: registry::query::responsible(r, &unscoped, h.subject, ctx.now.day())?,
        names,
        head: r.head(ctx.district)?,
        listings: listing::fetch(r, ctx, h)?,
        stops: stop::fetch(r, ctx, h)?,
        sentences: judge::sentence::in_force(r, ctx, ctx.now.day())?,
        photos,
        recurrence: recurrence::chain(r, ctx, id)?,
        risk: crate::risk::assessment::of_hazard(r, ctx, ctx.lang, id)?,
        transfers: transfer::Shown::fetch(r, ctx, id)?,
        public_report: public_report::Shown::fetch(r, ctx, id)?,
        mergers: merge::Shown::fetch(r, ctx, id)?,
        request,
        looks: crate::check::find::of_hazard(r, ctx, h.subject, id)?,
        documents,
        detail,
    })
}

fn ladder(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Vec<Recorded<obligation::Fact>>, Error> {
    let about = obligation::Ref { kind: "hazard".into(), id: *kernel::Identity::bytes(&id) };
    let mut steps = Vec::new();
    // Only of the loop: lateness of another duty is not the hazard's own, and stands on whoever owes it.
    let of_loop = |it: &obligation::Obligation| [crate::DUTY_ASSIGN, crate::DUTY_RECTIFY].contains(&it.duty.as_str());
    for it in obligation::query::of(r, ctx, &about)?.into_iter().filter(of_loop) {
        steps.extend(obligation::query::timeline(r, ctx, it.id)?);
    }
    use obligation::Fact::{Escalated, Overdue, Reminded};
    steps.retain(|e| matches!(e.fact, Reminded { .. } | Overdue { .. } | Escalated { .. }));
    Ok(steps)
}

fn body(screen: &Screen, ctx: &Ctx, shown: &Shown) -> Markup {
    let lang = screen.lang();
    let d = &shown.detail;
    let h = &d.hazard;
    let title = d.title.as_str().unwrap_or("--");
    let marks = html! {
        (grade_tag(lang, h.grade))
        @if d.imported { (parts::tag(w::imported(lang))) }
        (status_mark_big(lang, h.status))
        @if let Some(due) = h.due { (parts::due_on_case(lang, due, ctx.now, !h.status.is_open())) }
    };
    html! {
        (parts::print_head(w::print_title(lang), &format!("{}　{}", w::number(lang, &d.number), ctx.now.to_minute())))
        (parts::head(title, marks, html! {}))
        (story::steps(lang, &steps(lang, ctx, shown)))
        div.cols.gap-top {
            div {
                (merge::card(lang, ctx, d, &shown.mergers))
                (ask::web::card(lang, ctx, h.id, shown.request.as_ref(), &shown.names))
                (recurrence::card(lang, &shown.recurrence))
                (recurrence_acts(lang, ctx, shown))
                (root_cause::card(lang, d, shown.recurrence.is_found(), &shown.names))
                (transfer::card(lang, ctx, &shown.transfers))
                (shown.public_report.card(lang))
                (parts::card(w::facts(lang), None, None, parts::inside(facts(lang, ctx, shown))))
                @if let Some(said) = imported::hearsay(d) { (imported::card(lang, said)) }
                (stop::card(lang, ctx, h, &shown.stops))
                (listing::card(lang, ctx, h, &shown.listings))
                (document::card(screen, h.id, &shown.documents, &document::open(h, &d.history, &shown.documents, ctx), &shown.names))
                (five_elements::card(lang, d, &shown.names))
                (inquiry::card(lang, d, &shown.names))
                (judge::card(lang, d, &shown.names, &shown.sentences))
                (photos::card(lang, &shown.photos, &shown.names))
                (shown.risk)
                (responsible_card(lang, shown))
            }
            aside { (parts::card_with(w::history(lang), html! {}, html! { (w::newest_first(lang)) }, html! { (story::timeline(&entries(lang, shown))) (pack(lang, ctx, h.id)) })) }
        }
        (parts::print_foot(&[w::sign_owner(lang), w::sign_checker(lang), w::sign_office(lang)], &head_line(lang, shown.head)))
        (parts::actions(lang, next(lang, shown), acts(screen, ctx, shown)))
    }
}

/// The whole case, provable without this system.
fn pack(lang: Lang, ctx: &Ctx, id: HazardId) -> Markup {
    html! {
        @if ctx.may(Act("hazard.pack")) {
            div.in.no-print {
                p { (parts::small_link(w::pack(lang), &format!("/hazards/{id}/evidence-pack"))) }
                p.muted.small { (w::pack_text(lang)) }
            }
        }
    }
}

fn head_line(lang: Lang, head: (i64, Option<Instant>)) -> String {
    let at = head.1.map_or_else(|| "--".to_owned(), Instant::to_minute);
    w::head(lang, format::count(head.0), at)
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let d = &shown.detail;
    let h = &d.hazard;
    let unit = match &shown.subject {
        Some(it) => crate::web::subject(ctx, it.id, &it.name, (it.division, it.organisation, it.sector)),
        None => parts::or_dash(d.unit.as_deref()),
    };
    let place = [shown.township.as_str(), d.place.as_str().unwrap_or_default()];
    let place = place.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
    let harms: Vec<_> = d.harms.iter().map(|it| harm::of(lang, it.word())).collect();
    let rows = [
        (w::subject(lang), unit),
        (w::place(lang), html! { (place) }),
        (w::sector(lang), html! { (sector::of(lang, h.sector.word())) }),
        (w::harm(lang), html! { (harms.join("、")) }),
        (w::source(lang), source_cell(lang, shown)),
        (w::found_at(lang), html! { (imported::found(d)) }),
        (w::owner(lang), owner_cell(lang, shown)),
        (w::due(lang), due_cell(lang, ctx, shown)),
    ];
    let reason = d.grade_reason.as_ref().and_then(|r| r.as_str());
    html! {
        dl.facts {
            @for (label, value) in &rows { div { dt { (label) } dd { (value) } } }
            div.wide { dt { (w::description(lang)) } dd { (d.description.as_str().unwrap_or(w::erased(lang))) } }
            @if h.grade == Grade::Major {
                div.wide { dt { (w::grade_reason(lang)) } dd { (parts::or_dash(reason)) } }
            }
        }
    }
}

/// With the looks at which it was found.
fn source_cell(lang: Lang, shown: &Shown) -> Markup {
    html! {
        (source::of(lang, shown.detail.source.word()))
        @for look in &shown.looks {
            " · " a href=(format!("/checks?subject={}", look.subject)) { (w::found_at_check(lang, look.at.to_minute())) }
        }
    }
}

fn owner_cell(lang: Lang, shown: &Shown) -> Markup {
    let h = &shown.detail.hazard;
    match &h.owner {
        Some(owner) => html! { (shown.names.both(owner.person, Some(owner.organisation))) },
        None if !h.status.is_open() => parts::dash(),
        None => parts::silent_mark(w::nobody_yet(lang)),
    }
}

fn due_cell(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let d = &shown.detail;
    html! {
        @match d.hazard.due {
            Some(due) => { (format::instant(due)) " " (parts::due_on_case(lang, due, ctx.now, false)) },
            None => (parts::dash()),
        }
        @if d.extensions > 0 { " " (muted(&w::extended_times(lang, d.extensions))) }
    }
}

fn responsible_card(lang: Lang, shown: &Shown) -> Markup {
    let party = |r: &Responsible| crate::words::party::of(lang, r.party.word());
    let body = if shown.responsible.is_empty() {
        parts::inside(parts::silent_mark(w::nobody_responsible(lang)))
    } else {
        html! { table.tb {
            thead { tr { th scope="col" { (w::party(lang)) } th scope="col" { (w::person(lang)) } th scope="col" { (w::organisation(lang)) } th scope="col" { (w::document(lang)) } } }
            tbody { @for r in &shown.responsible { tr {
                td.nowrap.strong { (party(r)) }
                td.nowrap { (r.person_name) @if r.acting { " " (parts::tag(w::acting(lang))) } }
                td { (r.organisation_name) }
                td.muted { (r.document) }
            } } }
        } }
    };
    parts::card_with(w::responsible_today(lang), html! {}, html! {}, body)
}

/// Found, assigned, rectified, verified, closed: who, when, how long.
fn steps(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<Step> {
    let d = &shown.detail;
    let last = |want: fn(&Fact) -> bool| d.history.iter().rev().find(|e| want(&e.fact));
    let found = d.history.first();
    let stages: [(&str, Option<&Recorded<Fact>>); 5] = [
        (step::found(lang), found),
        (step::assigned(lang), last(|f| matches!(f, Fact::Assigned { .. }))),
        (step::rectified(lang), last(|f| matches!(f, Fact::Submitted { .. }))),
        (step::verified(lang), last(|f| matches!(f, Fact::Verified { .. }))),
        (step::closed(lang), last(|f| matches!(f, Fact::Closed { .. }))),
    ];
    let done = stages_done(d.hazard.status);
    let mut before: Option<Instant> = None;
    let mut built = Vec::new();
    for (i, (label, entry)) in stages.into_iter().enumerate() {
        let state = match i.cmp(&done) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal if d.hazard.status.is_open() => StepState::Now,
            std::cmp::Ordering::Equal => StepState::Next,
            std::cmp::Ordering::Greater => StepState::Next,
        };
        let known = entry.filter(|e| state == StepState::Done && !matches!(e.fact, Fact::Imported { .. }));
        let step = one_step(lang, ctx, shown, label, known, state, before);
        let hearsay = known.is_none() && state == StepState::Done;
        built.push(if hearsay { imported::step(lang, d, i, stages.len(), step) } else { step });
        before = entry.map(|e| e.at.effective_at).or(before);
    }
    built
}

/// How many of the five stages lie behind.
fn stages_done(status: Status) -> usize {
    match status {
        Status::ToAssign => 1,
        Status::ToRectify | Status::Rectifying | Status::Returned => 2,
        Status::ToVerify => 3,
        Status::ToClose => 4,
        Status::Closed => 5,
        // How far it had come; nothing of it lies before it any more.
        Status::Merged | Status::Divided => 1,
    }
}

fn one_step(
    lang: Lang,
    ctx: &Ctx,
    shown: &Shown,
    label: &str,
    entry: Option<&Recorded<Fact>>,
    state: StepState,
    before: Option<Instant>,
) -> Step {
    let h = &shown.detail.hazard;
    let (who, when, note) = match (entry, state) {
        (Some(entry), _) => {
            let at = entry.at.effective_at;
            let took = before.map(|b| w::took(lang, format::span_brief(lang, at.since(b)))).unwrap_or_default();
            (shown.names.both(entry.at.person, entry.at.organisation), format::instant_short(at, ctx.now), took)
        }
        (None, StepState::Now) => {
            let due = h.due.map(|due| w::until(lang, format::instant_short(due, ctx.now))).unwrap_or_default();
            (waits_for(lang, shown), due, String::new())
        }
        (None, _) => ("--".to_owned(), String::new(), String::new()),
    };
    let ring = if state == StepState::Now { ring(h.status) } else { page::parts::Ring::Empty };
    Step { state, ring, label: label.to_owned(), who, when, note }
}

/// Whose move it is.
fn waits_for(lang: Lang, shown: &Shown) -> String {
    let h = &shown.detail.hazard;
    let named = |owner: &Option<obligation::Owner>| {
        owner.as_ref().map(|o| shown.names.both(o.person, Some(o.organisation))).unwrap_or_default()
    };
    match h.status {
        Status::ToAssign | Status::ToClose => w::safety_office(lang).to_owned(),
        Status::ToRectify | Status::Rectifying | Status::Returned => named(&h.owner),
        Status::ToVerify => named(&h.checker),
        Status::Closed | Status::Merged | Status::Divided => String::new(),
    }
}

/// The timeline is the ledger, newest first: what people did, and what the rules did meanwhile.
pub(crate) fn entries(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let history = &shown.detail.history;
    let corrected = history.iter().any(|e| matches!(e.fact, Fact::Corrected { .. }));
    let gap = |i: usize| {
        let span = history[i].at.effective_at.since(history.get(i.checked_sub(1)?)?.at.effective_at);
        (span.as_minutes() > 0).then(|| w::gap(lang, format::span_brief(lang, span)))
    };
    let act = |(i, recorded): (usize, &Recorded<Fact>)| Entry {
        when: format::instant(recorded.at.effective_at),
        gap: gap(i),
        who: who(lang, shown, recorded),
        what: html! { (what(lang, shown, &recorded.fact)) },
        quote: quote(&recorded.fact, corrected),
        kind: match recorded.fact {
            Fact::Returned { .. } | Fact::ExtensionRefused { .. } => EntryKind::Back,
            _ => EntryKind::Act,
        },
    };
    let mut all: Vec<(Instant, Entry)> = history.iter().enumerate().map(|e| (e.1.at.effective_at, act(e))).collect();
    all.extend(shown.ladder.iter().map(|e| (e.at.effective_at, rule_entry(lang, shown, e))));
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().rev().map(|(_, entry)| entry).collect()
}

fn rule_entry(lang: Lang, shown: &Shown, recorded: &Recorded<obligation::Fact>) -> Entry {
    let what = match &recorded.fact {
        obligation::Fact::Escalated { to, .. } => {
            said::escalated(lang, shown.names.organisation(Some(to.organisation)))
        }
        obligation::Fact::Overdue { .. } => said::overdue(lang).to_owned(),
        _ => said::reminded(lang).to_owned(),
    };
    Entry {
        when: format::instant(recorded.at.effective_at),
        gap: None,
        who: w::by_rule(lang).to_owned(),
        what: html! { (what) },
        quote: None,
        kind: EntryKind::Rule,
    }
}

fn who(lang: Lang, shown: &Shown, recorded: &Recorded<Fact>) -> String {
    match recorded.at.person {
        Some(_) => shown.names.both(recorded.at.person, recorded.at.organisation),
        None => w::by_rule(lang).to_owned(),
    }
}

fn what(lang: Lang, shown: &Shown, fact: &Fact) -> String {
    let named = |o: &obligation::Owner| shown.names.both(o.person, Some(o.organisation));
    match fact {
        Fact::Reported { finding, .. } => said::reported(lang, grade::of(lang, finding.grade.word())),
        Fact::Imported { said: hearsay, .. } => said::imported(
            lang,
            &hearsay.sheet,
            hearsay.row,
            if hearsay.closed { w::said_closed(lang) } else { w::said_open(lang) },
        ),
        Fact::Assigned { owner, checker, due, demand: Demand::ByDeadline, .. } => {
            said::assigned(lang, named(owner), named(checker), format::instant(*due))
        }
        Fact::Assigned { owner, checker, due, .. } => {
            said::assigned_at_once(lang, named(owner), named(checker), format::instant(*due))
        }
        Fact::Started => said::started(lang).to_owned(),
        Fact::Submitted { .. } => said::submitted(lang).to_owned(),
        Fact::Returned { due, .. } => said::returned(lang, format::instant(*due)),
        Fact::Verified { .. } => said::verified(lang).to_owned(),
        Fact::Extended { due, .. } => said::extended(lang, format::instant(*due)),
        Fact::ExtensionAsked { due, .. } => said::extension_asked(lang, format::instant(*due)),
        Fact::ExtensionRefused { .. } => said::extension_refused(lang).to_owned(),
        Fact::Corrected { .. } => said::corrected(lang).to_owned(),
        Fact::Closed { .. } => said::closed(lang).to_owned(),
        Fact::Planned(_) => said::planned(lang).to_owned(),
        Fact::Inquired(_) => said::inquired(lang).to_owned(),
        Fact::Judged(it) => said::judged(lang, verdict::of(lang, it.verdict.word())),
        Fact::Graded(it) => said::graded(lang, grade::of(lang, it.grade.word())),
        Fact::GradeKept { .. } => said::grade_kept(lang).to_owned(),
        Fact::Recurs(link) => said::recurs(lang, link.days_between),
        Fact::RecurrenceDenied { .. } => said::recurrence_denied(lang).to_owned(),
        Fact::RecurrenceLinked { link, .. } => said::recurrence_linked(lang, link.days_between),
        Fact::CauseFound(it) => said::cause_found(lang, crate::words::root_cause::of(lang, it.cause.word())),
        Fact::Merged { .. } => said::merged(lang).to_owned(),
        Fact::Unmerged { due, .. } => said::unmerged(lang, format::instant(*due)),
        Fact::Divided { into, .. } => said::divided(lang, into.len() as i64),
        Fact::Transferred { owner, .. } => said::transferred(lang, named(owner)),
    }
}

/// `first_words`: what was said first is told too, because it was said better since.
fn quote(fact: &Fact, first_words: bool) -> Option<String> {
    let text = |p: &Personal<String>| p.known().cloned();
    match fact {
        Fact::Submitted { work, .. } => text(work),
        Fact::Returned { reason, .. }
        | Fact::Extended { reason, .. }
        | Fact::ExtensionAsked { reason, .. }
        | Fact::Merged { reason, .. }
        | Fact::RecurrenceDenied { reason, .. }
        | Fact::RecurrenceLinked { reason, .. }
        | Fact::Unmerged { reason, .. }
        | Fact::Divided { reason, .. }
        | Fact::ExtensionRefused { reason } => text(reason),
        Fact::Verified { note, .. } | Fact::Closed { note, .. } | Fact::Assigned { note, .. } => {
            note.as_ref().and_then(text)
        }
        // The words themselves, so that the history tells what was said when.
        Fact::Corrected { description, place, reason, .. } => {
            let parts = [Some(place), Some(description), reason.as_ref()];
            let parts: Vec<String> = parts.into_iter().flatten().filter_map(text).collect();
            (!parts.is_empty()).then(|| parts.join(" · "))
        }
        Fact::Reported { finding, .. } | Fact::Imported { finding, .. } => {
            first_words.then(|| text(&finding.description)).flatten()
        }
        Fact::Judged(it) => it.reason.as_ref().and_then(text),
        Fact::Graded(it) => text(&it.reason),
        Fact::GradeKept { reason } => text(reason),
        Fact::Inquired(it) => text(&it.conclusion),
        Fact::CauseFound(it) => text(&it.said),
        Fact::Planned(it) => it.measures.as_ref().and_then(text),
        Fact::Started | Fact::Recurs(_) | Fact::Transferred { .. } => None,
    }
}

/// The left end of the footer: whose move it is, and what follows.
fn next(lang: Lang, shown: &Shown) -> Markup {
    let h = &shown.detail.hazard;
    if !h.status.is_open() {
        let text = if h.status.is_uncounted() { w::nothing_owed(lang) } else { w::nothing_left(lang) };
        return html! { span.muted { (text) } };
    }
    let then = match h.status {
        Status::ToAssign => w::then_rectify(lang),
        Status::ToRectify | Status::Rectifying | Status::Returned => w::then_verify(lang),
        Status::ToVerify => w::then_close(lang),
        _ => w::then_archive(lang),
    };
    html! { (w::waits(lang)) " " b { (waits_for(lang, shown)) } " " span.muted.small { (then) } }
}

/// A person may say that it is not the same, or which one it is.
fn recurrence_acts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let h = &shown.detail.hazard;
    if h.status.is_uncounted() || !ctx.may(Act("hazard.say_recurrence")) {
        return html! {};
    }
    let found = shown.recurrence.is_found();
    html! { p.in.small.no-print {
        @if found { a href=(format!("/hazards/{}/recurrence-denial", h.id)) { (w::deny_recurrence(lang)) } " · " }
        a href=(format!("/hazards/{}/recurrence-link", h.id)) { (w::link_recurrence(lang)) }
    } }
}

/// Only acts that are open to this visitor now; the last is the primary one.
fn acts(screen: &Screen, ctx: &Ctx, shown: &Shown) -> Markup {
    let lang = screen.lang();
    let h = &shown.detail.hazard;
    let base = format!("/hazards/{}", h.id);
    let may = |act: &'static str| ctx.may(Act(act)) && may_now(ctx, h, &shown.detail.history, act);
    let link = |act: &'static str, label: &str, to: &str, primary: bool| {
        let class = if primary { "btn is-primary" } else { "btn" };
        html! { @if may(act) { a class=(class) href=(format!("{base}/{to}")) data-act=(act) { (label) } } }
    };
    html! {
        (parts::print_button(lang))
        (link("hazard.correct", w::correct(lang), "correction", false))
        (link("hazard.extend", w::extend(lang), "extension", false))
        @if !shown.transfers.waits() { (link("transfer.offer", w::transfer(lang), "transfer", false)) }
        @if shown.request.is_none() { (link("hazard.ask_extension", w::ask_extension(lang), "extension-request", false)) }
        @if may("hazard.start") && h.status != Status::Rectifying {
            (page::form::button_form(screen, &format!("{base}/start"), html! { button.btn data-act="hazard.start" { (w::start(lang)) } }))
        }
        @if !shown.stops.iter().any(|it| it.stop.standing.is_open()) { (link("stop.propose", w::propose_stop(lang), "stop-order", false)) }
        (link("hazard.plan", w::plan(lang), "plan", false))
        (link("hazard.inquire", w::inquire(lang), "inquiry", false))
        (link("hazard.find_cause", w::find_cause(lang), "root-cause", false))
        @if !shown.transfers.waits() {
            (link("hazard.merge", w::merge(lang), "merger", false))
            (link("hazard.divide", w::divide(lang), "partition", false))
        }
        (link("hazard.judge", w::judge(lang), "judgement", false))
        (link("hazard.regrade", w::regrade(lang), "regrading", false))
        (link("hazard.assign", w::assign(lang), "assignment", true))
        (link("hazard.submit", w::submit(lang), "submission", true))
        (link("hazard.verify", w::verify(lang), "verification", true))
        (link("hazard.close", w::close(lang), "closing", true))
    }
}

/// Whether the rule would accept this act from this visitor now; the rule itself decides again when it is done.
fn may_now(ctx: &Ctx, h: &crate::Hazard, history: &[Recorded<Fact>], act: &str) -> bool {
    let rectifying = matches!(h.status, Status::ToRectify | Status::Rectifying | Status::Returned);
    let own = ctx.person().is_some() && ctx.person() == h.doer;
    match act {
        "hazard.assign" => h.status == Status::ToAssign,
        "hazard.start" | "hazard.submit" | "hazard.ask_extension" => rectifying && crate::must_hold(ctx, h).is_ok(),
        "hazard.correct" => h.status.is_open() && crate::correct::may_correct(ctx, h),
        "hazard.extend" => rectifying && h.owner.as_ref().is_none_or(|o| o.person != ctx.person()),
        "transfer.offer" => transfer::may_offer(ctx, h),
        "hazard.verify" => h.status == Status::ToVerify && !own && crate::may_check(ctx, h),
        "hazard.close" => h.status == Status::ToClose && !own,
        "stop.propose" => !matches!(h.status, Status::ToClose | Status::Closed),
        "hazard.plan" => h.grade == Grade::Major && rectifying && crate::must_hold(ctx, h).is_ok(),
        "hazard.inquire" => h.grade == Grade::Major && h.status.is_open(),
        "hazard.merge" | "hazard.divide" => merge::may_end(h).is_ok(),
        "hazard.find_cause" => h.status.is_open() && root_cause::may_find(ctx, h),
        "hazard.judge" => h.status.is_open(),
        "hazard.regrade" => crate::judge::regrade::waits(history).is_some_and(|judge| judge != ctx.person()),
        _ => false,
    }
}
