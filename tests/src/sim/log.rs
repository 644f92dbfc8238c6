//! A journal in memory that outlives the server, and stops with it: what a crash interrupts is never told.

use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::Record;
use rostrum_server::journal::{EventLog, JournalError};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// One process's way to the disk.
#[derive(Clone)]
pub struct Log {
    disk: Arc<Mutex<Vec<Record>>>,
    dead: Arc<AtomicBool>,
    full: Arc<AtomicBool>,
    appended: Arc<AtomicU64>,
    writable: Arc<watch::Sender<bool>>,
}

/// Of so many batches the disk writes one without saying so.
const UNSAID: u64 = 16;

impl Log {
    /// An empty disk, with its first record.
    #[must_use]
    pub fn with(first: Record) -> Self {
        let disk = Arc::new(Mutex::new(vec![first]));
        Self {
            disk,
            dead: Arc::default(),
            full: Arc::default(),
            appended: Arc::default(),
            writable: seems_writable(),
        }
    }

    /// The process dies: what it was about to write or to hear of never comes.
    #[must_use]
    pub fn crashed(&self) -> Self {
        self.dead.store(true, Ordering::SeqCst);
        let (disk, full, appended) = (self.disk.clone(), self.full.clone(), self.appended.clone());
        Self { disk, dead: Arc::default(), full, appended, writable: seems_writable() }
    }

    /// The process hears of its disk.
    pub fn tell(&self, writable: bool) {
        self.writable.send_replace(writable);
    }

    /// The disk is full, or no longer.
    pub fn fill(&self, full: bool) {
        self.full.store(full, Ordering::SeqCst);
    }

    /// Records after the first `known`.
    #[must_use]
    pub fn after(&self, known: usize) -> Vec<Record> {
        let disk = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
        disk.get(known..).map(<[Record]>::to_vec).unwrap_or_default()
    }
}

/// What a process believes until it has written.
fn seems_writable() -> Arc<watch::Sender<bool>> {
    Arc::new(watch::Sender::new(true))
}

impl EventLog for Log {
    fn writable(&self) -> watch::Receiver<bool> {
        self.writable.subscribe()
    }

    async fn append(
        &self,
        meeting: &MeetingId,
        expected: u64,
        records: Vec<Record>,
    ) -> Result<(), JournalError> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        if self.dead.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.full.load(Ordering::SeqCst) {
            let why = "the disk is full".into();
            return Err(JournalError::Write { meeting: meeting.to_string(), why });
        }
        {
            let mut disk = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
            let found = disk.last().map_or(0, |r| r.seq);
            if found != expected {
                let meeting = meeting.clone();
                return Err(JournalError::Fenced { meeting });
            }
            disk.extend(records);
        }
        // Durable, and not yet told of: here a crash is at its meanest.
        tokio::time::sleep(Duration::from_millis(1)).await;
        if self.dead.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.appended.fetch_add(1, Ordering::SeqCst) % UNSAID == UNSAID - 1 {
            let (meeting, why) = (meeting.clone(), "the disk does not answer".into());
            return Err(JournalError::Unknown { meeting, why });
        }
        Ok(())
    }

    async fn read(
        &self,
        _meeting: &MeetingId,
        after: u64,
        before: u64,
        limit: u32,
    ) -> Result<Vec<Record>, JournalError> {
        let mut found = self.after(0);
        found.retain(|r| r.seq > after && r.seq < before);
        Ok(found.split_off(found.len().saturating_sub(limit as usize)))
    }
}
