//! One source while it feeds a stream: how its numbers map to those of the stream.

use super::production::Arrival;
use super::rtp::is_newer;
use super::vp8::Descriptor;
use std::time::Instant;

/// A jump in a source's sequence numbers beyond which it counts as a new stream. Passing larger
/// jumps on would let a receiver lose count of the rollovers that its decryption depends on (RFC
/// 3711 §3.3.1).
const MAX_JUMP: u16 = 3_000;

/// The present source, and how its numbers map.
#[derive(Debug)]
pub(super) struct Mapping {
    ssrc: u32,
    first: u16,
    highest: u16,
    sequence_offset: u16,
    timestamp_offset: u32,
    picture: Option<PictureMap>,
    base_layer_offset: Option<u8>,
}

/// Picture numbers of the source are followed without wrapping, then moved.
#[derive(Clone, Copy, Debug)]
struct PictureMap {
    source: u16,
    ours: u16,
}

/// The last numbers of the stream: where the next source has to go on.
#[derive(Debug)]
pub(super) struct Cursor {
    pub sequence: u16,
    pub timestamp: u32,
    pub at: Option<Instant>,
    pub picture: u16,
    pub base_layer: u8,
}

impl Mapping {
    /// Begins where the stream has arrived, `ticks` later.
    pub(super) fn begin(
        arrival: &Arrival<'_>,
        descriptor: Option<Descriptor>,
        cursor: &Cursor,
        ticks: u32,
    ) -> Self {
        let timestamp = cursor.timestamp.wrapping_add(ticks);
        let sequence = cursor.sequence.wrapping_add(1);
        Self {
            ssrc: arrival.ssrc,
            first: arrival.sequence,
            highest: arrival.sequence,
            sequence_offset: sequence.wrapping_sub(arrival.sequence),
            timestamp_offset: timestamp.wrapping_sub(arrival.timestamp),
            picture: descriptor.and_then(|d| d.picture).map(|p| PictureMap {
                source: p.value,
                ours: cursor.picture.wrapping_add(1) & 0x7FFF,
            }),
            base_layer_offset: descriptor
                .and_then(|d| d.base_layer)
                .map(|layer| cursor.base_layer.wrapping_add(1).wrapping_sub(layer)),
        }
    }

    /// True if a packet goes on with what came, and does not begin anew.
    pub(super) fn continues(&self, arrival: &Arrival<'_>) -> bool {
        let ahead = arrival.sequence.wrapping_sub(self.highest);
        let behind = self.highest.wrapping_sub(arrival.sequence);
        self.ssrc == arrival.ssrc && ahead.min(behind) <= MAX_JUMP
    }

    /// True if a packet belongs to what was before.
    pub(super) fn is_over_before(&self, arrival: &Arrival<'_>) -> bool {
        arrival.sequence != self.first && !is_newer(arrival.sequence, self.first)
    }

    /// The stream's sequence number and timestamp for a packet.
    pub(super) fn place(&self, arrival: &Arrival<'_>) -> (u16, u32) {
        (
            arrival.sequence.wrapping_add(self.sequence_offset),
            arrival.timestamp.wrapping_add(self.timestamp_offset),
        )
    }

    /// The stream's timestamp for one of the source, if that is still this one.
    pub(super) fn map_timestamp(&self, ssrc: u32, timestamp: u32) -> Option<u32> {
        (self.ssrc == ssrc).then(|| timestamp.wrapping_add(self.timestamp_offset))
    }

    /// Notes a packet; true if none came that was sent later.
    pub(super) fn advance(&mut self, arrival: &Arrival<'_>, begins: bool) -> bool {
        if !begins && !is_newer(arrival.sequence, self.highest) {
            return false;
        }
        self.highest = arrival.sequence;
        // The window of what counts as "before" moves along, or it would wrap.
        if arrival.sequence.wrapping_sub(self.first) > 2 * MAX_JUMP {
            self.first = arrival.sequence.wrapping_sub(MAX_JUMP);
        }
        true
    }

    /// The stream's picture numbers for those of a descriptor.
    pub(super) fn renumber(
        &mut self,
        descriptor: &Descriptor,
        cursor: &mut Cursor,
    ) -> (Option<u16>, Option<u8>) {
        let picture = descriptor.picture.zip(self.picture.as_mut()).map(|(picture, map)| {
            let ahead = picture.ahead_of(map.source);
            let ours = (i32::from(map.ours) + ahead).rem_euclid(0x8000) as u16;
            if ahead > 0 {
                *map = PictureMap { source: picture.value, ours };
            }
            cursor.picture = map.ours;
            ours
        });
        let base_layer =
            descriptor.base_layer.zip(self.base_layer_offset).map(|(layer, offset)| {
                cursor.base_layer = layer.wrapping_add(offset);
                cursor.base_layer
            });
        (picture, base_layer)
    }
}
