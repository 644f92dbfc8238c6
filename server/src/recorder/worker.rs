//! The recorder's thread.

use super::seal::seal;
use super::shelf::Shelf;
use super::{ENVELOPE, Order, Outcome};
use crate::clock::steady;
use crate::media::plan::{FLOOR_VOICES, SEEN_BY_ALL, Stream};
use crate::media::{Media, Tapped};
use anyhow::Context;
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::recording::RecordingFault;
use rostrum_proto::time::Timestamp;
use rostrum_recording::{About, Fault, Feed, Part, frame};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;
use tracing::{error, info, warn};

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
    channels: Vec<String>,
    asked_at: Option<Instant>,
}

pub(super) struct Worker {
    shelf: Shelf,
    outcomes: UnboundedSender<(MeetingId, Outcome)>,
    waiting: Arc<AtomicUsize>,
    behind: Arc<Mutex<BTreeSet<MeetingId>>>,
    live: BTreeMap<MeetingId, Live>,
    to_seal: Vec<ToSeal>,
    /// Those that are being read for it.
    sealing: BTreeSet<(MeetingId, u32)>,
    sealed: (std::sync::mpsc::Sender<Sealing>, Receiver<Sealing>),
}

/// A part to be sealed, not before when, and how long to wait if that fails.
type ToSeal = (MeetingId, u32, Instant, Duration);
/// What became of an attempt.
type Sealing = (MeetingId, u32, Duration, anyhow::Result<Outcome>);

impl Worker {
    pub(super) fn new(
        shelf: Shelf,
        outcomes: UnboundedSender<(MeetingId, Outcome)>,
        waiting: Arc<AtomicUsize>,
        behind: Arc<Mutex<BTreeSet<MeetingId>>>,
    ) -> Self {
        let (live, to_seal, sealing) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
        let sealed = std::sync::mpsc::channel();
        Self { shelf, outcomes, waiting, behind, live, to_seal, sealing, sealed }
    }

    /// Works until nobody is left to give orders.
    pub(super) fn run(mut self, orders: &Receiver<Order>, media: &Media) {
        let (mut tick_due, mut save_due) = (steady() + TICK, steady() + SAVE_EVERY);
        let mut stopped = None;
        loop {
            let first = orders.recv_timeout(tick_due.saturating_duration_since(steady()));
            let now = steady();
            let mut next = match first {
                Ok(order) => Some(order),
                Err(RecvTimeoutError::Timeout) => {
                    // Everything that waited was taken.
                    self.behind.lock().unwrap_or_else(PoisonError::into_inner).clear();
                    None
                }
                Err(RecvTimeoutError::Disconnected) => break,
            };
            // What has come until now is taken before its time is mixed: the disk may have kept it waiting.
            while let Some(order) = next {
                if let Order::Stop(done) = order {
                    stopped = Some(done);
                    break;
                }
                let meeting = order.meeting().cloned();
                self.guarded(meeting, now, |worker| worker.obey(order));
                next = orders.try_recv().ok();
            }
            if stopped.is_some() {
                break;
            }
            if now >= tick_due {
                tick_due = now + TICK;
                self.each(now, |worker, meeting| worker.tick(meeting, now, media));
            }
            if now >= save_due {
                self.each(now, |worker, meeting| worker.save(meeting, now));
                self.seal_what_is_due(now);
                // From when it is done: a slow disk is not written to all the time.
                save_due = steady() + SAVE_EVERY;
            }
        }
        let now = steady();
        self.each(now, |worker, meeting| {
            worker.finish(meeting, now);
        });
        // Nobody may wait for it.
        let _ = stopped.map(|stopped| stopped.send(()));
    }

    /// Does something for each meeting that is recorded.
    fn each(&mut self, now: Instant, act: impl Fn(&mut Self, &MeetingId)) {
        let meetings: Vec<_> = self.live.keys().cloned().collect();
        for meeting in meetings {
            self.guarded(Some(meeting.clone()), now, |worker| act(worker, &meeting));
        }
    }

    /// Does something that must not end the thread: what is recorded comes from hostile clients. The recording in which it
    /// happened is over.
    fn guarded(&mut self, meeting: Option<MeetingId>, now: Instant, act: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| act(self))).is_ok() {
            return;
        }
        error!(?meeting, "recording.panicked");
        let Some(meeting) = meeting else { return };
        if let Some(live) = self.live.remove(&meeting) {
            self.to_seal.push((meeting.clone(), live.part.number(), now, AGAIN_AFTER));
        }
        self.say(&meeting, Outcome::Failed(RecordingFault::Unwritable));
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Begin { meeting, about, from, at } => self.begin(meeting, about, from, at),
            Order::Take { meeting, packet } => {
                self.waiting.fetch_sub(packet.payload.len() + ENVELOPE, Ordering::Relaxed);
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

    fn begin(
        &mut self,
        meeting: MeetingId,
        about: About,
        (now, seq): (Timestamp, u64),
        at: Instant,
    ) {
        self.end(&meeting, at);
        let begun = (|| {
            let folder = self.shelf.make(&meeting)?;
            self.shelf.has_space(&folder)?;
            let mut part = Part::begin(&folder, &about, now.0)?;
            part.mark(seq, Duration::ZERO)?;
            Ok::<_, anyhow::Error>((folder, part))
        })();
        match begun {
            Ok((folder, part)) => {
                info!(%meeting, part = part.number(), folder = %folder.display(), "recording.begun");
                let channels = about.channels;
                let live = Live { part, began: at, folder, channels, asked_at: None };
                self.live.insert(meeting, live);
            }
            Err(why) => {
                warn!(%meeting, why = format!("{why:#}"), "recording.not_begun");
                self.say(&meeting, Outcome::Failed(fault_of(&why)));
            }
        }
    }

    fn tick(&mut self, meeting: &MeetingId, now: Instant, media: &Media) {
        let Some(live) = self.live.get_mut(meeting) else { return };
        let at = now.saturating_duration_since(live.began);
        let advanced = live.part.advance(at);
        let may_ask = live.asked_at.is_none_or(|asked| now >= asked + ASK_EVERY);
        if let Some(picture) = live.part.wants_key_frame(at).filter(|_| may_ask) {
            live.asked_at = Some(now);
            media.key_frame_recorded(meeting, SEEN_BY_ALL[picture]);
        }
        self.note(meeting, advanced, now);
    }

    fn save(&mut self, meeting: &MeetingId, now: Instant) {
        let Some(live) = self.live.get_mut(meeting) else { return };
        let saved = live.part.save(now.saturating_duration_since(live.began));
        let saved = saved.map_err(anyhow::Error::from);
        let saved = saved.and_then(|()| Ok(self.shelf.has_space(&live.folder)?));
        if let Err(why) = saved {
            self.fail(meeting, &why, now);
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
            self.to_seal.push((meeting.clone(), part, at, AGAIN_AFTER));
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
            let is_it = |of: &MeetingId, known: u32| of == meeting && known == part;
            let waits = self.to_seal.iter().any(|(of, known, ..)| is_it(of, *known));
            if !waits && !self.sealing.iter().any(|(of, known)| is_it(of, *known)) {
                self.to_seal.push((meeting.clone(), part, steady(), AGAIN_AFTER));
            }
        }
        self.seal_what_is_due(steady());
    }

    /// Reading takes a while, and is done beside the recordings.
    fn seal_what_is_due(&mut self, now: Instant) {
        while let Ok((meeting, part, pause, sealing)) = self.sealed.1.try_recv() {
            self.sealing.remove(&(meeting.clone(), part));
            match sealing {
                Ok(outcome) => self.say(&meeting, outcome),
                Err(why) => {
                    warn!(%meeting, part, why = format!("{why:#}"), "recording.not_sealed");
                    // It is read whole each time.
                    self.to_seal.push((meeting, part, now + pause, pause * 2));
                }
            }
        }
        let due = |(_, _, at, _): &mut ToSeal| *at <= now;
        for (meeting, part, _, pause) in self.to_seal.extract_if(.., due).collect::<Vec<_>>() {
            self.sealing.insert((meeting.clone(), part));
            let (shelf, done) = (self.shelf.clone(), self.sealed.0.clone());
            let again = (meeting.clone(), part, now + pause, pause);
            let seal_it = move || {
                let sealing = (|| {
                    let index = shelf.index(&meeting)?.context("its index is not there")?;
                    seal(&shelf.of(&meeting), &index, part)
                })();
                drop(done.send((meeting, part, pause, sealing)));
            };
            let thread = std::thread::Builder::new().name("seal".to_owned());
            if let Err(why) = thread.spawn(seal_it) {
                warn!(%why, "recording.not_sealed");
                self.sealing.remove(&(again.0.clone(), part));
                self.to_seal.push(again);
            }
        }
    }

    fn say(&self, meeting: &MeetingId, outcome: Outcome) {
        drop(self.outcomes.send((meeting.clone(), outcome)));
    }
}

impl Live {
    fn feed(&self, stream: Stream) -> Option<Feed> {
        match stream {
            Stream::FloorVoice(voice) => Some(Feed::Voice(usize::from(voice))),
            Stream::PresentationSound => Some(Feed::Voice(usize::from(FLOOR_VOICES))),
            Stream::Channel(lang) => {
                let at = self.channels.iter().position(|channel| channel == lang.code());
                at.map(Feed::Channel)
            }
            Stream::SeatPicture(_) | Stream::Colleague(..) | Stream::ColleaguePicture(..) => None,
            Stream::Presentation | Stream::FloorPicture | Stream::ChairPicture => {
                SEEN_BY_ALL.iter().position(|picture| *picture == stream).map(Feed::Picture)
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
