//! The form with which a shift is assigned, and its twin for programs.

use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use kernel::{Act, Ctx, Error, Identity, Lang, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Assign, assign};
use crate::PostId;
use crate::post::store as post;
use crate::query::{self, Post};
use crate::shift::web::LIST;
use crate::web::{
    Made, Sheet, Told, Visitor, given, made, pick_organisation, pick_person, read_instant, to, typed_act,
};
use crate::words::{common as c, person as p, post_kind, shift as w};

const ACT: Act = Act("shift.assign");

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, "/shifts/new", ACT, show).page(Method::POST, LIST, ACT, post_form).api(
        Method::POST,
        LIST,
        ACT,
        post_api,
        doc(),
    )
}

fn sheet(lang: Lang) -> Sheet<'static> {
    Sheet {
        title: w::assign(lang),
        crumbs: vec![Crumb::link(w::title(lang), LIST), Crumb::here(w::assign(lang))],
        action: LIST.into(),
        back: LIST.into(),
        then: "",
        submit: parts::submit(w::assign(lang)),
        labels: vec![
            ("post", w::post(lang)),
            ("organisation", w::organisation(lang)),
            ("person", w::person(lang)),
            ("from", w::from(lang)),
            ("to", w::to(lang)),
        ],
    }
}

fn fields(lang: Lang, posts: &[Post], values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let spec = FieldSpec::new;
    let label = |p: &Post| format!("{} {}（{}）", p.organisation_name, p.name, post_kind::of(lang, p.kind.word()));
    let posts: Vec<_> = posts.iter().map(|p| (p.id.to_text(), label(p))).collect();
    html! {
        (form::select(&spec("post", w::post(lang)).required(), &posts, values, problems, lang))
        (form::text_suggested(&spec("organisation", w::organisation(lang)).hint(w::organisation_hint(lang)), "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&spec("person", w::person(lang)).hint(p::name_hint(lang)).required(), values, problems, lang))
        (form::datetime(&spec("from", w::from(lang)).required(), values, problems, lang))
        (form::datetime(&spec("to", w::to(lang)).hint(c::datetime_hint(lang)).required(), values, problems, lang))
    }
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    let posts = db.read(move |r| query::posts(r, &ctx)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang).show(&screen, &told, fields(lang, &posts, &Values::default(), &told)))
}

async fn post_form(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, assign).await;
    match done {
        Ok(_) => Ok(to(LIST.into())),
        Err(error) => {
            let (lang, told) = (screen.lang(), Told::of(error)?);
            let posts = db.read(move |r| query::posts(r, &ctx)).await?;
            Ok(sheet(lang).show(&screen, &told, fields(lang, &posts, &values, &told)))
        }
    }
}

/// Without another organisation the person belongs to that of the post.
fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Assign, Error> {
    let mut text = Text::new();
    let post = text.read("post", values.get("post"), "choose one of the list", PostId::parse);
    let own = match post {
        Some(post) => Some(post::load(r, ctx, post)?.organisation),
        None => None,
    };
    let organisation = pick_organisation(r, ctx, "organisation", values, &mut text)?.or(own);
    let person = match organisation {
        Some(organisation) => pick_person(r, ctx, organisation, "person", values, &mut text)?,
        None => None,
    };
    let from = read_instant(&mut text, "from", values);
    let to = read_instant(&mut text, "to", values);
    text.finish()?;
    Ok(Assign { post: given(post)?, person: given(person)?, from: given(from)?, to: given(to)? })
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Assign>,
) -> Reply<(StatusCode, Json<Made>)> {
    let id = db.write(ACT.0, &ctx, move |tx, ctx| assign(tx, ctx, &cmd)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Assign a shift").body::<Assign>().creates::<Made>()
}
