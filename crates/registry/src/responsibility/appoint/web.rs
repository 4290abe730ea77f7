//! The form with which somebody is appointed, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use kernel::{Act, Ctx, Error, Identity, Lang, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, parts};

use super::{Appoint, appoint};
use crate::query::{self, Responsible, Subject};
use crate::subject::file::{Opens, three};
use crate::web::{
    Made, Sheet, Told, Visitor, given, made, options, pick_organisation, pick_person, read_day, read_day_or_none, to,
    typed_act,
};
use crate::words::{common as c, party, person as p, responsibility as w, subject as s};
use crate::{Party, SubjectId};

const ACT: Act = Act("responsibility.appoint");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/subjects/{id}/responsibilities", ACT, show)
        .page(Method::POST, "/subjects/{id}/responsibilities", ACT, post)
        .api(Method::POST, "/responsibilities", ACT, post_api, doc())
}

/// The subject and who answers for it today.
struct Now {
    subject: Subject,
    today: Vec<Responsible>,
    opens: Opens,
}

fn now(r: &Reader<'_>, ctx: &Ctx, id: SubjectId) -> Result<Now, Error> {
    let subject = query::subject(r, ctx, id)?.ok_or(Error::NotFound(SubjectId::NAME))?;
    let today = query::responsible(r, ctx, id, ctx.now.day())?;
    Ok(Now { subject, opens: Opens::among(r, ctx, today.iter())?, today })
}

fn sheet(lang: Lang, subject: &Subject) -> Sheet<'static> {
    let back = format!("/subjects/{}", subject.id);
    Sheet {
        title: w::appoint(lang),
        crumbs: vec![
            Crumb::link(s::title(lang), "/subjects"),
            Crumb::link(subject.name.clone(), back.clone()),
            Crumb::here(w::appoint(lang)),
        ],
        action: format!("{back}/responsibilities"),
        back,
        then: w::appoint_then(lang),
        submit: parts::submit(w::appoint(lang)),
        labels: vec![
            ("party", w::party(lang)),
            ("organisation", c::organisation(lang)),
            ("person", w::person(lang)),
            ("from", c::first_day(lang)),
            ("to", c::last_day(lang)),
            ("document", w::document(lang)),
        ],
    }
}

fn fields(lang: Lang, now: &Now, values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let spec = FieldSpec::new;
    let parties = options(Party::ALL, Party::word, party::of, lang);
    let acting = [("yes".to_owned(), w::acting_yes(lang).to_owned())];
    html! {
        (form::wide(parts::card(w::today(lang), None, None, three(lang, &now.today, &now.opens))))
        (form::choice(&spec("party", w::party(lang)).required(), &parties, values, problems, lang))
        (form::choices(&spec("acting", w::acting(lang)).hint(w::acting_hint(lang)), &acting, values, problems, lang))
        (form::text_suggested(&spec("organisation", c::organisation(lang)).hint(c::organisation_hint(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&spec("person", w::person(lang)).hint(p::name_hint(lang)).required(), values, problems, lang))
        (form::date(&spec("from", c::first_day(lang)).required(), values, problems, lang))
        (form::date(&spec("to", c::last_day(lang)).hint(w::to_hint(lang)), values, problems, lang))
        (form::text(&spec("document", w::document(lang)).hint(w::document_hint(lang)).required(), values, problems, lang))
    }
}

async fn show(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SubjectId>,
    Query(query): Query,
) -> Reply {
    let mut values = query.with("from", ctx.now.day().to_string());
    let (now, proposed) = db
        .read(move |r| {
            let now = now(r, &ctx, id)?;
            let body = match now.subject.organisation {
                Some(organisation) => query::organisation(r, &ctx, organisation)?,
                None => None,
            };
            Ok((now, body.map(|o| o.name)))
        })
        .await?;
    // Whoever runs the subject is proposed where its own party is appointed.
    if values.get("party") == Party::Enterprise.word() {
        values.set("organisation", proposed.unwrap_or_default());
    }
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, &now.subject).show(&screen, &told, fields(lang, &now, &values, &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SubjectId>,
    values: Values,
) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, move |r, ctx, values| parse(r, ctx, id, values), appoint).await;
    match done {
        Ok(_) => Ok(to(format!("/subjects/{id}"))),
        Err(error) => {
            let (lang, told) = (screen.lang(), Told::of(error)?);
            let now = db.read(move |r| now(r, &ctx, id)).await?;
            Ok(sheet(lang, &now.subject).show(&screen, &told, fields(lang, &now, &values, &told)))
        }
    }
}

fn parse(r: &Reader<'_>, ctx: &Ctx, id: SubjectId, values: &Values) -> Result<Appoint, Error> {
    let mut text = Text::new();
    let party = text.read("party", values.get("party"), "choose one of the list", Party::from_word);
    text.required("organisation", values.get("organisation"), 1, 100);
    let organisation = pick_organisation(r, ctx, "organisation", values, &mut text)?;
    let person = match organisation {
        Some(organisation) => pick_person(r, ctx, organisation, "person", values, &mut text)?,
        None => None,
    };
    let from = read_day(&mut text, "from", values);
    let to = read_day_or_none(&mut text, "to", values);
    let document = text.required("document", values.get("document"), 2, 120);
    text.finish()?;
    Ok(Appoint {
        subject: id,
        party: given(party)?,
        person: given(person)?,
        organisation: given(organisation)?,
        from: given(from)?,
        to,
        document,
        acting: values.has("acting", "yes"),
    })
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Appoint>,
) -> Reply<(StatusCode, Json<Made>)> {
    let id = db.write(ACT.0, &ctx, move |tx, ctx| appoint(tx, ctx, &cmd)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Appoint who answers for a subject; a full appointment ends the one before it")
        .body::<Appoint>()
        .creates::<Made>()
}
