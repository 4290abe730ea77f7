//! The page of one offer: what was said on each side, and the form of whoever has the next word.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Act, Ctx, Instant, Lang, OrganisationId, Personal, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values, format, parts};
use serde::{Deserialize, Serialize};

use super::list::{PATH, names, state_mark};
use super::query::{self, Line};
use super::{State as TransferState, Transfer, TransferId};
use crate::model::HazardId;
use crate::web::Names;
use crate::words::{detail, transfer as w};

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<TransferId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Values::default(), &[]).await
}

/// The page; with problems, what was typed stands in its form again.
pub(super) async fn page(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: TransferId,
    values: &Values,
    problems: &[Problem],
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let (line, names, sees) = db
        .read(move |r| {
            let line = query::one(r, &asked, id)?;
            let names = names(r, &asked, std::iter::once(&line.transfer))?;
            let viewer = Ctx { scope: asked.scope_of(Act("hazard.view")), ..(*asked).clone() };
            let sees = crate::query::number(r, &viewer, line.transfer.hazard)?.is_some();
            Ok((line, names, sees))
        })
        .await?;
    let lang = screen.lang();
    let title = line.title.as_str().unwrap_or("--");
    let body = html! {
        (form::error_summary(lang, problems, &[("reason", w::reason(lang))]))
        (parts::head(title, state_mark(lang, line.transfer.state), html! { (parts::print_button(lang)) }))
        (parts::card(w::course(lang), None, None, parts::inside(course(lang, ctx, &line, &names, sees))))
        (next(screen, ctx, &line.transfer, &names, values, problems))
    };
    let crumbs = [Crumb::here(detail::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title)];
    Ok(if problems.is_empty() { screen.page(title, &crumbs, body) } else { screen.invalid(title, &crumbs, body) })
}

fn course(lang: Lang, ctx: &Ctx, line: &Line, names: &Names, sees: bool) -> Markup {
    let it = &line.transfer;
    let hazard = html! {
        @if sees { a href=(format!("/hazards/{}", it.hazard)) { (line.number) } } @else { (line.number) }
    };
    let said = |at: Option<Instant>, by, organisation, text: Option<&Personal<String>>| {
        html! {
            @match at {
                Some(at) => {
                    (format::instant(at)) " " (names.both(by, organisation))
                    @if let Some(text) = text.and_then(|text| text.as_str()) { div.muted { (text) } }
                },
                None => (parts::dash()),
            }
        }
    };
    let rows = [
        (w::hazard(lang), hazard),
        (w::from(lang), html! { (names.organisation(Some(it.from))) }),
        (w::to(lang), html! { (names.organisation(Some(it.to))) }),
        (w::holder(lang), html! { b { (names.organisation(Some(it.holder()))) } }),
        (w::offered(lang), said(Some(it.offered_at), it.offered_by, Some(it.from), Some(&it.reason))),
        (w::answered(lang), said(it.answered_at, it.answered_by, Some(it.to), it.refusal.as_ref())),
        (w::asked(lang), said(it.asked_at, None, Some(it.from), it.question.as_ref())),
        (
            if it.state == TransferState::Withdrawn { w::withdrawn(lang) } else { w::decided(lang) },
            html! {
                (said(it.decided_at, it.decided_by, None, it.decision.as_ref()))
                @if let Some(to) = it.decided_to { div { (w::given_to(lang, names.organisation(Some(to)))) } }
            },
        ),
        (
            w::due(lang),
            match it.due {
                Some(due) => html! { (format::instant(due)) " " (parts::due_on_case(lang, due, ctx.now, false)) },
                None => parts::dash(),
            },
        ),
        (w::days(lang), html! { (it.days(ctx.now)) }),
    ];
    parts::facts(&rows)
}

/// The form of the next word, for whoever may say it.
fn next(screen: &Screen, ctx: &Ctx, it: &Transfer, names: &Names, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let may = |act: &'static str, side: Option<OrganisationId>| {
        ctx.may(Act(act)) && side.is_none_or(|side| ctx.acts_for(side))
    };
    let two = |grave: (&str, Markup), primary: (&str, Markup)| {
        html! {
            button.btn.is-grave type="submit" name="result" value=(grave.0) { (grave.1) }
            button.btn.is-primary type="submit" name="result" value=(primary.0) { (primary.1) }
        }
    };
    // An acceptance needs no reason.
    let reason = FieldSpec::new("reason", w::reason(lang));
    let answers = it.state == TransferState::Offered && may("transfer.answer", Some(it.to));
    let reason = if answers { reason } else { reason.required() };
    let (title, path, hint, acts) = match it.state {
        TransferState::Offered if may("transfer.answer", Some(it.to)) => {
            let acts = two(("refused", html! { (w::refuse(lang)) }), ("accepted", html! { (w::accept(lang)) }));
            (w::answer(lang), "answer", w::answer_hint(lang), acts)
        }
        TransferState::Refused if may("transfer.ask", Some(it.from)) => {
            (w::ask(lang), "question", w::ask_hint(lang), parts::submit(w::ask_act(lang)))
        }
        TransferState::Asked if may("transfer.decide", None) => {
            let (from, to) = (names.organisation(Some(it.from)), names.organisation(Some(it.to)));
            let stays = parts::naming(&w::stays(lang, from), from);
            let goes = parts::naming(&w::goes(lang, to), to);
            (w::decide(lang), "decision", w::decide_hint(lang), two(("stays", stays), ("goes", goes)))
        }
        TransferState::Offered | TransferState::Asked if may("transfer.withdraw", Some(it.from)) => {
            (w::withdraw(lang), "withdrawal", w::withdraw_hint(lang), parts::submit_grave(w::withdraw_act(lang)))
        }
        _ => return html! {},
    };
    let fields = html! {
        (form::text_area(&reason.hint(hint), 3, values, problems, lang))
        (parts::actions(lang, html! {}, html! { (parts::link_button(crate::words::act::cancel(lang), PATH)) (acts) }))
    };
    parts::card(title, None, None, form::form(screen, &format!("{PATH}/{}/{path}", it.id), fields))
}

/// One offer for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TransferAnswer {
    #[schema(value_type = String)]
    id: TransferId,
    version: i64,
    #[schema(value_type = String)]
    hazard: HazardId,
    /// The hazard's number.
    number: String,
    title: Option<String>,
    #[schema(value_type = String)]
    from: OrganisationId,
    #[schema(value_type = String)]
    to: OrganisationId,
    /// `offered`, `accepted`, `refused`, `asked`, `decided`, `withdrawn`
    state: String,
    /// Who owes the rectification by this offer's present state.
    #[schema(value_type = String)]
    holder: OrganisationId,
    #[schema(value_type = String)]
    offered_at: Instant,
    reason: Option<String>,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Instant>,
    /// Why it was refused.
    refusal: Option<String>,
    #[schema(value_type = Option<String>)]
    asked_at: Option<Instant>,
    question: Option<String>,
    #[schema(value_type = Option<String>)]
    decided_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    decided_to: Option<OrganisationId>,
    decision: Option<String>,
    /// By when the next word is owed.
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    /// From the offer to the last word; while one is owed, until now.
    days: i64,
}

pub(super) fn answer_of(line: Line, now: Instant) -> TransferAnswer {
    let it = line.transfer;
    let text = |it: Option<&Personal<String>>| it.and_then(|text| text.known().cloned());
    TransferAnswer {
        id: it.id,
        version: it.version,
        hazard: it.hazard,
        number: line.number,
        title: text(Some(&line.title)),
        from: it.from,
        to: it.to,
        state: it.state.word().to_owned(),
        holder: it.holder(),
        offered_at: it.offered_at,
        reason: text(Some(&it.reason)),
        answered_at: it.answered_at,
        refusal: text(it.refusal.as_ref()),
        asked_at: it.asked_at,
        question: text(it.question.as_ref()),
        decided_at: it.decided_at,
        decided_to: it.decided_to,
        decision: text(it.decision.as_ref()),
        due: it.due,
        days: it.days(now),
    }
}

pub(crate) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<TransferId>,
) -> Reply<Json<TransferAnswer>> {
    let asked = Arc::clone(&ctx);
    let line = db.read(move |r| query::one(r, &asked, id)).await?;
    Ok(Json(answer_of(line, ctx.now)))
}

pub(crate) fn doc() -> Doc {
    Doc::new("One offer to hand a rectification over, with what both sides said").returns::<TransferAnswer>()
}
