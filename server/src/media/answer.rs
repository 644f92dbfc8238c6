//! Our answer to an offer (RFC 8829 §5.3): one port, one certificate, the slots and nothing else.

use super::address::Told;
use super::ice::Credentials;
use super::kind::Kind;
use super::layout::{Part, Slot};
use super::offer::{Offer, Section};
use super::sdp::{AUDIO_LEVEL, TRANSPORT_SEQUENCE};
use super::ssrcs::{Pair, Ssrcs};
use rostrum_proto::wire::candidate;
use std::fmt::Write as _;

/// What the server side of an answer consists of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Server<'a> {
    pub credentials: &'a Credentials,
    pub fingerprint: &'a str,
    pub told: &'a Told,
    pub ssrcs: &'a Ssrcs,
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
    let mut places = (0..).map(|place| server.ssrcs.of(place));
    for section in &offer.sections {
        // Each that is received here has its place, whether anything flows in it or not.
        let place = match section.part {
            Part::Receives(slot) => places.next().map(|ssrcs| (slot, ssrcs)),
            Part::Sends(_) | Part::Unknown => None,
        };
        write_section(&mut text, section, place, server);
    }
    text
}

fn write_section(
    text: &mut String,
    section: &Section,
    place: Option<(Slot, Pair)>,
    server: &Server<'_>,
) {
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
    match (section.flows, place) {
        (false, _) => line(format_args!("a=inactive")),
        (true, None) => line(format_args!("a=recvonly")),
        (true, Some((slot, Pair { media, retransmission }))) => {
            line(format_args!("a=sendonly"));
            let (stream, track) = slot.names();
            line(format_args!("a=msid:{stream} {track}"));
            if section.retransmission.is_some() {
                line(format_args!("a=ssrc-group:FID {media} {retransmission}"));
                line(format_args!("a=ssrc:{media} cname:rostrum"));
                line(format_args!("a=ssrc:{retransmission} cname:rostrum"));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::offer::{self, Offered};

    #[test]
    fn every_section_is_answered_in_its_place() {
        let offer = Offer::read(&offer::tests::chromium().into()).expect("valid");
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
                ssrcs: &Ssrcs::new(&mut rand::rng()),
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
    fn what_we_do_not_know_stays_inactive_and_the_rest_works() {
        let names = ["microphone", "camera", "floor_picture", "hologram"];
        let more = ["floor_voice_1", "smell", "floor_voice_0", "floor_voice_2"];
        let names: Vec<_> = names.into_iter().chain(more).map(str::to_owned).collect();
        let offer = Offer::read(&Offered { sdp: offer::tests::chromium(), sections: names })
            .expect("valid");
        let (credentials, ssrcs) =
            (Credentials::random(&mut rand::rng()), Ssrcs::new(&mut rand::rng()));
        let told = Told { udp: vec![], tcp: vec![] };
        let server = Server {
            credentials: &credentials,
            fingerprint: "AB:CD",
            told: &told,
            ssrcs: &ssrcs,
            session: (1, 1),
        };
        let answer = write(&offer, &server);
        let sections: Vec<_> = answer.split("\r\nm=").skip(1).collect();
        let inactive = |n: &usize| sections[*n].contains("a=inactive");
        assert_eq!((0..sections.len()).filter(inactive).collect::<Vec<_>>(), [3, 5]);
        let sent: Vec<_> = offer.receives().map(|(slot, _)| slot).collect();
        let voices = [1, 0, 2].map(Slot::FloorVoice);
        assert_eq!(sent, [&[Slot::FloorPicture], &voices[..]].concat());
        for (place, section) in [2, 4, 6, 7].into_iter().enumerate() {
            assert!(sections[section].contains(&format!("a=ssrc:{} ", ssrcs.of(place).media)));
        }
    }
}
