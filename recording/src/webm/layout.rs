//! Where in the head of a file the places are that are filled in later.

use super::finish;
use crate::ebml::{self, Head, Reader};
use crate::fault::Fault;
use crate::output::Output;
use std::io::Cursor;

/// The places, in bytes from the start of the file.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Where the content of the segment begins: positions within the file count from here.
    pub segment: u64,
    /// The size of the segment; `None` while it is being recorded.
    pub size: Option<u64>,
    /// Where it is to be said what is where.
    pub seek_head: u64,
    pub info: u64,
    /// Where the duration is to be.
    pub duration: u64,
    pub tracks: u64,
    /// Where the two bytes of the width and those of the height of the picture are.
    size_at: [u64; 2],
    /// Where the head ends and the clusters begin.
    pub end: u64,
}

impl Layout {
    /// Reads it from the first bytes of a file. `None` if the head is not whole, or not one of ours.
    pub(crate) fn read(head: &[u8]) -> Option<Self> {
        let mut read = Reader::new(Cursor::new(head));
        let mut header = || read.head().ok().flatten();
        let first = header().filter(|first| first.id == ebml::HEADER)?;
        read.seek(first.end()?).ok()?;
        let mut header = || read.head().ok().flatten();
        let segment = header().filter(|segment| segment.id == ebml::SEGMENT)?;
        let seek_head = header()?;
        let is_reserved = matches!(seek_head.id, ebml::VOID | ebml::SEEK_HEAD);
        if !is_reserved || seek_head.end()? - seek_head.start != finish::SEEK_HEAD_LENGTH as u64 {
            return None;
        }
        read.seek(seek_head.end()?).ok()?;
        let mut header = || read.head().ok().flatten();
        let info = header().filter(|info| info.id == ebml::INFO)?;
        let about = children(head, &info)?;
        let is_duration = |child: &&Head| matches!(child.id, ebml::VOID | ebml::DURATION);
        let duration = about.iter().find(is_duration)?.start;
        read.seek(info.end()?).ok()?;
        let mut header = || read.head().ok().flatten();
        let tracks = header().filter(|tracks| tracks.id == ebml::TRACKS)?;
        let tracks_in = children(head, &tracks)?;
        let picture = tracks_in.iter().find(|track| track.id == ebml::TRACK)?;
        let video = children(head, picture)?.into_iter().find(|child| child.id == ebml::VIDEO)?;
        let sizes = children(head, &video)?;
        let place = |id| Some(sizes.iter().find(|child| child.id == id)?.body);
        let size_at = [place(ebml::WIDTH)?, place(ebml::HEIGHT)?];
        Some(Self {
            segment: segment.body,
            size: segment.size,
            seek_head: seek_head.start,
            info: info.start,
            duration,
            tracks: tracks.start,
            size_at,
            end: tracks.end()?,
        })
    }

    /// Says of what size the picture is, in pixels.
    pub(super) fn set_size(
        &self,
        output: &mut Output,
        width: u16,
        height: u16,
    ) -> Result<(), Fault> {
        for (at, size) in self.size_at.into_iter().zip([width, height]) {
            output.patch("the size of the picture", at, &size.to_be_bytes())?;
        }
        Ok(())
    }
}

/// What is in an element; `None` if it is cut off.
fn children(head: &[u8], parent: &Head) -> Option<Vec<Head>> {
    let end = parent.end()?;
    if end > head.len() as u64 {
        return None;
    }
    let mut read = Reader::new(Cursor::new(head));
    read.seek(parent.body).ok()?;
    let (mut at, mut children) = (parent.body, Vec::new());
    while at < end {
        let child = read.head().ok().flatten()?;
        at = child.end()?;
        read.seek(at).ok()?;
        children.push(child);
    }
    (at == end).then_some(children)
}
