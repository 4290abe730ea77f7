//! The page of one order with the forms of its next steps, and the same for programs.

pub mod paper;
pub mod propose;
pub mod steps;

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Act, Ctx, Error, Lang, Personal, Problem};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::story::{self, Entry, EntryKind, StepState};
use page::{Crumb, Doc, Json, Reply, Screen, Values, form, format, parts};
use serde::Serialize;

use super::list::{PATH, StopLine, extent};
use super::paper::Paper;
use super::query::{self, Line, Named};
use super::{Fact, Sign, Standing, Step, StopId, rule, step, watch};
use crate::model::HazardId;
use crate::web::{Names, grade_tag, status_mark};
use crate::words::{stop as w, stop_fact as said, stop_outcome, stop_paper, stop_standing, stop_station as station};

pub(super) struct Shown {
    pub line: Line,
    pub unit: String,
    /// Whose decision it is, by its whole name.
    pub issuer: String,
    pub hazards: Vec<Named>,
    /// What could still be named, for whoever may add it.
    pub more: Vec<Named>,
    /// Of secret resumption, the newest first.
    pub signs: Vec<Sign>,
    pub history: Vec<Recorded<Fact>>,
    pub names: Names,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: StopId) -> Result<Shown, Error> {
    let line = query::load(r, ctx, id)?;
    let history = r.history::<Fact>(ctx.district, id)?;
    let people: Vec<_> = history.iter().filter_map(|e| e.at.person).collect();
    let mut bodies: Vec<_> = history.iter().filter_map(|e| e.at.organisation).collect();
    bodies.push(line.stop.issuer);
    let subject = line.stop.subject;
    let unit = registry::query::subject_names(r, ctx, &[subject])?.remove(&subject).unwrap_or_default();
    let mut more = query::could_be_named(r, ctx, subject)?;
    more.retain(|it| !line.stop.hazards.contains(&it.id));
    let names = Names::fetch(r, ctx, &people, &bodies)?;
    let issuer = Names::in_full(r, ctx, &[], &[line.stop.issuer])?.organisation(Some(line.stop.issuer)).to_owned();
    let signs = watch::all(r, ctx, id)?;
    Ok(Shown { hazards: query::named_by(r, ctx, id)?, signs, line, unit, issuer, more, history, names })
}

impl Shown {
    pub fn heading(&self, lang: Lang) -> String {
        self.line.number.clone().unwrap_or_else(|| w::proposal_of(lang, &self.unit))
    }

    /// Whether the reopening can be applied for; the rule decides again.
    pub fn is_ready(&self) -> bool {
        self.hazards.iter().all(|it| rule::is_verified(it.status)) && self.signs.iter().all(|it| it.outcome.is_some())
    }

    /// The words in which a sign of resumption was told.
    pub fn seen(&self, number: i64) -> &str {
        let told = self.history.iter().find(|e| e.at.version == number).map(|e| &e.fact);
        match told {
            Some(Fact::SignSeen { found, .. }) => found.as_str().unwrap_or("--"),
            _ => "--",
        }
    }

    /// What was proposed: the reason and the article.
    fn proposed(&self) -> Option<(&Personal<String>, &str)> {
        self.history.iter().find_map(|e| match &e.fact {
            Fact::Proposed { reason, basis, .. } => Some((reason, basis.as_str())),
            _ => None,
        })
    }
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<StopId>,
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
    let crumbs =
        [Crumb::here(crate::words::list::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title.clone())];
    let problems = back.map(|it| it.problems).unwrap_or_default();
    let marks = html! {
        (parts::tag(&extent(lang, &shown.line)))
        (parts::tag(stop_standing::of(lang, shown.line.stop.standing.word())))
    };
    let body = html! {
        (form::error_summary(lang, problems, &steps::labels(lang)))
        (parts::head(&title, marks, papers(lang, shown)))
        (story::steps(lang, &stations(lang, shown)))
        div.cols.gap-top {
            div {
                (parts::card(w::facts(lang), None, None, parts::inside(facts(lang, shown))))
                (hazards(lang, ctx, shown))
                (signs(lang, shown))
                (steps::forms(screen, ctx, shown, back))
            }
            aside { (parts::card(w::history(lang), None, None, story::timeline(&entries(lang, shown)))) }
        }
    };
    if problems.is_empty() { screen.page(&title, &crumbs, body) } else { screen.invalid(&title, &crumbs, body) }
}

fn facts(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.line;
    let proposed = shown.proposed();
    let rows = [
        (w::unit(lang), html! { a href=(format!("/subjects/{}", it.stop.subject)) { (shown.unit) } }),
        (w::extent(lang), html! { (extent(lang, it)) }),
        (w::issuer(lang), html! { (shown.names.organisation(Some(it.stop.issuer))) }),
        (w::from(lang), html! { (format::instant(it.from)) }),
        (w::reason(lang), parts::or_dash(proposed.and_then(|(reason, _)| reason.as_str()))),
        (w::basis(lang), parts::or_dash(proposed.map(|(_, basis)| basis))),
        (w::number(lang), parts::or_dash(it.number.as_deref())),
        (w::reopening(lang), parts::or_dash(it.reopening.as_deref())),
    ];
    parts::facts(&rows)
}

/// What must be rectified and verified first, and how far each is.
fn hazards(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let opens = ctx.may(Act("hazard.view"));
    let body = html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::hazard_number(lang)) } th scope="col" { (w::hazard(lang)) } th scope="col" { (w::standing(lang)) }
        } }
        tbody { @for it in &shown.hazards { tr {
            td.nowrap data-label=(w::hazard_number(lang)) {
                @if opens { a href=(format!("/hazards/{}", it.id)) { (it.number) } } @else { (it.number) }
            }
            td data-label=(w::hazard(lang)) { span.wrap { (it.title.as_str().unwrap_or("--")) " " (grade_tag(lang, it.grade)) } }
            td data-label=(w::standing(lang)) { (status_mark(lang, it.status)) }
        } } }
    } };
    parts::card(w::hazards(lang), Some(shown.hazards.len() as u64), None, body)
}

/// The documents that are signed.
fn papers(lang: Lang, shown: &Shown) -> Markup {
    let at = |paper: Paper| format!("{PATH}/{}/{paper}", shown.line.stop.id);
    html! {
        @if shown.line.number.is_some() { (parts::small_link(stop_paper::decision(lang), &at(Paper::Decision))) }
        @if shown.line.reopening.is_some() { (parts::small_link(stop_paper::consent(lang), &at(Paper::Consent))) }
        (parts::print_button(lang))
    }
}

/// What was seen of it at work, and what came of each sign.
fn signs(lang: Lang, shown: &Shown) -> Markup {
    if shown.signs.is_empty() {
        return html! {};
    }
    let body = html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::seen_at(lang)) } th scope="col" { (w::sign(lang)) } th scope="col" { (w::outcome(lang)) }
        } }
        tbody { @for it in &shown.signs { tr {
            td.nowrap data-label=(w::seen_at(lang)) { (format::instant(it.seen_at)) }
            td data-label=(w::sign(lang)) { span.wrap { (shown.seen(it.number)) } }
            td data-label=(w::outcome(lang)) {
                @match it.outcome { Some(outcome) => (stop_outcome::of(lang, outcome.word())), None => (parts::tag(w::unanswered(lang))) }
            }
        } } }
    } };
    parts::card(w::signs(lang), Some(shown.signs.len() as u64), None, body)
}

/// Proposed, in force, applied, examined, reopened.
fn stations(lang: Lang, shown: &Shown) -> Vec<story::Step> {
    let standing = shown.line.stop.standing;
    let done = match standing {
        Standing::Proposed | Standing::Declined => 1,
        Standing::InForce => 2,
        Standing::Applied => 3,
        Standing::Examined => 4,
        Standing::Reopened => 5,
    };
    let last = |want: fn(&Fact) -> bool| shown.history.iter().rev().find(|e| want(&e.fact));
    let all: [(&str, Option<&Recorded<Fact>>); 5] = [
        (station::proposed(lang), last(|f| matches!(f, Fact::Proposed { .. }))),
        (station::signed(lang), last(|f| matches!(f, Fact::Signed { .. }))),
        (station::applied(lang), last(|f| matches!(f, Fact::ReopeningApplied { .. }))),
        (station::examined(lang), last(|f| matches!(f, Fact::Examined { .. }))),
        (station::reopened(lang), last(|f| matches!(f, Fact::Reopened { .. }))),
    ];
    let one = |(i, (label, entry)): (usize, (&str, Option<&Recorded<Fact>>))| {
        let known = entry.filter(|_| i < done);
        let state = match i.cmp(&done) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal if standing != Standing::Declined => StepState::Now,
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
        what: html! { (what(lang, shown, &e.fact)) },
        quote: quote(&e.fact),
        kind: match e.fact {
            Fact::Declined { .. } | Fact::Refused { .. } | Fact::SignSeen { .. } => EntryKind::Back,
            _ => EntryKind::Act,
        },
    };
    shown.history.iter().rev().map(entry).collect()
}

fn what(lang: Lang, shown: &Shown, fact: &Fact) -> String {
    let number = |id: &HazardId| shown.hazards.iter().find(|it| it.id == *id).map_or("", |it| it.number.as_str());
    match fact {
        Fact::Proposed { from, .. } => said::proposed(lang, extent(lang, &shown.line), format::instant(*from)),
        Fact::Declined { .. } => said::declined(lang).to_owned(),
        Fact::Signed { number } => said::signed(lang, number.text()),
        Fact::HazardAdded { hazard } => said::hazard_added(lang, number(hazard)),
        Fact::ReopeningApplied { .. } => said::reopening_applied(lang).to_owned(),
        Fact::Examined { .. } => said::examined(lang).to_owned(),
        Fact::Reopened { number } => said::reopened(lang, number.text()),
        Fact::Refused { .. } => said::refused(lang).to_owned(),
        Fact::Revisited { .. } => said::revisited(lang).to_owned(),
        Fact::SignSeen { on_the_spot: true, .. } => said::found_at_work(lang).to_owned(),
        Fact::SignSeen { .. } => said::sign_seen(lang).to_owned(),
        Fact::SignAnswered { outcome, .. } => said::sign_answered(lang, stop_outcome::of(lang, outcome.word())),
    }
}

fn quote(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Proposed { reason: text, .. }
        | Fact::Declined { reason: text }
        | Fact::Refused { reason: text }
        | Fact::Revisited { found: text }
        | Fact::SignSeen { found: text, .. }
        | Fact::SignAnswered { found: text, .. }
        | Fact::ReopeningApplied { statement: text, .. }
        | Fact::Examined { opinion: text } => text.known().cloned(),
        Fact::Signed { .. } | Fact::HazardAdded { .. } | Fact::Reopened { .. } => None,
    }
}

/// Whether this visitor may take the step now; the rule decides again when it is done.
pub(super) fn may(ctx: &Ctx, shown: &Shown, it: Step) -> bool {
    ctx.may(Act(steps::act(it))) && step::may_take(&shown.line.stop, ctx, it).is_ok()
}

/// One order for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopAnswer {
    #[serde(flatten)]
    line: StopLine,
    version: i64,
    reason: Option<String>,
    basis: String,
    hazards: Vec<StopHazard>,
    /// Of secret resumption, the newest first.
    signs: Vec<StopSign>,
    history: Vec<StopHistory>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopHazard {
    #[schema(value_type = String)]
    id: HazardId,
    number: String,
    #[schema(value_type = String)]
    status: crate::Status,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopSign {
    number: i64,
    #[schema(value_type = String)]
    seen_at: kernel::Instant,
    #[schema(value_type = Option<String>)]
    outcome: Option<watch::Outcome>,
    #[schema(value_type = Option<String>)]
    answered_at: Option<kernel::Instant>,
}

impl From<Sign> for StopSign {
    fn from(it: Sign) -> StopSign {
        StopSign { number: it.number, seen_at: it.seen_at, outcome: it.outcome, answered_at: it.answered_at }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopHistory {
    kind: String,
    actor: String,
    #[schema(value_type = String)]
    effective_at: kernel::Instant,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<StopId>,
) -> Reply<Json<StopAnswer>> {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    let (reason, basis) = shown.proposed().map(|(reason, basis)| (reason.known().cloned(), basis.to_owned())).unzip();
    let entry = |e: &Recorded<Fact>| StopHistory {
        kind: ledger::Fact::kind(&e.fact).to_owned(),
        actor: e.at.actor.clone(),
        effective_at: e.at.effective_at,
    };
    let hazard = |it: Named| StopHazard { id: it.id, number: it.number, status: it.status };
    Ok(Json(StopAnswer {
        version: shown.line.stop.version,
        reason: reason.flatten(),
        basis: basis.unwrap_or_default(),
        history: shown.history.iter().map(entry).collect(),
        signs: shown.signs.into_iter().map(StopSign::from).collect(),
        hazards: shown.hazards.into_iter().map(hazard).collect(),
        line: StopLine::of(shown.line),
    }))
}

pub fn get_doc() -> Doc {
    Doc::new("One stop order with its hazards and everything that happened to it").returns::<StopAnswer>()
}
