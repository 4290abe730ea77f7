//! Every route with its policy row. A route without a row, or a row without a route, stops the start.

use std::sync::Arc;

use axum::middleware;
use axum::{Extension, Router};
use kernel::PolicyRow;
use ledger::Db;
use page::{Route, Routes};

use crate::gate::{Gate, gate};
use crate::panels;

/// All routes of all concepts and screens.
pub fn routes() -> Routes<Db> {
    registry::routes()
        .and(obligation::routes())
        .and(hazard::routes())
        .and(enterprise::routes())
        .and(incident::routes())
        .and(disaster::routes())
        .and(briefing::routes())
        .and(campaign::routes())
        .and(meeting::routes())
        .and(oversight::routes())
        .and(attention::routes())
        .and(signal::routes())
        .and(flood::routes())
        .and(forestfire::routes())
        .and(earthquake::routes())
        .and(crate::monitor::web::routes())
        .and(crate::backtest::web::routes())
        .and(crate::screens::routes())
}

/// What doesn't fit between routes and policy; empty when all is well.
pub fn mismatches(rows: &[Route<Db>], policy: &[PolicyRow]) -> Vec<String> {
    let mut found = Vec::new();
    for route in rows {
        if !policy.iter().any(|row| row.act == route.act) {
            found.push(format!("{} {} needs a policy row for {}", route.method, route.path, route.act.0));
        }
    }
    for row in policy {
        if !rows.iter().any(|route| route.act == row.act) {
            found.push(format!("{} has a policy row and no route", row.act.0));
        }
    }
    found
}

/// The router behind the gate: each route knows its act.
pub fn assemble(rows: Vec<Route<Db>>, state: &Gate) -> Result<Router, Vec<String>> {
    assemble_over(rows, state, state.db.clone())
}

/// The routes answer over `db`; who comes in is decided over the gate's own.
pub fn assemble_over(rows: Vec<Route<Db>>, state: &Gate, db: Db) -> Result<Router, Vec<String>> {
    let found = mismatches(&rows, state.policy);
    if !found.is_empty() {
        return Err(found);
    }
    let forms = briefing::Forms::in_folder(db.folder()).map_err(|fault| vec![fault.to_string()])?;
    let mut router: Router<Db> = Router::new();
    for route in rows {
        let here = Gate { act: route.act, api: route.kind == page::RouteKind::Api, ..state.clone() };
        let handler = route.handler.layer(middleware::from_fn_with_state(here, gate));
        router = router.route(&route.path, handler);
    }
    let backtests = Extension(crate::backtest::Backtests::default());
    let throttle = Extension(crate::screens::Throttle::default());
    Ok(router
        .layer(Extension(panels::SUBJECT))
        .layer(Extension(panels::ENTERPRISE))
        .layer(Extension(panels::INVESTIGATION))
        .layer(Extension(crate::measures::MEASURES))
        .layer(Extension(panels::PERIOD))
        .layer(throttle)
        .layer(backtests)
        .layer(Extension(Arc::new(forms)))
        .with_state(db))
}
