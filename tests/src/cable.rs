//! A network cable between one browser and the server, which can be pulled out. What is sent meanwhile
//! waits, as it does in TCP.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The cable.
pub struct Cable {
    /// The browser's end on loopback.
    pub port: u16,
    plugged: watch::Sender<bool>,
}

impl Cable {
    /// One to a server on loopback, plugged in.
    pub async fn to(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (plugged, state) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let mut state = state.clone();
                tokio::spawn(async move {
                    if state.wait_for(|in_it| *in_it).await.is_err() {
                        return;
                    }
                    let Ok(far) = TcpStream::connect(("127.0.0.1", server)).await else { return };
                    let ((near_in, near_out), (far_in, far_out)) =
                        (near.into_split(), far.into_split());
                    tokio::join!(
                        carry(near_in, far_out, state.clone()),
                        carry(far_in, near_out, state)
                    );
                });
            }
        });
        Self { port, plugged }
    }

    /// Pulls it out.
    pub fn pull(&self) {
        self.plugged.send_replace(false);
    }

    /// Puts it in again.
    pub fn plug_in(&self) {
        self.plugged.send_replace(true);
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut plugged: watch::Receiver<bool>,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let there = plugged.wait_for(|in_it| *in_it).await.is_ok();
        if !there || to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
    // The other side hears that this one has ended; it may have gone already.
    drop(to.shutdown().await);
}
