//! The page of one letter or interview with the forms of its next steps, the letter as it is printed, and the twin for
//! programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Act, Ctx, Day, Error, Instant, Lang, Personal, Problem};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::story::{self, Entry, EntryKind};
use page::{Crumb, Doc, Json, Reply, Screen, Values, form, format, parts};
use serde::{Deserialize, Serialize};

use super::commitment::{self, Commitment, CommitmentAnswer};
use super::{CASE, Fact, FollowUp, FollowUpId, PATH, Sort, State as Stands, Step, list, query, text, web};
use crate::leaders::{self, Names};
use crate::model::{ObligationId, Owner};
use crate::web::{duty_word, href};
use crate::words::{follow_up as w, follow_up_fact, follow_up_sort};

pub(super) struct Shown {
    pub it: FollowUp,
    history: Vec<Recorded<Fact>>,
    names: Names,
    office: String,
    commitments: Vec<Commitment>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: FollowUpId) -> Result<Shown, Error> {
    let it = query::load(r, ctx, id)?;
    let mut history = r.history::<Fact>(ctx.district, id)?;
    // Whoever is written to sees what left the office, not the drafts before it.
    if !query::sees_drafts(ctx) {
        history.retain(|e| !matches!(e.fact, Fact::Drafted(_) | Fact::Edited { .. }));
    }
    let office = registry::query::find_safety_office(r, ctx)?;
    let party = |organisation| Owner { organisation, person: None };
    let actors = history.iter().filter_map(|e| Some(Owner { organisation: e.at.organisation?, person: e.at.person }));
    let names = leaders::names(r, ctx, actors.chain(office.map(party)).chain([party(it.organisation)]))?;
    let office = office.map(|id| names.organisation(id)).unwrap_or_default();
    let commitments = commitment::of(r, ctx, id)?;
    Ok(Shown { it, history, names, office, commitments })
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<FollowUpId>,
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
    let it = &shown.it;
    let title = text::number(lang, it).unwrap_or_else(|| follow_up_sort::of(lang, it.sort.word()).to_owned());
    let problems = back.map(|it| it.problems).unwrap_or_default();
    let acts = html! {
        @if text::is_document(it) { (parts::link_button(w::document(lang), &format!("{PATH}/{}/document", it.id))) }
        (parts::print_button(lang))
    };
    let letter = text::of(it, &shown.names.organisation(it.organisation), ctx.now);
    let body = html! {
        @if let Some(back) = back { (form::error_summary_within(lang, back.step.word(), problems, &web::labels(lang, back.step))) }
        (parts::head(&title, list::state_mark(lang, it.state), acts))
        div.cols.gap-top {
            div {
                (parts::card(w::facts(lang), None, None, parts::inside(facts(lang, ctx, shown))))
                @if it.sort == Sort::Letter && !letter.is_empty() {
                    (parts::card(w::letter(lang), None, None, parts::inside(html! { @for line in letter.lines() { p { (line) } } })))
                }
                (commitment::card(lang, ctx, &shown.commitments))
                (web::forms(screen, ctx, &shown.it, &letter, back))
            }
            aside { (parts::card(w::history(lang), None, None, story::timeline(&entries(lang, shown)))) }
        }
    };
    let crumbs = [Crumb::link(w::title(lang), PATH), Crumb::here(title.clone())];
    if problems.is_empty() { screen.page(&title, &crumbs, body) } else { screen.invalid(&title, &crumbs, body) }
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.it;
    let said = |text: &Option<Personal<String>>| parts::or_dash(text.as_ref().and_then(|text| text.as_str()));
    let title = it.title.as_str().unwrap_or(crate::words::UNKNOWN);
    // Whoever may not open the matter reads here what it is.
    let matter = html! { @if ctx.may(Act("obligation.view")) { a href=(href(&it.about, it.obligation)) { (title) } } @else { (title) } };
    let mut rows = vec![
        (w::matter(lang), matter),
        (w::duty(lang), html! { (duty_word(lang, &it.duty)) }),
        (w::organisation(lang), html! { (shown.names.organisation(it.organisation)) }),
        (
            if it.about.kind == CASE { w::case_since(lang) } else { w::late_since(lang) },
            html! { (format::instant(it.late_since)) },
        ),
        (w::drafted(lang), html! { (format::instant(it.drafted_at)) }),
    ];
    if let Some(due) = it.due {
        rows.push((w::due(lang), parts::due_on_case(lang, due, ctx.now, false)));
    }
    if it.state == Stands::Held {
        rows.push((w::held_on(lang), parts::or_dash(it.held_on.map(|day| day.to_string()).as_deref())));
        rows.push((w::present(lang), said(&it.present)));
        rows.push((w::record(lang), said(&it.record)));
    }
    if it.reason.is_some() {
        rows.push((w::reason(lang), said(&it.reason)));
    }
    if it.answer.is_some() {
        rows.push((w::answer(lang), said(&it.answer)));
    }
    parts::facts_single(&rows)
}

fn entries(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let entry = |e: &Recorded<Fact>| Entry {
        when: format::instant(e.at.effective_at),
        gap: None,
        who: e.at.organisation.map_or_else(
            || w::rule(lang).to_owned(),
            |organisation| shown.names.both(Owner { organisation, person: e.at.person }),
        ),
        what: html! { (follow_up_fact::of(lang, ledger::Fact::kind(&e.fact))) },
        quote: match &e.fact {
            Fact::SetAside { reason } => reason.known().cloned(),
            _ => None,
        },
        kind: match e.fact {
            Fact::Drafted(_) | Fact::Lapsed => EntryKind::Rule,
            Fact::SetAside { .. } => EntryKind::Back,
            _ => EntryKind::Act,
        },
    };
    shown.history.iter().rev().map(entry).collect()
}

/// The letter as it is printed: an official document on A4, without the frame of the program.
pub(crate) async fn document(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<FollowUpId>,
) -> Reply {
    let now = ctx.now;
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let (Some(number), Some(issued), true) = (text::number(Lang::Zh, it), it.decided_at, text::is_document(it)) else {
        return Err(Error::refused("a letter is printed once it is issued").into());
    };
    let letter = text::of(it, &shown.names.organisation(it.organisation), now);
    let mut lines = letter.lines();
    let body = html! {
        p.no-print { (parts::link_button(w::back(lang), &format!("{PATH}/{id}"))) " " (parts::print_button(lang)) }
        article.official-document lang="zh-CN" {
            p.issuer { (shown.office) }
            p.document-number { (number) }
            h1 { (crate::words::letter_text::title(Lang::Zh)) }
            p.addressee { (lines.next().unwrap_or_default()) }
            @for line in lines { p { (line) } }
            p.signature { (shown.office) }
            p.signature { (text::day(issued)) }
        }
    };
    Ok(screen.bare(&number, body))
}

/// One letter or interview for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct LetterAnswer {
    #[schema(value_type = String)]
    id: FollowUpId,
    version: i64,
    /// `letter` or `interview`
    sort: String,
    /// `draft`, `candidate`, `issued`, `answered`, `held`, `set_aside`, `lapsed`
    state: String,
    number: Option<String>,
    /// What is late.
    #[schema(value_type = String)]
    obligation: ObligationId,
    title: Option<String>,
    #[schema(value_type = String)]
    organisation: kernel::OrganisationId,
    #[schema(value_type = String)]
    late_since: Instant,
    #[schema(value_type = String)]
    drafted_at: Instant,
    /// As edited or issued; none while it is as the ladder drafted it.
    text: Option<String>,
    #[schema(value_type = Option<String>)]
    held_on: Option<Day>,
    present: Option<String>,
    record: Option<String>,
    /// Why it was set aside.
    reason: Option<String>,
    answer: Option<String>,
    /// What the answer or the interview promises; empty in a list.
    commitments: Vec<CommitmentAnswer>,
    /// By when the decision or the answer is owed.
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
}

pub(super) fn answer_of(lang: Lang, it: FollowUp) -> LetterAnswer {
    let said = |text: &Option<Personal<String>>| text.as_ref().and_then(|text| text.known().cloned());
    LetterAnswer {
        number: text::number(lang, &it),
        id: it.id,
        version: it.version,
        sort: it.sort.word().to_owned(),
        state: it.state.word().to_owned(),
        obligation: it.obligation,
        title: it.title.known().cloned(),
        organisation: it.organisation,
        late_since: it.late_since,
        drafted_at: it.drafted_at,
        text: said(&it.body),
        held_on: it.held_on,
        present: said(&it.present),
        record: said(&it.record),
        reason: said(&it.reason),
        answer: said(&it.answer),
        commitments: Vec::new(),
        due: it.due,
    }
}

/// With what it promises.
pub(super) fn whole(r: &Reader<'_>, ctx: &Ctx, id: FollowUpId) -> Result<LetterAnswer, Error> {
    let commitments = commitment::of(r, ctx, id)?.into_iter().map(commitment::answer_of).collect();
    Ok(LetterAnswer { commitments, ..answer_of(ctx.lang, query::load(r, ctx, id)?) })
}

pub(crate) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<FollowUpId>,
) -> Reply<Json<LetterAnswer>> {
    Ok(Json(db.read(move |r| whole(r, &ctx, id)).await?))
}

pub(crate) fn doc() -> Doc {
    Doc::new("One work-suggestion letter or interview").returns::<LetterAnswer>()
}
