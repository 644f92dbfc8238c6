//! After the end: whether the record is published, who may read it, and who may publish it.

use crate::core::model::Model;
use crate::core::view::{Action, useful_action};
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;

/// When the record was published, if it was; for those whom that concerns, once the meeting is over.
#[must_use]
pub fn published(model: &Model) -> Option<Option<Timestamp>> {
    let meeting = model.meeting().filter(|_| model.closed())?;
    let concerned = model.is_viewer() || is_for_us(model);
    (concerned || meeting.record_published.is_some()).then_some(meeting.record_published)
}

/// Whether we may read the record, the whole one or that of the public.
#[must_use]
pub fn reads_record(model: &Model) -> bool {
    let is_published = || model.meeting().is_some_and(|m| m.record_published.is_some());
    is_for_us(model) || (model.is_viewer() && is_published())
}

/// Publishing it, if we may and nobody has.
#[must_use]
pub fn publish(model: &Model, now: Timestamp) -> Option<Action> {
    useful_action(model, now, Command::PublishRecord {}).filter(|_| model.closed())
}

fn is_for_us(model: &Model) -> bool {
    let (Some(meeting), Some(me)) = (model.meeting(), model.actor()) else { return false };
    authority::may(meeting, &me.participant, Act::ReadRecord)
}
