//! The stage: header, nameplate, clock, what the floor's video shows, the banner.

use crate::core::link::Link;
use crate::core::model::{DeviceState, Model, RtcState, Sound};
use crate::core::names::{self, Name};
use crate::core::view::speakers::kind_text;
use crate::core::view::table::unheard_text;
use crate::core::when::Venue;
use crate::core::{format, text};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::booth::signals::SLOW_DOWN_STANDS;
use rostrum_proto::meeting::clock::{ClockReading, ClockState};
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::phase::{Phase, PhaseName};
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::profile::{Policy, RequestKind};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::quality::LeftOut;

/// The header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The kind of meeting.
    pub format: Name,
    /// The item of the agenda.
    pub agenda_item: Name,
    /// The topic.
    pub title: Name,
    /// The phase.
    pub phase: PhaseName,
    /// The phase in words.
    pub phase_text: &'static str,
    /// When a suspended or adjourned meeting resumes, if that is known.
    pub resumes_at: Option<Timestamp>,
    /// The clock of the venue.
    pub venue: Venue,
}

/// Who has the floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Plate {
    /// How the floor stands.
    pub state: FloorState,
    /// The seat, or the topic while nobody speaks.
    pub name: Name,
    /// Person and title.
    pub person: String,
    /// The state in words.
    pub line: &'static str,
    /// What it has the floor for, if not for a statement.
    pub kind: Option<&'static str>,
    /// Who presides: a person or a seat.
    pub presides: String,
}

/// How the floor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloorState {
    /// Nobody has it.
    Free,
    /// Called, not yet speaking.
    Called,
    /// Speaking.
    Live,
    /// The connection was lost, or the speaker is interrupted or muted.
    Held,
}

/// The speaking clock.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockFace {
    /// Minutes and seconds.
    pub digits: String,
    /// Beneath the digits.
    pub note: String,
    /// Colour.
    pub state: ClockState,
    /// Of the ring, 0 to 100.
    pub part: u32,
}

/// What is shown in the floor's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// The speaker's video is received.
    pub floor: bool,
    /// The speaker is this device: the server does not send its video back, so our own is shown.
    pub own_floor: bool,
    /// The presiding officer's video is received, and is not the floor's.
    pub chair: bool,
    /// Nobody but the presiding officer is speaking, whose video takes the floor's place.
    pub chair_large: bool,
}

/// Something that all should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Banner {
    /// Grave, or a note.
    pub grave: bool,
    /// In words.
    pub text: String,
}

/// The header.
#[must_use]
pub fn header(model: &Model) -> Option<Header> {
    let meeting = model.meeting()?;
    let setup = &meeting.setup;
    let phase = meeting.phase.name();
    Some(Header {
        format: names::local(&setup.format, model.lang),
        agenda_item: names::local(&setup.agenda_item, model.lang),
        title: names::local(&setup.title, model.lang),
        phase,
        phase_text: phase_text(model, phase),
        resumes_at: match meeting.phase {
            Phase::Suspended { until, .. } => until,
            Phase::Scheduled { .. }
            | Phase::Lobby {}
            | Phase::InSession { .. }
            | Phase::Closed { .. } => None,
        },
        venue: Venue::of(&setup.venue_time_zone, &setup.venue, model.lang),
    })
}

/// A phase in words.
#[must_use]
pub fn phase_text(model: &Model, phase: PhaseName) -> &'static str {
    match phase {
        PhaseName::Scheduled => text::phase_scheduled(model.lang),
        PhaseName::Lobby => text::phase_lobby(model.lang),
        PhaseName::InSession => text::phase_in_session(model.lang),
        PhaseName::Suspended => match model.meeting().map(|m| m.phase) {
            Some(Phase::Suspended { adjourned: true, .. }) => text::phase_adjourned(model.lang),
            _ => text::phase_suspended(model.lang),
        },
        PhaseName::Closed => text::phase_closed(model.lang),
    }
}

/// Who has the floor.
#[must_use]
pub fn plate(model: &Model) -> Option<Plate> {
    let meeting = model.meeting()?;
    let lang = model.lang;
    let presides = text::presides_line(lang, &presiding_name(meeting, lang));
    let held = meeting.holder().and_then(|h| Some((h, h.grant()?)));
    let Some((holder, grant)) = held.filter(|_| meeting.in_session()) else {
        let kind = None;
        // Who is heard is named, also who needs no floor to speak.
        if super::voices::presiding_is_heard(meeting) {
            let name = names::seat(meeting, presiding_seat(meeting), lang);
            let person = names::participant(meeting, &meeting.presiding);
            let (state, line) = (FloorState::Live, text::floor_presiding(lang));
            return Some(Plate { state, name, person, line, kind, presides });
        }
        let line = match meeting.phase.name() {
            PhaseName::InSession => text::floor_nobody(lang),
            phase => phase_text(model, phase),
        };
        let name = names::local(&meeting.setup.title, lang);
        let (state, person) = (FloorState::Free, String::new());
        return Some(Plate { state, name, person, line, kind, presides });
    };
    let (state, line) = match grant.phase {
        GrantPhase::Called { .. } => (FloorState::Called, text::floor_called(lang)),
        // What is so meanwhile is not known here.
        GrantPhase::Live { .. } if !model.link.is_up() => (FloorState::Held, text::link_lost(lang)),
        GrantPhase::Live { .. } => match unheard(meeting, &holder.beneficiary, lang) {
            Some(why) => (FloorState::Held, why),
            None => (FloorState::Live, text::floor_speaking(lang)),
        },
        GrantPhase::Interrupted { .. } => (FloorState::Held, text::floor_is_interrupted(lang)),
        GrantPhase::Held { .. } => (FloorState::Held, text::floor_held(lang)),
    };
    let person = names::speaker(meeting, &holder.beneficiary);
    let kind = match holder.kind {
        RequestKind::Statement if !holder.explains_vote() => None,
        _ => Some(kind_text(holder, None, lang)),
    };
    let name = names::seat(meeting, &holder.beneficiary, lang);
    Some(Plate { state, name, person, line, kind, presides })
}

/// The presiding officer's seat; the presidency's if they have none.
fn presiding_seat(meeting: &Meeting) -> &SeatId {
    meeting.seat_of(&meeting.presiding).unwrap_or(&meeting.setup.presidency)
}

/// The presiding officer, named as a delegation.
#[must_use]
pub fn presiding_name(meeting: &Meeting, lang: Lang) -> String {
    names::seat(meeting, presiding_seat(meeting), lang).text
}

fn unheard(meeting: &Meeting, seat: &SeatId, lang: Lang) -> Option<&'static str> {
    unheard_text(meeting, meeting.seats.get(seat)?, lang)
}

/// The speaking clock.
#[must_use]
pub fn clock(model: &Model, now: Timestamp) -> Option<ClockFace> {
    Some(face(&model.meeting()?.clock(now)?, model.lang))
}

/// The clock of our own seat, which stands while another interrupts it.
#[must_use]
pub fn own_clock(model: &Model, now: Timestamp) -> Option<ClockFace> {
    let meeting = model.meeting()?;
    Some(face(&meeting.clock_of(meeting.granted_to(model.my_seat()?)?, now)?, model.lang))
}

fn face(reading: &ClockReading, lang: Lang) -> ClockFace {
    let Some(limit) = reading.limit else {
        let digits = format::clock(reading.spoken);
        let note = note(reading, text::clock_used(lang).to_owned(), lang);
        return ClockFace { digits, note, state: reading.state, part: 0 };
    };
    let minutes = format::minutes(limit);
    let (shown, allowed) = match reading.state {
        ClockState::Red => (reading.over(), text::clock_over(lang, &minutes)),
        // A second that has begun is still there.
        ClockState::Green | ClockState::Amber => {
            let left = reading.left().unwrap_or_default();
            (Millis(left.0.div_ceil(1000) * 1000), text::clock_of(lang, &minutes))
        }
    };
    let left = reading.left().unwrap_or_default();
    let part = match reading.state {
        ClockState::Red => 100,
        ClockState::Green | ClockState::Amber => left.0 * 100 / limit.0.max(1),
    };
    let digits = match reading.state {
        ClockState::Red => format!("+{}", format::clock(shown)),
        ClockState::Green | ClockState::Amber => format::clock(shown),
    };
    let note = note(reading, allowed, lang);
    ClockFace { digits, note, state: reading.state, part: part as u32 }
}

/// What is beside the digits: what is `allowed`, or why the clock stands.
fn note(reading: &ClockReading, allowed: String, lang: Lang) -> String {
    if reading.stands { text::clock_stands(lang).to_owned() } else { allowed }
}

/// Which pictures come.
#[must_use]
pub fn pictures(model: &Model) -> Pictures {
    let none = Pictures { floor: false, own_floor: false, chair: false, chair_large: false };
    let Some(meeting) = model.meeting().filter(|_| model.service.audio_only.is_none()) else {
        return none;
    };
    let shows = |device| meeting.connections.get(&device).is_some_and(|c| c.camera);
    let speaking = meeting.speaking_device();
    let presiding = meeting.presiding_device();
    let chairs = meeting.in_session() && presiding.is_some_and(shows);
    let chair_large = chairs && speaking.is_none() && super::voices::presiding_is_heard(meeting);
    let large = if chair_large { presiding } else { speaking };
    let own_floor = large.is_some() && large == model.connection;
    let left_out = model.media.left_out;
    Pictures {
        floor: meeting.in_session() && large.is_some_and(shows) && (own_floor || !left_out.floor),
        own_floor,
        chair: chairs && !left_out.chair && presiding != large && presiding != model.connection,
        chair_large,
    }
}

/// What is before the meeting, for everybody to read: a lost presiding officer, points of order and what was
/// ruled, challenges, motions, and how the floor is given if not by the chair.
#[must_use]
pub fn matters(model: &Model, now: Timestamp) -> Vec<String> {
    let Some(meeting) = model.meeting().filter(|meeting| meeting.in_session()) else {
        return vec![];
    };
    let lang = model.lang;
    let seat = |id: &SeatId| names::seat(meeting, id, lang).text;
    let lost = meeting.chair_lost_at.map(|_| text::chair_lost_note(lang).to_owned());
    let point = meeting.ruling_due().map(|point| text::say_point(lang, &seat(&point.beneficiary)));
    let ruled = meeting.challenged_ruling().or_else(|| {
        meeting.rulings.last().filter(|ruling| ruling.standing == (Standing::Stands {}))
    });
    let ruling = ruled.and_then(|ruling| {
        let by = &meeting.request(ruling.request).ok()?.beneficiary;
        Some(said_ruling(ruling.sustained, &ruling.text, &seat(by), lang))
    });
    let challenge = ruled.and_then(|ruling| match &ruling.standing {
        Standing::Challenged { by } => Some(text::say_challenged(lang, &seat(by))),
        Standing::Stands {} | Standing::Upheld {} | Standing::Overruled {} => None,
    });
    let motions = meeting.undecided_motions().into_iter().filter_map(|request| {
        let moved = super::business::moved(request, lang)?;
        Some(text::motion_waits(
            lang,
            text::MotionWaits { motion: &moved, seat: &seat(&request.beneficiary) },
        ))
    });
    let policy = match meeting.policy {
        Policy::Moderated {} => None,
        policy => Some(super::business::policy_line(policy, lang)),
    };
    let slower = asked_to_slow_down(model, meeting, now);
    let first = [lost, slower, point, ruling, challenge].into_iter().flatten();
    first.chain(motions).chain(policy).collect()
}

/// The interpreters ask the speaker to slow down: said to them, and to who presides, for a while.
fn asked_to_slow_down(model: &Model, meeting: &Meeting, now: Timestamp) -> Option<String> {
    let asked = meeting.slow_down()?;
    if now.since(asked.at) >= SLOW_DOWN_STANDS {
        return None;
    }
    let speaks = meeting.speaking().is_some_and(|seat| model.my_seat() == Some(seat));
    match (speaks, super::chair::presides(model)) {
        (true, _) => Some(text::slow_down_you(model.lang).to_owned()),
        (false, true) => Some(text::slow_down_chair(model.lang).to_owned()),
        (false, false) => None,
    }
}

/// A ruling in words: what it came to first.
#[must_use]
pub fn said_ruling(sustained: bool, words: &str, seat: &str, lang: Lang) -> String {
    let ruled = match sustained {
        true => text::say_sustained(lang, seat),
        false => text::say_dismissed(lang, seat),
    };
    if words.is_empty() { ruled } else { format!("{ruled} “{words}”") }
}

/// The most serious thing to know; nothing if all is well.
#[must_use]
pub fn banner(model: &Model) -> Option<Banner> {
    let lang = model.lang;
    if !model.link.is_up() && model.link != Link::Down {
        return Some(Banner { grave: true, text: kept(model) });
    }
    if !model.writable {
        return Some(Banner { grave: true, text: text::storage_down(lang).to_owned() });
    }
    if let Some(name) = &model.service.audio_only {
        return Some(Banner { grave: false, text: text::audio_only(lang, name) });
    }
    if model.media.refused {
        return Some(Banner { grave: false, text: text::media_refused(lang).to_owned() });
    }
    let restarted = model.media.attempt > 0 && model.media.state == RtcState::Starting;
    if restarted || matches!(model.media.state, RtcState::Interrupted | RtcState::Failed) {
        return Some(Banner { grave: false, text: text::media_lost(lang).to_owned() });
    }
    if let Some(text) = left_out(model) {
        return Some(Banner { grave: false, text: text.to_owned() });
    }
    if model.camera_wanted && !model.uplink.carries_picture() {
        let heard = model.microphone_open() && model.sound == Sound::Heard;
        let text = if heard { text::sound_only_heard(lang) } else { text::sound_only_up(lang) };
        return Some(Banner { grave: false, text: text.to_owned() });
    }
    let seated = model.my_seat().is_some();
    let deaf = matches!(model.devices.microphone, DeviceState::Missing | DeviceState::Refused);
    let note = || Banner { grave: false, text: text::listener_note(lang).to_owned() };
    (seated && deaf).then(note)
}

/// What our network does not carry; sound comes first.
fn left_out(model: &Model) -> Option<&'static str> {
    match model.media.left_out {
        LeftOut { floor: true, .. } => Some(text::left_out_floor(model.lang)),
        LeftOut { presentation: true, .. } => Some(text::left_out_presentation(model.lang)),
        LeftOut { chair: true, .. } => Some(text::left_out_chair(model.lang)),
        LeftOut { gallery: true, .. } if !model.gallery.off => {
            Some(text::left_out_gallery(model.lang))
        }
        LeftOut { floor: false, chair: false, presentation: false, gallery: _ } => None,
    }
}

/// What is kept for us while the connection is lost.
fn kept(model: &Model) -> String {
    let lang = model.lang;
    let place = || {
        let meeting = model.meeting()?;
        let seat = model.my_seat()?;
        if meeting.granted_to(seat).is_some() {
            return Some(text::link_lost_floor(lang).to_owned());
        }
        let position = meeting.position(meeting.waiting(seat, RequestKind::Statement)?.id)?;
        Some(text::link_lost_place(lang, &format::place(lang, position)))
    };
    place().unwrap_or_else(|| match model.meeting() {
        Some(_) => text::link_lost(lang).to_owned(),
        None => text::connecting(lang).to_owned(),
    })
}
