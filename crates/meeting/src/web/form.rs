//! The form that convenes a meeting, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values};
use serde::Serialize;

use super::{PATH, Visitor, kind_options};
use crate::calendar::{self, Period, period_name};
use crate::convene::{Convene, convene};
use crate::model::MeetingId;
use crate::words::{meeting as w, meeting_field as f, meeting_hint as h};

const FIELDS: [&str; 11] =
    ["kind", "title", "starts", "place", "chair", "host", "period", "agenda", "groups", "invited", "post"];

/// A period that waits leads here with its id; the form begins with what it asks for.
pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let waiting = waiting(&db, &ctx).await?;
    let mut typed = Typed::default();
    let asked = waiting.iter().find(|it| it.id.to_string() == query.get("period"));
    if let Some(it) = asked {
        let lang = Lang::Zh;
        typed.values.set("period", it.id.to_string());
        typed.values.set("kind", it.kind.word());
        typed.values.set("title", period_name(lang, it));
    }
    Ok(page(&screen, &waiting, &typed))
}

async fn waiting(db: &Db, ctx: &Arc<Ctx>) -> Result<Vec<Period>, kernel::Error> {
    let asked = Arc::clone(ctx);
    db.read(move |r| calendar::query::waiting(r, &asked)).await
}

fn page(screen: &Screen, waiting: &[Period], typed: &Typed) -> Response {
    let lang = screen.lang();
    let mut labels: Vec<(&'static str, &'static str)> = FIELDS.iter().map(|it| (*it, f::of(lang, it))).collect();
    labels.push(("speakers", f::of(lang, "speakers")));
    let page = Sheet {
        title: w::convene(lang),
        about: "",
        crumbs: vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::convene(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::convene_then(lang),
        labels,
    };
    page.show(screen, typed, html! {}, fields(lang, waiting, typed))
}

fn fields(lang: Lang, waiting: &[Period], typed: &Typed) -> Markup {
    let spec = |name: &'static str| FieldSpec::new(name, f::of(lang, name)).hint(hint(lang, name));
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let periods: Vec<(String, String)> = waiting
        .iter()
        .map(|it| (it.id.to_string(), w::period_until(lang, period_name(lang, it), it.due.day())))
        .collect();
    let groups = [("townships", w::all_townships(lang)), ("departments", w::all_departments(lang))]
        .map(|(word, label)| (word.to_owned(), label.to_owned()));
    html! {
        (form::select(&spec("kind").required(), &kind_options(lang), values, problems, lang))
        (form::select(&spec("period"), &periods, values, problems, lang))
        (form::text(&spec("title").required(), values, problems, lang))
        (form::datetime(&spec("starts").required(), values, problems, lang))
        (form::text(&spec("place").required(), values, problems, lang))
        (form::text(&spec("chair").required(), values, problems, lang))
        (form::text_suggested(&spec("host"), "/organisations/suggestions", &[], values, problems, lang))
        (form::text_area(&spec("agenda").required(), 6, values, problems, lang))
        (form::group(w::whom(lang)))
        (form::choices(&spec("groups"), &groups, values, problems, lang))
        (form::text(&spec("post"), values, problems, lang))
        (form::text_area(&spec("invited"), 4, values, problems, lang))
        (form::text_area(&spec("speakers"), 4, values, problems, lang))
    }
}

fn hint(lang: Lang, name: &str) -> &'static str {
    match h::of(lang, name) {
        crate::words::UNKNOWN => "",
        hint => hint,
    }
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Convene {
        kind: text("kind"),
        title: text("title"),
        starts: text("starts"),
        place: text("place"),
        chair: text("chair"),
        host: text("host"),
        period: text("period"),
        agenda: text("agenda"),
        groups: values.all("groups").map(str::to_owned).collect(),
        invited: text("invited"),
        post: text("post"),
        speakers: text("speakers"),
    };
    let made = db.write("meeting.convene", &ctx, move |tx, ctx| convene(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &waiting(&db, &ctx).await?, &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MeetingCreated {
    #[schema(value_type = String)]
    id: MeetingId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Convene>,
) -> Reply<Response> {
    let id = db.write("meeting.convene by program", &ctx, move |tx, ctx| convene(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(MeetingCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Convene a meeting: its agenda in order, who is asked, and the period it counts for")
        .body::<Convene>()
        .creates::<MeetingCreated>()
}
