//! The list of tokens, the form that issues one, and the page that tells it once.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kernel::{Act, Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Pager, Row};
use page::sheet::{Sheet, Typed};
use page::{Crumb, Doc, Json, NoteKind, Query, Reply, Routes, Screen, Values, list, parts};
use registry::field::{Kind, must};
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::{DeviceToken, DeviceTokenId, Digest, Issue, Revoke, act, draw, query};
use crate::device::{self, Device, DeviceId};
use crate::web::{Names, Visitor, known, named};
use crate::words::{device as dw, device_token as w, signal as sw, signal_act, signal_field as f, signal_hint as h};

pub(crate) const KEEP: Act = Act("device.token");
pub(super) const PATH: &str = "/device-tokens";
const ROWS: u32 = 50;

/// Tokens, as their acts need them.
struct Tokens;

impl Subject for Tokens {
    type Id = DeviceTokenId;
    type Shown = DeviceToken;
    type Answer = DeviceTokenAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: DeviceTokenId) -> Result<DeviceToken, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: DeviceTokenId) -> Result<DeviceTokenAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(_: DeviceTokenId) -> String {
        PATH.to_owned()
    }

    fn base(id: DeviceTokenId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, _: &DeviceToken) -> Vec<Crumb> {
        vec![Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH)]
    }

    fn about(shown: &DeviceToken) -> &str {
        shown.label.as_ref().and_then(|it| it.as_str()).unwrap_or("--")
    }

    fn start_row(_: &DeviceToken, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("DeviceTokenId"))
    }
}

static REVOKING: Step<Tokens, Revoke> = Step {
    name: "revocation",
    word: "token_revocation",
    act: KEEP,
    write: ["device_token.revoke", "device_token.revoke by program"],
    doc: "Revoke a token, with a reason: nothing comes in with it any more",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::revoke(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, KEEP, show)
        .page(Method::POST, PATH, KEEP, post)
        .page(Method::GET, "/device-tokens/new", KEEP, ask)
        .api(Method::GET, PATH, KEEP, get, get_doc())
        .api(Method::POST, PATH, KEEP, post_api, post_doc())
        .and(REVOKING.routes("/device-tokens/{id}/revocation"))
}

struct Listed {
    lines: Vec<DeviceToken>,
    total: u64,
    names: Names,
    devices: HashMap<DeviceId, String>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, from: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, from, ROWS)?;
    let owners: Vec<OrganisationId> = lines.iter().map(|it| it.owner).collect();
    let devices: Vec<DeviceId> = lines.iter().filter_map(|it| it.device).collect();
    let label = |it: Device| (it.id, format!("{} {}", it.said.code, it.said.name));
    Ok(Listed {
        total: query::count(r, ctx)?.unsigned_abs(),
        names: registry::query::organisation_names(r, ctx, &owners)?,
        devices: device::query::among(r, ctx, &devices)?.into_iter().map(label).collect(),
        lines,
    })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let page = list::page_number(&query, ROWS);
    let asked = Arc::clone(&ctx);
    let listed = db.read(move |r| fetch(r, &asked, (page - 1) * ROWS)).await?;
    let lang = screen.lang();
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let title = w::title(lang);
    let body = html! {
        (parts::head(title, html! {}, parts::primary_link(w::issue(lang), "/device-tokens/new")))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, listed.total), html! {}))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else {
                (table(lang, &listed.lines, |it| match it.device {
                    Some(id) => html! { a href=(format!("{}/{id}", device::PATH)) lang="zh-CN" {
                        (listed.devices.get(&id).map_or("--", String::as_str))
                    } },
                    None => html! { (named(&listed.names, it.owner)) " " (parts::tag(w::all_of_owner(lang))) },
                }))
                (list::pager(lang, &pager))
            }
        }))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(dw::title(lang), device::PATH), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn table(lang: Lang, lines: &[DeviceToken], whose: impl Fn(&DeviceToken) -> Markup) -> Markup {
    let columns = [
        Column::title(w::label(lang)),
        Column::text(w::whose(lang)),
        Column::day(w::issued_at(lang)),
        Column::text(w::state(lang)),
        Column::acts(w::acts(lang)),
    ];
    let row = |it: &DeviceToken| {
        Row::new(vec![
            html! { span lang="zh-CN" { (it.label.as_ref().and_then(|it| it.as_str()).unwrap_or("--")) } },
            whose(it),
            html! { span.nowrap { (page::format::instant(it.issued_at)) } },
            match it.revoked_at {
                Some(at) => {
                    html! { (parts::bad_tag(w::revoked(lang))) " " span.nowrap.muted { (page::format::instant(at)) } }
                }
                None => parts::good_tag(w::holds(lang)),
            },
            html! { @if it.revoked_at.is_none() {
                (parts::small_link(signal_act::of(lang, "token_revocation"), &format!("{PATH}/{}/revocation", it.id)))
            } },
        ])
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// On the page of a device.
pub(crate) fn card(lang: Lang, it: &Device, tokens: &[DeviceToken]) -> Markup {
    let issue = html! {
        @if it.state != device::State::Retired { a href=(format!("{PATH}/new?device={}", it.said.code)) { (w::issue(lang)) } }
    };
    let body = html! {
        @if tokens.is_empty() { p.in.muted { (w::none_of_device(lang)) } }
        @else {
            (table(lang, tokens, |it| html! {
                (parts::tag(if it.device.is_some() { w::this_device(lang) } else { w::all_of_owner(lang) }))
            }))
        }
    };
    parts::card_with(w::title(lang), parts::count_mark(tokens.len() as u64), issue, body)
}

const FIELDS: [&str; 3] = ["device", "owner", "label"];

async fn ask(screen: Screen, Query(query): Query) -> Reply {
    let values = Values::default().with("device", query.get("device"));
    Ok(form_page(&screen, &Typed { values, problems: Vec::new() }))
}

fn form_page(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let sheet = Sheet {
        title: w::issue(lang),
        about: "",
        crumbs: vec![Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::issue(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::issue_then(lang),
        labels: FIELDS.iter().map(|it| (*it, f::of(lang, &format!("token_{it}")))).collect(),
    };
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let (device, owner, label) = (
        FieldSpec::new("device", f::token_device(lang)).hint(h::token_device(lang)),
        FieldSpec::new("owner", f::token_owner(lang)).hint(h::token_owner(lang)),
        FieldSpec::new("label", f::token_label(lang)).hint(h::token_label(lang)).required(),
    );
    let fields = html! {
        (form::text(&device, values, problems, lang))
        (form::text_suggested(&owner, "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&label, values, problems, lang))
    };
    sheet.show(screen, typed, html! {}, fields)
}

/// Told once: it stands nowhere else, and not in a cache.
async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Issue { device: text("device"), owner: text("owner"), label: text("label") };
    let token = draw(&ctx);
    let digest = Digest::of(&token);
    let issued = match db.write("device_token.issue", &ctx, move |tx, ctx| act::issue(tx, ctx, digest, &cmd)).await {
        Ok(issued) => issued,
        Err(Error::Invalid(problems)) => return Ok(form_page(&screen, &Typed { values, problems: problems.0 })),
        Err(other) => return Err(other.into()),
    };
    let lang = screen.lang();
    let told = (issued.digest == digest).then_some(token);
    let body = html! {
        (parts::head(w::issued(lang), html! { span.muted lang="zh-CN" { (values.get("label")) } }, html! {}))
        @match &told {
            Some(token) => {
                (parts::note(NoteKind::Done, w::told_once(lang), html! { p { (w::told_once_text(lang)) } }))
                (parts::card(w::token(lang), None, None, parts::inside(html! { p { code.token { (token) } } })))
            },
            None => (parts::note(NoteKind::Bad, w::told_already(lang), html! { p { (w::told_already_text(lang)) } })),
        }
        (parts::actions(lang, html! {}, parts::primary_link(w::to_list(lang), PATH)))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::issued(lang))];
    let mut answer = screen.page(w::issued(lang), &crumbs, body);
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// A token that was issued.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeviceTokenCreated {
    #[schema(value_type = String)]
    id: DeviceTokenId,
    /// Told once; absent where the same request was answered before.
    token: Option<String>,
}

async fn post_api(Shared(db): Shared<Db>, Extension(ctx): Visitor, Json(cmd): Json<Issue>) -> Reply<Response> {
    let token = draw(&ctx);
    let digest = Digest::of(&token);
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| act::issue(tx, ctx, digest, &cmd);
    let issued = db.write("device_token.issue by program", &ctx, run).await?;
    let token = (issued.digest == digest).then_some(token);
    let mut answer = (StatusCode::CREATED, Json(DeviceTokenCreated { id: issued.id, token })).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn post_doc() -> Doc {
    Doc::new("Issue a token for a device, or for all devices of an organisation; it is told once")
        .body::<Issue>()
        .creates::<DeviceTokenCreated>()
}

/// One token for programs, without the token.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceTokenAnswer {
    #[schema(value_type = String)]
    id: DeviceTokenId,
    version: i64,
    device: Option<String>,
    #[schema(value_type = String)]
    owner: OrganisationId,
    label: Option<String>,
    issued_at: String,
    revoked_at: Option<String>,
}

fn answer(it: &DeviceToken) -> DeviceTokenAnswer {
    DeviceTokenAnswer {
        id: it.id,
        version: it.version,
        device: it.device.map(|id| id.to_string()),
        owner: it.owner,
        label: known(it.label.as_ref()),
        issued_at: it.issued_at.to_minute(),
        revoked_at: it.revoked_at.map(kernel::Instant::to_minute),
    }
}

/// A page of tokens for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeviceTokenLines {
    tokens: Vec<DeviceTokenAnswer>,
    total: i64,
}

async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor, Query(query): Query) -> Reply<Json<DeviceTokenLines>> {
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, (page - 1) * ROWS, ROWS)?;
        Ok(DeviceTokenLines { tokens: lines.iter().map(answer).collect(), total: query::count(r, &ctx)? })
    };
    Ok(Json(db.read(read).await?))
}

fn get_doc() -> Doc {
    Doc::new("Tokens with which readings come in, those that hold first, fifty a page")
        .returns::<DeviceTokenLines>()
        .query("page", "from 1")
}
