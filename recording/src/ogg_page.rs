//! A page of an Ogg file (RFC 3533 §6).
//!
//! The crate `ogg` reads and writes pages. It keeps its checksum to itself, which a repair needs, and wants to know
//! with a packet that it is the last of its page or of the stream, which nobody knows who records. Our pages hold whole
//! packets only, so that a file can end after each of them.

/// The first page of a stream.
pub(crate) const FIRST: u8 = 2;
/// The last page of a stream.
pub(crate) const LAST: u8 = 4;

const FLAGS: usize = 5;
const CHECKSUM: usize = 22;
const HEADER: usize = 27;
const MAX_SEGMENTS: usize = 255;

/// A page that packets are put on.
#[derive(Debug, Default)]
pub(crate) struct Page {
    lacing: Vec<u8>,
    body: Vec<u8>,
}

impl Page {
    pub(crate) fn is_empty(&self) -> bool {
        self.lacing.is_empty()
    }

    /// Whether a packet of this length fits on it.
    pub(crate) fn has_room(&self, length: usize) -> bool {
        self.lacing.len() + length / 255 < MAX_SEGMENTS
    }

    pub(crate) fn push(&mut self, packet: &[u8]) {
        self.lacing.extend(std::iter::repeat_n(255, packet.len() / 255));
        self.lacing.push((packet.len() % 255) as u8);
        self.body.extend_from_slice(packet);
    }

    /// The page as it is written. `granule` is how many samples the stream has when it ends.
    pub(crate) fn bytes(&self, granule: u64, serial: u32, sequence: u32, flags: u8) -> Vec<u8> {
        let mut page = b"OggS\0".to_vec();
        page.push(flags);
        page.extend(granule.to_le_bytes());
        page.extend(serial.to_le_bytes());
        page.extend(sequence.to_le_bytes());
        page.extend([0; 4]);
        page.push(self.lacing.len() as u8);
        page.extend(&self.lacing);
        page.extend(&self.body);
        seal(&mut page);
        page
    }
}

/// A page that was read whole.
#[derive(Debug)]
pub(crate) struct ReadPage {
    pub granule: u64,
    pub serial: u32,
    pub sequence: u32,
    pub is_last: bool,
    bytes: Vec<u8>,
}

impl ReadPage {
    /// Reads a page; `None` at the end, if it is cut off, or if its checksum is wrong.
    pub(crate) fn read(from: &mut impl std::io::Read) -> std::io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        if !fill(from, &mut bytes, HEADER)? || !bytes.starts_with(b"OggS\0") {
            return Ok(None);
        }
        let segments = usize::from(bytes[HEADER - 1]);
        if !fill(from, &mut bytes, segments)? {
            return Ok(None);
        }
        let body = bytes[HEADER..].iter().map(|length| usize::from(*length)).sum();
        if !fill(from, &mut bytes, body)? {
            return Ok(None);
        }
        let mut sealed = bytes.clone();
        seal(&mut sealed);
        if sealed != bytes {
            return Ok(None);
        }
        let number = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        Ok(Some(Self {
            granule: u64::from(number(6)) | u64::from(number(10)) << 32,
            serial: number(14),
            sequence: number(18),
            is_last: bytes[FLAGS] & LAST != 0,
            bytes,
        }))
    }

    pub(crate) fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The header of the page as the last of its stream.
    pub(crate) fn into_last(mut self) -> Vec<u8> {
        self.bytes[FLAGS] |= LAST;
        seal(&mut self.bytes);
        self.bytes.truncate(HEADER);
        self.bytes
    }
}

/// Reads `count` more bytes; false if there are fewer.
fn fill(from: &mut impl std::io::Read, into: &mut Vec<u8>, count: usize) -> std::io::Result<bool> {
    use std::io::Read as _;
    Ok(from.take(count as u64).read_to_end(into)? == count)
}

/// Puts the checksum in its place.
fn seal(page: &mut [u8]) {
    page[CHECKSUM..CHECKSUM + 4].fill(0);
    let checksum = checksum(page);
    page[CHECKSUM..CHECKSUM + 4].copy_from_slice(&checksum.to_le_bytes());
}

/// CRC-32 of the polynomial 0x04C11DB7, begun with 0 and not inverted.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, byte| (sum << 8) ^ TABLE[usize::from((sum >> 24) as u8 ^ byte)])
}

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut entry = 0;
    while entry < 256 {
        let mut value = (entry as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            value = (value << 1) ^ if value >> 31 == 1 { 0x04C1_1DB7 } else { 0 };
            bit += 1;
        }
        table[entry] = value;
        entry += 1;
    }
    table
}
