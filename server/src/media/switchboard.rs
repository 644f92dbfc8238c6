//! Connects clients with the conferences of their meetings. No socket, no clock: datagrams and time come
//! in, datagrams and events go out.
//!
//! Whatever one client does ends at most its own session: what it sends is handled in a place that
//! a panic does not leave, and a session in which one happened is dropped.

mod rounds;

use super::MediaError;
use super::address::Told;
use super::clock::{MediaClock, TrackReport};
use super::conference::{Conference, Peers};
use super::demux::{Addresses, Protocol, classify};
use super::egress::{Egress, Way};
use super::handshake::Identity;
use super::ice::{BindingRequest, Credentials};
use super::layout::Slot;
use super::offer::Offer;
use super::peer::{Greeted, Peer};
use super::plain::Reflector;
use super::plan::{Plan, Stream};
use super::probe::MediaEvent;
use super::rtcp::Feedback;
use super::ssrcs::Ssrcs;
use super::tap::{Tap, Taps};
use rostrum_proto::id::{ConnectionId, MeetingId};
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tracing::{debug, warn};

/// Sessions one server holds.
pub(super) const MAX_PEERS: usize = 2_000;
/// Those of them that viewers may not take.
const KEPT: usize = 500;
/// How often reports are sent.
const REPORT_EVERY: Duration = Duration::from_millis(500);
/// Qualities are told every this many reports.
const REPORTS_PER_QUALITY: u32 = 4;

/// All sessions and conferences of one server.
pub(super) struct Switchboard {
    identity: Identity,
    told: Told,
    /// Of those who only try whether they reach us.
    trial: Credentials,
    reflector: Reflector,
    ssrcs: Ssrcs,
    clock: MediaClock,
    peers: Peers,
    conferences: HashMap<MeetingId, Conference>,
    addresses: Addresses,
    fragments: HashMap<String, ConnectionId>,
    /// What clients have chosen for their places, until they leave: a session of media may come and go.
    choices: HashMap<ConnectionId, BTreeMap<Slot, Stream>>,
    next_report: Instant,
    reports: u32,
    allocated_at: Instant,
    taps: Option<Box<dyn Taps>>,
    pub egress: Egress,
    /// What is to be told, and of which meeting.
    pub events: Vec<(MeetingId, MediaEvent)>,
}

impl Switchboard {
    pub(super) fn new(
        identity: Identity,
        told: Told,
        taps: Option<Box<dyn Taps>>,
        now: Instant,
    ) -> Self {
        Self {
            identity,
            told,
            trial: Credentials::random(&mut rand::rng()),
            reflector: Reflector::new(now),
            ssrcs: Ssrcs::new(&mut rand::rng()),
            clock: MediaClock::new(now),
            peers: Peers::new(),
            conferences: HashMap::new(),
            addresses: Addresses::default(),
            fragments: HashMap::new(),
            choices: HashMap::new(),
            next_report: now + REPORT_EVERY,
            reports: 0,
            allocated_at: now,
            taps,
            egress: Egress::default(),
            events: Vec::new(),
        }
    }

    /// What somebody who only tries is answered by.
    pub(super) fn trial(&self) -> &Credentials {
        &self.trial
    }

    pub(super) fn is_idle(&self) -> bool {
        self.peers.is_empty()
    }

    /// Opens a session for a checked offer, in place of one the connection may have had, or restarts ICE in that.
    pub(super) fn answer(
        &mut self,
        meeting: MeetingId,
        connection: ConnectionId,
        offer: &Offer,
        now: Instant,
    ) -> Result<String, MediaError> {
        let (fingerprint, told) = (&self.identity.fingerprint, &self.told);
        let same = self.peers.get_mut(&connection).filter(|p| p.meeting == meeting);
        if let Some(peer) = same.filter(|peer| peer.is_restarted_by(offer)) {
            self.fragments.remove(&peer.credentials.fragment);
            peer.restart(offer);
            self.fragments.insert(peer.credentials.fragment.clone(), connection);
            return Ok(peer.answer(fingerprint, told));
        }
        self.close(connection, now);
        let most = if connection.is_viewer() { MAX_PEERS - KEPT } else { MAX_PEERS };
        if self.peers.len() >= most {
            return Err(MediaError::Full(most));
        }
        if self.ssrcs.collides(offer) {
            return Err(MediaError::Collision);
        }
        let told = meeting.clone();
        let mut peer = Peer::new(meeting, connection, offer, &self.identity, &self.ssrcs, now)
            .map_err(|error| MediaError::Session(error.to_string()))?;
        let chosen = self.choices.get(&connection);
        for delivery in &mut peer.deliveries {
            if let Some(stream) = chosen.and_then(|chosen| chosen.get(&delivery.slot)) {
                delivery.choose(Some(*stream));
            }
        }
        let text = peer.answer(&self.identity.fingerprint, &self.told);
        self.fragments.insert(peer.credentials.fragment.clone(), connection);
        self.peers.insert(connection, peer);
        self.events.push((told, MediaEvent::Checking { connection }));
        Ok(text)
    }

    /// Follows the plan of a meeting from the very next packet on.
    pub(super) fn set_plan(&mut self, meeting: MeetingId, plan: Plan, now: Instant) {
        let conference = self.conferences.entry(meeting.clone()).or_default();
        conference.follow(plan, &mut self.peers, now);
        self.forget_if_over(&meeting);
        self.ask(now);
    }

    /// A client chooses what fills one of its places; what does not fit there is no choice.
    pub(super) fn choose(
        &mut self,
        connection: ConnectionId,
        (slot, stream): (Slot, Option<Stream>),
        now: Instant,
    ) {
        if stream.is_some_and(|stream| !slot.takes(stream)) {
            return;
        }
        let stream = stream.or(slot.shows_first());
        let chosen = self.choices.entry(connection).or_default();
        match stream {
            Some(stream) => drop(chosen.insert(slot, stream)),
            None => drop(chosen.remove(&slot)),
        }
        let meeting = self.peers.get(&connection).map(|peer| &peer.meeting);
        if let Some(conference) = meeting.and_then(|meeting| self.conferences.get_mut(meeting)) {
            conference.choose(connection, (slot, stream), &mut self.peers, now);
        }
    }

    /// Who records a stream would like a key frame of it.
    pub(super) fn key_frame_recorded(&mut self, meeting: &MeetingId, stream: Stream, now: Instant) {
        if let Some(conference) = self.conferences.get(meeting) {
            conference.key_frame_recorded(stream, &mut self.peers, now);
        }
    }

    /// A client has left: its session ends, and what it had chosen is forgotten.
    pub(super) fn forget(&mut self, connection: ConnectionId, now: Instant) {
        self.choices.remove(&connection);
        self.close(connection, now);
    }

    /// Ends a session without a word to the rest of the server.
    pub(super) fn close(&mut self, connection: ConnectionId, now: Instant) {
        let Some(mut peer) = self.peers.remove(&connection) else {
            return;
        };
        let egress = &mut self.egress;
        let _ = catch_unwind(AssertUnwindSafe(|| peer.close(now, egress)));
        self.addresses.release(connection);
        self.fragments.remove(&peer.credentials.fragment);
        if let Some(conference) = self.conferences.get_mut(&peer.meeting) {
            conference.leave(connection);
        }
        self.forget_if_over(&peer.meeting);
    }

    fn forget_if_over(&mut self, meeting: &MeetingId) {
        if self.conferences.get(meeting).is_some_and(Conference::is_over) {
            self.conferences.remove(meeting);
        }
    }

    /// Ends a session that failed, and says so.
    fn fail(&mut self, connection: ConnectionId, why: &str, now: Instant) {
        if let Some(peer) = self.peers.get(&connection) {
            let meeting = peer.meeting.clone();
            debug!(%meeting, %connection, why, "media.down");
            self.close(connection, now);
            self.events.push((meeting, MediaEvent::Down { connection }));
        }
    }

    /// Takes a datagram from the network.
    pub(super) fn receive(&mut self, from: Way, datagram: &[u8], now: Instant) {
        let Some(protocol) = classify(datagram) else {
            return;
        };
        if protocol == Protocol::Stun {
            let check = || self.check(from, datagram, now);
            if catch_unwind(AssertUnwindSafe(check)).is_err() {
                warn!(from = %from.remote, "media.stun.panicked");
            }
            return;
        }
        let Some(connection) = self.addresses.owner(from.origin()) else {
            return;
        };
        let handle = || match protocol {
            Protocol::Dtls => self.greet(connection, datagram, now),
            Protocol::Rtp => self.forward(connection, datagram, from, now),
            Protocol::Rtcp => self.listen(connection, datagram, from, now),
            Protocol::Stun => {}
        };
        if catch_unwind(AssertUnwindSafe(handle)).is_err() {
            warn!(%connection, ?protocol, "media.peer.panicked");
            self.fail(connection, "its packet made the server panic", now);
        }
    }

    /// A connection over TCP is gone: who was reached by it is not, until they check again.
    pub(super) fn lost_stream(&mut self, stream: u64) {
        self.peers.values_mut().for_each(|peer| peer.lost_stream(stream));
    }

    fn check(&mut self, from: Way, datagram: &[u8], now: Instant) {
        let Some(request) = BindingRequest::read(datagram) else {
            if let Some(answer) = self.reflector.answer(datagram, from.remote, now) {
                self.egress.push(from, answer.as_slice().into());
            }
            return;
        };
        if request.fragment() == self.trial.fragment {
            let crypto = self.identity.crypto();
            if let Ok(answer) = request.answer_trial(&self.trial, from.remote, crypto) {
                self.egress.push(from, answer.as_slice().into());
            }
            return;
        }
        let Some(connection) = self.fragments.get(request.fragment()).copied() else {
            return;
        };
        let owner = self.addresses.owner(from.origin()).filter(|owner| *owner != connection);
        if owner.and_then(|owner| self.peers.get(&owner)).is_some_and(|peer| peer.is_present(now)) {
            return;
        }
        let Some(peer) = self.peers.get_mut(&connection) else {
            return;
        };
        let crypto = self.identity.crypto();
        let Ok(answered) = request.answer(&peer.credentials, peer.theirs(), from.remote, crypto)
        else {
            return;
        };
        self.addresses.bind(from.origin(), connection);
        if peer.checked(from, answered.nominates, now) {
            self.events.push((peer.meeting.clone(), MediaEvent::Handshaking { connection }));
        }
        self.egress.push(from, answered.response.as_slice().into());
    }

    fn greet(&mut self, connection: ConnectionId, datagram: &[u8], now: Instant) {
        let Some(peer) = self.peers.get_mut(&connection) else {
            return;
        };
        match peer.greet(datagram, now, &mut self.egress) {
            Ok(Greeted::Continues) => {}
            Ok(Greeted::Up) => {
                let meeting = peer.meeting.clone();
                let conference = self.conferences.entry(meeting.clone()).or_default();
                conference.enter(connection, &mut self.peers, now);
                self.events.push((meeting, MediaEvent::Up { connection }));
                self.ask(now);
            }
            Ok(Greeted::Closed) if peer.is_up() => {
                self.fail(connection, "closed by the client", now);
            }
            Ok(Greeted::Closed) => {}
            // Anybody who can forge an address can send something that is wrong. A handshake that
            // really fails is one that does not succeed in time.
            Err(error) => debug!(%connection, %error, "media.dtls.ignored"),
        }
    }

    fn forward(&mut self, connection: ConnectionId, datagram: &[u8], from: Way, now: Instant) {
        let Some(peer) = self.peers.get_mut(&connection) else {
            return;
        };
        let Some(received) = peer.open_rtp(datagram, from, now) else {
            return;
        };
        let Some(conference) = self.conferences.get_mut(&peer.meeting) else {
            return;
        };
        let taps = self.taps.as_deref().filter(|_| conference.is_recorded());
        let recorded = taps.map(|taps| (taps, peer.meeting.clone()));
        let tap = recorded.as_ref().map(|(taps, meeting)| Tap { taps: *taps, meeting });
        let to = (&mut self.egress, tap);
        let failed = conference.forward(connection, &received, now, &mut self.peers, to);
        for listener in failed {
            self.fail(listener, "sending to it made the server panic", now);
        }
    }

    fn listen(&mut self, connection: ConnectionId, datagram: &[u8], from: Way, now: Instant) {
        let Some(peer) = self.peers.get_mut(&connection) else {
            return;
        };
        let (ntp, middle) = (self.clock.ntp(now), self.clock.middle(now));
        let heard = peer.open_rtcp(datagram, from, now);
        let Some(conference) = self.conferences.get_mut(&peer.meeting) else {
            return;
        };
        for feedback in heard {
            let Some(peer) = self.peers.get_mut(&connection) else {
                return;
            };
            match feedback {
                Feedback::SenderReport { ssrc, ntp: theirs, timestamp } => {
                    let report = TrackReport { ssrc, ntp: theirs, timestamp };
                    peer.uplinks.reported(report, now, ntp);
                }
                Feedback::Report(block) => {
                    if self.ssrcs.place(block.ssrc).is_some() {
                        peer.probe.reported(&block, middle);
                    }
                }
                Feedback::Lost { ssrc, base, following } => {
                    if let Some(place) = self.ssrcs.place(ssrc) {
                        let after = (0..16).filter(|n| following >> n & 1 == 1).map(|n| n + 1);
                        for distance in std::iter::once(0).chain(after) {
                            let own = base.wrapping_add(distance);
                            conference.send_again(peer, (place, own), now, &mut self.egress);
                        }
                    }
                }
                Feedback::Arrivals(message) => peer.arrivals_told(&message, now),
                Feedback::KeyFrame { ssrc } => {
                    if let Some(place) = self.ssrcs.place(ssrc) {
                        conference.key_frame_wanted(connection, place, &mut self.peers, now);
                    }
                }
            }
        }
    }
}
