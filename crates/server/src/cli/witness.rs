//! `anlan witness`: somebody else's machine that remembers the heads of logs and signs only what continues them
//! (c2sp.org/tlog-witness). Its folder is all it needs; it never sees an entry.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use clap::Args;
use ledger::{Clock, SystemClock};
use proof::note::Verifier;
use proof::witness::{Followed, Refusal, Request, Witness as Memory};

use super::{Failed, Given};
use crate::log::keys;

/// A request is a checkpoint and at most 63 hashes.
const BODY_BYTES_MAX: usize = 128 * 1024;

#[derive(Debug, Args)]
pub struct Witness {
    /// The folder of its memory and its key; on another machine than the log, under another account.
    #[arg(long)]
    dir: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8430")]
    listen: SocketAddr,
    /// The name in its signature, such as "city/bureau"; used when its key is made.
    #[arg(long, default_value = "anlan/witness")]
    name: String,
    /// A public key of a log that it follows, as `anlan ledger head` prints it; the key's name is the log's origin.
    #[arg(long, required = true)]
    follow: Vec<String>,
}

/// One request at a time: a witness that signs two heads at once can be led astray.
struct Desk {
    memory: Mutex<Memory>,
    origins: Vec<String>,
}

impl Witness {
    pub fn run(&self, _: &Given) -> Result<(), Failed> {
        let followed = self.followed()?;
        let origins = followed.iter().map(|log| log.origin.clone()).collect();
        std::fs::create_dir_all(&self.dir)?;
        let key = keys::witness(&self.dir.join("witness.key"), &self.name)?;
        eprintln!("key {}", key.verifier());
        let memory = Memory::open(&self.dir, key, followed).map_err(|why| Failed::Fault(why.to_string()))?;
        let desk = Arc::new(Desk { memory: Mutex::new(memory), origins });
        let router = Router::new()
            .route("/add-checkpoint", post(add_checkpoint))
            .route("/", get(status))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .with_state(desk);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(self.listen).await?;
            eprintln!("listening http://{}", listener.local_addr()?);
            crate::accept::accept(listener, router, crate::serve::stopped()).await
        })?;
        Ok(())
    }

    /// The logs by their origins; several keys of one name must all have signed.
    fn followed(&self) -> Result<Vec<Followed>, Failed> {
        let mut followed: Vec<Followed> = Vec::new();
        for text in &self.follow {
            let key = Verifier::parse(text).map_err(|cause| Failed::Refused(vec![format!("--follow: {cause}")]))?;
            match followed.iter_mut().find(|log| log.origin == key.name()) {
                Some(log) => log.keys.push(key),
                None => followed.push(Followed { origin: key.name().to_owned(), keys: vec![key] }),
            }
        }
        Ok(followed)
    }
}

async fn add_checkpoint(State(desk): State<Arc<Desk>>, body: Bytes) -> Response {
    let signed = tokio::task::spawn_blocking(move || {
        let request = Request::parse(&body)?;
        let now = SystemClock.now().micros().div_euclid(1_000_000) as u64;
        desk.memory.lock().unwrap_or_else(PoisonError::into_inner).cosign(&request, now)
    });
    match signed.await {
        Ok(Ok(line)) => (StatusCode::OK, format!("{line}\n")).into_response(),
        Ok(Err(refusal)) => refused(&refusal),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the witness failed\n").into_response(),
    }
}

fn refused(refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::Form | Refusal::Note(_) => StatusCode::BAD_REQUEST,
        Refusal::Unknown(_) => StatusCode::NOT_FOUND,
        Refusal::Unbelieved(_) => StatusCode::FORBIDDEN,
        Refusal::Proof(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Stale { kept, .. } => {
            return (StatusCode::CONFLICT, [(CONTENT_TYPE, "text/x.tlog.size")], format!("{kept}\n")).into_response();
        }
        Refusal::Alarm(alarm) => {
            tracing::error!(%alarm, "a log signed what cannot be");
            return (StatusCode::CONFLICT, format!("{}\n", alarm.kind)).into_response();
        }
        Refusal::Locked | Refusal::File(_) => {
            tracing::error!(%refusal, "the witness cannot remember");
            return (StatusCode::INTERNAL_SERVER_ERROR, "the witness cannot remember\n").into_response();
        }
    };
    (status, format!("{refusal}\n")).into_response()
}

/// What it has signed last, log by log.
async fn status(State(desk): State<Arc<Desk>>) -> Response {
    let memory = desk.memory.lock().unwrap_or_else(PoisonError::into_inner);
    let lines = desk.origins.iter().map(|origin| match memory.kept(origin) {
        Ok(Some((_, note))) => format!("{note}\n"),
        Ok(None) => format!("{origin}: nothing signed yet\n\n"),
        Err(why) => format!("{origin}: {why}\n\n"),
    });
    (StatusCode::OK, lines.collect::<String>()).into_response()
}
