//! The form of the inquiry into the cause, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, OrganisationId, Problem, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::{Cause, Inquire, inquire};
use crate::act_page::{self, ActPage, Done};
use crate::assign::web::organisation;
use crate::model::HazardId;
use crate::web::options;
use crate::words::{cause, inquiry as w};

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
    let fields = fields(&screen, &Values::default(), &[]);
    Ok(page.show(&screen, w::title(screen.lang()), fields, &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 6] {
    let lang = screen.lang();
    [
        ("course", w::course(lang)),
        ("cause", w::cause(lang)),
        ("organisation", w::organisation(lang)),
        ("neglected", w::neglected(lang)),
        ("prevention", w::prevention(lang)),
        ("conclusion", w::conclusion(lang)),
    ]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let causes = options(Cause::ALL, Cause::word, |it| cause::of(lang, it.word()));
    let area = |name, label| form::text_area(&FieldSpec::new(name, label).required(), 3, values, problems, lang);
    html! {
        (area("course", w::course(lang)))
        (form::select(&FieldSpec::new("cause", w::cause(lang)).required(), &causes, values, problems, lang))
        (form::text_suggested(&FieldSpec::new("organisation", w::organisation(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (area("neglected", w::neglected(lang)))
        (area("prevention", w::prevention(lang)))
        (area("conclusion", w::conclusion(lang)))
        (act_page::footer(screen, w::then(lang), w::act(lang)))
    }
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Inquire, Error> {
    let mut text = Text::new();
    let cause = text.read("cause", values.get("cause"), "choose one of the list", Cause::from_word);
    let body = organisation(r, ctx, "organisation", values, &mut text)?;
    let mut said = |field| text.required(field, values.get(field), 4, 2_000);
    let [course, neglected, prevention, conclusion] =
        ["course", "neglected", "prevention", "conclusion"].map(&mut said);
    text.finish()?;
    let (Some(cause), Some(organisation)) = (cause, body) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    Ok(Inquire { course, cause, organisation, neglected, prevention, conclusion })
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let read = db.read(move |r| Ok(parse(r, &asked, &typed))).await?;
    let done = match read {
        Ok(cmd) => db.write("hazard.inquire", &ctx, move |tx, ctx| inquire(tx, ctx, id, &cmd)).await,
        Err(error) => Err(error),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InquireBody {
    /// How it came to be.
    course: String,
    /// The root: `responsibility`, `investment`, `training`, `procedure`, `equipment`, `contractor`, `supervision`, `other`
    #[schema(value_type = String)]
    cause: Cause,
    /// Whose duty was neglected.
    #[schema(value_type = String)]
    organisation: OrganisationId,
    neglected: String,
    /// What keeps it from coming back.
    prevention: String,
    conclusion: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<InquireBody>,
) -> Reply<Json<Done>> {
    let InquireBody { course, cause, organisation, neglected, prevention, conclusion } = body;
    let cmd = Inquire { course, cause, organisation, neglected, prevention, conclusion };
    act_page::by_program(&db, &ctx, id, "hazard.inquire by program", move |tx, ctx| inquire(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Record the inquiry into the cause of a major hazard; without one it isn't closed")
        .body::<InquireBody>()
        .returns::<Done>()
}
