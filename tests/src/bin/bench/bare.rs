//! What public viewers are measured against: a program that does nothing but send the same frame to everybody, over the
//! same library.

use futures_util::{SinkExt, StreamExt};
use rostrum_tests::program::{Program, free_port};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// The broadcaster as a process of its own.
pub struct Bare {
    _process: Program,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Bare {
    /// Starts one.
    pub async fn start() -> Self {
        let port = free_port(Ipv4Addr::LOCALHOST.into());
        let program = std::env::current_exe().unwrap();
        let child = Command::new(program).args(["bare", &port.to_string()]).spawn().unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        while TcpStream::connect(address).await.is_err() {
            tokio::task::yield_now().await;
        }
        Self { _process: Program(child), address }
    }
}

/// Sends what anybody says to everybody.
pub async fn serve(port: u16) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    let (told, _) = broadcast::channel::<Utf8Bytes>(64);
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (told, mut hears) = (told.clone(), told.subscribe());
        tokio::spawn(async move {
            drop(stream.set_nodelay(true));
            let Ok(socket) = tokio_tungstenite::accept_async(stream).await else { return };
            let (mut sink, mut incoming) = socket.split();
            loop {
                tokio::select! {
                    said = incoming.next() => match said {
                        Some(Ok(Message::Text(text))) => drop(told.send(text)),
                        Some(Ok(_)) => {}
                        Some(Err(_)) | None => return,
                    },
                    Ok(text) = hears.recv() => {
                        if sink.send(Message::Text(text)).await.is_err() {
                            return;
                        }
                    }
                }
            }
        });
    }
}
