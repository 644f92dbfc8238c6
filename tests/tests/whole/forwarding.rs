//! Media from end to end: callers made with another implementation of WebRTC, over loopback.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use rostrum_proto::id::{ConnectionId, MeetingId};
use rostrum_server::media::{Forwards, Media, MediaConfig, MediaError, MediaEvent, Offered};
use rostrum_tests::caller::detour::Detour;
use rostrum_tests::caller::{Caller, CallerSlot, Frame, Heard, assert_continuous};
use rostrum_tests::media_hall::{CHAIR, MediaHall as Hall};
use rostrum_tests::within;
use std::collections::BTreeMap;

const INDONESIA: ConnectionId = ConnectionId(2);
const TUNISIA: ConnectionId = ConnectionId(3);
const PUBLIC: ConnectionId = ConnectionId(4);
/// How long an Opus packet lasts.
const A_PACKET: std::time::Duration = std::time::Duration::from_millis(20);

fn from(heard: &[Heard], who: ConnectionId) -> Vec<u32> {
    let said = heard.iter().map(Heard::says);
    said.filter(|(name, _)| u64::from(*name) == who.0).map(|(_, number)| number).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_heard_before_the_plan_says_so() {
    let mut hall = Hall::open();
    let indonesia = hall.enter(INDONESIA).await;
    let public = hall.enter(PUBLIC).await;
    indonesia.speak(20).await;
    indonesia.show(Frame::Key).await;
    let quality = hall.dropped(INDONESIA, 21).await;
    assert_eq!(quality.audio_level, Some(30));
    assert_eq!(public.heard_at_all(), 0);

    hall.floor(&[INDONESIA, PUBLIC], INDONESIA);
    indonesia.speak(20).await;
    let voice = public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 20).await;
    assert_eq!(from(&voice, INDONESIA), (20..40).collect::<Vec<_>>());
    assert!(voice[0].marker, "a new voice is marked");
    assert_continuous(&voice);
    indonesia.show(Frame::Inter).await;
    indonesia.show(Frame::Key).await;
    indonesia.show(Frame::Inter).await;
    let picture = public.wait_for(CallerSlot::FloorVideo, |heard| heard.len() >= 2).await;
    assert!(picture[0].is_key_frame(), "a picture begins with a key frame");
    assert_eq!(from(&picture, INDONESIA), [2, 3]);
    assert_eq!(indonesia.heard_at_all(), 0, "nobody is sent their own track");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_speaker_is_one_stream_to_the_listener() {
    let mut hall = Hall::open();
    let indonesia = hall.enter(INDONESIA).await;
    let tunisia = hall.enter(TUNISIA).await;
    let public = hall.enter(PUBLIC).await;
    let everyone = [INDONESIA, TUNISIA, PUBLIC];

    hall.floor(&everyone, INDONESIA);
    indonesia.speak(10).await;
    indonesia.show(Frame::Key).await;
    indonesia.show(Frame::Inter).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10).await;
    public.wait_for(CallerSlot::FloorVideo, |heard| heard.len() >= 2).await;

    hall.floor(&everyone, TUNISIA);
    tunisia.speak(10).await;
    tunisia.show(Frame::Inter).await;
    tunisia.show(Frame::Key).await;
    tunisia.show(Frame::Inter).await;
    let voice = public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 20).await;
    assert_continuous(&voice);
    assert_eq!(from(&voice, TUNISIA), (0..10).collect::<Vec<_>>());
    let picture = public.wait_for(CallerSlot::FloorVideo, |heard| heard.len() >= 4).await;
    assert_continuous(&picture);
    assert_eq!(from(&picture, TUNISIA), [1, 2], "nothing before the key frame");
    for pair in picture.windows(2) {
        assert_eq!(pair[1].picture(), (pair[0].picture() + 1) & 0x7FFF);
    }
    // Who had the floor hears who has it now.
    let heard = indonesia.wait_for(CallerSlot::FloorVideo, |heard| heard.len() >= 2).await;
    assert_eq!(from(&heard, TUNISIA), [1, 2]);

    hall.floor(&everyone, INDONESIA);
    indonesia.speak(10).await;
    let heard = tunisia.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 20).await;
    assert_continuous(&heard);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_ignores_its_mute_is_not_heard() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    let indonesia = hall.enter(INDONESIA).await;
    let public = hall.enter(PUBLIC).await;
    let everyone = [CHAIR, INDONESIA, PUBLIC];
    hall.floor(&everyone, INDONESIA);
    indonesia.speak(5).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 5).await;

    hall.floor(&everyone, CHAIR);
    indonesia.speak(50).await;
    hall.dropped(INDONESIA, 50).await;
    chair.speak(1).await;
    let heard = public.wait_for(CallerSlot::Voice(1), |heard| !heard.is_empty()).await;
    assert_eq!(from(&heard, CHAIR), [0]);
    let floor = public.heard(CallerSlot::Voice(0));
    assert_eq!(from(&floor, INDONESIA), (0..5).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_in_the_audience_is_sent_nothing() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    let lobby = hall.enter(TUNISIA).await;
    let public = hall.enter(PUBLIC).await;
    hall.floor(&[CHAIR, PUBLIC], CHAIR);
    chair.speak(20).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 20).await;
    // Admitted now, the lobby hears what comes, and that is the first it hears.
    hall.floor(&[CHAIR, PUBLIC, TUNISIA], CHAIR);
    chair.speak(1).await;
    let heard = lobby.wait_for(CallerSlot::Voice(0), |heard| !heard.is_empty()).await;
    assert_eq!(from(&heard, CHAIR), [20]);

    hall.floor(&[CHAIR, PUBLIC], CHAIR);
    chair.speak(1).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 22).await;
    assert_eq!(lobby.heard(CallerSlot::Voice(0)).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_does_not_hear_another() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    let public = hall.enter(PUBLIC).await;
    hall.meeting = MeetingId::new("another").unwrap();
    let other = hall.enter(TUNISIA).await;
    hall.floor(&[CHAIR, TUNISIA], CHAIR);
    hall.meeting = MeetingId::new("S-VTC-2020-08-06").unwrap();
    hall.floor(&[CHAIR, PUBLIC, TUNISIA], CHAIR);
    chair.speak(10).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10).await;
    assert_eq!(other.heard_at_all(), 0);
    // Nor is anything told of another's callers.
    let mut told = BTreeMap::new();
    within("the quality of all", async {
        while told.len() < 3 {
            let (meeting, event) = hall.events.recv().await.expect("media runs");
            if let MediaEvent::Quality { connection, .. } = event {
                told.insert(connection, meeting.to_string());
            }
        }
    })
    .await;
    let of = |who| told[&who].as_str();
    assert_eq!((of(CHAIR), of(PUBLIC)), ("S-VTC-2020-08-06", "S-VTC-2020-08-06"));
    assert_eq!(of(TUNISIA), "another");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_who_cannot_begin_makes_the_camera_start_anew() {
    let mut hall = Hall::open();
    let indonesia = hall.enter(INDONESIA).await;
    let public = hall.enter(PUBLIC).await;
    hall.floor(&[INDONESIA, PUBLIC], INDONESIA);
    indonesia.show(Frame::Inter).await;
    indonesia.asked_for_key_frames(1).await;
    indonesia.show(Frame::Key).await;
    let picture = public.wait_for(CallerSlot::FloorVideo, |heard| !heard.is_empty()).await;
    assert!(picture[0].is_key_frame());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_for_a_key_frame_is_repeated_until_it_comes() {
    let mut hall = Hall::open();
    let indonesia = hall.enter(INDONESIA).await;
    let _public = hall.enter(PUBLIC).await;
    hall.floor(&[INDONESIA, PUBLIC], INDONESIA);
    indonesia.show(Frame::Inter).await;
    indonesia.asked_for_key_frames(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_picture_is_sent_again() {
    let mut hall = Hall::open();
    let indonesia = hall.enter(INDONESIA).await;
    let public = hall.enter(PUBLIC).await;
    hall.floor(&[INDONESIA, PUBLIC], INDONESIA);
    indonesia.show(Frame::Key).await;
    public.wait_for(CallerSlot::FloorVideo, |heard| heard.len() == 1).await;
    public.lose_next_picture_in();
    for _ in 0..4 {
        indonesia.show(Frame::Inter).await;
    }
    let all = |heard: &[Heard]| {
        let mut numbers = from(heard, INDONESIA);
        numbers.sort_unstable();
        numbers == [0, 1, 2, 3, 4]
    };
    public.wait_for(CallerSlot::FloorVideo, all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_lost_on_the_way_to_the_server_is_asked_for_again() {
    let mut hall = Hall::open();
    let indonesia = hall.enter(INDONESIA).await;
    let public = hall.enter(PUBLIC).await;
    hall.floor(&[INDONESIA, PUBLIC], INDONESIA);
    indonesia.show(Frame::Key).await;
    public.wait_for(CallerSlot::FloorVideo, |heard| heard.len() == 1).await;
    indonesia.lose_next_picture_out();
    for _ in 0..4 {
        indonesia.show(Frame::Inter).await;
    }
    let all = |heard: &[Heard]| {
        let mut numbers = from(heard, INDONESIA);
        numbers.sort_unstable();
        numbers == [0, 1, 2, 3, 4]
    };
    public.wait_for(CallerSlot::FloorVideo, all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_that_is_none_is_refused_with_a_reason() {
    let hall = Hall::open();
    let refused = |offer: String| hall.media.answer(&hall.meeting, CHAIR, offer.into());
    let garbage = refused("v=1 nonsense".to_owned()).await.unwrap_err();
    assert!(matches!(garbage, MediaError::Offer(_)), "{garbage}");
    let (_caller, offer) = Caller::named(1).await;
    let no_video = refused(offer.replace("VP8", "H264")).await.unwrap_err().to_string();
    assert!(no_video.contains("does not offer VP8"), "{no_video}");
    let long = refused("a".repeat(100_000)).await.unwrap_err().to_string();
    assert!(long.contains("longer"), "{long}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_another_day_goes_on_working() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    // Of what the server does not know nothing flows; the rest is there, in whatever order.
    let page = hall
        .enter_with(
            PUBLIC,
            &[
                "microphone",
                "camera",
                "hologram",
                "floor_picture",
                "floor_voice_3",
                "smell",
                "floor_voice_0",
                "floor_voice_1",
            ],
        )
        .await;
    hall.floor(&[CHAIR, PUBLIC], CHAIR);
    chair.speak(5).await;
    chair.show(Frame::Key).await;
    let voice = page.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 5).await;
    assert_continuous(&voice);
    let picture = page.wait_for(CallerSlot::FloorVideo, |heard| !heard.is_empty()).await;
    assert!(picture[0].is_key_frame());
    assert_eq!(page.heard(CallerSlot::ChairVideo).len(), 0, "it was not asked for");

    let (_caller, sdp) = Caller::named(7).await;
    let refused = async |sections: &[&str]| {
        let sections = sections.iter().map(|name| (*name).to_owned()).collect();
        let offered = Offered { sdp: sdp.clone(), sections };
        hall.media.answer(&hall.meeting, INDONESIA, offered).await.unwrap_err().to_string()
    };
    let few = refused(&["microphone", "camera"]).await;
    assert!(few.contains("8 media sections, expected 2"), "{few}");
    let twice = refused(&["camera"; 8]).await;
    assert!(twice.contains("each of them once"), "{twice}");
    let wrong = refused(&["camera", "microphone", "a", "b", "c", "d", "e", "f"]).await;
    assert!(wrong.contains("media section 0 must be video"), "{wrong}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_may_offer_again_and_may_leave() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    let public = hall.enter(PUBLIC).await;
    hall.floor(&[CHAIR, PUBLIC], CHAIR);
    chair.speak(5).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 5).await;

    let chair_again = hall.enter(CHAIR).await;
    chair_again.speak(5).await;
    let heard = public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10).await;
    assert_continuous(&heard);

    chair_again.leave().await;
    hall.until(|event| *event == MediaEvent::Down { connection: CHAIR }).await;
}

/// The credentials of ICE in a description.
fn credentials(sdp: &str) -> Vec<&str> {
    let mut found: Vec<_> = sdp.lines().filter(|line| line.starts_with("a=ice-ufrag:")).collect();
    found.dedup();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_goes_on_while_its_client_seeks_another_way() {
    let mut hall = Hall::open();
    let (chair, offer) = Caller::named(CHAIR.0 as u32).await;
    let first = hall.media.answer(&hall.meeting, CHAIR, offer.clone().into()).await.unwrap();
    chair.accept(first.clone()).await;
    hall.until(|event| *event == MediaEvent::Up { connection: CHAIR }).await;
    let public = hall.enter(PUBLIC).await;
    hall.floor(&[CHAIR, PUBLIC], CHAIR);
    chair.speak(5).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 5).await;

    let again = chair.seeks_another_way().await;
    assert_ne!(credentials(&again), credentials(&offer), "the client has new credentials");
    let second = hall.media.answer(&hall.meeting, CHAIR, again.into()).await.unwrap();
    assert_ne!(credentials(&second), credentials(&first), "and so have we");
    chair.accept(second).await;
    // This client gives the old way up at once, and what it says until it has found the new one is lost. It speaks as
    // fast as a voice does: the keys' counter would not survive half of its range unheard.
    let heard = || public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10);
    within("being heard by the new way", async {
        while tokio::time::timeout(A_PACKET, heard()).await.is_err() {
            chair.speak(1).await;
        }
    })
    .await;
    let ssrcs: Vec<_> = public.heard(CallerSlot::Voice(0)).iter().map(|heard| heard.ssrc).collect();
    assert!(ssrcs.windows(2).all(|pair| pair[0] == pair[1]), "the same stream to the listener");
    // It was never down: nobody is told of a new session.
    hall.media.close(CHAIR);
    hall.media.close(PUBLIC);
    hall.media.stop();
    within("the end", async {
        while let Some((_, event)) = hall.events.recv().await {
            assert!(!matches!(event, MediaEvent::Checking { connection: CHAIR }), "{event:?}");
            assert!(!matches!(event, MediaEvent::Down { connection: CHAIR }), "{event:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_whose_network_moves_is_followed() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    let detour = Detour::to(hall.media.local_addr()).await;
    let (indonesia, offer) = Caller::named(2).await;
    let answer = hall.media.answer(&hall.meeting, INDONESIA, offer.into()).await.unwrap();
    indonesia.accept(detour.rewrite(&answer)).await;
    indonesia.connected().await;
    hall.until(|event| *event == MediaEvent::Up { connection: INDONESIA }).await;
    hall.floor(&[CHAIR, INDONESIA], CHAIR);
    chair.speak(1).await;
    indonesia.wait_for(CallerSlot::Voice(0), |heard| heard.len() == 1).await;

    detour.moves().await;
    within("being found again", async {
        let mut seen = 1;
        while seen == 1 {
            chair.speak(1).await;
            seen = indonesia.heard(CallerSlot::Voice(0)).len();
            // Its next check comes when it comes; until then what is sent to it is lost.
            hall.events.recv().await.expect("media runs");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_closed_is_sent_no_more() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    let public = hall.enter(PUBLIC).await;
    let tunisia = hall.enter(TUNISIA).await;
    hall.floor(&[CHAIR, PUBLIC, TUNISIA], CHAIR);
    chair.speak(5).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 5).await;
    hall.media.close(PUBLIC);
    chair.speak(5).await;
    tunisia.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10).await;
    assert_eq!(public.heard(CallerSlot::Voice(0)).len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_is_named_and_free_after_the_end() {
    let mut hall = Hall::open();
    let config = MediaConfig { bind: hall.media.local_addr(), advertise: vec![], tcp: vec![] };
    let refused = Media::start(config.clone(), None).unwrap_err().to_string();
    assert!(refused.contains(&config.bind.to_string()), "{refused}");
    hall.media.stop();
    within("the end", async { while hall.events.recv().await.is_some() {} }).await;
    let (again, _events) = Media::start(config, None).unwrap();
    drop(again);
}
