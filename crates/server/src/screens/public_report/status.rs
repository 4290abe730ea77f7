//! What became of a report, for whoever holds its receipt number. The number comes in a form, so that no history and no log
//! has it; wrong ones are counted.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use hazard::public_report::query::{Told, told};
use hazard::public_report::{Receipt, State as ReportState};
use kernel::{Ctx, Error, Instant, Lang, Problem, Problems};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, NoteKind, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use super::throttle::What;
use super::{From, STATUS, Throttle};
use crate::words::{public_report as w, public_report_category, public_report_told};

pub(super) async fn show(screen: Screen) -> Response {
    screen.page(w::status(screen.lang()), &crumbs(screen.lang()), body(&screen, &Values::default(), &[], html! {}))
}

pub(super) async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Extension(throttle): Extension<Throttle>,
    from: From,
    screen: Screen,
    values: Values,
) -> Reply {
    let lang = screen.lang();
    match ask(&db, &ctx, &throttle, from, values.get("receipt")).await {
        Ok(Some(it)) => {
            let shown = body(&screen, &Values::default(), &[], answer(lang, &it));
            Ok(screen.page(w::status(lang), &crumbs(lang), shown))
        }
        Ok(None) => {
            let note =
                parts::note(NoteKind::Bad, w::too_many_wrong(lang), html! { p { (w::too_many_wrong_text(lang)) } });
            let shown = body(&screen, &values, &[], note);
            Ok(screen.page_with_status(StatusCode::TOO_MANY_REQUESTS, w::status(lang), &crumbs(lang), shown))
        }
        Err(Error::Invalid(problems)) => {
            let shown = body(&screen, &values, &problems.0, html! {});
            Ok(screen.invalid(w::status(lang), &crumbs(lang), shown))
        }
        Err(other) => Err(other.into()),
    }
}

/// Nothing when there were too many wrong numbers. A number that can't be one costs nothing: it is a slip of the pen.
async fn ask(db: &Db, ctx: &Arc<Ctx>, throttle: &Throttle, from: From, typed: &str) -> Result<Option<Told>, Error> {
    let wrong = |problem| Error::from(Problems(vec![Problem::at("receipt", problem)]));
    if typed.trim().is_empty() {
        return Err(wrong("fill in this field"));
    }
    let Some(receipt) = Receipt::read(typed) else {
        return Err(wrong("not a receipt number: compare it with what was written down"));
    };
    let from = from.map(|Extension(peer)| peer.0.ip());
    if throttle.is_spent(What::WrongNumber, from, ctx.now) {
        return Ok(None);
    }
    let asked = Arc::clone(ctx);
    let found = db.read(move |r| told(r, &asked, &receipt)).await?;
    if found.is_none() {
        throttle.count(What::WrongNumber, from, ctx.now);
    }
    found.map(Some).ok_or_else(|| wrong("no report has this receipt number"))
}

fn crumbs(lang: Lang) -> [Crumb; 2] {
    [Crumb::link(w::title(lang), page::REPORT), Crumb::here(w::status(lang))]
}

fn body(screen: &Screen, values: &Values, problems: &[Problem], above: Markup) -> Markup {
    let lang = screen.lang();
    let labels = [("receipt", w::receipt(lang))];
    let fields = html! {
        (form::text(&FieldSpec::new("receipt", w::receipt(lang)).hint(w::receipt_hint(lang)).required(), values, problems, lang))
        (parts::actions(lang, html! {}, html! {
            (parts::link_button(w::title(lang), page::REPORT))
            (parts::submit(w::ask(lang)))
        }))
    };
    html! {
        (parts::head(w::status(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &labels))
        (above)
        section.card.gap-top { (form::form(screen, STATUS, fields)) }
    }
}

/// The state as its holder understands it.
fn stage(it: &Told) -> &'static str {
    match it.state {
        ReportState::Accepted if it.closed => "closed",
        state => state.word(),
    }
}

fn answer(lang: Lang, it: &Told) -> Markup {
    let mut rows = vec![
        (w::state(lang), html! { b { (public_report_told::of(lang, stage(it))) } }),
        (w::category(lang), html! { (public_report_category::of(lang, it.category.word())) }),
        (w::received_at(lang), html! { (it.received_at.to_minute()) }),
    ];
    match it.answered_at {
        Some(at) => rows.push((w::answered_at(lang), html! { (at.to_minute()) })),
        None => rows.push((w::due(lang), html! { (it.due.to_minute()) })),
    }
    if let Some(answer) = &it.answer {
        rows.push((w::answer(lang), html! { span.said { (answer.as_str().unwrap_or("--")) } }));
    }
    parts::card(w::outcome(lang), None, None, parts::inside(parts::facts_single(&rows)))
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptBody {
    receipt: String,
}

/// What became of a report.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReportStatus {
    /// `open`, `accepted`, `closed` (taken up, and put right since), `answered`, `refused`
    state: &'static str,
    category: &'static str,
    #[schema(value_type = String)]
    received_at: Instant,
    /// By when it is answered.
    #[schema(value_type = String)]
    due: Instant,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Instant>,
    answer: Option<String>,
}

pub(super) async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Extension(throttle): Extension<Throttle>,
    from: From,
    Json(body): Json<ReceiptBody>,
) -> Reply<Response> {
    let Some(it) = ask(&db, &ctx, &throttle, from, &body.receipt).await? else {
        return Ok(StatusCode::TOO_MANY_REQUESTS.into_response());
    };
    let status = ReportStatus {
        state: stage(&it),
        category: it.category.word(),
        received_at: it.received_at,
        due: it.due,
        answered_at: it.answered_at,
        answer: it.answer.and_then(|it| it.known().cloned()),
    };
    Ok(Json(status).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("What became of a report, by its receipt number alone").body::<ReceiptBody>().returns::<ReportStatus>()
}
