//! A network between a caller and the server that can move: as a router does that forgets its
//! translations, or a phone that leaves the house.

use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::UdpSocket;
use tokio::sync::watch;

/// Passes datagrams on in both directions. The server sees the address of the detour.
pub struct Detour {
    entry: SocketAddr,
    exit: watch::Sender<Arc<UdpSocket>>,
    server: SocketAddr,
}

impl Detour {
    /// One on the way to `server`.
    pub async fn to(server: SocketAddr) -> Self {
        let inside = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let entry = inside.local_addr().unwrap();
        let (exit, mut exits) = watch::channel(Self::way_out(server).await);
        tokio::spawn(async move {
            let (mut from_caller, mut from_server) = ([0; 2_048], [0; 2_048]);
            let mut caller = None;
            loop {
                let outside = exits.borrow_and_update().clone();
                tokio::select! {
                    Ok((length, from)) = inside.recv_from(&mut from_caller) => {
                        caller = Some(from);
                        let _ = outside.send(&from_caller[..length]).await;
                    }
                    Ok(length) = outside.recv(&mut from_server) => {
                        if let Some(caller) = caller {
                            let _ = inside.send_to(&from_server[..length], caller).await;
                        }
                    }
                    moved = exits.changed() => if moved.is_err() { return },
                }
            }
        });
        Self { entry, exit, server }
    }

    /// The answer of the server, with the detour in place of the server's address.
    pub fn rewrite(&self, answer: &str) -> String {
        answer.replace(
            &format!("{} {} typ host", self.server.ip(), self.server.port()),
            &format!("{} {} typ host", self.entry.ip(), self.entry.port()),
        )
    }

    /// From now on the server sees another address.
    pub async fn moves(&self) {
        self.exit.send_replace(Self::way_out(self.server).await);
    }

    async fn way_out(server: SocketAddr) -> Arc<UdpSocket> {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        socket.connect(server).await.unwrap();
        Arc::new(socket)
    }
}
