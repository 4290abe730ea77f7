//! The form that drafts a scheme, and the same for programs.

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::Lang;
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use serde::Serialize;

use super::{SCHEMES, Visitor, kind_options};
use crate::scheme::{Draft, OversightSchemeId, draft};
use crate::words::{UNKNOWN, oversight as w, oversight_field as f, oversight_hint as h};

const FIELDS: [&str; 6] = ["kind", "title", "first", "last", "groups", "organisations"];

pub(super) async fn show(Extension(_): Visitor, screen: Screen) -> Reply {
    Ok(page(&screen, &Typed::default()))
}

fn page(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let sheet = Sheet {
        title: w::draft(lang),
        about: "",
        crumbs: vec![Crumb::link(w::title(lang), SCHEMES), Crumb::here(w::draft(lang))],
        action: SCHEMES.to_owned(),
        back: SCHEMES.to_owned(),
        then: w::draft_then(lang),
        labels: FIELDS.iter().map(|it| (*it, f::of(lang, it))).collect(),
    };
    sheet.show(screen, typed, html! {}, fields(lang, typed))
}

fn fields(lang: Lang, typed: &Typed) -> Markup {
    let spec = |name: &'static str| FieldSpec::new(name, f::of(lang, name)).hint(hint(lang, name));
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let groups = [("townships", w::all_townships(lang)), ("departments", w::all_departments(lang))]
        .map(|(word, label)| (word.to_owned(), label.to_owned()));
    html! {
        (form::select(&spec("kind").required(), &kind_options(lang), values, problems, lang))
        (form::text(&spec("title").required(), values, problems, lang))
        (form::date(&spec("first").required(), values, problems, lang))
        (form::date(&spec("last").required(), values, problems, lang))
        (form::group(w::whom(lang)))
        (form::choices(&spec("groups"), &groups, values, problems, lang))
        (form::text_area(&spec("organisations"), 4, values, problems, lang))
    }
}

fn hint(lang: Lang, name: &str) -> &'static str {
    match h::of(lang, name) {
        UNKNOWN => "",
        hint => hint,
    }
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Draft {
        kind: text("kind"),
        title: text("title"),
        first: text("first"),
        last: text("last"),
        groups: values.all("groups").map(str::to_owned).collect(),
        organisations: text("organisations"),
    };
    let made = db.write("oversight_scheme.draft", &ctx, move |tx, ctx| draft(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{SCHEMES}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SchemeCreated {
    #[schema(value_type = String)]
    id: OversightSchemeId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Draft>,
) -> Reply<Response> {
    let id = db.write("oversight_scheme.draft by program", &ctx, move |tx, ctx| draft(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(SchemeCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Draft a scheme: which kind, which days, which organisations").body::<Draft>().creates::<SchemeCreated>()
}
