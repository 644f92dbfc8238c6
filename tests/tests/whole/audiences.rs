//! Who gets what: every frame that somebody was sent is searched for what is not theirs.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::meeting::audio::AudioReport;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::profile::RequestKind;
use rostrum_proto::wire::ClientMessage;
use rostrum_proto::wire::desk::LogLevel;
use rostrum_proto::wire::quality::DeviceNames;
use rostrum_tests::guest::seat;
use rostrum_tests::{Guest, Hall};

/// What Tunisia has and nobody else may get; each is a part of a frame.
const TUNISIA: [&str; 8] = [
    "Marked Microphone",
    "Marked Camera",
    "marked line of a log",
    "\"level\":61",
    "cannot_hear",
    "no_media",
    "\"problem\":\"",
    "socket_since",
];
/// What is told of people, devices and links to officers alone.
const OFFICERS: [&str; 9] = [
    "connection.opened",
    "connection.closed",
    "seat.admitted",
    "participant.admitted",
    "invitation.",
    "problem.reported",
    "audio.certified",
    "\"technician\"",
    "\"secretary\"",
];

/// A meeting in which everything happens that somebody may not get.
async fn minutes(hall: &Hall) -> [Guest; 5] {
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let mut france = Guest::joins(hall, "FRA-delegate").await;
    let mut viewer = Guest::joins(hall, "public").await;
    technician.does(Command::AdmitSeat { seat: seat("FRA") }).await;
    for guest in [&mut france, &mut viewer] {
        guest.until("the snapshot", |g| g.meeting.is_some()).await;
    }

    let (microphone, camera) = ("Marked Microphone".into(), "Marked Camera".into());
    let devices = DeviceNames { microphone, camera };
    tunisia.says(&ClientMessage::Devices { devices }).await;
    let text = "marked line of a log".into();
    tunisia.says(&ClientMessage::Log { level: LogLevel::Warn, text, trace: None }).await;
    let report = AudioReport { level: 61, noise: 30, clipping: 0, loss: None, built_in: false };
    tunisia.does(Command::CertifyAudio { report }).await;
    tunisia.does(Command::ReportProblem { seat: seat("TUN"), problem: Problem::CannotHear }).await;
    tunisia.does(Command::TurnCamera { on: true }).await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    tunisia.until("being called", |g| g.holder().is_some()).await;
    let (request, _) = tunisia.holder().unwrap();
    let fault = Some(Fault::NoMedia);
    tunisia.does(Command::ReportReady { request, ready: false, fault }).await;
    tunisia.does(Command::StartSpeaking { request }).await;
    tunisia.does(Command::CloseMicrophone {}).await;
    tunisia.does(Command::OpenMicrophone {}).await;
    tunisia.does(Command::ReleaseFloor { request }).await;
    let kind = RequestKind::RightOfReply;
    france.does(Command::RequestFloor { seat: seat("FRA"), kind }).await;

    // Late comers get a snapshot of all of it.
    let mut late = Guest::joins(hall, "FRA-delegate").await;
    late.until("the snapshot", |g| g.meeting.is_some()).await;
    chair.does(Command::CloseMeeting {}).await;
    for guest in [&mut tunisia, &mut france, &mut late, &mut viewer, &mut technician] {
        let over =
            |g: &Guest| g.meeting.as_ref().is_some_and(|m| m.phase.name() == PhaseName::Closed);
        guest.until("the end", over).await;
    }
    [tunisia, france, late, viewer, technician]
}

fn found<'a>(guest: &Guest, marks: &[&'a str]) -> Vec<&'a str> {
    marks.iter().filter(|m| guest.frames.iter().any(|f| f.contains(**m))).copied().collect()
}

#[tokio::test]
async fn nobody_is_sent_what_is_not_theirs() {
    let hall = Hall::open().await;
    let [tunisia, france, late, viewer, technician] = minutes(&hall).await;
    let none: [&str; 0] = [];

    // What is searched for was there to be found.
    assert_eq!(found(&technician, &TUNISIA[3..6]), TUNISIA[3..6]);
    assert_eq!(found(&technician, &OFFICERS[..3]), ["connection.opened", "seat.admitted"]);
    assert_eq!(found(&tunisia, &TUNISIA[3..6]), TUNISIA[3..6], "its own");

    for (who, guest) in [("France", &france), ("who came late", &late), ("the public", &viewer)] {
        assert_eq!(found(guest, &TUNISIA), none, "{who}");
        assert_eq!(found(guest, &OFFICERS), none, "{who}");
        let device = format!("\"connection\":{},", tunisia.connection.0);
        let device = [device.as_str(), &device.replace(',', "}")];
        assert_eq!(found(guest, &device), none, "{who}");
    }
    assert_eq!(found(&tunisia, &OFFICERS), none);
    assert_eq!(found(&viewer, &["\"by\":{"]), none, "the public is not told who asked");

    // And each of them saw the same meeting otherwise.
    let seen = |guest: &Guest| {
        let meeting = guest.meeting.as_ref().unwrap();
        (meeting.speakers.clone(), meeting.requests.len(), meeting.phase)
    };
    assert_eq!(seen(&france), seen(&technician));
    assert_eq!(seen(&viewer), seen(&technician));
}
