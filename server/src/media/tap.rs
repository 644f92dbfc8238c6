//! Who has the streams of a meeting without being a client: the recorder. A tap is handed what is delivered, as it was
//! made, and must not keep it waiting.

use super::outgoing::Outgoing;
use super::plan::Stream;
use super::rtp::NUMBERED_HEADER;
use rostrum_proto::id::MeetingId;
use std::time::Instant;

/// A packet of a stream, under the numbers of the stream.
#[derive(Clone, Debug)]
pub struct Tapped {
    /// Of which.
    pub stream: Stream,
    /// When it came.
    pub at: Instant,
    /// Its RTP sequence number.
    pub sequence: u16,
    /// Its RTP timestamp.
    pub timestamp: u32,
    /// Its RTP marker.
    pub marker: bool,
    /// What it carries.
    pub payload: Vec<u8>,
}

/// Takes what is recorded. It is called for each packet, between receiving and sending: it may not wait.
pub trait Taps: Send {
    /// A packet of a meeting.
    fn take(&self, meeting: &MeetingId, packet: Tapped);
}

/// The tap of one meeting.
#[derive(Clone, Copy)]
pub(super) struct Tap<'a> {
    pub taps: &'a dyn Taps,
    pub meeting: &'a MeetingId,
}

impl Tap<'_> {
    pub(super) fn take(self, stream: Stream, outgoing: &Outgoing, at: Instant) {
        let payload = outgoing.packet.get(NUMBERED_HEADER..).unwrap_or_default().to_vec();
        let (sequence, timestamp) = (outgoing.numbers.sequence, outgoing.numbers.timestamp);
        // What the cipher has to know of a header is not all that is in it.
        let marker = outgoing.packet.get(1).is_some_and(|byte| byte & 0x80 != 0);
        self.taps.take(self.meeting, Tapped { stream, at, sequence, timestamp, marker, payload });
    }
}
