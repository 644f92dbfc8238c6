//! The facts of a meeting: who spoke says its journal, what they gave their accepted statements.

use crate::date::Date;
use crate::facts::{Facts, Manner, President, Seat, Speaker, Standing, Statement};
use rostrum_proto::digest::Digest;
use rostrum_proto::id::{ParticipantId, SeatId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::statement::{self, Answer, Version, receipt};
use rostrum_proto::profile::SeatKind;
use rostrum_proto::role::Role;
use rostrum_proto::words::paragraphs;
use rostrum_record::document::{Intervention, Kind};
use std::collections::BTreeMap;

/// What is said of the compilation itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its symbol; empty while it has none.
    pub symbol: String,
    /// Its date.
    pub dated: Date,
    /// Who signs it, name and title; absent: who presides by the meeting's file.
    pub signed: Option<(String, String)>,
}

/// The facts that a journal amounts to, of which this is the meeting; `text_of` is what a digest of it stands for. `None`
/// if it is no journal of a meeting.
#[must_use]
pub fn facts(
    meeting: &Meeting,
    records: &[Record],
    text_of: impl Fn(&Digest) -> Option<String>,
    letter: &Letter,
) -> Option<Facts> {
    let record = rostrum_record::compile(records)?;
    let setup = &meeting.setup;
    let opened = record.presiding.iter().find_map(|presiding| presiding.from);
    let day =
        rostrum_record::day_at(&setup.venue_time_zone, opened.unwrap_or(record.meeting.starts_at));
    let mut groups = Groups::of(meeting);
    let spoke = record.interventions.iter();
    let spoke = spoke.filter(|spoke| matches!(spoke.kind, Kind::Statement | Kind::Briefing));
    let speakers = spoke.map(|spoke| speaker(meeting, spoke)).collect();
    let statements = statements(meeting, text_of, &mut groups);
    let note = meeting.dossier.documents.get("notice").map(|note| note.symbol.clone());
    let seat = |seat: &rostrum_proto::meeting::setup::SeatSetup| Seat {
        id: seat.id.clone(),
        kind: seat.kind,
        short: seat.short.clone(),
        formal: seat.formal.clone(),
        sort_key: seat.sort_key.clone(),
    };
    let standing = meeting.dossier.settled.iter().filter_map(|(point, reason)| {
        let point = serde_json::from_str(point).ok()?;
        Some(Standing { point, reason: reason.clone() })
    });
    Some(Facts {
        symbol: letter.symbol.clone(),
        letter_date: letter.dated,
        meeting_date: Date::try_from(day).ok()?,
        topic: setup.title.clone(),
        original: Lang::En,
        president: president(meeting, letter),
        concept_note: note,
        ranks: setup.profile.ranks.clone(),
        seats: setup.seats.iter().map(seat).chain(groups.seats).collect(),
        speakers,
        statements,
        first: meeting.dossier.annexes.clone(),
        standing: standing.collect(),
    })
}

fn president(meeting: &Meeting, letter: &Letter) -> President {
    let mut people = meeting.setup.people.iter();
    let chair = people.find(|person| person.role == Role::Chair);
    let by_file = || {
        let of = |part: Option<&String>| part.cloned().unwrap_or_default();
        (of(chair.and_then(|c| c.name.as_ref())), of(chair.and_then(|c| c.title.as_ref())))
    };
    let (name, title) = letter.signed.clone().unwrap_or_else(by_file);
    President { name, title, seat: meeting.setup.presidency.clone() }
}

fn speaker(meeting: &Meeting, spoke: &Intervention) -> Speaker {
    let person = spoke.speakers.first().and_then(|who: &ParticipantId| meeting.participant(who));
    let person = person.map(|person| &person.person);
    let seat = meeting.seats.get(&spoke.seat);
    Speaker {
        seat: spoke.seat.clone(),
        name: person.and_then(|person| person.name.clone()),
        title: person.and_then(|person| person.title.clone()),
        rank: person.and_then(|person| person.rank.clone()),
        on_behalf_of: seat.map(|seat| seat.setup.on_behalf_of.clone()).unwrap_or_default(),
    }
}

/// The accepted statements, in the order in which they came.
fn statements(
    meeting: &Meeting,
    text_of: impl Fn(&Digest) -> Option<String>,
    groups: &mut Groups,
) -> Vec<Statement> {
    let seats = meeting.dossier.statements.keys();
    let stands = seats.filter_map(|seat| Some((seat, meeting.dossier.stands(seat)?)));
    let mut stands: Vec<(&SeatId, (u32, &Version))> = stands.collect();
    stands.sort_by_key(|(seat, (_, version))| (version.at, *seat));
    let mut read = |(seat, (n, version)): (&SeatId, (u32, &Version))| {
        let sent = &version.statement;
        // Without its text there is nothing to read in it, which is a point.
        let text = text_of(&sent.text).unwrap_or_default();
        let later = meeting.dossier.of(seat).iter().skip(n as usize);
        let (name, title) = match &version.called {
            Some(called) => (&called.name, &called.title),
            None => (&sent.name, &sent.title),
        };
        let title = Some(title.clone()).filter(|title| !title.is_empty());
        Statement {
            seat: seat.clone(),
            number: receipt(seat, n),
            name: Some(name.clone()),
            title,
            language: sent.lang,
            manner: match sent.manner {
                statement::Manner::Delivered => Manner::Delivered,
                statement::Manner::Written => Manner::Written,
            },
            on_behalf_of: sent.on_behalf_of.iter().map(|name| groups.id(name, sent.lang)).collect(),
            paragraphs: paragraphs(&text),
            put_right: version.called.is_some(),
            correction_open: later.into_iter().any(|version| version.answer == Answer::Waits {}),
        }
    };
    stands.into_iter().map(&mut read).collect()
}

/// Those for which somebody speaks, by the names that were given: seats of the meeting, and others.
struct Groups {
    ids: BTreeMap<String, SeatId>,
    seats: Vec<Seat>,
}

impl Groups {
    fn of(meeting: &Meeting) -> Self {
        let names = meeting.seats.values().flat_map(|seat| {
            let names = seat.setup.short.0.values().chain(seat.setup.formal.0.values());
            names.map(|name| (name.to_lowercase(), seat.setup.id.clone()))
        });
        Self { ids: names.collect(), seats: vec![] }
    }

    /// The seat of a name; one that the meeting does not have is named as it was given.
    fn id(&mut self, name: &str, lang: Lang) -> SeatId {
        if let Some(known) = self.ids.get(&name.to_lowercase()) {
            return known.clone();
        }
        let id = SeatId::new(format!("group-{}", self.seats.len() + 1))
            .expect("letters, digits and a hyphen are allowed");
        let short = LocalText(BTreeMap::from([(lang, name.to_owned())]));
        let formal = LocalText::default();
        let sort_key = name.to_owned();
        self.seats.push(Seat { id: id.clone(), kind: SeatKind::Observer, short, formal, sort_key });
        self.ids.insert(name.to_lowercase(), id.clone());
        id
    }
}
