//! What the streams of a PDF unpack to is counted before anything else reads them, and nothing of it is kept.

use crate::{MAX_PART, NoText};
use flate2::{Decompress, FlushDecompress, Status};
use hayro_interpret::hayro_syntax::object::{Name, Object, Stream};
use hayro_interpret::hayro_syntax::{Filter, Pdf};

/// The most that all streams may unpack to, in bytes.
const MAX_ALL: u64 = 4 * MAX_PART;

/// The most bytes of a stream that is packed in an older way, which is not counted.
const MAX_UNCOUNTED: usize = 1_000_000;

/// How far before a stream its dictionary is looked for, in bytes.
const BEFORE: usize = 512;

/// Counts the streams of a file as they stand in it: the objects of a PDF can be in one of them, and are unpacked when it
/// is opened.
///
/// # Errors
/// They unpack to more than any statement has.
pub fn count_in_file(file: &[u8]) -> Result<(), NoText> {
    let mut counter = Counter::new();
    let mut at = 0;
    while let Some(found) = find(&file[at..], b"stream") {
        let begin = at + found;
        at = begin + b"stream".len();
        let before = &file[begin.saturating_sub(BEFORE)..begin];
        let object = before.windows(6).rposition(|window| window == b"endobj").unwrap_or(0);
        // Pictures are never unpacked.
        let is_picture = find(&before[object..], b"/Image").is_some();
        if let [b'\r', b'\n', rest @ ..] | [b'\n' | b'\r', rest @ ..] = &file[at..]
            && !is_picture
        {
            counter.count(rest)?;
        }
    }
    Ok(())
}

/// Counts the streams of a PDF that was opened: now they are deciphered, and it is known how they are packed.
///
/// # Errors
/// They unpack to more than any statement has, or are packed twice, which no program does to a text.
pub fn count_in_objects(pdf: &Pdf) -> Result<(), NoText> {
    let mut counter = Counter::new();
    for object in pdf.objects() {
        if let Object::Stream(stream) = object
            && stream.dict().get::<Name<'_>>(b"Subtype").is_none_or(|name| &*name != b"Image")
        {
            counter.count_stream(&stream)?;
        }
    }
    Ok(())
}

/// Counts.
struct Counter {
    unpack: Decompress,
    /// Where what was unpacked goes, each time to the same place.
    nothing: Vec<u8>,
    all: u64,
}

impl Counter {
    fn new() -> Self {
        Self { unpack: Decompress::new(true), nothing: vec![0; 32 << 10], all: 0 }
    }

    fn count_stream(&mut self, stream: &Stream<'_>) -> Result<(), NoText> {
        let packs = |filter: &&Filter| {
            matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode)
        };
        let filters = stream.filters();
        match filters.iter().filter(packs).count() {
            1 if filters.first() == Some(&Filter::FlateDecode) => self.count(&stream.raw_data()),
            1 if stream.raw_data().len() > MAX_UNCOUNTED => Err(NoText::Bomb),
            0 | 1 => Ok(()),
            _ => Err(NoText::Bomb),
        }
    }

    /// Counts what a stream unpacks to, as far as it can be unpacked.
    fn count(&mut self, packed: &[u8]) -> Result<(), NoText> {
        // The head of a deflated stream (RFC 1950, 2.2).
        let [first, second, ..] = *packed else { return Ok(()) };
        if first & 0x0F != 8 || u16::from_be_bytes([first, second]) % 31 != 0 {
            return Ok(());
        }
        self.unpack.reset(true);
        loop {
            let (read, written) = (self.unpack.total_in(), self.unpack.total_out());
            let rest = usize::try_from(read).ok().and_then(|read| packed.get(read..));
            let Some(rest) = rest else { return Ok(()) };
            let status = self.unpack.decompress(rest, &mut self.nothing, FlushDecompress::None);
            let more = self.unpack.total_out() - written;
            self.all += more;
            if self.unpack.total_out() > MAX_PART || self.all > MAX_ALL {
                return Err(NoText::Bomb);
            }
            match status {
                Ok(Status::Ok | Status::BufError) if more > 0 || self.unpack.total_in() > read => {}
                Ok(_) | Err(_) => return Ok(()),
            }
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
