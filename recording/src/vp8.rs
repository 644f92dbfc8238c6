//! What has to be known of VP8 without decoding it.

/// What is before the data of a packet: the payload descriptor (RFC 7741 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Descriptor {
    /// It is the first packet of a frame.
    pub starts_frame: bool,
    /// How long the descriptor is, in bytes.
    pub length: usize,
}

impl Descriptor {
    /// Reads it; `None` if it is cut short.
    pub(crate) fn read(payload: &[u8]) -> Option<Self> {
        let first = *payload.first()?;
        let mut length = 1;
        if first & 0x80 != 0 {
            let has = *payload.get(length)?;
            length += 1;
            if has & 0x80 != 0 {
                // A number of the picture with 7 bits or 15.
                length += if payload.get(length)? & 0x80 != 0 { 2 } else { 1 };
            }
            length += usize::from(has & 0x40 != 0) + usize::from(has & 0x30 != 0);
        }
        (length <= payload.len())
            .then_some(Self { starts_frame: first & 0x10 != 0 && first & 0x0F == 0, length })
    }
}

/// Whether a frame needs no other (RFC 6386 §9.1).
pub(crate) fn is_key(frame: &[u8]) -> bool {
    frame.first().is_some_and(|first| first & 0x01 == 0)
}

/// The width and height of a key frame in pixels (RFC 6386 §9.1). `None` if it is none.
pub(crate) fn dimensions(frame: &[u8]) -> Option<(u16, u16)> {
    match *frame {
        [first, _, _, 0x9D, 0x01, 0x2A, width, wider, height, higher, ..] if first & 0x01 == 0 => {
            // The upper two bits say how to scale, which nobody does.
            let pixels = |low, high| u16::from_le_bytes([low, high]) & 0x3FFF;
            let size = (pixels(width, wider), pixels(height, higher));
            Some(size).filter(|(width, height)| *width > 0 && *height > 0)
        }
        _ => None,
    }
}
