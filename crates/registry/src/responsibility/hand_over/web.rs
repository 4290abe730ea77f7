//! The page on which both sides of a hand-over sign, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{HandOver, hand_over};
use crate::ResponsibilityId;
use crate::query;
use crate::responsibility::store::{self, Known};
use crate::web::{Made, Names, Sheet, Told, Visitor, made, to};
use crate::words::{common as c, party, responsibility as w};

const ACT: Act = Act("responsibility.hand_over");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/responsibilities/{id}/signature", ACT, show)
        .page(Method::POST, "/responsibilities/{id}/signature", ACT, post)
        .api(Method::POST, "/responsibilities/{id}/signature", ACT, post_api, doc())
}

struct Both {
    it: Known,
    former: Option<Known>,
    names: Names,
    subject_name: String,
}

fn load(r: &Reader<'_>, ctx: &Ctx, id: ResponsibilityId) -> Result<Both, Error> {
    let (it, former) = store::load_own(r, ctx, id)?;
    let mut people = vec![it.person];
    people.extend(former.as_ref().map(|f| f.person));
    let names = Names { people: query::person_names(r, ctx, &people)?, ..Names::default() };
    let subject_name = query::subject_names(r, ctx, &[it.subject])?.remove(&it.subject).unwrap_or_default();
    Ok(Both { it, former, names, subject_name })
}

fn sheet(lang: Lang, both: &Both) -> Sheet<'static> {
    Sheet {
        title: w::sign(lang),
        crumbs: vec![Crumb::here(both.subject_name.clone()), Crumb::here(w::sign(lang))],
        action: format!("/responsibilities/{}/signature", both.it.id),
        back: format!("/subjects/{}", both.it.subject),
        then: w::sign_then(lang),
        submit: parts::submit(w::sign(lang)),
        labels: vec![("note", w::note(lang))],
    }
}

fn fields(lang: Lang, both: &Both, values: &Values, told: &Told) -> Markup {
    let signed = |at: Option<kernel::Instant>| match at {
        Some(at) => parts::ticked(&at.to_minute()),
        None => parts::silent_mark(w::none_signed(lang)),
    };
    let facts = parts::facts(&[
        (w::subject(lang), html! { (both.subject_name) }),
        (w::party(lang), html! { (party::of(lang, both.it.party.word())) }),
        (
            w::leaves(lang),
            html! { span.in-text { (both.names.person(both.former.as_ref().map(|f| f.person))) } " " (signed(both.it.handed_at)) },
        ),
        (
            w::comes(lang),
            html! { span.in-text { (both.names.person(Some(both.it.person))) } " " (signed(both.it.taken_at)) },
        ),
        (c::since(lang), html! { (both.it.from) }),
    ]);
    let note = FieldSpec::new("note", w::note(lang)).hint(w::note_hint(lang)).required();
    html! {
        (form::wide(facts))
        (form::text_area(&note, 4, values, &told.problems, lang))
    }
}

async fn show(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<ResponsibilityId>,
) -> Reply {
    let both = db.read(move |r| load(r, &ctx, id)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, &both).show(&screen, &told, fields(lang, &both, &Values::default(), &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<ResponsibilityId>,
    values: Values,
) -> Reply {
    let cmd = HandOver { note: values.get("note").to_owned() };
    match db.write(ACT.0, &ctx, move |tx, ctx| hand_over(tx, ctx, id, &cmd)).await {
        Ok(()) => Ok(to(format!("/responsibilities/{id}/signature"))),
        Err(error) => {
            let (lang, told) = (screen.lang(), Told::of(error)?);
            let both = db.read(move |r| load(r, &ctx, id)).await?;
            Ok(sheet(lang, &both).show(&screen, &told, fields(lang, &both, &values, &told)))
        }
    }
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<ResponsibilityId>,
    Json(cmd): Json<HandOver>,
) -> Reply<(StatusCode, Json<Made>)> {
    db.write(ACT.0, &ctx, move |tx, ctx| hand_over(tx, ctx, id, &cmd)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Sign your side of a hand-over").body::<HandOver>().creates::<Made>()
}
