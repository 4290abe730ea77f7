//! The form that says the root cause, and its twin for programs; its two fields stand in the form of closing too.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Lang, Problem, Problems};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values, parts};
use serde::Deserialize;

use super::{Find, Found, RootCause, find, is_owed, last};
use crate::act_page::{self, ActPage, Done};
use crate::model::HazardId;
use crate::query;
use crate::web::options;
use crate::words::{root_cause as class, root_cause_form as w};

/// What a form that asks for the cause has to know.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Asked {
    pub known: Option<Found>,
    /// It has to be said before closing.
    pub owed: bool,
}

impl Asked {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Asked, Error> {
        let known = last(&query::detail(r, ctx, id)?.history).map(|(_, found)| found.clone());
        Ok(Asked { known, owed: is_owed(r, ctx, id)? })
    }
}

pub(crate) fn labels(lang: Lang) -> [(&'static str, &'static str); 2] {
    [("cause", w::cause(lang)), ("cause_said", w::said(lang))]
}

pub(crate) fn fields(lang: Lang, required: bool, values: &Values, problems: &[Problem]) -> Markup {
    let classes = options(RootCause::ALL, RootCause::word, |it| class::of(lang, it.word()));
    let spec = |name, label, hint| {
        let spec = FieldSpec::new(name, label).hint(hint);
        if required { spec.required() } else { spec }
    };
    html! {
        (form::select(&spec("cause", w::cause(lang), w::cause_hint(lang)), &classes, values, problems, lang))
        (form::text_area(&spec("cause_said", w::said(lang), w::said_hint(lang)), 3, values, problems, lang))
    }
}

/// In the form of closing: what is known already, or the fields.
pub(crate) fn fields_of_closing(lang: Lang, asked: &Asked, values: &Values, problems: &[Problem]) -> Markup {
    match &asked.known {
        Some(it) => {
            let said = html! { (class::of(lang, it.cause.word())) " · " (it.said.as_str().unwrap_or_default()) };
            form::wide(parts::facts_single(&[(w::title(lang), said)]))
        }
        None => html! {
            @if asked.owed { (form::wide(html! { p.muted { (w::owed(lang)) } })) }
            (fields(lang, asked.owed, values, problems))
        },
    }
}

/// From both fields; none when both are empty.
pub(crate) fn parse(values: &Values) -> Result<Option<Find>, Problems> {
    let (class, said) = (values.get("cause").trim(), values.get("cause_said").trim());
    match (RootCause::from_word(class), said) {
        (None, "") if class.is_empty() => Ok(None),
        (None, _) => Err(Problems(vec![Problem::at("cause", "choose one of the list")])),
        (Some(cause), said) => Ok(Some(Find { cause, said: said.to_owned() })),
    }
}

fn whole(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (fields(lang, true, values, problems))
        (act_page::footer(screen, w::then(lang), w::act(lang)))
    }
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, asked) = db.read(move |r| Ok((ActPage::fetch(r, &ctx, id)?, Asked::fetch(r, &ctx, id)?))).await?;
    let values = asked.known.map_or_else(Values::default, |it| {
        let said = it.said.as_str().unwrap_or_default().to_owned();
        Values::default().with("cause", it.cause.word()).with("cause_said", said)
    });
    Ok(page.show(&screen, w::title(screen.lang()), whole(&screen, &values, &[]), &labels(screen.lang()), &[]))
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let read = parse(&values).map_err(Error::from);
    let missing = || Problem::at("cause", "choose one of the list").into();
    let done = match read.and_then(|cmd| cmd.ok_or_else(missing)) {
        Ok(cmd) => db.write("hazard.find_cause", &ctx, move |tx, ctx| find(tx, ctx, id, &cmd)).await,
        Err(problems) => Err(problems),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), whole(screen, &values, problems), labels(screen.lang()).to_vec())
    })
    .await
}

#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RootCauseBody {
    /// `people`, `equipment`, `management`, `environment`
    #[schema(value_type = String)]
    cause: RootCause,
    said: String,
}

impl From<RootCauseBody> for Find {
    fn from(body: RootCauseBody) -> Find {
        Find { cause: body.cause, said: body.said }
    }
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<RootCauseBody>,
) -> Reply<Json<Done>> {
    let cmd = Find::from(body);
    act_page::by_program(&db, &ctx, id, "hazard.find_cause by program", move |tx, ctx| find(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Say the root cause of an open hazard; by whoever rectifies or verifies it, the last one said counts")
        .body::<RootCauseBody>()
        .returns::<Done>()
}
