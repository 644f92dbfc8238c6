//! Packets of VP8 put together to frames (RFC 7741).
//!
//! ```text
//!                        the first packet of a key frame
//!  looking for a key frame ───────────────────────────► following
//!              ▲   a packet is missing for 500 ms, or the numbers begin anew │
//!              └──────────────────────────────────────────────────────┘
//! ```
//!
//! A frame without one of its packets cannot be shown, and neither can those after it: what follows a loss is left out
//! until the next key frame. Packets may come in another order, and again.

use crate::vp8::{self, Descriptor};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a missing packet is waited for: browsers are asked for it again.
pub const MAX_WAIT: Duration = Duration::from_millis(500);

/// More packets than this are never held: some megabytes.
const MAX_HELD: usize = 2_048;

/// A packet this far behind is of a stream that has begun anew.
const MAX_BEHIND: i16 = 1_024;

/// A packet of a picture, as it is forwarded to who watches.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Its RTP sequence number.
    pub sequence: u16,
    /// Its RTP timestamp (90 kHz).
    pub timestamp: u32,
    /// Whether it is the last of its frame.
    pub marker: bool,
    /// The payload descriptor and the data after it. Nothing at all is a packet that only pads.
    pub payload: &'a [u8],
}

/// A whole frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The RTP timestamp of its packets (90 kHz); [`crate::Timeline`] makes a time of it.
    pub timestamp: u32,
    /// When the first of its packets came.
    pub at: Duration,
    /// Whether it can be shown without those before it.
    pub is_key: bool,
    /// The frame as it is in a file.
    pub data: Vec<u8>,
}

/// Puts packets together to frames.
#[derive(Debug, Default)]
pub struct Assembler {
    held: BTreeMap<i64, Held>,
    /// The last number that came, with its rollovers.
    newest: Option<i64>,
    /// The number that the next frame begins with, while following.
    next: Option<i64>,
}

#[derive(Debug)]
struct Held {
    timestamp: u32,
    marker: bool,
    at: Duration,
    starts_frame: bool,
    pads: bool,
    data: Vec<u8>,
}

impl Held {
    fn starts_key_frame(&self) -> bool {
        self.starts_frame && vp8::is_key(&self.data)
    }
}

impl Assembler {
    /// One that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a packet that came `at`. One that cannot be read counts as lost.
    pub fn push(&mut self, at: Duration, packet: Packet<'_>) {
        let pads = packet.payload.is_empty();
        let descriptor = match Descriptor::read(packet.payload) {
            Some(descriptor) => descriptor,
            None if pads => Descriptor { starts_frame: false, length: 0 },
            None => return,
        };
        let number = self.number(packet.sequence);
        if self.next.is_some_and(|next| number < next) {
            return;
        }
        if self.held.len() >= MAX_HELD {
            self.held.clear();
            self.next = None;
        }
        self.held.entry(number).or_insert_with(|| Held {
            timestamp: packet.timestamp,
            marker: packet.marker,
            at,
            starts_frame: descriptor.starts_frame,
            pads,
            data: packet.payload[descriptor.length..].to_vec(),
        });
    }

    /// The next whole frame at the time `now`, if there is one. To be called until there is none, after each packet.
    pub fn next(&mut self, now: Duration) -> Option<Frame> {
        loop {
            let next = match self.next {
                Some(next) => next,
                None => self.key_frame(now)?,
            };
            self.next = Some(next);
            match self.look(next) {
                Look::Frame(last) => return Some(self.take(next, last)),
                Look::Padding => {
                    self.held.remove(&next);
                    self.next = Some(next + 1);
                }
                Look::Broken(from) => self.lose(from),
                Look::Missing(number) => {
                    let (after, held) = self.held.range(number..).next()?;
                    if now < held.at + MAX_WAIT {
                        return None;
                    }
                    self.lose(*after);
                }
            }
        }
    }

    /// True while a frame can only be made of a key frame that has yet to come: the source can be asked for one.
    #[must_use]
    pub fn needs_key_frame(&self) -> bool {
        self.next.is_none() && !self.held.values().any(Held::starts_key_frame)
    }

    /// The number of a packet with its rollovers: 65,535 is followed by 65,536.
    fn number(&mut self, sequence: u16) -> i64 {
        let number = match self.newest {
            None => i64::from(sequence),
            Some(newest) => {
                let ahead = sequence.wrapping_sub(newest as u16).cast_signed();
                if ahead < -MAX_BEHIND {
                    self.held.clear();
                    self.next = None;
                    self.newest = None;
                }
                newest + i64::from(ahead)
            }
        };
        self.newest = Some(self.newest.map_or(number, |newest| newest.max(number)));
        number
    }

    /// The first packet of a key frame that is held. What is before it is of no use.
    fn key_frame(&mut self, now: Duration) -> Option<i64> {
        let found = self.held.iter().find(|(_, held)| held.starts_key_frame());
        let found = found.map(|(number, _)| *number);
        match found {
            Some(number) => self.held = self.held.split_off(&number),
            // The start of a key frame may still come, after the rest of it.
            None => self.held.retain(|_, held| now < held.at + MAX_WAIT),
        }
        found
    }

    /// What is held from `next` on.
    fn look(&self, next: i64) -> Look {
        let mut expected = next;
        let mut timestamp = None;
        for (number, held) in self.held.range(next..) {
            if *number != expected {
                break;
            }
            match timestamp {
                None if held.pads => return Look::Padding,
                None if !held.starts_frame => return Look::Broken(number + 1),
                None => timestamp = Some(held.timestamp),
                Some(_) if held.pads => {}
                // The rest of a frame was never sent: somebody else is shown now.
                Some(of) if of != held.timestamp => return Look::Broken(*number),
                Some(_) => {}
            }
            if held.marker && !held.pads {
                return Look::Frame(*number);
            }
            expected += 1;
        }
        Look::Missing(expected)
    }

    fn take(&mut self, first: i64, last: i64) -> Frame {
        let rest = self.held.split_off(&(last + 1));
        let packets = std::mem::replace(&mut self.held, rest);
        self.next = Some(last + 1);
        let mut packets = packets.range(first..).map(|(_, held)| held);
        let mut frame = packets.next().map_or_else(
            || Frame { timestamp: 0, at: Duration::ZERO, is_key: false, data: Vec::new() },
            |held| Frame {
                timestamp: held.timestamp,
                at: held.at,
                is_key: held.starts_key_frame(),
                data: held.data.clone(),
            },
        );
        for held in packets {
            frame.at = frame.at.min(held.at);
            frame.data.extend(&held.data);
        }
        frame
    }

    /// Gives up what is before `from`, and looks for a key frame.
    fn lose(&mut self, from: i64) {
        self.held = self.held.split_off(&from);
        self.next = None;
    }
}

enum Look {
    /// A whole frame, up to this number.
    Frame(i64),
    /// A packet between two frames that only pads.
    Padding,
    /// What is before this number makes no frame.
    Broken(i64),
    /// This one has not come.
    Missing(i64),
}
