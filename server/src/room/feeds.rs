//! What each class of audience is told of the journal: a feed for each, in which every record names the one before it
//! in the same feed, so that a gap is seen although not everybody is told everything.

use rostrum_proto::id::ParticipantId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::client::Resume;
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
#[derive(Clone, Debug)]
pub struct Entry([Option<Told>; Class::ALL.len()]);

/// The last record of a feed.
#[derive(Clone, Copy, Debug, Default)]
pub struct End {
    /// Its number.
    pub seq: u64,
    /// Its time.
    pub at: Timestamp,
}

impl End {
    /// The meeting as a class sees it at this end of its feed.
    #[must_use]
    pub fn view(self, class: Class, meeting: &Meeting) -> Meeting {
        Meeting { seq: self.seq, at: self.at, ..class.meeting(meeting) }
    }
}

/// The feeds of a meeting.
#[derive(Debug, Default)]
pub struct Feeds {
    recent: VecDeque<Entry>,
    ends: [End; Class::ALL.len()],
}

impl Entry {
    /// The record as a class is told of it.
    #[must_use]
    pub fn of(&self, class: Class) -> Option<&Told> {
        self.0[class as usize].as_ref()
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
            feeds.ends = [End { seq: last.seq, at: last.at }; Class::ALL.len()];
            feeds.extend(&meeting, tail);
        }
        feeds
    }

    /// The journal has grown; `before` is the meeting before these records.
    pub fn extend(&mut self, before: &Meeting, records: &[Record]) -> Vec<Entry> {
        let mut meeting = before.clone();
        let mut entries = Vec::with_capacity(records.len());
        for record in records {
            let told = Class::ALL.map(|class| {
                let record = class.record(&meeting, record)?;
                let end = &mut self.ends[class as usize];
                let after = std::mem::replace(end, End { seq: record.seq, at: record.at }).seq;
                Some(Told { after, record })
            });
            let followed = meeting.is_followed();
            meeting.apply(record);
            if meeting.is_followed() != followed {
                // The public is not told of this record, and whoever has what was before begins anew.
                self.ends[Class::Public as usize] = End { seq: record.seq, at: record.at };
            }
            entries.push(Entry(told));
        }
        let tail = entries.len().saturating_sub(REMEMBERED_RECORDS);
        self.recent.extend(entries[tail..].iter().cloned());
        let excess = self.recent.len().saturating_sub(REMEMBERED_RECORDS);
        self.recent.drain(..excess);
        entries
    }

    /// The last record that a class was told of.
    #[must_use]
    pub fn end(&self, class: Class) -> End {
        self.ends[class as usize]
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
        let journal = || self.recent.iter().filter_map(|entry| entry.of(Class::Officers));
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
        let stood = later.map_or(self.end(class).seq, |told| told.after);
        if resume.seq > self.end(class).seq || resume.seq < stood {
            return None;
        }
        let missed = feed().filter(|told| told.record.seq > resume.seq);
        Some(missed.map(|told| told.record.clone()).collect())
    }
}
