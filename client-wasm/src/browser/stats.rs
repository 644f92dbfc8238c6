//! What a peer connection tells of itself (WebRTC Statistics).

use js_sys::{Map, Reflect};
use rostrum_proto::wire::quality::Way;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

/// All statistics, and those of the transport: everything is bundled, there is one.
async fn transport(connection: &RtcPeerConnection) -> Option<(Map, JsValue)> {
    let stats: Map = JsFuture::from(connection.get_stats()).await.ok()?.unchecked_into();
    let is_transport = |one: &JsValue| text(one, "type").as_deref() == Some("transport");
    let found = stats.values().into_iter().filter_map(Result::ok).find(is_transport)?;
    Some((stats, found))
}

fn text(stats: &JsValue, name: &str) -> Option<String> {
    Reflect::get(stats, &name.into()).ok().and_then(|value| value.as_string())
}

/// Octets received so far. A browser without these statistics: nothing is known.
pub async fn octets_received(connection: &RtcPeerConnection) -> Option<f64> {
    let (_, transport) = transport(connection).await?;
    Reflect::get(&transport, &"bytesReceived".into()).ok()?.as_f64()
}

/// The way in use: the candidates of the selected pair.
pub async fn way(connection: &RtcPeerConnection) -> Option<Way> {
    let (stats, transport) = transport(connection).await?;
    let pair = stats.get(&text(&transport, "selectedCandidatePairId")?.into());
    let candidate = |of: &str| text(&pair, of).map(|id| stats.get(&id.into()));
    let relayed = text(&candidate("localCandidateId")?, "candidateType")? == "relay";
    let protocol = text(&candidate("remoteCandidateId")?, "protocol")?;
    Some(match (relayed, protocol.as_str()) {
        (true, _) => Way::Relay,
        (false, "tcp") => Way::Tcp,
        (false, _) => Way::Udp,
    })
}
