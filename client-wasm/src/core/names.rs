//! Names as they are shown: text with the language it is in, for `<bdi lang>`.

use rostrum_proto::id::{ParticipantId, SeatId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::line;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::setup::Person;

/// A text and its language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// For the `lang` attribute; empty if not known.
    pub lang: &'static str,
    /// As shown.
    pub text: String,
}

/// The best text for a reader.
#[must_use]
pub fn local(text: &LocalText, lang: Lang) -> Name {
    let (found, text) = text.best(lang);
    Name { lang: found.code(), text: line::shown(text, line::MAX_TEXT) }
}

/// The same of a name, which is short.
fn named(text: &LocalText, lang: Lang) -> Name {
    let (found, text) = text.best(lang);
    Name { lang: found.code(), text: line::shown(text, line::MAX_NAME) }
}

/// A seat's short name; its id if it is unknown or has none.
#[must_use]
pub fn seat(meeting: &Meeting, id: &SeatId, lang: Lang) -> Name {
    let name = meeting.seats.get(id).map(|s| named(&s.setup.short, lang));
    name.filter(|n| !n.text.is_empty()).unwrap_or_else(|| Name { lang: "", text: id.to_string() })
}

/// A seat's formal name, else its short one.
#[must_use]
pub fn formal(meeting: &Meeting, id: &SeatId, lang: Lang) -> String {
    let name = meeting.seats.get(id).map(|s| named(&s.setup.formal, lang).text);
    name.filter(|n| !n.is_empty()).unwrap_or_else(|| seat(meeting, id, lang).text)
}

/// A person's name, else the id.
#[must_use]
pub fn person(person: &Person) -> String {
    written(person.name.as_ref()).unwrap_or_else(|| person.id.to_string())
}

/// Name and title, as on a nameplate; empty if neither is known.
#[must_use]
pub fn person_line(person: &Person) -> String {
    let parts = [written(person.name.as_ref()), written(person.title.as_ref())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What can be shown of a name. Older journals may have any.
fn written(name: Option<&String>) -> Option<String> {
    name.map(|name| line::shown(name, line::MAX_NAME)).filter(|name| !name.is_empty())
}

/// A participant's name, else the id.
#[must_use]
pub fn participant(meeting: &Meeting, id: &ParticipantId) -> String {
    meeting.participant(id).map_or_else(|| id.to_string(), |p| person(&p.person))
}

/// Who speaks for a seat: the person on the speaking device, else a person present, else a person named.
#[must_use]
pub fn speaker(meeting: &Meeting, id: &SeatId) -> String {
    let device = meeting.speaking_device().and_then(|d| meeting.connections.get(&d));
    let here = meeting.connections_of(id).min_by_key(|device| device.id);
    let known = device
        .filter(|d| meeting.seat_of(&d.participant) == Some(id))
        .or(here)
        .and_then(|c| meeting.participant(&c.participant));
    let any = || meeting.participants.of(id).next();
    known.or_else(any).map(|p| person_line(&p.person)).unwrap_or_default()
}
