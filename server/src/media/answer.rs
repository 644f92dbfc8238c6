//! Our answer to an offer (RFC 8829 §5.3): one port, one certificate, the slots and nothing else.

use super::address::Told;
use super::ice::Credentials;
use super::offer::{Kind, Offer, Section, UPLINKS};
use super::plan::{SLOTS, Slot};
use super::sdp::{AUDIO_LEVEL, TRANSPORT_SEQUENCE};
use rostrum_proto::wire::candidate;
use std::fmt::Write as _;

/// The SSRCs of the slots: the same for every receiver, so that a packet is rewritten once for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SlotSsrcs(u32);

impl SlotSsrcs {
    /// Sixteen numbers around `seed`.
    pub(super) fn new(seed: u32) -> Self {
        Self(seed & !0xF | 0x10)
    }

    /// Media of the slot with this place in `SLOTS`.
    pub(super) fn media(self, slot: usize) -> u32 {
        self.0 | slot as u32
    }

    /// Its retransmissions.
    pub(super) fn retransmission(self, slot: usize) -> u32 {
        self.0 | 8 | slot as u32
    }

    /// The place of the slot that sends media as `ssrc`.
    pub(super) fn slot(self, ssrc: u32) -> Option<usize> {
        (0..SLOTS.len()).find(|slot| self.media(*slot) == ssrc)
    }

    /// A client that happened to choose one of these for itself has to offer again.
    pub(super) fn collides(self, offer: &Offer) -> bool {
        let taken = |ssrc: &u32| ssrc & !0xF == self.0;
        offer.sections.iter().any(|s| s.ssrcs.iter().any(taken))
    }
}

/// What the server side of an answer consists of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Server<'a> {
    pub credentials: &'a Credentials,
    pub fingerprint: &'a str,
    pub told: &'a Told,
    pub ssrcs: SlotSsrcs,
    /// Its number and the version of the answer.
    pub session: (u64, u32),
}

/// Writes the answer to a checked offer.
pub(super) fn write(offer: &Offer, server: &Server<'_>) -> String {
    let mids: Vec<&str> = offer.sections.iter().map(|s| s.mid.as_str()).collect();
    let mut text = format!(
        "v=0\r\no=rostrum {} {} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\n\
         a=ice-lite\r\n",
        server.session.0,
        server.session.1,
        mids.join(" ")
    );
    for (number, section) in offer.sections.iter().enumerate() {
        write_section(&mut text, number, section, server);
    }
    text
}

fn write_section(text: &mut String, number: usize, section: &Section, server: &Server<'_>) {
    let payload_type = section.payload_type;
    let mut line = |args: std::fmt::Arguments<'_>| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{args}\r\n");
    };
    match section.retransmission {
        Some(rtx) => {
            line(format_args!("m={} 9 UDP/TLS/RTP/SAVPF {payload_type} {rtx}", section.kind.name()))
        }
        None => line(format_args!("m={} 9 UDP/TLS/RTP/SAVPF {payload_type}", section.kind.name())),
    }
    line(format_args!("c=IN IP4 0.0.0.0"));
    line(format_args!("a=mid:{}", section.mid));
    line(format_args!("a=ice-ufrag:{}", server.credentials.fragment));
    line(format_args!("a=ice-pwd:{}", server.credentials.password));
    line(format_args!("a=fingerprint:sha-256 {}", server.fingerprint));
    line(format_args!("a=setup:passive"));
    line(format_args!("a=rtcp-mux"));
    line(format_args!("a=rtpmap:{payload_type} {}", section.kind.codec()));
    if section.kind == Kind::Audio {
        // At a constant rate: lengths of packets tell of what is said (RFC 6562), and bursts fill a narrow line.
        line(format_args!("a=fmtp:{payload_type} minptime=10;useinbandfec=1;cbr=1"));
        // A lost packet of a voice is sent again too: where the way is short, in time to be heard.
        line(format_args!("a=rtcp-fb:{payload_type} nack"));
    }
    for feedback in &section.feedback {
        line(format_args!("a=rtcp-fb:{payload_type} {feedback}"));
    }
    if let Some(rtx) = section.retransmission {
        line(format_args!("a=rtpmap:{rtx} rtx/90000"));
        line(format_args!("a=fmtp:{rtx} apt={payload_type}"));
    }
    let extensions =
        [(section.audio_level, AUDIO_LEVEL), (section.transport_sequence, TRANSPORT_SEQUENCE)];
    for (id, name) in extensions {
        if let Some(id) = id {
            line(format_args!("a=extmap:{id} {name}"));
        }
    }
    match (section.flows, number.checked_sub(UPLINKS)) {
        (false, _) => line(format_args!("a=inactive")),
        (true, None) => line(format_args!("a=recvonly")),
        (true, Some(slot)) => {
            line(format_args!("a=sendonly"));
            let (stream, track) = names(SLOTS[slot]);
            line(format_args!("a=msid:{stream} {track}"));
            let media = server.ssrcs.media(slot);
            if section.retransmission.is_some() {
                let rtx = server.ssrcs.retransmission(slot);
                line(format_args!("a=ssrc-group:FID {media} {rtx}"));
                line(format_args!("a=ssrc:{media} cname:rostrum"));
                line(format_args!("a=ssrc:{rtx} cname:rostrum"));
            } else {
                line(format_args!("a=ssrc:{media} cname:rostrum"));
            }
        }
    }
    for candidate in candidate::lines(&server.told.udp, &server.told.over_tcp()) {
        line(format_args!("{candidate}"));
    }
    line(format_args!("a=end-of-candidates"));
}

/// The stream and the track a receiver sees. The floor's picture and first voice belong together
/// (lip sync).
fn names(slot: Slot) -> (&'static str, String) {
    match slot {
        Slot::FloorVideo => ("floor", "floor-video".to_owned()),
        Slot::ChairVideo => ("chair", "chair-video".to_owned()),
        Slot::FloorAudio(0) => ("floor", "floor-voice-0".to_owned()),
        Slot::FloorAudio(n) => ("voices", format!("floor-voice-{n}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::offer;

    #[test]
    fn every_section_is_answered_in_its_place() {
        let offer = Offer::read(&offer::tests::chromium()).expect("valid");
        let credentials = Credentials::random(&mut rand::rng());
        let answer = write(
            &offer,
            &Server {
                credentials: &credentials,
                fingerprint: "AB:CD",
                told: &Told {
                    udp: vec!["127.0.0.1:4000".parse().expect("address")],
                    tcp: vec![443],
                },
                ssrcs: SlotSsrcs::new(0xABCD_EF12),
                session: (1, 1),
            },
        );
        assert_eq!(answer.matches("\r\nm=").count(), 8);
        assert_eq!(answer.matches("a=recvonly").count(), 2);
        assert_eq!(answer.matches("a=sendonly").count(), 6);
        assert_eq!(answer.matches("ssrc-group:FID").count(), 2);
        assert_eq!(answer.matches("ssrc-audio-level").count(), 1);
        assert!(answer.contains("a=candidate:1 1 udp 2130706431 127.0.0.1 4000 typ host"));
        let over_tcp = "a=candidate:2 1 tcp 1516240895 127.0.0.1 443 typ host tcptype passive";
        assert!(answer.contains(over_tcp), "{answer}");
    }

    #[test]
    fn slots_are_found_by_their_ssrc() {
        let ssrcs = SlotSsrcs::new(0xABCD_EF12);
        for slot in 0..SLOTS.len() {
            assert_eq!(ssrcs.slot(ssrcs.media(slot)), Some(slot));
            assert_eq!(ssrcs.slot(ssrcs.retransmission(slot)), None);
        }
    }
}
