//! Connections of HTTP/1. Whoever says nothing is not waited for: a thousand silent connections would keep
//! everybody out.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::time::Duration;
use tower_service::Service;

/// The head of a request must be there within this time, from the connection's start or the answer before.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// Serves what `listener` accepts, until `stop`.
pub async fn serve<L: Listener>(mut listener: L, routes: Router, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let io = tokio::select! {
            biased;
            () = &mut stop => return,
            (io, _) = listener.accept() => io,
        };
        let routes = routes.clone();
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let request: Request = request.map(Body::new);
            routes.clone().call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .serve_connection(TokioIo::new(io), answer)
            .with_upgrades();
        // How a connection ends is its own affair.
        tokio::spawn(async move { drop(connection.await) });
    }
}
