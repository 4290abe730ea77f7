//! What the forms of all acts on one hazard share: which hazard it is about, the way back, problems beside their fields.

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Ctx, Error, Identity as _, Instant, Personal, Problem};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::{Crumb, Json, Reply, Screen, Values, form, parts};
use serde::{Deserialize, Serialize};

use crate::model::{Hazard, HazardId, Status};
use crate::query;
use crate::recurrence::person::Candidate;
use crate::web::{grade_tag, status_mark};
use crate::words::{act, detail as w};

/// Another hazard named in a form, picked under the field of `missing` or typed by its number: what was typed goes before
/// what was picked. Where none is offered there is only the number.
pub fn typed_or_picked(
    r: &Reader<'_>,
    ctx: &Ctx,
    values: &Values,
    offered: &[Candidate],
    missing: Problem,
) -> Result<HazardId, Error> {
    let picked = HazardId::parse(values.get(missing.field));
    let found = match values.get("number").trim() {
        "" if offered.is_empty() => picked.ok_or(Problem::at("number", missing.problem)),
        "" => picked.ok_or(missing),
        typed => query::by_number(r, ctx, typed)?.ok_or(Problem {
            field: "number",
            problem: "there is no such hazard",
            given: typed.to_owned(),
        }),
    };
    Ok(found?)
}

/// The hazard as the form's reader needs it.
pub struct ActPage {
    pub hazard: Hazard,
    number: String,
    title: Personal<String>,
    description: Personal<String>,
}

impl ActPage {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<ActPage, Error> {
        let detail = query::detail(r, ctx, id)?;
        Ok(ActPage {
            hazard: detail.hazard,
            number: detail.number,
            title: detail.title,
            description: detail.description,
        })
    }

    pub fn show(
        &self,
        screen: &Screen,
        title: &str,
        fields: Markup,
        labels: &[(&str, &str)],
        problems: &[Problem],
    ) -> Response {
        let shown = form::form(screen, &screen.shell().here, fields);
        self.show_form(screen, title, shown, labels, problems)
    }

    /// The same around a form that the act makes itself.
    pub fn show_form(
        &self,
        screen: &Screen,
        title: &str,
        form: Markup,
        labels: &[(&str, &str)],
        problems: &[Problem],
    ) -> Response {
        let lang = screen.lang();
        let here = format!("/hazards/{}", self.hazard.id);
        let crumbs = [
            Crumb::link(w::list(lang), "/hazards"),
            Crumb::link(w::number(lang, &self.number), here),
            Crumb::here(title),
        ];
        let about = html! {
            p { b { (self.title.as_str().unwrap_or("--")) } " " (grade_tag(lang, self.hazard.grade)) " " (status_mark(lang, self.hazard.status)) }
            p.muted { (self.description.as_str().unwrap_or_default()) }
        };
        let body = html! {
            (page::form::error_summary(lang, problems, labels))
            (parts::card(w::about(lang), None, None, parts::inside(about)))
            section.card.gap-top { (form) }
        };
        if problems.is_empty() { screen.page(title, &crumbs, body) } else { screen.invalid(title, &crumbs, body) }
    }
}

/// The fixed footer: what follows at the left, the way back and the act at the right.
pub fn footer(screen: &Screen, then: &str, label: &str) -> Markup {
    footer_with(screen, then, parts::submit(label))
}

pub fn footer_with(screen: &Screen, then: &str, acts: Markup) -> Markup {
    let lang = screen.lang();
    let back = screen.shell().here.rsplit_once('/').map_or("/hazards", |(hazard, _)| hazard).to_owned();
    parts::actions(
        lang,
        html! { span.muted.small { (then) } },
        html! { (parts::link_button(act::cancel(lang), &back)) (acts) },
    )
}

/// Done: to the hazard. Problems: the form again, with everything that was typed.
pub async fn answer<'v>(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: HazardId,
    done: Result<(), Error>,
    again: impl FnOnce(&Screen, &[Problem]) -> (&'static str, Markup, Vec<(&'v str, &'v str)>),
) -> Reply {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/hazards/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let asked = Arc::clone(ctx);
            let page = db.read(move |r| ActPage::fetch(r, &asked, id)).await?;
            let (title, fields, labels) = again(screen, &problems.0);
            Ok(page.show(screen, title, fields, &labels, &problems.0))
        }
        Err(other) => Err(other.into()),
    }
}

/// An act asked for by a program.
pub async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    id: HazardId,
    name: &'static str,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
) -> Reply<Json<Done>> {
    let done = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        act(tx, ctx)?;
        Done::of(tx, ctx, id)
    };
    Ok(Json(db.write(name, ctx, done).await?))
}

/// Where a hazard stands after an act, for programs. Read in the act's own transaction, so that a repeated request gets
/// exactly the first answer.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Done {
    #[schema(value_type = String)]
    id: HazardId,
    version: i64,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
}

impl Done {
    pub fn of(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Done, Error> {
        let it = crate::store::load(r, ctx, id)?;
        Ok(Done { id, version: it.version, status: it.status, due: it.due })
    }
}
