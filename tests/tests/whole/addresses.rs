//! Media at servers with several addresses, and with both families of them.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::ConnectionId;
use rostrum_server::media::{Forwards, MediaEvent};
use rostrum_tests::Caller;
use rostrum_tests::caller::CallerSlot;
use rostrum_tests::media_hall::{CHAIR, MediaHall as Hall};

const PUBLIC: ConnectionId = ConnectionId(4);

/// The host has another address from which it would answer, left to itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_with_several_addresses_answers_from_the_one_it_was_asked_at() {
    for bind in ["0.0.0.0", "::"] {
        let mut hall = Hall::open_at(bind, "127.0.0.2");
        let chair = hall.enter(CHAIR).await;
        let public = hall.enter(PUBLIC).await;
        hall.floor(&[CHAIR, PUBLIC], CHAIR);
        chair.speak(10).await;
        public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_port_serves_both_families() {
    let mut hall = Hall::open_at("::", "::1");
    let (chair, offer) = Caller::at("[::1]:0", 1).await;
    let answer = hall.media.answer(&hall.meeting, CHAIR, offer.into()).await.unwrap();
    chair.accept(answer.clone()).await;
    chair.connected().await;
    let (public, offer) = Caller::named(4).await;
    let answer = hall.media.answer(&hall.meeting, PUBLIC, offer.into()).await.unwrap();
    public.accept(answer.replace("::1", "127.0.0.1")).await;
    public.connected().await;
    for connection in [CHAIR, PUBLIC] {
        hall.until(|event| *event == MediaEvent::Up { connection }).await;
    }
    hall.floor(&[CHAIR, PUBLIC], CHAIR);
    chair.speak(10).await;
    public.wait_for(CallerSlot::Voice(0), |heard| heard.len() >= 10).await;
}
