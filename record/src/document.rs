//! What a record contains. The order of the fields is that of the JSON document; a field that is absent was
//! not so (yet). Lengths (`_ms`) are in milliseconds.

use super::business::{Moved, PointOfOrder, VoteTaken};
use super::lists::ListChange;
use super::spans::{Recorded, ScreenShown};
use rostrum_proto::id::{MeetingId, ParticipantId, RequestId, SeatId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::meeting::floor::RevokeReason;
use rostrum_proto::profile::SeatKind;
use rostrum_proto::role::Role;
use rostrum_proto::utc::Utc;
use serde::Serialize;

/// The version of this document; it changes when a program that read the one before would misread it.
pub const SCHEMA: &str = "rostrum-record/1";

/// The record of a meeting. Seats and people are named once and then by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeetingRecord {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What was convened, and up to where the journal was read.
    pub meeting: Heading,
    /// Every seat, in English alphabetical order.
    pub seats: Vec<SeatNames>,
    /// Everybody whom the meeting knows, in the order of their ids.
    pub people: Vec<Somebody>,
    /// When the meeting was opened, suspended and so on.
    pub course: Vec<Step>,
    /// Who presided when.
    pub presiding: Vec<Presidency>,
    /// Who was here, by seat; people without a seat come last, as one entry without a seat.
    pub attendance: Vec<Attendance>,
    /// Who took the floor, in that order.
    pub interventions: Vec<Intervention>,
    /// Who was called and did not speak.
    pub called_in_vain: Vec<CalledInVain>,
    /// Points of order, in the order in which they were raised.
    pub points_of_order: Vec<PointOfOrder>,
    /// Motions, in the order in which they were asked for.
    pub motions: Vec<Moved>,
    /// Votes.
    pub votes: Vec<VoteTaken>,
    /// Who interpreted when, by channel; absent where nobody was to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interpretation: Vec<Interpreted>,
    /// Whose screen was shown when; absent where none was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub screens: Vec<ScreenShown>,
    /// When the meeting was recorded; absent where it never was. Each of these times is a part of the recording.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recorded: Vec<Recorded>,
    /// What happened to the lists.
    pub list_changes: Vec<ListChange>,
    /// Speaking time of every seat that spoke, in English alphabetical order.
    pub speaking_time: Vec<SpeakingTime>,
    /// The sum of it.
    pub speaking_time_total_ms: u64,
}

/// What was convened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// The meeting.
    pub id: MeetingId,
    /// The kind of meeting.
    pub format: LocalText,
    /// The topic.
    pub title: LocalText,
    /// The item of the agenda.
    pub agenda_item: LocalText,
    /// The seat that presides.
    pub presidency: SeatId,
    /// The rules, by their name.
    pub profile: String,
    /// The date from which this version of them holds.
    pub profile_version: String,
    /// The announced start.
    pub starts_at: Utc,
    /// The zone of the venue, by its IANA name. Times in this document are UTC: those of the
    /// venue depend on tables of zones that change, and the same journal gives the same bytes.
    pub venue_time_zone: String,
    /// The place whose clocks these are; absent if nobody named it.
    #[serde(skip_serializing_if = "LocalText::is_empty")]
    pub venue: LocalText,
    /// The number of the last record of the journal.
    pub last_record: u64,
    /// Its time. Until the meeting is closed the record is provisional up to here.
    pub as_of: Utc,
    /// Whether the meeting is closed.
    pub closed: bool,
}

/// A seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeatNames {
    /// Which.
    pub seat: SeatId,
    /// In what quality it takes part.
    pub kind: SeatKind,
    /// As on the nameplate.
    pub short: LocalText,
    /// As in formal address; may be empty.
    pub formal: LocalText,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Somebody {
    /// Who.
    pub participant: ParticipantId,
    /// In which role.
    pub role: Role,
    /// For which seat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A step of the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// When.
    pub at: Utc,
    /// Which.
    pub step: StepName,
    /// When the meeting shall go on, if that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Utc>,
    /// Why the doors were closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The steps of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// People were let in and tested.
    LobbyOpened,
    /// Opened.
    Opened,
    /// Suspended.
    Suspended,
    /// Adjourned.
    Adjourned,
    /// Resumed.
    Resumed,
    /// Closed to the public.
    DoorsClosed,
    /// Open to the public again.
    DoorsOpened,
    /// Closed.
    Closed,
}

/// A time during which one person presided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Presidency {
    /// Who.
    pub participant: ParticipantId,
    /// From the opening of the meeting at the earliest; absent before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Utc>,
    /// Until the next, or the end of the meeting; absent while it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Utc>,
    /// How it came about.
    pub how: Succession,
}

/// How somebody came to preside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Succession {
    /// As convened.
    Convened,
    /// The chair was offered and accepted.
    HandedOver,
    /// The connection of who presided was lost.
    Taken,
    /// While the public did not follow.
    NotInPublic,
}

/// Who was here for a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attendance {
    /// The seat; absent for those without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
    /// When it was let in from the lobby.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admitted: Option<Utc>,
    /// Of all its people together.
    #[serde(flatten)]
    pub stay: Stay,
    /// Those who were here, in the order in which they came.
    pub people: Vec<Attendant>,
}

/// A person who was here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attendant {
    /// Who.
    pub participant: ParticipantId,
    /// When.
    #[serde(flatten)]
    pub stay: Stay,
}

/// When somebody was here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stay {
    /// The first connection began; absent if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_in: Option<Utc>,
    /// The last one ended; absent while one is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_out: Option<Utc>,
    /// How many there were.
    pub connections: u32,
}

/// A time during which one person interpreted into a channel, or nobody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Interpreted {
    /// The channel.
    pub channel: Lang,
    /// The booth; absent: the channel had nobody, and its listeners heard the floor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booth: Option<Lang>,
    /// Who; the public is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// From which other channel; absent: from the floor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relay: Option<Lang>,
    /// Since when.
    pub from: Utc,
    /// Until when; absent while it is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Utc>,
}

/// For what the floor was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A statement.
    Statement,
    /// A briefer's statement.
    Briefing,
    /// A right of reply.
    RightOfReply,
    /// A point of order.
    PointOfOrder,
    /// A motion.
    Motion,
    /// An explanation of vote.
    ExplanationOfVote,
}

/// Somebody took the floor and spoke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Intervention {
    /// Counted from 1, in the order in which they began.
    pub number: u32,
    /// The request behind it.
    pub request: RequestId,
    /// Which seat.
    pub seat: SeatId,
    /// Who spoke; more than one if another person of the seat went on.
    pub speakers: Vec<ParticipantId>,
    /// For what.
    pub kind: Kind,
    /// When the seat was called.
    pub called: Utc,
    /// When the microphone opened.
    pub started: Utc,
    /// When the floor was given back or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Utc>,
    /// How.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// Speaking time; up to the last record if it goes on.
    pub spoken_ms: u64,
    /// Speaking time allowed, with what the chair added; absent is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_ms: Option<u64>,
    /// What the chair added to it.
    pub extended_ms: u64,
    /// What stopped it meanwhile.
    pub interruptions: Vec<Stop>,
}

/// How an intervention ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum End {
    /// The speaker had finished.
    Released,
    /// The floor was taken back.
    Revoked {
        /// Why.
        reason: RevokeReason,
    },
}

/// A speaker was stopped for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// When.
    pub at: Utc,
    /// By what.
    #[serde(flatten)]
    pub cause: Cause,
    /// When the speaker went on, or what stopped the speaker changed, or the floor ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Utc>,
}

/// What stopped a speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// A point of order.
    PointOfOrder {
        /// Of this seat.
        by: SeatId,
        /// Its request.
        request: RequestId,
    },
    /// The chair paused the speaker.
    Pause,
    /// The meeting was suspended.
    Suspension,
    /// The seat's connection was lost.
    ConnectionLost,
    /// The speaker's device was lost; the seat was called again on another.
    DeviceLost,
}

/// A seat was called and did not speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CalledInVain {
    /// The request.
    pub request: RequestId,
    /// Which seat.
    pub seat: SeatId,
    /// For what.
    pub kind: Kind,
    /// When it was called.
    pub called: Utc,
    /// When that ended; absent while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Utc>,
    /// How.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// Speaking time of a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpeakingTime {
    /// Which.
    pub seat: SeatId,
    /// How often it spoke.
    pub interventions: u32,
    /// How long in all.
    pub spoken_ms: u64,
}
