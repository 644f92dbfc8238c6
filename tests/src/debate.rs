//! The debate of 6 August 2020 with its statements: two briefings, fifteen members, and forty delegations that only write, in
//! six languages.

use rostrum_proto::id::{ParticipantId, SeatId};
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::setup::{Person, SeatSetup, Setup};
use rostrum_proto::profile::SeatKind;
use rostrum_proto::role::Role;

/// So many delegations only write.
pub const WRITERS: usize = 40;
/// The languages of their texts, in turn.
pub const LANGUAGES: [&str; 6] = ["ar", "zh", "en", "fr", "ru", "es"];

/// A text of some 1,700 words.
fn text(lang: &str) -> &'static str {
    match lang {
        "ar" => include_str!("../../proto/tests/texts/ar.txt"),
        "zh" => include_str!("../../proto/tests/texts/zh.txt"),
        "fr" => include_str!("../../proto/tests/texts/fr.txt"),
        "ru" => include_str!("../../proto/tests/texts/ru.txt"),
        "es" => include_str!("../../proto/tests/texts/es.txt"),
        _ => include_str!("../../proto/tests/texts/en.txt"),
    }
}

/// About 500 words of the text of a language, from somewhere in it.
#[must_use]
pub fn statement(lang: &str, n: usize) -> String {
    let paragraphs: Vec<_> = text(lang).split("\n\n").filter(|p| !p.trim().is_empty()).collect();
    let first = n % (paragraphs.len() - 12);
    paragraphs[first..first + 12].join("\n\n")
}

/// The debate with a delegate for each who speaks, and forty delegations that only write.
pub fn prepared(setup: &mut Setup) {
    for place in setup.speakers_list.clone() {
        let known = setup.people.iter_mut().filter(|p| p.seat.as_ref() == Some(&place));
        let mut known = known.peekable();
        let is_new = known.peek().is_none();
        for person in known {
            // Whoever may speak for it has a name and an office.
            let id = person.id.clone();
            person.name.get_or_insert_with(|| format!("Speaker {id}"));
            person.title.get_or_insert_with(|| "Permanent Representative".into());
        }
        if is_new {
            let id = ParticipantId::new(format!("{place}-delegate")).unwrap();
            let (name, title) = (format!("Speaker {place}"), "Permanent Representative");
            setup.people.push(Person {
                id,
                role: Role::Delegate,
                seat: Some(place),
                name: Some(name),
                title: Some(title.into()),
                booth: None,
                rank: None,
            });
        }
    }
    for n in 1..=WRITERS {
        let name = format!("Delegation {n:02}");
        setup.seats.push(SeatSetup {
            id: SeatId::new(format!("W{n:02}")).unwrap(),
            kind: SeatKind::Writer,
            short: LocalText::english(name.clone()),
            formal: LocalText::default(),
            sort_key: name,
            on_behalf_of: vec![],
            language: None,
        });
    }
}
