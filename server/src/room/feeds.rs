//! What each class of audience is told of the journal: a feed for each, in which every record names the one before it
//! in the same feed, so that a gap is seen although not everybody is told everything.

use super::presence::Presence;
use rostrum_proto::id::ParticipantId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::client::Resume;
use std::borrow::Cow;
use std::collections::VecDeque;

/// Records kept for clients that resume; a client that missed more gets a snapshot.
const REMEMBERED_RECORDS: usize = 2048;

/// A record in a feed.
#[derive(Clone, Debug)]
pub struct Told {
    /// The number of the record before it in this feed.
    pub after: u64,
    /// What is told of it.
    pub record: Record,
}

/// A record of the journal in every feed that has it.
#[derive(Clone, Debug, Default)]
pub struct Entry([Option<Told>; Class::ALL.len()]);

/// Where a feed ends.
#[derive(Clone, Debug, Default)]
pub struct End {
    /// The number of its last record.
    pub seq: u64,
    /// Its time.
    pub at: Timestamp,
    /// Who is here as its audience was told, where they are to be told otherwise.
    as_told: Option<Event>,
}

impl End {
    /// The meeting as a class sees it at this end of its feed.
    #[must_use]
    pub fn view(&self, class: Class, meeting: &Meeting) -> Meeting {
        let (seq, at) = (self.seq, self.at);
        let mut view = Meeting { seq, at, ..class.meeting(meeting) };
        if let Some(event) = self.as_told.clone() {
            view.apply(&Record { seq, at, by: None, event });
        }
        view
    }
}

/// The feeds of a meeting.
#[derive(Debug, Default)]
pub struct Feeds {
    recent: VecDeque<Entry>,
    feeds: [Feed; Class::ALL.len()],
}

/// The feed of a class.
#[derive(Debug, Default)]
struct Feed {
    seq: u64,
    at: Timestamp,
    presence: Presence,
}

impl Entry {
    /// The record as a class is told of it.
    #[must_use]
    pub fn of(&self, class: Class) -> Option<&Told> {
        self.0[class as usize].as_ref()
    }
}

impl Feed {
    fn tells(&mut self, record: Record) -> Told {
        self.at = record.at;
        let after = std::mem::replace(&mut self.seq, record.seq);
        Told { after, record }
    }
}

impl Feeds {
    /// The feeds of a journal.
    #[must_use]
    pub fn of(journal: &[Record]) -> Self {
        let mut feeds = Self::default();
        let tail = journal.len().saturating_sub(REMEMBERED_RECORDS).max(1).min(journal.len());
        let (before, tail) = journal.split_at(tail);
        if let (Some(meeting), Some(last)) = (Meeting::replay(before), before.last()) {
            for feed in &mut feeds.feeds {
                (feed.seq, feed.at) = (last.seq, last.at);
            }
            let mut after = meeting.clone();
            tail.iter().for_each(|record| after.apply(record));
            feeds.extend((&meeting, &after), tail);
        }
        feeds
    }

    /// The journal has grown by these records: the meeting before them, and after them.
    pub fn extend(
        &mut self,
        (before, after): (&Meeting, &Meeting),
        records: &[Record],
    ) -> Vec<Entry> {
        let mut meeting = Cow::Borrowed(before);
        let mut entries = Vec::with_capacity(records.len());
        for (n, record) in (1..).zip(records) {
            let told = Class::ALL.map(|class| {
                let told = class.record(&meeting, record)?;
                let presence = &mut self.feeds[class as usize].presence;
                (!presence.holds_back(&meeting, &told)).then_some(told)
            });
            for class in Class::ALL {
                if told[class as usize].is_some() {
                    entries.extend(self.release(class, &meeting, record.at));
                }
            }
            let mut feeds = self.feeds.iter_mut();
            entries.push(Entry(told.map(|told| {
                let feed = feeds.next()?;
                Some(feed.tells(told?))
            })));
            let followed = meeting.is_followed();
            // Mostly there is one, and no state between.
            match n == records.len() {
                true => meeting = Cow::Borrowed(after),
                false => meeting.to_mut().apply(record),
            }
            if meeting.is_followed() != followed {
                // The public is not told of this record, and whoever has what was before begins anew.
                let public = &mut self.feeds[Class::Public as usize];
                (public.seq, public.at) = (record.seq, record.at);
                public.presence.forget();
            }
        }
        entries.extend(self.all_due(&meeting, meeting.at));
        self.remember(&entries);
        entries
    }

    /// What is to be told of who is here by now.
    pub fn release_due(&mut self, meeting: &Meeting, now: Timestamp) -> Vec<Entry> {
        let entries: Vec<_> = self.all_due(meeting, now).collect();
        self.remember(&entries);
        entries
    }

    /// When something is to be told of who is here.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.feeds.iter().filter_map(|feed| feed.presence.due()).min()
    }

    fn all_due(&mut self, meeting: &Meeting, now: Timestamp) -> impl Iterator<Item = Entry> {
        Class::ALL.into_iter().filter_map(move |class| {
            let due = self.feeds[class as usize].presence.due()?;
            (due <= now).then(|| self.release(class, meeting, now))?
        })
    }

    /// Tells a class who is here, if that has changed.
    fn release(&mut self, class: Class, meeting: &Meeting, now: Timestamp) -> Option<Entry> {
        let feed = &mut self.feeds[class as usize];
        let told = feed.presence.release(meeting, now)?;
        let mut entry = Entry::default();
        entry.0[class as usize] = Some(feed.tells(told));
        Some(entry)
    }

    fn remember(&mut self, entries: &[Entry]) {
        let tail = entries.len().saturating_sub(REMEMBERED_RECORDS);
        self.recent.extend(entries[tail..].iter().cloned());
        let excess = self.recent.len().saturating_sub(REMEMBERED_RECORDS);
        self.recent.drain(..excess);
    }

    /// The number of the last record that a class was told of.
    #[must_use]
    pub fn seq(&self, class: Class) -> u64 {
        self.feeds[class as usize].seq
    }

    /// Where the feed of a class ends.
    #[must_use]
    pub fn end(&self, class: Class) -> End {
        let Feed { seq, at, presence } = &self.feeds[class as usize];
        End { seq: *seq, at: *at, as_told: presence.as_told() }
    }

    /// What a client missed since it was last there as a device of the same person: nothing from before that device,
    /// for which it has no snapshot.
    #[must_use]
    pub fn missed(
        &self,
        (class, who): (Class, &ParticipantId),
        meeting: &Meeting,
        resume: &Resume,
    ) -> Option<Vec<Record>> {
        let journal = || self.recent.iter().filter_map(|entry| entry.of(Class::Secretariat));
        let theirs = |told: &&Told| match &told.record.event {
            Event::ConnectionOpened { connection, participant } => {
                *connection == resume.connection && participant == who
            }
            _ => false,
        };
        let is_here =
            || meeting.connections.get(&resume.connection).is_some_and(|c| c.participant == *who);
        // Who came before everything that is remembered has had it from there on.
        let before = || journal().next().filter(|_| is_here());
        // A feed stands where it stood when the device came.
        let from = journal().find(theirs).or_else(before)?.record.seq;
        let feed = || self.recent.iter().filter_map(|entry| entry.of(class));
        let later = feed().find(|told| told.record.seq >= from);
        let stood = later.map_or(self.seq(class), |told| told.after);
        if resume.seq > self.seq(class) || resume.seq < stood {
            return None;
        }
        let missed = feed().filter(|told| told.record.seq > resume.seq);
        Some(missed.map(|told| told.record.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::tests::setup;
    use rostrum_proto::id::{ConnectionId, SeatId};
    use rostrum_proto::meeting::presence::DisconnectReason;
    use rostrum_proto::time::Millis;

    const BEGINS: Timestamp = Timestamp(1_000_000_000);

    /// The feeds of a meeting, and the view of somebody among the members.
    struct Hall {
        meeting: Meeting,
        feeds: Feeds,
        view: Meeting,
    }

    impl Hall {
        /// In which Tunisia and France are let in and nobody is here yet.
        fn opens() -> Self {
            let mut meeting = Meeting::convened(setup(), BEGINS);
            for seat in ["TUN", "FRA"] {
                let seat = SeatId::new(seat).expect("letters");
                let event = Event::SeatAdmitted { seat };
                let record = Record { seq: meeting.seq + 1, at: BEGINS, by: None, event };
                meeting.apply(&record);
            }
            let mut feeds = Feeds::default();
            for feed in &mut feeds.feeds {
                feed.seq = meeting.seq;
            }
            let view = Class::Members.meeting(&meeting);
            Self { meeting, feeds, view }
        }

        /// Something happens after so many ms; gives how many records the members are told.
        fn happens(&mut self, after: u64, event: Event) -> usize {
            let at = BEGINS + Millis(after);
            let record = Record { seq: self.meeting.seq + 1, at, by: None, event };
            let before = self.meeting.clone();
            self.meeting.apply(&record);
            let of_it = (&before, &self.meeting);
            let entries = self.feeds.extend(of_it, std::slice::from_ref(&record));
            self.hears(&entries)
        }

        fn passes(&mut self, until: u64) -> usize {
            let entries = self.feeds.release_due(&self.meeting, BEGINS + Millis(until));
            self.hears(&entries)
        }

        fn hears(&mut self, entries: &[Entry]) -> usize {
            let told: Vec<_> =
                entries.iter().filter_map(|entry| entry.of(Class::Members)).collect();
            for told in &told {
                assert_eq!(told.after, self.view.seq, "a gap would be seen");
                self.view.apply(&told.record);
            }
            if !told.is_empty() {
                let Meeting { seq, at, .. } = self.view;
                let truth = Meeting { seq, at, ..Class::Members.meeting(&self.meeting) };
                assert!(self.view == truth, "the view is that of the meeting");
            }
            let end = self.feeds.end(Class::Members);
            let comes_now = end.view(Class::Members, &self.meeting);
            assert!(comes_now == self.view, "who comes now sees what the others see");
            told.len()
        }

        fn comes(&mut self, after: u64, device: u64, who: &str) -> usize {
            let (connection, participant) = (ConnectionId(device), ParticipantId::new(who));
            let participant = participant.expect("letters");
            self.happens(after, Event::ConnectionOpened { connection, participant })
        }

        fn goes(&mut self, after: u64, device: u64) -> usize {
            let (connection, reason) = (ConnectionId(device), DisconnectReason::Lost);
            self.happens(after, Event::ConnectionClosed { connection, reason })
        }
    }

    #[test]
    fn who_comes_and_goes_all_the_time_is_told_of_once_a_second() {
        let mut hall = Hall::opens();
        assert_eq!(hall.comes(0, 1, "france"), 1, "the first at once");
        for n in 0..10 {
            assert_eq!(hall.comes(50 + n * 50, 2 + n, "tunisia"), 0);
            assert_eq!(hall.goes(75 + n * 50, 2 + n), 0);
        }
        assert_eq!(hall.comes(900, 20, "tunisia"), 0);
        assert_eq!(hall.feeds.due(), Some(BEGINS + Millis(1_000)));
        assert_eq!(hall.passes(999), 0);
        assert_eq!(hall.passes(1_000), 1, "all of it in one record");
        assert_eq!(hall.feeds.due(), None);
    }

    #[test]
    fn what_else_happens_does_not_wait_and_finds_who_is_here_told() {
        let mut hall = Hall::opens();
        hall.comes(0, 1, "france");
        assert_eq!(hall.comes(100, 2, "tunisia"), 0);
        assert_eq!(hall.happens(200, Event::ListClosed {}), 2, "who is here, and then the list");
        assert_eq!(hall.goes(300, 2), 0, "and again not more than once a second");
    }
}
