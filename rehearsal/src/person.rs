//! What somebody does next, as the meeting stands and at a time: pure, so that a debate of hours is tried in no time.
//!
//! | a delegate | when |
//! |---|---|
//! | asks for the floor | the seat has not asked yet, and the list is open |
//! | says that all is ready | called |
//! | starts speaking | called for 1 to 3 s, and nobody has closed the microphone; so also after an interruption |
//! | finishes | the statement is over, or its time |
//!
//! | an interpreter | when |
//! |---|---|
//! | goes on air | in session, and nobody of the booth is |
//! | offers the microphone | on air for a stretch, and a colleague is here |
//! | takes over | it was offered |
//!
//! One thing is asked at a time: [`Person::does`] is asked again when the last was answered.

use crate::cast::{Sound, language};
use rostrum_proto::id::{ConnectionId, ParticipantId, RequestId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::booth::OnAir;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::{FloorRequest, Grant, GrantPhase};
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::meeting::setup;
use rostrum_proto::meeting::{Meeting, Seat};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};

/// Who is refused waits so long before anything else.
const PATIENCE: Millis = Millis::seconds(5);
/// Of a booth that is silent the second waits so much longer than the first.
const COURTESY: Millis = Millis::seconds(4);
/// A statement ends so long before its time.
const MARGIN: Millis = Millis::seconds(2);

/// How somebody behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Between being called and starting, and before anything else that is not urgent.
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
    Delegate {
        seat: SeatId,
        /// Since when there is something to do.
        called: Since<RequestId>,
        silent: Since<()>,
    },
    Interpreter {
        booth: Lang,
        /// Since when nobody is on air, or the microphone is offered.
        waited: Since<Vacancy>,
    },
    /// Lets everybody in who is here.
    Technician,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vacancy {
    Nobody,
    Offered,
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
            (Role::Delegate, Some(seat), _) => Part::Delegate {
                seat: seat.clone(),
                called: Since::never(),
                silent: Since::never(),
            },
            (Role::Interpreter, _, Some(booth)) => {
                Part::Interpreter { booth, waited: Since::never() }
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
        let manner = self.manner;
        match &mut self.part {
            Part::Delegate { seat, called, silent } => {
                let open = meeting.requests.iter().rev().find(|request| {
                    request.beneficiary == *seat && (request.waits() || request.grant().is_some())
                });
                match open.and_then(|request| Some((request.id, request.grant()?))) {
                    Some(granted) => {
                        let may_open = |seat: &Seat| seat.microphone.may_open().is_ok();
                        let may_speak = meeting.seats.get(seat).is_some_and(may_open);
                        holds(meeting, granted, called, (device, now), manner)
                            .filter(|does| may_speak || !opens(does))
                    }
                    None => {
                        called.ended();
                        asks(meeting, seat, silent, now, manner)
                    }
                }
            }
            Part::Interpreter { booth, waited } => {
                interprets(meeting, (&self.who, *booth), waited, (device, now), manner)
            }
            Part::Technician => admits(meeting),
        }
    }

    /// The last was refused.
    pub fn is_refused(&mut self, now: Timestamp) {
        self.until = now + PATIENCE;
    }

    /// What is heard from their microphone: what the meeting has opened, and nothing else.
    #[must_use]
    pub fn says(&self, meeting: &Meeting, device: ConnectionId) -> Option<Sound> {
        match &self.part {
            Part::Delegate { seat, .. } => {
                let open = meeting.open_microphones().contains(&device);
                open.then_some(Sound::Speech(language(seat)))
            }
            Part::Interpreter { booth, .. } => {
                let on_air = meeting.on_air.get(booth).filter(|on_air| on_air.connection == device);
                let channel = on_air.filter(|_| meeting.in_session())?.channel;
                let foreign = meeting.speaking().is_some_and(|seat| language(seat) != channel);
                Some(if foreign { Sound::Interpretation(channel) } else { Sound::Silence })
            }
            Part::Technician => None,
        }
    }
}

fn opens(command: &Command) -> bool {
    matches!(command, Command::StartSpeaking { .. })
}

/// A delegate who has the floor.
fn holds(
    meeting: &Meeting,
    (request, grant): (RequestId, &Grant),
    called: &mut Since<RequestId>,
    (device, now): (ConnectionId, Timestamp),
    manner: Manner,
) -> Option<Command> {
    match grant.phase {
        GrantPhase::Called { .. } if !meeting.in_session() => None,
        GrantPhase::Called { ready, .. } => {
            let waited = called.held(request, now);
            if ready != Some(true) {
                return Some(Command::ReportReady { request, ready: true, fault: None });
            }
            (waited >= manner.hesitation).then_some(Command::StartSpeaking { request })
        }
        GrantPhase::Live { connection, .. } => {
            called.ended();
            let allowed = grant.limit.map_or(u64::MAX, |limit| limit.0.saturating_sub(MARGIN.0));
            let is_over = grant.spoken(now).0 >= manner.statement.0.min(allowed);
            (connection == device && is_over).then_some(Command::ReleaseFloor { request })
        }
        GrantPhase::Interrupted { .. } | GrantPhase::Held { .. } => {
            called.ended();
            None
        }
    }
}

/// A delegate whose seat is not on the list: it asks once.
fn asks(
    meeting: &Meeting,
    seat: &SeatId,
    silent: &mut Since<()>,
    now: Timestamp,
    manner: Manner,
) -> Option<Command> {
    let statement = |request: &&FloorRequest| {
        request.beneficiary == *seat && request.kind == RequestKind::Statement
    };
    let has_asked = meeting.requests.iter().any(|request| statement(&request));
    let may_ask = match meeting.phase {
        Phase::Lobby {} | Phase::InSession { .. } => !meeting.list_closed,
        Phase::Scheduled { .. } | Phase::Suspended { .. } | Phase::Closed { .. } => false,
    };
    if has_asked || !may_ask {
        silent.ended();
        return None;
    }
    let ask = Command::RequestFloor { seat: seat.clone(), kind: RequestKind::Statement };
    (silent.held((), now) >= manner.hesitation).then_some(ask)
}

fn interprets(
    meeting: &Meeting,
    (who, booth): (&ParticipantId, Lang),
    waited: &mut Since<Vacancy>,
    (device, now): (ConnectionId, Timestamp),
    manner: Manner,
) -> Option<Command> {
    if !meeting.in_session() {
        waited.ended();
        return None;
    }
    let go_on_air = Command::GoOnAir { channel: booth, relay: None };
    match meeting.on_air.get(&booth) {
        None => {
            let mut here: Vec<_> = meeting.interpreters_here(booth).collect();
            here.sort_unstable();
            here.dedup();
            let place = here.iter().position(|id| *id == who).unwrap_or_default() as u64;
            let wait = manner.hesitation + Millis(COURTESY.0 * place);
            (waited.held(Vacancy::Nobody, now) >= wait).then_some(go_on_air)
        }
        Some(on_air) if on_air.is(who) => {
            waited.ended();
            if on_air.connection != device {
                return Some(go_on_air);
            }
            offers(meeting, (who, booth), on_air, now, manner)
        }
        Some(_) if meeting.is_handed_over(booth, who) => {
            let is_due = waited.held(Vacancy::Offered, now) >= manner.hesitation;
            is_due.then_some(go_on_air)
        }
        Some(_) => {
            waited.ended();
            None
        }
    }
}

/// Who is on air offers the microphone after a stretch, if there is somebody to take it.
fn offers(
    meeting: &Meeting,
    (who, booth): (&ParticipantId, Lang),
    on_air: &OnAir,
    now: Timestamp,
    manner: Manner,
) -> Option<Command> {
    let is_tired = now.since(on_air.since) >= manner.stretch;
    let colleague = meeting.interpreters_here(booth).any(|here| here != who);
    let arranged = meeting.booth(booth).hand_over.is_some();
    let offer = Command::ProposeHandOver { minutes: 0 };
    (is_tired && colleague && !arranged).then_some(offer)
}

/// Somebody who is here and not let in yet, their seat first.
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
