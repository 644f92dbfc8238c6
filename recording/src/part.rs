//! A part of a recording: from its beginning until the meeting is suspended, its doors are closed or it is stopped.
//!
//! ```text
//!   floor-2.webm   picture with sound      floor-2.opus   its sound alone      fr-2.opus   a channel
//! ```
//! All files of a part begin and end together; a moment is at the same time in each. Times are since the part began.

use crate::fault::Fault;
use crate::frame::{self, Assembler};
use crate::index::{Contents, Entry, IndexFile};
use crate::mix::{self, Mixer};
use crate::opus::SAMPLES_PER_SECOND;
use crate::opus_file::{Labels, OpusFile};
use crate::timeline::Timeline;
use crate::vp8;
use crate::webm::Webm;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The index, in the folder of a recording.
pub const INDEX: &str = "index.ndjson";

/// Who is shown may be one of so many: who has the floor, who presides, the screen.
pub const PICTURES: usize = 3;

/// A player goes to key frames only, so that one is asked for at least so often.
const KEY_FRAME_EVERY: Duration = Duration::from_secs(10);

/// What a packet is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// One of the voices of the floor, below [`mix::MAX_VOICES`].
    Voice(usize),
    /// One of the pictures, below [`PICTURES`]; at any time one of them is recorded.
    Picture(usize),
    /// A channel, by its place among those that the part was begun with.
    Channel(usize),
}

/// What is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The meeting, by its id.
    pub meeting: String,
    /// What the files are called in a player.
    pub title: String,
    /// The languages into which is interpreted (BCP 47).
    pub channels: Vec<String>,
    /// The last part that is known elsewhere: its number is not given again, whatever became of the folder.
    pub after: u32,
}

/// A part that is being recorded.
#[derive(Debug)]
pub struct Part {
    number: u32,
    /// Where it begins in the recording.
    begins: Duration,
    index: IndexFile,
    film: Webm,
    floor: OpusFile,
    mixer: Mixer,
    channels: Vec<Channel>,
    pictures: [(Assembler, Timeline); PICTURES],
    shown: Option<usize>,
    /// Of which something came last.
    fed: Option<usize>,
    last_key_frame: Duration,
}

/// The file of a channel, and what waits for its place in it: packets that were lost and sent again come late.
#[derive(Debug)]
struct Channel {
    file: OpusFile,
    timeline: Timeline,
    held: BTreeMap<Duration, Vec<u8>>,
}

impl Channel {
    fn new(file: OpusFile) -> Self {
        Self { file, timeline: Timeline::new(SAMPLES_PER_SECOND as u32), held: BTreeMap::new() }
    }

    fn hold(&mut self, at: Duration, packet: frame::Packet<'_>) {
        let place = self.timeline.place(packet.timestamp, at);
        self.held.entry(place).or_insert_with(|| packet.payload.to_vec());
    }

    /// Writes what begins before that moment.
    fn write(&mut self, until: Duration) -> Result<(), Fault> {
        while let Some(first) = self.held.first_entry().filter(|first| *first.key() < until) {
            let (at, packet) = first.remove_entry();
            self.file.write(at, &packet)?;
        }
        Ok(())
    }
}

impl Part {
    /// Begins the next part of the recording in a folder, which is there; `now` is in milliseconds since
    /// 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// The folder or its index cannot be read or written.
    pub fn begin(folder: &Path, about: &About, now: u64) -> Result<Self, Fault> {
        let path = folder.join(INDEX);
        let known = if path.exists() { Some(IndexFile::reopen(&path)?) } else { None };
        let (mut index, last, begins) = match known {
            Some((file, index)) if !index.meeting.is_empty() => {
                // No part begins before another, whatever a clock says.
                let begins = now.saturating_sub(index.start).max(index.earliest());
                (file, index.last_part(), begins)
            }
            // Killed before its first line was whole.
            Some((mut file, _)) => {
                file.start(&about.meeting, now)?;
                (file, 0, 0)
            }
            None => (IndexFile::create(&path, &about.meeting, now)?, 0, 0),
        };
        let mut number = last.max(about.after) + 1;
        // The power failed before the line of a file was on the disk, and after the file was.
        while folder.join(format!("floor-{number}.webm")).exists() {
            number += 1;
        }
        let mut file = |name: String, contents: Contents| {
            index.add_file(Entry { name: name.clone(), contents, begins, part: number })?;
            index.sync()?;
            Ok(folder.join(name))
        };
        let film = file(format!("floor-{number}.webm"), Contents::Floor)?;
        let film = Webm::create(&film, &about.title, now)?;
        let labels = Labels { title: about.title.clone(), language: None };
        let floor = file(format!("floor-{number}.opus"), Contents::Sound)?;
        let floor = OpusFile::create(&floor, &labels, number)?;
        let mut channels = Vec::new();
        for language in &about.channels {
            let contents = Contents::Channel(language.clone());
            let path = file(format!("{language}-{number}.opus"), contents)?;
            let title = format!("{} [{language}]", about.title);
            let labels = Labels { title, language: Some(language.clone()) };
            channels.push(Channel::new(OpusFile::create(&path, &labels, number)?));
        }
        Ok(Self {
            number,
            begins: Duration::from_millis(begins),
            index,
            film,
            floor,
            mixer: Mixer::new(Duration::ZERO),
            channels,
            pictures: std::array::from_fn(|_| (Assembler::new(), Timeline::new(90_000))),
            shown: None,
            fed: None,
            last_key_frame: Duration::ZERO,
        })
    }

    /// Its number, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Takes a packet that came `at`, under its RTP numbers. What cannot be read is left out.
    ///
    /// # Errors
    /// Up to a second of one of the files could not be written.
    pub fn take(
        &mut self,
        feed: Feed,
        at: Duration,
        packet: frame::Packet<'_>,
    ) -> Result<(), Fault> {
        match feed {
            Feed::Voice(voice) => {
                self.mixer.push(voice, at, packet.timestamp, packet.payload);
                Ok(())
            }
            Feed::Channel(channel) => {
                if let Some(channel) = self.channels.get_mut(channel) {
                    channel.hold(at, packet);
                }
                Ok(())
            }
            Feed::Picture(picture) => {
                let Some((assembler, _)) = self.pictures.get_mut(picture) else { return Ok(()) };
                assembler.push(at, packet);
                self.fed = Some(picture);
                self.show(picture, at)
            }
        }
    }

    /// Says that it is `now`: to be called every 20 ms or so, so that the voices are mixed.
    ///
    /// # Errors
    /// As [`Part::take`].
    pub fn advance(&mut self, now: Duration) -> Result<(), Fault> {
        while let Some(mixed) = self.mixer.next(now) {
            self.film.sound(mixed.at, &mixed.packet)?;
            self.floor.write(mixed.at, &mixed.packet)?;
        }
        let until = now.saturating_sub(mix::MAX_JITTER);
        self.channels.iter_mut().try_for_each(|channel| channel.write(until))
    }

    /// Says that the record with this number is at this moment.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn mark(&mut self, sequence: u64, at: Duration) -> Result<(), Fault> {
        self.index.mark(sequence, self.begins + at)
    }

    /// Gives what is there to the system, and waits until it is on the disk. To be called about once a second.
    ///
    /// # Errors
    /// As [`Part::take`].
    pub fn save(&mut self, now: Duration) -> Result<(), Fault> {
        self.film.flush()?;
        self.floor.flush()?;
        for channel in &mut self.channels {
            channel.file.advance(now)?;
        }
        self.film.sync()?;
        self.floor.sync()?;
        self.channels.iter().try_for_each(|channel| channel.file.sync())?;
        self.index.sync()
    }

    /// The picture of which a key frame is wanted: nothing else could be shown, or it is time for one.
    #[must_use]
    pub fn wants_key_frame(&self, now: Duration) -> Option<usize> {
        let fed = self.fed?;
        let cannot_go_on = self.shown != Some(fed)
            || self.pictures[fed].0.needs_key_frame()
            || self.film.needs_key_frame();
        let is_due = now.saturating_sub(self.last_key_frame) >= KEY_FRAME_EVERY;
        (cannot_go_on || is_due).then_some(fed)
    }

    /// Ends the part, and gives its length.
    ///
    /// # Errors
    /// A file could not be finished. [`crate::repair()`] can do it, when there is space.
    pub fn end(mut self, at: Duration) -> Result<Duration, Fault> {
        // What was said last is mixed late.
        self.advance(at + mix::MAX_JITTER)?;
        self.film.finish()?;
        self.floor.finish(at)?;
        for mut channel in self.channels {
            channel.write(Duration::MAX)?;
            channel.file.finish(at)?;
        }
        self.index.sync()?;
        Ok(at)
    }

    fn show(&mut self, picture: usize, now: Duration) -> Result<(), Fault> {
        let (assembler, timeline) = &mut self.pictures[picture];
        while let Some(frame) = assembler.next(now) {
            let at = timeline.place(frame.timestamp, frame.at);
            // Nobody could show it, and a player might stop there.
            if frame.data.is_empty() || frame.is_key && vp8::dimensions(&frame.data).is_none() {
                continue;
            }
            if frame.is_key {
                (self.shown, self.last_key_frame) = (Some(picture), now);
            }
            // Of another picture nobody could show anything but a key frame.
            if self.shown == Some(picture) {
                self.film.picture(at, frame.is_key, &frame.data)?;
            }
        }
        Ok(())
    }
}
