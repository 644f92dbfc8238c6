//! Strangers and callers that mean harm to media: what they send costs themselves.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use rostrum_proto::id::ConnectionId;
use rostrum_tests::caller::{CallerSlot, Frame, assert_continuous};
use rostrum_tests::media_hall::{CHAIR, MediaHall as Hall};

const TUNISIA: ConnectionId = ConnectionId(3);
const PUBLIC: ConnectionId = ConnectionId(4);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_that_lies_costs_only_itself() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    let (liar, honest) = (hall.enter(TUNISIA).await, hall.enter(PUBLIC).await);
    hall.floor(&[CHAIR, TUNISIA, PUBLIC], CHAIR);
    chair.show(Frame::Key).await;
    honest.wait_for(CallerSlot::FloorVideo, |seen| !seen.is_empty()).await;
    liar.wait_for(CallerSlot::FloorVideo, |seen| !seen.is_empty()).await;
    let (asked, began) = (chair.times_asked_for_key_frames(), std::time::Instant::now());
    let came = liar.packets_came();
    liar.lies();
    for n in 1..=150 {
        chair.speak(1).await;
        chair.show(Frame::Inter).await;
        honest.wait_for(CallerSlot::FloorVideo, |seen| seen.len() > n).await;
    }
    let passed = began.elapsed().as_secs() as u32 + 1;
    // The others are sent everything once, and the speaker's camera has its peace.
    let seen = honest.wait_for(CallerSlot::FloorVideo, |seen| seen.len() == 151).await;
    assert_continuous(&seen);
    assert_continuous(&honest.wait_for(CallerSlot::Voice(0), |heard| heard.len() == 150).await);
    let asked = chair.times_asked_for_key_frames() - asked;
    assert!(asked <= 2 + passed / 2, "asked {asked} times in {passed} s");
    // And the liar is sent so much and no more, of each slot in each half second.
    liar.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 150).await;
    let came = liar.packets_came() - came;
    assert!(came > 450, "{came}: it was lied about");
    assert!(came <= 300 + 200 * 2 * 2 * (passed + 1), "{came} packets in {passed} s");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_from_strangers_harms_nobody() {
    let mut hall = Hall::open();
    let chair = hall.enter(CHAIR).await;
    let public = hall.enter(PUBLIC).await;
    hall.floor(&[CHAIR, PUBLIC], CHAIR);
    let stranger = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut seed = 7_u32;
    for length in (0..1_600).step_by(7) {
        let mut garbage = vec![0_u8; length];
        for byte in &mut garbage {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = (seed >> 24) as u8;
        }
        for first in [0_u8, 1, 22, 0x80, 0x90, 0xFF] {
            if let Some(byte) = garbage.first_mut() {
                *byte = first;
            }
            stranger.send_to(&garbage, hall.media.local_addr()).await.unwrap();
        }
    }
    chair.speak(10).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10).await;
}
