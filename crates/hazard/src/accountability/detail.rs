//! The page of one case: what the rule found, the facts that prove it in their order, and the form that decides.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Json};
use kernel::{Ctx, Error, Instant, Lang, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Reply, Screen, Values, form, format, list as lists, parts};
use serde::{Deserialize, Serialize};

use super::chain::{self, Proof};
use super::{Case, CaseId, PATH, Step, list, query, web};
use crate::web::Names;
use crate::words::{accountability as w, accountability_fact, accountability_trigger, detail as section};

pub(super) struct Shown {
    pub it: Case,
    chain: Vec<Proof>,
    names: Names,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: CaseId) -> Result<Shown, Error> {
    let it = query::load(r, ctx, id)?;
    let chain = chain::chain(r, ctx, &it)?;
    let people: Vec<_> = chain.iter().filter_map(|proof| proof.person).chain(it.decided_by).collect();
    let bodies: Vec<_> = chain.iter().filter_map(|proof| proof.organisation).chain([it.organisation]).collect();
    let names = Names::fetch(r, ctx, &people, &bodies)?;
    Ok(Shown { it, chain, names })
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<CaseId>,
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
    let title = it.title.as_str().unwrap_or("--");
    let problems = back.map(|it| it.problems).unwrap_or_default();
    let body = html! {
        @if let Some(back) = back { (form::error_summary_within(lang, back.step.word(), problems, &web::labels(lang))) }
        (parts::head(title, list::state_mark(lang, it.state), parts::print_button(lang)))
        (parts::card(w::facts(lang), None, None, parts::inside(facts(lang, ctx, shown))))
        (parts::card(w::chain(lang), Some(shown.chain.len() as u64), None, proof(lang, shown)))
        (web::forms(screen, ctx, it, back))
    };
    let crumbs = [Crumb::here(section::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title)];
    if problems.is_empty() { screen.page(title, &crumbs, body) } else { screen.invalid(title, &crumbs, body) }
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.it;
    let organisation = html! { a href=(format!("/organisations/{}", it.organisation)) { (shown.names.organisation(Some(it.organisation))) } };
    let mut rows = vec![
        (w::trigger(lang), html! { (accountability_trigger::of(lang, it.trigger.word())) }),
        (w::organisation(lang), organisation),
        (w::since(lang), html! { (format::instant(it.since)) }),
        (w::opened(lang), html! { (format::instant(it.opened_at)) }),
        (w::source(lang), html! { (it.source) }),
    ];
    if let Some(due) = it.due {
        rows.push((w::due(lang), parts::due_on_case(lang, due, ctx.now, false)));
    }
    if let Some(decided) = it.decided_at {
        let who = shown.names.person(it.decided_by);
        rows.push((w::decided(lang), html! { (format::instant(decided)) " " (who) }));
        rows.push((w::reason(lang), parts::or_dash(it.reason.as_ref().and_then(|text| text.as_str()))));
    }
    if let (Some(to), Some(document)) = (&it.handed_to, &it.document) {
        rows.push((w::to(lang), html! { (to) }));
        rows.push((w::document(lang), html! { (document) }));
    }
    parts::facts(&rows)
}

/// Each fact with its time, who did it and the way to its page.
fn proof(lang: Lang, shown: &Shown) -> Markup {
    let columns = [
        Column::text(w::when(lang)),
        Column::title(w::what(lang)),
        Column::text(w::who(lang)),
        Column::text(w::entry(lang)).wide_only(),
    ];
    let row = |it: &Proof| {
        let who = shown.names.both(it.person, it.organisation);
        Row::new(vec![
            html! { span.nowrap { (format::instant(it.at)) } },
            lists::title_cell(accountability_fact::of(lang, &it.kind), &it.href),
            html! { (if who.is_empty() { w::rule(lang) } else { &who }) },
            html! { (w::version(lang, it.version)) },
        ])
    };
    let rows: Vec<Row> = shown.chain.iter().map(row).collect();
    lists::table(w::chain(lang), &columns, &rows)
}

/// One fact of the proof for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct ProofLine {
    #[schema(value_type = String)]
    at: Instant,
    /// Stream and kind of the fact: `hazard_extended`.
    kind: String,
    /// The page on which it stands.
    page: String,
    version: i64,
}

/// One case for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct CaseAnswer {
    #[schema(value_type = String)]
    id: CaseId,
    version: i64,
    /// Why the rule opened it.
    trigger: String,
    /// `candidate`, `set_aside`, `handed_over`
    state: String,
    title: Option<String>,
    #[schema(value_type = String)]
    organisation: kernel::OrganisationId,
    #[schema(value_type = String)]
    since: Instant,
    #[schema(value_type = String)]
    opened_at: Instant,
    /// The dated rule.
    source: String,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    reason: Option<String>,
    handed_to: Option<String>,
    document: Option<String>,
    /// The facts in the order of their times; empty in a list.
    proof: Vec<ProofLine>,
}

pub(super) fn answer_of(it: Case, chain: Vec<Proof>) -> CaseAnswer {
    let line = |it: Proof| ProofLine { at: it.at, kind: it.kind, page: it.href, version: it.version };
    CaseAnswer {
        id: it.id,
        version: it.version,
        trigger: it.trigger.word().to_owned(),
        state: it.state.word().to_owned(),
        title: it.title.known().cloned(),
        organisation: it.organisation,
        since: it.since,
        opened_at: it.opened_at,
        source: it.source,
        due: it.due,
        reason: it.reason.and_then(|text| text.known().cloned()),
        handed_to: it.handed_to,
        document: it.document,
        proof: chain.into_iter().map(line).collect(),
    }
}

pub(super) fn whole(r: &Reader<'_>, ctx: &Ctx, id: CaseId) -> Result<CaseAnswer, Error> {
    let it = query::load(r, ctx, id)?;
    let chain = chain::chain(r, ctx, &it)?;
    Ok(answer_of(it, chain))
}

pub(crate) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<CaseId>,
) -> Reply<Json<CaseAnswer>> {
    Ok(Json(db.read(move |r| whole(r, &ctx, id)).await?))
}

pub(crate) fn doc() -> Doc {
    Doc::new("One case of neglect with the facts that prove it").returns::<CaseAnswer>()
}
