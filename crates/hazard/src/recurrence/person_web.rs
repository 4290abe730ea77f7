//! The forms with which a person denies a recurrence or connects an earlier hazard, and their twins for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Identity as _, Lang, Problem};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::person::{Candidate, Connect, candidates, connect, deny};
use crate::act_page::{self, ActPage, Done, typed_or_picked};
use crate::model::HazardId;
use crate::words::recurrence_person as w;

fn labels(lang: Lang) -> [(&'static str, &'static str); 3] {
    [("earlier", w::earlier(lang)), ("number", w::number(lang)), ("reason", w::reason(lang))]
}

fn denial_fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::deny_hint(lang)).required(), 2, values, problems, lang))
        (act_page::footer(screen, w::deny_then(lang), w::deny(lang)))
    }
}

pub async fn show_denial(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
    let fields = denial_fields(&screen, &Values::default(), &[]);
    Ok(page.show(&screen, w::deny_title(screen.lang()), fields, &labels(screen.lang()), &[]))
}

pub async fn post_denial(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let done = db.write("recurrence.deny", &ctx, move |tx, ctx| deny(tx, ctx, id, &reason)).await;
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::deny_title(screen.lang()), denial_fields(screen, &values, problems), labels(screen.lang()).to_vec())
    })
    .await
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<(ActPage, Vec<Candidate>), Error> {
    let page = ActPage::fetch(r, ctx, id)?;
    let offered = candidates(r, ctx, &page.hazard)?;
    Ok((page, offered))
}

fn link_fields(screen: &Screen, offered: &[Candidate], values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let options: Vec<_> = offered.iter().map(|it| (it.row.id.to_text(), it.label())).collect();
    html! {
        @if options.is_empty() { (form::wide(html! { p.muted { (w::none(lang)) } })) }
        @else { (form::choice(&FieldSpec::new("earlier", w::earlier(lang)).hint(w::earlier_hint(lang)).quoted(), &options, values, problems, lang)) }
        (form::text(&FieldSpec::new("number", w::number(lang)).hint(w::number_hint(lang)), values, problems, lang))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::link_hint(lang)).required(), 2, values, problems, lang))
        (act_page::footer(screen, w::link_then(lang), w::link(lang)))
    }
}

pub async fn show_link(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, offered) = db.read(move |r| fetch(r, &ctx, id)).await?;
    let fields = link_fields(&screen, &offered, &Values::default(), &[]);
    Ok(page.show(&screen, w::link_title(screen.lang()), fields, &labels(screen.lang()), &[]))
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values, offered: &[Candidate]) -> Result<Connect, Error> {
    let earlier = typed_or_picked(r, ctx, values, offered, Problem::at("earlier", "choose the earlier one"))?;
    Ok(Connect { earlier, reason: values.get("reason").to_owned() })
}

pub async fn post_link(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let (read, offered) = db
        .read(move |r| {
            let (_, offered) = fetch(r, &asked, id)?;
            Ok((parse(r, &asked, &typed, &offered), offered))
        })
        .await?;
    let done = match read {
        Ok(cmd) => db.write("recurrence.link", &ctx, move |tx, ctx| connect(tx, ctx, id, &cmd)).await,
        Err(error) => Err(error),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::link_title(screen.lang()), link_fields(screen, &offered, &values, problems), labels(screen.lang()).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DenialBody {
    reason: String,
}

pub async fn post_denial_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<DenialBody>,
) -> Reply<Json<Done>> {
    let name = "recurrence.deny by program";
    act_page::by_program(&db, &ctx, id, name, move |tx, ctx| deny(tx, ctx, id, &body.reason)).await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectBody {
    /// The earlier hazard, closed when this one was found.
    #[schema(value_type = String)]
    earlier: HazardId,
    reason: String,
}

pub async fn post_link_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<ConnectBody>,
) -> Reply<Json<Done>> {
    let cmd = Connect { earlier: body.earlier, reason: body.reason };
    act_page::by_program(&db, &ctx, id, "recurrence.link by program", move |tx, ctx| connect(tx, ctx, id, &cmd)).await
}

pub fn denial_doc() -> Doc {
    Doc::new("Say with a reason that it is not the same hazard: it counts as found again no more")
        .body::<DenialBody>()
        .returns::<Done>()
}

pub fn link_doc() -> Doc {
    Doc::new("Say with a reason which earlier hazard of the subject came back").body::<ConnectBody>().returns::<Done>()
}
