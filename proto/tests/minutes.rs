//! The rules of the floor, as minutes of meetings.
#![allow(clippy::unwrap_used, missing_docs)] // tests say so when they fail

use crate::support;

use rostrum_proto::id::RequestId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::clock::ClockState;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::{RevokeReason, Status};
use rostrum_proto::meeting::refusal::{Refusal, StatusName};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;
use std::sync::Arc;
use support::{CHAIR, Rehearsal, TECHNICIAN, seat};

fn speaking(place: &str, who: &str) -> Rehearsal {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::GiveFloor { seat: seat(place) });
    let request = m.held_request();
    m.done(who, Command::StartSpeaking { request });
    m
}

#[test]
fn nobody_acts_from_the_lobby() {
    let mut m = Rehearsal::in_lobby();
    m.joins(CHAIR);
    m.joins("TUN-delegate");
    assert_eq!(m.refused(CHAIR, Command::OpenMeeting {}), Refusal::NotAdmitted {});
    let request = m.requests("TUN");
    assert_eq!(m.refused("TUN-delegate", request), Refusal::NotAdmitted {});
    m.done("TUN-delegate", Command::TurnCamera { on: true });
    m.joins(TECHNICIAN);
    m.done(TECHNICIAN, Command::AdmitSeat { seat: seat("IDN") });
    m.done(CHAIR, Command::OpenMeeting {});
}

#[test]
fn the_prepared_list_is_called_in_order() {
    let mut m = Rehearsal::in_session();
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM"]);
    m.done(CHAIR, Command::CallNext {});
    assert_eq!(m.holder(), Some("UNODC"));
    assert_eq!(m.list(), ["TUN", "VNM"]);
    let taken = Refusal::FloorTaken { seat: seat("UNODC") };
    assert_eq!(m.refused(CHAIR, Command::CallNext {}), taken);
    let request = m.held_request();
    m.done("UNODC-delegate", Command::StartSpeaking { request });
    m.done("UNODC-delegate", Command::ReleaseFloor { request });
    m.done(CHAIR, Command::CallNext {});
    assert_eq!(m.holder(), Some("TUN"));
    let request = m.held_request();
    m.done(CHAIR, Command::RevokeFloor { request });
    let away = Refusal::SeatAway { seat: seat("VNM") };
    assert_eq!(m.refused(CHAIR, Command::CallNext {}), away);
    assert_eq!(m.list(), ["VNM"], "the place of an absent seat is kept");
}

#[test]
fn a_grant_opens_no_microphone_the_delegate_does() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    assert!(m.meeting.open_microphones().is_empty());
    assert_eq!(m.refused("TUN-delegate", Command::OpenMicrophone {}), Refusal::NoFloor {});
    let request = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request });
    assert_eq!(m.meeting.open_microphones(), [m.device("TUN-delegate")]);
    m.done("TUN-delegate", Command::ReleaseFloor { request });
    assert!(m.meeting.open_microphones().is_empty());
}

#[test]
fn mutes_hold_until_they_are_lifted_and_survive_reconnection() {
    let mut m = speaking("TUN", "TUN-delegate");
    m.done("TUN-delegate", Command::CloseMicrophone {});
    assert!(m.meeting.open_microphones().is_empty());
    m.done("TUN-delegate", Command::OpenMicrophone {});
    m.done(CHAIR, Command::Mute { seat: seat("TUN") });
    assert_eq!(m.refused("TUN-delegate", Command::OpenMicrophone {}), Refusal::MutedByChair {});
    m.done(TECHNICIAN, Command::Mute { seat: seat("TUN") });
    m.loses(m.device("TUN-delegate"));
    m.joins("TUN-delegate");
    let request = m.held_request();
    let start = Command::StartSpeaking { request };
    assert_eq!(m.refused("TUN-delegate", start.clone()), Refusal::MutedByTechnician {});
    m.done(TECHNICIAN, Command::Unmute { seat: seat("TUN") });
    assert_eq!(m.refused("TUN-delegate", start.clone()), Refusal::MutedByChair {});
    m.done(CHAIR, Command::ClearMutes {});
    m.done("TUN-delegate", start);
    m.done(CHAIR, Command::MuteEveryone {});
    assert!(m.meeting.open_microphones().is_empty());
}

#[test]
fn the_president_is_heard_while_presiding_and_only_on_one_device() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::OpenMicrophone {});
    let first = m.device(CHAIR);
    assert_eq!(m.meeting.open_microphones(), [first]);
    let second = m.joins(CHAIR);
    let refused = m.asks_on(second, CHAIR, Command::OpenMicrophone {});
    assert_eq!(refused, Err(Refusal::OtherDevice {}));
    m.done(CHAIR, Command::MuteEveryone {});
    assert_eq!(m.meeting.open_microphones(), [first], "the chair is not silenced by its own mute");
    m.loses(first);
    assert!(m.meeting.open_microphones().is_empty());
}

#[test]
fn a_lost_speaker_is_held_and_called_again() {
    let mut m = speaking("TUN", "TUN-delegate");
    m.passes(Millis::seconds(90));
    m.loses(m.device("TUN-delegate"));
    let request = m.held_request();
    assert_eq!(m.meeting.request(request).unwrap().status_name(), StatusName::Held);
    m.passes(Millis::seconds(30));
    assert_eq!(m.meeting.clock(m.now).unwrap().spoken, Millis::seconds(90), "the clock stands");
    m.joins("TUN-delegate");
    assert_eq!(m.meeting.request(request).unwrap().status_name(), StatusName::Called);
    m.done("TUN-delegate", Command::StartSpeaking { request });
    m.passes(Millis::seconds(10));
    assert_eq!(m.meeting.clock(m.now).unwrap().spoken, Millis::seconds(100));
}

#[test]
fn after_the_grace_period_the_chair_decides() {
    let mut m = speaking("TUN", "TUN-delegate");
    m.loses(m.device("TUN-delegate"));
    m.passes(Millis::seconds(61));
    let request = m.held_request();
    let expired = |m: &Rehearsal| format!("{:?}", m.meeting.holder()).contains("expired: true");
    assert!(expired(&m));
    m.done(CHAIR, Command::ExtendHold { request });
    assert!(!expired(&m));
    m.done(CHAIR, Command::DeferRequest { request });
    assert_eq!(m.holder(), None);
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM"], "second in the list");
}

#[test]
fn with_a_second_device_the_floor_does_not_wait() {
    let mut m = speaking("TUN", "TUN-delegate");
    let first = m.device("TUN-delegate");
    let second = m.joins("TUN-delegate");
    let request = m.held_request();
    m.loses(first);
    assert_eq!(m.meeting.request(request).unwrap().status_name(), StatusName::Called);
    m.asks_on(second, "TUN-delegate", Command::StartSpeaking { request }).unwrap();
    assert_eq!(m.meeting.open_microphones(), [second]);
}

#[test]
fn the_clock_warns_turns_red_and_counts_on() {
    let mut m = speaking("TUN", "TUN-delegate");
    let state = |m: &Rehearsal| m.meeting.clock(m.now).unwrap().state;
    assert_eq!(state(&m), ClockState::Green);
    m.passes(Millis::minutes(4));
    assert_eq!(state(&m), ClockState::Amber);
    m.passes(Millis::minutes(1));
    assert_eq!(state(&m), ClockState::Red);
    m.passes(Millis::seconds(20));
    assert_eq!(m.meeting.clock(m.now).unwrap().over(), Millis::seconds(20));
    assert_eq!(m.holder(), Some("TUN"), "no hard cut");
    let request = m.held_request();
    m.done("TUN-delegate", Command::ReleaseFloor { request });
    assert_eq!(m.meeting.seats[&seat("TUN")].spoken, Millis::seconds(320));
}

#[test]
fn requests_are_inscribed_moved_withdrawn_and_denied() {
    let mut m = Rehearsal::in_session();
    let request = m.requests("FRA");
    m.done("FRA-delegate", request.clone());
    assert_eq!(m.list(), ["UNODC", "TUN", "VNM", "FRA"]);
    let again = Refusal::AlreadyRequested { seat: seat("FRA") };
    assert_eq!(m.refused("FRA-delegate", request.clone()), again);
    let id = m.meeting.waiting(&seat("FRA"), RequestKind::Statement).unwrap().id;
    m.done(CHAIR, Command::MoveRequest { request: id, position: 1, reason: None });
    assert_eq!(m.list(), ["FRA", "UNODC", "TUN", "VNM"]);
    m.done(CHAIR, Command::DeferRequest { request: id });
    assert_eq!(m.list(), ["UNODC", "FRA", "TUN", "VNM"]);
    let bad = Command::MoveRequest { request: id, position: 9, reason: None };
    assert_eq!(m.refused(CHAIR, bad), Refusal::BadPosition { last: 4 });
    let foreign = Refusal::NotYourSeat { seat: seat("FRA") };
    assert_eq!(m.refused("TUN-delegate", Command::CancelRequest { request: id }), foreign);
    m.done("FRA-delegate", Command::CancelRequest { request: id });
    m.done("FRA-delegate", request.clone());
    let id = m.meeting.waiting(&seat("FRA"), RequestKind::Statement).unwrap().id;
    let empty = Command::DenyRequest { request: id, reason: " ".into() };
    assert_eq!(m.refused(CHAIR, empty), Refusal::BadReason { limit: 500 });
    m.done(CHAIR, Command::DenyRequest { request: id, reason: "The list is full.".into() });
    m.done(CHAIR, Command::CloseList {});
    assert_eq!(m.refused("FRA-delegate", request), Refusal::ListClosed {});
}

#[test]
fn an_expelled_speaker_is_silent_at_once() {
    let mut m = speaking("TUN", "TUN-delegate");
    m.joins("secretary");
    let expel = Command::Expel { participant: support::person("TUN-delegate") };
    m.done("secretary", expel);
    assert!(m.meeting.open_microphones().is_empty());
    let who = support::person("TUN-delegate");
    assert!(m.meeting.may_connect(&who).is_err());
}

#[test]
fn closing_takes_the_floor_back_and_ends_everything() {
    let mut m = speaking("TUN", "TUN-delegate");
    let request = m.held_request();
    m.done(CHAIR, Command::CloseMeeting {});
    let status = &m.meeting.request(request).unwrap().status;
    let reason = RevokeReason::MeetingClosed;
    assert_eq!(*status, Status::Revoked { reason, spoken: Millis(0) });
    assert!(m.meeting.open_microphones().is_empty());
    assert!(matches!(m.refused(CHAIR, Command::OpenMeeting {}), Refusal::WrongPhase { .. }));
}

/// Every status with every command about a request: what it becomes, `None` for a refusal.
#[test]
fn every_status_meets_every_command() {
    use StatusName::*;
    let statuses =
        [Pending, Accepted, Called, Live, Interrupted, Held, Denied, Cancelled, Released, Revoked];
    type Row = (&'static str, fn(RequestId) -> Command, fn(StatusName) -> Option<StatusName>);
    let rows: [Row; 11] = [
        (
            "accept",
            |request| Command::AcceptRequest { request },
            |s| (s == Pending).then_some(Accepted),
        ),
        (
            "move",
            |request| Command::MoveRequest { request, position: 1, reason: None },
            |s| (s == Accepted).then_some(Accepted),
        ),
        (
            "deny",
            |request| Command::DenyRequest { request, reason: "no".into() },
            |s| matches!(s, Pending | Accepted).then_some(Denied),
        ),
        (
            "cancel",
            |request| Command::CancelRequest { request },
            |s| matches!(s, Pending | Accepted).then_some(Cancelled),
        ),
        (
            "revoke",
            |request| Command::RevokeFloor { request },
            |s| matches!(s, Called | Live | Interrupted | Held).then_some(Revoked),
        ),
        (
            "defer",
            |request| Command::DeferRequest { request },
            |s| match s {
                Accepted => Some(Accepted),
                Called | Interrupted | Held => Some(Revoked),
                _ => None,
            },
        ),
        ("extend", |request| Command::ExtendHold { request }, |s| (s == Held).then_some(Held)),
        ("start", |request| Command::StartSpeaking { request }, |s| (s == Called).then_some(Live)),
        (
            "release",
            |request| Command::ReleaseFloor { request },
            |s| matches!(s, Called | Live | Interrupted | Held).then_some(Released),
        ),
        ("pause", |_| Command::PauseSpeaker {}, |s| (s == Live).then_some(Interrupted)),
        ("resume", |_| Command::ResumeSpeaker {}, |s| (s == Interrupted).then_some(Called)),
    ];
    for status in statuses {
        for (name, command, becomes) in rows {
            let (mut m, request) = tunisia_in(status);
            let who = match name {
                "cancel" | "release" if status == Held => "secretary",
                "cancel" | "start" | "release" => "TUN-delegate",
                _ => CHAIR,
            };
            m.joins("secretary");
            if status == Held && who == "TUN-delegate" {
                continue; // a seat whose last connection is lost asks for nothing
            }
            let answer = m.asks(who, command(request));
            let after = m.meeting.request(request).unwrap().status_name();
            let expected = becomes(status).unwrap_or(status);
            assert_eq!(after, expected, "{status:?} + {name}: {answer:?}");
            assert_eq!(
                answer.is_ok(),
                becomes(status).is_some(),
                "{status:?} + {name}: {answer:?}"
            );
        }
    }
}

/// A meeting in which Tunisia's request has a status.
fn tunisia_in(status: StatusName) -> (Rehearsal, RequestId) {
    use StatusName::*;
    let mut m = Rehearsal::in_session();
    let request = m.meeting.waiting(&seat("TUN"), RequestKind::Statement).unwrap().id;
    let deny = Command::DenyRequest { request, reason: "no".into() };
    let steps: Vec<(&str, Command)> = match status {
        Accepted => vec![],
        Denied => vec![(CHAIR, deny)],
        Cancelled => vec![("TUN-delegate", Command::CancelRequest { request })],
        Pending => {
            let mut m = Rehearsal::in_session();
            let rules = Arc::make_mut(&mut m.meeting.setup).profile.requests.iter_mut();
            rules.for_each(|rule| rule.inscription = rostrum_proto::profile::Inscription::ByChair);
            m.done("TUN-delegate", Command::CancelRequest { request });
            let again = m.requests("TUN");
            m.done("TUN-delegate", again);
            let request = m.meeting.waiting(&seat("TUN"), RequestKind::Statement).unwrap().id;
            return (m, request);
        }
        Called | Live | Interrupted | Held | Released | Revoked => {
            vec![(CHAIR, Command::GiveFloor { seat: seat("TUN") })]
        }
    };
    for (who, command) in steps {
        m.done(who, command);
    }
    match status {
        Live => m.done("TUN-delegate", Command::StartSpeaking { request }),
        Interrupted => {
            m.done("TUN-delegate", Command::StartSpeaking { request });
            m.done(CHAIR, Command::PauseSpeaker {});
        }
        Held => m.loses(m.device("TUN-delegate")),
        Released => m.done("TUN-delegate", Command::ReleaseFloor { request }),
        Revoked => m.done(CHAIR, Command::RevokeFloor { request }),
        Pending | Accepted | Called | Denied | Cancelled => {}
    }
    (m, request)
}

#[test]
fn any_prefix_of_the_journal_replays_to_the_state_it_led_to() {
    let mut m = speaking("TUN", "TUN-delegate");
    m.loses(m.device("TUN-delegate"));
    m.joins("TUN-delegate");
    m.done(CHAIR, Command::CloseMeeting {});
    assert_eq!(Meeting::replay(&m.journal).unwrap(), m.meeting);
    let mut live = Meeting::replay(&m.journal[..1]).unwrap();
    for (n, record) in m.journal.iter().enumerate().skip(1) {
        live.apply(record);
        assert_eq!(Meeting::replay(&m.journal[..=n]).unwrap(), live, "up to record {}", n + 1);
    }
}

#[test]
fn a_snapshot_is_the_meeting() {
    let m = speaking("TUN", "TUN-delegate");
    let message =
        rostrum_proto::wire::ServerMessage::Snapshot { meeting: Box::new(m.meeting.clone()) };
    let text = serde_json::to_string(&message).unwrap();
    let back: rostrum_proto::wire::ServerMessage = serde_json::from_str(&text).unwrap();
    let rostrum_proto::wire::ServerMessage::Snapshot { meeting } = back else { panic!("{text}") };
    assert_eq!(serde_json::to_value(&*meeting).unwrap(), serde_json::to_value(&m.meeting).unwrap());
}
