//! What one client sends: which packet belongs to which track, what of it was lost, how its clock
//! relates to ours.

use super::arrivals::Arrivals;
use super::clock::{SourceClock, TrackReport};
use super::kind::Kind as Medium;
use super::offer::{Offer, Section};
use super::plan::Track;
use super::production::Arrival;
use super::reception::{Reception, Seen};
use super::rtcp::{Compound, ReportBlock};
use super::rtp::{self, Header};
use bytes::BytesMut;
use std::time::Instant;

/// Streams beyond those in the offer that a client may turn out to send, and senders of reports:
/// every receiver in a browser may report as one of its own. The cipher keeps state for every SSRC
/// it is shown, so there must be an end to them.
const UNANNOUNCED_SSRCS: usize = 4;
const REPORTING_SSRCS: usize = 32;
/// What a camera and a screen may send, bits per second: text stays sharp.
const CAMERA_BITRATE: u32 = 1_500_000;
const SCREEN_BITRATE: u32 = 2_500_000;

/// The part of a voice, in 1/256, that its sender is told is lost, at least: what listeners lose on their own ways does
/// not show in ours, and an encoder repeats each packet in the next one, coarsely (in-band FEC, RFC 6716 §2.1.7), only
/// where it hears of loss. The count of lost packets, on which bandwidth depends, stays true.
const LOST_BEHIND: u8 = 26;

/// A media packet of a client, decrypted and counted.
pub(super) struct Received {
    pub track: Track,
    pub ssrc: u32,
    /// How loud it is, if it says so: -dBov (RFC 6464).
    pub level: Option<u8>,
    header: Header,
    sequence: u16,
    packet: BytesMut,
    skip: usize,
}

impl Received {
    /// The last packet of a picture (RFC 7741 §4.1).
    pub(super) fn ends_picture(&self) -> bool {
        self.header.marker
    }

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

/// The track and whether it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    track: Track,
    resent: bool,
}

/// A track as it was offered. All share one transport: what a packet belongs to is told by its payload type, and where
/// two tracks have the same, by its source (RFC 8843 §9.2).
#[derive(Debug)]
struct Offered {
    track: Track,
    payload_type: u8,
    retransmission: Option<u8>,
    announced: Vec<u32>,
    asks_again: bool,
}

/// What a client sends.
pub(super) struct Uplinks {
    offered: Vec<Offered>,
    level_extension: Option<u8>,
    transport_sequence: Option<u8>,
    arrivals: Arrivals,
    limits_bitrate: bool,
    unannounced: Vec<u32>,
    reporting: Vec<u32>,
    receptions: [Option<Reception>; Track::ALL.len()],
    reports: [Option<TrackReport>; Track::ALL.len()],
    clock: SourceClock,
}

impl Uplinks {
    /// What the offer says will be sent.
    pub(super) fn new(offer: &Offer, now: Instant) -> Self {
        let (microphone, camera) = (offer.sends(Track::Microphone), offer.sends(Track::Camera));
        let limits = |camera: &Section| camera.feedback.contains(&"goog-remb");
        let offered = |track: Track| {
            let section = offer.sends(track)?;
            Some(Offered {
                track,
                payload_type: section.payload_type,
                retransmission: section.retransmission,
                announced: section.ssrcs.clone(),
                asks_again: track.kind() == Medium::Audio || section.feedback.contains(&"nack"),
            })
        };
        Self {
            offered: Track::ALL.into_iter().filter_map(offered).collect(),
            level_extension: microphone.and_then(|s| s.audio_level),
            transport_sequence: microphone.or(camera).and_then(|s| s.transport_sequence),
            arrivals: Arrivals::new(now),
            limits_bitrate: camera.is_some_and(limits),
            unannounced: Vec::new(),
            reporting: Vec::new(),
            receptions: Track::ALL.map(|_| None),
            reports: Track::ALL.map(|_| None),
            clock: SourceClock::default(),
        }
    }

    /// What a packet claims to be; `None` if it cannot be anything of this client's.
    pub(super) fn recognise(&mut self, datagram: &[u8]) -> Option<Kind> {
        let header = Header::parse(datagram)?;
        let is_resent = |offered: &Offered| offered.retransmission == Some(header.payload_type);
        let of_type =
            |offered: &&Offered| offered.payload_type == header.payload_type || is_resent(offered);
        let announces = |offered: &&Offered| offered.announced.contains(&header.ssrc);
        let mut fitting = self.offered.iter().filter(of_type);
        let first = fitting.clone().next()?;
        let offered = match fitting.find(announces) {
            Some(offered) => offered,
            // Announced by nobody: of a browser that does not, which sends no more than a microphone and a camera.
            None if !is_one_of_few(header.ssrc, &mut self.unannounced, UNANNOUNCED_SSRCS) => {
                return None;
            }
            None => first,
        };
        Some(Kind { track: offered.track, resent: is_resent(offered) })
    }

    /// True if reports may come from `ssrc`.
    pub(super) fn may_report(&mut self, ssrc: u32) -> bool {
        is_one_of_few(ssrc, &mut self.reporting, REPORTING_SSRCS)
    }

    /// Counts a decrypted packet; `None` if there is nothing to forward.
    pub(super) fn count(&mut self, kind: Kind, packet: BytesMut, now: Instant) -> Option<Received> {
        let header = Header::parse(&packet)?;
        let Kind { track, resent } = kind;
        if let Some(id) = self.transport_sequence
            && let Some([high, low]) = rtp::extension(&packet, id)
        {
            self.arrivals.arrived(u16::from_be_bytes([*high, *low]), now);
        }
        let reception = &mut self.receptions[track as usize];
        if resent {
            let original = header.payload(&packet).get(..2)?;
            let sequence = u16::from_be_bytes([original[0], original[1]]);
            let reception = reception.as_mut()?;
            let ssrc = reception.ssrc;
            // A browser that probes for bandwidth sends again what it has sent last, which may have been lost.
            if reception.count(sequence, header.timestamp, now, true) == Seen::Duplicate {
                return None;
            }
            return Some(Received { track, ssrc, level: None, header, sequence, packet, skip: 2 });
        }
        let reception = match reception {
            Some(reception) if reception.ssrc == header.ssrc => reception,
            _ => {
                let rate = track.kind().clock_rate();
                reception.insert(Reception::new(header.ssrc, rate, header.sequence, now))
            }
        };
        if reception.count(header.sequence, header.timestamp, now, false) == Seen::Duplicate {
            return None;
        }
        let level = self
            .level_extension
            .filter(|_| track == Track::Microphone)
            .and_then(|id| rtp::extension(&packet, id)?.first().map(|level| level & 0x7F));
        let (ssrc, sequence) = (header.ssrc, header.sequence);
        Some(Received { track, ssrc, level, header, sequence, packet, skip: 0 })
    }

    /// Takes the client's report on what it sends, which arrived at our time `ntp`.
    pub(super) fn reported(&mut self, report: TrackReport, now: Instant, ntp: u64) {
        for (reception, known) in self.receptions.iter_mut().zip(&mut self.reports) {
            if let Some(reception) = reception.as_mut().filter(|r| r.ssrc == report.ssrc) {
                reception.sender_reported(report.ntp, now);
                *known = Some(report);
                self.clock.reported(report.ntp, ntp);
            }
        }
    }

    /// The stream and the media timestamp of a track at our time `ntp`, if the client has reported
    /// on it.
    pub(super) fn media_time(&self, track: Track, ntp: u64) -> Option<(u32, u32)> {
        let report = self.reports[track as usize].as_ref()?;
        let timestamp = self.clock.timestamp(report, ntp, track.kind().clock_rate())?;
        Some((report.ssrc, timestamp))
    }

    /// Tells when packets arrived, seldom if the way to the client `is_narrow`; asks for those that were lost, and for the
    /// key frames that are due.
    pub(super) fn ask(&mut self, key_frames: &[Track], is_narrow: bool, now: Instant) -> Compound {
        let mut compound = Compound::default();
        if let Some(arrivals) = self.arrivals.tell(is_narrow, now)
            && let Some(reception) = self.receptions.iter().flatten().next()
        {
            compound.begin();
            compound.arrivals(reception.ssrc, &arrivals);
        }
        for offered in self.offered.iter().filter(|offered| offered.asks_again) {
            let Some(reception) = &mut self.receptions[offered.track as usize] else { continue };
            let lost = reception.requests(now);
            if !lost.is_empty() {
                compound.begin();
                compound.lost(reception.ssrc, &lost);
            }
        }
        for picture in
            key_frames.iter().filter_map(|track| self.receptions[*track as usize].as_ref())
        {
            compound.begin();
            compound.key_frame_request(picture.ssrc);
        }
        compound
    }

    /// True if something of the track has come.
    pub(super) fn has(&self, track: Track) -> bool {
        self.receptions[track as usize].is_some()
    }

    /// Our reports on what the client sends.
    pub(super) fn report(&mut self, now: Instant) -> Vec<ReportBlock> {
        let received = self.receptions.iter_mut().enumerate();
        let report = |(track, reception): (usize, &mut Option<Reception>)| {
            let mut block = reception.as_mut()?.report(now)?;
            if track == Track::Microphone as usize {
                block.fraction_lost = block.fraction_lost.max(LOST_BEHIND);
            }
            Some(block)
        };
        received.filter_map(report).collect()
    }

    /// Allows the camera and the screen their bitrate, if they listen to that. One limit is for both together.
    pub(super) fn allow_bitrate(&self, compound: &mut Compound) {
        let pictures = [(Track::Camera, CAMERA_BITRATE), (Track::Screen, SCREEN_BITRATE)];
        let ssrc = |(track, allowed): (Track, u32)| {
            Some((self.receptions[track as usize].as_ref()?.ssrc, allowed))
        };
        let sent: Vec<_> = pictures.into_iter().filter_map(ssrc).collect();
        if let Some((ssrc, _)) = sent.first().filter(|_| self.limits_bitrate) {
            compound.allowed_bitrate(*ssrc, sent.iter().map(|(_, allowed)| allowed).sum());
        }
    }

    /// Variation of the travel in milliseconds, of the worse track.
    pub(super) fn jitter_ms(&self) -> Option<f32> {
        self.receptions.iter().flatten().map(Reception::jitter_ms).reduce(f32::max)
    }

    /// Packets expected and lost since the last call.
    pub(super) fn losses(&mut self) -> (u32, u32) {
        let counts = self.receptions.iter_mut().flatten().map(Reception::probe);
        counts.fold((0, 0), |(all, lost), (a, l)| (all + a, lost + l))
    }
}

/// True if `ssrc` is known, or becomes so because there is room.
fn is_one_of_few(ssrc: u32, known: &mut Vec<u32>, most: usize) -> bool {
    if known.contains(&ssrc) {
        return true;
    }
    let has_room = known.len() < most;
    if has_room {
        known.push(ssrc);
    }
    has_room
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::offer;

    fn packet(payload_type: u8, ssrc: u32, sequence: u16, payload: &[u8]) -> BytesMut {
        let mut packet = rtp::write(sequence, 0, ssrc, false, &[payload]);
        rtp::address(&mut packet, payload_type, ssrc);
        BytesMut::from(&packet[..])
    }

    #[test]
    fn a_retransmission_takes_the_place_of_what_was_lost() {
        let now = Instant::now();
        let mut uplinks = Uplinks::new(
            &Offer::read(&offer::tests::chromium().into()).expect("valid"),
            Instant::now(),
        );
        let mut count = |payload_type, ssrc, sequence, payload: &[u8]| {
            let packet = packet(payload_type, ssrc, sequence, payload);
            let kind = uplinks.recognise(&packet)?;
            uplinks.count(kind, packet, now)
        };
        assert!(count(96, 7, 10, b"one").is_some());
        assert!(count(96, 7, 12, b"three").is_some());
        let again = count(97, 8, 1, b"\x00\x0btwo").expect("it was lost");
        let arrival = again.arrival();
        assert_eq!((arrival.ssrc, arrival.sequence, arrival.payload), (7, 11, &b"two"[..]));
        assert!(count(97, 8, 2, b"\x00\x0btwo").is_none(), "once is enough");
        assert!(count(97, 8, 3, b"").is_none(), "a probe for bandwidth");
        assert!(count(50, 7, 13, b"").is_none(), "not negotiated");
    }

    #[test]
    fn what_is_sent_again_before_it_was_missed_is_taken() {
        let now = Instant::now();
        let mut uplinks =
            Uplinks::new(&Offer::read(&offer::tests::chromium().into()).expect("valid"), now);
        let mut count = |payload_type, ssrc, sequence, payload: &[u8]| {
            let packet = packet(payload_type, ssrc, sequence, payload);
            let kind = uplinks.recognise(&packet)?;
            uplinks.count(kind, packet, now)
        };
        assert!(count(96, 7, 10, b"one").is_some());
        let again = count(97, 8, 1, b"\x00\x0btwo").expect("it was lost");
        assert_eq!((again.arrival().sequence, again.arrival().payload), (11, &b"two"[..]));
        assert!(count(97, 8, 2, b"\x00\x0btwo").is_none(), "once is enough");
        assert!(count(96, 7, 12, b"three").is_some());
        assert!(count(96, 7, 11, b"two").is_none(), "it came after all");
        let lost = uplinks.losses();
        assert_eq!(lost, (3, 1), "it had been lost all the same");
    }

    #[test]
    fn a_client_cannot_send_ever_more_streams() {
        let announced = "a=mid:0\r\na=ssrc:77 cname:x\r\n";
        let text = offer::tests::chromium().replacen("a=mid:0\r\n", announced, 1);
        let mut uplinks = Uplinks::new(&Offer::read(&text.into()).expect("valid"), Instant::now());
        let known =
            (0..1_000).filter(|ssrc| uplinks.recognise(&packet(111, *ssrc, 0, b"")).is_some());
        assert_eq!(known.count(), UNANNOUNCED_SSRCS + 1, "and the one that was announced");
        assert_eq!((0..1_000).filter(|ssrc| uplinks.may_report(*ssrc)).count(), REPORTING_SSRCS);
    }
}
