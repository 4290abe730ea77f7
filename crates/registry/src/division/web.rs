//! The divisions as a tree with their codes, and suggestions of places for forms.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use kernel::{Act, Ctx, Division, DivisionLevel, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, form, list, parts};

use super::{abolish, define, outline};
use crate::query::{self, DivisionRow};
use crate::web::{Visitor, place_text, typed};
use crate::words::{common as c, division as w};

pub(crate) const LIST: &str = "/divisions";
pub(crate) const VIEW: Act = Act("division.view");
const SUGGESTIONS: usize = 12;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, LIST, VIEW, show)
        .page(Method::GET, "/divisions/suggestions", VIEW, suggest)
        .api(Method::GET, LIST, VIEW, get_api, doc())
        .api(Method::GET, "/divisions/outlines", VIEW, outline::web::get_api, outline::web::doc())
        .and(define::web::routes())
        .and(abolish::web::routes())
}

pub(crate) struct Tree {
    above: Vec<DivisionRow>,
    pub townships: Vec<(DivisionRow, Vec<DivisionRow>)>,
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    let asked = Arc::clone(&ctx);
    let tree = db.read(move |r| fetch(r, &asked)).await?;
    let lang = screen.lang();
    let villages: usize = tree.townships.iter().map(|(_, villages)| villages.len()).sum();
    let summary = w::summary(lang, tree.townships.len(), villages);
    let way: Vec<&str> = tree.above.iter().map(|d| d.name.as_str()).collect();
    let body = html! {
        (parts::head(w::title(lang), html! { span.muted { (way.join(" · ")) } }, html! {
            @if ctx.may(define::web::ACT) { (parts::primary_link(w::define(lang), "/divisions/new")) }
        }))
        (list::list(html! {
            (list::tools(html! {}, &summary, html! {
                (list::export_link(lang, LIST, &Values::default())) (parts::print_button(lang))
            }))
            @if tree.townships.is_empty() {
                (parts::empty(w::none(lang), w::none_text(lang), html! {}))
            } @else {
                (table(lang, &ctx, &tree))
            }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(c::registers(lang)), Crumb::here(w::title(lang))], body))
}

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Tree, Error> {
    let county = ctx.district.division();
    let mut above = Vec::new();
    let mut code = Some(county);
    while let Some(at) = code {
        above.extend(query::division(r, ctx, at)?);
        code = at.parent();
    }
    above.reverse();
    let mut townships = Vec::new();
    for township in query::divisions(r, ctx, county, DivisionLevel::Township)? {
        let villages = query::divisions(r, ctx, township.code, DivisionLevel::Village)?;
        townships.push((township, villages));
    }
    Ok(Tree { above, townships })
}

fn table(lang: Lang, ctx: &Ctx, tree: &Tree) -> Markup {
    let keeps = ctx.may(abolish::web::ACT);
    let mut columns = vec![
        Column::text(c::name(lang)),
        Column::text(w::code(lang)),
        Column::text(w::type_name(lang)),
        Column::number(w::below(lang)),
        Column::text(c::status(lang)),
    ];
    if keeps {
        columns.push(Column::acts(""));
    }
    let mut rows = Vec::new();
    for (township, villages) in &tree.townships {
        let name = html! { b { (township.name) } };
        rows.push(row(lang, township, name, html! { (villages.len()) }, keeps.then(|| html! {})));
        let act = |v: &DivisionRow| html! { @if v.abolished_on.is_none() { a href=(abolish::web::path(v.code)) { (w::abolish(lang)) } } };
        rows.extend(villages.iter().map(|v| row(lang, v, html! { "　" (v.name) }, html! {}, keeps.then(|| act(v)))));
    }
    list::table(w::title(lang), &columns, &rows)
}

fn row(lang: Lang, it: &DivisionRow, name: Markup, below: Markup, act: Option<Markup>) -> Row {
    let status = match it.abolished_on {
        Some(day) => {
            html! { span.muted { (w::abolished(lang, day)) @if let Some(next) = it.successor { " → " (next) } } }
        }
        None => html! {},
    };
    let mut cells = vec![name, html! { (it.code) }, parts::or_dash(Some(&it.type_name)), below, status];
    cells.extend(act);
    Row::new(cells)
}

async fn suggest(State(db): State<Db>, Extension(ctx): Visitor, Query(query): Query) -> Reply<Markup> {
    let texts = db.read(move |r| suggestions(r, &ctx, &typed(&query))).await?;
    Ok(form::suggestions(&texts))
}

/// Townships before villages; the code in the text keeps villages of one name apart.
pub(crate) fn suggestions(r: &Reader<'_>, ctx: &Ctx, typed: &str) -> Result<Vec<String>, Error> {
    let county = ctx.district.division();
    let mut found = query::divisions(r, ctx, county, DivisionLevel::Township)?;
    if !typed.is_empty() {
        found.extend(query::divisions(r, ctx, county, DivisionLevel::Village)?);
        found.extend(query::division(r, ctx, county)?);
    }
    let letters = typed.to_lowercase();
    let fits = |d: &DivisionRow| {
        d.name.contains(typed)
            || !letters.is_empty() && crate::initials(&d.name).starts_with(&letters)
            || d.code.to_string().starts_with(typed)
    };
    let fitting = found.iter().filter(|d| d.abolished_on.is_none() && fits(d));
    Ok(fitting.take(SUGGESTIONS).map(|d| place_text(d.code, &d.name)).collect())
}

async fn get_api(State(db): State<Db>, Extension(ctx): Visitor, Query(query): Query) -> Reply<Json<Vec<DivisionRow>>> {
    let ctx: Arc<Ctx> = ctx;
    let within = query.reads::<Division>("within").unwrap_or(ctx.district.division());
    let levels: &[DivisionLevel] = match query.get("level") {
        "township" => &[DivisionLevel::Township],
        "village" => &[DivisionLevel::Village],
        _ => &[DivisionLevel::County, DivisionLevel::Township, DivisionLevel::Village],
    };
    let rows = db
        .read(move |r| {
            let mut rows = Vec::new();
            for level in levels {
                rows.extend(query::divisions(r, &ctx, within, *level)?);
            }
            Ok(rows)
        })
        .await?;
    Ok(Json(rows))
}

fn doc() -> Doc {
    Doc::new("Divisions of the district with their codes, abolished ones too")
        .returns_list::<DivisionRow>()
        .query("within", "a division code; default the district")
        .query("level", "township or village; default all")
}
