//! What can be asked about stop orders and done with them.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx};
use ledger::Db;
use page::{Json, Routes, Screen, Values};

use super::paper::Paper;
use super::{Step, StopId, list, web};

const VIEW: Act = Act("stop.view");
const PROPOSE: Act = Act("stop.propose");

pub fn routes() -> Routes<Db> {
    let all = Routes::new()
        .page(Method::GET, "/stop-orders", VIEW, list::show)
        .page(Method::GET, "/stop-orders/{id}", VIEW, web::show)
        .page(Method::GET, "/hazards/{id}/stop-order", PROPOSE, web::propose::show)
        .page(Method::POST, "/hazards/{id}/stop-order", PROPOSE, web::propose::post)
        .api(Method::GET, "/stop-orders", VIEW, list::get_api, list::doc())
        .api(Method::GET, "/stop-orders/{id}", VIEW, web::get_api, web::get_doc())
        .api(Method::POST, "/hazards/{id}/stop-order", PROPOSE, web::propose::post_api, web::propose::doc());
    let papers = Paper::ALL.iter().copied().map(paper);
    Step::ALL.iter().copied().map(step).chain(papers).fold(all, Routes::and)
}

/// A document of an order as a page, and as a file.
fn paper(paper: Paper) -> Routes<Db> {
    let (path, file) = web::paper::paths(paper);
    let page = move |db: State<Db>, ctx: Extension<Arc<Ctx>>, screen: Screen, id: Path<StopId>| {
        web::paper::show(paper, db, ctx, screen, id)
    };
    let word = move |db: State<Db>, ctx: Extension<Arc<Ctx>>, id: Path<StopId>| web::paper::file(paper, db, ctx, id);
    Routes::new().page(Method::GET, path, VIEW, page).page(Method::GET, file, VIEW, word)
}

/// A form of the order's page, and its twin.
fn step(step: Step) -> Routes<Db> {
    use web::steps;
    let (path, act) = (steps::path(step), Act(steps::act(step)));
    let page = move |db: State<Db>, ctx: Extension<Arc<Ctx>>, screen: Screen, id: Path<StopId>, values: Values| {
        steps::post(step, db, ctx, screen, id, values)
    };
    let api = move |db: State<Db>, ctx: Extension<Arc<Ctx>>, id: Path<StopId>, body: Json<steps::StopStepBody>| {
        steps::post_api(step, db, ctx, id, body)
    };
    Routes::new().page(Method::POST, path, act, page).api(Method::POST, path, act, api, steps::doc(step))
}
