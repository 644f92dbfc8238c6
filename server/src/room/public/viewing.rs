//! One viewer: that somebody follows, and where they are in what the public is told.

use super::{Item, Public, Stands, State};
use crate::room::outbox::{CloseReason, Outgoing, encode};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::wire::ServerMessage;
use std::sync::{Arc, MutexGuard};
use tokio::sync::watch;

/// Somebody who follows, and is counted until this is dropped.
pub struct Present {
    pub(super) public: Arc<Public>,
    pub(super) connection: ConnectionId,
    pub(super) row: usize,
}

/// Where somebody is in what the public is told.
pub struct Viewing {
    pub(super) public: Arc<Public>,
    pub(super) link: String,
    /// The number of the item that comes next; `None` begins anew.
    pub(super) at: Option<u64>,
    /// Said before anything else to who comes back and has missed nothing that is forgotten.
    pub(super) resumed: bool,
    pub(super) woken: watch::Receiver<()>,
}

impl std::fmt::Debug for Viewing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Viewing at {:?}", self.at)
    }
}

impl Viewing {
    /// Waits for what the viewer is to be sent next. Nothing is lost if the wait is given up.
    pub async fn next(&mut self) -> Outgoing {
        loop {
            if let Some(next) = self.take() {
                return next;
            }
            if self.woken.changed().await.is_err() {
                return Outgoing::Close(CloseReason::Restarting);
            }
        }
    }

    /// The next thing, if there is one already.
    pub fn take(&mut self) -> Option<Outgoing> {
        if std::mem::take(&mut self.resumed) {
            return Some(Outgoing::Told(encode(&ServerMessage::Resumed { records: vec![] })));
        }
        let public = Arc::clone(&self.public);
        let state = public.lock();
        if let Some(reason) = state.ended {
            return Some(Outgoing::Close(reason));
        }
        if state.revoked.contains(&self.link) {
            return Some(Outgoing::Close(CloseReason::Ended));
        }
        let Some(at) = self.at.filter(|at| *at >= state.first) else {
            return Some(self.begin(&public, state));
        };
        match state.recent.get((at - state.first) as usize)? {
            Item::Frame { text, .. } => {
                self.at = Some(at + 1);
                Some(Outgoing::Told(text.clone()))
            }
            Item::Anew => Some(self.begin(&public, state)),
        }
    }

    /// The whole as it stands, and from there on.
    fn begin(&mut self, public: &Public, state: MutexGuard<'_, State>) -> Outgoing {
        self.at = Some(state.end());
        let (meeting, end) = match &state.stands {
            Stands::Outside(frame) | Stands::Meeting { frame: Some(frame), .. } => {
                return Outgoing::Told(frame.clone());
            }
            Stands::Meeting { meeting, end, frame: None } => (Arc::clone(meeting), end.clone()),
        };
        // Nobody waits while it is made.
        drop(state);
        let view = Box::new(end.view(Class::Public, &meeting));
        let made = encode(&ServerMessage::Snapshot { meeting: view });
        if let Stands::Meeting { end: now, frame, .. } = &mut public.lock().stands
            && now.seq == end.seq
        {
            *frame = Some(made.clone());
        }
        Outgoing::Told(made)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        if let Some(media) = &self.public.media {
            media.close(self.connection);
        }
        self.public.listening.gone(self.connection);
        let mut state = self.public.lock();
        // Somebody may have come back to their place already.
        drop(state.leaves(self.connection));
        if let Some(row) = state.rows.get_mut(self.row) {
            row.seats -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::tests::setup;
    use crate::room::feeds::Feeds;
    use crate::room::outbox::{MAX_BEHIND_BYTES, outbox};
    use crate::room::public::{Comes, Following};
    use rostrum_proto::id::ParticipantId;
    use rostrum_proto::meeting::Meeting;
    use rostrum_proto::meeting::event::{Event, Record};
    use rostrum_proto::meeting::phase::Phase;
    use rostrum_proto::time::Timestamp;
    use rostrum_proto::wire::client::Resume;

    fn in_session() -> Arc<Meeting> {
        let mut meeting = Meeting::convened(setup(), Timestamp(0));
        meeting.phase = Phase::InSession { since: Timestamp(0) };
        Arc::new(meeting)
    }

    /// Somebody comes, by a socket of this number and a link for so many, perhaps back.
    fn follows(
        public: &Arc<Public>,
        (n, who): (u64, &str),
        limit: Option<u32>,
        resume: Option<Resume>,
    ) -> Option<(Present, Viewing)> {
        public.follow(Comes {
            connection: ConnectionId::viewer(n),
            outbox: outbox().0,
            who: &ParticipantId::new(who).expect("an id"),
            link: "link",
            limit,
            resume: resume.as_ref(),
        })
    }

    fn had(n: u64, seq: u64) -> Option<Resume> {
        Some(Resume { connection: ConnectionId::viewer(n), seq })
    }

    /// Somebody comes; gives where they are, which begins with the meeting.
    fn comes(public: &Arc<Public>, n: u64) -> (Present, Viewing) {
        let (present, mut viewing) = follows(public, (n, "somebody"), None, None).expect("a place");
        assert!(is_snapshot(viewing.take()));
        (present, viewing)
    }

    /// Something happens of which the public is told with this frame.
    fn tells(public: &Public, meeting: &Arc<Meeting>, feeds: &mut Feeds, frame: &str) {
        let (seq, at) = (feeds.seq(Class::Public) + 1, Timestamp(0));
        let record = Record { seq, at, by: None, event: Event::ListClosed {} };
        let entries = feeds.extend((meeting, meeting), &[record]);
        let told = entries[0].of(Class::Public).expect("it is told to everybody");
        public.publish(meeting, feeds, &[(told, frame.into())]);
    }

    fn is_snapshot(next: Option<Outgoing>) -> bool {
        matches!(next, Some(Outgoing::Told(text)) if text.contains("\"snapshot\""))
    }

    #[test]
    fn who_is_too_far_behind_begins_anew_and_nobody_else() {
        let (meeting, mut feeds) = (in_session(), Feeds::default());
        let public = Public::of(&meeting, &feeds, None);
        let (_one, mut reads) = comes(&public, 1);
        let (_two, mut lags) = comes(&public, 2);
        let frame = "x".repeat(MAX_BEHIND_BYTES / 2);
        for _ in 0..3 {
            tells(&public, &meeting, &mut feeds, &frame);
            assert!(
                matches!(reads.take(), Some(Outgoing::Told(text)) if text.len() == frame.len())
            );
        }
        assert!(reads.take().is_none());
        assert!(is_snapshot(lags.take()), "what it missed is forgotten");
        assert!(lags.take().is_none());
    }

    #[tokio::test]
    async fn everybody_is_woken_in_however_many_rows_they_sit() {
        let (meeting, mut feeds) = (in_session(), Feeds::default());
        let public = Public::of(&meeting, &feeds, None);
        let herald = tokio::spawn(public.clone().herald());
        let mut here: Vec<_> = (0..200).map(|n| comes(&public, n)).collect();
        // A place that was left is taken again.
        here.drain(10..20);
        here.extend((200..210).map(|n| comes(&public, n)));
        assert_eq!(public.following().now, 200);
        tells(&public, &meeting, &mut feeds, "news");
        for (_, viewing) in &mut here {
            assert!(matches!(viewing.next().await, Outgoing::Told(text) if text == "news"));
        }
        public.close(CloseReason::Restarting);
        for (_, viewing) in &mut here {
            assert!(matches!(viewing.next().await, Outgoing::Close(CloseReason::Restarting)));
        }
        herald.await.expect("it ends with the room");
        drop(here);
        assert_eq!(public.following().now, 0);
        assert_eq!(public.following().most, 200);
    }

    #[test]
    fn who_was_away_while_the_doors_were_closed_begins_anew() {
        let (meeting, mut feeds) = (in_session(), Feeds::default());
        let public = Public::of(&meeting, &feeds, None);
        let has = feeds.seq(Class::Public);
        let doors = [Event::DoorsClosed { reason: "-".into() }, Event::DoorsOpened {}];
        let record = |(n, event)| Record { seq: n + 1, at: Timestamp(0), by: None, event };
        // Both in one batch: between two looks of the public nothing has happened.
        let batch: Vec<_> = (has..).zip(doors).map(record).collect();
        let (_stays, mut stays) = comes(&public, 1);
        feeds.extend((&meeting, &meeting), &batch);
        public.publish(&meeting, &feeds, &[]);
        assert!(is_snapshot(stays.take()));
        let (_back, mut back) = follows(&public, (2, "back"), None, had(9, has)).expect("a place");
        assert!(is_snapshot(back.take()), "what it had is of before");
        let now = feeds.seq(Class::Public);
        let (_back, mut back) = follows(&public, (3, "back"), None, had(9, now)).expect("a place");
        assert!(!is_snapshot(back.take()), "who has all of it goes on");
    }

    #[test]
    fn who_comes_back_has_their_own_place_in_a_full_hall_and_nobody_elses() {
        let (meeting, feeds) = (in_session(), Feeds::default());
        let public = Public::of(&meeting, &feeds, None);
        let first = follows(&public, (1, "first"), Some(2), None).expect("a place");
        let (second, _) = follows(&public, (2, "second"), Some(2), None).expect("a place");
        assert!(follows(&public, (3, "third"), Some(2), None).is_none(), "it is full");
        assert!(follows(&public, (3, "third"), Some(2), had(1, 0)).is_none(), "not theirs");
        let again = follows(&public, (4, "first"), Some(2), had(1, 0)).expect("their own");
        assert_eq!(public.following().now, 2);
        // The socket of before notices at last.
        drop(first);
        assert_eq!(public.following().now, 2);
        drop((again, second));
        assert_eq!(public.following(), Following { now: 0, most: 2 });
        assert!(public.has_place("link", Some(1)));
    }
}
