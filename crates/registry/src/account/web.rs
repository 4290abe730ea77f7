//! The accounts of the district. Whoever keeps them sees people and roles, and no business.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Identity, Lang, Role};
use ledger::Db;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, list, parts};

use super::{disable, enable, open};
use crate::query::{self, AccountFilter, AccountRow, Listed};
use crate::web::{Visitor, chips, joined, options, pager, paging, total};
use crate::words::{account as w, account_status, common as c, membership as m, person as p, role};
use crate::{AccountId, AccountStatus};

pub(crate) const MANAGE: Act = Act("account.manage");
pub(crate) const LIST: &str = "/accounts";

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, LIST, MANAGE, show)
        .api(Method::GET, LIST, MANAGE, get_api, list_doc())
        .api(Method::GET, "/accounts/{id}", MANAGE, get_one_api, one_doc())
        .and(open::web::routes())
        .and(disable::web::routes())
        .and(enable::web::routes())
}

pub(crate) fn filter(query: &Values) -> AccountFilter {
    AccountFilter {
        status: query.word("status", AccountStatus::from_word),
        role: query.word("role", Role::from_word),
        text: query.get("q").trim().to_owned(),
    }
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let (filter, paging) = (filter(&query), paging(&query));
    let (asked, wanted) = (ctx.clone(), filter.clone());
    let listed = db.read(move |r| query::accounts(r, &asked, &wanted, &paging)).await?;
    let lang = screen.lang();
    let said = said(lang, &filter);
    let fields = html! {
        (list::query_select(lang, c::status(lang), "status", &options(AccountStatus::ALL, AccountStatus::word, account_status::of, lang), &query))
        (list::query_select(lang, m::role(lang), "role", &options(Role::ALL, Role::word, role::of, lang), &query))
        (list::query_text(c::text(lang), "q", w::text_hint(lang), &query))
    };
    let body = html! {
        (parts::head(w::title(lang), html! {}, parts::primary_link(w::open(lang), "/accounts/new")))
        (list::list(html! {
            (list::query(lang, LIST, fields, None))
            (list::tools(chips(lang, LIST, &query, &said), &total(lang, &listed), list::export_link(lang, LIST, &query)))
            @if listed.rows.is_empty() {
                (parts::empty(c::nothing(lang), w::none_text(lang), html! {}))
            } @else {
                (table(&screen, &ctx, &listed))
                (pager(lang, LIST, &query, &listed))
            }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

/// The conditions of the address as chips.
pub(crate) fn said(lang: Lang, filter: &AccountFilter) -> [(&'static str, &'static str, Option<String>); 3] {
    [
        (c::status(lang), "status", filter.status.map(|s| account_status::of(lang, s.word()).to_owned())),
        (m::role(lang), "role", filter.role.map(|r| role::of(lang, r.word()).to_owned())),
        (c::text(lang), "q", Some(filter.text.clone())),
    ]
}

fn table(screen: &Screen, ctx: &Ctx, listed: &Listed<AccountRow>) -> Markup {
    let lang = screen.lang();
    let columns = [
        Column::text(w::login(lang)),
        Column::text(p::name(lang)),
        Column::text(c::organisation(lang)),
        Column::text(p::position(lang)).wide_only(),
        Column::text(m::role(lang)),
        Column::text(c::status(lang)),
        Column::acts(""),
    ];
    let row = |row: &AccountRow| {
        Row::new(vec![
            html! { (row.account.login) },
            list::title_cell(&row.person_name, &format!("/people/{}", row.account.person)),
            html! { (row.organisation_name) },
            parts::or_dash(Some(&row.position)),
            parts::or_dash(Some(&joined(lang, row.roles.iter().map(|r| role::of(lang, r.word()))))),
            html! { (account_status::of(lang, row.account.status.word())) },
            acts(lang, ctx, row),
        ])
    };
    list::table(w::title(lang), &columns, &listed.rows.iter().map(row).collect::<Vec<_>>())
}

fn acts(lang: Lang, ctx: &Ctx, row: &AccountRow) -> Markup {
    let path = format!("{LIST}/{}", row.account.id);
    html! {
        @match row.account.status {
            AccountStatus::Active if ctx.person() == Some(row.account.person) => {},
            AccountStatus::Active => a href=(format!("{path}/disabling")) { (w::disable(lang)) },
            AccountStatus::Disabled => a href=(format!("{path}/enabling")) { (w::enable(lang)) },
        }
    }
}

async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Query(values): Query,
) -> Reply<Json<Listed<AccountRow>>> {
    let (filter, paging) = (filter(&values), paging(&values));
    Ok(Json(db.read(move |r| query::accounts(r, &ctx, &filter, &paging)).await?))
}

fn list_doc() -> Doc {
    Doc::new("Accounts with their people and roles")
        .returns::<Listed<AccountRow>>()
        .query("status", "active or disabled")
        .query("role", "role word")
        .query("q", "a part of the login, the name or the organisation")
        .query("after", "the `next` of the answer before")
}

async fn get_one_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<AccountId>,
) -> Reply<Json<AccountRow>> {
    let found = db.read(move |r| query::account(r, &ctx, id)).await?;
    Ok(Json(found.ok_or(Error::NotFound(AccountId::NAME))?))
}

fn one_doc() -> Doc {
    Doc::new("One account").returns::<AccountRow>()
}
