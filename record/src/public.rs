//! The record as the public may read it: made of what the public was told and of nothing else.

use super::document::{MeetingRecord, Presidency, StepName, Succession};
use super::{Writer, in_order};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::utc::Utc;

/// The record for the public, up to its publication, of the meeting that these records tell of, in whatever order they
/// come; `None` if they do not begin with a convened meeting.
#[must_use]
pub fn compile_public(records: &[Record]) -> Option<MeetingRecord> {
    let (mut truth, rest) = in_order(records)?;
    let mut public = Follower { writer: Writer::new(Class::Public.meeting(&truth)), shut: None };
    for record in rest {
        let (told, followed) = (Class::Public.record(&truth, record), truth.is_followed());
        truth.apply(record);
        match told {
            Some(told) => public.writer.read(&told),
            None if followed && !truth.is_followed() => public.doors_close(Utc(record.at)),
            None if !followed && truth.is_followed() => public.begins(&truth, &record.event),
            None => {}
        }
        if truth.record_published.is_some() {
            break;
        }
    }
    Some(public.writer.document_for_the_public())
}

/// The public, writing down what it is told.
struct Follower {
    writer: Writer,
    /// When the doors were closed on it.
    shut: Option<Utc>,
}

impl Follower {
    fn doors_close(&mut self, at: Utc) {
        self.shut = Some(at);
        self.writer.channels.pause(at);
        self.writer.spans.pause(at);
        self.writer.step(at, StepName::DoorsClosed);
    }

    /// The public begins to follow, or follows again, with the meeting as it is then.
    fn begins(&mut self, truth: &Meeting, event: &Event) {
        let (at, writer) = (Utc(truth.at), &mut self.writer);
        let was_shut = self.shut.take();
        let shut = was_shut.unwrap_or(at);
        writer.meeting = Class::Public.meeting(truth);
        writer.channels.look(&writer.meeting, at);
        writer.spans.look(&writer.meeting, at);
        let presides = &writer.meeting.presiding;
        if let Some(last) = writer.presiding.last_mut().filter(|last| last.participant != *presides)
        {
            match was_shut {
                // Who was to preside before the public came is not on record.
                None => last.participant = presides.clone(),
                Some(shut) => {
                    last.to = last.from.map(|_| shut);
                    let (participant, how) = (presides.clone(), Succession::NotInPublic);
                    let from = Some(at);
                    writer.presiding.push(Presidency { participant, from, to: None, how });
                }
            }
        }
        let is_over = truth.phase.name() == PhaseName::Closed;
        if let Some(last) = writer.presiding.last_mut().filter(|_| !is_over) {
            last.from.get_or_insert(at);
        }
        writer.roll.look_round(&writer.meeting, (shut, at));
        writer.speeches.look_round(&writer.meeting);
        writer.take_step(at, event);
    }
}

impl Writer {
    /// What ended in private is named by numbers only, and is left out.
    fn document_for_the_public(mut self) -> MeetingRecord {
        self.speeches.leave_out_private(&self.meeting);
        self.meeting.votes.retain(|vote| !vote.private);
        self.document()
    }
}
