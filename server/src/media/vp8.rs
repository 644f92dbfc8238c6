//! The VP8 payload descriptor (RFC 7741 §4.2): what a switch between two cameras has to renumber.
//!
//! ```text
//!  |X|R|N|S|R| PID |   required
//!  |I|L|T|K| RSV   |   if X
//!  |M| PictureID   |   if I (7 bits, or 15 if M)
//!  |   TL0PICIDX   |   if L
//!  |TID|Y| KEYIDX  |   if T or K
//! ```

/// What the descriptor says, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Descriptor {
    /// The first packet of a frame.
    pub starts_frame: bool,
    /// The first packet of a frame that needs no other (the P bit of the payload header is 0).
    pub starts_key_frame: bool,
    /// The frame's number, if it has one.
    pub picture: Option<PictureId>,
    /// The number of the last base layer frame.
    pub base_layer: Option<u8>,
    first: u8,
    layers: Option<(u8, u8)>,
    length: usize,
}

/// A frame number: 7 or 15 bits, both wrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PictureId {
    pub value: u16,
    pub bits: u32,
}

impl PictureId {
    /// How far this number lies ahead of `earlier` (negative: behind), the shorter way round.
    pub(super) fn ahead_of(self, earlier: u16) -> i32 {
        let span = 1_i32 << self.bits;
        let ahead = (i32::from(self.value) - i32::from(earlier)).rem_euclid(span);
        if ahead >= span / 2 { ahead - span } else { ahead }
    }
}

impl Descriptor {
    /// Reads the start of a VP8 payload; `None` if it is cut short.
    pub(super) fn parse(payload: &[u8]) -> Option<Self> {
        let mut rest = payload.iter().copied();
        let first = rest.next()?;
        let flags = if first & 0x80 != 0 { rest.next()? } else { 0 };
        let mut picture = None;
        if flags & 0x80 != 0 {
            let high = rest.next()?;
            picture = Some(if high & 0x80 != 0 {
                PictureId { value: u16::from(high & 0x7F) << 8 | u16::from(rest.next()?), bits: 15 }
            } else {
                PictureId { value: u16::from(high), bits: 7 }
            });
        }
        let base_layer = if flags & 0x40 != 0 { Some(rest.next()?) } else { None };
        let layers = if flags & 0x30 != 0 { Some((flags & 0x30, rest.next()?)) } else { None };
        let length = payload.len() - rest.len();
        let starts_frame = first & 0x10 != 0 && first & 0x0F == 0;
        Some(Self {
            starts_frame,
            starts_key_frame: starts_frame && rest.next()? & 0x01 == 0,
            picture,
            base_layer,
            first,
            layers,
            length,
        })
    }

    /// The compressed data after the descriptor.
    pub(super) fn frame<'a>(&self, payload: &'a [u8]) -> &'a [u8] {
        payload.get(self.length..).unwrap_or_default()
    }

    /// The descriptor with other numbers. The picture number becomes 15 bits wide whatever it was:
    /// a receiver must not see the width change when the speaker does.
    pub(super) fn renumbered(&self, picture: Option<u16>, base_layer: Option<u8>) -> Rewritten {
        let mut out = Rewritten::default();
        let flags = (u8::from(picture.is_some()) << 7)
            | (u8::from(base_layer.is_some()) << 6)
            | self.layers.map_or(0, |(flags, _)| flags);
        out.push((self.first & 0x7F) | (u8::from(flags != 0) << 7));
        if flags != 0 {
            out.push(flags);
        }
        if let Some(picture) = picture {
            let [high, low] = picture.to_be_bytes();
            out.push(0x80 | high);
            out.push(low);
        }
        if let Some(base_layer) = base_layer {
            out.push(base_layer);
        }
        if let Some((_, layers)) = self.layers {
            out.push(layers);
        }
        out
    }
}

/// Writes other numbers over those of a descriptor that [`Descriptor::renumbered`] has made; one that has none keeps none.
pub(super) fn renumber(payload: &mut [u8], picture: Option<u16>, base_layer: Option<u8>) {
    let mut at = 2;
    if let Some(picture) = picture
        && let Some(bytes) = payload.get_mut(at..at + 2)
    {
        bytes.copy_from_slice(&(picture | 0x8000).to_be_bytes());
        at += 2;
    }
    if let Some(base_layer) = base_layer
        && let Some(byte) = payload.get_mut(at)
    {
        *byte = base_layer;
    }
}

/// A descriptor of ours: at most six bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rewritten {
    bytes: [u8; 6],
    length: usize,
}

impl Rewritten {
    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_frame_starts_with_its_first_packet_only() {
        let key = [0x90, 0x80, 0x81, 0x02, 0x10, 0, 0];
        let descriptor = Descriptor::parse(&key).expect("valid");
        assert!(descriptor.starts_key_frame);
        assert_eq!(descriptor.picture, Some(PictureId { value: 0x102, bits: 15 }));
        let inter = [0x90, 0x80, 0x81, 0x02, 0x11, 0, 0];
        let inter = Descriptor::parse(&inter).expect("valid");
        assert!(inter.starts_frame && !inter.starts_key_frame);
        let later = [0x80, 0x80, 0x81, 0x02, 0x10, 0, 0];
        assert!(!Descriptor::parse(&later).expect("valid").starts_key_frame);
    }

    #[test]
    fn renumbering_keeps_everything_else() {
        let payload = [0xB0, 0xF0, 0x05, 0x09, 0x60, 0x10, 0xAA];
        let descriptor = Descriptor::parse(&payload).expect("valid");
        assert_eq!(descriptor.base_layer, Some(9));
        let rewritten = descriptor.renumbered(Some(0x1234), Some(200));
        assert_eq!(rewritten.as_bytes(), [0xB0, 0xF0, 0x92, 0x34, 200, 0x60].as_slice());
        assert_eq!(descriptor.frame(&payload), [0x10, 0xAA]);
    }

    #[test]
    fn a_bare_descriptor_stays_bare() {
        let descriptor = Descriptor::parse(&[0x10, 0x00]).expect("valid");
        assert!(descriptor.starts_key_frame);
        assert_eq!(descriptor.renumbered(None, None).as_bytes(), [0x10]);
    }

    #[test]
    fn frame_numbers_wrap() {
        let narrow = PictureId { value: 1, bits: 7 };
        assert_eq!(narrow.ahead_of(127), 2);
        assert_eq!(narrow.ahead_of(3), -2);
        let wide = PictureId { value: 0, bits: 15 };
        assert_eq!(wide.ahead_of(0x7FFF), 1);
    }

    #[test]
    fn hostile_bytes_are_read_without_harm() {
        let mut seed = 0x2545_F491_u32;
        for length in 0..12 {
            for _ in 0..4_000 {
                let payload: Vec<u8> = (0..length)
                    .map(|_| {
                        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        (seed >> 24) as u8
                    })
                    .collect();
                if let Some(descriptor) = Descriptor::parse(&payload) {
                    let again = descriptor.renumbered(Some(0x7FFF), Some(255));
                    let mut whole = again.as_bytes().to_vec();
                    whole.extend_from_slice(descriptor.frame(&payload));
                    let reread = Descriptor::parse(&whole).expect("what we write we can read");
                    assert_eq!(reread.starts_key_frame, descriptor.starts_key_frame);
                    assert_eq!(reread.picture.map(|p| p.value), Some(0x7FFF));
                }
            }
        }
        assert_eq!(Descriptor::parse(&[]), None);
        assert_eq!(Descriptor::parse(&[0x80]), None);
        assert_eq!(Descriptor::parse(&[0x80, 0x80, 0x80]), None);
    }
}
