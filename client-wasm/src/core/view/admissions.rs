//! Those who wait in the lobby, for those who may admit them.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::text;
use crate::core::view::{Action, useful_action};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audio::AudioFault;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::role::Role;
use rostrum_proto::time::Timestamp;

/// A seat or person that can be admitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Guest {
    /// Who is there, to be known again.
    pub key: String,
    /// The seat or the person.
    pub name: Name,
    /// Who is there, or the role.
    pub line: String,
    /// Connected: waits.
    pub here: bool,
    /// Let in.
    pub admit: Action,
}

/// Those who wait first, then the seats that are not connected yet; `None` if we may not admit, or nobody
/// is let in any more.
#[must_use]
pub fn guests(model: &Model, now: Timestamp) -> Option<Vec<Guest>> {
    let meeting = model.meeting().filter(|_| !model.closed())?;
    let anyone = meeting.seats.keys().next()?.clone();
    if !model.permitted(now, &Command::AdmitSeat { seat: anyone }) {
        return None;
    }
    let lang = model.lang;
    let seats = super::table::order(meeting).into_iter().filter_map(|seat| {
        let id = seat.setup.id.clone();
        let admit = useful_action(model, now, Command::AdmitSeat { seat: id.clone() })?;
        let people: Vec<_> = meeting
            .connections_of(&id)
            .map(|c| names::participant(meeting, &c.participant))
            .collect();
        let name = names::seat(meeting, &id, lang);
        let mut line = people.join(", ");
        if !people.is_empty() {
            line.push_str(" · ");
            line.push_str(&audio(meeting, &id, lang));
        }
        Some(Guest {
            key: format!("seat {id} {line}"),
            name,
            here: !people.is_empty(),
            line,
            admit,
        })
    });
    let people = meeting.participants.values().filter_map(|p| {
        let id = &p.person.id;
        let here = meeting.connections.values().any(|c| c.participant == *id);
        let by_seat = p.person.seat.is_some() && !p.expelled;
        if by_seat || meeting.is_admitted(id) || !(here || p.expelled) {
            return None;
        }
        let admit =
            useful_action(model, now, Command::AdmitParticipant { participant: id.clone() })?;
        let name = Name { lang: "", text: names::person(&p.person) };
        let line = role(p.person.role, lang).to_owned();
        Some(Guest { key: format!("person {id}"), name, here, line, admit })
    });
    let (mut guests, absent): (Vec<_>, Vec<_>) = seats.chain(people).partition(|g| g.here);
    guests.extend(absent);
    Some(guests)
}

/// How a seat's microphone was certified, in words.
fn audio(meeting: &Meeting, seat: &SeatId, lang: Lang) -> String {
    let Some(faults) = meeting.audio_faults(seat) else {
        return text::audio_untested(lang).to_owned();
    };
    let word = |fault: &AudioFault| match fault {
        AudioFault::TooQuiet => text::audio_quiet(lang),
        AudioFault::TooNoisy => text::audio_noisy(lang),
        AudioFault::Clips => text::audio_clips(lang),
        AudioFault::Loses => text::audio_loses(lang),
    };
    match faults.is_empty() {
        true => text::audio_ready(lang).to_owned(),
        false => faults.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

/// A role in words.
#[must_use]
pub fn role(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Chair => text::role_chair(lang),
        Role::DeputyChair => text::role_deputy_chair(lang),
        Role::Secretary => text::role_secretary(lang),
        Role::Delegate => text::role_delegate(lang),
        Role::Interpreter => text::role_interpreter(lang),
        Role::Technician => text::role_technician(lang),
        Role::Reporter => text::role_reporter(lang),
        Role::Viewer => text::role_viewer(lang),
    }
}
