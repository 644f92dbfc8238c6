//! One WebSocket. Dropped, it closes and says no more; deserted, it says no more and is left to the server to close.

use crate::browser::listen::Listener;
use crate::browser::{Out, Sink};
use crate::core::msg::Msg;
use rostrum_proto::read::read;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use wasm_bindgen::JsCast;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// An open socket, or one that opens.
pub struct Socket {
    socket: WebSocket,
    listeners: Option<[Listener; 3]>,
}

impl Socket {
    /// Opens `ws` beside this page.
    pub fn open(sink: &Sink) -> Option<Self> {
        let socket = opening()?;
        let (opened, closed, arrived) = (sink.clone(), sink.clone(), sink.clone());
        let listeners = [
            Listener::new(&socket, "open", move |_| opened(Out::Msg(Msg::SocketOpened.into()))),
            Listener::new(&socket, "close", move |event| {
                let code = event.dyn_ref::<CloseEvent>().map_or(1006, CloseEvent::code);
                closed(Out::Msg(Msg::SocketClosed(code).into()));
            }),
            Listener::new(&socket, "message", move |event| {
                let data = event.dyn_ref::<MessageEvent>().and_then(|m| m.data().as_string());
                match data.as_deref().map(read::<ServerMessage>) {
                    Some(Ok(message)) => arrived(Out::Msg(Msg::Server(message.into()).into())),
                    Some(Err(why)) => {
                        let why = format!("a message of the server: {why}");
                        web_sys::console::error_1(&why.as_str().into());
                        arrived(Out::Msg(Msg::Trouble(why).into()));
                    }
                    None => {}
                }
            }),
        ];
        Some(Self { socket, listeners: Some(listeners) })
    }

    /// Another is to take its place. It does not say goodbye, which would end the device at the server: one that is
    /// open is to be kept until the other is welcomed.
    #[must_use]
    pub fn desert(mut self) -> Option<Self> {
        self.listeners = None;
        (self.socket.ready_state() == WebSocket::OPEN).then_some(self)
    }

    /// Says something; lost if the socket is not open, the core says it again.
    pub fn send(&self, message: &ClientMessage) {
        if self.socket.ready_state() == WebSocket::OPEN
            && let Ok(text) = serde_json::to_string(message)
        {
            let _ = self.socket.send_with_str(&message.filled(text));
        }
    }
}

/// A socket that opens.
pub fn opening() -> Option<WebSocket> {
    let page = web_sys::window()?.location().href().ok()?;
    // `http` and `https` become `ws` and `wss`; what follows the last slash of the path is not the server's.
    let page = page.split(['?', '#']).next()?.strip_prefix("http")?;
    let address = format!("ws{}/ws", page.rsplit_once('/')?.0);
    WebSocket::new(&address).ok()
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}
