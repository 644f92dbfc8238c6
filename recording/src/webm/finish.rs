//! What is written when a file is closed, by its writer or by a repair. Killed in the midst of it, it is done again: the
//! size of the segment comes last, and says that everything else is there.

use super::PICTURE;
use super::cluster::Summary;
use super::layout::Layout;
use crate::ebml::{self, element, number};
use crate::fault::Fault;
use crate::output::Output;

/// How long the table of what is where is, in bytes: three entries of 21 and the head of the element.
pub(crate) const SEEK_HEAD_LENGTH: usize = 3 * 21 + 12;

/// How long the duration is, in bytes: eight, and the head of the element.
pub(crate) const DURATION_LENGTH: usize = 11;

/// What is in the clusters of a file. Times are in milliseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    cues: Vec<Cue>,
    /// When the last of it ends.
    pub end: u64,
}

/// A place that a player can go to.
#[derive(Clone, Copy, Debug)]
struct Cue {
    at: u64,
    cluster: u64,
}

impl Content {
    /// Takes in a cluster that is at this place of the file.
    pub(crate) fn add(&mut self, place: u64, cluster: &Summary) {
        self.end = self.end.max(cluster.end);
        self.cues.extend(cluster.key_frame.map(|at| Cue { at, cluster: place }));
    }
}

/// Closes a file.
#[derive(Debug)]
pub(crate) struct Finish<'a> {
    pub output: &'a mut Output,
    pub layout: &'a Layout,
    pub content: &'a Content,
}

impl Finish<'_> {
    /// Writes everything that is missing, and waits until it is on the disk.
    pub(crate) fn write(self) -> Result<(), Fault> {
        let Self { output, layout, content } = self;
        let cues = output.end();
        if !content.cues.is_empty() {
            let points: Vec<u8> = content.cues.iter().flat_map(|cue| point(layout, cue)).collect();
            output.append("the cues", &element(ebml::CUES, &points))?;
        }
        output.sync()?;
        let has_cues = !content.cues.is_empty();
        output.patch("what is where", layout.seek_head, &seek_head(layout, cues, has_cues))?;
        let duration = element(ebml::DURATION, &(content.end as f64).to_be_bytes());
        output.patch("the duration", layout.duration, &duration)?;
        output.sync()?;
        let size = ebml::long_size(output.end() - layout.segment);
        output.patch("the size", layout.segment - 8, &size)?;
        output.sync()
    }
}

fn point(layout: &Layout, cue: &Cue) -> Vec<u8> {
    let place = [number(0xF7, PICTURE.into()), number(0xF1, cue.cluster - layout.segment)];
    element(0xBB, &[number(0xB3, cue.at), element(0xB7, &place.concat())].concat())
}

/// Always as long as [`SEEK_HEAD_LENGTH`].
fn seek_head(layout: &Layout, cues: u64, has_cues: bool) -> Vec<u8> {
    let seek = |id: u32, at: u64| {
        let position = element(0x53AC, &(at - layout.segment).to_be_bytes());
        element(0x4DBB, &[element(0x53AB, &ebml::id(id)), position].concat())
    };
    let last = if has_cues { seek(ebml::CUES, cues) } else { ebml::void(21) };
    let entries = [seek(ebml::INFO, layout.info), seek(ebml::TRACKS, layout.tracks), last];
    ebml::long_element(ebml::SEEK_HEAD, &entries.concat())
}
