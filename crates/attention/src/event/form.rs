//! The form that registers an event, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use serde::Serialize;

use super::{MassEventId, PATH, Register, act, register};
use crate::web::Visitor;
use crate::words::{UNKNOWN, attention_field as f, attention_hint as h, mass_event as w, special as sw};

const FIELDS: [&str; 12] = [
    "title",
    "division",
    "place",
    "organiser",
    "starts",
    "ends",
    "expected",
    "limit",
    "over_reason",
    "permit",
    "department",
    "plan",
];

type Places = Vec<(String, String)>;

async fn places(db: &Db, ctx: &Arc<Ctx>) -> Result<Places, Error> {
    let asked = Arc::clone(ctx);
    let found = db.read(move |r| act::places(r, &asked)).await?;
    let here = |code: kernel::Division| ctx.scope.grants.is_empty() || ctx.scope.covers(code, &[], &[], None);
    Ok(found.into_iter().filter(|it| here(it.0)).map(|(code, name)| (code.to_string(), name)).collect())
}

pub(super) async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    Ok(page(&screen, &places(&db, &ctx).await?, &Typed::default()))
}

fn page(screen: &Screen, places: &Places, typed: &Typed) -> Response {
    let lang = screen.lang();
    let page = Sheet {
        title: w::register(lang),
        about: "",
        crumbs: vec![Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::register(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::register_then(lang),
        labels: FIELDS.iter().map(|it| (*it, f::of(lang, it))).collect(),
    };
    page.show(screen, typed, html! {}, fields(lang, places, typed))
}

fn fields(lang: Lang, places: &Places, typed: &Typed) -> Markup {
    let hint = |name: &str| match h::of(lang, name) {
        UNKNOWN => "",
        hint => hint,
    };
    let spec = |name: &'static str| FieldSpec::new(name, f::of(lang, name)).hint(hint(name));
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let bodies = "/organisations/suggestions";
    let here = [("yes".to_owned(), w::plan_here(lang).to_owned()), ("no".to_owned(), w::plan_missing(lang).to_owned())];
    html! {
        (form::text(&spec("title").required(), values, problems, lang))
        (form::select(&spec("division").required(), places, values, problems, lang))
        (form::text(&spec("place").required(), values, problems, lang))
        (form::text_suggested(&spec("organiser").required(), bodies, &[], values, problems, lang))
        (form::datetime(&spec("starts").required(), values, problems, lang))
        (form::datetime(&spec("ends").required(), values, problems, lang))
        (form::text(&spec("expected").required(), values, problems, lang))
        (form::text(&spec("limit").required(), values, problems, lang))
        (form::text_area(&spec("over_reason"), 2, values, problems, lang))
        (form::text(&spec("permit"), values, problems, lang))
        (form::text_suggested(&spec("department").required(), bodies, &[], values, problems, lang))
        (form::choice(&spec("plan"), &here, values, problems, lang))
    }
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Register {
        title: text("title"),
        division: text("division"),
        place: text("place"),
        organiser: text("organiser"),
        starts: text("starts"),
        ends: text("ends"),
        expected: text("expected"),
        limit: text("limit"),
        over_reason: text("over_reason"),
        permit: text("permit"),
        department: text("department"),
        plan: text("plan"),
    };
    let made = db.write("mass_event.register", &ctx, move |tx, ctx| register(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &places(&db, &ctx).await?, &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MassEventCreated {
    #[schema(value_type = String)]
    id: MassEventId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Register>,
) -> Reply<Response> {
    let id = db.write("mass_event.register by program", &ctx, move |tx, ctx| register(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(MassEventCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Register a mass event; the department that answers for it owes a look before it begins")
        .body::<Register>()
        .creates::<MassEventCreated>()
}
