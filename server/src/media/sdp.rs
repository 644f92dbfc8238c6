//! The lines of a session description (RFC 8866), which characters may stand where, and the names of extensions.

/// How loud a packet is (RFC 6464).
pub(super) const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
/// The number of a packet among all of its sender, whose receiver tells when each arrived.
pub(super) const TRANSPORT_SEQUENCE: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

/// The lines before the first media section, and those of each section.
pub(super) fn split<'a>(lines: &'a [&'a str]) -> (Lines<'a>, Vec<Lines<'a>>) {
    let mut starts: Vec<usize> = (0..lines.len()).filter(|n| lines[*n].starts_with("m=")).collect();
    starts.push(lines.len());
    let media = starts.windows(2).map(|pair| Lines(&lines[pair[0]..pair[1]])).collect();
    (Lines(&lines[..starts[0]]), media)
}

/// Of an identification tag (RFC 5888 §4, token-char of RFC 8866 §9).
pub(super) fn is_token_char(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x27 | 0x2A..=0x2B | 0x2D..=0x2E | 0x30..=0x39 | 0x41..=0x5A | 0x5E..=0x7E)
}

/// Of a user name fragment or a password (RFC 8839 §5.4).
pub(super) fn is_ice_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte)
}

/// The lines of one part of a session description.
pub(super) struct Lines<'a>(pub &'a [&'a str]);

impl<'a> Lines<'a> {
    /// What follows `a=` and `name` in every line that has it.
    pub(super) fn attributes(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(move |line| line.strip_prefix("a=")?.strip_prefix(name))
    }

    /// The first of them.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes(name).next()
    }
}
