//! A browser's tab on the virtual network: the client's real core, with a socket, HTTP and a timer around
//! it as the browser has them.

use crate::virtual_hall::{SERVER, VirtualHall};
use futures_util::{SinkExt, StreamExt};
use rostrum_client::core::model::{JoinFailure, Model};
use rostrum_client::core::msg::{Effect, Kept, Msg};
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ClientMessage;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use turmoil::net::TcpStream;

/// How often the core is told that time passes.
const TICK: Duration = Duration::from_millis(250);

/// One tab.
pub struct Tab {
    /// The client.
    pub model: Model,
    hall: VirtualHall,
    code: String,
    kept: Option<Kept>,
    socket: Option<Socket>,
    sockets: u64,
    heard: mpsc::UnboundedReceiver<(u64, Msg)>,
    hears: mpsc::UnboundedSender<(u64, Msg)>,
    seed: u64,
    /// Every command is said twice, as a network does that loses the first answer.
    pub stutters: bool,
}

struct Socket {
    task: JoinHandle<()>,
    says: mpsc::UnboundedSender<ClientMessage>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Tab {
    /// Somebody opens a link, and presses *Join the meeting* as soon as that is there.
    #[must_use]
    pub fn opened(hall: &VirtualHall, code: String, seed: u64) -> Self {
        let (hears, heard) = mpsc::unbounded_channel();
        let hall = hall.clone();
        let (model, kept, socket) = (Model::default(), None, None);
        let mut tab = Self {
            model,
            hall,
            code,
            kept,
            socket,
            sockets: 0,
            heard,
            hears,
            seed,
            stutters: false,
        };
        tab.loads();
        tab
    }

    /// The page is loaded again.
    pub fn loads(&mut self) {
        self.seed += 1;
        self.model = Model::default();
        self.socket = None;
        let code = Some(self.code.clone());
        let (kept, seed) = (self.kept.clone(), self.seed << 20);
        self.takes(Msg::Started { code, kept, lang: Lang::En, seed });
    }

    /// Works until `until`.
    pub async fn works(&mut self, until: Timestamp) {
        let rest = Duration::from_millis(until.since(self.hall.now()).0);
        let end = tokio::time::Instant::now() + rest;
        let mut tick = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(end) => return,
                Some((socket, msg)) = self.heard.recv() => {
                    // What an old socket says is not heard any more; answers over HTTP are.
                    if socket == 0 || socket == self.sockets {
                        let joined = matches!(msg, Msg::JoinAnswered(Ok(_)));
                        self.takes(msg);
                        let entered = self.kept.as_ref().is_some_and(|k| k.entered);
                        if joined && !entered {
                            self.takes(Msg::Enter);
                        }
                    }
                }
                _ = tick.tick() => self.takes(Msg::Tick),
            }
        }
    }

    /// Something happened.
    pub fn takes(&mut self, msg: Msg) {
        let step = self.model.update(self.hall.now(), msg);
        for effect in step.effects {
            self.performs(effect);
        }
    }

    fn performs(&mut self, effect: Effect) {
        match effect {
            Effect::PostJoin(code) => {
                let hears = self.hears.clone();
                tokio::spawn(async move {
                    let answer = post_join(&code).await;
                    // A tab that is closed needs no answer.
                    drop(hears.send((0, Msg::JoinAnswered(answer))));
                });
            }
            Effect::Connect => {
                self.sockets += 1;
                let (says, said) = mpsc::unbounded_channel();
                let conversation = converse(self.sockets, self.hears.clone(), said);
                self.socket = Some(Socket { task: tokio::spawn(conversation), says });
            }
            Effect::Disconnect => self.socket = None,
            Effect::Send(message) => {
                let twice = self.stutters && matches!(message, ClientMessage::Command { .. });
                if let Some(socket) = &self.socket {
                    // A socket that has closed says so itself.
                    let _ = socket.says.send(message.clone());
                    if twice {
                        let _ = socket.says.send(message);
                    }
                }
            }
            Effect::Keep(kept) => self.kept = Some(*kept),
            // No devices, and no page to show a language on.
            Effect::Try(_)
            | Effect::Welcomed(_)
            | Effect::RestartIce(_)
            | Effect::OpenDevices
            | Effect::ReleaseDevices
            | Effect::ReleaseScreen => {}
            Effect::FetchWords(_) | Effect::SaveLang(_) | Effect::Answer(_) => {}
            Effect::Reload | Effect::Desk(_) | Effect::Documents { .. } => {}
        }
    }
}

/// Exchanges a code for a token.
///
/// # Errors
/// No answer, or no.
pub async fn post_join(code: &str) -> Result<rostrum_proto::wire::http::Joined, JoinFailure> {
    let exchange = async {
        let mut stream = TcpStream::connect(SERVER).await?;
        let body = serde_json::json!({ "code": code }).to_string();
        let head = "POST /api/join HTTP/1.1\r\nHost: server\r\nConnection: close\r\n";
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    let answer = tokio::time::timeout(Duration::from_secs(4), exchange).await;
    let Ok(Ok(answer)) = answer else { return Err(JoinFailure::Network) };
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(JoinFailure::Network)?;
    match head.contains(" 200 ") {
        true => serde_json::from_str(body).map_err(|_| JoinFailure::Network),
        false => {
            let problem: rostrum_proto::wire::http::Problem =
                serde_json::from_str(body).map_err(|_| JoinFailure::Network)?;
            Err(JoinFailure::Declined(problem.code))
        }
    }
}

/// One socket from its opening to its end.
async fn converse(
    number: u64,
    hears: mpsc::UnboundedSender<(u64, Msg)>,
    mut said: mpsc::UnboundedReceiver<ClientMessage>,
) {
    let tell = |msg| hears.send((number, msg)).is_ok();
    let opened = async {
        let stream = TcpStream::connect(SERVER).await.ok()?;
        tokio_tungstenite::client_async("ws://server/ws", stream).await.ok()
    };
    let Some((mut socket, _)) = opened.await else {
        tell(Msg::SocketClosed(1006));
        return;
    };
    tell(Msg::SocketOpened);
    let code = loop {
        tokio::select! {
            biased;
            message = said.recv() => {
                let Some(message) = message else { return };
                let text = serde_json::to_string(&message).unwrap();
                if socket.send(Message::text(text)).await.is_err() {
                    break 1006;
                }
            }
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    let message = serde_json::from_str(&text).unwrap();
                    tell(Msg::Server(message));
                }
                Some(Ok(Message::Close(frame))) => break frame.map_or(1005, |f| f.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break 1006,
            }
        }
    };
    tell(Msg::SocketClosed(code));
}
