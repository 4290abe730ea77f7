//! The sign-in page, signing out, and changing one's own password. Programs sign in for a bearer token.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Ctx, Error, Lang, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Query, Reply, Routes, Screen, Values, parts};
use registry::AccountId;
use serde::{Deserialize, Serialize};

use super::kept;
use super::password::{self, Secret};
use super::session::{self, Session};
use super::{count_failure, forget_failures, rests};
use crate::gate::{PUBLIC, SIGNED_IN, machine_ctx};
use crate::words::sign_in as w;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, page::SIGN_IN, PUBLIC, show)
        .page(Method::POST, page::SIGN_IN, PUBLIC, post)
        .page(Method::GET, kept::PATH, SIGNED_IN, kept::show)
        .page(Method::POST, page::SIGN_OUT, SIGNED_IN, sign_out)
        .page(Method::GET, page::ACCOUNT, SIGNED_IN, show_account)
        .page(Method::POST, page::ACCOUNT, SIGNED_IN, change_password)
        .api(
            Method::POST,
            "/sessions",
            PUBLIC,
            post_api,
            Doc::new("Sign in; the token goes into Authorization: Bearer").body::<SignIn>().returns::<Token>(),
        )
}

#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    login: String,
    password: String,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Token {
    token: String,
    /// Seconds until it ends without use.
    idle_seconds: i64,
}

async fn show(screen: Screen, Query(query): Query) -> Response {
    screen.bare(w::title(screen.lang()), sign_in_form(&screen, &Values::default(), &[], query.get("back")))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    headers: HeaderMap,
    values: Values,
) -> Reply {
    let back = values.get("back").to_owned();
    let typed = SignIn { login: values.get("login").trim().to_owned(), password: values.get("password").to_owned() };
    match sign_in(&db, &ctx, typed).await {
        Ok(signed_in) => {
            let to = match signed_in.must_change {
                true => format!("{}?first=yes", page::ACCOUNT),
                false if kept::waits(&headers, ctx.now) => kept::PATH.to_owned(),
                false if is_of_this_house(&back) => back,
                false => page::HOME.to_owned(),
            };
            let cookie = session::set_cookie(&signed_in.token);
            Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::SET_COOKIE, cookie)]).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let body = sign_in_form(&screen, &values.without("password"), &problems.0, &back);
            Ok(screen.bare_with_status(StatusCode::UNPROCESSABLE_ENTITY, w::title(screen.lang()), body))
        }
        Err(other) => Err(other.into()),
    }
}

/// Browsers take a backslash for a slash and drop control characters, so `/\\elsewhere` would lead out of the house.
fn is_of_this_house(back: &str) -> bool {
    back.starts_with('/') && !back[1..].starts_with(['/', '\\']) && !back.chars().any(char::is_control)
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(typed): Json<SignIn>,
) -> Reply<Json<Token>> {
    let token = sign_in(&db, &ctx, typed).await?.token;
    Ok(Json(Token { token, idle_seconds: session::IDLE.as_seconds() }))
}

struct SignedIn {
    token: String,
    /// The password was generated for the first time and is to be replaced.
    must_change: bool,
}

/// The same words whether the account, the password or both are wrong.
async fn sign_in(db: &Db, ctx: &Ctx, typed: SignIn) -> Result<SignedIn, Error> {
    if typed.login.is_empty() || typed.password.is_empty() {
        let field = if typed.login.is_empty() { "login" } else { "password" };
        return Err(Problem::at(field, "fill in this field").into());
    }
    // One account has one spelling, or every spelling of it would have five tries of its own.
    let typed = SignIn { login: registry::account::login(&typed.login), ..typed };
    let (asked, login) = (ctx.clone(), typed.login.clone());
    let (resting, known) = db.read(move |r| Ok((rests(r, &asked, &login)?, known(r, &asked, &login)?))).await?;
    if resting {
        return Err(Problem::at("login", "too many wrong passwords: this account rests for 15 minutes").into());
    }
    let (account, secret) = known.unzip();
    let must_change = secret.as_ref().is_some_and(|s| s.must_change);
    let ok = password::matches(secret, typed.password).await?;
    let machine = machine_ctx("sign_in", ctx.district, ctx.now)?;
    let Some((account, person)) = account.filter(|_| ok) else {
        db.write("sign_in.failed", &machine, move |tx, ctx| count_failure(tx, ctx, &typed.login)).await?;
        return Err(Problem::at("password", "account or password is wrong").into());
    };
    let (token, text) = session::draw_token()?;
    db.write("sign_in", &machine, move |tx, ctx| {
        forget_failures(tx, ctx, &typed.login)?;
        session::start(tx, ctx, account, person, &token)
    })
    .await?;
    Ok(SignedIn { token: text, must_change })
}

type Known = ((AccountId, kernel::PersonId), Secret);

fn known(r: &Reader<'_>, ctx: &Ctx, login: &str) -> Result<Option<Known>, Error> {
    let Some(account) = registry::query::account_by_login(r, ctx.district, login)? else { return Ok(None) };
    if !registry::query::account_is_open(r, ctx.district, account.id)? {
        return Ok(None);
    }
    Ok(password::find(r, ctx, account.id)?.map(|secret| ((account.id, account.person), secret)))
}

pub fn sign_in_form(screen: &Screen, values: &Values, problems: &[Problem], back: &str) -> Markup {
    let lang = screen.lang();
    let login = FieldSpec::new("login", w::login(lang)).hint(w::login_hint(lang)).required();
    let password = FieldSpec::new("password", w::password(lang)).required();
    page::sign_in(
        screen,
        problems,
        &[("login", w::login(lang)), ("password", w::password(lang))],
        html! {
            (form::hidden("back", back))
            (form::text(&login, values, problems, lang))
            (form::password(&password, "current-password", problems, lang))
            (parts::submit(w::act(lang)))
        },
        w::forgotten(lang),
    )
}

async fn sign_out(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Extension(session): Extension<Session>,
) -> Reply {
    db.write("sign_out", &ctx, move |tx, ctx| session::end(tx, ctx, session.token)).await?;
    Ok((
        StatusCode::SEE_OTHER,
        [(header::LOCATION, page::SIGN_IN.to_owned()), (header::SET_COOKIE, session::clear_cookie())],
    )
        .into_response())
}

async fn show_account(screen: Screen, Query(query): Query) -> Response {
    let said = if query.has("first", "yes") { Some(w::first(screen.lang())) } else { None };
    account_page(&screen, &[], said)
}

/// `said`: what is to be told before everything else.
fn account_page(screen: &Screen, problems: &[Problem], said: Option<&str>) -> Response {
    let lang = screen.lang();
    let field = |name, label, autocomplete| {
        form::password(&FieldSpec::new(name, label).required(), autocomplete, problems, lang)
    };
    let labels = [("current", w::current(lang)), ("new", w::new(lang)), ("again", w::again(lang))];
    let visitor = screen.shell().visitor.clone().unwrap_or_default();
    let body = html! {
        @if let Some(said) = said { (parts::note(page::NoteKind::Done, said, html! {})) }
        (form::error_summary(lang, problems, &labels))
        (parts::card(w::me(lang), None, None, parts::facts(&[
            (w::name(lang), html! { (visitor.name) }),
            (w::organisation(lang), html! { (visitor.organisation) }),
            (w::role(lang), html! { (visitor.role) }),
        ])))
        (parts::card(w::change(lang), None, None, form::form(screen, page::ACCOUNT, html! {
            (field("current", labels[0].1, "current-password"))
            (field("new", labels[1].1, "new-password"))
            (field("again", labels[2].1, "new-password"))
            (form::wide(parts::submit(w::change(lang))))
        })))
    };
    let title = w::account(lang);
    let crumbs = [page::Crumb::here(title)];
    if problems.is_empty() { screen.page(title, &crumbs, body) } else { screen.invalid(title, &crumbs, body) }
}

const SHORTEST_PASSWORD: usize = 10;

async fn change_password(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Extension(session): Extension<Session>,
    screen: Screen,
    values: Values,
) -> Reply {
    let mut problems = Vec::new();
    if values.get("new").chars().count() < SHORTEST_PASSWORD {
        problems.push(Problem::at("new", "a password has at least 10 characters"));
    }
    if values.get("new") != values.get("again") {
        problems.push(Problem::at("again", "the two new passwords differ"));
    }
    let (asked, account) = (Arc::clone(&ctx), session.account);
    let secret = db.read(move |r| password::find(r, &asked, account)).await?;
    if !password::matches(secret, values.get("current").to_owned()).await? {
        problems.insert(0, Problem::at("current", "the present password is wrong"));
    }
    if !problems.is_empty() {
        return Ok(account_page(&screen, &problems, None));
    }
    let new = values.get("new").to_owned();
    let secret = tokio::task::spawn_blocking(move || Secret::of(&new, false)).await.map_err(Error::internal)??;
    db.write("account.password", &ctx, move |tx, ctx| {
        password::set(tx, ctx, account, &secret)?;
        session::end_others(tx, ctx, account, session.token)
    })
    .await?;
    Ok(account_page(&screen, &[], Some(w::changed(screen.lang()))))
}

/// The language of somebody who hasn't signed in is the browser's.
pub fn language_of(header: Option<&str>) -> Lang {
    let first = header.and_then(|h| h.split(',').next()).unwrap_or("zh");
    if first.trim_start().starts_with("en") { Lang::En } else { Lang::Zh }
}
