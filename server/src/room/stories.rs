//! Reading the stories of seats: aside, one at a time, and per device only the newest question. A long
//! journal must hold up neither the meeting nor the server, however often it is asked.

use super::outbox::{CloseReason, Outbox};
use crate::desk::story::{LINES, Question, Teller};
use crate::journal::{DeskLog, EventLog};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::Meeting;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use tracing::warn;

/// Records read at once.
const READ_AT_ONCE: u64 = 5_000;

/// A question that was asked.
pub struct Asked {
    /// What.
    pub question: Question,
    /// The meeting as it is now.
    pub meeting: Arc<Meeting>,
    /// The way to who asked.
    pub outbox: Outbox,
}

/// Devices whose story is being read, each with the question asked since.
type Telling = BTreeMap<ConnectionId, Option<Asked>>;

/// The stories being read in one room.
#[derive(Clone)]
pub struct Stories {
    telling: Arc<Mutex<Telling>>,
    turn: Arc<Semaphore>,
}

impl Default for Stories {
    fn default() -> Self {
        Self { telling: Arc::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Stories {
    /// Answers a question; if a story is already being read for the device, after that one, and only if the device
    /// asks nothing else meanwhile.
    pub fn ask<L: EventLog + Clone>(
        &self,
        device: ConnectionId,
        asked: Asked,
        (log, desk_log): (L, DeskLog),
    ) {
        if let Some(waiting) = self.lock().get_mut(&device) {
            *waiting = Some(asked);
            return;
        }
        self.lock().insert(device, None);
        let stories = self.clone();
        tokio::spawn(async move {
            let mut next = Some(asked);
            while let Some(asked) = next {
                // The semaphore is never closed.
                let turn = stories.turn.acquire().await;
                tell(asked, &log, &desk_log).await;
                drop(turn);
                next = stories.newest(device);
            }
        });
    }

    fn newest(&self, device: ConnectionId) -> Option<Asked> {
        let mut telling = self.lock();
        let asked = telling.get_mut(&device).and_then(Option::take);
        if asked.is_none() {
            telling.remove(&device);
        }
        asked
    }

    fn lock(&self) -> MutexGuard<'_, Telling> {
        self.telling.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn tell<L: EventLog>(asked: Asked, log: &L, desk_log: &DeskLog) {
    let Asked { question, meeting, outbox } = asked;
    let id = &meeting.setup.id;
    let (seat, times) = (question.seat.clone(), (question.from, question.until));
    let mut teller = Teller::new(question, meeting.clone());
    let mut after = 0;
    loop {
        let records = match log.read(id, after, after + READ_AT_ONCE + 1, u32::MAX).await {
            Ok(records) => records,
            Err(why) => {
                warn!(meeting = %id, %why, "journal.unreadable");
                return outbox.close(CloseReason::Restarting);
            }
        };
        let more = records.len() as u64 == READ_AT_ONCE;
        after += READ_AT_ONCE;
        // A replay of thousands of records is work for a thread of its own.
        let read = tokio::task::spawn_blocking(move || {
            let goes_on = teller.read(records);
            (teller, goes_on)
        });
        let Ok((read, goes_on)) = read.await else { return };
        teller = read;
        if !goes_on || !more {
            break;
        }
    }
    match desk_log.read(id, &seat, times, LINES as u32 + 1).await {
        Ok(entries) => outbox.answer(&teller.tell(entries)),
        Err(why) => {
            warn!(meeting = %id, %why, "desk_log.unreadable");
            outbox.close(CloseReason::Restarting);
        }
    }
}
