//! The form that tells what rain is expected.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::response::Response;
use kernel::{Ctx, Error};
use ledger::Db;
use maud::html;
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Query, Reply, Screen, Values};

use super::web::{PATH, crumbs};
use super::{Tell, act};
use crate::catchment::{self, VIEW};
use crate::web::Visitor;
use crate::words::{UNKNOWN, flood as w, flood_field as f, flood_hint as h, rain};

const FIELDS: [&str; 8] =
    ["catchment", "issued", "until", "within_1h", "within_3h", "within_6h", "within_24h", "source"];

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let values = Values::default().with("catchment", query.get("catchment")).with("issued", ctx.now.to_minute());
    let choices = choices(&db, &ctx).await?;
    Ok(page(&screen, &choices, &Typed { values, problems: Vec::new() }))
}

type Choices = Vec<(String, String)>;

async fn choices(db: &Db, ctx: &Arc<Ctx>) -> Result<Choices, Error> {
    let ctx = Ctx { scope: ctx.scope_of(VIEW), ..Ctx::clone(ctx) };
    let all = db.read(move |r| catchment::query::list(r, &ctx, &catchment::query::Filter::default())).await?;
    Ok(all.into_iter().map(|it| (it.said.code, it.said.name)).collect())
}

fn page(screen: &Screen, choices: &Choices, typed: &Typed) -> Response {
    let lang = screen.lang();
    let mut crumbs = crumbs(lang);
    crumbs.push(Crumb::here(w::tell_rain(lang)));
    let sheet = Sheet {
        title: w::tell_rain(lang),
        about: "",
        crumbs,
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: rain::then(lang),
        labels: FIELDS.iter().map(|it| (*it, f::of(lang, it))).collect(),
    };
    let hint = |name: &str| match h::of(lang, name) {
        UNKNOWN => "",
        hint => hint,
    };
    let spec = |name: &'static str| FieldSpec::new(name, f::of(lang, name)).hint(hint(name));
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let fields = html! {
        (form::select(&spec("catchment"), choices, values, problems, lang))
        (form::text(&spec("source").required(), values, problems, lang))
        (form::datetime(&spec("issued"), values, problems, lang))
        (form::datetime(&spec("until"), values, problems, lang))
        @for name in ["within_1h", "within_3h", "within_6h", "within_24h"] { (form::text(&spec(name), values, problems, lang)) }
    };
    sheet.show(screen, typed, html! {}, fields)
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Tell {
        catchment: text("catchment"),
        issued: text("issued"),
        until: text("until"),
        within_1h: text("within_1h"),
        within_3h: text("within_3h"),
        within_6h: text("within_6h"),
        within_24h: text("within_24h"),
        source: text("source"),
    };
    let made = db.write("expected_rain.tell", &ctx, move |tx, ctx| act::tell(tx, ctx, &cmd)).await;
    match done(made, values, |_| PATH.to_owned())? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &choices(&db, &ctx).await?, &again)),
    }
}
