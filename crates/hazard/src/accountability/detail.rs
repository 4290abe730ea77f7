//! The page of one case: what the rule found, the facts that prove it in their order, what the organisation says, what was
//! decided and what became of it; and the twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Day, Error, Instant, Lang, OrganisationId, Personal};
use ledger::{Db, Reader, Recorded};
use maud::html;
use obligation::follow_up::{self, FollowUpId};
use page::{Crumb, Doc, Json, Reply, Screen, parts};
use serde::{Deserialize, Serialize};

use super::chain::{self, Proof};
use super::{Case, CaseId, Fact, PATH, cards, list, query, web};
use crate::web::Names;
use crate::words::{accountability as w, detail as section};

pub(super) struct Shown {
    pub it: Case,
    pub chain: Vec<Proof>,
    pub history: Vec<Recorded<Fact>>,
    pub names: Names,
    /// The visitor may open the interview that it led to.
    pub interview_opens: bool,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: CaseId) -> Result<Shown, Error> {
    let it = query::load(r, ctx, id)?;
    let chain = chain::chain(r, ctx, &it)?;
    let history = r.history::<Fact>(ctx.district, id)?;
    let people: Vec<_> = chain.iter().filter_map(|proof| proof.person).chain(it.decided_by).collect();
    let bodies: Vec<_> = chain.iter().filter_map(|proof| proof.organisation).chain([it.organisation]).collect();
    let names = Names::fetch(r, ctx, &people, &bodies)?;
    let interview_opens = it.interview.is_some_and(|id| opens(r, ctx, id));
    Ok(Shown { it, chain, history, names, interview_opens })
}

fn opens(r: &Reader<'_>, ctx: &Ctx, interview: FollowUpId) -> bool {
    let seen = Ctx { scope: ctx.scope_of(kernel::Act("follow_up.view")), ..ctx.clone() };
    follow_up::query::load(r, &seen, interview).is_ok()
}

pub(super) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<CaseId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang: Lang = screen.lang();
    let it = &shown.it;
    let title = it.title.as_str().unwrap_or("--");
    let body = html! {
        (parts::head(title, list::state_mark(lang, it.state), parts::print_button(lang)))
        div.cols.gap-top {
            div {
                (parts::card(w::facts(lang), None, None, parts::inside(cards::facts(lang, &ctx, &shown))))
                (cards::course(lang, &shown))
                (cards::statements(lang, &shown))
                (cards::proof(lang, &ctx, &shown))
            }
            aside { (cards::story(lang, &shown)) }
        }
        (parts::actions(lang, html! { span.muted.small { (web::next(lang, &ctx, it)) } }, web::buttons(lang, &ctx, it)))
    };
    let crumbs = [Crumb::here(section::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
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

/// What the organisation concerned said.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct StatementLine {
    #[schema(value_type = String)]
    at: Instant,
    text: Option<String>,
}

/// One case for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct CaseAnswer {
    #[schema(value_type = String)]
    id: CaseId,
    version: i64,
    /// Why the rule opened it.
    trigger: String,
    /// `candidate`, `set_aside`, `interview`, `handed_over`, `concluded`
    state: String,
    title: Option<String>,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = String)]
    since: Instant,
    #[schema(value_type = String)]
    opened_at: Instant,
    /// The dated rule.
    source: String,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    /// Until when the organisation concerned was asked for a statement, and when it first made one.
    #[schema(value_type = Option<String>)]
    statement_due: Option<Instant>,
    #[schema(value_type = Option<String>)]
    stated_at: Option<Instant>,
    reason: Option<String>,
    /// The interview that was decided.
    #[schema(value_type = Option<String>)]
    interview: Option<FollowUpId>,
    handed_to: Option<String>,
    document: Option<String>,
    /// `no_action`, `criticised`, `interviewed`, `circular`, `self_criticism`, `admonished`, `organisational`,
    /// `disciplined`, `judiciary`, `other`
    outcome: Option<String>,
    #[schema(value_type = Option<String>)]
    outcome_on: Option<Day>,
    outcome_body: Option<String>,
    outcome_document: Option<String>,
    /// Empty in a list.
    outcome_text: Option<String>,
    #[schema(value_type = Option<String>)]
    concluded_at: Option<Instant>,
    /// In their order; empty in a list.
    statements: Vec<StatementLine>,
    /// The facts in the order of their times; empty in a list.
    proof: Vec<ProofLine>,
}

/// As a list shows it.
pub(super) fn answer_of(it: Case) -> CaseAnswer {
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
        statement_due: it.statement_due,
        stated_at: it.stated_at,
        reason: it.reason.and_then(|text| text.known().cloned()),
        interview: it.interview,
        handed_to: it.handed_to,
        document: it.document,
        outcome: it.outcome.map(|it| it.word().to_owned()),
        outcome_on: it.outcome_on,
        outcome_body: it.outcome_body,
        outcome_document: it.outcome_document,
        outcome_text: None,
        concluded_at: it.concluded_at,
        statements: Vec::new(),
        proof: Vec::new(),
    }
}

pub(super) fn whole(r: &Reader<'_>, ctx: &Ctx, id: CaseId) -> Result<CaseAnswer, Error> {
    let Shown { it, chain, history, .. } = fetch(r, ctx, id)?;
    let proof = |it: Proof| ProofLine { at: it.at, kind: it.kind, page: it.href, version: it.version };
    let statement = |e: Recorded<Fact>| match e.fact {
        Fact::Stated { text, .. } => Some(StatementLine { at: e.at.effective_at, text: text.known().cloned() }),
        _ => None,
    };
    let text = it.outcome_text.as_ref().and_then(Personal::known).cloned();
    Ok(CaseAnswer {
        outcome_text: text,
        statements: history.into_iter().filter_map(statement).collect(),
        proof: chain.into_iter().map(proof).collect(),
        ..answer_of(it)
    })
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<CaseId>,
) -> Reply<Json<CaseAnswer>> {
    Ok(Json(db.read(move |r| whole(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One case of neglect: the facts that prove it, what the organisation says, what was decided")
        .returns::<CaseAnswer>()
}
