//! The running server.

use std::error::Error as _;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use kernel::{Act, District, Error, Instant};
use ledger::{Clock, Db, Durability, SystemClock};
use tokio::net::TcpListener;

use crate::config::Config as Settings;
use crate::gate::{self, Gate};
use crate::monitor::{self, Forecaster, Monitor};
use crate::replay::{Built, Replay};
use crate::{accept, assemble, imports, installation, layers, log, past, policy, timers};

/// Every route behind its gate, and what stands around them.
pub fn router(db: &Db, clock: Arc<dyn Clock>) -> Result<Router, Error> {
    router_while(db, clock, None)
}

/// The same while a replay runs, until this moment.
fn router_while(db: &Db, clock: Arc<dyn Clock>, replay_until: Option<Instant>) -> Result<Router, Error> {
    let here = installation::of(db)?;
    let gate = Gate {
        db: db.clone(),
        clock,
        policy: policy::POLICY,
        district: here.district,
        district_name: here.name.into(),
        sample: here.sample,
        act: Act("none"),
        api: false,
        past: None,
        replay_until,
    };
    let rows = assemble::routes().into_rows();
    let document =
        page::openapi(&rows, "Anlan", env!("CARGO_PKG_VERSION"), "/api/v1").to_json().map_err(Error::internal)?;
    let gated = assemble::assemble(rows, &gate).map_err(|found| Error::internal(found.join("; ")))?;
    let openapi = axum::routing::get(move || {
        let document = document.clone();
        async move { ([(axum::http::header::CONTENT_TYPE, "application/json")], document) }
    });
    let past = past::Past::new(gate.clone());
    let router = gated.merge(layers::open_routes(db.clone())).route("/api/v1/openapi.json", openapi);
    let lost = Gate { act: crate::gate::PUBLIC, ..gate };
    let router = router.fallback_service(
        axum::routing::any(|| async { axum::http::StatusCode::NOT_FOUND }).layer::<_, std::convert::Infallible>(
            axum::middleware::from_fn(move |request: Request, next| {
                let api = request.uri().path().starts_with("/api/");
                gate::gate(State(Gate { api, ..lost.clone() }), request, next)
            }),
        ),
    );
    Ok(layers::around(past::before(past, router)))
}

/// Serves until the process is told to stop. Prints the address once it listens.
pub fn serve(given: &Settings, listen: SocketAddr, durability: Durability) -> Result<(), Error> {
    let db = given.store.existing(SystemClock, durability)?;
    run(given, listen, (db, Arc::new(SystemClock)), None)
}

/// Serves on the clock of a replay, which runs meanwhile.
pub fn play(given: &Settings, listen: SocketAddr, mut replay: Replay) -> Result<(), Error> {
    let clock = Arc::clone(&replay.clock);
    let db = given.store.existing(Arc::clone(&clock), Durability::Fsynced)?;
    replay.not_before(&db)?;
    run(given, listen, (db, clock), Some(replay))
}

fn run(
    given: &Settings,
    listen: SocketAddr,
    (db, clock): (Db, Arc<dyn Clock>),
    replay: Option<Replay>,
) -> Result<(), Error> {
    let here = installation::of(&db)?.district;
    let monitor = started(&db, &clock, here);
    let router = router_while(&db, Arc::clone(&clock), replay.as_ref().map(|it| it.course.until))?;
    let forecaster = monitor.as_ref().map(|it| Forecaster::of(db.clone(), it.clone()));
    let router = match &forecaster {
        Some(it) => it.within(router),
        None => router,
    };
    let router = accept::behind(monitor::within(router, monitor.as_ref()), given.proxy);
    imports::pause_all(&db, &gate::machine_ctx("keeper", here, clock.now())?)?;
    log::start(db.clone(), Arc::clone(&clock), here, given.sm)?;
    if let Some(asked) = &given.witness {
        log::witnessed::start(db.clone(), here, asked.clone())?;
    }
    past::keep_states(db.clone(), Arc::clone(&clock), here).map_err(Error::internal)?;
    timers::start(db.clone(), Arc::clone(&clock), here).map_err(Error::internal)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?;
    runtime.block_on(async {
        if let Some(monitor) = &monitor {
            given.doors.clone().open(monitor).await.map_err(Error::internal)?;
        }
        let listener = TcpListener::bind(listen).await.map_err(|e| Error::internal(format!("{listen}: {e}")))?;
        let address = listener.local_addr().map_err(Error::internal)?;
        eprintln!("listening http://{address}");
        if let Some((monitor, forecaster)) = monitor.as_ref().zip(forecaster) {
            match (replay, Built::read(&given.store.data)?) {
                (Some(replay), _) => replay.start(monitor.clone(), forecaster)?,
                (None, built) => {
                    forecaster.start(Arc::clone(&clock))?;
                    built.map_or(Ok(()), |it| it.go_on(monitor.clone(), clock))?;
                }
            }
        }
        accept::accept(listener, router, stopped()).await.map_err(Error::internal)
    })
}

/// None when the store of readings can't be opened: the district's work goes on without, and whoever sends is told to keep
/// what it has.
fn started(db: &Db, clock: &Arc<dyn Clock>, here: District) -> Option<Monitor> {
    let folder = db.folder().join("readings");
    match Monitor::start(db.clone(), Arc::clone(clock), here, &folder) {
        Ok(monitor) => Some(monitor),
        Err(cause) => {
            let why = cause.source().map_or_else(|| cause.to_string(), ToString::to_string);
            tracing::error!(why, "readings are not taken in");
            eprintln!("readings are not taken in: {why}");
            if let Err(cause) = monitor::lost(db, clock, here) {
                tracing::error!(%cause, "that readings are not taken in can't be recorded");
            }
            None
        }
    }
}

/// Comes back when the process is told to stop.
pub async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}
