//! The recorder: writes what the plan lets it have of each meeting to files, in a thread that may wait for the disk.
//!
//! ```text
//!  room ── begin, mark, end, seal ──►┐                ┌──► floor, channels, index   (crate recording)
//!  media ── packets of a tap ───────►┴─ the recorder ─┤
//!  room ◄── sealed, failed ─────────────────┘         └──► hashes, and repairs of what a crash left
//! ```
//! A disk that is full, gone or slow stops a recording with an alarm, and the meeting never: nobody waits for this thread,
//! and what it cannot take in time is left out.

pub mod listed;
mod seal;
pub mod shelf;
mod worker;

use crate::media::{Media, Tapped, Taps};
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::recording::{RecordingFault, SealedFile};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_recording::About;
use shelf::Shelf;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Instant;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use worker::Worker;

/// So much may wait for the disk, in bytes: half a minute of ten meetings.
const MAX_WAITING: usize = 64 << 20;

/// What a packet takes while it waits, beside what it carries.
const ENVELOPE: usize = 256;

/// What a recorder has to say of a meeting.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It cannot go on.
    Failed(RecordingFault),
    /// A part is whole, and nothing is written to it any more.
    Sealed {
        /// Its number.
        part: u32,
        /// How long it is.
        length: Millis,
        /// Its files.
        files: Vec<SealedFile>,
    },
}

/// What is recorded of a meeting.
#[must_use]
pub fn about(meeting: &Meeting) -> About {
    let interpretation = meeting.setup.profile.interpretation.as_ref();
    let channels = interpretation.map(|rules| rules.channels()).unwrap_or_default();
    About {
        meeting: meeting.setup.id.to_string(),
        title: format!("{}: {}", meeting.setup.id, meeting.setup.title.best(Lang::En).1),
        channels: channels.iter().map(|lang| lang.code().to_owned()).collect(),
        after: meeting.recording.sealed.iter().copied().max().unwrap_or_default(),
    }
}

/// Who records meetings. None of it waits.
pub trait Records: Send + Sync {
    /// A part begins at that time of the meeting's clock, with the record of this number.
    fn begin(&self, meeting: &MeetingId, about: About, from: (Timestamp, u64));

    /// The part ends, is made whole and sealed.
    fn end(&self, meeting: &MeetingId);

    /// A record was written.
    fn mark(&self, meeting: &MeetingId, seq: u64);

    /// Parts of a meeting that has been opened: those that are not among the sealed ones were left by a crash, or by a
    /// disk that was full.
    fn look_after(&self, meeting: &MeetingId, sealed: Vec<u32>);
}

enum Order {
    Begin { meeting: MeetingId, about: About, from: (Timestamp, u64), at: Instant },
    Take { meeting: MeetingId, packet: Tapped },
    Mark { meeting: MeetingId, seq: u64, at: Instant },
    End { meeting: MeetingId, at: Instant },
    LookAfter { meeting: MeetingId, sealed: Vec<u32> },
    Stop(oneshot::Sender<()>),
}

impl Order {
    /// Which meeting it is about.
    fn meeting(&self) -> Option<&MeetingId> {
        match self {
            Self::Begin { meeting, .. }
            | Self::Take { meeting, .. }
            | Self::Mark { meeting, .. }
            | Self::End { meeting, .. }
            | Self::LookAfter { meeting, .. } => Some(meeting),
            Self::Stop(_) => None,
        }
    }
}

/// The handle to the recorder: cheap to clone. It stops when the last one is gone, and ends what it records.
#[derive(Clone)]
pub struct Recorder {
    orders: mpsc::Sender<Order>,
    outcomes: UnboundedSender<(MeetingId, Outcome)>,
    waiting: Arc<AtomicUsize>,
    /// Whose packets are left out, until the disk has caught up.
    behind: Arc<Mutex<BTreeSet<MeetingId>>>,
}

/// A recorder whose thread was not started yet.
pub struct Prepared {
    worker: Worker,
    orders: mpsc::Receiver<Order>,
}

impl Recorder {
    /// One that writes to a shelf; what it has to say comes with the meeting that it is about.
    #[must_use]
    pub fn prepare(shelf: Shelf) -> (Self, Prepared, UnboundedReceiver<(MeetingId, Outcome)>) {
        let (orders, inbox) = mpsc::channel();
        let (outcomes, said) = unbounded_channel();
        let (waiting, behind) = <(Arc<AtomicUsize>, Arc<Mutex<_>>)>::default();
        let worker = Worker::new(shelf, outcomes.clone(), waiting.clone(), behind.clone());
        let recorder = Self { orders, outcomes, waiting, behind };
        (recorder, Prepared { worker, orders: inbox }, said)
    }

    /// Ends what is recorded; the files are closed when this returns, and sealed at the next start.
    pub async fn stopped(&self) {
        let (stopped, done) = oneshot::channel();
        self.order(Order::Stop(stopped));
        drop(done.await);
    }

    fn order(&self, order: Order) {
        // The thread has ended by a fault of ours: nothing is recorded any more, and nobody may believe that it is.
        if let Err(mpsc::SendError(Order::Begin { meeting, .. } | Order::Mark { meeting, .. })) =
            self.orders.send(order)
        {
            let outcome = Outcome::Failed(RecordingFault::Unwritable);
            drop(self.outcomes.send((meeting, outcome)));
        }
    }
}

impl Prepared {
    /// Starts the thread; key frames are asked for at `media`.
    ///
    /// # Errors
    /// There can be no more threads.
    pub fn start(self, media: Media) -> std::io::Result<()> {
        let Self { worker, orders } = self;
        let thread = std::thread::Builder::new().name("recorder".to_owned());
        thread.spawn(move || worker.run(&orders, &media)).map(drop)
    }
}

impl Records for Recorder {
    fn begin(&self, meeting: &MeetingId, about: About, from: (Timestamp, u64)) {
        let at = crate::clock::steady();
        self.order(Order::Begin { meeting: meeting.clone(), about, from, at });
    }

    fn end(&self, meeting: &MeetingId) {
        let at = crate::clock::steady();
        self.order(Order::End { meeting: meeting.clone(), at });
    }

    fn mark(&self, meeting: &MeetingId, seq: u64) {
        let at = crate::clock::steady();
        self.order(Order::Mark { meeting: meeting.clone(), seq, at });
    }

    fn look_after(&self, meeting: &MeetingId, sealed: Vec<u32>) {
        self.order(Order::LookAfter { meeting: meeting.clone(), sealed });
    }
}

impl Taps for Recorder {
    fn take(&self, meeting: &MeetingId, packet: Tapped) {
        if self.waiting.load(Ordering::Relaxed) > MAX_WAITING {
            let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
            if behind.insert(meeting.clone()) {
                let outcome = Outcome::Failed(RecordingFault::TooSlow);
                drop(self.outcomes.send((meeting.clone(), outcome)));
            }
            return;
        }
        self.waiting.fetch_add(packet.payload.len() + ENVELOPE, Ordering::Relaxed);
        self.order(Order::Take { meeting: meeting.clone(), packet });
    }
}
