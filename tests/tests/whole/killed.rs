//! The server is killed without warning in the middle of a delegate's commands, again and again. What was
//! acknowledged is in the journal, what was said again is done once, and the chain is unbroken.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{CommandId, MeetingId, ParticipantId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::event::Record;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::journal::{export, sqlite};
use rostrum_server::recorder::shelf::FOLDER;
use rostrum_server::store;
use rostrum_tests::caller::{Caller, CallerSlot, WITH_CHANNEL};
use rostrum_tests::guest::seat;
use rostrum_tests::hall::{convene, session};
use rostrum_tests::{Guest, Process, within};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const LIVES: usize = 10;
/// Commands on their way at the same time.
const AT_ONCE: usize = 12;

fn journal(data: &Path, meeting: &MeetingId) -> Vec<Record> {
    let db = store::open(data).unwrap();
    sqlite::read_records(&db, meeting, 0, u64::MAX, u32::MAX).unwrap()
}

/// Every problem is reported and cleared in turn, so that each command changes something.
fn command(number: usize) -> (CommandId, Command) {
    let seat = seat("TUN");
    let command = match number % 2 {
        0 => Command::ReportProblem { seat, problem: Problem::CannotHear },
        _ => Command::ClearProblem { seat },
    };
    (CommandId::new(format!("c-{number}")).unwrap(), command)
}

#[tokio::test]
async fn what_was_acknowledged_is_there_and_what_was_repeated_is_done_once() {
    let data = tempfile::tempdir().unwrap();
    let (meeting, codes) = convene(data.path());
    let mut server = Process::start(data.path()).await;
    let mut technician = Guest::with_code(server.address(), &codes["technician"]).await;
    technician.does(Command::AdmitSeat { seat: seat("TUN") }).await;
    let (mut next, mut acknowledged) = (0, BTreeSet::new());
    for life in 0..LIVES {
        let mut tunisia = Guest::with_code(server.address(), &codes["TUN-delegate"]).await;
        tunisia.until("the snapshot", |g| g.meeting.is_some()).await;
        // What has no answer yet is said again, under the same id.
        let first = next;
        for number in first..first + AT_ONCE {
            let (id, command) = command(number);
            tunisia.says(&ClientMessage::Command { id, command }).await;
        }
        let answers = |g: &Guest| {
            let accepted = g.others.iter().filter_map(|m| match m {
                ServerMessage::Accepted { id, .. } => Some(id.clone()),
                _ => None,
            });
            accepted.collect::<BTreeSet<_>>()
        };
        // Killed after another number of answers in each life, wherever the server then is.
        let enough = 1 + life % AT_ONCE;
        tunisia.until("some answers", |g| answers(g).len() >= enough).await;
        server = server.dies_and_comes_back().await;
        acknowledged.extend(answers(&tunisia));

        let records = journal(data.path(), &meeting);
        let done: BTreeSet<_> =
            records.iter().filter_map(|r| r.by.as_ref()).map(|by| by.command.clone()).collect();
        for id in &acknowledged {
            assert!(done.contains(id), "life {life}: {id:?} was acknowledged and is not there");
        }
        while done.contains(&command(next).0) && acknowledged.contains(&command(next).0) {
            next += 1;
        }
        export::verify(&store::open(data.path()).unwrap(), &meeting).unwrap();
    }
    let records = journal(data.path(), &meeting);
    let causes = records.iter().filter_map(|r| r.by.as_ref()).map(|by| by.command.clone());
    let all: Vec<_> = causes.filter(|id| id.as_str().starts_with("c-")).collect();
    let different: BTreeSet<_> = all.iter().collect();
    assert_eq!(all.len(), different.len(), "each of these commands is one event, once");
    assert!(all.len() >= LIVES, "{all:?}");
}

/// Somebody is let in who has media.
async fn interprets(server: &Process, code: &str, technician: &mut Guest) -> (Guest, Caller) {
    let mut booth = Guest::with_code(server.address(), code).await;
    let participant = ParticipantId::new("booth-fr-1").unwrap();
    technician.does(Command::AdmitParticipant { participant }).await;
    booth.until("the meeting", |g| g.meeting.is_some()).await;
    let caller = booth.calls_with(&WITH_CHANNEL).await;
    booth.does(Command::AgreeToRecording {}).await;
    booth.does(Command::GoOnAir { channel: Lang::Fr, relay: None }).await;
    (booth, caller)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_has_what_was_on_the_disk_is_sealed_afterwards_and_goes_on() {
    let data = tempfile::tempdir().unwrap();
    let (meeting, codes) = convene(data.path());
    let server = Process::start(data.path()).await;
    let (mut chair, _tunisia, mut technician) = session(server.address(), &codes).await;
    chair.does(Command::StartRecording {}).await;
    let (booth, caller) = interprets(&server, &codes["booth-fr-1"], &mut technician).await;
    caller.speak(25).await;
    let folder = data.path().join(FOLDER).join(meeting.as_str());
    let said = |name: &str| {
        let sent = [b"\xFCpus", &(booth.connection.0 as u32).to_be_bytes()[..]].concat();
        let file = fs::read(folder.join(name)).unwrap();
        file.windows(8).filter(|bytes| *bytes == sent).count()
    };
    within("the disk", async {
        while said("fr-1.opus") < 25 {
            tokio::task::yield_now().await;
        }
    })
    .await;

    let server = server.dies_and_comes_back().await;
    let mut technician = Guest::with_code(server.address(), &codes["technician"]).await;
    let sealed = |parts: &'static [u32]| {
        move |g: &Guest| g.meeting.as_ref().is_some_and(|m| m.recording.sealed == parts)
    };
    technician.until("part 1 is sealed", sealed(&[1])).await;
    assert_eq!(said("fr-1.opus"), 25);
    let (booth, caller) = interprets(&server, &codes["booth-fr-1"], &mut technician).await;
    // What is heard by somebody has passed the recorder.
    let mut chair = Guest::with_code(server.address(), &codes["IDN-chair"]).await;
    chair.until("the meeting", |g| g.meeting.is_some()).await;
    let listener = chair.calls_with(&WITH_CHANNEL).await;
    chair.listens(Some(Lang::Fr)).await;
    caller.speak(5).await;
    listener.wait_for(CallerSlot::Channel, |heard| heard.len() == 5).await;
    technician.does(Command::StopRecording {}).await;
    technician.until("part 2 is sealed", sealed(&[1, 2])).await;
    drop(booth);

    let id = meeting.as_str();
    let listed = server.tells(&["recording", "list", id]);
    let parts = listed.lines().filter(|line| line.starts_with("part "));
    assert_eq!(parts.count(), 2, "{listed}");
    let proved = server.tells(&["recording", "verify", id]);
    assert_eq!(proved, format!("{id}: 16 files of 2 parts are as sealed\n"));
    let copy = data.path().join("copy");
    let copied = server.tells(&["recording", "export", id, copy.to_str().unwrap()]);
    assert!(copied.starts_with("2 parts of "), "{copied}");
    for name in ["floor-1.webm", "fr-2.opus", "index.ndjson"] {
        assert_eq!(fs::read(copy.join(name)).unwrap(), fs::read(folder.join(name)).unwrap());
    }
}
