//! The offer of a client, read and checked (RFC 8866, RFC 8829).
//!
//! A client offers all its sections once, and never negotiates again. What they are for it says beside the offer
//! ([`super::layout`]). Anything else is refused with a sentence that says what was expected: an offer is written by a
//! program, and read by whoever debugs it.

use super::kind::Kind;
use super::layout::{FIRST, MAX_SECTIONS, Part, Slot};
use super::plan::Track;
use super::sdp::{AUDIO_LEVEL, Lines, TRANSPORT_SEQUENCE, is_ice_char, is_token_char, split};
use thiserror::Error;

/// The longest offer that is read, in bytes.
pub(super) const MAX_OFFER: usize = 56 * 1024;

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
    /// Another number of sections than were named.
    #[error(
        "the offer has {found} media sections, expected {expected}: one for each name, or without names \
         microphone, camera, floor picture, chair picture, four voices"
    )]
    Sections {
        /// In the offer.
        found: usize,
        /// As named.
        expected: usize,
    },
    /// Too many sections, or two for the same.
    #[error("the offer names {0} sections, expected at most {MAX_SECTIONS}, each of them once")]
    Names(usize),
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

/// A checked media section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub mid: String,
    pub part: Part,
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

/// An offer as it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// SDP text.
    pub sdp: String,
    /// What its sections are for, in their order; empty: as in the first protocol.
    pub sections: Vec<String>,
}

impl From<String> for Offered {
    fn from(sdp: String) -> Self {
        Self { sdp, sections: vec![] }
    }
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
fn uses(part: Part, kind: Kind, feedback: &str) -> bool {
    match feedback {
        TRANSPORT_FEEDBACK | "nack" => true,
        REMB => matches!(part, Part::Sends(_)) && kind == Kind::Video,
        _ => kind == Kind::Video,
    }
}

impl Offer {
    /// Reads and checks an offer.
    ///
    /// # Errors
    /// What was expected in its place.
    pub fn read(Offered { sdp: text, sections: names }: &Offered) -> Result<Self, OfferError> {
        let parts = match names.len() {
            0 => FIRST.to_vec(),
            _ => names.iter().map(|name| Part::named(name)).collect(),
        };
        let known = || parts.iter().filter(|part| **part != Part::Unknown);
        let is_twice = known().any(|part| known().filter(|other| *other == part).count() > 1);
        if parts.len() > MAX_SECTIONS || is_twice {
            return Err(OfferError::Names(parts.len()));
        }
        if text.len() > MAX_OFFER || text.lines().count() > MAX_LINES {
            return Err(OfferError::TooLong);
        }
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        if lines.first() != Some(&"v=0") {
            return Err(OfferError::NotSdp);
        }
        let (session, media) = split(&lines);
        let (found, expected) = (media.len(), parts.len());
        if found != expected {
            return Err(OfferError::Sections { found, expected });
        }
        let sections = media
            .iter()
            .zip(&parts)
            .enumerate()
            .map(|(number, (lines, part))| read_section(number, *part, lines))
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

    /// The section in which the client sends something, if it does.
    pub(super) fn sends(&self, track: Track) -> Option<&Section> {
        let of_track = |section: &&Section| section.part == Part::Sends(track);
        self.sections.iter().find(of_track).filter(|section| section.flows)
    }

    /// The sections in which it receives something.
    pub(super) fn receives(&self) -> impl Iterator<Item = (Slot, &Section)> {
        self.sections.iter().filter_map(|section| match section.part {
            Part::Receives(slot) => Some((slot, section)),
            Part::Sends(_) | Part::Unknown => None,
        })
    }
}

fn read_section(number: usize, part: Part, lines: &Lines<'_>) -> Result<Section, OfferError> {
    let missing = |attribute| OfferError::Missing { section: number, attribute };
    let head = lines.0.first().copied().unwrap_or_default();
    let is_of = |kind: &Kind| head.starts_with(&format!("m={} ", kind.name()));
    // Of what we do not know it is only answered that nothing flows.
    let offered = [Kind::Audio, Kind::Video].into_iter().find(is_of);
    let kind = part.kind().or(offered).unwrap_or(Kind::Audio);
    if !is_of(&kind) {
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
    let flows = direction(number, part, lines)?;
    // What nobody announces is taken for the microphone.
    if part == Part::Sends(Track::Aside) && flows && ssrcs.is_empty() {
        return Err(missing("ssrc"));
    }
    Ok(Section {
        mid: mid.to_owned(),
        part,
        kind,
        flows,
        payload_type,
        retransmission: retransmission.filter(|_| kind == Kind::Video),
        audio_level: extension(AUDIO_LEVEL)
            .filter(|_| matches!(part, Part::Sends(Track::Microphone | Track::Aside))),
        transport_sequence: extension(TRANSPORT_SEQUENCE)
            .filter(|_| offered.contains(&TRANSPORT_FEEDBACK)),
        feedback: FEEDBACK
            .into_iter()
            .filter(|f| offered.contains(f) && uses(part, kind, f))
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

fn direction(number: usize, part: Part, lines: &Lines<'_>) -> Result<bool, OfferError> {
    let expected = match part {
        Part::Sends(_) => "sendonly",
        Part::Receives(_) => "recvonly",
        Part::Unknown => return Ok(false),
    };
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
pub(super) mod tests;
