//! Taking what the record says: the page that says what is taken, the act, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use ledger::Db;
use maud::html;
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values as Fields, parts};

use super::program::{ExaminationAnswer, read_examination};
use super::{EXAMINATIONS, Visitor, seeing};
use crate::examination::{OversightExaminationId, Take, query, take};
use crate::words::{oversight as w, oversight_act as act, oversight_then as then};
use registry::measure::{Measure, Values};

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OversightExaminationId>,
) -> Reply {
    page(&db, &ctx, &screen, (id, Typed::default())).await
}

async fn page(
    db: &Db,
    ctx: &Arc<kernel::Ctx>,
    screen: &Screen,
    (id, typed): (OversightExaminationId, Typed),
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let of = db.read(move |r| query::one(r, &seeing(&asked), id)).await?;
    let lang = screen.lang();
    let title = act::taking(lang);
    let back = format!("{EXAMINATIONS}/{id}");
    let sheet = Sheet {
        title,
        about: &of.organisation,
        crumbs: vec![
            Crumb::link(w::examinations(lang), EXAMINATIONS),
            Crumb::link(of.organisation.as_str(), back.clone()),
            Crumb::here(title),
        ],
        action: format!("{back}/taking"),
        back,
        then: then::taking(lang),
        labels: Vec::new(),
    };
    let measures = of.items.iter().filter_map(|it| it.measure()).filter_map(Measure::find);
    let above = parts::card(
        w::measures(lang),
        None,
        None,
        parts::inside(html! {
            ul { @for it in measures { li { b { (it.label(lang)) } " " (it.meaning(lang)) } } }
        }),
    );
    Ok(sheet.show(screen, &typed, above, html! {}))
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    screen: Screen,
    (Path(id), fields): (Path<OversightExaminationId>, Fields),
) -> Reply<Response> {
    let made = db.write("oversight_examination.take", &ctx, move |tx, ctx| take(tx, ctx, id, &values)).await;
    match done(made, fields, |()| format!("{EXAMINATIONS}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => page(&db, &ctx, &screen, (id, again)).await,
    }
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(values): Extension<Values>,
    Path(id): Path<OversightExaminationId>,
    Json(Take {}): Json<Take>,
) -> Reply<Json<ExaminationAnswer>> {
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| {
        take(tx, ctx, id, &values)?;
        read_examination(tx, ctx, id)
    };
    Ok(Json(db.write("oversight_examination.take by program", &ctx, run).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Take from the record what it says of every computed item now")
        .body::<Take>()
        .returns::<ExaminationAnswer>()
}
