//! The form with which a hazard is assigned, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Instant, Lang, OrganisationId, PersonId, Problem, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use obligation::Owner;
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use registry::SubjectId;
use serde::Deserialize;

use super::{Assign, assign};
use crate::act_page::{self, ActPage, Done};
use crate::model::{Demand, HazardId};
use crate::report::web::deadline;
use crate::web::options;
use crate::words::{assign as w, demand as demand_words};

/// The department that answers for the subject verifies, unless it rectifies itself; then the reporter's, then the office.
pub fn default_checker(r: &Reader<'_>, ctx: &Ctx, subject: SubjectId, owner: OrganisationId) -> Result<Owner, Error> {
    let unscoped = Ctx { scope: kernel::Scope::everything(ctx.district), ..ctx.clone() };
    let responsible = registry::query::responsible(r, &unscoped, subject, ctx.now.day())?;
    let department = responsible.iter().find(|x| x.party == registry::Party::Department && x.organisation != owner);
    if let Some(found) = department {
        return Ok(Owner { organisation: found.organisation, person: None });
    }
    let mine = ctx.scope.widest().map(|g| g.organisation).filter(|o| *o != owner && ctx.person().is_some());
    let organisation = match mine {
        Some(mine) => mine,
        None => registry::query::safety_office(r, ctx)?,
    };
    Ok(Owner { organisation, person: None })
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let (page, values) = db
        .read(move |r| {
            let page = ActPage::fetch(r, &asked, id)?;
            let values = proposed(r, &asked, &page)?;
            Ok((page, values))
        })
        .await?;
    Ok(page.show(&screen, w::title(screen.lang()), fields(&screen, &values, &[]), &labels(&screen), &[]))
}

/// The unit itself rectifies, its department verifies; the clerk changes what doesn't fit.
fn proposed(r: &Reader<'_>, ctx: &Ctx, page: &ActPage) -> Result<Values, Error> {
    let mut values = Values::default();
    let Some(owner) = page.hazard.subject_organisation else { return Ok(values) };
    let checker = default_checker(r, ctx, page.hazard.subject, owner)?;
    for (name, organisation) in [("owner", owner), ("checker", checker.organisation)] {
        if let Some(found) = registry::query::organisation(r, ctx, organisation)? {
            values.set(name, found.name);
        }
    }
    if let Some(person) = registry::query::head_of(r, ctx, owner)? {
        let names = registry::query::person_names(r, ctx, &[person])?;
        values.set("owner_person", names.get(&person).cloned().unwrap_or_default());
    }
    Ok(values)
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 6] {
    let lang = screen.lang();
    [
        ("owner", w::owner(lang)),
        ("owner_person", w::owner_person(lang)),
        ("demand", w::demand(lang)),
        ("due", w::due(lang)),
        ("checker", w::checker(lang)),
        ("note", w::note(lang)),
    ]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::text_suggested(&FieldSpec::new("owner", w::owner(lang)).hint(w::owner_hint(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&FieldSpec::new("owner_person", w::owner_person(lang)).hint(w::owner_person_hint(lang)), values, problems, lang))
        (demand(lang, values, problems))
        (form::date(&FieldSpec::new("due", w::due(lang)).hint(w::due_hint(lang)), values, problems, lang))
        (form::text_suggested(&FieldSpec::new("checker", w::checker(lang)).hint(w::checker_hint(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (form::text_area(&FieldSpec::new("note", w::note(lang)), 2, values, problems, lang))
        (act_page::footer(screen, w::then(lang), w::act(lang)))
    }
}

/// At once, or by a deadline: two radio buttons, the latter chosen until somebody chooses.
pub(super) fn demand(lang: Lang, values: &Values, problems: &[Problem]) -> Markup {
    let demands = options(Demand::ALL, Demand::word, |it| demand_words::of(lang, it.word()));
    let mut values = values.clone();
    if values.get("demand").is_empty() {
        values.set("demand", Demand::default().word());
    }
    form::choice(
        &FieldSpec::new("demand", w::demand(lang)).hint(w::demand_hint(lang)),
        &demands,
        &values,
        problems,
        lang,
    )
}

/// Left out, it is by a deadline.
pub(super) fn demanded(values: &Values, text: &mut Text) -> Demand {
    text.read_optional("demand", values.get("demand"), "choose one of the list", Demand::from_word).unwrap_or_default()
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
        Ok(cmd) => db.write("hazard.assign", &ctx, move |tx, ctx| assign(tx, ctx, id, &cmd)).await,
        Err(error) => Err(error),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
    })
    .await
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Assign, Error> {
    let mut text = Text::new();
    let owner = organisation(r, ctx, "owner", values, &mut text)?;
    let checker = organisation(r, ctx, "checker", values, &mut text)?;
    let person = match owner {
        Some(owner) => person(r, ctx, owner, "owner_person", values, &mut text)?,
        None => None,
    };
    let demand = demanded(values, &mut text);
    let due = text.read_optional("due", values.get("due"), "write the day as 2026-06-18", deadline);
    let note = text.optional("note", values.get("note"), 500);
    text.finish()?;
    let (Some(owner), Some(checker)) = (owner, checker) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    Ok(Assign {
        owner: Owner { organisation: owner, person },
        checker: Owner { organisation: checker, person: None },
        demand,
        due,
        note,
    })
}

/// The organisation named in a field, by its name.
pub(crate) fn organisation(
    r: &Reader<'_>,
    ctx: &Ctx,
    field: &'static str,
    values: &Values,
    text: &mut Text,
) -> Result<Option<OrganisationId>, Error> {
    let given = text.required(field, values.get(field), 1, 200);
    if given.is_empty() {
        return Ok(None);
    }
    let found = registry::query::organisation_by_name(r, ctx, &given)?;
    if found.is_none() {
        text.problem(field, "no registered organisation has this name", &given);
    }
    Ok(found.map(|o| o.id))
}

/// The person named, if there is exactly one of this name in the organisation.
pub(crate) fn person(
    r: &Reader<'_>,
    ctx: &Ctx,
    organisation: OrganisationId,
    field: &'static str,
    values: &Values,
    text: &mut Text,
) -> Result<Option<PersonId>, Error> {
    let given = values.get(field).trim();
    if given.is_empty() {
        return Ok(None);
    }
    let unscoped = Ctx { scope: kernel::Scope::everything(ctx.district), ..ctx.clone() };
    let found = registry::query::suggest_people(r, &unscoped, Some(organisation), given, 10)?;
    let exact: Vec<_> = found.iter().filter(|p| p.name == given).collect();
    match exact.as_slice() {
        [only] => Ok(Some(only.id)),
        _ => {
            text.problem(field, "this organisation has nobody of this name", given);
            Ok(None)
        }
    }
}

/// The form for programs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignBody {
    #[schema(value_type = String)]
    owner_organisation: OrganisationId,
    #[schema(value_type = Option<String>)]
    owner_person: Option<PersonId>,
    #[schema(value_type = String)]
    checker_organisation: OrganisationId,
    #[schema(value_type = Option<String>)]
    checker_person: Option<PersonId>,
    /// `by_deadline` (default) or `at_once`
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    demand: Demand,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    note: Option<String>,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<AssignBody>,
) -> Reply<Json<Done>> {
    let cmd = Assign {
        owner: Owner { organisation: body.owner_organisation, person: body.owner_person },
        checker: Owner { organisation: body.checker_organisation, person: body.checker_person },
        demand: body.demand,
        due: body.due,
        note: body.note,
    };
    act_page::by_program(&db, &ctx, id, "hazard.assign by program", move |tx, ctx| assign(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Assign a hazard to whoever rectifies it, with a deadline and a checker")
        .body::<AssignBody>()
        .returns::<Done>()
}
