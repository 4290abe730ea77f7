//! Our own way of accepting connections: a client that sends its head slowly, or nothing, is let go; a stop lets running
//! answers finish.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderMap;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// A head that takes longer than this is not sent by a browser.
const LONGEST_HEAD: Duration = Duration::from_secs(10);
/// More connections than this wait at the door.
const MOST_CONNECTIONS: usize = 4_096;
/// A stop waits this long for running answers.
const LAST_ANSWERS: Duration = Duration::from_secs(20);

/// The address of the client's end of the connection, for limits; never logged.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Behind a proxy every connection is its own: of what it forwards, the client is whom it wrote down last. What a client
/// wrote there itself stands before that, and counts for nothing.
pub fn behind(router: Router, proxy: Option<IpAddr>) -> Router {
    let Some(proxy) = proxy else { return router };
    router.layer(axum::middleware::map_request(move |mut request: Request| async move {
        if request.extensions().get::<Peer>().is_some_and(|peer| peer.0.ip() == proxy)
            && let Some(client) = forwarded(request.headers())
        {
            request.extensions_mut().insert(Peer(SocketAddr::new(client, 0)));
        }
        request
    }))
}

fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

pub async fn accept(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) -> std::io::Result<()> {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = Arc::clone(&places).acquire_owned().await.map_err(std::io::Error::other)?;
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(connection) => connection,
            Err(cause) => {
                // Out of descriptors, or the client has gone: the others must not suffer for it.
                tracing::warn!(%cause, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        serve_one(stream, peer, router.clone(), &graceful, place);
    }
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(LAST_ANSWERS) => tracing::warn!("some answers were cut off by the stop"),
    }
    Ok(())
}

fn serve_one(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    graceful: &GracefulShutdown,
    place: tokio::sync::OwnedSemaphorePermit,
) {
    // Small answers should leave at once; a socket that refuses the option still works.
    if let Err(cause) = stream.set_nodelay(true) {
        tracing::debug!(%cause, "no nodelay");
    }
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.map(axum::body::Body::new)
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD).keep_alive(true);
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(cause) = watched.await {
            tracing::debug!(%cause, "a connection ended early");
        }
        drop(place);
    });
}
