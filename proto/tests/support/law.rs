//! The law of views, after every record of every test: a view that is carried on by its own records alone is the view
//! of the meeting, and a delegation that lays its own over it is answered as the server answers.

use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::command::{Actor, Command};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::own::Own;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::{Meeting, authority};
use rostrum_proto::time::Timestamp;

pub fn holds(before: &Meeting, record: &Record, after: &Meeting) {
    for class in Class::ALL {
        let mut carried_on = class.meeting(before);
        match class.record(before, record) {
            Some(told) => carried_on.apply(&told),
            // The class stays as it is; only its place in the stream is another's.
            None => (carried_on.seq, carried_on.at) = (after.seq, after.at),
        }
        assert_eq!(carried_on, class.meeting(after), "{class:?} was told of {record:?}");
    }
}

/// A client that sees the meeting as a member does, and has been told its own, is answered as the server answers.
pub fn answers_alike(
    meeting: &Meeting,
    (now, seed): (Timestamp, u64),
    (actor, command): (&Actor, &Command),
    decided: &Result<Vec<Event>, Refusal>,
) {
    let Some(person) = meeting.participant(&actor.participant).map(|p| &p.person) else { return };
    let Some(seat) = &person.seat else { return };
    if authority::class(person.role) != Class::Members || !meeting.is_admitted(&person.id) {
        return;
    }
    let seen = Own::of(meeting, seat).laid_over(&Class::Members.meeting(meeting), seat);
    assert_eq!(&seen.decide(now, seed, actor, command), decided, "{actor:?} asks {command:?}");
}
