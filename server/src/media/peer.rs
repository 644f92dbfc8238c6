//! One client's media session: address, handshake, protection, what it sends and what it is sent.
//!
//! ```text
//!  offer ──► Checking ── binding request believed ──► Greeting (DTLS) ── keys ──► Up ──► gone
//!               └──────────── silence, or a handshake that fails ────────────────────────┘
//! ```
//! A peer is never repaired. If anything is wrong with it, it is dropped and the client offers
//! again.

mod sent;

use super::address::Told;
use super::answer::{self, Server};
use super::bandwidth::Bandwidth;
use super::delivery::{Delivery, Negotiated};
use super::departures::Departures;
use super::egress::{Egress, Way};
use super::handshake::{Handshake, Identity, Progress, Protection};
use super::ice::Credentials;
use super::keyframe::{Allowance, KeyFrameRequest};
use super::offer::{Offer, Section};
use super::pace::Pace;
use super::plan::Track;
use super::probe::{Probe, Quality};
use super::rtcp::{self, Compound, Feedback};
use super::ssrcs::Ssrcs;
use super::uplink::{Received, Uplinks};
use rostrum_proto::id::{ConnectionId, MeetingId};
use rtc_shared::error::Result;
use std::time::{Duration, Instant};

/// A client that has to prove itself within this time.
const TO_CONNECT: Duration = Duration::from_secs(30);
/// Consent checks come every few seconds (RFC 7675); after this much silence the client is gone.
const SILENCE: Duration = Duration::from_secs(15);
/// A client heard within this time is where it was; nobody else can be there.
const PRESENT: Duration = Duration::from_secs(5);

/// One client's media session.
pub(super) struct Peer {
    pub connection: ConnectionId,
    pub meeting: MeetingId,
    pub credentials: Credentials,
    /// What the client has offered last.
    offer: Offer,
    /// The session of our answers, and how many there were (RFC 8866 §5.2).
    session: (u64, u32),
    /// Where the client wants to be sent its media.
    pub remote: Option<Way>,
    /// What it receives, by place.
    pub deliveries: Vec<Delivery>,
    key_frames: [KeyFrameRequest; Track::ALL.len()],
    /// How often it may make another camera begin anew.
    pub may_ask: Allowance,
    pub probe: Probe,
    /// What its network carries of what it is to be sent.
    pub bandwidth: Bandwidth,
    departures: Departures,
    /// Pictures that wait for a moment.
    pub pace: Pace,
    pub uplinks: Uplinks,
    ssrcs: Ssrcs,
    handshake: Handshake,
    protection: Option<Protection>,
    since: Instant,
    heard: Instant,
}

impl Peer {
    /// A session for a checked offer; nothing has been received yet.
    pub(super) fn new(
        meeting: MeetingId,
        connection: ConnectionId,
        offer: &Offer,
        identity: &Identity,
        ssrcs: &Ssrcs,
        now: Instant,
    ) -> Result<Self> {
        let delivery = |(place, (slot, section)): (usize, (_, &Section))| {
            let negotiated = section.flows.then_some(Negotiated {
                payload_type: section.payload_type,
                retransmission: section.retransmission,
                transport_sequence: section.transport_sequence,
            });
            Delivery::new(slot, negotiated, ssrcs.of(place))
        };
        Ok(Self {
            connection,
            meeting,
            credentials: Credentials::random(&mut rand::rng()),
            offer: offer.clone(),
            session: (rand::random::<u64>() >> 2, 0),
            remote: None,
            deliveries: offer.receives().enumerate().map(delivery).collect(),
            key_frames: Track::ALL.map(|_| KeyFrameRequest::default()),
            may_ask: Allowance::default(),
            probe: Probe::default(),
            bandwidth: Bandwidth::default(),
            pace: Pace::default(),
            departures: Departures::new(now),
            uplinks: Uplinks::new(offer, now),
            ssrcs: ssrcs.clone(),
            handshake: Handshake::new(identity, offer.fingerprints.clone())?,
            protection: None,
            since: now,
            heard: now,
        })
    }

    /// Whether an offer is for the same call by another way (ICE restart, RFC 8445 §9): everything is as it was but
    /// the client's credentials.
    pub(super) fn is_restarted_by(&self, offer: &Offer) -> bool {
        let asked = Offer { fragment: self.offer.fragment.clone(), ..offer.clone() };
        self.is_up() && asked == self.offer && offer.fragment != self.offer.fragment
    }

    /// Restarts ICE: the keys, and everything that is known of the client, stay. Until it has chosen another way, it
    /// is sent its media by the old one.
    pub(super) fn restart(&mut self, offer: &Offer) {
        self.credentials = Credentials::random(&mut rand::rng());
        self.offer.fragment.clone_from(&offer.fragment);
    }

    /// Our answer to the last offer.
    pub(super) fn answer(&mut self, fingerprint: &str, told: &Told) -> String {
        self.session.1 += 1;
        let (credentials, ssrcs, session) = (&self.credentials, &self.ssrcs, self.session);
        answer::write(&self.offer, &Server { credentials, fingerprint, told, ssrcs, session })
    }

    /// The client's half of the credentials.
    pub(super) fn theirs(&self) -> &str {
        &self.offer.fragment
    }

    pub(super) fn is_up(&self) -> bool {
        self.protection.is_some()
    }

    /// False once the client took too long to connect or fell silent.
    pub(super) fn is_alive(&self, now: Instant) -> bool {
        if self.is_up() { now - self.heard < SILENCE } else { now - self.since < TO_CONNECT }
    }

    /// True if the client was heard a moment ago.
    pub(super) fn is_present(&self, now: Instant) -> bool {
        self.is_up() && now - self.heard < PRESENT
    }

    /// A believed binding request came by this way. True if it is the first.
    pub(super) fn checked(&mut self, way: Way, nominates: bool, now: Instant) -> bool {
        self.heard = now;
        let first = self.remote.is_none();
        if nominates || first {
            self.goes_by(way, now);
        }
        first
    }

    /// From now on the client is sent its media by this way. What was known of another network says nothing of it.
    fn goes_by(&mut self, way: Way, now: Instant) {
        if self.remote.replace(way).is_some_and(|before| before != way) {
            self.bandwidth.goes_another_way(now);
            self.departures.go_another_way(now);
        }
    }

    /// A connection over TCP is gone, and with it perhaps the way to the client.
    pub(super) fn lost_stream(&mut self, stream: u64) {
        self.remote = self.remote.filter(|way| way.stream != Some(stream));
    }

    /// The request for a key frame of one of its pictures.
    pub(super) fn key_frame(&mut self, of: Track) -> &mut KeyFrameRequest {
        &mut self.key_frames[of as usize]
    }

    /// Takes a DTLS datagram.
    pub(super) fn greet(
        &mut self,
        datagram: &[u8],
        now: Instant,
        out: &mut Egress,
    ) -> Result<Greeted> {
        let progress = self.handshake.receive(now, datagram);
        self.send_handshake(out);
        let Progress { protection, closed } = progress?;
        if closed {
            return Ok(Greeted::Closed);
        }
        let Some(protection) = protection else {
            return Ok(Greeted::Continues);
        };
        self.protection = Some(protection);
        self.heard = now;
        Ok(Greeted::Up)
    }

    /// Says goodbye.
    pub(super) fn close(&mut self, now: Instant, out: &mut Egress) {
        self.handshake.close(now);
        self.send_handshake(out);
    }

    fn send_handshake(&mut self, out: &mut Egress) {
        while let Some(datagram) = self.handshake.next_datagram() {
            if let Some(remote) = self.remote {
                out.push(remote, datagram);
            }
        }
    }

    /// A media packet that was believed came by this way: there the client is, also if its
    /// network moved it without its knowledge.
    fn believed(&mut self, way: Way, now: Instant) {
        self.heard = now;
        self.goes_by(way, now);
    }

    /// Decrypts and counts a media packet. `None` if it is not to be looked at any further.
    pub(super) fn open_rtp(
        &mut self,
        datagram: &[u8],
        from: Way,
        now: Instant,
    ) -> Option<Received> {
        let kind = self.uplinks.recognise(datagram)?;
        let packet = self.protection.as_mut()?.inbound.decrypt_rtp(datagram).ok()?;
        self.believed(from, now);
        self.probe.received(datagram.len());
        let received = self.uplinks.count(kind, packet, now)?;
        match received.track {
            Track::Microphone => self.probe.sound(),
            Track::Camera => self.probe.picture(received.ends_picture()),
            Track::Screen | Track::ScreenSound | Track::Aside => {}
        }
        if let Some(level) = received.level {
            self.probe.heard(level);
        }
        Some(received)
    }

    /// Decrypts what the client reports and asks for.
    pub(super) fn open_rtcp(&mut self, datagram: &[u8], from: Way, now: Instant) -> Vec<Feedback> {
        let is_known = rtcp::sender(datagram).is_some_and(|ssrc| self.uplinks.may_report(ssrc));
        let Some(protection) = self.protection.as_mut().filter(|_| is_known) else {
            return Vec::new();
        };
        let Ok(packet) = protection.inbound.decrypt_rtcp(datagram) else {
            return Vec::new();
        };
        self.believed(from, now);
        rtcp::read(&packet)
    }

    /// Every few milliseconds: asks for what was lost and for a key frame that is due.
    pub(super) fn ask(&mut self, now: Instant, out: &mut Egress) -> Result<()> {
        if !self.is_up() {
            self.handshake.tick(now)?;
            self.send_handshake(out);
            return Ok(());
        }
        let (uplinks, key_frames) = (&self.uplinks, &mut self.key_frames);
        let due = |track: &Track| uplinks.has(*track) && key_frames[*track as usize].is_due(now);
        let due: Vec<_> = Track::ALL.into_iter().filter(due).collect();
        let compound = self.uplinks.ask(&due, self.bandwidth.is_narrow(), now);
        self.send_rtcp(compound, out);
        Ok(())
    }

    /// Every second: adds our reports on what the client sends to `compound` and sends it.
    pub(super) fn report(&mut self, mut compound: Compound, now: Instant, out: &mut Egress) {
        for delivery in &mut self.deliveries {
            delivery.refill();
        }
        let blocks = self.uplinks.report(now);
        if !blocks.is_empty() || compound.is_empty() {
            compound.receiver_report(&blocks);
        }
        compound.source_description(self.ssrcs.of(0).media);
        self.uplinks.allow_bitrate(&mut compound);
        self.send_rtcp(compound, out);
    }

    fn send_rtcp(&mut self, compound: Compound, out: &mut Egress) {
        let (Some(packet), Some(remote), Some(protection)) =
            (compound.finish(), self.remote, self.protection.as_mut())
        else {
            return;
        };
        if let Ok(sealed) = protection.outbound.encrypt_rtcp(&packet) {
            out.push(remote, sealed);
        }
    }

    /// The quality over the last `seconds`.
    pub(super) fn quality(&mut self, seconds: f32) -> Quality {
        let losses = self.uplinks.losses();
        let shortage = self.bandwidth.shortage();
        let from = self.remote.map(|way| (way.remote, way.stream.is_some()));
        Quality { from, shortage, ..self.probe.take(seconds, losses, self.uplinks.jitter_ms()) }
    }
}

/// What a DTLS datagram led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greeted {
    Continues,
    Up,
    Closed,
}
