//! The form with which an appointment ends, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Identity, Lang, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{End, end};
use crate::ResponsibilityId;
use crate::query::{self, Responsible};
use crate::responsibility::web::LIST;
use crate::web::{Sheet, Told, Visitor, given, read_day, reason, to};
use crate::words::{common as c, party, responsibility as w};

const ACT: Act = Act("responsibility.end");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/responsibilities/{id}/end", ACT, show)
        .page(Method::POST, "/responsibilities/{id}/end", ACT, post)
        .api(Method::POST, "/responsibilities/{id}/end", ACT, post_api, doc())
}

fn load(r: &Reader<'_>, ctx: &Ctx, id: ResponsibilityId) -> Result<Responsible, Error> {
    query::responsibility(r, ctx, id)?.ok_or(Error::NotFound(ResponsibilityId::NAME))
}

fn sheet(lang: Lang, it: &Responsible) -> Sheet<'static> {
    let who = format!("{} · {}", party::of(lang, it.party.word()), it.person_name);
    Sheet {
        title: w::end(lang),
        crumbs: vec![Crumb::link(w::title(lang), LIST), Crumb::here(who)],
        action: format!("{LIST}/{}/end", it.id),
        back: format!("/subjects/{}", it.subject),
        then: w::end_then(lang),
        submit: parts::submit_grave(w::end(lang)),
        labels: vec![("on", c::last_day(lang)), ("reason", c::reason(lang))],
    }
}

fn fields(screen: &Screen, values: &Values, told: &Told) -> Markup {
    let lang = screen.lang();
    html! {
        (form::date(&FieldSpec::new("on", c::last_day(lang)).required(), values, &told.problems, lang))
        (reason(screen, c::reason(lang), values, told))
    }
}

async fn show(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<ResponsibilityId>,
) -> Reply {
    let values = Values::default().with("on", ctx.now.day().to_string());
    let it = db.read(move |r| load(r, &ctx, id)).await?;
    let told = Told::default();
    Ok(sheet(screen.lang(), &it).show(&screen, &told, fields(&screen, &values, &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<ResponsibilityId>,
    values: Values,
) -> Reply {
    let asked = ctx.clone();
    let it = db.read(move |r| load(r, &asked, id)).await?;
    let mut text = Text::new();
    let on = read_day(&mut text, "on", &values);
    let done = match text.finish() {
        Ok(()) => {
            let cmd = End { on: given(on)?, reason: values.get("reason").to_owned() };
            db.write(ACT.0, &ctx, move |tx, ctx| end(tx, ctx, id, &cmd)).await
        }
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(()) => Ok(to(format!("/subjects/{}", it.subject))),
        Err(error) => {
            let told = Told::of(error)?;
            Ok(sheet(screen.lang(), &it).show(&screen, &told, fields(&screen, &values, &told)))
        }
    }
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<ResponsibilityId>,
    Json(cmd): Json<End>,
) -> Reply<Json<Responsible>> {
    db.write(ACT.0, &ctx, move |tx, ctx| end(tx, ctx, id, &cmd)).await?;
    Ok(Json(db.read(move |r| load(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("End an appointment; the gap shows until somebody is appointed").body::<End>().returns::<Responsible>()
}
