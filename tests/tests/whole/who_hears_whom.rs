//! Voices and pictures through the whole server, from commands to packets: who hears whom before and
//! after grant, release, mute and expulsion. The clients send all the time, as a modified client would.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{ConnectionId, RequestId};
use rostrum_proto::meeting::audio::AudioReport;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_tests::caller::{CallerSlot, Frame, Heard};
use rostrum_tests::guest::seat;
use rostrum_tests::{Caller, Guest, Hall};

/// The numbers of the packets that came from somebody.
fn from(heard: &[Heard], who: &Guest) -> Vec<u32> {
    let said = heard.iter().map(Heard::says);
    said.filter(|(name, _)| u64::from(*name) == who.connection.0).map(|(_, n)| n).collect()
}

/// The technician reads that so many packets of a device were received and not forwarded.
async fn dropped(technician: &mut Guest, device: ConnectionId, count: u64) {
    let so = |g: &Guest| {
        g.others.iter().any(|m| match m {
            ServerMessage::Quality { connections } => {
                connections.iter().any(|q| q.connection == device && q.packets_dropped >= count)
            }
            _ => false,
        })
    };
    technician.until(&format!("{count} packets of {device} not forwarded"), so).await;
    technician.others.clear();
}

async fn given_the_floor(chair: &mut Guest, guest: &mut Guest, place: &str) -> RequestId {
    chair.does(Command::GiveFloor { seat: seat(place) }).await;
    let granted = chair.holder().map(|(request, _)| request);
    guest.until("being called", |g| g.holder().map(|(request, _)| request) == granted).await;
    granted.unwrap()
}

/// The chair speaks once, and a listener has heard it: whatever was to be forwarded before is there.
async fn after_the_chairs_word(chair: &Caller, listener: &Caller) {
    let known = listener.heard(CallerSlot::Voice(0)).len();
    chair.speak(1).await;
    listener.wait_for(CallerSlot::Voice(0), |heard| heard.len() > known).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_microphone_is_heard_from_start_speaking_to_release() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let (presiding, speaker) = (chair.calls().await, tunisia.calls().await);
    tunisia.does(Command::TurnCamera { on: true }).await;

    // Who looks at a seat may be sent its camera, so that the plan has it: what is counted is the sound behind it.
    speaker.show(Frame::Key).await;
    speaker.speak(20).await;
    dropped(&mut technician, tunisia.connection, 20).await;
    let request = given_the_floor(&mut chair, &mut tunisia, "TUN").await;
    speaker.speak(10).await;
    dropped(&mut technician, tunisia.connection, 30).await;
    assert_eq!(presiding.heard_at_all(), 0, "being called opens nothing");

    tunisia.does(Command::StartSpeaking { request }).await;
    speaker.speak(10).await;
    speaker.show(Frame::Key).await;
    let voice = presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() >= 10).await;
    assert_eq!(from(&voice, &tunisia), (30..40).collect::<Vec<_>>());
    let picture = presiding.wait_for(CallerSlot::FloorVideo, |heard| !heard.is_empty()).await;
    assert_eq!(from(&picture, &tunisia), [1]);

    tunisia.does(Command::ReleaseFloor { request }).await;
    speaker.show(Frame::Key).await;
    speaker.speak(10).await;
    dropped(&mut technician, tunisia.connection, 40).await;
    assert_eq!(presiding.heard_at_all(), 11, "after the release there is nothing more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_ignores_its_mute_is_not_heard() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let (presiding, speaker) = (chair.calls().await, tunisia.calls().await);
    let request = given_the_floor(&mut chair, &mut tunisia, "TUN").await;
    tunisia.does(Command::StartSpeaking { request }).await;
    speaker.speak(5).await;
    presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 5).await;

    let (mut ignored, mut heard) = (0, 5);
    for (close, open) in [
        (Command::Mute { seat: seat("TUN") }, Command::Unmute { seat: seat("TUN") }),
        (Command::MuteEveryone {}, Command::ClearMutes {}),
    ] {
        chair.does(close).await;
        speaker.speak(20).await;
        ignored += 20;
        dropped(&mut technician, tunisia.connection, ignored).await;
        let open_it = tunisia.asks(Command::OpenMicrophone {}).await;
        assert_eq!(open_it, Err(Refusal::MutedByChair {}));
        chair.does(open).await;
        speaker.speak(1).await;
        heard += 1;
        presiding.wait_for(CallerSlot::Voice(1), |all| all.len() == heard).await;
    }

    technician.does(Command::Mute { seat: seat("TUN") }).await;
    speaker.speak(20).await;
    dropped(&mut technician, tunisia.connection, ignored + 20).await;
    let open_it = tunisia.asks(Command::OpenMicrophone {}).await;
    assert_eq!(open_it, Err(Refusal::MutedByTechnician {}));
    technician.does(Command::Unmute { seat: seat("TUN") }).await;

    tunisia.does(Command::CloseMicrophone {}).await;
    speaker.speak(20).await;
    dropped(&mut technician, tunisia.connection, ignored + 40).await;
    tunisia.does(Command::OpenMicrophone {}).await;
    speaker.speak(1).await;
    let all = presiding.wait_for(CallerSlot::Voice(1), |all| all.len() == heard + 1).await;
    assert_eq!(from(&all, &tunisia), [0, 1, 2, 3, 4, 25, 46, 87]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_floor_taken_back_or_its_holder_put_out_is_silence() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let mut france = Guest::joins(&hall, "FRA-delegate").await;
    technician.does(Command::AdmitSeat { seat: seat("FRA") }).await;
    france.until("the snapshot", |g| g.meeting.is_some()).await;
    let presiding = chair.calls().await;
    let (speaker, listener) = (tunisia.calls().await, france.calls().await);
    chair.does(Command::OpenMicrophone {}).await;

    let request = given_the_floor(&mut chair, &mut tunisia, "TUN").await;
    tunisia.does(Command::StartSpeaking { request }).await;
    speaker.speak(5).await;
    listener.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 5).await;
    chair.does(Command::RevokeFloor { request }).await;
    speaker.speak(5).await;
    after_the_chairs_word(&presiding, &listener).await;
    assert_eq!(listener.heard(CallerSlot::Voice(1)).len(), 5, "the floor was taken back");

    let request = given_the_floor(&mut chair, &mut tunisia, "TUN").await;
    tunisia.does(Command::StartSpeaking { request }).await;
    speaker.speak(5).await;
    listener.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 10).await;
    let participant = rostrum_proto::id::ParticipantId::new("TUN-delegate").unwrap();
    chair.does(Command::Expel { participant }).await;
    let heard_before = speaker.heard_at_all();
    speaker.speak(5).await;
    after_the_chairs_word(&presiding, &listener).await;
    assert_eq!(listener.heard(CallerSlot::Voice(1)).len(), 10, "who is put out is not heard");
    assert_eq!(speaker.heard_at_all(), heard_before, "and hears nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_devices_of_a_seat_both_listen_and_one_is_heard() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let mut second = Guest::joins(&hall, "TUN-delegate").await;
    second.until("the snapshot", |g| g.meeting.is_some()).await;
    let presiding = chair.calls().await;
    let (speaker, other) = (tunisia.calls().await, second.calls().await);
    chair.does(Command::OpenMicrophone {}).await;
    presiding.speak(3).await;
    for device in [&speaker, &other] {
        device.wait_for(CallerSlot::Voice(0), |heard| heard.len() == 3).await;
    }
    let request = given_the_floor(&mut chair, &mut tunisia, "TUN").await;
    tunisia.does(Command::StartSpeaking { request }).await;
    assert_eq!(second.asks(Command::OpenMicrophone {}).await, Err(Refusal::OtherDevice {}));
    other.speak(20).await;
    dropped(&mut technician, second.connection, 20).await;
    speaker.speak(3).await;
    let heard = presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 3).await;
    assert_eq!(from(&heard, &tunisia), [0, 1, 2]);
    // The seat's own voice is not played back to it; what the chair says after it is.
    after_the_chairs_word(&presiding, &other).await;
    assert_eq!(other.heard(CallerSlot::Voice(1)).len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_lobby_a_seat_is_tried_and_hears_nobody_and_nobody_hears_it() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let (presiding, listener) = (chair.calls().await, tunisia.calls().await);
    chair.does(Command::OpenMicrophone {}).await;
    let mut france = Guest::joins(&hall, "FRA-delegate").await;
    let waiting = france.calls().await;

    waiting.speak(20).await;
    dropped(&mut technician, france.connection, 20).await;
    after_the_chairs_word(&presiding, &listener).await;
    assert_eq!(presiding.heard_at_all(), 0, "the lobby is not heard");
    assert_eq!(waiting.heard_at_all(), 0, "and hears nothing");

    // What is lost on the way is what the server measured, whatever the device says.
    let said = AudioReport { level: 20, noise: 70, clipping: 0, loss: Some(999), built_in: false };
    france.does(Command::CertifyAudio { report: said }).await;
    let measured = AudioReport { loss: Some(0), ..said };
    let certified = |e: &Event| match e {
        Event::AudioCertified { seat, report } => seat.as_str() == "FRA" && *report == measured,
        _ => false,
    };
    technician.until_event("France's microphone, certified", certified).await;

    // Admitted, it goes on with the media it has.
    technician.does(Command::AdmitSeat { seat: seat("FRA") }).await;
    france.until("the snapshot", |g| g.meeting.is_some()).await;
    presiding.speak(1).await;
    waiting.wait_for(CallerSlot::Voice(0), |heard| heard.len() == 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_seat_has_no_media_in_the_lobby() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    let _presiding = chair.calls().await;
    let mut reporter = Guest::joins(&hall, "reporter").await;
    let (_caller, sdp) = Caller::named(99).await;
    reporter.says(&ClientMessage::Offer { sdp, sections: vec![] }).await;
    let refused = |m: &ServerMessage| matches!(m, ServerMessage::MediaRefused { .. });
    reporter.until("a refusal", |g| g.others.iter().any(refused)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_meeting_is_silent() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let (presiding, speaker) = (chair.calls().await, tunisia.calls().await);
    let request = given_the_floor(&mut chair, &mut tunisia, "TUN").await;
    tunisia.does(Command::StartSpeaking { request }).await;
    chair.does(Command::OpenMicrophone {}).await;
    speaker.speak(1).await;
    presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 1).await;
    presiding.speak(1).await;
    speaker.wait_for(CallerSlot::Voice(0), |heard| heard.len() == 1).await;
    chair.does(Command::CloseMeeting {}).await;
    speaker.speak(10).await;
    presiding.speak(10).await;
    dropped(&mut technician, tunisia.connection, 10).await;
    assert_eq!((presiding.heard_at_all(), speaker.heard_at_all()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_hears_the_floor_through_open_doors_and_is_never_heard() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, _technician) = hall.session().await;
    let (presiding, speaker) = (chair.calls().await, tunisia.calls().await);
    let mut viewer = Guest::joins(&hall, "public").await;
    viewer.until("the meeting", |g| g.meeting.is_some()).await;
    let public = viewer.calls().await;
    chair.does(Command::OpenMicrophone {}).await;
    let request = given_the_floor(&mut chair, &mut tunisia, "TUN").await;
    tunisia.does(Command::StartSpeaking { request }).await;
    speaker.speak(5).await;
    public.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 5).await;
    public.speak(5).await;

    chair.does(Command::CloseDoors { reason: "In confidence".into() }).await;
    speaker.speak(20).await;
    presiding.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 25).await;
    let others =
        presiding.heard(CallerSlot::Voice(1)).len() + presiding.heard(CallerSlot::Voice(0)).len();
    assert_eq!(presiding.heard_at_all(), others, "nobody hears the public");
    assert_eq!(public.heard_at_all(), 5, "behind closed doors");
    chair.does(Command::OpenDoors {}).await;
    speaker.speak(5).await;
    public.wait_for(CallerSlot::Voice(1), |heard| heard.len() == 10).await;
}
