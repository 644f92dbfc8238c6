//! Ogg Opus, read by the crate `ogg`, which checks every page.

use std::io::Cursor;

#[derive(Debug)]
pub struct Stream {
    pub head: Vec<u8>,
    pub tags: Vec<u8>,
    pub packets: Vec<Vec<u8>>,
    /// Samples at the end of each page with sound.
    pub granules: Vec<u64>,
    pub is_ended: bool,
}

impl Stream {
    /// How long it plays, as RFC 7845 §4 has it: the last granule less the pre-skip.
    pub fn milliseconds(&self) -> f64 {
        let skip = u64::from(u16::from_le_bytes([self.head[10], self.head[11]]));
        (self.granules.last().unwrap() - skip) as f64 / 48.0
    }
}

pub fn read(bytes: &[u8]) -> Stream {
    let mut reader = ogg::PacketReader::new(Cursor::new(bytes));
    let mut packets = Vec::new();
    let (mut granules, mut is_ended) = (Vec::new(), false);
    while let Some(packet) = reader.read_packet().unwrap() {
        assert!(!is_ended, "nothing comes after the end");
        if packet.last_in_page() && packets.len() >= 2 {
            granules.push(packet.absgp_page());
        }
        is_ended = packet.last_in_stream();
        packets.push(packet.data);
    }
    let mut packets = packets.into_iter();
    Stream {
        head: packets.next().unwrap(),
        tags: packets.next().unwrap(),
        packets: packets.collect(),
        granules,
        is_ended,
    }
}
