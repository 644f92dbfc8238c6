//! From a request to a socket; and, before joining, whether that would work.
//!
//! A socket is refused because of something on the way, or because of how the server was started: a proxy that drops
//! `Upgrade` or sets its own `Host`, an origin that the server was not given. The browser does not learn why, so
//! those who can fix it do: in the log and at the desks, with what was expected and what came, and seldom enough to
//! be read.

use super::door::neighbourhood;
use super::limits::Buckets;
use super::patience::{Meter, Metered};
use super::record::claims;
use super::routes::asker;
use super::{App, limits, socket};
use crate::config::Origin;
use crate::room::{DeskLetter, Letter};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use hyper_util::rt::TokioIo;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::MAX_LOG_BYTES;
use rostrum_proto::wire::http::Checked;
use rostrum_proto::wire::quality::cut;
use std::net::IpAddr;
use std::sync::Arc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;
use tracing::warn;

/// What a request for a socket must have (RFC 6455 §4.2.1).
const EXPECTED: &str =
    "Upgrade: websocket; Connection: Upgrade; Sec-WebSocket-Version: 13; Sec-WebSocket-Key";

/// How often a refused socket is reported: for each address three times at once and then once a minute, for all
/// together twenty times and then once in ten seconds.
pub struct Refusals {
    of_one: Buckets,
    of_all: Buckets,
}

impl Default for Refusals {
    fn default() -> Self {
        Self { of_one: Buckets::new(3.0, 1.0 / 60.0), of_all: Buckets::new(20.0, 0.1) }
    }
}

impl Refusals {
    fn may_be_said(&self, asker: IpAddr, now: Timestamp) -> bool {
        self.of_one.take(&neighbourhood(asker).to_string(), now) && self.of_all.take("all", now)
    }
}

/// Whether the page that asks could open a socket, and where media would be received. A relay is shown to who has a
/// token: it would carry anything for anybody.
pub(super) async fn check(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let origin = origin_allowed(&headers, &app.origins);
    // Without relays nobody is looked up.
    let asking = app.relays.as_ref().and_then(|_| claims(&app, &headers));
    let relay = asking.and_then(|(claims, _)| app.relay_for(&claims.sub));
    let checked = Checked { origin, media: app.media.clone(), relay };
    ([(header::CACHE_CONTROL, "no-store")], Json(checked)).into_response()
}

pub(super) async fn upgrade(State(app): State<Arc<App>>, mut request: Request) -> Response {
    let headers = request.headers();
    if !origin_allowed(headers, &app.origins) {
        let host = text_of(headers, header::HOST);
        let mut expected = format!("Origin: the same host as in Host ({host})");
        for origin in &app.origins {
            expected += &format!(", or {origin}");
        }
        let came = format!("Origin: {}", text_of(headers, header::ORIGIN));
        say_refused(&app, asker(&app, &request), expected, came).await;
        let why = "this origin may not open a socket here; see --origin\n";
        return (StatusCode::FORBIDDEN, why).into_response();
    }
    let wants = |name, value: &str| {
        let found = headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
        found.is_some_and(|v| v.to_ascii_lowercase().split(',').any(|part| part.trim() == value))
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes()));
    let (true, true, true, Some(accept)) = (
        wants(header::UPGRADE, "websocket"),
        wants(header::CONNECTION, "upgrade"),
        wants(header::SEC_WEBSOCKET_VERSION, "13"),
        key,
    ) else {
        let version = text_of(headers, header::SEC_WEBSOCKET_VERSION);
        let key = if headers.contains_key(header::SEC_WEBSOCKET_KEY) { "" } else { ": none" };
        let came = format!(
            "Upgrade: {}; Connection: {}; Sec-WebSocket-Version: {version}; Sec-WebSocket-Key{key}",
            text_of(headers, header::UPGRADE),
            text_of(headers, header::CONNECTION),
        );
        say_refused(&app, asker(&app, &request), EXPECTED.to_owned(), came).await;
        let head = [(header::UPGRADE, "websocket")];
        let why = "expected a WebSocket (RFC 6455): a proxy on the way must pass on Upgrade and Connection\n";
        return (StatusCode::UPGRADE_REQUIRED, head, why).into_response();
    };
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let Ok(upgraded) = upgraded.await else { return };
        let meter = Meter::default();
        let io = Metered::new(TokioIo::new(upgraded), meter.clone());
        let limits = Some(limits::websocket());
        let stream = WebSocketStream::from_raw_socket(io, Role::Server, limits).await;
        socket::serve(app, stream, meter).await;
    });
    let headers = [
        (header::CONNECTION, HeaderValue::from_static("upgrade")),
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (
            header::SEC_WEBSOCKET_ACCEPT,
            HeaderValue::from_str(&accept).unwrap_or(HeaderValue::from_static("")),
        ),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

/// Reported in the log and at the desks of all meetings, since nobody knows which meeting the socket was for.
async fn say_refused(app: &App, asker: IpAddr, expected: String, came: String) {
    metrics::counter!("rostrum_sockets_refused_total").increment(1);
    if !app.refusals.may_be_said(asker, app.clock.now()) {
        return;
    }
    let (expected, came) = (cut(&expected, MAX_LOG_BYTES), cut(&came, MAX_LOG_BYTES));
    warn!(%asker, ?expected, ?came, "socket.refused");
    for room in app.directory.rooms() {
        let (expected, came) = (expected.clone(), came.clone());
        room.offer(Letter::Desk(DeskLetter::SocketRefused { expected, came }));
    }
}

/// What a header says, if it is present and readable.
fn text_of(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).map_or("none", |value| value.to_str().unwrap_or("not readable"))
}

/// A browser names the page that opens a socket; programs that are not browsers name none.
fn origin_allowed(headers: &HeaderMap, others: &[Origin]) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return !headers.contains_key(header::ORIGIN) };
    let Ok(known) = origin.parse::<Origin>() else { return false };
    // The host by either scheme: a proxy may have ended TLS.
    let own = text(header::HOST).into_iter().flat_map(|host| {
        ["http", "https"].map(|scheme| format!("{scheme}://{host}").parse::<Origin>())
    });
    own.flatten().chain(others.iter().cloned()).any(|other| other == known)
}
