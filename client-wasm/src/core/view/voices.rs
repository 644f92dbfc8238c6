//! Who is heard now, and in which capacity.

use crate::core::model::Model;
use crate::core::names;
use crate::core::text;
use crate::core::view::stage;
use crate::core::view::table::unheard_text;
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::ready::Fault;

/// Who is heard, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Voices {
    /// "Tunisia is heard", "You are heard, presiding".
    pub line: String,
    /// Somebody is heard.
    pub anybody: bool,
    /// We are.
    pub we: bool,
}

/// Whether the presiding officer is heard as such, and not as a speaker.
#[must_use]
pub fn presiding_is_heard(meeting: &Meeting) -> bool {
    let presiding = meeting.presiding_microphone;
    let open = meeting.open_microphones();
    let speaks = meeting.speaking_devices().any(|device| Some(device) == presiding);
    presiding.is_some_and(|device| open.contains(&device)) && !speaks
}

/// Who is heard; nothing while the meeting is not in session.
#[must_use]
pub fn voices(model: &Model) -> Option<Voices> {
    let meeting = model.meeting().filter(|meeting| meeting.in_session())?;
    let lang = model.lang;
    if !model.link.is_up() {
        // Who is heard meanwhile is not known here.
        let line = text::link_lost(lang).to_owned();
        return Some(Voices { line, anybody: false, we: false });
    }
    let open = meeting.open_microphones();
    let we = model.connection.is_some_and(|own| open.contains(&own));
    let fault = if we { model.readiness(model.ticked).and_then(Result::err) } else { None };
    let presiding = presiding_is_heard(meeting);
    let speakers = meeting.speaking_devices().filter(|device| open.contains(device));
    let seat_of = |device| meeting.seat_of(&meeting.connections.get(&device)?.participant);
    let named = |seat: &SeatId| names::seat(meeting, seat, lang).text;
    let theirs = speakers.filter(|device| Some(*device) != model.connection).filter_map(seat_of);
    let unheard = |seat: &SeatId| {
        let why = unheard_text(meeting, meeting.seats.get(seat)?, lang)?;
        Some(text::alarm_problem(lang, text::AlarmProblem { problem: why, seat: &named(seat) }))
    };
    let (silent, heard): (Vec<_>, Vec<_>) = theirs.partition(|seat| unheard(seat).is_some());
    let mut others: Vec<String> = heard.into_iter().map(named).collect();
    let we_preside = meeting.presiding_microphone == model.connection;
    if presiding && !we_preside {
        others.insert(0, text::president_named(lang, &stage::presiding_name(meeting, lang)));
    }
    let we = we && fault.is_none();
    let line = match (we, others.as_slice()) {
        (false, []) if fault == Some(Fault::Silent) => text::you_are_silent(lang).to_owned(),
        (false, []) if fault.is_some() => text::you_are_not_heard(lang).to_owned(),
        (false, []) => match silent.first().and_then(|seat| unheard(seat)) {
            Some(why) => why,
            None => text::heard_nobody(lang).to_owned(),
        },
        (false, all) => text::heard_now(lang, &all.join(", ")),
        (true, []) if presiding => text::you_are_heard_presiding(lang).to_owned(),
        (true, []) => text::you_are_heard(lang).to_owned(),
        (true, all) => text::heard_and_you(lang, &all.join(", ")),
    };
    Some(Voices { line, anybody: we || !others.is_empty(), we })
}
