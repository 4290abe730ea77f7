//! The page of one entry: why it is on the list, what was done there, and what may be done with it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values as Fields, parts};
use registry::field::{Kind, may, must};
use registry::forms::{at_by, said};
use registry::measure::Values;
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::act::{self, may_look, may_remove, must_owe};
use super::checked::{self, Checked};
use super::overview::{self, PATH, standing_mark};
use super::{AttentionEntry, AttentionEntryId, Fact, LookAtTreatment, ReportTreatment, query, removal};
use crate::key::list::{self as lists, AttentionListId, reasons_of};
use crate::key::{Reason, shown};
use crate::web::{Names, Told, Visitor, entry, known, named, told, verdicts};
use crate::words::{attention_act, attention_entry_fact, attention_kind, key as w};

pub(crate) const VIEW: Act = Act("attention_entry.view");
const REPORT: Act = Act("attention_entry.report");
const LOOK: Act = Act("attention_entry.look");
pub(super) const REMOVE: Act = Act("attention_entry.remove");

/// Entries, as their acts need them.
pub(super) struct Entries;

/// One entry, for its page and its forms.
pub(super) struct Shown {
    pub it: AttentionEntry,
    duty_opens: bool,
    pub names: Names,
    title: String,
    reasons: Vec<Reason>,
    story: Vec<Told<Fact>>,
    reported_by: Option<String>,
    removed_by: Option<String>,
    /// The Safety Office, which removes entries.
    office: OrganisationId,
}

impl Subject for Entries {
    type Id = AttentionEntryId;
    type Shown = Shown;
    type Answer = AttentionEntryAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: AttentionEntryId) -> Result<Shown, Error> {
        fetch(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: AttentionEntryId) -> Result<AttentionEntryAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?, ctx.now))
    }

    fn page(id: AttentionEntryId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Shown) -> Vec<Crumb> {
        vec![
            Crumb::link(w::title(lang), lists::PATH),
            Crumb::link(w::entries(lang), PATH),
            Crumb::link(shown.title.as_str(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &Shown) -> &str {
        &shown.title
    }

    fn start_row(_: &Shown, _: &str, _: u32, _: &mut Fields) -> Result<(), Error> {
        Err(Error::NotFound("AttentionEntryId"))
    }

    fn above(lang: Lang, shown: &Shown, word: &str) -> Markup {
        match (word, &shown.it.text) {
            ("entry_look", Some(text)) => {
                let body = html! { (figures(lang, &shown.it)) p { (said(text)) } };
                parts::card(w::report(lang), None, None, parts::inside(body))
            }
            _ => html! {},
        }
    }
}

static REPORTING: Step<Entries, ReportTreatment> = Step {
    name: "report",
    word: "entry_report",
    act: REPORT,
    write: ["attention_entry.report", "attention_entry.report by program"],
    doc: "Key inspection, control or guidance was carried out: places inspected, hazards found, and what it came to",
    fields: &[must("visited", Kind::Text), must("found", Kind::Text), must("text", Kind::Area(5))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::report(tx, ctx, id, cmd),
};

static LOOKING: Step<Entries, LookAtTreatment> = Step {
    name: "look",
    word: "entry_look",
    act: LOOK,
    write: ["attention_entry.look", "attention_entry.look by program"],
    doc: "The Safety Office accepts what was reported, or sends it back with what is missing",
    fields: &[must("result", Kind::Choice(verdicts)), may("note", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::look(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, overview::show)
        .page(Method::GET, "/attention-entries/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, overview::get, overview::doc())
        .api(Method::GET, "/attention-entries/{id}", VIEW, get, doc())
        .and(REPORTING.routes("/attention-entries/{id}/report"))
        .and(LOOKING.routes("/attention-entries/{id}/look"))
        .page(Method::GET, "/attention-entries/{id}/removal", REMOVE, removal::show)
        .page(Method::POST, "/attention-entries/{id}/removal", REMOVE, removal::post)
        .api(Method::POST, "/attention-entries/{id}/removal", REMOVE, removal::post_api, removal::doc())
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: AttentionEntryId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let names = shown::names(r, ctx, [it.subject.organisation, it.owner])?;
    Ok(Shown {
        duty_opens: obligation::query::opens(r, ctx, it.obligation)?,
        title: shown::subject_text(ctx.lang, &names, &it.subject),
        reasons: reasons_of(r, ctx, it.list, it.no)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        reported_by: registry::forms::person(r, ctx, it.reported_by)?,
        removed_by: registry::forms::person(r, ctx, it.removed_by)?,
        office: registry::query::safety_office(r, ctx)?,
        names,
        it,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    screen: Screen,
    Path(id): Path<AttentionEntryId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let read = move |r: &Reader<'_>| {
        let all = fetch(r, &asked, id)?;
        let now = checked::now(r, &asked, &all.it, &values)?;
        let moment = lists::query::one(r, &asked, all.it.list)?.moment;
        Ok((all, now, moment))
    };
    let (all, now, moment) = db.read(read).await?;
    let lang = screen.lang();
    let it = &all.it;
    let marks = html! {
        span.muted { (attention_kind::of(lang, it.subject.sort.word())) } " " (shown::treatments(lang, &it.treatments))
        (standing_mark(lang, it.standing(ctx.now)))
    };
    let entries: Vec<Entry> = all.story.iter().rev().map(|one| line(lang, one)).collect();
    let body = html! {
        (parts::head(&all.title, marks, parts::print_button(lang)))
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, &all))))
        (parts::card(w::reasons(lang), Some(all.reasons.len() as u64), None, parts::inside(shown::reasons(lang, &ctx, &all.reasons, moment))))
        (still(lang, &ctx, &now))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, it, all.office)))
    };
    let crumbs = [
        Crumb::link(w::title(lang), lists::PATH),
        Crumb::link(w::entries(lang), PATH),
        Crumb::here(all.title.as_str()),
    ];
    Ok(screen.page(&all.title, &crumbs, body))
}

/// Whether its criteria still hold, with the figures of now.
pub(super) fn still(lang: Lang, ctx: &Ctx, all: &[Checked]) -> Markup {
    let body = html! { div.scroll tabindex="0" role="region" aria-label=(w::still(lang)) { table.tb {
        caption.unseen { (w::still(lang)) }
        thead { tr {
            th scope="col" { (w::measure(lang)) } th scope="col" { (w::threshold(lang)) } th scope="col" { (w::as_listed(lang)) }
            th scope="col" { (w::as_now(lang)) } th scope="col" { (w::holds(lang)) }
        } }
        tbody { @for it in all { @let reason = &it.reason; tr {
            td { (shown::asked_text(lang, &reason.measure, reason.months)) }
            td { span.nowrap { (shown::limit_text(lang, &reason.measure, (reason.comparison, reason.threshold))) } }
            td { (reason.value.shown(lang)) }
            td { (it.now.value.shown(lang)) (shown::evidence(lang, ctx, (&reason.measure, &it.now.evidence), None)) }
            td { @if it.holds { (parts::bad_tag(w::holds_yes(lang))) } @else { (parts::good_tag(w::holds_no(lang))) } }
        } } }
    } } };
    parts::card(w::still(lang), None, None, body)
}

fn figures(lang: Lang, it: &AttentionEntry) -> Markup {
    html! { @if let Some((visited, found)) = it.visited.zip(it.found) { p { (w::treated(lang, visited, found)) } } }
}

fn facts(lang: Lang, ctx: &Ctx, all: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &all.it;
    let number = it.list_number.as_deref().unwrap_or("--");
    let mut rows = vec![
        (
            w::of_list(lang),
            html! { a href=(format!("{}/{}", lists::PATH, it.list)) { (number) " " span lang="zh-CN" { (it.list_title.as_str().unwrap_or("--")) } } },
        ),
        (w::subject(lang), shown::subject(lang, &all.names, &it.subject)),
        (w::owner(lang), named(&all.names, it.owner)),
        (w::due(lang), parts::due_on_case(lang, it.due, ctx.now, !it.state.is_owners() || it.removed_at.is_some())),
    ];
    if all.duty_opens {
        let link = html! { a href=(format!("/obligations/{}", it.obligation)) { (w::duty_link(lang)) } };
        rows.push((w::duty(lang), link));
    }
    if it.reported_at.is_some() {
        rows.push((
            w::reported(lang),
            html! { (at_by(it.reported_at, all.reported_by.as_ref())) @if it.late { " " (parts::bad_tag(w::was_late(lang))) } },
        ));
        rows.push((w::report(lang), html! { (figures(lang, it)) @if let Some(text) = &it.text { (said(text)) } }));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    if let Some(reason) = &it.removal {
        rows.push((w::removed(lang), html! { (at_by(it.removed_at, all.removed_by.as_ref())) " " (said(reason)) }));
    }
    rows
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = attention_entry_fact::of(lang, ledger::Fact::kind(fact));
    match fact {
        Fact::Asked(_) => entry(one, html! { (word) }, None, false),
        Fact::Reported { visited, found, text } => {
            entry(one, html! { (word) " " (w::treated(lang, *visited, *found)) }, Some(text), false)
        }
        Fact::Accepted { note } => entry(one, html! { (word) }, note.as_ref(), false),
        Fact::Returned { reason, .. } => entry(one, html! { (word) }, Some(reason), true),
        Fact::Removed { reason, holding, .. } => {
            let still =
                if holding.is_empty() { w::none_held(lang).to_owned() } else { w::some_held(lang, holding.len()) };
            entry(one, html! { (word) " " (still) }, Some(reason), true)
        }
    }
}

/// Only what this visitor may do to it as it stands.
fn buttons(lang: Lang, ctx: &Ctx, it: &AttentionEntry, office: OrganisationId) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let word = |name: &str| attention_act::of(lang, name);
    html! {
        @if ctx.may(REMOVE) && may_remove(it, ctx, office).is_ok() {
            (parts::link_button(word("entry_removal"), &path("removal"))) " "
        }
        @if ctx.may(REPORT) && must_owe(it, ctx).is_ok() { (parts::primary_link(word("entry_report"), &path("report"))) }
        @if ctx.may(LOOK) && may_look(it, ctx).is_ok() { (parts::primary_link(word("entry_look"), &path("look"))) }
    }
}

/// One entry for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AttentionEntryAnswer {
    #[schema(value_type = String)]
    id: AttentionEntryId,
    version: i64,
    #[schema(value_type = String)]
    list: AttentionListId,
    no: u32,
    /// `township`, `sector`, `unit`
    sort: String,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    sector: Option<String>,
    division: String,
    #[schema(value_type = String)]
    owner: OrganisationId,
    /// `inspection`, `control`, `guidance`
    treatments: Vec<String>,
    #[schema(value_type = String)]
    obligation: obligation::ObligationId,
    #[schema(value_type = String)]
    due: Instant,
    /// `owed`, `missing`, `reported`, `done`, `removed`
    state: String,
    late: bool,
    visited: Option<i64>,
    found: Option<i64>,
    text: Option<String>,
    #[schema(value_type = Option<String>)]
    reported_at: Option<Instant>,
    note: Option<String>,
    #[schema(value_type = Option<String>)]
    removed_at: Option<Instant>,
    removal: Option<String>,
    /// Numbers of the criteria that held when it was removed.
    holding: Vec<u32>,
}

pub(super) fn answer(it: &AttentionEntry, now: Instant) -> AttentionEntryAnswer {
    AttentionEntryAnswer {
        id: it.id,
        version: it.version,
        list: it.list,
        no: it.no,
        sort: it.subject.sort.word().to_owned(),
        organisation: it.subject.organisation,
        sector: it.subject.sector.map(|it| it.word().to_owned()),
        division: it.division.to_string(),
        owner: it.owner,
        treatments: it.treatments.iter().map(|it| it.word().to_owned()).collect(),
        obligation: it.obligation,
        due: it.due,
        state: it.standing(now).word().to_owned(),
        late: it.late,
        visited: it.visited,
        found: it.found,
        text: known(it.text.as_ref()),
        reported_at: it.reported_at,
        note: known(it.note.as_ref()),
        removed_at: it.removed_at,
        removal: known(it.removal.as_ref()),
        holding: it.holding.clone(),
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<AttentionEntryId>,
) -> Reply<Json<AttentionEntryAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?, ctx.now))).await?))
}

fn doc() -> Doc {
    Doc::new("One entry of a signed key-attention list and what it is owed").returns::<AttentionEntryAnswer>()
}
