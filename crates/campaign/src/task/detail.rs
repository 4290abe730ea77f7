//! The page of one task: its parts with whose move it is, what was said, and what this visitor may do.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId, PersonId, Personal};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Typed, answer};
use page::story::{Entry, EntryKind, timeline};
use page::{Crumb, Doc, Json, Reply, Screen, parts};
use registry::forms::{at_by, person, said};
use serde::Serialize;

use super::list::{Around, PATH, part_mark, pressing, state_mark};
use super::{Fact, Part, PartState, State, Task, TaskId, query};
use crate::directive::{self, DirectiveId};
use crate::web::{self, Visitor};
use crate::words::{campaign as cw, sheet, stage, task as w};
use crate::{CampaignId, owe};

struct Shown {
    it: Task,
    parts: Vec<Part>,
    around: Around,
    history: Vec<(Recorded<Fact>, Option<String>)>,
    set_by: Option<String>,
    directive: Option<(DirectiveId, String)>,
    solves: Option<(TaskId, String)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: TaskId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let mut history = Vec::new();
    for fact in query::history(r, ctx, id)? {
        let by = person(r, ctx, fact.at.person)?;
        history.push((fact, by));
    }
    let directive = match it.directive {
        // Named where the visitor sees it.
        Some(id) => within(directive::query::one(r, ctx, id))?.map(|it| (id, it.title().to_owned())),
        None => None,
    };
    let solves = match it.solves {
        Some(id) => within(query::one(r, ctx, id))?.map(|it| (id, it.title().to_owned())),
        None => None,
    };
    Ok(Shown {
        parts: query::parts(r, ctx, id)?,
        around: Around::fetch(r, ctx)?,
        history,
        set_by: person(r, ctx, it.set_by)?,
        directive,
        solves,
        it,
    })
}

/// What lies outside the visitor's reach is none.
fn within<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Err(Error::NotFound(_)) => Ok(None),
        other => other.map(Some),
    }
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<TaskId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

pub(super) async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: TaskId, typed: &Typed) -> Reply<Response> {
    let seen = web::seeing(ctx, "task.view");
    let asked = Arc::clone(&seen);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let labels = [
        ("said", w::said(lang)),
        ("accepted", w::accepted(lang)),
        ("note", w::note(lang)),
        ("to", w::extend_to(lang)),
        ("because", w::reason(lang)),
        ("reason", w::reason(lang)),
    ];
    let body = html! {
        (form::error_summary(lang, &typed.problems, &labels))
        (parts::head(it.title(), html! { (parts::tag(sheet::of(lang, it.sheet.word()))) " " (state_mark(lang, it.state)) @if it.is_late(ctx.now) { " " (parts::bad_tag(w::late(lang))) } }, parts::print_button(lang)))
        (parts::card(w::one(lang), None, None, parts::facts(&facts(lang, &seen, &shown))))
        (parts_card(lang, &seen, &shown))
        (forms(screen, &seen, &shown, typed))
        (parts::card(w::history(lang), None, None, parts::inside(timeline(&story(lang, &shown)))))
    };
    let campaign = shown.around.campaign(it.campaign).to_owned();
    let crumbs = [
        Crumb::here(cw::section(lang)),
        Crumb::link(campaign, format!("{}/{}", web::PATH, it.campaign)),
        Crumb::link(w::title(lang), format!("{PATH}?campaign={}", it.campaign)),
        Crumb::here(it.number.as_str()),
    ];
    Ok(answer(screen, it.title(), &crumbs, typed, body))
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let due = it.next_due.unwrap_or(it.due);
    let mut rows = vec![
        (w::number(lang), html! { (it.number) }),
        (w::topic(lang), html! { (shown.around.topic(it)) }),
        (w::stage(lang), html! { (stage::of(lang, it.stage.word())) }),
        (w::order(lang), html! { (pressing(lang, it)) }),
        (
            w::due(lang),
            html! { (page::format::instant(it.due)) " " @if it.state == State::Open { (parts::due_on_case(lang, due, ctx.now, it.next_due.is_none())) } },
        ),
        (w::set_at(lang), at_by(Some(it.set_at), shown.set_by.as_ref())),
    ];
    if let Some(measure) = &it.measure {
        rows.push((w::measure(lang), said(measure)));
    }
    if let Some((id, title)) = &shown.directive {
        rows.push((w::directive(lang), html! { a href=(format!("{}/{id}", directive::PATH)) { (title) } }));
    }
    if let Some((id, title)) = &shown.solves {
        rows.push((w::solves(lang), html! { a href=(format!("{PATH}/{id}")) { (title) } }));
    }
    if let Some(reason) = &it.reason {
        rows.push((w::withdrawn_because(lang), said(reason)));
    }
    rows
}

fn parts_card(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    parts::card(
        w::parts(lang),
        Some(shown.parts.len() as u64),
        None,
        html! {
            div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (w::organisation(lang)) }
                    th scope="col" { (w::part(lang)) }
                    th scope="col" { (w::due(lang)) }
                    th scope="col" { (w::state(lang)) }
                    th scope="col" { (w::said_head(lang)) }
                } }
                tbody {
                    @for part in &shown.parts {
                        tr.is-late[part.is_late(ctx.now)] {
                            td { (shown.around.name(part.organisation)) " " @if part.is_lead() { (parts::tag(w::lead_short(lang))) } }
                            td { @match &part.words { Some(words) => (said(words)), None => span.muted { (w::whole(lang)) } } }
                            td { (when(lang, ctx, part)) }
                            td { (part_mark(lang, part)) }
                            td {
                                @if let Some(text) = &part.said { (said(text)) " " }
                                @if let Some(at) = part.done_at { span.muted { (page::format::instant(at)) } }
                                @if let Some(remark) = &part.remark { p { (remark_head(lang, part)) (said(remark)) } }
                            }
                        }
                    }
                }
            } }
        },
    )
}

fn when(lang: Lang, ctx: &Ctx, part: &Part) -> Markup {
    let day = html! { span.nowrap { (part.due.day()) } };
    let over = matches!(part.state, PartState::Closed | PartState::Done | PartState::Withdrawn);
    match part.late_seconds {
        late if over && late > 0 && part.done_at.is_some() => {
            let by = w::late_by(lang, page::format::span_brief(lang, kernel::Span::seconds(late)));
            html! { (day) " " span.muted { (by) } }
        }
        _ => html! { (day) @if !over { " " (parts::due_on_case(lang, part.due, ctx.now, false)) } },
    }
}

fn remark_head(lang: Lang, part: &Part) -> Markup {
    let word = if part.state == PartState::Returned { w::returned_because(lang) } else { w::remark(lang) };
    html! { span.muted { (word) " " } }
}

fn story(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let holder = |no: i64| {
        let part = shown.parts.iter().find(|it| it.no == no);
        part.map_or("--", |it| shown.around.name(it.organisation)).to_owned()
    };
    let entry = |(fact, by): &(Recorded<Fact>, Option<String>)| {
        let text = |it: &Personal<String>| it.as_str().map(str::to_owned);
        let (what, quote, kind) = match &fact.fact {
            Fact::Set(_) => (w::was_set(lang).to_owned(), None, EntryKind::Act),
            Fact::PartDone { no, said, .. } => (w::was_done(lang, holder(*no)), text(said), EntryKind::Act),
            Fact::PartReturned { no, reason, .. } => {
                (w::was_returned(lang, holder(*no)), text(reason), EntryKind::Back)
            }
            Fact::PartClosed { no, note } => {
                (w::was_closed(lang, holder(*no)), note.as_ref().and_then(text), EntryKind::Act)
            }
            Fact::PartExtended { no, reason, due } => {
                (w::was_extended(lang, holder(*no), due.day()), text(reason), EntryKind::Act)
            }
            Fact::Withdrawn { reason } => (w::was_withdrawn(lang).to_owned(), text(reason), EntryKind::Back),
        };
        Entry {
            when: page::format::instant(fact.at.effective_at),
            gap: None,
            who: by.clone().unwrap_or_default(),
            what: html! { (what) },
            quote,
            kind,
        }
    };
    shown.history.iter().rev().map(entry).collect()
}

/// Only what this visitor may do to the task as it stands.
fn forms(screen: &Screen, ctx: &Ctx, shown: &Shown, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let it = &shown.it;
    if it.state != State::Open {
        return html! {};
    }
    let named = |title: &str, part: &Part| format!("{title}：{}", shown.around.name(part.organisation));
    let path = |part: &Part, last: &str| format!("{PATH}/{}/parts/{}/{last}", it.id, part.no);
    let may = |act| ctx.may(Act(act));
    // One form of each kind: the next in the order of the parts.
    let owing = |part: &&Part| part.state.is_owners() && ctx.person().is_some() && ctx.acts_for(part.organisation);
    let mine = shown.parts.iter().find(owing).filter(|_| may("task.report"));
    // What somebody else did comes before one's own, which another person verifies.
    let own = |part: &Part| part.done_by.is_some() && part.done_by == ctx.person();
    let done = shown.parts.iter().filter(|part| part.state == PartState::Done).min_by_key(|part| own(part));
    let others = |part: &&Part| part.state.is_owners() && !owe::owes(ctx, part.organisation);
    let late = shown.parts.iter().filter(others).max_by_key(|part| (part.is_late(ctx.now), -part.no));
    html! {
        @if let Some(part) = mine { (report(screen, &named(w::report(lang), part), &path(part, "report"), typed)) }
        @if let Some(part) = done.filter(|_| may("task.verify")) {
            @if own(part) { (parts::note(page::NoteKind::Plain, w::not_yours(lang), html! {})) }
            @else { (verification(screen, &named(w::verify(lang), part), &path(part, "verification"), typed)) }
        }
        @if let Some(part) = late.filter(|_| may("task.verify")) { (extension(screen, &named(w::extend(lang), part), &path(part, "extension"), typed)) }
        @if may("task.set") { (withdrawal(screen, &format!("{PATH}/{}/withdrawal", it.id), typed)) }
    }
}

fn report(screen: &Screen, title: &str, path: &str, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let spec = FieldSpec::new("said", w::said(lang)).hint(w::said_hint(lang)).required();
    let body = html! {
        (form::text_area(&spec, 3, &typed.values, &typed.problems, lang))
        div.foot { (parts::submit(w::report(lang))) }
    };
    parts::card(title, None, None, form::form(screen, path, body))
}

fn verification(screen: &Screen, title: &str, path: &str, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let spec = FieldSpec::new("accepted", w::accepted(lang)).required();
    let both = [("yes".to_owned(), w::accept(lang).to_owned()), ("no".to_owned(), w::send_back(lang).to_owned())];
    let note = FieldSpec::new("note", w::note(lang)).hint(w::note_hint(lang));
    let body = html! {
        (form::choice(&spec, &both, &typed.values, &typed.problems, lang))
        (form::text_area(&note, 2, &typed.values, &typed.problems, lang))
        div.foot { (parts::submit(w::verify(lang))) }
    };
    parts::card(title, None, None, form::form(screen, path, body))
}

fn extension(screen: &Screen, title: &str, path: &str, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let to = FieldSpec::new("to", w::extend_to(lang)).required();
    let reason = FieldSpec::new("because", w::reason(lang)).required();
    let body = html! {
        (form::date(&to, &typed.values, &typed.problems, lang))
        (form::text(&reason, &typed.values, &typed.problems, lang))
        div.foot { (parts::submit(w::extend(lang))) }
    };
    parts::card(title, None, None, form::form(screen, path, body))
}

fn withdrawal(screen: &Screen, path: &str, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let spec = FieldSpec::new("reason", w::reason(lang)).hint(w::withdraw_hint(lang)).required();
    let body = html! {
        (form::text(&spec, &typed.values, &typed.problems, lang))
        div.foot { (parts::submit_grave(w::withdraw(lang))) }
    };
    parts::card(w::withdraw(lang), None, None, form::form(screen, path, body))
}

/// One task for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TaskAnswer {
    #[schema(value_type = String)]
    id: TaskId,
    version: i64,
    #[schema(value_type = String)]
    campaign: CampaignId,
    number: String,
    topic: i64,
    /// `mobilise`, `inspect`, `storm`, `consolidate`
    stage: String,
    /// `work`, `problem`, `measure`
    sheet: String,
    title: Option<String>,
    measure: Option<String>,
    /// `urgent`, `ordinary`
    urgency: String,
    /// `easy`, `medium`, `hard`
    difficulty: String,
    #[schema(value_type = Option<String>)]
    directive: Option<DirectiveId>,
    #[schema(value_type = Option<String>)]
    solves: Option<TaskId>,
    /// `open`, `closed`, `withdrawn`
    state: String,
    late: bool,
    #[schema(value_type = String)]
    due: Instant,
    parts: Vec<TaskPart>,
}

/// A part of a task; the first is the lead's.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TaskPart {
    no: i64,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    words: Option<String>,
    #[schema(value_type = String)]
    due: Instant,
    /// `assigned`, `done`, `returned`, `closed`, `withdrawn`
    state: String,
    said: Option<String>,
    remark: Option<String>,
    #[schema(value_type = Option<String>)]
    done_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    done_by: Option<PersonId>,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    closed_by: Option<PersonId>,
}

fn part_of(it: Part) -> TaskPart {
    let known = |it: Option<Personal<String>>| it.and_then(|it| it.known().cloned());
    TaskPart {
        no: it.no,
        organisation: it.organisation,
        words: known(it.words),
        due: it.due,
        state: it.state.word().to_owned(),
        said: known(it.said),
        remark: known(it.remark),
        done_at: it.done_at,
        done_by: it.done_by,
        closed_at: it.closed_at,
        closed_by: it.closed_by,
    }
}

pub(super) fn answer_of(r: &Reader<'_>, ctx: &Ctx, it: Task) -> Result<TaskAnswer, Error> {
    let parts = query::parts(r, ctx, it.id)?.into_iter().map(part_of).collect();
    Ok(TaskAnswer {
        id: it.id,
        version: it.version,
        campaign: it.campaign,
        late: it.is_late(ctx.now),
        number: it.number,
        topic: it.topic,
        stage: it.stage.word().to_owned(),
        sheet: it.sheet.word().to_owned(),
        title: it.title.known().cloned(),
        measure: it.measure.and_then(|it| it.known().cloned()),
        urgency: it.urgency.plain().to_owned(),
        difficulty: it.difficulty.plain().to_owned(),
        directive: it.directive,
        solves: it.solves,
        state: it.state.word().to_owned(),
        due: it.due,
        parts,
    })
}

/// As it is answered after an act, too: as far as the visitor sees.
pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: TaskId) -> Result<TaskAnswer, Error> {
    let seen = Ctx { scope: ctx.scope_of(super::routes::VIEW), ..ctx.clone() };
    answer_of(r, &seen, query::one(r, &seen, id)?)
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<TaskId>,
) -> Reply<Json<TaskAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One task with its parts; it is late when one of them is").returns::<TaskAnswer>()
}
