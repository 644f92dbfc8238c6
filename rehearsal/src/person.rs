//! What somebody does next, as the meeting stands and at a time: pure, so that a debate of hours is tried in no time.
//!
//! | | |
//! |---|---|
//! | [`delegate`] | asks for the floor, speaks when called, votes |
//! | [`interpreter`] | goes on air, and relieves a colleague |
//! | a technician | lets everybody in who is here |
//!
//! One thing is asked at a time: [`Person::does`] is asked again when the last was answered.

mod delegate;
mod interpreter;

use crate::cast::Sound;
use delegate::Delegate;
use interpreter::Interpreter;
use rostrum_proto::id::{ConnectionId, ParticipantId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::setup;
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};

/// Who is refused waits so long before anything else.
const PATIENCE: Millis = Millis::seconds(5);

/// How somebody behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Between being called and starting, and before anything else that a person thinks about.
    pub hesitation: Millis,
    /// The length of a statement.
    pub statement: Millis,
    /// An interpreter is on air so long at a stretch.
    pub stretch: Millis,
}

/// Somebody who takes part.
#[derive(Debug)]
pub struct Person {
    who: ParticipantId,
    part: Part,
    manner: Manner,
    /// Refused, and not before this again.
    until: Timestamp,
}

#[derive(Debug)]
enum Part {
    Delegate(Delegate),
    Interpreter(Interpreter),
    Technician,
}

/// Somebody's place when they look at the meeting.
#[derive(Clone, Copy)]
struct Moment {
    device: ConnectionId,
    now: Timestamp,
    manner: Manner,
}

/// Since when something is so.
#[derive(Debug)]
struct Since<T>(Option<(T, Timestamp)>);

impl<T: PartialEq> Since<T> {
    fn never() -> Self {
        Self(None)
    }

    /// It is so now: for how long already?
    fn held(&mut self, what: T, now: Timestamp) -> Millis {
        let since = match self.0.take() {
            Some((known, since)) if known == what => since,
            _ => now,
        };
        self.0 = Some((what, since));
        now.since(since)
    }

    fn ended(&mut self) {
        self.0 = None;
    }
}

impl Manner {
    /// One of one's own for each, from a number: hesitates 1 to 3 s, says the clip two or three times.
    #[must_use]
    pub fn drawn(seed: u64, clip: Millis) -> Self {
        Self {
            hesitation: Millis(1_000 + seed % 2_000),
            statement: Millis(clip.0 * (2 + seed / 2_000 % 2)),
            stretch: Millis::seconds(150 + seed % 60),
        }
    }
}

impl Person {
    /// Somebody, if they are of those who take part by themselves. Who presides or keeps the lists is not.
    #[must_use]
    pub fn new(person: &setup::Person, manner: Manner) -> Option<Self> {
        let part = match (person.role, &person.seat, person.booth) {
            (Role::Delegate, Some(seat), _) => Part::Delegate(Delegate::of(seat.clone())),
            (Role::Interpreter, _, Some(booth)) => {
                Part::Interpreter(Interpreter::of(booth, person.id.clone()))
            }
            (Role::Technician, ..) => Part::Technician,
            _ => return None,
        };
        Some(Self { who: person.id.clone(), part, manner, until: Timestamp(0) })
    }

    /// What they ask of the meeting now, if anything, on a device of theirs.
    pub fn does(
        &mut self,
        meeting: &Meeting,
        device: ConnectionId,
        now: Timestamp,
    ) -> Option<Command> {
        if now < self.until {
            return None;
        }
        if self.is_asked(meeting) {
            return Some(Command::AgreeToRecording {});
        }
        let moment = Moment { device, now, manner: self.manner };
        match &mut self.part {
            Part::Delegate(delegate) => delegate.does(meeting, moment),
            Part::Interpreter(interpreter) => interpreter.does(meeting, moment),
            Part::Technician => admits(meeting),
        }
    }

    /// Whether they are asked to agree to be recorded.
    fn is_asked(&self, meeting: &Meeting) -> bool {
        let is_heard = matches!(self.part, Part::Delegate(_) | Part::Interpreter(_));
        is_heard && meeting.recording.is_on() && !meeting.has_agreed(&self.who)
    }

    /// The last was refused.
    pub fn is_refused(&mut self, now: Timestamp) {
        self.until = now + PATIENCE;
    }

    /// What is heard from their microphone: only what the meeting has opened.
    #[must_use]
    pub fn says(&self, meeting: &Meeting, device: ConnectionId) -> Option<Sound> {
        match &self.part {
            Part::Delegate(delegate) => delegate.says(meeting, device),
            Part::Interpreter(interpreter) => interpreter.says(meeting, device),
            Part::Technician => None,
        }
    }
}

/// Somebody who is here and not let in yet, with their seat if they have one.
fn admits(meeting: &Meeting) -> Option<Command> {
    let mut waiting = meeting.connections.values().filter_map(|device| {
        let known = meeting.participant(&device.participant)?;
        let waits = !known.expelled && !meeting.is_admitted(&device.participant);
        waits.then_some(&known.person)
    });
    waiting.next().map(|person| match &person.seat {
        Some(seat) => Command::AdmitSeat { seat: seat.clone() },
        None => Command::AdmitParticipant { participant: person.id.clone() },
    })
}
