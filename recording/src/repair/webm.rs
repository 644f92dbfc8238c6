//! A WebM file ends with its last whole block.

use super::{Repaired, allow};
use crate::ebml::{self, Head, Reader};
use crate::fault::Fault;
use crate::opus::{self, SAMPLES_PER_SECOND};
use crate::output::Output;
use crate::webm::{Content, Finish, Layout, MAX_HEAD, MIN_BLOCK, PICTURE, Summary, read_block};
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::time::Duration;

pub(super) fn repair(path: &Path, file: BufReader<File>, length: u64) -> Result<Repaired, Fault> {
    let mut read = Reader::new(file);
    let head = read.bytes(MAX_HEAD.min(length)).map_err(Fault::read(path))?;
    let Some(layout) = head.as_deref().and_then(Layout::read) else {
        return if length < MAX_HEAD {
            Ok(Repaired::Empty)
        } else {
            Err(Fault::not_ours(path, "its head is another"))
        };
    };
    if layout.size.is_some_and(|size| layout.segment + size == length) {
        return Ok(Repaired::Whole);
    }
    let found = Scan { read, length, layout: &layout }.clusters().map_err(Fault::read(path))?;
    if found.end == layout.end {
        return Ok(Repaired::Empty);
    }
    allow(path, found.end, length)?;
    let mut output = Output::reopen(path, found.end)?;
    if let Some(torn) = found.torn {
        let size = ebml::long_size(found.end - torn.body);
        output.patch("a cluster that was cut off", torn.body - 8, &size)?;
    }
    let content = &found.content;
    Finish { output: &mut output, layout: &layout, content }.write()?;
    Ok(Repaired::Finished { cut: length - found.end, length: Duration::from_millis(content.end) })
}

/// What is good of a file.
#[derive(Debug)]
struct Found {
    content: Content,
    /// Where it ends.
    end: u64,
    /// The last cluster, if its end is missing.
    torn: Option<Head>,
}

struct Scan<'a> {
    read: Reader<BufReader<File>>,
    length: u64,
    layout: &'a Layout,
}

impl Scan<'_> {
    fn clusters(mut self) -> io::Result<Found> {
        let mut found = Found { content: Content::default(), end: self.layout.end, torn: None };
        self.read.seek(found.end)?;
        while let Some(head) = self.read.head()?.filter(|head| head.id == ebml::CLUSTER) {
            let (summary, end) = self.cluster(&head)?;
            if let Some(summary) = summary {
                found.content.add(head.start, &summary);
                found.end = end;
                if head.end() != Some(end) {
                    found.torn = Some(head);
                }
            }
            if head.end() != Some(end) {
                break;
            }
        }
        Ok(found)
    }

    /// Reads a cluster, and says where its last whole block ends; `None` if it has no block.
    fn cluster(&mut self, head: &Head) -> io::Result<(Option<Summary>, u64)> {
        let until = head.end().unwrap_or(self.length).min(self.length);
        let (mut end, mut summary) = (head.body, None::<Summary>);
        let mut time = None;
        while end < until {
            let Some(child) = self.read.head()? else { break };
            let Some(child_end) = child.end().filter(|end| *end <= until) else { break };
            match child.id {
                ebml::CLUSTER_TIME if child.size.is_some_and(|size| size <= 8) => {
                    let value = self.read.bytes(child_end - child.body)?.unwrap_or_default();
                    time = Some(value.iter().fold(0, |time, byte| time << 8 | u64::from(*byte)));
                }
                ebml::BLOCK => {
                    let head = (child_end - child.body).min(MIN_BLOCK as u64 + 2);
                    let head = self.read.bytes(head)?.unwrap_or_default();
                    let (Some(time), Some((track, ahead, is_key))) = (time, read_block(&head))
                    else {
                        break;
                    };
                    let at = time.saturating_add_signed(ahead);
                    let long = if track == PICTURE { 0 } else { milliseconds(&head[MIN_BLOCK..]) };
                    summary.get_or_insert_default().see(track, at, is_key, at.saturating_add(long));
                }
                // Nothing else is in a cluster of ours: what follows was not written by us, or never reached the disk.
                _ => break,
            }
            end = child_end;
            self.read.seek(end)?;
        }
        Ok((summary, end))
    }
}

fn milliseconds(packet: &[u8]) -> u64 {
    opus::samples_of(packet).unwrap_or_default().div_ceil(SAMPLES_PER_SECOND / 1_000)
}
