//! The page of one directive: what it says, who has studied it and who has not, the tasks that came of it, the answer.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Act, Ctx, Day, Error, Instant, Lang, OrganisationId, Personal};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Typed, answer};
use page::{Crumb, Doc, Json, Reply, Screen, parts};
use registry::forms::{at_by, person, said};
use serde::Serialize;

use super::list::{PATH, studied_mark};
use super::query::{self, Tasks};
use super::{Copy, Directive, DirectiveId, web as acts};
use crate::Owed;
use crate::task;
use crate::task::query::Line;
use crate::web::{self, Visitor};
use crate::words::{campaign as cw, directive as w, directive_sort, task as tw};

pub(super) struct Shown {
    pub it: Directive,
    pub copies: Vec<Copy>,
    names: HashMap<OrganisationId, String>,
    tasks: Vec<Line>,
    made: Tasks,
    registered_by: Option<String>,
    answered_by: Option<String>,
    pub bodies: Vec<(String, String)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: DirectiveId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let copies = query::copies(r, ctx, id)?;
    let bodies = crate::said::bodies(r, ctx)?;
    let have = |id: OrganisationId| copies.iter().any(|copy| copy.organisation == id);
    let seen = Ctx { scope: ctx.scope_of(Act("task.view")), ..ctx.clone() };
    let filter = task::query::Filter { view: Some(task::query::View::All), directive: Some(id), ..Default::default() };
    Ok(Shown {
        tasks: task::query::list(r, &seen, &filter, 0, 50)?,
        made: query::tasks(r, &seen, id)?,
        registered_by: person(r, ctx, it.registered_by)?,
        answered_by: person(r, ctx, it.answered_by)?,
        names: bodies.iter().map(|it| (it.id, it.short_name.clone())).collect(),
        bodies: bodies.into_iter().filter(|it| !have(it.id)).map(|it| (it.id.to_string(), it.short_name)).collect(),
        copies,
        it,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DirectiveId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

pub(super) async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: DirectiveId, typed: &Typed) -> Reply<Response> {
    let seen = web::seeing(ctx, "directive.view");
    let asked = Arc::clone(&seen);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let beside = html! { (parts::tag(directive_sort::of(lang, it.sort.word()))) " " (studied_mark(lang, it)) };
    let body = html! {
        (form::error_summary(lang, &typed.problems, &acts::labels(lang)))
        (parts::head(it.title(), beside, html! {
            @if seen.may(Act("task.set")) { (parts::link_button(w::make_task(lang), &format!("/tasks/new?directive={id}"))) }
            (parts::print_button(lang))
        }))
        (parts::card(w::one(lang), None, None, parts::facts(&facts(lang, &seen, &shown))))
        (copies(lang, &seen, &shown))
        (tasks(lang, &seen, &shown))
        (forms(screen, &seen, &shown, typed))
    };
    let crumbs = [Crumb::here(cw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.title())];
    Ok(answer(screen, it.title(), &crumbs, typed, body))
}

fn words(it: Option<&Personal<String>>) -> Markup {
    html! { @match it { Some(text) => (said(text)), None => (parts::dash()) } }
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let registered = if it.imported { w::imported(lang) } else { w::registered(lang) };
    let mut rows = vec![
        (w::number(lang), html! { (it.number) }),
        (w::issuer(lang), words(it.issuer.as_ref())),
        (w::document(lang), html! { span lang="zh-CN" { (parts::or_dash(Some(&it.document))) } }),
        (w::issued_on(lang), html! { (it.issued_on) }),
        (w::content(lang), words(it.content.as_ref())),
        (registered, at_by(Some(it.registered_at), shown.registered_by.as_ref())),
    ];
    match it.answered_at {
        None => rows.push((w::answer_due(lang), by_when(lang, it.owed, ctx.now))),
        at => {
            rows.push((w::answered(lang), at_by(at, shown.answered_by.as_ref())));
            rows.push((w::answer(lang), words(it.answer.as_ref())));
        }
    }
    rows
}

/// A deadline, where something is owed.
fn by_when(lang: Lang, owed: Option<Owed>, now: Instant) -> Markup {
    html! { @match owed { Some(owed) => (parts::due_on_case(lang, owed.due, now, false)), None => (parts::dash()) } }
}

/// Who has not acted stands first, hatched.
fn copies(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let name = |copy: &Copy| shown.names.get(&copy.organisation).map_or("--", String::as_str);
    let (studied, silent): (Vec<&Copy>, Vec<&Copy>) = shown.copies.iter().partition(|it| it.studied_at.is_some());
    parts::card_with(
        w::who(lang),
        parts::count_mark(shown.copies.len() as u64),
        html! { span.muted { (w::studied_of(lang, studied.len(), shown.copies.len())) } },
        html! {
            @if !silent.is_empty() {
                div.in {
                    h3 { (w::not_acted(lang)) }
                    ul.towns { @for it in &silent { li.silent { b lang="zh-CN" { (name(it)) } span { (by_when(lang, it.owed, ctx.now)) } } } }
                }
            }
            @if !studied.is_empty() {
                div.scroll { table.tb {
                    thead { tr {
                        th scope="col" { (tw::organisation(lang)) }
                        th scope="col" { (w::studied_on(lang)) }
                        th scope="col" { (w::attended(lang)) }
                        th scope="col" { (w::proof(lang)) }
                        th scope="col" { (w::report(lang)) }
                    } }
                    tbody { @for it in &studied {
                        tr {
                            th scope="row" { span.nowrap lang="zh-CN" { (name(it)) } }
                            td { span.nowrap { @if let Some(day) = it.studied_on { (day) } } @if was_late(it) { " " (parts::bad_tag(w::late(lang))) } }
                            td { (words(it.attended.as_ref())) }
                            td { (words(it.proof.as_ref())) }
                            td { (words(it.report.as_ref())) }
                        }
                    } }
                } }
            }
        },
    )
}

fn was_late(it: &Copy) -> bool {
    it.studied_at.zip(it.owed).is_some_and(|(at, owed)| at > owed.due)
}

fn tasks(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let id = shown.it.id;
    parts::card(
        w::tasks(lang),
        Some(shown.made.all.unsigned_abs()),
        Some((tw::title(lang), &format!("{}?state=all&directive={id}", task::PATH))),
        html! {
            @if shown.tasks.is_empty() { div.in { p.muted { (w::no_tasks(lang)) } } }
            @else { div.scroll { table.tb {
                thead { tr {
                    th scope="col" { (tw::name(lang)) }
                    th scope="col" { (tw::lead(lang)) }
                    th.num scope="col" { (tw::parts_closed(lang)) }
                    th scope="col" { (tw::due(lang)) }
                    th scope="col" { (tw::state(lang)) }
                } }
                tbody { @for line in &shown.tasks {
                    tr.is-late[line.task.is_late(ctx.now)] {
                        td { a href=(format!("{}/{}", task::PATH, line.task.id)) lang="zh-CN" { (line.task.title()) } }
                        td lang="zh-CN" { (shown.names.get(&line.lead).map_or("--", String::as_str)) }
                        td.num { (line.task.closed) "/" (line.task.parts) }
                        td { (parts::due(lang, line.task.next_due.unwrap_or(line.task.due), ctx.now, line.task.next_due.is_none())) }
                        td { (task::state_mark(lang, line.task.state)) }
                    }
                } }
            } } }
        },
    )
}

/// What the record says, for whoever writes the answer: what is late too.
fn from_record(shown: &Shown, now: Instant) -> String {
    let it = &shown.it;
    let late = |n: i64, unit: &str| if n > 0 { format!("（其中逾期{n}{unit}）") } else { String::new() };
    let overdue = shown
        .copies
        .iter()
        .filter(|copy| copy.studied_at.is_none() && copy.owed.is_some_and(|owed| owed.due <= now))
        .count() as i64;
    let rest = match it.asked - it.studied {
        0 => String::new(),
        silent => format!("，其余{silent}个单位尚未报告{}", late(overdue, "个")),
    };
    let Tasks { all, closed, .. } = shown.made;
    let tasks = match all - closed {
        _ if all == 0 => String::new(),
        0 => format!("分解任务{all}项，已全部办结。"),
        open => format!("分解任务{all}项，已办结{closed}项，其余{open}项正在推进{}。", late(shown.made.late, "项")),
    };
    format!("收到后即转发{}个单位，已有{}个单位完成传达学习并报告贯彻意见{rest}。{tasks}", it.asked, it.studied)
}

/// Only what this visitor may do to the directive as it stands.
fn forms(screen: &Screen, ctx: &Ctx, shown: &Shown, typed: &Typed) -> Markup {
    let it = &shown.it;
    let scope = ctx.scope_of(Act("directive.study"));
    let open = shown
        .copies
        .iter()
        .filter(|copy| copy.studied_at.is_none() && scope.covers(copy.division, &[copy.organisation], &[], None));
    // One's own; the office's people write for the first that has not acted, where it hands in on paper.
    let mine = open.max_by_key(|copy| (ctx.acts_for(copy.organisation), -copy.no));
    html! {
        @if let Some(copy) = mine { (acts::study_form(screen, it.id, copy, shown.names.get(&copy.organisation).map_or("--", String::as_str), typed)) }
        @if it.answered_at.is_none() && ctx.may(Act("directive.answer")) { (answering(screen, shown, ctx.now, typed)) }
        @if ctx.may(Act("directive.register")) && !shown.bodies.is_empty() { (passing(screen, shown, typed)) }
    }
}

fn answering(screen: &Screen, shown: &Shown, now: Instant, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let mut values = typed.values.clone();
    if values.get("text").is_empty() {
        values.set("text", from_record(shown, now));
    }
    let spec = FieldSpec::new("text", w::answer(lang)).hint(w::answer_hint(lang)).required();
    let body = html! {
        (form::text_area(&spec, 5, &values, &typed.problems, lang))
        div.foot { (parts::submit(w::send_answer(lang))) }
    };
    parts::card(w::send_answer(lang), None, None, form::form(screen, &format!("{PATH}/{}/answer", shown.it.id), body))
}

fn passing(screen: &Screen, shown: &Shown, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let spec = FieldSpec::new("organisations", w::to(lang)).required().quoted();
    let body = html! {
        (form::choices(&spec, &shown.bodies, &typed.values, &typed.problems, lang))
        div.foot { (parts::submit_as(w::pass_on(lang), "act", "pass")) }
    };
    parts::card(w::pass_on(lang), None, None, form::form(screen, &format!("{PATH}/{}/circulation", shown.it.id), body))
}

/// One directive for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DirectiveAnswer {
    #[schema(value_type = String)]
    id: DirectiveId,
    version: i64,
    number: String,
    /// `instruction`, `meeting`, `document`
    sort: String,
    issuer: Option<String>,
    document: String,
    #[schema(value_type = String)]
    issued_on: Day,
    title: Option<String>,
    content: Option<String>,
    /// It came in from a ledger, with what was done before.
    imported: bool,
    /// None where the answer was given before it came in.
    #[schema(value_type = Option<String>)]
    answer_due: Option<Instant>,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Instant>,
    answer: Option<String>,
    asked: i64,
    studied: i64,
    /// Those within reach.
    copies: Vec<DirectiveCopy>,
}

/// An organisation that it was passed on to; without `studied_on` it has not acted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DirectiveCopy {
    no: i64,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    /// None where it was studied before it came in.
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    #[schema(value_type = Option<String>)]
    studied_on: Option<Day>,
    attended: Option<String>,
    proof: Option<String>,
    report: Option<String>,
}

pub(super) fn answer_of(r: &Reader<'_>, ctx: &Ctx, it: Directive) -> Result<DirectiveAnswer, Error> {
    let known = |it: Option<Personal<String>>| it.and_then(|it| it.known().cloned());
    let copies = query::copies(r, ctx, it.id)?.into_iter().map(|it| DirectiveCopy {
        no: it.no,
        organisation: it.organisation,
        due: it.owed.map(|owed| owed.due),
        studied_on: it.studied_on,
        attended: known(it.attended),
        proof: known(it.proof),
        report: known(it.report),
    });
    Ok(DirectiveAnswer {
        copies: copies.collect(),
        id: it.id,
        version: it.version,
        number: it.number,
        sort: it.sort.word().to_owned(),
        issuer: known(it.issuer),
        document: it.document,
        issued_on: it.issued_on,
        title: it.title.known().cloned(),
        content: known(it.content),
        imported: it.imported,
        answer_due: it.owed.map(|owed| owed.due),
        answered_at: it.answered_at,
        answer: known(it.answer),
        asked: it.asked,
        studied: it.studied,
    })
}

/// As it is answered after an act, too: as far as the visitor sees.
pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: DirectiveId) -> Result<DirectiveAnswer, Error> {
    let seen = Ctx { scope: ctx.scope_of(super::routes::VIEW), ..ctx.clone() };
    answer_of(r, &seen, query::one(r, &seen, id)?)
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DirectiveId>,
) -> Reply<Json<DirectiveAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One directive: who has studied it and who has not, and the answer").returns::<DirectiveAnswer>()
}
