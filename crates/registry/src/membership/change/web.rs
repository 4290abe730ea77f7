//! The form with which a role is activated, suspended or ended, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use kernel::{Act, Lang, MembershipStatus, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Change, change};
use crate::MembershipId;
use crate::membership::store::{self, Known};
use crate::web::{Made, Sheet, Told, Visitor, given, made, reason, to};
use crate::words::{common as c, membership as w, membership_status, person as p};

const ACT: Act = Act("membership.change");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/memberships/{id}/status", ACT, show)
        .page(Method::POST, "/memberships/{id}/status", ACT, post)
        .api(Method::POST, "/memberships/{id}/status", ACT, post_api, doc())
}

fn sheet(lang: Lang, id: MembershipId, it: &Known) -> Sheet<'static> {
    Sheet {
        title: w::change(lang),
        crumbs: vec![Crumb::link(p::title(lang), "/people"), Crumb::here(w::change(lang))],
        action: format!("/memberships/{id}/status"),
        back: format!("/people/{}", it.person),
        then: w::change_then(lang),
        submit: parts::submit(w::change(lang)),
        labels: vec![("to", c::status(lang)), ("reason", c::reason(lang))],
    }
}

fn fields(screen: &Screen, it: &Known, values: &Values, told: &Told) -> Markup {
    use MembershipStatus::{Active, Ended, Invited, Suspended};
    let lang = screen.lang();
    let next: &[MembershipStatus] = match it.status {
        Invited | Suspended => &[Active, Ended],
        Active => &[Suspended, Ended],
        Ended => &[],
    };
    let options: Vec<_> =
        next.iter().map(|s| (s.word().to_owned(), membership_status::of(lang, s.word()).to_owned())).collect();
    html! {
        (form::choice(&FieldSpec::new("to", c::status(lang)).required(), &options, values, &told.problems, lang))
        (reason(screen, c::reason(lang), values, told))
    }
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<MembershipId>) -> Reply {
    let it = db.read(move |r| store::load(r, &ctx, id)).await?;
    let told = Told::default();
    Ok(sheet(screen.lang(), id, &it).show(&screen, &told, fields(&screen, &it, &Values::default(), &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<MembershipId>,
    values: Values,
) -> Reply {
    let asked = ctx.clone();
    let it = db.read(move |r| store::load(r, &asked, id)).await?;
    let mut text = Text::new();
    let status = text.read("to", values.get("to"), "choose one of the list", MembershipStatus::from_word);
    let done = match text.finish() {
        Ok(()) => {
            let cmd = Change { to: given(status)?, reason: values.get("reason").to_owned() };
            db.write(ACT.0, &ctx, move |tx, ctx| change(tx, ctx, id, &cmd)).await
        }
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(()) => Ok(to(format!("/people/{}", it.person))),
        Err(error) => {
            let told = Told::of(error)?;
            Ok(sheet(screen.lang(), id, &it).show(&screen, &told, fields(&screen, &it, &values, &told)))
        }
    }
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<MembershipId>,
    Json(cmd): Json<Change>,
) -> Reply<(StatusCode, Json<Made>)> {
    db.write(ACT.0, &ctx, move |tx, ctx| change(tx, ctx, id, &cmd)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Activate, suspend or end a membership").body::<Change>().creates::<Made>()
}
