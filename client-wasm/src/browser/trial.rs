//! Whether what a meeting needs passes this network: a socket that says nothing, and a call with nothing in it.

use crate::browser::js;
use crate::browser::listen::Listener;
use crate::browser::rtc::configuration;
use crate::browser::{Out, Sink, http, socket, stats, timer};
use crate::core::msg::Msg;
use crate::core::network::{Trial, Tried};
use rostrum_proto::wire::quality::Way;
use rostrum_proto::wire::relay::Relay;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    RtcIceConnectionState, RtcPeerConnection, RtcSdpType, RtcSessionDescriptionInit, WebSocket,
};

/// How long a better way than the first may take to be found.
const BETTER_MS: i32 = 1_000;

/// The trials that are under way, one of each kind.
#[derive(Default)]
pub struct Trials {
    socket: RefCell<Option<SocketTrial>>,
    call: RefCell<Option<Call>>,
}

impl Trials {
    /// Begins one, in the place of an earlier one of its kind.
    pub fn begin(&self, trial: Trial, sink: &Sink) {
        let sink = sink.clone();
        let tell = move |tried| sink(Out::Msg(Msg::Tried(tried).into()));
        match trial {
            Trial::Server(token) => {
                spawn_local(async move { tell(Tried::Server(http::check(&token).await)) });
            }
            Trial::Socket => drop(self.socket.replace(SocketTrial::begin(tell))),
            Trial::Media(answer, relay) => {
                drop(self.call.replace(Call::begin(answer, relay.as_ref(), tell)));
            }
        }
    }

    /// Nobody wants to know any more.
    pub fn end(&self) {
        drop(self.socket.take());
        drop(self.call.take());
    }
}

struct SocketTrial {
    socket: WebSocket,
    _listeners: [Listener; 2],
}

impl SocketTrial {
    fn begin(tell: impl Fn(Tried) + Clone + 'static) -> Option<Self> {
        let Some(socket) = socket::opening() else {
            tell(Tried::Socket(false));
            return None;
        };
        let (opened, closed, open) = (tell.clone(), tell, Clone::clone(&socket));
        let listeners = [
            Listener::new(&socket, "open", move |_| {
                opened(Tried::Socket(true));
                let _ = open.close();
            }),
            // After it was open, it is known already.
            Listener::new(&socket, "close", move |_| closed(Tried::Socket(false))),
        ];
        Some(Self { socket, _listeners: listeners })
    }
}

impl Drop for SocketTrial {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}

struct Call {
    connection: RtcPeerConnection,
    _state: Listener,
}

impl Call {
    fn begin(
        answer: String,
        relay: Option<&Relay>,
        tell: impl Fn(Tried) + Clone + 'static,
    ) -> Option<Self> {
        let configuration = configuration(relay);
        let Ok(connection) = RtcPeerConnection::new_with_configuration(&configuration) else {
            tell(Tried::Media(None));
            return None;
        };
        drop(connection.create_data_channel("trial"));
        let (watched, known) = (Clone::clone(&connection), tell.clone());
        let state = Listener::new(&connection, "iceconnectionstatechange", move |_| {
            match watched.ice_connection_state() {
                RtcIceConnectionState::Connected => {
                    let (connected, known) = (Clone::clone(&watched), known.clone());
                    spawn_local(async move {
                        // A better way may be found yet.
                        timer::pass(BETTER_MS).await;
                        if connected.ice_connection_state() == RtcIceConnectionState::Closed {
                            return;
                        }
                        // A browser without these statistics: nothing is known against the way.
                        let way = stats::way(&connected).await.unwrap_or(Way::Udp);
                        known(Tried::Media(Some(way)));
                        connected.close();
                    });
                }
                RtcIceConnectionState::Failed => {
                    known(Tried::Media(None));
                    watched.close();
                }
                _ => {}
            }
        });
        let calling = Clone::clone(&connection);
        spawn_local(async move {
            if call(&calling, &answer).await.is_err() {
                tell(Tried::Media(None));
            }
        });
        Some(Self { connection, _state: state })
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.connection.close();
    }
}

async fn call(connection: &RtcPeerConnection, answer: &str) -> Result<(), JsValue> {
    let offer = JsFuture::from(connection.create_offer()).await?;
    let sdp = js::text(&offer, "sdp").unwrap_or_default();
    for (kind, sdp) in [(RtcSdpType::Offer, sdp.as_str()), (RtcSdpType::Answer, answer)] {
        let description = RtcSessionDescriptionInit::new(kind);
        description.set_sdp(sdp);
        let set = match kind {
            RtcSdpType::Offer => connection.set_local_description(&description),
            _ => connection.set_remote_description(&description),
        };
        JsFuture::from(set).await?;
    }
    Ok(())
}
