//! A delegate.
//!
//! | does | when |
//! |---|---|
//! | asks for the floor | the seat has not asked yet, and the list is open |
//! | says that all is ready | called |
//! | starts speaking | called for 1 to 3 s, and nobody has closed the microphone; so also after an interruption |
//! | finishes | the statement is over, or its time |
//! | votes in favour | by show of hands, or called in a roll call |

use super::{Moment, Since};
use crate::cast::{Sound, language};
use rostrum_proto::id::{ConnectionId, RequestId, SeatId, VoteId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::{FloorRequest, Grant, GrantPhase};
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::meeting::vote::{Ballot, Method};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;

/// A statement ends so long before its time.
const MARGIN: Millis = Millis::seconds(2);

#[derive(Debug)]
pub(super) struct Delegate {
    seat: SeatId,
    called: Since<RequestId>,
    /// The seat could ask for the floor.
    silent: Since<()>,
    /// It is the seat's turn to vote.
    asked_to_vote: Since<VoteId>,
}

impl Delegate {
    pub(super) fn of(seat: SeatId) -> Self {
        let (called, silent, asked_to_vote) = (Since::never(), Since::never(), Since::never());
        Self { seat, called, silent, asked_to_vote }
    }

    pub(super) fn does(&mut self, meeting: &Meeting, moment: Moment) -> Option<Command> {
        let granted = meeting.granted_to(&self.seat);
        let floor = match granted.and_then(|request| Some((request.id, request.grant()?))) {
            Some((request, grant)) => self.holds(meeting, request, grant, moment),
            None => {
                self.called.ended();
                self.asks(meeting, moment)
            }
        };
        floor.or_else(|| self.votes(meeting, moment))
    }

    pub(super) fn says(&self, meeting: &Meeting, device: ConnectionId) -> Option<Sound> {
        let open = meeting.open_microphones().contains(&device);
        open.then(|| Sound::Speech(language(&self.seat)))
    }

    fn holds(
        &mut self,
        meeting: &Meeting,
        request: RequestId,
        grant: &Grant,
        moment: Moment,
    ) -> Option<Command> {
        match grant.phase {
            GrantPhase::Called { ready, .. } if meeting.in_session() => {
                let waited = self.called.held(request, moment.now);
                if ready != Some(true) {
                    return Some(Command::ReportReady { request, ready: true, fault: None });
                }
                let seat = meeting.seats.get(&self.seat)?;
                let may_speak = seat.microphone.may_open().is_ok();
                (may_speak && waited >= moment.manner.hesitation)
                    .then_some(Command::StartSpeaking { request })
            }
            GrantPhase::Live { connection, .. } => {
                self.called.ended();
                let limit = grant.limit.map(|limit| limit.0.saturating_sub(MARGIN.0));
                let length = moment.manner.statement.0.min(limit.unwrap_or(u64::MAX));
                let is_over = grant.spoken(moment.now).0 >= length;
                (connection == moment.device && is_over)
                    .then_some(Command::ReleaseFloor { request })
            }
            GrantPhase::Called { .. }
            | GrantPhase::Interrupted { .. }
            | GrantPhase::Held { .. } => {
                self.called.ended();
                None
            }
        }
    }

    /// The seat asks once.
    fn asks(&mut self, meeting: &Meeting, moment: Moment) -> Option<Command> {
        let kind = RequestKind::Statement;
        let of_seat =
            |request: &FloorRequest| request.beneficiary == self.seat && request.kind == kind;
        let may_ask = match meeting.phase {
            Phase::Lobby {} | Phase::InSession { .. } => !meeting.list_closed,
            Phase::Scheduled { .. } | Phase::Suspended { .. } | Phase::Closed { .. } => false,
        };
        if !may_ask || meeting.requests.iter().any(of_seat) {
            self.silent.ended();
            return None;
        }
        let is_decided = self.silent.held((), moment.now) >= moment.manner.hesitation;
        is_decided.then(|| Command::RequestFloor { seat: self.seat.clone(), kind })
    }

    fn votes(&mut self, meeting: &Meeting, moment: Moment) -> Option<Command> {
        let vote = meeting.open_vote().filter(|_| meeting.in_session());
        let asked = vote.filter(|vote| match vote.method() {
            Some(Method::RollCall { .. }) => vote.turn() == Some(&self.seat),
            Some(Method::ShowOfHands {}) => {
                meeting.require_voter(&self.seat).is_ok() && !vote.ballots.contains_key(&self.seat)
            }
            // Who is silent has no objection; a secret ballot is for people.
            Some(Method::Silence { .. } | Method::SecretBallot { .. }) | None => false,
        });
        let Some(vote) = asked.map(|vote| vote.id) else {
            self.asked_to_vote.ended();
            return None;
        };
        let is_decided = self.asked_to_vote.held(vote, moment.now) >= moment.manner.hesitation;
        let seat = self.seat.clone();
        is_decided.then_some(Command::CastVote { vote, seat, ballot: Ballot::Yes })
    }
}
