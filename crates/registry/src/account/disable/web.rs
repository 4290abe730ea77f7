//! The form with which an account is disabled, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Ctx, Error, Identity, Lang};
use ledger::{Db, Reader};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};
use serde::Deserialize;

use super::disable;
use crate::AccountId;
use crate::account::web::{LIST, MANAGE};
use crate::query::{self, AccountRow};
use crate::web::{Sheet, Told, Visitor, reason, to};
use crate::words::{account as w, common as c};

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/accounts/{id}/disabling", MANAGE, show)
        .page(Method::POST, "/accounts/{id}/disabling", MANAGE, post)
        .api(Method::POST, "/accounts/{id}/disabling", MANAGE, post_api, doc())
}

fn sheet(lang: Lang, it: &AccountRow) -> Sheet<'static> {
    Sheet {
        title: w::disable(lang),
        crumbs: vec![
            Crumb::link(w::title(lang), LIST),
            Crumb::here(format!("{} {}", it.account.login, it.person_name)),
            Crumb::here(w::disable(lang)),
        ],
        action: format!("{LIST}/{}/disabling", it.account.id),
        back: LIST.into(),
        then: w::disable_then(lang),
        submit: parts::submit_grave(w::disable(lang)),
        labels: vec![("reason", c::reason(lang))],
    }
}

pub(crate) fn account(r: &Reader<'_>, ctx: &Ctx, id: AccountId) -> Result<AccountRow, Error> {
    query::account(r, ctx, id)?.ok_or(Error::NotFound(AccountId::NAME))
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<AccountId>) -> Reply {
    let it = db.read(move |r| account(r, &ctx, id)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, &it).show(&screen, &told, reason(&screen, c::reason(lang), &Values::default(), &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<AccountId>,
    values: Values,
) -> Reply {
    let why = values.get("reason").to_owned();
    match db.write("account.disable", &ctx, move |tx, ctx| disable(tx, ctx, id, &why)).await {
        Ok(()) => Ok(to(LIST.into())),
        Err(error) => {
            let (lang, told) = (screen.lang(), Told::of(error)?);
            let it = db.read(move |r| account(r, &ctx, id)).await?;
            Ok(sheet(lang, &it).show(&screen, &told, reason(&screen, c::reason(lang), &values, &told)))
        }
    }
}

/// Why something ends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    pub reason: String,
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<AccountId>,
    Json(body): Json<ReasonBody>,
) -> Reply<Json<AccountRow>> {
    db.write("account.disable", &ctx, move |tx, ctx| disable(tx, ctx, id, &body.reason)).await?;
    Ok(Json(db.read(move |r| account(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("Disable an account").body::<ReasonBody>().returns::<AccountRow>()
}
