//! Documents and statements, asked for and sent over HTTP: also by who waits in the lobby, days before the meeting.

use crate::digest::Digest;
use crate::id::{CommandId, ParticipantId, SeatId};
use crate::lang::{Lang, LocalText};
use crate::meeting::Meeting;
use crate::meeting::authority::{self, Act, Reach};
use crate::meeting::dossier::{Compilation, Document};
use crate::meeting::refusal::Refusal;
use crate::meeting::statement::{Manner, Version};
use crate::profile::{RequestKind, StatementRule};
use crate::read::Read;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The answer to `GET /api/documents`: what whoever asks may see now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// Issued for the meeting, by the name in their address.
    pub documents: BTreeMap<String, Document>,
    /// The questions that are put to who speaks.
    pub questions: Vec<LocalText>,
    /// The rule for statements; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<StatementRule>,
    /// Until when they are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Until when corrections are taken, once the meeting is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrections_until: Option<Timestamp>,
    /// The compilation of the statements, once it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compilation: Option<Compilation>,
    /// The server's clock.
    pub now: Timestamp,
    /// The seats for which whoever asks may send statements.
    pub sends_for: Vec<SeatId>,
    /// Whether they accept and return them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub settles: bool,
    /// The seats whose statements are expected or here, in the order of the speakers' list, then alphabetically: to the
    /// secretariat all, to others those of which they read something.
    pub seats: Vec<SeatStatements>,
}

impl Documents {
    /// What somebody may see of a meeting now; nobody is the public. Until when corrections are taken says whoever knows
    /// the calendar of the venue.
    #[must_use]
    pub fn told(
        meeting: &Meeting,
        who: Option<&ParticipantId>,
        now: Timestamp,
        corrections_until: Option<Timestamp>,
    ) -> Self {
        let person = who.and_then(|who| meeting.participant(who)).filter(|p| !p.expelled);
        let role = who.and_then(|who| authority::acting_role(meeting, who));
        let role = role.filter(|_| person.is_some());
        let own = person.and_then(|person| person.person.seat.as_ref());
        let all = || Self::seats_in_order(meeting);
        let sends_for = match role.map_or(Reach::No, |r| authority::reach(r, Act::SendStatement)) {
            Reach::All => all(),
            Reach::OwnSeat => own.into_iter().cloned().collect(),
            Reach::No => vec![],
        };
        let settles =
            role.is_some_and(|r| authority::reach(r, Act::SettleStatements) == Reach::All);
        let seats = all().into_iter().filter_map(|seat| {
            let versions = (1..).zip(meeting.dossier.of(&seat));
            let versions = versions.filter(|(n, _)| meeting.reads(who, &seat, *n));
            let versions: BTreeMap<_, _> =
                versions.map(|(n, version)| (n.to_string(), version.clone())).collect();
            let shown = sends_for.contains(&seat) || !versions.is_empty();
            let place = meeting.speakers.iter().position(|request| {
                meeting.request(*request).is_ok_and(|request| request.beneficiary == seat)
            });
            let place = place.and_then(|place| u32::try_from(place + 1).ok());
            let name = meeting.seats.get(&seat)?.setup.short.clone();
            shown.then_some(SeatStatements { seat, name, place, versions })
        });
        Self {
            documents: meeting.dossier.documents.clone(),
            questions: meeting.setup.questions.clone(),
            rule: meeting.setup.profile.statements,
            until: meeting.setup.statements_until,
            corrections_until,
            compilation: meeting.dossier.compilation.clone(),
            now,
            seats: seats.collect(),
            sends_for,
            settles,
        }
    }

    /// The seats of which a statement is expected or here: as they ask for the floor, then alphabetically.
    fn seats_in_order(meeting: &Meeting) -> Vec<SeatId> {
        let asks = |seat: &SeatId| {
            let waiting = meeting.speakers.iter().filter_map(|id| meeting.request(*id).ok());
            let had = meeting.requests.iter().filter(|request| {
                request.kind == RequestKind::Statement && request.spoken(meeting.at).0 > 0
            });
            had.chain(waiting).position(|request| request.beneficiary == *seat)
        };
        let mut seats: Vec<_> = meeting.seats.values().map(|seat| &seat.setup).collect();
        seats.sort_by_cached_key(|seat| {
            let place = asks(&seat.id);
            let (key, id) = seat.alphabetical();
            (place.is_none(), place, key, id.clone())
        });
        seats.into_iter().map(|seat| seat.id.clone()).collect()
    }
}

/// What a seat has sent, as far as whoever asks may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct SeatStatements {
    /// The seat.
    pub seat: SeatId,
    /// Its name.
    pub name: LocalText,
    /// Its place in the speakers' list, from 1; absent if it is not on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// Its versions by their numbers.
    pub versions: BTreeMap<String, Version>,
}

impl SeatStatements {
    /// The versions in order: of their names, "10" stands before "9".
    #[must_use]
    pub fn in_order(&self) -> Vec<(u32, &Version)> {
        let numbered = self.versions.iter();
        let numbered = numbered.filter_map(|(n, version)| Some((n.parse().ok()?, version)));
        let mut numbered: Vec<_> = numbered.collect();
        numbered.sort_by_key(|(n, _)| *n);
        numbered
    }
}

/// `POST /api/statement`: sends a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendStatement {
    /// Chosen by the client; the same id is done once.
    pub id: CommandId,
    /// For which seat.
    pub seat: SeatId,
    /// Its text.
    pub text: String,
    /// The file that it was taken out of, as `POST /api/statement/file` answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Digest>,
    /// The language of the text.
    pub lang: Lang,
    /// Whether it is spoken too.
    pub manner: Manner,
    /// Who gives it.
    pub name: String,
    /// Their office; may be empty.
    #[serde(default)]
    pub title: String,
    /// For whom it also speaks.
    #[serde(default)]
    pub on_behalf_of: Vec<String>,
}

/// A statement that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Its text.
    pub text: String,
    /// The file that it was taken out of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Digest>,
    /// Its language.
    pub lang: Lang,
    /// Whether it is spoken too.
    pub manner: Manner,
    /// Who gives it.
    pub name: String,
    /// Their office.
    pub title: String,
    /// For whom it also speaks, a name a line.
    pub behalf: String,
}

/// `POST /api/statement/draft`: saves a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// For which seat.
    pub seat: SeatId,
    /// The draft.
    pub draft: Draft,
    /// The number of the draft that it changes; absent if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<u64>,
}

/// A draft that the server keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct SavedDraft {
    /// The draft.
    pub draft: Draft,
    /// Its number: each change raises it.
    pub revision: u64,
    /// When it was saved.
    pub at: Timestamp,
}

/// The answer to `GET` and `POST /api/statement/draft`. To the latter with status 409: somebody else has changed it, and
/// this is theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct DraftAnswer {
    /// What is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<SavedDraft>,
}

/// The answer to a statement that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// What it is known by: `DNK-2`.
    pub receipt: String,
    /// What was taken.
    pub version: Version,
}

/// The answer to `POST /api/statement/file`: the text that was taken out of a file, which is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct TakenOut {
    /// What the file is known by.
    pub file: Digest,
    /// What kind of file it is.
    pub kind: String,
    /// Its text, a paragraph a line.
    pub text: String,
    /// What was in it and is not in the text: `images`, `notes`, `tables` and the like.
    pub left_out: Vec<String>,
}

/// The answer to `GET` and `POST /api/statement/upload`: how much of a file has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Arrived {
    /// So many bytes, from its beginning.
    pub bytes: u32,
    /// What was taken out of it, once it is whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<TakenOut>,
}

/// `POST /api/compilation`: publishes the compilation, for good. `POST /api/compilation/points` takes the same, and
/// publishes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compile {
    /// Chosen by the client; the same id is done once.
    pub id: CommandId,
    /// Its symbol, for example `S/2020/791`.
    pub symbol: String,
    /// The date of the letter, ISO 8601.
    pub dated: String,
    /// Who signs the letter, name and title; whoever presides by the meeting's file if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signature>,
    /// The language in which to say what does not agree; English if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
}

/// Who signs a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// The office.
    pub title: String,
}

/// The answer to `POST /api/compilation/points`: what does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Disagreements {
    /// First what blocks the publication, then what stands.
    pub points: Vec<Disagreement>,
    /// Whose annexes they are, in their order; whose seat has several is here once.
    pub annexes: Vec<SeatId>,
}

/// Something that does not agree between the journal and the statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Disagreement {
    /// What, as `settle_point` names it.
    pub point: String,
    /// The same in a sentence.
    pub sentence: String,
    /// Why it stands; absent: it blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The answer to a request about documents that was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct DocumentProblem {
    /// Stable.
    pub code: DocumentError,
    /// What happened and what to do, in English.
    pub sentence: String,
    /// Why the meeting refuses it, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Why a file has no text that can be taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unread>,
    /// What that file is known by: it is kept, and may go with a text that is typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Digest>,
}

/// Why a file has no text that can be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// It has no bytes.
    Empty,
    /// It needs a password.
    Protected,
    /// It has pictures of text, as scanned pages are.
    Pictures,
    /// It does not say which letters it shows.
    Nameless,
    /// Its lines run from top to bottom, or slantwise.
    Turned,
    /// It is of an older format.
    Old,
    /// It is something else than what its name says.
    Other,
    /// It does not keep to its own format.
    Damaged,
    /// It has more than any statement has.
    TooLong,
    /// It is a text in letters that are not known.
    NotText,
    /// There is nothing to read in it.
    Nothing,
    /// Taking it out has failed.
    Failed,
}

/// Why a request about documents was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum DocumentError {
    /// It is not what is described.
    Malformed,
    /// No token, or one that is not good or has ended.
    Unauthorized,
    /// There is no such text, or it is not for whoever asks, or not yet.
    NotFound,
    /// The meeting refuses it.
    Refused,
    /// Something in the compilation does not agree: settle it first.
    Disagrees,
    /// It is larger than is taken.
    TooLarge,
    /// Its text cannot be taken out. It is kept all the same.
    NoText,
    /// Too many were sent: wait.
    TooMany,
    /// PDF is made by the press, which is not installed.
    NoPress,
    /// The press did not finish. The same can be asked for again.
    NotPrinted,
    /// It cannot be kept now; nothing was taken.
    Unavailable,
}
