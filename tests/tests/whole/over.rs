//! Meetings that are over: the server does not read their journals when it starts. Whoever comes has one opened, and
//! sees its end.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{ConnectionId, MeetingId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::close;
use rostrum_proto::wire::http::{JoinError, Problem};
use rostrum_server::identity::{Invitations, PublicLink};
use rostrum_server::journal::sqlite;
use rostrum_server::store;
use rostrum_tests::hall::{convene_changed, session};
use rostrum_tests::sim::scene;
use rostrum_tests::written::record_json;
use rostrum_tests::{Guest, Hall, http, within};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A hall whose meeting was closed and left, and in which another is in session.
struct Adjourned {
    hall: Hall,
    next: MeetingId,
    codes: BTreeMap<String, String>,
    /// Tokens of the meeting that is over, by participant.
    tokens: BTreeMap<String, String>,
}

impl Adjourned {
    async fn begins() -> Self {
        let hall = Hall::open().await;
        let (mut chair, tunisia, technician) = hall.session().await;
        let mut tokens = BTreeMap::new();
        for who in ["IDN-chair", "technician", "TUN-delegate", "secretary"] {
            tokens.insert(who.to_owned(), hall.join(hall.code(who)).await.unwrap().token);
        }
        chair.does(Command::CloseMeeting {}).await;
        drop((chair, tunisia, technician));
        everybody_has_left(hall.data(), &hall.meeting).await;
        let (next, codes) = convene_changed(hall.data(), |setup| setup.id = scene::id("NEXT"));
        let hall = hall.restart().await;
        let (chair, tunisia, technician) = session(hall.server.http, &codes).await;
        drop((chair, tunisia, technician));
        Self { hall, next, codes, tokens }
    }

    /// The server is stopped, something is done to the data, and it starts again.
    async fn after(self, statements: &'static str) -> Self {
        let data = self.hall.data().to_path_buf();
        let change = move || store::open(&data).unwrap().execute_batch(statements).unwrap();
        Self { hall: self.hall.restart_after(change).await, ..self }
    }

    async fn socket(&self, who: &str) -> Guest {
        Guest::says_hello(&self.hall, &self.tokens[who], None).await
    }

    async fn joins(&self, who: &str) -> Problem {
        self.hall.join(self.hall.code(who)).await.unwrap_err()
    }

    fn records(&self) -> Vec<Record> {
        records(self.hall.data(), &self.hall.meeting)
    }

    /// The meeting that is over has no room, and the next one has.
    fn sleeps(&self) -> bool {
        self.hall.server.rooms() == [self.next.clone()]
    }

    fn is_open(&self) -> bool {
        let rooms: BTreeSet<_> = self.hall.server.rooms().into_iter().collect();
        rooms == BTreeSet::from([self.hall.meeting.clone(), self.next.clone()])
    }
}

fn records(data: &Path, meeting: &MeetingId) -> Vec<Record> {
    let db = store::open(data).unwrap();
    sqlite::read_records(&db, meeting, 0, u64::MAX, u32::MAX).unwrap()
}

/// Numbers of devices by what happened to them.
fn devices(records: &[Record]) -> (BTreeSet<ConnectionId>, BTreeSet<ConnectionId>) {
    let opened = |r: &Record| match r.event {
        Event::ConnectionOpened { connection, .. } => Some(connection),
        _ => None,
    };
    let closed = |r: &Record| match r.event {
        Event::ConnectionClosed { connection, .. } => Some(connection),
        _ => None,
    };
    (records.iter().filter_map(opened).collect(), records.iter().filter_map(closed).collect())
}

async fn everybody_has_left(data: &Path, meeting: &MeetingId) {
    within("everybody has left", async {
        loop {
            let (came, left) = devices(&records(data, meeting));
            if came == left {
                return;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
}

fn is_closed(guest: &Guest) -> bool {
    guest.meeting.as_ref().is_some_and(|m| m.phase.name() == PhaseName::Closed)
}

/// What happens to the journal of the meeting that is over.
const ALTERED: &str =
    "UPDATE journal SET body = body || ' ' WHERE seq = 5 AND meeting LIKE 'S-VTC%'";
const MENDED: &str =
    "UPDATE journal SET body = rtrim(body) WHERE seq = 5 AND meeting LIKE 'S-VTC%'";
const CUT_OFF: &str = "DELETE FROM journal WHERE meeting LIKE 'S-VTC%' AND seq =
    (SELECT max(seq) FROM journal WHERE meeting LIKE 'S-VTC%')";
const GONE: &str = "DELETE FROM journal WHERE meeting LIKE 'S-VTC%' AND seq < 9";
/// A data folder as the build left it that knew no standings.
const OF_BEFORE: &str = "DROP TABLE standings; DROP TABLE documents; PRAGMA user_version = 5";
/// As if such a build had gone on with a folder after the first record of each meeting.
const OF_THE_FIRST_RECORD: &str =
    "UPDATE standings SET records = 1, at = 1, closed = 0, connected = 0,
    last_connection = 0";

#[tokio::test]
async fn a_meeting_that_is_over_has_no_room_until_somebody_comes_and_sees_its_end() {
    let it = Adjourned::begins().await;
    assert!(it.sleeps());
    assert_eq!(it.joins("reporter").await.code, JoinError::MeetingClosed);
    assert!(it.is_open());

    let it = it.after("").await;
    assert!(it.sleeps());
    let mut chair = it.socket("IDN-chair").await;
    chair.until("the end", is_closed).await;
    assert!(it.is_open());
    drop(chair);
    everybody_has_left(it.hall.data(), &it.hall.meeting).await;

    let it = it.after("").await;
    assert!(it.sleeps());
    let (public, _) = it.hall.public_link(PublicLink::default());
    assert_eq!(it.hall.join(&public).await.unwrap_err().code, JoinError::MeetingClosed);
    assert!(it.is_open());
}

#[tokio::test]
async fn its_record_is_the_same_as_before() {
    let it = Adjourned::begins().await;
    let expected = record_json(&it.records());
    let token = &it.tokens["secretary"];
    let request = format!(
        "GET /api/record?format=json HTTP/1.1\r\nHost: hall\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\n\r\n"
    );
    assert_eq!(http::say(it.hall.server.http, &request).await, (200, expected));
    assert!(it.is_open());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_come_at_once_are_in_one_room() {
    let it = Adjourned::begins().await;
    let (mut chair, mut technician) = tokio::join!(it.socket("IDN-chair"), it.socket("technician"));
    let both = |g: &Guest| g.meeting.as_ref().is_some_and(|m| m.connections.len() == 2);
    technician.until("both are here", both).await;
    chair.until("the end", is_closed).await;
    let (came, left) = devices(&it.records());
    let here: BTreeSet<_> = came.difference(&left).copied().collect();
    assert_eq!(here, BTreeSet::from([chair.connection, technician.connection]));
}

#[tokio::test]
async fn a_damaged_one_keeps_nobody_from_the_others_and_is_tried_again() {
    let it = Adjourned::begins().await.after(ALTERED).await;
    assert!(it.sleeps(), "nothing of it was read");
    assert_eq!(it.hall.get("/readyz").await, (200, "ready\n".to_owned()));

    let told = it.joins("reporter").await;
    let sentence = "The server cannot take you in now. Try again shortly.";
    assert_eq!((told.code, told.sentence.as_str()), (JoinError::Unavailable, sentence));
    let mut chair = it.socket("IDN-chair").await;
    assert_eq!(chair.until_closed().await, close::UNAUTHORIZED);
    let (status, ready) = it.hall.get("/readyz").await;
    let named = format!("the meeting {} is not open: record 5", it.hall.meeting);
    assert!(status == 200 && ready.contains(&named), "{ready}");
    let delegate = Guest::with_code(it.hall.server.http, &it.codes["TUN-delegate"]).await;
    assert!(delegate.connection.0 > 0, "the other meeting goes on");

    store::open(it.hall.data()).unwrap().execute_batch(MENDED).unwrap();
    assert_eq!(it.joins("reporter").await.code, JoinError::MeetingClosed);
    assert_eq!(it.hall.get("/readyz").await, (200, "ready\n".to_owned()));
}

#[tokio::test]
async fn one_that_has_lost_its_end_is_named_at_once() {
    let it = Adjourned::begins().await.after(CUT_OFF).await;
    assert!(it.sleeps());
    let (status, ready) = it.hall.get("/readyz").await;
    let named = format!("the meeting {} is not open: ", it.hall.meeting);
    assert!(status == 200 && ready.contains(&named), "{ready}");
    assert_eq!(it.joins("reporter").await.code, JoinError::Unavailable);
}

#[tokio::test]
async fn a_revoked_link_is_known_without_the_journal_which_is_told_later() {
    let it = Adjourned::begins().await;
    let (code, link) = it.hall.invite("reporter", false);
    let links = Invitations::open(it.hall.data()).unwrap();
    links.revoke(&link, Timestamp(1)).unwrap();
    let it = it.after("").await;
    assert_eq!(it.hall.join(&code).await.unwrap_err().code, JoinError::Revoked);
    assert!(it.sleeps(), "its journal was not read");

    let revocations = |it: &Adjourned| {
        let of_it = |r: &&Record| match &r.event {
            Event::InvitationRevoked { invitation, .. } => *invitation == link,
            _ => false,
        };
        it.records().iter().filter(of_it).count()
    };
    assert_eq!(revocations(&it), 0);
    assert_eq!(it.joins("reporter").await.code, JoinError::MeetingClosed);
    within("it is on record", async {
        while revocations(&it) == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // Once is enough, also after another start.
    let it = it.after("").await;
    assert_eq!(it.joins("reporter").await.code, JoinError::MeetingClosed);
    let mut chair = it.socket("IDN-chair").await;
    chair.until("the end", is_closed).await;
    assert_eq!(revocations(&it), 1);
    assert_eq!(it.hall.join(&code).await.unwrap_err().code, JoinError::Revoked);
    let it = it.after(GONE).await;
    assert_eq!(it.hall.join(&code).await.unwrap_err().code, JoinError::Revoked);
}

#[tokio::test]
async fn no_device_gets_a_number_that_one_had_in_a_meeting_that_is_over() {
    let it = Adjourned::begins().await;
    let (before, _) = devices(&it.records());
    let (next, _) = devices(&records(it.hall.data(), &it.next));
    assert!(it.sleeps() && before.is_disjoint(&next), "{before:?} {next:?}");
    // The highest number of all is one of the meeting that is over.
    let mut chair = it.socket("IDN-chair").await;
    chair.until("the end", is_closed).await;
    let highest = chair.connection;
    drop(chair);
    everybody_has_left(it.hall.data(), &it.hall.meeting).await;
    let it = it.after("").await;
    let delegate = Guest::with_code(it.hall.server.http, &it.codes["TUN-delegate"]).await;
    assert!(it.sleeps() && delegate.connection > highest, "{} {highest}", delegate.connection);
}

#[tokio::test]
async fn who_was_there_when_the_server_stopped_is_on_record_as_lost() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    chair.does(Command::CloseMeeting {}).await;
    let (came, left) = devices(&records(hall.data(), &hall.meeting));
    assert!(came.len() == 3 && left.is_empty());
    let hall = hall.restart().await;
    assert_eq!(hall.server.rooms(), std::slice::from_ref(&hall.meeting));
    let records = records(hall.data(), &hall.meeting);
    let lost = |r: &Record| match r.event {
        Event::ConnectionClosed { connection, reason: DisconnectReason::Restart } => {
            Some(connection)
        }
        _ => None,
    };
    assert_eq!(records.iter().filter_map(lost).collect::<BTreeSet<_>>(), came);
    let hall = hall.restart().await;
    assert_eq!(hall.server.rooms(), []);
}

#[tokio::test]
async fn what_a_build_of_before_has_written_is_looked_at_once() {
    let noted = |it: &Adjourned| -> String {
        let db = store::open(it.hall.data()).unwrap();
        let all = "records || ' ' || at || ' ' || closed || connected || ' ' || last_connection";
        let of_it = format!("SELECT {all} FROM standings WHERE meeting = ?1");
        db.query_row(&of_it, [it.hall.meeting.as_str()], |row| row.get(0)).unwrap()
    };
    let expected = |it: &Adjourned| {
        let records = it.records();
        let (came, last) = (devices(&records).0, records.last().unwrap());
        format!("{} {} 10 {}", last.seq, last.at.0, came.last().unwrap().0)
    };
    let mut it = Adjourned::begins().await;
    assert_eq!(noted(&it), expected(&it));
    for before in [OF_BEFORE, OF_THE_FIRST_RECORD] {
        it = it.after(before).await;
        assert!(it.sleeps(), "{before}");
        assert_eq!(noted(&it), expected(&it), "{before}");
    }
}
