//! Interpretation from end to end: who hears whom, before, during and after.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use rostrum_proto::id::{ConnectionId, ParticipantId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use rostrum_server::media::plan::{Stream, Track};
use rostrum_server::media::{Forwards, Slot};
use rostrum_tests::caller::{
    Caller, CallerSlot, Frame, Heard, IN_BOOTH, WITH_CHANNEL, assert_continuous,
};
use rostrum_tests::media_hall::MediaHall;
use rostrum_tests::{Guest, Hall};
use std::collections::BTreeMap;

const FRENCH: ConnectionId = ConnectionId(11);
const SPANISH: ConnectionId = ConnectionId(12);
const LISTENER: ConnectionId = ConnectionId(13);

fn from(heard: &[Heard], who: ConnectionId) -> Vec<u32> {
    let said = heard.iter().map(Heard::says);
    said.filter(|(name, _)| u64::from(*name) == who.0).map(|(_, number)| number).collect()
}

/// Both booths are on air.
fn both(hall: &MediaHall, audience: &[ConnectionId]) {
    hall.plan(
        audience,
        &[
            (Stream::Channel(Lang::Fr), FRENCH, Track::Microphone),
            (Stream::Channel(Lang::Es), SPANISH, Track::Microphone),
        ],
    );
}

fn listens(hall: &MediaHall, who: ConnectionId, channel: Option<Lang>) {
    hall.media.choose(who, Slot::Channel, channel.map(Stream::Channel));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_hears_the_channel_that_was_chosen_as_one_stream() {
    let mut hall = MediaHall::open();
    let french = hall.enter_with(FRENCH, &WITH_CHANNEL).await;
    let spanish = hall.enter_with(SPANISH, &WITH_CHANNEL).await;
    let listener = hall.enter_with(LISTENER, &WITH_CHANNEL).await;
    let everybody = [FRENCH, SPANISH, LISTENER];
    both(&hall, &everybody);
    // The interpreters listen to their own channels, and hear nothing of themselves.
    listens(&hall, FRENCH, Some(Lang::Fr));
    listens(&hall, SPANISH, Some(Lang::Fr));
    french.speak(5).await;
    spanish.wait_for(CallerSlot::Channel, |heard| heard.len() == 5).await;
    assert_eq!((french.heard_at_all(), listener.heard_at_all()), (0, 0), "nothing was chosen");

    listens(&hall, LISTENER, Some(Lang::Fr));
    listens(&hall, FRENCH, Some(Lang::Es));
    spanish.speak(10).await;
    // All of it has been there before anybody chooses anew.
    french.wait_for(CallerSlot::Channel, |heard| heard.len() == 10).await;
    french.speak(10).await;
    let heard = listener.wait_for(CallerSlot::Channel, |heard| heard.len() == 10).await;
    assert_eq!(from(&heard, FRENCH), (5..15).collect::<Vec<_>>());

    // To the listener the other channel is the same stream going on.
    listens(&hall, LISTENER, Some(Lang::Es));
    french.speak(5).await;
    spanish.speak(10).await;
    let heard = listener.wait_for(CallerSlot::Channel, |heard| heard.len() == 20).await;
    assert_eq!(from(&heard, SPANISH), (10..20).collect::<Vec<_>>());
    assert_continuous(&heard);

    // What the plan does not allow is not heard, whatever was chosen; and a new session keeps the choice.
    both(&hall, &[FRENCH, SPANISH]);
    spanish.speak(5).await;
    french.wait_for(CallerSlot::Channel, |heard| heard.len() == 25).await;
    both(&hall, &everybody);
    let again = hall.enter_with(LISTENER, &WITH_CHANNEL).await;
    spanish.speak(5).await;
    let heard = again.wait_for(CallerSlot::Channel, |heard| heard.len() == 5).await;
    assert_eq!(from(&heard, SPANISH), (25..30).collect::<Vec<_>>());
    assert_eq!(listener.heard(CallerSlot::Channel).len(), 20);

    // No picture is a channel, and no channel a voice of the floor.
    hall.media.choose(LISTENER, Slot::Channel, Some(Stream::FloorPicture));
    hall.media.choose(LISTENER, Slot::FloorVoice(0), Some(Stream::Channel(Lang::Fr)));
    listens(&hall, LISTENER, None);
    french.speak(5).await;
    spanish.speak(5).await;
    spanish.wait_for(CallerSlot::Channel, |heard| heard.len() == 25).await;
    french.wait_for(CallerSlot::Channel, |heard| heard.len() == 35).await;
    assert_eq!(again.heard_at_all(), 5);
}

/// A guest who is let in, with media.
pub async fn comes(hall: &Hall, technician: &mut Guest, who: &str) -> (Guest, Caller) {
    comes_with(&WITH_CHANNEL, hall, technician, who).await
}

async fn comes_with(
    sections: &[&str],
    hall: &Hall,
    technician: &mut Guest,
    who: &str,
) -> (Guest, Caller) {
    let mut guest = Guest::joins(hall, who).await;
    let participant = ParticipantId::new(who).unwrap();
    technician.does(Command::AdmitParticipant { participant }).await;
    guest.until("the meeting", |g| g.meeting.is_some()).await;
    let caller = guest.calls_with(sections).await;
    (guest, caller)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_interpreter_says_aside_and_their_picture_are_for_the_booth_alone() {
    let hall = Hall::open().await;
    let (_chair, mut tunisia, mut technician) = hall.session().await;
    let (mut first, aside) = comes_with(&IN_BOOTH, &hall, &mut technician, "booth-fr-1").await;
    let (_second, colleague) = comes_with(&IN_BOOTH, &hall, &mut technician, "booth-fr-2").await;
    let (_third, spanish) = comes_with(&IN_BOOTH, &hall, &mut technician, "booth-es-1").await;
    // A delegation that asks for it is sent nothing of any booth, and heard by none.
    let delegate = tunisia.calls_with(&IN_BOOTH).await;
    tunisia.listens(Some(Lang::Fr)).await;
    first.does(Command::TurnCamera { on: true }).await;

    aside.speak(5).await;
    aside.show(Frame::Key).await;
    delegate.speak(5).await;
    colleague.wait_for(CallerSlot::Colleague(0), |heard| heard.len() == 5).await;
    colleague.wait_for(CallerSlot::ColleaguePicture(0), |seen| !seen.is_empty()).await;

    // Nor is it for the channel, while they are on air.
    first.does(Command::GoOnAir { channel: Lang::Fr, relay: None }).await;
    aside.speak(5).await;
    let heard = colleague.wait_for(CallerSlot::Colleague(0), |heard| heard.len() == 10).await;
    assert_eq!(from(&heard, first.connection), (0..10).collect::<Vec<_>>());
    colleague.speak(5).await;
    aside.wait_for(CallerSlot::Colleague(1), |heard| heard.len() == 5).await;
    assert_eq!((spanish.heard_at_all(), delegate.heard_at_all()), (0, 0));
    assert_eq!(aside.heard(CallerSlot::Colleague(0)).len(), 0, "nobody hears themselves");

    first.does(Command::TurnCamera { on: false }).await;
    let seen = colleague.heard(CallerSlot::ColleaguePicture(0)).len();
    aside.show(Frame::Key).await;
    aside.speak(1).await;
    colleague.wait_for(CallerSlot::Colleague(0), |heard| heard.len() == 11).await;
    assert_eq!(colleague.heard(CallerSlot::ColleaguePicture(0)).len(), seen);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interpreter_is_heard_on_air_and_at_no_other_time() {
    let hall = Hall::open().await;
    let (_chair, mut tunisia, mut technician) = hall.session().await;
    let (mut first, voice) = comes(&hall, &mut technician, "booth-fr-1").await;
    let (mut second, hostile) = comes(&hall, &mut technician, "booth-fr-2").await;
    let listener = tunisia.calls_with(&WITH_CHANNEL).await;
    tunisia.listens(Some(Lang::Fr)).await;
    let on_air = |channel| Command::GoOnAir { channel, relay: None };

    voice.speak(5).await;
    first.does(on_air(Lang::Fr)).await;
    voice.speak(10).await;
    let heard = listener.wait_for(CallerSlot::Channel, |heard| heard.len() == 10).await;
    assert_eq!(from(&heard, first.connection), (5..15).collect::<Vec<_>>());

    // A colleague who sends all the same is not heard, nor where the booth has no business.
    assert_eq!(second.asks(on_air(Lang::Fr)).await, Err(Refusal::ColleagueOnAir {}));
    let not_yours = Refusal::NotYourChannel { channel: Lang::Es };
    assert_eq!(second.asks(on_air(Lang::Es)).await, Err(not_yours));
    assert_eq!(tunisia.asks(on_air(Lang::Fr)).await, Err(Refusal::NotPermitted {}));
    hostile.speak(10).await;

    // They change places: until the second takes over the first is heard, and from then on only the second.
    first.does(Command::ProposeHandOver { minutes: 0 }).await;
    hostile.speak(5).await;
    second.does(on_air(Lang::Fr)).await;
    voice.speak(5).await;
    hostile.speak(5).await;
    let heard = listener.wait_for(CallerSlot::Channel, |heard| heard.len() == 15).await;
    assert_eq!(from(&heard, second.connection), (15..20).collect::<Vec<_>>());
    assert_continuous(&heard);

    // The floor alone.
    tunisia.listens(None).await;
    technician.does(Command::TakeOffAir { booth: Lang::Fr }).await;
    hostile.speak(5).await;
    first.does(on_air(Lang::Fr)).await;
    voice.speak(5).await;
    assert_eq!(listener.heard_at_all(), 15);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn booths_and_the_desk_are_told_how_many_listen_and_nobody_else_is() {
    let hall = Hall::open().await;
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let (mut booth, _voice) = comes(&hall, &mut technician, "booth-fr-1").await;
    let told = |g: &Guest| {
        g.others.iter().rev().find_map(|m| match m {
            ServerMessage::Listeners { channels } => Some(channels.clone()),
            _ => None,
        })
    };
    let listens = |channel| ClientMessage::Listen { channel };
    chair.says(&listens(Some(Lang::Fr))).await;
    tunisia.says(&listens(Some(Lang::Fr))).await;
    booth.until("two", |g| told(g) == Some(BTreeMap::from([(Lang::Fr, 2)]))).await;
    tunisia.says(&listens(Some(Lang::Es))).await;
    // What does not exist is listened to by nobody.
    chair.says(&listens(Some(Lang::Fr))).await;
    let one_each = BTreeMap::from([(Lang::Fr, 1), (Lang::Es, 1)]);
    booth.until("one each", |g| told(g).as_ref() == Some(&one_each)).await;
    drop(tunisia);
    booth.until("who has gone", |g| told(g) == Some(BTreeMap::from([(Lang::Fr, 1)]))).await;
    technician.until("the desk", |g| told(g) == told(&booth)).await;
    assert_eq!((told(&chair), told(&technician)), (None, told(&booth)));

    let joined = |who: &str| hall.join(hall.code(who));
    let channels = joined("FRA-delegate").await.unwrap().channels;
    assert_eq!(channels.len(), 6);
    assert_eq!(joined("public").await.unwrap().channels, channels);
    assert_eq!(joined("booth-fr-2").await.unwrap().channels, [], "chosen at the console");
}
