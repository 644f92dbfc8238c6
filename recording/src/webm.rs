//! The floor as a WebM file: one picture (VP8) with one sound (Opus).
//!
//! ```text
//!  being recorded   head │ nothing │ about, nothing   │ tracks │ cluster, cluster, …        size unknown
//!  finished         head │ what is where │ about, duration │ tracks │ cluster, cluster, … │ cues   size known
//! ```
//!
//! A cluster is up to a second of blocks and is written at once. One begins at each key frame of the picture, and the
//! cues name it, so that a player finds it. A player can go to key frames only, and a camera sends one when it is asked:
//! whoever records asks for one every few seconds.
//!
//! The picture may be missing for as long as it likes, and come back in another size: the size of the track is that of
//! its first key frame, and players take each as it is. While it is missing there is sound alone, and a black frame every
//! five seconds: a player that is sent to a moment reads on until it finds a frame, and Chromium gave up in an hour of sound.

mod cluster;
mod finish;
mod head;
mod layout;

pub(crate) use cluster::{MIN_BLOCK, Summary, read_block};
pub(crate) use finish::{Content, Finish};
pub(crate) use head::MAX_HEAD;
pub(crate) use layout::Layout;

use crate::fault::Fault;
use crate::opus::{self, SAMPLES_PER_SECOND};
use crate::output::Output;
use crate::vp8;
use cluster::Cluster;
use std::path::Path;
use std::time::Duration;

/// The track of the picture.
pub(crate) const PICTURE: u8 = 1;
/// The track of the sound.
pub(crate) const SOUND: u8 = 2;

/// A cluster is written when it is this long, in milliseconds.
const MAX_CLUSTER: u64 = 1_000;

/// How long the picture may be missing until it is black, in milliseconds.
const MAX_UNSEEN: u64 = 5_000;

/// A black key frame of 320 × 180, as libvpx makes it.
const BLANK: &[u8] = include_bytes!("webm/blank.vp8");

/// A WebM file that is being recorded.
#[derive(Debug)]
pub struct Webm {
    output: Output,
    layout: Layout,
    cluster: Option<Cluster>,
    content: Content,
    /// The time of the last block of each track, in milliseconds.
    last: [Option<u64>; 2],
    has_size: bool,
    needs_key_frame: bool,
}

impl Webm {
    /// A new file. `start` is when the recording was started, in milliseconds since 1970-01-01T00:00:00Z; a title longer
    /// than 1,000 bytes is cut.
    ///
    /// # Errors
    /// The file is there already, or it cannot be written.
    pub fn create(path: &Path, title: &str, start: u64) -> Result<Self, Fault> {
        let mut output = Output::create(path)?;
        let head = head::head(title, start);
        output.append("the head", &head)?;
        Ok(Self {
            output,
            layout: Layout::read(&head).expect("what we write we can read"),
            cluster: None,
            content: Content::default(),
            last: [None; 2],
            has_size: false,
            needs_key_frame: true,
        })
    }

    /// Writes a whole VP8 frame that was made `at`. At first, after a fault, and after five seconds without a frame, only
    /// a key frame is taken: nobody could show another.
    ///
    /// Of a track, times do not go back: a frame that says so has the time of the one before it.
    ///
    /// # Errors
    /// A cluster could not be written: up to a second of picture and sound is lost.
    pub fn picture(&mut self, at: Duration, is_key: bool, frame: &[u8]) -> Result<(), Fault> {
        if self.needs_key_frame && !is_key {
            return Ok(());
        }
        if is_key
            && !self.has_size
            && let Some((width, height)) = vp8::dimensions(frame)
        {
            self.layout.set_size(&mut self.output, width, height)?;
            self.has_size = true;
        }
        let written = self.block(PICTURE, at, is_key, frame, 0);
        if is_key {
            self.needs_key_frame = false;
        }
        written
    }

    /// Writes an Opus packet that began `at`. What is none is left out. Times do not go back, as with
    /// [`Webm::picture`].
    ///
    /// # Errors
    /// As [`Webm::picture`].
    pub fn sound(&mut self, at: Duration, packet: &[u8]) -> Result<(), Fault> {
        let Some(samples) = opus::samples_of(packet) else { return Ok(()) };
        if self.last[0].is_none_or(|seen| milliseconds(at) >= seen.saturating_add(MAX_UNSEEN)) {
            self.block(PICTURE, at, true, BLANK, 0)?;
            self.needs_key_frame = true;
        }
        self.block(SOUND, at, true, packet, samples.div_ceil(SAMPLES_PER_SECOND / 1_000))
    }

    /// True if only a key frame would be taken as picture.
    #[must_use]
    pub fn needs_key_frame(&self) -> bool {
        self.needs_key_frame
    }

    /// Gives what is there to the system: it survives the program. To be called about once a second; blocks that come
    /// write the cluster before them by themselves.
    ///
    /// # Errors
    /// As [`Webm::picture`].
    pub fn flush(&mut self) -> Result<(), Fault> {
        let Some(cluster) = self.cluster.take() else { return Ok(()) };
        let (at, summary) = (self.output.end(), cluster.summary());
        let result = self.output.append("a second of picture and sound", &cluster.bytes());
        match result {
            Ok(()) => self.content.add(at, &summary),
            Err(_) => self.needs_key_frame = true,
        }
        result
    }

    /// Waits until what was flushed is on the disk: it survives the machine.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn sync(&self) -> Result<(), Fault> {
        self.output.sync()
    }

    /// Closes the file and gives its length: the end of what ends last in it.
    ///
    /// # Errors
    /// The end could not be written. [`crate::repair()`] can make one.
    pub fn finish(mut self) -> Result<Duration, Fault> {
        self.flush()?;
        let Self { mut output, layout, content, .. } = self;
        Finish { output: &mut output, layout: &layout, content: &content }.write()?;
        Ok(Duration::from_millis(content.end))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.output.path()
    }

    fn block(
        &mut self,
        track: u8,
        at: Duration,
        is_key: bool,
        data: &[u8],
        long: u64,
    ) -> Result<(), Fault> {
        let last = &mut self.last[usize::from(track - PICTURE)];
        let at = milliseconds(at).max(last.unwrap_or_default());
        *last = Some(at);
        let begins_picture = track == PICTURE && is_key;
        let fits =
            |cluster: &Cluster| !begins_picture && at < cluster.time().saturating_add(MAX_CLUSTER);
        let flushed = if self.cluster.as_ref().is_some_and(fits) { Ok(()) } else { self.flush() };
        // What could not be written is lost. A key frame and a packet of sound are not, and the next cluster begins.
        if flushed.is_ok() || is_key {
            let cluster = self.cluster.get_or_insert_with(|| Cluster::new(at));
            cluster.push(track, at, is_key, data, at.saturating_add(long));
        }
        flushed
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
