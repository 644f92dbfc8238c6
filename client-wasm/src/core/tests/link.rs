//! The connection: lost, found again, with everything that was under way.

use super::room::Room;
use crate::core::link::Link;
use crate::core::model::{JoinFailure, RtcState, Screen};
use crate::core::msg::{Effect, Msg};
use crate::core::server_clock::ServerClock;
use crate::core::view::stage;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::http::JoinError;
use rostrum_proto::wire::{ClientMessage, ServerMessage, close};

#[test]
fn a_lost_connection_says_what_is_kept_and_resumes() {
    let mut room = Room::with("ennaifer");
    room.serve();
    let old = room.client.connection.unwrap();
    let seq = room.client.meeting().unwrap().seq;
    room.effects.clear();
    room.tell(Msg::SocketClosed(1006));
    assert_eq!(room.effects, [Effect::Connect], "the first attempt is at once");
    let banner = stage::banner(&room.client).unwrap();
    assert_eq!(banner.text, "Connection lost. Your place, 2nd, is kept. Reconnecting…");

    // Nothing is decided behind a lost connection; a microphone that was closed is, once it is back.
    room.tell(Msg::Do(Command::CallNext {}));
    assert!(room.client.pending.is_empty());
    assert!(room.client.toast.as_ref().is_some_and(|(_, text)| text.starts_with("Not done")));
    room.tell(Msg::Do(Command::CloseMicrophone {}));
    let id = room.client.pending[0].id.clone();
    assert!(room.sent.is_empty());
    room.tell(Msg::SocketOpened);
    let resume = Some(Resume { connection: old, seq });
    assert!(matches!(&room.sent[0], ClientMessage::Hello { resume: r, .. } if *r == resume));
    room.sent.clear();
    room.welcome();
    room.sent.clear();
    let missed = room.told_after(seq).into_iter().map(|(_, record)| record).collect();
    room.server(ServerMessage::Resumed { records: missed });
    assert_eq!(room.told_after(room.client.replica().unwrap().seq), []);
    let again = ClientMessage::Command { id, command: Command::CloseMicrophone {} };
    assert!(room.sent.contains(&again));
    assert!(stage::banner(&room.client).is_none());
}

#[test]
fn attempts_go_on_and_never_wait_longer_than_a_second_and_a_quarter() {
    let mut room = Room::with("ennaifer");
    room.tell(Msg::SocketClosed(1006));
    for _ in 0..10 {
        room.effects.clear();
        room.tell(Msg::SocketClosed(1006));
        room.pass(1_500);
        assert!(room.effects.contains(&Effect::Connect));
        assert!(matches!(room.client.link, Link::Opening { .. }));
    }
}

#[test]
fn a_silent_server_is_given_up_after_four_seconds() {
    let mut room = Room::with("ennaifer");
    room.pass(2_250);
    assert!(room.sent.iter().any(|m| matches!(m, ClientMessage::Ping { .. })));
    room.effects.clear();
    room.pass(4_250);
    assert_eq!(room.effects, [Effect::Connect]);
}

#[test]
fn a_page_that_stood_still_looks_at_what_came_before_it_gives_up() {
    let mut room = Room::with("ennaifer");
    room.pass(2_250);
    room.effects.clear();
    room.at += 20_000;
    room.tell(Msg::Tick);
    assert!(room.client.link.is_up());
    room.pass(2_000);
    assert_eq!(room.effects, [Effect::Connect]);
}

/// The page runs once every so many ms, and a server that is there answers at once.
fn runs_hidden(room: &mut Room, every: u64, times: u64, answered: bool) {
    for _ in 0..times {
        room.at += every;
        room.tell(Msg::Tick);
        for message in std::mem::take(&mut room.sent) {
            if let (ClientMessage::Ping { nonce }, true) = (message, answered) {
                let now = Timestamp(room.at + super::room::AHEAD);
                room.server(ServerMessage::Pong { nonce, now });
            }
        }
    }
}

#[test]
fn a_hidden_page_takes_its_own_stalls_for_no_dead_server() {
    let mut room = Room::with("ennaifer");
    room.tell(Msg::Hidden(true));
    room.effects.clear();
    runs_hidden(&mut room, 1_000, 60, true);
    runs_hidden(&mut room, 60_000, 60, true);
    room.at += 8 * 3_600_000;
    runs_hidden(&mut room, 1_000, 1, true);
    assert!(room.client.link.is_up());
    assert_eq!(room.effects, []);
}

#[test]
fn a_hidden_page_notices_a_dead_socket_too() {
    for (every, times) in [(1_000, 6), (60_000, 3)] {
        let mut room = Room::with("ennaifer");
        room.at += 120_000;
        room.tell(Msg::Tick);
        room.tell(Msg::Hidden(true));
        room.effects.clear();
        runs_hidden(&mut room, every, times, false);
        assert_eq!(room.effects, [Effect::Connect], "run every {every} ms");
    }
}

#[test]
fn a_hidden_page_comes_back_once_a_minute_and_at_once_when_it_is_seen() {
    let mut room = Room::with("ennaifer");
    room.tell(Msg::Hidden(true));
    let connects = |room: &mut Room| {
        let effects = std::mem::take(&mut room.effects);
        effects.iter().filter(|effect| **effect == Effect::Connect).count()
    };
    connects(&mut room);
    let mut count = 0;
    // Ten minutes in which every socket is dropped as soon as it was welcomed, and the network changes.
    for _ in 0..600 {
        if room.client.link.is_up() {
            room.tell(Msg::SocketClosed(1006));
        }
        room.tell(Msg::NetworkChanged);
        room.pass(1_000);
        if let Link::Opening { .. } = room.client.link {
            count += connects(&mut room);
            room.welcome();
        }
    }
    assert_eq!(count, 10);
    room.tell(Msg::SocketClosed(1006));
    room.pass(1_000);
    assert_eq!(connects(&mut room), 0);
    room.tell(Msg::Hidden(false));
    assert_eq!(connects(&mut room), 1, "whoever looks again does not wait");
}

#[test]
fn a_hidden_page_hurries_less_and_less_to_a_server_that_is_gone() {
    let mut room = Room::with("ennaifer");
    room.pass(120_000);
    room.welcome();
    room.tell(Msg::Hidden(true));
    room.effects.clear();
    for _ in 0..20 * 60 {
        if !matches!(room.client.link, Link::Waiting { .. }) {
            room.tell(Msg::SocketClosed(1006));
        }
        room.pass(1_000);
    }
    let count = room.effects.iter().filter(|effect| **effect == Effect::Connect).count();
    assert!((20..=28).contains(&count), "{count} attempts in 20 minutes");
}

#[test]
fn a_page_that_stood_still_while_its_socket_opened_looks_at_what_came() {
    let mut room = Room::with("ennaifer");
    room.tell(Msg::SocketClosed(1006));
    room.effects.clear();
    room.at += 60_000;
    room.tell(Msg::Tick);
    assert_eq!(room.effects, [], "the welcome may be there already");
    room.pass(3_000);
    assert!(room.effects.contains(&Effect::Connect));
}

#[test]
fn a_pong_keeps_it_and_sets_the_clock() {
    let mut room = Room::with("ennaifer");
    for _ in 0..10 {
        room.pass(2_250);
        let ping = room.sent.iter().rev().find_map(|m| match m {
            ClientMessage::Ping { nonce } => Some(*nonce),
            _ => None,
        });
        let now = rostrum_proto::time::Timestamp(room.at + super::room::AHEAD);
        room.server(ServerMessage::Pong { nonce: ping.unwrap(), now });
    }
    assert!(room.client.link.is_up());
    let ahead = room.client.server_time(rostrum_proto::time::Timestamp(room.at)).0 - room.at;
    assert!(ahead.abs_diff(super::room::AHEAD) <= 250, "{ahead}");
}

#[test]
fn close_codes_lead_to_their_screens() {
    let cases = [
        (close::ENDED, Screen::Ended),
        (close::REPLACED, Screen::Replaced),
        (close::TOO_MANY, Screen::TooMany),
        (close::PROTOCOL_ERROR, Screen::Protocol),
        (close::RESTARTING, Screen::Inside),
        (close::TOO_SLOW, Screen::Inside),
    ];
    for (code, screen) in cases {
        let mut room = Room::with("ennaifer");
        room.tell(Msg::SocketClosed(code));
        assert_eq!(room.client.screen, screen, "{code}");
        let released = room.effects.contains(&Effect::ReleaseDevices);
        assert_eq!(released, screen != Screen::Inside, "{code}");
    }
}

#[test]
fn who_follows_a_full_meeting_is_told_by_joining_again() {
    let mut room = Room::with("viewer");
    room.effects.clear();
    room.tell(Msg::SocketClosed(close::TOO_MANY));
    assert_eq!(room.client.screen, Screen::Inside);
    room.pass(10_000);
    assert!(room.effects.contains(&Effect::PostJoin("code".into())), "{:?}", room.effects);
    room.tell(Msg::JoinAnswered(Err(JoinFailure::Declined(JoinError::Full))));
    assert_eq!(room.client.screen, Screen::Failed(JoinFailure::Declined(JoinError::Full)));
}

#[test]
fn an_expired_token_is_exchanged_for_a_new_one() {
    let mut room = Room::with("ennaifer");
    room.effects.clear();
    room.tell(Msg::SocketClosed(close::UNAUTHORIZED));
    assert_eq!(room.effects, [Effect::PostJoin("code".into())]);
    let joined = room.client.identity.clone().unwrap();
    room.tell(Msg::JoinAnswered(Err(JoinFailure::Network)));
    assert_eq!(room.client.screen, Screen::Inside);
    room.pass(2_000);
    room.tell(Msg::JoinAnswered(Ok(joined)));
    assert_eq!(room.effects.last(), Some(&Effect::Connect));
    room.tell(Msg::SocketClosed(close::UNAUTHORIZED));
    room.pass(2_000);
    let revoked = JoinFailure::Declined(JoinError::Revoked);
    room.tell(Msg::JoinAnswered(Err(revoked)));
    assert_eq!(room.client.screen, Screen::Failed(revoked));
}

#[test]
fn the_token_is_renewed_at_two_thirds_of_its_life() {
    let mut room = Room::with("ennaifer");
    room.sent.clear();
    room.at += 2_399_000;
    room.tell(Msg::Tick);
    assert!(!room.sent.contains(&ClientMessage::Renew {}));
    room.at += 2_000;
    room.tell(Msg::Tick);
    assert!(room.sent.contains(&ClientMessage::Renew {}));
}

#[test]
fn a_gap_in_the_events_is_closed_by_a_new_connection() {
    let mut room = Room::with("ennaifer");
    let mut record = room.journal.last().unwrap().clone();
    record.seq += 2;
    let after = record.seq - 1;
    room.effects.clear();
    room.server(ServerMessage::Event { after, record });
    assert_eq!(room.effects, [Effect::Connect]);
}

#[test]
fn failed_media_is_started_anew_with_patience() {
    let mut room = Room::with("ennaifer");
    let first = room.client.wish().session.unwrap();
    room.tell(Msg::Rtc(first, RtcState::Up));
    assert!(stage::banner(&room.client).is_none());
    room.tell(Msg::Rtc(first, RtcState::Failed));
    assert!(stage::banner(&room.client).is_some());
    room.pass(1_000);
    let second = room.client.wish().session.unwrap();
    assert_eq!((second.0, second.1), (first.0, 1));
    room.tell(Msg::Rtc(first, RtcState::Up));
    assert_eq!(room.client.media.state, RtcState::Starting, "the old session says nothing more");
}

#[test]
fn a_reload_comes_back_by_itself() {
    let room = Room::with("ennaifer");
    let kept = room.effects.iter().rev().find_map(|e| match e {
        Effect::Keep(kept) => Some((**kept).clone()),
        _ => None,
    });
    let mut client = crate::core::model::Model::default();
    let started = Msg::Started {
        code: Some("code".into()),
        kept,
        lang: rostrum_proto::lang::Lang::Fr,
        seed: 1,
    };
    let step = client.update(rostrum_proto::time::Timestamp(room.at), started);
    assert!(step.effects.contains(&Effect::Connect) && step.effects.contains(&Effect::OpenDevices));
    assert_eq!(client.screen, Screen::Inside);
    assert_eq!(client.lang, rostrum_proto::lang::Lang::Fr);
}

#[test]
fn the_answer_over_the_shortest_way_sets_the_clock() {
    let mut clock = ServerClock::default();
    let ours = |ms: u64| Timestamp(1_000_000 + ms);
    // The server's clock is a minute ahead; the greeting took 300 ms.
    let server = |ms: u64| Timestamp(1_060_000 + ms);
    clock.greeted(ours(300), server(0));
    assert_eq!(clock.at(ours(300)), server(0));
    // There 20 ms, back 380: wrong by 180. Then there 30, back 40: wrong by 5.
    clock.answered(ours(1_400), 400, server(1_020));
    assert_eq!(clock.at(ours(1_400)), server(1_220));
    clock.answered(ours(2_070), 70, server(2_030));
    assert_eq!(clock.at(ours(2_070)), server(2_065));
    // A worse one changes nothing.
    clock.answered(ours(3_900), 900, server(3_850));
    assert_eq!(clock.at(ours(3_900)), server(3_895));
}

#[test]
fn a_clock_that_jumped_is_found_out_by_the_next_answer() {
    let mut clock = ServerClock::default();
    clock.answered(Timestamp(10_020), 20, Timestamp(10_010));
    // The device slept; what it takes for its time stood still for an hour.
    clock.answered(Timestamp(11_300), 300, Timestamp(3_611_150));
    assert_eq!(clock.at(Timestamp(11_300)), Timestamp(3_611_300));
}

#[test]
fn a_clock_that_runs_slow_is_followed() {
    let mut clock = ServerClock::default();
    let (mut ours, mut server) = (0.0, 0.0);
    // A second of the server's is 999.9 ms here. The best way of all was at the start, three hours ago.
    clock.answered(Timestamp(10), 10, Timestamp(5));
    for _ in 0..10_800 {
        ours += 999.9;
        server += 1_000.0;
        let (at, now) = (Timestamp(ours as u64 + 50), Timestamp(server as u64 + 25));
        clock.answered(at, 50, now);
    }
    let shown = clock.at(Timestamp(ours as u64)).0;
    assert!(shown.abs_diff(server as u64) <= 10, "{shown} for {server}");
}
