//! The form with which a village or community is abolished, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Day, Division, Error, Lang, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Abolish, abolish_village};
use crate::division::web::LIST;
use crate::query::{self, DivisionRow};
use crate::web::{Sheet, Told, Visitor, answer, given, pick_place, read_day, typed_act};
use crate::words::{common as c, division as w};

pub const ACT: Act = Act("division.abolish");
const PATH: &str = "/divisions/{id}/abolition";

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, PATH, ACT, show).page(Method::POST, PATH, ACT, post).api(
        Method::POST,
        PATH,
        ACT,
        post_api,
        doc(),
    )
}

pub fn path(code: Division) -> String {
    PATH.replace("{id}", &code.to_string())
}

/// The division that an address names.
fn load(r: &Reader<'_>, ctx: &Ctx, code: &str) -> Result<DivisionRow, Error> {
    let found = code.parse().ok().map(|code| query::division(r, ctx, code)).transpose()?.flatten();
    found.ok_or(Error::NotFound("division"))
}

fn sheet(lang: Lang, it: &DivisionRow) -> Sheet<'static> {
    Sheet {
        title: w::abolish(lang),
        crumbs: vec![
            Crumb::link(w::title(lang), LIST),
            Crumb::here(format!("{} {}", it.name, it.code)),
            Crumb::here(w::abolish(lang)),
        ],
        action: path(it.code),
        back: LIST.into(),
        then: w::abolish_then(lang),
        submit: parts::submit_grave(w::abolish(lang)),
        labels: vec![("on", c::last_day(lang)), ("successor", w::successor(lang))],
    }
}

fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let (problems, spec) = (&told.problems, FieldSpec::new);
    html! {
        (form::date(&spec("on", c::last_day(lang)).required(), values, problems, lang))
        (form::text_suggested(&spec("successor", w::successor(lang)).hint(w::successor_hint(lang)), "/divisions/suggestions", &[], values, problems, lang))
    }
}

fn parse(r: &Reader<'_>, ctx: &Ctx, code: Division, values: &Values) -> Result<Abolish, Error> {
    let mut text = Text::new();
    let on = read_day(&mut text, "on", values);
    let successor = match values.get("successor").trim() {
        "" => None,
        _ => pick_place(r, ctx, "successor", values, &mut text)?,
    };
    text.finish()?;
    Ok(Abolish { code, on: given(on)?, successor })
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(code): Path<String>) -> Reply {
    let values = Values::default().with("on", ctx.now.day().to_string());
    let it = db.read(move |r| load(r, &ctx, &code)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, &it).show(&screen, &told, fields(lang, &values, &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(code): Path<String>,
    values: Values,
) -> Reply {
    let asked = ctx.clone();
    let it = db.read(move |r| load(r, &asked, &code)).await?;
    let of = it.code;
    let parse = move |r: &Reader<'_>, ctx: &Ctx, values: &Values| parse(r, ctx, of, values);
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, abolish_village).await;
    let lang = screen.lang();
    answer(done, |_| LIST.into(), |told| sheet(lang, &it).show(&screen, told, fields(lang, &values, told)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbolitionBody {
    /// The last day.
    #[schema(value_type = String)]
    on: Day,
    /// What it becomes part of.
    #[schema(value_type = Option<String>)]
    successor: Option<Division>,
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(code): Path<String>,
    Json(body): Json<AbolitionBody>,
) -> Reply<Json<DivisionRow>> {
    let (asked, named) = (ctx.clone(), code.clone());
    let it = db.read(move |r| load(r, &asked, &named)).await?;
    let cmd = Abolish { code: it.code, on: body.on, successor: body.successor };
    db.write(ACT.0, &ctx, move |tx, ctx| abolish_village(tx, ctx, &cmd)).await?;
    Ok(Json(db.read(move |r| load(r, &ctx, &code)).await?))
}

fn doc() -> Doc {
    Doc::new("Abolish a village or community; its code and its past stay")
        .body::<AbolitionBody>()
        .returns::<DivisionRow>()
}
