//! A batch on its way to the disk, and its outcome: published once it is durable, or nothing, except
//! that what it closes stays closed. Closing never waits for the disk.

use super::Letter;
use super::draft::{Arrival, Draft};
use super::outbox::CloseReason;
use super::plan::{common, lost, plan};
use super::task::{BATCH, Room};
use crate::journal::{EventLog, JournalError};
use crate::media::plan::Plan;
use rostrum_proto::id::{ConnectionId, MeetingId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::doors::Private;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::named::Named;
use rostrum_proto::time::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tracing::{info, warn};

impl<L: EventLog + Clone> Room<L> {
    /// Makes a batch durable, then applies it and tells everyone. If it cannot be written, nothing
    /// has happened, except that what it closes stays closed. A batch without a record does nothing.
    pub(super) async fn commit(&mut self, mut draft: Draft) {
        if !draft.is_to_be_written() {
            self.reopen_what_was_closed_early();
            return draft.done(&self.audience.feeds);
        }
        let closes = draft.records.iter().any(|record| record.event.closes());
        if closes {
            self.set_plan(common(&self.plan, &plan(&draft.meeting)));
        }
        self.closed_early.clear();
        self.doors_closed_early = false;
        let began = self.wiring.clock.now();
        let written = self.write(&draft).await;
        if let Err(why) = written {
            warn!(meeting = %self.meeting.setup.id, %why, "journal.unwritable");
            self.estranged |= matches!(why, JournalError::Fenced { .. });
            return self.failed(draft, began);
        }
        self.unrecorded.clear();
        self.done.remember(&draft.records);
        self.gate.recorded(&draft.meeting);
        for Arrival { connection, subscriber, welcome, answer } in draft.arrivals.drain(..) {
            subscriber.outbox.say(&welcome);
            self.audience.subscribers.insert(connection, subscriber);
            // A socket that has gone meanwhile sends its own letter.
            drop(answer.send(Ok(connection)));
        }
        let before = std::mem::replace(&mut self.meeting, Arc::clone(&draft.meeting));
        self.seq.store(self.meeting.seq, Ordering::Release);
        self.begin_recording();
        self.set_plan(self.allowed());
        self.follow_recording(&draft.records);
        let slow = self.audience.publish(&before, &self.meeting, &draft.records);
        for record in &draft.records {
            let trace = record.by.as_ref().map(|by| tracing::field::display(&by.command));
            let event = record.event.name();
            info!(meeting = %self.meeting.setup.id, seq = record.seq, event, trace, "journal");
            if let Event::ConnectionClosed { connection, .. } = record.event {
                self.end_media(connection);
            }
        }
        self.show_alarms_to_new(&draft.records);
        draft.done(&self.audience.feeds);
        self.too_slow.extend(slow);
    }

    /// Waits for the disk. Letters that arrive meanwhile wait too, except that what they close is closed at once.
    async fn write(&mut self, draft: &Draft) -> Result<(), JournalError> {
        let (log, id) = (self.wiring.log.clone(), self.meeting.setup.id.clone());
        let written = append(log, id, self.meeting.seq, draft.records.clone());
        tokio::pin!(written);
        loop {
            tokio::select! {
                biased;
                written = &mut written => return written,
                letter = self.letters.recv(), if self.early.len() < BATCH - 1 => match letter {
                    Some(letter) => {
                        self.close_early(&draft.meeting, &letter);
                        self.early.push_back(letter);
                    }
                    None => return written.await,
                },
            }
        }
    }

    /// Closes what a letter is expected to close, judging by the present state.
    fn close_early(&mut self, meeting: &Meeting, letter: &Letter) {
        match letter {
            Letter::Command { actor, command, .. } => {
                let decided = meeting.decide(self.wiring.clock.now(), 0, actor, command);
                let events = decided.unwrap_or_default();
                if !events.iter().any(Event::closes) {
                    return;
                }
                let (mut after, at) = (meeting.clone(), meeting.at);
                for event in events {
                    after.apply(&Record { seq: after.seq + 1, at, by: None, event });
                }
                self.doors_closed_early |= plan(meeting).public && !plan(&after).public;
                self.closed_early.extend(lost(plan(meeting), plan(&after)));
                self.set_plan(self.closed(self.plan.clone()));
            }
            Letter::Disconnect { connection, outbox, .. }
                if !self.has_another_socket(*connection, outbox)
                    && !self.comes_back(*connection) =>
            {
                self.part_with(*connection, None);
            }
            _ => {}
        }
    }

    /// The doors, if they were closed early by a letter that nobody reads any more.
    pub(super) fn doors_about_to_close(&self) -> Option<Private> {
        let now = self.wiring.clock.now();
        self.early.iter().find_map(|letter| {
            let Letter::Command { actor, command, .. } = letter else { return None };
            let Command::CloseDoors { reason } = command else { return None };
            let is_done = |events: Vec<Event>| !events.is_empty();
            let closes = self.meeting.decide(now, 0, actor, command).is_ok_and(is_done);
            closes.then(|| Private { since: now, reason: reason.clone() })
        })
    }

    /// Undoes early closing by letters that had no effect.
    fn reopen_what_was_closed_early(&mut self) {
        if !self.closed_early.is_empty() || self.doors_closed_early {
            self.closed_early.clear();
            self.doors_closed_early = false;
            self.set_plan(self.allowed());
        }
    }

    /// What the meeting allows, less what is kept closed.
    fn allowed(&self) -> Plan {
        self.closed(self.gate.let_through(plan(&self.meeting)))
    }

    fn closed(&self, mut plan: Plan) -> Plan {
        plan.sources.retain(|_, source| !self.closed_early.contains(source));
        plan.public &= !self.doors_closed_early;
        plan
    }

    fn failed(&mut self, mut draft: Draft, began: Timestamp) {
        let known = self.gate.silenced();
        self.gate.keep_closed(&draft.before, draft.added());
        let sources = self.gate.silenced();
        if sources != known {
            self.audience.tell_silenced(&self.meeting, &sources);
        }
        if let Some(private) = self.gate.doors().cloned() {
            self.audience.public.keep_shut(&self.meeting, &self.audience.feeds, private);
        }
        // Who was to be put out is out; that their devices are gone is recorded as soon as it can be.
        let put_out = draft.added().iter().filter_map(|record| match &record.event {
            Event::ParticipantExpelled { participant } => Some(participant.clone()),
            _ => None,
        });
        let put_out: BTreeSet<_> = put_out.collect();
        let devices = self.meeting.connections.values();
        let connections: Vec<_> =
            devices.filter(|c| put_out.contains(&c.participant)).map(|c| c.id).collect();
        for connection in &connections {
            self.part_with(*connection, Some(CloseReason::Ended));
        }
        let notices = std::mem::take(&mut draft.notices);
        // An outage that was thought to be over goes on: it is one.
        let since = notices.iter().filter_map(|notice| match notice {
            Notice::Unavailable(since) => Some(*since),
            _ => None,
        });
        let since = since.fold(began, Timestamp::min);
        // One for each connection or link at most, since both end once.
        self.unrecorded.extend(notices.into_iter().filter(must_be_recorded));
        if !connections.is_empty() {
            let (last_seen, reason) = (began, DisconnectReason::Ended);
            self.unrecorded.push(Notice::Disconnected { connections, last_seen, reason });
        }
        self.set_plan(self.allowed());
        self.unwritable_since(since);
        draft.failed();
    }

    /// A device is gone, or is to go for that reason: nothing is forwarded to it or from it from now on,
    /// whatever becomes of the record of it.
    pub(super) fn part_with(&mut self, connection: ConnectionId, why: Option<CloseReason>) {
        if let Some(gone) = self.audience.subscribers.remove(&connection)
            && let Some(why) = why
        {
            gone.outbox.close(why);
        }
        self.gate.shut_out(connection);
        self.set_plan(self.gate.let_through(self.plan.clone()));
        self.end_media(connection);
    }

    fn end_media(&self, connection: ConnectionId) {
        self.audience.public.listening.gone(connection);
        if let Some(media) = &self.wiring.media {
            media.close(connection);
        }
    }

    pub(super) fn set_plan(&mut self, plan: Plan) {
        if plan != self.plan {
            if let Some(media) = &self.wiring.media {
                media.set_plan(&self.meeting.setup.id, plan.clone());
            }
            self.plan = plan;
        }
    }
}

/// Appends a batch. Where the disk did not say whether it is recorded, the journal is read, and says so.
async fn append<L: EventLog>(
    log: L,
    meeting: MeetingId,
    after: u64,
    records: Vec<Record>,
) -> Result<(), JournalError> {
    let appended = log.append(&meeting, after, records.clone()).await;
    let Err(JournalError::Unknown { meeting, why }) = appended else { return appended };
    warn!(%meeting, %why, "journal.unknown");
    match log.read(&meeting, after, u64::MAX, u32::MAX).await {
        Ok(found) if found == records => Ok(()),
        Ok(found) if found.is_empty() => {
            Err(JournalError::Write { meeting: meeting.to_string(), why })
        }
        Ok(_) => Err(JournalError::Fenced { meeting }),
        // If it is recorded, the next batch does not continue the journal.
        Err(_) => Err(JournalError::Unknown { meeting, why }),
    }
}

/// What must be in the journal even if it could not be written when it happened.
fn must_be_recorded(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::Disconnected { .. }
            | Notice::InvitationRevoked(..)
            | Notice::RecordingSealed { .. }
    )
}
