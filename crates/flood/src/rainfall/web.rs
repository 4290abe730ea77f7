//! Pages and calls of expected rain: what was told, and taking it back.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{Act, Ctx, Error, Instant, Lang, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, format, list, parts};
use registry::field::{Kind, must};
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::{ExpectedRain, ExpectedRainId, Tell, Withdraw, act, form, query};
use crate::catchment::{self, CatchmentId, VIEW};
use crate::forecast::HOURS;
use crate::web::Visitor;
use crate::words::{flood as w, flood_act, rain};

pub(crate) const PATH: &str = "/expected-rain";
pub(crate) const TELL: Act = Act("expected_rain.tell");
const ROWS: u32 = 50;

struct Rains;

impl Subject for Rains {
    type Id = ExpectedRainId;
    type Shown = ExpectedRain;
    type Answer = ExpectedRainAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: ExpectedRainId) -> Result<ExpectedRain, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: ExpectedRainId) -> Result<ExpectedRainAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(_: ExpectedRainId) -> String {
        PATH.to_owned()
    }

    fn base(id: ExpectedRainId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, _: &ExpectedRain) -> Vec<Crumb> {
        crumbs(lang)
    }

    fn about(shown: &ExpectedRain) -> &str {
        shown.told.source.as_str().unwrap_or("--")
    }

    fn start_row(_: &ExpectedRain, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("ExpectedRainId"))
    }
}

static WITHDRAWING: Step<Rains, Withdraw> = Step {
    name: "withdrawal",
    word: "rain_withdrawal",
    act: TELL,
    write: ["expected_rain.withdraw", "expected_rain.withdraw by program"],
    doc: "What was told of the coming rain counts no longer, with a reason",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::withdraw(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, show)
        .page(Method::POST, PATH, TELL, form::post)
        .page(Method::GET, "/expected-rain/new", TELL, form::show)
        .api(Method::GET, PATH, VIEW, get, doc())
        .api(Method::POST, PATH, TELL, post_api, post_doc())
        .and(WITHDRAWING.routes("/expected-rain/{id}/withdrawal"))
}

pub(super) fn crumbs(lang: Lang) -> Vec<Crumb> {
    vec![
        Crumb::here(w::section(lang)),
        Crumb::link(w::title(lang), "/catchments"),
        Crumb::link(rain::title(lang), PATH),
    ]
}

/// `1小时 20 mm，3小时 35 mm`
fn facts(lang: Lang, it: &ExpectedRain) -> String {
    let told = HOURS.iter().zip(it.told.within_mm);
    let said = told.filter_map(|(hours, mm)| Some(format!("{} {} mm", w::hours(lang, hours), mm?)));
    said.collect::<Vec<_>>().join("，")
}

/// What is expected, of whom and from when; or that nothing is, so that a forecast counts fallen rain alone.
pub(crate) fn in_words(lang: Lang, now: Instant, it: Option<&ExpectedRain>) -> Markup {
    let Some(it) = it else { return html! { span.muted { (rain::none(lang)) } } };
    html! {
        (facts(lang, it)) "（" (rain::from(lang, format::instant_short(it.told.issued, now)))
        "，" span lang="zh-CN" { (it.told.source.as_str().unwrap_or("--")) } "）"
    }
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let page = list::page_number(&query, ROWS);
    let asked = Arc::clone(&ctx);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &asked, (page - 1) * ROWS, ROWS)?;
        let people: Vec<PersonId> = lines.iter().filter_map(|it| it.told_by).collect();
        let people = registry::query::person_names(r, &asked, &people)?;
        Ok((lines, query::count(r, &asked)?.unsigned_abs(), people, names(r, &asked)?))
    };
    let (lines, total, people, names) = db.read(read).await?;
    let lang = screen.lang();
    let pager = Pager::numbered(&query, PATH, page, ROWS, lines.len(), total);
    let body = html! {
        (parts::head(rain::title(lang), html! {}, html! {
            @if ctx.may(TELL) { (parts::primary_link(w::tell_rain(lang), &format!("{PATH}/new"))) }
        }))
        p.muted { (rain::about(lang)) }
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, total), parts::print_button(lang)))
            @if lines.is_empty() { (parts::empty(rain::nothing(lang), rain::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &lines, (&people, &names))) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs =
        [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), "/catchments"), Crumb::here(rain::title(lang))];
    Ok(screen.page(rain::title(lang), &crumbs, body))
}

type Names = HashMap<CatchmentId, String>;

/// Catchments within reach, by name.
fn names(r: &Reader<'_>, ctx: &Ctx) -> Result<Names, Error> {
    let seen = Ctx { scope: ctx.scope_of(VIEW), ..ctx.clone() };
    let all = catchment::query::list(r, &seen, &catchment::query::Filter::default())?;
    Ok(all.into_iter().map(|it| (it.id, it.said.name)).collect())
}

fn table(
    lang: Lang,
    ctx: &Ctx,
    lines: &[ExpectedRain],
    (people, names): (&HashMap<PersonId, String>, &Names),
) -> Markup {
    let columns = [
        Column::title(rain::place(lang)),
        Column::text(rain::rain(lang)),
        Column::text(rain::issued(lang)),
        Column::text(rain::until(lang)),
        Column::text(rain::source(lang)),
        Column::text(rain::told_by(lang)).wide_only(),
        Column::text(w::state(lang)),
    ];
    let row = |it: &ExpectedRain| {
        let place = match it.told.catchment {
            None => rain::district(lang),
            Some(id) => names.get(&id).map_or(w::outside(lang), String::as_str),
        };
        let by = it.told_by.and_then(|by| people.get(&by)).map_or("--", String::as_str);
        Row::new(vec![
            html! { span lang="zh-CN" { (place) } },
            html! { (facts(lang, it)) },
            html! { span.nowrap { (format::instant(it.told.issued)) } },
            html! { span.nowrap { (format::instant(it.told.until)) } },
            html! { span lang="zh-CN" { (it.told.source.as_str().unwrap_or("--")) } },
            html! { span lang="zh-CN" { (by) } },
            state(lang, ctx, it),
        ])
    };
    list::table(rain::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

fn state(lang: Lang, ctx: &Ctx, it: &ExpectedRain) -> Markup {
    html! {
        @match it.withdrawn_at {
            Some(_) => {
                (parts::tag(rain::withdrawn(lang))) " "
                span.muted.small lang="zh-CN" { (it.reason.as_ref().and_then(|it| it.as_str()).unwrap_or("--")) }
            }
            None if it.counts_at(ctx.now) => {
                (parts::good_tag(rain::counts(lang))) " " (withdrawal(lang, ctx, it))
            }
            // Issued for a few minutes from now.
            None if ctx.now < it.told.until => { (parts::tag(rain::to_come(lang))) " " (withdrawal(lang, ctx, it)) }
            None => { (parts::tag(rain::over(lang))) }
        }
    }
}

fn withdrawal(lang: Lang, ctx: &Ctx, it: &ExpectedRain) -> Markup {
    let path = format!("{PATH}/{}/withdrawal", it.id);
    html! { @if ctx.may(TELL) { (parts::small_link(flood_act::of(lang, "rain_withdrawal"), &path)) } }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExpectedRainCreated {
    #[schema(value_type = String)]
    id: ExpectedRainId,
}

async fn post_api(Shared(db): Shared<Db>, Extension(ctx): Visitor, Json(cmd): Json<Tell>) -> Reply<Response> {
    let id = db.write("expected_rain.tell by program", &ctx, move |tx, ctx| act::tell(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(ExpectedRainCreated { id })).into_response())
}

fn post_doc() -> Doc {
    Doc::new(
        "Tell what rain is expected within the next 1, 3, 6 and 24 hours, of one catchment or of the whole district",
    )
    .body::<Tell>()
    .creates::<ExpectedRainCreated>()
}

/// What was told of the coming rain, for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExpectedRain)]
pub struct ExpectedRainAnswer {
    #[schema(value_type = String)]
    id: ExpectedRainId,
    version: i64,
    /// None: the whole district.
    #[schema(value_type = Option<String>)]
    catchment: Option<CatchmentId>,
    issued: String,
    until: String,
    within_1h: Option<f64>,
    within_3h: Option<f64>,
    within_6h: Option<f64>,
    within_24h: Option<f64>,
    source: Option<String>,
    withdrawn: bool,
}

fn answer(it: &ExpectedRain) -> ExpectedRainAnswer {
    let [within_1h, within_3h, within_6h, within_24h] = it.told.within_mm.map(|it| it.map(|it| it.value()));
    ExpectedRainAnswer {
        id: it.id,
        version: it.version,
        catchment: it.told.catchment,
        issued: it.told.issued.to_string(),
        until: it.told.until.to_string(),
        within_1h,
        within_3h,
        within_6h,
        within_24h,
        source: it.told.source.as_str().map(str::to_owned),
        withdrawn: it.withdrawn_at.is_some(),
    }
}

/// A page of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExpectedRainLines {
    expected: Vec<ExpectedRainAnswer>,
    total: i64,
}

async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor, Query(query): Query) -> Reply<Json<ExpectedRainLines>> {
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, (page - 1) * ROWS, ROWS)?;
        Ok(ExpectedRainLines { expected: lines.iter().map(answer).collect(), total: query::count(r, &ctx)? })
    };
    Ok(Json(db.read(read).await?))
}

fn doc() -> Doc {
    Doc::new("What was told of the coming rain, newest first, fifty a page")
        .returns::<ExpectedRainLines>()
        .query("page", "from 1")
}
