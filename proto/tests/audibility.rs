//! Whether a seat can be heard, and if not, why not: what a technician is asked first.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::meeting::audibility::Audibility::{self, *};
use rostrum_proto::meeting::command::Command;
use support::{CHAIR, Rehearsal, TECHNICIAN, person, seat};

const TUNISIA: &str = "TUN-delegate";

fn heard(m: &Rehearsal) -> Audibility {
    m.meeting.audibility(&seat("TUN"))
}

#[test]
fn from_the_door_to_the_floor() {
    let mut m = Rehearsal::in_lobby();
    m.joins(TECHNICIAN);
    assert_eq!(heard(&m), Away);
    m.joins(TUNISIA);
    assert_eq!(heard(&m), InLobby);
    m.done(TECHNICIAN, Command::AdmitSeat { seat: seat("TUN") });
    assert_eq!(heard(&m), NotOpen);
    m.joins(CHAIR);
    m.done(TECHNICIAN, Command::AdmitSeat { seat: seat("IDN") });
    m.done(CHAIR, Command::OpenMeeting {});
    assert_eq!(heard(&m), NoFloor);
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    assert_eq!(heard(&m), Called);
    let request = m.held_request();
    m.done(TUNISIA, Command::StartSpeaking { request });
    assert_eq!(heard(&m), Open);

    m.done(CHAIR, Command::PauseSpeaker {});
    assert_eq!(heard(&m), Interrupted);
    m.done(CHAIR, Command::ResumeSpeaker {});
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    assert_eq!(heard(&m), Suspended);
    m.done(CHAIR, Command::ResumeMeeting {});
    assert_eq!(heard(&m), Called, "it speaks when it is ready");
    m.done(TUNISIA, Command::StartSpeaking { request });
    assert_eq!(heard(&m), Open);
    m.done(CHAIR, Command::Expel { participant: person(TUNISIA) });
    assert_ne!(heard(&m), Open);
    m.done(CHAIR, Command::CloseMeeting {});
    assert_eq!(heard(&m), Over);
}

#[test]
fn of_several_reasons_the_first_to_be_mended() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::Mute { seat: seat("TUN") });
    assert_eq!(heard(&m), NoFloor);
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request = m.held_request();
    m.done(TUNISIA, Command::StartSpeaking { request });
    assert_eq!(heard(&m), Open, "the grant lifted the chair's mute");
    m.done(TUNISIA, Command::CloseMicrophone {});
    assert_eq!(heard(&m), Closed);
    m.done(CHAIR, Command::Mute { seat: seat("TUN") });
    assert_eq!(heard(&m), MutedByChair);
    m.done(TECHNICIAN, Command::Mute { seat: seat("TUN") });
    assert_eq!(heard(&m), MutedByTechnician);
    m.loses(m.device(TUNISIA));
    assert_eq!(heard(&m), Held);
    m.done(CHAIR, Command::RevokeFloor { request });
    assert_eq!(heard(&m), Away);
}

#[test]
fn who_presides_needs_no_floor_and_opens_the_microphone() {
    let mut m = Rehearsal::in_session();
    let presidency = |m: &Rehearsal| m.meeting.audibility(&seat("IDN"));
    assert_eq!(presidency(&m), NotOpened);
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(presidency(&m), Open);
    assert_eq!(heard(&m), NoFloor);
    // A colleague of the seat does not preside, and needs the floor.
    m.joins("IDN-deputy");
    m.loses(m.device(CHAIR));
    assert_eq!(presidency(&m), NoFloor);
}
