//! What was received, for those who answer: the list, one entry with its answer, and their twins for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::{Deserialize, Serialize};

use super::answer::answer;
use super::web::{ANSWER, PATH};
use super::{Sent, State as Wanted, find, sent};
use crate::words::{complaint as w, complaint_state};

const ROWS: i64 = 50;
/// How far one turns pages.
const LAST_PAGE: i64 = 200;

type Visitor = Extension<Arc<Ctx>>;

/// One page of the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Complaints {
    /// How many there are on all pages.
    total: i64,
    rows: Vec<Sent>,
}

pub fn wanted(query: &Values) -> (Wanted, i64) {
    let page = query.reads::<i64>("page").unwrap_or(1).clamp(1, LAST_PAGE);
    (query.word("state", Wanted::from_word).unwrap_or(Wanted::Open), page)
}

async fn fetch(db: &Db, ctx: &Arc<Ctx>, query: &Values) -> Result<Complaints, Error> {
    let (state, page) = wanted(query);
    let ctx = Arc::clone(ctx);
    let (rows, total) = db.read(move |r| sent(r, &ctx, state, (page - 1) * ROWS, ROWS)).await?;
    Ok(Complaints { total, rows })
}

pub async fn get_api(State(db): State<Db>, Extension(ctx): Visitor, Query(query): Query) -> Reply<Json<Complaints>> {
    Ok(Json(fetch(&db, &ctx, &query).await?))
}

pub fn list_doc() -> Doc {
    Doc::new("Complaints and suggestions received, newest first, 50 at a time")
        .returns::<Complaints>()
        .query("state", "open (default), answered or all")
        .query("page", "1 to 200")
}

pub async fn show_list(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let found = fetch(&db, &ctx, &query).await?;
    let lang = screen.lang();
    let (state, page) = wanted(&query);
    let at = |page: i64| Values::default().with("state", state.word()).with("page", page.to_string()).at(PATH);
    let (from, all) = ((page - 1) * ROWS, found.total.unsigned_abs());
    let pager = Pager {
        from: from.unsigned_abs() + 1,
        to: from.unsigned_abs() + found.rows.len() as u64,
        total: Some(all),
        prev: (page > 1).then(|| at(page - 1)),
        next: (from + ROWS < found.total).then(|| at(page + 1)),
    };
    let view = |it: Wanted| View {
        label: complaint_state::of(lang, it.word()).to_owned(),
        href: Values::default().with("state", it.word()).at(PATH),
        count: None,
        late: false,
        current: it == state,
    };
    let views: Vec<View> = Wanted::ALL.iter().copied().map(view).collect();
    let body = html! {
        (parts::head(w::list(lang), html! {}, html! {}))
        (list::views(lang, &views))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, all), html! { (list::export_link(lang, PATH, &query)) (parts::print_button(lang)) }))
            @if found.rows.is_empty() {
                (parts::empty(w::none(lang), w::none_text(lang), html! {}))
            } @else {
                (table(&screen, &found.rows))
                (list::pager(lang, &pager))
            }
        }))
    };
    Ok(screen.page(w::list(lang), &[Crumb::here(w::list(lang))], body))
}

fn table(screen: &Screen, rows: &[Sent]) -> Markup {
    let lang = screen.lang();
    let columns = [
        Column::text(w::number(lang)),
        Column::text(w::sent(lang)),
        Column::text(w::text(lang)),
        Column::text(w::contact(lang)),
        Column::text(w::answered_at(lang)),
    ];
    let when = |at| format::instant_short(at, screen.now());
    let row = |it: &Sent| {
        Row::new(vec![
            html! { a.nowrap href=(path(&it.number)) { (it.number) } },
            html! { span.nowrap { (when(it.sent_at)) } },
            html! { span.said { (it.text) } },
            parts::or_dash(it.contact.as_deref()),
            html! { span.nowrap { (parts::or_dash(it.answered_at.map(when).as_deref())) } },
        ])
    };
    list::table(w::list(lang), &columns, &rows.iter().map(row).collect::<Vec<_>>())
}

fn path(number: &str) -> String {
    format!("{PATH}/{number}")
}

/// An entry with the name of who answered it.
fn one(r: &Reader<'_>, ctx: &Ctx, number: &str) -> Result<(Sent, String), Error> {
    let it = find(r, ctx, number)?;
    let by = it.answered_by;
    let name = registry::query::person_names(r, ctx, by.as_slice())?.into_values().next();
    Ok((it, name.unwrap_or_default()))
}

pub async fn show_one(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(number): Path<String>,
) -> Reply {
    let found = db.read(move |r| one(r, &ctx, &number)).await?;
    let body = entry(&screen, &found, &Values::default(), &[]);
    Ok(screen.page(w::one(screen.lang()), &crumbs(&screen, &found.0), body))
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(number): Path<String>,
    values: Values,
) -> Reply {
    let (named, text) = (number.clone(), values.get("answer").to_owned());
    match db.write(ANSWER.0, &ctx, move |tx, ctx| answer(tx, ctx, &named, &text)).await {
        Ok(()) => Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(&path(&number)))),
        Err(Error::Invalid(problems)) => {
            let found = db.read(move |r| one(r, &ctx, &number)).await?;
            let body = entry(&screen, &found, &values, &problems.0);
            Ok(screen.invalid(w::one(screen.lang()), &crumbs(&screen, &found.0), body))
        }
        Err(other) => Err(other.into()),
    }
}

fn crumbs(screen: &Screen, it: &Sent) -> [Crumb; 2] {
    [Crumb::link(w::list(screen.lang()), PATH), Crumb::here(it.number.as_str())]
}

fn entry(screen: &Screen, (it, by): &(Sent, String), values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let labels = [("answer", w::answer(lang))];
    let said = [
        (w::number(lang), html! { (it.number) }),
        (w::sent(lang), html! { (it.sent_at.to_minute()) }),
        (w::text(lang), html! { span.said { (it.text) } }),
        (w::contact(lang), parts::or_dash(it.contact.as_deref())),
    ];
    html! {
        (parts::head(w::one(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &labels))
        section.card { (parts::facts_single(&said)) }
        @match (&it.answer, it.answered_at) {
            (Some(text), Some(at)) => div.gap-top { (parts::card(w::answered(lang), None, None, parts::inside(parts::facts_single(&[
                (w::answered_at(lang), html! { (at.to_minute()) }),
                (w::answered_by(lang), parts::or_dash(Some(by))),
                (w::answer(lang), html! { span.said { (text) } }),
            ])))) },
            _ => section.card.gap-top { (form::form(screen, &format!("{}/answer", path(&it.number)), html! {
                (form::text_area(&FieldSpec::new("answer", w::answer(lang)).hint(w::answer_hint(lang)).required(), 4, values, problems, lang))
                (parts::actions(lang, html! { span.muted.small { (w::answer_then(lang)) } }, html! {
                    (parts::link_button(w::cancel(lang), PATH))
                    (parts::submit(w::answer_act(lang)))
                }))
            })) },
        }
    }
}

pub async fn get_one_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(number): Path<String>,
) -> Reply<Json<Sent>> {
    Ok(Json(db.read(move |r| find(r, &ctx, &number)).await?))
}

pub fn one_doc() -> Doc {
    Doc::new("One complaint with its answer").returns::<Sent>()
}

/// What the sender is told, or was.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    answer: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(number): Path<String>,
    Json(body): Json<AnswerBody>,
) -> Reply<Json<Sent>> {
    let named = number.clone();
    db.write(ANSWER.0, &ctx, move |tx, ctx| answer(tx, ctx, &named, &body.answer)).await?;
    Ok(Json(db.read(move |r| find(r, &ctx, &number)).await?))
}

pub fn answer_doc() -> Doc {
    Doc::new("Answer a complaint, once").body::<AnswerBody>().returns::<Sent>()
}
