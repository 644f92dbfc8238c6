//! A small meeting with all that a record tells of: an interruption, a ruling and its challenge, a motion, two votes.

use super::{CHAIR, Rehearsal, TECHNICIAN, person, seat, setup};
use rostrum_proto::id::{RequestId, VoteId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::setup::Setup;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject};
use rostrum_proto::profile::{Motion, RequestKind};
use rostrum_proto::time::Millis;

/// The vote on the challenge.
pub const VOTE: VoteId = VoteId(1);

fn votes(m: &mut Rehearsal, who: &str, place: &str, ballot: Ballot) {
    m.done(who, Command::CastVote { vote: VOTE, seat: seat(place), ballot });
}

/// Named so that nothing may be taken for markup.
fn delegations() -> Setup {
    let mut setup = setup();
    let tunisia = setup.seats.iter_mut().find(|s| s.id == seat("TUN")).unwrap();
    tunisia.short = LocalText(
        [(Lang::En, "Tunisia <i>& Co</i>"), (Lang::Fr, "Tunisie"), (Lang::Ar, "تونس")]
            .map(|(lang, name)| (lang, name.to_owned()))
            .into(),
    );
    let delegate = setup.people.iter_mut().find(|p| p.id == person("TUN-delegate")).unwrap();
    delegate.name = Some("Selma \"Salma\" Ennaifer".into());
    delegate.title = Some("Secretary of State <script>alert('x')</script>".into());
    setup
}

/// Tunisia speaks, France interrupts with a point of order, the chair rules, France challenges, the
/// members uphold; a motion is moved and not adopted; the meeting is closed.
pub fn small_meeting() -> Rehearsal {
    let mut m = Rehearsal::convened(delegations());
    for who in [CHAIR, TECHNICIAN, "TUN-delegate", "FRA-delegate", "secretary"] {
        m.joins(who);
        m.passes(Millis::seconds(10));
    }
    for place in ["IDN", "TUN", "FRA"] {
        m.done(TECHNICIAN, Command::AdmitSeat { seat: seat(place) });
    }
    m.done(CHAIR, Command::OpenMeeting {});
    let reason = Some("The minister leaves at noon; \"urgent\" & agreed.".to_owned());
    m.done("secretary", Command::MoveRequest { request: RequestId(2), position: 1, reason });
    m.done(CHAIR, Command::CallNext {});
    let statement = m.held_request();
    m.passes(Millis::seconds(5));
    m.done("TUN-delegate", Command::StartSpeaking { request: statement });
    m.passes(Millis::seconds(90));
    let point = m.asks_for("FRA", RequestKind::PointOfOrder);
    m.takes("FRA", point);
    m.passes(Millis::seconds(30));
    let text = "The list was closed <in time> & \"in order\".".to_owned();
    m.done(CHAIR, Command::Rule { request: point, sustained: false, text });
    m.done("FRA-delegate", Command::ChallengeRuling { seat: seat("FRA") });
    let subject = Subject::Ruling { request: point };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::OpenVote { vote: VOTE, manner: Manner::ShowOfHands {} });
    votes(&mut m, "FRA-delegate", "FRA", Ballot::Yes);
    votes(&mut m, "TUN-delegate", "TUN", Ballot::No);
    votes(&mut m, CHAIR, "IDN", Ballot::Abstain);
    m.passes(Millis::seconds(10));
    m.done(CHAIR, Command::CloseVote { vote: VOTE });
    m.done(CHAIR, Command::ResumeSpeaker {});
    m.done("TUN-delegate", Command::StartSpeaking { request: statement });
    m.done(CHAIR, Command::ExtendTime { request: statement, by: Millis::minutes(1) });
    m.passes(Millis::seconds(45));
    m.done("TUN-delegate", Command::ReleaseFloor { request: statement });
    m.done(
        "FRA-delegate",
        Command::MoveMotion { seat: seat("FRA"), motion: Motion::Postpone, until: None },
    );
    let motion = m.meeting.requests.last().unwrap().id;
    m.takes("FRA", motion);
    m.passes(Millis::seconds(20));
    m.done("FRA-delegate", Command::ReleaseFloor { request: motion });
    let subject = Subject::Motion { request: motion };
    m.done(CHAIR, Command::AnnounceVote { subject, majority: None });
    m.done(CHAIR, Command::OpenVote { vote: VoteId(2), manner: Manner::RollCall {} });
    while let Some(place) = m.meeting.vote(VoteId(2)).unwrap().turn().cloned() {
        m.done("secretary", Command::PassOver { vote: VoteId(2), seat: place });
    }
    m.done(CHAIR, Command::CloseVote { vote: VoteId(2) });
    m.done(CHAIR, Command::CloseMeeting {});
    m.passes(Millis::seconds(60));
    m.loses(m.device("TUN-delegate"));
    m
}
