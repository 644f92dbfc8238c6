//! The meeting that is rehearsed: small names, short times, so that every deadline passes in a minute.

use rostrum_proto::id::{MeetingId, ParticipantId, SeatId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::meeting::setup::{Person, SeatSetup, Setup};
use rostrum_proto::profile::{BUILT_IN, Overrun, Profile, SeatKind};
use rostrum_proto::role::Role;
use rostrum_proto::time::{Millis, Timestamp};

/// When it begins.
pub const BEGINS: Timestamp = Timestamp(1_596_722_400_000);

/// An id that is written in this program.
pub fn id<T: std::str::FromStr<Err = String>>(text: &str) -> T {
    text.parse().unwrap_or_else(|why| panic!("{why}"))
}

/// The meeting for so many clients; every second seed is held under the other body's rules.
#[must_use]
pub fn setup(seed: u64, clients: usize) -> Setup {
    let (_, text) = BUILT_IN[(seed % 2) as usize];
    let mut profile: Profile = serde_json::from_str(text).expect("tests hold that it can be read");
    profile.texts.clear();
    profile.grace = Millis::seconds(4);
    profile.takeover_after = Millis::seconds(4);
    profile.warning = Millis::seconds(2);
    profile.lobby_opens_before = Millis::seconds(0);
    for limit in &mut profile.limits {
        limit.time = Millis(limit.time.0 / 60);
    }
    if seed.is_multiple_of(3) {
        profile.overrun = Overrun::Close;
    }
    let seats = clients.saturating_sub(4).max(2);
    let place = |n: usize| SeatSetup {
        id: seat(n),
        kind: match n {
            0 => SeatKind::Member,
            n if n % 7 == 6 => SeatKind::Briefer,
            n if n % 5 == 4 => SeatKind::Observer,
            _ => SeatKind::Member,
        },
        short: LocalText::english(format!("Seat {n}")),
        formal: LocalText::default(),
        sort_key: format!("{n:03}"),
        on_behalf_of: vec![],
        language: None,
    };
    let ranks = ["head", "minister", "other"];
    let person = |who: &str, role, place: Option<usize>| Person {
        id: id::<ParticipantId>(who),
        role,
        seat: place.map(seat),
        name: None,
        title: None,
        booth: None,
        rank: place.map(|n| ranks[n % 3].to_owned()),
    };
    let mut people = vec![
        person("chair", Role::Chair, Some(0)),
        person("deputy", Role::DeputyChair, Some(0)),
        person("secretary", Role::Secretary, None),
        person("technician", Role::Technician, None),
        person("reporter", Role::Reporter, None),
    ];
    let booths = [("fr-1", Lang::Fr), ("fr-2", Lang::Fr), ("ar-1", Lang::Ar)];
    people.extend(
        booths.map(|(who, booth)| Person {
            booth: Some(booth),
            ..person(who, Role::Interpreter, None)
        }),
    );
    people.extend((1..seats).map(|n| person(&format!("delegate-{n}"), Role::Delegate, Some(n))));
    Setup {
        id: id::<MeetingId>("M"),
        profile,
        title: LocalText::english("Topic"),
        agenda_item: LocalText::english("Item"),
        format: LocalText::english("Meeting"),
        presidency: seat(0),
        starts_at: BEGINS,
        venue_time_zone: "UTC".into(),
        venue: LocalText::default(),
        seats: (0..seats).map(place).collect(),
        people,
        speakers_list: (1..seats.min(6)).map(seat).collect(),
        questions: vec![],
        days_off: rostrum_proto::days_off::DaysOff::default(),
        statements_until: None,
    }
}

/// The seat with a number.
#[must_use]
pub fn seat(n: usize) -> SeatId {
    id(&format!("S{n:02}"))
}

/// Who sits at which client: the officers, the reporter, the booths, the delegates; more clients are second devices. And two of the
/// public, who are no people of the meeting.
#[must_use]
pub fn people(setup: &Setup, clients: usize) -> Vec<Person> {
    let viewer = |who: &str| Person {
        id: id::<ParticipantId>(who),
        role: Role::Viewer,
        seat: None,
        name: None,
        title: None,
        booth: None,
        rank: None,
    };
    let invited = setup.people.iter().cycle().take(clients.max(setup.people.len())).cloned();
    invited.chain(["viewer-1", "viewer-2"].map(viewer)).collect()
}
