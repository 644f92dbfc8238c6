//! Elements of WebM (RFC 8794, RFC 9559): a number, a size, and what is in it.

use std::io::{self, BufRead, Seek};

pub(crate) const HEADER: u32 = 0x1A45_DFA3;
pub(crate) const SEGMENT: u32 = 0x1853_8067;
pub(crate) const SEEK_HEAD: u32 = 0x114D_9B74;
pub(crate) const INFO: u32 = 0x1549_A966;
pub(crate) const DURATION: u32 = 0x4489;
pub(crate) const TRACKS: u32 = 0x1654_AE6B;
pub(crate) const TRACK: u32 = 0xAE;
pub(crate) const TRACK_NUMBER: u32 = 0xD7;
pub(crate) const VIDEO: u32 = 0xE0;
pub(crate) const WIDTH: u32 = 0xB0;
pub(crate) const HEIGHT: u32 = 0xBA;
pub(crate) const CLUSTER: u32 = 0x1F43_B675;
pub(crate) const CLUSTER_TIME: u32 = 0xE7;
pub(crate) const BLOCK: u32 = 0xA3;
pub(crate) const CUES: u32 = 0x1C53_BB6B;
pub(crate) const VOID: u32 = 0xEC;

/// A size of eight bytes that says: until the end of the file.
pub(crate) const UNKNOWN: [u8; 8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

/// The bytes of an id, its marker included.
pub(crate) fn id(id: u32) -> Vec<u8> {
    let bytes = id.to_be_bytes();
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}

/// A size in eight bytes, whatever it is.
pub(crate) fn long_size(size: u64) -> [u8; 8] {
    (size | 1 << 56).to_be_bytes()
}

/// A size in as few bytes as it takes: 126 is `FE`, 127 is `40 7F`, since seven ones mean unknown.
fn size(size: u64) -> Vec<u8> {
    let length = (1..8).find(|length| size < (1 << (7 * length)) - 1).unwrap_or(8);
    (size | 1 << (7 * length)).to_be_bytes()[8 - length..].to_vec()
}

/// An element with this in it.
pub(crate) fn element(number: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = id(number);
    bytes.extend(size(content.len() as u64));
    bytes.extend(content);
    bytes
}

/// An element whose size takes eight bytes, so that it can be written over.
pub(crate) fn long_element(number: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = id(number);
    bytes.extend(long_size(content.len() as u64));
    bytes.extend(content);
    bytes
}

/// An element that holds a number, in as few bytes as it takes.
pub(crate) fn number(number: u32, value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let first = (value.leading_zeros() as usize / 8).min(7);
    element(number, &bytes[first..])
}

/// Nothing, `length` bytes long with its own head; from 9 bytes on.
pub(crate) fn void(length: usize) -> Vec<u8> {
    long_element(VOID, &vec![0; length.saturating_sub(9)])
}

/// The head of an element, where it stands and where its content ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub id: u32,
    /// Where the element begins.
    pub start: u64,
    /// Where its content begins.
    pub body: u64,
    /// How long its content is; `None` if that is not known.
    pub size: Option<u64>,
}

impl Head {
    /// Where the element ends, if its size is known.
    pub(crate) fn end(&self) -> Option<u64> {
        self.body.checked_add(self.size?)
    }
}

/// Reads the elements of a file one after the other.
#[derive(Debug)]
pub(crate) struct Reader<R> {
    from: R,
    at: u64,
}

impl<R: BufRead + Seek> Reader<R> {
    pub(crate) fn new(from: R) -> Self {
        Self { from, at: 0 }
    }

    /// The head of the next element; `None` if there is none: the file is cut off here, or what follows is no element.
    pub(crate) fn head(&mut self) -> io::Result<Option<Head>> {
        let start = self.at;
        let Some((id, _)) = self.variable(4)? else { return Ok(None) };
        let Some((size, length)) = self.variable(8)? else { return Ok(None) };
        let marker = 1_u64 << (7 * length);
        let size = size & (marker - 1);
        Ok(Some(Head {
            id: u32::try_from(id).unwrap_or_default(),
            start,
            body: self.at,
            size: (size != marker - 1).then_some(size),
        }))
    }

    /// The next bytes; `None` if there are fewer.
    pub(crate) fn bytes(&mut self, count: u64) -> io::Result<Option<Vec<u8>>> {
        use std::io::Read as _;
        let mut bytes = Vec::new();
        let read = (&mut self.from).take(count).read_to_end(&mut bytes)? as u64;
        self.at += read;
        Ok((read == count).then_some(bytes))
    }

    /// Goes on at another place.
    pub(crate) fn seek(&mut self, to: u64) -> io::Result<()> {
        if let Ok(ahead) = i64::try_from(i128::from(to) - i128::from(self.at)) {
            self.from.seek_relative(ahead)?;
        }
        self.at = to;
        Ok(())
    }

    /// A number whose first byte says by its leading zeros how long it is, its marker included.
    fn variable(&mut self, longest: usize) -> io::Result<Option<(u64, usize)>> {
        let Some(first) = self.bytes(1)?.and_then(|bytes| bytes.first().copied()) else {
            return Ok(None);
        };
        let length = first.leading_zeros() as usize + 1;
        if length > longest {
            return Ok(None);
        }
        let Some(rest) = self.bytes(length as u64 - 1)? else { return Ok(None) };
        let value = rest.iter().fold(u64::from(first), |value, byte| value << 8 | u64::from(*byte));
        Ok(Some((value, length)))
    }
}
