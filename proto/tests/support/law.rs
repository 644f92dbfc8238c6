//! The law of views: one that is carried on by its own records alone is the view of the meeting, and a delegation that
//! lays its own over it is answered as the server answers. For the tests of the rules and for the simulation.

use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::command::{Actor, Command};
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::own::Own;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::{Meeting, authority};
use rostrum_proto::time::Timestamp;

/// Each class carries its view on.
pub fn holds(before: &Meeting, record: &Record, after: &Meeting) -> Result<(), String> {
    for class in Class::ALL {
        if class == Class::Public && !(before.is_followed() && after.is_followed()) {
            match class.record(before, record) {
                // Who begins to follow begins anew.
                None => continue,
                Some(told) => return Err(format!("the public is told {told:?} in private")),
            }
        }
        let mut carried_on = class.meeting(before);
        match class.record(before, record) {
            Some(told) => carried_on.apply(&told),
            // The class stays as it is; only its place in the stream is another's.
            None => (carried_on.seq, carried_on.at) = (after.seq, after.at),
        }
        if carried_on != class.meeting(after) {
            return Err(format!("{class:?} has another meeting after {record:?}"));
        }
    }
    Ok(())
}

/// A member who is in the meeting for a seat or in a booth is answered as the server answers. Of others nothing is said.
pub fn answers_alike(
    meeting: &Meeting,
    (now, seed): (Timestamp, u64),
    (actor, command): (&Actor, &Command),
) -> Result<(), String> {
    let person = meeting.participant(&actor.participant).map(|p| &p.person);
    let member = person.filter(|person| {
        authority::class(person.role) == Class::Members && meeting.is_admitted(&person.id)
    });
    let view = Class::Members.meeting(meeting);
    let seen = match member.map(|person| (person.seat.as_ref(), person.booth)) {
        Some((Some(seat), _)) => Own::of(meeting, seat).laid_over(&view, seat),
        Some((None, Some(booth))) => OwnBooth::of(meeting, booth).laid_over(&view, booth),
        Some((None, None)) | None => return Ok(()),
    };
    let expected = seen.decide(now, seed, actor, command);
    let answer = meeting.decide(now, seed, actor, command);
    // Whether a number is in use only the server knows.
    match answer == expected || answer == Err(Refusal::BallotNumber {}) {
        true => Ok(()),
        false => Err(format!("{actor:?} asks {command:?}, expects {expected:?}, gets {answer:?}")),
    }
}
