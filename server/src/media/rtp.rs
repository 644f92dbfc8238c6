//! RTP packets as bytes (RFC 3550 §5.1, RFC 8285).
//!
//! What the forwarder touches is read and written in place: no packet is taken apart into a
//! structure and put together again on its way from one speaker to a thousand listeners.

/// Length of a header without contributing sources and extensions.
pub(super) const PLAIN_HEADER: usize = 12;
/// Length of the header of the packets we send: with the one extension that numbers them.
pub(super) const NUMBERED_HEADER: usize = 20;
/// Most bytes of padding in a packet (RFC 3550 §5.1: its length is one byte).
pub(super) const MAX_PADDING: u8 = 255;

const VERSION_2: u8 = 0x80;
const ONE_BYTE_EXTENSIONS: u16 = 0xBEDE;
pub(super) const HAS_EXTENSIONS: u8 = 0x10;
const HAS_PADDING: u8 = 0x20;

/// The fixed header of a received packet and where its payload lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub payload_type: u8,
    pub marker: bool,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    payload_start: usize,
    payload_end: usize,
}

impl Header {
    /// Reads the header of a decrypted packet; `None` if it is not RTP or its lengths lie.
    pub(super) fn parse(packet: &[u8]) -> Option<Self> {
        let fixed = packet.get(..PLAIN_HEADER)?;
        if fixed[0] & 0xC0 != VERSION_2 {
            return None;
        }
        let mut payload_start = PLAIN_HEADER + usize::from(fixed[0] & 0x0F) * 4;
        if fixed[0] & 0x10 != 0 {
            let words = packet.get(payload_start + 2..payload_start + 4)?;
            payload_start += 4 + usize::from(u16::from_be_bytes([words[0], words[1]])) * 4;
        }
        let mut payload_end = packet.len();
        if fixed[0] & 0x20 != 0 {
            let padding = usize::from(*packet.last()?);
            payload_end = payload_end.checked_sub(padding.max(1))?;
        }
        if payload_start > payload_end {
            return None;
        }
        Some(Self {
            payload_type: fixed[1] & 0x7F,
            marker: fixed[1] & 0x80 != 0,
            sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            payload_start,
            payload_end,
        })
    }

    /// The payload without padding.
    pub(super) fn payload<'a>(&self, packet: &'a [u8]) -> &'a [u8] {
        packet.get(self.payload_start..self.payload_end).unwrap_or_default()
    }
}

/// The value of a header extension, in either form of RFC 8285.
pub(super) fn extension(packet: &[u8], wanted: u8) -> Option<&[u8]> {
    let first = *packet.first()?;
    if first & 0x10 == 0 {
        return None;
    }
    let start = PLAIN_HEADER + usize::from(first & 0x0F) * 4;
    let head = packet.get(start..start + 4)?;
    let form = u16::from_be_bytes([head[0], head[1]]);
    let length = usize::from(u16::from_be_bytes([head[2], head[3]])) * 4;
    let mut rest = packet.get(start + 4..start + 4 + length)?;
    while let Some((&tag, after)) = rest.split_first() {
        if tag == 0 {
            rest = after;
            continue;
        }
        let (id, length, after) = if form == ONE_BYTE_EXTENSIONS {
            (tag >> 4, usize::from(tag & 0x0F) + 1, after)
        } else {
            let (&length, after) = after.split_first()?;
            (tag, usize::from(length), after)
        };
        let value = after.get(..length)?;
        if id == wanted {
            return Some(value);
        }
        rest = &after[length..];
    }
    None
}

/// A packet of ours, its payload type and its one extension still open: every receiver negotiated its own.
pub(super) fn write(
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    marker: bool,
    payload: &[&[u8]],
) -> Vec<u8> {
    let length = payload.iter().map(|part| part.len()).sum::<usize>();
    let mut packet = Vec::with_capacity(NUMBERED_HEADER + length);
    packet.push(VERSION_2 | HAS_EXTENSIONS);
    packet.push(u8::from(marker) << 7);
    packet.extend_from_slice(&sequence.to_be_bytes());
    packet.extend_from_slice(&timestamp.to_be_bytes());
    packet.extend_from_slice(&ssrc.to_be_bytes());
    packet.extend_from_slice(&ONE_BYTE_EXTENSIONS.to_be_bytes());
    packet.extend_from_slice(&[0, 1, 0, 0, 0, 0]);
    for part in payload {
        packet.extend_from_slice(part);
    }
    packet
}

/// The same packet for a receiver that wants no extension.
pub(super) fn without_extension(packet: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(packet.len());
    plain.extend_from_slice(packet.get(..PLAIN_HEADER).unwrap_or_default());
    plain.extend_from_slice(packet.get(NUMBERED_HEADER..).unwrap_or_default());
    if let Some(first) = plain.first_mut() {
        *first &= !HAS_EXTENSIONS;
    }
    plain
}

/// Fills in under what a receiver knows the packet; its numbers are written beside it ([`super::numbers`]).
pub(super) fn address(packet: &mut [u8], payload_type: u8, ssrc: u32) {
    if packet.len() >= PLAIN_HEADER {
        packet[1] = (packet[1] & 0x80) | (payload_type & 0x7F);
        packet[8..12].copy_from_slice(&ssrc.to_be_bytes());
    }
}

/// Numbers a packet that [`write`] has made among all that its receiver is sent, in the extension that the receiver
/// knows as `id` (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).
pub(super) fn number(packet: &mut [u8], id: u8, number: u16) {
    if let Some([tag, high, low, _]) = packet.get_mut(PLAIN_HEADER + 4..NUMBERED_HEADER) {
        *tag = id << 4 | 1;
        [*high, *low] = number.to_be_bytes();
    }
}

/// What the cipher has to know of the header of a packet of ours.
pub(super) fn header_of(packet: &[u8]) -> rtc_rtp::Header {
    let word = |at: usize| packet.get(at..at + 4).map_or([0; 4], |w| [w[0], w[1], w[2], w[3]]);
    let [first, _, high, low] = word(0);
    let extension = first & HAS_EXTENSIONS != 0;
    let number = rtc_rtp::header::Extension { id: 1, payload: bytes::Bytes::from_static(&[0; 2]) };
    rtc_rtp::Header {
        version: 2,
        extension,
        extension_profile: ONE_BYTE_EXTENSIONS,
        extensions: if extension { vec![number] } else { vec![] },
        sequence_number: u16::from_be_bytes([high, low]),
        ssrc: u32::from_be_bytes(word(8)),
        ..Default::default()
    }
}

/// Wraps a packet we sent as its retransmission (RFC 4588 §4): the original sequence number first.
pub(super) fn retransmission(packet: &[u8], original: u16, sequence: u16) -> Vec<u8> {
    let header = match packet.first() {
        Some(first) if first & HAS_EXTENSIONS != 0 => NUMBERED_HEADER,
        _ => PLAIN_HEADER,
    };
    let mut wrapped = Vec::with_capacity(packet.len() + 2);
    wrapped.extend_from_slice(&packet[..header.min(packet.len())]);
    wrapped.extend_from_slice(&original.to_be_bytes());
    wrapped.extend_from_slice(packet.get(header..).unwrap_or_default());
    wrapped[2..4].copy_from_slice(&sequence.to_be_bytes());
    wrapped
}

/// A packet of nothing but padding, which a receiver counts and drops: on a stream of retransmissions it stands for
/// no picture (as libwebrtc probes).
pub(super) fn padding(sequence: u16, timestamp: u32, length: u8) -> Vec<u8> {
    let mut packet = write(sequence, timestamp, 0, false, &[]);
    packet[0] |= HAS_PADDING;
    packet.resize(NUMBERED_HEADER + usize::from(length.max(1)), 0);
    if let Some(last) = packet.last_mut() {
        *last = length.max(1);
    }
    packet
}

/// True if `a` comes after `b` in a sequence that wraps (RFC 1982).
pub(super) fn is_newer(a: u16, b: u16) -> bool {
    a != b && a.wrapping_sub(b) < 0x8000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_packet_reads_back() {
        let mut packet = write(7, 960, 0xABCD, true, &[b"op", b"us"]);
        address(&mut packet, 111, 0xEF);
        let header = Header::parse(&packet).expect("our own packet");
        assert_eq!((header.payload_type, header.marker, header.sequence), (111, true, 7));
        assert_eq!((header.timestamp, header.ssrc), (960, 0xEF));
        assert_eq!(header.payload(&packet), b"opus");
    }

    #[test]
    fn padding_and_extensions_are_not_payload() {
        let mut packet = vec![0xB0, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1];
        packet.extend_from_slice(&[0xBE, 0xDE, 0, 1, 0x10, 0x85, 0, 0]);
        packet.extend_from_slice(b"voice");
        packet.extend_from_slice(&[0, 0, 3]);
        let header = Header::parse(&packet).expect("valid");
        assert_eq!(header.payload(&packet), b"voice");
        assert_eq!(extension(&packet, 1), Some(&[0x85][..]));
        assert_eq!(extension(&packet, 2), None);
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        assert_eq!(Header::parse(&[0x80; 11]), None);
        assert_eq!(Header::parse(&[0x00; 20]), None);
        let mut padded = write(1, 1, 1, false, &[b"x"]);
        padded[0] |= 0x20;
        padded[NUMBERED_HEADER] = 200;
        assert_eq!(Header::parse(&padded), None);
        let mut extended = write(1, 1, 1, false, &[]);
        extended[14..16].copy_from_slice(&[0xFF, 0xFF]);
        assert_eq!(Header::parse(&extended), None);
        assert_eq!(extension(&extended, 1), None);
        let mut many_sources = write(1, 1, 1, false, &[]);
        many_sources[0] |= 0x0F;
        assert_eq!(Header::parse(&many_sources), None);
    }

    #[test]
    fn a_retransmission_carries_the_original_number() {
        let packet = write(5, 1, 0xA, true, &[b"frame"]);
        let wrapped = retransmission(&packet, 5, 77);
        let header = Header::parse(&wrapped).expect("valid");
        assert_eq!((header.sequence, header.marker), (77, true));
        assert_eq!(header.payload(&wrapped), b"\x00\x05frame");
    }
}
