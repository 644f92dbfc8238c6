//! The numbers of a packet that go on counting whoever speaks: those of its stream, and of each client that is sent it.

use super::rtp::{Header, NUMBERED_HEADER, PLAIN_HEADER};
use super::vp8::{self, Descriptor};

/// They.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub sequence: u16,
    pub timestamp: u32,
    /// Of a picture: its number, of 15 bits, and that of the last of the base layer.
    pub picture: Option<u16>,
    pub base_layer: Option<u8>,
}

impl Numbers {
    /// Those of a packet that [`super::rtp::write`] has made.
    pub(super) fn of(packet: &[u8], is_picture: bool) -> Option<Self> {
        let header = Header::parse(packet)?;
        let payload = header.payload(packet);
        let descriptor = Descriptor::parse(payload).filter(|_| is_picture);
        Some(Self {
            sequence: header.sequence,
            timestamp: header.timestamp,
            picture: descriptor.and_then(|d| d.picture).map(|picture| picture.value),
            base_layer: descriptor.and_then(|d| d.base_layer),
        })
    }

    /// Writes them into such a packet, in the place of those that it has.
    pub(super) fn write(self, packet: &mut [u8]) {
        if packet.len() < PLAIN_HEADER {
            return;
        }
        packet[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        packet[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        let header = if packet[0] & super::rtp::HAS_EXTENSIONS == 0 {
            PLAIN_HEADER
        } else {
            NUMBERED_HEADER
        };
        if let Some(payload) = packet.get_mut(header..) {
            vp8::renumber(payload, self.picture, self.base_layer);
        }
    }

    /// How far these are ahead of others, number by number; what is not there is ahead by nothing.
    pub(super) fn ahead_of(self, others: Self) -> Ahead {
        let between = |ours: Option<u16>, theirs: Option<u16>| {
            ours.zip(theirs).map_or(0, |(ours, theirs)| ours.wrapping_sub(theirs))
        };
        let [ours, theirs] = [self, others].map(|n| n.base_layer.map(u16::from));
        Ahead {
            sequence: self.sequence.wrapping_sub(others.sequence),
            timestamp: self.timestamp.wrapping_sub(others.timestamp),
            picture: between(self.picture, others.picture),
            base_layer: between(ours, theirs) as u8,
        }
    }
}

/// How far the numbers of a stream are ahead of those of a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ahead {
    pub sequence: u16,
    pub timestamp: u32,
    pub picture: u16,
    pub base_layer: u8,
}

impl Ahead {
    /// The client's numbers for those of the stream.
    pub(super) fn own(self, of_stream: Numbers) -> Numbers {
        Numbers {
            sequence: of_stream.sequence.wrapping_sub(self.sequence),
            timestamp: of_stream.timestamp.wrapping_sub(self.timestamp),
            picture: of_stream.picture.map(|n| n.wrapping_sub(self.picture) & 0x7FFF),
            base_layer: of_stream.base_layer.map(|n| n.wrapping_sub(self.base_layer)),
        }
    }
}
