//! From the meeting to the media plan: a pure function, and the only place where rules become forwarding.

use crate::media::plan::{FLOOR_VOICES, Plan, SEEN_BY_ALL, Stream, Track};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::booth::COLLEAGUES;
use rostrum_proto::meeting::presence::Connection;
use std::collections::BTreeSet;

/// What the meeting allows to be forwarded now.
#[must_use]
pub fn plan(meeting: &Meeting) -> Plan {
    let mut plan = Plan::default();
    if !meeting.in_session() {
        return plan;
    }
    let admitted = meeting.connections.values().filter(|c| meeting.is_admitted(&c.participant));
    plan.audience = admitted.map(|c| c.id).collect();
    plan.public = meeting.is_followed();

    let shows = |id: &_| meeting.connections.get(id).is_some_and(|c| c.camera);
    if let Some(speaker) = meeting.speaking_device().filter(&shows) {
        plan.sources.insert(Stream::FloorPicture, (speaker, Track::Camera));
    }
    if let Some(chair) = meeting.presiding_device().filter(&shows) {
        plan.sources.insert(Stream::ChairPicture, (chair, Track::Camera));
    }
    if let Some(shown) = meeting.presentation.shown() {
        plan.sources.insert(Stream::Presentation, (shown.connection, Track::Screen));
        plan.sources.insert(Stream::PresentationSound, (shown.connection, Track::ScreenSound));
    }
    for (number, seat) in (0..).zip(meeting.seats.keys()).filter(|_| !meeting.gallery_closed) {
        let cameras = meeting.connections_of(seat).filter(|c| c.camera);
        let present = cameras.map(|c| c.id).filter(|id| plan.audience.contains(id));
        // Of several devices that which is on the stage.
        let on_stage = |id: &ConnectionId| plan.sources.values().any(|(source, _)| source == id);
        if let Some(device) = present.max_by_key(|id| (on_stage(id), *id)) {
            plan.sources.insert(Stream::SeatPicture(number), (device, Track::Camera));
        }
    }
    // The presiding officer has a voice of their own, so that nobody's voice moves to another stream
    // when that microphone opens or closes.
    let presides = |id: &_| meeting.presiding_microphone == Some(*id);
    let (presiding, speaking): (Vec<_>, Vec<_>) =
        meeting.open_microphones().into_iter().partition(presides);
    for (voice, connection) in (0..1).zip(presiding).chain((1..FLOOR_VOICES).zip(speaking)) {
        plan.sources.insert(Stream::FloorVoice(voice), (connection, Track::Microphone));
    }
    for on_air in meeting.on_air.values() {
        let channel = Stream::Channel(on_air.channel);
        plan.sources.insert(channel, (on_air.connection, Track::Microphone));
    }
    for (device, booth, number) in interpreters(meeting) {
        plan.booths.insert(device.id, booth);
        let Some(number) = number.filter(|number| *number < COLLEAGUES) else { continue };
        // Of several devices that which is on air, else the last that came.
        let sources = &mut plan.sources;
        let mut feed = |stream, track| {
            let (known, _) = sources.get(&stream).copied().unzip();
            if known.is_none_or(|known| !is_on_air(meeting, known)) {
                sources.insert(stream, (device.id, track));
            }
        };
        feed(Stream::Colleague(booth, number), Track::Aside);
        if device.camera {
            feed(Stream::ColleaguePicture(booth, number), Track::Camera);
        }
    }
    plan.sources.retain(|_, (connection, _)| plan.audience.contains(connection));
    plan.withheld = own_sounds(meeting, &plan);
    plan.recorded = recorded(meeting, &plan);
    plan
}

/// The devices in booths, in the order in which they came, with the number of their person there.
fn interpreters(meeting: &Meeting) -> impl Iterator<Item = (&Connection, Lang, Option<u8>)> {
    meeting.connections.values().filter_map(|device| {
        let booth = meeting.participant(&device.participant)?.person.booth?;
        let number = meeting.people_of(booth).position(|person| person.id == device.participant);
        Some((device, booth, number.and_then(|number| u8::try_from(number).ok())))
    })
}

fn is_on_air(meeting: &Meeting, device: ConnectionId) -> bool {
    meeting.on_air.values().any(|on_air| on_air.connection == device)
}

/// What of it is recorded: the voices, the channels and the picture that everybody sees, of whoever has agreed.
fn recorded(meeting: &Meeting, plan: &Plan) -> BTreeSet<Stream> {
    if !meeting.is_recorded() {
        return BTreeSet::new();
    }
    let agreed = |(id, _): &(ConnectionId, Track)| {
        meeting.connections.get(id).is_some_and(|device| meeting.has_agreed(&device.participant))
    };
    let sources = plan.sources.iter().filter(|(_, source)| agreed(source));
    let streams: BTreeSet<_> = sources.map(|(stream, _)| *stream).collect();
    let seen = SEEN_BY_ALL.iter().find(|stream| streams.contains(stream)).copied();
    let sounds = streams.iter().filter(|stream| {
        matches!(stream, Stream::FloorVoice(_) | Stream::PresentationSound | Stream::Channel(_))
    });
    sounds.copied().chain(seen).collect()
}

/// No device is sent the audio of its own seat, nor anything of its own person in a booth.
fn own_sounds(meeting: &Meeting, plan: &Plan) -> BTreeSet<(Stream, ConnectionId)> {
    let person_of =
        |id: &ConnectionId| meeting.connections.get(id).map(|device| &device.participant);
    let aside = plan.sources.iter().filter(|(stream, _)| stream.booth().is_some());
    let of_person = aside.flat_map(|(stream, (source, _))| {
        let same = move |id: &&ConnectionId| person_of(id) == person_of(source);
        plan.audience.iter().filter(same).map(|id| (*stream, *id))
    });
    let seat_of = |id: &ConnectionId| meeting.seat_of(&meeting.connections.get(id)?.participant);
    let is_sound = |track: &Track| matches!(track, Track::Microphone | Track::ScreenSound);
    let sounds = plan.sources.iter().filter(|(_, (_, track))| is_sound(track));
    let beside = |(stream, (source, _)): (&Stream, &(ConnectionId, Track))| {
        let (stream, source, seat) = (*stream, *source, seat_of(source));
        let of_seat =
            move |id: &&ConnectionId| **id != source && seat.is_some() && seat_of(id) == seat;
        plan.audience.iter().filter(of_seat).map(move |id| (stream, *id)).collect::<Vec<_>>()
    };
    sounds.flat_map(beside).chain(of_person).collect()
}

/// The sources that one plan has and the other no longer has, in any stream.
pub fn lost(before: Plan, after: Plan) -> impl Iterator<Item = (ConnectionId, Track)> {
    let left: BTreeSet<_> = after.sources.into_values().collect();
    before.sources.into_values().filter(move |source| !left.contains(source))
}

/// What both plans allow: used while an event that closes microphones is on its way to the disk.
#[must_use]
pub fn common(before: &Plan, after: &Plan) -> Plan {
    let sources =
        before.sources.iter().filter(|(stream, source)| after.sources.get(stream) == Some(source));
    Plan {
        audience: before.audience.intersection(&after.audience).copied().collect(),
        public: before.public && after.public,
        sources: sources.map(|(stream, source)| (*stream, *source)).collect(),
        withheld: before.withheld.union(&after.withheld).copied().collect(),
        booths: after.booths.clone(),
        recorded: before.recorded.intersection(&after.recorded).copied().collect(),
    }
}
