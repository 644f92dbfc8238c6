//! One client's media session: address, handshake, protection, what it sends and what it is sent.
//!
//! ```text
//!  offer ──► Checking ── binding request believed ──► Greeting (DTLS) ── keys ──► Up ──► gone
//!               └──────────── silence, or a handshake that fails ────────────────────────┘
//! ```
//! A peer is never repaired. If anything is wrong with it, it is dropped and the client offers again.

use super::answer::SlotSsrcs;
use super::clock::{SourceClock, TrackReport};
use super::downlink::{Downlink, Negotiated};
use super::egress::Outbox;
use super::handshake::{Handshake, Identity, Progress, Protection};
use super::ice::Credentials;
use super::keyframe::KeyFrameWish;
use super::offer::{Offer, UPLINKS};
use super::plan::{SLOTS, Track};
use super::probe::{Probe, Quality};
use super::reception::{Reception, Seen};
use super::rtcp::{self, Compound, Feedback};
use super::rtp::{self, Header};
use super::slot::{Arrival, Outgoing};
use bytes::BytesMut;
use rostrum_proto::id::{ConnectionId, MeetingId};
use rtc::shared::error::Result;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// A client that has to prove itself within this time.
const TO_CONNECT: Duration = Duration::from_secs(30);
/// Consent checks come every few seconds (RFC 7675); after this much silence the client is gone.
const SILENCE: Duration = Duration::from_secs(15);
/// Streams beyond those in the offer that a client may turn out to send.
const UNANNOUNCED_SSRCS: usize = 4;
/// What a camera may send, bits per second.
const CAMERA_BITRATE: u32 = 1_500_000;

/// A media packet of a client, decrypted and counted.
pub(super) struct Received {
    pub track: Track,
    pub ssrc: u32,
    header: Header,
    sequence: u16,
    packet: BytesMut,
    skip: usize,
}

impl Received {
    pub(super) fn arrival(&self) -> Arrival<'_> {
        Arrival {
            ssrc: self.ssrc,
            sequence: self.sequence,
            timestamp: self.header.timestamp,
            marker: self.header.marker,
            payload: self.header.payload(&self.packet).get(self.skip..).unwrap_or_default(),
        }
    }
}

/// What the client sends: payload types, counts and clock.
struct Uplinks {
    microphone: Option<u8>,
    camera: Option<u8>,
    camera_retransmission: Option<u8>,
    level_extension: Option<u8>,
    asks_again: bool,
    limits_bitrate: bool,
    announced: Vec<u32>,
    unannounced: Vec<u32>,
    receptions: [Option<Reception>; UPLINKS],
    reports: [Option<TrackReport>; UPLINKS],
}

/// One client's media session.
pub(super) struct Peer {
    pub connection: ConnectionId,
    pub meeting: MeetingId,
    pub credentials: Credentials,
    pub theirs: String,
    /// Where the client wants to be sent its media.
    pub remote: Option<SocketAddr>,
    pub downlinks: [Downlink; SLOTS.len()],
    pub wish: KeyFrameWish,
    pub probe: Probe,
    pub clock: SourceClock,
    ssrcs: SlotSsrcs,
    handshake: Handshake,
    protection: Option<Protection>,
    uplinks: Uplinks,
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
        ssrcs: SlotSsrcs,
        now: Instant,
    ) -> Result<Self> {
        let sends = |n: usize| offer.sections.get(n).filter(|s| s.flows);
        let (microphone, camera) = (sends(0), sends(1));
        let offers = |what: &str| camera.is_some_and(|c| c.feedback.contains(&what));
        Ok(Self {
            connection,
            meeting,
            credentials: Credentials::random(&mut rand::rng()),
            theirs: offer.fragment.clone(),
            remote: None,
            downlinks: std::array::from_fn(|slot| {
                Downlink::new(sends(UPLINKS + slot).map(|s| Negotiated {
                    payload_type: s.payload_type,
                    retransmission: s.retransmission,
                }))
            }),
            wish: KeyFrameWish::default(),
            probe: Probe::default(),
            clock: SourceClock::default(),
            ssrcs,
            handshake: Handshake::new(identity, offer.fingerprints.clone())?,
            protection: None,
            uplinks: Uplinks {
                microphone: microphone.map(|s| s.payload_type),
                camera: camera.map(|s| s.payload_type),
                camera_retransmission: camera.and_then(|s| s.retransmission),
                level_extension: microphone.and_then(|s| s.audio_level),
                asks_again: offers("nack"),
                limits_bitrate: offers("goog-remb"),
                announced: offer.sections.iter().flat_map(|s| s.ssrcs.clone()).collect(),
                unannounced: Vec::new(),
                receptions: [None, None],
                reports: [None, None],
            },
            since: now,
            heard: now,
        })
    }

    pub(super) fn is_up(&self) -> bool {
        self.protection.is_some()
    }

    /// False once the client took too long to connect or fell silent.
    pub(super) fn is_alive(&self, now: Instant) -> bool {
        if self.is_up() { now - self.heard < SILENCE } else { now - self.since < TO_CONNECT }
    }

    /// A believed binding request came from `address`.
    pub(super) fn checked(&mut self, address: SocketAddr, nominates: bool, now: Instant) {
        self.heard = now;
        if nominates || self.remote.is_none() {
            self.remote = Some(address);
        }
    }

    /// Takes a DTLS datagram; true if the client has just come up.
    pub(super) fn greet(
        &mut self,
        datagram: &[u8],
        now: Instant,
        out: &mut Outbox,
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
    pub(super) fn close(&mut self, now: Instant, out: &mut Outbox) {
        self.handshake.close(now);
        self.send_handshake(out);
    }

    fn send_handshake(&mut self, out: &mut Outbox) {
        while let Some(datagram) = self.handshake.next_datagram() {
            if let Some(remote) = self.remote {
                out.push(remote, datagram);
            }
        }
    }

    /// Decrypts and counts a media packet. `None` if it is not to be looked at any further.
    pub(super) fn open_rtp(&mut self, datagram: &[u8], now: Instant) -> Option<Received> {
        let outer = Header::parse(datagram)?;
        let uplinks = &mut self.uplinks;
        let payload_type = Some(outer.payload_type);
        let (track, resent) = if payload_type == uplinks.microphone {
            (Track::Microphone, false)
        } else if payload_type == uplinks.camera {
            (Track::Camera, false)
        } else if payload_type == uplinks.camera_retransmission {
            (Track::Camera, true)
        } else {
            return None;
        };
        // The cipher keeps state for every SSRC it is shown, believed or not.
        if !uplinks.announced.contains(&outer.ssrc) && !uplinks.unannounced.contains(&outer.ssrc) {
            if uplinks.unannounced.len() == UNANNOUNCED_SSRCS {
                return None;
            }
            uplinks.unannounced.push(outer.ssrc);
        }
        let packet = self.protection.as_mut()?.inbound.decrypt_rtp(datagram).ok()?;
        let header = Header::parse(&packet)?;
        self.heard = now;
        self.probe.received(datagram.len());

        let reception = &mut uplinks.receptions[track as usize];
        if resent {
            let original = header.payload(&packet).get(..2)?;
            let sequence = u16::from_be_bytes([original[0], original[1]]);
            let reception = reception.as_mut()?;
            let seen = reception.count(sequence, header.timestamp, now, true);
            return (seen == Seen::Recovered).then_some(Received {
                track,
                ssrc: reception.ssrc,
                header,
                sequence,
                packet,
                skip: 2,
            });
        }
        let clock_rate = clock_rate(track);
        let reception = match reception {
            Some(reception) if reception.ssrc == header.ssrc => reception,
            _ => reception.insert(Reception::new(header.ssrc, clock_rate, header.sequence, now)),
        };
        if reception.count(header.sequence, header.timestamp, now, false) == Seen::Duplicate {
            return None;
        }
        if let (Track::Microphone, Some(id)) = (track, uplinks.level_extension)
            && let Some([level, ..]) = rtp::extension(&packet, id)
        {
            self.probe.heard(level & 0x7F);
        }
        Some(Received {
            track,
            ssrc: header.ssrc,
            header,
            sequence: header.sequence,
            packet,
            skip: 0,
        })
    }

    /// Decrypts what the client reports and asks for.
    pub(super) fn open_rtcp(&mut self, datagram: &[u8], now: Instant) -> Vec<Feedback> {
        let opened = self.protection.as_mut().map(|p| p.inbound.decrypt_rtcp(datagram));
        let Some(Ok(packet)) = opened else {
            return Vec::new();
        };
        self.heard = now;
        rtcp::read(&packet)
    }

    /// Takes the client's report on what it sends.
    pub(super) fn sender_reported(&mut self, report: TrackReport, now: Instant, ntp: u64) {
        for (reception, known) in self.uplinks.receptions.iter_mut().zip(&mut self.uplinks.reports)
        {
            if let Some(reception) = reception.as_mut().filter(|r| r.ssrc == report.ssrc) {
                reception.sender_reported(report.ntp, now);
                *known = Some(report);
                self.clock.reported(report.ntp, ntp);
            }
        }
    }

    /// The stream and the media timestamp of a track at our time `ntp`, if the client has reported it.
    pub(super) fn media_time(&self, track: Track, ntp: u64) -> Option<(u32, u32)> {
        let report = self.uplinks.reports[track as usize].as_ref()?;
        let timestamp = self.clock.timestamp(report, ntp, clock_rate(track))?;
        Some((report.ssrc, timestamp))
    }

    /// Sends the client a packet of a slot, if it is to have it.
    pub(super) fn send(
        &mut self,
        slot: usize,
        outgoing: &mut Outgoing,
        header: &mut rtc::rtp::Header,
        out: &mut Outbox,
    ) {
        let downlink = &mut self.downlinks[slot];
        let (Some(negotiated), Some(remote), Some(protection)) =
            (downlink.negotiated, self.remote, self.protection.as_mut())
        else {
            return;
        };
        let octets = outgoing.packet.len() - rtp::PLAIN_HEADER;
        let Some(own) = downlink.admit(outgoing.sequence, outgoing.is_entry, octets) else {
            return;
        };
        rtp::address(&mut outgoing.packet, negotiated.payload_type, own);
        header.sequence_number = own;
        if let Ok(sealed) = protection.outbound.encrypt_rtp_with_header(&outgoing.packet, header) {
            self.probe.sent(sealed.len());
            out.push(remote, sealed);
        }
    }

    /// Sends a packet of a slot again, under `own`, the number the client knows it by.
    pub(super) fn resend(&mut self, slot: usize, packet: &[u8], own: u16, out: &mut Outbox) {
        let downlink = &mut self.downlinks[slot];
        let (Some(negotiated), Some(remote), Some(protection)) =
            (downlink.negotiated, self.remote, self.protection.as_mut())
        else {
            return;
        };
        let Some(sequence) = downlink.next_retransmission() else {
            return;
        };
        let mut again = packet.to_vec();
        if let Some(payload_type) = negotiated.retransmission {
            let ssrc = self.ssrcs.retransmission(slot);
            again = rtp::retransmission(packet, own, sequence, ssrc);
            rtp::address(&mut again, payload_type, sequence);
        } else {
            rtp::address(&mut again, negotiated.payload_type, own);
        }
        if let Ok(sealed) = protection.outbound.encrypt_rtp(&again) {
            self.probe.sent(sealed.len());
            out.push(remote, sealed);
        }
    }

    /// Every few milliseconds: asks for what was lost and for a key frame that is due.
    pub(super) fn ask(&mut self, now: Instant, out: &mut Outbox) -> Result<()> {
        self.handshake.tick(now)?;
        self.send_handshake(out);
        let mut compound = Compound::default();
        let Some(camera) = self.uplinks.receptions[Track::Camera as usize].as_mut() else {
            return Ok(());
        };
        let lost = camera.requests(now);
        let key_frame = self.wish.is_due(now);
        if (self.uplinks.asks_again && !lost.is_empty()) || key_frame {
            compound.receiver_report(&[]);
        }
        if self.uplinks.asks_again && !lost.is_empty() {
            compound.lost(camera.ssrc, &lost);
        }
        if key_frame {
            compound.key_frame_request(camera.ssrc);
        }
        self.send_rtcp(compound, out);
        Ok(())
    }

    /// Every second: adds our reports on what the client sends to `compound` and sends it.
    pub(super) fn report(&mut self, mut compound: Compound, now: Instant, out: &mut Outbox) {
        for downlink in &mut self.downlinks {
            downlink.refill();
        }
        let blocks: Vec<_> = self
            .uplinks
            .receptions
            .iter_mut()
            .flatten()
            .map(|reception| reception.report(now))
            .collect();
        if !blocks.is_empty() || compound.is_empty() {
            compound.receiver_report(&blocks);
        }
        compound.source_description(self.ssrcs.media(0));
        if let Some(camera) = &self.uplinks.receptions[Track::Camera as usize]
            && self.uplinks.limits_bitrate
        {
            compound.allowed_bitrate(camera.ssrc, CAMERA_BITRATE);
        }
        self.send_rtcp(compound, out);
    }

    fn send_rtcp(&mut self, compound: Compound, out: &mut Outbox) {
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
        let counts = self.uplinks.receptions.iter_mut().flatten().map(Reception::probe);
        let (expected, lost) =
            counts.fold((0, 0), |(e, l), (expected, lost)| (e + expected, l + lost));
        self.probe.take(seconds, expected, lost)
    }
}

/// What a DTLS datagram led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greeted {
    Continues,
    Up,
    Closed,
}

fn clock_rate(track: Track) -> u32 {
    match track {
        Track::Microphone => 48_000,
        Track::Camera => 90_000,
    }
}
