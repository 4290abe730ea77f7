//! The form for everybody, and the receipt.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use hazard::public_report::{Category, Receive, receive};
use kernel::{Ctx, Division, Error, Lang, Problem, RequestKey};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, NoteKind, Reply, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use super::throttle::What;
use super::{From, STATUS, Throttle};
use crate::words::{public_report as w, public_report_category};

type Visitor = Extension<Arc<Ctx>>;
type Townships = Vec<(Division, String)>;

async fn townships(db: &Db, ctx: &Arc<Ctx>) -> Result<Townships, Error> {
    let asked = Arc::clone(ctx);
    db.read(move |r| registry::query::townships(r, &asked)).await
}

pub(super) async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    let townships = townships(&db, &ctx).await?;
    let body = body(&screen, &townships, &Values::default(), &[], html! {});
    Ok(screen.page(w::title(screen.lang()), &crumbs(screen.lang()), body))
}

pub(super) async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(throttle): Extension<Throttle>,
    from: From,
    screen: Screen,
    values: Values,
) -> Reply {
    let typed = |name: &str| values.get(name).to_owned();
    let cmd = Receive {
        text: typed("text"),
        township: typed("township"),
        place: typed("place"),
        category: typed("category"),
        contact: typed("contact"),
    };
    let lang = screen.lang();
    let townships = townships(&db, &ctx).await?;
    match take(&db, &ctx, &throttle, from, cmd).await {
        Ok(Some(receipt)) => Ok(screen.page(w::received(lang), &crumbs(lang), thanks(lang, &receipt))),
        Ok(None) => {
            let note = parts::note(NoteKind::Bad, w::too_many(lang), html! { p { (w::too_many_text(lang)) } });
            let body = body(&screen, &townships, &values, &[], note);
            Ok(screen.page_with_status(StatusCode::TOO_MANY_REQUESTS, w::title(lang), &crumbs(lang), body))
        }
        Err(Error::Invalid(problems)) => {
            let body = body(&screen, &townships, &values, &problems.0, html! {});
            Ok(screen.invalid(w::title(lang), &crumbs(lang), body))
        }
        Err(other) => Err(other.into()),
    }
}

/// The receipt; nothing when this address or everybody together has sent enough for now.
async fn take(db: &Db, ctx: &Ctx, throttle: &Throttle, from: From, cmd: Receive) -> Result<Option<String>, Error> {
    let from = from.map(|Extension(peer)| peer.0.ip());
    if throttle.is_spent(What::Report, from, ctx.now) {
        return Ok(None);
    }
    match db.write("public_report.receive", &nobody(ctx), move |tx, ctx| receive(tx, ctx, &cmd)).await {
        Ok(received) => {
            throttle.count(What::Report, from, ctx.now);
            Ok(Some(received.receipt))
        }
        Err(Error::Refused { why: hazard::public_report::TOO_MANY, .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Also of somebody signed in nothing is recorded but what they wrote; and the answer of nobody is not kept for a repeat, so
/// that the receipt stands nowhere.
fn nobody(ctx: &Ctx) -> Ctx {
    Ctx { actor: kernel::Actor::Public, acting: Vec::new(), ..ctx.clone() }
}

fn crumbs(lang: Lang) -> [Crumb; 1] {
    [Crumb::here(w::title(lang))]
}

fn categories(lang: Lang) -> Vec<(String, String)> {
    let option = |it: &Category| (it.word().to_owned(), public_report_category::of(lang, it.word()).to_owned());
    Category::ALL.iter().map(option).collect()
}

fn body(screen: &Screen, townships: &Townships, values: &Values, problems: &[Problem], note: Markup) -> Markup {
    let lang = screen.lang();
    let labels = [
        ("text", w::text(lang)),
        ("category", w::category(lang)),
        ("township", w::township(lang)),
        ("place", w::place(lang)),
        ("contact", w::contact(lang)),
    ];
    let spec = |n: usize, hint| FieldSpec::new(labels[n].0, labels[n].1).hint(hint);
    let places: Vec<_> = townships.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let fields = html! {
        (form::text_area(&spec(0, w::text_hint(lang)).required(), 5, values, problems, lang))
        (form::select(&spec(1, "").required(), &categories(lang), values, problems, lang))
        (form::select(&spec(2, "").required(), &places, values, problems, lang))
        (form::text(&spec(3, w::place_hint(lang)).required(), values, problems, lang))
        (form::text(&spec(4, w::contact_hint(lang)), values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, html! {
            (parts::link_button(w::ask(lang), STATUS))
            (parts::submit(w::send(lang)))
        }))
    };
    html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (note)
        (form::error_summary(lang, problems, &labels))
        (parts::card(w::about(lang), None, None, parts::inside(html! {
            p { b { (w::urgent(lang)) } }
            p { (w::about_text(lang)) }
            p.muted { (w::privacy(lang)) }
        })))
        section.card.gap-top { (form::form(screen, page::REPORT, fields)) }
    }
}

fn thanks(lang: Lang, receipt: &str) -> Markup {
    html! {
        (parts::head(w::title(lang), html! {}, html! { (parts::print_button(lang)) }))
        (parts::note(NoteKind::Done, w::received(lang), html! {
            p { (w::receipt(lang)) " " b.nowrap data-receipt { (receipt) } }
            p { (w::received_text(lang)) }
        }))
        p.gap-top { (parts::link_button(w::ask(lang), STATUS)) " " (parts::link_button(w::another(lang), page::REPORT)) }
    }
}

/// What may be chosen in a report.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReportChoices {
    townships: Vec<ReportTownship>,
    /// The words of the categories.
    categories: Vec<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReportTownship {
    #[schema(value_type = String)]
    code: Division,
    name: String,
}

pub(super) async fn get_api(State(db): State<Db>, Extension(ctx): Visitor) -> Reply<Json<ReportChoices>> {
    let townships = townships(&db, &ctx).await?.into_iter().map(|(code, name)| ReportTownship { code, name }).collect();
    let categories = Category::ALL.iter().map(|it| it.word().to_owned()).collect();
    Ok(Json(ReportChoices { townships, categories }))
}

pub(super) fn choices_doc() -> Doc {
    Doc::new("Townships and categories that a report of the public names; nobody needs an account for it")
        .returns::<ReportChoices>()
}

/// What anybody reports.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicReportBody {
    text: String,
    /// Twelve digits.
    township: String,
    place: String,
    category: String,
    /// How to reach the reporter, who wants to be asked.
    #[serde(default)]
    contact: String,
}

/// With this number, and nothing else, its holder asks what became of the report.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PublicReceipt {
    receipt: String,
}

pub(super) async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Extension(throttle): Extension<Throttle>,
    from: From,
    Json(body): Json<PublicReportBody>,
) -> Reply<Response> {
    let PublicReportBody { text, township, place, category, contact } = body;
    let cmd = Receive { text, township, place, category, contact };
    // A program chooses its own keys, and a receipt must not follow from what somebody chose.
    let ctx = Ctx { request: RequestKey::of(&ctx.chance), ..(*ctx).clone() };
    match take(&db, &ctx, &throttle, from, cmd).await? {
        Some(receipt) => Ok((StatusCode::CREATED, Json(PublicReceipt { receipt })).into_response()),
        None => Ok(StatusCode::TOO_MANY_REQUESTS.into_response()),
    }
}

pub(super) fn doc() -> Doc {
    Doc::new("Report a hazard; nobody needs an account, and who sends it is not recorded")
        .body::<PublicReportBody>()
        .creates::<PublicReceipt>()
}
