//! The journal cannot be written, and somebody closes a microphone. It falls silent, and stays silent: while
//! the disk is full, and when it is not any more, until somebody opens it on record. The clients send all the
//! time.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use futures_util::SinkExt;
use rostrum_proto::id::{CommandId, ConnectionId, ParticipantId, RequestId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::http::JoinError;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage, close};
use rostrum_server::journal::export;
use rostrum_server::store;
use rostrum_tests::caller::CallerSlot;
use rostrum_tests::disk::Disk;
use rostrum_tests::guest::seat;
use rostrum_tests::{Caller, Guest, Hall, within};
use tokio_tungstenite::tungstenite::Message;

/// Tunisia speaks, the President hears it, and the disk is full.
struct Outage {
    hall: Hall,
    disk: Disk,
    chair: Guest,
    tunisia: Guest,
    technician: Guest,
    presiding: Caller,
    speaker: Caller,
    request: RequestId,
    /// The number of Tunisia's link.
    link: String,
    /// Packets of Tunisia that were forwarded to nobody.
    withheld: u64,
}

impl Outage {
    async fn begins() -> Self {
        let (hall, disk) = Hall::on_its_own_disk().await;
        let (code, link) = hall.invite("TUN-delegate", false);
        let mut technician = Guest::joins(&hall, "technician").await;
        let mut chair = Guest::joins(&hall, "IDN-chair").await;
        let mut tunisia = Guest::with_code(hall.server.http, &code).await;
        for place in ["IDN", "TUN"] {
            technician.does(Command::AdmitSeat { seat: seat(place) }).await;
        }
        for guest in [&mut chair, &mut tunisia] {
            guest.until("the snapshot", |g| g.meeting.is_some()).await;
        }
        chair.does(Command::OpenMeeting {}).await;
        let (presiding, speaker) = (chair.calls().await, tunisia.calls().await);
        chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
        tunisia.until("being called", |g| g.holder().is_some()).await;
        let (request, _) = tunisia.holder().unwrap();
        tunisia.does(Command::StartSpeaking { request }).await;
        speaker.speak(1).await;
        presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 1).await;
        disk.fill(true);
        let withheld = 0;
        Self { hall, disk, chair, tunisia, technician, presiding, speaker, request, link, withheld }
    }

    /// Tunisia speaks for as long as the server takes to measure it twice, and nobody hears it.
    async fn nobody_hears_tunisia(&mut self) {
        for _ in 0..2 {
            self.speaker.speak(10).await;
            self.withheld += 10;
            let (device, count) = (self.tunisia.connection, self.withheld);
            self.technician
                .until("Tunisia's packets are dropped", |g| drops(g, device, count))
                .await;
            self.technician.others.clear();
        }
        assert_eq!(self.presiding.heard(CallerSlot::Voice(1)).len(), 1);
    }

    /// The disk has room again, and what was kept closed is on record.
    async fn ends(&mut self, recorded: impl Fn(&Event) -> bool) {
        self.disk.fill(false);
        self.chair.until_event("what was closed is on record", recorded).await;
    }

    /// Somebody has opened the microphone on record, and is heard.
    async fn tunisia_is_heard(&mut self) {
        self.speaker.speak(1).await;
        self.presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 2).await;
        self.ended_well();
    }

    fn ended_well(&self) {
        export::verify(&store::open(self.hall.data()).unwrap(), &self.hall.meeting).unwrap();
    }
}

fn drops(guest: &Guest, device: ConnectionId, count: u64) -> bool {
    guest.others.iter().any(|message| match message {
        ServerMessage::Quality { connections } => {
            connections.iter().any(|q| q.connection == device && q.packets_dropped >= count)
        }
        _ => false,
    })
}

/// Asks for something that closes, and is told that it is closed, though not recorded.
pub async fn closes(guest: &mut Guest, command: Command) {
    let id = CommandId::new(format!("closes-{}", guest.records.len())).unwrap();
    guest.says(&ClientMessage::Command { id: id.clone(), command }).await;
    let told = |g: &Guest| {
        g.others.iter().any(|message| match message {
            ServerMessage::Error { code: ErrorCode::ClosedUnrecorded, id: of, .. } => {
                of.as_ref() == Some(&id)
            }
            _ => false,
        })
    };
    guest.until("it is closed, and not recorded", told).await;
}

fn silenced(event: &Event) -> bool {
    matches!(event, Event::MicrophoneSilenced { .. })
}

fn is_gone(device: ConnectionId) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::ConnectionClosed { connection, .. } if *connection == device)
}

/// Somebody mutes Tunisia in the outage, whose mute survives it, and lifts the mute afterwards.
async fn muted(
    who: fn(&mut Outage) -> &mut Guest,
    (mute, lift): (Command, Command),
    refusal: Refusal,
) {
    let mut outage = Outage::begins().await;
    closes(who(&mut outage), mute).await;
    outage.nobody_hears_tunisia().await;
    outage.ends(silenced).await;
    outage.nobody_hears_tunisia().await;
    let opens = outage.tunisia.asks(Command::OpenMicrophone {}).await;
    assert_eq!(opens, Err(refusal), "a mute survives a full disk");
    who(&mut outage).does(lift).await;
    outage.tunisia_is_heard().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_chair_mutes() {
    let tunisia = seat("TUN");
    let commands = (Command::Mute { seat: tunisia.clone() }, Command::Unmute { seat: tunisia });
    muted(|outage| &mut outage.chair, commands, Refusal::MutedByChair {}).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_is_muted() {
    let commands = (Command::MuteEveryone {}, Command::ClearMutes {});
    muted(|outage| &mut outage.chair, commands, Refusal::MutedByChair {}).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_technician_mutes() {
    let tunisia = seat("TUN");
    let commands = (Command::Mute { seat: tunisia.clone() }, Command::Unmute { seat: tunisia });
    muted(|outage| &mut outage.technician, commands, Refusal::MutedByTechnician {}).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_floor_is_taken_back() {
    let mut outage = Outage::begins().await;
    let request = outage.request;
    closes(&mut outage.chair, Command::RevokeFloor { request }).await;
    outage.nobody_hears_tunisia().await;
    outage.ends(silenced).await;
    outage.nobody_hears_tunisia().await;
    let opens = outage.tunisia.asks(Command::OpenMicrophone {}).await;
    assert_eq!(opens, Err(Refusal::MutedByChair {}), "nobody speaks against the chair's word");
    outage.chair.does(Command::RevokeFloor { request }).await;
    outage.nobody_hears_tunisia().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_own_user_closes_it() {
    let mut outage = Outage::begins().await;
    closes(&mut outage.tunisia, Command::CloseMicrophone {}).await;
    outage.nobody_hears_tunisia().await;
    outage.ends(silenced).await;
    outage.nobody_hears_tunisia().await;
    outage.tunisia.does(Command::OpenMicrophone {}).await;
    outage.tunisia_is_heard().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_put_out() {
    let mut outage = Outage::begins().await;
    let participant = ParticipantId::new("TUN-delegate").unwrap();
    closes(&mut outage.chair, Command::Expel { participant }).await;
    assert_eq!(outage.tunisia.until_closed().await, close::ENDED, "also without a record of it");
    outage.speaker.speak(50).await;
    let device = outage.tunisia.connection;
    outage.ends(is_gone(device)).await;
    outage.speaker.speak(50).await;
    assert_eq!(outage.presiding.heard(CallerSlot::Voice(1)).len(), 1);
    outage.ended_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_socket_is_gone() {
    let mut outage = Outage::begins().await;
    outage.tunisia.socket.close(None).await.unwrap();
    // Its media ends with it: not even its checks are answered.
    outage.speaker.is_left_alone().await;
    outage.speaker.speak(50).await;
    let device = outage.tunisia.connection;
    outage.ends(is_gone(device)).await;
    assert_eq!(outage.presiding.heard(CallerSlot::Voice(1)).len(), 1);
    outage.ended_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_link_is_revoked() {
    let mut outage = Outage::begins().await;
    // By a process that finds room.
    let path = outage.hall.data().join("rostrum.db");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let elsewhere = rusqlite::Connection::open_with_flags_and_vfs(path, flags, c"unix").unwrap();
    let revoke = "UPDATE invitations SET revoked_at = 1 WHERE id = ?1";
    let revoked = within("the link is revoked", async {
        loop {
            match elsewhere.execute(revoke, [&outage.link]) {
                Ok(count) => return count,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    });
    assert_eq!(revoked.await, 1);
    assert_eq!(outage.tunisia.until_closed().await, close::ENDED);
    outage.speaker.speak(50).await;
    let device = outage.tunisia.connection;
    outage.ends(is_gone(device)).await;
    assert_eq!(outage.presiding.heard(CallerSlot::Voice(1)).len(), 1);
    outage.ended_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_without_a_record_opens_nothing() {
    let mut outage = Outage::begins().await;
    closes(&mut outage.chair, Command::Mute { seat: seat("TUN") }).await;
    // Questions, statistics and refusals are letters too.
    let refused = outage.tunisia.asks(Command::CallNext {}).await;
    assert_eq!(refused, Err(Refusal::NotPermitted {}));
    outage.nobody_hears_tunisia().await;
    // What is so already is not durable either: it is not said to be done.
    closes(&mut outage.chair, Command::Mute { seat: seat("TUN") }).await;
    outage.nobody_hears_tunisia().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_that_is_turned_off_stays_off() {
    let mut outage = Outage::begins().await;
    outage.disk.fill(false);
    outage.tunisia.does(Command::TurnCamera { on: true }).await;
    outage.speaker.show(rostrum_tests::caller::Frame::Key).await;
    outage.presiding.wait_for(CallerSlot::FloorVideo, |seen| seen.len() == 1).await;
    outage.disk.fill(true);
    closes(&mut outage.tunisia, Command::TurnCamera { on: false }).await;
    let frames = || outage.speaker.show(rostrum_tests::caller::Frame::Key);
    frames().await;
    let off = |e: &Event| matches!(e, Event::CameraTurned { on: false, .. });
    outage.disk.fill(false);
    outage.chair.until_event("the camera is off on record", off).await;
    frames().await;
    // The voice comes after the pictures, and alone.
    outage.speaker.speak(1).await;
    outage.presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 2).await;
    assert_eq!(outage.presiding.heard(CallerSlot::FloorVideo).len(), 1);
}

/// Says several things before any of them can be answered, so that the room takes them together.
async fn says_at_once(guest: &mut Guest, commands: [Command; 2]) {
    for (n, command) in commands.into_iter().enumerate() {
        let id = CommandId::new(format!("at-once-{n}")).unwrap();
        let said = serde_json::to_string(&ClientMessage::Command { id, command }).unwrap();
        guest.socket.feed(Message::text(said)).await.unwrap();
    }
    guest.socket.flush().await.unwrap();
    let answers = |g: &Guest| {
        let errors = g.others.iter().filter(|m| matches!(m, ServerMessage::Error { .. }));
        errors.count() == 2
    };
    guest.until("both are answered", answers).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_closed_and_opened_in_one_breath_is_closed() {
    let mut outage = Outage::begins().await;
    let (close, open) = (Command::CloseMicrophone {}, Command::OpenMicrophone {});
    says_at_once(&mut outage.tunisia, [close, open]).await;
    outage.nobody_hears_tunisia().await;
    outage.ends(silenced).await;
    outage.nobody_hears_tunisia().await;
    outage.tunisia.does(Command::OpenMicrophone {}).await;
    outage.tunisia_is_heard().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_only_lost_the_connection_is_muted_by_nobody() {
    let mut outage = Outage::begins().await;
    outage.tunisia.socket.close(None).await.unwrap();
    outage.speaker.is_left_alone().await;
    let device = outage.tunisia.connection;
    outage.ends(is_gone(device)).await;
    assert!(!outage.chair.records.iter().any(|record| silenced(&record.event)));
    let mut tunisia = Guest::joins(&outage.hall, "TUN-delegate").await;
    tunisia.until("the snapshot", |g| g.meeting.is_some()).await;
    tunisia.does(Command::StartSpeaking { request: outage.request }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_by_another_socket_in_an_outage_is_heard_as_before() {
    let mut outage = Outage::begins().await;
    outage.disk.fill(false);
    let token = outage.hall.join(outage.hall.code("TUN-delegate")).await.unwrap().token;
    outage.disk.fill(true);
    let known = outage.tunisia.meeting.as_ref().unwrap().seq;
    let resume = Resume { connection: outage.tunisia.connection, seq: known };
    let mut again = Guest::says_hello(&outage.hall, &token, Some(resume)).await;
    again.meeting.clone_from(&outage.tunisia.meeting);
    let resumed = |m: &ServerMessage| matches!(m, ServerMessage::Resumed { .. });
    again.until("what was missed", |g| g.others.iter().any(resumed)).await;
    assert_eq!(again.connection, outage.tunisia.connection);
    assert_eq!(outage.tunisia.until_closed().await, close::REPLACED);
    outage.speaker.speak(1).await;
    outage.presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 2).await;
    outage.disk.fill(false);
    outage.chair.does(Command::CloseList {}).await;
    let left = |record: &Record| matches!(record.event, Event::ConnectionClosed { .. });
    assert!(!outage.chair.records.iter().any(left), "{:?}", outage.chair.records);
    outage.speaker.speak(1).await;
    outage.presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mute_does_not_wait_for_a_disk_that_hangs() {
    let mut outage = Outage::begins().await;
    outage.disk.fill(false);
    // Another process writes, and does not come to an end.
    let db = store::open(outage.hall.data()).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    let id = CommandId::new("on-its-way").unwrap();
    let command = Command::CloseList {};
    outage.chair.says(&ClientMessage::Command { id, command }).await;
    let id = CommandId::new("mute").unwrap();
    let command = Command::Mute { seat: seat("TUN") };
    outage.chair.says(&ClientMessage::Command { id: id.clone(), command }).await;
    outage.chair.says(&ClientMessage::Ping { nonce: 1 }).await;
    let pong = |m: &ServerMessage| matches!(m, ServerMessage::Pong { nonce: 1, .. });
    outage.chair.until("the server has read it", |g| g.others.iter().any(pong)).await;
    // Some of it may be heard before the room has its letter; most is not.
    outage.speaker.speak(200).await;
    let muted =
        |e: &Event| matches!(e, Event::SeatsMuted { .. } | Event::MicrophoneSilenced { .. });
    assert!(!outage.chair.records.iter().any(|record| muted(&record.event)), "not on record yet");
    db.execute_batch("ROLLBACK").unwrap();
    outage.chair.until_event("the mute is on record", muted).await;
    let device = outage.tunisia.connection;
    outage.technician.until("it acted before", |g| drops(g, device, 100)).await;
}

#[tokio::test]
async fn a_server_that_starts_on_a_full_disk_waits_for_room() {
    let (hall, disk) = Hall::on_its_own_disk().await;
    let (chair, _tunisia, _technician) = hall.session().await;
    let known = chair.meeting.as_ref().unwrap().seq;
    let hall = hall.restart_after(|| disk.fill(true)).await;
    within("the server knows that the disk is full", async {
        while hall.get("/readyz").await.0 != 503 {}
    })
    .await;
    let refused = hall.join(hall.code("IDN-chair")).await.unwrap_err();
    assert_eq!(refused.code, JoinError::Unavailable, "{}", refused.sentence);
    disk.fill(false);
    // Asked of the probe: a link may be tried a few times only.
    within("the meeting is open again", async { while hall.get("/readyz").await.0 != 200 {} })
        .await;
    let mut chair = Guest::joins(&hall, "IDN-chair").await;
    chair.until("the snapshot", |g| g.meeting.is_some()).await;
    assert!(chair.meeting.as_ref().unwrap().seq >= known, "nothing is lost");
}
