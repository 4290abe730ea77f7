//! The page with which an account is enabled again, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::Lang;
use ledger::Db;
use maud::html;
use page::{Crumb, Doc, Json, Reply, Routes, Screen, parts};

use super::enable;
use crate::AccountId;
use crate::account::disable::web::account;
use crate::account::web::{LIST, MANAGE};
use crate::query::AccountRow;
use crate::web::{Sheet, Told, Visitor, to};
use crate::words::account as w;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/accounts/{id}/enabling", MANAGE, show)
        .page(Method::POST, "/accounts/{id}/enabling", MANAGE, post)
        .api(Method::POST, "/accounts/{id}/enabling", MANAGE, post_api, doc())
}

fn sheet(lang: Lang, it: &AccountRow) -> Sheet<'static> {
    Sheet {
        title: w::enable(lang),
        crumbs: vec![
            Crumb::link(w::title(lang), LIST),
            Crumb::here(format!("{} {}", it.account.login, it.person_name)),
            Crumb::here(w::enable(lang)),
        ],
        action: format!("{LIST}/{}/enabling", it.account.id),
        back: LIST.into(),
        then: w::enable_then(lang),
        submit: parts::submit(w::enable(lang)),
        labels: Vec::new(),
    }
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<AccountId>) -> Reply {
    let it = db.read(move |r| account(r, &ctx, id)).await?;
    Ok(sheet(screen.lang(), &it).show(&screen, &Told::default(), html! {}))
}

async fn post(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<AccountId>) -> Reply {
    match db.write("account.enable", &ctx, move |tx, ctx| enable(tx, ctx, id)).await {
        Ok(()) => Ok(to(LIST.into())),
        Err(error) => {
            let told = Told::of(error)?;
            let it = db.read(move |r| account(r, &ctx, id)).await?;
            Ok(sheet(screen.lang(), &it).show(&screen, &told, html! {}))
        }
    }
}

async fn post_api(State(db): State<Db>, Extension(ctx): Visitor, Path(id): Path<AccountId>) -> Reply<Json<AccountRow>> {
    db.write("account.enable", &ctx, move |tx, ctx| enable(tx, ctx, id)).await?;
    Ok(Json(db.read(move |r| account(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("Enable an account that was disabled").returns::<AccountRow>()
}
