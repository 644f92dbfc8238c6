//! Connections over TCP that carry media: at a port of media's own, and at that of HTTP, where a firewall passes nothing
//! else.

use crate::media::{Media, begins_media};
use crate::signal::{self, Door, Patient};
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tracing::warn;

/// Lets HTTP pass, and gives a connection that begins as media does to media: both share the port.
pub async fn http_or_media(stream: Patient<TcpStream>, media: Media) -> Option<Patient<TcpStream>> {
    let mut first = [0];
    if stream.inner().peek(&mut first).await.ok()? == 0 {
        return None;
    }
    if !begins_media(first[0]) {
        return Some(stream);
    }
    let remote = stream.inner().peer_addr().ok()?;
    tokio::spawn(async move { media.carry(stream, remote).await });
    None
}

/// Listens over TCP at the port of media itself. Without it media goes on over UDP.
pub fn over_tcp(media: SocketAddr) -> Option<TcpListener> {
    let listening = signal::listen(media);
    listening.inspect_err(|why| warn!(%media, %why, "media.tcp.unavailable")).ok()
}

/// Takes connections at the port of media itself, if it listens there.
pub async fn carry_media(
    listener: Option<TcpListener>,
    media: Media,
    door: Arc<Door>,
    until: impl Future<Output = ()>,
) {
    let Some(listener) = listener else { return };
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let carry = |stream, remote| {
        let media = media.clone();
        tokio::spawn(async move { media.carry(stream, remote).await });
    };
    signal::let_in(listener, door, until, carry).await;
}
