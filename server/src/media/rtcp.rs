//! RTCP read and written as bytes (RFC 3550 §6, RFC 4585, RFC 5104, draft-alvestrand-rmcat-remb).
//!
//! Only what a forwarder of one voice and one camera a client needs. Reading never fails: what is
//! not understood, or lies about its length, ends the packet.

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const TRANSPORT_FEEDBACK: u8 = 205;
const PAYLOAD_FEEDBACK: u8 = 206;

/// The sender named in our feedback: it sends no media.
const OURSELVES: u32 = 1;

/// A report on one stream (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ReportBlock {
    pub ssrc: u32,
    /// In 1/256.
    pub fraction_lost: u8,
    pub cumulative_lost: u32,
    pub highest: u32,
    pub jitter: u32,
    /// Middle 32 bits of the NTP time in the last sender report; 0 if there was none.
    pub last_report: u32,
    /// Since then, in 1/65536 s.
    pub delay: u32,
}

/// Who sent a compound packet. It is not encrypted.
pub(super) fn sender(packet: &[u8]) -> Option<u32> {
    u32_at(packet, 4)
}

/// One thing a client told us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Feedback {
    SenderReport {
        ssrc: u32,
        ntp: u64,
        timestamp: u32,
    },
    Report(ReportBlock),
    /// `base` was lost, and `base + 1 + n` for each bit n of `following`.
    Lost {
        ssrc: u32,
        base: u16,
        following: u16,
    },
    /// PLI or FIR.
    KeyFrame {
        ssrc: u32,
    },
    /// When packets arrived, from the base number on: see [`super::departures`].
    Arrivals(Vec<u8>),
}

/// Reads a compound packet.
pub(super) fn read(mut compound: &[u8]) -> Vec<Feedback> {
    let mut found = Vec::new();
    while let Some(head) = compound.get(..4) {
        let length = (usize::from(u16::from_be_bytes([head[2], head[3]])) + 1) * 4;
        let Some(packet) = compound.get(..length).filter(|_| head[0] & 0xC0 == 0x80) else {
            break;
        };
        read_one(head[0] & 0x1F, head[1], &packet[4..], &mut found);
        compound = &compound[length..];
    }
    found
}

fn read_one(count: u8, kind: u8, body: &[u8], found: &mut Vec<Feedback>) {
    match (kind, count) {
        (SENDER_REPORT, count) => {
            let (Some(ssrc), Some(ntp), Some(timestamp)) =
                (u32_at(body, 0), u64_at(body, 4), u32_at(body, 12))
            else {
                return;
            };
            found.push(Feedback::SenderReport { ssrc, ntp, timestamp });
            read_blocks(count, body.get(24..).unwrap_or_default(), found);
        }
        (RECEIVER_REPORT, count) => read_blocks(count, body.get(4..).unwrap_or_default(), found),
        (TRANSPORT_FEEDBACK, 1) => {
            let Some(ssrc) = u32_at(body, 4) else { return };
            for pair in body[8..].chunks_exact(4) {
                found.push(Feedback::Lost {
                    ssrc,
                    base: u16::from_be_bytes([pair[0], pair[1]]),
                    following: u16::from_be_bytes([pair[2], pair[3]]),
                });
            }
        }
        (PAYLOAD_FEEDBACK, 1) => {
            if let Some(ssrc) = u32_at(body, 4) {
                found.push(Feedback::KeyFrame { ssrc });
            }
        }
        (TRANSPORT_FEEDBACK, 15) => {
            found.extend(body.get(8..).map(|told| Feedback::Arrivals(told.to_vec())));
        }
        (PAYLOAD_FEEDBACK, 4) => {
            for entry in body.get(8..).unwrap_or_default().chunks_exact(8) {
                if let Some(ssrc) = u32_at(entry, 0) {
                    found.push(Feedback::KeyFrame { ssrc });
                }
            }
        }
        _ => {}
    }
}

fn read_blocks(count: u8, blocks: &[u8], found: &mut Vec<Feedback>) {
    for block in blocks.chunks_exact(24).take(usize::from(count)) {
        let word = |n: usize| u32_at(block, n * 4).unwrap_or_default();
        found.push(Feedback::Report(ReportBlock {
            ssrc: word(0),
            fraction_lost: block[4],
            cumulative_lost: word(1) & 0x00FF_FFFF,
            highest: word(2),
            jitter: word(3),
            last_report: word(4),
            delay: word(5),
        }));
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(u32_at(bytes, at)?) << 32 | u64::from(u32_at(bytes, at + 4)?))
}

/// A compound packet being written.
#[derive(Debug, Default)]
pub(super) struct Compound {
    bytes: Vec<u8>,
}

impl Compound {
    /// The finished packet, if anything was written.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        (!self.bytes.is_empty()).then_some(self.bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How far the stream `ssrc` has come: `timestamp` is what its clock showed at `ntp`.
    pub(super) fn sender_report(
        &mut self,
        ssrc: u32,
        ntp: u64,
        timestamp: u32,
        packets: u32,
        octets: u32,
    ) {
        let start = self.open(0, SENDER_REPORT, ssrc);
        self.bytes.extend_from_slice(&ntp.to_be_bytes());
        self.words(&[timestamp, packets, octets]);
        self.close(start);
    }

    /// Every compound begins with a report (RFC 3550 §6.1): an empty one, if nothing was written yet.
    pub(super) fn begin(&mut self) {
        if self.is_empty() {
            self.receiver_report(&[]);
        }
    }

    pub(super) fn receiver_report(&mut self, blocks: &[ReportBlock]) {
        let start = self.open(blocks.len() as u8 & 0x1F, RECEIVER_REPORT, OURSELVES);
        for block in blocks {
            let lost = u32::from(block.fraction_lost) << 24 | block.cumulative_lost & 0x00FF_FFFF;
            self.words(&[
                block.ssrc,
                lost,
                block.highest,
                block.jitter,
                block.last_report,
                block.delay,
            ]);
        }
        self.close(start);
    }

    /// Says that `ssrcs` belong to one sender (RFC 3550 §6.5.1); required in every compound.
    pub(super) fn source_description(&mut self, ssrc: u32) {
        const NAME: &[u8] = b"rostrum";
        let start = self.open(1, SOURCE_DESCRIPTION, ssrc);
        self.bytes.push(1);
        self.bytes.push(NAME.len() as u8);
        self.bytes.extend_from_slice(NAME);
        self.bytes.push(0);
        while !self.bytes.len().is_multiple_of(4) {
            self.bytes.push(0);
        }
        self.close(start);
    }

    /// Asks for a key frame (RFC 4585 §6.3.1).
    pub(super) fn key_frame_request(&mut self, ssrc: u32) {
        let start = self.open(1, PAYLOAD_FEEDBACK, OURSELVES);
        self.words(&[ssrc]);
        self.close(start);
    }

    /// Asks for lost packets (RFC 4585 §6.2.1); `lost` in rising order.
    pub(super) fn lost(&mut self, ssrc: u32, lost: &[u16]) {
        let start = self.open(1, TRANSPORT_FEEDBACK, OURSELVES);
        self.words(&[ssrc]);
        let mut rest = lost.iter().copied().peekable();
        while let Some(base) = rest.next() {
            let mut following = 0_u16;
            while let Some(next) = rest.peek() {
                let distance = next.wrapping_sub(base);
                if !(1..=16).contains(&distance) {
                    break;
                }
                following |= 1 << (distance - 1);
                rest.next();
            }
            self.bytes.extend_from_slice(&base.to_be_bytes());
            self.bytes.extend_from_slice(&following.to_be_bytes());
        }
        self.close(start);
    }

    /// Tells when the packets of the sender of `ssrc` arrived, see [`super::arrivals`].
    pub(super) fn arrivals(&mut self, ssrc: u32, body: &[u8]) {
        let start = self.open(15, TRANSPORT_FEEDBACK, OURSELVES);
        self.words(&[ssrc]);
        self.bytes.extend_from_slice(body);
        while !self.bytes.len().is_multiple_of(4) {
            self.bytes.push(0);
        }
        self.close(start);
    }

    /// Allows the sender of `ssrc` a bitrate (REMB).
    pub(super) fn allowed_bitrate(&mut self, ssrc: u32, bits_per_second: u32) {
        let start = self.open(15, PAYLOAD_FEEDBACK, OURSELVES);
        let exponent = (32 - bits_per_second.leading_zeros()).saturating_sub(18);
        let mantissa = bits_per_second >> exponent;
        self.words(&[0, u32::from_be_bytes(*b"REMB"), 1 << 24 | exponent << 18 | mantissa, ssrc]);
        self.close(start);
    }

    fn open(&mut self, count: u8, kind: u8, ssrc: u32) -> usize {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0x80 | count, kind, 0, 0]);
        self.words(&[ssrc]);
        start
    }

    fn words(&mut self, words: &[u32]) {
        for word in words {
            self.bytes.extend_from_slice(&word.to_be_bytes());
        }
    }

    fn close(&mut self, start: usize) {
        let words = ((self.bytes.len() - start) / 4 - 1) as u16;
        self.bytes[start + 2..start + 4].copy_from_slice(&words.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let block = ReportBlock {
            ssrc: 5,
            fraction_lost: 64,
            cumulative_lost: 25,
            highest: 0x1_00C7,
            jitter: 3,
            last_report: 9,
            delay: 10,
        };
        let mut compound = Compound::default();
        compound.sender_report(7, 0x1122_3344_5566_7788, 99, 3, 300);
        compound.receiver_report(&[block]);
        compound.source_description(7);
        compound.key_frame_request(8);
        compound.lost(9, &[10, 11, 26, 40]);
        compound.arrivals(9, &[1, 2, 3]);
        compound.allowed_bitrate(9, 1_500_000);
        let bytes = compound.finish().expect("written");
        assert_eq!(bytes.len() % 4, 0);
        assert_eq!(
            read(&bytes),
            [
                Feedback::SenderReport { ssrc: 7, ntp: 0x1122_3344_5566_7788, timestamp: 99 },
                Feedback::Report(block),
                Feedback::KeyFrame { ssrc: 8 },
                Feedback::Lost { ssrc: 9, base: 10, following: 0x8001 },
                Feedback::Lost { ssrc: 9, base: 40, following: 0 },
                Feedback::Arrivals(vec![1, 2, 3, 0]),
            ]
        );
    }

    #[test]
    fn lengths_that_lie_end_the_packet() {
        assert!(read(&[0x81, 205, 0xFF, 0xFF, 0, 0, 0, 0]).is_empty());
        assert!(read(&[0x81, 205, 0, 0]).is_empty());
        assert!(read(&[0x81, 205, 0, 1, 0, 0, 0, 0]).is_empty());
        assert!(read(&[0x9F, 201, 0, 1, 0, 0, 0, 0]).is_empty());
        assert!(read(&[0x80, 200, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).is_empty());
    }

    #[test]
    fn the_bitrate_is_within_a_thousandth() {
        let mut compound = Compound::default();
        compound.allowed_bitrate(1, 1_500_000);
        let bytes = compound.finish().expect("written");
        let word = u32::from_be_bytes([bytes[16], bytes[17], bytes[18], bytes[19]]);
        let bitrate = (word & 0x3_FFFF) << ((word >> 18) & 0x3F);
        assert!((1_498_500..=1_500_000).contains(&bitrate));
    }
}
