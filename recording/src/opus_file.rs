//! One voice or channel as an Ogg Opus file (RFC 7845), in which the time is the time of the recording.
//!
//! Packets follow each other without a gap in such a file, so that silence has to be written where nobody spoke, where
//! packets were lost and where the sender sent none. It is written when the next packet comes, and by
//! [`OpusFile::advance`] when none does.
//!
//! ```text
//!  due − position       what is done with a packet
//!  more than 60 ms      silence first, then the packet
//!  −500 ms to 60 ms     the packet at once: arrivals jitter
//!  less                 nothing: the stream is ahead of the meeting (packets came twice, or in a burst after silence)
//! ```
//!
//! Times that are made of timestamps ([`crate::Timeline`]) do not jitter, and nothing is lost or shifted then.

use crate::fault::Fault;
use crate::ogg_page::{FIRST, LAST, Page, ReadPage};
use crate::opus::{self, PRE_SKIP, SAMPLES_PER_SECOND, SILENCE, SILENCE_SAMPLES, samples_until};
use crate::output::Output;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Duration;

/// A page is written when it is this long.
const PAGE_SAMPLES: u64 = SAMPLES_PER_SECOND;

/// How far the file may lag behind the meeting before silence is written.
const MAX_LAG: u64 = SAMPLES_PER_SECOND * 60 / 1_000;

/// How far the file may be ahead of the meeting before packets are left out.
const MAX_LEAD: u64 = SAMPLES_PER_SECOND / 2;

/// Silence is not written into the last part of the meeting: packets of it may still be on their way.
const ON_ITS_WAY: Duration = Duration::from_millis(400);

/// What a file is called, for whoever opens it in a player.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// For example `S-VTC-2020-08-06, interpretation into French`.
    pub title: String,
    /// The language that is spoken, if it is one (BCP 47), for example `fr`.
    pub language: Option<String>,
}

/// An Ogg Opus file of one stream.
#[derive(Debug)]
pub struct OpusFile {
    output: Output,
    serial: u32,
    sequence: u32,
    page: Page,
    /// Samples in the file and on the page that is being filled.
    position: u64,
    /// Samples in the file.
    written: u64,
    left_out: u64,
}

impl OpusFile {
    /// A new file. `serial` tells streams apart that are played one after the other; any number will do.
    ///
    /// # Errors
    /// The file is there already, or it cannot be written.
    pub fn create(path: &Path, labels: &Labels, serial: u32) -> Result<Self, Fault> {
        let output = Output::create(path)?;
        let (page, position) = (Page::default(), 0);
        let mut file =
            Self { output, serial, sequence: 0, page, position, written: 0, left_out: 0 };
        file.page.push(&opus::head());
        file.write_page(FIRST, "the head")?;
        file.page.push(&tags(labels));
        file.write_page(0, "the head")?;
        Ok(file)
    }

    /// Writes a packet that began `at`. It is in the file within a second, or when [`OpusFile::advance`] is called.
    ///
    /// What is no Opus packet is left out.
    ///
    /// # Errors
    /// A page could not be written: up to a second of sound is lost, and there will be silence in its place.
    pub fn write(&mut self, at: Duration, packet: &[u8]) -> Result<(), Fault> {
        let due = samples_until(at);
        let long = opus::samples_of(packet).filter(|_| Page::default().has_room(packet.len()));
        let Some(long) = long.filter(|_| self.position <= due + MAX_LEAD) else {
            self.left_out += 1;
            return Ok(());
        };
        if due > self.position + MAX_LAG {
            self.fill(due)?;
        }
        self.push(packet, long)
    }

    /// Says that it is `now`: where nothing came, silence is written, and what is there is given to the system. To be
    /// called about once a second. An hour of silence takes some milliseconds and is one megabyte.
    ///
    /// # Errors
    /// As [`OpusFile::write`].
    pub fn advance(&mut self, now: Duration) -> Result<(), Fault> {
        self.fill(samples_until(now.saturating_sub(ON_ITS_WAY)))?;
        self.flush()
    }

    /// Gives what is there to the system: it survives the program.
    ///
    /// # Errors
    /// As [`OpusFile::write`].
    pub fn flush(&mut self) -> Result<(), Fault> {
        if self.page.is_empty() { Ok(()) } else { self.write_page(0, SOUND) }
    }

    /// Waits until what was flushed is on the disk: it survives the machine.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn sync(&self) -> Result<(), Fault> {
        self.output.sync()
    }

    /// Closes the file and gives its length: that of the meeting, and up to 20 ms more.
    ///
    /// # Errors
    /// The end could not be written. [`crate::repair()`] can make one.
    pub fn finish(mut self, end: Duration) -> Result<Duration, Fault> {
        let end = samples_until(end) + u64::from(PRE_SKIP);
        while self.position < end || self.page.is_empty() {
            self.push_silence()?;
        }
        self.write_page(LAST, SOUND)?;
        self.output.sync()?;
        Ok(played(self.position))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.output.path()
    }

    /// How many packets were left out: too far ahead of the meeting, or no Opus.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Writes silence until the packet that is next begins less than 20 ms before `to`.
    fn fill(&mut self, to: u64) -> Result<(), Fault> {
        while self.position + SILENCE_SAMPLES <= to {
            self.push_silence()?;
        }
        Ok(())
    }

    fn push_silence(&mut self) -> Result<(), Fault> {
        self.push(&SILENCE, SILENCE_SAMPLES)
    }

    fn push(&mut self, packet: &[u8], long: u64) -> Result<(), Fault> {
        let is_long = self.position - self.written >= PAGE_SAMPLES;
        if is_long || !self.page.has_room(packet.len()) {
            self.write_page(0, SOUND)?;
        }
        self.page.push(packet);
        self.position += long;
        Ok(())
    }

    /// Writes the page. One that cannot be written is forgotten, and with it the time it took.
    fn write_page(&mut self, flags: u8, what: &'static str) -> Result<(), Fault> {
        let page = std::mem::take(&mut self.page);
        let bytes = page.bytes(self.position, self.serial, self.sequence, flags);
        let result = self.output.append(what, &bytes);
        if result.is_ok() {
            self.sequence = self.sequence.wrapping_add(1);
            self.written = self.position;
        } else {
            self.position = self.written;
        }
        result
    }
}

const SOUND: &str = "a second of sound";

/// How long a file plays; reads all of it.
///
/// # Errors
/// It cannot be read.
pub fn length(path: &Path) -> Result<Duration, Fault> {
    let mut file = BufReader::new(File::open(path).map_err(Fault::read(path))?);
    let mut samples = 0;
    while let Some(page) = ReadPage::read(&mut file).map_err(Fault::read(path))? {
        samples = page.granule;
    }
    Ok(played(samples))
}

/// What a file with so many samples takes to play.
pub(crate) fn played(samples: u64) -> Duration {
    let heard = samples.saturating_sub(u64::from(PRE_SKIP));
    Duration::from_micros(heard * 1_000 / (SAMPLES_PER_SECOND / 1_000))
}

/// The comment header (RFC 7845 §5.2).
fn tags(labels: &Labels) -> Vec<u8> {
    let mut comments = Vec::new();
    if !labels.title.is_empty() {
        comments.push(format!("TITLE={}", labels.title));
    }
    comments.extend(labels.language.as_ref().map(|language| format!("LANGUAGE={language}")));
    let mut tags = b"OpusTags".to_vec();
    put(&mut tags, "Rostrum");
    tags.extend((comments.len() as u32).to_le_bytes());
    for comment in &comments {
        put(&mut tags, comment);
    }
    tags
}

fn put(tags: &mut Vec<u8>, text: &str) {
    // A header has a page of 65,025 bytes: a title longer than a few lines is cut.
    let text = &text[..text.floor_char_boundary(MAX_LABEL)];
    tags.extend((text.len() as u32).to_le_bytes());
    tags.extend(text.as_bytes());
}

const MAX_LABEL: usize = 1_000;
