//! The form with which a role is granted, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use kernel::{Act, Ctx, Day, Error, Identity, Lang, PersonId, Role, Sector, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Grant, grant};
use crate::query::{self, Person};
use crate::web::{
    Made, Sheet, Told, Visitor, given, made, options, pick_organisation, pick_person, pick_place, place_text, read_day,
    read_day_or_none, to, typed_act,
};
use crate::words::{common as c, membership as w, person as p, role, sector};

const ACT: Act = Act("membership.grant");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/people/{id}/memberships/new", ACT, show)
        .page(Method::POST, "/people/{id}/memberships", ACT, post)
        .api(Method::POST, "/memberships", ACT, post_api, doc())
}

fn sheet(lang: Lang, person: &Person) -> Sheet<'static> {
    let back = format!("/people/{}", person.id);
    Sheet {
        title: w::grant(lang),
        crumbs: vec![
            Crumb::link(p::title(lang), "/people"),
            Crumb::link(person.name.clone(), back.clone()),
            Crumb::here(w::grant(lang)),
        ],
        action: format!("{back}/memberships"),
        back,
        then: w::grant_then(lang),
        submit: parts::submit(w::grant(lang)),
        labels: vec![
            ("role", w::role(lang)),
            ("organisation", c::organisation(lang)),
            ("division", c::division(lang)),
            ("sectors", c::sector(lang)),
            ("from", c::first_day(lang)),
            ("to", c::last_day(lang)),
            ("deputy_for", w::deputy_for(lang)),
        ],
    }
}

fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let spec = FieldSpec::new;
    let roles = options(Role::ALL, Role::word, role::of, lang);
    let sectors = options(Sector::ALL, Sector::word, sector::of, lang);
    html! {
        (form::select(&spec("role", w::role(lang)).required(), &roles, values, problems, lang))
        (form::text_suggested(&spec("organisation", c::organisation(lang)).hint(c::organisation_hint(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (form::text_suggested(&spec("division", c::division(lang)).hint(w::division_hint(lang)).required(), "/divisions/suggestions", &[], values, problems, lang))
        (form::text(&spec("deputy_for", w::deputy_for(lang)).hint(w::deputy_hint(lang)), values, problems, lang))
        (form::date(&spec("from", c::first_day(lang)).required(), values, problems, lang))
        (form::date(&spec("to", c::last_day(lang)), values, problems, lang))
        (form::wide(form::choices(&spec("sectors", c::sector(lang)).hint(w::sectors_hint(lang)), &sectors, values, problems, lang)))
    }
}

fn person(r: &Reader<'_>, ctx: &Ctx, id: PersonId) -> Result<Person, Error> {
    query::person_in_scope(r, ctx, id)?.ok_or(Error::NotFound(PersonId::NAME))
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<PersonId>) -> Reply {
    let today = ctx.now.day();
    let (person, values) = db
        .read(move |r| {
            let person = person(r, &ctx, id)?;
            let mut values = Values::default().with("from", today.to_string());
            if let Some(body) = query::organisation(r, &ctx, person.organisation)? {
                values.set("division", place_text(body.division, &query::division_name(r, &ctx, body.division)?));
                values.set("organisation", body.name);
            }
            Ok((person, values))
        })
        .await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, &person).show(&screen, &told, fields(lang, &values, &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<PersonId>,
    values: Values,
) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, move |r, ctx, values| parse(r, ctx, id, values), grant).await;
    match done {
        Ok(_) => Ok(to(format!("/people/{id}"))),
        Err(error) => {
            let (lang, told) = (screen.lang(), Told::of(error)?);
            let person = db.read(move |r| person(r, &ctx, id)).await?;
            Ok(sheet(lang, &person).show(&screen, &told, fields(lang, &values, &told)))
        }
    }
}

fn parse(r: &Reader<'_>, ctx: &Ctx, id: PersonId, values: &Values) -> Result<Grant, Error> {
    let mut text = Text::new();
    let role = text.read("role", values.get("role"), "choose one of the list", Role::from_word);
    text.required("organisation", values.get("organisation"), 1, 100);
    let organisation = pick_organisation(r, ctx, "organisation", values, &mut text)?;
    let division = pick_place(r, ctx, "division", values, &mut text)?;
    let from = read_day(&mut text, "from", values);
    let to = read_day_or_none(&mut text, "to", values);
    let deputy_for = match (organisation, values.get("deputy_for").trim().is_empty()) {
        (Some(organisation), false) => pick_person(r, ctx, organisation, "deputy_for", values, &mut text)?,
        _ => None,
    };
    text.finish()?;
    Ok(Grant {
        person: id,
        organisation: given(organisation)?,
        division: given(division)?,
        role: given(role)?,
        sectors: values.all("sectors").filter_map(Sector::from_word).collect(),
        from: given(from)?.start(),
        // The last day is a whole day.
        to: to.map(|day: Day| day.plus_days(1).start()),
        deputy_for,
    })
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Grant>,
) -> Reply<(StatusCode, Json<Made>)> {
    let id = db.write(ACT.0, &ctx, move |tx, ctx| grant(tx, ctx, &cmd)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Grant a role; it is an invitation until it is activated").body::<Grant>().creates::<Made>()
}
