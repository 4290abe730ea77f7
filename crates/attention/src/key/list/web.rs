//! The page of one list: who is on it and why, what each is owed, objections, and what may be done with it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, Entry as Step_};
use page::{Crumb, Doc, Json, NoteKind, Reply, Routes, Screen, parts};
use registry::forms::{at_by, said};
use serde::{Deserialize, Serialize};

use super::overview::{self, state_mark};
use super::query::{self, Changes};
use super::{
    AttentionList, AttentionListId, Fact, Listed, State, computed, decide_sign, draw_form, must_be_foreign_to_all,
    notice, steps,
};
use crate::key::criteria::{self, AttentionCriteriaId};
use crate::key::entry::{self, AttentionEntry};
use crate::key::{Kind, shown};
use crate::web::{Names, Told, Visitor, entry as told_entry, known, told};
use crate::words::{attention_act, attention_kind, attention_list_fact, key as w};

pub(crate) const PATH: &str = "/attention-lists";
pub(super) const VIEW: Act = Act("attention_list.view");
pub(super) const DRAFT: Act = Act("attention_list.draft");
pub(super) const SIGN: Act = Act("attention_list.sign");
const COMPUTE: Act = Act("attention_list.compute");

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, overview::show)
        .page(Method::POST, PATH, DRAFT, draw_form::post)
        .page(Method::GET, "/attention-lists/new", DRAFT, draw_form::show)
        .page(Method::GET, "/attention-lists/{id}", VIEW, show)
        .page(Method::GET, "/attention-lists/{id}/computed", COMPUTE, computed::show)
        .page(Method::GET, "/attention-lists/{id}/notice", VIEW, notice::show)
        .page(Method::GET, "/attention-lists/{id}/notice/file", VIEW, notice::file)
        .api(Method::GET, PATH, VIEW, overview::get, overview::doc())
        .api(Method::POST, PATH, DRAFT, draw_form::post_api, draw_form::doc())
        .api(Method::GET, "/attention-lists/{id}", VIEW, get, doc())
        .api(Method::GET, "/attention-lists/{id}/computed", COMPUTE, computed::get, computed::doc())
        .and(steps::routes())
}

/// A list as this visitor sees it.
pub(super) struct Shown {
    pub it: AttentionList,
    pub rows: Vec<Listed>,
    pub names: Names,
    /// Of a signed list, by the number of the row.
    entries: HashMap<u32, AttentionEntry>,
    changes: Changes,
    edition: (AttentionCriteriaId, String),
    story: Vec<Told<Fact>>,
    drafted_by: Option<String>,
    signed_by: Option<String>,
}

impl Shown {
    /// By when the last of what it asks for is to be reported.
    pub(super) fn due(&self) -> Option<Instant> {
        self.entries.values().map(|it| it.due).max()
    }
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let rows = query::rows(r, ctx, id)?;
    let changes = query::changes(r, ctx, &it, &rows)?;
    let whom = rows.iter().flat_map(|row| [row.entry.subject.organisation, row.entry.owner]);
    let names = shown::names(r, ctx, whom.chain(changes.gone.iter().map(|it| it.organisation)))?;
    let edition = criteria::query::one(r, &ctx.beyond_scope(), it.criteria)?;
    // What others objected is not theirs to read who see their own row alone.
    let visible = |fact: &Fact| match fact {
        Fact::Objected { no, .. } | Fact::Answered { no, .. } => rows.iter().any(|row| row.entry.no == *no),
        _ => true,
    };
    let history = query::history(r, ctx, id)?.into_iter().filter(|it| visible(&it.fact)).collect();
    Ok(Shown {
        entries: entry::query::of_list(r, ctx, id)?.into_iter().map(|it| (it.no, it)).collect(),
        story: told(r, ctx, history)?,
        drafted_by: registry::forms::person(r, ctx, it.drafted_by)?,
        signed_by: registry::forms::person(r, ctx, it.signed_by)?,
        edition: (edition.id, format!("{} {}", edition.number, edition.title())),
        names,
        changes,
        rows,
        it,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<AttentionListId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let all = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &all.it;
    let marks =
        html! { @if let Some(number) = &it.number { span.muted { (number) } " " } (state_mark(lang, it.state)) };
    let entries: Vec<Step_> = all.story.iter().rev().map(|one| line(lang, &all, one)).collect();
    let body = html! {
        (parts::head(it.title(), marks, parts::print_button(lang)))
        @if it.state == State::Told { @if let Some(until) = it.until {
            (parts::note(NoteKind::Plain, &w::may_object(lang, page::format::instant(until)), html! {}))
        } }
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, &all))))
        @for sort in Kind::ALL { (group(lang, &ctx, &all, *sort)) }
        (gone(lang, &all))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, &all)))
    };
    let crumbs = [Crumb::link(w::title(lang), PATH), Crumb::here(it.title())];
    Ok(screen.page(it.title(), &crumbs, body))
}

fn facts(lang: Lang, ctx: &Ctx, all: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &all.it;
    let (edition, title) = &all.edition;
    let mut rows = vec![
        (w::moment(lang), html! { (page::format::instant(it.moment)) }),
        (
            w::criteria(lang),
            html! {
                @if ctx.may(Act("attention_criteria.view")) { a href=(format!("{}/{edition}", criteria::PATH)) lang="zh-CN" { (title) } }
                @else { span lang="zh-CN" { (title) } }
            },
        ),
        (w::drafted(lang), at_by(Some(it.drafted_at), all.drafted_by.as_ref())),
    ];
    if let Some(at) = it.told_at {
        rows.push((w::told(lang), html! { (page::format::instant(at)) }));
    }
    if let Some(owed) = &it.signing {
        rows.push((w::sign_due(lang), parts::due_on_case(lang, owed.due, ctx.now, !it.is_open())));
    }
    if it.signed_at.is_some() {
        rows.push((w::signed(lang), at_by(it.signed_at, all.signed_by.as_ref())));
    }
    if let Some(before) = all.changes.before.filter(|_| all.changes.opens) {
        rows.push((w::before(lang), html! { a href=(format!("{PATH}/{before}")) { (w::last_list(lang)) } }));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    rows
}

/// Those of a kind with their reasons, in the order of the register.
fn group(lang: Lang, ctx: &Ctx, all: &Shown, sort: Kind) -> Markup {
    let rows: Vec<&Listed> = all.rows.iter().filter(|row| row.entry.subject.sort == sort).collect();
    if rows.is_empty() {
        return html! {};
    }
    let title = attention_kind::of(lang, sort.word());
    let body = html! { div.scroll tabindex="0" role="region" aria-label=(title) { table.tb {
        caption.unseen { (title) }
        thead { tr {
            th scope="col" { (w::subject(lang)) } th scope="col" { (w::reasons(lang)) } th scope="col" { (w::treatment(lang)) }
            th scope="col" { (w::owner(lang)) } th scope="col" { (w::state(lang)) }
        } }
        tbody { @for row in &rows { tr {
            th scope="row" { (shown::subject(lang, &all.names, &row.entry.subject)) " " (change_mark(lang, all, row)) }
            td { (shown::reasons(lang, ctx, &row.entry.reasons, all.it.moment)) }
            td { (shown::treatments(lang, &row.entry.treatments())) }
            td { (crate::web::named(&all.names, row.entry.owner)) }
            td { (standing(lang, ctx, all, row)) }
        } } }
    } } };
    parts::card(title, Some(rows.len() as u64), None, body)
}

/// Against the list before: new, or staying.
fn change_mark(lang: Lang, all: &Shown, row: &Listed) -> Markup {
    if all.changes.before.is_none() || row.is_off() {
        return html! {};
    }
    let new = all.changes.new.contains(&row.entry.subject);
    parts::tag(if new { w::is_new(lang) } else { w::stays(lang) })
}

/// How far it is: the objection before the signing, what is owed after it.
fn standing(lang: Lang, ctx: &Ctx, all: &Shown, row: &Listed) -> Markup {
    let (it, no) = (&all.it, row.entry.no);
    let owed = all.entries.get(&no);
    html! {
        @if let Some(one) = owed {
            a href=(format!("{}/{}", entry::PATH, one.id)) { (entry::standing_mark(lang, one.standing(ctx.now))) }
            @if one.state.is_owners() && one.removed_at.is_none() { " " (parts::due(lang, one.due, ctx.now, false)) }
        }
        @if let Some(one) = &row.objection {
            div { (w::objection(lang)) " " (one.reason.as_ref().map_or_else(parts::dash, said)) }
            @match one.upheld {
                Some(true) => { div { (parts::tag(w::upheld(lang))) " " (one.answer.as_ref().map_or_else(parts::dash, said)) } },
                Some(false) => { div { (parts::tag(w::rejected(lang))) " " (one.answer.as_ref().map_or_else(parts::dash, said)) } },
                None => { div { (parts::due(lang, one.due, ctx.now, !it.is_open())) } },
            }
        }
        (steps::row_buttons(lang, ctx, it, row))
    }
}

/// Who was on the list before and is on it no more.
fn gone(lang: Lang, all: &Shown) -> Markup {
    if all.changes.gone.is_empty() {
        return html! {};
    }
    let list = html! { ul { @for it in &all.changes.gone {
        li { (shown::subject(lang, &all.names, it)) " " span.muted { (attention_kind::of(lang, it.sort.word())) } }
    } } };
    parts::card(w::gone(lang), Some(all.changes.gone.len() as u64), None, parts::inside(list))
}

fn line(lang: Lang, all: &Shown, one: &Told<Fact>) -> Step_ {
    let fact = &one.0.fact;
    let word = attention_list_fact::of(lang, ledger::Fact::kind(fact));
    let whom = |no: u32| {
        let row = all.rows.iter().find(|row| row.entry.no == no);
        row.map_or_else(parts::dash, |row| shown::subject(lang, &all.names, &row.entry.subject))
    };
    match fact {
        Fact::Drafted(_) | Fact::Told { .. } => told_entry(one, html! { (word) }, None, false),
        Fact::Objected { no, reason, .. } => told_entry(one, html! { (word) " " (whom(*no)) }, Some(reason), false),
        Fact::Answered { no, upheld, answer, .. } => {
            let result = if *upheld { w::upheld(lang) } else { w::rejected(lang) };
            told_entry(one, html! { (word) " " (whom(*no)) " " (result) }, Some(answer), *upheld)
        }
        Fact::Signed { number, dissolved, .. } => {
            let skipped = html! { @for no in dissolved.iter().filter(|no| all.rows.iter().any(|row| row.entry.no == **no)) {
                " " (whom(*no)) " " (parts::tag(w::dissolved(lang)))
            } };
            told_entry(one, html! { (word) " " (number) (skipped) }, None, false)
        }
        Fact::Discarded { reason } => told_entry(one, html! { (word) }, Some(reason), true),
    }
}

/// Only what this visitor may do with the list as it stands.
fn buttons(lang: Lang, ctx: &Ctx, all: &Shown) -> Markup {
    let it = &all.it;
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let word = |name: &str| attention_act::of(lang, name);
    html! {
        @if it.state == State::Signed && ctx.may(entry::VIEW) {
            (parts::link_button(w::entries(lang), &format!("{}?list={}", entry::PATH, it.id))) " "
        }
        @if it.state == State::Signed { (parts::link_button(w::notice(lang), &path("notice"))) " " }
        @if ctx.may(COMPUTE) { (parts::link_button(w::compute_again(lang), &path("computed"))) " " }
        @if it.is_open() && ctx.may(DRAFT) && must_be_foreign_to_all(&all.rows, ctx).is_ok() { (parts::grave_link(word("list_discarding"), &path("discarding"))) " " }
        @if it.state == State::Draft && ctx.may(DRAFT) { (parts::primary_link(word("list_telling"), &path("telling"))) }
        @if ctx.may(SIGN) && decide_sign(it, &all.rows, ctx).is_ok() {
            (parts::primary_link(word("list_signature"), &path("signature")))
        }
    }
}

/// One reason for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AttentionReasonAnswer {
    criterion: u32,
    measure: String,
    months: Option<u32>,
    /// `at_least`, `above`, `at_most`, `below`
    comparison: String,
    threshold: String,
    treatment: String,
    /// In words.
    value: String,
    /// A number of cases or people, or the part of a share; none where nobody knows. Of a share the `whole`; where only a part of
    /// a sum is known, `whole` is 0.
    part: Option<i64>,
    whole: Option<i64>,
    /// Addresses of the lists that were counted; as of the moment with `as_of`.
    evidence: Vec<String>,
}

/// One row of a list for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AttentionRowAnswer {
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
    reasons: Vec<AttentionReasonAnswer>,
    objection: Option<String>,
    upheld: Option<bool>,
    answer: Option<String>,
}

/// One list for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AttentionListAnswer {
    #[schema(value_type = String)]
    id: AttentionListId,
    version: i64,
    number: Option<String>,
    title: Option<String>,
    #[schema(value_type = String)]
    moment: Instant,
    #[schema(value_type = String)]
    criteria: AttentionCriteriaId,
    /// `draft`, `told`, `signed`, `discarded`
    state: String,
    #[schema(value_type = Option<String>)]
    object_until: Option<Instant>,
    #[schema(value_type = Option<String>)]
    signed_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    follows: Option<AttentionListId>,
    /// Those within reach.
    rows: Vec<AttentionRowAnswer>,
}

fn row_answer(row: &Listed) -> AttentionRowAnswer {
    let reason = |it: &crate::key::Reason| AttentionReasonAnswer {
        part: it.value.columns().0,
        whole: it.value.columns().1,
        criterion: it.criterion,
        measure: it.measure.clone(),
        months: it.months,
        comparison: it.comparison.word().to_owned(),
        threshold: registry::measure::write_hundredths(it.threshold),
        treatment: it.treatment.word().to_owned(),
        value: it.value.shown(Lang::Zh),
        evidence: it.evidence.clone(),
    };
    let (entry, objection) = (&row.entry, row.objection.as_ref());
    AttentionRowAnswer {
        no: entry.no,
        sort: entry.subject.sort.word().to_owned(),
        organisation: entry.subject.organisation,
        sector: entry.subject.sector.map(|it| it.word().to_owned()),
        division: entry.division.to_string(),
        owner: entry.owner,
        treatments: entry.treatments().iter().map(|it| it.word().to_owned()).collect(),
        reasons: entry.reasons.iter().map(reason).collect(),
        objection: known(objection.and_then(|it| it.reason.as_ref())),
        upheld: objection.and_then(|it| it.upheld),
        answer: known(objection.and_then(|it| it.answer.as_ref())),
    }
}

pub(super) fn answer(it: &AttentionList, rows: &[Listed]) -> AttentionListAnswer {
    AttentionListAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        title: known(Some(&it.title)),
        moment: it.moment,
        criteria: it.criteria,
        state: it.state.word().to_owned(),
        object_until: it.until,
        signed_at: it.signed_at,
        follows: it.follows,
        rows: rows.iter().map(row_answer).collect(),
    }
}

pub(super) fn read_answer(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId) -> Result<AttentionListAnswer, Error> {
    Ok(answer(&query::one(r, ctx, id)?, &query::rows(r, ctx, id)?))
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<AttentionListId>,
) -> Reply<Json<AttentionListAnswer>> {
    Ok(Json(db.read(move |r| read_answer(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("One key-attention list: who is on it and why, within reach").returns::<AttentionListAnswer>()
}
