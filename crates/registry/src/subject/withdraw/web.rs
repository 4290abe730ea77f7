//! The form with which a subject is withdrawn, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Lang, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Withdraw, withdraw};
use crate::SubjectId;
use crate::query::{self, Subject};
use crate::subject::store;
use crate::web::{Sheet, Told, Visitor, given, read_day, reason, to};
use crate::words::{common as c, subject as w};

const ACT: Act = Act("subject.withdraw");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/subjects/{id}/withdrawal", ACT, show)
        .page(Method::POST, "/subjects/{id}/withdrawal", ACT, post)
        .api(Method::POST, "/subjects/{id}/withdrawal", ACT, post_api, doc())
}

fn sheet(lang: Lang, id: SubjectId) -> Sheet<'static> {
    let back = format!("/subjects/{id}");
    Sheet {
        title: w::withdraw(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/subjects"), Crumb::here(w::withdraw(lang))],
        action: format!("{back}/withdrawal"),
        back,
        then: w::withdraw_then(lang),
        submit: parts::submit_grave(w::withdraw(lang)),
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

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<SubjectId>) -> Reply {
    let values = Values::default().with("on", ctx.now.day().to_string());
    db.read(move |r| store::load(r, &ctx, id)).await?;
    let told = Told::default();
    Ok(sheet(screen.lang(), id).show(&screen, &told, fields(&screen, &values, &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SubjectId>,
    values: Values,
) -> Reply {
    let mut text = Text::new();
    let on = read_day(&mut text, "on", &values);
    let done = match text.finish() {
        Ok(()) => {
            let cmd = Withdraw { on: given(on)?, reason: values.get("reason").to_owned() };
            db.write(ACT.0, &ctx, move |tx, ctx| withdraw(tx, ctx, id, &cmd)).await
        }
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(()) => Ok(to(format!("/subjects/{id}"))),
        Err(error) => {
            let told = Told::of(error)?;
            Ok(sheet(screen.lang(), id).show(&screen, &told, fields(&screen, &values, &told)))
        }
    }
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<SubjectId>,
    Json(cmd): Json<Withdraw>,
) -> Reply<Json<Option<Subject>>> {
    db.write(ACT.0, &ctx, move |tx, ctx| withdraw(tx, ctx, id, &cmd)).await?;
    Ok(Json(db.read(move |r| query::subject(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("Withdraw a subject; its file stays").body::<Withdraw>().returns::<Subject>()
}
