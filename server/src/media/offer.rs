//! The offer of a client, read and checked (RFC 8866, RFC 8829).
//!
//! Every client offers the same eight sections, once, and never negotiates again. Anything else is
//! refused with a sentence that says what was expected: an offer is written by a program, and read
//! by whoever debugs it.

use super::plan::SLOTS;
use super::sdp::{AUDIO_LEVEL, Lines, TRANSPORT_SEQUENCE, is_ice_char, is_token_char, split};
use thiserror::Error;

/// The longest offer that is read, in bytes.
pub(super) const MAX_OFFER: usize = 32 * 1024;
/// Sections before the slots: microphone and camera.
pub(super) const UPLINKS: usize = 2;
/// Microphone, camera, then the slots in their order.
pub(super) const SECTIONS: usize = UPLINKS + SLOTS.len();

const KINDS: [Kind; SECTIONS] = [
    Kind::Audio,
    Kind::Video,
    Kind::Video,
    Kind::Video,
    Kind::Audio,
    Kind::Audio,
    Kind::Audio,
    Kind::Audio,
];
/// The longest identification tag of a section, in characters.
const MAX_ID: usize = 64;
const MAX_LINES: usize = 2_000;
const MAX_SSRCS: usize = 8;

/// Why an offer was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OfferError {
    /// Longer than anything a browser writes.
    #[error("the offer is longer than {MAX_OFFER} bytes or {MAX_LINES} lines")]
    TooLong,
    /// Not SDP.
    #[error("this is not a session description: it does not begin with v=0")]
    NotSdp,
    /// Another number of sections.
    #[error(
        "the offer has {0} media sections, expected {SECTIONS}: \
         microphone, camera, floor video, chair video, four voices"
    )]
    Sections(usize),
    /// A section of the wrong kind.
    #[error("media section {section} must be {expected}, the offer has {found}")]
    Kind {
        /// Counted from 0.
        section: usize,
        /// `audio` or `video`.
        expected: &'static str,
        /// The `m=` line, shortened.
        found: String,
    },
    /// A section flows the wrong way.
    #[error("media section {section} must be {expected} or inactive")]
    Direction {
        /// Counted from 0.
        section: usize,
        /// As seen by the client.
        expected: &'static str,
    },
    /// The one codec of the kind is not offered.
    #[error("media section {section} does not offer {codec}")]
    Codec {
        /// Counted from 0.
        section: usize,
        /// As in `a=rtpmap`.
        codec: &'static str,
    },
    /// A line that cannot be done without.
    #[error("media section {section} has no usable {attribute}")]
    Missing {
        /// Counted from 0.
        section: usize,
        /// The SDP attribute.
        attribute: &'static str,
    },
    /// All sections have to share one transport.
    #[error("the offer does not bundle all sections (a=group:BUNDLE)")]
    NotBundled,
}

/// Audio is Opus, video is VP8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Audio,
    Video,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Audio => "audio",
            Kind::Video => "video",
        }
    }

    pub(super) fn codec(self) -> &'static str {
        match self {
            Kind::Audio => "opus/48000/2",
            Kind::Video => "VP8/90000",
        }
    }
}

/// A checked media section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub mid: String,
    pub kind: Kind,
    /// Not inactive.
    pub flows: bool,
    pub payload_type: u8,
    /// The payload type of retransmissions (RFC 4588).
    pub retransmission: Option<u8>,
    /// The identifier of the extension [`AUDIO_LEVEL`], of the microphone.
    pub audio_level: Option<u8>,
    /// Of [`TRANSPORT_SEQUENCE`], if the client tells, or listens to, when each packet arrived.
    pub transport_sequence: Option<u8>,
    /// The feedback messages we use, of those offered for the codec.
    pub feedback: Vec<&'static str>,
    pub ssrcs: Vec<u32>,
}

/// A checked offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub(super) fragment: String,
    /// SHA-256 fingerprints of the certificates the client may present.
    pub(super) fingerprints: Vec<String>,
    pub(super) sections: Vec<Section>,
}

/// The feedback we use, in the order we answer with.
const FEEDBACK: [&str; 5] = ["nack", "nack pli", "ccm fir", REMB, TRANSPORT_FEEDBACK];
const REMB: &str = "goog-remb";
const TRANSPORT_FEEDBACK: &str = "transport-cc";

/// Whether a kind of feedback is used in a section. Both sides tell when each packet arrived; a camera is told its limit
/// besides.
fn uses(number: usize, kind: Kind, feedback: &str) -> bool {
    match feedback {
        TRANSPORT_FEEDBACK | "nack" => true,
        REMB => number < UPLINKS && kind == Kind::Video,
        _ => kind == Kind::Video,
    }
}

impl Offer {
    /// Reads and checks an offer.
    ///
    /// # Errors
    /// What was expected in its place.
    pub fn read(text: &str) -> Result<Self, OfferError> {
        if text.len() > MAX_OFFER || text.lines().count() > MAX_LINES {
            return Err(OfferError::TooLong);
        }
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        if lines.first() != Some(&"v=0") {
            return Err(OfferError::NotSdp);
        }
        let (session, media) = split(&lines);
        if media.len() != SECTIONS {
            return Err(OfferError::Sections(media.len()));
        }
        let sections = media
            .iter()
            .enumerate()
            .map(|(number, lines)| read_section(number, lines))
            .collect::<Result<Vec<_>, _>>()?;
        let bundled = session
            .attribute("group:BUNDLE ")
            .is_some_and(|mids| sections.iter().all(|s| mids.split(' ').any(|m| m == s.mid)));
        if !bundled {
            return Err(OfferError::NotBundled);
        }
        let shared = |name| media[0].attribute(name).or(session.attribute(name));
        let missing = |attribute| OfferError::Missing { section: 0, attribute };
        let fragment = shared("ice-ufrag:")
            .filter(|f| (4..=256).contains(&f.len()) && f.bytes().all(is_ice_char))
            .ok_or(missing("ice-ufrag"))?;
        let fingerprints: Vec<String> = media[0]
            .attributes("fingerprint:")
            .chain(session.attributes("fingerprint:"))
            .filter_map(|f| f.split_once(' '))
            .filter(|(hash, _)| hash.eq_ignore_ascii_case("sha-256"))
            .map(|(_, value)| value.to_owned())
            .collect();
        if fingerprints.is_empty() {
            return Err(missing("fingerprint (sha-256)"));
        }
        if shared("setup:") == Some("passive") {
            return Err(missing("setup (actpass or active)"));
        }
        Ok(Self { fragment: fragment.to_owned(), fingerprints, sections })
    }
}

fn read_section(number: usize, lines: &Lines<'_>) -> Result<Section, OfferError> {
    let kind = KINDS[number];
    let missing = |attribute| OfferError::Missing { section: number, attribute };
    let head = lines.0.first().copied().unwrap_or_default();
    if !head.starts_with(&format!("m={} ", kind.name())) {
        return Err(OfferError::Kind {
            section: number,
            expected: kind.name(),
            found: head.chars().take(40).collect(),
        });
    }
    let mid = lines
        .attribute("mid:")
        .filter(|m| (1..=MAX_ID).contains(&m.len()) && m.bytes().all(is_token_char))
        .ok_or(missing("mid"))?;
    if !lines.0.contains(&"a=rtcp-mux") {
        return Err(missing("rtcp-mux"));
    }
    let payload_type = codec_payload_type(head, lines, kind.codec())
        .ok_or(OfferError::Codec { section: number, codec: kind.codec() })?;
    let retransmission = lines
        .attributes("rtpmap:")
        .filter_map(|map| payload_type_of(map, "rtx/90000"))
        .find(|rtx| {
            lines
                .attribute(&format!("fmtp:{rtx} "))
                .is_some_and(|p| p.split(';').any(|p| p.trim() == format!("apt={payload_type}")))
        });
    let extension = |wanted: &str| {
        let named = lines.attributes("extmap:").filter_map(|map| map.split_once(' '));
        let (id, _) = named.into_iter().find(|(_, name)| *name == wanted)?;
        id.split('/').next()?.parse().ok().filter(|id| (1..=14).contains(id))
    };
    let offered: Vec<&str> = [format!("rtcp-fb:{payload_type} "), "rtcp-fb:* ".to_owned()]
        .iter()
        .flat_map(|prefix| lines.attributes(prefix).collect::<Vec<_>>())
        .collect();
    let mut ssrcs: Vec<u32> =
        lines.attributes("ssrc:").filter_map(|line| line.split(' ').next()?.parse().ok()).collect();
    ssrcs.dedup();
    ssrcs.truncate(MAX_SSRCS);
    Ok(Section {
        mid: mid.to_owned(),
        kind,
        flows: direction(number, lines)?,
        payload_type,
        retransmission: retransmission.filter(|_| kind == Kind::Video),
        audio_level: extension(AUDIO_LEVEL).filter(|_| number == 0),
        transport_sequence: extension(TRANSPORT_SEQUENCE)
            .filter(|_| offered.contains(&TRANSPORT_FEEDBACK)),
        feedback: FEEDBACK
            .into_iter()
            .filter(|f| offered.contains(f) && uses(number, kind, f))
            .collect(),
        ssrcs,
    })
}

/// The first payload type, in the client's order of preference, that is `codec`.
fn codec_payload_type(head: &str, lines: &Lines<'_>, codec: &str) -> Option<u8> {
    let found: Vec<u8> =
        lines.attributes("rtpmap:").filter_map(|map| payload_type_of(map, codec)).collect();
    head.split(' ').skip(3).filter_map(|pt| pt.parse().ok()).find(|pt| found.contains(pt))
}

fn payload_type_of(map: &str, codec: &str) -> Option<u8> {
    let (payload_type, name) = map.split_once(' ')?;
    if !name.eq_ignore_ascii_case(codec) {
        return None;
    }
    // 64 to 95 would be mistaken for RTCP on a shared port (RFC 5761 §4).
    payload_type.parse().ok().filter(|pt| matches!(pt, 0..=63 | 96..=127))
}

fn direction(number: usize, lines: &Lines<'_>) -> Result<bool, OfferError> {
    let expected = if number < UPLINKS { "sendonly" } else { "recvonly" };
    let offered = ["sendonly", "recvonly", "inactive", "sendrecv"]
        .into_iter()
        .find(|d| lines.attribute(d) == Some(""))
        .unwrap_or("sendrecv");
    match offered {
        "inactive" => Ok(false),
        "sendrecv" => Ok(true),
        other if other == expected => Ok(true),
        _ => Err(OfferError::Direction { section: number, expected }),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An offer as Chromium writes it, shortened to what matters.
    pub(in crate::media) fn chromium() -> String {
        let mut lines = vec!["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0"];
        lines.push("a=group:BUNDLE 0 1 2 3 4 5 6 7");
        let mut text = lines.join("\r\n") + "\r\n";
        for (number, kind) in KINDS.iter().enumerate() {
            let way = if number < UPLINKS { "sendonly" } else { "recvonly" };
            let codecs: &[&str] = match kind {
                Kind::Audio => &[
                    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
                    "a=rtpmap:111 opus/48000/2",
                    "a=rtpmap:63 red/48000/2",
                ],
                Kind::Video => &[
                    "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98",
                    "a=rtpmap:96 VP8/90000",
                    "a=rtcp-fb:96 goog-remb",
                    "a=rtcp-fb:96 nack",
                    "a=rtcp-fb:96 nack pli",
                    "a=rtpmap:97 rtx/90000",
                    "a=fmtp:97 apt=96",
                    "a=rtpmap:98 VP9/90000",
                ],
            };
            let transport = [
                "a=rtcp-mux",
                "a=ice-ufrag:abcd",
                "a=ice-pwd:0123456789012345678901",
                "a=fingerprint:sha-256 AA:BB",
                "a=setup:actpass",
            ];
            for line in codecs.iter().chain(&transport) {
                text += &format!("{line}\r\n");
            }
            text += &format!("a=mid:{number}\r\na={way}\r\na=extmap:1 {AUDIO_LEVEL}\r\n");
        }
        text += "a=ssrc:77 cname:x\r\n";
        text
    }

    #[test]
    fn an_honest_offer_is_read() {
        let offer = Offer::read(&chromium()).expect("valid");
        assert_eq!(offer.fragment, "abcd");
        assert_eq!(offer.fingerprints, ["AA:BB",]);
        let camera = &offer.sections[1];
        assert_eq!((camera.payload_type, camera.retransmission), (96, Some(97)));
        assert_eq!(camera.feedback, ["nack", "nack pli", "goog-remb"]);
        assert_eq!(offer.sections[0].audio_level, Some(1));
        assert_eq!(offer.sections[7].ssrcs, [77]);
    }

    #[test]
    fn a_refusal_says_what_was_expected() {
        let refusal = |text: &str| Offer::read(text).expect_err("refused").to_string();
        assert!(refusal("hello").contains("v=0"));
        assert!(refusal("v=0\r\n").contains("0 media sections, expected 8"));
        assert!(
            refusal(&chromium().replace("VP8", "AV1")).contains("section 1 does not offer VP8")
        );
        assert!(refusal(&chromium().replace("opus", "G722")).contains("opus"));
        assert!(refusal(&chromium().replace("sendonly", "recvonly")).contains("must be sendonly"));
        assert!(refusal(&chromium().replacen("m=audio", "m=video", 1)).contains("must be audio"));
        assert!(refusal(&chromium().replace("BUNDLE 0", "BUNDLE")).contains("BUNDLE"));
        assert!(refusal(&chromium().replace("sha-256", "sha-1")).contains("fingerprint"));
        assert!(refusal(&"a".repeat(MAX_OFFER + 1)).contains("longer"));
    }

    #[test]
    fn ids_have_every_character_that_they_may_have() {
        let ids =
            ["audio_0", "camera.1", "a-b", "~", "{x}", "!#$%&'*+-.^_`|", &"x".repeat(64), "9"];
        let mut text =
            chromium().replace("BUNDLE 0 1 2 3 4 5 6 7", &format!("BUNDLE {}", ids.join(" ")));
        for (number, id) in ids.iter().enumerate() {
            text = text.replace(&format!("a=mid:{number}\r"), &format!("a=mid:{id}\r"));
        }
        let offer = Offer::read(&text).expect("valid");
        assert_eq!(offer.sections.iter().map(|s| s.mid.as_str()).collect::<Vec<_>>(), ids);
        for bad in ["a b", "\"", "(", ",", "/", ":", "é", "", &"x".repeat(65)] {
            let text = chromium().replace("a=mid:3\r", &format!("a=mid:{bad}\r"));
            assert!(Offer::read(&text).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_listener_without_devices_may_offer_inactive_sections() {
        let offer = Offer::read(&chromium().replace("sendonly", "inactive")).expect("valid");
        assert!(!offer.sections[0].flows && !offer.sections[1].flows);
        assert!(offer.sections[2].flows);
    }

    #[test]
    fn an_offer_cut_anywhere_does_no_harm() {
        let whole = chromium();
        for length in 0..whole.len() {
            let _ = Offer::read(&whole[..length]);
        }
    }
}
