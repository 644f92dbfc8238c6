//! A packet on its way to all who are sent its stream: made once, and patched for each.

use super::numbers::Numbers;
use super::rtp;

/// A packet ready for everybody, under the numbers of its stream.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub numbers: Numbers,
    /// A receiver that joined since may begin here.
    pub is_entry: bool,
    /// For those who tell when it arrived; nearly all.
    pub packet: Vec<u8>,
    pub header: rtc_rtp::Header,
    /// For the others, made when the first of them is sent it.
    pub plain: Option<Box<(Vec<u8>, rtc_rtp::Header)>>,
}

impl Outgoing {
    /// One that is the same for all, as [`rtp::write`] has made it.
    pub(super) fn new(numbers: Numbers, is_entry: bool, packet: Vec<u8>) -> Self {
        let header = rtp::header_of(&packet);
        Self { numbers, is_entry, packet, header, plain: None }
    }

    /// Octets of the payload.
    pub(super) fn octets(&self) -> usize {
        self.packet.len().saturating_sub(rtp::NUMBERED_HEADER)
    }

    /// The bytes and what the cipher has to know of them, for a receiver who has all its packets numbered, or not.
    pub(super) fn for_receiver(
        &mut self,
        is_numbered: bool,
    ) -> (&mut Vec<u8>, &mut rtc_rtp::Header) {
        if is_numbered {
            return (&mut self.packet, &mut self.header);
        }
        let plain = self.plain.get_or_insert_with(|| {
            let bytes = rtp::without_extension(&self.packet);
            let header = rtp::header_of(&bytes);
            Box::new((bytes, header))
        });
        (&mut plain.0, &mut plain.1)
    }
}
