//! The server is killed without warning in the middle of a delegate's commands, again and again. What was
//! acknowledged is in the journal, what was said again is done once, and the chain is unbroken.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{CommandId, MeetingId};
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::event::Record;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::journal::{export, sqlite};
use rostrum_server::store;
use rostrum_tests::guest::seat;
use rostrum_tests::hall::convene;
use rostrum_tests::{Guest, Process};
use std::collections::BTreeSet;
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
