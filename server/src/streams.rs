//! Connections over TCP that carry media: at a port of media's own, and at that of HTTP, where a firewall passes nothing
//! else.

use crate::media::{Media, begins_media};
use crate::signal::{Door, Patient};
use axum::serve::{Listener, ListenerExt};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};

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

/// Takes connections at the port of media itself.
pub async fn carry_media(media: Media, door: Arc<Door>, until: impl Future<Output = ()>) {
    let Some(listener) = media.listener() else { return };
    let listener = listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener));
    let Ok(listener) = listener else { return };
    let mut listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    tokio::pin!(until);
    loop {
        let (stream, remote) = tokio::select! {
            biased;
            () = &mut until => return,
            accepted = listener.accept() => accepted,
        };
        if let Some(place) = door.admit(remote.ip()) {
            let (media, stream) = (media.clone(), Patient::new(stream, place));
            tokio::spawn(async move { media.carry(stream, remote).await });
        }
    }
}
