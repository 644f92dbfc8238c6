//! What a peer connection tells of itself (WebRTC Statistics).

use crate::browser::js::text;
use crate::core::pulse::Passed;
use js_sys::{Map, Reflect};
use rostrum_proto::wire::quality::Way;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

/// The server reports every second.
const REPORTED_MS: f64 = 2_500.0;

/// All statistics, and those of the transport: everything is bundled, there is one.
async fn transport(connection: &RtcPeerConnection) -> Option<(Map, JsValue)> {
    let stats: Map = JsFuture::from(connection.get_stats()).await.ok()?.unchecked_into();
    let is_transport = |one: &JsValue| text(one, "type").as_deref() == Some("transport");
    let found = stats.values().into_iter().filter_map(Result::ok).find(is_transport)?;
    Some((stats, found))
}

fn number(stats: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(stats, &name.into()).ok().and_then(|value| value.as_f64())
}

/// What has passed by now. A browser without these statistics: nothing is known.
pub async fn passed(connection: &RtcPeerConnection) -> Option<Passed> {
    let (stats, transport) = transport(connection).await?;
    let pair = text(&transport, "selectedCandidatePairId").map(|id| stats.get(&id.into()));
    let of_pair = |name: &str| pair.as_ref().and_then(|pair| number(pair, name));
    let may_send = of_pair("availableOutgoingBitrate");
    // Firefox counts the pair's only.
    let received = number(&transport, "bytesReceived").or_else(|| of_pair("bytesReceived"))? as u64;
    let is_of_picture = |one: &JsValue| {
        text(one, "type").as_deref() == Some("remote-inbound-rtp")
            && text(one, "kind").as_deref() == Some("video")
    };
    let picture = stats.values().into_iter().filter_map(Result::ok).find(is_of_picture);
    // What was reported long ago says nothing of now: where nothing passes, no report comes.
    let age = |of: &JsValue| Some(number(&transport, "timestamp")? - number(of, "timestamp")?);
    let picture = picture.filter(|picture| age(picture).is_some_and(|ms| ms <= REPORTED_MS));
    let lost = picture.and_then(|picture| number(&picture, "fractionLost"));
    Some(Passed {
        received,
        may_send: may_send.map(|bits| bits as u32),
        picture_lost: lost.map(|part| (part * 100.0) as u32),
    })
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
