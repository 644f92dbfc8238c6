//! HTTP/1 connections. A silent client is not waited for: a thousand silent connections would keep everybody out.

use super::door::Door;
use super::limits;
use super::patience::Patient;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower_service::Service;

/// What the kernel may hold for one client that does not read, in bytes. Left to itself it holds megabytes,
/// as many as the machine's settings say, and being too far behind would mean something else on each machine.
const KERNEL_HOLDS: usize = 128 * 1024;

/// Connections that may wait to be accepted: a whole meeting that comes back at once.
const WAITING: i32 = 1024;

/// Listens on `address`.
///
/// # Errors
/// The address cannot be used: another program has the port, or it is not an address of this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        // `[::]` serves both families, whatever the system's default is.
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    // A restart does not wait for the previous server's connections.
    socket.set_reuse_address(true)?;
    socket.set_send_buffer_size(KERNEL_HOLDS)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(WAITING)?;
    TcpListener::from_std(socket.into())
}

/// Where a connection comes from, as the system says it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Gives what `listener` accepts and `door` lets in to `take`, until `stop`.
pub async fn let_in<L: Listener<Addr = SocketAddr>>(
    mut listener: L,
    door: Arc<Door>,
    stop: impl Future<Output = ()>,
    take: impl Fn(Patient<L::Io>, SocketAddr),
) {
    tokio::pin!(stop);
    loop {
        let (io, peer) = tokio::select! {
            biased;
            () = &mut stop => return,
            accepted = listener.accept() => accepted,
        };
        match door.admit(peer.ip()) {
            Some(place) => take(Patient::new(io, place), peer),
            None => metrics::counter!("rostrum_connections_turned_away_total").increment(1),
        }
    }
}

/// Serves what `listener` accepts and `door` lets in, until `stop`. The TLS handshake, before the first request,
/// already takes a place.
pub async fn serve<L, S, F>(
    listener: L,
    routes: Router,
    door: Arc<Door>,
    secure: impl Fn(Patient<L::Io>) -> F,
    stop: impl Future<Output = ()>,
) where
    L: Listener<Addr = SocketAddr>,
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Future<Output = Option<S>> + Send + 'static,
{
    let take = |io, peer: SocketAddr| {
        let (secured, routes) = (secure(io), routes.clone());
        tokio::spawn(async move {
            let Ok(Some(io)) = timeout(limits::HEAD_WITHIN, secured).await else { return };
            let answer = service_fn(move |request: hyper::Request<Incoming>| {
                let mut request: Request = request.map(Body::new);
                request.extensions_mut().insert(Peer(peer.ip()));
                routes.clone().call(request)
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits::HEAD_WITHIN)
                .serve_connection(TokioIo::new(io), answer)
                .with_upgrades();
            // How a connection ends is its own affair.
            drop(connection.await);
        });
    };
    let_in(listener, door, stop, take).await;
}

/// Nothing is to be done before the first request.
pub fn plain<S>(io: S) -> std::future::Ready<Option<S>> {
    std::future::ready(Some(io))
}
