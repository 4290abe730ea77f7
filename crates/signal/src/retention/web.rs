//! The settings and the form that makes one.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{Act, Ctx, Lang, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, list as lists, parts};
use serde::Serialize;

use super::{LEAST_MONTHS, NOTICE_DAYS, Retention, Set, in_force, list, set};
use crate::web::{Visitor, known};
use crate::words::{retention as w, signal as sw, signal_field as f, signal_hint as h};

const PATH: &str = "/readings-retention";
const VIEW: Act = Act("device.token");
const SET: Act = Act("readings_retention.set");
const FIELDS: [&str; 3] = ["months", "from", "reason"];

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, show)
        .page(Method::POST, PATH, SET, post)
        .page(Method::GET, "/readings-retention/new", SET, ask)
        .api(Method::GET, PATH, VIEW, get, doc())
        .api(Method::POST, PATH, SET, post_api, post_doc())
}

fn months(lang: Lang, it: Option<u32>) -> String {
    it.map_or_else(|| w::all(lang).to_owned(), |it| w::months(lang, it))
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    let asked = Arc::clone(&ctx);
    let read = move |r: &Reader<'_>| {
        let all = list(r, &asked)?;
        let people: Vec<PersonId> = all.iter().filter_map(|it| it.set_by).collect();
        let names = registry::query::person_names(r, &asked, &people)?;
        Ok((all, names, in_force(r, &asked, asked.now.day())?))
    };
    let (all, names, now) = db.read(read).await?;
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(SET) { (parts::primary_link(w::set(lang), "/readings-retention/new")) }
        }))
        p.muted { (w::about(lang)) }
        (parts::card(w::now(lang), None, None, parts::inside(html! { p { b { (months(lang, now)) } } })))
        div.gap-top {
            (parts::card(w::settings(lang), Some(all.len() as u64), None, match all.is_empty() {
                true => html! { p.in.in-text.muted { (w::nothing(lang)) } },
                false => table(lang, &all, &names),
            }))
        }
    };
    let crumbs = [
        Crumb::here(sw::section(lang)),
        Crumb::link(w::archive(lang), "/readings-archive"),
        Crumb::here(w::title(lang)),
    ];
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn table(lang: Lang, all: &[Retention], names: &HashMap<PersonId, String>) -> Markup {
    let columns = [
        Column::title(w::kept(lang)),
        Column::day(w::from(lang)),
        Column::text(w::reason(lang)),
        Column::text(w::by(lang)),
        Column::day(w::at(lang)),
    ];
    let row = |it: &Retention| {
        let who = it.set_by.and_then(|it| names.get(&it)).map(String::as_str);
        Row::new(vec![
            html! { (months(lang, it.months)) },
            html! { span.nowrap { (it.from) } },
            html! { span lang="zh-CN" { (it.reason.as_ref().and_then(|it| it.as_str()).unwrap_or("--")) } },
            html! { span lang="zh-CN" { (parts::or_dash(who)) } },
            html! { span.nowrap { (page::format::instant(it.set_at)) } },
        ])
    };
    lists::table(w::settings(lang), &columns, &all.iter().map(row).collect::<Vec<_>>())
}

async fn ask(Extension(ctx): Visitor, screen: Screen) -> Reply {
    let values = Values::default().with("from", ctx.now.day().plus_days(NOTICE_DAYS).to_string());
    Ok(sheet(&screen, &Typed { values, problems: Vec::new() }))
}

fn sheet(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let label = |name: &str| f::of(lang, &format!("retention_{name}"));
    let sheet = Sheet {
        title: w::set(lang),
        about: "",
        crumbs: vec![Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::set(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::set_then(lang),
        labels: FIELDS.iter().map(|it| (*it, label(it))).collect(),
    };
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let least = h::retention_months(lang, LEAST_MONTHS);
    let fields = html! {
        (form::text(&FieldSpec::new("months", label("months")).hint(&least), values, problems, lang))
        (form::text(&FieldSpec::new("from", label("from")).hint(h::retention_from(lang)).required(), values, problems, lang))
        (form::text_area(&FieldSpec::new("reason", label("reason")).required(), 2, values, problems, lang))
    };
    sheet.show(screen, typed, html! {}, fields)
}

async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Set { months: text("months"), from: text("from"), reason: text("reason") };
    let made = db.write("readings_retention.set", &ctx, move |tx, ctx| set(tx, ctx, &cmd)).await;
    match done(made, values, |_| PATH.to_owned())? {
        Ok(next) => Ok(next),
        Err(again) => Ok(sheet(&screen, &again)),
    }
}

/// A setting for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RetentionLine {
    /// Whole months; null: all readings, for good.
    months: Option<u32>,
    from: String,
    reason: Option<String>,
    set_at: String,
}

/// For how long readings are kept one by one.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RetentionLines {
    /// As it holds today.
    months: Option<u32>,
    /// The latest first.
    settings: Vec<RetentionLine>,
}

fn lines(r: &Reader<'_>, ctx: &Ctx) -> Result<RetentionLines, kernel::Error> {
    let line = |it: Retention| RetentionLine {
        months: it.months,
        from: it.from.to_string(),
        reason: known(it.reason.as_ref()),
        set_at: it.set_at.to_minute(),
    };
    Ok(RetentionLines {
        months: in_force(r, ctx, ctx.now.day())?,
        settings: list(r, ctx)?.into_iter().map(line).collect(),
    })
}

async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor) -> Reply<Json<RetentionLines>> {
    Ok(Json(db.read(move |r| lines(r, &ctx)).await?))
}

fn doc() -> Doc {
    Doc::new("For how many months readings are kept one by one in the store; of older ones it has hours, and the archive all")
        .returns::<RetentionLines>()
}

async fn post_api(Shared(db): Shared<Db>, Extension(ctx): Visitor, Json(cmd): Json<Set>) -> Reply<Response> {
    db.write("readings_retention.set by program", &ctx, move |tx, ctx| set(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(db.read(move |r| lines(r, &ctx)).await?)).into_response())
}

fn post_doc() -> Doc {
    Doc::new("Say for how many months readings are kept one by one; less from thirty days on at the earliest")
        .body::<Set>()
        .creates::<RetentionLines>()
}
