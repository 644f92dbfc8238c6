//! The recording through the whole server: what is in the files, who may have them, and what becomes of a meeting whose
//! recording cannot go on.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use super::channels::comes;
use super::outage::closes;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::recording::{RecordingFault, SealedFile};
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::desk::AlarmKind;
use rostrum_proto::wire::recordings::Recordings;
use rostrum_server::config::Config;
use rostrum_server::recorder::listed;
use rostrum_server::recorder::shelf::{FOLDER, Shelf};
use rostrum_tests::caller::{Caller, CallerSlot, Frame, WITH_CHANNEL};
use rostrum_tests::guest::seat;
use rostrum_tests::{Guest, Hall, http};
use std::fs;
use std::path::PathBuf;

const START: Command = Command::StartRecording {};
const CHANNEL: CallerSlot = CallerSlot::Channel;

/// Somebody listens to the French channel: what was heard there has passed the recorder.
async fn listens(chair: &mut Guest) -> Caller {
    let caller = chair.calls_with(&WITH_CHANNEL).await;
    chair.listens(Some(Lang::Fr)).await;
    caller
}

async fn goes_on_air(booth: &mut Guest) {
    booth.does(Command::GoOnAir { channel: Lang::Fr, relay: None }).await;
}

/// The part that the journal has sealed, as a technician is told.
async fn sealed(technician: &mut Guest, part: u32) -> Vec<SealedFile> {
    let is_it = |e: &Event| matches!(e, Event::RecordingSealed { part: of, .. } if *of == part);
    technician.until_event(&format!("part {part} is sealed"), is_it).await;
    let files = technician.records.iter().find_map(|record| match &record.event {
        Event::RecordingSealed { part: of, files, .. } if *of == part => Some(files.clone()),
        _ => None,
    });
    files.unwrap()
}

fn path(hall: &Hall, name: &str) -> PathBuf {
    hall.data().join(FOLDER).join(hall.meeting.as_str()).join(name)
}

/// The numbers of the packets that somebody sent, as they lie in a file: looked for byte by byte.
fn packets(hall: &Hall, name: &str, who: &Guest) -> Vec<u32> {
    let file = fs::read(path(hall, name)).unwrap();
    let sent = [b"\xFCpus", &(who.connection.0 as u32).to_be_bytes()[..]].concat();
    let found = file.windows(12).filter(|bytes| bytes.starts_with(&sent));
    found.map(|bytes| u32::from_be_bytes(bytes[8..].try_into().unwrap())).collect()
}

/// What another program says is in a file.
fn sha256sum(path: &PathBuf) -> String {
    let said = std::process::Command::new("sha256sum").arg(path).output().unwrap();
    String::from_utf8(said.stdout).unwrap()[..64].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_agreed_is_in_the_files_while_the_meeting_is_public_and_in_session() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, mut technician) = hall.session().await;
    let (mut booth, interpreter) = comes(&hall, &mut technician, "booth-fr-1").await;
    let listener = listens(&mut chair).await;
    goes_on_air(&mut booth).await;
    chair.does(START).await;
    interpreter.speak(5).await;
    listener.wait_for(CHANNEL, |heard| heard.len() == 5).await;
    booth.does(Command::AgreeToRecording {}).await;
    interpreter.speak(10).await;
    listener.wait_for(CHANNEL, |heard| heard.len() == 15).await;

    chair.does(Command::SuspendMeeting { until: None }).await;
    let files = sealed(&mut technician, 1).await;
    assert_eq!(packets(&hall, "fr-1.opus", &booth), (5..15).collect::<Vec<_>>());
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    let channels = ["ar", "zh", "en", "fr", "ru", "es"].map(|lang| format!("{lang}-1.opus"));
    assert_eq!(names[..2], ["floor-1.webm", "floor-1.opus"]);
    assert_eq!(names[2..], channels);
    for file in &files {
        let path = path(&hall, &file.name);
        assert_eq!(fs::metadata(&path).unwrap().len(), file.bytes, "{}", file.name);
        assert_eq!(sha256sum(&path), file.sha256.as_str(), "{}", file.name);
    }

    chair.does(Command::ResumeMeeting {}).await;
    goes_on_air(&mut booth).await;
    interpreter.speak(3).await;
    listener.wait_for(CHANNEL, |heard| heard.len() == 18).await;
    chair.does(Command::CloseDoors { reason: "personnel".into() }).await;
    sealed(&mut technician, 2).await;
    interpreter.speak(4).await;
    listener.wait_for(CHANNEL, |heard| heard.len() == 22).await;
    chair.does(Command::OpenDoors {}).await;
    interpreter.speak(2).await;
    listener.wait_for(CHANNEL, |heard| heard.len() == 24).await;
    chair.does(Command::CloseMeeting {}).await;
    sealed(&mut technician, 3).await;
    assert_eq!(packets(&hall, "fr-2.opus", &booth), [15, 16, 17]);
    assert_eq!(packets(&hall, "fr-3.opus", &booth), [22, 23], "nothing that was said in private");

    let shelf = Shelf::new(hall.data().join(FOLDER), 0);
    let journal = &technician.records;
    assert_eq!(listed::verify(&shelf, &hall.meeting, journal).unwrap(), (24, vec![]));
    let film = path(&hall, "floor-2.webm");
    let mut bytes = fs::read(&film).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&film, bytes).unwrap();
    fs::remove_file(path(&hall, "es-3.opus")).unwrap();
    let wrong = ["floor-2.webm is not what was recorded", "es-3.opus is missing"].map(String::from);
    assert_eq!(listed::verify(&shelf, &hall.meeting, journal).unwrap(), (22, wrong.to_vec()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_picture_that_everybody_sees_is_in_the_film() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let (listener, speaker) = (chair.calls().await, tunisia.calls().await);
    chair.does(START).await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    let request = chair.holder().unwrap().0;
    tunisia.until("being called", |g| g.holder().is_some()).await;
    tunisia.does(Command::TurnCamera { on: true }).await;
    tunisia.does(Command::AgreeToRecording {}).await;
    tunisia.does(Command::StartSpeaking { request }).await;
    // Each as long as no other.
    for (long, frame) in
        [(40, Frame::Key), (41, Frame::Inter), (42, Frame::Key), (43, Frame::Inter)]
    {
        speaker.show_sized(frame, long).await;
    }
    listener.wait_for(CallerSlot::FloorVideo, |seen| seen.len() == 4).await;
    chair.does(Command::StopRecording {}).await;
    sealed(&mut technician, 1).await;
    let film = fs::read(path(&hall, "floor-1.webm")).unwrap();
    let runs = film.split(|byte| *byte != 0xAB).map(<[u8]>::len);
    // Of a key frame the head is something else.
    assert_eq!(runs.filter(|run| *run >= 30).collect::<Vec<_>>(), [31, 41, 33, 43]);
}

async fn list(hall: &Hall, token: &str, query: &str) -> (u16, String) {
    let request = format!(
        "GET /api/recording{query} HTTP/1.1\r\nHost: hall\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\n\r\n"
    );
    http::say(hall.server.http, &request).await
}

async fn file(hall: &Hall, ticket: &str, name: &str, range: &str) -> (u16, Vec<u8>) {
    let request = format!(
        "GET /recording/{ticket}/{name} HTTP/1.1\r\nHost: hall\r\n{range}Connection: close\r\n\r\n"
    );
    http::say_for_bytes(hall.server.http, &request).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_read_the_record_is_given_any_part_of_a_file_and_nobody_anything_else() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let before = chair.records.last().unwrap().seq;
    chair.does(START).await;
    let begun = chair.records.last().unwrap().seq;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    tunisia.until("the call", |g| g.holder().is_some()).await;
    let request = tunisia.holder().unwrap().0;
    tunisia.speaks(request).await;
    chair.does(Command::StopRecording {}).await;
    sealed(&mut technician, 1).await;

    let token = |code: &str| {
        let (server, code) = (hall.server.http, hall.code(code).to_owned());
        async move { http::join(server, &code).await.unwrap().token }
    };
    for other in ["TUN-delegate", "booth-fr-1", "public"] {
        assert_eq!(list(&hall, &token(other).await, "").await.0, 403, "{other}");
    }
    assert_eq!(list(&hall, "nonsense", "").await.0, 401);
    let technician_token = token("technician").await;
    assert_eq!(list(&hall, &technician_token, "?seq=x").await.0, 400);
    let (status, said) = list(&hall, &technician_token, &format!("?speeches&seq={begun}")).await;
    assert_eq!(status, 200, "{said}");
    let found: Recordings = serde_json::from_str(&said).unwrap();
    assert_eq!((found.parts.len(), found.parts[0].files.len()), (1, 8));
    assert_eq!(found.from.map(|from| (from.part, from.at.0)), Some((1, 0)));
    // The speech is where its start is on record.
    let started = |record: &&Record| matches!(record.event, Event::SpeechStarted { .. });
    let spoke = technician.records.iter().find(started).unwrap();
    let recorded = technician.records.iter().find(|record| record.seq == begun).unwrap();
    let after = spoke.at.since(recorded.at).0;
    let [speech] = &found.speeches[..] else { panic!("one of them: {said}") };
    assert_eq!((&speech.seat, speech.from.part), (&seat("TUN"), 1));
    assert!(speech.from.at.0.abs_diff(after) <= 20, "{said}: {after} ms after the start");
    let (_, said) = list(&hall, &technician_token, &format!("?seq={before}")).await;
    let earlier: Recordings = serde_json::from_str(&said).unwrap();
    assert_eq!(earlier.from, None, "it was not recorded yet");
    assert_eq!(earlier.speeches, [], "of which nothing was asked");

    let ticket = &found.ticket;
    let whole = fs::read(path(&hall, "floor-1.webm")).unwrap();
    let long = whole.len();
    assert_eq!(file(&hall, ticket, "floor-1.webm", "").await, (200, whole.clone()));
    for (asked, part) in [
        ("bytes=0-99", 0..100),
        ("bytes=100-", 100..long),
        ("bytes=-50", long - 50..long),
        ("bytes=10-999999999", 10..long),
    ] {
        let range = format!("Range: {asked}\r\n");
        let given = file(&hall, ticket, "floor-1.webm", &range).await;
        assert_eq!(given, (206, whole[part].to_vec()), "{asked}");
    }
    let beyond = format!("Range: bytes={long}-\r\n");
    assert_eq!(file(&hall, ticket, "floor-1.webm", &beyond).await, (416, vec![]));

    for name in ["index.ndjson", "..%2f..%2fsigning.key", "floor-2.webm", "%00", "floor-1.webm%20"]
    {
        assert_eq!(file(&hall, ticket, name, "").await.0, 404, "{name}");
    }
    let other_ticket = "A".repeat(ticket.len());
    assert_eq!(file(&hall, &other_ticket, "floor-1.webm", "").await.0, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_without_space_stops_the_recording_with_an_alarm_and_the_meeting_goes_on() {
    let hall = Hall::open_with(|config| Config { left_free: u64::MAX, ..config }).await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let listener = chair.calls().await;
    let speaker = tunisia.calls().await;
    chair.does(START).await;
    let full = RecordingFault::DiskFull;
    let stopped =
        |e: &Event| matches!(e, Event::RecordingStopped { fault } if *fault == Some(full));
    technician.until_event("the recording has stopped", stopped).await;
    let alarmed = |g: &Guest| {
        g.others.iter().any(|m| match m {
            ServerMessage::Alarms { alarms } => {
                alarms.iter().any(|alarm| alarm.kind == AlarmKind::RecordingStopped)
            }
            _ => false,
        })
    };
    technician.until("the alarm", alarmed).await;
    let is_off = |g: &Guest| !g.meeting.as_ref().unwrap().recording.is_on();
    chair.until("that it has stopped", is_off).await;

    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    let request = chair.holder().unwrap().0;
    tunisia.until("being called", |g| g.holder().is_some()).await;
    tunisia.does(Command::StartSpeaking { request }).await;
    speaker.speak(5).await;
    listener.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_takes_nothing_stops_the_recording_and_says_so() {
    let hall = Hall::open_with(|config| {
        // Where the folder should be there is a file, whoever runs this.
        fs::write(&config.recordings, b"").unwrap();
        config
    })
    .await;
    let (mut chair, _tunisia, mut technician) = hall.session().await;
    chair.does(START).await;
    let fault = RecordingFault::Unwritable;
    let stopped =
        |e: &Event| matches!(e, Event::RecordingStopped { fault: Some(f) } if *f == fault);
    technician.until_event("the recording has stopped", stopped).await;
    // It can be started again once that is mended.
    fs::remove_file(hall.data().join(FOLDER)).unwrap();
    chair.does(START).await;
    chair.does(Command::StopRecording {}).await;
    assert_eq!(sealed(&mut technician, 1).await.len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restart_what_there_was_is_sealed_and_another_part_goes_on() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    chair.does(START).await;
    drop(chair);
    let hall = hall.restart().await;
    let mut technician = Guest::joins(&hall, "technician").await;
    technician.until("the snapshot", |g| g.meeting.is_some()).await;
    let known = |g: &Guest| g.meeting.as_ref().is_some_and(|m| m.recording.sealed.contains(&1));
    technician.until("part 1 is sealed", known).await;
    assert!(technician.meeting.as_ref().unwrap().is_recorded());
    technician.does(Command::StopRecording {}).await;
    assert_eq!(sealed(&mut technician, 2).await.len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_recorded_behind_doors_that_are_closed_and_not_on_record() {
    let (hall, disk) = Hall::on_its_own_disk().await;
    let (mut chair, _tunisia, mut technician) = hall.session().await;
    chair.does(Command::StartRecording {}).await;
    let (mut booth, interpreter) = comes(&hall, &mut technician, "booth-fr-1").await;
    let listener = listens(&mut chair).await;
    goes_on_air(&mut booth).await;
    booth.does(Command::AgreeToRecording {}).await;
    interpreter.speak(5).await;
    listener.wait_for(CHANNEL, |heard| heard.len() == 5).await;

    disk.fill(true);
    closes(&mut chair, Command::CloseDoors { reason: "personnel".into() }).await;
    interpreter.speak(5).await;
    listener.wait_for(CHANNEL, |heard| heard.len() == 10).await;
    disk.fill(false);
    let is_private = |g: &Guest| g.meeting.as_ref().is_some_and(|m| m.private.is_some());
    technician.until("the doors are closed on record", is_private).await;
    sealed(&mut technician, 1).await;
    assert_eq!(packets(&hall, "fr-1.opus", &booth), [0, 1, 2, 3, 4]);
}
