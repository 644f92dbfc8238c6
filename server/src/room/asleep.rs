//! Meetings that are over and that nobody has come to since the server started. They have no room, and their journals
//! stay unread: whoever comes first has the meeting opened, and all who come meanwhile wait for that one opening.

use rostrum_proto::id::MeetingId;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// The meetings without a room.
#[derive(Default)]
pub struct Asleep {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// Who waits for each to be opened; nobody, if nobody has come.
    waiting: BTreeMap<MeetingId, Vec<oneshot::Sender<()>>>,
    /// Where openings are asked for.
    calls: Option<mpsc::UnboundedSender<MeetingId>>,
}

impl Asleep {
    /// These are over. When somebody comes to one of them, its opening is asked for by the channel.
    pub fn let_sleep(&self, meetings: Vec<MeetingId>) -> mpsc::UnboundedReceiver<MeetingId> {
        let (calls, called) = mpsc::unbounded_channel();
        let waiting = meetings.into_iter().map(|id| (id, Vec::new())).collect();
        *self.lock() = Known { waiting, calls: Some(calls) };
        called
    }

    /// Whether a meeting is one of them.
    #[must_use]
    pub fn holds(&self, meeting: &MeetingId) -> bool {
        self.lock().waiting.contains_key(meeting)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Waits until somebody has tried to open a meeting. Nobody need, if it is none of these.
    pub async fn tried(&self, meeting: &MeetingId) {
        let Some(tried) = self.call(meeting) else { return };
        // Who tries says nothing but that it is over.
        drop(tried.await);
    }

    fn call(&self, meeting: &MeetingId) -> Option<oneshot::Receiver<()>> {
        let mut known = self.lock();
        let calls = known.calls.clone()?;
        let waiting = known.waiting.get_mut(meeting)?;
        // The others wait for the first one's call.
        if waiting.is_empty() {
            calls.send(meeting.clone()).ok()?;
        }
        let (waits, tried) = oneshot::channel();
        waiting.push(waits);
        Some(tried)
    }

    /// A meeting was opened, or could not be: then it is tried again for who comes next.
    pub fn note_tried(&self, meeting: &MeetingId, opened: bool) {
        let waiting = &mut self.lock().waiting;
        if opened {
            waiting.remove(meeting);
        } else if let Some(waiting) = waiting.get_mut(meeting) {
            waiting.clear();
        }
    }

    /// Nothing is opened any more, and nobody waits.
    pub fn stop(&self) {
        let mut known = self.lock();
        known.calls = None;
        known.waiting.values_mut().for_each(Vec::clear);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn id(name: &str) -> MeetingId {
        MeetingId::new(name).expect("letters are allowed")
    }

    #[tokio::test]
    async fn all_who_come_at_once_wait_for_one_opening() {
        let asleep = Arc::new(Asleep::default());
        let mut called = asleep.let_sleep(vec![id("A"), id("B")]);
        let comes = |name: &'static str| {
            let asleep = Arc::clone(&asleep);
            tokio::spawn(async move { asleep.tried(&id(name)).await })
        };
        let (first, second) = (comes("A"), comes("A"));
        assert_eq!(called.recv().await, Some(id("A")));
        tokio::task::yield_now().await;
        assert!(called.try_recv().is_err(), "one call for both");
        assert!(!first.is_finished() && !second.is_finished());

        asleep.note_tried(&id("A"), false);
        first.await.expect("no panic");
        second.await.expect("no panic");
        let third = comes("A");
        assert_eq!(called.recv().await, Some(id("A")), "it is tried again");
        asleep.note_tried(&id("A"), true);
        third.await.expect("no panic");
        assert!(!asleep.holds(&id("A")) && asleep.holds(&id("B")));
        comes("A").await.expect("nobody need wait");
        assert!(called.try_recv().is_err());

        let last = comes("B");
        assert_eq!(called.recv().await, Some(id("B")));
        asleep.stop();
        last.await.expect("who waits is let go when the server stops");
        comes("B").await.expect("and so is who comes then");
    }
}
