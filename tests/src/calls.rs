//! The media of a page: the calls that it makes, by which ways, and what comes of them.

use crate::browser::Person;
use crate::guest::seat;
use crate::{Guest, Hall, PATIENCE};
use rostrum_proto::meeting::command::Command;
use serde::Deserialize;
use std::net::SocketAddr;

/// Keeps every peer connection that a page makes, so that its statistics can be asked for.
pub(crate) const REMEMBER_CALLS: &str = "
    window.calls = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...how) { super(...how); window.calls.push(this); }
    };";

/// What the newest call has received so far, section by section (RFC 8829 mids).
const RECEIVED: &str = "
    const done = arguments[arguments.length - 1];
    const call = (window.calls || []).filter(c => c.connectionState === 'connected').at(-1);
    const none = { frames: 0, width: 0, height: 0, energy: 0 };
    if (!call) { done(none); return; }
    call.getStats().then(stats => {
        const all = [...stats.values()].filter(s => s.type === 'inbound-rtp');
        const floor = all.find(s => s.mid === '2') || {};
        const energy = all.filter(s => s.kind === 'audio').reduce((sum, s) => sum + (s.totalAudioEnergy || 0), 0);
        done({ frames: floor.framesDecoded || 0, width: floor.frameWidth || 0,
               height: floor.frameHeight || 0, energy });
    }, () => done(none));";

/// Where the media of the newest call goes, and by which protocol: the candidate in use.
const WAY: &str = "
    const done = arguments[arguments.length - 1];
    const call = window.calls.filter(c => c.connectionState === 'connected').at(-1);
    call.getStats().then(stats => {
        const pair = [...stats.values()].find(s => s.type === 'transport')?.selectedCandidatePairId;
        const { address, protocol } = stats.get(stats.get(pair)?.remoteCandidateId) || {};
        done({ address, protocol });
    });";

/// Where media goes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Way {
    /// Of the server.
    pub address: String,
    /// `udp` or `tcp`.
    pub protocol: String,
}

/// What somebody's browser has decoded so far.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Received {
    /// Pictures of the floor.
    pub frames: u64,
    /// Of the last one, in pixels.
    pub width: u32,
    /// Of the last one, in pixels.
    pub height: u32,
    /// Sound energy of all voices (W3C webrtc-stats `totalAudioEnergy`).
    pub energy: f64,
}

impl Person {
    /// Every answer of the server is changed before the page takes it: a script's expression of `sdp`.
    pub async fn takes_answers(&self, changed: &str) {
        let script = format!(
            "const take = RTCPeerConnection.prototype.setRemoteDescription; \
             RTCPeerConnection.prototype.setRemoteDescription = function({{ type, sdp }}) {{ \
                 return take.call(this, {{ type, sdp: {changed} }}); }};"
        );
        self.begins_with(&script).await;
    }

    /// The media of this page goes by a network that stands before the media port.
    pub async fn goes_by(&self, media: u16, network: SocketAddr) {
        let (address, port) = (network.ip(), network.port());
        let changed = format!("sdp.replaceAll(/ 127\\.0\\.0\\.1 {media} /g, ' {address} {port} ')");
        self.takes_answers(&changed).await;
    }

    /// A firewall lets this page reach relays only.
    pub async fn reaches_only_relays(&self) {
        let script = "window.RTCPeerConnection = class extends RTCPeerConnection { \
             constructor(how, ...more) { super({ ...how, iceTransportPolicy: 'relay' }, ...more); } };";
        self.begins_with(script).await;
    }

    /// By which way media goes.
    pub async fn way(&self) -> Way {
        serde_json::from_value(self.says_later(WAY).await).unwrap()
    }

    /// What was decoded so far.
    pub async fn received(&self) -> Received {
        serde_json::from_value(self.says_later(RECEIVED).await).unwrap()
    }

    /// Waits until moving pictures and sound of the floor arrive.
    pub async fn sees_and_hears_the_floor(&self) {
        let before = self.received().await;
        let arriving = async {
            loop {
                let now = self.received().await;
                let moves = now.frames > before.frames + 5 && now.width >= 320 && now.height >= 240;
                if moves && now.energy > before.energy {
                    return;
                }
            }
        };
        if tokio::time::timeout(PATIENCE, arriving).await.is_err() {
            self.photographs("failure").await;
            panic!("no picture or no sound of the floor: {before:?}, {:?}", self.received().await);
        }
    }
}

/// `people`, who have joined and wait in the lobby, are admitted with their `seats`, and the meeting is opened; Tunisia,
/// the first of them, speaks, and the others see and hear it. Gives the technician and the President, who stay.
pub async fn tunisia_speaks(hall: &Hall, seats: &[&str], people: &[&Person]) -> [Guest; 2] {
    let mut technician = Guest::joins(hall, "technician").await;
    let mut chair = Guest::joins(hall, "IDN-chair").await;
    for place in [&["IDN"], seats].concat() {
        technician.does(Command::AdmitSeat { seat: seat(place) }).await;
    }
    chair.until("the snapshot", |guest| guest.meeting.is_some()).await;
    chair.does(Command::OpenMeeting {}).await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    people[0].presses("Start speaking").await;
    for listener in &people[1..] {
        listener.sees_and_hears_the_floor().await;
    }
    [technician, chair]
}
