//! The list of schemes, with the form for a new one, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Ctx, Day, Error, Lang, Problem, Problems, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Reply, Screen, Values, list, parts};
use serde::{Deserialize, Serialize};

use super::{Edition, RiskScheme, RiskSchemeId, SetScheme};
use crate::risk::assessment::bands;
use crate::risk::period::{during, standing};
use crate::web::options;
use crate::words::{detail, edition, method, risk as r, risk_scheme as w};

pub(super) const PATH: &str = "/risk-schemes";
const SET: Act = Act("risk_scheme.set");

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    listed(&db, &ctx, &screen, &Values::default(), &[]).await
}

async fn listed(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, values: &Values, problems: &[Problem]) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let schemes = db.read(move |r| super::list(r, &asked)).await?;
    let lang = screen.lang();
    let may_set = ctx.may(SET);
    let body = html! {
        (form::error_summary(lang, problems, &labels(lang)))
        (parts::head(w::title(lang), parts::count_mark(schemes.len() as u64), html! {
            @if may_set { a.btn href="#new" { (w::new(lang)) } }
        }))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, schemes.len() as u64), list::export_link(lang, PATH, &Values::default())))
            @if schemes.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), html! {})) }
            @else { (table(screen, &schemes, ctx.now.day(), may_set)) }
        }))
        @if may_set { div id="new" {
            (parts::card(w::new(lang), None, None, form::form(screen, PATH, fields(lang, values, problems))))
        } }
        (editions(lang))
    };
    let crumbs =
        [Crumb::here(detail::section(lang)), Crumb::link(r::title(lang), "/risks"), Crumb::here(w::title(lang))];
    Ok(if problems.is_empty() {
        screen.page(w::title(lang), &crumbs, body)
    } else {
        screen.invalid(w::title(lang), &crumbs, body)
    })
}

/// What there is to choose from, with every line and its side.
fn editions(lang: Lang) -> Markup {
    html! { @for it in Edition::ALL {
        div.gap-top { (parts::card(edition::of(lang, it.word()), None, None, html! {
            @if !it.borders().certain { (parts::inside(html! { p.muted.small { (r::uncertain(lang)) } })) }
            (bands(lang, *it, None))
        })) }
    } }
}

fn table(screen: &Screen, schemes: &[RiskScheme], today: Day, may_set: bool) -> Markup {
    let lang = screen.lang();
    let mut columns = vec![
        Column::title(w::edition(lang)),
        Column::text(r::method(lang)),
        Column::text(w::period(lang)),
        Column::text(w::state(lang)),
        Column::text(r::direct_red(lang)),
        Column::text(w::reason(lang)),
        Column::text(w::source(lang)),
    ];
    if may_set {
        columns.push(Column::acts(w::acts(lang)));
    }
    let row = |it: &RiskScheme| {
        let mut cells = vec![
            html! { (edition::of(lang, it.edition.word())) },
            html! { span.nowrap { (method::of(lang, it.edition.method().word())) } },
            html! { span.nowrap { (during(lang, it.from, it.to)) } },
            html! { span.nowrap { (standing(lang, it.from, it.to, today)) } },
            html! { span.wrap { (parts::or_dash(Some(&direct_red(it)))) } },
            html! { span.wrap { (it.reason) } },
            html! { span.wrap { (it.source) } },
        ];
        if may_set {
            cells.push(ending(screen, it, today));
        }
        Row::new(cells)
    };
    list::table(w::title(lang), &columns, &schemes.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn direct_red(it: &RiskScheme) -> String {
    it.direct_red.join("；")
}

/// One that is in force or coming can be given its last day.
fn ending(screen: &Screen, it: &RiskScheme, today: Day) -> Markup {
    if it.to.is_some_and(|to| to < today) {
        return html! {};
    }
    let lang = screen.lang();
    let last = today.max(it.from).to_string();
    let inside = html! {
        input type="text" name="to" value=(last) aria-label=(w::end_on(lang)) autocomplete="off" inputmode="numeric";
        (parts::submit_grave(w::end(lang)))
    };
    let path = format!("{PATH}/{}/ending", it.id);
    html! { details.rare { summary { (w::end(lang)) } (form::button_form(screen, &path, inside)) } }
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 6] {
    [
        ("edition", w::edition(lang)),
        ("direct_red", r::direct_red(lang)),
        ("reason", w::reason(lang)),
        ("source", w::source(lang)),
        ("from", w::from(lang)),
        ("to", w::to(lang)),
    ]
}

fn fields(lang: Lang, values: &Values, problems: &[Problem]) -> Markup {
    let editions = options(Edition::ALL, Edition::word, |it| edition::of(lang, it.word()));
    let spec = FieldSpec::new;
    html! {
        (form::select(&spec("edition", w::edition(lang)).hint(w::edition_hint(lang)).required(), &editions, values, problems, lang))
        (form::text(&spec("source", w::source(lang)).hint(w::source_hint(lang)).required(), values, problems, lang))
        (form::text_area(&spec("direct_red", r::direct_red(lang)).hint(w::direct_red_hint(lang)), 3, values, problems, lang))
        (form::text_area(&spec("reason", w::reason(lang)).hint(w::reason_hint(lang)).required(), 2, values, problems, lang))
        (form::date(&spec("from", w::from(lang)).required(), values, problems, lang))
        (form::date(&spec("to", w::to(lang)), values, problems, lang))
        div.foot { (parts::submit(w::save(lang))) span.muted.small { (w::save_then(lang)) } }
    }
}

fn from_form(values: &Values) -> Result<SetScheme, Problems> {
    let mut text = Text::new();
    let day = |given: &str| given.parse::<Day>().ok();
    let edition = text.read("edition", values.get("edition"), "choose one of the list", Edition::from_word);
    let direct_red = values.get("direct_red").lines().map(str::to_owned).collect();
    let reason = text.required("reason", values.get("reason"), 6, 500);
    let source = text.required("source", values.get("source"), 2, 200);
    let from = text.read("from", values.get("from"), "write the day as 2026-06-18", day);
    let to = text.read_optional("to", values.get("to"), "write the day as 2026-06-18", day);
    text.finish()?;
    let (Some(edition), Some(from)) = (edition, from) else { return Err(Problems(Vec::new())) };
    Ok(SetScheme { edition, direct_red, reason, source, from, to })
}

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let done = match from_form(&values) {
        Ok(it) => db.write("risk_scheme.set", &ctx, move |tx, ctx| super::set(tx, ctx, &it)).await,
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(PATH).into_response()),
        Err(Error::Invalid(problems)) => listed(&db, &ctx, &screen, &values, &problems.0).await,
        Err(other) => Err(other.into()),
    }
}

pub async fn post_ending(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<RiskSchemeId>,
    values: Values,
) -> Reply {
    let given = values.get("to").trim().to_owned();
    let to: Day = given.parse().map_err(|_| Problem { field: "to", problem: "write the day as 2026-06-18", given })?;
    db.write("risk_scheme.end", &ctx, move |tx, ctx| super::end(tx, ctx, id, to)).await?;
    Ok(Redirect::to(PATH).into_response())
}

/// By which edition risks are computed.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskSchemeBody {
    /// `lec_upward`, `lec_downward`, `ls_four_grades`, `ls_five_grades`
    #[schema(value_type = String)]
    edition: Edition,
    /// What makes a risk red whatever its score.
    #[serde(default)]
    direct_red: Vec<String>,
    reason: String,
    source: String,
    #[schema(value_type = String)]
    from: Day,
    /// The last day it is in force.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    to: Option<Day>,
}

/// The same with its id.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RiskSchemeLine {
    #[schema(value_type = String)]
    id: RiskSchemeId,
    #[serde(flatten)]
    scheme: RiskSchemeBody,
}

impl From<RiskScheme> for RiskSchemeLine {
    fn from(it: RiskScheme) -> Self {
        let (edition, direct_red, reason) = (it.edition, it.direct_red, it.reason);
        let scheme = RiskSchemeBody { edition, direct_red, reason, source: it.source, from: it.from, to: it.to };
        Self { id: it.id, scheme }
    }
}

pub async fn show_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>) -> Reply<Json<Vec<RiskSchemeLine>>> {
    let schemes = db.read(move |r| super::list(r, &ctx)).await?;
    Ok(Json(schemes.into_iter().map(RiskSchemeLine::from).collect()))
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<RiskSchemeBody>,
) -> Reply<Json<RiskSchemeLine>> {
    let (edition, direct_red, reason) = (body.edition, body.direct_red, body.reason);
    let it = SetScheme { edition, direct_red, reason, source: body.source, from: body.from, to: body.to };
    let id = db.write("risk_scheme.set", &ctx, move |tx, ctx| super::set(tx, ctx, &it)).await?;
    answer(&db, ctx, id).await
}

/// The last day a scheme is in force.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskSchemeEndingBody {
    #[schema(value_type = String)]
    to: Day,
}

pub async fn post_ending_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<RiskSchemeId>,
    Json(body): Json<RiskSchemeEndingBody>,
) -> Reply<Json<RiskSchemeLine>> {
    db.write("risk_scheme.end", &ctx, move |tx, ctx| super::end(tx, ctx, id, body.to)).await?;
    answer(&db, ctx, id).await
}

async fn answer(db: &Db, ctx: Arc<Ctx>, id: RiskSchemeId) -> Reply<Json<RiskSchemeLine>> {
    let it = db.read(move |r| super::load(r, &ctx, id)).await?;
    Ok(Json(it.into()))
}

pub fn list_doc() -> Doc {
    Doc::new("Every scheme by which risks are computed, the newest first").returns_list::<RiskSchemeLine>()
}

pub fn set_doc() -> Doc {
    Doc::new("Choose an edition for a method, with the reason and the text; it counts from its first day on")
        .body::<RiskSchemeBody>()
        .returns::<RiskSchemeLine>()
}

pub fn end_doc() -> Doc {
    Doc::new("Give a scheme its last day").body::<RiskSchemeEndingBody>().returns::<RiskSchemeLine>()
}
