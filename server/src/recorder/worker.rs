//! The recorder's thread.

use super::seal::seal;
use super::shelf::Shelf;
use super::{Order, Outcome, Recorded};
use crate::clock::steady;
use crate::media::plan::{FLOOR_VOICES, Stream};
use crate::media::{Media, Tapped};
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::recording::RecordingFault;
use rostrum_recording::{Fault, Feed, Part, frame};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;
use tracing::{info, warn};

/// How often voices are mixed.
const TICK: Duration = Duration::from_millis(20);
/// How often what was recorded is put on the disk.
const SAVE_EVERY: Duration = Duration::from_secs(1);
/// How often a key frame is asked for while none comes.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// When a part that could not be sealed is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// A part that is being recorded.
struct Live {
    part: Part,
    began: Instant,
    folder: PathBuf,
    channels: Vec<rostrum_proto::lang::Lang>,
    asked_at: Option<Instant>,
}

pub(super) struct Worker {
    shelf: Shelf,
    outcomes: UnboundedSender<(MeetingId, Outcome)>,
    waiting: Arc<AtomicUsize>,
    behind: Arc<Mutex<BTreeSet<MeetingId>>>,
    live: BTreeMap<MeetingId, Live>,
    /// Parts to be sealed, and not before when.
    to_seal: Vec<(MeetingId, u32, Instant)>,
    sealed: (std::sync::mpsc::Sender<Sealing>, Receiver<Sealing>),
}

/// What became of an attempt to seal a part.
type Sealing = (MeetingId, u32, anyhow::Result<Outcome>);

impl Worker {
    pub(super) fn new(
        shelf: Shelf,
        outcomes: UnboundedSender<(MeetingId, Outcome)>,
        waiting: Arc<AtomicUsize>,
        behind: Arc<Mutex<BTreeSet<MeetingId>>>,
    ) -> Self {
        let (live, to_seal) = (BTreeMap::new(), Vec::new());
        Self { shelf, outcomes, waiting, behind, live, to_seal, sealed: std::sync::mpsc::channel() }
    }

    /// Works until nobody is left to give orders.
    pub(super) fn run(mut self, orders: &Receiver<Order>, media: &Media) {
        let (mut tick_due, mut save_due) = (steady() + TICK, steady() + SAVE_EVERY);
        let mut stopped = None;
        loop {
            match orders.recv_timeout(tick_due.saturating_duration_since(steady())) {
                Ok(Order::Stop(done)) => {
                    stopped = Some(done);
                    break;
                }
                Ok(order) => self.obey(order),
                Err(RecvTimeoutError::Timeout) => {
                    // Everything that waited was taken.
                    self.behind.lock().unwrap_or_else(PoisonError::into_inner).clear();
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let now = steady();
            if now >= tick_due {
                tick_due = now + TICK;
                self.tick(now, media);
            }
            if now >= save_due {
                save_due = now + SAVE_EVERY;
                self.save(now);
                self.seal_what_is_due(now);
            }
        }
        let now = steady();
        for meeting in self.live.keys().cloned().collect::<Vec<_>>() {
            self.finish(&meeting, now);
        }
        // Nobody may wait for it.
        let _ = stopped.map(|stopped| stopped.send(()));
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Begin { meeting, recorded, seq, at } => self.begin(meeting, recorded, seq, at),
            Order::Take { meeting, packet } => {
                self.waiting.fetch_sub(packet.payload.len(), Ordering::Relaxed);
                let Some(live) = self.live.get_mut(&meeting) else { return };
                let Some(feed) = live.feed(packet.stream) else { return };
                let taken = live.take(feed, &packet);
                self.note(&meeting, taken, packet.at);
            }
            Order::Mark { meeting, seq, at } => {
                let Some(live) = self.live.get_mut(&meeting) else { return };
                let marked = live.part.mark(seq, at.saturating_duration_since(live.began));
                self.note(&meeting, marked, at);
            }
            Order::End { meeting, at } => self.end(&meeting, at),
            Order::LookAfter { meeting, sealed } => self.look_after(&meeting, &sealed),
            Order::Stop(_) => {}
        }
    }

    fn begin(&mut self, meeting: MeetingId, recorded: Recorded, seq: u64, at: Instant) {
        self.end(&meeting, at);
        let begun = (|| {
            let folder = self.shelf.make(&meeting)?;
            self.shelf.has_space(&folder)?;
            let mut part = Part::begin(&folder, &recorded.about, recorded.at.0)?;
            part.mark(seq, Duration::ZERO)?;
            Ok::<_, anyhow::Error>((folder, part))
        })();
        match begun {
            Ok((folder, part)) => {
                info!(%meeting, part = part.number(), folder = %folder.display(), "recording.begun");
                let channels = recorded.channels;
                let live = Live { part, began: at, folder, channels, asked_at: None };
                self.live.insert(meeting, live);
            }
            Err(why) => {
                warn!(%meeting, why = format!("{why:#}"), "recording.not_begun");
                self.say(&meeting, Outcome::Failed(fault_of(&why)));
            }
        }
    }

    fn tick(&mut self, now: Instant, media: &Media) {
        let mut failed = Vec::new();
        for (meeting, live) in &mut self.live {
            let at = now.saturating_duration_since(live.began);
            if let Err(why) = live.part.advance(at) {
                failed.push((meeting.clone(), why));
            }
            let may_ask = live.asked_at.is_none_or(|asked| now >= asked + ASK_EVERY);
            if let Some(picture) = live.part.wants_key_frame(at).filter(|_| may_ask) {
                live.asked_at = Some(now);
                media.key_frame_recorded(meeting, PICTURES[picture]);
            }
        }
        for (meeting, why) in failed {
            self.note(&meeting, Err(why), now);
        }
    }

    fn save(&mut self, now: Instant) {
        let meetings: Vec<_> = self.live.keys().cloned().collect();
        for meeting in meetings {
            let Some(live) = self.live.get_mut(&meeting) else { continue };
            let saved = live.part.save(now.saturating_duration_since(live.began));
            let saved = saved.map_err(anyhow::Error::from);
            let saved = saved.and_then(|()| Ok(self.shelf.has_space(&live.folder)?));
            if let Err(why) = saved {
                self.fail(&meeting, &why, now);
            }
        }
    }

    fn note(&mut self, meeting: &MeetingId, done: Result<(), Fault>, now: Instant) {
        if let Err(why) = done {
            self.fail(meeting, &why.into(), now);
        }
    }

    /// A recording that cannot be written is ended, and its meeting told.
    fn fail(&mut self, meeting: &MeetingId, why: &anyhow::Error, now: Instant) {
        warn!(%meeting, why = format!("{why:#}"), "recording.failed");
        self.say(meeting, Outcome::Failed(fault_of(why)));
        self.end(meeting, now);
    }

    fn end(&mut self, meeting: &MeetingId, at: Instant) {
        if let Some(part) = self.finish(meeting, at) {
            self.to_seal.push((meeting.clone(), part, at));
            self.seal_what_is_due(steady());
        }
    }

    /// Closes the files of a part, and gives its number.
    fn finish(&mut self, meeting: &MeetingId, at: Instant) -> Option<u32> {
        let live = self.live.remove(meeting)?;
        let part = live.part.number();
        if let Err(why) = live.part.end(at.saturating_duration_since(live.began)) {
            // What could not be finished is made whole when it is sealed.
            warn!(%meeting, part, %why, "recording.not_finished");
        }
        Some(part)
    }

    fn look_after(&mut self, meeting: &MeetingId, sealed: &[u32]) {
        let index = match self.shelf.index(meeting) {
            Ok(index) => index.unwrap_or_default(),
            Err(why) => return warn!(%meeting, %why, "recording.unreadable"),
        };
        let live = self.live.get(meeting).map(|live| live.part.number());
        let left = (1..=index.last_part()).filter(|part| !sealed.contains(part));
        for part in left.filter(|part| Some(*part) != live) {
            if !self.to_seal.iter().any(|(of, known, _)| of == meeting && *known == part) {
                self.to_seal.push((meeting.clone(), part, steady()));
            }
        }
        self.seal_what_is_due(steady());
    }

    /// Reading takes a while, and is done beside the recordings.
    fn seal_what_is_due(&mut self, now: Instant) {
        while let Ok((meeting, part, sealing)) = self.sealed.1.try_recv() {
            match sealing {
                Ok(outcome) => self.say(&meeting, outcome),
                Err(why) => {
                    warn!(%meeting, part, why = format!("{why:#}"), "recording.not_sealed");
                    self.to_seal.push((meeting, part, now + AGAIN_AFTER));
                }
            }
        }
        let due = |(_, _, at): &mut (MeetingId, u32, Instant)| *at <= now;
        for (meeting, part, _) in self.to_seal.extract_if(.., due) {
            let (shelf, done) = (self.shelf.clone(), self.sealed.0.clone());
            std::thread::spawn(move || {
                let sealing = (|| {
                    let index = shelf.index(&meeting)?.unwrap_or_default();
                    seal(&shelf.of(&meeting), &index, part)
                })();
                drop(done.send((meeting, part, sealing)));
            });
        }
    }

    fn say(&self, meeting: &MeetingId, outcome: Outcome) {
        drop(self.outcomes.send((meeting.clone(), outcome)));
    }
}

/// By their numbers in a part.
const PICTURES: [Stream; 3] = [Stream::Presentation, Stream::FloorPicture, Stream::ChairPicture];

impl Live {
    fn feed(&self, stream: Stream) -> Option<Feed> {
        match stream {
            Stream::FloorVoice(voice) => Some(Feed::Voice(usize::from(voice))),
            Stream::PresentationSound => Some(Feed::Voice(usize::from(FLOOR_VOICES))),
            Stream::Channel(lang) => {
                self.channels.iter().position(|channel| *channel == lang).map(Feed::Channel)
            }
            Stream::SeatPicture(_) => None,
            Stream::Presentation | Stream::FloorPicture | Stream::ChairPicture => {
                PICTURES.iter().position(|picture| *picture == stream).map(Feed::Picture)
            }
        }
    }

    fn take(&mut self, feed: Feed, packet: &Tapped) -> Result<(), Fault> {
        let (sequence, timestamp) = (packet.sequence, packet.timestamp);
        let (marker, payload) = (packet.marker, packet.payload.as_slice());
        let at = packet.at.saturating_duration_since(self.began);
        self.part.take(feed, at, frame::Packet { sequence, timestamp, marker, payload })
    }
}

fn fault_of(why: &anyhow::Error) -> RecordingFault {
    let source = why.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    match source.map(std::io::Error::kind) {
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => RecordingFault::DiskFull,
        _ => RecordingFault::Unwritable,
    }
}
