//! Words that are seldom seen: each is shown where it belongs.

use super::room::{Room, person, seat};
use crate::core::desk::act::DeskMsg;
use crate::core::desk::story::Progress;
use crate::core::devices::Device;
use crate::core::model::{DeviceState, Devices, Sound};
use crate::core::msg::Msg;
use crate::core::view::{
    admissions, attention, bar, business, chair, devices, heard, offers, quality, speakers,
};
use crate::core::view::{stage, story, vote};
use rostrum_proto::id::VoteId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::audibility::Audibility;
use rostrum_proto::meeting::audio::AudioReport;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject};
use rostrum_proto::profile::{Motion, RequestKind};
use rostrum_proto::role::Role;
use rostrum_proto::time::Millis;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::desk::Heard;
use rostrum_proto::wire::quality::{ConnectionQuality, Grade, LeftOut, MediaState, Way};
use std::sync::Arc;

fn toast(room: &Room) -> &str {
    room.client.toast.as_ref().map_or("", |(_, text)| text)
}

/// Indonesia's second officer of the chair presides, and the client is its first.
fn another_presides() -> Room {
    let mut room = Room::with("marsudi");
    room.connect("djani");
    room.press(Command::OfferChair { to: person("djani") });
    room.other("djani", Command::AcceptChair {});
    room
}

#[test]
fn the_chair_is_offered_asked_for_and_kept() {
    let mut room = Room::with("marsudi");
    room.connect("djani");
    room.press(Command::OfferChair { to: person("djani") });
    room.other("djani", Command::DeclineChair {});
    assert_eq!(toast(&room), "Dian Djani does not take the chair. You preside.");

    let mut room = another_presides();
    let line = |room: &Room| offers::offers(&room.client, room.now())[0].line.clone();
    let asks = &offers::offers(&room.client, room.now())[0].answers[0];
    assert_eq!(asks.0, "Ask for the chair back");
    room.press(Command::AskForChair {});
    assert_eq!(toast(&room), "You have asked Dian Djani for the chair.");
    assert_eq!(line(&room), "You have asked Dian Djani for the chair.");
    room.other("djani", Command::KeepChair {});
    assert_eq!(toast(&room), "Dian Djani keeps the chair for now.");
    room.other("djani", Command::OfferChair { to: person("marsudi") });
    assert_eq!(line(&room), "The chair is offered to you.");
}

#[test]
fn who_presides_reads_who_asks_for_the_chair() {
    let mut room = Room::with("marsudi");
    room.connect("djani");
    room.other("djani", Command::AskForChair {});
    let attention = attention::attention(&room.client, room.now()).unwrap();
    assert_eq!(attention.line, "Dian Djani asks for the chair.");
}

#[test]
fn a_neighbour_that_keeps_its_place_is_named() {
    let mut room = Room::with("ennaifer");
    let of = |room: &Room, id| {
        let place = seat(id);
        let mut listed = room.meeting.speakers.iter().copied();
        listed.find(|r| room.meeting.request(*r).is_ok_and(|r| r.beneficiary == place)).unwrap()
    };
    let (request, with) = (of(&room, "TUN"), of(&room, "UNODC"));
    room.press(Command::OfferSwap { request, with });
    room.other("waly", Command::DeclineSwap { request, with });
    assert_eq!(toast(&room), "UNODC keeps its place. Yours is unchanged.");
}

#[test]
fn the_list_that_was_closed_is_open_again() {
    let mut room = Room::with("ennaifer");
    room.other("marsudi", Command::CloseList {});
    room.other("marsudi", Command::OpenList {});
    assert_eq!(room.client.news.1, "The list is open.");
}

#[test]
fn a_seat_in_the_lobby_says_how_its_microphone_was_tested() {
    let good = AudioReport { level: 20, noise: 70, clipping: 0, loss: Some(0), built_in: false };
    let says = |report: Option<AudioReport>| {
        let mut room = Room::with("marsudi");
        room.meeting.seats.get_mut(&seat("TUN")).unwrap().admitted = false;
        room.meeting.seats.get_mut(&seat("TUN")).unwrap().audio = report;
        room.snapshot();
        let guests = admissions::guests(&room.client, room.now()).unwrap();
        let tunisia = guests.into_iter().find(|g| g.key.contains("TUN")).unwrap();
        tunisia.line
    };
    assert!(says(None).contains("microphone not tested"));
    assert!(says(Some(good)).contains("microphone tested"));
    assert!(says(Some(AudioReport { level: 90, ..good })).contains("too quiet"));
    assert!(says(Some(AudioReport { noise: 20, ..good })).contains("noisy room"));
    assert!(says(Some(AudioReport { clipping: 200, ..good })).contains("distorted"));
    assert!(says(Some(AudioReport { loss: Some(200), ..good })).contains("loses sound"));
    assert_eq!(admissions::role(Role::Interpreter, Lang::En), "Interpreter");
    assert_eq!(admissions::role(Role::Reporter, Lang::En), "Reporter");
}

#[test]
fn a_clock_without_a_limit_counts_up_and_a_second_device_says_where_one_speaks() {
    let mut room = Room::with("ennaifer");
    Arc::make_mut(&mut room.meeting.setup).profile.limits.clear();
    room.snapshot();
    room.other("marsudi", Command::GiveFloor { seat: seat("TUN") });
    let request = room.meeting.holder().unwrap().id;
    let elsewhere = room.connect("ennaifer");
    room.publish();
    let actor = rostrum_proto::meeting::command::Actor {
        participant: person("ennaifer"),
        connection: elsewhere,
    };
    let start = Command::StartSpeaking { request };
    let events = room.meeting.decide(room.now(), 0, &actor, &start).unwrap();
    room.record(None, events);
    room.publish();
    room.pass_connected(3_000);
    let clock = stage::clock(&room.client, room.now()).unwrap();
    assert_eq!((clock.digits.as_str(), clock.note.as_str()), ("0:03", "used, no limit"));
    let mine = bar::my_floor(&room.client, room.now()).unwrap();
    assert_eq!(mine.line, "Your delegation is speaking from another device.");
}

#[test]
fn a_floor_that_is_held_in_vain_says_what_can_be_done() {
    let (mut room, request) = Room::presided();
    let device = room.meeting.speaking_device().unwrap();
    let (connections, last_seen) = (vec![device], room.now());
    let reason = DisconnectReason::Lost;
    room.observe(&Notice::Disconnected { connections, last_seen, reason });
    room.record(None, vec![Event::HoldExpired { request }]);
    room.publish();
    let holder = chair::panel(&room.client, room.now()).unwrap().holder.unwrap();
    let says = "Tunisia has not come back. Keep waiting, defer, or take back the floor.";
    assert_eq!(holder.line, says);
}

#[test]
fn what_is_asked_for_is_named_and_waits_for_the_president() {
    let mut room = Room::with("ennaifer");
    let subject = Subject::Question { text: "Shall we go on?".into() };
    let majority = Some("procedural".to_owned());
    room.other("marsudi", Command::AnnounceVote { subject, majority });
    room.press(Command::ExplainVote { seat: seat("TUN"), vote: VoteId(1) });
    let lines = || speakers::rows(&room.client, room.now()).into_iter().map(|r| r.line);
    assert!(
        lines().any(|line| line.contains("explanation of vote")),
        "{:?}",
        lines().collect::<Vec<_>>()
    );

    let mut room = Room::with("ennaifer");
    room.press(Command::RequestFloor { seat: seat("TUN"), kind: RequestKind::PointOfOrder });
    let lines = || speakers::rows(&room.client, room.now()).into_iter().map(|r| r.line);
    assert!(lines().any(|line| line.contains("awaiting the President")));
    assert_eq!(business::motion(Motion::AdjournDebate, Lang::En), "to adjourn the debate");
    assert_eq!(business::motion(Motion::CloseDebate, Lang::En), "to close the debate");
    assert_eq!(stage::phase_text(&room.client, PhaseName::Scheduled), "Scheduled");
}

#[test]
fn a_vote_says_how_it_has_ended() {
    let ends = |manner: Manner, ballot: Option<Ballot>| {
        let mut room = Room::with("marsudi");
        let (vote, subject) = (VoteId(1), Subject::Question { text: "Shall we go on?".into() });
        let majority = Some("procedural".to_owned());
        room.press(Command::AnnounceVote { subject, majority });
        room.press(Command::OpenVote { vote, manner });
        if let Some(ballot) = ballot {
            let nine = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];
            let cast = |id| Event::VoteCast { vote, seat: seat(id), ballot };
            room.record(None, nine.into_iter().map(cast).collect());
        }
        let outcome = room.meeting.vote(vote).unwrap().clone();
        room.publish();
        (room, outcome)
    };
    let (mut room, _) = ends(Manner::ShowOfHands {}, Some(Ballot::Yes));
    room.press(Command::CloseVote { vote: VoteId(1) });
    let panel = vote::vote(&room.client, room.now()).unwrap();
    assert_eq!((panel.line.as_str(), panel.carried), ("Adopted", Some(true)));

    let (_, silent) = ends(Manner::Silence { time: Millis::seconds(30) }, None);
    assert_eq!(vote::result(&silent, true, Lang::En), "Adopted without objection");

    let (mut room, _) = ends(Manner::ShowOfHands {}, None);
    let (vote, ballot) = (VoteId(1), Ballot::Absent);
    room.record(None, vec![Event::VoteCast { vote, seat: seat("TUN"), ballot }]);
    room.publish();
    let ballots = vote::vote(&room.client, room.now()).unwrap().ballots;
    assert_eq!(ballots[0].1, "Absent");

    let mut room = Room::with("marsudi");
    let (vote, request) = (VoteId(1), room.meeting.speakers[0]);
    let subject = Subject::Ruling { request };
    let announced = Event::VoteAnnounced { vote, subject, majority: "procedural".into() };
    room.record(None, vec![announced]);
    let ruling = room.meeting.vote(vote).unwrap();
    assert_eq!(vote::result(ruling, true, Lang::En), "The ruling is overruled");
}

fn measured(room: &Room, change: impl Fn(&mut ConnectionQuality)) -> ConnectionQuality {
    let device = room.meeting.connections_of(&seat("TUN")).next().unwrap().id;
    let mut quality = ConnectionQuality::silent(device);
    quality.participant = person("ennaifer");
    quality.seat = Some(seat("TUN"));
    quality.media = MediaState::Up;
    change(&mut quality);
    quality
}

#[test]
fn the_desk_says_by_which_path_and_how_well_a_seat_is_reached() {
    let line = |change: &dyn Fn(&mut ConnectionQuality)| {
        let mut room = Room::with("tech");
        let connections = vec![measured(&room, change)];
        room.server(ServerMessage::Quality { connections });
        let lines = quality::lines(&room.client, room.now());
        lines.into_iter().find(|line| line.id == seat("TUN")).unwrap()
    };
    for (way, path) in [(Way::Udp, "UDP"), (Way::Tcp, "TCP"), (Way::Relay, "relay")] {
        assert_eq!(line(&|q| q.way = Some(way)).path, Some(path));
    }
    assert_eq!(line(&|q| q.grade = Some(Grade::Fair)).grade_text, "fair");
    let starved = line(&|q| {
        (q.bits_down, q.limit_down) = (40_000, Some(280_000));
        q.left_out = LeftOut { floor: true, chair: true, ..LeftOut::default() };
    });
    assert_eq!(starved.down, "0.04, sound only: 0.28 Mbit/s pass");
}

#[test]
fn a_story_says_how_far_it_is_and_how_far_media_has_come() {
    let mut room = Room::with("tech");
    room.tell(Msg::Desk(DeskMsg::OpenSeat(seat("TUN"))));
    assert_eq!(story::head(&room.client).unwrap().progress, "Loading…");
    let story_of = |room: &mut Room| {
        let story = room.client.desk.story.as_mut().unwrap();
        story.state = Progress::Cut;
    };
    story_of(&mut room);
    let progress = story::head(&room.client).unwrap().progress;
    assert_eq!(progress, "The first 0 lines only: choose a shorter period");
    for (media, words) in [
        (MediaState::None, ["not yet", "not yet"]),
        (MediaState::Checking, ["connecting", "not yet"]),
        (MediaState::Handshaking, ["connected", "connecting"]),
        (MediaState::Down, ["failed", "failed"]),
    ] {
        let connections = vec![measured(&room, |q| q.media = media)];
        room.server(ServerMessage::Quality { connections });
        let devices = story::devices(&room.client);
        let fact = |name| devices[0].facts.iter().find(|(n, _)| *n == name).unwrap().1.clone();
        assert_eq!([fact("ICE"), fact("DTLS")], words);
    }
}

#[test]
fn why_a_seat_could_not_be_heard_is_said_of_every_reason() {
    let said = |state| {
        let mut room = Room::with("tech");
        room.tell(Msg::Desk(DeskMsg::OpenSeat(seat("TUN"))));
        let story = room.client.desk.story.as_ref().unwrap();
        let (from, until) = (story.from, story.until);
        let heard = vec![Heard { at: from, state, by: None }];
        let (seat, records, entries, next) = (seat("TUN"), vec![], vec![], None);
        room.server(ServerMessage::Story { seat, from, until, heard, records, entries, next });
        heard::heard(&room.client)[0].text.clone()
    };
    for (state, words) in [
        (Audibility::MutedByTechnician, "a technician had closed its microphone"),
        (Audibility::Closed, "it had closed its microphone itself"),
        (Audibility::NotOpened, "presiding, it had not opened its microphone"),
        (Audibility::Over, "the meeting was closed"),
        (Audibility::Suspended, "the meeting was suspended"),
    ] {
        assert_eq!(said(state), words);
    }
}

#[test]
fn media_that_the_server_cannot_use_is_said() {
    let mut room = Room::with("ennaifer");
    room.server(ServerMessage::MediaRefused { sentence: "expected eight sections".into() });
    let banner = stage::banner(&room.client).unwrap().text;
    assert!(banner.starts_with("Video and audio could not be set up."), "{banner}");
}

#[test]
fn what_is_wrong_with_a_device_is_said_before_joining() {
    let warned = |change: &dyn Fn(&mut Devices)| {
        let mut room = Room::with("ennaifer");
        let mut laptop = room.client.devices.clone();
        change(&mut laptop);
        room.tell(Msg::Devices(laptop));
        devices::warnings(&room.client)
    };
    assert!(warned(&|_| {}).is_empty());
    let microphone = warned(&|d| d.microphone = DeviceState::Missing);
    assert!(microphone[0].starts_with("No microphone can be used. You join as a listener"));
    let camera = warned(&|d| d.camera = DeviceState::Missing);
    assert!(camera[0].starts_with("No camera can be used. Others will see your nameplate"));
    let built_in = warned(&|d| {
        let (id, label) = ("m1".to_owned(), "Built-in Audio".to_owned());
        d.microphones = vec![Device { id, label }];
        d.microphone_id = "m1".into();
    });
    assert!(built_in[0].starts_with("This looks like a built-in microphone."));
    let mut room = Room::with("ennaifer");
    room.tell(Msg::Sound(Sound::Silent));
    assert!(
        devices::warnings(&room.client)[0].starts_with("No sound arrives from this microphone")
    );
    let (said, wrong) = devices::microphone(&room.client);
    assert!(wrong && said.starts_with("No sound heard. Check the switch"), "{said}");
    let coming = ("Picture and sound are being connected…", false);
    assert_eq!(devices::connection(&room.client), coming);
}
