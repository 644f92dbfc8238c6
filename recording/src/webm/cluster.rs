//! A cluster: up to a second of blocks.

use super::PICTURE;
use crate::ebml;

/// The head of a block: its track, its time and its flags.
pub(crate) const MIN_BLOCK: usize = 4;

const KEY: u8 = 0x80;

/// A cluster that blocks are put in.
#[derive(Debug)]
pub(super) struct Cluster {
    time: u64,
    blocks: Vec<(u64, Vec<u8>)>,
    summary: Summary,
}

/// What a file has to know of a cluster when it is closed. Times are in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// When the last of it ends.
    pub end: u64,
    /// Its key frame of the picture, if it has one: it is the first of its frames.
    pub key_frame: Option<u64>,
}

impl Summary {
    /// Takes a block into account; `end` is when it ends.
    pub(crate) fn see(&mut self, track: u8, at: u64, is_key: bool, end: u64) {
        self.end = self.end.max(end);
        if track == PICTURE && is_key && self.key_frame.is_none() {
            self.key_frame = Some(at);
        }
    }
}

impl Cluster {
    pub(super) fn new(time: u64) -> Self {
        Self { time, blocks: Vec::new(), summary: Summary::default() }
    }

    /// From when its blocks count their times, in milliseconds.
    pub(super) fn time(&self) -> u64 {
        self.time
    }

    pub(super) fn summary(&self) -> Summary {
        self.summary
    }

    /// Puts in a block. One that is earlier than the cluster counts backwards: the sound of a moment may come after the
    /// key frame of the next. Two bytes have room for half a minute.
    pub(super) fn push(&mut self, track: u8, at: u64, is_key: bool, data: &[u8], end: u64) {
        let ahead = i128::from(at) - i128::from(self.time);
        let ahead = ahead.clamp(i128::from(i16::MIN), i128::from(i16::MAX)) as i16;
        let mut block = vec![0x80 | track];
        block.extend(ahead.to_be_bytes());
        block.push(if is_key { KEY } else { 0 });
        block.extend(data);
        self.blocks.push((self.time.saturating_add_signed(i64::from(ahead)), block));
        self.summary.see(track, at, is_key, end);
    }

    /// The cluster as it is written, its blocks by time.
    pub(super) fn bytes(mut self) -> Vec<u8> {
        // Those of a track stay in their order: their times do not go back, and the sort is stable.
        self.blocks.sort_by_key(|(at, _)| *at);
        let mut content = ebml::number(ebml::CLUSTER_TIME, self.time);
        for (_, block) in &self.blocks {
            content.extend(ebml::element(ebml::BLOCK, block));
        }
        ebml::long_element(ebml::CLUSTER, &content)
    }
}

/// Reads the head of a block: its track, its time from that of the cluster in milliseconds, and whether it is key.
pub(crate) fn read_block(head: &[u8]) -> Option<(u8, i64, bool)> {
    match *head {
        [track, high, low, flags, ..] if track & 0x80 != 0 => {
            Some((track & 0x7F, i64::from(i16::from_be_bytes([high, low])), flags & KEY != 0))
        }
        _ => None,
    }
}
